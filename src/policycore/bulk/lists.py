"""Lists in tables of their own: the events of all rows, read once and given to the rows of each part by key."""

from __future__ import annotations

from typing import Any

from attrs import define

from policycore.bulk.keys import key_texts
from policycore.bulk.source import Table
from policycore.bulk.text import BROKEN, broken_rows

#: The row of an event in its own table, from 1; no field is called so.
ROW = "\x01row"


@define(eq=False)
class Lists:
    """The events of one list, by the key of their owner: read once, then given to the rows of each part.

    Attributes:
        name: the field.
        owners: the keys that have events, as texts.
        lists: their events, one list for each of `owners`, and last an empty one.
        odd: those of `owners` with two events of one key, or an event that could not be read.
        nobody: events that name no owner.
    """

    name: str
    owners: Any
    lists: Any
    odd: Any
    nobody: int

    @classmethod
    def of(cls, name: str, table: Table, owner: Any, key: str) -> Lists:
        """Return the events of a table; `owner` is the column of their owners, `key` the name of their own or ""."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if broken_rows(table) is None and BROKEN in table.column_names:
            table = table.drop_columns([BROKEN])
        named = key_texts(owner)
        nobody = named.null_count
        table = table.append_column(ROW, pa.arange(1, table.num_rows + 1)).append_column("\x01owner", named)
        table = table.filter(pc.is_valid(named))
        table = table.sort_by([("\x01owner", "ascending"), (ROW, "ascending")])
        named = _one_piece(table["\x01owner"]).dictionary_encode()
        kept = [column for column in table.column_names if column != "\x01owner"]
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
        odd = _one_piece(repeated)
        broken = broken_rows(table)
        if broken is not None:
            odd = pa.concat_arrays([odd, pc.unique(named.cast(pa.string()).filter(_one_piece(broken)))])
        return cls(name, named.dictionary, lists, odd, nobody)

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
        """Return the rows whose events have to be looked at one by one."""
        import pyarrow.compute as pc

        return pc.is_in(keys, value_set=self.odd)

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
