"""The page of the operators of Core, from their one declaration."""

from __future__ import annotations

from pathlib import Path

from pages_of.text import MADE, page, table
from policycore.core.ops import OPERATORS

_MARKS = {
    "reads": "is a value like any other",
    "needs": "leaves the result open",
    "drops": "is left out",
}


def pages() -> dict[Path, str]:
    """Return the page by path."""
    rows = [
        (f"`{operator.name}`", f"`{operator.signature}`", operator.doc, _MARKS[operator.marks])
        for operator in OPERATORS.values()
    ]
    lines = [
        "# Operators",
        "",
        MADE,
        "",
        "What expressions come down to. Authors write signs, words and calls ([Expressions](expressions.md)); the "
        "checker writes these operators with their operands in one unit, and every evaluator implements exactly these. "
        "Gaps go through them one by one: an operator decides where every possible choice of operands gives the same "
        "value ([Gaps](gaps.md)), so this cut into operators is part of the meaning of the language.",
        "",
        *table(("Operator", "Takes and gives", "Result", "Absent operand"), rows),
    ]
    return {Path("docs/reference/operators.md"): page(lines)}
