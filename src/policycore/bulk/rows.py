"""Deciding single rows of a table: the border of `records`, then the compiled twin.

In: rows as data, with their places. Out: outcomes, or why a row is no record. `columns` is handed this for the rows
that it cannot decide, and knows neither border nor evaluator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field

from policycore.bulk.keys import key_texts, repeated
from policycore.bulk.lists import ROW, Lists
from policycore.bulk.source import Source, Table
from policycore.bulk.text import BROKEN, declared
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Argument
from policycore.report import PolicyError, report_on_data

if TYPE_CHECKING:
    from policycore.api import Decider, Judged, Policy
    from policycore.bulk.beside import Beside, Files
    from policycore.columns.engines import EngineName
    from policycore.columns.table import Answer, Tables
    from policycore.compile.twin import Twin
    from policycore.core.nodes import Program
    from policycore.core.outcome import DecisionOutcome, Inputs
    from policycore.core.packed import PackedRecord, Packing
    from policycore.records.convert import Converted, Converter
    from policycore.records.join import Events
    from policycore.records.problem import RecordProblem
    from policycore.values import Record

#: Says which rows of a table must be read as data; None: none.
Odd: TypeAlias = "Callable[[Table], Any]"
#: Figures of a decision have at most so many digits in a column.
_MOST_DIGITS = 38


@define(eq=False)
class Rows:
    """Decides single rows of a table: the border of `records`, then an evaluator.

    `repeated` holds keys that stand in more than one row, and the row that was decided first, 0 until there is one;
    `listed` the lists that come from tables of their own, with the key of their elements ("" where they have none), and
    `listed_in` the names of their files; `beside` all that is put beside the rows; `notices` what is worth telling of
    the columns; `snapshots` the digests of files that rows are compared with.
    """

    policy: Policy
    decider: Decider
    repeated: dict[str, int] = field(factory=dict)
    lang: Lang = "en"
    listed: dict[str, str] = field(factory=dict)
    listed_in: dict[str, str] = field(factory=dict)
    beside: Beside | None = None
    notices: tuple[RecordProblem, ...] = ()
    snapshots: tuple[str, ...] = ()
    _evaluators: dict[frozenset[str] | None, Evaluator] = field(factory=dict, init=False)

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

        found = key_field(self.decider.converter.declaration)
        return "" if found is None else found.name

    @property
    def converter(self) -> Converter:
        """What reads rows as records."""
        from policycore.records.convert import Converter

        declaration = self.decider.converter.declaration
        return Converter(self.policy.program, declaration, judged=self.decider.judged, extra="tell")

    def tables(self, schema: Any, engine: EngineName, threads: int | None = None) -> Tables:
        """Return what decides tables of this schema; raises `PolicyError` where a column looks like a slip."""
        from policycore.columns.lower import Settings
        from policycore.columns.table import Tables

        schema = declared(schema)
        refuses = self.look_at_headers(schema.names)
        settings = self.decider.settings
        return Tables(
            self.policy.program,
            self.decider.record_type,
            Settings(settings.as_of, settings.parameters, settings.readings, settings.known_at),
            schema,
            engine,
            self,
            self._too_large,
            self.key if self.key in schema.names else "",
            strict=self.decider.judged == "strict",
            threads=threads,
            all_singly=refuses,
            known=self.known,
        )

    def look_at_headers(self, names: Sequence[str], file: str = "", beside: Files | None = None) -> bool:
        """Return whether every row is refused for the names of the columns.

        `file` is what the table is called, `beside` are the files that are read beside it. Raises `PolicyError` where
        a column looks like a slip, or where what stands beside does not fit.
        """
        from policycore.bulk.beside import Files
        from policycore.records.load import load_records
        from policycore.records.loaded import Rejected
        from policycore.records.problem import Place
        from policycore.records.raw import RawRecord

        def blank(names: Sequence[str], file: str) -> RawRecord:
            return RawRecord({name: None for name in names if not name.startswith("\x01")}, Place(file), cells=True)

        files = Files() if beside is None else beside
        load = load_records(
            self.policy.program,
            self.decider.record_type,
            [blank(names, file)],
            {name: [blank(each.schema().names, each.path.as_posix())] for name, each in files.events.items()},
            files.mapping,
            related={name: [blank(each.schema().names, each.path.as_posix())] for name, each in files.related.items()},
            judged=self.decider.judged,
            mapping_file=files.mapping_file,
        )
        refused = False
        for item in load:
            if isinstance(item, Rejected):
                if item.ends:
                    raise PolicyError(report_on_data(item.problems))
                refused = True
        if beside is not None:
            self.notices = tuple(each for each in load.notices if each.code == "PC544")
        return refused

    def list_of(self, events: Events, source: Source) -> Lists:
        """Return the events of a list out of their table."""
        from policycore.bulk.mapped import mapped, with_names, written

        raw = source.whole()
        if source.ended is not None:  # who would lack events nobody can tell
            raise PolicyError(report_on_data([source.ended]))
        name, inner = events.field.name, events.inner
        key = "" if inner.key is None else inner.key.name
        self.listed[name] = key
        self.listed_in[name] = source.path.name
        table = with_names(mapped(raw, inner.mapping), inner.converter)
        owner = written(raw, table, inner.mapping, events.owner)
        passed = [column for column in inner.passed if column in table.column_names]
        table = table.drop_columns(passed) if passed else table
        return Lists.of(name, table, owner, key if key in table.column_names else "")

    def __call__(
        self, data: Sequence[Mapping[str, Any]], places: Sequence[int], only: Collection[str] | None
    ) -> Sequence[Answer]:
        """Return the outcomes of rows, or why they are no records."""
        from policycore.columns.table import Refused

        converter = self.converter
        evaluate = self._evaluator(None if only is None else frozenset(only))
        found: list[Answer] = []
        for row, place in zip(data, places, strict=True):
            if row.get(BROKEN) is not None:
                found.append(Refused(tuple(json.loads(row[BROKEN])["problems"])))
                continue
            converted = self._converted(converter, row, place)
            problems = self._with_events(row, converted.problems)
            unread = tuple(self._unread(row, place))
            if unread or any(problem.is_error for problem in problems):
                found.append(Refused((*(self._said(problem, place) for problem in problems), *unread)))
                continue
            if converted.record is not None:
                again = self._again(converter, converted.record, place)
                if again is None:
                    found.append(evaluate(self.decider.inputs(converted.record)))
                    continue
                problems = (*problems, again)
            found.append(Refused(tuple(self._said(problem, place) for problem in problems)))
        return found

    def record(self, row: Mapping[str, Any], place: int) -> Record | None:
        """Return the record of a row that stands at this place, None where it is refused."""
        if row.get(BROKEN) is not None or any(self._unread(row, place)):
            return None
        converted = self._converted(self.converter, row, place)
        problems = self._with_events(row, converted.problems)
        return None if any(problem.is_error for problem in problems) else converted.record

    def compare(
        self, parts: Callable[[], Iterable[Table]], tables: Tables | None = None, odd: Odd | None = None
    ) -> None:
        """Let records be compared with each other, where the policy does that: all rows are gone through beforehand.

        Args:
            parts: yields the table, part by part, with each call.
            tables: what decides them; None: members are measured one by one.
            odd: which rows of a part must be read as data whatever they hold.
        """
        if not self.decider.needs_members:
            return
        from attrs import evolve

        from policycore.bulk.members import measure

        waiting = None if tables is None else measure(self, tables, parts, odd)
        if waiting is None:
            self.decider = self.decider.among(self.decider.taken_of(lambda: self.members(parts(), set())))
        else:
            self.decider = evolve(self.decider, snapshots=waiting)

    def members(self, parts: Iterable[Table], seen: set[str]) -> Iterator[Record]:
        """Yield the records of all rows that are not refused; `seen` are the repeated keys that have come already."""
        from policycore.records.convert import key_of

        converter = self.converter
        for part in parts:
            for row in part.to_pylist():
                record = self.record(row, 0)
                if record is None:
                    continue
                key = key_of(converter.declaration, record) if self.repeated else None
                if key is None or key not in seen:
                    yield record
                if key in self.repeated:
                    seen.add(str(key))

    def _converted(self, converter: Converter, row: Mapping[str, Any], place: int) -> Converted:
        """Return the record of a row as it was written, with what belongs to it."""
        from policycore.records.convert import Converted

        if self.beside is None or not self.beside.related:
            return converter(self._as_written(row), cells=True)
        joined, problems = self.beside.partners(row, place)
        data = {name: value for name, value in self._as_written(row).items() if name not in joined}
        found = converter(data, cells=True, joined=joined)
        return Converted(found.record, (*problems, *found.problems))

    def _as_written(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the data of a row without what only says where they come from."""
        found = {name: value for name, value in data.items() if not name.startswith("\x01")}
        for name in self.listed:
            if found[name] is not None:
                found[name] = [
                    {key: value for key, value in each.items() if not key.startswith("\x01")}
                    for each in _readable(found[name])
                ]
        return found

    def _unread(self, data: Mapping[str, Any], place: int) -> Iterator[Mapping[str, Any]]:
        """Yield why events of a row could not be read from their file."""
        from policycore.records.problem import RecordProblem

        for name in self.listed:
            for number, each in enumerate(data[name] or (), 1):
                if each.get(BROKEN) is not None:
                    yield from json.loads(each[BROKEN])["problems"]
                    args: dict[str, Argument] = {"name": name, "row": each[ROW], "file": self.listed_in[name]}
                    yield self._said(RecordProblem("PC541", f"{name}[{number}]", args=args), place)

    def _with_events(self, data: Mapping[str, Any], problems: tuple[RecordProblem, ...]) -> tuple[RecordProblem, ...]:
        """Return the problems of a row with those of its events as a whole: which is to blame that it is refused."""
        from policycore.records.problem import RecordProblem

        every = [*problems, *self._events_again(data)]
        for name in self.listed:
            blamed = {
                int(number) - 1
                for problem in every
                if problem.is_error and (number := problem.path.removeprefix(f"{name}[").partition("]")[0]).isdecimal()
            }
            events = _readable(data[name] or ())
            for place in sorted(blamed):
                args: dict[str, Argument] = {"name": name, "row": events[place][ROW], "file": self.listed_in[name]}
                every.append(RecordProblem("PC541", f"{name}[{place + 1}]", args=args))
        return tuple(every)

    def _events_again(self, data: Mapping[str, Any]) -> Iterator[RecordProblem]:
        """Yield which events of a row have the key of an earlier one, and that a row without a key has no events."""
        from policycore.records.problem import RecordProblem

        for name, key in self.listed.items():
            if data[name] is None:
                args: dict[str, Argument] = {"record": self.decider.record_type, "key": self.key}
                yield RecordProblem("PC552", "", args=args)
                continue
            seen: dict[str, int] = {}
            for number, each in enumerate(_readable(data[name]), 1):
                given = str(each.get(key) or "").strip()
                first = seen.setdefault(given, each[ROW]) if given else each[ROW]
                if first != each[ROW]:
                    yield RecordProblem("PC540", f"{name}[{number}]", given, {"key": given, "row": first})

    def known(self, only: Collection[str] | None) -> Evaluator | None:
        """Return what decides packed records, None where only the reference can: all decisions, or only some."""
        evaluator = self._evaluator(None if only is None else frozenset(only))
        return evaluator if evaluator.packs else None

    def _evaluator(self, only: frozenset[str] | None) -> Evaluator:
        """Return what decides a record: all decisions, or only some."""
        if only not in self._evaluators:
            from attrs import evolve

            program = self.policy.program
            if only is not None:
                program = evolve(program, decisions=tuple(id for id in program.decisions if id in only))
            self._evaluators[only] = Evaluator.of(program, self)
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

        column = problem.column
        if self.beside is not None:
            column = column or self.beside.joins.mapping.column_of(problem.path)
        return problem_data(problem.at(Place(row=place), column), self.lang)

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
        self.repeated.update(dict.fromkeys(repeated(texts), 0))
        return self.among_repeated(texts)

    def among_repeated(self, texts: Any) -> Any:
        """Return which of the keys stand in more than one row, None where none does."""
        if not self.repeated or texts is None:
            return None
        import pyarrow as pa
        import pyarrow.compute as pc

        return pc.is_in(texts, value_set=pa.array(list(self.repeated), pa.string()))


