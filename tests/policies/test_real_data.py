"""The policies on real data, row by row against a plain calculation of the same rules that shares no code with them."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from policycore import load
from policycore.decision import Range

POLICIES = Path(__file__).parents[2] / "policies"


def rows(path: str) -> list[dict[str, str]]:
    with (POLICIES / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- customers of the online shop ---

AS_OF = date(2011, 12, 10)


def customers() -> list[dict[str, Any]]:
    """Return the customers with their invoices, as an embedding program would pass them."""
    invoices = rows("online-retail/data/invoices.csv")
    return [
        {
            **customer,
            "invoices": [
                {name: value for name, value in invoice.items() if name != "customer_id"}
                for invoice in invoices
                if invoice["customer_id"] == customer["customer_id"]
            ],
        }
        for customer in rows("online-retail/data/customers.csv")
    ]


def figures(customer: dict[str, Any], as_of: date) -> tuple[Fraction, int, Fraction]:
    """Return recency, frequency and value in points, the purchases and the share returned, of twelve months."""
    purchases: list[tuple[datetime, Fraction]] = []
    returned = Fraction(0)
    for invoice in customer["invoices"]:
        at, amount = datetime.fromisoformat(invoice["invoice_time"]), Fraction(invoice["amount_gbp"])
        if not as_of.replace(year=as_of.year - 1) <= at.date() <= as_of:
            continue
        if amount > 0:
            purchases.append((at, amount))
        else:
            returned -= amount
    if not purchases:
        return Fraction(0), 0, Fraction(0)
    quiet = as_of - max(at for at, _ in purchases).date()
    recency = 100 if quiet <= timedelta(30) else 70 if quiet <= timedelta(90) else 40 if quiet <= timedelta(180) else 0
    orders = len(purchases)
    frequency = 100 if orders >= 12 else 80 if orders >= 6 else 50 if orders >= 3 else 20
    bought = sum(amount for _, amount in purchases)
    value = bought - returned
    steps = ((5000, 100), (2000, 75), (750, 50), (150, 25))
    worth = next((points for least, points in steps if value >= least), 0)
    return Fraction(3 * recency + 3 * frequency + 4 * worth, 10), orders, returned / bought


def tier_of(points: Fraction, orders: int) -> str:
    return "dormant" if not orders else "gold" if points >= 75 else "silver" if points >= 50 else "bronze"


def points_and_tier(customer: dict[str, Any]) -> tuple[Fraction, str]:
    """Return the points and the tier, by the rules of `retail_tiers.policy`."""
    points, orders, share_returned = figures(customer, AS_OF)
    tier = tier_of(points, orders)
    return points, "silver" if share_returned > Fraction(1, 4) and tier == "gold" else tier


def test_every_customer_has_the_points_and_the_tier_of_the_plain_calculation() -> None:
    policy = load(POLICIES / "online-retail/retail_tiers.policy")
    tiers = Counter[str]()
    for customer in customers():
        decision = policy.decide(customer, as_of=AS_OF)
        points, tier = points_and_tier(customer)
        assert (decision["rfm"].value, decision["tier"].value) == (points, tier), customer["customer_id"]
        tiers[tier] += 1
    assert set(tiers) == {"gold", "silver", "bronze", "dormant"}


QUARTERS = (date(2011, 3, 31), date(2011, 6, 30), date(2011, 9, 30), date(2011, 12, 31))
LADDER = ("dormant", "bronze", "silver", "gold")


def reviewed(before: dict[str, Any] | None, customer: dict[str, Any], day: date) -> tuple[dict[str, Any], str]:
    """Return tier, day it was reached, failed reviews and last day of probation after a review, and what happened.

    By the rules of `retail_reviews.policy`, whose reviews follow one another without a gap here: a stay of three months
    is always served, and a probation of four months ends before the review after the next.
    """
    points, orders, share_returned = figures(customer, day)
    earned = tier_of(points, orders)
    if before is None:
        return {"tier": earned, "since": day, "failed": 0, "raised": False}, "first"
    tier = before["tier"]
    if LADDER.index(earned) > LADDER.index(tier):
        above = LADDER[LADDER.index(tier) + 1]
        if above == "gold" and not (share_returned <= Fraction(1, 20) and orders >= 3):
            return {**before, "failed": 0, "raised": False}, "gate"
        return {"tier": above, "since": day, "failed": 0, "raised": True}, "up"
    kept = (tier == "gold" and points >= 65) or (tier == "silver" and points >= 40)
    if earned == tier or kept:
        return {**before, "failed": 0, "raised": False}, "stay" if earned == tier else "kept"
    if before["failed"] + 1 < 2 and not before["raised"]:
        return {**before, "failed": before["failed"] + 1, "raised": False}, "grace"
    below = LADDER[LADDER.index(tier) - 1]
    return {"tier": below, "since": day, "failed": 0, "raised": False}, "down"


def test_four_quarters_of_reviews_are_those_of_the_plain_calculation() -> None:
    policy = load(POLICIES / "online-retail/retail_reviews.policy")
    everybody = customers()
    plain: dict[str, dict[str, Any]] = {}
    states: dict[str, Any] = {}
    happened = Counter[str]()
    for day in QUARTERS:
        handed_on = {}
        for customer, decision in zip(
            everybody, policy.decide_many(everybody, as_of=day, previous=states), strict=True
        ):
            key = customer["customer_id"]
            plain[key], what = reviewed(plain.get(key), customer, day)
            happened[what] += 1
            state = decision["standing"].state
            found = (state["previous"], state["since"], int(state["failed"]), state["reviewed_on"])
            expected = (plain[key]["tier"], plain[key]["since"].isoformat(), plain[key]["failed"], day.isoformat())
            assert found == expected, (key, day)
            returns = figures(customer, day)[2]
            limited = "silver" if returns > Fraction(1, 4) and plain[key]["tier"] == "gold" else plain[key]["tier"]
            assert decision["standing"].value == limited, (key, day)
            handed_on[key] = decision.states
        states = handed_on
    assert set(happened) == {"first", "up", "gate", "stay", "kept", "grace", "down"}


# --- incidents of gas pipelines ---


def read_as_fields(row: dict[str, str], columns: dict[str, str]) -> dict[str, Any]:
    """Return a row under the names of the policy, blanks left out."""
    said = {"YES": True, "NO": False}
    return {columns.get(name, name): said.get(value, value) for name, value in row.items() if value != ""}


def severity(row: dict[str, str]) -> set[str]:
    """Return the severities that remain possible for a row, by the rules of `incidents.policy`."""
    deaths, injured, cost = int(row["fatalities"]), int(row["injured"]), int(row["total_cost"])
    possible = set()
    for evacuated in {0, 50} if row["num_pub_evacuated"] == "" else {int(row["num_pub_evacuated"])}:
        for exploded in {"YES", "NO"} if row["explode_ind"] == "" else {row["explode_ind"]}:
            if deaths >= 3 or injured >= 10 or cost >= 10_000_000:
                possible.add("catastrophic")
            elif deaths >= 1 or injured >= 3 or cost >= 1_000_000:
                possible.add("serious")
            elif injured >= 1 or cost >= 100_000 or evacuated >= 50 or exploded == "YES":
                possible.add("notable")
            else:
                possible.add("minor")
    return possible


def points_for_the_call(row: dict[str, str]) -> int | None:
    """Return the points for a late call, None where the form does not say when the call was made."""
    if row["nrc_rpt_datetime"] == "":
        return None
    identified, called = (datetime.fromisoformat(row[f"{n}_datetime"]) for n in ("incident_identified", "nrc_rpt"))
    if called - identified <= timedelta(hours=2):
        return 0
    step = (called - identified > timedelta(hours=12)) + (int(row["fatalities"]) > 0 or int(row["injured"]) > 0)
    return (2, 4, 6)[step]


def test_every_incident_has_the_severity_and_the_points_of_the_plain_calculation() -> None:
    import yaml

    folder = POLICIES / "pipeline-incidents"
    mapping = yaml.safe_load((folder / "incidents.map.yaml").read_text(encoding="utf-8"))
    policy = load(folder / "incidents.policy")
    seen = Counter[str]()
    for row in rows("pipeline-incidents/data/incidents.csv"):
        kept = {name: value for name, value in row.items() if name not in mapping["ignore"]}
        decision = policy.decide(read_as_fields(kept, mapping["columns"]))
        possible = severity(row)
        found = decision["severity"]
        left = (found.value,) if found.status == "decided" else found.possible
        assert isinstance(left, tuple), row
        assert set(left) == possible, row
        seen[",".join(sorted(possible))] += 1
        late = decision["answerable"]["late_call"]
        points = points_for_the_call(row)
        assert [amount.value for amount in late.amounts] == [points], row
    assert {"catastrophic", "serious", "notable", "minor", "minor,notable"} <= set(seen)


# --- customers of a telecom firm ---


def telecom_level(row: dict[str, str], billed: Fraction) -> tuple[int, str]:
    """Return points and level of a row, by the rules of `service_levels.policy`, if `billed` was charged in all."""
    tenure, contract = int(row["tenure"]), row["Contract"]
    automatic = row["PaymentMethod"].endswith("(automatic)")
    points = {"Two year": 30, "One year": 20, "Month-to-month": 0}[contract]
    points += next(p for least, p in ((48, 30), (24, 20), (6, 10), (0, 0)) if tenure >= least)
    points += next(p for least, p in ((4000, 25), (1500, 15), (300, 5), (0, 0)) if billed >= least)
    points += 15 if automatic else 0
    level = "premium" if points >= 70 else "plus" if points >= 40 else "basic"
    if tenure < 3 and level == "premium":
        level = "plus"
    if contract == "Two year" and automatic and level == "basic":
        level = "plus"
    return points, level


def telecom_record(row: dict[str, str], mapping: dict[str, Any]) -> dict[str, Any]:
    """Return a row under the names of the policy."""
    fields = {mapping["columns"].get(name, name): value for name, value in row.items() if name not in mapping["ignore"]}
    for name, values in mapping["values"].items():
        fields[name] = values.get(fields[name], fields[name])
    return {**fields, "senior": fields["senior"] == "1"}


def test_every_telecom_customer_has_the_points_and_the_level_of_the_plain_calculation() -> None:
    import yaml

    folder = POLICIES / "telco-service-levels"
    mapping = yaml.load((folder / "customers.map.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    policy = load(folder / "service_levels.policy")
    seen = Counter[str]()
    for row in rows("telco-service-levels/data/customers.csv"):
        decision = policy.decide(telecom_record(row, mapping))
        blank = row["TotalCharges"].strip() == ""
        totals = [Fraction(n) for n in (0, 300, 1500, 4000)] if blank else [Fraction(row["TotalCharges"])]
        expected = [telecom_level(row, total) for total in totals]
        points, level = decision["standing"], decision["level"]
        least, most = min(expected)[0], max(expected)[0]
        assert points.value == least if least == most else points.possible == Range(Decimal(least), Decimal(most)), row[
            "customerID"
        ]
        left = (level.value,) if level.status == "decided" else level.possible
        assert isinstance(left, tuple), row["customerID"]
        assert set(left) == {name for _, name in expected}, row["customerID"]
        seen["blank" if blank else str(level.value)] += 1
    assert seen["blank"] == 11
    assert set(seen) == {"blank", "basic", "plus", "premium"}
