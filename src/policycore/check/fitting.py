"""Bringing what an expression yields to the type and the unit that its place wants, or saying why it does not go."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from policycore import types as t
from policycore.check.kinds import compatible, is_zero, number_kind, single_constant
from policycore.check.wording import bounds_of, describe, with_unit
from policycore.check.world import Typed, World
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.source import Span


def fit(typed: Typed, want: t.Type, span: Span, world: World, *, data: bool = False) -> Typed | None:
    """Return `typed` as a value of `want`, converted where needed, or report.

    In data (`data`), a bare number counts in the unit of the place, and a bare 85 in a per cent is 85 %.
    """
    have = typed.type
    match have, want:
        case t.Number(), t.Number():
            fitted = _fit_number(typed, want, span, data, world)
            if fitted is None:
                return None
            typed = fitted
        case t.Moment(), t.Date():
            world.report("PC302", span, found=describe(have), wanted=describe(want))
            return None
        case t.ListType(), t.SetType():
            world.report("PC302", span, found=describe(have), wanted=describe(want))
            return None
        case _ if compatible(have, want):
            pass
        case _:
            world.report("PC302", span, found=describe(have), wanted=describe(want))
            return None
    if data and not _in_bounds(typed, want, span, world):
        return None
    return typed


def _fit_number(typed: Typed, want: t.Number, span: Span, data: bool, world: World) -> Typed | None:
    have = number_kind(typed)
    if data and typed.bare and have.unit == t.PURE and want.unit != t.PURE:
        value = single_constant(typed.expr)
        assert isinstance(value, Fraction)
        scaled = value / 100 if want.unit.family == "percent" else value
        return Typed(core.Const(typed.expr.id, t.Number(want.unit), scaled, span))
    if have.unit.name == want.unit.name and have.unit.family == want.unit.family:
        return typed
    if have.unit.base == want.unit.base and have.unit.family == want.unit.family:
        return convert(typed, want.unit, span)
    families = {have.unit.family, want.unit.family}
    if families == {"pure", "points"}:
        return reunit(typed, want.unit)
    if families == {"pure", "percent"}:
        if typed.bare and not is_zero(typed):
            world.report("PC304", span, help=with_unit(typed, t.PERCENT))
            return None
        return reunit(typed, want.unit)
    if typed.bare and is_zero(typed):
        return reunit(typed, want.unit)
    code = "PC313" if have.unit.family == "money" == want.unit.family else "PC314"
    world.report(code, span, help=with_unit(typed, want.unit), left=describe(have), right=describe(want))
    return None


def _in_bounds(typed: Typed, want: t.Type, span: Span, world: World) -> bool:
    value = single_constant(typed.expr)
    if not isinstance(want, t.Number) or not isinstance(value, Fraction):
        return True
    if want.whole and value.denominator != 1:
        world.report("PC330", span)
        return False
    places = 10**want.unit.places * (100 if want.unit.family == "percent" else 1)
    if (value * places).denominator != 1:
        world.report("PC331", span, places=want.unit.places, type=describe(want))
        return False
    if (want.low is not None and value < want.low) or (want.high is not None and value > want.high):
        world.report("PC332", span, bounds=bounds_of(want))
        return False
    return True


def warn_absent(typed: Typed, span: Span, world: World) -> None:
    """Warn where what may be absent is read as if it were there."""
    if typed.absent:
        world.report("PC423", span)


def same_unit(a: Typed, b: Typed, span: Span, world: World) -> tuple[Typed, Typed] | None:
    """Bring two numbers to one unit, that of the first; report where that cannot be."""
    left, right = number_kind(a).unit, number_kind(b).unit
    if left == right:
        return a, b
    if left.family == right.family and left.base == right.base:
        return a, convert(b, left, b.expr.span)
    pure = {"pure", "points"}
    if left.family in pure and right.family in pure:
        unit = left if left.family == "points" else right
        return reunit(a, unit), reunit(b, unit)
    if {left.family, right.family} == {"percent", "pure"}:
        bare = a if left.family == "pure" else b
        if not bare.bare or is_zero(bare):
            return reunit(a, t.PURE), reunit(b, t.PURE)
        world.report("PC304", bare.expr.span, help=with_unit(bare, t.PERCENT))
        return None
    for zero, other in ((a, b), (b, a)):
        if zero.bare and is_zero(zero):
            unit = number_kind(other).unit
            return reunit(a, unit), reunit(b, unit)
    code = "PC313" if left.family == "money" == right.family else "PC314"
    help = with_unit(a, right) or with_unit(b, left)
    world.report(code, span, help=help, left=describe(a.type), right=describe(b.type))
    return None


def reunit(typed: Typed, unit: t.Unit) -> Typed:
    """Call a pure number by another unit of the same value; only constants and types change."""
    kind = number_kind(typed)
    if kind.unit == unit or not isinstance(typed.expr, core.Const):
        return typed
    return evolve(typed, expr=evolve(typed.expr, type=evolve(kind, unit=unit)))


def convert(typed: Typed, unit: t.Unit, span: Span, *, fold: bool = True) -> Typed:
    """Put a quantity in another unit of its family; a constant at once, unless its own unit should be shown."""
    kind = number_kind(typed)
    if kind.unit.name == unit.name:
        return typed
    factor = kind.unit.factor / unit.factor
    low = None if kind.low is None else kind.low * factor
    high = None if kind.high is None else kind.high * factor
    target = t.Number(unit, False, low, high)
    if fold and isinstance(typed.expr, core.Const):
        assert isinstance(typed.expr.value, Fraction)
        return Typed(core.Const(typed.expr.id, target, typed.expr.value * factor, span))
    return Typed(
        core.Op(f"{typed.expr.id}/{unit.name}", target, "convert", (typed.expr,), factor=factor, span=span),
        absent=typed.absent,
    )


def as_day(typed: Typed, span: Span, world: World) -> Typed | None:
    """Return the calendar day of a date or moment."""
    match typed.type:
        case t.Date():
            return typed
        case t.Moment():
            return Typed(core.Op(f"{typed.expr.id}/day", t.Date(), "day_of", (typed.expr,), span=span))
        case _:
            world.report("PC302", span, found=describe(typed.type), wanted=Phrase("type_date"))
            return None
