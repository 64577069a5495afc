"""Many records at once: raw records to records and rejects, lists of events joined to their owners.

A row that is wrong is rejected with all its problems and the others go on. Lists given are complete, so an event that
is rejected rejects its owner as well. Owners are streamed; what stays in memory is their keys, so that one given twice
is told, and events until their owner comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import Factory, define, evolve, field, frozen

from policycore import types as t
from policycore.core.nodes import FieldDecl, Program, RecordDecl
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Argument, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.convert import Converter, Judged, bare_name, converter_for, key_field, key_of
from policycore.records.mapping import NO_MAPPING, check_mapping
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.problem import Place, RecordProblem
from policycore.records.raw import Broken, LongNumber, NotFinite, Object, RawRecord
from policycore.records.read import Raw
from policycore.records.render import problem_data
from policycore.values import Outcome, Record


@frozen
class Loaded:
    """A record with its key (None where it has none), its place, and what is worth telling about it."""

    record: Record
    key: str | None
    place: Place
    warnings: tuple[RecordProblem, ...] = ()


@frozen
class Rejected:
    """A record that could not be read, with the raw data and every reason.

    `ends`: nothing after it could be read. `about` is the list whose events these are, "" for records.
    """

    problems: tuple[RecordProblem, ...]
    place: Place
    data: Any = field(factory=dict)
    key: str | None = None
    about: str = ""
    ends: bool = False


@define
class Counts:
    """What came of a load so far."""

    loaded: int = 0
    rejected: int = 0
    events: int = 0
    events_rejected: int = 0
    events_without_owner: int = 0


class Load:
    """A load under way: iterate over it for `Loaded` and `Rejected`; `counts` and `notices` fill up meanwhile.

    `notices` are problems of the files as a whole: each column that the record does not have, once, and at the end
    the events that belong to nobody, which `without_owner` keeps.
    """

    def __init__(self, items: Iterator[Loaded | Rejected], counts: Counts, notices: list[RecordProblem]) -> None:
        self._items = items
        self.counts = counts
        self.notices = notices
        self.without_owner: dict[str, list[RawRecord]] = {}

    def __iter__(self) -> Iterator[Loaded | Rejected]:
        return self._items


def load_records(
    program: Program,
    record_type: str,
    raws: Iterable[Raw],
    events: Mapping[str, Iterable[Raw]] = {},
    mapping: ColumnMapping = NO_MAPPING,
    *,
    judged: Judged = "strict",
    mapping_file: str = "",
) -> Load:
    """Return the load of raw records.

    Args:
        program: The checked policy.
        record_type: The record that is decided.
        raws: Its raw records, read as they are asked for.
        events: Per field that is a list of records the raw records of its elements, joined by the owner's key; a list
            with no entry here is read from the data, else unknown; a list whose owner has no events is empty.
        mapping: How columns are called and what values mean.
        judged: See `Converter`.
        mapping_file: What the mapping is called in messages.
    """
    counts, notices = Counts(), list[RecordProblem]()
    load = Load(iter(()), counts, notices)
    converter = converter_for(program, record_type, judged=judged, extra="tell")
    if isinstance(converter, RecordProblem):
        problems: list[RecordProblem] = [converter]
    else:
        declaration = converter.declaration
        problems = list(check_mapping(program, declaration, mapping, mapping_file))
        sources: list[_Events] = []
        for name, source in events.items():
            found = _events(program, declaration, name, mapping.events.get(name, NO_MAPPING), source, judged)
            if isinstance(found, RecordProblem):
                problems.append(found)
            else:
                sources.append(found)
        if not problems:
            load._items = _load(converter, raws, sources, mapping, load)
            return load
    load._items = iter((_refused(counts, Rejected(tuple(problems), problems[0].place, ends=True)),))
    return load


def _refused(counts: Counts, rejected: Rejected) -> Rejected:
    counts.rejected += 1
    return rejected


# --- events ---


@define
class _Events:
    """The events of one list: read once, then grouped by the key of their owner."""

    field: FieldDecl
    converter: Converter
    mapping: ColumnMapping
    source: Iterable[Raw]
    owner: str
    drops_owner: bool
    groups: dict[str, list[Raw]] = Factory(dict)


def _events(
    program: Program, declaration: RecordDecl, name: str, mapping: ColumnMapping, source: Iterable[Raw], judged: Judged
) -> _Events | RecordProblem:
    lists = {
        each.name: each
        for each in declaration.fields
        if isinstance(each.type, t.ListType) and isinstance(each.type.element, t.RecordType)
    }
    record = bare_name(declaration.id)
    if name not in lists:
        near = nearest(name, lists)
        help = Phrase("did_you_mean", {"name": near}) if near else None
        args: dict[str, Argument] = {"name": name, "record": record, "lists": tuple(lists) or Phrase("no_lists")}
        return RecordProblem("PC546", args=args, help=help)
    key = key_field(declaration)
    if key is None:
        return RecordProblem("PC550", name, args={"record": record})
    of = lists[name].type
    assert isinstance(of, t.ListType)
    assert isinstance(of.element, t.RecordType)
    converter = converter_for(program, of.element.name, judged=judged, extra="tell")
    if isinstance(converter, RecordProblem):
        return converter
    owner = mapping.owner or key.name
    own_key = key_field(converter.declaration)
    if not mapping.owner and own_key is not None and own_key.name == owner:
        # Both records call their key the same, so the column is the event's own key and says nothing of the owner.
        return RecordProblem("PC543", name, args={"column": owner, "name": name, "record": record})
    declared = {each.name for each in converter.declaration.fields}
    return _Events(lists[name], converter, mapping, source, owner, owner not in declared)


def _group(events: _Events, load: Load) -> Iterator[Rejected]:
    """Read all events of a list and group them by owner; yields what belongs to no row that could be named."""
    name = events.field.name
    header_seen = False
    for raw in events.source:
        load.counts.events += 1
        if isinstance(raw, Broken) and raw.ends:
            yield Rejected(raw.problems, raw.place, raw.data, about=name, ends=True)
            return
        data = raw.data if isinstance(raw.data, Mapping) else {}
        if isinstance(raw, RawRecord) and raw.cells and events.owner not in data:
            names = tuple(str(column) for column in data)[:20]
            args: dict[str, Argument] = {"column": events.owner, "name": name, "columns": names}
            problem = RecordProblem("PC551", name, args=args, place=raw.place)
            yield Rejected((problem,), raw.place, raw.data, about=name, ends=True)
            return
        if not header_seen and isinstance(raw, RawRecord) and raw.cells:
            header_seen = True
            wrong = _wrong_columns(events.converter, events.mapping, raw, events.owner if events.drops_owner else "")
            if wrong:
                yield Rejected(wrong, raw.place, raw.data, about=name, ends=True)
                return
        owner = _key_text(data.get(events.owner))
        if owner is not None:
            events.groups.setdefault(owner, []).append(raw)
        elif isinstance(raw, RawRecord):
            load.without_owner.setdefault(name, []).append(raw)
        else:
            load.counts.events_rejected += 1
            yield Rejected(raw.problems, raw.place, raw.data, about=name)


def _key_text(value: object) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    text = value.strip() if isinstance(value, str) else str(value)
    return text or None


def _joined(events: _Events, key: str, load: Load, seen: _Seen) -> tuple[Outcome, list[RecordProblem]]:
    """Return the list of one owner and all that is wrong with its events."""
    elements: list[Outcome] = []
    problems: list[RecordProblem] = []
    name = events.field.name
    for number, raw in enumerate(events.groups.pop(key, ()), 1):
        path = f"{name}[{number}]"
        found: tuple[RecordProblem, ...]
        record: Record | None = None
        if isinstance(raw, Broken):
            found = raw.problems
        else:
            data = raw.data
            if events.drops_owner:
                data = {column: value for column, value in data.items() if column != events.owner}
            needed = seen.needed(events.mapping.apply(data), events.converter.declaration)
            converted = events.converter(needed, path=path, cells=raw.cells)
            record = converted.record
            found = _placed(converted.problems, path, raw, events.mapping)
        found = seen.once(found, events.converter.declaration)
        problems.extend(found)
        if record is None:
            load.counts.events_rejected += 1
            row = raw.place.row or raw.place.line
            args: dict[str, Argument] = {"name": name, "row": row, "file": raw.place.file}
            problems.append(RecordProblem("PC541", path, args=args, place=raw.place))
        else:
            elements.append(record)
    return tuple(elements), problems


# --- records ---


@define
class _Seen:
    """Names that have been told as unused: each is told once, in `notices`, and then left out before reading.

    `unused` holds those that stand directly in a record, `inside` those in records inside it.
    """

    notices: list[RecordProblem]
    unused: dict[str, set[str]] = Factory(dict)
    inside: set[tuple[str, str]] = Factory(set)

    def once(self, problems: tuple[RecordProblem, ...], declaration: RecordDecl) -> tuple[RecordProblem, ...]:
        """Return the problems without those of unused names, which go to the notices the first time."""
        if not problems:
            return problems
        others: list[RecordProblem] = []
        for problem in problems:
            if problem.code != "PC544":
                others.append(problem)
                continue
            record, name = str(problem.args["record"]), str(problem.args["name"])
            if (record, name) not in self.inside:
                self.inside.add((record, name))
                self.notices.append(problem)
            if record == bare_name(declaration.id):
                self.unused.setdefault(declaration.id, set()).add(name)
        return tuple(others)

    def needed(self, data: Any, declaration: RecordDecl) -> Any:
        """Return the data without the names that are known to be unused."""
        unused = self.unused.get(declaration.id)
        if not unused or not isinstance(data, Mapping):
            return data
        if not isinstance(data, Object):
            return {name: value for name, value in data.items() if name not in unused}
        found = Object()
        found.repeated, found.lines = data.repeated, data.lines
        found.update((name, value) for name, value in data.items() if name not in unused)
        return found


def _load(
    converter: Converter, raws: Iterable[Raw], sources: list[_Events], mapping: ColumnMapping, load: Load
) -> Iterator[Loaded | Rejected]:
    counts = load.counts
    seen = _Seen(load.notices)
    for events in sources:
        for rejected in _group(events, load):
            yield rejected
            if rejected.ends:  # which owners would lack events nobody can tell, so none is decided
                return
    keys: dict[str, int] = {}
    header_seen = False
    for raw in raws:
        if not header_seen and isinstance(raw, RawRecord) and raw.cells:
            header_seen = True
            wrong = _wrong_columns(converter, mapping, raw)
            if wrong:
                yield _refused(counts, Rejected(wrong, raw.place, ends=True))
                return
        item = _one(converter, raw, sources, mapping, load, seen, keys)
        if isinstance(item, Loaded):
            counts.loaded += 1
        else:
            counts.rejected += 1
        yield item
    for events in sources:
        name = events.field.name
        left = [raw for group in events.groups.values() for raw in group if isinstance(raw, RawRecord)]
        load.without_owner.setdefault(name, []).extend(left)
        count = len(load.without_owner[name])
        if count:
            counts.events_without_owner += count
            place = load.without_owner[name][0].place
            load.notices.append(RecordProblem("PC542", name, args={"count": count, "name": name}, place=place))


def _wrong_columns(
    converter: Converter, mapping: ColumnMapping, raw: RawRecord, passed: str = ""
) -> tuple[RecordProblem, ...]:
    """Return what is wrong with the header of a table, so that it is told once and not in every row.

    A column of the mapping that is not there would leave its field unknown in every record, and so would one whose
    name is a slip for a declared one; two columns may give one field. `passed` is a column that is no field.
    """
    header = Place(raw.place.file, 1, 1)
    names = tuple(raw.data)
    problems: list[RecordProblem] = []
    for column in mapping.columns:
        if column not in raw.data:
            near = nearest(column, names)
            help = Phrase("did_you_mean", {"name": near}) if near else None
            args: dict[str, Argument] = {"name": column, "columns": names[:20]}
            problems.append(RecordProblem("PC548", args=args, help=help, place=header))
    empty = {name: "" for name in names if name != passed}
    for problem in converter(mapping.apply(empty), cells=True).problems:
        if problem.code in {"PC501", "PC517"}:
            problems.append(problem.at(header, mapping.column_of(problem.path)))
    return tuple(problems)


def _one(
    converter: Converter,
    raw: Raw,
    sources: list[_Events],
    mapping: ColumnMapping,
    load: Load,
    seen: _Seen,
    keys: dict[str, int],
) -> Loaded | Rejected:
    if isinstance(raw, Broken):
        return Rejected(raw.problems, raw.place, raw.data, ends=raw.ends)
    declaration = converter.declaration
    data = seen.needed(mapping.apply(raw.data), declaration)
    joined: dict[str, Outcome] = {}
    problems: list[RecordProblem] = []
    key = key_field(declaration)
    written = _key_text(data.get(key.name)) if key is not None and isinstance(data, Mapping) else None
    if sources:
        if written is None:
            args: dict[str, Argument] = {"record": bare_name(declaration.id), "key": "" if key is None else key.name}
            problems.append(RecordProblem("PC552", args=args))
        for events in sources:
            elements, wrong = ((), []) if written is None else _joined(events, written, load, seen)
            joined[events.field.name] = elements
            problems.extend(wrong)
    converted = converter(data, cells=raw.cells, joined=joined)
    record = converted.record
    problems.extend(converted.problems)
    name = None if record is None else key_of(declaration, record)
    if name is not None and record is not None:
        if name in keys:
            problems.append(RecordProblem("PC540", value=name, args={"key": name, "row": keys[name]}))
        else:
            keys[name] = raw.place.row or raw.place.line
    found = seen.once(_placed(problems, "", raw, mapping), declaration)
    if record is None or any(problem.is_error for problem in found):
        return Rejected(found, raw.place, raw.data, name or written)
    return Loaded(record, name, raw.place, found)


def _placed(
    problems: Iterable[RecordProblem], path: str, raw: RawRecord, mapping: ColumnMapping
) -> tuple[RecordProblem, ...]:
    """Give problems their place: row, the line of the value where the format has lines, and the column."""
    placed: list[RecordProblem] = []
    for problem in problems:
        if problem.place.file or problem.place.line:
            placed.append(problem)
            continue
        inner = problem.path.removeprefix(path).removeprefix(".") if path else problem.path
        column = mapping.column_of(inner) if raw.cells else ""
        place = evolve(raw.place, line=_line_of(raw.data, inner) or raw.place.line)
        placed.append(problem.at(place, column))
    return tuple(placed)


def _line_of(data: object, path: str) -> int:
    """Return the line on which the value at a path is written, 0 where the format keeps no lines."""
    line = 0
    for step in path.replace("]", "").replace("[", ".").split(".") if path else ():
        if isinstance(data, Object):
            line = data.lines.get(step, line)
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and 0 < int(step) <= len(data):
            data = data[int(step) - 1]
        else:
            break
    return line


# --- rejects ---


def reject_row(rejected: Rejected, lang: Lang) -> dict[str, Any]:
    """Return a reject as one line of a rejects file: the raw data, which can be put right and read again, and why."""
    return {
        "file": rejected.place.file,
        "row": rejected.place.row or None,
        "line": rejected.place.line or None,
        "key": rejected.key,
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
