"""Types of expressions as the checker reckons with them: constants, bounds from bounds, and what goes together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from attrs import evolve

from policycore import types as t
from policycore.check.world import Typed
from policycore.core import nodes as core
from policycore.core.outcome import REQUIRE_FINDINGS
from policycore.source import Span
from policycore.values import Absent

Constant: TypeAlias = "bool | str | Fraction | date | frozenset[str] | Absent"

YES_NO = t.YesNo()
WHOLE = t.Number(t.PURE, whole=True)
FINDING = t.Enum(tuple(t.Member(word) for word in REQUIRE_FINDINGS))


def member_type(want: t.Type | None) -> t.Enum | None:
    """Return the enumeration whose members a bare name may mean where `want` is wanted."""
    match want:
        case t.Enum():
            return want
        case t.SetType(element=t.Enum() as element):
            return element
        case _:
            return None


def number_kind(typed: Typed) -> t.Number:
    """Return the type of an expression that is known to be a number."""
    assert isinstance(typed.type, t.Number)
    return typed.type


def is_zero(typed: Typed) -> bool:
    """Whether an expression is the number 0."""
    return isinstance(typed.expr, core.Const) and typed.expr.value == 0 and isinstance(typed.expr.value, Fraction)


def negate(value: Fraction | None) -> Fraction | None:
    """Return the negative of a bound."""
    return None if value is None else -value


def constant_of(expr: core.Expr) -> Constant | None:
    """Return the value of a constant, or of a negated constant number; None for anything else."""
    match expr:
        case core.Const(value=value):
            return value
        case core.Op(op="neg", operands=(core.Const(value=Fraction() as value),)):
            return -value
        case _:
            return None


def single_constant(expr: core.Expr) -> bool | str | Fraction | date | None:
    """Return the value of a constant that is one value: no set, and not absent."""
    value = constant_of(expr)
    return None if isinstance(value, frozenset | Absent) else value


def unbounded(of: t.Type) -> t.Type:
    """Return a type without its bounds."""
    match of:
        case t.Number():
            return t.Number(of.unit, of.whole)
        case t.Date():
            return t.Date()
        case _:
            return of


def general(of: t.Type) -> t.Type:
    """Return the type that other branches must fit when this is that of the first."""
    return t.Number(of.unit) if isinstance(of, t.Number) else unbounded(of)


def is_ordered(of: t.Type) -> bool:
    """Whether values of a type have an order."""
    return isinstance(of, t.Number | t.Date | t.Moment) or (isinstance(of, t.Enum) and of.ordered)


def compatible(have: t.Type, want: t.Type) -> bool:
    """Whether a value of one type can stand where the other is wanted."""
    match have, want:
        case t.Number(), t.Number():
            return have.unit == want.unit
        case t.Date(), t.Date():
            return True
        case t.ListType(element=a), t.ListType(element=b):
            return compatible(a, b)
        case t.SetType(element=a), t.SetType(element=b):
            return compatible(a, b)
        case _:
            return have == want


def join_types(kinds: Sequence[t.Type]) -> t.Type:
    """Return the type of a value that is one of these: for numbers the hull of their bounds."""
    numbers = [kind for kind in kinds if isinstance(kind, t.Number)]
    if len(numbers) < len(kinds):
        return unbounded(kinds[0])
    lows, highs = [n.low for n in numbers], [n.high for n in numbers]
    units = [n.unit for n in numbers if n.unit != t.PURE] or [t.PURE]
    return t.Number(
        units[0],
        all(n.whole for n in numbers),
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def sum_type(a: t.Number, b: t.Number, sign: str) -> t.Number:
    """Return the type of a sum or difference, with the bounds that follow."""
    other_low, other_high = (b.low, b.high) if sign == "+" else (negate(b.high), negate(b.low))
    low = None if a.low is None or other_low is None else a.low + other_low
    high = None if a.high is None or other_high is None else a.high + other_high
    unit = b.unit if a.unit == t.PURE and b.unit.family == "points" else a.unit
    return t.Number(unit, a.whole and b.whole, low, high)


def product_bounds(a: t.Number, b: t.Number) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of a product of numbers of which none is negative."""
    if a.low is None or b.low is None or a.low < 0 or b.low < 0:
        return None, None
    high = None if a.high is None or b.high is None else a.high * b.high
    return a.low * b.low, high


def range_of(typed: Typed) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and greatest number that an expression may yield."""
    value = single_constant(typed.expr)
    if isinstance(value, Fraction):
        return value, value
    kind = number_kind(typed)
    return kind.low, kind.high


def ranged(typed: Typed) -> t.Number:
    """Return the type of a number with what it can be: of a constant, just its value."""
    low, high = range_of(typed)
    return evolve(number_kind(typed), low=low, high=high)


def decided_by_bounds(
    op: str, a: tuple[Fraction | None, Fraction | None], b: tuple[Fraction | None, Fraction | None]
) -> bool | None:
    """Return the answer of a comparison that bounds alone decide, else None."""

    def below(x: Fraction | None, y: Fraction | None) -> bool:
        return x is not None and y is not None and x < y

    def at_most(x: Fraction | None, y: Fraction | None) -> bool:
        return x is not None and y is not None and x <= y

    match op:
        case "lt":
            return True if below(a[1], b[0]) else False if at_most(b[1], a[0]) else None
        case "le":
            return True if at_most(a[1], b[0]) else False if below(b[1], a[0]) else None
        case "gt":
            return decided_by_bounds("lt", b, a)
        case "ge":
            return decided_by_bounds("le", b, a)
        case "eq" | "ne":
            apart = below(a[1], b[0]) or below(b[1], a[0])
            return (op == "ne") if apart else None
        case _:
            return None


def operation(id: str, type: t.Type, op: str, span: Span, *operands: Typed) -> core.Op:
    """Return an operator on checked operands."""
    return core.Op(id, type, op, tuple(operand.expr for operand in operands), span=span)
