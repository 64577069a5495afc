"""What is put beside the rows of a table: lists and records of tables of their own, under the names of a mapping.

In: the files, as they were named. Out: tables with all columns that the record has, and which of their rows have to be
looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from policycore.bulk.keys import key_texts
from policycore.bulk.lists import Lists
from policycore.bulk.mapped import mapped, with_names, written
from policycore.bulk.related import NAMED, Related
from policycore.bulk.source import Source, Table
from policycore.bulk.text import broken_rows
from policycore.records.join import Joins, Sources, Work, at_the_end, joins_for, partner_of, read_sources
from policycore.records.loaded import Counts, Load, Rejected, Seen
from policycore.records.mapping import NO_MAPPING
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.problem import Place, RecordProblem
from policycore.records.raw import RawRecord
from policycore.report import PolicyError, report_on_data
from policycore.values import Outcome

if TYPE_CHECKING:
    from policycore.bulk.rows import Rows
    from policycore.records.read import Raw


@frozen
class Files:
    """The files that are read beside the table, and how columns are called.

    Attributes:
        events: tables of the elements of lists, by field; each names its owner in a column called like the key.
        related: tables of the records that a field refers to, by field, joined by their key.
        mapping: how columns are called and what values mean; `mapping_file` is what messages call it.
    """

    events: Mapping[str, Source] = field(factory=dict)
    related: Mapping[str, Source] = field(factory=dict)
    mapping: ColumnMapping = NO_MAPPING
    mapping_file: str = ""


@define(eq=False)
class Beside:
    """What is put beside the rows of a table. Make one with `read`.

    Attributes:
        key: the key field of the rows, "" where they have none.
        lists, related: what is joined.
        rejected: rows of related records that nobody can refer to.
        notices: what is worth telling of these tables as a whole.
    """

    key: str
    joins: Joins
    work: Work
    lists: tuple[Lists, ...] = ()
    related: tuple[Related, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notices: tuple[RecordProblem, ...] = ()

    @classmethod
    def read(cls, rows: Rows, files: Files) -> Beside:
        """Return all that the files hold for these rows; raises `PolicyError` where it does not fit."""
        read = {name: rows_of(source) for name, source in files.related.items()}
        blank = dict.fromkeys(files.events, ())
        sources = Sources(blank, {name: raws for name, (raws, _) in read.items()})
        decider = rows.decider
        joins = joins_for(rows.policy.program, rows.converter, files.mapping, sources, decider.judged)
        if not isinstance(joins, Joins):
            raise PolicyError(report_on_data(joins))
        notices: list[RecordProblem] = []
        work = Work(Load(iter(()), Counts(), notices), Seen(notices))
        rejected = tuple(read_sources(joins, work))
        for each in rejected:
            if each.ends:
                raise PolicyError(report_on_data(each.problems))
        return cls(
            rows.key,
            joins,
            work,
            tuple(rows.list_of(events, files.events[events.field.name]) for events in joins.lists),
            tuple(Related.of(partner, *read[partner.field.name]) for partner in joins.partners),
            rejected,
            (*notices, *(each for each in at_the_end(joins, work) if each.code != "PC542")),
        )

    def table(self, table: Table) -> Table:
        """Return a part of the table with all that belongs to its rows, under the names of fields."""
        found = with_names(mapped(table, self.joins.mapping), self.joins.converter)
        named = {each.name: self._named(table, found, each) for each in self.related}
        passed = [name for name in self.joins.passed if name in found.column_names]
        found = found.drop_columns(passed) if passed else found
        for related in self.related:
            found = related.added(found, named[related.name])
        keys = key_texts(found[self.key]) if self.lists else None
        for lists in self.lists:
            found = lists.added(found, keys)
        return found

    def schema(self, schema: Any) -> Any:
        """Return the schema of what `table` makes of tables of this one."""
        return self.table(schema.empty_table()).schema if self.is_needed else schema

    @property
    def is_needed(self) -> bool:
        """Whether tables are changed at all."""
        mapping = self.joins.mapping
        return bool(self.lists or self.related or mapping.columns or mapping.values or mapping.ignore)

    def odd(self, table: Table, repeated: Any) -> Any:
        """Return which rows of a part must be looked at one by one, None where none must.

        Args:
            table: the part, as `table` made it.
            repeated: which of its rows have a key in common with others, None: none.
        """
        found = either(repeated, broken_rows(table))
        keys = key_texts(table[self.key]) if self.lists else None
        for lists in self.lists:
            found = either(found, lists.strange(keys))
        for related in self.related:
            found = either(found, related.strange(table))
        return found

    def keys(self, source: Source) -> Any:
        """Return the keys of all rows of a table as texts, None where it has no column of them."""
        column = self.joins.mapping.column_of(self.key)
        if not self.key or column not in source.schema().names:
            return None
        return key_texts(mapped(source.columns([column]), self.joins.mapping)[self.key])

    def missing(self, source: Source) -> dict[str, int]:
        """Return per related field how many rows name a record that is not there."""
        found = {}
        for each in self.related:
            column = self.joins.mapping.column_of(each.partner.here)
            names = source.schema().names
            table = source.columns([column if column in names else each.partner.here])
            count = each.missing(self._named(table, mapped(table, self.joins.mapping), each))
            if count:
                found[each.name] = count
        return found

    def partners(self, row: Mapping[str, Any], place: int) -> tuple[dict[str, Outcome], list[RecordProblem]]:
        """Return the related records of a row that is read by itself, and why they cannot be used."""
        joined: dict[str, Outcome] = {}
        problems: list[RecordProblem] = []
        raw = RawRecord({}, Place(row=place), cells=True)
        for each in self.related:
            named = row[NAMED + each.name]
            joined[each.name], wrong = partner_of(each.partner, named, "", raw, self.joins.mapping, self.work)
            problems += wrong
        return joined, problems

    def _named(self, table: Table, under_fields: Table, related: Related) -> Any:
        found = written(table, under_fields, self.joins.mapping, related.partner.here)
        assert found is not None, "a header without the column was refused"
        return found


def rows_of(source: Source) -> tuple[tuple[Raw, ...], Table | None]:
    """Return the rows of a whole table one by one, and the table; None instead of a table of texts."""
    from policycore.files import UnreadableError, open_lines
    from policycore.records.read import read_records

    name = source.path.as_posix()
    if source.kind == "csv":
        try:
            with open_lines(source.path) as lines:
                return tuple(read_records(lines, name, "csv", encoding=source.encoding)), None
        except UnreadableError as error:
            raise PolicyError.of(error.diagnostic) from None
    table = source.whole()
    return tuple(_raws(table, name)), table


def _raws(table: Table, name: str) -> Iterator[Raw]:
    for number, row in enumerate(table.to_pylist(), 1):
        yield RawRecord(row, Place(name, number + 1), cells=True)


def either(one: Any, other: Any) -> Any:
    """Return in which rows one of two masks holds; None is a mask that holds nowhere."""
    import pyarrow.compute as pc

    return other if one is None else one if other is None else pc.or_(one, other)
