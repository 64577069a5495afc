"""A purchasing manual: weights, bands with marks, groups that are capped, deductions that are waived, limits."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from differential_python.plain import Plain, conflict, day, decided

OTHER: dict[str, tuple[Any, ...]] = {
    "came_on": (None, "2024-03-04", "2024-03-05"),
    "pieces": (1, 499, 500, 1000),
    "faulty": (0, 1, 10, 1000),
    "excused": (True, False),
    "price_index": ("50", "89.9", "90", "110", "110.1", "200"),
    "mark": (0, 10, 11, 19, 20, 25, 26, 30),
    "iso": (True, False),
    "hazardous": (True, False),
    "strategic": (True, False),
    "turnover": ("0", "249999.99", "250000", "9999999.99", "10000000"),
}
DELIVERY = st.fixed_dictionaries(
    {"due_on": st.just("2024-03-01")}
    | {name: st.sampled_from(OTHER[name]) for name in ("came_on", "pieces", "excused")}
    | {"faulty": st.sampled_from((0, 0, 2, 10, 20))}
)
RECORD = st.fixed_dictionaries(
    {"id": st.just("S"), "deliveries": st.lists(DELIVERY, max_size=3)}
    | {name: st.sampled_from(OTHER[name]) for name in OTHER if name not in ("came_on", "pieces", "faulty", "excused")}
)
DAY = st.sampled_from(("2024-03-04", "2024-03-05", "2024-06-01"))


def decide(record: dict[str, Any], as_of: str) -> dict[str, Plain]:
    deliveries = record["deliveries"]
    late = [d for d in deliveries if _late(d, day(as_of))]
    totals = {_total(record, mark, late) for mark in _marks(record)} if deliveries else {None}
    classes = {"ABCD"[_class(record, total, len(late))] for total in totals}
    standing = conflict(totals) if deliveries else decided(None)
    return {"standing": standing, "class": conflict(classes)}


def _late(delivery: dict[str, Any], today: date) -> bool:
    last = day(delivery["due_on"]) + timedelta(3)
    came = delivery["came_on"]
    return last < today if came is None else day(came) > last


def _marks(record: dict[str, Any]) -> set[Fraction]:
    """Return what the inspection may give: one mark, or both ends of its range where the mark lies outside."""
    pieces = sum(d["pieces"] for d in record["deliveries"])
    faulty = sum(d["faulty"] for d in record["deliveries"])
    if faulty == 0:
        return {Fraction(30)}
    low, high = (20, 25) if Fraction(faulty, pieces) <= Fraction(2, 100) else (0, 10)
    mark = record["mark"]
    return {Fraction(mark)} if low <= mark <= high else {Fraction(low), Fraction(high)}


def _total(record: dict[str, Any], mark: Fraction, late: list[dict[str, Any]]) -> Fraction:
    quality = min(Fraction(32), mark + (8 if record["iso"] else 0))
    delivery = Fraction(40) - sum(10 if d["pieces"] >= 500 else 4 for d in late if not d["excused"])
    delivery -= 10 if record["hazardous"] and not record["strategic"] else 0
    index = Fraction(record["price_index"])
    price = Fraction(30, 100) * (100 if index < 90 else 60 if index <= 110 else 0)
    volume = Fraction(record["turnover"]) // 250_000
    return min(Fraction(100), quality + max(Fraction(0), delivery) + price + volume)


def _class(record: dict[str, Any], total: Fraction | None, late: int) -> int:
    if record["strategic"]:
        place = 1
    else:
        place = 3 if total is None else 0 if total >= 85 else 1 if total >= 60 else 2 if total >= 40 else 3
    place = max(place, 1 if late >= 2 else 0, 2 if not record["iso"] else 0)
    return min(place, 2) if Fraction(record["turnover"]) >= 10_000_000 else place
