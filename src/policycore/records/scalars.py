"""Single values in data: yes or no, texts, days, moments, members of an enumeration; numbers stand in `figures`.

Each reader takes what was given and returns the value as the evaluator holds it, or a `Fault`. What is *not given*
(null, empty) and the words for unknown and absent are the business of `convert`, which asks first.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from numbers import Integral
from typing import TypeAlias

from policycore import types as t
from policycore.clocks import Clock
from policycore.core.nodes import Zone
from policycore.diagnostics.model import Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.figures import MOST_DIGITS, ends_phrase
from policycore.records.problem import Fault
from policycore.records.raw import LongNumber
from policycore.records.spellings import NO, YES
from policycore.values import Scalar

#: A value (and whether it is a cell of a table) to what the evaluator holds.
ScalarReader: TypeAlias = "Callable[[object, bool], Scalar | Fault]"

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
    r"[ ]?(Z|z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
#: Days of the years 1954 to 2119, as spreadsheets count them.
_SERIAL_DAY = re.compile(r"[2-7][0-9]{4}")
_LOOSE_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")


def nfc(text: str) -> str:
    """Return the text in Unicode NFC, so that one written character is one value however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def read_yes_no(value: object, cell: bool) -> bool | Fault:
    """Return the truth value; `1` and `0` are one only in a cell of a table, which has no better way to say it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().casefold()
        if word in YES or (cell and word == "1"):
            return True
        if word in NO or (cell and word == "0"):
            return False
    # numpy's truth values are no `bool`, and neither numbers nor texts.
    elif type(value).__name__ in {"bool_", "bool"}:
        return bool(value)
    return Fault("PC502", {"wanted": Phrase("want_yes_no")})


def read_text(value: object, cell: bool) -> str | Fault:
    """Return the text in NFC. A whole number is taken as its digits, which are the same however they are written."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return Fault("PC521")
        return nfc(str(value))
    if isinstance(value, LongNumber):
        return Fault("PC505", {"most": MOST_DIGITS})
    if isinstance(value, Integral) and not isinstance(value, bool):
        whole = int(value)
        return str(whole) if abs(whole) < 10**MOST_DIGITS else Fault("PC505", {"most": MOST_DIGITS})
    return Fault("PC502", {"wanted": Phrase("want_text")}, _quote_number(value))


def _quote_number(value: object) -> Phrase | None:
    return Phrase("quote_number") if isinstance(value, float | Decimal) else None


def read_day(value: object, cell: bool) -> date | Fault:
    """Return the day. A time of day is refused unless it is midnight, when nothing is lost."""
    if isinstance(value, datetime):
        if value != value:  # a missing time of pandas
            return Fault("PC504")
        if value.tzinfo is not None or value.time() != time():
            return Fault("PC515")
        return value.date()
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if not isinstance(value, str):
        written = str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
        return Fault("PC502", {"wanted": Phrase("want_date")}, _way_to_write_a_day(written))
    text = value.strip()
    if (found := _DAY.fullmatch(text)) is not None:
        return _day(*found.groups())
    if (found := _MOMENT.fullmatch(text)) is not None:
        day, hour, minute, second, fraction, zone = found.groups()
        if zone is None and not (hour + minute + (second or "") + (fraction or "")).strip("0"):
            return read_day(day, cell)
        return Fault("PC515")
    return Fault("PC502", {"wanted": Phrase("want_date")}, _way_to_write_a_day(text))


def _day(year: str, month: str, day: str) -> date | Fault:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return Fault("PC512")


def _way_to_write_a_day(text: str) -> Phrase | None:
    """Return how a day would be written that people can read; where there are two ways to read it, both."""
    meant = _meant_day(text)
    if meant is not None:
        return Phrase("write_instead", {"text": meant})
    if _SERIAL_DAY.fullmatch(text):
        return Phrase("spreadsheet_day")
    found = _YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    first, second, year = found.groups()
    days = [_day(year, month, day) for day, month in ((first, second), (second, first))]
    said = tuple(dict.fromkeys(day.isoformat() for day in days if isinstance(day, date)))
    match said:
        case (one,):
            return Phrase("write_instead", {"text": one})
        case (one, other):
            return Phrase("write_day_or_month", {"day": one, "month": other})
        case _:
            return None


def _meant_day(text: str) -> str | None:
    """Return the ISO form of a day whose year is written first; other orders are not guessed."""
    found = _LOOSE_DAY.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    day = _day(*(part for part in found.groups() if part is not None))
    return None if isinstance(day, Fault) else day.isoformat()


