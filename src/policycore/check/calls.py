"""Calls of functions: aggregates over lists and sets, the best or common one of several values, rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from policycore import types as t
from policycore.check import calendars
from policycore.check.arithmetic import lower_quantity
from policycore.check.conditions import common_type, env_where
from policycore.check.fitting import fit, same_unit, warn_absent
from policycore.check.group_facts import ONLY_OF_GROUPS, is_group_call, lower_group_call
from policycore.check.kinds import YES_NO, compatible, is_ordered, join_types, number_kind, operation, single_constant
from policycore.check.knowledge import known_where
from policycore.check.wording import describe
from policycore.check.world import Env, Scope, Typed, World, did_you_mean
from policycore.core import nodes as core
from policycore.core.ops import ROUNDING_MODES
from policycore.diagnostics.model import Phrase
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

FUNCTIONS = (
    "count",
    "sum",
    "average",
    "highest",
    "lowest",
    "latest",
    "earliest",
    "distinct",
    "all",
    "some",
    "agreed",
    "round",
    *calendars.FUNCTIONS,
)


def lower_call(expressions: Expressions, node: ast.Call, env: Env, id: str, want: t.Type | None) -> Typed | None:
    """A function on its arguments, or an aggregate over the elements of a list or set."""
    name = node.function.text
    if is_group_call(expressions, node, env):
        return lower_group_call(expressions, node, env, id)
    if name in ONLY_OF_GROUPS:
        expressions.world.report("PC481", node.function.span, name=name)
        return None
    if name not in FUNCTIONS:
        expressions.world.report(
            "PC213", node.function.span, help=did_you_mean(name, (*FUNCTIONS, *ONLY_OF_GROUPS)), name=name
        )
        return None
    if name == "round":
        return _round(expressions, node, env, id)
    if name in calendars.FUNCTIONS:
        return calendars.lower_working_days(expressions, node, env, id)
    if (
        name in ("highest", "lowest", "agreed")
        and node.over is None
        and node.where is None
        and (len(node.args) > 1 or name == "agreed")
    ):
        return _meet(expressions, name, node, env, id, want)
    return _aggregate(expressions, name, node, env, id, want)


def _round(expressions: Expressions, node: ast.Call, env: Env, id: str) -> Typed | None:
    if len(node.args) != 3 or not isinstance(node.args[1], ast.Name) or node.args[1].name not in ROUNDING_MODES:
        expressions.world.report("PC325", node.span)
        return None
    operand = lower_quantity(expressions, node.args[0], env, f"{id}/of")
    step = lower_quantity(expressions, node.args[2], env, f"{id}/step")
    if operand is None or step is None:
        return None
    pair = same_unit(operand, step, node.span, expressions.world)
    if pair is None:
        return None
    operand, step = pair
    value = single_constant(step.expr)
    if not isinstance(value, Fraction) or value <= 0:
        expressions.world.report("PC326", node.args[2].span)
        return None
    kind = number_kind(operand)
    whole = kind.unit.family in ("pure", "points") and value.denominator == 1
    return Typed(
        core.Op(
            id,
            t.Number(kind.unit, whole),
            "round",
            (operand.expr, step.expr),
            mode=node.args[1].name,
            span=node.span,
        )
    )


def _meet(expressions: Expressions, name: str, node: ast.Call, env: Env, id: str, want: t.Type | None) -> Typed | None:
    """`agreed`, `highest`, `lowest` of several expressions."""
    want = want or common_type(node.args, env, expressions.world)
    typed: list[Typed] = []
    for place, argument in enumerate(node.args, 1):
        one = expressions.check(argument, env, f"{id}/{place}", want)
        if one is None:
            return None
        warn_absent(one, argument.span, expressions.world)
        if typed and isinstance(one.type, t.Number) and isinstance(typed[0].type, t.Number):
            pair = same_unit(typed[0], one, argument.span, expressions.world)
            if pair is None:
                return None
            one = pair[1]
        elif typed and not compatible(one.type, typed[0].type):
            expressions.world.report(
                "PC319", argument.span, sign=name, left=describe(typed[0].type), right=describe(one.type)
            )
            return None
        typed.append(one)
    kind = typed[0].type
    if name != "agreed" and not is_ordered(kind):
        expressions.world.report("PC318", node.span, type=describe(kind), sign=name)
        return None
    return Typed(operation(id, join_types([x.type for x in typed]), name, node.span, *typed))


def _aggregate(
    expressions: Expressions, name: str, node: ast.Call, env: Env, id: str, want: t.Type | None
) -> Typed | None:
    arguments = list(node.args)
    over = node.over
    if over is None:
        if len(arguments) != 1:
            expressions.world.report("PC327", node.span, name=name)
            return None
        over = arguments.pop()
    elif name == "count":
        expressions.world.report("PC328", node.span)
        return None
    source = expressions.check(over, env, f"{id}/over")
    if source is None:
        return None
    warn_absent(source, over.span, expressions.world)
    if isinstance(source.type, t.SetType):
        element: t.Type = source.type.element
    elif isinstance(source.type, t.ListType):
        element = source.type.element
    else:
        expressions.world.report("PC329", over.span, found=describe(source.type), name=name)
        return None
    var = node.alias.text if node.alias is not None else f"_{len(env.scopes)}"
    if node.alias is not None and any(scope.alias == var for scope in env.scopes):
        expressions.world.report("PC214", node.alias.span, name=var)
        return None
    scope = Scope(var, element, node.alias.text if node.alias else None, implicit=node.alias is None)
    inner = env.inside(scope)
    where = expressions.condition(node.where, inner, f"{id}/where") if node.where is not None else None
    if node.where is not None and where is None:
        return None
    inside = env_where(expressions, node.where, inner)
    value: Typed | None = None
    by: Typed | None = None
    if name != "count":
        limit = 2 if name in ("latest", "earliest") else 1
        if len(arguments) > limit:
            expressions.world.report("PC327", node.span, name=name)
            return None
        if arguments:
            boolean = name in ("all", "some")
            wanted = YES_NO if boolean else None if name == "distinct" else want
            value = expressions.check(arguments[0], inside, f"{id}/value", wanted)
            if boolean and value is not None:
                value = fit(value, YES_NO, arguments[0].span, expressions.world)
        else:
            value = Typed(core.Var(f"{id}/value", element, var, over.span))
        if value is None:
            return None
        span = arguments[0].span if arguments else over.span
        warn_absent(value, span, expressions.world)
        if name in ("latest", "earliest"):
            by = expressions.check(arguments[1], inside, f"{id}/by") if len(arguments) > 1 else value
            if by is None:
                return None
            if not isinstance(by.type, t.Date | t.Moment):
                at = arguments[1].span if len(arguments) > 1 else span
                expressions.world.report("PC302", at, found=describe(by.type), wanted=Phrase("type_date_or_moment"))
                return None
        kind = _aggregate_type(name, value, span, expressions.world)
        if kind is None:
            return None
    else:
        kind = t.Number(t.PURE, whole=True, low=Fraction(0))
    condition = where.expr if where is not None else None
    return Typed(
        core.Aggregate(
            id,
            kind,
            name,  # type: ignore[arg-type]  # one of FUNCTIONS that aggregates
            var,
            source.expr,
            value.expr if value is not None else None,
            known_where(element, var, condition, id, over.span, expressions.world),
            by.expr if by is not None else None,
            node.span,
        )
    )


def _aggregate_type(name: str, value: Typed, span: Span, world: World) -> t.Type | None:
    kind = value.type
    match name:
        case "sum" | "average":
            if isinstance(kind, t.Number):
                if name == "average":
                    return t.Number(kind.unit, False, kind.low, kind.high)
                low = Fraction(0) if kind.low is not None and kind.low >= 0 else None
                high = Fraction(0) if kind.high is not None and kind.high <= 0 else None
                return t.Number(kind.unit, kind.whole, low, high)
            world.report("PC302", span, found=describe(kind), wanted=Phrase("type_number"))
            return None
        case "highest" | "lowest":
            if is_ordered(kind):
                return kind
            world.report("PC318", span, type=describe(kind), sign=name)
            return None
        case "all" | "some":
            return YES_NO
        case "distinct":
            if isinstance(kind, t.RecordType | t.ListType | t.SetType):
                world.report("PC302", span, found=describe(kind), wanted=Phrase("type_single"))
                return None
            return t.Number(t.PURE, whole=True, low=Fraction(0))
        case _:
            return kind
