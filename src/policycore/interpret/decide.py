"""Deciding: the outcomes of the statements of a program for one record, and how they read one another.

Goes in: a checked program and the inputs (record, moment, switched parameters and readings). Comes out: one
`DecisionOutcome` for each decision about that kind of record. Pure: no clock, no files; the same inputs give the same
outcomes, with a tracer or without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, assert_never, cast

from attrs import frozen

from policycore.core import nodes as core
from policycore.core.outcome import DecisionKind, DecisionOutcome, Finding, Inputs, Tracer
from policycore.gaps.movement import NextState
from policycore.interpret.evaluate import Evaluation, Index, Result, scope_of
from policycore.interpret.findings import accountability, benefit, deciding, require
from policycore.interpret.obligations import duty, procedure
from policycore.interpret.score import contribution, group, score
from policycore.interpret.tiering import criteria, moved, state, tiering
from policycore.values import (
    ABSENT,
    ANYTHING,
    Gap,
    Outcome,
    Record,
    Status,
    join,
    reasons_of,
    status,
)

#: What an expression may refer to.
Target: TypeAlias = (
    "core.Define | core.Score | core.Contribution | core.Sum | core.Tiering | core.Match | core.Movement | core.Benefit"
    " | core.Require"
)


def decide(program: core.Program, inputs: Inputs, tracer: Tracer | None = None) -> tuple[DecisionOutcome, ...]:
    """Return the outcomes of all decisions of the policy about this kind of record, in the author's order.

    Raises:
        AsOfMissingError: the policy reads `as_of` and the inputs have none.

    Source: docs/reference/gaps.md.
    """
    statements = Statements.of(program)
    run = Evaluation(Index.of(program), inputs, statements.read, tracer)
    by_id = {statement.id: statement for statement in program.statements}
    outcomes = []
    for id in program.decisions:
        statement = by_id[id]
        if statement.record == inputs.record.type and not isinstance(statement, core.Define):
            outcomes.append(statements.decide(run, statement, inputs.record))
    return tuple(outcomes)


def evaluate(program: core.Program, inputs: Inputs, target_id: str, tracer: Tracer | None = None) -> Outcome:
    """Return the outcome of one definition, score, item of a score, tiering, benefit or requirement for the record.

    It is what an expression would read: absent where it is not applicable or not granted.
    """
    statements = Statements.of(program)
    run = Evaluation(Index.of(program), inputs, statements.read, tracer)
    return statements.read(run, target_id, inputs.record)


@frozen
class Statements:
    """All that may be referred to, by id, each with the statement it belongs to."""

    targets: Mapping[str, Target]
    owners: Mapping[str, core.Statement]

    @classmethod
    def of(cls, program: core.Program) -> Statements:
        """Return the statements of a program and their parts."""
        targets: dict[str, Target] = {}
        owners: dict[str, core.Statement] = {}
        for statement in program.statements:
            for target in _targets(statement):
                targets[target.id] = target
                owners[target.id] = statement
        return cls(targets, owners)

    def read(self, run: Evaluation, target: str, record: Record) -> Outcome:
        """Return the outcome of a statement or a part of one, as an expression reads it.

        What is given instead of computed stands; what is not applicable is absent.
        """
        owner = self.owners[target]
        if target not in record.given:
            if isinstance(owner, core.Define):
                # Worked out right here, so that a long chain of definitions stays shallow.
                key = (target, id(record))
                if key not in run.results:
                    scope = scope_of(record, owner.id)
                    run.results[key] = Result(run.expression(owner.body, scope))
                    run.tell(owner.id + scope.elements, run.results[key].outcome)
                return run.results[key].outcome
            applies = self.applicable(run, owner, record)
            if applies is False and not isinstance(owner, core.Require):
                run.tell(target + scope_of(record, target).elements, ABSENT)
                return ABSENT
            outcome = self.result(run, target, record).outcome
            if applies is True or isinstance(owner, core.Require):
                return outcome
            return join([ABSENT, outcome], reasons_of(applies))
        return self.result(run, target, record).outcome

    def applicable(self, run: Evaluation, statement: core.Statement, record: Record) -> Outcome:
        """Return whether the `when` in the head of a statement holds."""
        if isinstance(statement, core.Define) or statement.when is None:
            return True
        if isinstance(statement, core.Require) and statement.each is not None:
            return True  # it may read the element, so each finding has its own answer
        key = (statement.id, id(record))
        if key not in run.applies:
            run.applies[key] = run.condition(statement.when, scope_of(record, statement.id))
        return run.applies[key]

    def result(self, run: Evaluation, target: str, record: Record) -> Result:
        """Return the outcome of a statement or part, as if it were applicable, worked out once."""
        key = (target, id(record))
        if key not in run.results:
            if target in record.given:
                run.results[key] = Result(record.given[target])
                run.tell(target + scope_of(record, target).elements, record.given[target])
            else:
                run.results[key] = self._work_out(run, self.targets[target], record)
        return run.results[key]

    def _work_out(self, run: Evaluation, node: Target, record: Record) -> Result:
        match node:
            case core.Define():
                return Result(self.read(run, node.id, record))
            case core.Score():
                return score(run, node, record, self.result)
            case core.Sum():
                return group(run, node, record, self.result)
            case core.Contribution():
                return contribution(run, node, record)
            case core.Tiering():
                return tiering(run, node, record, self.result)
            case core.Match():
                return criteria(run, node, record)
            case core.Movement():
                return moved(run, cast("core.Tiering", self.owners[node.id]), node, record, self.result)
            case core.Benefit():
                return benefit(run, node, record)
            case core.Require():
                (finding,) = require(run, node, record)
                return Result(finding.outcome, finding.because)
            case _:
                assert_never(node)

    def decide(self, run: Evaluation, node: core.Decision, record: Record) -> DecisionOutcome:
        """Return the outcome of one decision."""
        applies = True if node.id in record.given else self.applicable(run, node, record)
        match node:
            case core.Score() | core.Tiering():
                kind: DecisionKind = "score" if isinstance(node, core.Score) else "tiering"
                if applies is False:
                    self.read(run, node.id, record)
                    out = self._state(run, node, record, applies)
                    return DecisionOutcome(
                        node.id, kind, "not_applicable", False, state=out.fields, state_open=out.is_open
                    )
                result = self.result(run, node.id, record)
                out = self._state(run, node, record, applies)
                return DecisionOutcome(
                    node.id,
                    kind,
                    _together(applies, result.outcome),
                    applies,
                    result.outcome,
                    deciding(run, result),
                    state=out.fields,
                    state_open=out.is_open,
                )
            case core.Require():
                return self._requirement(run, node, record, applies)
            case core.Entitlements():
                if applies is False:
                    return DecisionOutcome(node.id, "entitlements", "not_applicable", False)
                run.expression(node.per, scope_of(record, node.id))
                items = tuple(self._granted(run, item, record) for item in node.benefits)
                return DecisionOutcome(
                    node.id, "entitlements", _worst(applies, items), applies, None, _because(items), items
                )
            case core.Accountability():
                if applies is False:
                    return DecisionOutcome(node.id, "accountability", "not_applicable", False)
                items, sums = accountability(run, node, record)
                return DecisionOutcome(
                    node.id, "accountability", _worst(applies, items), applies, None, _because(items), items, sums
                )
            case core.Duty() | core.Procedure():
                kind = "duty" if isinstance(node, core.Duty) else "procedure"
                if applies is False:
                    return DecisionOutcome(node.id, kind, "not_applicable", False)
                items = duty(run, node, record) if isinstance(node, core.Duty) else procedure(run, node, record)
                each = node.each if isinstance(node, core.Duty) else None
                reached: Status = "not_applicable" if each is None and _idle(items) else _worst(applies, items)
                return DecisionOutcome(node.id, kind, reached, applies, None, _because(items) or (node.id,), items)
            case _:
                assert_never(node)

    def _state(self, run: Evaluation, node: core.Score | core.Tiering, record: Record, applies: Outcome) -> NextState:
        """Return the state that a tiering with movement hands on; a tier that is given moves nothing."""
        if isinstance(node, core.Score) or node.movement is None or node.id in record.given:
            return NextState(())
        return state(run, node, node.movement, record, applies, self.result)

    def _requirement(self, run: Evaluation, node: core.Require, record: Record, applies: Outcome) -> DecisionOutcome:
        if node.each is None:
            result = self.result(run, node.id, record)
            items: tuple[Finding, ...] = (Finding(node.id, "", result.outcome, result.because),)
        else:
            items = require(run, node, record)
        because = _because(items) if items else (node.id,)
        # Of elements none may be left over, and then nothing is open either; so with elements it is never idle.
        whole: Status = "not_applicable" if node.each is None and _idle(items) else _worst(applies, items)
        return DecisionOutcome(node.id, "require", whole, applies, None, because, items)

    def _granted(self, run: Evaluation, item: core.Benefit, record: Record) -> Finding:
        result = self.result(run, item.id, record)
        return Finding(item.id, "", result.outcome, deciding(run, result))


def _targets(statement: core.Statement) -> Iterator[Target]:
    match statement:
        case core.Define() | core.Require():
            yield statement
        case core.Tiering():
            yield statement
            if statement.movement is not None:
                yield from (statement.body, statement.movement)
        case core.Score():
            yield statement
            waiting = list(statement.total.items)
            while waiting:
                item = waiting.pop()
                yield item
                if isinstance(item, core.Sum):
                    waiting.extend(item.items)
        case core.Entitlements():
            yield from statement.benefits
        case core.Accountability() | core.Duty() | core.Procedure():
            pass
        case _:
            assert_never(statement)


def _together(*outcomes: Outcome) -> Status:
    """Return the status of what is open for all the reasons of the outcomes."""
    reasons = reasons_of(*outcomes)
    return status(Gap(ANYTHING, reasons)) if reasons else "decided"


def _worst(applies: Outcome, items: tuple[Finding, ...]) -> Status:
    """Return the status of a collect: undetermined, not stated or conflict, the first that occurs, else decided."""
    found = {_together(applies)}
    for item in items:
        severity = [] if item.severity is None else [item.severity]
        found |= {status(part) for part in (item.outcome, *severity, *(amount.outcome for amount in item.amounts))}
    order: tuple[Status, ...] = ("undetermined", "not_stated", "conflict")
    return next((s for s in order if s in found), "decided")


def _idle(items: tuple[Finding, ...]) -> bool:
    """Return whether nothing of a collect applies."""
    return bool(items) and all(item.outcome == "not_applicable" for item in items)


def _because(items: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule for item in items for rule in item.because))
