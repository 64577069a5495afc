"""Decide an example or a record of a policy text and keep the trace: what every test of explanations starts from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from attrs import frozen

from policycore import api
from policycore import values as v
from policycore.core.bundle import Bundle
from policycore.core.nodes import Program
from policycore.core.outcome import DecisionOutcome, Inputs, Trace
from policycore.explain import explain_html, explain_line, explain_reasons, explain_tree, supporting
from policycore.explain.phrases import Lang
from policycore.interpret.decide import decide
from policycore.source import SourceFile

GOLDEN = Path(__file__).parents[2] / "golden" / "trace"


@frozen
class Run:
    """One decided record of a policy."""

    bundle: Bundle
    inputs: Inputs
    decisions: tuple[DecisionOutcome, ...]
    trace: Trace

    @property
    def program(self) -> Program:
        return self.bundle.program

    @property
    def sources(self) -> Mapping[str, SourceFile]:
        return self.bundle.sources

    def __getitem__(self, name: str) -> DecisionOutcome:
        return next(decision for decision in self.decisions if decision.id == name)

    def line(self, name: str, lang: Lang = "en") -> str:
        return explain_line(self.program, self[name], lang)

    def reasons(self, name: str, lang: Lang = "en") -> str:
        return explain_reasons(self.program, self[name], self.trace, self.sources, lang, self.inputs)

    def tree(self, name: str, lang: Lang = "en") -> str:
        return explain_tree(self.program, self[name], self.trace, self.sources, lang)

    def html(self, name: str, lang: Lang = "en") -> str:
        return explain_html(self.program, self[name], self.trace, self.sources, lang, self.inputs)

    def support(self, name: str) -> frozenset[str]:
        return supporting(self.program, self[name], self.trace)


def run(bundle: Bundle, inputs: Inputs) -> Run:
    """Decide and keep the trace."""
    nodes: dict[str, v.Outcome] = {}

    def tracer(instance: str, outcome: v.Outcome) -> None:
        nodes[instance] = outcome

    return Run(bundle, inputs, decide(bundle.program, inputs, tracer), Trace(nodes))


def runs(policy: api.Policy, as_of: datetime | None = None) -> dict[str, Run]:
    """Decide every example of a policy, as of `as_of` where it does not say when."""
    return {
        example.id: run(
            policy.bundle,
            Inputs(
                example.given[0].record, example.as_of or as_of, example.known_at, example.parameters, example.readings
            ),
        )
        for example in policy.examples
    }


def golden(name: str) -> dict[str, Run]:
    """Decide every example of a policy among the goldens."""
    return runs(api.load(GOLDEN / f"{name}.policy"))


def decided(text: str) -> Run:
    """Decide the one example of a policy text."""
    (only,) = runs(api.loads(text)).values()
    return only
