"""Deciding tables on a Spark cluster: the same code as on one machine, partition by partition, on many.

In: a policy and a Spark frame, or a table in a file that all machines of the cluster see. Out: a frame of outcomes, or
the folder that a run on one machine would have written. An edge: it starts Spark, and files are read and written by
`bulk`, here or on the machines of the cluster, where policycore must be installed as well.

A worker is sent the texts of the policy and the settings, checks the policy once, and decides Arrow tables as `columns`
does on one machine. So there is no second telling of what a rule means, and nothing to disagree.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, evolve, field, frozen

from policycore.bulk import (
    PART_ROWS,
    BulkError,
    Lists,
    Rows,
    Run,
    Source,
    ask_for,
    begin,
    key_texts,
    kind_of,
    with_lists,
)
from policycore.diagnostics.entry import Lang
from policycore.report import PolicyError, report_on_data

if TYPE_CHECKING:
    from policycore.api import Judged, Policy
    from policycore.columns.engines import EngineName
    from policycore.columns.table import Part, Tables
    from policycore.core.population import Snapshot
    from policycore.decision import Decision
    from policycore.records.inputs import Settings
    from policycore.snapshots import PopulationSnapshot

#: Spark's sessions and frames, and Arrow's tables; typed loosely, as they are extras.
Session: TypeAlias = Any
Frame: TypeAlias = Any
Table: TypeAlias = Any

#: Partitions that are given to the cluster at once, as multiples of what it does at the same time: progress is told,
#: and a wish to stop is heard, after each lot.
LOT = 4
#: Where tables that cannot be read from their middle are cut into parts, inside the folder of the run.
CUT = "cut"
#: The column that says why a row of a frame was refused.
PROBLEMS = "problems"


def session(threads: int | None = None) -> Session:
    """Return the Spark session of this process; one is started where there is none, on this machine unless configured.

    Args:
        threads: how many tasks run at the same time on this machine; None: as configured, else as there are cores.

    Raises:
        BulkError: pyspark is not installed, or there is no Java that it could run on.
    """
    ask_for("spark")
    if not _has_java():
        raise BulkError("no_java", "")
    from pyspark.sql import SparkSession

    found: Any = SparkSession.getActiveSession()
    if found is not None:
        return found
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    builder = builder.appName("policycore").config("spark.ui.showConsoleProgress", "false")
    if threads is not None:
        builder = builder.master(f"local[{threads}]")
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


def _has_java() -> bool:
    """Return whether Spark finds a Java here, or is to be had from elsewhere."""
    home = os.environ.get("JAVA_HOME", "")
    return bool(
        os.environ.get("SPARK_REMOTE") or shutil.which("java") or (home and shutil.which("java", path=f"{home}/bin"))
    )


# --- what a worker is sent ---


@frozen(eq=False)
class Setup:
    """All that deciding rows rests on, as it is sent to workers: the policy is pickled as its texts."""

    policy: Policy
    record_type: str
    judged: Judged
    settings: Settings
    snapshots: Mapping[str, Snapshot]
    lang: Lang

    @classmethod
    def of(cls, rows: Rows) -> Setup:
        """Return what an evaluator of rows rests on."""
        decider = rows.decider
        return cls(
            rows.policy, decider.record_type, decider.judged, decider.settings, dict(decider.snapshots), rows.lang
        )

    def rows(self) -> Rows:
        """Return the evaluator of rows again."""
        from policycore.api import NO_FINDINGS, Decider
        from policycore.records.convert import Converter, find_record

        declaration = find_record(self.policy.program, self.record_type)
        assert declaration is not None
        converter = Converter(self.policy.program, declaration, judged=self.judged)
        decider = Decider(
            self.policy, self.record_type, converter, self.settings, self.judged, NO_FINDINGS, self.snapshots
        )
        return Rows(self.policy, decider, lang=self.lang)


# --- frames ---


def decide_frame(
    policy: Policy,
    frame: Frame,
    *,
    as_of: date | datetime | str | None = None,
    parameters: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    record_type: str | None = None,
    judged: Judged = "strict",
    known_at: date | datetime | str | None = None,
    population: Iterable[PopulationSnapshot] = (),
    engine: EngineName = "duckdb",
    lang: Lang = "en",
) -> Frame:
    """Return what a policy decides about a Spark frame, as a frame: nothing is worked out before it is asked for.

    The columns are those of `decide_table` without `row`, since rows of a frame have no order, and last `problems`:
    for a row that is refused, why, as JSON; its outcomes are null.

    Args:
        policy: the policy.
        frame: a frame whose columns are called like the fields of the record; lists are arrays of structs.
        as_of, parameters, readings, record_type, judged, known_at: as for `Policy.decide`.
        population: snapshots to compare the records with. Where the policy compares records and none is given, the
            rows are the population, and the frame is brought to this process to measure it.
        engine: what works the columns out in the workers.
        lang: the language of problems.

    Raises:
        PolicyError: a setting is wrong, or a column cannot be what it is called.
        BulkError: pyspark or the engine is not installed, or two rows have the same key ("repeated").
    """
    ask_for("spark")
    ask_for(engine)
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    rows = Rows.of(policy, as_of, parameters, readings, record_type, judged, lang, known_at)
    rows.decider = rows.decider.among(*population)
    schema = to_arrow_schema(frame.schema)
    tables = rows.tables(schema, engine, 1)
    if rows.key and rows.key in schema.names:
        _refuse_repeated(frame, rows.key)
    if rows.decider.needs_members:
        brought = frame.toArrow()
        rows.compare(lambda: [brought])
    return frame.mapInArrow(
        Worker(pickle.dumps(Setup.of(rows)), engine),
        from_arrow_schema(_frame_schema(tables)),
    )


def decide_chosen(
    policy: Policy,
    frame: Frame,
    keys: Iterable[object],
    *,
    as_of: date | datetime | str | None = None,
    parameters: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    record_type: str | None = None,
    judged: Judged = "strict",
    known_at: date | datetime | str | None = None,
    population: Iterable[PopulationSnapshot] = (),
) -> dict[str, Decision]:
    """Return the decisions about a few rows of a frame, by key: with them come trace and explanation.

    The rows are brought here and read as `decide_frame` reads them. A key that no row has is left out.

    Args:
        policy: the policy; its record must have a key.
        frame: as for `decide_frame`.
        keys: of the rows.
        as_of, parameters, readings, record_type, judged, known_at: as for `Policy.decide`.
        population: snapshots to compare the records with.

    Raises:
        PolicyError: a setting is wrong, or one of the rows is no record.
        BulkError: pyspark is not installed.
    """
    ask_for("spark")
    from policycore.records.convert import Converter

    rows = Rows.of(policy, as_of, parameters, readings, record_type, judged, known_at=known_at)
    decider = rows.decider.among(*population)
    converter = Converter(policy.program, decider.converter.declaration, judged=judged, extra="tell")
    found: dict[str, Decision] = {}
    for row in frame.where(_key_text(frame, rows.key).isin([str(key).strip() for key in keys])).toArrow().to_pylist():
        converted = converter(row, cells=True)
        if converted.record is None:
            raise PolicyError(report_on_data(converted.problems))
        found[str(row[rows.key]).strip()] = decider.decide_record(converted.record)
    return found


def _key_text(frame: Frame, key: str) -> Any:
    """Return keys as they are compared: as texts without spaces around them."""
    from pyspark.sql import functions

    return functions.regexp_replace(frame[_name(key)].cast("string"), r"^\s+|\s+$", "")


def _refuse_repeated(frame: Frame, key: str) -> None:
    """Raise where two rows have the same key: which of them came first, a frame cannot say."""
    counted = (
        frame.select(_key_text(frame, key).alias("key")).where("key != ''").groupBy("key").count().where("count > 1")
    )
    for row in counted.take(1):
        raise BulkError("repeated", row["key"])


def _name(column: str) -> str:
    """Return the name of a column as Spark reads it, dots and all."""
    return "`" + column.replace("`", "``") + "`"


def _frame_schema(tables: Tables) -> Any:
    """Return the Arrow schema of what workers give back."""
    import pyarrow as pa

    fields = [pa.field(each.name, _plain(each.type)) for each in tables.arrow_schema() if each.name != "row"]
    return pa.schema([*fields, pa.field(PROBLEMS, pa.string())])


def _plain(of: Any) -> Any:
    """Return a type as Spark has it: no dictionaries, moments to the microsecond."""
    import pyarrow as pa

    if pa.types.is_dictionary(of):
        return of.value_type
    return pa.timestamp("us") if pa.types.is_timestamp(of) else of


@frozen
class Worker:
    """Decides the Arrow batches of a partition; what it is made of fits into a message."""

    setup: bytes
    engine: EngineName

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield the outcomes of each batch."""
        import pyarrow as pa

        for batch in batches:
            tables = _tables(self.setup, self.engine, batch.schema)
            table = pa.Table.from_batches([batch])
            yield from _with_refused(tables, table, tables.decide(table)).to_batches()


