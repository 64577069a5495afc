"""What the adapters of policycore share: the policy of a part, and records validated beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from outcomes import answer
from policycore import api
from workload import FACTS, Answer, Data, policy_text


@cache
def policy_of(part: str) -> api.Policy:
    """Return the policy of a part."""
    return api.loads(policy_text(part), part)


def validated(part: str, records: Sequence[Data]) -> list[Any]:
    """Return records as the evaluator sees them."""
    policy = policy_of(part)
    decider = api.make_decider(policy, None, {}, {}, None, "strict")
    found = [decider.converter(record).record for record in records]
    assert all(record is not None for record in found)
    return found


def arrow_table(part: str, records: Sequence[Data]) -> Any:
    """Return records as an Arrow table, texts and whole numbers in columns."""
    import pyarrow as pa

    return pa.table({name: [record[name] for record in records] for name in ("id", *FACTS[part])})


def from_outcomes(part: str, decided: Any) -> list[Answer]:
    """Return the answers that the outcomes of many records amount to."""
    return [answer(part, outcomes) for outcomes in decided]


def from_table(part: str, found: Any) -> list[Answer]:
    """Return the answers that stand in the table of a run."""

    def column(name: str) -> list[Any]:
        cells: list[Any] = found.table[name].to_pylist()
        return cells

    def whole(name: str, times: int = 1) -> list[int]:
        cells = [cell * times for cell in column(name)]
        assert all(cell == int(cell) for cell in cells)
        return [int(cell) for cell in cells]

    match part:
        case "tiers":
            return list(zip(whole("value"), column("tier"), strict=True))
        case "promises":
            level = whole("service.level", 100)  # a share of one there, per cent here
            answer_, call_back, place, days = (
                whole(f"service.{name}") for name in ("answer", "call_back", "place", "credit_days")
            )
            return list(zip(answer_, level, call_back, place, column("service.owner"), days, strict=True))
        case "incidents":
            severity = [int(name.removeprefix("s")) for name in column("discipline.incident.severity")]
            exempt = [word == "exempt" for word in column("discipline.incident")]
            sums = [whole(f"discipline.{name}.in_charge") for name in ("fine", "points")]
            return list(zip(severity, *sums, column("answerable"), exempt, strict=True))
        case _:
            return list(zip(whole("code")))
