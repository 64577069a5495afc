"""Classes of devices by several criteria at once: the highest, the lowest, agreement, silence, a lost parameter."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from differential_python.plain import Plain, conflict, decided

RISKS = ("I", "IIa", "IIb", "III")
OTHER: dict[str, tuple[Any, ...]] = {
    "contact": ("none", "skin", "blood"),
    "days": (0, 29, 30, 31, 59, 60, 400),
    "software": (True, False),
    "energy": ("0", "9.999999", "10", "50", "100"),
    "invasive": (True, False),
    "ruled": (None, "I"),
    "expert": (None, *RISKS),
    "sterile": (True, False),
    "measuring": (True, False),
}
PART = st.fixed_dictionaries({name: st.sampled_from(OTHER[name]) for name in ("contact", "days", "software")})
RECORD = st.fixed_dictionaries(
    {"id": st.just("D"), "parts": st.lists(PART, max_size=3)}
    | {name: st.sampled_from(OTHER[name]) for name in OTHER if name not in ("contact", "days", "software")}
)
DAY = st.none()


def decide(record: dict[str, Any], as_of: None) -> dict[str, Plain]:
    parts = record["parts"]
    by_contact = max((_contact(part) for part in parts), default=None)
    energy = Fraction(record["energy"])
    by_energy = 2 if energy >= 50 else 1 if energy >= 10 or record["invasive"] else None
    expert = None if record["expert"] is None else RISKS.index(record["expert"])
    two = [side for side in (by_contact, by_energy) if side is not None]
    three = [*two, *([] if expert is None else [expert])]
    silent = Plain(status="not_stated")
    limited = {_limited(record, side) for side in three}
    joint = conflict({RISKS[place] for place in limited}) if three else silent
    return {
        "by_rules": decided(RISKS[max(two)]) if two else silent,
        "lowest_of": decided(RISKS[min(three)]) if three else silent,
        "joint": joint,
        "final": _final(record, joint),
    }


def _contact(part: dict[str, Any]) -> int:
    longer = part["days"] > 30
    return {"none": 0, "skin": 1 if longer else 0, "blood": 3 if longer else 2}[part["contact"]]


def _limited(record: dict[str, Any], place: int) -> int:
    if record["measuring"] or record["sterile"]:
        place = max(place, 1)
    return min(place, 2) if all(part["software"] for part in record["parts"]) else place


def _final(record: dict[str, Any], joint: Plain) -> Plain:
    """The length of use that makes any device one of class III is lost; it lies between 30 and 60 days."""
    days = max((part["days"] for part in record["parts"]), default=0)
    if record["ruled"] is not None or days >= 60:
        return decided("III")
    if days < 30 or joint == decided("III"):
        return joint
    among = joint.among if joint.status == "conflict" else (joint.value,) if joint.status == "decided" else ()
    return Plain(None, "conflict" if joint.status == "conflict" else "not_stated", (*among, "III"))
