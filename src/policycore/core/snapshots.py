"""Snapshots of populations as canonical JSON, and their digests: what is saved beside the decisions of a run.

A snapshot is written so that it can be checked by itself: values in their order, how many stand at each place, running
sums. It names no record. The types of its values come from the policy whose digest it carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from policycore import types as t
from policycore import values as v
from policycore.core.codec import (
    Json,
    MalformedDataError,
    canonical,
    decode_outcome,
    digest_of,
    encode_inputs,
    encode_outcome,
    moment_text,
    read_json,
    read_moment,
)
from policycore.core.nodes import GroupFact, Population, Program
from policycore.core.outcome import Inputs
from policycore.core.population import Figures, Group, Key, Places, Snapshot, Snapshots, Standing, Unplaced
from policycore.core.walk import population_facts

if TYPE_CHECKING:
    from policycore.core.bundle import Bundle

SNAPSHOT_SCHEMA = "policycore.snapshot/1"


def snapshots_bytes(saved: Snapshots, program: Program) -> bytes:
    """Return the canonical bytes of what a run saved."""
    kinds = _Kinds(program)
    document: dict[str, Json] = {
        "schema": SNAPSHOT_SCHEMA,
        "policy": saved.policy,
        "as_of": None if saved.as_of is None else moment_text(saved.as_of),
        "known_at": None if saved.known_at is None else moment_text(saved.known_at),
        "switches": saved.switches,
        "populations": {id: kinds.snapshot(snapshot) for id, snapshot in saved.populations.items()},
    }
    return canonical(document)


def snapshot_digest(snapshot: Snapshot, program: Program) -> str:
    """Return the digest of one snapshot; worked out once."""
    if "digest" not in snapshot.memo:
        snapshot.memo["digest"] = digest_of(canonical(_Kinds(program).snapshot(snapshot)))
    return snapshot.memo["digest"]


def read_snapshots(data: bytes, bundle: Bundle) -> Snapshots:
    """Return what `snapshots_bytes` wrote.

    Raises:
        MalformedDataError: the bytes are no snapshot of this schema, belong to another policy, or do not add up.
    """
    found = read_json(data)
    match found:
        case {"schema": schema} if schema != SNAPSHOT_SCHEMA:
            raise MalformedDataError(f"this reads {SNAPSHOT_SCHEMA}, and the file says {schema}")
        case {
            "schema": _,
            "policy": str(policy),
            "as_of": as_of,
            "known_at": known_at,
            "switches": str(switches),
            "populations": dict(populations),
        }:
            if policy != bundle.digest:
                raise OtherPolicyError(policy)
            kinds = _Kinds(bundle.program)
            return Snapshots(
                policy,
                None if as_of is None else read_moment(as_of),
                None if known_at is None else read_moment(known_at),
                switches,
                {id: kinds.read_snapshot(id, one) for id, one in populations.items()},
            )
        case _:
            raise MalformedDataError("this is no snapshot of a population")


def switches_digest(bundle: Bundle, inputs: Inputs) -> str:
    """Return the digest of the parameters and readings that are switched, "" where none is."""
    if not inputs.parameters and not inputs.readings:
        return ""
    data = encode_inputs(bundle.program, bundle.index, inputs)
    return digest_of(canonical({name: data[name] for name in ("parameters", "readings")}))


class OtherPolicyError(MalformedDataError):
    """The snapshot was made by another policy, or by another version of it; `digest` says by which."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the snapshot was made by the policy {digest}")
        self.digest = digest


