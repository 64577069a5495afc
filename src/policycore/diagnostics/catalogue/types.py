"""Messages about types, units and ordered scales, PC3nn."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = ()

PHRASES: dict[str, Texts] = {}
