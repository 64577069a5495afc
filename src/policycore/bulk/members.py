"""Measuring the members of populations before a table is decided: in columns where they are plain, else one by one.

In: the rows of a table, part by part, once per round of facts. Out: what columns look facts of groups up in, and the
snapshots, which are made of the same counts as soon as somebody asks for them: a row that is decided by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import define, field

from policycore.core.nodes import GroupFact
from policycore.core.population import Snapshot
from policycore.core.rounds import rounds

if TYPE_CHECKING:
    from policycore.bulk.rows import Odd, Rows
    from policycore.bulk.source import Table
    from policycore.columns.measuring import Measuring
    from policycore.columns.table import Tables
    from policycore.interpret.population import Brought, Taking


class Waiting(Mapping[str, Snapshot]):
    """The snapshots by population, which are made when the first of them is read."""

    def __init__(self, ids: Iterable[str], made: Callable[[], Mapping[str, Snapshot]]) -> None:
        self.ids = tuple(ids)
        self._made = made
        self._found: Mapping[str, Snapshot] | None = None

    def __getitem__(self, id: str) -> Snapshot:
        if id not in self.ids:
            raise KeyError(id)
        if self._found is None:
            self._found = self._made()
        return self._found[id]

    def __contains__(self, id: object) -> bool:
        return id in self.ids

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


def measure(
    rows: Rows, tables: Tables, parts: Callable[[], Iterable[Table]], odd: Odd | None
) -> Mapping[str, Snapshot] | None:
    """Let tables look up what the members of `parts` come to; returns their snapshots, which wait to be asked for.

    None where a fact of a group has no exact form in columns: then members are measured one by one.
    """
    from policycore.columns.measuring import Measuring
    from policycore.interpret.population import Taking

    program, record = tables.program, tables.record
    first = next(iter(parts()), None)
    if first is None:
        return None
    measuring = Measuring.of(tables, first)
    if measuring.beyond:
        return None
    found = _Measured(measuring, Taking.of(program, record), rounds(program, record))
    for number in range(len(found.rounds)):
        found.look_at(number, rows, parts(), odd)
    tables.compare_with(measuring.members)
    return Waiting((p.id for p in program.populations if p.record == record), found.snapshots)


@define(eq=False)
class _Measured:
    """Members while they are measured. `singles` are, by round, what those bring who were measured one by one."""

    measuring: Measuring
    taking: Taking
    rounds: tuple[tuple[GroupFact, ...], ...]
    singles: list[list[Mapping[str, Brought]]] = field(factory=list)
    taken: int = 0

    def look_at(self, number: int, rows: Rows, parts: Iterable[Table], odd: Odd | None) -> None:
        """Measure all members for a round of facts."""
        self.measuring.begin(number)
        self.singles.append([])
        seen: set[str] = set()
        for part in parts:
            places = self.measuring.look_at(part, None if odd is None else odd(part))
            if not len(places):
                continue
            self._take(number)
            self.taking.begin(self.rounds[number])
            for record in rows.members([part.take(places)], seen):
                brought = self.taking.bring(rows.decider.inputs(record))
                self.singles[number].append(brought)
                for id, each in brought.items():
                    self.measuring.members.single(id, each.keys, each.standings, each.is_open)
        self.measuring.end()

    def snapshots(self) -> Mapping[str, Snapshot]:
        """Return the snapshots of all rounds."""
        self._take(len(self.rounds))
        return self.taking.taken

    def _take(self, number: int) -> None:
        """Take the snapshots of the rounds before this one, of those that are not taken yet."""
        for earlier in range(self.taken, number):
            facts = self.rounds[earlier]
            self.taking.begin(facts)
            for population, found in self.measuring.members.rounds[earlier].items():
                for keys, count in found.alike():
                    self.taking.add_alike(population, keys, count)
                for fact in facts:
                    if fact.population == population:
                        for keys, standing, count in found.places(fact.id):
                            self.taking.add_places(fact, keys, standing, count)
            for brought in self.singles[earlier]:
                self.taking.add(brought)
            self.taking.end()
        self.taken = max(self.taken, number)
