"""datalogic-py: JsonLogic, compiled once, in Rust. It has no names for steps: they are put in where they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.plain import as_answers
from formulas import conditions, inlined, json_logic
from workload import ANSWERS, ROWS, Answer, Data

NAME = "datalogic-py"
PACKAGES = ("datalogic-py",)
KIND = "records"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as they are."""
    return records


def build(part: str) -> Callable[[Any], Any]:
    """Return the compiled rule of a part."""
    import datalogic_py

    if part in ROWS:
        engine = datalogic_py.Engine()
        rule: list[Any] = []
        for condition, code in conditions(part):
            rule += [json_logic(condition), code]
        compiled = engine.compile({"if": [*rule, 0]})
        evaluate = engine.session().evaluate
        return lambda batch: [(evaluate(compiled, record),) for record in batch]
    engine = datalogic_py.Engine(templating=True)
    steps = inlined(part)
    compiled = engine.compile([json_logic(steps[name]) for name in ANSWERS[part]])
    evaluate = engine.session().evaluate
    return lambda batch: [evaluate(compiled, record) for record in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return the lists that the rule gives."""
    return as_answers(part, result)
