"""Facts of a group and of a member's place in it: `rank`, `share`, `size`, `top_sum` and the rest, gaps and all.

Goes in: a `GroupFact` with its population, what the record that asks brings itself (`Standing`, `keys`), and the
snapshot of all members. Comes out: the outcome. `Tally` makes the figures of one group from its members. Nothing here
reads records or knows of statements; who evaluates the members is a stranger. By rule G1 the value of a member, whether
it counts and in which group are chosen independently of those of the others; the words are on
docs/reference/population.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, cast

from attrs import define, evolve, field

from policycore.core.nodes import Aggregate, GroupFact, GroupKind, Population
from policycore.core.population import (
    Figures,
    Group,
    Key,
    Places,
    Rung,
    Snapshot,
    Standing,
    Unplaced,
    possible_of_standing,
    reasons_of_standing,
)
from policycore.gaps.aggregate import Member, aggregate, least_mean, minus, occurring
from policycore.gaps.ops import ZERO, add, may_equal, span
from policycore.types import Type
from policycore.values import (
    ABSENT,
    Gap,
    Interval,
    Mark,
    Outcome,
    Possible,
    Reason,
    Scalar,
    Subset,
    everything,
    join,
    possible_of,
    reasons_of,
    settle,
)

#: Facts about the place of the record that asks; absent for one that is no member.
PLACED: frozenset[GroupKind] = frozenset({"rank", "share", "cumulative"})
#: Facts that need the members in order.
ORDERED: frozenset[GroupKind] = PLACED | {"top_sum", "quantile"}
#: Reasons of a member that nobody else can name: they speak of its own facts.
OF_A_MEMBER = frozenset({"fact", "judgement", "unknown", "no_value"})


def group_fact(
    node: GroupFact,
    population: Population,
    snapshot: Snapshot | None,
    own: Standing,
    keys: Sequence[Outcome],
    argument: Outcome | None,
    at: str,
) -> Outcome:
    """Return the outcome of a population fact for one record.

    Args:
        node: the fact.
        population: its population.
        snapshot: of all members; None where they are not at hand.
        own: what the record brings itself; `included` is no where it is no member.
        keys: what it is grouped by.
        argument: of `top_sum` and `quantile`.
        at: instance id of the node.
    """
    placed = node.kind in PLACED
    if placed and own.included is False:
        return ABSENT
    asking = _Asking(node, population, own, tuple(keys), argument, at)
    if snapshot is None:
        return asking.not_at_hand()
    mine = None if own.included is False else as_counted(node, population, own, asking.open_key)
    if placed and mine is None:
        return asking.anything(reasons_of_standing(own) | reasons_of(*keys))
    found = [asking.in_group(snapshot, group, mine) for group in asking.groups(snapshot)]
    return join([ABSENT, *found] if asking.marks else found, asking.why_open)


def as_counted(node: GroupFact, population: Population, standing: Standing, open_key: bool = False) -> Standing | None:
    """Return a member as its population counts it; None where it is left out."""
    gaps = isinstance(standing.value, Gap) or isinstance(standing.tie_break, Gap)
    match population.gaps:
        case "uncertain":
            return standing
        case "left_out":
            return None if gaps or open_key or isinstance(standing.included, Gap) else standing
        case "last":
            if not gaps:
                return standing
            value = standing.value if node.value is None else _worst(standing.value, node.value.type)
            tie = standing.tie_break
            if tie is not None and population.tie_break is not None:
                tie = _worst(tie, population.tie_break.type)
            return Standing(standing.included, value, tie)


def _worst(outcome: Outcome, of: Type) -> Outcome:
    """Return the worst value that is possible, the outcome itself where there is none."""
    match possible_of(outcome):
        case Interval(low=low, high=high):
            worst = high if _earlier_is_better(of) else low
            return outcome if worst is None else worst
        case Subset(members=members) if members:
            from_worst = list(reversed(getattr(of, "names", ())))
            return next((name for name in from_worst if name in members), outcome)
        case _:
            return outcome


def _earlier_is_better(of: Type) -> bool:
    return type(of).__name__ in ("Date", "Moment")


def seen(outcome: Outcome, population: Population) -> Outcome:
    """Return what a member brings as the others see it: which of its facts is missing is its own affair."""
    if not isinstance(outcome, Gap):
        return outcome
    others = {r for r in outcome.reasons if r.kind not in OF_A_MEMBER}
    if len(others) < len(outcome.reasons):
        others.add(Reason("population", population.id))
    return Gap(outcome.possible, frozenset(others), outcome.marks)


def standing_seen(standing: Standing, population: Population) -> Standing:
    """Return the standing of a member as the others see it."""
    tie = standing.tie_break
    return Standing(
        seen(standing.included, population),
        seen(standing.value, population),
        None if tie is None else seen(tie, population),
    )


# --- what stands beside a member, for people ---

#: What a trace shows beside a fact of a group, each below its id: how many members the group has, how many of them are
#: open, the values of the members just ahead of and just behind this one, and how many others stand level with it.
BESIDE = ("size", "open", "ahead", "behind", "level")


def beside(node: GroupFact, snapshot: Snapshot | None, own: Standing, keys: Sequence[Outcome]) -> Mapping[str, Outcome]:
    """Return what stands beside a member in its group; less where its own place is open."""
    group = None if snapshot is None else snapshot.groups.get(cast("Key", tuple(keys)))
    if group is None:
        return {}
    reasons = [Reason("population", node.population)]
    found: dict[str, Outcome] = {
        "size": settle(Interval(Fraction(group.certain), Fraction(group.possible)), (), reasons)
    }
    figures = group.facts.get(node.id)
    if figures is None:
        return found
    places = figures.places
    found["open"] = Fraction(figures.open if places is None else len(places.open))
    if places is None or node.kind not in PLACED or own.included is False or _is_open(own):
        return found
    rung = places.rungs(own)[0]
    place, level = places.better(rung), places.at_least(rung)
    if level == place:
        return found  # it is not among them
    if place > 0 or not places.open:  # somebody who is open may be the one
        found["ahead"] = places.values[place - 1] if place > 0 else ABSENT
    if level < len(places.values) or not places.open:
        found["behind"] = places.values[level] if level < len(places.values) else ABSENT
    found["level"] = Fraction(places.counts[place] - 1)
    return found


def cut_off(node: GroupFact, snapshot: Snapshot | None, keys: Sequence[Outcome], last: int) -> Outcome | None:
    """Return the value of the member that stands `last` in its group, absent where there are fewer.

    None where that is open, and where there is no such place.
    """
    group = None if snapshot is None else snapshot.groups.get(cast("Key", tuple(keys)))
    figures = None if group is None else group.facts.get(node.id)
    places = None if figures is None else figures.places
    if places is None or places.open or last < 1:
        return None
    if last > places.members[-1]:
        return ABSENT
    return places.values[_leading_members(places, last - 1)]


# --- making the figures of a group ---


@define(eq=False)
class Tally:
    """The figures of one group for one fact, while its members come in. Keeps values, and nothing of who has them."""

    node: GroupFact
    population: Population
    _counts: dict[tuple[Scalar, ...], int] = field(factory=dict, init=False)
    _open: list[Standing] = field(factory=list, init=False)
    _certain: int = field(default=0, init=False)
    _total: Fraction = field(default=ZERO, init=False)
    _best: tuple[Scalar, Scalar] | None = field(default=None, init=False)

    def add(self, standing: Standing, times: int = 1) -> None:
        """Take in a member as its population counts it, or several that bring the same."""
        value, tie = standing.value, standing.tie_break
        if isinstance(standing.included, Gap) or isinstance(value, Gap) or isinstance(tie, Gap):
            self._open += [standing_seen(standing, self.population)] * times
            return
        self._certain += times
        scalar = cast("Scalar", value)
        if self.node.kind in ORDERED:
            place = (scalar,) if tie is None else (scalar, cast("Scalar", tie))
            self._counts[place] = self._counts.get(place, 0) + times
        elif self.node.kind in ("highest", "lowest"):
            self._counts[scalar,] = 1
        elif isinstance(value, Fraction):
            self._total += value * times

    def figures(self) -> Figures:
        """Return what all members come to."""
        if self.node.kind in ORDERED:
            return Figures(places=self._places())
        outcome = self._outcome()
        return Figures(outcome, len(self._open) if isinstance(outcome, Gap) else 0)

    def _places(self) -> Places:
        of = self.node.value.type if self.node.value is not None else self.node.type
        tie_of = None if self.population.tie_break is None else self.population.tie_break.type
        found = list(self._counts)
        listed = _numbers_in_order(found)
        if listed is None:
            unsorted = Places(of, tie_of, *_columns(found, tie_of is not None))
            order = sorted(range(len(found)), key=unsorted.rung, reverse=True)
            listed = [found[number] for number in order]
        values, ties = _columns(listed, tie_of is not None)
        return Places(of, tie_of, values, ties, tuple(self._counts[place] for place in listed), tuple(self._open))

    def _outcome(self) -> Outcome:
        node, at = self.node, self.node.id
        match node.kind:
            case "size" | "count":
                least, most = Fraction(self._certain), Fraction(self._certain + len(self._open))
                return settle(Interval(least, most), (), _why(self._open))
            case "sum":
                return add([self._total, *(occurring(m.value, m.included) for m in self._open)], at)
            case "average":
                return self._average(at)
            case _:
                of = node.value if node.value is not None else node
                members = [Member("", True, value) for (value,) in self._counts]
                members += [Member("", m.included, m.value) for m in self._open]
                kind: Literal["highest", "lowest"] = "highest" if node.kind == "highest" else "lowest"
                return aggregate(Aggregate(node.id, node.type, kind, "self", of, of), members, frozenset(), at)

    def _average(self, at: str) -> Outcome:
        """The mean of those that surely count, and of those that may while they make it lower, or higher."""
        sure = [span(m.value) for m in self._open if m.included is True]
        maybe = [span(m.value) for m in self._open if m.included is not True]
        number = self._certain + len(sure)
        if not number:
            return Gap(Interval(), _why(self._open) | {Reason("no_value", at)})
        lows = [cast("Fraction | None", v.low) for v in sure], [cast("Fraction | None", v.low) for v in maybe]
        highs = [minus(v.high) for v in sure], [minus(v.high) for v in maybe]
        low = least_mean(self._total, self._certain, *lows)
        high = minus(least_mean(-self._total, self._certain, *highs))
        return settle(Interval(low, high), (), _why(self._open))


def _columns(places: list[tuple[Scalar, ...]], tied: bool) -> tuple[tuple[Scalar, ...], tuple[Scalar, ...]]:
    return tuple(place[0] for place in places), tuple(place[1] for place in places) if tied else ()


def _numbers_in_order(places: list[tuple[Scalar, ...]]) -> list[tuple[Scalar, ...]] | None:
    """Return places best first where they are made of numbers alone, None where not; whole numbers compare quickly."""
    if any(part.__class__ is not Fraction for place in places for part in place):
        return None
    found = cast("list[tuple[Fraction, ...]]", places)
    scale = math.lcm(*{part.denominator for place in found for part in place})

    def wholes(number: int) -> tuple[int, ...]:
        return tuple(part.numerator * (scale // part.denominator) for part in found[number])

    order = sorted(range(len(found)), key=wholes, reverse=True)
    return [places[number] for number in order]


def _why(members: Iterable[Standing]) -> frozenset[Reason]:
    return frozenset(reason for member in members for reason in reasons_of_standing(member))


# --- asking ---


@define(eq=False)
class _Asking:
    """A fact, and the record that asks for it."""

    node: GroupFact
    population: Population
    own: Standing
    keys: tuple[Outcome, ...]
    argument: Outcome | None
    at: str

    @property
    def open_key(self) -> bool:
        return any(isinstance(key, Gap) for key in self.keys)

    @property
    def placed(self) -> bool:
        return self.node.kind in PLACED

    @property
    def marks(self) -> frozenset[Mark]:
        """Absent is possible while it is open whether the record is a member at all."""
        return frozenset({"absent"}) if self.placed and isinstance(self.own.included, Gap) else frozenset()

    @property
    def why_open(self) -> frozenset[Reason]:
        """Why it is open in which group the record is, and whether it has a place there."""
        return reasons_of(*self.keys, self.own.included if self.marks else True)

    def anything(self, reasons: frozenset[Reason]) -> Gap:
        return Gap(everything(self.node.type), reasons, self.marks)

    def not_at_hand(self) -> Gap:
        return self.anything(frozenset({Reason("population", self.population.id)}) | self.why_open)

    def no_value(self, reasons: frozenset[Reason] = frozenset()) -> Gap:
        return Gap(everything(self.node.type), reasons | {Reason("no_value", self.at)})

    def groups(self, snapshot: Snapshot) -> list[Group | None]:
        """Return the groups in which the record may be; None is one that has no other member."""
        if not self.open_key:
            return [snapshot.groups.get(cast("Key", self.keys))]
        found = [group for key, group in snapshot.groups.items() if self._may_be(key)]
        return [*found, None]

    def _may_be(self, key: Sequence[Outcome]) -> bool:
        return may_share(self.keys, key)

    def _near(self, snapshot: Snapshot) -> list[Unplaced]:
        """Return the members with open keys that may be in a group with the record."""
        return [other for other in snapshot.unplaced if self._may_be(other.keys)]

    def in_group(self, snapshot: Snapshot, group: Group | None, mine: Standing | None) -> Outcome:
        """Return the fact if the record is in this group. `mine` is None where it does not count."""
        stored = mine
        if mine is not None and self.open_key:
            stored = may_be_elsewhere(mine, self.keys)
            if not any(_same(stored, self._of_unplaced(other)) for other in self._near(snapshot)):
                return self.not_at_hand()
        if group is None:
            if mine is not None and not self.open_key:
                return self.not_at_hand()  # it says that it is a member, and the snapshot does not know its group
            return self._in_new_group(snapshot, mine, stored)
        figures = group.facts.get(self.node.id) or Tally(self.node, self.population).figures()
        if self.placed and stored is not None and figures.places is not None and not _is_among(stored, figures.places):
            return self.not_at_hand()
        return self._enough(self._of(figures, mine, stored), group.certain, group.possible)

    def _in_new_group(self, snapshot: Snapshot, mine: Standing | None, stored: Standing | None) -> Outcome:
        """Return the fact in a group that nobody is surely in, but perhaps the record itself."""
        tally = Tally(self.node, self.population)
        if mine is not None:
            tally.add(mine)
        others = [self._of_unplaced(other) for other in self._near(snapshot)]
        if stored is not None:
            del others[next(place for place, other in enumerate(others) if _same(stored, other))]
        for other in others:
            if other is not None:
                tally.add(other)
        count = int(mine is not None)
        return self._enough(self._of(tally.figures(), mine, mine), count, count + len(others))

    def _of_unplaced(self, other: Unplaced) -> Standing | None:
        return other.standings.get(self.node.id)

    def _enough(self, outcome: Outcome, certain: int, possible: int) -> Outcome:
        """Return the outcome where the group has enough members, no value where it has not."""
        least = self.population.minimum
        if self.node.kind == "size" or certain >= least:
            return outcome
        if possible < least:
            return self.no_value()
        return join([outcome, self.no_value()], [Reason("population", self.population.id)])

    def _of(self, figures: Figures, mine: Standing | None, stored: Standing | None) -> Outcome:
        """Return the fact from the figures of a group; `stored` is the record as these know it."""
        if figures.outcome is not None:
            return self._whole(figures, stored)
        places = figures.places
        assert places is not None, "what is no outcome is a matter of places"
        if not self.placed:
            return self._by_argument(places)
        assert mine is not None
        assert stored is not None
        mates = _Mates(places, mine, stored)
        match self.node.kind:
            case "rank":
                return mates.rank(self.population, self.at)
            case "share":
                return mates.share(self)
            case _:
                return mates.cumulative(self)

    def _whole(self, figures: Figures, stored: Standing | None) -> Outcome:
        outcome = figures.outcome
        assert outcome is not None
        if not isinstance(outcome, Gap):
            return outcome
        reasons = {Reason("no_value", self.at) if r == Reason("no_value", self.node.id) else r for r in outcome.reasons}
        if stored is not None and _is_open(stored):
            own = reasons_of(stored.included, stored.value)
            kept = {r for r in reasons if r.kind == "no_value" or figures.open > 1}
            return Gap(outcome.possible, own | kept, outcome.marks)
        return Gap(outcome.possible, frozenset(reasons), outcome.marks)

    def _by_argument(self, places: Places) -> Outcome:
        assert self.argument is not None, "the checker sees to that"
        key = (self.node.id, self.argument)
        if key not in places.worked_out:
            call = _top_sum if self.node.kind == "top_sum" else _quantile
            places.worked_out[key] = call(places, self.argument, self.at)
        return places.worked_out[key]


def may_share(keys: Sequence[Outcome], others: Sequence[Outcome]) -> bool:
    """Return whether two records may be in one group."""
    return all(may_equal(one, other) for one, other in zip(keys, others, strict=True))


def may_be_elsewhere(standing: Standing, keys: Sequence[Outcome]) -> Standing:
    """Return the standing of a member in a group in which it may be, or not."""
    if not reasons_of(*keys):
        return standing
    included = join([False, standing.included], reasons_of(*keys))
    return evolve(standing, included=included)


def _same(one: Standing, other: Standing | None) -> bool:
    return other is not None and possible_of_standing(one) == possible_of_standing(other)


def _is_open(standing: Standing) -> bool:
    return any(isinstance(part, Gap) for part in (standing.included, standing.value, standing.tie_break))


def _is_among(standing: Standing, places: Places) -> bool:
    """Whether a member with this standing is among those of whom the places were made."""
    if _is_open(standing):
        return possible_of_standing(standing) in places.open_known
    rung = places.rungs(standing)[0]
    return places.at_least(rung) > places.better(rung)


@define(eq=False)
class _Mates:
    """A member among the places of its group: `own` as it asks, `stored` as the places know it."""

    places: Places
    own: Standing
    stored: Standing

    @property
    def is_open(self) -> bool:
        """Whether it stands among the open members itself."""
        return _is_open(self.stored)

    @property
    def reasons(self) -> frozenset[Reason]:
        """Why it is open who stands where: its own gaps, and those of the others."""
        mine = self.places.open_known.get(possible_of_standing(self.stored)) if self.is_open else None
        known = frozenset() if mine is None else reasons_of_standing(mine)
        others = (reason for reason, count in self.places.open_reasons.items() if count > (reason in known))
        return reasons_of_standing(self.own).union(others)

    @property
    def others_open(self) -> list[Standing]:
        """The open members but itself."""
        found = list(self.places.open)
        if self.is_open:
            mine = possible_of_standing(self.stored)
            del found[next(place for place, other in enumerate(found) if possible_of_standing(other) == mine)]
        return found

    def rank(self, population: Population, at: str) -> Outcome:
        """1 and the members that are better; tied ones by the tie rule."""
        places = self.places
        worst, best = places.rungs(self.own)
        better, level = self._ahead(best)
        surely, surely_level = better, level - (not self.is_open)  # level with itself, if it is among the decided
        perhaps, perhaps_level = (
            (surely, surely_level) if worst == best and not places.open else self._perhaps(worst, best)
        )
        if places.open:
            surely += _above(places.open_worst, best)
            surely_level += _above(places.open_worst, best, level=True)
        low, high = surely, perhaps
        reasons = self.reasons
        match population.ties:
            case "together":
                pass
            case "behind":
                low, high = surely_level, perhaps_level
            case "contested":
                high = perhaps_level
                if worst == best and level - better > (not self.is_open):
                    reasons |= {Reason("conflict", at)}
        return settle(Interval(Fraction(low + 1), Fraction(high + 1)), (), reasons)

    def _ahead(self, rung: Rung) -> tuple[int, int]:
        """Return how many decided members stand better than a rung, and how many better or on it."""
        places = self.places
        return places.members[places.better(rung)], places.members[places.at_least(rung)]

    def _perhaps(self, worst: Rung, best: Rung) -> tuple[int, int]:
        """Return how many other members may stand better, and better or level."""
        better, level = self._ahead(worst)
        better += _above(self.places.open_best, worst) - (self.is_open and best > worst)
        level += _above(self.places.open_best, worst, level=True) - 1
        return better, level

    def share(self, asking: _Asking) -> Outcome:
        """What the member has of the total."""
        places = self.places
        rest = places.sums[-1] - (ZERO if self.is_open else cast("Fraction", self.own.value))
        others = span(add([rest, *(occurring(m.value, m.included) for m in self.others_open)], ""))
        possible = _share(span(self.own.value), others)
        return asking.no_value(self.reasons) if possible is None else settle(possible, (), self.reasons)

    def cumulative(self, asking: _Asking) -> Outcome:
        """What the members placed before it and the member itself have of the total."""
        places, others = self.places, self.others_open
        own = span(self.own.value)
        lows = [cast("Fraction | None", amount.low) for amount in (own, *(span(m.value) for m in others))]
        lows += [cast("Fraction", places.values[-1])] if places.values else []
        least_total = places.sums[-1]
        worst, best = places.rungs(self.own)
        if any(low is None or low < 0 for low in lows):
            if others or worst != best:
                return asking.no_value(self.reasons)  # where something is open and may be negative nothing can be said
        else:
            least_total += sum((cast("Fraction", span(m.value).low) for m in others if m.included is True), ZERO)
        if self.is_open:
            least_total += cast("Fraction", own.low)
        if least_total == 0:
            return asking.no_value(self.reasons)
        if worst != best:
            return settle(Interval(ZERO, Fraction(1)), (), self.reasons)
        return self._cumulative(asking, others)

    def _cumulative(self, asking: _Asking, others: Sequence[Standing]) -> Outcome:
        """The member's own place is decided, and either no amount is negative or none is open."""
        places, ties = self.places, asking.population.ties
        rung = places.rungs(self.own)[0]
        value = cast("Fraction", self.own.value)
        total = places.sums[-1] + (value if self.is_open else ZERO)
        above = places.sums[places.better(rung)]
        level = places.sums[places.at_least(rung)] - above - (ZERO if self.is_open else value)
        low = above + value + (level if ties == "behind" else ZERO)
        high = above + value + (ZERO if ties == "together" else level)
        # Who may stand before counts with all it may have, who may stand after takes from the rest.
        least, most = _Part(low, total - low), _Part(high, total - high)
        for other in others:
            worst, best = places.rungs(other)
            amount = span(other.value)
            lowest, highest = cast("Fraction", amount.low), cast("Fraction | None", amount.high)
            if best > rung or (best == rung and ties != "together"):
                most.ahead(highest)
            elif other.included is True:
                most.behind(lowest)
            if worst < rung or (worst == rung and ties != "behind"):
                least.behind(value if highest is None else min(highest, value))
            elif other.included is True:
                least.ahead(lowest)
        conflict = {Reason("conflict", asking.at)} if ties == "contested" and level != 0 else frozenset()
        return settle(Interval(*sorted((least.share, most.share))), (), self.reasons | conflict)


