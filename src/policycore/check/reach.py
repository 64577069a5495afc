"""Conditions that can never decide, where that is plain.

A case of a match is plainly out of reach when its condition, or one part of it joined by `and`, is an earlier condition
itself or a narrower bound of the same thing (`x >= 75` after `x >= 40`). Conditions joined by `and` plainly contradict
each other when they bound one thing from both sides with nothing between, or want two values of it. Nothing deeper is
tried: that is the work of analysis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import evolve

from policycore.check.copies import shape
from policycore.core import nodes as core
from policycore.values import Absent

#: What is bounded, from which side, and the bound with whether it is left out itself.
Bound: TypeAlias = "tuple[object, Literal['low', 'high'], Fraction, bool]"

_SIDES: dict[str, tuple[Literal["low", "high"], bool]] = {
    "ge": ("low", False),
    "gt": ("low", True),
    "le": ("high", False),
    "lt": ("high", True),
}
_TURNED = {"ge": "le", "le": "ge", "gt": "lt", "lt": "gt"}


def never_reached(cases: Sequence[core.Case]) -> Iterator[tuple[core.Case, core.Case]]:
    """Yield each case that is out of reach, with the earlier one that stands before it."""
    same: dict[object, core.Case] = {}
    widest: dict[tuple[object, str], tuple[Fraction, bool, core.Case]] = {}
    for case in cases:
        if case.guard is None:
            continue
        earlier = _standing_before(case.guard, same, widest)
        if earlier is not None:
            yield case, earlier
        same.setdefault(shape(case.guard), case)
        for of, side, value, strict in _bounds(case.guard, exactly=True):
            known = widest.get((of, side))
            if known is None or _within(known[0], known[1], value, strict, side):
                widest[of, side] = (value, strict, case)


def contradicts(conditions: Iterable[core.Expr]) -> bool:
    """Return whether conditions that must all hold plainly leave nothing that one thing could be."""
    narrowest: dict[tuple[object, str], tuple[Fraction, bool]] = {}
    wanted: dict[object, object] = {}
    for part in (part for condition in conditions for part in _parts(condition)):
        for of, side, value, strict in _bounds(part, exactly=False):
            known = narrowest.get((of, side))
            if known is None or _within(value, strict, *known, side):
                narrowest[of, side] = (value, strict)
        match part:
            case core.Op(op="eq", operands=(of_, core.Const(value=value_))) if not isinstance(value_, Absent):
                if wanted.setdefault(shape(of_), value_) != value_:
                    return True
    for (of, end), (value, strict) in narrowest.items():
        other = narrowest.get((of, "high")) if end == "low" else None
        if other is not None and (value > other[0] or (value == other[0] and (strict or other[1]))):
            return True
    return False


def _standing_before(
    guard: core.Expr,
    same: dict[object, core.Case],
    widest: dict[tuple[object, str], tuple[Fraction, bool, core.Case]],
) -> core.Case | None:
    for part in _parts(guard):
        found = same.get(shape(part))
        if found is not None:
            return found
        for of, side, value, strict in _bounds(part, exactly=False):
            known = widest.get((of, side))
            if known is not None and _within(value, strict, known[0], known[1], side):
                return known[2]
    return None


def _parts(guard: core.Expr) -> Iterator[core.Expr]:
    """Yield a condition and all parts of it that hold whenever it does."""
    yield guard
    if isinstance(guard, core.Op) and guard.op == "and":
        for operand in guard.operands:
            yield from _parts(operand)


def _bounds(guard: core.Expr, *, exactly: bool) -> Iterator[Bound]:
    """Yield the bounds that a comparison with a constant sets; `exactly`: only those that say all it says."""
    match guard:
        case core.Op(operands=(core.Const(), core.Const())):
            return
        case core.Op(op=op, operands=(core.Const(value=Fraction()) as bound, of)) if op in _SIDES:
            # `40 <= x` is `x >= 40`.
            yield from _bounds(evolve(guard, op=_TURNED[op], operands=(of, bound)), exactly=exactly)
        case core.Op(op=op, operands=(of, core.Const(value=Fraction() as value))):
            what = shape(of)
            if op in _SIDES:
                side, strict = _SIDES[op]
                yield what, side, value, strict
            elif op == "eq" and not exactly:
                yield what, "low", value, False
                yield what, "high", value, False
        case _:
            return


def _within(value: Fraction, strict: bool, other: Fraction, other_strict: bool, side: str) -> bool:
    """Return whether all that keeps the first bound keeps the second."""
    if value == other:
        return strict or not other_strict
    return value > other if side == "low" else value < other
