"""The pass over the members of populations before deciding, in columns.

Goes in: an Arrow table, part by part, once per round of facts. Comes out: `Members`, and of each part the rows
that have to be measured by themselves: those out of the ordinary, and those of which something is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from attrs import define, field

from policycore.columns.border import layout_of, read_batch
from policycore.columns.expressions import Beyond
from policycore.columns.members import Members
from policycore.columns.plan import Plan, measuring_plan
from policycore.columns.table import Prepared, Tables, prepare

Table: TypeAlias = Any


@define(eq=False)
class Measuring:
    """Measures the members of the populations of a table."""

    tables: Tables
    prepared: Prepared
    members: Members = field(factory=Members)

    @classmethod
    def of(cls, tables: Tables, first: Table) -> Measuring:
        """Return what measures the members of tables; what its `first` part often lacks is not asked of each row."""
        plan = measuring_plan(
            tables.program,
            tables.record,
            tables.settings,
            layout_of(tables.schema),
            strict=tables.strict,
            soft=tables.often_missing(first),
        )
        return cls(tables, prepare(plan, tables.engine, tables.threads))

    @property
    def plan(self) -> Plan:
        """What is worked out."""
        return self.prepared.plan

    @property
    def beyond(self) -> Mapping[str, Beyond]:
        """The facts of groups that have no exact form in columns, by id, and why."""
        return self.plan.beyond

    def begin(self, number: int) -> None:
        """Begin with a round of facts, counted from 0."""
        self.members.begin(self.plan.groups[number])

    def look_at(self, table: Table, odd: Any = None) -> Any:
        """Take in the members of a part; returns the places of rows that are to be measured by themselves.

        Args:
            table: the part.
            odd: rows that have to be read by the border of single rows; None: no others than are found here.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        number, rows = len(self.members.rounds) - 1, table.num_rows
        if not rows:
            return pa.array([], pa.int64())
        stage = self.plan.groups[number]
        batch = read_batch(table, self.plan.wanted, tuple(side.path for side in self.plan.sides))
        facts, strange = self.prepared.with_lists(table, batch.facts)
        facts = self.prepared.with_groups(facts, self.members, number)
        raw = self.prepared.groups[number].run(facts)
        singly = pa.repeat(self.tables.all_singly, rows)
        for mask in (odd, batch.odd, batch.lacking, raw[stage.open], *strange):
            if mask is not None:
                mask = mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask
                singly = pc.or_(singly, pc.fill_null(mask, False))
        self.members.add(raw, pc.invert(singly))
        return pc.indices_nonzero(singly)

    def end(self) -> None:
        """End a round."""
        self.members.end()
