"""Records that are compared with each other, decided where they are: no process holds all of them.

Goes in: a frame, and what decides tables of its schema. Comes out: the frame of outcomes. What rows bring to their
groups is worked out by Spark's expressions; rows that are out of the ordinary, or of which something is open, are
measured by workers. Spark's windows say what groups without open members come to. The rows that are left (those that
were measured by workers, and those of groups in which somebody is open) are given to one function, group by group, with
the counts of all members of the group: it makes the snapshot of this group and decides as one machine does.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from attrs import evolve, frozen

from policycore.cluster.border import ROW, NoExpressionError
from policycore.cluster.expressions import REST, Written, columns, in_layers, raw_column, widened, with_row
from policycore.cluster.measuring import Reader, taking_of
from policycore.cluster.sql import named
from policycore.cluster.windows import GROUP, OPEN, Windows

if TYPE_CHECKING:
    from policycore.bulk import Rows
    from policycore.cluster.setup import Setup
    from policycore.columns.engines import EngineName
    from policycore.columns.groups import Membership, Stage
    from policycore.columns.plan import Plan
    from policycore.columns.table import Part, Tables
    from policycore.core.population import Key
    from policycore.interpret.decide import Statements
    from policycore.interpret.evaluate import Index
    from policycore.interpret.population import Brought, Taking
    from policycore.values import Outcome, Record

Frame: TypeAlias = Any
Table: TypeAlias = Any

#: Of a row that a worker measured: what it brings, pickled, and whether it may be in any group.
BROUGHT, LOOSE = "brought", "loose"
#: Of the counts that the function of a group gets: which fact they are about, and how many members bring the same.
ABOUT, COUNT, VALUE, TIE = "about", "members", "value", "tie"
#: In place of a fact: how many members there are, and one that was measured by a worker.
ALIKE, SINGLE = -1, -2


@frozen(eq=False)
class Comparing:
    """What rows bring to their groups: the plan of a table, its one round of facts, and its one population.

    Attributes:
        called: by what rows bring, the column in which it stands.
    """

    plan: Plan
    stage: Stage
    called: Mapping[str, str]

    @classmethod
    def of(cls, tables: Tables) -> Comparing:
        """Return how the rows of tables are compared; raises `NoExpressionError` where that has no form here."""
        from policycore.columns.border import layout_of
        from policycore.columns.plan import make_plan

        layout = layout_of(tables.schema)
        plan = make_plan(tables.program, tables.record, tables.settings, layout, strict=tables.strict, members=True)
        populations = {each.among.population.id for stage in plan.groups for each in stage.facts}
        if len(plan.groups) != 1 or len(populations) != 1:
            raise NoExpressionError(tables.record)
        (stage,) = plan.groups
        return cls(plan, stage, {name: raw_column(f"b{number}") for number, name in enumerate(stage.outputs)})

    @property
    def among(self) -> Membership:
        """Who is compared with whom."""
        return self.stage.facts[0].among


def in_groups(
    tables: Tables, frame: Frame, first: Mapping[str, str], setup: Setup, engine: EngineName, schema: Any
) -> tuple[Frame, Frame] | None:
    """Return the outcomes that Spark's expressions give, and those of the other rows, which workers decide.

    None where a row may be in any group: then nobody can decide without all the others.

    Args:
        tables: what decides tables of the frame's schema.
        frame: the rows.
        first: columns that stand before the outcomes, as SQL over the frame.
        setup: what workers are sent.
        engine: what works columns out in the workers.
        schema: Arrow's, of what workers give back.

    Raises:
        NoExpressionError: a decision, a fact or a population has no form here.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    comparing = Comparing.of(tables)
    written = Written.of(tables, comparing.plan, frame)
    wide = with_row(frame, {**first, **written.facts})
    outputs = {f"b{number}": node for number, node in enumerate(comparing.stage.outputs.values())}
    is_open = comparing.called[comparing.stage.open]
    for layer in (written.filled, *in_layers(outputs, written.names, "brought_")):
        wide = widened(wide, layer)
    wide = widened(wide, {REST: f"({written.odd}) OR coalesce({is_open}, FALSE)"})
    plain = wide.where(f"NOT {REST}").drop(REST).select("*", *columns({GROUP: _group_of(comparing), OPEN: "FALSE"}))
    came = wide.where(REST).select(f"{ROW}.*")
    pickled = pickle.dumps(setup)
    measured = came.mapInArrow(Measurer(pickled, tables.schema, engine), _measured_type(comparing, came)).persist()
    if measured.where(LOOSE).take(1):
        measured.unpersist()
        return None
    members = measured.where(f"{BROUGHT} IS NOT NULL").select(GROUP, OPEN, *comparing.called.values())
    compared = plain.unionByName(members, allowMissingColumns=True)
    for layer in _windows(comparing):
        compared = widened(compared, layer)
    compared = compared.where(f"{ROW} IS NOT NULL")
    for layer in (*written.layers, {REST: written.rest}):
        compared = widened(compared, layer)
    outcomes = {**{name: named(name) for name in first}, **written.outcomes}
    decided = compared.where(f"NOT {REST}").select(*columns(outcomes))
    left = compared.where(REST).select(GROUP, f"{ROW}.*")
    left = left.unionByName(measured.select(GROUP, *map(named, came.columns))).groupby(GROUP)
    counts = _counts(comparing, plain, measured).groupby(GROUP)
    worker = GroupWorker(pickled, tables.schema, engine)
    others = left.cogroup(counts).applyInArrow(lambda mine, all: worker(mine, all), from_arrow_schema(schema))
    return decided, others


