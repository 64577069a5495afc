"""Deciding whole tables of files: partition by partition, so that a run that was stopped goes on where it was.

In: a policy, a table in a Parquet, CSV or Arrow file, an engine. Out: a folder with one Parquet file of outcomes per
partition, the rejected rows beside it, and what was counted. An edge: it reads and writes files, and hands the border
and the evaluator of single rows to `columns`, which knows neither.

A partition is done once the file that counts it is there, which is written last; each file is written under another
name first. So a run that is killed and started again gives the same result, and nothing twice.
"""

from __future__ import annotations

import csv as lines
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import define, field, frozen

from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Argument, Diagnostic
from policycore.report import PolicyError, report_on_data
from policycore.source import NOWHERE

if TYPE_CHECKING:
    from policycore.api import Decider, Judged, Policy
    from policycore.columns.engines import EngineName
    from policycore.columns.plan import Plan
    from policycore.columns.table import Answer, Part, Tables
    from policycore.core.nodes import Program
    from policycore.core.outcome import DecisionOutcome, Inputs
    from policycore.records.problem import RecordProblem
    from policycore.values import Record

Table: TypeAlias = Any
TableKind = Literal["parquet", "csv", "arrow"]

#: Endings of tables, and what they hold.
KINDS: Mapping[str, TableKind] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".arrow": "arrow",
    ".feather": "arrow",
}
#: What a manifest is called, and the version of its form.
MANIFEST = "manifest.json"
FORMAT = "policycore.run/1"
#: Rows of a partition unless told otherwise.
PART_ROWS = 250_000
_PLACE = re.compile(r"\[\d+\]")
#: Figures of a decision have at most so many digits in a column.
_MOST_DIGITS = 38


class BulkError(Exception):
    """A run that cannot begin. `why` is "not_installed", "other_run" or "unknown_kind"; `subject` what it is about."""

    def __init__(self, why: str, subject: str) -> None:
        super().__init__(f"{why}: {subject}")
        self.why = why
        self.subject = subject


#: The distributions that an engine needs, by the name of their module, and the extra that brings them.
_NEEDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "duckdb": (("pyarrow", "narwhals", "duckdb"), "columns"),
    "arrow": (("pyarrow", "narwhals"), "columns"),
    "polars": (("pyarrow", "polars"), "polars"),
    "spark": (("pyarrow", "narwhals", "pyspark", "pandas"), "spark"),
}


def ask_for(engine: str) -> None:
    """Raise `BulkError` where what an engine needs is not installed; its subject is the extra that brings it."""
    from importlib.util import find_spec

    modules, extra = _NEEDS[engine]
    if any(find_spec(module) is None for module in modules):
        raise BulkError("not_installed", extra)


# --- one table in memory ---


def decide_table(
    policy: Policy,
    table: Table,
    *,
    engine: EngineName = "duckdb",
    as_of: date | datetime | str | None = None,
    parameters: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    record_type: str | None = None,
    judged: Judged = "strict",
    threads: int | None = None,
    known_at: date | datetime | str | None = None,
) -> Part:
    """Return what a policy decides about an Arrow table: outcomes, rejected rows, and how many rows went singly.

    Args:
        policy: the policy.
        table: a `pyarrow.Table` whose columns are called like the fields of the record.
        engine: what works the columns out; every engine gives the same.
        as_of, parameters, readings, record_type, judged, known_at: as for `Policy.decide`. Where the policy compares
            records with each other, the rows are the population.
        threads: how many threads DuckDB takes; None: as many as there are cores.

    Raises:
        PolicyError: a setting is wrong, or a column cannot be what it is called.
        BulkError: the engine is not installed.
    """
    ask_for(engine)
    rows = Rows.of(policy, as_of, parameters, readings, record_type, judged, known_at=known_at)
    tables, strange = rows.tables(table.schema, engine, threads), rows.strange(table)
    rows.compare(lambda: [table])
    return tables.decide(table, odd=strange)


def usual_plans(policy: Policy) -> Iterator[Plan]:
    """Yield per record that is decided about the plan of a table that gives every fact as text.

    The moment is the first on which the policy is in force, else the end of the year 2000: which day it is makes no
    difference to what has a form in columns.
    """
    from policycore.columns.lower import Settings
    from policycore.columns.table import usual_plan
    from policycore.dates import end_of

    program = policy.program
    moment = end_of(program.header.in_force_from or date(2000, 12, 31))
    for record in policy.decides:
        yield usual_plan(program, record, Settings(moment))


