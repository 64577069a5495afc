"""Measuring members on many machines: workers say what their rows bring, and here it is put together.

Goes in: rows that workers read. Comes out: the snapshots that the policy compares records with, the same that one
machine would take. What is brought here is counted beforehand, so that it is as much as there are different values.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import evolve, frozen

from policycore.cluster.setup import Setup

if TYPE_CHECKING:
    from policycore.bulk import Rows
    from policycore.core.nodes import GroupFact
    from policycore.core.population import Key
    from policycore.interpret.population import Brought, Taking
    from policycore.records.convert import Converter
    from policycore.values import Record

Frame: TypeAlias = Any
Table: TypeAlias = Any

#: What records bring, pickled, and how many bring it.
COUNTED = "brought binary, members long"


def measure(rows: Rows, brought: Callable[[Setup, int], Frame]) -> None:
    """Let records be compared with each other: `brought` yields what they bring to the facts of a round."""
    from policycore.core.rounds import rounds
    from policycore.interpret.population import Taking

    program, record = rows.policy.program, rows.decider.record_type
    taking = Taking.of(program, record)
    decider = rows.decider
    for number, facts in enumerate(rounds(program, record)):
        rows.decider = evolve(decider, snapshots={**decider.snapshots, **taking.taken})
        taking.begin(facts)
        found = brought(Setup.of(rows), number).groupby("brought").sum("members")
        for each, members in found.toLocalIterator():
            _add(taking, {fact.id: fact for fact in facts}, pickle.loads(each), members)
        taking.end()
    rows.decider = evolve(decider, snapshots={**decider.snapshots, **taking.taken})


def of_frame(frame: Frame) -> Callable[[Setup, int], Frame]:
    """Return what yields what the rows of a frame bring."""
    return lambda setup, number: frame.mapInArrow(Bringer(pickle.dumps(setup), number), COUNTED)


def _add(taking: Taking, facts: Mapping[str, GroupFact], brought: Mapping[str, Brought], members: int) -> None:
    """Take in so many records that bring the same."""
    for population, each in brought.items():
        if each.is_open:
            for _ in range(members):
                taking.add({population: each})
            continue
        keys = cast("Key", each.keys)
        taking.add_alike(population, keys, members)
        for id, standing in each.standings.items():
            if standing is not None:
                taking.add_places(facts[id], keys, standing, members)


@frozen
class Bringer:
    """Says what rows bring to the facts of a round, each different thing once per batch."""

    setup: bytes
    number: int

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield what is brought, pickled, and how often."""
        import pyarrow as pa

        for batch in batches:
            rows, taking = _ready(self.setup, self.number)
            yield counted(rows, taking, pa.Table.from_batches([batch]))


def counted(rows: Rows, taking: Taking, table: Table) -> Any:
    """Return what the rows of a table bring, pickled, and how often, as an Arrow batch."""
    import pyarrow as pa

    counts: Counter[bytes] = Counter()
    read = Reader.of(rows)
    for row in table.to_pylist():
        record = read(row)
        brought = {} if record is None else taking.bring(rows.decider.inputs(record))
        if brought:
            counts[pickle.dumps(brought)] += 1
    columns = [pa.array(list(counts), pa.binary()), pa.array(list(counts.values()), pa.int64())]
    return pa.RecordBatch.from_arrays(columns, names=["brought", "members"])


@frozen(eq=False)
class Reader:
    """Reads the rows of frames one by one."""

    converter: Converter

    @classmethod
    def of(cls, rows: Rows) -> Reader:
        """Return what reads rows as `rows` does."""
        from policycore.records.convert import Converter

        decider = rows.decider
        declaration = decider.converter.declaration
        return cls(Converter(rows.policy.program, declaration, judged=decider.judged, extra="tell"))

    def __call__(self, row: Mapping[str, Any]) -> Record | None:
        """Return the record of a row, None where it is none."""
        found = self.converter(row, cells=True)
        return None if any(problem.is_error for problem in found.problems) else found.record


@lru_cache(maxsize=1)
def _ready(setup: bytes, number: int) -> tuple[Rows, Taking]:
    """Return what measures the rows of a round, made once per worker."""
    rows: Rows = pickle.loads(setup).rows()
    return rows, taking_of(rows, number)


def taking_of(rows: Rows, number: int) -> Taking:
    """Return what takes the snapshots of a round."""
    from policycore.core.rounds import rounds
    from policycore.interpret.population import Taking

    program, record = rows.policy.program, rows.decider.record_type
    taking = Taking.of(program, record)
    taking.begin(rounds(program, record)[number])
    return taking
