"""Data as they were read, before anybody knows their types: what the plain containers of Python cannot say.

Readers make these, the converter understands them. Plain `dict`, `str`, `int`, `Decimal` stand beside them.
"""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from policycore.records.problem import Place, RecordProblem


class Object(dict[str, Any]):
    """A mapping that remembers which of its keys were written more than once, and on which lines its keys stand."""

    __slots__ = ("lines", "repeated")

    def __init__(self) -> None:
        super().__init__()
        self.repeated: list[str] = []
        self.lines: dict[str, int] = {}


class Bare(str):
    """A text that stood without quotes where quotes were possible (YAML): it may be a word such as `absent`."""

    __slots__ = ()


class Quoted(str):
    """A text that stood in quotes where they were not needed (YAML): meant as it stands."""

    __slots__ = ()


@frozen
class LongNumber:
    """A number with more digits than are read, as it was written."""

    text: str

    def __str__(self) -> str:
        return self.text


@frozen
class NotFinite:
    """The words NaN and Infinity where a number stands."""

    text: str

    def __str__(self) -> str:
        return self.text


@frozen
class RawRecord:
    """One record as read. `cells`: its values are cells of a table, where `1` may be yes and `a; b` a set."""

    data: Any
    place: Place
    cells: bool = False


@frozen
class Broken:
    """A row that could not be read, or (`ends`) a file that cannot be read further.

    `data` is what could be read of the row, by column.
    """

    problems: tuple[RecordProblem, ...]
    place: Place
    data: dict[str, Any] = field(factory=dict)
    ends: bool = False
