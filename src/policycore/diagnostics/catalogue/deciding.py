"""Messages about records, inputs and deciding, PC5nn."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = ()

PHRASES: dict[str, Texts] = {}
