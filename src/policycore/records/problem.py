"""What is wrong with data, as values: which rule, which path, which value, and where in which file.

A `RecordProblem` is to data what a `Diagnostic` is to policy text; its sentences come from the same catalogue, by code.
Rendering stands in `records.render`.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.model import Argument, Phrase


@frozen
class Place:
    """Where a record stands: `row` as a spreadsheet counts (the header is row 1), `line` of the text; 0: not known."""

    file: str = ""
    row: int = 0
    line: int = 0


NO_PLACE = Place()


@frozen
class RecordProblem:
    """One thing wrong with a record, a file of records, or an input of a decision.

    Attributes:
        code: of the catalogue, `PC5nn`.
        path: the field below the record that is decided (`loans[2].amount`), "" for the whole.
        value: what was given, shortened.
        args: further arguments of the catalogue's sentences; `path` and `value` are always among them.
        help: replaces the catalogue's help where a better one is known.
        place: file, row and line; `column` is the column of a table where it has one.
    """

    code: str
    path: str = ""
    value: str = ""
    args: Mapping[str, Argument] = field(factory=dict)
    help: Phrase | None = None
    place: Place = NO_PLACE
    column: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it keeps the record from being decided; else it is only told."""
        return ENTRIES[self.code].severity == "error"

    def at(self, place: Place, column: str = "") -> RecordProblem:
        """Return the same problem with its place, unless it already has one."""
        if self.place != NO_PLACE:
            return self
        return evolve(self, place=place, column=column or self.column)


@frozen
class Fault:
    """Why one value is refused; whoever knows path and place makes a `RecordProblem` of it."""

    code: str
    args: Mapping[str, Argument] = field(factory=dict)
    help: Phrase | None = None

    def problem(self, path: str, value: object) -> RecordProblem:
        """Return the problem of `value` at `path`."""
        return RecordProblem(self.code, path, shown(value), self.args, self.help)


_LONGEST = 40


def shown(value: object) -> str:
    """Return a value as a person would write it, cut where it is long.

    >>> shown(True), shown(None), shown([1, "a"])
    ('true', 'null', '[1, a]')
    """
    text = _text(value, 0)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _text(value: object, depth: int) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return value[: _LONGEST + 1]
        case int():
            # Python refuses to write integers of thousands of digits; a message never needs them.
            return str(value) if value.bit_length() < 1000 else "…"
        case Mapping():
            return "{…}" if value else "{}"
        case list() | tuple():
            if depth:
                return "[…]"
            parts = [_text(part, depth + 1) for part in value[:8]]
            return "[" + ", ".join(parts) + (", …]" if len(value) > 8 else "]")
        case _:
            try:
                text = str(value)
            except Exception:  # a stranger's `__str__` may fail in any way; the message must not
                text = "<"
            # `<object at 0x7f…>` says nothing, and says it differently each time.
            return type(value).__name__ if text.startswith("<") else text
