"""What comes out of deciding, the same for every evaluator: outcomes of decisions, deciding rules, and the trace.

An *instance id* names a node for one record: the node's id alone for the record that is decided, with `#` and the path
of each bound element after it otherwise (`practice/overdue/amount#loans[2]`). Elements are counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from attrs import field, frozen

from policycore.core.population import Snapshot
from policycore.values import ABSENT, Gap, Outcome, Record, Status, Subset, join, reasons_of

DecisionKind = Literal["score", "tiering", "require", "entitlements", "accountability", "duty", "procedure"]

#: The words of findings. Open findings are gaps over the words that remain possible.
REQUIRE_FINDINGS = ("met", "breach", "deviation", "not_applicable")
MATTER_FINDINGS = ("found", "exempt", "not_found")
#: `unused` is a `may` whose time has passed; below, inside and above are about counted deeds.
DUTY_FINDINGS = ("open", "in_time", "late", "overdue", "unused", "below", "inside", "above", "not_applicable")
STEP_FINDINGS = (
    "open",
    "in_time",
    "late",
    "overdue",
    "unused",
    "skipped",
    "out_of_order",
    "wrong_actor",
    "same_actor",
    "not_applicable",
)


#: Statuses of duties and steps in which nothing is wrong.
_IN_ORDER = frozenset({"open", "in_time", "inside", "unused", "not_applicable"})
Verdict = Literal["breach", "deviation"]


def verdict(modality: str, outcome: Outcome) -> Verdict | None:
    """Return what the status of a duty or step amounts to: None where nothing is wrong, and while that is open.

    A `must` that is late, overdue, skipped, or done otherwise than it must be, is breached; from a `should` one
    deviates; what one `may` do is never wrong.
    """
    possible = outcome.possible if isinstance(outcome, Gap) else Subset(frozenset({str(outcome)}))
    if modality == "may" or not isinstance(possible, Subset) or possible.members & _IN_ORDER or not possible.members:
        return None
    return "deviation" if modality == "should" else "breach"


@frozen
class Amount:
    """A sanction of one occurrence, or a sum: what `post` owes. A sanction without an amount counts 1."""

    sanction: str
    post: str
    outcome: Outcome


@frozen
class Finding:
    """One item of a collect: a require, benefit, matter, duty or step, for the record or for one of its elements.

    Attributes:
        id: `plan_checks`, `service/queue`, `conduct/late_payment`, `handling/appeal`.
        element: path of the element (`loans[2]`) or period (`monthly_plan[2024-03-01]`), "" for the record itself.
        outcome: for benefits the value, absent meaning *not granted*; for all others a finding word (or a gap over
            such words).
        because: ids of the deciding rules.
        severity: of a matter that has one, after escalation.
        answers: posts that answer for a matter, with role and share.
        amounts: sanctions of a matter, exemption counted in.
        facts: of a duty, period or step what its timeline shows, by name (`due`, `at`, `by`, …).
    """

    id: str
    element: str
    outcome: Outcome
    because: tuple[str, ...] = ()
    severity: Outcome | None = None
    answers: tuple[tuple[str, str, Outcome | None], ...] = ()
    amounts: tuple[Amount, ...] = ()
    facts: tuple[tuple[str, Outcome], ...] = ()


@frozen
class DecisionOutcome:
    """The outcome of one decision of a policy for one record.

    Attributes:
        id: id of the statement.
        kind: which statement.
        status: of the whole; a collect is undetermined (or not stated, or conflict) when one of its items is, the
            first of these three that occurs.
        applicable: outcome of the `when` in the head; True where there is none.
        outcome: the score or tier; None for collects and where not applicable. While `applicable` is open it is what
            would come out if it applied, and the status tells.
        because: ids of the deciding rules; for a gap the silent or conflicting rules and parameters.
        items: findings and benefits, in the author's order.
        sums: per sanction and post, per sanction (`post` ""), and the total (`sanction` "total").
        state: of a tiering with movement the state that goes out, field by field.
        state_open: the review is open, so that the state goes out as it came in.
    """

    id: str
    kind: DecisionKind
    status: Status
    applicable: Outcome = True
    outcome: Outcome | None = None
    because: tuple[str, ...] = ()
    items: tuple[Finding, ...] = ()
    sums: tuple[Amount, ...] = ()
    state: tuple[tuple[str, Outcome], ...] = ()
    state_open: bool = False

    @property
    def whole(self) -> Outcome | None:
        """The score or tier as whoever reads it gets it: absent is possible beside it while `applicable` is open."""
        if self.outcome is None:
            return None
        return within(self.applicable, self.outcome)


def within(applicable: Outcome, outcome: Outcome) -> Outcome:
    """Return what would come out below a head, with *not applicable* (absent) possible while the head is open."""
    return join([ABSENT, outcome], reasons_of(applicable)) if isinstance(applicable, Gap) else outcome


ParameterInput: TypeAlias = "Outcome | Mapping[tuple[str, ...], Outcome]"


@frozen
class Inputs:
    """All that an evaluation reads: the record, the moment, and what is switched for this decision.

    Attributes:
        record: the record that is decided, validated.
        as_of: the moment as of which is decided; None where the policy does not read it.
        known_at: what was recorded or issued after this moment does not count; None where all that is there counts.
        parameters: values supplied for parameters by id; per key where the parameter is keyed.
        readings: alternatives chosen by reading id.
        snapshots: what the members of each population come to together, by population id.
    """

    record: Record
    as_of: datetime | None = None
    known_at: datetime | None = None
    parameters: Mapping[str, ParameterInput] = field(factory=dict)
    readings: Mapping[str, str] = field(factory=dict)
    snapshots: Mapping[str, Snapshot] = field(factory=dict)


class Tracer(Protocol):
    """Receives each evaluated instance, children before parents. Must not change what is decided."""

    def __call__(self, instance: str, outcome: Outcome) -> None: ...


@frozen
class Trace:
    """What was evaluated: instance id to outcome, in order of evaluation. What is not in it was not reached.

    Beside expressions it holds the ids of statements (their outcome), of cases (their guard: held, failed, open), of
    lines of a score (their contribution), of waivers, limits, exemptions and escalations (their guard).
    """

    nodes: Mapping[str, Outcome]

    def __getitem__(self, instance: str) -> Outcome:
        return self.nodes[instance]

    def __contains__(self, instance: str) -> bool:
        return instance in self.nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)