@lru_cache(maxsize=4)
def _tables(setup: bytes, engine: EngineName, schema: Any) -> Tables:
    """Return what decides tables of a schema, made once per worker."""
    rows: Rows = pickle.loads(setup).rows()
    return rows.tables(schema, engine, 1)


def _with_refused(tables: Tables, table: Table, part: Part) -> Table:
    """Return the outcomes of a part with the refused rows among them, in the order in which the rows came."""
    import pyarrow as pa

    schema = _frame_schema(tables)
    found = part.table.append_column(PROBLEMS, pa.nulls(part.table.num_rows, pa.string()))
    if part.rejected:
        places = [refused.row for refused in part.rejected]
        columns = {"row": pa.array(places, pa.int64())}
        if tables.key:
            columns["key"] = table[tables.key].take(pa.array([place - 1 for place in places]))
        said = [json.dumps(list(refused.problems), ensure_ascii=False) for refused in part.rejected]
        columns[PROBLEMS] = pa.array(said, pa.string())
        filled = {each.name: columns.get(each.name, pa.nulls(len(places), each.type)) for each in found.schema}
        found = pa.concat_tables([found, pa.table(filled, schema=found.schema)]).sort_by("row")
    return found.select(schema.names).cast(schema)


# --- files ---


@frozen(eq=False)
class Job:
    """A run as it is sent to workers.

    Attributes:
        setup, engine: as for frames.
        source, events: the table, and tables of lists, where all machines find them.
        out: the folder of the run.
        first_rows: of each key that stands in several rows the row that is decided, 0 where all are refused.
    """

    setup: Setup
    engine: EngineName
    source: Source
    events: Mapping[str, Source]
    out: Path
    first_rows: Mapping[str, int]

    def run(self) -> Run:
        """Return the run with its lists and engines, as `begin` would."""
        rows = self.setup.rows()
        lists: tuple[Lists, ...] = tuple(rows.list_of(name, source) for name, source in self.events.items())
        tables = rows.tables(with_lists(self.source.schema(), lists), self.engine, 1)
        return Run(rows, tables, self.source, self.out, {}, lists=lists)

    def table(self, span: Span) -> Table:
        """Return the rows of one part."""
        if self.source.kind == "csv":
            source = Source(_cut(self.out, span.number), "arrow", self.source.rows)
            return source.piece(0, span.rows)
        return self.source.piece(span.first - 1, span.rows)


