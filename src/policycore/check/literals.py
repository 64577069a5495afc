"""Literals: numbers with scale and unit, dates, moments; and the units there are."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from policycore import types as t
from policycore.check.world import Module, World, did_you_mean
from policycore.currencies import CURRENCIES
from policycore.diagnostics.model import Phrase
from policycore.diagnostics.suggest import nearest
from policycore.source import Span
from policycore.syntax import ast
from policycore.syntax.words import keywords_by_spelling

SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}


def number_of(digits: str, scale: str = "") -> Fraction:
    """Return the exact number that digits (with `_` between them) and a scale word say."""
    return Fraction(digits.replace("_", "")) * SCALES[scale]


def unit_named(name: str, module: Module) -> t.Unit | None:
    """Return the unit of this name in a file: its own, then time units and points, then currencies."""
    if name in module.units:
        return module.units[name]
    if name == "point":
        return t.POINTS
    if name in t.TIME_UNITS:
        return t.TIME_UNITS[name]
    if name in CURRENCIES:
        return t.Unit(name, "money", name, Fraction(1), CURRENCIES[name])
    return None


def resolve_unit(name: ast.Ident, world: World, module: Module) -> t.Unit | None:
    """Return the unit, or report that there is none of this name."""
    unit = unit_named(name.text, module)
    if unit is None:
        # A misspelt keyword after a number is read as its unit: `x < 2 teir B`.
        word = nearest(name.text, keywords_by_spelling())
        if word is not None:
            help: Phrase | None = Phrase("did_you_mean_word", {"name": word})
        else:
            help = did_you_mean(name.text, [*module.units, *t.TIME_UNITS, "point", *CURRENCIES])
        world.report("PC210", name.span, help=help, name=name.text)
    return unit


def number_type(literal: ast.NumberLit, world: World, module: Module) -> t.Number | None:
    """Return the type of a number as written, or None after a report."""
    if literal.percent:
        return t.Number(t.PERCENT)
    if literal.unit is None:
        return t.Number(t.PURE, whole=number_of(literal.digits, literal.scale).denominator == 1)
    unit = resolve_unit(literal.unit, world, module)
    return None if unit is None else t.Number(unit)


def number_value(literal: ast.NumberLit) -> Fraction:
    """Return the value of a number in its own unit; a per cent as the fraction."""
    value = number_of(literal.digits, literal.scale)
    return value / 100 if literal.percent else value


def seconds_of(time: ast.TimeLit) -> int:
    """Return the seconds from midnight to a time of day."""
    hours, minutes, *seconds = (int(part) for part in time.text.split(":"))
    return hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0)


def date_value(text: str, span: Span, world: World) -> date | None:
    """Return the day, or report that there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        world.report("PC301", span, text=text)
        return None


def moment_value(text: str, span: Span, world: World) -> datetime | None:
    """Return the moment, or report that there is no such day or time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        world.report("PC301", span, text=text)
        return None