class _Kinds:
    """Writes and reads snapshots by the types that the facts of a policy have."""

    def __init__(self, program: Program) -> None:
        self.populations: Mapping[str, Population] = {p.id: p for p in program.populations}
        self.facts: Mapping[str, GroupFact] = {fact.id: fact for fact in population_facts(program)}

    # --- writing ---

    def snapshot(self, snapshot: Snapshot) -> Json:
        population = self.populations[snapshot.population]
        groups = [self.group(group, population) for group in snapshot.groups.values()]
        return {
            "record": snapshot.record,
            "size": snapshot.size,
            "groups": sorted(groups, key=lambda group: canonical(cast("dict[str, Json]", group)["key"])),
            # In the order of what is written, so that the order in which the members came is not to be seen.
            "unplaced": sorted((self.unplaced(member, population) for member in snapshot.unplaced), key=canonical),
        }

    def group(self, group: Group, population: Population) -> Json:
        return {
            "key": self.key(group.key, population),
            "certain": group.certain,
            "possible": group.possible,
            "facts": {id: self.figures(figures, self.facts[id]) for id, figures in group.facts.items()},
        }

    def key(self, key: tuple[v.Outcome, ...], population: Population) -> Json:
        return [encode_outcome(part, node.type) for part, node in zip(key, population.groups, strict=True)]

    def figures(self, figures: Figures, fact: GroupFact) -> Json:
        if figures.places is None:
            assert figures.outcome is not None
            return {"outcome": encode_outcome(figures.outcome, fact.type), "open": figures.open}
        places = figures.places
        data: dict[str, Json] = {
            "values": [encode_outcome(value, places.of) for value in places.values],
            "counts": list(places.counts),
            "open": sorted((self.standing(one, places.of, places.tie_of) for one in places.open), key=canonical),
        }
        if places.tie_of is not None:
            data["tie_breaks"] = [encode_outcome(value, places.tie_of) for value in places.tie_breaks]
        if isinstance(places.of, t.Number):
            data["sums"] = [v.number_text(total) for total in places.sums[1:]]
        return data

    def standing(self, standing: Standing, of: t.Type, tie_of: t.Type | None) -> Json:
        data: dict[str, Json] = {"value": encode_outcome(standing.value, of)}
        if standing.included is not True:
            data["included"] = encode_outcome(standing.included, t.YesNo())
        if standing.tie_break is not None and tie_of is not None:
            data["tie_break"] = encode_outcome(standing.tie_break, tie_of)
        return data

    def unplaced(self, member: Unplaced, population: Population) -> Json:
        standings: dict[str, Json] = {}
        for id, standing in member.standings.items():
            standings[id] = None if standing is None else self.standing(standing, *self.types(self.facts[id]))
        return {"key": self.key(member.keys, population), "standings": standings}

    def types(self, fact: GroupFact) -> tuple[t.Type, t.Type | None]:
        """Return the types of the values and of the tie-breakers of the members."""
        of = t.YesNo() if fact.value is None else fact.value.type
        tie = self.populations[fact.population].tie_break
        return of, None if tie is None else tie.type

    # --- reading ---

    def read_snapshot(self, id: str, data: Json) -> Snapshot:
        population = self.populations.get(id)
        if population is None:
            raise MalformedDataError(f"the policy has no population `{id}`")
        try:
            found = cast("Mapping[str, Any]", data)
            groups = [self.read_group(group, population) for group in found["groups"]]
            unplaced = tuple(self.read_unplaced(member, population) for member in found["unplaced"])
            return Snapshot(id, str(found["record"]), int(found["size"]), {g.key: g for g in groups}, unplaced)
        except (KeyError, TypeError, AttributeError) as error:
            raise MalformedDataError(f"no snapshot of `{id}`: {error}") from error

    def read_group(self, data: Mapping[str, Any], population: Population) -> Group:
        facts = {id: self.read_figures(one, self.facts[id], population) for id, one in data["facts"].items()}
        key = cast("Key", self.read_key(data["key"], population))
        return Group(key, int(data["certain"]), int(data["possible"]), facts)

    def read_key(self, data: Any, population: Population) -> tuple[v.Outcome, ...]:
        return tuple(decode_outcome(part, node.type) for part, node in zip(data, population.groups, strict=True))

    def read_figures(self, data: Mapping[str, Any], fact: GroupFact, population: Population) -> Figures:
        if "outcome" in data:
            return Figures(decode_outcome(data["outcome"], fact.type), int(data["open"]))
        of = fact.type if fact.value is None else fact.value.type
        tie_of = None if population.tie_break is None else population.tie_break.type
        places = Places(
            of,
            tie_of,
            tuple(_scalar(decode_outcome(value, of)) for value in data["values"]),
            () if tie_of is None else tuple(_scalar(decode_outcome(value, tie_of)) for value in data["tie_breaks"]),
            tuple(int(count) for count in data["counts"]),
            tuple(self.read_standing(one, of, tie_of) for one in data["open"]),
        )
        rungs = [places.rung(place) for place in range(len(places.values))]
        if any(one <= other for one, other in pairwise(rungs)) or min(places.counts, default=1) < 1:
            raise MalformedDataError(f"the members are out of order in `{fact.id}`")
        if isinstance(of, t.Number) and data["sums"] != [v.number_text(total) for total in places.sums[1:]]:
            raise MalformedDataError(f"the running sums of `{fact.id}` do not add up")
        return Figures(places=places)

    def read_standing(self, data: Mapping[str, Any], of: t.Type, tie_of: t.Type | None) -> Standing:
        included = decode_outcome(data["included"], t.YesNo()) if "included" in data else True
        tie = None if tie_of is None or "tie_break" not in data else decode_outcome(data["tie_break"], tie_of)
        return Standing(included, decode_outcome(data["value"], of), tie)

    def read_unplaced(self, data: Mapping[str, Any], population: Population) -> Unplaced:
        standings: dict[str, Standing | None] = {}
        for id, one in data["standings"].items():
            standings[id] = None if one is None else self.read_standing(one, *self.types(self.facts[id]))
        return Unplaced(self.read_key(data["key"], population), standings)


def _scalar(outcome: v.Outcome) -> v.Scalar:
    if isinstance(outcome, bool | str | Fraction | date | datetime):
        return outcome
    raise MalformedDataError("a place has one value")
