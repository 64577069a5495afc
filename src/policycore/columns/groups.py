"""Facts of groups in columns: what each record brings to its group, and the column in which the fact comes back.

Goes in: a `GroupFact`, whose population says who belongs together. Comes out: a term that stands for a column which is
looked up before the others are worked out (`members`), and the stages in which what records bring is worked out: a fact
that another one rests on stands in an earlier stage. A null is a place that is open, or that columns do not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from policycore.columns.expressions import Beyond, Expression, reachable
from policycore.columns.terms import Place, Term, Thing
from policycore.core import nodes as core
from policycore.gaps.population import ORDERED, PLACED

if TYPE_CHECKING:
    from policycore.columns.lower import Lowering

#: A group of more members goes row by row.
MOST_MEMBERS = 10**9
#: Beginnings of names that no field has.
GROUPED = "\x01group "
BROUGHT = "\x01brought "


@frozen(eq=False)
class Brought:
    """A value that each record brings: `column` holds it, `open` says where it is open ("" : where it is null)."""

    column: str
    term: Term
    open: str = ""


@frozen(eq=False)
class Membership:
    """Who is a member, of which group, and what sets members apart; None where nothing does."""

    population: core.Population
    member: str
    keys: tuple[Brought, ...]
    tie: Brought | None


@frozen(eq=False)
class GroupColumn:
    """A fact of groups as a column.

    Attributes:
        name: of the column; integers as its term says.
        over: of the column of its denominators, "" where they are the same in all rows.
        among: who its members are.
        included: whether a member counts.
        value: what it is placed by or adds; None where members are only counted.
        argument: of `top_sum` and `quantile`.
        low, high: what its integers, and its denominators, are at least and at most; beyond them is null.
    """

    fact: core.GroupFact
    name: str
    over: str
    among: Membership
    included: str
    value: Brought | None
    argument: Fraction | None
    low: int
    high: int

    @property
    def placed(self) -> bool:
        """Whether it is about the place of the record itself."""
        return self.fact.kind in PLACED

    @property
    def tie(self) -> Brought | None:
        """What breaks its ties."""
        return self.among.tie if self.fact.kind in ORDERED else None


@frozen(eq=False)
class Stage:
    """What records bring to the facts of a round: the expressions by name, and the facts. `open`: where any is open."""

    outputs: Mapping[str, Expression]
    facts: tuple[GroupColumn, ...]
    open: str


@define(eq=False)
class Groups:
    """The facts of groups of a kind of record.

    Attributes:
        rounds: in which round each fact is measured, by its id.
        limit: integers are taken up to this.
    """

    lowering: Lowering
    rounds: Mapping[str, int]
    limit: int
    columns: dict[str, GroupColumn] = field(factory=dict)
    terms: dict[str, Term] = field(factory=dict)
    memberships: dict[str, Membership] = field(factory=dict)
    expressions: dict[str, Expression] = field(factory=dict)

    def term(self, node: core.GroupFact, names: Mapping[str, Thing]) -> Term:
        """Return the term of a fact of a group; raises `Beyond` where it has no exact form."""
        place = names["self"]
        if node.id not in self.rounds or not isinstance(place, Place) or place.path or place.side:
            raise Beyond("population", node.id)
        if node.id not in self.terms:
            self.terms[node.id] = self._term(node, {"self": place})
        return self.terms[node.id]

    def _term(self, node: core.GroupFact, names: Mapping[str, Thing]) -> Term:
        low, b = self.lowering, self.lowering.b
        among = self._membership(node.population, names)
        member = self.expressions[among.member]
        included = b.conjunction([member, low.condition(node.where, names)])
        value = None if node.value is None else self._ordered(low.needed(node.value, names), node.id)
        argument = None if node.argument is None else self._constant(node.argument, names)
        name, over, bounds = f"{GROUPED}{len(self.columns)}", "", self._bounds(node, value)
        found = b.input(name, "int", True, *bounds)
        denominator: int | Expression = 1 if value is None else self._over(value.term)
        if node.kind == "rank":
            denominator = 1
        elif node.kind in ("share", "cumulative"):
            over = f"{name} over"
            denominator = b.input(over, "int", True, 1, self.limit)
        elif node.kind == "average":
            over = f"{name} over"
            denominator = b.mul(
                b.input(over, "int", True, 1, MOST_MEMBERS), b.number(self._over(value.term if value else None))
            )
        self.columns[node.id] = GroupColumn(node, name, over, among, self._put(included), value, argument, *bounds)
        if node.kind in ("highest", "lowest", "quantile"):
            assert value is not None
            return Term(value.term.kind, found, denominator, None, value.term.scale)
        absent = None
        if node.kind in PLACED and not (included.literal and included.data is True):
            known = b.case([(b.is_null(included), b.truth(True))], included)
            absent = b.invert(known)
        return Term("number", found, denominator, absent)

    def _over(self, term: Term | None) -> int:
        assert term is None or isinstance(term.over, int)
        return 1 if term is None else term.over  # type: ignore[return-value]  # no other is let in

    def _bounds(self, node: core.GroupFact, value: Brought | None) -> tuple[int, int]:
        if node.kind == "rank":
            return 1, MOST_MEMBERS
        if value is None:
            return 0, MOST_MEMBERS
        column = value.term.column
        if node.kind in ("highest", "lowest", "quantile"):
            return column.low, column.high
        return 0 if column.low >= 0 else -self.limit, 0 if column.high <= 0 else self.limit

    def _constant(self, node: core.Expr, names: Mapping[str, Thing]) -> Fraction:
        term = self.lowering.needed(node, names)
        if not term.constant or not isinstance(term.value, Fraction):
            raise Beyond("population", node.id)
        return term.value

    def _membership(self, population: str, names: Mapping[str, Thing]) -> Membership:
        if population not in self.memberships:
            low = self.lowering
            node = next(each for each in low.program.populations if each.id == population)
            member = self._put(low.condition(node.where, names))
            keys = tuple(self._key(low.term(part, names), part.id) for part in node.groups)
            tie = (
                None if node.tie_break is None else self._ordered(low.needed(node.tie_break, names), node.tie_break.id)
            )
            self.memberships[population] = Membership(node, member, keys, tie)
        return self.memberships[population]

    def _key(self, term: Term, at: str) -> Brought:
        if not isinstance(term.over, int):
            raise Beyond("population", at)
        is_open = self.lowering.is_open(term)
        never = is_open.literal and is_open.data is False
        return Brought(self._put(term.column), term, "" if never else self._put(is_open))

    def _ordered(self, term: Term, at: str) -> Brought:
        """Return a value that members are placed by, or that is added."""
        if term.kind not in ("number", "day", "moment", "member") or not isinstance(term.over, int):
            raise Beyond("population", at)
        return Brought(self._put(term.column), term)

    def _put(self, column: Expression) -> str:
        name = f"{BROUGHT}{column.number}"
        self.expressions[name] = column
        return name

    # --- stages ---

    def stages(self, wanted: Sequence[Expression] | None) -> tuple[Stage, ...]:
        """Return what is worked out first, second and so on: for all facts, or those that what is `wanted` rests on."""
        by_name = {name: each for each in self.columns.values() for name in (each.name, each.over) if name}
        needed = set(self.columns) if wanted is None else set()
        waiting = list(wanted or ())
        while waiting:
            for node in reachable([waiting.pop()]):
                column = by_name.get(str(node.data)) if node.op == "input" else None
                if column is not None and column.fact.id not in needed:
                    needed.add(column.fact.id)
                    waiting += [self.expressions[name] for name in _read(column)]
        found = []
        for number in sorted({self.rounds[id] for id in needed}):
            facts = tuple(each for id, each in self.columns.items() if id in needed and self.rounds[id] == number)
            names = dict.fromkeys(name for each in facts for name in _read(each))
            is_open = self._put(self.lowering.b.disjunction(self._open(each) for each in facts))
            outputs = {name: self.expressions[name] for name in (*names, is_open)}
            found.append(Stage(outputs, facts, is_open))
        return tuple(found)

    def _open(self, column: GroupColumn) -> Expression:
        """Return whether anything is open of what a record brings to a fact; never null itself."""
        b, among = self.lowering.b, column.among
        member, included = self.expressions[among.member], self.expressions[column.included]
        keys = [self.expressions[key.open] for key in among.keys if key.open]
        values = [b.is_null(self.expressions[each.column]) for each in (column.value, column.tie) if each is not None]
        of_value = b.conjunction([self._perhaps(included), b.disjunction(values)])
        inside = b.disjunction([*keys, b.is_null(included), of_value])
        return b.disjunction([b.is_null(member), b.conjunction([self._perhaps(member), inside])])

    def _perhaps(self, condition: Expression) -> Expression:
        b = self.lowering.b
        return b.case([(b.is_null(condition), b.truth(True))], condition)


def _read(column: GroupColumn) -> list[str]:
    """Return the names of what a record brings to a fact."""
    brought = [*column.among.keys, column.value, column.tie]
    names = [column.among.member, column.included]
    names += [each.column for each in brought if each is not None]
    return names + [key.open for key in column.among.keys if key.open]
