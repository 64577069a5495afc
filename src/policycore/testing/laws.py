"""Trying the laws of a policy on generated records: *refuted* with the smallest record found, or *tried on n records*.

A law is a claim about all records; trying can refute it and never prove it, so nothing here says "proved". Records come
from `strategies.records`, which sit on the thresholds of the policy. A refutation is given as an `example` that can be
pasted into the policy and run. Parameters and readings are as the policy has them. Needs Hypothesis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, assert_never

from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st

from policycore import types as t
from policycore.core import nodes as core
from policycore.core.codec import type_of
from policycore.core.outcome import DecisionOutcome, Inputs
from policycore.core.walk import walk
from policycore.interpret.decide import decide, evaluate
from policycore.interpret.population import take_snapshots
from policycore.testing.strategies import cuts_of, field_values, moments, populations, records
from policycore.testing.text import example_text
from policycore.values import ABSENT, Absent, Gap, Outcome, Record

if TYPE_CHECKING:
    from policycore.api import Policy

ENOUGH = 200
#: Members of the runs in which a law is tried.
_MOST_MEMBERS = 6

Verdict = Literal["refuted", "tried"]


@frozen
class LawResult:
    """What came of trying a law.

    Attributes:
        id: the law.
        verdict: `refuted`, or `tried` where nothing spoke against it.
        count: on how many records (or pairs of records) it was tried.
        examples: for a refuted law, examples in policy text that show it; they run as they stand.
        detail: rules that no record reached, for `is reachable`.
    """

    id: str
    verdict: Verdict
    count: int
    examples: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()


@frozen
class _Case:
    """A record as data and as inputs."""

    data: Mapping[str, Any]
    inputs: Inputs
    others: Sequence[Mapping[str, Any]] = ()


class _RefutedError(Exception):
    """Carries what refuted a law through Hypothesis, which makes it smaller."""

    def __init__(self, *cases: _Case) -> None:
        super().__init__("refuted")
        self.cases = cases


def own_laws(policy: Policy) -> tuple[core.Law, ...]:
    """Return the laws that stand in the policy's own file; those of used files are tried where they stand."""
    return tuple(law for law in policy.program.laws if law.span.file == policy.main)


def try_laws(policy: Policy, count: int = ENOUGH) -> tuple[LawResult, ...]:
    """Return what came of trying each law of a policy's own file on `count` records, in the author's order."""
    return tuple(try_law(policy, law, count) for law in own_laws(policy))


def try_law(policy: Policy, law: core.Law, count: int = ENOUGH) -> LawResult:
    """Return what came of trying one law; the same call gives the same answer."""
    trial = _Trial(policy, law)
    tried = [0]

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
    )
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        tried[0] += 1
        trial.attempt(data)

    try:
        attempt()
    except _RefutedError as refuted:
        return LawResult(law.id, "refuted", tried[0], trial.shown(refuted.cases))
    return LawResult(law.id, "tried", tried[0], (), trial.unreached())