# --- columns ---


def _group_of(comparing: Comparing) -> str:
    """Return the text that names the group of a row, as `_group_text` does."""
    keys = [f"CAST({comparing.called[key.column]} AS STRING)" for key in comparing.among.keys]
    parts = [f"coalesce(concat(length({key}), ':', {key}), '-')" for key in keys]
    return f"concat({', '.join(parts)})" if parts else "''"


def _windows(comparing: Comparing) -> Iterator[dict[str, str]]:
    """Yield the layers that lead to the facts, those of all facts side by side."""
    facts = enumerate(comparing.stage.facts)
    for layers in zip(*(Windows(each, comparing.called).layers(number) for number, each in facts), strict=True):
        yield {name: sql for layer in layers for name, sql in layer.items()}


def _measured_type(comparing: Comparing, came: Frame) -> Any:
    """Return the columns that workers give back for the rows that they measure."""
    from pyspark.sql import types as s

    kinds = {"int": s.LongType(), "bool": s.BooleanType(), "text": s.StringType()}
    beside = [
        s.StructField(GROUP, s.StringType()),
        s.StructField(OPEN, s.BooleanType()),
        s.StructField(LOOSE, s.BooleanType()),
        s.StructField(BROUGHT, s.BinaryType()),
    ]
    brought = [
        s.StructField(column, kinds[comparing.stage.outputs[name].kind]) for name, column in comparing.called.items()
    ]
    return s.StructType([*came.schema.fields, *beside, *brought])


def _counts(comparing: Comparing, plain: Frame, measured: Frame) -> Frame:
    """Return how many members of each group bring what, fact by fact, and those that workers measured one by one."""
    from pyspark.sql import functions as f

    called = comparing.called
    keys = {f"key_{number}": called[key.column] for number, key in enumerate(comparing.among.keys)}
    members = plain.where(f"coalesce({called[comparing.among.member]}, FALSE)")

    def counted(about: int, rows: Frame, brought: Mapping[str, str]) -> Frame:
        found = rows.select(GROUP, *columns({**keys, **brought})).groupby(GROUP, *keys, *brought)
        return found.agg(f.count("*").alias(COUNT)).withColumn(ABOUT, f.lit(about))

    counts = counted(ALIKE, members, {})
    for number, fact in enumerate(comparing.stage.facts):
        brought = {VALUE: fact.value, TIE: fact.tie}
        sql = {name: called[each.column] for name, each in brought.items() if each is not None}
        rows = members.where(f"coalesce({called[fact.included]}, FALSE)")
        counts = counts.unionByName(counted(number, rows, sql), allowMissingColumns=True)
    single = measured.where(f"{BROUGHT} IS NOT NULL").select(GROUP, BROUGHT).withColumn(ABOUT, f.lit(SINGLE))
    return counts.unionByName(single, allowMissingColumns=True)


# --- in the workers ---


@frozen(eq=False)
class Ready:
    """What a worker makes once."""

    rows: Rows
    tables: Tables
    comparing: Comparing
    read: Reader
    index: Index
    statements: Statements

    def keys(self, record: Record) -> tuple[Outcome, ...]:
        """Return what a record is grouped by, member or not."""
        from policycore.interpret.evaluate import Evaluation, scope_of

        run = Evaluation(self.index, self.rows.decider.inputs(record), self.statements.read)
        population = self.comparing.among.population
        return run.membership(population, scope_of(record, population.id)).keys


@lru_cache(maxsize=2)
def _ready(setup: bytes, schema: Any, engine: EngineName) -> Ready:
    from policycore.interpret.decide import Statements
    from policycore.interpret.evaluate import Index

    rows: Rows = pickle.loads(setup).rows()
    tables, program = rows.tables(schema, engine, 1), rows.policy.program
    return Ready(rows, tables, Comparing.of(tables), Reader.of(rows), Index.of(program), Statements.of(program))


