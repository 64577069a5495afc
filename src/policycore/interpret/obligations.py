"""What is due, done, late or still open: findings of duties, of their periods, and of the steps of procedures.

Goes in: a statement and a record. Comes out: one finding per duty, period or step, with the facts that its timeline
shows. What is computed stands in Core as definitions; here it is only gathered.
"""

from __future__ import annotations

from policycore.core import nodes as core
from policycore.core.outcome import Finding
from policycore.interpret.evaluate import Evaluation, Result, Scope, scope_of
from policycore.interpret.findings import deciding
from policycore.values import Gap, Record, join


def duty(run: Evaluation, node: core.Duty, record: Record) -> tuple[Finding, ...]:
    """Return the finding of a duty, or one for each of its periods."""
    scope = scope_of(record, node.id)
    if node.each is None:
        return (_finding(run, node, scope, ""),)
    found = run.elements(node.each.over, node.each.var, node.each.where, scope, node.id + scope.elements)
    findings = tuple(_finding(run, node, element.scope, element.path) for element in found.known)
    if not found.unlisted:
        return findings
    # While it is open from when on the duty holds, one finding stands for any number of periods.
    outcome = join([findings[0].outcome], found.unlisted)
    return (Finding(node.id, "", outcome, deciding(run, Result(outcome)), facts=findings[0].facts),)


def procedure(run: Evaluation, node: core.Procedure, record: Record) -> tuple[Finding, ...]:
    """Return the findings of the steps of a procedure, in the author's order."""
    return tuple(_finding(run, step, scope_of(record, step.id), "") for step in node.steps)


def _finding(run: Evaluation, node: core.Duty | core.Step, scope: Scope, element: str) -> Finding:
    outcome = run.expression(node.status, scope)
    run.tell(node.id + scope.elements, outcome)
    facts = tuple((name, run.expression(fact, scope)) for name, fact in node.facts)
    rule = Result(outcome, () if isinstance(outcome, Gap) else (f"{node.id}/{outcome}",))
    return Finding(node.id, element, outcome, deciding(run, rule), facts=facts)
