"""Whether guards cover everything, where that is plain: all of them ask one thing about one fact.

`role = a`, `role in {b, c}` or `x >= 100`, `50 <= x < 100`, `x < 50` split one fact into finitely many pieces; one
value of each piece is tried. Guards that ask about several facts are not looked into: then `otherwise` must be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne
from typing import TypeAlias

from policycore import types as t
from policycore.check.copies import shape
from policycore.core import nodes as core

Sample: TypeAlias = "bool | str | Fraction"

_TESTS: dict[str, Callable[[Fraction, Fraction], bool]] = {"lt": lt, "le": le, "gt": gt, "ge": ge, "eq": eq, "ne": ne}


def covers_everything(guards: Sequence[core.Expr]) -> bool:
    """Return whether plainly one of the guards holds, whatever the one fact is that they ask about."""
    facts = {repr(shape(fact)): fact for guard in guards for fact in _facts(guard)}
    if len(facts) != 1:
        return False
    [fact] = facts.values()
    samples = _samples(fact.type, [number for guard in guards for number in _numbers(guard)])
    if samples is None:
        return False
    return all(any(_holds(guard, fact, sample) for guard in guards) for sample in samples)


def _facts(guard: core.Expr) -> Iterator[core.Expr]:
    """Yield what a guard compares with constants; the guard itself where it is of no form known here."""
    match guard:
        case core.Op(op="and" | "or" | "not", operands=operands):
            for operand in operands:
                yield from _facts(operand)
        case core.Op(op=op, operands=(fact, core.Const())) if op in _TESTS or op == "in":
            yield fact
        case core.Op(op=op, operands=(core.Const(), fact)) if op in _TESTS:
            yield fact
        case _:
            yield guard


def _numbers(guard: core.Expr) -> Iterator[Fraction]:
    match guard:
        case core.Op(operands=operands):
            for operand in operands:
                yield from _numbers(operand)
        case core.Const(value=Fraction() as value):
            yield value
        case _:
            return


def _samples(of: t.Type, cuts: Sequence[Fraction]) -> list[Sample] | None:
    match of:
        case t.YesNo():
            return [True, False]
        case t.Enum(open=False):
            return list(of.names)
        case t.Number():
            # Between two neighbouring cuts a comparison with a constant does not change.
            points = sorted({*cuts, *(end for end in (of.low, of.high) if end is not None)})
            if not points:
                return None
            between = [(a + b) / 2 for a, b in pairwise(points)]
            whole = [Fraction(n) for cut in points for n in (cut - 1, cut + 1)]
            near = whole if of.whole else [*between, points[0] - 1, points[-1] + 1]
            return [
                point
                for point in (*points, *near)
                if (of.low is None or point >= of.low) and (of.high is None or point <= of.high)
            ]
        case _:
            return None


def _holds(guard: core.Expr, fact: core.Expr, value: Sample) -> bool:
    match guard:
        case core.Op(op="and", operands=operands):
            return all(_holds(operand, fact, value) for operand in operands)
        case core.Op(op="or", operands=operands):
            return any(_holds(operand, fact, value) for operand in operands)
        case core.Op(op="not", operands=(operand,)):
            return not _holds(operand, fact, value)
        case core.Op(op="in", operands=(_, core.Const(value=frozenset() as members))):
            return value in members
        case core.Op(op="eq", operands=(core.Const(value=wanted), _) | (_, core.Const(value=wanted))):
            return value == wanted
        case core.Op(op="ne", operands=(core.Const(value=wanted), _) | (_, core.Const(value=wanted))):
            return value != wanted
        case core.Op(op=op, operands=(_, core.Const(value=str() as bound))) if isinstance(value, str):
            return _TESTS[op](_rank(fact, value), _rank(fact, bound))
        case core.Op(op=op, operands=(core.Const(value=str() as bound), _)) if isinstance(value, str):
            return _TESTS[op](_rank(fact, bound), _rank(fact, value))
        case core.Op(op=op, operands=(_, core.Const(value=Fraction() as bound))) if isinstance(value, Fraction):
            return _TESTS[op](value, bound)
        case core.Op(op=op, operands=(core.Const(value=Fraction() as bound), _)) if isinstance(value, Fraction):
            return _TESTS[op](bound, value)
        case core.Op():
            return False
        case _:
            return value is True


def _rank(fact: core.Expr, name: str) -> Fraction:
    """Return the place of a member on the ladder of a fact, higher is better."""
    assert isinstance(fact.type, t.Enum)
    return Fraction(fact.type.rank(name))