@define(eq=False)
class Evaluator:
    """Decides single rows: the compiled twin, and the reference for what is not compiled.

    Attributes:
        twin: with the parameters and readings of the run.
        apart: whether records that look alike may differ, since the records of the table are compared with each other.
    """

    program: Program
    rows: Rows
    twin: Twin
    apart: bool

    @classmethod
    def of(cls, program: Program, rows: Rows) -> Evaluator:
        """Return the evaluator of a program (which may have fewer decisions than that of the rows)."""
        from policycore.compile.twin import compile_program

        settings = rows.decider.settings
        twin = compile_program(program, settings.parameters, settings.readings)
        return cls(program, rows, twin, bool(program.populations))

    @property
    def packing(self) -> Packing:
        """How records have to be packed for `decide`."""
        return self.twin.packing

    @property
    def packs(self) -> bool:
        """Whether decisions about packed records are compiled."""
        return self.twin.supports(self.rows.decider.record_type)

    def __call__(self, inputs: Inputs) -> tuple[DecisionOutcome, ...]:
        """Return the outcomes for a record."""
        from policycore.compile.forms import Unsupported
        from policycore.interpret.decide import decide

        try:
            return self.twin.decide(inputs)
        except Unsupported:
            return decide(self.program, inputs)

    def decide(self, records: Sequence[PackedRecord]) -> Iterator[tuple[DecisionOutcome, ...] | None]:
        """Yield the outcomes for packed records; None for one that the reference has to decide."""
        from policycore.compile.forms import Given, Unsupported

        decider = self.rows.decider
        record, settings = decider.record_type, decider.settings
        given = Given(settings.as_of, settings.known_at, decider.snapshots)
        entry = self.twin.entry(record)
        assert entry is not None
        try:
            leans = entry.many(records, entry.settle(given))
        except Unsupported:
            leans = []
        for packed, lean in zip(records, leans, strict=False):
            try:
                yield self.twin.describe(record, packed, given) if lean is None else entry.outcomes(lean)
            except Unsupported:
                yield None
        yield from repeat(None, len(records) - len(leans))


def _readable(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the events that could be read from their file."""
    return [each for each in events if each.get(BROKEN) is None]
