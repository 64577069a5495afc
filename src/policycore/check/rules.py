"""What rules of all kinds have in common: ids, what people are told, conditions, and elements that they run over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.declare import about_of
from policycore.check.fitting import warn_absent
from policycore.check.knowledge import known_where
from policycore.check.reach import never_reached
from policycore.check.wording import describe
from policycore.check.world import Env, Scope, Typed, World, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions


def checked_about(head: ast.Head, env: Env, world: World, *, cited: bool = False) -> core.About:
    """Return what people are told of a statement; report a citation that the header demands (`cited`: has one)."""
    header = env.module.header
    if header is not None and header.cites_required and head.cite is None and not cited:
        world.report("PC407", head.name.span, name=head.name.text)
    return about_of(head, env.module, world)


def lower_when(expressions: Expressions, when: ast.Expr | None, env: Env, id: str) -> core.Expr | None:
    """Return the condition in the head of a rule, None where there is none, or after a report."""
    if when is None:
        return None
    typed = expressions.condition(when, env, id)
    return typed.expr if typed is not None else None


def lower_each(
    expressions: Expressions, each: ast.Each | None, env: Env, id: str
) -> tuple[core.Each | None, Env] | None:
    """Check `for each p in xs where c`; return it with the environment of one element."""
    if each is None:
        return None, env
    name = each.name.text
    source = expressions.check(each.over, env, expressions.world.step(id, "each"))
    if source is None:
        return None
    if not isinstance(source.type, t.ListType | t.SetType):
        expressions.world.report("PC329", each.over.span, found=describe(source.type), name="for each")
        return None
    warn_absent(source, each.over.span, expressions.world)
    inner = env.inside(Scope(name, source.type.element, name, implicit=False))
    where = None
    if each.where is not None:
        typed = expressions.condition(each.where, inner, expressions.world.step(id, "where"))
        if typed is None:
            return None
        where = typed.expr
    where = known_where(source.type.element, name, where, source.expr.id, each.over.span, expressions.world)
    return core.Each(name, source.expr, where), env_where(expressions, each.where, inner)


def rule_id(parent: str, name: ast.Ident, beside: set[str], world: World) -> str:
    """Return the id of a rule below `parent`; its name joins those `beside` it, or is reported as taken there."""
    if name.text in beside:
        world.report("PC218", name.span, name=name.text)
    beside.add(name.text)
    return world.unique(f"{parent}/{name.text}")


def used(typed: Typed | None, span: Span, world: World) -> Typed | None:
    """Return what is read as if it were there, with a warning where it may be absent."""
    if typed is not None:
        warn_absent(typed, span, world)
    return typed


def report_shadowed(cases: list[core.Case], world: World) -> None:
    """Warn where a case can never be reached because an earlier one always holds when it would."""
    for case, earlier in never_reached(cases):
        label = Label(earlier.span, Phrase("holds_first"))
        name, before = case.id.rsplit("/", 1)[1], earlier.id.rsplit("/", 1)[1]
        world.report("PC433", case.span, labels=[label], name=name, earlier=before)


def resolve_actor(name: ast.Ident | None, env: Env, world: World) -> str | None:
    """Return the id of the actor of this name, or report that there is none."""
    if name is None:
        return None
    symbol = env.module.symbols.get(name.text)
    if symbol is None or symbol.kind != "actor":
        known = [s.name for s in env.module.symbols.values() if s.kind == "actor"]
        world.report("PC226", name.span, help=did_you_mean(name.text, known), name=name.text)
        return None
    return symbol.id