def day_reader(of: t.Date) -> ScalarReader:
    """Return a reader of days that holds the bounds of the type."""
    if of.low is None and of.high is None:
        return read_day
    low = date.fromisoformat(of.low) if of.low else date.min
    high = date.fromisoformat(of.high) if of.high else date.max

    def read(value: object, cell: bool) -> date | Fault:
        day = read_day(value, cell)
        if isinstance(day, Fault) or low <= day <= high:
            return day
        return Fault("PC507", {"bounds": ends_phrase(of.low, of.high)})

    return read


def moment_reader(zone: Zone | None) -> ScalarReader:
    """Return a reader of moments: local time without zone; an offset is converted where the policy has a time zone."""
    clock = None if zone is None else Clock(zone.offset, zone.changes)

    def read(value: object, cell: bool) -> datetime | Fault:
        if isinstance(value, str):
            moment = _moment(value.strip())
            if isinstance(moment, Fault):
                return moment
        elif isinstance(value, datetime):
            if value != value:
                return Fault("PC504")
            moment = value
        elif isinstance(value, date):
            return Fault("PC513")
        else:
            return Fault("PC502", {"wanted": Phrase("want_moment")})
        if moment.microsecond or getattr(moment, "nanosecond", 0):
            return Fault("PC526")
        if moment.tzinfo is not None:
            if clock is None:
                return Fault("PC514")
            try:
                moment = clock.local(moment.astimezone(UTC).replace(tzinfo=None))
            except OverflowError:
                return Fault("PC512")
        # A plain one: subclasses (pandas) and folds would make equal moments differ.
        return datetime(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)

    return read


def _moment(text: str) -> datetime | Fault:
    found = _MOMENT.fullmatch(text)
    if found is None:
        if _DAY.fullmatch(text):
            return Fault("PC513")
        return Fault("PC502", {"wanted": Phrase("want_moment")}, _meant_moment(text))
    day, hour, minute, second, fraction, zone = found.groups()
    if fraction and fraction.strip("0"):
        return Fault("PC526")
    offset = ""
    if zone:
        digits = zone.lstrip("+-").replace(":", "").ljust(4, "0")
        offset = "+00:00" if zone in "Zz" else f"{zone[0]}{digits[:2]}:{digits[2:]}"
    if hour == "24":  # newer Pythons read it as the next day's midnight, older ones do not
        return Fault("PC512")
    try:
        return datetime.fromisoformat(f"{day}T{hour}:{minute}:{second or '00'}{offset}")
    except ValueError:
        return Fault("PC512")


def _meant_moment(text: str) -> Phrase | None:
    plain = unicodedata.normalize("NFKC", text)
    day, _, clock = plain.partition(" ")
    meant = _meant_day(day)
    clock = clock.strip().rjust(5, "0") if clock.count(":") == 1 else clock.strip().rjust(8, "0")
    said = f"{meant} {clock}"
    # Only what has the form is read again: else it would be asked again how it was meant, without end.
    if meant is None or _MOMENT.fullmatch(said) is None or isinstance(_moment(said), Fault):
        return None
    return Phrase("write_instead", {"text": said})


def enum_reader(of: t.Enum) -> ScalarReader:
    """Return a reader of members: by name, or by a label in any language of the policy.

    An open enumeration takes other values as well, but not one that differs from a member by case or width alone.
    """
    names = {name: name for name in of.names}
    shared: set[str] = set()
    for member in of.members:
        for _, label in member.labels:
            if names.setdefault(label, member.name) != member.name:
                shared.add(label)
    for label in shared - set(of.names):  # a label that two members share says nothing
        del names[label]
    folded = {_fold(text): text for text in reversed(names)}

    def read(value: object, cell: bool) -> str | Fault:
        if isinstance(value, enum.Enum):
            value = value.value if isinstance(value.value, str) else value.name
        if not isinstance(value, str):
            return Fault("PC511", {"members": _first(of.names)})
        text = nfc(str(value)).strip()
        found = names.get(text)
        if found is not None:
            return found
        near = folded.get(_fold(text)) or (None if of.open else nearest(text, names))
        if of.open and near is None:
            return read_text(text, cell)
        help = Phrase("did_you_mean", {"name": near}) if near else None
        return Fault("PC511", {"members": _first(of.names)}, help)

    return read


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


_MANY = 12


def _first(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first names of a long list, so that a message stays a sentence."""
    return names if len(names) <= _MANY else (*names[:_MANY], "…")


def known_words(of: t.Enum) -> frozenset[str]:
    """Return all texts that name a member: a member called `unknown` goes before the word."""
    return frozenset(of.names) | {label for member in of.members for _, label in member.labels}
