"""Whether guards cover everything, where that is plain: all of them ask one thing about one fact.

`role = a`, `role in {b, c}` or `x >= 100`, `50 <= x < 100`, `x < 50` split one fact into finitely many pieces; one
value of each piece is tried, and absence where the fact may be absent. Guards that ask about several facts are not
looked into: then `otherwise` must be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne
from typing import TypeAlias

from policycore import types as t
from policycore.check.copies import shape
from policycore.check.world import World, name_of
from policycore.core import nodes as core
from policycore.values import ABSENT, Absent

Sample: TypeAlias = "bool | str | Fraction | Absent"

_TESTS: dict[str, Callable[[Fraction, Fraction], bool]] = {"lt": lt, "le": le, "gt": gt, "ge": ge, "eq": eq, "ne": ne}


def covers_everything(guards: Sequence[core.Expr], world: World) -> bool:
    """Return whether plainly one of the guards holds, whatever the one fact is that they ask about."""
    facts = {repr(shape(fact)): fact for guard in guards for fact in _facts(guard)}
    if len(facts) != 1:
        return False
    [fact] = facts.values()
    samples = _samples(fact.type, [number for guard in guards for number in _numbers(guard)])
    if samples is None:
        return False
    if _may_be_absent(fact, world):
        samples.append(ABSENT)
    # A guard that uses what is absent is warned of at its place; here it counts as one that may hold.
    return all(any(_holds(guard, fact, sample) is not False for guard in guards) for sample in samples)


def _may_be_absent(fact: core.Expr, world: World) -> bool:
    match fact:
        case core.Field(of=of, name=name) if isinstance(of.type, t.RecordType):
            field = world.field(of.type.name, name)
            return field is not None and field.optional
        case core.Ref(target=target):
            statement = target.split("/", 1)[0]
            symbols = (module.symbols.get(name_of(statement)) for module in world.modules.values())
            return any(symbol.absent for symbol in symbols if symbol is not None and symbol.id == statement)
        case _:
            return False


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
        case core.Op(op="is_present" | "is_absent", operands=(fact,)):
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


def _holds(guard: core.Expr, fact: core.Expr, value: Sample) -> bool | None:
    """Return whether a guard holds for a value of the fact; None where it gives a gap, as what is absent is used."""
    match guard:
        case core.Op(op="and", operands=operands):
            found = [_holds(operand, fact, value) for operand in operands]
            return False if False in found else None if None in found else True
        case core.Op(op="or", operands=operands):
            found = [_holds(operand, fact, value) for operand in operands]
            return True if True in found else None if None in found else False
        case core.Op(op="not", operands=(operand,)):
            held = _holds(operand, fact, value)
            return None if held is None else not held
        case core.Op(op="is_present" | "is_absent" as op):
            return isinstance(value, Absent) == (op == "is_absent")
        case core.Op(op="eq", operands=(core.Const(value=wanted), _) | (_, core.Const(value=wanted))):
            return value == wanted
        case core.Op(op="ne", operands=(core.Const(value=wanted), _) | (_, core.Const(value=wanted))):
            return value != wanted
        case core.Op() if isinstance(value, Absent):
            return None
        case core.Op(op="in", operands=(_, core.Const(value=frozenset() as members))):
            return value in members
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
            return None if isinstance(value, Absent) else value is True


def _rank(fact: core.Expr, name: str) -> Fraction:
    """Return the place of a member on the ladder of a fact, higher is better."""
    assert isinstance(fact.type, t.Enum)
    return Fraction(fact.type.rank(name))
