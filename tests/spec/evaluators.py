"""What can be asked for the outcome of a policy: the reference interpreter and its compiled twin.

An evaluator gets a checked policy, a record as data and what is switched, and answers with plain data in the shape of
the decisions of `Decision.to_json`. A new one is added to `EVALUATORS`; the cases are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from policycore.api import Policy, make_decider
from policycore.compile import compile_program
from policycore.core.codec import encode_outcome, type_of
from policycore.core.nodes import Program
from policycore.core.outcome import DecisionOutcome, Inputs
from policycore.decision import Decision
from policycore.interpret.decide import decide, evaluate
from policycore.values import Gap, Outcome, status


class Evaluator(Protocol):
    """Something that gives the language its meaning."""

    name: str

    def outcome(
        self,
        policy: Policy,
        record_type: str,
        record: Mapping[str, Any],
        target: str,
        as_of: str | None,
        parameters: Mapping[str, Any],
        readings: Mapping[str, str],
        known_at: str | None = None,
        members: Sequence[Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Return status, value, because, missing, reasons and possible (items for collects) of one name."""
        ...


class InProcess:
    """An evaluator of this house: a function that decides, and one that reads a single name."""

    def __init__(
        self,
        name: str,
        decide: Callable[[Program, Inputs], tuple[DecisionOutcome, ...]],
        evaluate: Callable[[Program, Inputs, str], Outcome],
    ) -> None:
        self.name = name
        self._decide = decide
        self._evaluate = evaluate

    def outcome(
        self,
        policy: Policy,
        record_type: str,
        record: Mapping[str, Any],
        target: str,
        as_of: str | None,
        parameters: Mapping[str, Any],
        readings: Mapping[str, str],
        known_at: str | None = None,
        members: Sequence[Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        decider = make_decider(policy, as_of, parameters, readings, record_type, "recorded", known_at)
        if members is not None:
            decider = decider.among(decider.taken(members))
        converted = decider.converter(record)
        assert converted.record is not None, [problem.code for problem in converted.problems]
        inputs = decider.inputs(converted.record)
        if target in policy.program.decisions:
            decided = Decision(policy, inputs, self._decide(policy.program, inputs))
            found: dict[str, Any] = decided.to_data()["decisions"][target]
            return found
        id = target.replace(".", "/")
        node = policy.bundle.index[id]
        of = type_of(node)
        out = self._evaluate(policy.program, inputs, id)
        encoded = encode_outcome(out, of)
        if not isinstance(out, Gap):
            return {"status": "decided", "value": encoded, "missing": [], "reasons": [], "possible": None}
        reasons = sorted(out.reasons)
        return {
            "status": status(out),
            "value": None,
            "possible": encoded["possible"],
            "marks": sorted(out.marks),
            "missing": sorted({r.subject for r in reasons if r.kind in ("fact", "judgement", "population")}),
            "reasons": [
                {"kind": r.kind, "subject": r.subject, **({"sides": list(r.sides)} if r.sides else {})} for r in reasons
            ],
        }


EVALUATORS: tuple[Evaluator, ...] = (
    InProcess("reference", decide, evaluate),
    InProcess(
        "compiled",
        lambda program, inputs: compile_program(program).decide(inputs),
        lambda program, inputs, target: compile_program(program).evaluate(inputs, target),
    ),
)
