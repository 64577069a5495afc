"""The operators of Core in the general path: the plain way where all operands are there, else that of `gaps/ops.py`.

Goes in: the function under way and the operator. Comes out: a `Val` under a name. An operator that has no plain way
here always goes through its site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from policycore.compile import fast_values as fv
from policycore.compile import sites
from policycore.compile.forms import UNSET, Unsupported, Val, is_hashable
from policycore.core import nodes as core
from policycore.core.ops import OPERATORS
from policycore.types import Enum, SetType, YesNo
from policycore.values import ABSENT

if TYPE_CHECKING:
    from policycore.compile.general import Wide

#: The plain way of an operator: code and form of its result, None where there is none.
Plain: TypeAlias = "Callable[[Wide, core.Op, Sequence[Val]], Val | None]"


def operator(wide: Wide, node: core.Op) -> Val:
    """Return what an operator yields."""
    if node.op not in OPERATORS:
        raise Unsupported(f"the operator {node.op} is not compiled")
    if node.op in ("and", "or"):
        return _chain(wide, node)
    vals = [wide.value(operand) for operand in node.operands]
    if node.op in ("is_present", "is_absent", "is_known", "is_unknown"):
        return _state(wide, node, vals)
    absent = any(val.const is ABSENT for val in vals)
    plain = PLAIN[node.op](wide, node, vals) if node.op in PLAIN and not absent else None
    like = _form(wide, node, vals) if plain is None else plain
    slow = site_call(wide, node, vals, like)
    if plain is None:
        return wide.named(slow, like)
    there = wide.present(vals)
    if not there:
        return wide.named(plain.code, like).but(absent=False)
    return wide.named(f"{plain.code} if {there} else {slow}", like)


def site_call(wide: Wide, node: core.Op, vals: Sequence[Val], like: Val) -> str:
    """Return the call of the operator's site: constants are known to it, the others are passed."""
    turns: list[object] = []
    codes: list[str] = []
    for val, operand in zip(vals, node.operands, strict=True):
        if isinstance(operand, core.Const):
            turns.append(operand.value)
        else:
            turns.append(wide.out_of(val))
            codes.append(val.code)
    made = sites.OperatorSite(node, tuple(turns), wide.into(like), wide.emission.almanac)
    site = wide.emission.site(made, hashable=all(map(is_hashable, vals)))
    return f"{site}({', '.join([wide.e, *codes])})"


