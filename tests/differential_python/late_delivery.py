"""Penalties by the week, at the rate of the day on which each item was due, with a cap of the day of signing."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from differential_python.plain import Plain, day, decided, half_up

OTHER: dict[str, tuple[Any, ...]] = {
    "amount": ("0", "1000", "9999.99", "20000"),
    "goods": ("0", "3", "10"),
    "due": ("2022-12-31", "2023-01-01", "2024-05-31", "2024-06-01"),
    "came": (None, "2023-01-03", "2023-01-04", "2023-01-05", "2023-01-29", "2024-06-04", "2024-06-05", "2024-07-10"),
    "force": (True, False),
    "signed": ("2021-01-01", "2023-06-29", "2023-06-30"),
    "cap_agreed": (None, "0", "3", "10", "100"),
}
ITEM = st.fixed_dictionaries(
    {name: st.sampled_from(OTHER[name]) for name in ("amount", "goods", "due", "came", "force")}
)
RECORD = st.fixed_dictionaries(
    {"id": st.just("O"), "items": st.lists(ITEM, max_size=3)}
    | {name: st.sampled_from(OTHER[name]) for name in ("signed", "cap_agreed")}
)
DAY = st.none()
RATES = (("2021-01-01", Fraction(5, 1000)), ("2023-01-01", Fraction(10, 1000)), ("2024-06-01", Fraction(15, 1000)))
CAPS = (("2021-01-01", Fraction(5, 100)), ("2023-06-30", Fraction(8, 100)))


def decide(record: dict[str, Any], as_of: None) -> dict[str, Plain]:
    weeks = [_weeks(item) for item in record["items"]]
    penalties = [
        Fraction(item["amount"]) * _at(RATES, item["due"]) * late
        + (Fraction(25, 2) * Fraction(item["goods"]) if late > 4 else 0)
        for item, late in zip(record["items"], weeks, strict=True)
    ]
    total = sum(penalties, Fraction(0))
    share = _at(CAPS, record["signed"])
    if record["cap_agreed"] is not None:
        share = min(share, Fraction(record["cap_agreed"]) / 100)
    most = sum((Fraction(item["amount"]) for item in record["items"]), Fraction(0)) * share
    due = half_up(min(total, most), Fraction(1, 100))
    found = {"to_pay": decided(due), "uncut": decided(total)}
    if total == 0:
        return found | {"action": decided("nothing")}
    return found | {"action": decided("notice" if due < 1000 and not any(late > 8 for late in weeks) else "claim")}


def _weeks(item: dict[str, Any]) -> int:
    due: date = day(item["due"])
    end = due + timedelta(400) if item["came"] is None else day(item["came"])
    return 0 if item["force"] or end <= due + timedelta(3) else -((due - end).days // 7)


def _at(lines: tuple[tuple[str, Fraction], ...], when: str) -> Fraction:
    return [value for start, value in lines if start <= when][-1]
