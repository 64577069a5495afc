"""Runs over files on a cluster: the parts of a table are tasks, and the folder is that of a run on one machine.

Goes in: a policy, a table in a file and a folder that all machines of the cluster see. Comes out: what `bulk` leaves in
the folder, file by file.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, evolve, field, frozen

from policycore.bulk import PART_ROWS, Beside, Files, Rows, Run, Source, begin, key_texts
from policycore.bulk.run import files_of
from policycore.cluster.setup import Setup
from policycore.cluster.start import Session, session
from policycore.records.mapping import NO_MAPPING
from policycore.records.mapping import Mapping as ColumnMapping

if TYPE_CHECKING:
    from policycore.columns.engines import EngineName
    from policycore.columns.members import Members

#: Arrow's tables; typed loosely, as they are an extra.
Table: TypeAlias = Any

#: Partitions that are given to the cluster at once, as multiples of what it does at the same time: progress is told,
#: and a wish to stop is heard, after each lot.
LOT = 4
#: Where tables that cannot be read from their middle are cut into parts, inside the folder of the run.
CUT = "cut"


@frozen(eq=False)
class Job:
    """A run as it is sent to workers.

    Attributes:
        setup, engine: as for frames.
        source, files: the table, and what is read beside it, where all machines find them.
        out: the folder of the run.
        first_rows: of each key that stands in several rows the row that is decided, 0 where all are refused.
        members: what facts of groups are looked up in, where records are compared; None: in snapshots alone.
    """

    setup: Setup
    engine: EngineName
    source: Source
    files: Files
    out: Path
    first_rows: Mapping[str, int]
    members: Members | None = None

    def run(self) -> Run:
        """Return the run with its lists and engines, as `begin` would."""
        rows = self.setup.rows()
        beside = rows.beside = Beside.read(rows, self.files)
        tables = rows.tables(beside.schema(self.source.schema()), self.engine, 1)
        tables.members = self.members
        return Run(rows, tables, self.source, beside, self.out)

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

    table = run.beside.table(table)
    odd = run.rows.among_repeated(key_texts(table[run.rows.key]))
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
        try:
            yield from self._parts()
        finally:
            self.leave()

    def _parts(self) -> Iterator[int]:
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
    related: Mapping[str, Path] | None = None,
    mapping: ColumnMapping = NO_MAPPING,
    mapping_file: str = "",
) -> ClusterRun:
    """Return a run like that of `begin`, its parts decided on a cluster; the folder holds the same in the end.

    The table, those of events and the folder must be where every machine of the cluster finds them by the same name.

    Args:
        spark: the session; None: that of this process, see `session`.
        engine: what works the columns out in the workers.
        threads: as for `session`.
        rows, table, out, part_rows, encoding, events, related, mapping, mapping_file: as for `begin`.

    Raises:
        PolicyError, BulkError: as for `begin` and `session`.
    """
    spark = session(threads) if spark is None else spark
    table, out = table.absolute(), out.absolute()
    events, related = ({name: path.absolute() for name, path in (paths or {}).items()} for paths in (events, related))
    run = begin(
        rows,
        table,
        out,
        engine=engine,
        part_rows=part_rows,
        encoding=encoding,
        threads=1,
        events=events,
        related=related,
        mapping=mapping,
        mapping_file=mapping_file,
    )
    files = files_of(rows, part_rows, encoding, events, related, mapping, mapping_file)
    job = Job(Setup.of(rows), engine, run.source, files, out, dict(rows.repeated), run.tables.members)
    return ClusterRun(
        rows=rows,
        tables=run.tables,
        source=run.source,
        out=out,
        manifest=run.manifest,
        summary=run.summary,
        total=run.total,
        beside=run.beside,
        hold=run.hold,
        spark=spark,
        job=job,
    )