def _form(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val:
    """Return the form of a result that has no plain way."""
    match node.op:
        case "agreed" | "highest" | "lowest" | "ranged":
            return wide.together(vals, node.type)
        case "add" | "neg" | "mul" | "div" | "round" | "convert" | "seconds_between":
            return wide.result(node.type, "exact")
        case _:
            return wide.result(node.type)


def _truth(code: str) -> Val:
    return Val(code, YesNo(), "yes_no", absent=True)


# --- truth ---


def _chain(wide: Wide, node: core.Op) -> Val:
    """`and`, `or`: once one operand settles it, the rest is not worked out."""
    neutral = node.op == "and"
    found = wide.fresh()
    depth = wide.out.depth
    wide.out.put(f"{found} = {not neutral}")
    vals: list[Val] = []
    for operand in node.operands:
        val = wide.value(operand)
        vals.append(val)
        if val.const is neutral:
            continue
        wide.out.put(f"if {val.code} is not {not neutral}:")
        wide.out.depth += 1
    like = _truth("")
    slow = site_call(wide, node, vals, like)
    settled = " and ".join(f"{val.code} is {neutral}" for val in vals if val.const is not neutral)
    wide.out.put(f"{found} = {neutral} if {settled or 'True'} else {slow}")
    wide.out.depth = depth
    return like.but(code=found, atom=True)


def _not(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val:
    return _truth(f"(not {vals[0].code})")


def _at_least(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val:
    return _truth(f"({' + '.join(val.code for val in vals)} >= {node.count})")


def _state(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val:
    (val,) = vals
    slow = site_call(wide, node, vals, _truth(""))
    if val.const is not UNSET:
        return wide.named(slow, _truth(""))
    answer = node.op in ("is_present", "is_known")
    code = f"{answer} if {wide.present(vals) or 'True'} else {slow}"
    return wide.named(code, _truth(""))


# --- the same or different, order ---


def _eq(sign: fv.Sign) -> Plain:
    def emit(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
        a, b = vals
        if a.kind in ("list", "record") or a.kind != b.kind or (a.kind == "code" and a.of != b.of):
            _comparable(a, b)
            return None
        if a.is_number:
            return None if "exact" in (a.kind, b.kind) else _truth(fv.compare(sign, a, b).code)
        return _truth(f"({a.code} {sign} {b.code})")

    return emit


def _comparable(a: Val, b: Val) -> None:
    if {a.kind, b.kind} == {"code"} and a.of != b.of:
        raise Unsupported("members of two enumerations are compared")


def _compare(sign: fv.Sign) -> Plain:
    def emit(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
        a, b = vals
        if isinstance(a.of, Enum):
            if a.kind != "code" or not a.of.ordered or b.of != a.of:
                return None
            return _truth(fv.compare(sign, a, b).code)
        if a.kind != b.kind or a.kind == "exact":
            return None
        # The bounds of types say nothing here: what is given is not always inside them.
        return _truth(fv.compare(sign, a.but(low=None, high=None), b.but(low=None, high=None)).code)

    return emit


def _in(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    member, group = vals
    if member.kind not in ("code", "text") or not isinstance(group.of, SetType):
        return None
    element = group.of.element
    if isinstance(element, Enum) and isinstance(member.of, Enum) and element != member.of:
        raise Unsupported("a member of another enumeration")
    return _truth(f"({member.code} in {group.code})")


# --- numbers ---


def _exact_ones(vals: Sequence[Val]) -> bool:
    return any(val.kind != "number" for val in vals)


def _add(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    return None if _exact_ones(vals) or not vals else opened(fv.total([_unbounded(val) for val in vals], node.type))


def _mul(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    return None if _exact_ones(vals) else opened(fv.product(vals[0], vals[1], node.type))


def _times(factor: Fraction | None) -> Plain:
    def emit(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
        if _exact_ones(vals):
            return None
        return opened(fv.times(vals[0], node.factor or Fraction(1) if factor is None else factor, node.type))

    return emit


def _div(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    a, b = vals
    if _exact_ones(vals) or b.const is UNSET or b.const == 0:
        return None
    return opened(fv.times(a, 1 / Fraction(b.const, b.scale), node.type))


def _per_full(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    a, b = vals
    if _exact_ones(vals) or b.const is UNSET or b.const == 0:
        return None
    quotient = fv.times(a, 1 / Fraction(b.const, b.scale), node.type)
    return Val(f"({quotient.code} // {quotient.scale})", node.type, "number", absent=True)


def _round(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    val, step = vals
    if _exact_ones(vals) or step.const is UNSET or step.const == 0:
        return None
    size = abs(Fraction(step.const, step.scale))
    top, below = f"({val.code} * {size.denominator})", val.scale * size.numerator
    match node.mode:
        case "downward":
            code = f"({top} // {below})"
        case "upward":
            code = f"(-(-{top} // {below}))"
        case _:
            code = f"nearest({top}, {below})"
    return Val(f"({code} * {size.numerator})", node.type, "number", size.denominator, absent=True)


def _ranged(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    return None


def _unbounded(val: Val) -> Val:
    return val.but(low=None, high=None)


def opened(val: Val) -> Val:
    """Return a value of the same form that may be a gap."""
    return val.but(absent=True, low=None, high=None, const=UNSET)


# --- days ---


def _days_between(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
    if {val.kind for val in vals} != {"date"}:
        return None
    return Val(f"({vals[0].code} - {vals[1].code}).days", node.type, "number", absent=True)


# --- several that say the same thing ---


def _extreme(which: str) -> Plain:
    def emit(wide: Wide, node: core.Op, vals: Sequence[Val]) -> Val | None:
        like = wide.together(vals, node.type)
        if like.kind not in ("number", "code", "date", "moment"):
            return None
        if isinstance(node.type, Enum) and not node.type.ordered:
            return None
        word = {"highest": "max", "lowest": "min"}[which]
        if like.kind == "code":
            word = {"max": "min", "min": "max"}[word]
        codes = [fv.rescaled(val, like.scale) if like.kind == "number" else val.code for val in vals]
        code = f"{word}({', '.join(codes)})" if len(codes) > 1 else codes[0]
        return like.but(code=code)

    return emit


PLAIN: Mapping[str, Plain] = {
    "add": _add,
    "neg": _times(Fraction(-1)),
    "mul": _mul,
    "div": _div,
    "per_full": _per_full,
    "round": _round,
    "convert": _times(None),
    "eq": _eq("=="),
    "ne": _eq("!="),
    "lt": _compare("<"),
    "le": _compare("<="),
    "gt": _compare(">"),
    "ge": _compare(">="),
    "in": _in,
    "not": _not,
    "at_least": _at_least,
    "days_between": _days_between,
    "highest": _extreme("highest"),
    "lowest": _extreme("lowest"),
}