@define(eq=False)
class _Part:
    """What stands before a member, and what after it; None is without end."""

    before: Fraction | None
    after: Fraction

    def ahead(self, amount: Fraction | None) -> None:
        self.before = None if amount is None or self.before is None else self.before + amount

    def behind(self, amount: Fraction) -> None:
        self.after += amount

    @property
    def share(self) -> Fraction:
        return Fraction(1) if self.before is None else self.before / (self.before + self.after)


def _above(rungs: Sequence[Rung], rung: Rung, *, level: bool = False) -> int:
    """Return how many of the rungs, worst first, are better than one; with `level` also those equal to it."""
    low, high = 0, len(rungs)
    while low < high:
        middle = (low + high) // 2
        if rungs[middle] < rung or (not level and rungs[middle] == rung):
            low = middle + 1
        else:
            high = middle
    return len(rungs) - low


def _share(own: Interval, others: Interval) -> Possible | None:
    """Return what own / (own + others) may be; None where the total may be 0.

    For a given own part it moves one way with the others', for given others one way with the own: so the ends are at
    the ends of both.
    """
    own_low, own_high = cast("Fraction | None", own.low), cast("Fraction | None", own.high)
    rest_low, rest_high = cast("Fraction | None", others.low), cast("Fraction | None", others.high)
    positive = own_low is not None and rest_low is not None and own_low + rest_low > 0
    negative = own_high is not None and rest_high is not None and own_high + rest_high < 0
    if not positive and not negative:
        return None
    found: list[Fraction] = []
    for part in (own_low, own_high):
        for rest in (rest_low, rest_high):
            if part is not None and rest is not None:
                found.append(part / (part + rest))
            elif part is not None:
                found.append(ZERO)  # beside endless others
            elif rest is not None:
                found.append(Fraction(1))  # endless beside the others
    return Interval(min(found), max(found))


