"""Messages about names, PC2nn."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = ()

PHRASES: dict[str, Texts] = {}
