"""Numbers in data: from what people and programs write to an exact number on the scale of a type, and back.

Nothing is rounded and nothing is guessed. A number that may have lost digits before it came here (a binary float, a
figure with an exponent out of a spreadsheet) is refused, with the way to write it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real

from policycore import types as t
from policycore.diagnostics.model import Argument, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.problem import Fault
from policycore.records.raw import LongNumber, NotFinite
from policycore.records.spellings import SCALES, SPREADSHEET_ERRORS

#: More digits than this are no measured quantity; the limit keeps arithmetic on hostile data cheap.
MOST_DIGITS = 100
_BEYOND = 10**MOST_DIGITS

_PLAIN = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_FIGURE = re.compile(
    r"\s*([+-]?)([0-9]+(?:_[0-9]+)*)(?:\.([0-9]+))?[ \u00a0]*(万|亿)?[ \u00a0]*(%|[^\W\d_][\w ]*?)?\s*"
)
_EXPONENT = re.compile(r"\s*[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+\s*")
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "-inf", "-infinity", "+inf"}) | SPREADSHEET_ERRORS
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_COMMA = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]+")
_SIGNS = {"¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}

_POWERS = tuple(10**places for places in range(31))


def read_number(value: object, of: t.Number, units: Mapping[str, t.Unit], wanted: Phrase) -> Fraction | Fault:
    """Return the number on the scale of the type, or why it is refused.

    A bare number is in the unit of the type (`85` of a per cent is 85 %); a text may name a unit of the same family.
    """
    figure = _figure(value, of.unit, units, wanted)
    if isinstance(figure, Fault):
        return figure
    if figure.denominator != 1:
        if of.whole:
            return Fault("PC523")
        places = of.unit.places
        if _POWERS[min(places, 30)] % figure.denominator:
            return Fault("PC506", {"unit": unit_phrase(of.unit), "places": places})
    number = figure / 100 if of.unit.family == "percent" else figure
    if (of.low is not None and number < of.low) or (of.high is not None and number > of.high):
        return Fault("PC507", {"bounds": bounds_phrase(of)})
    return number


def _figure(value: object, unit: t.Unit, units: Mapping[str, t.Unit], wanted: Phrase) -> Fraction | Fault:
    """Return the figure before the unit of the type: 85 for 85 %."""
    match value:
        case str():
            return _figure_of_text(value, unit, units, wanted)
        case bool():
            return Fault("PC502", {"wanted": wanted})
        case Decimal():
            return _figure_of_decimal(value)
        case LongNumber():
            return Fault("PC505", {"most": MOST_DIGITS})
        case NotFinite():
            return Fault("PC504")
        case Integral():
            whole = int(value)
            return Fraction(whole) if -_BEYOND < whole < _BEYOND else Fault("PC505", {"most": MOST_DIGITS})
        case Rational():
            if abs(value.numerator) >= _BEYOND or value.denominator >= _BEYOND:
                return Fault("PC505", {"most": MOST_DIGITS})
            return Fraction(int(value.numerator), int(value.denominator))
        case Real():
            finite = value == value and value not in (float("inf"), float("-inf"))
            return Fault("PC503" if finite else "PC504")
        case _:
            return Fault("PC502", {"wanted": wanted})


def _figure_of_decimal(value: Decimal) -> Fraction | Fault:
    if not value.is_finite():
        return Fault("PC504")
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # finite
    if len(digits) + abs(exponent) > 2 * MOST_DIGITS or max(value.adjusted() + 1, len(digits), -exponent) > MOST_DIGITS:
        return Fault("PC505", {"most": MOST_DIGITS})
    return Fraction(value)


def _figure_of_text(text: str, unit: t.Unit, units: Mapping[str, t.Unit], wanted: Phrase) -> Fraction | Fault:
    plain = _PLAIN.fullmatch(text)
    if plain is not None:  # by far the commonest case, so it goes first
        sign, digits, decimals = plain.groups()
        return _exact(sign, digits, decimals)
    if _EXPONENT.fullmatch(text):
        return Fault("PC524")
    found = _FIGURE.fullmatch(text)
    if found is None:
        return _not_a_figure(text, wanted)
    sign, digits, decimals, scale, name = found.groups()
    number = _exact(sign, digits.replace("_", ""), decimals)
    if isinstance(number, Fault):
        return number
    if scale:
        number *= SCALES[scale]
    return number if name is None else _converted(number, name.strip(), unit, units)


def _exact(sign: str, digits: str, decimals: str | None) -> Fraction | Fault:
    decimals = decimals or ""
    if len(digits) + len(decimals) > MOST_DIGITS:
        return Fault("PC505", {"most": MOST_DIGITS})
    number = Fraction(int(digits + decimals), 10 ** len(decimals)) if decimals else Fraction(int(digits))
    return -number if sign == "-" else number


def _converted(number: Fraction, name: str, unit: t.Unit, units: Mapping[str, t.Unit]) -> Fraction | Fault:
    """Return the figure in `unit` of a number that was written with the unit `name`."""
    if name == "%":
        return number if unit.family == "percent" else _other_unit(t.PERCENT, unit)
    written = unit if name == unit.name else units.get(name)
    if written is None:
        near = nearest(name, units)
        return Fault("PC508", {"unit": name}, Phrase("did_you_mean", {"name": near}) if near else None)
    if written == unit:
        return number
    same = written.family == unit.family and written.base == unit.base
    if unit.family == "money" or not same:
        return _other_unit(written, unit)
    return number * written.factor / unit.factor


def _other_unit(written: t.Unit, unit: t.Unit) -> Fault:
    args: dict[str, Argument] = {"unit": unit_phrase(written), "wanted": unit_phrase(unit)}
    return Fault("PC510" if written.family == unit.family == "money" else "PC509", args)


def _not_a_figure(text: str, wanted: Phrase) -> Fault:
    if text.strip().casefold() in _NOT_FINITE:
        return Fault("PC504")
    return Fault("PC502", {"wanted": wanted}, _way_to_write(text))


def _way_to_write(text: str) -> Phrase | None:
    """Return how a number would be written that is readable for people only.

    So are full-width digits, groups of digits, a comma before the decimals, a sign of a currency, and the brackets or
    the minus behind it of bookkeepers. Where there are two ways to read it, both are said.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace(" ", "")
    currency = ""
    for sign, code in _SIGNS.items():
        if sign in plain:
            plain, currency = plain.replace(sign, ""), f" {code}"
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    elif plain.endswith("-") and plain[:1].isdecimal():
        plain = f"-{plain[:-1]}"
    percent = "%" if plain.endswith("%") else ""
    figure = plain.removesuffix("%")
    meant = [figure]
    if _GROUPED.fullmatch(figure):
        meant = [figure.replace(",", "")]
        if figure.count(",") == 1 and "." not in figure:
            meant.append(figure.replace(",", "."))
    elif _COMMA.fullmatch(figure):
        meant = [figure.replace(".", "").replace(",", ".")]
    texts = [f"{each}{percent}{currency}" for each in meant]
    if texts[0] == text.strip() or not _FIGURE.fullmatch(texts[0]):
        return None
    if len(texts) == 1:
        return Phrase("write_instead", {"text": texts[0]})
    return Phrase("write_grouped_or_decimal", {"grouped": texts[0], "decimal": texts[1]})