def _best_of(places: Places, count: int) -> Fraction:
    """Return the sum of the best `count` decided members."""
    place = _leading_members(places, count)
    taken = places.members[place]
    rest = (count - taken) * cast("Fraction", places.values[place]) if taken < count else ZERO
    return places.sums[place] + rest


def _leading_members(places: Places, count: int) -> int:
    """Return how many of the first places hold at most `count` members together."""
    low, high = 0, len(places.values)
    while low < high:
        middle = (low + high + 1) // 2
        if places.members[middle] <= count:
            low = middle
        else:
            high = middle - 1
    return low


def _top_sum(places: Places, argument: Outcome, at: str) -> Outcome:
    """The sum of the n best; of all where they are fewer."""
    asked = span(argument)
    least = 0 if asked.low is None else max(0, math.floor(cast("Fraction", asked.low)))
    most = None if asked.high is None else max(0, math.floor(cast("Fraction", asked.high)))
    reasons = reasons_of(argument) | _why(places.open)
    if not places.open and most == least:
        return _best_of(places, min(least, places.members[-1]))
    decided = _decided(places)
    sure = [span(m.value) for m in places.open if m.included is True]
    maybe = [span(m.value) for m in places.open if m.included is not True]
    everybody = len(decided) + len(sure) + len(maybe)
    asked_for = range(least, (everybody if most is None else min(most, everybody)) + 1) or range(least, least + 1)
    low = _least_top(decided, [v.low for v in sure], [v.low for v in maybe], asked_for)
    high = _least_top(decided, [v.high for v in sure], [v.high for v in maybe], asked_for, highest=True)
    return settle(Interval(low, high), (), reasons or {Reason("no_value", at)})


