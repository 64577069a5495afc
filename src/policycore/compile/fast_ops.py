"""The operators of Core on plain values, as generated code; `gaps/ops.py` says what they mean.

Goes in: the frame and the operator. Comes out: a `Val`. Every operator of `core.ops.OPERATORS` has an entry here, or
the program is left to the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from policycore.clocks import STEADY
from policycore.compile import fast_values as fv
from policycore.compile.forms import UNSET, Stop, Unsupported, Val, kind_of, literal
from policycore.compile.sites import OperatorSite, inward, outward
from policycore.core.nodes import Op
from policycore.core.ops import OPERATORS as DECLARED
from policycore.core.packed import scale_of
from policycore.types import Enum, Number, SetType
from policycore.values import Absent

if TYPE_CHECKING:
    from policycore.compile.fast import Frame

#: The class of a packed value that is there.
CLASSES: Mapping[str, type] = {
    "yes_no": bool,
    "text": str,
    "code": int,
    "number": int,
    "date": date,
    "moment": datetime,
    "set": frozenset,
}
Emit: TypeAlias = "Callable[[Frame, Op], Val]"


def _compare(sign: fv.Sign) -> Emit:
    def emit(frame: Frame, node: Op) -> Val:
        first, second = node.operands
        a, b = frame.needed(first), frame.needed(second)
        for val in (a, b):
            if isinstance(val.of, Enum) and not (val.kind == "code" and val.of.ordered):
                raise Unsupported("members of an open list are put in order")
        return fv.compare(sign, frame.short(a), frame.short(b))

    return emit


def _eq(frame: Frame, node: Op) -> Val:
    a, b = (frame.value(operand) for operand in node.operands)
    if isinstance(a.const, Absent) and not b.absent:
        _evaluated(frame, b)
        return fv.constant_truth(isinstance(b.const, Absent))
    if isinstance(b.const, Absent) and not a.absent:
        _evaluated(frame, a)
        return fv.constant_truth(isinstance(a.const, Absent))
    if a.is_number and b.is_number and (a.absent or b.absent):
        _, codes = frame.together([frame.kept(a), frame.kept(b)], a.of)
        return fv.truth(f"({codes[0]} == {codes[1]})", a.stops or b.stops)
    return fv.same(frame.short(a), frame.short(b))


def negated(val: Val) -> Val:
    """Return the opposite of a truth value."""
    if val.const is not UNSET:
        return fv.constant_truth(not val.const)
    return fv.truth(f"(not {val.code})", val.stops)


def _in(frame: Frame, node: Op) -> Val:
    member, group = (frame.needed(operand) for operand in node.operands)
    if not isinstance(group.of, SetType):
        raise Unsupported("a membership in something that is no set")
    element = group.of.element
    if isinstance(element, Enum) and isinstance(member.of, Enum) and element != member.of:
        raise Unsupported("a member of another enumeration")
    if member.kind not in ("code", "text"):
        raise Unsupported("a member that is no name")
    if member.const is not UNSET and group.const is not UNSET:
        return fv.constant_truth(member.const in group.const)
    code = group.code
    if group.const is not UNSET and 0 < len(group.const) <= 20:
        # Written out, Python keeps it as a constant of the function.
        code = f"{{{', '.join(literal(each) or '' for each in sorted(group.const))}}}"
    return fv.truth(f"({member.code} in {code})", member.stops or group.stops)


def _at_least(frame: Frame, node: Op) -> Val:
    parts = [frame.atom(frame.needed(operand)) for operand in node.operands]
    return fv.truth(f"({' + '.join(part.code for part in parts)} >= {node.count})")


def _is_present(frame: Frame, node: Op) -> Val:
    val = frame.value(node.operands[0])
    if val.const is not UNSET:
        return fv.constant_truth(not isinstance(val.const, Absent))
    if not val.absent:
        _evaluated(frame, val)
        return fv.constant_truth(True)
    return fv.truth(f"({val.code} is not ABSENT)", val.stops)


def _known(answer: bool) -> Emit:
    def emit(frame: Frame, node: Op) -> Val:
        _evaluated(frame, frame.value(node.operands[0]))
        return fv.constant_truth(answer)

    return emit


def _evaluated(frame: Frame, val: Val) -> None:
    """See to it that a value is worked out though nobody needs it: it may stop."""
    if val.stops:
        frame.out.put(val.code)


# --- numbers ---


def _add(frame: Frame, node: Op) -> Val:
    parts = [frame.short(frame.needed(operand)) for operand in node.operands]
    return fv.total([frame.atom(part) if part.kind == "ratio" else part for part in parts], node.type)


def _mul(frame: Frame, node: Op) -> Val:
    a, b = (frame.short(frame.needed(operand)) for operand in node.operands)
    return fv.product(a, b, node.type)


def divided(frame: Frame, a: Val, b: Val, node: Op) -> Val:
    """Return the quotient of two numbers as a ratio; a divisor of 0 stops."""
    if b.const is not UNSET:
        if b.const == 0:
            return Val("stop()", node.type, "number", stops=True)
        return fv.times(a, 1 / Fraction(b.const, b.scale), node.type)
    b = frame.atom(b)
    if not ((b.low is not None and b.low > 0) or (b.high is not None and b.high < 0)):
        frame.out.put(f"if {b.code} == 0: stop()")
    if "exact" in (a.kind, b.kind):
        return Val(f"({fv.exact(a)} / {fv.exact(b)})", node.type, "exact", stops=a.stops)
    low, high = None, None
    if a.low is not None and a.low >= 0 and b.low is not None and b.low >= 0:
        low = 0
    # a / a' / s over b / b' / t is a * b' * t over a' * s * b.
    top, over, scale = fv.as_ratio(a)
    below, below_over, below_scale = fv.as_ratio(b)
    numerator = _times(_times(top, below_over), below_scale)
    denominator = _times(_times(below, over), scale)
    if b.low is None or b.low < 0:
        # The divisor of a ratio is positive, so that comparing by cross multiplication keeps the order.
        name, under = frame.fresh(), frame.fresh()
        frame.out.put(f"{name}, {under} = {numerator}, {denominator}")
        frame.out.put(f"if {under} < 0: {name}, {under} = -{name}, -{under}")
        return Val(name, node.type, "ratio", 1, over=under, low=low, high=high, atom=True)
    return Val(f"({numerator})", node.type, "ratio", 1, over=f"({denominator})", low=low, high=high, stops=a.stops)


def _times(code: str, factor: str | int) -> str:
    if str(factor) == "1":
        return code
    return str(factor) if code == "1" else f"{code} * {factor}"


def _div(frame: Frame, node: Op) -> Val:
    a, b = (frame.needed(operand) for operand in node.operands)
    return divided(frame, frame.short(a), b, node)


def _per_full(frame: Frame, node: Op) -> Val:
    a, b = (frame.needed(operand) for operand in node.operands)
    quotient = divided(frame, a, b, node)
    if quotient.code == "stop()":
        return quotient
    if quotient.kind == "exact":
        return Val(f"floor({quotient.code})", node.type, "number", stops=quotient.stops)
    over = quotient.over if quotient.kind == "ratio" else ""
    over = _times(over or "1", quotient.scale)
    if over == "1":
        return quotient.but(of=node.type)
    floored = [None if end is None else Fraction(end.__floor__()) for end in (quotient.low, quotient.high)]
    return Val(
        f"({quotient.code} // ({over}))", node.type, "number", low=floored[0], high=floored[1], stops=quotient.stops
    )


def _round(frame: Frame, node: Op) -> Val:
    val, step = (frame.needed(operand) for operand in node.operands)
    if step.const is UNSET:
        return _round_to_open_step(frame, node, val, step)
    size = abs(Fraction(step.const, step.scale))
    if size == 0:
        return Val("stop()", node.type, "number", stops=True)
    if val.kind == "exact":
        code = f"rounded({val.code}, Fraction({size.numerator}, {size.denominator}), {node.mode!r})"
        return Val(code, node.type, "exact", stops=val.stops)
    # The number over the step is top / below; the whole one next to it is counted in steps.
    top = _times(val.code, size.denominator)
    below = _times(val.over or "1", val.scale * size.numerator)
    if node.mode == "downward":
        code = f"({top}) // ({below})" if below != "1" else top
    elif node.mode == "upward":
        code = f"-(-({top}) // ({below}))" if below != "1" else top
    else:
        code = f"nearest({top}, {below})"
    times = size.numerator
    low: Fraction | int | None = None if val.low is None else val.low - size
    high = None if val.high is None else val.high + size
    if val.low is not None and val.low >= 0:
        low = 0
    code = f"({code})" if times == 1 else f"(({code}) * {times})"
    return Val(code, node.type, "number", size.denominator, low=low, high=high, stops=val.stops)


def _round_to_open_step(frame: Frame, node: Op, val: Val, step: Val) -> Val:
    step = frame.atom(step)
    frame.out.put(f"if {step.code} == 0: stop()")
    code = f"rounded({fv.exact(val)}, abs({fv.exact(step)}), {node.mode!r})"
    return Val(code, node.type, "exact", stops=val.stops)


def nearest(top: int, below: int) -> int:
    """Return the whole number nearest to a quotient of positive divisor; the middle goes away from 0.

    >>> nearest(5, 2), nearest(-5, 2), nearest(7, 3)
    (3, -3, 2)
    """
    return (2 * top + below) // (2 * below) if top > 0 else -((2 * -top + below) // (2 * below))


def _ranged(frame: Frame, node: Op) -> Val:
    return in_range(frame, frame.needed(node.operands[0]), node.low, node.high)


def in_range(frame: Frame, val: Val, low: Fraction | None, high: Fraction | None) -> Val:
    """Return a number that lies inside a range; outside it stops."""
    for end, sign in ((low, "<"), (high, ">")):
        if end is None:
            continue
        if _inside(val, end, sign):
            continue
        val = frame.atom(val)
        outside = fv.compare("<" if sign == "<" else ">", val, fv.number(end, val.of))
        frame.out.put(f"if {outside.code}: stop()")
    return val.but(
        low=low if val.low is None or (low is not None and low > val.low) else val.low,
        high=high if val.high is None or (high is not None and high < val.high) else val.high,
    )


def _inside(val: Val, end: Fraction, sign: str) -> bool:
    """Return whether a number is known to lie on the right side of an end."""
    if sign == "<":
        return val.low is not None and val.low >= end
    return val.high is not None and val.high <= end


# --- days and moments ---


def _shift(function: str) -> Emit:
    def emit(frame: Frame, node: Op) -> Val:
        start, amount = (frame.needed(operand) for operand in node.operands)
        if amount.kind == "exact":
            steps = f"floor({amount.code})"
        else:
            over = _times(amount.over or "1", amount.scale)
            steps = amount.code if over == "1" else f"{amount.code} // ({over})"
        # A day that cannot be written raises OverflowError, which stops as well.
        return Val(f"{function}({start.code}, {steps})", node.type, start.kind, stops=True)

    return emit


def _days_between(frame: Frame, node: Op) -> Val:
    first, second = (frame.needed(operand) for operand in node.operands)
    return Val(f"({first.code} - {second.code}).days", node.type, "number", stops=first.stops or second.stops)


def _seconds_between(frame: Frame, node: Op) -> Val:
    first, second = (frame.needed(operand) for operand in node.operands)
    code = f"microseconds({first.code} - {second.code})"
    return Val(code, node.type, "number", 1_000_000, stops=first.stops or second.stops)


def _day_of(frame: Frame, node: Op) -> Val:
    val = frame.needed(node.operands[0])
    code = f"{val.code}.date()" if val.kind == "moment" else val.code
    return Val(code, node.type, "date", stops=val.stops)


# --- several that say the same thing ---


def _agreed(frame: Frame, node: Op) -> Val:
    vals = [frame.atom(frame.needed(operand)) for operand in node.operands]
    if len(vals) == 1:
        return vals[0]
    alike = [fv.same(vals[0], other).code for other in vals[1:]]
    frame.out.put(f"if not ({' and '.join(alike)}): stop()")
    return vals[0]


def _extreme(which: str) -> Emit:
    def emit(frame: Frame, node: Op) -> Val:
        vals = [frame.needed(operand) for operand in node.operands]
        return extreme(frame, which, vals, node)

    return emit


def extreme(frame: Frame, which: str, vals: list[Val], node: Op) -> Val:
    """Return the highest or lowest of several values."""
    for val in vals:
        if isinstance(val.of, Enum) and not (val.kind == "code" and val.of.ordered and val.of == node.type):
            raise Unsupported("members of an open list are put in order")
    shape, codes = frame.together([frame.kept(val) for val in vals], node.type)
    if len(codes) == 1:
        return vals[0].but(of=node.type)
    # The first member of an enumeration is the highest, and its place is 0.
    word = (
        {"highest": "max", "lowest": "min"}[which]
        if shape.kind != "code"
        else {"highest": "min", "lowest": "max"}[which]
    )
    stops = any(val.stops for val in vals)
    if len(codes) <= MOST_COMPARED and shape.kind != "exact":
        found = frame.fresh()
        frame.out.put(f"{found} = {codes[0]}")
        sign = ">" if word == "max" else "<"
        for code in codes[1:]:
            other = code
            if not other.isidentifier() and not other.isdigit():
                other = frame.fresh()
                frame.out.put(f"{other} = {code}")
            frame.out.put(f"if {other} {sign} {found}: {found} = {other}")
        return shape.but(code=found, atom=True, stops=False)
    return shape.but(code=f"{word}({', '.join(codes)})", stops=stops)


# --- by the almanac of the policy ---


class Sure:
    """An operator asked through its site; it remembers what it was told, and stops at a gap."""

    def __init__(self, site: OperatorSite, wanted: type) -> None:
        self.site = site
        self.wanted = wanted
        self.known: dict[tuple[Any, ...], Any] = {}

    def __repr__(self) -> str:
        return repr(self.site)

    def __call__(self, *values: Any) -> Any:
        found = self.known.get(values)
        if found is None:
            found = self.site("", *values)
            if found.__class__ is not self.wanted:
                raise Stop
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            self.known[values] = found
        return found


#: So many answers of one operator are remembered.
MOST_REMEMBERED = 5000


def asked(frame: Frame, node: Op) -> Val:
    """Return an operator that has no plain way here: it is asked as the general path asks it."""
    if node.op not in DECLARED:
        raise Unsupported(f"the operator {node.op} is not compiled")
    if DECLARED[node.op].marks != "needs":
        raise Unsupported(f"the operator {node.op} is not compiled")
    vals = [frame.kept(frame.needed(operand)) for operand in node.operands]
    kind = kind_of(node.type)
    scale = scale_of(node.type) if isinstance(node.type, Number) else 1
    turns = tuple(outward(val.of, val.kind, val.scale) for val in vals)
    site = OperatorSite(node, turns, inward(node.type, kind, scale), frame.emission.almanac)
    name = frame.emission.module.bind("s", Sure(site, CLASSES[kind]))
    return Val(f"{name}({', '.join(val.code for val in vals)})", node.type, kind, scale, stops=True)


def _by_clock(plain: Emit) -> Emit:
    """Return an operator on elapsed time: plain while the clock is never changed."""
    return lambda frame, node: (plain if frame.emission.almanac.clock == STEADY else asked)(frame, node)


#: So many values are compared one by one, which is quicker than calling for the greatest.
MOST_COMPARED = 8

OPERATORS: Mapping[str, Emit] = {
    "add": _add,
    "neg": lambda frame, node: fv.times(frame.short(frame.needed(node.operands[0])), -1, node.type),
    "mul": _mul,
    "div": _div,
    "per_full": _per_full,
    "round": _round,
    "convert": lambda frame, node: fv.times(frame.short(frame.needed(node.operands[0])), node.factor or 1, node.type),
    "eq": _eq,
    "ne": lambda frame, node: negated(_eq(frame, node)),
    "lt": _compare("<"),
    "le": _compare("<="),
    "gt": _compare(">"),
    "ge": _compare(">="),
    "in": _in,
    "and": lambda frame, node: frame.chain(node.operands, "and"),
    "or": lambda frame, node: frame.chain(node.operands, "or"),
    "not": lambda frame, node: negated(frame.needed(node.operands[0])),
    "at_least": _at_least,
    "is_present": _is_present,
    "is_absent": lambda frame, node: negated(_is_present(frame, node)),
    "is_known": _known(True),
    "is_unknown": _known(False),
    "add_days": _shift("add_days"),
    "add_months": _shift("add_months"),
    "add_seconds": _by_clock(_shift("add_seconds")),
    "days_between": _days_between,
    "seconds_between": _by_clock(_seconds_between),
    "day_of": _day_of,
    "agreed": _agreed,
    "highest": _extreme("highest"),
    "lowest": _extreme("lowest"),
    "ranged": _ranged,
}
