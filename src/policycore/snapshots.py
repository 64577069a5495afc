"""What the members of a run came to together, for programs: `PopulationSnapshot`, made, written and read again.

In: a policy and its records. Out: an object that `Policy.decide(…, population=…)` takes, and its JSON text. It names no
record: ranks, shares and sums of a member can be worked out again from it without the others' records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from policycore.core.bundle import digest_of
from policycore.core.codec import MalformedDataError
from policycore.core.outcome import Inputs
from policycore.core.population import Snapshot, Snapshots
from policycore.core.rounds import rounds
from policycore.core.snapshots import OtherPolicyError, read_snapshots, snapshots_bytes, switches_digest
from policycore.diagnostics.model import Diagnostic
from policycore.engine import INTERPRETED, Engine
from policycore.report import PolicyError
from policycore.source import NOWHERE

if TYPE_CHECKING:
    from policycore.api import Judged, Policy
    from policycore.core.nodes import GroupFact
    from policycore.interpret.population import Brought, Taking


@frozen(eq=False, slots=False)
class PopulationSnapshot:
    """What the members of the populations of a policy come to together.

    Attributes:
        policy: the policy that measured them.
        saved: the snapshots by population.
    """

    policy: Policy = field(repr=False)
    saved: Snapshots = field(repr=False)

    @cached_property
    def data(self) -> bytes:
        """The canonical bytes: the same members give the same bytes, in whatever order they came."""
        return snapshots_bytes(self.saved, self.policy.program)

    @property
    def digest(self) -> str:
        """The digest of the bytes."""
        return digest_of(self.data)

    @property
    def as_of(self) -> datetime | None:
        """The moment as of which the members were looked at."""
        return self.saved.as_of

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many members each population has, by its id."""
        return {id: snapshot.size for id, snapshot in self.saved.populations.items()}

    def to_json(self) -> str:
        """Return the snapshot as one line of JSON."""
        return self.data.decode()

    def __repr__(self) -> str:
        said = ", ".join(f"{id}: {size}" for id, size in self.sizes.items())
        return f"PopulationSnapshot({said})"


def read_snapshot(policy: Policy, data: bytes, name: str = "snapshot") -> PopulationSnapshot:
    """Return the snapshot that `PopulationSnapshot.data` holds.

    Raises:
        PolicyError: it is no snapshot, or was made by another policy or another version of this one.
    """
    try:
        return PopulationSnapshot(policy, read_snapshots(data, policy.bundle))
    except OtherPolicyError:
        raise PolicyError.of(Diagnostic("PC861", NOWHERE, {"file": name, "policy": policy.id})) from None
    except MalformedDataError as error:
        raise PolicyError.of(Diagnostic("PC860", NOWHERE, {"file": name})) from error


def take(
    policy: Policy,
    record: str,
    plain: Inputs,
    members: Callable[[], Iterable[object]],
    inputs_of: Callable[[Any], Inputs | None],
    judged: Judged | None = None,
) -> PopulationSnapshot:
    """Return what the members come to together.

    Args:
        policy: the policy.
        record: id of the kind of record that they are.
        plain: inputs of any record: the moment and the switches are taken from them.
        members: yields all members, anew with each call.
        inputs_of: makes inputs of what `members` yields; None for what cannot be understood, which is no member.
        judged: of members given as data, how judged facts are given; None where members are something else.
    """
    from policycore.interpret.population import Taking

    taking = Taking.of(policy.program, record)

    def interpreted(member: object) -> Mapping[str, Brought] | None:
        inputs = inputs_of(member)
        return None if inputs is None else taking.bring(inputs)

    for facts in rounds(policy.program, record):
        taking.begin(facts)
        bring: Callable[[object], Mapping[str, Brought] | None] = interpreted
        for place, member in enumerate(members()):
            if place == INTERPRETED:
                bring = _compiled(policy.engine, taking, facts, plain, inputs_of, judged) or interpreted
            brought = bring(member)
            if brought is not None:
                taking.add(brought)
        taking.end()
    switches = switches_digest(policy.bundle, plain)
    return PopulationSnapshot(policy, Snapshots(policy.digest, plain.as_of, plain.known_at, switches, taking.taken))


def _compiled(
    engine: Engine,
    taking: Taking,
    facts: Sequence[GroupFact],
    plain: Inputs,
    inputs_of: Callable[[Any], Inputs | None],
    judged: Judged | None,
) -> Callable[[object], Mapping[str, Brought] | None] | None:
    """Return what says what a member brings to these facts, as compiled code; None where that cannot be."""
    from policycore.compile.forms import Given, Unsupported
    from policycore.compile.measures import measures_of
    from policycore.core.packed import MisplacedError
    from policycore.interpret.population import Brought
    from policycore.records.quick import quick_packer

    twin = engine.twin
    if plain.parameters or plain.readings:
        twin = twin.switched(plain.parameters, plain.readings)
    try:
        measures = measures_of(twin, taking.record, facts)
        settled = measures.settle(Given(plain.as_of, plain.known_at, {**plain.snapshots, **taking.taken}))
    except Unsupported:
        return None
    packing, measured = measures.packing, measures.bring
    quick = None if judged is None else quick_packer(packing, packing.declarations[taking.record], judged)

    def bring(member: object) -> Mapping[str, Brought] | None:
        packed = None if quick is None else quick(member)
        inputs = None
        if packed is None:
            inputs = inputs_of(member)
            if inputs is None:
                return None
            try:
                packed = packing.pack(inputs.record)
            except MisplacedError:
                return taking.bring(inputs)
        brought = measured(packed, settled)
        if brought is not None:
            return {id: Brought(True, keys, standings) for id, (keys, standings) in brought.items()}
        inputs = inputs_of(member) if inputs is None else inputs
        return None if inputs is None else taking.bring(inputs)

    return bring


def fitting(policy: Policy, inputs: Inputs, given: Iterable[PopulationSnapshot]) -> Mapping[str, Snapshot]:
    """Return the snapshots by population, for a decision with these switches.

    Raises:
        PolicyError: one was made by another policy, or with other parameters or readings.
    """
    found: dict[str, Snapshot] = {}
    for one in given:
        if one.saved.policy != policy.digest:
            raise PolicyError.of(Diagnostic("PC861", NOWHERE, {"file": "population", "policy": policy.id}))
        if one.saved.switches != switches_digest(policy.bundle, inputs):
            raise PolicyError.of(Diagnostic("PC862", NOWHERE, {"names": tuple(one.saved.populations)}))
        found.update(one.saved.populations)
    return found