def _decided(places: Places) -> list[Fraction]:
    """Return the number of each decided member, best first."""
    numbers = zip(places.values, places.counts, strict=True)
    return [value for value, count in numbers for _ in range(count) if isinstance(value, Fraction)]


def _least_top(
    decided: Sequence[Fraction],
    sure: Sequence[object],
    maybe: Sequence[object],
    asked_for: range,
    *,
    highest: bool = False,
) -> Fraction | None:
    """Return the least (highest) sum of the best n, for any n that is asked for and any of the `maybe` members.

    None is without end.
    """
    if None in (*sure, *maybe):
        return None
    surely = [*decided, *(cast("Fraction", end) for end in sure)]
    # Of as many as count, those that lower (raise) it most; where nothing takes away, none or all of them.
    others = sorted((cast("Fraction", end) for end in maybe), reverse=highest)
    burdens = any(value < 0 for value in (*surely, *others))
    sizes = range(len(others) + 1) if burdens else ((len(others),) if highest else (0,))
    counts = asked_for if burdens else ((asked_for[-1],) if highest else (asked_for[0],))
    found = (_top([*surely, *others[:size]], count) for size in sizes for count in counts)
    return max(found) if highest else min(found)


def _top(values: Sequence[Fraction], count: int) -> Fraction:
    return sum(sorted(values, reverse=True)[:count], ZERO)


