"""What the emitters know of a piece of generated code: the form of its value, its scale, its bounds.

A number is held as an integer that stands for itself divided by `scale` (kind `number`), as two integers whose
quotient it is (`ratio`, the second one positive), or as a `Fraction` where it has to be kept and no scale is known
beforehand (`exact`). All three are exact; nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from attrs import define, field, frozen

from policycore.core.population import Snapshot
from policycore.types import Date, Enum, ListType, Moment, Number, RecordType, SetType, Text, Type, YesNo
from policycore.values import Absent

Kind = Literal["yes_no", "text", "code", "number", "ratio", "exact", "date", "moment", "set", "list", "record"]


#: The forms of a number.
NUMBERS: frozenset[Kind] = frozenset({"number", "ratio", "exact"})


class Unsupported(Exception):  # not an error: the program is handed to the reference
    """The program holds something that this room does not know how to compile; the text says what."""


class Stop(Exception):  # no error: the general path goes on from here
    """A gap arose on the fast path."""


class _Unset:
    def __repr__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()

#: Nothing longer is written into a bigger expression; it is given a name first.
LONGEST = 160


@frozen
class Given:
    """What is given with the records of a run: the moment, what was known by when, the snapshots of populations."""

    as_of: datetime | None = None
    known_at: datetime | None = None
    snapshots: Mapping[str, Snapshot] = field(factory=dict)


@define(slots=False)
class Val:
    """A value in generated code.

    Attributes:
        code: an expression that yields it; to be used once, unless it is an atom.
        of: its type.
        kind: how it is held.
        scale: of a number: what the integer is divided by.
        over: of a ratio: the expression of its divisor.
        low: lowest possible number, None where not known.
        high: highest possible number, None where not known.
        absent: whether it may be `ABSENT`.
        atom: whether the code is a name or a literal.
        const: what it is, packed, where that is known already.
        stops: whether evaluating it may find a gap.
    """

    code: str
    of: Type
    kind: Kind
    scale: int = 1
    over: str = ""
    low: Fraction | int | None = None
    high: Fraction | int | None = None
    absent: bool = False
    atom: bool = False
    const: Any = UNSET
    stops: bool = False

    def but(self, **changes: Any) -> Val:
        """Return the same value with some of this changed; emitting does that all the time, so it has to be quick."""
        found: Val = object.__new__(Val)
        found.__dict__ = {**self.__dict__, **changes}
        return found

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


def kind_of(of: Type) -> Kind:
    """Return how values of a type are held."""
    match of:
        case YesNo():
            return "yes_no"
        case Text():
            return "text"
        case Enum(open=True):
            return "text"
        case Enum():
            return "code"
        case Number():
            return "number"
        case Date():
            return "date"
        case Moment():
            return "moment"
        case SetType():
            return "set"
        case ListType():
            return "list"
        case RecordType():
            return "record"


def is_hashable(val: Val) -> bool:
    """Return whether values of a kind can be remembered by; records hold what cannot."""
    return val.kind not in ("list", "record")


def packed_constant(value: bool | str | Fraction | date | frozenset[str] | Absent, of: Type) -> tuple[Any, int]:
    """Return a constant of Core as generated code holds it, and its scale where it is a number."""
    match of:
        case Enum(open=False) if isinstance(value, str):
            if value not in of.names:
                raise Unsupported(f"{value} is no member of its type")
            return of.names.index(value), 1
        case SetType(element=Enum(open=False) as element) if isinstance(value, frozenset):
            return frozenset(element.names.index(each) for each in value), 1
        case _ if isinstance(value, Fraction):
            return value.numerator, value.denominator
        case _:
            return value, 1


def literal(value: object) -> str | None:
    """Return the literal of a plain constant, None where it has none; texts are quoted and thereby harmless.

    >>> literal(-3), literal("a'b"), literal(("x", "y"))
    ('(-3)', '"a\\'b"', "('x', 'y')")
    """
    if value.__class__ is int:
        return str(value) if value >= 0 else f"({value})"
    match value:
        case bool() | None | str():
            return repr(value)
        case int():
            return repr(value) if value >= 0 else f"({value})"
        case tuple() if all(isinstance(each, str | int) for each in value):
            return repr(value)
        case _:
            return None
