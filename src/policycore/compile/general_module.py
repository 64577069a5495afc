"""The module of the general path for one record type: emitted and run when the first gap turns up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from attrs import frozen

from policycore import dates
from policycore.compile import sites, sites_time
from policycore.compile.fast_ops import nearest
from policycore.compile.forms import UNSET, Given, Unsupported
from policycore.compile.general import Emission, below
from policycore.compile.general_decisions import CALLED, decide_function
from policycore.compile.general_shapes import read_function
from policycore.compile.module import Module, run
from policycore.compile.plan import Plan
from policycore.core import nodes as core
from policycore.core.outcome import DecisionOutcome
from policycore.core.packed import PackedRecord, Packing
from policycore.gaps.almanac import Almanac
from policycore.gaps.movement import present
from policycore.values import ABSENT, Gap, Outcome, open_gap

Run = Callable[[PackedRecord, dict[Any, Any]], "tuple[DecisionOutcome, ...]"]


@frozen(eq=False)
class General:
    """The general path: `decide` gets a packed record and what is remembered for this decision (`as_of` in it)."""

    source: str
    names: dict[str, Any]
    decide: Run


def _day(as_of: datetime | None) -> date:
    return dates.day_of(_moment(as_of))


def _moment(as_of: datetime | None) -> datetime:
    if as_of is None:
        raise Unsupported("the moment is read, and none is given")
    return as_of


def _known_moment(s: dict[Any, Any]) -> Any:
    return ABSENT if s["known_at"] is None else s["known_at"]


def _known_day(s: dict[Any, Any]) -> Any:
    return ABSENT if s["known_at"] is None else dates.day_of(s["known_at"])


RUNTIME: dict[str, Any] = {
    **CALLED,
    "ABSENT": ABSENT,
    "Fraction": Fraction,
    "Gap": Gap,
    "NONE": sites.NONE,
    "UNSET": UNSET,
    "ZERO": Fraction(0),
    "any_of": sites.any_of,
    "below": below,
    "both": sites.both,
    "date": date,
    "datetime": datetime,
    "day": _day,
    "included_too": sites_time.included_too,
    "known_day": _known_day,
    "known_moment": _known_moment,
    "moment": _moment,
    "nearest": nearest,
    "once": lambda rules: tuple(dict.fromkeys(rules)),
    "open_gap": open_gap,
    "owner_path": sites_time.owner_path,
    "path_of": sites_time.path_of,
    "present": present,
    "unless_applicable": sites.unless_applicable,
    "why_unknown": sites.why_unknown,
    "word_for": sites.word_for,
    "__builtins__": {
        "bool": bool,
        "enumerate": enumerate,
        "frozenset": frozenset,
        "id": id,
        "int": int,
        "max": max,
        "min": min,
        "str": str,
        "tuple": tuple,
    },
}


def memo_of(given: Given) -> dict[Any, Any]:
    """Return what is remembered for one decision, at its beginning."""
    return {"as_of": given.as_of, "known_at": given.known_at, "snapshots": given.snapshots}


def emit_general(
    program: core.Program,
    plan: Plan,
    packing: Packing,
    supplied: Mapping[str, Any],
    switched: Mapping[str, str],
) -> General:
    """Return the general path of the decisions of a plan; raises `Unsupported` where it cannot be compiled."""
    emission = _emission(program, plan, packing, supplied, switched)
    names = [decide_function(emission, decision) for decision in plan.decisions]
    decided = "".join(f"{name}(r, s), " for name in names)
    source = emission.module.source() + f"\ndef decide(r, s):\n return ({decided})\n"
    _run(emission, source)
    return General(source, emission.module.names, emission.module.names["decide"])


def emit_reader(
    program: core.Program,
    plan: Plan,
    packing: Packing,
    supplied: Mapping[str, Any],
    switched: Mapping[str, str],
    target: str,
) -> Callable[[PackedRecord, dict[Any, Any]], Outcome]:
    """Return what reads one target of a record, as an expression would."""
    emission = _emission(program, plan, packing, supplied, switched)
    name, form = read_function(emission, target)
    _run(emission, emission.module.source())
    read = emission.module.names[name]
    out = sites.outward(form.of, form.kind, form.scale)

    def outcome(packed: PackedRecord, memo: dict[Any, Any]) -> Outcome:
        found: Outcome = out(read(packed, "", memo))
        return found

    return outcome


def _emission(
    program: core.Program,
    plan: Plan,
    packing: Packing,
    supplied: Mapping[str, Any],
    switched: Mapping[str, str],
) -> Emission:
    return Emission(
        Module(RUNTIME),
        packing,
        plan,
        Almanac.of(program),
        {record.id: record for record in program.records},
        {parameter.id: parameter for parameter in program.parameters},
        {reading.id: reading for reading in program.readings},
        supplied,
        switched,
    )


def _run(emission: Emission, source: str) -> None:
    rules = sites.Rules(emission.rules)
    emission.module.names["RULES"] = rules
    emission.module.names["deciding"] = rules.deciding
    run(source, emission.module.names)
