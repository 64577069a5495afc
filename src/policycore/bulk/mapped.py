"""Columns of a table under the names of fields, as a mapping file says: the same that it makes of single records.

In: an Arrow table as it was read. Out: one with the columns of the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policycore import types as t
from policycore.bulk.source import Table
from policycore.core.nodes import FieldDecl
from policycore.records.convert import Converter
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.mapping import shown_key
from policycore.records.spellings import ABSENT_WORDS, UNKNOWN

#: A column of a choice that is written in more ways than this is left as it is.
_MOST_WRITTEN = 1000


def mapped(table: Table, mapping: ColumnMapping) -> Table:
    """Return a table with its columns renamed, values as they are meant, and without what is not wanted."""
    import pyarrow as pa

    if not (mapping.columns or mapping.values or mapping.ignore):
        return table
    names: list[str] = []
    columns: list[Any] = []
    for column in table.column_names:
        if column in mapping.ignore:
            continue
        for name in mapping.columns.get(column, (column,)):
            names.append(name)
            columns.append(_meant(table[column], mapping.values.get(name, {})))
    return pa.table(columns, names=names)


def with_names(table: Table, converter: Converter) -> Table:
    """Return a table with members of choices by their names where they are written by labels: columns know names alone.

    What is not read as a member without further ado stands as it was written.
    """
    import pyarrow as pa

    for field in converter.declaration.fields:
        if not isinstance(field.type, t.Enum) or field.name not in table.column_names:
            continue
        column = table[field.name]
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if not pa.types.is_dictionary(whole.type) and not pa.types.is_string(whole.type):
            continue
        encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
        if len(encoded.dictionary) > _MOST_WRITTEN:
            continue
        values = encoded.dictionary.to_pylist()
        names = [_name_of(each, field, converter) for each in values]
        if names != values:
            place = table.column_names.index(field.name)
            table = table.set_column(place, field.name, pa.array(names, pa.string()).take(encoded.indices))
    return table


def _name_of(value: object, field: FieldDecl, converter: Converter) -> object:
    assert isinstance(field.type, t.Enum)
    if not isinstance(value, str) or value in field.type.names or value.strip().casefold() in {*UNKNOWN, *ABSENT_WORDS}:
        return value
    found = converter.key_text(field.name, value)
    return found if found in field.type.names else value


def written(table: Table, under_fields: Table, mapping: ColumnMapping, column: str) -> Any:
    """Return a column that is there for joining: called so in the table, or by the mapping; None where there is none.

    `under_fields` is what `mapped` made of the table.
    """
    if column in table.column_names and (
        column in mapping.columns or column in mapping.ignore or column not in mapping.values
    ):
        return table[column]
    return under_fields[column] if column in under_fields.column_names else None


def _meant(column: Any, meanings: Mapping[str, str | None]) -> Any:
    """Return a column with what is meant by its values: texts, where one of them means something else."""
    import pyarrow as pa

    if not meanings:
        return column
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    if not any(shown_key(value) in meanings for value in values):
        return column
    meant = [meanings.get(shown_key(value), _as_text(value)) for value in values]
    return pa.array(meant, pa.string()).take(encoded.indices)


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
