"""Comparisons: chains, membership, presence and windows of time, with the types on both sides brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycore import types as t
from policycore.check.arithmetic import lower_quantity, shift
from policycore.check.conditions import lower_junction
from policycore.check.fitting import as_day, fit, same_unit, warn_absent
from policycore.check.kinds import YES_NO, decided_by_bounds, number_kind, operation, range_of
from policycore.check.names import only_member
from policycore.check.reach import contradicts
from policycore.check.wording import describe, path_text
from policycore.check.world import Env, Typed, World, key_of
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

COMPARISONS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def lower_compare(expressions: Expressions, node: ast.Compare, env: Env, id: str) -> Typed | None:
    """`a < b`, or a chain of comparisons, all of which must hold."""
    links: list[Typed | None] = []
    left = node.first
    for place, (sign, right) in enumerate(node.rest, 1):
        link = id if len(node.rest) == 1 else f"{id}/{place}"
        pair = _pair(expressions, left, right, env, (f"{link}/left", f"{link}/right"))
        links.append(
            None if pair is None else _comparison(sign, *pair, link, left.span.to(right.span), expressions.world)
        )
        left = right
    checked = [link for link in links if link is not None]
    if len(checked) < len(links):
        return None
    if len(checked) == 1:
        return checked[0]
    if contradicts(link.expr for link in checked):
        expressions.world.report("PC445", node.span)
    return Typed(core.Op(id, YES_NO, "and", tuple(c.expr for c in checked), ("",) * len(checked), span=node.span))


def _pair(
    expressions: Expressions, left: ast.Expr, right: ast.Expr, env: Env, ids: tuple[str, str]
) -> tuple[Typed, Typed] | None:
    """Check two operands that are compared; a bare name on one side takes its meaning from the other."""
    if only_member(left, env, expressions.world) and not only_member(right, env, expressions.world):
        second = expressions.check(right, env, ids[1])
        first = expressions.check(left, env, ids[0], _wanted_beside(second, left)) if second else None
    else:
        first = expressions.check(left, env, ids[0])
        second = expressions.check(right, env, ids[1], _wanted_beside(first, right)) if first is not None else None
        if first is None and not only_member(right, env, expressions.world):
            expressions.check(right, env, ids[1])  # for its own findings
    return None if first is None or second is None else (first, second)


def _comparison(sign: str, a: Typed, b: Typed, id: str, span: Span, world: World) -> Typed | None:
    op = COMPARISONS[sign]
    if op not in ("eq", "ne"):
        warn_absent(a, a.expr.span, world)
        warn_absent(b, b.expr.span, world)
    match a.type, b.type:
        case t.Number(), t.Number():
            pair = same_unit(a, b, span, world)
            if pair is None:
                return None
            a, b = pair
            _always(op, a, b, span, world)
        case (t.Date(), t.Date()) | (t.Moment(), t.Moment()):
            pass
        case ((t.Date() | t.Moment()), (t.Date() | t.Moment())):
            first, second = as_day(a, span, world), as_day(b, span, world)
            assert first is not None
            assert second is not None
            a, b = first, second
        case t.Enum(), t.Enum():
            if a.type != b.type:
                world.report("PC317", span, left=describe(a.type), right=describe(b.type))
                return None
            if op not in ("eq", "ne") and not a.type.ordered:
                world.report("PC318", span, type=describe(a.type), sign=sign)
                return None
        case (t.YesNo(), t.YesNo()) | (t.Text(), t.Text()) if op in ("eq", "ne"):
            pass
        case t.SetType(element=x), t.SetType(element=y) if op in ("eq", "ne") and x == y:
            pass
        case _:
            of_other_members = isinstance(a.type, t.SetType) and op in ("eq", "ne")
            if type(a.type) is type(b.type) and not isinstance(a.type, t.RecordType) and not of_other_members:
                world.report("PC318", span, type=describe(a.type), sign=sign)
            else:
                world.report("PC319", span, left=describe(a.type), right=describe(b.type), sign=sign)
            return None
    return Typed(operation(id, YES_NO, op, span, a, b))


def _always(op: str, a: Typed, b: Typed, span: Span, world: World) -> None:
    """Warn where the bounds of a fact already decide a comparison with a constant."""
    if isinstance(b.expr, core.Const) == isinstance(a.expr, core.Const):
        return
    left, right = range_of(a), range_of(b)
    verdict = decided_by_bounds(op, left, right)
    if verdict is not None:
        world.report("PC420", span, answer=Phrase("yes" if verdict else "no"))


def lower_in(expressions: Expressions, node: ast.In, env: Env, id: str) -> Typed | None:
    """`x in {…}`, or `x in` a set."""
    if isinstance(node.container, ast.SetLit):
        return _in_literal(expressions, node.operand, node.container, env, id, node.span)
    container = expressions.check(node.container, env, f"{id}/set")
    if container is None:
        return None
    if not isinstance(container.type, t.SetType):
        expressions.world.report("PC320", node.container.span, found=describe(container.type))
        return None
    warn_absent(container, node.container.span, expressions.world)
    element = container.type.element
    operand = expressions.check(node.operand, env, f"{id}/of", element)
    if operand is not None:
        many = isinstance(operand.type, t.SetType)
        operand = fit(operand, container.type if many else element, node.operand.span, expressions.world)
    if operand is None:
        return None
    warn_absent(operand, node.operand.span, expressions.world)
    op = "subset" if isinstance(operand.type, t.SetType) else "in"
    return Typed(operation(id, YES_NO, op, node.span, operand, container))


def _in_literal(
    expressions: Expressions, left: ast.Expr, literal: ast.SetLit, env: Env, id: str, span: Span
) -> Typed | None:
    operand = expressions.check(left, env, f"{id}/of")
    if operand is None:
        return None
    warn_absent(operand, left.span, expressions.world)
    if any(isinstance(item, ast.RangeLit) for item in literal.items) or isinstance(
        operand.type, t.Number | t.Date | t.Moment
    ):
        # Numbers have no set literal in Core: `x in {1, 3..5}` is `x = 1 or 3 <= x <= 5`.
        tests: list[ast.Expr] = [
            ast.Compare(item.low, (("<=", left), ("<=", item.high)), item.span)
            if isinstance(item, ast.RangeLit)
            else ast.Compare(left, (("=", item),), item.span)
            for item in literal.items
        ]
        parts = tuple(ast.Part(None, test) for test in tests)
        return lower_junction(expressions, "or", parts, 0, env, id, span)
    element = operand.type.element if isinstance(operand.type, t.SetType) else operand.type
    if not isinstance(element, t.Enum | t.Text):
        expressions.world.report("PC318", left.span, type=describe(operand.type), sign="in")
        return None
    members: list[str] = []
    for place, item in enumerate(literal.items, 1):
        assert not isinstance(item, ast.RangeLit)
        typed = expressions.value(item, env, f"{id}/item[{place}]", element)
        if typed is None:
            return None
        if not isinstance(typed.expr, core.Const) or not isinstance(typed.expr.value, str):
            expressions.world.report("PC321", item.span)
            return None
        members.append(typed.expr.value)
    container = core.Const(f"{id}/set", t.SetType(element), frozenset(members), literal.span)
    op = "subset" if isinstance(operand.type, t.SetType) else "in"
    return Typed(core.Op(id, YES_NO, op, (operand.expr, container), span=span))


def lower_test(expressions: Expressions, node: ast.Test, env: Env, id: str) -> Typed | None:
    """`x is present`, `x is absent`."""
    operand = expressions.check(node.operand, env, f"{id}/of")
    if operand is None:
        return None
    if node.word in ("known", "unknown"):
        expressions.world.report("PC421", node.span, word=Phrase(f"word_{node.word}"))
    elif not operand.absent and key_of(operand.expr) not in env.present:
        expressions.world.report("PC422", node.span, name=path_text(node.operand))
    return Typed(operation(id, YES_NO, f"is_{node.word}", node.span, operand))


def lower_within(expressions: Expressions, node: ast.Within, env: Env, id: str) -> Typed | None:
    """`x within 90 days before y` is `y - 90 days <= x <= y`; both ends count, whole days by calendar day."""
    operand = expressions.check(node.operand, env, f"{id}/of")
    anchor = expressions.check(node.anchor, env, f"{id}/anchor")
    amount = lower_quantity(expressions, node.amount, env, f"{id}/amount")
    if operand is None or anchor is None or amount is None:
        return None
    for typed, part in ((operand, node.operand), (anchor, node.anchor)):
        if not isinstance(typed.type, t.Date | t.Moment):
            expressions.world.report(
                "PC302", part.span, found=describe(typed.type), wanted=Phrase("type_date_or_moment")
            )
            return None
        warn_absent(typed, part.span, expressions.world)
    if number_kind(amount).unit.family != "clock":
        first, second = (
            as_day(operand, node.operand.span, expressions.world),
            as_day(anchor, node.anchor.span, expressions.world),
        )
        assert first is not None
        assert second is not None
        operand, anchor = first, second
    elif not (isinstance(operand.type, t.Moment) and isinstance(anchor.type, t.Moment)):
        part = node.operand if isinstance(operand.type, t.Date) else node.anchor
        expressions.world.report("PC322", part.span)
        return None
    sign = "-" if node.direction == "before" else "+"
    unit, world = number_kind(amount).unit, expressions.world
    end = shift(anchor, sign, amount, unit, f"{id}/end", node.span, node.amount.span, world, env.module)
    if end is None:
        return None
    low, high = (end, anchor) if node.direction == "before" else (anchor, end)
    after = operation(f"{id}/from", YES_NO, "ge", node.span, operand, low)
    before = operation(f"{id}/until", YES_NO, "le", node.span, operand, high)
    return Typed(core.Op(id, YES_NO, "and", (after, before), ("", ""), span=node.span))


def _wanted_beside(other: Typed, node: ast.Expr) -> t.Type | None:
    """Return the type that a comparison wants of `node`; dates and moments compare, so neither wants its own kind."""
    if isinstance(other.type, t.Date | t.Moment) and not isinstance(node, ast.MarkLit):
        return None
    return other.type
