"""Arithmetic on numbers, dates and moments: which units go together, and the unit and bounds that come out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from policycore import types as t
from policycore.check.calendars import calendar_in
from policycore.check.fitting import as_day, convert, same_unit, warn_absent
from policycore.check.kinds import (
    WHOLE,
    is_zero,
    negate,
    number_kind,
    operation,
    product_bounds,
    ranged,
    sum_type,
    unbounded,
)
from policycore.check.literals import seconds_of
from policycore.check.wording import describe
from policycore.check.world import Env, Module, Typed, World
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions


def lower_quantity(expressions: Expressions, node: ast.Expr, env: Env, id: str) -> Typed | None:
    """Check an operand that must be a number."""
    typed = expressions.check(node, env, id)
    if typed is None:
        return None
    if not isinstance(typed.type, t.Number):
        expressions.world.report("PC302", node.span, found=describe(typed.type), wanted=Phrase("type_number"))
        return None
    warn_absent(typed, node.span, expressions.world)
    return typed


def lower_negation(expressions: Expressions, node: ast.Neg, env: Env, id: str) -> Typed | None:
    """`-x`, with its bounds turned round."""
    operand = lower_quantity(expressions, node.operand, env, f"{id}/of")
    if operand is None:
        return None
    kind = number_kind(operand)
    bounded = t.Number(kind.unit, kind.whole, negate(kind.high), negate(kind.low))
    return Typed(core.Op(id, bounded, "neg", (operand.expr,), span=node.span), bare=operand.bare)


def lower_arithmetic(expressions: Expressions, node: ast.Arith, env: Env, id: str) -> Typed | None:
    """`a + b - c`, `a * b / c`: step by step from the left."""
    typed: list[tuple[str, Typed | None, Span]] = [("", expressions.check(node.first, env, f"{id}/1"), node.first.span)]
    for place, (written, part) in enumerate(node.rest, 2):
        typed.append((written, expressions.check(part, env, f"{id}/{place}"), part.span))
    if any(operand is None for _, operand, _ in typed):
        return None
    done = typed[0][1]
    assert done is not None
    span = typed[0][2]
    warn_absent(done, span, expressions.world)
    for place, (sign, operand, at) in enumerate(typed[1:], 2):
        assert operand is not None
        warn_absent(operand, at, expressions.world)
        step = id if place == len(typed) else f"{id}/to[{place}]"
        span = span.to(at)
        match sign:
            case "+" | "-":
                result = _add(done, sign, operand, step, span, at, expressions.world, env.module)
            case "*":
                result = _multiply(done, operand, step, span, expressions.world)
            case _:
                result = _divide(done, operand, step, span, expressions.world)
        if result is None:
            return None
        done = result
    return done


def _add(a: Typed, sign: str, b: Typed, id: str, span: Span, at: Span, world: World, module: Module) -> Typed | None:
    match a.type, b.type:
        case t.Number(), t.Number():
            pair = same_unit(a, b, span, world)
            if pair is None:
                return None
            a, b = pair
            kind = sum_type(ranged(a), ranged(b), sign)
            second = b.expr if sign == "+" else core.Op(f"{id}/minus", b.type, "neg", (b.expr,), span=at)
            first = a.expr
            # One n-ary `add`: a long sum must not be a deep one.
            operands = (
                (*first.operands, second) if isinstance(first, core.Op) and first.op == "add" else (first, second)
            )
            return Typed(core.Op(id, kind, "add", operands, span=span), bare=a.bare and b.bare)
        case ((t.Date() | t.Moment()), t.Number(unit=unit)):
            return shift(a, sign, b, unit, id, span, at, world, module)
        case t.Number(unit=unit), (t.Date() | t.Moment()) if sign == "+":
            return shift(b, sign, a, unit, id, span, at, world, module)
        case ((t.Date() | t.Moment()), (t.Date() | t.Moment())) if sign == "-":
            if isinstance(a.type, t.Moment) and isinstance(b.type, t.Moment):
                kind = t.Number(t.SECOND)
                return Typed(core.Op(id, kind, "seconds_between", (a.expr, b.expr), span=span))
            first_day, second_day = as_day(a, span, world), as_day(b, at, world)
            assert first_day is not None
            assert second_day is not None
            return Typed(core.Op(id, t.Number(t.DAY), "days_between", (first_day.expr, second_day.expr), span=span))
        case _:
            world.report("PC303", span, sign=sign, left=describe(a.type), right=describe(b.type))
            return None


def lower_at_time(expressions: Expressions, node: ast.AtTime, env: Env, id: str) -> Typed | None:
    """`day at 17:00`: the moment of a day at which the clock shows that time."""
    of = expressions.check(node.of, env, f"{id}/of")
    if of is None:
        return None
    if not isinstance(of.type, t.Date):
        expressions.world.report("PC302", node.of.span, found=describe(of.type), wanted=Phrase("type_date"))
        return None
    warn_absent(of, node.of.span, expressions.world)
    seconds = core.Const(f"{id}/clock", t.Number(t.SECOND), Fraction(seconds_of(node.time)), node.time.span)
    return Typed(core.Op(id, t.Moment(), "at_time", (of.expr, seconds), span=node.span))


#: What moves a date or a moment, by the family of the unit.
SHIFTS = {"days": "add_days", "working": "add_working_days", "months": "add_months", "clock": "add_seconds"}


def shift(
    a: Typed, sign: str, b: Typed, unit: t.Unit, id: str, span: Span, at: Span, world: World, module: Module
) -> Typed | None:
    """A date or moment and a length of time; working days are counted by the calendar of `module`."""
    op = SHIFTS.get(unit.family)
    if op is None or (op == "add_seconds" and isinstance(a.type, t.Date)):
        world.report("PC311", at, found=describe(b.type), what=describe(a.type))
        return None
    if isinstance(b.expr, core.Const) and op != "add_seconds":
        count = b.expr.value
        assert isinstance(count, Fraction)
        if (count * unit.factor).denominator != 1:
            world.report("PC312", at)
            return None
    calendar = calendar_in(module, at, world) if op == "add_working_days" else ""
    if calendar is None:
        return None
    amount = convert(b, evolve(unit, name=unit.base, factor=Fraction(1)), at, fold=False)
    if sign == "-":
        amount = Typed(core.Op(f"{id}/minus", amount.type, "neg", (amount.expr,), span=at))
    return Typed(core.Op(id, unbounded(a.type), op, (a.expr, amount.expr), calendar=calendar, span=span))


def _multiply(a: Typed, b: Typed, id: str, span: Span, world: World) -> Typed | None:
    pair = _numbers(a, b, "*", span, world)
    if pair is None:
        return None
    left, right = pair
    scaled = [unit for unit in (left.unit, right.unit) if unit.family not in ("pure", "percent")]
    if len(scaled) == 2:
        world.report("PC315", span, left=describe(a.type), right=describe(b.type))
        return None
    if scaled:
        unit = scaled[0]
    else:
        unit = t.PERCENT if left.unit == right.unit == t.PERCENT else t.PURE
    low, high = product_bounds(ranged(a), ranged(b))
    kind = t.Number(unit, left.whole and right.whole, low, high)
    return Typed(operation(id, kind, "mul", span, a, b), bare=a.bare and b.bare)


def _divide(a: Typed, b: Typed, id: str, span: Span, world: World) -> Typed | None:
    pair = _numbers(a, b, "/", span, world)
    if pair is None:
        return None
    left, right = pair
    if is_zero(b):
        world.report("PC316", b.expr.span)
        return None
    if right.unit.family in ("pure", "percent"):
        unit = left.unit if left.unit.family != "percent" else t.PURE
        return Typed(operation(id, t.Number(unit), "div", span, a, b), bare=a.bare and b.bare)
    if left.unit.base == right.unit.base and left.unit.family == right.unit.family:
        second = convert(b, left.unit, b.expr.span)
        return Typed(operation(id, t.Number(t.PURE), "div", span, a, second))
    world.report("PC314", span, left=describe(a.type), right=describe(b.type))
    return None


def _numbers(a: Typed, b: Typed, sign: str, span: Span, world: World) -> tuple[t.Number, t.Number] | None:
    if isinstance(a.type, t.Number) and isinstance(b.type, t.Number):
        return a.type, b.type
    world.report("PC303", span, sign=sign, left=describe(a.type), right=describe(b.type))
    return None


def lower_per(expressions: Expressions, node: ast.Per, env: Env, id: str) -> Typed | None:
    """`2 points per full 5万 CNY of x`, `5 CNY per days_late`."""
    amount = lower_quantity(expressions, node.amount, env, f"{id}/amount")
    quantity = lower_quantity(expressions, node.quantity, env, f"{id}/of")
    step = lower_quantity(expressions, node.full, env, f"{id}/full") if node.full is not None else None
    if amount is None or quantity is None or (node.full is not None and step is None):
        return None
    if step is not None:
        if is_zero(step):
            expressions.world.report("PC316", step.expr.span)
            return None
        pair = same_unit(quantity, step, node.span, expressions.world)
        if pair is None:
            return None
        times = Typed(operation(f"{id}/times", WHOLE, "per_full", node.span, *pair))
    else:
        kind = number_kind(quantity)
        # `5 CNY per days_late`: so much for each unit in which the quantity is declared.
        times = (
            quantity
            if kind.unit.family in ("pure", "percent")
            else Typed(
                core.Op(
                    f"{id}/times",
                    t.Number(t.PURE, kind.whole, kind.low, kind.high),
                    "convert",
                    (quantity.expr,),
                    factor=Fraction(1),
                    span=node.span,
                )
            )
        )
    return _multiply(evolve(amount, bare=False), evolve(times, bare=False), id, node.span, expressions.world)
