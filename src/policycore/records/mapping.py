"""Mapping files: how the columns of somebody's table become the fields of a record.

A mapping is a small YAML file; every part may be left out:

    columns: { customer_id: id, "Total Charges": total_charges }   # column: field, or fields
    values:  { fire_first: { YES: yes, NO: no }, category: { "1 - High": high } }   # field: written: meant
    ignore:  [ gender, Churn ]                                      # columns that are not wanted
    events:                                                         # per list of the record
      updates: { file: updates.csv, owner: number, columns: { … }, values: { … }, ignore: [ … ] }
    related:                                                        # per record inside the record
      caller: { file: people.csv, here: caller_id, there: id, columns: { … }, values: { … }, ignore: [ … ] }

Events and related records may have `events` and `related` of their own.

Goes in: the text of such a file. Comes out: a `Mapping`, which renames the names of raw records; it knows no types.
"""

from __future__ import annotations

import collections.abc
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import field, frozen

from policycore import types as t
from policycore.core.nodes import Program, RecordDecl
from policycore.diagnostics.model import Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.problem import Place, RecordProblem, shown
from policycore.records.raw import Object


@frozen
class Mapping:
    """How names and values of raw records are to be read.

    Attributes:
        columns: column to the fields it gives.
        values: field to what is written and what is meant; None says that nothing is given.
        ignore: columns that are passed over in silence.
        owner: for events: the column that holds the key of the owner, "" for the usual one.
        here: for related records: the column of the records that names one of them, "" for the usual one.
        there: for related records: the column that holds their key, "" for the usual one.
        file: for events and related records: where they stand, "" where the caller says it.
        events: mappings of the lists, by field.
        related: mappings of the records inside the record, by field.
    """

    columns: collections.abc.Mapping[str, tuple[str, ...]] = field(factory=dict)
    values: collections.abc.Mapping[str, collections.abc.Mapping[str, str | None]] = field(factory=dict)
    ignore: frozenset[str] = frozenset()
    owner: str = ""
    here: str = ""
    there: str = ""
    file: str = ""
    events: collections.abc.Mapping[str, Mapping] = field(factory=dict)
    related: collections.abc.Mapping[str, Mapping] = field(factory=dict)

    def apply(self, data: object) -> object:
        """Return the data under the names of fields; what is no mapping is returned as it is."""
        if not isinstance(data, collections.abc.Mapping) or not (self.columns or self.values or self.ignore):
            return data
        found = Object()
        if isinstance(data, Object):
            found.repeated.extend(data.repeated)
            found.lines.update(data.lines)
        for column, value in data.items():
            if column in self.ignore:
                continue
            for name in self.columns.get(column, (column,)):
                if name in found and name not in found.repeated:
                    found.repeated.append(name)
                found[name] = self._meant(name, value)
        return found

    def _meant(self, name: str, value: Any) -> Any:
        meanings = self.values.get(name)
        if meanings is None:
            return value
        written = shown_key(value)
        return meanings.get(written, value)

    def files(self, at: str = "") -> Iterator[tuple[str, str, str]]:
        """Yield the files that the mapping names: "events" or "related", the path of the field, and the file."""
        for kind, inner in (("events", self.events), ("related", self.related)):
            for name, each in inner.items():
                path = f"{at}.{name}" if at else name
                if each.file:
                    yield kind, path, each.file
                yield from each.files(path)

    def column_of(self, name: str) -> str:
        """Return the column from which a field comes."""
        return next((column for column, names in self.columns.items() if name in names), name)


def shown_key(value: object) -> str:
    """Return how a value of data is written in a mapping file."""
    return str(value) if isinstance(value, str) else shown(value)


NO_MAPPING = Mapping()


def load_mapping(text: str, name: str) -> Mapping | tuple[RecordProblem, ...]:
    """Return the mapping that a YAML text holds, or all that is wrong with its form."""
    from policycore.records.read_yaml import load_yaml

    trees = load_yaml(text, name)
    if isinstance(trees, RecordProblem):
        return (trees,)
    if len(trees) != 1 or not isinstance(trees[0].value, Object):
        return (RecordProblem("PC549", args={"what": Phrase("mapping_whole")}, place=Place(name)),)
    problems: list[RecordProblem] = []
    mapping = _mapping(trees[0].value, name, problems, _PARTS)
    return tuple(problems) if problems else mapping


_PARTS = ("columns", "values", "ignore", "events", "related")
_PARTS_OF = {"events": ("file", "owner", *_PARTS), "related": ("file", "here", "there", *_PARTS)}


