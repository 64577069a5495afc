"""Records in a table of their own that rows refer to by key: read once, then put into the rows as structs.

In: what `records.join` made of the table. Out: a column of structs for the rows whose key names a record. Rows that
name none, or one that nobody can refer to, are left to `records.join`, which says what follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import define

from policycore.bulk.mapped import mapped, with_names
from policycore.bulk.source import Table
from policycore.records.join import Partner
from policycore.records.raw import RawRecord

if TYPE_CHECKING:
    from policycore.records.read import Raw

#: What rows wrote to name a related record stands in a column that begins so, null where they named none.
NAMED = "\x01named."


@define(eq=False)
class Related:
    """The related records of one field.

    Attributes:
        partner: how they are read, and every row of their table by key.
        places: by key the place among `structs` of the records that can be referred to.
        structs: these records, as Arrow has them.
    """

    partner: Partner
    places: Mapping[str, int]
    structs: Any

    @classmethod
    def of(cls, partner: Partner, raws: Sequence[Raw], table: Table | None) -> Related:
        """Return the records that were read from `raws`; `table` holds the same rows, None where `raws` are texts."""
        import pyarrow as pa

        number = {raw.place: place for place, raw in enumerate(raws)}
        usable = [(key, number[row.place]) for key, row in partner.rows.items() if row.record is not None]
        if table is None:
            cells = [raw.data for raw in raws if isinstance(raw, RawRecord)]
            names = list(cells[0]) if cells else []
            table = pa.table({name: pa.array([_text(raw, name) for raw in raws], pa.string()) for name in names})
        table = mapped(table.take(pa.array([place for _, place in usable], pa.int64())), partner.inner.mapping)
        table = with_names(table, partner.inner.converter)
        fields = {each.name for each in partner.inner.declaration.fields}
        kept = [name for name in table.column_names if name.partition(".")[0] in fields]
        columns = [_whole(table[name]) for name in kept]
        structs = pa.StructArray.from_arrays(columns, names=kept) if kept else pa.array([], pa.struct([]))
        return cls(partner, {key: place for place, (key, _) in enumerate(usable)}, structs)

    @property
    def name(self) -> str:
        """The field that the records are put into."""
        return self.partner.field.name

    def added(self, table: Table, named: Any) -> Table:
        """Return a part with the records beside it that its rows name; `named` is what they wrote."""
        import pyarrow as pa
        import pyarrow.compute as pc

        encoded = _whole(named).dictionary_encode()
        written = encoded.dictionary.to_pylist()
        keys = [self.partner.key_of(each) for each in written]
        places = pa.array([None if key is None else self.places.get(key) for key in keys], pa.int64())
        given = pa.array([key is not None for key in keys], pa.bool_())
        structs = self.structs.take(places.take(encoded.indices))
        said = pc.if_else(pc.fill_null(given.take(encoded.indices), False), _whole(named), None)
        table = table.drop_columns([self.name]) if self.name in table.column_names else table
        return table.append_column(self.name, structs).append_column(NAMED + self.name, said)

    def strange(self, table: Table) -> Any:
        """Return the rows of a part that name a record which is not there, or which nobody can refer to."""
        import pyarrow.compute as pc

        return pc.and_(pc.is_valid(table[NAMED + self.name]), pc.is_null(table[self.name]))

    def missing(self, named: Any) -> int:
        """Return how many rows name a record that is not in the table."""
        from policycore.records.spellings import ABSENT_WORDS, UNKNOWN

        count = 0
        for each in _whole(named).value_counts().to_pylist():
            key = self.partner.key_of(each["values"])
            if key is not None and key not in self.partner.rows and key.casefold() not in {*UNKNOWN, *ABSENT_WORDS}:
                count += each["counts"]
        return count


def _text(raw: Raw, name: str) -> str | None:
    found: str | None = raw.data.get(name) if isinstance(raw.data, Mapping) else None
    return found


def _whole(column: Any) -> Any:
    import pyarrow as pa

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
