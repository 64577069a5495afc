"""The workload in plain Python, as a careful programmer would write it by hand: what the others are measured by.

Every function takes a record of its part and returns its answers in the order of `workload.ANSWERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from workload import Answer, Data, rows

CREDIT_POINTS = {"AAA": 10, "AA": 9, "A": 8, "BBB": 6, "BB": 4, "B": 2, "CCC": 0, "NR": 3}


def tiers(customer: Data) -> Answer:
    """Return value and tier of a customer."""
    revenue = customer["revenue"]
    if revenue >= 3_000_000:
        value = 25
    elif revenue >= 1_500_000:
        value = 20
    elif revenue >= 500_000:
        value = 14
    elif revenue >= 100_000:
        value = 8
    else:
        value = 2
    margin = customer["margin_bp"]
    if margin >= 2500:
        value += 20
    elif margin >= 1500:
        value += 15
    elif margin >= 800:
        value += 9
    elif margin >= 0:
        value += 4
    growth = customer["growth_bp"]
    if growth >= 3000:
        value += 10
    elif growth >= 1000:
        value += 7
    elif growth >= 0:
        value += 4
    days = customer["recv_days"]
    if days <= 30:
        value += 15
    elif days <= 60:
        value += 11
    elif days <= 90:
        value += 6
    elif days <= 120:
        value += 2
    orders = customer["orders"]
    if orders >= 100:
        value += 10
    elif orders >= 50:
        value += 8
    elif orders >= 20:
        value += 5
    elif orders >= 5:
        value += 2
    tenure = customer["tenure"]
    if tenure >= 60:
        value += 10
    elif tenure >= 36:
        value += 7
    elif tenure >= 12:
        value += 4
    else:
        value += 1
    value += CREDIT_POINTS[customer["credit"]]
    if customer["blacklisted"]:
        return value, "D"
    if customer["strategic"] or value >= 75:
        return value, "A"
    return value, "B" if value >= 40 else "C"


FIRST_ANSWER = {
    "PHONE": {"A": 10, "B": 20, "C": 40, "D": 60},
    "CHAT": {"A": 30, "B": 60, "C": 120, "D": 240},
    "EMAIL": {"A": 3600, "B": 14400, "C": 28800, "D": 86400},
    "PORTAL": {"A": 7200, "B": 21600, "C": 43200, "D": 86400},
}
LEVEL = {"A": 95, "B": 85, "C": 75, "D": 60}
CALL_BACK = {"A": 1, "B": 4, "C": 24, "D": 72}
PLACE = {"A": 1, "B": 3, "C": 5, "D": 9}
CREDIT_DAYS = {"A": 90, "B": 60, "C": 30, "D": 0}


def promises(request: Data) -> Answer:
    """Return what a request is promised: answer, level, call back, place, owner, credit days."""
    tier = request["tier"]
    region = request["region"]
    channel = request["channel"]
    answer = FIRST_ANSWER[channel][tier]
    level = LEVEL[tier]
    call_back = CALL_BACK[tier]
    place = PLACE[tier]
    if region == "OVERSEAS":
        answer *= 2
        call_back += 8
    elif region == "ISLAND":
        call_back += 2
    if channel == "PHONE":
        if tier != "D":
            place -= 1
    elif channel != "CHAT":
        level -= 5
    if tier == "A":
        owner = "EXEC" if region == "CAP" or region == "METRO" else "SENIOR"
    elif tier == "B":
        owner = "SENIOR" if region == "CAP" else "STAFF"
    elif tier == "C":
        owner = "STAFF"
    else:
        owner = "RISK"
    days = CREDIT_DAYS[tier]
    if request["overdue_days"] > 30:
        days //= 2
    if days > 30 and tier != "A" and request["exposure"] > 1_000_000:
        days = 30
    return answer, level, call_back, place, owner, days


BASE_FINE = {1: 150, 2: 1250, 3: 10050, 4: 50001}
BASE_POINTS = {1: 1, 2: 3, 3: 6, 4: 10}
ANSWERABLE = {
    "OPERATOR": "TEAM_LEAD",
    "SUPERVISOR": "SITE_MANAGER",
    "MANAGER": "DIVISION_HEAD",
    "DIRECTOR": "CEO",
    "CONTRACTOR": "VENDOR_OWNER",
}


def incidents(incident: Data) -> Answer:
    """Return severity, fine, points, who answers, and whether that one is exempt."""
    loss = incident["loss"]
    deaths = incident["deaths"]
    injuries = incident["injuries"]
    overdue = incident["overdue"]
    if loss >= 10_000_000 or deaths >= 3 or injuries >= 10 or overdue >= 180:
        severity = 4
    elif loss >= 1_000_000 or deaths >= 1 or injuries >= 3 or overdue >= 90:
        severity = 3
    elif loss >= 100_000 or injuries >= 1 or overdue >= 30:
        severity = 2
    else:
        severity = 1
    role = incident["role"]
    answerable = "CEO" if severity == 4 and role != "CONTRACTOR" else ANSWERABLE[role]
    negligent = incident["negligent"]
    if incident["approved"] and not negligent:
        return severity, 0, 0, answerable, True
    repeat = incident["repeat"]
    percent = 300 if repeat >= 5 else 200 if repeat >= 2 else 150 if repeat >= 1 else 100
    fine = BASE_FINE[severity] * percent // 100
    if severity >= 3:
        fine += min(loss // 100, 200_000)
    points = BASE_POINTS[severity] + 2 * repeat
    hours = incident["late_hours"]
    if hours > 24:
        fine += min((hours - 24) * 50, 5000)
        points += 5
    if negligent:
        points += 5
    return severity, fine, min(points, 20), answerable, False


@cache
def chain(part: str) -> Callable[[Data], Answer]:
    """Return the chain of conditions that somebody would write for a table, one row after the other."""
    lines = ["def table(account):", "    zone, amount, tenure = account['zone'], account['amount'], account['tenure']"]
    for zone, low, high, least, code in rows(part):
        more = f" and tenure >= {least}" if least else ""
        lines.append(f"    if zone == {zone!r} and {low} <= amount <= {high}{more}:\n        return ({code},)")
    lines.append("    return (0,)")
    space: dict[str, Callable[[Data], Answer]] = {}
    exec("\n".join(lines), space)  # a thousand conditions: nobody keeps them in a file
    return space["table"]


def decider(part: str) -> Callable[[Data], Answer]:
    """Return the function that answers for one record of a part."""
    return {"tiers": tiers, "promises": promises, "incidents": incidents}.get(part) or chain(part)