@frozen
class Span:
    """A part of a table: its number, the place of its first row, from 1, and how many rows it has."""

    number: int
    first: int
    rows: int


def _cut(out: Path, number: int) -> Path:
    return out / CUT / f"part-{number:05d}.arrow"


@frozen
class PartWorker:
    """Decides whole parts of a run: each row that comes in names one of `spans`."""

    job: bytes
    spans: tuple[Span, ...]

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield the numbers of the parts that are done."""
        import pyarrow as pa

        job, run = _ready(self.job)
        for batch in batches:
            done = []
            for place in batch.column(0).to_pylist():
                span = self.spans[place]
                run.rows.repeated = {
                    key: row if row < span.first else 0 for key, row in job.first_rows.items()
                }  # as if the parts before had been decided here
                run.decide_part(span.number, span.first, job.table(span))
                done.append(span.number)
            yield pa.RecordBatch.from_arrays([pa.array(done, pa.int64())], names=["number"])


@frozen
class KeyWorker:
    """Finds, of keys that stand in several rows, the first row of each part that is a record."""

    job: bytes
    spans: tuple[Span, ...]

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Yield keys and rows."""
        import pyarrow as pa

        job, run = _ready(self.job)
        for batch in batches:
            for place in batch.column(0).to_pylist():
                span = self.spans[place]
                run.rows.repeated = dict.fromkeys(job.first_rows, 0)
                _look_at_repeated(run, span.first, job.table(span))
                found = {key: row for key, row in run.rows.repeated.items() if row}
                columns = [pa.array(list(found), pa.string()), pa.array(list(found.values()), pa.int64())]
                yield pa.RecordBatch.from_arrays(columns, names=["key", "row"])


@lru_cache(maxsize=1)
def _ready(pickled: bytes) -> tuple[Job, Run]:
    """Return a job and its run, made once per worker."""
    job: Job = pickle.loads(pickled)
    return job, job.run()


