"""Plain arithmetic and comparison on values in generated code, while no gap is about: scales, ratios, orders.

Goes in and comes out: `Val`. Numbers are brought to one scale by multiplying, ratios compared by cross multiplication.
Knows nothing of Core's tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Literal

from policycore.compile.forms import UNSET, Unsupported, Val, literal
from policycore.types import Number, Type, YesNo

YES_NO = YesNo()
Sign = Literal["<", "<=", ">", ">=", "==", "!="]
FLIPPED: dict[str, Sign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def number(value: Fraction | int, of: Type) -> Val:
    """Return a constant number."""
    above, below = value.numerator, value.denominator
    end = above if below == 1 else value
    return Val(literal(above) or "", of, "number", below, "", end, end, False, True, above)


def quotient(above: int, below: int) -> Fraction | int:
    """Return a number that is known now; whole ones are integers, since so many bounds are reckoned with."""
    return above // below if above % below == 0 else Fraction(above, below)


def truth(code: str, stops: bool = False) -> Val:
    """Return a truth value."""
    return Val(code, YES_NO, "yes_no", 1, "", None, None, False, False, UNSET, stops)


def constant_truth(value: bool) -> Val:
    """Return yes or no, known beforehand."""
    return Val("True" if value else "False", YES_NO, "yes_no", atom=True, const=value)


def rescaled(val: Val, scale: int) -> str:
    """Return the code of a number brought to a scale that its own divides."""
    times = scale // val.scale
    if val.const is not UNSET:
        return literal(val.const * times) or ""
    return val.code if times == 1 else f"({val.code} * {times})"


def as_ratio(val: Val) -> tuple[str, str, int]:
    """Return numerator, denominator and further divisor of a number or ratio."""
    return val.code, val.over or "1", val.scale


def exact(val: Val) -> str:
    """Return the code of a number as a `Fraction`."""
    match val.kind:
        case "exact":
            return val.code
        case "ratio":
            return f"Fraction({val.code}, {_product(val.over, val.scale)})"
        case _:
            return f"Fraction({val.code}, {val.scale})" if val.scale != 1 else f"Fraction({val.code})"


def _product(code: str, times: int) -> str:
    if times == 1:
        return code
    return literal(times) or "" if code == "1" else f"({code} * {times})"


def compare(sign: Sign, a: Val, b: Val) -> Val:
    """Return whether two numbers, days, moments or members stand so to each other."""
    stops = a.stops or b.stops
    if a.is_number and b.is_number:
        if (known := _known(sign, a, b)) and not stops:
            return constant_truth(known == "yes")
        if "exact" in (a.kind, b.kind):
            return truth(f"({exact(a)} {sign} {exact(b)})", stops)
        if "ratio" in (a.kind, b.kind):
            left, right = _cross(a, b)
            return truth(f"({left} {sign} {right})", stops)
        scale = lcm(a.scale, b.scale)
        return truth(f"({rescaled(a, scale)} {sign} {rescaled(b, scale)})", stops)
    if a.kind != b.kind:
        raise Unsupported("values of two kinds are compared")
    if a.kind == "code":
        _same_members(a.of, b.of)
        # The first member is the highest, and its place is 0.
        return truth(f"({a.code} {FLIPPED[sign]} {b.code})", stops)
    return truth(f"({a.code} {sign} {b.code})", stops)


def _known(sign: Sign, a: Val, b: Val) -> str:
    """Return "yes" or "no" where the bounds of two numbers settle how they compare, else ""."""
    if sign in (">", ">="):
        return _known(FLIPPED[sign], b, a)
    if sign not in ("<", "<="):
        return ""
    if a.high is not None and b.low is not None and (a.high < b.low or (sign == "<=" and a.high == b.low)):
        return "yes"
    if a.low is not None and b.high is not None and (a.low > b.high or (sign == "<" and a.low == b.high)):
        return "no"
    return ""


def _cross(a: Val, b: Val) -> tuple[str, str]:
    """Return both sides of a comparison of ratios, each multiplied by the other's divisor, which is positive."""
    left, left_over, left_scale = as_ratio(a)
    right, right_over, right_scale = as_ratio(b)
    common = lcm(left_scale, right_scale)
    left, right = _product(left, common // left_scale), _product(right, common // right_scale)
    left = left if right_over == "1" else f"{left} * {right_over}"
    right = right if left_over == "1" else f"{right} * {left_over}"
    return left, right


def _same_members(a: Type, b: Type) -> None:
    if a != b:
        raise Unsupported("members of two enumerations are compared")


def same(a: Val, b: Val) -> Val:
    """Return whether two values are one; `ABSENT` is the same as itself."""
    if a.is_number and b.is_number:
        return compare("==", a, b)
    if a.kind != b.kind:
        if a.const is not UNSET and b.absent and not a.is_number:
            return truth(f"({b.code} is {a.code})", b.stops)
        if b.const is not UNSET and a.absent and not b.is_number:
            return truth(f"({a.code} is {b.code})", a.stops)
        raise Unsupported("values of two kinds are compared")
    if a.kind == "code":
        _same_members(a.of, b.of)
    if a.kind in ("list", "record"):
        raise Unsupported("lists or records are compared")
    return truth(f"({a.code} == {b.code})", a.stops or b.stops)


def total(parts: Sequence[Val], of: Type) -> Val:
    """Return the sum of numbers."""
    if not parts:
        return number(0, of)
    stops = any(part.stops for part in parts)
    low = _sum([part.low for part in parts])
    high = _sum([part.high for part in parts])
    if any(part.kind == "exact" for part in parts):
        code = " + ".join(exact(part) for part in parts)
        return Val(f"({code})", of, "exact", low=low, high=high, stops=stops)
    ratios = [part for part in parts if part.kind == "ratio"]
    plain = [part for part in parts if part.kind == "number"]
    found = _plain_total(plain, of) if plain else None
    for ratio in ratios:
        found = ratio if found is None else _plus(found, ratio)
    assert found is not None
    return found.but(of=of, low=low, high=high, stops=stops, absent=False)


def _plain_total(parts: Sequence[Val], of: Type) -> Val:
    scale = lcm(*[part.scale for part in parts])
    constant = sum(part.const * (scale // part.scale) for part in parts if part.const is not UNSET)
    open_ones = [rescaled(part, scale) for part in parts if part.const is UNSET]
    if not open_ones:
        return number(quotient(constant, scale), of)
    if constant:
        open_ones.append(literal(constant) or "")
    if len(open_ones) == 1:
        code, atom = open_ones[0], open_ones[0].isidentifier()
    else:
        code, atom = f"({' + '.join(open_ones)})", False
    return Val(code, of, "number", scale, atom=atom)


def _plus(a: Val, b: Val) -> Val:
    left, left_over, left_scale = as_ratio(a)
    right, right_over, right_scale = as_ratio(b)
    common = lcm(left_scale, right_scale)
    left, right = _product(left, common // left_scale), _product(right, common // right_scale)
    if left_over == right_over:
        return b.but(code=f"({left} + {right})", scale=common, atom=False)
    left = left if right_over == "1" else f"{left} * {right_over}"
    right = right if left_over == "1" else f"{right} * {left_over}"
    over = right_over if left_over == "1" else left_over if right_over == "1" else f"({left_over} * {right_over})"
    return a.but(code=f"({left} + {right})", over=over, scale=common, kind="ratio", atom=False, const=UNSET)


def _sum(ends: Sequence[Fraction | int | None]) -> Fraction | int | None:
    found: Fraction | int = 0
    for end in ends:
        if end is None:
            return None
        found += end
    return found


def times(val: Val, factor: Fraction | int, of: Type) -> Val:
    """Return a number times a constant."""
    above, below = factor.numerator, val.scale * factor.denominator
    if val.const is not UNSET:
        return number(quotient(val.const * above, below), of)
    if factor.denominator == 1:
        factor = above
    ends = [None if end is None else end * factor for end in (val.low, val.high)]
    low, high = (ends[1], ends[0]) if factor < 0 else (ends[0], ends[1])
    if val.kind == "exact":
        code = f"({val.code} * Fraction({above}, {factor.denominator}))"
        return val.but(code=code, of=of, low=low, high=high, atom=False)
    # What the scale and the factor have in common is taken out, so that integers stay small.
    common = gcd(above, below)
    above, below = above // common, below // common
    code = val.code
    if above == -1:
        code = f"(-{val.code})"
    elif above != 1:
        code = f"({val.code} * {literal(above)})"
    return val.but(code=code, of=of, scale=below, low=low, high=high, atom=val.atom and code == val.code)


def product(a: Val, b: Val, of: Type) -> Val:
    """Return the product of two numbers."""
    if a.const is not UNSET:
        return times(b, quotient(a.const, a.scale), of)
    if b.const is not UNSET:
        return times(a, quotient(b.const, b.scale), of)
    stops = a.stops or b.stops
    low = high = None
    ends = (a.low, a.high, b.low, b.high)
    if all(end is not None for end in ends):
        products = [x * y for x in (a.low, a.high) for y in (b.low, b.high) if x is not None and y is not None]
        low, high = min(products), max(products)
    elif a.low is not None and b.low is not None and a.low >= 0 and b.low >= 0:
        low = a.low * b.low
    if "exact" in (a.kind, b.kind):
        return Val(f"({exact(a)} * {exact(b)})", of, "exact", low=low, high=high, stops=stops)
    left, left_over, left_scale = as_ratio(a)
    right, right_over, right_scale = as_ratio(b)
    if left_over == right_over == "1":
        return Val(f"({left} * {right})", of, "number", left_scale * right_scale, low=low, high=high, stops=stops)
    over = right_over if left_over == "1" else left_over if right_over == "1" else f"({left_over} * {right_over})"
    code = f"({left} * {right})"
    return Val(code, of, "ratio", left_scale * right_scale, over=over, low=low, high=high, stops=stops)


def bounded(of: Type) -> tuple[Fraction | int | None, Fraction | int | None]:
    """Return the bounds of a type of numbers."""
    return (_end(of.low), _end(of.high)) if isinstance(of, Number) else (None, None)


def _end(end: Fraction | None) -> Fraction | int | None:
    return None if end is None else quotient(end.numerator, end.denominator)