class _Trial:
    """One law under trial."""

    def __init__(self, policy: Policy, law: core.Law) -> None:
        self.policy = policy
        self.law = law
        self.program = _with_claims(policy.program, law)
        self.records = records(policy, law.record)
        self.moments = moments(policy)
        self.cuts = cuts_of(policy.program)
        self.reached: set[str] = set()
        #: The others of a run, where the policy compares records with each other.
        compares = any(population.record == law.record for population in policy.program.populations)
        self.runs = populations(policy, law.record, most=_MOST_MEMBERS) if compares else None
        self.others: list[dict[str, Any]] = []

    def attempt(self, data: st.DataObject) -> None:
        """Draw what the law speaks of, and raise if it speaks against the law."""
        law = self.law
        as_of = data.draw(self.moments)
        whole, *self.others = [data.draw(self.records)] if self.runs is None else data.draw(self.runs)
        match law.kind:
            case "always" | "never":
                case = self.case(whole, as_of)
                if self.value(case, "subject") is (law.kind == "never"):
                    raise _RefutedError(case)
            case "rises" | "falls":
                self._monotone(data, whole, as_of)
            case "ignores":
                self._indifferent(data, whole, as_of)
            case "same":
                case = self.case(whole, as_of)
                excepted = law.condition is not None and self.value(case, "condition") is not False
                one, other = self.value(case, "subject"), self.value(case, "other")
                open_ = any(isinstance(outcome, Gap | Absent) for outcome in (one, other))
                if not excepted and not open_ and one != other:
                    raise _RefutedError(case)
            case "complete" | "exclusive" | "reachable":
                self._structure(self.case(whole, as_of))
            case _:
                assert_never(law.kind)

    # --- one record ---

    def case(self, data: Mapping[str, Any], as_of: datetime, derived: Mapping[str, Outcome] | None = None) -> _Case:
        from policycore.api import make_decider

        needed = as_of if self.policy.reads_as_of(self.law.record) else None
        decider = make_decider(self.policy, needed, {}, {}, self.law.record, "recorded")
        converted = decider.converter(data)
        assert converted.record is not None  # the strategies draw valid data
        record = evolve(converted.record, given={**converted.record.given, **(derived or {})})
        inputs = evolve(decider.settings.inputs(record), as_of=as_of)
        if self.runs is None:
            return _Case(data, inputs)
        converter = decider.converter
        others = [found for other in self.others if (found := converter(other).record) is not None]
        members = [inputs, *(evolve(inputs, record=other) for other in others)]
        taken = take_snapshots(self.policy.program, self.law.record, lambda: members)
        return _Case(data, evolve(inputs, snapshots=taken), tuple(self.others))

    def value(self, case: _Case, part: str) -> Outcome:
        return evaluate(self.program, case.inputs, f"{self.law.id}/claim/{part}")

    def decision(self, case: _Case) -> DecisionOutcome:
        """Return the outcome of a whole statement that a law names."""
        assert isinstance(self.law.subject, str)
        alone = evolve(self.policy.program, decisions=(self.law.subject,))
        return decide(alone, case.inputs)[0]

    def subject(self, case: _Case) -> object:
        if isinstance(self.law.subject, str):
            outcome = self.decision(case)
            return outcome.status, outcome.outcome, outcome.items, outcome.sums
        return self.value(case, "subject")

    # --- two records ---

    def _pair(
        self, data: st.DataObject, whole: Mapping[str, Any], as_of: datetime, fact: str
    ) -> tuple[_Case, _Case, Outcome, Outcome] | None:
        """Return two cases that differ in one fact, and the two values of the fact."""
        index = self.policy.bundle.index
        if fact in index and not self._is_field(fact):
            kind = type_of(index[fact])
            values = self._two(data, kind)
            if values is None:
                return None
            low, high = values
            return (
                self.case(whole, as_of, {fact: low}),
                self.case(whole, as_of, {fact: high}),
                low,
                high,
            )
        drawn = field_values(self.policy, self.law.record, fact, self.cuts)
        path = fact.split(".")
        first = self.case(_replaced(whole, path, data, drawn), as_of)
        second = self.case(_replaced(whole, path, data, drawn), as_of)
        return first, second, _at(first.inputs.record, path), _at(second.inputs.record, path)

    def _is_field(self, fact: str) -> bool:
        declared = next(record for record in self.policy.program.records if record.id == self.law.record)
        return any(field.name == fact.split(".")[0] for field in declared.fields)

    def _two(self, data: st.DataObject, kind: t.Type) -> tuple[Outcome, Outcome] | None:
        """Draw two values of a derived fact."""
        match kind:
            case t.Number():
                numbers = sorted({n + d for n in self.cuts.numbers.get(kind.unit.name, ()) for d in (-1, 0, 1)})
                inside = [
                    n
                    for n in [*numbers, Fraction(0), Fraction(1)]
                    if (kind.low is None or n >= kind.low) and (kind.high is None or n <= kind.high)
                ]
                drawn: st.SearchStrategy[Any] = st.sampled_from(inside) if inside else st.none()
            case t.Enum():
                drawn = st.sampled_from(list(kind.names))
            case t.YesNo():
                drawn = st.booleans()
            case _:
                return None
        return data.draw(drawn), data.draw(drawn)

    def _monotone(self, data: st.DataObject, whole: Mapping[str, Any], as_of: datetime) -> None:
        fact = data.draw(st.sampled_from(list(self.law.facts)))
        pair = self._pair(data, whole, as_of, fact)
        assert not isinstance(self.law.subject, str)
        if pair is None:
            return
        first, second, low, high = pair
        kind = self._fact_type(fact)
        before, after = _rank(low, kind), _rank(high, kind)
        one = _rank(self.value(first, "subject"), self.law.subject.type)
        other = _rank(self.value(second, "subject"), self.law.subject.type)
        if before is None or after is None or one is None or other is None or before == after:
            return
        rises = (before < after) == (self.law.kind == "rises")
        if one != other and (one < other) != rises:
            raise _RefutedError(first, second)

    def _fact_type(self, fact: str) -> t.Type:
        if not self._is_field(fact):
            return type_of(self.policy.bundle.index[fact])
        record, kind = self.law.record, None
        for name in fact.split("."):
            declared = next(each for each in self.policy.program.records if each.id == record)
            kind = next(field.type for field in declared.fields if field.name == name)
            inner = kind.element if isinstance(kind, t.ListType) else kind
            record = inner.name if isinstance(inner, t.RecordType) else ""
        assert kind is not None  # a path has at least one name
        return kind

    def _indifferent(self, data: st.DataObject, whole: Mapping[str, Any], as_of: datetime) -> None:
        fact = data.draw(st.sampled_from(list(self.law.facts)))
        pair = self._pair(data, whole, as_of, fact)
        if pair is not None and self.subject(pair[0]) != self.subject(pair[1]):
            raise _RefutedError(pair[0], pair[1])

    # --- the statement itself ---

    def _structure(self, case: _Case) -> None:
        assert isinstance(self.law.subject, str)
        id = self.law.subject
        nodes: dict[str, Outcome] = {}
        out = evaluate(self.policy.program, case.inputs, id, lambda instance, value: nodes.update({instance: value}))
        kinds = {reason.kind for reason in out.reasons} if isinstance(out, Gap) else set()
        if self.law.kind == "complete" and isinstance(out, Gap) and "silent" in kinds:
            raise _RefutedError(case)
        if self.law.kind == "exclusive" and "conflict" in kinds:
            raise _RefutedError(case)
        self.reached.update(rule for rule in self._rules() if nodes.get(rule) is True)

    def _rules(self) -> list[str]:
        for statement in self.policy.program.statements:
            if statement.id == self.law.subject:
                return [node.id for node in walk(statement) if isinstance(node, core.Case | core.Row)]
        return []

    def unreached(self) -> tuple[str, ...]:
        """Return the rules that no record reached, for a law that claims they can be reached."""
        if self.law.kind != "reachable":
            return ()
        return tuple(rule for rule in self._rules() if rule not in self.reached)

    # --- showing ---

    def shown(self, cases: tuple[_Case, ...]) -> tuple[str, ...]:
        name = self.law.id.rsplit(":", 1)[-1]
        names = [name] if len(cases) == 1 else [f"{name}_{place}" for place in range(1, len(cases) + 1)]
        return tuple(
            example_text(self.policy, each, self.law.record, case.data, case.inputs, self._targets(), case.others)
            for each, case in zip(names, cases, strict=True)
        )

    def _targets(self) -> tuple[str, ...]:
        """Return the statements that the law reads: what an example can expect something of."""
        if isinstance(self.law.subject, str):
            return (self.law.subject,)
        parts = [self.law.subject, self.law.other, self.law.condition]
        reads = [node for part in parts if part is not None and not isinstance(part, str) for node in walk(part)]
        found = {node.target.split("/")[0]: None for node in reads if isinstance(node, core.Ref)}
        # A law may speak of facts alone; an example has to expect something, so let it be what the policy says of them.
        others = [
            each.id
            for each in self.policy.program.statements
            if each.record == self.law.record and isinstance(each, core.Define | core.Score | core.Tiering)
        ]
        return tuple(found) or tuple(others[-1:])


