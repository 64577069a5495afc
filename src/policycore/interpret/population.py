"""The pass before deciding: what the members of the populations of a policy come to together.

Goes in: a checked program and the inputs of all members, as often as they are asked for. Comes out: a `Snapshot` per
population, which holds standings and no records. Facts that others read are worked out first: each round goes over the
members once, so that a file may be read again instead of being kept; nearly every policy needs one round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from attrs import define, evolve, field, frozen

from policycore.core import nodes as core
from policycore.core.outcome import Inputs
from policycore.core.population import Figures, Group, Key, Snapshot, Standing, Unplaced
from policycore.core.rounds import rounds
from policycore.gaps.population import Tally, as_counted, may_be_elsewhere, may_share, seen, standing_seen
from policycore.interpret.decide import Statements
from policycore.interpret.evaluate import Evaluation, Index, scope_of
from policycore.values import Gap, Outcome, Reason, Record


def take_snapshots(
    program: core.Program, record: str, members: Callable[[], Iterable[Inputs]]
) -> Mapping[str, Snapshot]:
    """Return the snapshots of all populations over a kind of record, by population id.

    Args:
        program: the policy.
        record: id of the record.
        members: yields the inputs of each member, anew with each call; once per round of `rounds`.

    Raises:
        AsOfMissingError: a fact reads `as_of` and the inputs have none.
    """
    taking = Taking.of(program, record)
    for facts in rounds(program, record):
        taking.begin(facts)
        for inputs in members():
            taking.add(taking.bring(inputs))
        taking.end()
    return taking.taken


@frozen
class Brought:
    """What a record brings to a population of which it is, or may be, a member; as the population counts it.

    Attributes:
        certain: whether it surely is a member.
        keys: what it is grouped by.
        standings: by fact; None where it does not count for that fact.
    """

    certain: bool
    keys: tuple[Outcome, ...]
    standings: Mapping[str, Standing | None]

    @property
    def open_key(self) -> bool:
        """Whether it is open in which group it is."""
        return any(isinstance(key, Gap) for key in self.keys)

    @property
    def is_open(self) -> bool:
        """Whether anything of it is open that the others may see."""
        brought = [standing for standing in self.standings.values() if standing is not None]
        parts = (part for each in brought for part in (each.included, each.value, each.tie_break))
        return not self.certain or self.open_key or any(isinstance(part, Gap) for part in parts)


@define(eq=False)
class Taking:
    """Snapshots while they are taken, a round of facts at a time: `begin`, members as they come, `end`.

    Attributes:
        taken: the snapshots so far, by population.
    """

    record: str
    index: Index
    statements: Statements
    populations: Mapping[str, core.Population]
    taken: dict[str, Snapshot]
    _groups: dict[str, _Groups] = field(factory=dict, init=False)

    @classmethod
    def of(cls, program: core.Program, record: str) -> Taking:
        """Return what takes the snapshots of all populations over a kind of record."""
        populations = {p.id: p for p in program.populations if p.record == record}
        taken = {id: Snapshot(id, record) for id in populations}
        return cls(record, Index.of(program), Statements.of(program), populations, taken)

    def begin(self, facts: Sequence[core.GroupFact]) -> None:
        """Begin with a round of facts."""
        groups = {id: _Groups(p, tuple(f for f in facts if f.population == id)) for id, p in self.populations.items()}
        self._groups = {id: group for id, group in groups.items() if group.facts}

    def bring(self, inputs: Inputs) -> Mapping[str, Brought]:
        """Return what a record brings, by population; those of which it is no member are left out."""
        known = evolve(inputs, snapshots={**inputs.snapshots, **self.taken})
        run = Evaluation(self.index, known, self.statements.read)
        brought = {id: group.bring(run, inputs.record) for id, group in self._groups.items()}
        return {id: each for id, each in brought.items() if each is not None}

    def add(self, brought: Mapping[str, Brought]) -> None:
        """Take in what a record brings."""
        for id, each in brought.items():
            self._groups[id].add(each)

    def add_alike(self, population: str, keys: Key, count: int) -> None:
        """Take in so many members of a group of whom nothing is open."""
        self._groups[population].add_alike(keys, count)

    def add_places(self, fact: core.GroupFact, keys: Key, standing: Standing, count: int) -> None:
        """Take in that so many of these members bring this to a fact."""
        self._groups[fact.population].add_places(fact, keys, standing, count)

    def end(self) -> None:
        """End a round: what its facts come to can be read from now on."""
        for id, group in self._groups.items():
            self.taken[id] = self.taken[id].with_facts(group.snapshot())
        self._groups = {}


def _by_rules(outcome: Outcome, rules: Mapping[str, str]) -> Outcome:
    """Return an outcome whose silences and conflicts name rules: where they arose is in nobody else's trace."""
    if not isinstance(outcome, Gap):
        return outcome
    reasons: set[Reason] = set()
    for reason in outcome.reasons:
        sides = tuple(dict.fromkeys(rules.get(side, side) for side in reason.sides))
        named = Reason(reason.kind, rules.get(reason.subject, reason.subject), sides)
        reasons.add(named if reason.kind in ("conflict", "silent") else reason)
    return Gap(outcome.possible, frozenset(reasons), outcome.marks)


