"""Keys of rows: as texts that can be compared, and which of them stand more than once. Arrow columns in and out."""

from __future__ import annotations

from typing import Any


def key_texts(column: Any) -> Any:
    """Return keys as they are compared: as texts without spaces around them, blank ones null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = column.cast(pa.string())
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def repeated(texts: Any) -> list[str]:
    """Return the keys that stand more than once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = texts.drop_null()
    if pc.count_distinct(known).as_py() == len(known):
        return []
    counted = pa.table({"key": known}).group_by("key").aggregate([("key", "count")])
    found: list[str] = counted.filter(pc.greater(counted["key_count"], 1))["key"].to_pylist()
    return found
