"""The work that engines are compared on: six parts, each with a policy in our language, records, and what comes out.

A part is a customer scorecard (`tiers`), service promises (`promises`), accountability for incidents (`incidents`), or
a table of 10, 100 or 1,000 rows that disjoint intervals tell apart (`table_10`, …). Records are dicts of whole numbers,
texts and truth values: an engine that only knows floats is still exact on them. They are drawn from a seed, and one
hidden quality of a customer moves all its figures, so that every tier is met. Answers are tuples in the order of
`ANSWERS`; `by_hand` computes them in plain Python and is what every other engine must equal.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

Data = dict[str, Any]
Answer = tuple[Any, ...]

FOLDER = Path(__file__).resolve().parent / "policies"
FILES = {
    "tiers": "customer_tiers.policy",
    "promises": "service_promises.policy",
    "incidents": "incident_accountability.policy",
}
ROWS = {"table_10": 10, "table_100": 100, "table_1000": 1000}
PARTS = (*FILES, *ROWS)

#: What comes out of each part, by name, with the Python type of the answer.
ANSWERS: dict[str, dict[str, type]] = {
    "tiers": {"value": int, "tier": str},
    "promises": {"answer": int, "level": int, "call_back": int, "place": int, "owner": str, "credit_days": int},
    "incidents": {"severity": int, "fine": int, "points": int, "answerable": str, "exempt": bool},
    **{part: {"code": int} for part in ROWS},
}

#: The facts of each part, with their Python type.
FACTS: dict[str, dict[str, type]] = {
    "tiers": {
        **dict.fromkeys(("revenue", "margin_bp", "growth_bp", "recv_days", "orders", "tenure"), int),
        "credit": str,
        "strategic": bool,
        "blacklisted": bool,
    },
    "promises": {"tier": str, "region": str, "channel": str, "exposure": int, "overdue_days": int},
    "incidents": {
        **dict.fromkeys(("loss", "deaths", "injuries", "overdue", "repeat"), int),
        "role": str,
        "negligent": bool,
        "approved": bool,
        "late_hours": int,
    },
    **{part: {"zone": str, "amount": int, "tenure": int} for part in ROWS},
}

CREDITS = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC")
ZONES = tuple(f"Z{number}" for number in range(10))
LARGEST = 1_000_000


def rows(part: str) -> list[tuple[str, int, int, int, int]]:
    """Return the rows of a table part: zone, lowest and highest amount (both in), least tenure, code; else it is 0."""
    count = ROWS[part]
    width = LARGEST // max(1, count // len(ZONES))
    found = []
    for number in range(count):
        step, zone = divmod(number, len(ZONES))
        least = 12 if number % 3 == 0 else 0
        found.append((ZONES[zone], step * width, (step + 1) * width - 1, least, number + 1))
    return found


def policy_text(part: str) -> str:
    """Return a part as a policy in our language."""
    if part in FILES:
        return (FOLDER / FILES[part]).read_text(encoding="utf-8")
    lines = "\n".join(
        f"    when {zone}, {low} .. {high}, {f'>= {least}' if least else 'any'} : {code}"
        for zone, low, high, least, code in rows(part)
    )
    return f"""\
policy {part} "A table of {ROWS[part]} rows" {{ languages: en  version: "1" }}

choice Zone {{ {", ".join(ZONES)} }}

record Account {{
  key id : whole
  zone : Zone
  amount : whole at least 0
  tenure : whole at least 0
}}

score code : points {{
  factor row = table zone, amount, tenure {{
{lines}
    otherwise : 0
  }}
}}
"""


def _customer(draw: random.Random) -> Data:
    quality = draw.random()

    def mixed(share: float) -> float:
        """Return a draw from 0 to 1 of which the customer's quality makes up a share."""
        return share * quality + (1 - share) * draw.random()

    return {
        "revenue": int(5_000_000 * mixed(0.75) ** 2),
        "margin_bp": int(4500 * mixed(0.6)) - 500,
        "growth_bp": int(9000 * mixed(0.5)) - 3000,
        "recv_days": int(180 * (1 - mixed(0.7))),
        "orders": int(200 * mixed(0.7) ** 2),
        "tenure": int(180 * mixed(0.5) ** 2),
        "credit": "NR" if draw.random() < 0.05 else CREDITS[int(7 * (1 - mixed(0.7)) * 0.9999)],
        "strategic": draw.random() < 0.02,
        "blacklisted": draw.random() < 0.01,
    }


def _request(draw: random.Random) -> Data:
    return {
        "tier": draw.choices("ABCD", (15, 45, 35, 5))[0],
        "region": draw.choices(("CAP", "METRO", "PROV", "ISLAND", "OVERSEAS"), (35, 30, 25, 5, 5))[0],
        "channel": draw.choices(("PHONE", "CHAT", "EMAIL", "PORTAL"), (40, 30, 20, 10))[0],
        "exposure": int(2_000_000 * draw.random() ** 2),
        "overdue_days": draw.choice((0, 0, 0, 5, 15, 31, 60, 95)),
    }


def _incident(draw: random.Random) -> Data:
    return {
        "loss": int(20_000_000 * draw.random() ** 6),
        "deaths": draw.choices((0, 1, 2, 3, 5), (960, 25, 8, 5, 2))[0],
        "injuries": draw.choices((0, 1, 2, 3, 6, 10, 20), (800, 90, 50, 30, 15, 10, 5))[0],
        "overdue": int(240 * draw.random() ** 4),
        "repeat": draw.choices((0, 1, 2, 3, 5, 7), (600, 200, 100, 60, 25, 15))[0],
        "role": draw.choices(("OPERATOR", "SUPERVISOR", "MANAGER", "DIRECTOR", "CONTRACTOR"), (45, 20, 15, 5, 15))[0],
        "negligent": draw.random() < 0.55,
        "approved": draw.random() < 0.40,
        "late_hours": int(200 * draw.random() ** 3),
    }


def _account(draw: random.Random) -> Data:
    return {"zone": draw.choice(ZONES), "amount": draw.randrange(LARGEST), "tenure": draw.randrange(121)}


_DRAWN: dict[str, Callable[[random.Random], Data]] = {
    "tiers": _customer,
    "promises": _request,
    "incidents": _incident,
}


def records(part: str, count: int, seed: int = 7) -> list[Data]:
    """Return so many records of a part, the same for the same seed; each has its number as `id`."""
    draw = random.Random(f"{part[:5]}-{seed}")
    make = _DRAWN.get(part, _account)
    return [{"id": number, **make(draw)} for number in range(count)]
