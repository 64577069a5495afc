"""The fields of records as columns: what a table has, what is asked of it, and in which integers it must come.

Goes in: what the columns of a table are, and the fields that expressions read. Comes out: terms, and `Wanted`, which
tells the border what to make of each column. Rows in which a fact is not as wanted here (not given where it is needed,
outside the interval, written as only people write) are none of the columns' business: they go row by row.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Literal

from attrs import define, field, frozen

from policycore import types as t
from policycore.columns.expressions import Beyond, Builder, Expression
from policycore.columns.terms import (
    FIRST_DAY,
    FIRST_SECOND,
    LAST_DAY,
    LAST_SECOND,
    Place,
    Term,
    Thing,
    kind_of,
    scale_of,
)
from policycore.core.facts import JUDGEMENT
from policycore.core.nodes import FieldDecl, Program
from policycore.values import Outcome

ShapeKind = Literal["whole", "decimal", "text", "yes_no", "day", "moment", "record", "list", "values", "other"]

#: Records inside records are looked into so deep.
_DEEPEST = 4
#: Declared bounds beyond this are none.
_FARTHEST = 2**62
#: A text holds at most so many decimals; finer figures go row by row.
MOST_PLACES = 9


@frozen
class Shape:
    """What a column of a table holds. `places` are the decimals of a decimal column, `inner` what elements hold."""

    kind: ShapeKind
    places: int = 0
    inner: Mapping[str, Shape] = field(factory=dict)


@frozen
class Wanted:
    """What a column must come as.

    Attributes:
        path: name of the fact, dots between record and field; the column is called so.
        type: of the fact.
        kind: "int", "bool" or "text".
        over: integers are the figure times this; a per cent counts as the fraction.
        low, high: ends of the integers, both in.
        default: what stands where nothing is given; None: nothing.
        optional: whether nothing may be given.
        judged: whether who, when and grounds must be given with it.
        soft: whether a row may go on in columns where nothing is given.
        presence: of a record: the column says whether it is there.
        blank: a row in which anything is given goes row by row; the column itself is not read.
    """

    path: str
    type: t.Type
    kind: Literal["int", "bool", "text"]
    over: int = 1
    low: int = 0
    high: int = 0
    default: int | bool | str | None = None
    optional: bool = False
    judged: bool = False
    soft: bool = False
    presence: bool = False
    blank: bool = False


@define(eq=False)
class Facts:
    """The facts of one table.

    Attributes:
        layout: the columns of the table by path.
        limit: unbounded integers are taken up to this; beyond it a row goes row by row.
        declared: whether integers with declared bounds are taken up to these, even where they lie beyond the limit.
        soft: paths that are so often not given that rows without them stay in columns.
        strict: whether judged facts need who, when and grounds.
    """

    program: Program
    b: Builder
    layout: Mapping[str, Shape]
    limit: int
    soft: frozenset[str] = frozenset()
    strict: bool = True
    declared: bool = True
    wanted: dict[str, Wanted] = field(factory=dict)

    def fact(self, place: Place, name: str) -> Thing:
        """Return the term (or record) of the field `name` of a record."""
        path = f"{place.path}.{name}" if place.path else name
        declared = self._declared(place.type, name)
        match declared.type:
            case t.RecordType(name=record):
                return self._record(record, declared, path)
            case t.ListType() | t.SetType(element=t.Text()):
                raise Beyond("list", path)
            case _:
                return self._scalar(declared, path)

    def look_at_all(self, place: Place, known: Collection[str] = (), depth: int = 0) -> None:
        """Want every field of a record that the table has, read or not: a row is refused for any that is wrong.

        `known` are paths that somebody else looks at.
        """
        declaration = next(each for each in self.program.records if each.id == place.type)
        for declared in declaration.fields:
            path = f"{place.path}.{declared.name}" if place.path else declared.name
            if path in self.wanted and not isinstance(declared.type, t.RecordType):
                continue
            if path in known:
                continue
            try:
                found = self.fact(place, declared.name)
            except Beyond:
                if self._is_there(path):
                    self.wanted[path] = Wanted(path, declared.type, "text", blank=True)
                continue
            if isinstance(found, Place) and depth < _DEEPEST:
                self.look_at_all(found, known, depth + 1)
            if declared.judged:
                for part in JUDGEMENT:
                    self.fact(place, f"{declared.name}.{part}")

    def _is_there(self, path: str) -> bool:
        return path in self.layout or any(column.startswith(f"{path}.") for column in self.layout)

    def _declared(self, record: str, name: str) -> FieldDecl:
        declaration = next(each for each in self.program.records if each.id == record)
        whole = next((each for each in declaration.fields if each.name == name), None)
        if whole is not None:
            return whole
        head, _, part = name.rpartition(".")
        declared = next(each for each in declaration.fields if each.name == head)
        return FieldDecl(name, JUDGEMENT[part]) if part else declared

    # --- records ---

    def _record(self, record: str, declared: FieldDecl, path: str) -> Thing:
        shape = self.layout.get(path)
        inside = any(column.startswith(f"{path}.") for column in self.layout)
        if declared.judged or (shape is not None and shape.kind != "record"):
            raise Beyond("record", path)
        if shape is None and not inside:
            raise Beyond("no_such_record", path)
        if not declared.optional and shape is None:
            return Place(record, path)
        self.wanted[path] = Wanted(path, declared.type, "bool", optional=declared.optional, presence=True)
        there = self.b.input(path, "bool", False)
        return Place(record, path, "", self.b.invert(there) if declared.optional else None)

    # --- single values ---

    def _scalar(self, declared: FieldDecl, path: str) -> Term:
        kind = kind_of(declared.type)
        shape = self.layout.get(path)
        b = self.b
        if shape is None:
            return self._not_there(declared)
        lacking = not all(f"{path}.{part}" in self.layout for part in JUDGEMENT)
        if declared.judged and self.strict and not declared.optional and lacking:
            return self._blank(declared.type)
        over, low, high = self._interval(declared.type, shape)
        default = _default(declared, over)
        soft = path in self.soft
        column: Literal["int", "bool", "text"] = "bool" if kind == "yes_no" else "text" if kind == "text" else "int"
        self.wanted[path] = Wanted(
            path,
            declared.type,
            column,
            over,
            low,
            high,
            default,
            declared.optional,
            declared.judged and self.strict,
            soft,
        )
        nullable = default is None and (declared.optional or soft)
        found = b.input(path, column, nullable, low, high)
        absent = b.is_null(found) if declared.optional and default is None else None
        return Term(kind, found, over if kind == "number" else 1, absent, scale_of(declared.type))

    def _not_there(self, declared: FieldDecl) -> Term:
        """Return the term of a field for which the table has no column."""
        if declared.default is not None:
            over = 1
            value: Outcome = declared.default.value
            if isinstance(value, Fraction):
                over = value.denominator
            found = _default(declared, over)
            term = self._blank(declared.type)
            column = _literal(self.b, found)
            return Term(term.kind, column, over, None, term.scale)
        term = self._blank(declared.type)
        if declared.optional:
            return Term(term.kind, term.column, 1, self.b.truth(True), term.scale)
        return term

    def _blank(self, of: t.Type) -> Term:
        kind = kind_of(of)
        column = self.b.null("bool" if kind == "yes_no" else "text" if kind == "text" else "int")
        return Term(kind, column, scale=scale_of(of))

    def _end(self, declared: int | None, limit: int) -> int:
        """Return an end of the integers of a column: what is declared, or the limit."""
        if declared is None:
            return limit
        most = _FARTHEST if self.declared else self.limit
        return max(-most, min(most, declared))

    def _interval(self, of: t.Type, shape: Shape) -> tuple[int, int, int]:
        """Return the denominator, and the ends, of the integers of a column."""
        match of:
            case t.Number():
                places = 0 if of.whole else min(of.unit.places, MOST_PLACES)
                figures = {"whole": 0, "decimal": min(shape.places, places)}.get(shape.kind, places)
                over = 10**figures * (100 if of.unit.family == "percent" else 1)
                low = self._end(None if of.low is None else math.ceil(of.low * over), -self.limit)
                high = self._end(None if of.high is None else math.floor(of.high * over), self.limit)
                return (over, low, high) if low <= high else (over, low, low)
            case t.Enum():
                return 1, 0, len(of.members) - 1
            case t.SetType(element=t.Enum() as element):
                return 1, 0, 2 ** len(element.members) - 1
            case t.Date():
                return 1, FIRST_DAY, LAST_DAY
            case t.Moment():
                return 1, FIRST_SECOND, LAST_SECOND
            case _:
                return 1, 0, 0


def _default(declared: FieldDecl, over: int) -> int | bool | str | None:
    from datetime import date, datetime

    from policycore.columns.sets import mask_of
    from policycore.columns.terms import day_number, moment_number

    if declared.default is None:
        return None
    match declared.default.value:
        case bool() as truth:
            return truth
        case str() as text:
            of = declared.type
            return of.names.index(text) if isinstance(of, t.Enum) and not of.open else text
        case Fraction() as number:
            scaled = number * over
            if scaled.denominator != 1:
                raise Beyond("default", declared.name)
            return scaled.numerator
        case frozenset() as members if isinstance(declared.type, t.SetType) and isinstance(
            declared.type.element, t.Enum
        ):
            return mask_of(members, declared.type.element)
        case datetime() as moment:
            return moment_number(moment)
        case date() as day:
            return day_number(day)
        case _:
            raise Beyond("default", declared.name)


def _literal(b: Builder, value: int | bool | str | None) -> Expression:
    match value:
        case bool():
            return b.truth(value)
        case int():
            return b.number(value)
        case str():
            return b.text(value)
        case None:
            raise Beyond("default")