@define(eq=False)
class Rows:
    """Decides single rows of a table: the border of `records`, then an evaluator.

    `repeated` holds keys that stand in more than one row, and the row that was decided first, 0 until there is one;
    `listed` the lists that come from tables of their own, with the key of their elements ("" where they have none).
    """

    policy: Policy
    decider: Decider
    repeated: dict[str, int] = field(factory=dict)
    lang: Lang = "en"
    listed: dict[str, str] = field(factory=dict)
    _evaluators: dict[frozenset[str] | None, Any] = field(factory=dict, init=False)

    @classmethod
    def of(
        cls,
        policy: Policy,
        as_of: date | datetime | str | None,
        parameters: Mapping[str, object] | None,
        readings: Mapping[str, str] | None,
        record_type: str | None,
        judged: Judged,
        lang: Lang = "en",
        known_at: date | datetime | str | None = None,
    ) -> Rows:
        """Return the evaluator of rows for these settings; raises `PolicyError` where they are wrong."""
        from policycore.api import make_decider

        decider = make_decider(policy, as_of, parameters or {}, readings or {}, record_type, judged, known_at)
        return cls(policy, decider, lang=lang)

    @property
    def key(self) -> str:
        """The name of the key field, "" where the record has none."""
        from policycore.records.convert import key_field

        found = key_field(self._converter.declaration)
        return "" if found is None else found.name

    @property
    def _converter(self) -> Any:
        from policycore.records.convert import Converter

        declaration = self.decider.converter.declaration
        return Converter(self.policy.program, declaration, judged=self.decider.judged, extra="tell")

    def tables(self, schema: Any, engine: EngineName, threads: int | None = None) -> Tables:
        """Return what decides tables of this schema; raises `PolicyError` where a column looks like a slip."""
        from policycore.columns.lower import Settings
        from policycore.columns.table import Tables

        refuses = self.look_at_headers(schema.names)
        settings = self.decider.settings
        return Tables(
            self.policy.program,
            self.decider.record_type,
            Settings(settings.as_of, settings.parameters, settings.readings, getattr(settings, "known_at", None)),
            schema,
            engine,
            self,
            self._too_large,
            self.key if self.key in schema.names else "",
            strict=self.decider.judged == "strict",
            threads=threads,
            all_singly=refuses,
        )

    def look_at_headers(self, names: Sequence[str], events: Mapping[str, Sequence[str]] | None = None) -> bool:
        """Return whether every row is refused for the names of the columns.

        `events` are the columns of tables of events, by the field that they are for. Raises `PolicyError` where a
        column looks like a slip, or where events do not fit.
        """
        from policycore.records.load import load_records
        from policycore.records.loaded import Rejected
        from policycore.records.problem import Place
        from policycore.records.raw import RawRecord

        raw = RawRecord(dict.fromkeys(names), Place(), cells=True)
        blanks = {
            name: [RawRecord(dict.fromkeys(columns), Place(), cells=True)] for name, columns in (events or {}).items()
        }
        load = load_records(self.policy.program, self.decider.record_type, [raw], blanks, judged=self.decider.judged)
        for item in load:
            if isinstance(item, Rejected):
                if item.ends:
                    raise PolicyError(report_on_data(item.problems))
                return True
        return False

    def list_of(self, name: str, source: Source) -> Lists:
        """Return the events of a list out of their table."""
        import pyarrow as pa

        from policycore import types as t
        from policycore.records.convert import find_record, key_field

        declaration = self.decider.converter.declaration
        of = next(each.type for each in declaration.fields if each.name == name)
        assert isinstance(of, t.ListType)
        assert isinstance(of.element, t.RecordType)
        element = find_record(self.policy.program, of.element.name)
        assert element is not None
        key = key_field(element)
        batches = [table for _, table in source.parts()]
        table = pa.concat_tables(batches) if batches else source.schema().empty_table()
        table = table.unify_dictionaries()
        self.listed[name] = "" if key is None else key.name
        own = key.name if key is not None and key.name in table.column_names else ""
        keeps_owner = any(each.name == self.key for each in element.fields)
        return Lists.of(name, table, self.key, own, keeps_owner)

    def __call__(
        self, data: Sequence[Mapping[str, Any]], places: Sequence[int], only: Collection[str] | None
    ) -> Sequence[Answer]:
        """Return the outcomes of rows, or why they are no records."""
        from policycore.columns.table import Refused

        converter = self._converter
        evaluate = self._evaluator(None if only is None else frozenset(only))
        found: list[Answer] = []
        for row, place in zip(data, places, strict=True):
            converted = converter(self._without_rows(row), cells=True)
            problems = (*converted.problems, *self._events_again(row))
            if any(problem.is_error for problem in problems):
                found.append(Refused(tuple(self._said(problem, place) for problem in problems)))
                continue
            if converted.record is not None:
                again = self._again(converter, converted.record, place)
                if again is None:
                    found.append(evaluate(self.decider.inputs(converted.record)))
                    continue
                problems = (*problems, again)
            found.append(Refused(tuple(self._said(problem, place) for problem in problems)))
        return found

    def compare(self, parts: Callable[[], Iterable[Table]]) -> None:
        """Let records be compared with each other, where the policy does that: all rows are gone through beforehand.

        `parts` yields the table, part by part, with each call.
        """
        if self.decider.needs_members:
            self.decider = self.decider.among(self.decider.taken_of(lambda: self._members(parts())))

    def _members(self, parts: Iterable[Table]) -> Iterator[Record]:
        """Yield the records of all rows that are not refused."""
        from policycore.records.convert import key_of

        converter = self._converter
        seen: set[str] = set()
        for part in parts:
            for row in part.to_pylist():
                record = converter(self._without_rows(row), cells=True).record
                if record is None or any(problem.is_error for problem in self._events_again(row)):
                    continue
                key = key_of(converter.declaration, record) if self.repeated else None
                if key is None or key not in seen:
                    yield record
                if key in self.repeated:
                    seen.add(str(key))

    def _without_rows(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the data of a row without the places of its events in their own tables."""
        if not self.listed:
            return data
        found = dict(data)
        for name in self.listed:
            if found[name] is not None:
                found[name] = [{key: value for key, value in each.items() if key != ROW} for each in found[name]]
        return found

    def _events_again(self, data: Mapping[str, Any]) -> Iterator[RecordProblem]:
        """Yield which events of a row have the key of an earlier one, and that a row without a key has no events."""
        from policycore.records.problem import RecordProblem

        for name, key in self.listed.items():
            if data[name] is None:
                args: dict[str, Argument] = {"record": self.decider.record_type, "key": self.key}
                yield RecordProblem("PC552", "", args=args)
                continue
            seen: dict[str, int] = {}
            for number, each in enumerate(data[name], 1):
                given = str(each.get(key) or "").strip()
                first = seen.setdefault(given, each[ROW]) if given else each[ROW]
                if first != each[ROW]:
                    yield RecordProblem("PC540", f"{name}[{number}]", given, {"key": given, "row": first})

    def _evaluator(self, only: frozenset[str] | None) -> Any:
        """Return what decides a record: all decisions, or only some."""
        if only not in self._evaluators:
            from attrs import evolve

            program = self.policy.program
            if only is not None:
                program = evolve(program, decisions=tuple(id for id in program.decisions if id in only))
            self._evaluators[only] = row_evaluator(program)
        return self._evaluators[only]

    def _again(self, converter: Any, record: Any, place: int) -> RecordProblem | None:
        """Return that the key of a record stands in an earlier row already."""
        from policycore.records.convert import key_of
        from policycore.records.problem import RecordProblem

        if not self.repeated:
            return None
        key = key_of(converter.declaration, record)
        if key is None or key not in self.repeated:
            return None
        first = self.repeated[key]
        if first in (0, place):
            self.repeated[key] = place
            return None
        args: dict[str, Argument] = {"key": key, "row": first}
        return RecordProblem("PC540", value=key, args=args)

    def _said(self, problem: RecordProblem, place: int) -> Mapping[str, Any]:
        from policycore.records.problem import Place
        from policycore.records.render import problem_data

        return problem_data(problem.at(Place(row=place), problem.column), self.lang)

    def _too_large(self, column: str) -> Any:
        from policycore.columns.table import Refused
        from policycore.records.problem import RecordProblem
        from policycore.records.render import problem_data

        problem = RecordProblem("PC505", column, args={"most": _MOST_DIGITS})
        return Refused((problem_data(problem, self.lang),))

    def strange(self, table: Table) -> Any:
        """Return the rows that have a key in common with another row, None where there are none."""
        if not self.key or self.key not in table.column_names:
            return None
        texts = key_texts(table[self.key])
        self.repeated.update(dict.fromkeys(_repeated(texts), 0))
        return self.among_repeated(texts)

    def among_repeated(self, texts: Any) -> Any:
        """Return which of the keys stand in more than one row, None where none does."""
        if not self.repeated or texts is None:
            return None
        import pyarrow as pa
        import pyarrow.compute as pc

        return pc.is_in(texts, value_set=pa.array(list(self.repeated), pa.string()))


def row_evaluator(program: Program) -> Callable[[Inputs], tuple[DecisionOutcome, ...]]:
    """Return the function that decides a record: the compiled twin, and the reference for what is not compiled."""
    from policycore.compile.forms import Unsupported
    from policycore.compile.twin import compile_program
    from policycore.interpret.decide import decide

    twin = compile_program(program)

    def evaluate(inputs: Inputs) -> tuple[DecisionOutcome, ...]:
        try:
            return twin.decide(inputs)
        except Unsupported:
            return decide(program, inputs)

    return evaluate


def key_texts(column: Any) -> Any:
    """Return keys as they are compared: as texts without spaces around them, blank ones null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = column.cast(pa.string())
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _repeated(texts: Any) -> list[str]:
    """Return the keys that stand more than once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = texts.drop_null()
    if pc.count_distinct(known).as_py() == len(known):
        return []
    counted = pa.table({"key": known}).group_by("key").aggregate([("key", "count")])
    found: list[str] = counted.filter(pc.greater(counted["key_count"], 1))["key"].to_pylist()
    return found


# --- files of tables ---


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

    def schema(self) -> Any:
        """Return the Arrow schema of the table."""
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

    def column(self, name: str) -> Any:
        """Return one column of the whole table."""
        import pyarrow as pa

        with ExitStack() as files:
            batches = list(self._batches(files, [name]))
        return pa.chunked_array([column for batch in batches for column in batch[name].chunks], batches[0][name].type)

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

        try:
            found = self._open(files, columns)
            if self.kind == "parquet":
                for batch in found.iter_batches(min(self.rows, 131_072), columns=columns):
                    yield pa.Table.from_batches([batch])
            elif self.kind == "csv":
                for batch in found:
                    yield pa.Table.from_batches([batch])
            else:
                for number in range(found.num_record_batches):
                    table = pa.Table.from_batches([found.get_batch(number)])
                    yield table if columns is None else table.select(columns)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(self.path, error) from None

    def _open(self, files: ExitStack, columns: list[str] | None = None) -> Any:
        import pyarrow as pa

        if not self.path.exists():
            raise PolicyError.of(Diagnostic("PC801", NOWHERE, {"file": self.path.as_posix()}))
        try:
            if self.kind == "parquet":
                return self._parquet(files)
            if self.kind == "csv":
                return files.enter_context(self._csv(columns))
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

    def _csv(self, columns: list[str] | None) -> Any:
        import pyarrow as pa
        from pyarrow import csv

        with self.path.open("rb") as file:
            head = file.readline().decode(self.encoding).lstrip("\ufeff")
        names = next(lines.reader([head]), [])
        return csv.open_csv(
            self.path,
            read_options=csv.ReadOptions(encoding=self.encoding, block_size=1 << 24),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, include_columns=columns
            ),
            parse_options=csv.ParseOptions(newlines_in_values=True),
        )


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


# --- lists in tables of their own ---

#: The row of an event in its own table, from 1; no field is called so.
ROW = "\x01row"


@define(eq=False)
class Lists:
    """The events of one list, by the key of their owner: read once, then given to the rows of each part.

    Attributes:
        name: the field.
        owners: the keys that have events, as texts.
        lists: their events, one list for each of `owners`, and last an empty one.
        repeated: those of `owners` with two events of one key.
        nobody: events that name no owner.
    """

    name: str
    owners: Any
    lists: Any
    repeated: Any
    nobody: int

    @classmethod
    def of(cls, name: str, table: Table, owner: str, key: str, keeps_owner: bool) -> Lists:
        """Return the events of a table; `owner` is the column that names their owner, `key` their own key or ""."""
        import pyarrow as pa
        import pyarrow.compute as pc

        named = key_texts(table[owner])
        nobody = named.null_count
        table = table.append_column(ROW, pa.arange(1, table.num_rows + 1)).append_column("\x01owner", named)
        table = table.filter(pc.is_valid(named))
        table = table.sort_by([("\x01owner", "ascending"), (ROW, "ascending")])
        named = _one_piece(table["\x01owner"]).dictionary_encode()
        kept = [column for column in table.column_names if column != "\x01owner" and (column != owner or keeps_owner)]
        events = pa.StructArray.from_arrays([_one_piece(table[column]) for column in kept], names=kept)
        ends = pc.search_sorted(named.indices, pa.arange(0, len(named.dictionary)).cast(pa.int32()), side="right")
        offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends.cast(pa.int64())])
        last = pa.array([len(events)], pa.int64())
        lists = pa.LargeListArray.from_arrays(pa.concat_arrays([offsets, last]), events)
        repeated = pa.array([], pa.string())
        if key:
            pairs = pa.table({"owner": named.cast(pa.string()), "key": key_texts(table[key])})
            counted = pairs.filter(pc.is_valid(pairs["key"])).group_by(["owner", "key"]).aggregate([([], "count_all")])
            repeated = pc.unique(counted.filter(pc.greater(counted["count_all"], 1))["owner"])
        return cls(name, named.dictionary, lists, _one_piece(repeated), nobody)

    def type(self) -> Any:
        """Return the Arrow type of the list."""
        return self.lists.type

    def added(self, table: Table, keys: Any) -> Table:
        """Return a part with the list of each row beside it; a row without a key has none that is known."""
        import pyarrow as pa
        import pyarrow.compute as pc

        place = pc.fill_null(pc.index_in(keys, value_set=self.owners), len(self.owners))
        place = pc.if_else(pc.is_null(keys), pa.scalar(None, place.type), place)
        return table.append_column(self.name, self.lists.take(place))

    def strange(self, keys: Any) -> Any:
        """Return the rows with two events of one key."""
        import pyarrow.compute as pc

        return pc.is_in(keys, value_set=self.repeated)

    def without_owner(self, keys: Any) -> int:
        """Return how many events belong to none of the keys of the whole table."""
        import pyarrow.compute as pc

        known = pc.is_in(self.owners, value_set=keys)
        lengths = pc.list_value_length(self.lists.slice(0, len(self.owners)))
        found = pc.sum(pc.if_else(known, 0, lengths)).as_py()
        return self.nobody + (found or 0)


def _one_piece(column: Any) -> Any:
    import pyarrow as pa

    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


# --- a run ---


@define
class Summary:
    """What was counted so far.

    Attributes:
        rows, rejected, singly: rows read, refused, and decided by themselves.
        statuses: per decision how often each status.
        outcomes: per tiering and requirement how often each outcome.
        missing: per decision how often each set of facts was waited for.
        problems: how often each code refused a row.
        without_owner: per list how many events belong to no row.
    """

    rows: int = 0
    rejected: int = 0
    singly: int = 0
    statuses: dict[str, dict[str, int]] = field(factory=dict)
    outcomes: dict[str, dict[str, int]] = field(factory=dict)
    missing: dict[str, dict[str, int]] = field(factory=dict)
    problems: dict[str, int] = field(factory=dict)
    without_owner: dict[str, int] = field(factory=dict)

    def add(self, data: Mapping[str, Any]) -> None:
        """Add what was counted of one part."""
        self.rows += data["rows"]
        self.rejected += data["rejected"]
        self.singly += data["singly"]
        for mine, name in ((self.statuses, "statuses"), (self.outcomes, "outcomes"), (self.missing, "missing")):
            for id, counts in data[name].items():
                _add(mine.setdefault(id, {}), counts)
        _add(self.problems, data["problems"])

    def to_data(self) -> dict[str, Any]:
        """Return the counts as data that JSON can hold."""
        return {
            "rows": self.rows,
            "decided": self.rows - self.rejected,
            "rejected": self.rejected,
            "singly": self.singly,
            "statuses": self.statuses,
            "outcomes": self.outcomes,
            "missing": self.missing,
            "problems": dict(sorted(self.problems.items())),
            "without_owner": self.without_owner,
        }


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number


def counted(part: Part, tables: Tables) -> dict[str, Any]:
    """Return what is counted of a part."""
    from policycore.core.nodes import Require, Tiering

    statuses, outcomes, missing = {}, {}, {}
    for output in tables.outputs:
        id = output.node.id
        statuses[id] = _counts(part.table[f"{id}.status"])
        lacking = _counts(part.table[f"{id}.missing"])
        if lacking:
            missing[id] = _whatever_element(lacking)
        single = isinstance(output.node, Tiering) or (isinstance(output.node, Require) and output.node.each is None)
        if single:
            outcomes[id] = _counts(part.table[id])
    problems: dict[str, int] = {}
    for rejected in part.rejected:
        for code in {str(problem["code"]) for problem in rejected.problems}:
            problems[code] = problems.get(code, 0) + 1
    return {
        "rows": part.rows,
        "rejected": len(part.rejected),
        "singly": part.singly,
        "statuses": statuses,
        "outcomes": outcomes,
        "missing": missing,
        "problems": problems,
    }


def _whatever_element(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how often facts are waited for, whichever element of a list they belong to."""
    found: dict[str, int] = {}
    for facts, number in counts.items():
        named = "; ".join(dict.fromkeys(_PLACE.sub("[]", fact) for fact in facts.split("; ")))
        found[named] = found.get(named, 0) + number
    return found


def _counts(column: Any) -> dict[str, int]:
    counts = column.combine_chunks().value_counts().to_pylist()
    found = [(each["values"], each["counts"]) for each in counts if each["values"] is not None]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


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
        _write(self.out / "summary.json", _json(self.summary.to_data()))

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
        with _Written(self._name(number, "outcomes", "parquet")) as file:
            pq.write_table(part.table, file, compression="zstd")
        if part.rejected:
            lines = (json.dumps(self._reject(each), ensure_ascii=False) for each in part.rejected)
            _write(self._name(number, "rejected", "jsonl"), "".join(f"{line}\n" for line in lines))
        first_rows = {key: row for key, row in self.rows.repeated.items() if before.get(key) != row}
        done = {**counted(part, self.tables), "keys": first_rows}
        _write(self._name(number, "done", "json"), _json(done))  # last: it says that the others are whole
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
        rows.repeated.update(dict.fromkeys(_repeated(keys), 0))
        summary.without_owner = {each.name: each.without_owner(keys) for each in lists}
    rows.compare(lambda: (_joined(part, rows, lists) for _, part in source.parts()))
    manifest = _manifest(rows, source, schema, others)
    for folder in ("outcomes", "rejected", "done"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    known = out / MANIFEST
    if known.exists():
        if json.loads(known.read_text(encoding="utf-8")) != manifest:
            raise BulkError("other_run", out.as_posix())
    else:
        _write(known, _json(manifest))
    return Run(rows, tables, source, out, manifest, summary, source.count(), lists)


def _joined(table: Table, rows: Rows, lists: Sequence[Lists]) -> Table:
    """Return a part with its lists beside it."""
    for each in lists:
        table = each.added(table, key_texts(table[rows.key]))
    return table


def with_lists(schema: Any, lists: Sequence[Lists]) -> Any:
    """Return the schema of a table with these lists beside it."""
    import pyarrow as pa

    for each in lists:
        schema = schema.append(pa.field(each.name, each.type()))
    return schema


def _manifest(rows: Rows, source: Source, schema: Any, events: Mapping[str, Source]) -> dict[str, Any]:
    """Return what a run is: two runs with the same manifest give the same result, on whatever engine."""
    from policycore.core.codec import encode_inputs
    from policycore.core.facts import blank_record

    settings = rows.decider.settings.inputs(blank_record(rows.decider.converter.declaration))
    encoded = encode_inputs(rows.policy.program, rows.policy.bundle.index, settings)
    assert isinstance(encoded, dict)
    return {
        "format": FORMAT,
        "policy": {"id": rows.policy.id, "version": rows.policy.version, "digest": rows.policy.digest},
        "record": rows.decider.record_type,
        "judged": rows.decider.judged,
        "settings": {name: value for name, value in encoded.items() if name != "record"},
        "table": {
            "name": source.path.name,
            "sha256": _digest(source.path),
            "columns": schema.names,
            "encoding": source.encoding,
        },
        "events": {
            name: {"name": other.path.name, "sha256": _digest(other.path)} for name, other in sorted(events.items())
        },
        "part_rows": source.rows,
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


class _Written:
    """A file to write to, which gets its name when all is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.beside = path.with_name(f".{path.name}.new")

    def __enter__(self) -> Any:
        self.file = self.beside.open("wb")
        return self.file

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self.file.close()
        if kind is None:
            self.beside.replace(self.path)
        else:
            self.beside.unlink()
