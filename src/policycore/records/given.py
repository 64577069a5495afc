"""What Python objects say as names and values: mappings, pydantic models, attrs instances, dataclasses, named tuples.

The only place that looks into foreign objects. Values are taken as they are, nothing is copied deeply or converted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from policycore.records.raw import LongNumber, NotFinite


def as_mapping(value: object, declared: Mapping[str, object]) -> Mapping[Any, Any] | None:
    """Return names and values of an object, or None if it has no names.

    Fields of classes may have names that Python forces on them: an alias that is declared goes before the name, and
    `class_` is taken for `class` where only that is declared.
    """
    if isinstance(value, Mapping):
        return value
    if isinstance(value, type | LongNumber | NotFinite):  # a number as it was read is no record
        return None
    of: Any = type(value)
    if attrs.has(of):
        aliased = ((field.name, field.alias or field.name) for field in attrs.fields(of))
        return _read(value, aliased, declared)
    if dataclasses.is_dataclass(value):
        return _read(value, ((field.name, field.name) for field in dataclasses.fields(value)), declared)
    # Looked at by shape, so that a program without pydantic never loads it.
    fields = getattr(type(value), "__pydantic_fields__", None)
    if isinstance(fields, Mapping):
        aliased = ((name, getattr(field, "alias", None) or name) for name, field in fields.items())
        extra = getattr(value, "__pydantic_extra__", None)
        return {**_read(value, aliased, declared), **(extra if isinstance(extra, Mapping) else {})}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return _read(value, ((name, name) for name in value._fields), declared)
    return None


def _read(value: object, names: Iterable[tuple[str, str]], declared: Mapping[str, object]) -> dict[str, Any]:
    return {_declared_name(name, alias, declared): getattr(value, name, None) for name, alias in names}


def _declared_name(name: str, alias: str, declared: Mapping[str, object]) -> str:
    if alias in declared:
        return alias
    if name not in declared and name.rstrip("_") in declared:
        return name.rstrip("_")
    return name
