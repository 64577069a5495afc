"""Files joined to records by key: lists of events, and records inside records. Meaning: `docs/reference/records.md`.

Goes in: raw records, and per field the raw records of its own file. Comes out: records with these fields filled in,
or all that is wrong. Joins may be nested: an event may have a related record, a related record its own events.

- Lists count as complete, so an event that is rejected rejects its owner; a list whose owner has no events is empty.
- A related record that is not there is unknown; one that is rejected, or that two rows claim to be, rejects whoever
  names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import Factory, define, evolve, field, frozen

from policycore import types as t
from policycore.core.facts import not_given, unknown_field
from policycore.core.nodes import FieldDecl, Program, RecordDecl
from policycore.diagnostics.model import Argument, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.convert import Converter, Judged, bare_name, converter_for, key_field, key_of
from policycore.records.keys import fold
from policycore.records.loaded import Load, Rejected, Seen, placed, without
from policycore.records.mapping import NO_MAPPING
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.problem import NO_PLACE, Place, RecordProblem, shown
from policycore.records.raw import Broken, RawRecord
from policycore.records.read import Raw
from policycore.records.spellings import ABSENT_WORDS, UNKNOWN
from policycore.values import ABSENT, Outcome, Reason, Record


@frozen
class Sources:
    """The files beside the records, by path of the field that they fill (`orders`, `customer.orders`)."""

    events: Mapping[str, Iterable[Raw]] = field(factory=dict)
    related: Mapping[str, Iterable[Raw]] = field(factory=dict)

    def heads(self) -> tuple[str, ...]:
        """Return the fields of the record itself that a file, or one inside it, is for."""
        return tuple(dict.fromkeys(path.partition(".")[0] for path in (*self.events, *self.related)))

    def inside(self, name: str) -> Sources:
        """Return the files for fields inside the field `name`."""
        start = f"{name}."
        return Sources(
            {path.removeprefix(start): source for path, source in self.events.items() if path.startswith(start)},
            {path.removeprefix(start): source for path, source in self.related.items() if path.startswith(start)},
        )


@define
class Joins:
    """How records of one type are read, and what is joined to them. `at` is their path, without places in lists."""

    converter: Converter
    mapping: ColumnMapping
    at: str = ""
    lists: list[Events] = Factory(list)
    partners: list[Partner] = Factory(list)
    key: FieldDecl | None = None
    #: Columns that are there for joining alone: whose event this is, which row it is, which record it names.
    passed: frozenset[str] = frozenset()

    @property
    def declaration(self) -> RecordDecl:
        """The record that is read."""
        return self.converter.declaration

    def sources(self) -> Iterator[Events | Partner]:
        """Yield all that is joined, here and inside, what stands inside first."""
        every: tuple[Events | Partner, ...] = (*self.lists, *self.partners)
        for each in every:
            yield from each.inner.sources()
            yield each


@define
class Events:
    """The events of one list: read once, then grouped by the key of their owner.

    `pops`: every owner becomes a record once, so that its events can be let go. `keys` are those of events to which
    something is joined in turn, with their rows.
    """

    field: FieldDecl
    inner: Joins
    source: Iterable[Raw]
    owner: str
    owners: Converter
    key: str
    pops: bool
    groups: dict[str, list[Raw]] = Factory(dict)
    used: set[str] = Factory(set)
    keys: dict[str, RawRecord] = Factory(dict)

    def of(self, key: str) -> list[Raw]:
        """Return the events of one owner."""
        if key not in self.groups:
            return []
        self.used.add(key)
        return self.groups[key]

    def let_go(self, key: str) -> None:
        """Forget the events of an owner that has become a record."""
        if self.pops and key in self.used:
            self.used.discard(key)
            del self.groups[key]

    def left(self) -> list[RawRecord]:
        """Return the events whose owner did not come."""
        groups = (group for key, group in self.groups.items() if key not in self.used)
        return [raw for group in groups for raw in group if isinstance(raw, RawRecord)]


@define
class Row:
    """A row of related records. `problems` say why nobody can refer to it; `record` is kept where its path is fixed."""

    place: Place
    raw: RawRecord | None = None
    record: Record | None = None
    problems: tuple[RecordProblem, ...] = ()


@define
class Partner:
    """The related records of one field, by key. `here` and `there` are the columns that hold it; "" the usual ones."""

    field: FieldDecl
    inner: Joins
    source: Iterable[Raw]
    here: str
    there: str
    fixed: bool
    rows: dict[str, Row] = Factory(dict)
    missing: int = 0
    first: RecordProblem | None = None
    keyless: int = 0
    first_keyless: Place = NO_PLACE

    def key_of(self, value: object) -> str | None:
        """Return how a key is compared, from either file."""
        return self.inner.converter.key_text(self.there, value)


@frozen
class Work:
    """One load under way, as far as joining needs it."""

    load: Load
    seen: Seen


# --- understanding what is to be joined ---


def joins_for(
    program: Program, converter: Converter, mapping: ColumnMapping, sources: Sources, judged: Judged
) -> Joins | tuple[RecordProblem, ...]:
    """Return how the records are read with all files, or what does not fit."""
    problems: list[RecordProblem] = []
    joins = _joins(program, converter, mapping, sources, judged, problems)
    return tuple(problems) if problems else joins


def _joins(
    program: Program,
    converter: Converter,
    mapping: ColumnMapping,
    sources: Sources,
    judged: Judged,
    problems: list[RecordProblem],
    at: str = "",
    once: bool = True,
    fixed: bool = True,
) -> Joins:
    """Return the joins of a record. `once`: each comes once; `fixed`: no list stands before it in its path."""
    declaration = converter.declaration
    joins = Joins(converter, mapping, at, key=key_field(declaration))
    lists, records = fields_to_join(declaration)
    for name in sources.heads():
        path = f"{at}.{name}" if at else name
        inside = sources.inside(name)
        if name in sources.events:
            declared, own = lists.get(name), mapping.events.get(name, NO_MAPPING)
            if declared is None:
                problems.append(_no_such_list(name, path, declaration, tuple(lists), name in records))
                continue
            assert isinstance(declared.type, t.ListType)
            of = declared.type.element
        elif name in sources.related:
            declared, own = records.get(name), mapping.related.get(name, NO_MAPPING)
            if declared is None:
                problems.append(_no_such_record(name, path, declaration, tuple(records), name in lists))
                continue
            of = declared.type
        elif name not in lists and name not in records:
            problems.append(_no_such_record(name, path, declaration, (*records, *lists), False))
            continue
        else:
            below = next(iter((*inside.events, *inside.related)))
            problems.append(RecordProblem("PC556", path, args={"name": f"{path}.{below}", "outer": path}))
            continue
        assert isinstance(of, t.RecordType)
        found = converter_for(program, of.name, judged=judged, extra="tell")
        assert isinstance(found, Converter)  # the checker knows every type of a field
        if name in sources.events:
            inner = _joins(program, found, own, inside, judged, problems, path, once, fixed=False)
            events = _events(converter, joins.key, declared, inner, own, sources.events[name], once)
            if isinstance(events, RecordProblem):
                problems.append(events)
            else:
                joins.lists.append(events)
        else:
            inner = _joins(program, found, own, inside, judged, problems, path, once=False, fixed=fixed)
            partner = _partner(declared, inner, own, sources.related[name], fixed)
            if isinstance(partner, RecordProblem):
                problems.append(partner)
            else:
                joins.partners.append(partner)
    joins.passed = frozenset(
        partner.here
        for partner in joins.partners
        if partner.here == partner.field.name or partner.here not in {each.name for each in declaration.fields}
    )
    return joins


def fields_to_join(declaration: RecordDecl) -> tuple[dict[str, FieldDecl], dict[str, FieldDecl]]:
    """Return the fields that are lists of records, and those that are records, by name."""
    lists: dict[str, FieldDecl] = {}
    records: dict[str, FieldDecl] = {}
    for each in declaration.fields:
        if each.judged:
            continue
        if isinstance(each.type, t.ListType) and isinstance(each.type.element, t.RecordType):
            lists[each.name] = each
        elif isinstance(each.type, t.RecordType):
            records[each.name] = each
    return lists, records


_NONE = Phrase("no_lists")


def _no_such_list(name: str, path: str, declaration: RecordDecl, lists: tuple[str, ...], other: bool) -> RecordProblem:
    near = nearest(name, lists)
    help = Phrase("use_related") if other else Phrase("did_you_mean", {"name": near}) if near else None
    args: dict[str, Argument] = {
        "name": name,
        "record": bare_name(declaration.id),
        "lists": lists or Phrase("no_lists"),
    }
    return RecordProblem("PC546", path, args=args, help=help)


def _no_such_record(
    name: str, path: str, declaration: RecordDecl, records: tuple[str, ...], other: bool
) -> RecordProblem:
    near = nearest(name, records)
    help = Phrase("use_events") if other else Phrase("did_you_mean", {"name": near}) if near else None
    args: dict[str, Argument] = {"name": name, "record": bare_name(declaration.id), "fields": records or _NONE}
    return RecordProblem("PC555", path, args=args, help=help)


def _events(
    owners: Converter,
    key: FieldDecl | None,
    declared: FieldDecl,
    inner: Joins,
    mapping: ColumnMapping,
    source: Iterable[Raw],
    pops: bool,
) -> Events | RecordProblem:
    record = bare_name(owners.declaration.id)
    if key is None:
        return RecordProblem("PC550", inner.at, args={"record": record})
    owner = mapping.owner or key.name
    if not mapping.owner and inner.key is not None and inner.key.name == owner:
        # Both records call their key the same, so the column is the event's own key and says nothing of the owner.
        return RecordProblem("PC543", inner.at, args={"column": owner, "name": declared.name, "record": record})
    inner.passed |= _no_fields(inner, owner)
    return Events(declared, inner, source, owner, owners, key.name, pops)


def _partner(
    declared: FieldDecl, inner: Joins, mapping: ColumnMapping, source: Iterable[Raw], fixed: bool
) -> Partner | RecordProblem:
    there = mapping.there or (inner.key.name if inner.key is not None else "")
    if not there:
        args: dict[str, Argument] = {"name": declared.name, "record": bare_name(inner.declaration.id)}
        return RecordProblem("PC554", inner.at, args=args)
    inner.passed |= _no_fields(inner, there)
    return Partner(declared, inner, source, mapping.here or declared.name, there, fixed)


def _no_fields(joins: Joins, column: str) -> frozenset[str]:
    return frozenset({column} - {each.name for each in joins.declaration.fields})


# --- reading the files that are joined ---


def read_sources(joins: Joins, work: Work) -> Iterator[Rejected]:
    """Read all that is joined; yields rows that cannot be used. One that `ends` leaves the rest unread."""
    for source in joins.sources():
        for rejected in _group(source, work) if isinstance(source, Events) else _look_up(source, work):
            yield rejected
            if rejected.ends:  # which records would lack something nobody can tell, so none is decided
                return


def _group(events: Events, work: Work) -> Iterator[Rejected]:
    """Read all events of a list and group them by owner; yields what belongs to no row that could be named."""
    inner, counts = events.inner, work.load.counts
    header_seen = False
    for raw in events.source:
        counts.events += 1
        if isinstance(raw, Broken) and raw.ends:
            yield Rejected(raw.problems, raw.place, raw.data, about=inner.at, ends=True)
            return
        if not header_seen and isinstance(raw, RawRecord) and raw.cells:
            header_seen = True
            args: dict[str, Argument] = {"column": events.owner, "name": events.field.name, "columns": _columns(raw)}
            lacking = RecordProblem("PC551", inner.at, args=args, place=_header(raw))
            wrong = wrong_columns(inner, raw) if _has(raw, inner.mapping, events.owner) else (lacking,)
            if wrong:
                yield Rejected(wrong, raw.place, raw.data, about=inner.at, ends=True)
                return
        owner = events.owners.key_text(events.key, _written(raw.data, inner.mapping, events.owner))
        if owner is not None:
            events.groups.setdefault(owner, []).append(raw)
        elif isinstance(raw, RawRecord):
            work.load.without_owner.setdefault(inner.at, []).append(raw)
        else:
            counts.events_rejected += 1
            yield Rejected(raw.problems, raw.place, raw.data, about=inner.at)


def _look_up(partner: Partner, work: Work) -> Iterator[Rejected]:
    """Read all related records and keep them by key; yields those that nobody can refer to."""
    inner, counts = partner.inner, work.load.counts
    header_seen = False
    for raw in partner.source:
        counts.related += 1
        if isinstance(raw, Broken) and raw.ends:
            yield Rejected(raw.problems, raw.place, raw.data, about=inner.at, ends=True)
            return
        if not header_seen and isinstance(raw, RawRecord) and raw.cells:
            header_seen = True
            wrong = (
                wrong_columns(inner, raw)
                if _has(raw, inner.mapping, partner.there)
                else (_no_column(partner.there, partner, raw),)
            )
            if wrong:
                yield Rejected(wrong, raw.place, raw.data, about=inner.at, ends=True)
                return
        key = partner.key_of(_written(raw.data, inner.mapping, partner.there))
        known = None if key is None else partner.rows.get(key)
        problems: tuple[RecordProblem, ...]
        record: Record | None = None
        if known is not None:
            args: dict[str, Argument] = {"key": key or "", "row": known.place.row or known.place.line}
            problems = (RecordProblem("PC558", partner.there, key or "", args, place=raw.place),)
            known.record, known.problems = None, problems
        elif isinstance(raw, Broken):
            problems = raw.problems
        elif key is None:
            partner.keyless += 1
            if partner.first_keyless == NO_PLACE:
                partner.first_keyless = raw.place
            continue
        else:
            read = read_record(inner, raw, inner.at, work)
            record, problems = read.record, read.problems
        if record is None:
            counts.related_rejected += 1
            yield Rejected(problems, raw.place, raw.data, key, about=inner.at)
        if key is not None and known is None:
            kept = raw if isinstance(raw, RawRecord) and not partner.fixed else None
            found = record if partner.fixed else None  # elsewhere it is read again, under the path that it has there
            partner.rows[key] = Row(raw.place, kept, found, () if record is not None else problems)


def _no_column(column: str, partner: Partner, raw: RawRecord) -> RecordProblem:
    args: dict[str, Argument] = {"column": column, "name": partner.field.name, "columns": _columns(raw)}
    return RecordProblem("PC557", partner.inner.at, args=args, place=_header(raw))


def _header(raw: RawRecord) -> Place:
    return Place(raw.place.file, 1, 1)


def _columns(raw: RawRecord) -> tuple[str, ...]:
    return tuple(str(column) for column in raw.data)[:20]


def _has(raw: RawRecord, mapping: ColumnMapping, column: str) -> bool:
    """Return whether a table has a column, by its own name or by the one that the mapping gives it."""
    return column in raw.data or any(column in mapping.columns.get(each, ()) for each in raw.data)


def _written(data: object, mapping: ColumnMapping, column: str) -> object:
    """Return what stands in a column, called so in the file or by the mapping; None where there is none."""
    if not isinstance(data, Mapping):
        return None
    if column in data and (column in mapping.columns or column in mapping.ignore or column not in mapping.values):
        return data[column]
    mapped = mapping.apply(data)
    return mapped.get(column) if isinstance(mapped, Mapping) else None


def wrong_columns(joins: Joins, raw: RawRecord) -> tuple[RecordProblem, ...]:
    """Return what is wrong with the header of a table, so that it is told once and not in every row.

    A column of the mapping that is not there would leave its field unknown in every record, and so would one whose
    name is a slip for a declared one; two columns may give one field; a column may lack that names a related record.
    """
    mapping, header = joins.mapping, _header(raw)
    names = tuple(raw.data)
    problems: list[RecordProblem] = []
    for column in mapping.columns:
        if column not in raw.data:
            near = nearest(column, names)
            help = Phrase("did_you_mean", {"name": near}) if near else None
            args: dict[str, Argument] = {"name": column, "columns": names[:20]}
            problems.append(RecordProblem("PC548", args=args, help=help, place=header))
    problems += [
        _no_column(partner.here, partner, raw) for partner in joins.partners if not _has(raw, mapping, partner.here)
    ]
    empty = without(mapping.apply(dict.fromkeys(names, "")), joins.passed)
    names_joined = [events.field.name for events in joins.lists] + [each.field.name for each in joins.partners]
    joined = dict.fromkeys(names_joined, ABSENT)
    for problem in joins.converter(empty, cells=True, joined=joined).problems:
        if problem.code in {"PC501", "PC517"}:
            problems.append(problem.at(header, mapping.column_of(problem.path)))
    return tuple(problems)


# --- one record with what is joined to it ---


@frozen
class Read:
    """A record and its key, or why there is none; problems beside a record are warnings."""

    record: Record | None
    key: str | None
    problems: tuple[RecordProblem, ...]


def read_record(joins: Joins, raw: RawRecord, path: str, work: Work) -> Read:
    """Return the record of raw data with all that is joined to it."""
    declaration = joins.declaration
    data = joins.mapping.apply(raw.data)
    problems: list[RecordProblem] = []
    joined: dict[str, Outcome] = {}
    written: str | None = None
    if isinstance(data, Mapping):
        passed = joins.passed
        if joins.key is not None:
            written = joins.converter.key_text(joins.key.name, data.get(joins.key.name))
        for partner in joins.partners:
            named = _written(raw.data, joins.mapping, partner.here)
            if isinstance(named, Mapping | list | tuple):  # the record stands there itself, which will be told
                joined[partner.field.name] = ABSENT
                passed -= {partner.here}
            else:
                joined[partner.field.name], wrong = partner_of(partner, named, path, raw, joins.mapping, work)
                problems += wrong
        if joins.lists and written is None:
            args: dict[str, Argument] = {
                "record": bare_name(declaration.id),
                "key": "" if joins.key is None else joins.key.name,
            }
            problems.append(RecordProblem("PC552", path, args=args))
        for events in joins.lists:
            elements, wrong = ((), []) if written is None else _elements(events, written, path, work)
            joined[events.field.name] = elements
            problems += wrong
        data = work.seen.needed(without(data, passed) if passed else data, declaration)
    converted = joins.converter(data, path=path, cells=raw.cells, joined=joined)
    problems += converted.problems
    found = work.seen.once(placed(problems, path, raw, joins.mapping), declaration)
    record = None if any(problem.is_error for problem in found) else converted.record
    if record is not None and written is not None:  # an owner that is refused may come again, put right
        for events in joins.lists:
            events.let_go(written)
    key = None if converted.record is None else key_of(declaration, converted.record)
    return Read(record, key or written, found)


def _elements(events: Events, owner: str, path: str, work: Work) -> tuple[Outcome, list[RecordProblem]]:
    """Return the list of one owner and all that is wrong with its events."""
    elements: list[Outcome] = []
    problems: list[RecordProblem] = []
    name, inner = events.field.name, events.inner
    # Something joined to events is joined by their key, which then has to be one of its own in the whole file.
    keys: dict[str, RawRecord] = events.keys if inner.lists else {}
    for number, raw in enumerate(events.of(owner), 1):
        at = f"{_below(path, name)}[{number}]"
        row = raw.place.row or raw.place.line
        if isinstance(raw, Broken):
            read = Read(None, None, raw.problems)
        else:
            read = read_record(inner, raw, at, work)
            first = raw if read.key is None else keys.setdefault(read.key, raw)
            if first is not raw:
                args: dict[str, Argument] = {"key": read.key or "", "row": first.place.row or first.place.line}
                again = RecordProblem("PC540", at, read.key or "", args)
                read = Read(None, read.key, (*read.problems, *placed([again], at, raw, inner.mapping)))
        problems += read.problems
        if read.record is None:
            work.load.counts.events_rejected += 1
            told: dict[str, Argument] = {"name": name, "row": row, "file": raw.place.file}
            problems.append(RecordProblem("PC541", at, args=told, place=raw.place))
        else:
            elements.append(read.record)
    return tuple(elements), problems


def partner_of(
    partner: Partner, named: object, path: str, raw: RawRecord, mapping: ColumnMapping, work: Work
) -> tuple[Outcome, list[RecordProblem]]:
    """Return the related record that a cell names, and why it cannot be used."""
    declared = partner.field
    at = _below(path, declared.name)
    key = partner.key_of(named)
    if key is None:
        return not_given(declared, at), []
    unknown = unknown_field(declared, [Reason("fact", at)])
    column = mapping.column_of(partner.here) if raw.cells else ""
    row = partner.rows.get(key)
    if row is None:
        word = key.casefold()
        if word in UNKNOWN:
            return unknown, []
        if word in ABSENT_WORDS:
            return ABSENT, [] if declared.optional else [RecordProblem("PC516", at, key, column=column)]
        work.load.counts.without_partner += 1
        partner.missing += 1
        if partner.first is None:
            partner.first = _not_there(partner, key).at(raw.place, column)
        return unknown, []
    if row.problems:
        args: dict[str, Argument] = {"key": key, "row": row.place.row or row.place.line, "file": row.place.file}
        return unknown, [*row.problems, RecordProblem("PC553", at, key, args, column=column)]
    if row.record is not None:
        return row.record, []
    assert row.raw is not None
    read = read_record(partner.inner, row.raw, at, work)
    assert read.record is not None, "it was read before"
    return read.record, list(read.problems)


def _not_there(partner: Partner, key: str) -> RecordProblem:
    alike = fold(key)
    near = next((each for each in partner.rows if fold(each) == alike), None)
    help = Phrase("key_alike", {"key": near}) if near is not None else None
    args: dict[str, Argument] = {"name": partner.field.name, "key": key}
    return RecordProblem("PC559", partner.inner.at, shown(key), args, help)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


# --- at the end ---


def at_the_end(joins: Joins, work: Work) -> Iterator[RecordProblem]:
    """Yield what is to be told of the joined files as a whole, once all records have come."""
    for source in joins.sources():
        at, name = source.inner.at, source.field.name
        if isinstance(source, Events):
            kept = work.load.without_owner
            left = source.left()
            if left:
                kept.setdefault(at, []).extend(left)
            if at in kept:
                work.load.counts.events_without_owner += len(kept[at])
                yield RecordProblem("PC542", at, args={"count": len(kept[at]), "name": name}, place=kept[at][0].place)
            continue
        if source.first is not None:
            first = source.first
            yield evolve(first, args={**first.args, "count": source.missing})
        if source.keyless:
            told: dict[str, Argument] = {"count": source.keyless, "name": name, "column": source.there}
            yield RecordProblem("PC560", at, args=told, place=source.first_keyless)
