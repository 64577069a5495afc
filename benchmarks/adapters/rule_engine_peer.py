"""rule-engine: expressions in pure Python, one for each step; its chain of rules for the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.plain import as_answers
from formulas import RULE_ENGINE, STEPS, conditions
from workload import ANSWERS, ROWS, Answer, Data

NAME = "rule-engine"
PACKAGES = ("rule-engine",)
KIND = "records"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as they are."""
    return records


def build(part: str) -> Callable[[Any], Any]:
    """Return the rules of a part."""
    import rule_engine

    # Its language has the conditional written the other way: `condition ? a : b`, as CEL does.
    if part in ROWS:
        rules = [(rule_engine.Rule(RULE_ENGINE.text(text)), code) for text, code in conditions(part)]
        chain = rule_engine.Chain(rules, default_value=0)
        return lambda batch: [(chain.evaluate(record),) for record in batch]
    steps = [(name, rule_engine.Rule(RULE_ENGINE.text(text))) for name, text in STEPS[part].items()]
    names = list(ANSWERS[part])

    def decide(record: Data) -> list[Any]:
        known = dict(record)
        for name, rule in steps:
            known[name] = rule.evaluate(known)
        return [known[name] for name in names]

    return lambda batch: [decide(record) for record in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return the values of the steps."""
    return as_answers(part, result)
