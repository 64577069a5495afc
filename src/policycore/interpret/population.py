"""The pass before deciding: what the members of the populations of a policy come to together.

Goes in: a checked program and the inputs of all members, as often as they are asked for. Comes out: a `Snapshot` per
population, which holds standings and no records. Facts that others read are worked out first: each round goes over the
members once, so that a file may be read again instead of being kept; nearly every policy needs one round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from attrs import define, evolve, field

from policycore.core import nodes as core
from policycore.core.outcome import Inputs
from policycore.core.population import Figures, Group, Key, Snapshot, Standing, Unplaced
from policycore.core.walk import by_id, population_facts, walk
from policycore.gaps.population import Tally, as_counted, may_be_elsewhere, may_share, seen, standing_seen
from policycore.interpret.decide import Statements
from policycore.interpret.evaluate import Evaluation, Index, scope_of
from policycore.values import Gap, Outcome, Reason, Record


def rounds(program: core.Program, record: str) -> tuple[tuple[core.GroupFact, ...], ...]:
    """Return the population facts about a kind of record, those that read others in a later round than these."""
    facts = {fact.id: fact for fact in population_facts(program)}
    own = {id: fact for id, fact in facts.items() if _population(program, fact).record == record}
    reads = {id: _read_facts(program, fact) & set(own) for id, fact in own.items()}
    found: list[tuple[core.GroupFact, ...]] = []
    done: set[str] = set()
    while len(done) < len(own):
        ready = [id for id in own if id not in done and reads[id] <= done]
        assert ready, "the checker refuses circles"
        found.append(tuple(own[id] for id in ready))
        done.update(ready)
    return tuple(found)


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
    populations = {p.id: p for p in program.populations if p.record == record}
    taken: dict[str, Snapshot] = {id: Snapshot(id, record) for id in populations}
    statements, index = Statements.of(program), Index.of(program)
    for facts in rounds(program, record):
        groups = [_Groups(p, tuple(f for f in facts if f.population == p.id)) for p in populations.values()]
        groups = [group for group in groups if group.facts]
        for inputs in members():
            run = Evaluation(index, evolve(inputs, snapshots={**inputs.snapshots, **taken}), statements.read)
            for group in groups:
                group.add(run, inputs.record)
        for group in groups:
            id = group.population.id
            taken[id] = taken[id].with_facts(group.snapshot())
    return taken


def _population(program: core.Program, fact: core.GroupFact) -> core.Population:
    return next(population for population in program.populations if population.id == fact.population)


def _read_facts(program: core.Program, fact: core.GroupFact) -> set[str]:
    """Return the ids of the population facts that a member's standing in another one rests on."""
    index = by_id(program)
    population = _population(program, fact)
    found: set[str] = set()
    seen: set[str] = set()
    first = (fact.value, fact.where, population.where, population.tie_break, *population.groups)
    waiting: list[core.Expr] = [part for part in first if part is not None]
    while waiting:
        for node in walk(waiting.pop()):
            match node:
                case core.GroupFact():
                    found.add(node.id)
                    other = _population(program, node)
                    waiting += [
                        p for p in (other.where, other.tie_break, *other.groups) if p is not None and _new(p, seen)
                    ]
                case core.Ref(target=target) if target not in seen:
                    seen.add(target)
                    waiting.append(cast("core.Expr", index[target]))
                case _:
                    pass
    return found


def _new(part: core.Expr, seen: set[str]) -> bool:
    """Whether a part is met for the first time."""
    before = part.id in seen
    seen.add(part.id)
    return not before


def _by_rules(outcome: Outcome, rules: Mapping[str, str]) -> Outcome:
    """Return an outcome whose conflicts name rules: the nodes where they arose are in nobody else's trace."""
    if not isinstance(outcome, Gap):
        return outcome
    reasons: set[Reason] = set()
    for reason in outcome.reasons:
        sides = tuple(dict.fromkeys(rules.get(side, side) for side in reason.sides))
        named = Reason(reason.kind, rules.get(reason.subject, reason.subject), sides)
        reasons.add(named if reason.kind == "conflict" else reason)
    return Gap(outcome.possible, frozenset(reasons), outcome.marks)


@define(eq=False)
class _Groups:
    """The groups of one population while members come in."""

    population: core.Population
    facts: tuple[core.GroupFact, ...]
    _size: int = 0
    _groups: dict[Key, _Group] = field(factory=dict)
    _unplaced: list[Unplaced] = field(factory=list)

    def add(self, run: Evaluation, record: Record) -> None:
        """Take in a record, if it is or may be a member."""
        scope = scope_of(record, self.population.id)
        membership = run.membership(self.population, scope)
        if membership.member is False:
            return
        self._size += 1
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
        if open_key:
            self._unplaced.append(Unplaced(keys, standings))
            return
        group = self._groups.setdefault(cast("Key", keys), _Group())
        group.add(self, standings, certain=membership.member is True)

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
