"""Definitions and requirements to Core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.rules import checked_about, lower_each, lower_when, resolve_actor
from policycore.check.wording import describe
from policycore.check.world import Env, Symbol
from policycore.core import nodes as core
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions


def lower_define(expressions: Expressions, symbol: Symbol, node: ast.Define, env: Env) -> core.Define | None:
    """Return a derived fact."""
    about = checked_about(node.head, env, expressions.world, cited=True)
    body = expressions.check(node.value, env, expressions.world.step(symbol.id, "body"))
    if body is None:
        return None
    if isinstance(body.type, t.RecordType | t.ListType):
        expressions.world.report("PC344", node.value.span, found=describe(body.type))
        return None
    symbol.absent = body.absent
    return core.Define(symbol.id, symbol.record, body.type, body.expr, about=about, span=symbol.span)


def lower_require(expressions: Expressions, symbol: Symbol, node: ast.Require, env: Env) -> core.Require | None:
    """Return a requirement."""
    about = checked_about(node.head, env, expressions.world)
    actor = resolve_actor(node.actor, env, expressions.world)
    if node.modality == "may":
        expressions.world.report("PC425", symbol.span, name=symbol.name)
        return None
    each = lower_each(expressions, node.each, env, symbol.id)
    if each is None:
        return None
    when = lower_when(expressions, node.when, each[1], expressions.world.step(symbol.id, "when"))
    inner = env_where(expressions, node.when, each[1])
    condition = expressions.condition(node.condition, inner, expressions.world.step(symbol.id, "condition"))
    if condition is None or (node.when is not None and when is None):
        return None
    return core.Require(
        symbol.id,
        symbol.record,
        node.modality or "must",
        condition.expr,
        actor,
        each[0],
        when,
        about,
        symbol.span,
    )
