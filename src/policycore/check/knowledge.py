"""What was known when: elements of lists that were recorded after `known_at` do not count.

A field marked `recorded` says when its record was entered. Whatever runs over a list of such records passes its
condition through `known_where`, so that a decision can be replayed with what was known then.
"""

from __future__ import annotations

from policycore import types as t
from policycore.check.kinds import YES_NO
from policycore.check.world import World
from policycore.core import nodes as core
from policycore.source import Span

MARK = "recorded"


def known_where(
    element: t.Type, var: str, where: core.Expr | None, id: str, span: Span, world: World
) -> core.Expr | None:
    """Return the condition under which an element of a list counts: it was known, and `where` holds.

    Args:
        element: type of the elements; only records with a field marked `recorded` are asked about.
        var: what an element is called.
        where: the author's condition, None where there is none.
        id: id of what runs over the list; the steps stand below it.
        span: the place of the list.
        world: what the checker knows.
    """
    field = recorded_field(element, world)
    if field is None:
        return where
    known = _known(field, core.Var(f"{id}/known/element", element, var, span), f"{id}/known", span)
    if where is None:
        return known
    return core.Op(f"{id}/counts", YES_NO, "and", (known, where), ("", ""), span=where.span)


def recorded_field(element: t.Type, world: World) -> core.FieldDecl | None:
    """Return the field that says when a record was entered, None where there is none."""
    record = world.records.get(element.name) if isinstance(element, t.RecordType) else None
    return next((field for field in record.fields if MARK in field.marks), None) if record is not None else None


def _known(field: core.FieldDecl, holder: core.Expr, id: str, span: Span) -> core.Expr:
    """Return whether an element was known: no day is asked about, it has no date, or its date is not later."""

    def known_at(at: str) -> core.Expr:
        return core.KnownAt(at, field.type if isinstance(field.type, t.Moment) else t.Date(), span)

    def recorded(at: str) -> core.Expr:
        return core.Field(at, field.type, holder, field.name, span)

    asked = core.Op(f"{id}/any/when", YES_NO, "is_absent", (known_at(f"{id}/any/when/of"),), span=span)
    cases = [core.Case(f"{id}/any", asked, core.Const(f"{id}/any/value", YES_NO, True, span), span=span)]
    if field.optional:
        none = core.Op(f"{id}/none/when", YES_NO, "is_absent", (recorded(f"{id}/none/when/of"),), span=span)
        cases.append(core.Case(f"{id}/none", none, core.Const(f"{id}/none/value", YES_NO, True, span), span=span))
    by_then = core.Op(
        f"{id}/by_then/value",
        YES_NO,
        "le",
        (recorded(f"{id}/by_then/value/left"), known_at(f"{id}/by_then/value/right")),
        span=span,
    )
    return core.Match(id, YES_NO, tuple(cases), core.Case(f"{id}/by_then", None, by_then, span=span), "if", span)
