"""Sites for what reaches beyond one record: periods of a duty, groups of a population, movement of tiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias

from attrs import frozen

from policycore import dates
from policycore.compile.forms import Unsupported
from policycore.compile.sites import Site
from policycore.core import nodes as core
from policycore.core.packed import Layout, PackedRecord, Packing, Placed
from policycore.core.population import Snapshot, Standing
from policycore.gaps.movement import NextState, deciding_rules, handed_on, next_state, without_echo
from policycore.gaps.ops import all_hold, needs_value, reads_absent
from policycore.gaps.population import group_fact
from policycore.types import Date, ListType, RecordType
from policycore.values import ANYTHING, Gap, Outcome, Reason, open_gap

Turn: TypeAlias = "Callable[[Any], Any]"


def element_of(node: core.Periods) -> str:
    """Return the id of the record that a period is."""
    of = node.type
    if not (isinstance(of, ListType) and isinstance(of.element, RecordType)):
        raise Unsupported("periods that are no records")
    return of.element.name


@frozen(eq=False, repr=False)
class PeriodsSite(Site):
    """The periods of a repeated duty, from the one that holds its first day on."""

    node: core.Periods
    layout: Layout

    def plain(self, of: PackedRecord, path: str | None, first: date | None, today: date) -> tuple[PackedRecord, ...]:
        """Return the packed periods; without a path nobody asks where they stand."""
        node = self.node
        current = dates.period_start(today, node.unit, node.count)
        start = current if first is None else dates.period_start(first, node.unit, node.count)
        duty = self.layout.record.rpartition("/")[0].rpartition(":")[2]
        places = {name: slot.place for name, slot in self.layout.slots.items()}
        found: list[PackedRecord] = []
        while start <= current:
            try:
                following = dates.next_period(start, node.unit, node.count)
            except OverflowError:
                following = None
            end = dates.LAST_DAY if following is None else dates.add_days(following, -1)
            name = f"{duty}[{start.isoformat()}]"
            besides = Placed(path="" if path is None else f"{path}.{name}" if path else name, of_path=path or "")
            packed: list[Any] = [besides] + [None] * len(places)
            for field, value in (("of", of), ("start", start), ("end", end)):
                packed[places[field]] = value
            found.append(tuple(packed))
            if following is None:
                break
            start = following
        return tuple(found)

    def __call__(self, e: str, of: Any, path: str, first: Any, today: Any) -> Any:
        at = self.node.id + e
        if of is None:
            return open_gap(self.node.type, [Reason("no_value", at)])
        if first is not None:
            day = needs_value(first, Date(), at)
            if isinstance(day, Gap):
                return Gap(ANYTHING, day.reasons)
            first = day
        return self.plain(of, path, first, today)


def path_of(record: PackedRecord, path: str) -> str:
    """Return where a record that the language makes stands; `path` where it does not say."""
    return record[0].path if isinstance(record[0], Placed) else path


def owner_path(record: PackedRecord, path: str) -> str:
    """Return where the record stands that a made one belongs to."""
    return record[0].of_path if isinstance(record[0], Placed) else f"{path}.of"


@frozen(eq=False, repr=False)
class GroupSite(Site):
    """A fact of the group that the record is in."""

    node: core.GroupFact
    population: core.Population
    value: Turn | None
    tie: Turn | None
    keys: tuple[Turn, ...]
    argument: Turn | None
    result: Turn

    def __call__(
        self,
        e: str,
        snapshot: Snapshot | None,
        included: Any,
        value: Any,
        tie: Any,
        keys: Sequence[Any],
        argument: Any,
    ) -> Any:
        standing = Standing(
            included,
            self.value(value) if self.value is not None and included is not False else True,
            None if self.tie is None else self.tie(tie),
        )
        groups = tuple(
            reads_absent(turn(key), part.type)
            for turn, key, part in zip(self.keys, keys, self.population.groups, strict=True)
        )
        of = None if self.argument is None else self.argument(argument)
        at = self.node.id + e
        return self.result(group_fact(self.node, self.population, snapshot, standing, groups, of, at))


def included_too(included: Any, where: Any) -> Any:
    """Return whether a member counts for a fact of its own condition."""
    return all_hold([included, where])


@frozen(eq=False, repr=False)
class MovementSite(Site):
    """A tiering with movement: the rules of the tier before limits, and the state that goes out."""

    node: core.Movement
    packing: Packing

    @property
    def movement(self) -> core.Movement:
        """The movement."""
        return self.node

    def rules(self, earned: tuple[str, ...], cases: tuple[str, ...]) -> tuple[str, ...]:
        """Return the deciding rules of the tier before limits."""
        return deciding_rules(self.node, earned, cases)

    def tier(self, found: Any) -> Any:
        """Return the tier before limits without what only repeats that the state is not known."""
        return without_echo(self.node, found)

    def incoming(self, state: PackedRecord, path: str) -> dict[str, Outcome]:
        """Return the fields of the state that came in."""
        return dict(self.packing.unpack(state, self.node.state_record, path).fields)

    def handed_on(self, state: PackedRecord, path: str, is_open: bool) -> NextState:
        """Return the state as it came in."""
        return handed_on(self.incoming(state, path), is_open)

    def next(self, state: PackedRecord, path: str, tier: Outcome, found: Sequence[tuple[str, Outcome]]) -> NextState:
        """Return the state that goes out after a review."""
        return next_state(self.incoming(state, path), tier, found)