def decimal_text(number: Fraction) -> str:
    """Return the shortest decimal where that is exact, else `n/d`.

    >>> decimal_text(Fraction(5, 2)), decimal_text(Fraction(-1, 3)), decimal_text(Fraction(7))
    ('2.5', '-1/3', '7')
    """
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    if places == 0:
        return str(number.numerator)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return ("-" if number < 0 else "") + f"{digits[:-places]}.{digits[-places:]}"


def number_text(number: Fraction, unit: t.Unit) -> str:
    """Return a number of this unit as data would write it."""
    match unit.family:
        case "percent":
            return f"{decimal_text(number * 100)}%"
        case "pure":
            return decimal_text(number)
        case "points" | "money" | "clock" | "days" | "working" | "months" | "own":
            return f"{decimal_text(number)} {unit.name}"


def unit_phrase(unit: t.Unit) -> Phrase:
    """Return how a unit is called in messages."""
    match unit.family:
        case "percent":
            return Phrase("unit_percent")
        case "pure":
            return Phrase("unit_pure")
        case "points":
            return Phrase("unit_points")
        case "money" | "clock" | "days" | "working" | "months" | "own":
            return Phrase("unit_named", {"unit": unit.name})


def bounds_phrase(of: t.Number) -> Phrase:
    """Return the bounds of a number as a phrase."""
    low = None if of.low is None else number_text(of.low, of.unit)
    high = None if of.high is None else number_text(of.high, of.unit)
    return ends_phrase(low, high)


def ends_phrase(low: str | None, high: str | None) -> Phrase:
    """Return two ends, of which one may be open, as a phrase."""
    if low is not None and high is not None:
        return Phrase("bounds_both", {"low": low, "high": high})
    if low is not None:
        return Phrase("bounds_low", {"low": low})
    return Phrase("bounds_high", {"high": high or ""})
