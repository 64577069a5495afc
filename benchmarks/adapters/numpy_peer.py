"""NumPy written for the workload: bands by searchsorted, texts as codes, tables found by zone and interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import by_hand
from adapters.plain import as_answers, columns_of
from workload import FACTS, ROWS, ZONES, Answer, Data, rows

NAME = "NumPy, hand-written"
PACKAGES = ("numpy",)
KIND = "columns"
SHOWN = True

#: The values of each text fact, in the order of their codes.
CODES: dict[str, tuple[str, ...]] = {
    "credit": tuple(by_hand.CREDIT_POINTS),
    "tier": tuple("ABCD"),
    "region": ("CAP", "METRO", "PROV", "ISLAND", "OVERSEAS"),
    "channel": tuple(by_hand.FIRST_ANSWER),
    "role": tuple(by_hand.ANSWERABLE),
    "zone": ZONES,
}


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the facts as arrays; texts as the codes that a column of categories has."""
    import numpy as np

    found = {}
    for name, values in columns_of(part, records, FACTS[part]).items():
        if FACTS[part][name] is str:
            places = {value: place for place, value in enumerate(CODES[name])}
            found[name] = np.array([places[value] for value in values], dtype=np.int16)
        else:
            found[name] = np.array(values)
    return found


def _bands(figures: Any, bands: Sequence[tuple[int, int]], below: int) -> Any:
    import numpy as np

    bounds, points = zip(*sorted(bands), strict=True)
    return np.array((below, *points))[np.searchsorted(np.array(bounds), figures, side="right")]


def _looked_up(values: Mapping[Any, Any]) -> Any:
    import numpy as np

    return np.array(list(values.values()))


def _tiers(facts: Mapping[str, Any]) -> Any:
    import numpy as np

    value = (
        _bands(facts["revenue"], ((3_000_000, 25), (1_500_000, 20), (500_000, 14), (100_000, 8)), 2)
        + _bands(facts["margin_bp"], ((2500, 20), (1500, 15), (800, 9), (0, 4)), 0)
        + _bands(facts["growth_bp"], ((3000, 10), (1000, 7), (0, 4)), 0)
        + _bands(-facts["recv_days"], ((-30, 15), (-60, 11), (-90, 6), (-120, 2)), 0)
        + _bands(facts["orders"], ((100, 10), (50, 8), (20, 5), (5, 2)), 0)
        + _bands(facts["tenure"], ((60, 10), (36, 7), (12, 4)), 1)
        + _looked_up(by_hand.CREDIT_POINTS)[facts["credit"]]
    )
    conditions = [facts["blacklisted"], facts["strategic"] | (value >= 75), value >= 40]
    return value, np.select(conditions, ["D", "A", "B"], "C")


def _promises(facts: Mapping[str, Any]) -> Any:
    import numpy as np

    tier, region, channel = facts["tier"], facts["region"], facts["channel"]
    grid = np.array([list(row.values()) for row in by_hand.FIRST_ANSWER.values()])
    phone, written = channel == 0, channel >= 2
    overseas, capital = region == 4, region == 0
    answer = grid[channel, tier] * np.where(overseas, 2, 1)
    level = _looked_up(by_hand.LEVEL)[tier] - np.where(written, 5, 0)
    call_back = _looked_up(by_hand.CALL_BACK)[tier] + np.array([0, 0, 0, 2, 8])[region]
    place = _looked_up(by_hand.PLACE)[tier] - (phone & (tier != 3))
    owner = np.select(
        [(tier == 0) & (region <= 1), (tier == 0) | ((tier == 1) & capital), tier <= 2],
        ["EXEC", "SENIOR", "STAFF"],
        "RISK",
    )
    days = _looked_up(by_hand.CREDIT_DAYS)[tier]
    days = np.where(facts["overdue_days"] > 30, days // 2, days)
    days = np.where((facts["exposure"] > 1_000_000) & (tier != 0), np.minimum(days, 30), days)
    return answer, level, call_back, place, owner, days


def _incidents(facts: Mapping[str, Any]) -> Any:
    import numpy as np

    loss, repeat, late = facts["loss"], facts["repeat"], facts["late_hours"]
    severity = np.maximum.reduce(
        [
            _bands(loss, ((10_000_000, 4), (1_000_000, 3), (100_000, 2)), 1),
            _bands(facts["deaths"], ((3, 4), (1, 3)), 1),
            _bands(facts["injuries"], ((10, 4), (3, 3), (1, 2)), 1),
            _bands(facts["overdue"], ((180, 4), (90, 3), (30, 2)), 1),
        ]
    )
    exempt = facts["approved"] & ~facts["negligent"]
    fine = np.array((0, *by_hand.BASE_FINE.values()))[severity]
    fine = fine * _bands(repeat, ((5, 300), (2, 200), (1, 150)), 100) // 100
    fine = fine + np.where(severity >= 3, np.minimum(loss // 100, 200_000), 0)
    fine = fine + np.where(late > 24, np.minimum((late - 24) * 50, 5000), 0)
    points = np.array((0, *by_hand.BASE_POINTS.values()))[severity] + 2 * repeat
    points = np.minimum(points + 5 * (late > 24) + 5 * facts["negligent"], 20)
    who = np.where((severity == 4) & (facts["role"] != 4), "CEO", _looked_up(by_hand.ANSWERABLE)[facts["role"]])
    return severity, np.where(exempt, 0, fine), np.where(exempt, 0, points), who, exempt


def _table(part: str) -> Callable[[Mapping[str, Any]], Any]:
    import numpy as np

    lows = np.array(sorted({row[1] for row in rows(part)}))
    places = {low: place for place, low in enumerate(lows.tolist())}
    highs, leasts, codes = (np.zeros((len(ZONES), len(lows)), dtype=np.int64) for _ in range(3))
    for zone, low, high, least, code in rows(part):
        cell = ZONES.index(zone), places[low]
        highs[cell], leasts[cell], codes[cell] = high, least, code

    def find(facts: Mapping[str, Any]) -> Any:
        amount = facts["amount"]
        place = np.searchsorted(lows, amount, side="right") - 1
        cell = facts["zone"], place
        return (np.where((amount <= highs[cell]) & (facts["tenure"] >= leasts[cell]), codes[cell], 0),)

    return find


def build(part: str) -> Callable[[Any], Any]:
    """Return the function of a part."""
    if part in ROWS:
        return _table(part)
    return {"tiers": _tiers, "promises": _promises, "incidents": _incidents}[part]


def answers(part: str, result: Any) -> list[Answer]:
    """Return the arrays as rows."""
    return as_answers(part, zip(*(column.tolist() for column in result), strict=True))
