"""Many records at once: raw records to records and rejects, with events and related records joined to them.

A row that is wrong is rejected with all its problems and the others go on. Records are streamed; what stays in memory
is their keys, so that one given twice is told, events until their owner comes, and related records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import Factory, define, evolve

from policycore.core.nodes import Program
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Argument
from policycore.records.convert import Judged, converter_for
from policycore.records.join import (
    Joins,
    Sources,
    Work,
    at_the_end,
    joins_for,
    read_record,
    read_sources,
    wrong_columns,
)
from policycore.records.keys import Keys
from policycore.records.loaded import Counts, Load, Loaded, Rejected, Seen, placed
from policycore.records.mapping import NO_MAPPING, check_mapping
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.problem import Place, RecordProblem, shown
from policycore.records.raw import Broken, LongNumber, NotFinite, RawRecord
from policycore.records.read import Raw
from policycore.records.render import problem_data

__all__ = ["Counts", "Load", "Loaded", "Rejected", "load_records", "plain_raw", "reject_row"]


def load_records(
    program: Program,
    record_type: str,
    raws: Iterable[Raw],
    events: Mapping[str, Iterable[Raw]] = {},
    mapping: ColumnMapping = NO_MAPPING,
    *,
    related: Mapping[str, Iterable[Raw]] = {},
    judged: Judged = "strict",
    mapping_file: str = "",
) -> Load:
    """Return the load of raw records.

    Args:
        program: The checked policy.
        record_type: The record that is decided.
        raws: Its raw records, read as they are asked for.
        events: Per field that is a list of records the raw records of its elements, joined by the owner's key; a list
            with no entry here is read from the data, else unknown; a list whose owner has no events is empty. A path
            (`customer.orders`) names a list inside a record that is joined itself.
        mapping: How columns are called and what values mean.
        related: Per field that is a record the raw records it may be, joined by their key; paths as for events.
        judged: See `Converter`.
        mapping_file: What the mapping is called in messages.
    """
    counts, notices = Counts(), list[RecordProblem]()
    load = Load(iter(()), counts, notices)
    converter = converter_for(program, record_type, judged=judged, extra="tell")
    problems: tuple[RecordProblem, ...]
    if isinstance(converter, RecordProblem):
        problems = (converter,)
    else:
        problems = tuple(check_mapping(program, converter.declaration, mapping, mapping_file))
        joins = joins_for(program, converter, mapping, Sources(events, related), judged)
        if isinstance(joins, Joins) and not problems:
            load._items = _load(joins, raws, Work(load, Seen(notices)))
            return load
        problems += () if isinstance(joins, Joins) else joins
    load._items = iter((_refused(counts, Rejected(problems, problems[0].place, ends=True)),))
    return load


def _refused(counts: Counts, rejected: Rejected) -> Rejected:
    counts.rejected += 1
    return rejected


def _load(joins: Joins, raws: Iterable[Raw], work: Work) -> Iterator[Loaded | Rejected]:
    counts = work.load.counts
    for rejected in read_sources(joins, work):
        yield rejected
        if rejected.ends:
            return
    keys = _KeysSoFar()
    header_seen = False
    for raw in raws:
        if not header_seen and isinstance(raw, RawRecord) and raw.cells:
            header_seen = True
            wrong = wrong_columns(joins, raw)
            if wrong:
                yield _refused(counts, Rejected(wrong, raw.place, ends=True))
                return
        item = _one(joins, raw, work, keys)
        if isinstance(item, Loaded):
            counts.loaded += 1
        else:
            counts.rejected += 1
        yield item
    work.load.notices.extend((*keys.at_the_end(), *at_the_end(joins, work)))


@define
class _KeysSoFar:
    """The keys that records have had, and how many look like one before: `L1` and `l1` are two, and hardly meant so."""

    seen: Keys = Factory(Keys)
    alike: int = 0
    first: RecordProblem | None = None

    def first_row(self, key: str, place: Place) -> int | None:
        """Return the row that gave a key before, None where it is new."""
        before = self.seen.add(key, place.row or place.line)
        if before.alike is not None:
            self.alike += 1
            if self.first is None:
                self.first = RecordProblem("PC561", "", shown(key), {"key": key, "row": before.alike}, place=place)
        return before.row

    def at_the_end(self) -> Iterator[RecordProblem]:
        if self.first is not None:
            yield evolve(self.first, args={**self.first.args, "count": self.alike})


def _one(joins: Joins, raw: Raw, work: Work, keys: _KeysSoFar) -> Loaded | Rejected:
    if isinstance(raw, Broken):
        return Rejected(raw.problems, raw.place, raw.data, ends=raw.ends)
    read = read_record(joins, raw, "", work)
    problems = read.problems
    record = read.record
    if record is not None and read.key is not None:
        first = keys.first_row(read.key, raw.place)
        if first is not None:
            args: dict[str, Argument] = {"key": read.key, "row": first}
            problems += placed([RecordProblem("PC540", value=read.key, args=args)], "", raw, joins.mapping)
            record = None
    if record is None:
        return Rejected(problems, raw.place, raw.data, read.key)
    return Loaded(record, read.key, raw.place, problems)


# --- rejects ---


def reject_row(rejected: Rejected, lang: Lang) -> dict[str, Any]:
    """Return a reject as one line of a rejects file: the raw data, which can be put right and read again, and why."""
    return {
        "file": rejected.place.file,
        "row": rejected.place.row or None,
        "line": rejected.place.line or None,
        "key": plain_raw(rejected.key),
        "list": rejected.about or None,
        "data": plain_raw(rejected.data),
        "problems": [problem_data(problem, lang) for problem in rejected.problems],
    }


def plain_raw(value: object) -> Any:
    """Return raw data as JSON can hold them; half characters, which no file can hold, become `�`."""
    match value:
        case Mapping():
            return {str(plain_raw(str(name))): plain_raw(each) for name, each in value.items()}
        case list() | tuple():
            return [plain_raw(each) for each in value]
        case str():
            return str(value).encode("utf-8", "replace").decode("utf-8") if not value.isascii() else str(value)
        case None | bool() | int():
            return value
        case LongNumber() | NotFinite():
            return value.text
        case _:
            return str(value)
