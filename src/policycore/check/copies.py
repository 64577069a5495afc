"""Copies of expressions that are read in a second place, under new ids."""

from __future__ import annotations

from typing import TypeVar

import attrs

from policycore.core import nodes as core

E = TypeVar("E")


def copy_under(expr: core.Expr, id: str) -> core.Expr:
    """Return a copy of `expr` whose ids stand below `id`: the same text, evaluated in another place."""
    return _moved(expr, expr.id, id)


def _moved(node: E, old: str, new: str) -> E:
    if isinstance(node, tuple):
        return tuple(_moved(part, old, new) for part in node)  # type: ignore[return-value]  # a tuple as it was
    if not attrs.has(type(node)) or type(node).__module__ != core.__name__:
        return node
    changes = {}
    for field in fields_of(node):
        value = getattr(node, field.name)
        if field.name == "id":
            changes["id"] = new + value[len(old) :] if value.startswith(old) else f"{new}/{value.rsplit('/', 1)[-1]}"
        elif isinstance(value, tuple) or attrs.has(type(value)):
            changes[field.name] = _moved(value, old, new)
    return attrs.evolve(node, **changes)  # type: ignore[misc]  # `node` is an attrs instance, see above


def shape(node: object) -> object:
    """Return a value that is equal for nodes that mean the same: ids and spans left out."""
    if isinstance(node, tuple):
        return tuple(shape(part) for part in node)
    if attrs.has(type(node)) and type(node).__module__ == core.__name__:
        return (
            type(node).__name__,
            *(shape(getattr(node, f.name)) for f in fields_of(node) if f.name not in ("id", "span", "about")),
        )
    return node


def fields_of(node: object) -> tuple[attrs.Attribute[object], ...]:
    """Return the fields of an attrs instance whose class is not known statically."""
    return tuple(type(node).__attrs_attrs__)  # type: ignore[attr-defined]  # callers have asked `attrs.has`