def _with_claims(program: core.Program, law: core.Law) -> core.Program:
    """Return the program with the expressions of a law as definitions, so that they can be evaluated."""
    parts = {"subject": law.subject, "other": law.other, "condition": law.condition}
    claims = tuple(
        core.Define(f"{law.id}/claim/{name}", law.record, part.type, part)
        for name, part in parts.items()
        if part is not None and not isinstance(part, str)
    )
    return evolve(program, statements=(*program.statements, *claims))


def _replaced(
    data: Mapping[str, Any], path: list[str], draw: st.DataObject, values: st.SearchStrategy[Any]
) -> dict[str, Any]:
    """Return data with a fact drawn anew; through a list, for each of its elements."""
    found = dict(data)
    name, *rest = path
    if not rest:
        found[name] = draw.draw(values)
    elif isinstance(found.get(name), list):
        found[name] = [_replaced(item, rest, draw, values) for item in found[name]]
    elif isinstance(found.get(name), Mapping):
        found[name] = _replaced(found[name], rest, draw, values)
    return found


def _at(record: Record, path: list[str]) -> Outcome:
    """Return the fact at a path through records; a list on the way has many, which are not compared: absent."""
    outcome: Outcome = record
    for name in path:
        if not isinstance(outcome, Record):
            return ABSENT
        outcome = outcome.fields[name]
    return outcome


def _rank(outcome: Outcome, of: t.Type) -> Any:
    """Return something that orders decided outcomes of a type; None for what is open or absent."""
    match outcome:
        case Gap() | Absent():
            return None
        case str() if isinstance(of, t.Enum):
            return of.rank(outcome) if outcome in of.names and of.ordered else None
        case bool() | Fraction() | date():
            return outcome
        case _:
            return None
