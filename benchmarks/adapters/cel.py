"""common-expression-language: CEL in Rust. `map` over a list of one names a step; a long table is many programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.plain import as_answers
from formulas import CEL, STEPS, conditions
from workload import ANSWERS, ROWS, Answer, Data

NAME = "CEL in Rust"
PACKAGES = ("common-expression-language",)
KIND = "records"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as they are."""
    return records


def build(part: str) -> Callable[[Any], Any]:
    """Return the program of a part."""
    import cel

    if part in ROWS:
        return _table(part, cel)
    text = f"[{', '.join(ANSWERS[part])}]"
    for name, formula in reversed(STEPS[part].items()):
        text = f"[{CEL.text(formula)}].map({name}, {text})[0]"
    program = cel.compile(text)
    return lambda batch: [program.execute(record) for record in batch]


def _table(part: str, cel: Any) -> Callable[[Any], Any]:
    found = [(CEL.text(condition), code) for condition, code in conditions(part)]
    try:
        program = cel.compile(" : ".join(f"{condition} ? {code}" for condition, code in found) + " : 0")
        return lambda batch: [(program.execute(record),) for record in batch]
    except Exception:  # its parser does not go as deep: one program for each row, asked in their order
        programs = [(cel.compile(condition), code) for condition, code in found]

    def decide(record: Data) -> Answer:
        return (next((code for each, code in programs if each.execute(record)), 0),)

    return lambda batch: [decide(record) for record in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return the lists that the program gives."""
    return as_answers(part, result)
