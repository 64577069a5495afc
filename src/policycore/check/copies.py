"""Copies of expressions that are read in a second place, under new ids."""

from __future__ import annotations

from typing import TypeVar

import attrs

from policycore import types as t
from policycore.core import nodes as core

E = TypeVar("E")


def copy_under(expr: core.Expr, id: str) -> core.Expr:
    """Return a copy of `expr` whose ids stand below `id`: the same text, evaluated in another place."""
    return _moved(expr, expr.id, id, {}, set())


def _moved(node: E, old: str, new: str, given: dict[str, str], taken: set[str]) -> E:
    """Return a copy of a node; `given` holds the new ids by the old ones, `taken` all new ones."""
    if isinstance(node, tuple):
        return tuple(_moved(part, old, new, given, taken) for part in node)  # type: ignore[return-value]  # a tuple too
    if not attrs.has(type(node)) or type(node).__module__ != core.__name__:
        return node
    changes = {}
    for field in fields_of(node):
        value = getattr(node, field.name)
        if field.name == "id":
            changes["id"] = given[value] if value in given else _new_id(value, old, new, given, taken)
        elif isinstance(value, tuple) or attrs.has(type(value)):
            changes[field.name] = _moved(value, old, new, given, taken)
    return attrs.evolve(node, **changes)  # type: ignore[misc]  # `node` is an attrs instance, see above


def _new_id(id: str, old: str, new: str, given: dict[str, str], taken: set[str]) -> str:
    """Return where a node of a copied expression stands, and keep it in `given`.

    Named parts and rows of tables have ids of their own, outside that of the expression; of two that end alike the
    second gets a number.
    """
    wanted = new + id[len(old) :] if id.startswith(old) else f"{new}/{id.rsplit('/', 1)[-1]}"
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = f"{wanted}~{count}"
    given[id] = found
    taken.add(found)
    return found


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


def with_self(expr: core.Expr, field: str, of: t.RecordType) -> core.Expr:
    """Return an expression about a record as it is read from a record of type `of` that has it as its `field`."""
    return _reframed(expr, field, of)


def _reframed(node: E, field: str, of: t.RecordType) -> E:
    if isinstance(node, tuple):
        return tuple(_reframed(part, field, of) for part in node)  # type: ignore[return-value]  # a tuple as it was
    if isinstance(node, core.Var) and node.name == "self":
        outer = core.Var(f"{node.id}/of", of, "self", node.span)
        return core.Field(node.id, node.type, outer, field, node.span)  # type: ignore[return-value]  # an expression too
    if not attrs.has(type(node)) or type(node).__module__ != core.__name__:
        return node
    changes = {
        part.name: _reframed(value, field, of)
        for part in fields_of(node)
        if isinstance(value := getattr(node, part.name), tuple) or attrs.has(type(value))
    }
    return attrs.evolve(node, **changes)  # type: ignore[misc]  # `node` is an attrs instance, see above