@frozen
class Measurer:
    """Measures rows one by one: in which group each is, and what it brings there."""

    setup: bytes
    schema: Any
    engine: EngineName

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield the rows, and what they bring beside them."""
        import pyarrow as pa

        ready = _ready(self.setup, self.schema, self.engine)
        taking = taking_of(ready.rows, 0)
        for batch in batches:
            found = [_measured(ready, taking, row) for row in batch.to_pylist()]
            kinds = {"int": pa.int64(), "bool": pa.bool_(), "text": pa.string()}
            comparing = ready.comparing
            types = {GROUP: pa.string(), OPEN: pa.bool_(), LOOSE: pa.bool_(), BROUGHT: pa.binary()} | {
                column: kinds[comparing.stage.outputs[name].kind] for name, column in comparing.called.items()
            }
            beside = [pa.array([row.get(name) for row in found], of) for name, of in types.items()]
            yield pa.RecordBatch.from_arrays([*batch.columns, *beside], names=[*batch.schema.names, *types])


def _measured(ready: Ready, taking: Taking, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands beside a row; of one that is no record only that its group is nobody's."""
    from policycore.values import Gap

    record = ready.read(row)
    if record is None:
        return {GROUP: None, OPEN: False, LOOSE: False}
    comparing = ready.comparing
    keys = ready.keys(record)
    if any(isinstance(key, Gap) for key in keys):
        return {GROUP: None, OPEN: False, LOOSE: True}
    found: dict[str, Any] = {GROUP: _group_text(comparing, keys), OPEN: False, LOOSE: False}
    brought = taking.bring(ready.rows.decider.inputs(record)).get(comparing.among.population.id)
    if brought is not None:
        cells = None if brought.is_open else _cells(comparing, brought)
        found |= {BROUGHT: pickle.dumps(brought), OPEN: cells is None, **(cells or {})}
    return found


def _cells(comparing: Comparing, brought: Brought) -> dict[str, Any] | None:
    """Return what a member brings as windows read it; None where it is on no scale of a column."""
    from policycore.columns.members import NoCellError, cell_of

    called = comparing.called
    found: dict[str, Any] = {called[comparing.among.member]: True}
    for fact in comparing.stage.facts:
        standing = brought.standings[fact.fact.id]
        found[called[fact.included]] = standing is not None
        if standing is None:
            continue
        for outcome, each in ((standing.value, fact.value), (standing.tie_break, fact.tie)):
            if each is not None:
                try:
                    found[called[each.column]] = cell_of(cast("Outcome", outcome), each.term)
                except NoCellError:
                    return None
    return found


def _group_text(comparing: Comparing, keys: tuple[Outcome, ...]) -> str:
    """Return the text that names a group: the length of each key and the key, or a dash."""
    from policycore.columns.members import NoCellError, cell_of

    parts = []
    for outcome, key in zip(keys, comparing.among.keys, strict=True):
        try:
            cell = cell_of(outcome, key.term)
        except NoCellError:  # a group that no row has which Spark measures
            parts.append(f"!{outcome!r}")
            continue
        text = {True: "true", False: "false"}[cell] if isinstance(cell, bool) else str(cell)
        parts.append("-" if cell is None else f"{len(text)}:{text}")
    return "".join(parts)


@frozen
class GroupWorker:
    """Decides rows of one group, with the counts of all its members."""

    setup: bytes
    schema: Any
    engine: EngineName

    def __call__(self, mine: Table, all: Table) -> Table:
        """Return the outcomes of `mine`; `all` is what members bring."""
        from policycore.cluster.frames import frame_schema, with_refused

        ready = _ready(self.setup, self.schema, self.engine)
        if not mine.num_rows:
            return frame_schema(ready.tables).empty_table()
        taking = taking_of(ready.rows, 0)
        for row in sorted(all.to_pylist(), key=lambda row: abs(row[ABOUT] + 0.5)):  # who is alike comes first
            _take(ready.comparing, taking, row)
        taking.end()
        rows, before = ready.rows, ready.rows.decider
        rows.decider = evolve(before, snapshots={**before.snapshots, **taking.taken})
        try:
            table = mine.select(self.schema.names)
            part: Part = ready.tables.decide(table)
            return with_refused(ready.tables, table, part)
        finally:
            rows.decider = before


def _take(comparing: Comparing, taking: Taking, row: Mapping[str, Any]) -> None:
    """Take in what so many members bring."""
    from policycore.columns.members import outcome_of
    from policycore.core.population import Standing

    population = comparing.among.population.id
    if row[ABOUT] == SINGLE:
        taking.add({population: pickle.loads(row[BROUGHT])})
        return
    parts = (outcome_of(row[f"key_{number}"], key.term) for number, key in enumerate(comparing.among.keys))
    keys = cast("Key", tuple(parts))
    if row[ABOUT] == ALIKE:
        taking.add_alike(population, keys, row[COUNT])
        return
    fact = comparing.stage.facts[row[ABOUT]]
    value: Outcome = True if fact.value is None else outcome_of(row[VALUE], fact.value.term)
    tie = None if fact.tie is None else outcome_of(row[TIE], fact.tie.term)
    taking.add_places(fact.fact, keys, Standing(True, value, tie), row[COUNT])
