"""What general code calls where a gap turned up: the operators of the room `gaps`, between packed values and outcomes.

Each place of the program that may meet a gap has an object here, made when the code is emitted; it knows its node, and
how its operands are held. Called with the elements around it (`#loans[2]`, part of instance ids) and packed values, it
returns a packed value. All meaning of gaps is that of `gaps`; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from attrs import field, frozen

from policycore.compile.forms import Kind, Unsupported
from policycore.core import nodes as core
from policycore.core.facts import unknown_record
from policycore.core.packed import Packing
from policycore.gaps.aggregate import Member, aggregate, any_number_of, occurring
from policycore.gaps.almanac import Almanac
from policycore.gaps.limits import HeldLimit, limited
from policycore.gaps.ops import (
    add,
    all_hold,
    any_holds,
    apply,
    extreme,
    fails,
    in_range,
    may,
    multiply,
    needs_value,
)
from policycore.gaps.parameters import lines_in_force, possible_keys, values_of
from policycore.types import Enum, ListType, SetType, Type
from policycore.values import (
    NOTHING,
    Absent,
    Gap,
    Outcome,
    Reason,
    Subset,
    join,
    marks_of,
    open_gap,
    possible_of,
    reasons_of,
    same_value,
    settle,
)

Turn: TypeAlias = "Callable[[Any], Any]"
NONE: frozenset[Reason] = frozenset()


class Opaque:
    """A packed record on its way through operators that only pass it on: it equals itself alone."""

    __slots__ = ("packed",)

    def __init__(self, packed: Any) -> None:
        self.packed = packed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and other.packed is self.packed

    def __hash__(self) -> int:
        return id(self.packed)


def outward(of: Type, kind: Kind, scale: int) -> Turn:
    """Return what turns packed values of a kind into outcomes; gaps and absent stay."""
    match kind:
        case "number":
            return lambda value: Fraction(value, scale) if value.__class__ is int else value
        case "code":
            assert isinstance(of, Enum)
            names = of.names
            return lambda value: names[value] if value.__class__ is int else value
        case "set":
            assert isinstance(of, SetType)
            if not isinstance(of.element, Enum) or of.element.open:
                return _same
            members = of.element.names
            return lambda value: frozenset(members[place] for place in value) if value.__class__ is frozenset else value
        case "list":
            assert isinstance(of, ListType)
            from policycore.compile.forms import kind_of
            from policycore.core.packed import scale_of
            from policycore.types import Number

            element = of.element
            inner = outward(element, kind_of(element), scale_of(element) if isinstance(element, Number) else 1)
            return lambda value: tuple(inner(each) for each in value) if value.__class__ is tuple else value
        case "record":
            return lambda value: Opaque(value) if value.__class__ is tuple else value
        case _:
            return _same


def inward(of: Type, kind: Kind, scale: int) -> Turn:
    """Return what turns outcomes into packed values of a kind; a number that the scale cannot hold stays."""
    match kind:
        case "number":

            def number(value: Any) -> Any:
                if value.__class__ is not Fraction:
                    return value
                times, rest = divmod(scale, value.denominator)
                return value if rest else value.numerator * times

            return number
        case "code":
            assert isinstance(of, Enum)
            places = {name: place for place, name in enumerate(of.names)}
            return lambda value: places.get(value, value) if value.__class__ is str else value
        case "set":
            assert isinstance(of, SetType)
            if not isinstance(of.element, Enum) or of.element.open:
                return _same
            members = {name: place for place, name in enumerate(of.element.names)}
            return lambda value: (
                frozenset(members.get(name, name) for name in value) if value.__class__ is frozenset else value
            )
        case "list":
            assert isinstance(of, ListType)
            from policycore.compile.forms import kind_of
            from policycore.core.packed import scale_of
            from policycore.types import Number

            element = of.element
            inner = inward(element, kind_of(element), scale_of(element) if isinstance(element, Number) else 1)
            return lambda value: tuple(inner(each) for each in value) if value.__class__ is tuple else value
        case "record":
            return lambda value: value.packed if value.__class__ is Opaque else value
        case _:
            return _same


def _same(value: Any) -> Any:
    return value


class Site:
    """What has a node; a dump shows which."""

    __slots__ = ()

    def __repr__(self) -> str:
        node = getattr(self, "node", None)
        id = getattr(self, "id", "") if node is None else node.id
        op = f"{node.op} of " if isinstance(node, core.Op) else ""
        return f"{type(self).__name__} {op}{id!r}"


#: So many answers of one site are remembered; then it starts anew.
MOST_REMEMBERED = 4000


def remembering(site: Callable[..., Any]) -> Callable[..., Any]:
    """Return what calls a site, and remembers what it answered.

    A fact that is missing in one record is missing in many, for the same reason and with the same gap; so the few
    questions that it leads to are asked again and again. What is passed must be hashable.
    """
    known: dict[tuple[Any, ...], Any] = {}
    get = known.get

    def ask(*asked: Any) -> Any:
        found = get(asked)
        if found is None:
            found = site(*asked)
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[asked] = found
        return found

    ask.site = site  # type: ignore[attr-defined]  # for dumps, which show what a name stands for
    return ask


# --- expressions ---


@frozen(eq=False, repr=False)
class OperatorSite(Site):
    """An operator. `operands` turn what is passed into outcomes; what is no function there is a constant outcome."""

    node: core.Op
    operands: tuple[Any, ...]
    result: Turn
    almanac: Almanac

    def __call__(self, e: str, *values: Any) -> Any:
        given = iter(values)
        operands = [turn(next(given)) if callable(turn) else turn for turn in self.operands]
        return self.result(apply(self.node, operands, self.node.id + e, self.almanac))


@frozen(eq=False, repr=False)
class NeedSite(Site):
    """A place that needs a value: a mark reads as any value of the type."""

    id: str
    of: Type
    out: Turn
    result: Turn

    def __call__(self, e: str, value: Any) -> Any:
        if value.__class__ is Gap and not value.marks:
            return value
        return self.result(needs_value(self.out(value), self.of, self.id + e))


@frozen(eq=False, repr=False)
class OpenSite(Site):
    """The words `unknown` and `not stated`."""

    node: core.Open
    rule: str

    def __call__(self, e: str) -> Gap:
        if self.node.kind == "unknown":
            return open_gap(self.node.type, [Reason("unknown", self.node.id + e)])
        silent = Reason("silent", (self.rule or self.node.id) + e)
        return Gap(NOTHING, frozenset({silent}), frozenset({"not_stated"}))


@frozen(eq=False, repr=False)
class NoValueSite(Site):
    """A place where there is no value: a field of an absent record, a match of which no case holds."""

    id: str
    of: Type

    def __call__(self, e: str) -> Gap:
        return open_gap(self.of, [Reason("no_value", self.id + e)])


def why_unknown(value: Any, at: str) -> frozenset[Reason]:
    """Return why a record or list is not at hand."""
    absent = {Reason("no_value", at)} if "absent" in marks_of(value) else frozenset()
    return reasons_of(value) | absent


@frozen(eq=False, repr=False)
class RecordSite(Site):
    """A record that is read: one that is open is replaced by one of which nothing is known; None: there is none."""

    id: str
    declaration: core.RecordDecl
    packing: Packing

    def __call__(self, e: str, value: Any, path: str, memo: dict[Any, Any]) -> Any:
        if value.__class__ is Absent:
            return None
        return self.unknown(path, why_unknown(value, self.id + e), memo)

    def unknown(self, path: str, reasons: frozenset[Reason], memo: dict[Any, Any]) -> Any:
        """Return the record that stands for an unknown one: the same one each time it is met."""
        key = (self.declaration.id, path, reasons)
        if key not in memo:
            memo[key] = self.packing.pack(unknown_record(self.declaration, path, reasons), path)
        return memo[key]


@frozen(eq=False, repr=False)
class ParameterSite(Site):
    """A parameter that is keyed or dated, or has no value."""

    node: core.Param
    parameter: core.Parameter
    supplied: Any
    keys: tuple[Turn, ...]
    result: Turn

    def __call__(self, e: str, as_of: Any, known_at: Any, day: Any, *keys: Any) -> Any:
        at = self.node.id + e
        parameter = self.parameter
        lost = open_gap(parameter.type, [Reason("parameter", parameter.id)])
        outcomes = [
            needs_value(turn(key), node.type, at)
            for turn, key, node in zip(self.keys, keys, self.node.keys, strict=True)
        ]
        reasons = reasons_of(*outcomes)
        if isinstance(self.supplied, Mapping):
            lines: list[Mapping[tuple[str, ...], Outcome]] = [self.supplied]
        elif self.supplied is not None:
            return self.result(self.supplied)
        else:
            if self.node.at is not None:
                day = needs_value(day, self.node.at.type, at)
            else:
                day = True
            if parameter.dated:
                day = _moment(as_of) if self.node.at is None else day
                reasons |= reasons_of(day)
            lines = [values_of(line) for line in lines_in_force(parameter, day, known_at)]
        found = [line.get(key, lost) for line in lines for key in possible_keys(outcomes, line)]
        return self.result(join(found, reasons))


def _moment(as_of: Any) -> Any:
    if as_of is None:
        raise Unsupported("the moment is read, and none is given")
    return as_of


@frozen(eq=False, repr=False)
class JoinSite(Site):
    """A match of which several cases may hold. `found` holds the value, the guard and the number of each."""

    id: str
    of: Type
    rules: tuple[str, ...]
    out: Turn
    result: Turn

    def __call__(self, e: str, found: Sequence[tuple[Any, Any, int]] | None) -> tuple[Any, tuple[str, ...]]:
        if not found:
            return open_gap(self.of, [Reason("no_value", self.id + e)]), ()
        reasons = reasons_of(*(guard for _, guard, _ in found))
        outcome = join([self.out(value) for value, _, _ in found], reasons)
        return self.result(outcome), tuple(self.rules[number] for _, _, number in found)


# --- lists ---


@frozen(eq=False, repr=False)
class AggregateSite(Site):
    """What counts over a list. Members are name, whether it counts, value and `by`."""

    node: core.Aggregate
    value: Turn
    by: Turn
    result: Turn

    def __call__(self, e: str, members: Sequence[tuple[str, Any, Any, Any]], unlisted: frozenset[Reason]) -> Any:
        found = [Member(f"#{name}", included, self.value(value), self.by(by)) for name, included, value, by in members]
        return self.result(aggregate(self.node, found, unlisted, self.node.id + e))


# --- truth ---


def both(a: Any, b: Any) -> Any:
    """Return whether two conditions hold."""
    if a is True and b.__class__ is bool:
        return b
    return all_hold([a, b])


def any_of(*parts: Any) -> Any:
    """Return whether any of the conditions holds."""
    return any_holds(parts)


# --- sums ---


@frozen(eq=False, repr=False)
class SumSite(Site):
    """A sum of numbers of one scale, some of them open."""

    id: str
    out: Turn
    result: Turn
    _total: Callable[..., Any] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_total", remembering(self._add))

    def __call__(self, e: str, *parts: Any) -> Any:
        # What is there is added first: the ends of a sum go together in any order.
        there = 0
        rest = []
        for part in parts:
            if part.__class__ is int:
                there += part
            else:
                rest.append(part)
        return self._total(e, there, tuple(rest))

    def _add(self, e: str, there: int, rest: Sequence[Any]) -> Any:
        parts = [*([there] if there else []), *rest]
        return self.result(add([self.out(part) for part in parts], self.id + e))

    def listed(self, e: str, parts: Sequence[Any], unlisted: frozenset[Reason]) -> Any:
        """Return the sum of occurrences, or of any number of the one that stands for all."""
        if unlisted:
            return self.result(any_number_of(self.out(parts[0]), unlisted))
        return self(e, *parts)


@frozen(eq=False, repr=False)
class OccurringSite(Site):
    """What an occurrence adds that may not count, or may be waived."""

    id: str
    out: Turn
    result: Turn

    def __call__(self, amount: Any, counts: Any, forgiven: Any) -> Any:
        return self.result(occurring(self.out(amount), all_hold([counts, fails(forgiven)])))


@frozen(eq=False, repr=False)
class TimesSite(Site):
    """An amount times a constant."""

    id: str
    factor: Fraction
    out: Turn
    result: Turn

    def __call__(self, e: str, amount: Any) -> Any:
        return self.result(multiply(self.out(amount), self.factor, self.id + e))


@frozen(eq=False, repr=False)
class BoundedSite(Site):
    """A sum raised to a floor or cut to a cap, and whether that changed what is possible."""

    id: str
    which: str
    out: Turn
    result: Turn

    def __call__(self, value: Any, limit: Any) -> tuple[Any, bool]:
        outcome = self.out(value)
        found = extreme("highest" if self.which == "highest" else "lowest", [outcome, self.out(limit)], None)
        return self.result(found), possible_of(found) != possible_of(outcome)


@frozen(eq=False, repr=False)
class RangedSite(Site):
    """A total, which is a conflict outside its range."""

    id: str
    low: Fraction | None
    high: Fraction | None
    out: Turn
    result: Turn

    def __call__(self, e: str, value: Any) -> Any:
        return self.result(in_range(self.out(value), self.low, self.high, self.id + e))


# --- tiers ---


@frozen(eq=False, repr=False)
class LimitSite(Site):
    """The limits of a tiering; `held` pairs numbers of limits with their guards."""

    node: core.Tiering
    out: Turn
    result: Turn

    def __call__(self, e: str, tier: Any, held: Sequence[tuple[int, Any]]) -> tuple[Any, tuple[str, ...]]:
        earned = self.out(tier)
        limits = [
            HeldLimit(limit, self.node.type.rank(str(limit.bound.value)), guard is True)
            for number, guard in held
            for limit in [self.node.limits[number]]
        ]
        reasons = reasons_of(*(guard for _, guard in held))
        outcome = limited(earned, limits, self.node.type, reasons, self.node.id + e)
        if same_value(outcome, earned):
            return self.result(outcome), ()
        changed = (limit.node.id for limit in limits if limit.certain and limit.node.bound.value == outcome)
        return self.result(outcome), tuple(changed)


# --- findings ---


@frozen(eq=False)
class Rules:
    """The rule around each node where something may turn out silent or conflicting, and around its sides."""

    around: Mapping[str, str]

    def behind(self, outcomes: Iterable[Any]) -> tuple[str, ...]:
        """Return the silent and conflicting rules and the parameters for which outcomes are open."""
        found: list[str] = []
        for reason in sorted(reasons_of(*outcomes)):
            match reason.kind:
                case "parameter":
                    found.append(reason.subject)
                case "silent":
                    found.append(self._rule(reason.subject))
                case "conflict":
                    found += [self._rule(side) for side in reason.sides or (reason.subject,)]
                case _:
                    pass
        return tuple(dict.fromkeys(found))

    def _rule(self, subject: str) -> str:
        id = subject.partition("#")[0]
        return self.around.get(id, id).partition("#")[0]

    def deciding(self, outcome: Any, because: tuple[str, ...]) -> tuple[str, ...]:
        """Return the rules that gave a value, or those for which there is none."""
        return self.behind([outcome]) if outcome.__class__ is Gap else because


def word_for(met: Any, held: str, failed: str) -> Any:
    """Return the word of a requirement for its condition."""
    if met.__class__ is bool:
        return held if met else failed
    words = frozenset(word for truth, word in ((True, held), (False, failed)) if may(met, truth))
    return settle(Subset(words), (), reasons_of(met))


def unless_applicable(applies: Any, word: Any, idle: str) -> Any:
    """Return a word beside that of what does not apply, while it is open whether it does."""
    return join([idle, word], reasons_of(applies))


def stepped_up(severity: Any, scale: Enum, steps: int) -> Outcome:
    """Return a severity so many steps up, at most the top."""
    possible = possible_of(severity)
    assert isinstance(possible, Subset)
    places = {scale.names.index(str(name)) for name in possible.members}
    names = frozenset(scale.names[max(0, number - steps)] for number in places)
    return settle(Subset(names), (), reasons_of(severity))
