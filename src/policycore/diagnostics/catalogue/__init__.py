"""The one catalogue of messages: `ENTRIES` by code and `PHRASES` by key, in English and Chinese.

Each layer of the house has a module here with its own hundred of codes: PC1nn syntax, 2nn names, 3nn types, 4nn rule
structure, 5nn records and deciding, 8nn files and usage, 9nn internal. Modules define `ENTRIES: tuple[Entry, ...]` and
`PHRASES: dict[str, Texts]`.
"""

from __future__ import annotations

from policycore.diagnostics.catalogue import (
    calendars,
    configuration,
    deciding,
    duties,
    files,
    internal,
    knowledge,
    movement,
    names,
    populations,
    silences,
    structure,
    syntax,
    syntax_time,
    tables,
    types,
)
from policycore.diagnostics.entry import Entry, Texts

_MODULES = (
    syntax,
    syntax_time,
    names,
    types,
    structure,
    calendars,
    duties,
    silences,
    deciding,
    files,
    configuration,
    internal,
    knowledge,
    movement,
    populations,
    tables,
)

ENTRIES: dict[str, Entry] = {entry.code: entry for module in _MODULES for entry in module.ENTRIES}
PHRASES: dict[str, Texts] = {key: texts for module in _MODULES for key, texts in module.PHRASES.items()}
