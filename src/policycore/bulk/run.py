"""A run over a table, part by part, into a folder; one that was stopped goes on where it was.

In: an evaluator of rows, a table in a file. Out: one Parquet file of outcomes per part, the rejected rows beside it,
and what was counted. A part is done once the file that counts it is there, which is written last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

from policycore.bulk.beside import Beside, Files
from policycore.bulk.keys import key_texts, repeated
from policycore.bulk.manifest import MANIFEST, differing, manifest_of
from policycore.bulk.needs import BulkError, ask_for
from policycore.bulk.rows import Rows
from policycore.bulk.source import Source, Table, kind_of
from policycore.bulk.summary import Summary, counted
from policycore.bulk.text import BROKEN
from policycore.bulk.writing import Hold, Written, json_text, write
from policycore.diagnostics.model import Diagnostic
from policycore.files import cannot_write
from policycore.records.mapping import NO_MAPPING
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.report import PolicyError
from policycore.source import NOWHERE

if TYPE_CHECKING:
    from policycore.columns.engines import EngineName
    from policycore.columns.table import Rejected, Tables

#: Rows of a partition unless told otherwise.
PART_ROWS = 250_000


@define(eq=False)
class Run:
    """A run over a table, into a folder. Make one with `begin`.

    Attributes:
        rows, tables: what decides single rows, and tables.
        source: the table as it is read; `beside` what belongs to its rows.
        out: the folder, `manifest` what it says of itself, `hold` the right to write to it, None in workers.
        summary: what was counted so far.
        total: how many rows there are, None where that takes reading them.
        resumed: how many parts were done before.
    """

    rows: Rows
    tables: Tables
    source: Source
    beside: Beside
    out: Path
    manifest: Mapping[str, Any] = field(factory=dict)
    summary: Summary = field(factory=Summary)
    total: int | None = None
    hold: Hold | None = None
    resumed: int = 0

    def parts(self) -> Iterator[int]:
        """Decide part after part; yields how many rows are done after each. What is done already is not done again."""
        try:
            for number, (first, table) in enumerate(self.source.parts()):
                done = self.done(number)
                if done is None:
                    done = self.decide_part(number, first, table)
                else:
                    self.resumed += 1
                    self.rows.repeated.update(done["keys"])
                self.summary.add(done)
                yield self.summary.rows
            self.finish()
        finally:
            self.leave()

    def finish(self) -> None:
        """Write what was counted of all parts."""
        write(self.out / "summary.json", json_text(self.summary.to_data()))

    def leave(self) -> None:
        """Let another run write to the folder."""
        if self.hold is not None:
            self.hold.leave()

    def done(self, number: int) -> Any:
        """Return what was counted of a part that is done, None of another."""
        file = self._name(number, "done", "json")
        if not file.exists() or not self._name(number, "outcomes", "parquet").exists():
            return None
        done = json.loads(file.read_text(encoding="utf-8"))
        return None if done["rejected"] and not self._name(number, "rejected", "jsonl").exists() else done

    def _name(self, number: int, folder: str, ending: str) -> Path:
        return self.out / folder / f"part-{number:05d}.{ending}"

    def shaped(self, table: Table) -> tuple[Table, Any]:
        """Return a part with all that belongs to its rows, and which of them must be looked at one by one."""
        found = self.beside.table(table)
        return found, odd_of(found, self.rows, self.beside)

    def decide_part(self, number: int, first: int, table: Table) -> dict[str, Any]:
        """Decide a part and write what comes of it; returns what was counted."""
        import pyarrow.parquet as pq

        before = dict(self.rows.repeated)
        shaped, odd = self.shaped(table)
        part = self.tables.decide(shaped, first, odd)
        with Written(self._name(number, "outcomes", "parquet")) as file:
            pq.write_table(part.table, file, compression="zstd")
        if part.rejected:
            lines = (json.dumps(self._reject(each, first, table), ensure_ascii=False) for each in part.rejected)
            write(self._name(number, "rejected", "jsonl"), "".join(f"{line}\n" for line in lines))
        first_rows = {key: row for key, row in self.rows.repeated.items() if before.get(key) != row}
        done = {**counted(part, self.tables), "keys": first_rows}
        write(self._name(number, "done", "json"), json_text(done))  # last: it says that the others are whole
        return done

    def _reject(self, rejected: Rejected, first: int, table: Table) -> dict[str, Any]:
        """Return a row that was refused, as it stands in the file."""
        from policycore.records.load import plain_raw

        (data,) = table.slice(rejected.row - first, 1).to_pylist()
        broken = data.pop(BROKEN, None)
        key = rejected.data.get(self.rows.key) if self.rows.key and broken is None else None
        return {
            "file": self.source.path.name,
            "row": rejected.row,
            "key": plain_raw(key),
            "data": plain_raw(data) if broken is None else json.loads(broken)["data"],
            "problems": list(rejected.problems),
        }


def begin(
    rows: Rows,
    table: Path,
    out: Path,
    *,
    engine: EngineName = "duckdb",
    part_rows: int = PART_ROWS,
    encoding: str = "utf-8",
    threads: int | None = None,
    events: Mapping[str, Path] | None = None,
    related: Mapping[str, Path] | None = None,
    mapping: ColumnMapping = NO_MAPPING,
    mapping_file: str = "",
) -> Run:
    """Return a run over a table of a file, into a folder; the folder may hold the beginning of the same run.

    Args:
        rows: decides single rows.
        table, encoding: the file.
        out: the folder.
        engine, threads: what works the columns out, and how many threads it takes.
        part_rows: rows of a partition.
        events, related, mapping, mapping_file: tables beside it and how columns are called, see `Files`.

    Raises:
        PolicyError: a file cannot be read, or a column cannot be what it is called.
        BulkError: the engine is not installed, the file's ending says nothing, or the folder holds another run, or is
            being written to.
    """
    ask_for(engine)
    files = files_of(rows, part_rows, encoding, events, related, mapping, mapping_file)
    key = mapping.column_of(rows.key) if rows.key else ""
    source = Source(table, kind_of(table), part_rows, encoding, key, rows.lang)
    schema = source.schema()
    rows.look_at_headers(schema.names, table.as_posix(), files)
    beside = Beside.read(rows, files)
    rows.beside = beside
    tables = rows.tables(beside.schema(schema), engine, threads)
    summary = Summary(statuses={output.node.id: {} for output in tables.outputs})
    keys = beside.keys(source)
    if keys is not None:
        rows.repeated.update(dict.fromkeys(repeated(keys), 0))
        summary.without_owner = {each.name: each.without_owner(keys) for each in beside.lists}
    summary.without_partner = beside.missing(source)
    summary.beside = len(beside.rejected)
    rows.compare(
        lambda: (beside.table(part) for _, part in source.parts()), tables, lambda part: odd_of(part, rows, beside)
    )
    manifest = manifest_of(rows, source, schema, files)
    try:
        out.mkdir(parents=True, exist_ok=True)
        hold = Hold.of(out)
    except OSError as error:
        raise PolicyError.of(cannot_write(out.as_posix(), error)) from None
    known = out / MANIFEST
    if known.exists():
        what = differing(known, manifest)
        if what is not None:
            hold.leave()
            raise BulkError("other_run", out.as_posix(), what=what)
    for folder in ("outcomes", "rejected", "done"):
        (out / folder).mkdir(exist_ok=True)
    if not known.exists():
        write(known, json_text(manifest))
    if beside.rejected:
        from policycore.records.load import reject_row

        lines = (json.dumps(reject_row(each, rows.lang), ensure_ascii=False) for each in beside.rejected)
        write(out / "rejected" / "related.jsonl", "".join(f"{line}\n" for line in lines))
    return Run(rows, tables, source, beside, out, manifest, summary, source.count(), hold)


def files_of(
    rows: Rows,
    part_rows: int,
    encoding: str,
    events: Mapping[str, Path] | None,
    related: Mapping[str, Path] | None,
    mapping: ColumnMapping,
    mapping_file: str,
) -> Files:
    """Return the files beside a table.

    Raises:
        PolicyError: one would be joined inside what is joined.
        BulkError: an ending says nothing.
    """
    for path in (*(events or {}), *(related or {})):
        if "." in path:
            raise PolicyError.of(Diagnostic("PC886", NOWHERE, {"path": path}))

    def sources(paths: Mapping[str, Path] | None) -> dict[str, Source]:
        return {
            name: Source(path, kind_of(path), part_rows, encoding, lang=rows.lang)
            for name, path in (paths or {}).items()
        }

    return Files(sources(events), sources(related), mapping, mapping_file)


def odd_of(table: Table, rows: Rows, beside: Beside) -> Any:
    """Return which rows of a part, as `beside` made it, must be looked at one by one; None: none."""
    keys = key_texts(table[rows.key]) if rows.repeated else None
    return beside.odd(table, rows.among_repeated(keys))
