"""How well the worked cases of a policy try its rules and conditions.

A rule or condition is *untried* when no case evaluated it, *always true* or *always false* when it never came out the
other way, *varied* when it did both. A rule is *decisive* when it was among the deciding rules of some case. Goes in: a
policy and examples. Comes out: one line per rule and condition, with its place in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from policycore.core import nodes as core
from policycore.core.examples import Example
from policycore.core.walk import walk
from policycore.interpret.decide import decide, evaluate
from policycore.source import Span
from policycore.testing.run import inputs_of
from policycore.types import YesNo
from policycore.values import Outcome

if TYPE_CHECKING:
    from policycore.api import Policy

Tried = Literal["untried", "always_true", "always_false", "only_open", "varied"]

#: Rules that decide or change an outcome; conditions are the parts of their guards.
Rule = (
    core.Case | core.Row | core.Limit | core.Waiver | core.Exemption | core.Escalation | core.Contribution | core.Matter
)


@frozen
class Line:
    """A rule or a condition: its id, place, how it was tried, and whether it decided anything (rules only)."""

    id: str
    span: Span
    kind: Literal["rule", "condition"]
    tried: Tried
    decisive: bool | None


@frozen
class Coverage:
    """The lines of a policy, in the order of its text."""

    lines: tuple[Line, ...]

    @property
    def wanting(self) -> tuple[Line, ...]:
        """Lines that the cases try too little: never, or only one way without ever deciding."""
        return tuple(line for line in self.lines if line.tried != "varied" and not line.decisive)


def coverage(policy: Policy, examples: Iterable[Example]) -> Coverage:
    """Return how the cases try the rules and conditions of the policy's own file."""
    seen: dict[str, list[Outcome]] = {}
    decisive: set[str] = set()
    for example in examples:
        _run(policy, example, seen, decisive)
    found: dict[str, Line] = {}
    tierings = {each.id for each in policy.program.statements if isinstance(each, core.Tiering)}
    populations = {each.id for each in policy.program.populations}
    for statement in policy.program.statements:
        made = _made_by_movement(statement)
        for node in walk(statement):
            kind = _kind(node)
            if kind is None or node.id in found or (kind == "condition" and _is_made(statement, tierings, populations)):
                continue
            if node.id in made:
                continue
            span: Span = node.span
            if span.file != policy.main:
                continue
            tried = _tried(seen.get(node.id, []))
            if tried != "untried" and _has_no_guard(node):
                tried = "varied"  # it holds wherever it is reached, or has an amount or a finding and no truth
            found[node.id] = Line(node.id, span, kind, tried, node.id in decisive if kind == "rule" else None)
    return Coverage(tuple(sorted(found.values(), key=lambda line: (line.span.start, line.id))))


def _is_made(statement: core.Statement, tierings: Set[str], populations: Set[str]) -> bool:
    """Whether the language made a definition: its rules are the author's, the conditions in it are not.

    What the gates of a movement ask for is the author's, and so is who belongs to a population.
    """
    if isinstance(statement, core.Define) and statement.part_of in populations:
        return False
    if not isinstance(statement, core.Define) or not statement.id.startswith(f"{statement.part_of}/"):
        return False
    gates = (f"{statement.part_of}/enter/", f"{statement.part_of}/keep/")
    return not (statement.part_of in tierings and statement.id.startswith(gates))


def _made_by_movement(statement: core.Statement) -> frozenset[str]:
    """Return the ids of what the language made of a movement: all but its cases."""
    if not isinstance(statement, core.Tiering) or statement.movement is None:
        return frozenset()
    cases = {case.id for case in statement.movement.match.all_cases}
    return frozenset(node.id for node in walk(statement.movement)) - cases


def _kind(node: object) -> Literal["rule", "condition"] | None:
    if isinstance(node, core.Case):
        return None if "/if[" in node.id or node.id.endswith("/else") else "rule"
    if isinstance(node, Rule):
        return "rule"
    if isinstance(node, core.Op) and isinstance(node.type, YesNo):
        return "condition"
    return None


def _has_no_guard(node: object) -> bool:
    if isinstance(node, core.Case | core.Limit):
        return node.guard is None
    return isinstance(node, core.Contribution | core.Matter)


def _tried(outcomes: list[Outcome]) -> Tried:
    if not outcomes:
        return "untried"
    true = any(outcome is True for outcome in outcomes)
    false = any(outcome is False for outcome in outcomes)
    if true and false:
        return "varied"
    return "always_true" if true else "always_false" if false else "only_open"


def _run(policy: Policy, example: Example, seen: dict[str, list[Outcome]], decisive: set[str]) -> None:
    """Evaluate a case as its tests do: everything it expects something of."""

    def note(instance: str, outcome: Outcome) -> None:
        seen.setdefault(instance.split("#", 1)[0], []).append(outcome)

    for given, inputs in zip(example.given, inputs_of(policy, example), strict=True):
        wanted = {e.target.split("/")[0] for e in example.expect if e.alias in ("", given.alias)}
        for statement in policy.program.statements:
            if statement.id not in wanted or statement.record != given.record.type:
                continue
            if isinstance(statement, core.Define):
                evaluate(policy.program, inputs, statement.id, note)
                continue
            for decision in decide(evolve(policy.program, decisions=(statement.id,)), inputs, note):
                decisive.update(decision.because)
                decisive.update(rule for item in decision.items for rule in item.because)