def _quantile(places: Places, argument: Outcome, at: str) -> Outcome:
    """The least value that at least this part of the members does not exceed."""
    asked = span(argument)
    low, high = cast("Fraction | None", asked.low), cast("Fraction | None", asked.high)
    reasons = reasons_of(argument) | _why(places.open)
    certain = places.members[-1] + sum(m.included is True for m in places.open)
    if certain == 0 or low is None or high is None or low < 0 or high > 1:
        return Gap(everything(places.of), reasons | {Reason("no_value", at)})
    decided = _decided(places)
    spans = [span(m.value) for m in places.open]
    lows = sorted(_ascending([*decided, *(cast("Fraction | None", v.low) for v in spans)], -1))
    highs = sorted(_ascending([*decided, *(cast("Fraction | None", v.high) for v in spans)], 1), reverse=True)
    # Whoever may count is taken in where that moves the value; their number is at its least. The bounds may be wide.
    from_below = max(1, math.ceil(low * certain))
    from_above = certain - max(1, math.ceil(high * certain)) + 1
    least, most = lows[from_below - 1], highs[from_above - 1]
    possible = Interval(None if least[0] else least[1], None if most[0] else most[1])
    return settle(possible, (), reasons)


def _ascending(values: Iterable[Fraction | None], infinite: int) -> list[tuple[int, Fraction]]:
    return [(infinite, ZERO) if value is None else (0, value) for value in values]
