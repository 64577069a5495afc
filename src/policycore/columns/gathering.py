"""Columns of elements made into columns of the records that have them, by Arrow.

Goes in: a column per element, and for each element the place of its record. Comes out: a column per record. Elements
that do not count are null. A record with an element in which a gap arose is null.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from policycore.columns.sides import Gather

Array: TypeAlias = Any
Table: TypeAlias = Any

_FUNCTIONS = {"sum": "sum", "most": "max", "least": "min", "distinct": "count_distinct"}


def gathered(gather: Gather, elements: Table, owners: Array, rows: int) -> Array:
    """Return the column of a gathering for so many records."""
    import pyarrow as pa
    import pyarrow.compute as pc

    value = _whole(elements[gather.value])
    if gather.how == "findings":
        found = _findings(value, owners, rows, gather)
    elif gather.how in _FUNCTIONS:
        found = _by_owner(value, owners, rows, _FUNCTIONS[gather.how])
    else:
        if gather.by:
            value = _last(value, _whole(elements[gather.by]), owners, rows, latest=gather.how == "latest")
        found = _sole(value, owners, rows)
    if found.type != value.type and pa.types.is_integer(found.type):
        found = found.cast(pa.int64())
    if gather.nothing is not None:
        found = pc.fill_null(found, pa.scalar(gather.nothing, found.type))
    if gather.open:
        is_open = _by_owner(_whole(elements[gather.open]).cast(pa.int8()), owners, rows, "max")
        found = pc.if_else(pc.fill_null(pc.equal(is_open, 1), False), pa.scalar(None, found.type), found)
    return found


def _whole(column: Array) -> Array:
    import pyarrow as pa

    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _by_owner(value: Array, owners: Array, rows: int, function: str) -> Array:
    """Return what a function makes of the values of each record that are not null; null where there are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.is_valid(value)
    table = pa.table({"owner": owners, "value": value}).filter(known)
    found = table.group_by("owner", use_threads=False).aggregate([("value", function)])
    place = pc.index_in(pa.arange(0, rows), value_set=_whole(found["owner"]))
    return pc.take(_whole(found[f"value_{function}"]), place)


def _findings(value: Array, owners: Array, rows: int, gather: Gather) -> Array:
    """Return what is found of the elements of each record, in their order: `loans[1]: met; loans[3]: breach`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    first = pc.search_sorted(owners, owners)
    number = pc.add(pc.subtract(pa.arange(0, len(owners)), first.cast(pa.int64())), 1).cast(pa.string())
    word = pc.take(pa.array(gather.words, pa.string()), value.cast(pa.int64()))
    said = pc.binary_join_element_wise(f"{gather.path}[", number, "]: ", word, "")
    counts = pc.is_valid(said)
    begin = pc.search_sorted(owners.filter(counts), pa.arange(0, rows + 1)).cast(pa.int64())
    joined = pc.binary_join(pa.LargeListArray.from_arrays(begin, said.filter(counts)), "; ")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, joined.type), joined)


def _last(value: Array, by: Array, owners: Array, rows: int, latest: bool) -> Array:
    """Return the values of the latest (earliest) elements of each record alone."""
    import pyarrow as pa
    import pyarrow.compute as pc

    bar = pc.take(_by_owner(by, owners, rows, "max" if latest else "min"), owners)
    return pc.if_else(pc.fill_null(pc.equal(by, bar), False), value, pa.scalar(None, value.type))


def _sole(value: Array, owners: Array, rows: int) -> Array:
    """Return the one value that all elements of a record have that count; null where they differ."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # Engines hand texts back in the form that they keep them in.
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    is_text = any(each(value.type) for each in texts)
    place = value.cast(pa.string()).dictionary_encode() if is_text else None
    numbers = place.indices if place is not None else value.cast(pa.int64())
    least, most = (_by_owner(numbers, owners, rows, name) for name in ("min", "max"))
    found = pc.if_else(pc.equal(least, most), least, pa.scalar(None, least.type))
    if place is not None:
        return pc.take(place.dictionary, found)
    return found.cast(value.type)
