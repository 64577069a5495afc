"""What can be asked for the outcome of a policy: the reference interpreter today, every further evaluator beside it.

An evaluator gets a checked policy, a record as data and what is switched, and answers with plain data in the shape of
the decisions of `Decision.to_json`. A new one is added to `EVALUATORS`; the cases are the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from policycore.api import Policy, make_decider
from policycore.core.codec import encode_outcome, type_of
from policycore.interpret.decide import evaluate
from policycore.values import Gap, status


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
    ) -> dict[str, Any]:
        """Return status, value, because, missing, reasons and possible (items for collects) of one name."""
        ...


class Reference:
    """The reference interpreter."""

    name = "reference"

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
    ) -> dict[str, Any]:
        decider = make_decider(policy, as_of, parameters, readings, record_type, "recorded", known_at)
        converted = decider.converter(record)
        assert converted.record is not None, [problem.code for problem in converted.problems]
        if target in policy.program.decisions:
            decided = decider.decide_record(converted.record)
            found: dict[str, Any] = decided.to_data()["decisions"][target]
            return found
        id = target.replace(".", "/")
        node = policy.bundle.index[id]
        of = type_of(node)
        out = evaluate(policy.program, decider.settings.inputs(converted.record), id)
        encoded = encode_outcome(out, of)
        if not isinstance(out, Gap):
            return {"status": "decided", "value": encoded, "missing": [], "reasons": [], "possible": None}
        reasons = sorted(out.reasons)
        return {
            "status": status(out),
            "value": None,
            "possible": encoded["possible"],
            "marks": sorted(out.marks),
            "missing": sorted({r.subject for r in reasons if r.kind in ("fact", "judgement")}),
            "reasons": [
                {"kind": r.kind, "subject": r.subject, **({"sides": list(r.sides)} if r.sides else {})} for r in reasons
            ],
        }


EVALUATORS: tuple[Evaluator, ...] = (Reference(),)
