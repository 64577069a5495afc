"""What a program gets from deciding: typed views of the outcomes, the JSON line, explanations and the trace.

In: a policy, the inputs and the outcomes of its decisions. Out: plain Python values (`Decimal`, or `Fraction` where no
decimal is exact), ids and reasons. A trace is made when asked for, by deciding once more with a tracer; it must agree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from attrs import field, frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import (
    encode_decision,
    encode_inputs,
    encode_outcome,
    encode_state,
    fact_types,
    moment_text,
    type_of,
)
from policycore.core.outcome import (
    Amount,
    DecisionKind,
    DecisionOutcome,
    Finding,
    Inputs,
    Trace,
    Verdict,
    verdict,
)
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic
from policycore.report import PolicyError, Report
from policycore.source import NOWHERE
from policycore.values import number_text

if TYPE_CHECKING:
    from policycore.api import Policy
    from policycore.core.walk import Named

Form = Literal["reasons", "line", "tree", "html"]

#: What a view gives for a value: numbers are exact, a set is a frozenset of names, what is absent or open is None.
Plain: TypeAlias = "Decimal | Fraction | bool | str | date | datetime | frozenset[str] | tuple[Any, ...] | None"

_NUMBER = t.Number()
#: Reasons whose subject is a fact that somebody could still give.
_ASKS_FOR: frozenset[str] = frozenset({"fact", "judgement", "population"})


@frozen
class Range:
    """The values from `low` to `high`, both ends in; None is no end."""

    low: Plain
    high: Plain


Possible: TypeAlias = "tuple[Plain, ...] | Range | None"


def plain(outcome: v.Outcome | None) -> Plain:
    """Return an outcome as a plain Python value: None where it is open, absent, or there is none."""
    match outcome:
        case None | v.Gap() | v.Absent() | v.Record():
            return None
        case Fraction():
            text = number_text(outcome)
            return outcome if "/" in text else Decimal(text)
        case tuple():
            return tuple(plain(item) for item in outcome)
        case _:
            return outcome


def possible(outcome: v.Outcome | None, of: t.Type) -> Possible:
    """Return what may still come out of an open outcome; None where it is decided or anything may."""
    if not isinstance(outcome, v.Gap):
        return None
    match outcome.possible:
        case v.Subset(members=members):
            names = of.names if isinstance(of, t.Enum) else (True, False) if isinstance(of, t.YesNo) else ()
            return (*(name for name in names if name in members), *sorted(members - set(names), key=str))
        case v.Interval(low=low, high=high):
            return Range(plain(low), plain(high))
        case v.Anything():
            return None


def missing(reasons: Iterable[v.Reason]) -> tuple[str, ...]:
    """Return the paths of the facts that the reasons ask for, and populations whose other members are to be asked."""
    return tuple(dict.fromkeys(reason.subject for reason in sorted(reasons) if reason.kind in _ASKS_FOR))


def _data(outcome: v.Outcome | None, of: t.Type) -> dict[str, Any]:
    """Return the value of an outcome, or what is known about the gap, as the JSON line has it."""
    if isinstance(outcome, v.Gap):
        gap = encode_outcome(outcome, of)
        assert isinstance(gap, dict)
        found = {"value": None, "reasons": gap["reasons"], "possible": gap["possible"]}
        return {**found, "marks": gap["marks"]} if "marks" in gap else found
    return {"value": None if outcome is None else encode_outcome(outcome, of), "reasons": [], "possible": None}


@frozen(eq=False)
class AmountView:
    """A sanction of one occurrence, or a sum: what `post` owes ("" : all posts together)."""

    sanction: str
    post: str
    outcome: v.Outcome = field(repr=False)
    of: t.Type = field(repr=False)

    @property
    def status(self) -> v.Status:
        return v.status(self.outcome)

    @property
    def value(self) -> Plain:
        return plain(self.outcome)

    @property
    def possible(self) -> Possible:
        return possible(self.outcome, self.of)

    def to_data(self) -> dict[str, Any]:
        return {"sanction": self.sanction, "post": self.post, "status": self.status, **_data(self.outcome, self.of)}


@frozen(eq=False)
class ItemView:
    """A benefit, a step, or the finding of a requirement, matter or duty for the record or one of its elements.

    Attributes:
        id: id of the benefit, requirement, matter, duty or step.
        element: path of the element (`loans[2]`) or period (`monthly_plan[2024-03-01]`), "" for the record itself.
    """

    decision: str
    id: str
    element: str
    _found: Finding = field(repr=False)
    _of: t.Type = field(repr=False)
    _kind: DecisionKind = field(repr=False)
    _node: Named = field(repr=False)

    @property
    def outcome(self) -> v.Outcome:
        """The outcome as the evaluator holds it."""
        return self._found.outcome

    @property
    def name(self) -> str:
        """The name that the author gave."""
        return self.id.rpartition("/")[2]

    @property
    def status(self) -> v.Status:
        if self._kind != "entitlements" and self._found.outcome == "not_applicable":
            return "not_applicable"
        return v.status(self._found.outcome)

    @property
    def finding(self) -> str | None:
        """The finding word; of a benefit `granted` or `not_granted`; None while it is open."""
        outcome = self._found.outcome
        if isinstance(outcome, v.Gap):
            return None
        if self._kind == "entitlements":
            return "not_granted" if isinstance(outcome, v.Absent) else "granted"
        return str(outcome)

    @property
    def value(self) -> Plain:
        """The value of a benefit, the finding word otherwise."""
        return plain(self._found.outcome)

    @property
    def because(self) -> tuple[str, ...]:
        return self._found.because

    @property
    def reasons(self) -> tuple[v.Reason, ...]:
        return tuple(sorted(v.reasons_of(self._found.outcome)))

    @property
    def missing(self) -> tuple[str, ...]:
        return missing(self.reasons)

    @property
    def possible(self) -> Possible:
        return possible(self._found.outcome, self._of)

    @property
    def severity(self) -> Plain:
        return plain(self._found.severity)

    @property
    def answers(self) -> tuple[tuple[str, str, Plain], ...]:
        """Who answers for a matter: post, role and share."""
        return tuple((post, role, plain(share)) for post, role, share in self._found.answers)

    @property
    def amounts(self) -> tuple[AmountView, ...]:
        return tuple(_amount(amount) for amount in self._found.amounts)

    @property
    def verdict(self) -> Verdict | None:
        """Of a duty or step: `breach` of a must, `deviation` from a should; None where nothing is wrong for certain."""
        return verdict(self._node.modality, self.outcome) if isinstance(self._node, n.Duty | n.Step) else None

    @property
    def facts(self) -> Mapping[str, Plain]:
        """Of a duty or step: what its timeline shows, such as `due` and `at` (when it was done); None where absent."""
        return {name: plain(outcome) for name, outcome in self._found.facts}

    def to_data(self) -> dict[str, Any]:
        """Return the item as the JSON line has it."""
        said = _data(self._found.outcome, self._of)
        data: dict[str, Any] = {
            "id": self.id,
            "element": self.element,
            "finding": self.finding,
            "status": self.status,
            "value": said.pop("value"),
            "because": list(self.because),
            "missing": list(self.missing),
            **said,
        }
        if self._found.severity is not None:
            data["severity"] = _data(self._found.severity, t.Text())["value"]
        if self._found.answers:
            data["answers"] = [
                {"post": post, "role": role, "share": None if share is None else _data(share, _NUMBER)["value"]}
                for post, role, share in self._found.answers
            ]
        if self._found.amounts:
            data["amounts"] = [amount.to_data() for amount in self.amounts]
        if isinstance(self._node, n.Duty | n.Step):
            types = fact_types(self._node)
            data["modality"] = self._node.modality
            data["verdict"] = self.verdict
            data["facts"] = {name: encode_outcome(found, types[name]) for name, found in self._found.facts}
        return data


def _amount(amount: Amount) -> AmountView:
    return AmountView(amount.sanction, amount.post, amount.outcome, _NUMBER)


@frozen(eq=False)
class DecisionView:
    """The outcome of one decision. For what is not decided `value` is None, and `reasons` say why."""

    id: str
    outcome: DecisionOutcome = field(repr=False)
    _index: Mapping[str, Named] = field(repr=False)

    @property
    def kind(self) -> DecisionKind:
        return self.outcome.kind

    @property
    def status(self) -> v.Status:
        return self.outcome.status

    @property
    def value(self) -> Plain:
        """The score or tier; None for collects (see `items`) and where it is not decided."""
        return plain(self.outcome.outcome) if self.status == "decided" else None

    @property
    def because(self) -> tuple[str, ...]:
        """Ids of the deciding rules."""
        return self.outcome.because

    @property
    def reasons(self) -> tuple[v.Reason, ...]:
        """Why it is open, items and sums counted in."""
        outcome = self.outcome
        open_ones = [outcome.applicable, *(item.outcome for item in outcome.items), *(s.outcome for s in outcome.sums)]
        if outcome.outcome is not None:
            open_ones.append(outcome.outcome)
        return tuple(sorted(v.reasons_of(*open_ones)))

    @property
    def missing(self) -> tuple[str, ...]:
        """Paths of the facts that are missing for it."""
        return missing(self.reasons)

    @property
    def possible(self) -> Possible:
        """What may still come out; beside it *not applicable*, while it is open whether it applies."""
        return possible(self.outcome.whole, self._of)

    @property
    def items(self) -> tuple[ItemView, ...]:
        """The benefits, or the findings of requirements, matters, duties (per period) and steps."""
        return tuple(
            ItemView(
                self.id, item.id, item.element, item, type_of(self._index[item.id]), self.kind, self._index[item.id]
            )
            for item in self.outcome.items
        )

    @property
    def sums(self) -> tuple[AmountView, ...]:
        """Sums of sanctions: per sanction and post, per sanction, and the total."""
        return tuple(_amount(amount) for amount in self.outcome.sums)

    @property
    def state(self) -> Any:
        """The state that a tiering with movement hands to its next review, as data; None where there is no movement.

        It is what `previous` of the next decision takes: a mapping, or one of the words `absent` and `unknown`.
        """
        return encode_state(self.outcome.state) if self.outcome.state else None

    @property
    def state_open(self) -> bool:
        """Whether the review is open, so that `state` is the one that came in."""
        return self.outcome.state_open

    @property
    def _of(self) -> t.Type:
        return type_of(self._index[self.id])

    def __getitem__(self, name: str) -> ItemView:
        """Return the one item called `name` (of several, for elements, the first)."""
        for item in self.items:
            if name in (item.name, item.id):
                return item
        raise KeyError(name)

    def to_data(self) -> dict[str, Any]:
        """Return the decision as the JSON line has it."""
        said = _data(self.outcome.whole, self._of)
        data: dict[str, Any] = {
            "status": self.status,
            "value": said.pop("value") if self.status == "decided" else None,
            "because": list(self.because),
            "missing": list(self.missing),
            "reasons": [_reason(reason) for reason in self.reasons],
            "possible": said["possible"],
        }
        if "marks" in said:
            data["marks"] = said["marks"]
        if self.kind not in ("score", "tiering"):
            data["items"] = [item.to_data() for item in self.items]
        if self.outcome.sums:
            data["sums"] = [amount.to_data() for amount in self.sums]
        if self.outcome.state:
            data["state"] = self.state
            data["state_open"] = self.state_open
        return data


def _reason(reason: v.Reason) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": reason.kind, "subject": reason.subject}
    return {**data, "sides": list(reason.sides)} if reason.sides else data


class Made(Protocol):
    """What a decision is made from when it is asked for: many are kept, and few are looked at."""

    @property
    def policy(self) -> Policy:
        """What decided."""
        ...

    @property
    def findings(self) -> Report:
        """Warnings that belong to each decision."""
        ...

    def inputs(self, kept: tuple[Any, ...]) -> Inputs:
        """Return what was read: the record, the moment, what was switched."""
        ...

    def outcomes(self, kept: tuple[Any, ...]) -> tuple[DecisionOutcome, ...]:
        """Return the outcomes that were decided."""
        ...


class Decision:
    """What a policy decides about one record.

    Attributes:
        policy: what decided.
        inputs: the validated record, the moment, and what was switched.
        outcomes: one per decision, in the author's order.
        findings: warnings about the record (a judged fact without who, when and grounds).
    """

    # Of a decision that was made lazily only the first two are there, until somebody asks. `_kept` is the packed record
    # followed by the lean outcome: one tuple is quicker to make than two, and smaller.
    __slots__ = ("_findings", "_inputs", "_kept", "_made", "_outcomes", "_policy", "_seen")
    _made: Made
    _kept: tuple[Any, ...]
    _policy: Policy
    _findings: Report
    _inputs: Inputs
    _outcomes: tuple[DecisionOutcome, ...]
    _seen: dict[str, Any]

    def __init__(
        self, policy: Policy, inputs: Inputs, outcomes: tuple[DecisionOutcome, ...], findings: Report | None = None
    ) -> None:
        self._policy = policy
        self._inputs = inputs
        self._outcomes = outcomes
        self._findings = Report() if findings is None else findings

    @classmethod
    def lazily(cls, made: Made, kept: tuple[Any, ...]) -> Decision:
        """Return a decision of which only the packed record and the lean outcome are kept, one after the other."""
        decision: Decision = object.__new__(cls)
        decision._made = made
        decision._kept = kept
        return decision

    def with_outcomes(self, outcomes: tuple[DecisionOutcome, ...]) -> Decision:
        """Return this decision with outcomes that are known already."""
        self._outcomes = outcomes
        return self

    @property
    def policy(self) -> Policy:
        """What decided."""
        try:
            return self._policy
        except AttributeError:
            return self._made.policy

    @property
    def findings(self) -> Report:
        """Warnings about the record, or about what was switched."""
        try:
            return self._findings
        except AttributeError:
            return self._made.findings

    @property
    def inputs(self) -> Inputs:
        """The validated record, the moment, and what was switched."""
        try:
            return self._inputs
        except AttributeError:
            self._inputs = self._made.inputs(self._kept)
            return self._inputs

    @property
    def outcomes(self) -> tuple[DecisionOutcome, ...]:
        """The outcomes of all decisions, in the author's order."""
        try:
            return self._outcomes
        except AttributeError:
            self._outcomes = self._made.outcomes(self._kept)
            return self._outcomes

    def __reduce__(self) -> tuple[type[Decision], tuple[Policy, Inputs, tuple[DecisionOutcome, ...], Report]]:
        return Decision, (self.policy, self.inputs, self.outcomes, self.findings)

    # --- typed access ---

    @property
    def _views(self) -> Mapping[str, DecisionView]:
        kept = self._keeping()
        if "views" not in kept:
            index = self.policy.bundle.index
            kept["views"] = {outcome.id: DecisionView(outcome.id, outcome, index) for outcome in self.outcomes}
        views: Mapping[str, DecisionView] = kept["views"]
        return views

    def _keeping(self) -> dict[str, Any]:
        """Return where views and trace are kept once somebody has asked for them."""
        try:
            return self._seen
        except AttributeError:
            self._seen = {}
            return self._seen

    def __getitem__(self, name: str) -> DecisionView:
        """Return the decision called `name`."""
        return self._views[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)

    def __contains__(self, name: object) -> bool:
        return name in self._views

    def values(self) -> Iterator[DecisionView]:
        """Return the decisions, in the author's order."""
        return iter(self._views.values())

    @property
    def record_type(self) -> str:
        """The record that was decided about."""
        return self.inputs.record.type

    @property
    def key(self) -> str | None:
        """The key of the record as text, None where it has none."""
        from policycore.records.convert import find_record, key_of

        declaration = find_record(self.policy.program, self.record_type)
        return None if declaration is None else key_of(declaration, self.inputs.record)

    @property
    def because(self) -> tuple[str, ...]:
        """Ids of the deciding rules of all decisions, each once."""
        return tuple(dict.fromkeys(rule for outcome in self.outcomes for rule in outcome.because))

    @property
    def missing(self) -> tuple[str, ...]:
        """Paths of the facts that are missing for any decision, each once."""
        return tuple(dict.fromkeys(path for view in self.values() for path in view.missing))

    @property
    def undetermined(self) -> bool:
        """Whether any decision waits for facts."""
        return any(outcome.status == "undetermined" for outcome in self.outcomes)

    @property
    def states(self) -> dict[str, Any]:
        """The states that tierings with movement hand to the next review, by tiering: what its `previous` takes."""
        from policycore.records.states import states_out

        return states_out(self.outcomes)

    # --- the trace and its explanations ---

    @property
    def trace(self) -> Trace:
        """Every step of every decision, made by deciding once more with a tracer.

        Raises:
            PolicyError: PC902, the replay came out differently; PC904, the compiled rules and the reference disagree.
                Either is our fault, and the decision is not to be relied on.
        """
        kept = self._keeping()
        if "trace" not in kept:
            kept["trace"] = self._replayed()
        trace: Trace = kept["trace"]
        return trace

    def _replayed(self) -> Trace:
        from policycore.interpret.decide import decide

        nodes: dict[str, v.Outcome] = {}

        def tracer(instance: str, outcome: v.Outcome) -> None:
            nodes[instance] = outcome

        again = decide(self.policy.program, self.inputs, tracer)
        for before, after in zip(self.outcomes, again, strict=True):
            if before != after:
                raise self._differs(before, after)
        return Trace(nodes)

    def _differs(self, before: DecisionOutcome, after: DecisionOutcome) -> PolicyError:
        """Return the error for two evaluations that disagree, with all that helps to find out why."""
        from policycore.interpret.decide import decide

        index = self.policy.bundle.index
        quiet = {outcome.id: outcome for outcome in decide(self.policy.program, self.inputs)}
        if quiet[before.id] != after:
            return PolicyError.of(Diagnostic("PC902", NOWHERE, {"decision": before.id}))
        said = {name: encode_decision(index, outcome) for name, outcome in (("compiled", before), ("reference", after))}
        texts = {name: json.dumps(what, ensure_ascii=False, sort_keys=True) for name, what in said.items()}
        error = PolicyError.of(Diagnostic("PC904", NOWHERE, {"decision": before.id, **texts}))
        error.evidence = {
            "policy": {"id": self.policy.id, "version": self.policy.version, "digest": self.policy.digest},
            "inputs": encode_inputs(self.policy.program, index, self.inputs),
            "decision": before.id,
            **said,
        }
        return error

    def explain(self, lang: Lang = "en", form: Form = "reasons", decision: str | None = None) -> str:
        """Return why it was decided so.

        Args:
            lang: language of the sentences and labels.
            form: `reasons`, one `line`, the whole `tree` as text, or `html`.
            decision: only this decision; all of them where None.
        """
        from policycore import explain as words

        program, sources = self.policy.program, self.policy.report.sources
        chosen = [outcome for outcome in self.outcomes if decision in (None, outcome.id)]
        if not chosen:
            raise KeyError(decision)
        texts: list[str] = []
        for outcome in chosen:
            match form:
                case "line":
                    texts.append(words.explain_line(program, outcome, lang))
                case "reasons":
                    texts.append(words.explain_reasons(program, outcome, self.trace, sources, lang, self.inputs))
                case "tree":
                    texts.append(words.explain_tree(program, outcome, self.trace, sources, lang))
                case "html":
                    texts.append(words.explain_html(program, outcome, self.trace, sources, lang, self.inputs))
        return ("\n\n" if form in ("reasons", "tree") else "\n").join(texts)

    # --- as data ---

    def to_data(self) -> dict[str, Any]:
        """Return the decision as plain data: what `to_json` writes."""
        from policycore.core.bundle import snapshot_digests

        header = self.policy.program.header
        data: dict[str, Any] = {
            "key": self.key,
            "as_of": None if self.inputs.as_of is None else moment_text(self.inputs.as_of),
            "known_at": None if self.inputs.known_at is None else moment_text(self.inputs.known_at),
            "policy": {"id": header.id, "version": header.version, "digest": self.policy.digest},
        }
        if self.inputs.snapshots:
            data["snapshots"] = dict(snapshot_digests(self.policy.bundle, self.inputs))
        data["decisions"] = {view.id: view.to_data() for view in self.values()}
        return data

    def to_json(self) -> str:
        """Return the decision as one line of JSON; the same input gives the same bytes."""
        return json.dumps(self.to_data(), ensure_ascii=False, separators=(",", ":"))

    def trace_data(self, decision: str | None = None, *, full: bool = False) -> dict[str, Any]:
        """Return the trace as plain data, in the versioned form of `explain.model`.

        Args:
            decision: only this decision; all of them where None.
            full: with labels, texts, places and citations joined to every step; without, as it is stored beside the
                bundle of the policy.
        """
        from policycore.explain.document import full_document, trace_document

        chosen = [outcome for outcome in self.outcomes if decision in (None, outcome.id)]
        stored = trace_document(self.policy.bundle, self.inputs, chosen, self.trace)
        return full_document(self.policy.bundle, stored) if full else stored

    def _repr_html_(self) -> str:
        return self.explain(form="html")

    def __repr__(self) -> str:
        said = ", ".join(
            f"{view.id}={view.value if view.status == 'decided' and view.value is not None else view.status}"
            for view in self.values()
        )
        return f"Decision({self.key or self.record_type}: {said})"
