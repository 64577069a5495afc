"""Tables in files: Parquet, CSV and Arrow, read part by part.

In: the path of a file and how many rows a part has. Out: Arrow tables with the place of their first row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import define, field, frozen

from policycore.bulk.needs import BulkError
from policycore.bulk.text import BROKEN, TextTable, broken_rows
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic
from policycore.report import PolicyError
from policycore.source import NOWHERE

if TYPE_CHECKING:
    from policycore.records.problem import RecordProblem

Table: TypeAlias = Any
TableKind = Literal["parquet", "csv", "arrow"]

#: Endings of tables, and what they hold.
KINDS: Mapping[str, TableKind] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".arrow": "arrow",
    ".feather": "arrow",
}


def kind_of(path: Path) -> TableKind:
    """Return what a file holds, by its ending."""
    kind = KINDS.get(path.suffix.casefold())
    if kind is None:
        raise BulkError("unknown_kind", path.as_posix())
    return kind


def _unreadable(path: Path, error: Exception) -> PolicyError:
    why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return PolicyError.of(Diagnostic("PC806", NOWHERE, {"file": path.as_posix(), "why": why}))


@define(eq=False)
class Source:
    """A table in a file, read in parts of `rows` rows. `key` is the column that names them, "" where there is none."""

    path: Path
    kind: TableKind
    rows: int
    encoding: str = "utf-8"
    key: str = ""
    lang: Lang = "en"
    _text: TextTable = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._text = TextTable(self.path, self.encoding, self.lang)

    @property
    def ended(self) -> RecordProblem | None:
        """Why nothing could be read after some row, once the table was read; None where all could be."""
        return self._text.ended

    def schema(self) -> Any:
        """Return the Arrow schema of the table; that of a CSV file has `BROKEN` last."""
        import pyarrow as pa

        if self.kind == "csv":
            return pa.schema([pa.field(name, pa.string()) for name in (*self._text.columns, BROKEN)])
        with ExitStack() as files:
            return self._open(files).schema

    def count(self) -> int | None:
        """Return how many rows the table has, None where that takes reading it."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self.kind == "parquet":
            found: int = pq.read_metadata(self.path).num_rows
            return found
        if self.kind == "arrow":
            with pa.OSFile(str(self.path)) as file:
                reader = pa.ipc.open_file(file)
                rows = [int(reader.get_batch(n).num_rows) for n in range(reader.num_record_batches)]
                return sum(rows)
        return None

    def columns(self, names: list[str]) -> Table:
        """Return some columns of the whole table, with nothing in them where a row could not be read."""
        import pyarrow as pa

        schema = self.schema()
        plain = pa.schema([schema.field(name) for name in names])
        with ExitStack() as files:
            batches = [pa.table([_readable(batch, n) for n in names], names) for batch in self._batches(files, names)]
        return pa.concat_tables(batches) if batches else plain.empty_table()

    def whole(self) -> Table:
        """Return the whole table."""
        import pyarrow as pa

        parts = [table for _, table in self.parts()]
        return pa.concat_tables(parts).unify_dictionaries() if parts else self.schema().empty_table()

    def parts(self) -> Iterator[tuple[int, Table]]:
        """Yield the parts of the table, each with the place of its first row, from 1."""
        import pyarrow as pa

        first = 1
        waiting: list[Table] = []
        held = 0
        with ExitStack() as files:
            for batch in self._batches(files, None):
                waiting.append(batch)
                held += batch.num_rows
                while held >= self.rows:
                    whole = pa.concat_tables(waiting)
                    yield first, whole.slice(0, self.rows)
                    first += self.rows
                    rest = whole.slice(self.rows)
                    waiting, held = ([rest] if rest.num_rows else []), rest.num_rows
            if held:
                yield first, pa.concat_tables(waiting)

    def piece(self, start: int, rows: int) -> Table:
        """Return `rows` rows from a place on, counted from 0; of a table that is no CSV file."""
        import pyarrow as pa

        found: list[Table] = []
        with ExitStack() as files:
            file = self._open(files)
            for first, batch in file.batches_from(start) if self.kind == "parquet" else _batches_of(file):
                low, high = max(start - first, 0), min(start + rows - first, batch.num_rows)
                if low < high:
                    found.append(pa.Table.from_batches([batch.slice(low, high - low)]))
                if first + batch.num_rows >= start + rows:
                    break
            return pa.concat_tables(found)

    def _batches(self, files: ExitStack, columns: list[str] | None) -> Iterator[Table]:
        import pyarrow as pa

        if self.kind == "csv":
            yield from self._text.batches(columns)
            return
        try:
            found = self._open(files)
            if self.kind == "parquet":
                for batch in found.iter_batches(min(self.rows, 131_072), columns=columns):
                    yield pa.Table.from_batches([batch])
            else:
                for number in range(found.num_record_batches):
                    table = pa.Table.from_batches([found.get_batch(number)])
                    yield table if columns is None else table.select(columns)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(self.path, error) from None

    def _open(self, files: ExitStack) -> Any:
        import pyarrow as pa

        if not self.path.exists():
            raise PolicyError.of(Diagnostic("PC801", NOWHERE, {"file": self.path.as_posix()}))
        try:
            if self.kind == "parquet":
                return self._parquet(files)
            return files.enter_context(pa.ipc.open_file(files.enter_context(pa.memory_map(str(self.path)))))
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(self.path, error) from None

    def _parquet(self, files: ExitStack) -> Any:
        import pyarrow.parquet as pq

        plain = pq.read_schema(self.path)
        words = [f.name for f in plain if _is_text(f.type) and f.name != self.key]
        # Texts of a few kinds stand in Parquet once each; so they are read.
        file = files.enter_context(pq.ParquetFile(self.path, read_dictionary=words))
        return _Parquet(file)


def _readable(batch: Table, name: str) -> Any:
    """Return a column with nothing in it where the row could not be read."""
    import pyarrow as pa
    import pyarrow.compute as pc

    broken = broken_rows(batch)
    return batch[name] if broken is None else pc.if_else(broken, pa.scalar(None, batch[name].type), batch[name])


def _is_text(of: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(of) or pa.types.is_large_string(of))


@frozen
class _Parquet:
    """A Parquet file that says its schema as it is read."""

    file: Any

    @property
    def schema(self) -> Any:
        return self.file.schema_arrow

    def iter_batches(self, rows: int, columns: list[str] | None) -> Any:
        return self.file.iter_batches(rows, columns=columns)

    def batches_from(self, start: int) -> Iterator[tuple[int, Any]]:
        """Yield batches with the place of their first row, from 0, beginning with the row group that `start` is in."""
        first = 0
        for number in range(self.file.num_row_groups):
            rows = self.file.metadata.row_group(number).num_rows
            if first + rows <= start:
                first += rows
                continue
            for batch in self.file.iter_batches(131_072, row_groups=[number]):
                yield first, batch
                first += batch.num_rows


def _batches_of(file: Any) -> Iterator[tuple[int, Any]]:
    """Yield the batches of an Arrow file with the place of their first row, from 0."""
    first = 0
    for number in range(file.num_record_batches):
        batch = file.get_batch(number)
        yield first, batch
        first += batch.num_rows
