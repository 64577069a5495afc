"""Lists beside a table: what is worked out for each element, and what that comes to for the record that has the list.

Goes in: aggregates, and lines of a score for each element. Comes out: terms of the record, which stand for columns that
are made before the others are worked out. The elements of a list are a table of their own, with expressions of their
own; what an element reads of its record is carried along. A list that is not given sends its row to the evaluator of
single rows, and so does an element in which a gap arises and that counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from attrs import define, evolve, field, frozen

from policycore import types as t
from policycore.columns.expressions import Beyond, Builder, Expression, reachable
from policycore.columns.facts import Facts, Shape
from policycore.columns.groups import GROUPED
from policycore.columns.lower import Lowering, Names
from policycore.columns.sets import over_set
from policycore.columns.terms import Place, Term, Thing
from policycore.core import nodes as core

#: Lists of more elements send their row to the evaluator of single rows.
MOST_ELEMENTS = 10_000

Gathering = Literal["sum", "most", "least", "distinct", "same", "latest", "earliest", "findings"]


@frozen(eq=False)
class Gather:
    """A column of the record, made of columns of its elements.

    Attributes:
        name: of the column.
        how: the sum, the most or least, how many different ones, the one value of all, or that of the latest element;
            or, as a text, which word stands for each element.
        value: column of elements that is gathered; null where an element does not count.
        open: column of elements that says where a gap arose; "" : nowhere.
        by: column of elements that says when, for `latest` and `earliest`.
        nothing: what comes out of no elements; None: null.
        words: of findings, what the numbers of elements stand for.
        path: of findings, what elements are called, before their place.
    """

    name: str
    how: Gathering
    value: str
    open: str
    by: str = ""
    nothing: int | None = None
    words: tuple[str, ...] = ()
    path: str = ""


@define(eq=False)
class Side:
    """The elements of one list.

    Attributes:
        path: the list, as a path of fields.
        element: id of the record that an element is.
        carried: expressions of the record that elements read, by the name of their column.
        outputs: what is worked out for each element, by name.
        gathers: what is made of that.
    """

    path: str
    element: str
    lowering: Lowering
    facts: Facts
    carried: dict[str, Expression] = field(factory=dict)
    outputs: dict[str, Expression] = field(factory=dict)
    gathers: dict[str, Gather] = field(factory=dict)

    @property
    def b(self) -> Builder:
        return self.lowering.b

    def carry(self, thing: Thing) -> Thing:
        """Return a term of the record as its elements read it."""
        if isinstance(thing, Place):
            if thing.absent is not None:
                raise Beyond("record", thing.path)
            return thing
        absent = None
        if thing.absent is not None:
            absent = self._carried(thing.absent)
        over = thing.over if isinstance(thing.over, int) else self._carried(thing.over)
        return Term(thing.kind, self._carried(thing.column), over, absent, thing.scale)

    def _carried(self, column: Expression) -> Expression:
        b = self.b
        if column.literal:
            match column.data:
                case bool():
                    return b.truth(column.data)
                case int():
                    return b.number(column.data)
                case str():
                    return b.text(column.data)
                case _:
                    return b.null(column.kind)
        later = (GATHERED, GROUPED)  # what elements read is worked out before these
        if any(node.op == "input" and str(node.data).startswith(later) for node in reachable([column])):
            raise Beyond("list", self.path)
        name = f"{CARRIED}{column.number}"
        self.carried[name] = column
        return b.input(name, column.kind, column.nullable, column.low, column.high)

    def put(self, name: str, column: Expression) -> str:
        """Return the name of a column of the elements that is worked out."""
        for known, other in self.outputs.items():
            if other is column:
                return known
        self.outputs[name] = column
        return name


#: Beginnings of names that no field has.
GATHERED = "\x01gathered "
CARRIED = "\x01carried "


@define(eq=False)
class Sides:
    """The lists of the records of a table."""

    owner: Lowering
    facts: Facts
    make: Callable[[str, str, dict[str, Shape]], Side]
    by_path: dict[str, Side] = field(factory=dict)
    count: int = 0

    def of(self, over: core.Expr, names: Names) -> Side:
        """Return the side of the list that an expression names; raises `Beyond` where it is no field of the record."""
        if not isinstance(over, core.Field) or not isinstance(over.type, t.ListType):
            raise Beyond("list", over.id)
        place = self.owner.thing(over.of, names)
        element = over.type.element
        if not isinstance(place, Place) or place.side or place.absent is not None:
            raise Beyond("list", over.id)
        if not isinstance(element, t.RecordType):
            raise Beyond("list", over.id)
        path = f"{place.path}.{over.name}" if place.path else over.name
        return self.at(path, element.name)

    def at(self, path: str, element: str) -> Side:
        """Return the side of the list at a path."""
        if path not in self.by_path:
            shape = self.facts.layout.get(path)
            if shape is None or shape.kind != "list":
                raise Beyond("list", path)
            self.by_path[path] = self.make(path, element, dict(shape.inner))
        return self.by_path[path]

    def inner_names(self, side: Side, names: Names, var: str) -> dict[str, Thing]:
        """Return the names that are in scope for an element."""
        found: dict[str, Thing] = {}
        for name, thing in names.items():
            found[name] = thing if isinstance(thing, Place) else side.carry(thing)
        found[var] = Place(side.element, "", side.path)
        return found

    # --- what a list comes to ---

    def aggregate(self, node: core.Aggregate, names: Names) -> Term:
        """Return what an aggregate over a list, or over a set, comes to."""
        if isinstance(node.over.type, t.SetType):
            return over_set(self.owner, node, names)
        side = self.of(node.over, names)
        inner = self.inner_names(side, names, node.var)
        low, b = side.lowering, side.b
        counts = low.condition(node.where, inner)
        if node.kind == "count":
            return self._number(side, "sum", Term("number", b.as_int(counts)), counts, 0)
        assert node.value is not None
        value = low.needed(node.value, inner)
        match node.kind:
            case "sum":
                return self._number(side, "sum", value, counts, 0)
            case "average":
                total = self._number(side, "sum", value, counts, 0)
                number = self._number(side, "sum", Term("number", b.as_int(counts)), counts, 0)
                return self.owner.a.divide(total, number)
            case "distinct":
                return self._number(side, "distinct", value, counts, 0)
            case "all" | "some":
                which: Gathering = "least" if node.kind == "all" else "most"
                term = Term("number", b.as_int(value.column))
                found = self._number(side, which, term, counts, int(node.kind == "all"))
                return Term("yes_no", self.owner.b.compare("eq", found.column, self.owner.b.number(1)))
            case "highest" | "lowest":
                if value.kind in ("text", "yes_no"):
                    raise Beyond("no_column", node.id)
                most = (node.kind == "highest") != (value.kind == "member")
                return self.owner.fitted(self._value(side, "most" if most else "least", value, counts), node.type)
            case "agreed":
                return self.owner.fitted(self._value(side, "same", value, counts), node.type)
            case "latest" | "earliest":
                assert node.by is not None
                by = low.needed(node.by, inner)
                if by.kind not in ("day", "moment", "number") or not isinstance(by.over, int):
                    raise Beyond("list", node.id)
                found = self._value(side, node.kind, value, counts, by.column)
                return self.owner.fitted(found, node.type)

    def _open(self, side: Side, counts: Expression, *columns: Expression) -> str:
        """Return the column that says in which elements a gap arose that matters."""
        b = side.b
        known = b.case([(b.is_null(counts), b.truth(True))], counts)
        gaps = b.disjunction([b.is_null(column) for column in columns])
        is_open = b.disjunction([b.is_null(counts), b.conjunction([known, gaps])])
        if is_open.literal and is_open.data is False:
            return ""
        return side.put(f"open {is_open.number}", is_open)

    def _gathered(self, side: Side, gather: Gather) -> str:
        """Return the name of the column of the record, the same for the same gathering."""
        same = [
            each.name
            for each in side.gathers.values()
            if (each.how, each.value, each.open, each.by, each.nothing, each.words)
            == (gather.how, gather.value, gather.open, gather.by, gather.nothing, gather.words)
        ]
        if same:
            return same[0]
        side.gathers[gather.name] = gather
        return gather.name

    def _next(self, side: Side) -> str:
        self.count += 1
        return f"{GATHERED}{self.count}"

    def _number(self, side: Side, how: Gathering, value: Term, counts: Expression, nothing: int) -> Term:
        """Return the term of a gathering that has a value for an empty list."""
        b, owner = side.b, self.owner.b
        if not isinstance(value.over, int):
            raise Beyond("list", side.path)
        idle = b.null(value.column.kind) if how != "sum" else b.number(0)
        column = b.case([(counts, value.column)], idle)
        is_open = self._open(side, counts, value.column)
        name = self._gathered(
            side, Gather(self._next(side), how, side.put(f"value {column.number}", column), is_open, "", nothing)
        )
        if how == "sum":
            low, high = min(0, value.column.low) * MOST_ELEMENTS, max(0, value.column.high) * MOST_ELEMENTS
        elif how == "distinct":
            low, high = 0, MOST_ELEMENTS
        else:
            low, high = min(nothing, value.column.low), max(nothing, value.column.high)
        found = owner.input(name, "int", bool(is_open), low, high)
        return Term("number", found, 1 if how == "distinct" else value.over)

    def _value(self, side: Side, how: Gathering, value: Term, counts: Expression, by: Expression | None = None) -> Term:
        """Return the term of a gathering that has no value for an empty list."""
        b, owner = side.b, self.owner.b
        if not isinstance(value.over, int):
            raise Beyond("list", side.path)
        column = b.case([(counts, value.column)], b.null(value.column.kind))
        when = ""
        if by is not None:
            when = side.put(f"by {by.number} {counts.number}", b.case([(counts, by)], b.null("int")))
        is_open = self._open(side, counts, value.column, *([] if by is None else [by]))
        place = side.put(f"value {column.number}", column)
        name = self._gathered(side, Gather(self._next(side), how, place, is_open, when))
        found = owner.input(name, value.column.kind, True, value.column.low, value.column.high)
        return Term(value.kind, found, value.over, None, value.scale)

    def findings(self, side: Side, word: Expression, counts: Expression, words: tuple[str, ...]) -> Term:
        """Return which of the words each element has that counts, as one text; absent where none counts."""
        b, owner = side.b, self.owner.b
        column = b.case([(counts, word)], b.null("int"))
        is_open = self._open(side, counts, word)
        place = side.put(f"value {column.number}", column)
        gather = Gather(self._next(side), "findings", place, is_open, words=words, path=side.path)
        found = owner.input(self._gathered(side, gather), "text", True)
        number = self._number(side, "sum", Term("number", b.as_int(counts)), counts, 0).column
        known = owner.case([(owner.is_null(number), owner.truth(False))], owner.compare("eq", number, owner.number(0)))
        return Term("text", found, 1, known)

    def total(self, side: Side, amount: Term, counts: Expression) -> Term:
        """Return the sum of an amount over the elements that count."""
        return self._number(side, "sum", evolve(amount, absent=None), counts, 0)

    def ever(self, side: Side, holds: Expression) -> Expression:
        """Return 1 where something holds for any element, else 0."""
        term = Term("number", side.b.as_int(holds))
        return self._number(side, "most", term, side.b.truth(True), 0).column
