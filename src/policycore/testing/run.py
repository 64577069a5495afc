"""Decides the record of a worked case and compares what came out with what was expected.

In: a policy and `core.examples.Example`s, from the policy itself or from a YAML file. Out: one `Result` each, which
holds every difference and can explain the decision. Only what an expectation asks for is decided, so that a case may
leave out what it does not test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import encode_outcome, type_of
from policycore.core.examples import Example, Expectation, Expected
from policycore.core.outcome import DecisionOutcome, Inputs, Trace
from policycore.core.population import Snapshot
from policycore.core.walk import Named
from policycore.diagnostics.entry import Lang
from policycore.records.convert import bare_name
from policycore.source import Span
from policycore.values import number_text

if TYPE_CHECKING:
    from policycore.api import Policy

#: What an author would name after `because`: rules and clauses, not the steps inside them.
Rule = (
    n.Case
    | n.Row
    | n.Limit
    | n.Contribution
    | n.Waiver
    | n.Require
    | n.Matter
    | n.Exemption
    | n.Escalation
    | n.Parameter
    | n.Define
)
Decided = n.Score | n.Tiering | n.Require | n.Entitlements | n.Accountability | n.Duty | n.Procedure


@frozen
class Difference:
    """One thing that came out otherwise: where, what was expected, what came out."""

    path: str
    expected: str
    found: str


@frozen(eq=False)
class Result:
    """What came of one worked case.

    Attributes:
        name: name of the example or case.
        span: its place, for an example of a policy file.
        line: its line, for a case of a YAML file (0 otherwise).
        differences: empty where all came out as expected.
        explanations: per differing decision why it came out so.
    """

    name: str
    span: Span
    line: int
    differences: tuple[Difference, ...]
    _run: _Run = field(repr=False)

    @property
    def passed(self) -> bool:
        """Whether all came out as expected."""
        return not self.differences

    def explanations(self, lang: Lang = "en") -> tuple[str, ...]:
        """Return why the decisions that differ came out as they did."""
        return self._run.explanations(lang)

    def render(self, lang: Lang = "en") -> str:
        """Return the differences and why it came out so, as text for people."""
        words = _WORDS[lang]
        lines = []
        for difference in self.differences:
            lines.append(f"{words['path']}{difference.path}")
            lines.append(f"  {words['expected']}{difference.expected}")
            lines.append(f"  {words['found']}{difference.found}")
        for explanation in self.explanations(lang):
            lines.append(f"{words['why']}")
            lines += [f"  {line}".rstrip() for line in explanation.rstrip("\n").split("\n")]
        return "\n".join(lines)


_WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {"path": "", "expected": "expected: ", "found": "came out: ", "why": "because:"},
    "zh": {"path": "", "expected": "预期：", "found": "实际：", "why": "理由："},
}


def run_examples(policy: Policy) -> tuple[Result, ...]:
    """Return the results of the examples that stand in the policy file, in their order."""
    return tuple(run_example(policy, example) for example in policy.examples)


def run_example(policy: Policy, example: Example, line: int = 0) -> Result:
    """Return the result of one worked case."""
    run = _Run(policy, example)
    differences = [difference for wanted in example.expect if (difference := run.compare(wanted)) is not None]
    differences += run.compare_because()
    return Result(example.id, example.span, line, tuple(differences), run)


def inputs_of(policy: Policy, example: Example) -> tuple[Inputs, ...]:
    """Return what is decided in a worked case: the inputs of each record that is given, which together are the run."""
    run = _Run(policy, example)
    return tuple(run.inputs(given.alias) for given in example.given)


@define(eq=False)
class _Run:
    """One case under way: decides statement by statement, each once per record."""

    policy: Policy
    example: Example
    _decided: dict[tuple[str, str], DecisionOutcome] = field(factory=dict)
    _traces: dict[tuple[str, str], Trace] = field(factory=dict)
    _differ: dict[tuple[str, str], None] = field(factory=dict)
    _snapshots: Mapping[str, Snapshot] | None = None

    @property
    def index(self) -> Mapping[str, Named]:
        return self.policy.bundle.index

    def inputs(self, alias: str) -> Inputs:
        given = next((given for given in self.example.given if given.alias == alias), self.example.given[0])
        return evolve(self._inputs(given.record), snapshots=self._population())

    def _inputs(self, record: v.Record) -> Inputs:
        return Inputs(
            record,
            self.example.as_of,
            self.example.known_at,
            parameters=self.example.parameters,
            readings=self.example.readings,
        )

    def _population(self) -> Mapping[str, Snapshot]:
        """Return what the records that are given come to together: they are the whole population of the case."""
        if self._snapshots is None:
            taken: dict[str, Snapshot] = {}
            for record in dict.fromkeys(population.record for population in self.policy.program.populations):
                given = [each.record for each in self.example.given if each.record.type == record]
                taken |= self._taken(record, [evolve(self._inputs(each), snapshots=taken) for each in given])
            self._snapshots = taken
        return self._snapshots

    def _taken(self, record: str, members: list[Inputs]) -> Mapping[str, Snapshot]:
        from policycore.interpret.evaluate import AsOfMissingError
        from policycore.interpret.population import take_snapshots

        try:
            return take_snapshots(self.policy.program, record, lambda: members)
        except AsOfMissingError:  # told where an expectation reads it
            return {}

    def alias(self, wanted: Expectation) -> str:
        """Return which given record an expectation is about: the named one, else the first of that type."""
        if wanted.alias:
            return wanted.alias
        record = self.statement(wanted.target).record
        fitting = [given.alias for given in self.example.given if given.record.type == record]
        return fitting[0] if fitting else self.example.given[0].alias

    def statement(self, target: str) -> n.Statement:
        """Return the statement to which an id belongs: the longest one that begins it."""
        statements = {statement.id: statement for statement in self.policy.program.statements}
        id = target
        while id not in statements:
            id = id.rpartition("/")[0]
        return statements[id]

    # --- comparing ---

    def compare(self, wanted: Expectation) -> Difference | None:
        """Return how an expectation and what came out differ, None where they agree."""
        from policycore.interpret.evaluate import AsOfMissingError

        of = self._type(wanted)
        alias = self.alias(wanted)
        try:
            found = self._found(wanted, alias)
        except AsOfMissingError:
            return Difference(wanted.path, _expected_text(wanted.expected, of), "? (as_of is not given)")
        if _agrees(wanted.expected, found):
            return None
        self._differ[alias, self.statement(wanted.target).id] = None
        path = f"{wanted.alias}.{wanted.path}" if wanted.alias else wanted.path
        return Difference(path, _expected_text(wanted.expected, of), _found_text(found, of))

    def compare_because(self) -> list[Difference]:
        """Return a difference for each rule that should carry an outcome and does not."""
        from policycore.explain.support import supporting_target
        from policycore.interpret.evaluate import AsOfMissingError

        if not self.example.because:
            return []
        carrying: set[str] = set()
        wanted = {(self.alias(one), one.target) for one in self.example.expect}
        if not wanted:
            wanted = {(given.alias, id) for given in self.example.given for id in self._deciding(given.record.type)}
        try:
            for alias, target in sorted(wanted):
                statement = self.statement(target)
                line = isinstance(statement, n.Score) and target != statement.id
                trace = self._line_trace(target, alias) if line else self._trace(statement, alias)
                carrying |= supporting_target(self.policy.program, target, trace)
                if isinstance(statement, Decided) and not line:
                    outcome = self._decision(statement, alias)
                    carrying.update(outcome.because)
                    carrying.update(rule for item in outcome.items for rule in item.because)
        except AsOfMissingError:
            return [Difference("because", ", ".join(self.example.because), "? (as_of is not given)")]
        # A grant or an override carries an outcome by one of its items (`service/blacklisted` by `…/queue`).
        holding = carrying | {rule.rpartition("/")[0] for rule in carrying}
        missing = [rule for rule in self.example.because if rule not in holding]
        for alias, target in wanted if missing else ():
            self._differ[alias, self.statement(target).id] = None
        shown = ", ".join(rule for rule in sorted(carrying) if isinstance(self.index.get(rule), Rule))
        return [Difference("because", rule, shown) for rule in missing]

    def _deciding(self, record: str) -> Iterable[str]:
        return self.policy.decides.get(record, ())

    # --- deciding ---

    def _decision(self, statement: Decided, alias: str) -> DecisionOutcome:
        if (alias, statement.id) not in self._decided:
            self._evaluate(statement, alias)
        return self._decided[alias, statement.id]

    def _decided_or_none(self, alias: str, id: str) -> DecisionOutcome | None:
        """Return the decision a difference belongs to; None for a definition, or where the case gives no `as_of`."""
        from policycore.interpret.evaluate import AsOfMissingError

        statement = self.statement(id)
        if not isinstance(statement, Decided):
            return None
        try:
            return self._decision(statement, alias)
        except AsOfMissingError:
            return None

    def _trace(self, statement: n.Statement, alias: str) -> Trace:
        if (alias, statement.id) not in self._traces:
            self._evaluate(statement, alias)
        return self._traces[alias, statement.id]

    def _line_trace(self, target: str, alias: str) -> Trace:
        """Return the trace of one line or group of a score, decided alone."""
        from policycore.interpret.decide import evaluate

        nodes: dict[str, v.Outcome] = {}

        def tracer(instance: str, outcome: v.Outcome) -> None:
            nodes[instance] = outcome

        evaluate(self.policy.program, self.inputs(alias), target, tracer)
        return Trace(nodes)

    def _evaluate(self, statement: n.Statement, alias: str) -> v.Outcome | None:
        from policycore.interpret.decide import decide, evaluate

        nodes: dict[str, v.Outcome] = {}

        def tracer(instance: str, outcome: v.Outcome) -> None:
            nodes[instance] = outcome

        inputs = self.inputs(alias)
        found: v.Outcome | None = None
        if isinstance(statement, Decided):
            alone = evolve(self.policy.program, decisions=(statement.id,))
            outcomes = decide(alone, inputs, tracer)
            if outcomes:
                self._decided[alias, statement.id] = outcomes[0]
        else:
            found = evaluate(self.policy.program, inputs, statement.id, tracer)
        self._traces[alias, statement.id] = Trace(nodes)
        return found

    def _found(self, wanted: Expectation, alias: str) -> _Found:
        from policycore.interpret.decide import evaluate

        statement = self.statement(wanted.target)
        match statement:
            case n.Define():
                return _Found(self._evaluate(statement, alias))
            case n.Score() if wanted.target != statement.id:
                # The line alone: what else the score adds up may be left out of the case.
                return _Found(evaluate(self.policy.program, self.inputs(alias), wanted.target))
            case n.Tiering() if wanted.target != statement.id:
                return _Found(evaluate(self.policy.program, self.inputs(alias), wanted.target))
            case n.Tiering() if wanted.part:
                return self._of_state(statement, wanted.part, alias)
            case n.Score() | n.Tiering():
                decision = self._decision(statement, alias)
                return _Found(decision.outcome, decision.status, v.reasons_of(decision.applicable))
            case n.Require():
                decision = self._decision(statement, alias)
                findings = tuple(item.outcome for item in decision.items)
                if statement.each is None and len(findings) == 1:
                    return _Found(findings[0], _whole(decision))
                return _Found(findings, _whole(decision))
            case n.Entitlements():
                decision = self._decision(statement, alias)
                benefit = next((item for item in decision.items if item.id == wanted.target), None)
                return _Found(None if benefit is None else benefit.outcome, _whole(decision), benefit=True)
            case n.Accountability():
                return self._of_accountability(statement, wanted, alias)
            case n.Duty() | n.Procedure():
                return self._of_obligation(statement, wanted, alias)

    def _of_state(self, statement: n.Tiering, part: str, alias: str) -> _Found:
        """Return a field of the state that goes out, or whether it is open."""
        decision = self._decision(statement, alias)
        name = part.removeprefix("next.")
        return _Found(decision.state_open if name == "open" else dict(decision.state).get(name))

    def _of_obligation(self, statement: n.Duty | n.Procedure, wanted: Expectation, alias: str) -> _Found:
        """Return a status, or a fact of a timeline; of a repeated duty one for each period."""
        decision = self._decision(statement, alias)
        items = [item for item in decision.items if item.id == wanted.target]
        found = tuple(dict(item.facts)[wanted.part] if wanted.part else item.outcome for item in items)
        many = isinstance(statement, n.Duty) and statement.each is not None
        return _Found(found if many or len(found) != 1 else found[0], _whole(decision))

    def _of_accountability(self, statement: n.Accountability, wanted: Expectation, alias: str) -> _Found:
        decision = self._decision(statement, alias)
        status = _whole(decision)
        sanction, _, post = wanted.part.partition(".")  # a post of a used file is named without that file's id
        if wanted.target == statement.id:
            for amount in decision.sums:
                if amount.sanction == sanction and bare_name(amount.post) == post:
                    return _Found(amount.outcome, status)
            return _Found(v.ABSENT if status is None else None, status)
        items = [item for item in decision.items if item.id == wanted.target]
        matter = next(matter for matter in statement.matters if matter.id == wanted.target)
        if not wanted.part:
            outcomes = tuple(item.outcome for item in items)
            return _Found(outcomes[0] if matter.each is None and len(outcomes) == 1 else outcomes, status)
        if wanted.part == "severity":
            severities = tuple(v.ABSENT if item.severity is None else item.severity for item in items)
            return _Found(severities[0] if matter.each is None and len(severities) == 1 else severities, status)
        amounts = [
            amount.outcome
            for item in items
            for amount in item.amounts
            if amount.sanction == sanction and post in ("", bare_name(amount.post))
        ]
        return _Found(_sum(amounts), status)

    def _type(self, wanted: Expectation) -> t.Type:
        """Return the type that an expectation is written in, for showing it."""
        node = self.index[wanted.target]
        if isinstance(node, n.Matter) and wanted.part == "severity" and node.severity is not None:
            return node.severity.type
        if isinstance(node, n.Duty | n.Step):
            return dict(node.facts)[wanted.part].type if wanted.part else node.status.type
        if isinstance(node, n.Tiering) and node.movement is not None and wanted.part:
            name = wanted.part.removeprefix("next.")
            return t.YesNo() if name == "open" else dict(node.movement.state)[name].type
        if wanted.part:
            return t.Number()
        return type_of(node)

    # --- explaining ---

    def explanations(self, lang: Lang) -> tuple[str, ...]:
        from policycore.decision import Decision

        texts: list[str] = []
        for alias, id in self._differ:
            outcome = self._decided_or_none(alias, id)
            if outcome is not None:
                program = evolve(self.policy.program, decisions=(id,))
                policy = evolve(self.policy, program=program)
                texts.append(Decision(policy, self.inputs(alias), (outcome,)).explain(lang))
        return tuple(texts)


def _sum(amounts: list[v.Outcome]) -> v.Outcome:
    """Return the sum of amounts; open ones give the interval from least to most (rule G1 of addition)."""
    low: v.Endpoint | None = Fraction(0)
    high: v.Endpoint | None = Fraction(0)
    for amount in amounts:
        ends = v.possible_of(amount)
        if not isinstance(ends, v.Interval):
            ends = v.Interval()
        low = low + ends.low if isinstance(low, Fraction) and isinstance(ends.low, Fraction) else None
        high = high + ends.high if isinstance(high, Fraction) and isinstance(ends.high, Fraction) else None
    return v.settle(v.Interval(low, high), (), v.reasons_of(*amounts))


def _whole(decision: DecisionOutcome) -> v.Status | None:
    """Return the status of a collect as far as it says something about each of its items."""
    return decision.status if decision.status == "not_applicable" else None


@frozen
class _Found:
    """What came out.

    Attributes:
        outcome: None where there is none.
        status: of the whole, where that says more than the outcome.
        open: reasons for which it is open whether the statement applies.
        benefit: whether it is a benefit, so that absent means not granted.
    """

    outcome: v.Outcome | None
    status: v.Status | None = None
    open: frozenset[v.Reason] = frozenset()
    benefit: bool = False


def _agrees(wanted: Expected, found: _Found) -> bool:
    if wanted.kind == "not_applicable":
        return found.status == "not_applicable" or found.outcome == "not_applicable"
    outcome = found.outcome
    if outcome is None or found.status == "not_applicable":
        return False
    match wanted.kind:
        case "value":
            return not found.open and _same(wanted.value, outcome)
        case "not_granted":
            return found.benefit and isinstance(outcome, v.Absent)
        case "undetermined" | "conflict" | "not_stated":
            reasons = v.reasons_of(outcome) | found.open
            if not reasons:
                return False
            subjects = {reason.subject for reason in reasons}
            return (
                wanted.kind == (found.status or v.status(outcome))
                and (wanted.possible is None or wanted.possible == v.possible_of(outcome))
                and all(_is_named(fact, subjects) for fact in wanted.missing)
            )


def _is_named(fact: str, subjects: set[str]) -> bool:
    """Whether a missing fact is among the reasons; a parameter of a used policy may be named by itself."""
    return fact in subjects or any(subject.rpartition(":")[2] == fact for subject in subjects)


def _same(wanted: v.Outcome | None, found: v.Outcome) -> bool:
    if isinstance(wanted, tuple) and isinstance(found, tuple):
        return len(wanted) == len(found) and all(map(_same, wanted, found))
    if isinstance(wanted, v.Gap):  # `unknown` or `not stated` among the findings of a list: which facts is not said
        return isinstance(found, v.Gap) and v.status(wanted) == v.status(found)
    return wanted is not None and v.same_value(wanted, found)


# --- as text ---


def _expected_text(wanted: Expected, of: t.Type) -> str:
    match wanted.kind:
        case "value":
            return "?" if wanted.value is None else _text(wanted.value, of)
        case kind:
            parts = [kind.replace("_", " ")]
            if wanted.possible is not None:
                parts.append(_possible_text(wanted.possible))
            if wanted.missing:
                parts.append("missing " + " and ".join(wanted.missing))
            return " ".join(parts)


def _found_text(found: _Found, of: t.Type) -> str:
    if found.status == "not_applicable" or found.outcome is None:
        return "not applicable"
    if found.benefit and isinstance(found.outcome, v.Absent):
        return "not granted"
    return _text(found.outcome, of)


def _text(outcome: v.Outcome, of: t.Type) -> str:
    match outcome:
        case v.Gap():
            asked = sorted({reason.subject for reason in outcome.reasons})
            missing = f" missing {' and '.join(asked)}" if asked else ""
            possible = _possible_text(outcome.possible)
            marks = "".join(f" or {mark.replace('_', ' ')}" for mark in sorted(outcome.marks))
            return f"{v.status(outcome).replace('_', ' ')} {possible}{marks}{missing}"
        case v.Absent():
            return "absent"
        case bool():
            return "yes" if outcome else "no"
        case Fraction() if isinstance(of, t.Number) and of.unit.family == "percent":
            return f"{number_text(outcome * 100)}%"
        case Fraction():
            unit = f" {of.unit.name}" if isinstance(of, t.Number) and of.unit.name else ""
            return f"{number_text(outcome)}{unit}"
        case tuple():
            element = of.element if isinstance(of, t.ListType) else of
            return f"[{', '.join(_text(item, element) for item in outcome)}]"
        case _:
            data = encode_outcome(outcome, of)
            return f"[{', '.join(map(str, data))}]" if isinstance(data, list) else str(data)


def _possible_text(possible: v.Possible) -> str:
    match possible:
        case v.Subset(members=members):
            return (
                "{" + ", ".join(sorted("yes" if m is True else "no" if m is False else str(m) for m in members)) + "}"
            )
        case v.Interval(low=low, high=high):
            return f"{_end(low)} .. {_end(high)}"
        case v.Anything():
            return "anything"


def _end(end: v.Endpoint | None) -> str:
    return "" if end is None else number_text(end) if isinstance(end, Fraction) else str(end)