def _look_at_repeated(run: Run, first: int, table: Table) -> None:
    """Note the first row of a part, by key, that is a record and has its key in common with others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = key_texts(table[run.rows.key])
    for each in run.lists:
        table = each.added(table, keys)
    odd = run.rows.among_repeated(keys)
    places = pc.indices_nonzero(odd).to_pylist() if odd is not None else []
    if places:
        taken = table.take(pa.array(places, pa.int64()))
        run.rows(taken.to_pylist(), [first + place for place in places], frozenset())


@define(eq=False)
class ClusterRun(Run):
    """A run whose parts are decided on a cluster. Make one with `begin_on_spark`."""

    spark: Session = None
    job: Job = field(kw_only=True)

    def parts(self) -> Iterator[int]:
        """Decide all parts that are not there yet, lot by lot; yields how many rows are done after each."""
        waiting: list[Span] = []
        first_rows = dict(self.job.first_rows)
        for span in self._spans():
            done = self.done(span.number)
            if done is None:
                waiting.append(span)
                continue
            self.resumed += 1
            self.summary.add(done)
            _earlier(first_rows, done["keys"])
        if self.resumed:
            yield self.summary.rows
        lots = list(self._lots(waiting))
        if first_rows:
            job = pickle.dumps(self.job)
            for lot in lots:
                found = self._on_cluster(KeyWorker(job, lot), "key string, row long")
                _earlier(first_rows, {row["key"]: row["row"] for row in sorted(found, key=lambda row: -row["row"])})
        job = pickle.dumps(evolve(self.job, first_rows=first_rows))
        for lot in lots:
            for row in self._on_cluster(PartWorker(job, lot), "number long"):
                self.summary.add(self.done(row["number"]))
            yield self.summary.rows
        self.finish()
        if (self.out / CUT).exists():
            shutil.rmtree(self.out / CUT)

    def _lots(self, spans: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
        size = LOT * self.spark.sparkContext.defaultParallelism
        for place in range(0, len(spans), size):
            yield tuple(spans[place : place + size])

    def _on_cluster(self, worker: PartWorker | KeyWorker, schema: str) -> list[Any]:
        """Return the rows that a worker yields for its spans, each of them a task."""
        spans = len(worker.spans)
        found: list[Any] = self.spark.range(0, spans, 1, spans).mapInArrow(worker, schema).collect()
        return found

    def _spans(self) -> list[Span]:
        """Return the parts of the table; one that cannot be read from its middle is cut into them first."""
        if self.source.kind == "csv":
            return self._cut_spans()
        assert self.total is not None
        size = self.source.rows
        return [
            Span(number, first + 1, min(size, self.total - first))
            for number, first in enumerate(range(0, self.total, size))
        ]

    def _cut_spans(self) -> list[Span]:
        import pyarrow as pa

        (self.out / CUT).mkdir(exist_ok=True)
        spans = []
        for number, (first, table) in enumerate(self.source.parts()):
            spans.append(Span(number, first, table.num_rows))
            path = _cut(self.out, number)
            if path.exists() or self.done(number) is not None:
                continue
            beside = path.with_suffix(".new")
            with pa.OSFile(str(beside), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
            beside.replace(path)
        return spans


def _earlier(first_rows: dict[str, int], found: Mapping[str, int]) -> None:
    """Take in rows of keys where they are the first so far."""
    for key, row in found.items():
        known = first_rows.get(key, 0)
        if row and (not known or row < known):
            first_rows[key] = row


def begin_on_spark(
    rows: Rows,
    table: Path,
    out: Path,
    *,
    spark: Session | None = None,
    engine: EngineName = "duckdb",
    part_rows: int = PART_ROWS,
    encoding: str = "utf-8",
    threads: int | None = None,
    events: Mapping[str, Path] | None = None,
) -> ClusterRun:
    """Return a run like that of `begin`, its parts decided on a cluster; the folder holds the same in the end.

    The table, those of events and the folder must be where every machine of the cluster finds them by the same name.

    Args:
        spark: the session; None: that of this process, see `session`.
        engine: what works the columns out in the workers.
        threads: as for `session`.
        rows, table, out, part_rows, encoding, events: as for `begin`.

    Raises:
        PolicyError, BulkError: as for `begin` and `session`.
    """
    spark = session(threads) if spark is None else spark
    table, out = table.absolute(), out.absolute()
    run = begin(rows, table, out, engine=engine, part_rows=part_rows, encoding=encoding, threads=1, events=events)
    sources = {
        name: Source(path.absolute(), kind_of(path), part_rows, encoding) for name, path in (events or {}).items()
    }
    job = Job(Setup.of(rows), engine, run.source, sources, out, dict(rows.repeated))
    return ClusterRun(
        rows=rows,
        tables=run.tables,
        source=run.source,
        out=out,
        manifest=run.manifest,
        summary=run.summary,
        total=run.total,
        lists=run.lists,
        spark=spark,
        job=job,
    )
