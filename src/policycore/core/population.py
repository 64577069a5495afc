"""What the members of a population come to together, without their names: enough to place each of them.

A snapshot is made in one pass over the records of a run (one more for each population fact that another one reads),
saved beside the decisions, and read when a member is decided alone. It holds no key and no record: per group and per
fact the values of the members, best first, what breaks ties, how many stand at each place, running sums, and apart
from them the members of whom something is open. What a fact makes of it stands in `gaps.population`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import lcm
from typing import TypeAlias

from attrs import evolve, field, frozen

from policycore.types import Enum, Type
from policycore.values import (
    Absent,
    Interval,
    Outcome,
    Possible,
    Reason,
    Scalar,
    Subset,
    possible_of,
    reasons_of,
)

#: The values that the members of a group share.
Key: TypeAlias = "tuple[Scalar | Absent, ...]"
#: How good a value is, higher is better: (-1, 0) is worse than all, (1, 0) better than all.
End: TypeAlias = "tuple[int, Fraction | int]"
WORST_OF_ALL: End = (-1, 0)
BEST_OF_ALL: End = (1, 0)
#: A value and its tie-breaker, each as good as it is.
Rung: TypeAlias = "tuple[End, ...]"


def goodness(value: Scalar, of: Type) -> End:
    """Return how good a value is: a higher number, a higher member of a scale, an earlier day or moment is better."""
    match value:
        case Fraction():
            return (0, value)
        case datetime():
            return (0, -((value - datetime.min).days * 86400 + (value - datetime.min).seconds))
        case date():
            return (0, -value.toordinal())
        case str() if isinstance(of, Enum) and value in of.names:
            return (0, of.rank(value))
        case _:
            return WORST_OF_ALL  # a member of an open list has no place on its scale


def _scaled(number: Fraction | int, scale: int) -> Fraction | int:
    """Return a number times the scale, as an integer where it is one."""
    times, rest = divmod(scale, number.denominator)
    return number * scale if rest else number.numerator * times


def ends(outcome: Outcome, of: Type) -> tuple[End, End]:
    """Return the worst and the best that an outcome may turn out to be."""
    return ends_of(possible_of(outcome), of)


def ends_of(possible: Possible, of: Type) -> tuple[End, End]:
    """Return the worst and the best of what is possible."""
    match possible:
        case Interval(low=low, high=high):
            one = WORST_OF_ALL if low is None else goodness(low, of)
            other = BEST_OF_ALL if high is None else goodness(high, of)
            if isinstance(low if low is not None else high, date):  # the earlier the better
                one = BEST_OF_ALL if low is None else one
                other = WORST_OF_ALL if high is None else other
            return min(one, other), max(one, other)
        case Subset(members=members) if members and isinstance(of, Enum) and members <= frozenset(of.names):
            found = [goodness(str(member), of) for member in members]
            return min(found), max(found)
        case _:
            return WORST_OF_ALL, BEST_OF_ALL


@frozen
class Standing:
    """What one member brings to one fact of its group.

    Attributes:
        included: yes, or open whether it counts.
        value: what it is placed by or adds; yes where the fact only counts members.
        tie_break: what sets it apart from those of the same value, None where nothing does.
    """

    included: Outcome = True
    value: Outcome = True
    tie_break: Outcome | None = None


@frozen(slots=False)
class Places:
    """The members of a group in the order of one fact.

    Attributes:
        of: type of the values.
        tie_of: type of the tie-breakers, None where there are none.
        values: what the members at each place have, best first; those of one place are tied.
        tie_breaks: what sets those of the same value apart; empty where there is no such field.
        counts: how many stand at each place.
        open: members of whom the value, the tie-breaker or whether they count is open.
    """

    of: Type
    tie_of: Type | None = None
    values: tuple[Scalar, ...] = ()
    tie_breaks: tuple[Scalar, ...] = ()
    counts: tuple[int, ...] = ()
    open: tuple[Standing, ...] = ()

    @cached_property
    def members(self) -> tuple[int, ...]:
        """How many members stand at the first place, the first two, and so on; 0 first."""
        return tuple(accumulate(self.counts, initial=0))

    @cached_property
    def sums(self) -> tuple[Fraction, ...]:
        """What the members at the first place, the first two, and so on have together; 0 first. Numbers only."""
        amounts = (v * count for v, count in zip(self.values, self.counts, strict=True) if isinstance(v, Fraction))
        return tuple(accumulate(amounts, initial=Fraction(0)))

    def rung(self, place: int) -> Rung:
        """Return how good a place is (from 0)."""
        first = goodness(self.values[place], self.of)
        return (first, goodness(self.tie_breaks[place], self.tie_of)) if self.tie_of is not None else (first,)

    def rungs(self, standing: Standing) -> tuple[Rung, Rung]:
        """Return the worst and the best rung on which a member may stand."""
        worst, best = ends(standing.value, self.of)
        if self.tie_of is None or standing.tie_break is None:
            return (worst,), (best,)
        tie_worst, tie_best = ends(standing.tie_break, self.tie_of)
        return (worst, tie_worst), (best, tie_best)

    def better(self, rung: Rung) -> int:
        """Return how many places are better than a rung."""
        key = self._key(rung)
        return key if isinstance(key, int) else bisect_left(self._keys, key)

    def at_least(self, rung: Rung) -> int:
        """Return how many places are better than a rung, or on it."""
        key = self._key(rung)
        return key if isinstance(key, int) else bisect_right(self._keys, key)

    @cached_property
    def _scale(self) -> int:
        """What makes whole numbers of all values, which compare faster."""
        return lcm(*(value.denominator for value in self.values if isinstance(value, Fraction)))

    @cached_property
    def _keys(self) -> list[tuple[Fraction | int, ...]]:
        """The places as tuples that rise from the best to the worst."""
        return [tuple(-_scaled(number, self._scale) for _, number in self.rung(n)) for n in range(len(self.values))]

    @cached_property
    def _tie_ends(self) -> tuple[Fraction | int, Fraction | int]:
        """What is beyond all tie-breakers, on both sides."""
        ties = [key[1] for key in self._keys] or [0]
        return min(ties) - 1, max(ties) + 1

    def _key(self, rung: Rung) -> tuple[Fraction | int, ...] | int:
        """Return a rung as the places are written; how many places are better where it has no value that could be."""
        (side, number), *rest = rung
        if side:
            return 0 if side > 0 else len(self.values)
        key = [-_scaled(number, self._scale)]
        for tie_side, tie in rest:
            best, worst = self._tie_ends
            key.append((best if tie_side > 0 else worst) if tie_side else -_scaled(tie, self._scale))
        return tuple(key)

    @cached_property
    def open_worst(self) -> tuple[Rung, ...]:
        """The worst rungs of the open members that surely count, worst first."""
        return tuple(sorted(self.rungs(standing)[0] for standing in self.open if standing.included is True))

    @cached_property
    def open_best(self) -> tuple[Rung, ...]:
        """The best rungs of all open members, worst first."""
        return tuple(sorted(self.rungs(standing)[1] for standing in self.open))

    @cached_property
    def open_known(self) -> Mapping[tuple[Possible, ...], Standing]:
        """The open members by what is possible of each: by that one is known again.

        Of several that are alike one stands for all, whatever the order in which they came.
        """
        in_order = sorted(self.open, key=lambda standing: sorted(reasons_of_standing(standing)), reverse=True)
        return {possible_of_standing(standing): standing for standing in in_order}

    @cached_property
    def open_reasons(self) -> Mapping[Reason, int]:
        """Why members are open, each reason with how many it is one of."""
        return Counter(reason for standing in self.open for reason in reasons_of_standing(standing))

    @cached_property
    def worked_out(self) -> dict[tuple[str, Outcome], Outcome]:
        """What was worked out for all members alike, by fact and argument."""
        return {}


def possible_of_standing(standing: Standing) -> tuple[Possible, ...]:
    """Return what is possible of a member, reasons left aside."""
    tie = () if standing.tie_break is None else (possible_of(standing.tie_break),)
    return (possible_of(standing.included), possible_of(standing.value), *tie)


def reasons_of_standing(standing: Standing) -> frozenset[Reason]:
    """Return why something of a member is open."""
    tie = () if standing.tie_break is None else (standing.tie_break,)
    return reasons_of(standing.included, standing.value, *tie)


@frozen
class Figures:
    """What a group comes to for one fact: `outcome` where it is the same for all members, else their `places`.

    `open` says how many members have a part in `outcome` being open.
    """

    outcome: Outcome | None = None
    open: int = 0
    places: Places | None = None


@frozen
class Group:
    """One group: how many members it surely has (`certain`) and may have (`possible`), and its facts by node id."""

    key: Key
    certain: int
    possible: int
    facts: Mapping[str, Figures] = field(factory=dict)


@frozen
class Unplaced:
    """A member of which it is open in which group it is: it may be in each that its `keys` allow.

    Attributes:
        keys: what it is grouped by.
        standings: by fact; None where it does not count for that fact.
    """

    keys: tuple[Outcome, ...]
    standings: Mapping[str, Standing | None] = field(factory=dict)


@frozen
class Snapshot:
    """All groups of a population.

    Attributes:
        population: its id.
        record: the kind of record that its members are.
        size: how many records are, or may be, members.
        groups: by key; members that may be in a group have their part in it.
        unplaced: members that may be in several groups, also in one that nobody else is in.
    """

    population: str
    record: str
    size: int = 0
    groups: Mapping[Key, Group] = field(factory=dict)
    unplaced: tuple[Unplaced, ...] = ()
    #: What has been worked out of it; no part of what it is.
    memo: dict[str, str] = field(factory=dict, init=False, eq=False, repr=False)

    def with_facts(self, other: Snapshot) -> Snapshot:
        """Return the snapshot with the facts of another one of the same members beside its own."""
        if not self.groups and not self.unplaced:
            return other
        groups = {
            key: evolve(group, facts={**self.groups[key].facts, **group.facts}) for key, group in other.groups.items()
        }
        pairs = zip(self.unplaced, other.unplaced, strict=True)
        unplaced = tuple(evolve(b, standings={**a.standings, **b.standings}) for a, b in pairs)
        return evolve(other, groups=groups, unplaced=unplaced)


@frozen
class Snapshots:
    """What one run saved: the snapshots of its populations, of which policy, as of when, with which switches.

    Attributes:
        policy: digest of the bundle of the policy.
        as_of: the moment as of which the members were looked at, None where the policy does not read it.
        known_at: what was known at that moment alone counted; None where all did.
        switches: digest of the parameters and readings that were switched, "" where none was.
        populations: by id.
    """

    policy: str
    as_of: datetime | None = None
    known_at: datetime | None = None
    switches: str = ""
    populations: Mapping[str, Snapshot] = field(factory=dict)
