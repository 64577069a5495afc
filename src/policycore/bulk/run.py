"""A run over a table, part by part, into a folder; one that was stopped goes on where it was.

In: an evaluator of rows, a table in a file. Out: one Parquet file of outcomes per part, the rejected rows beside it,
and what was counted. A part is done once the file that counts it is there, which is written last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

from policycore.bulk.keys import key_texts, repeated
from policycore.bulk.lists import Lists, with_lists
from policycore.bulk.manifest import MANIFEST, manifest_of
from policycore.bulk.needs import BulkError, ask_for
from policycore.bulk.rows import Rows
from policycore.bulk.source import Source, Table, kind_of
from policycore.bulk.summary import Summary, counted
from policycore.bulk.writing import Written, json_text, write

if TYPE_CHECKING:
    from policycore.columns.engines import EngineName
    from policycore.columns.table import Tables

#: Rows of a partition unless told otherwise.
PART_ROWS = 250_000


@define(eq=False)
class Run:
    """A run over a table, into a folder. Make one with `begin`."""

    rows: Rows
    tables: Tables
    source: Source
    out: Path
    manifest: Mapping[str, Any]
    summary: Summary = field(factory=Summary)
    total: int | None = None
    lists: tuple[Lists, ...] = ()
    resumed: int = 0

    def parts(self) -> Iterator[int]:
        """Decide part after part; yields how many rows are done after each. What is done already is not done again."""
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

    def finish(self) -> None:
        """Write what was counted of all parts."""
        write(self.out / "summary.json", json_text(self.summary.to_data()))

    def done(self, number: int) -> Any:
        """Return what was counted of a part that is done, None of another."""
        file = self._name(number, "done", "json")
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    def _name(self, number: int, folder: str, ending: str) -> Path:
        return self.out / folder / f"part-{number:05d}.{ending}"

    def decide_part(self, number: int, first: int, table: Table) -> dict[str, Any]:
        """Decide a part and write what comes of it; returns what was counted."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        before = dict(self.rows.repeated)
        keys = key_texts(table[self.rows.key]) if self.rows.repeated or self.lists else None
        odd = self.rows.among_repeated(keys)
        for each in self.lists:
            table = each.added(table, keys)
            strange = each.strange(keys)
            odd = strange if odd is None else pc.or_(odd, strange)
        part = self.tables.decide(table, first, odd)
        with Written(self._name(number, "outcomes", "parquet")) as file:
            pq.write_table(part.table, file, compression="zstd")
        if part.rejected:
            lines = (json.dumps(self._reject(each), ensure_ascii=False) for each in part.rejected)
            write(self._name(number, "rejected", "jsonl"), "".join(f"{line}\n" for line in lines))
        first_rows = {key: row for key, row in self.rows.repeated.items() if before.get(key) != row}
        done = {**counted(part, self.tables), "keys": first_rows}
        write(self._name(number, "done", "json"), json_text(done))  # last: it says that the others are whole
        return done

    def _reject(self, rejected: Any) -> dict[str, Any]:
        from policycore.records.load import plain_raw

        key = rejected.data.get(self.rows.key) if self.rows.key else None
        return {
            "file": self.source.path.name,
            "row": rejected.row,
            "key": plain_raw(key),
            "data": plain_raw(rejected.data),
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
) -> Run:
    """Return a run over a table of a file, into a folder; the folder may hold the beginning of the same run.

    `events` are tables of the elements of lists, by field; each names its owner in a column called like the key.

    Raises:
        PolicyError: the file cannot be read, or a column cannot be what it is called.
        BulkError: the engine is not installed, the file's ending says nothing, or the folder holds another run.
    """
    ask_for(engine)
    source = Source(table, kind_of(table), part_rows, encoding, rows.key)
    schema = source.schema()
    others = {name: Source(path, kind_of(path), part_rows, encoding) for name, path in (events or {}).items()}
    rows.look_at_headers(schema.names, {name: other.schema().names for name, other in others.items()})
    lists = tuple(rows.list_of(name, other) for name, other in others.items())
    tables = rows.tables(with_lists(schema, lists), engine, threads)
    summary = Summary(statuses={output.node.id: {} for output in tables.outputs})
    if rows.key and rows.key in schema.names:
        keys = key_texts(source.column(rows.key))
        rows.repeated.update(dict.fromkeys(repeated(keys), 0))
        summary.without_owner = {each.name: each.without_owner(keys) for each in lists}
    rows.compare(lambda: (_joined(part, rows, lists) for _, part in source.parts()))
    manifest = manifest_of(rows, source, schema, others)
    for folder in ("outcomes", "rejected", "done"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    known = out / MANIFEST
    if known.exists():
        if json.loads(known.read_text(encoding="utf-8")) != manifest:
            raise BulkError("other_run", out.as_posix())
    else:
        write(known, json_text(manifest))
    return Run(rows, tables, source, out, manifest, summary, source.count(), lists)


def _joined(table: Table, rows: Rows, lists: Sequence[Lists]) -> Table:
    """Return a part with its lists beside it."""
    for each in lists:
        table = each.added(table, key_texts(table[rows.key]))
    return table