@define(eq=False)
class _Groups:
    """The groups of one population while members come in."""

    population: core.Population
    facts: tuple[core.GroupFact, ...]
    _size: int = 0
    _groups: dict[Key, _Group] = field(factory=dict)
    _unplaced: list[Unplaced] = field(factory=list)

    def bring(self, run: Evaluation, record: Record) -> Brought | None:
        """Return what a record brings, None where it is no member."""
        scope = scope_of(record, self.population.id)
        membership = run.membership(self.population, scope)
        if membership.member is False:
            return None
        keys = tuple(_by_rules(key, run.rules) for key in membership.keys)
        open_key = any(isinstance(key, Gap) for key in keys)
        standings: dict[str, Standing | None] = {}
        for fact in self.facts:
            brought = run.standing(fact, scope)
            tie = brought.tie_break
            standing = Standing(
                _by_rules(brought.included, run.rules),
                _by_rules(brought.value, run.rules),
                None if tie is None else _by_rules(tie, run.rules),
            )
            counted = None if standing.included is False else as_counted(fact, self.population, standing, open_key)
            standings[fact.id] = None if counted is None else may_be_elsewhere(counted, keys)
        return Brought(membership.member is True, keys, standings)

    def add(self, brought: Brought) -> None:
        """Take in what a record brings."""
        self._size += 1
        if brought.open_key:
            self._unplaced.append(Unplaced(brought.keys, brought.standings))
            return
        group = self._groups.setdefault(cast("Key", brought.keys), _Group())
        group.add(self, brought.standings, certain=brought.certain)

    def add_alike(self, keys: Key, count: int) -> None:
        """Take in so many members of a group, without what they bring."""
        self._size += count
        group = self._groups.setdefault(keys, _Group())
        group.certain += count
        group.possible += count

    def add_places(self, fact: core.GroupFact, keys: Key, standing: Standing, count: int) -> None:
        """Take in what so many members of a group bring to a fact."""
        self._groups[keys].tallies.setdefault(fact.id, Tally(fact, self.population)).add(standing, count)

    def snapshot(self) -> Snapshot:
        """Return what all members come to."""
        for key, group in self._groups.items():
            for member in self._unplaced:
                if may_share(key, member.keys):
                    group.add(self, member.standings, certain=False)
        groups = {key: group.made(key) for key, group in self._groups.items()}
        unplaced = tuple(self._as_seen(member) for member in self._unplaced)
        return Snapshot(self.population.id, self.population.record, self._size, groups, unplaced)

    def _as_seen(self, member: Unplaced) -> Unplaced:
        keys = tuple(seen(key, self.population) for key in member.keys)
        standings = {
            id: None if standing is None else standing_seen(standing, self.population)
            for id, standing in member.standings.items()
        }
        return Unplaced(keys, standings)


@define(eq=False)
class _Group:
    """One group while members come in."""

    certain: int = 0
    possible: int = 0
    tallies: dict[str, Tally] = field(factory=dict)

    def add(self, groups: _Groups, standings: Mapping[str, Standing | None], *, certain: bool) -> None:
        self.certain += certain
        self.possible += 1
        for fact in groups.facts:
            standing = standings[fact.id]
            if standing is not None:
                if fact.id not in self.tallies:
                    self.tallies[fact.id] = Tally(fact, groups.population)
                self.tallies[fact.id].add(standing)

    def made(self, key: Key) -> Group:
        facts: dict[str, Figures] = {id: tally.figures() for id, tally in self.tallies.items()}
        return Group(key, self.certain, self.possible, facts)