def _mapping(tree: Object, file: str, problems: list[RecordProblem], parts: tuple[str, ...]) -> Mapping:
    def wrong(key: str, what: str, **args: str) -> None:
        place = Place(file, line=tree.lines.get(key, 0))
        problems.append(RecordProblem("PC549", value=key, args={"what": Phrase(what, args)}, place=place))

    for key in tree.repeated:
        wrong(key, "mapping_twice", name=key)
    for key in tree:
        if key not in parts:
            near = nearest(key, parts)
            help = Phrase("did_you_mean", {"name": near}) if near else None
            place = Place(file, line=tree.lines.get(key, 0))
            what = Phrase("mapping_part", {"key": key, "parts": parts})
            problems.append(RecordProblem("PC549", value=key, args={"what": what}, help=help, place=place))

    columns: dict[str, tuple[str, ...]] = {}
    for column, fields in _object(tree, "columns", wrong).items():
        names = fields if isinstance(fields, list) else [fields]
        if not names or not all(isinstance(each, str) and each for each in names):
            wrong("columns", "mapping_columns")
            break
        columns[column] = tuple(str(each) for each in names)
    values: dict[str, dict[str, str | None]] = {}
    for each, meanings in _object(tree, "values", wrong).items():
        if not isinstance(meanings, Object) or not all(v is None or isinstance(v, str) for v in meanings.values()):
            wrong("values", "mapping_values")
            break
        values[each] = {written: None if meant is None else str(meant) for written, meant in meanings.items()}
    ignore = tree.get("ignore") or []
    if not isinstance(ignore, list) or not all(isinstance(column, str) for column in ignore):
        wrong("ignore", "mapping_ignore")
        ignore = []
    named = dict.fromkeys(("owner", "here", "there", "file"), "")
    for part in named:
        written = tree.get(part) or ""
        if isinstance(written, str):
            named[part] = str(written)
        else:
            wrong(part, "mapping_name", part=part)
    events, related = (_inside(tree, part, file, problems, wrong) for part in ("events", "related"))
    passed_over = frozenset(str(column) for column in ignore)
    return Mapping(columns, values, passed_over, **named, events=events, related=related)


def _inside(
    tree: Object,
    part: str,
    file: str,
    problems: list[RecordProblem],
    wrong: collections.abc.Callable[..., None],
) -> dict[str, Mapping]:
    found: dict[str, Mapping] = {}
    for name, inner in _object(tree, part, wrong).items():
        if not isinstance(inner, Object):
            wrong(part, f"mapping_{part}")
            break
        found[name] = _mapping(inner, file, problems, _PARTS_OF[part])
    return found


def _object(tree: Object, key: str, wrong: collections.abc.Callable[..., None]) -> collections.abc.Mapping[str, Any]:
    found = tree.get(key)
    if found is None:
        return {}
    if not isinstance(found, Object):
        wrong(key, f"mapping_{key}")
        return {}
    for repeated in found.repeated:
        wrong(key, "mapping_twice", name=repeated)
    return found


def check_mapping(program: Program, declaration: RecordDecl, mapping: Mapping, file: str) -> Iterator[RecordProblem]:
    """Yield what in a mapping does not fit the record: fields that it does not have."""
    records = {record.id: record for record in program.records}
    place = Place(file)

    def unknown(names: Iterable[str]) -> Iterator[RecordProblem]:
        declared = [each.name for each in declaration.fields]
        for name in names:
            if not any(name == each or name.startswith(f"{each}.") for each in declared):
                near = nearest(name, declared)
                help = Phrase("did_you_mean", {"name": near}) if near else None
                args = {"name": name, "record": declaration.id.rpartition(":")[2]}
                yield RecordProblem("PC547", args=args, help=help, place=place)

    # Columns that are there for joining alone may be renamed as well.
    joining = {mapping.owner, mapping.there, *(each.here for each in mapping.related.values())}
    yield from unknown(name for names in mapping.columns.values() for name in names if name not in joining)
    yield from unknown(name for name in mapping.values if name not in joining)
    yield from unknown(mapping.events)
    yield from unknown(mapping.related)
    for each in declaration.fields:
        events, related = mapping.events.get(each.name), mapping.related.get(each.name)
        if events is not None and isinstance(each.type, t.ListType) and isinstance(each.type.element, t.RecordType):
            yield from check_mapping(program, records[each.type.element.name], events, file)
        if related is not None and isinstance(each.type, t.RecordType):
            yield from check_mapping(program, records[each.type.name], related, file)
