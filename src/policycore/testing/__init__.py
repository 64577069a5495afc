"""Putting policies to the test: worked cases, laws, generated records.

    from policycore import load
    from policycore.testing import run_examples

    for result in run_examples(load("grades.policy")):
        assert result.passed, result.render()

`run` decides and compares, `cases` reads YAML files into the same form, `find` looks for both on disk, `coverage` says
what cases leave untried. `strategies` draws records on the thresholds of a policy and `laws` tries its laws on them;
these two need Hypothesis, which is imported when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policycore.testing.cases import CasesFile, examples_of, read_cases
from policycore.testing.run import Difference, Result, run_example, run_examples

if TYPE_CHECKING:
    from policycore.testing.laws import try_laws
    from policycore.testing.strategies import moments, populations, records, register, reviews

__all__ = [
    "CasesFile",
    "Difference",
    "Result",
    "examples_of",
    "moments",
    "populations",
    "read_cases",
    "records",
    "register",
    "reviews",
    "run_example",
    "run_examples",
    "try_laws",
]


def __getattr__(name: str) -> Any:
    if name in ("records", "populations", "moments", "register", "reviews"):
        from policycore.testing import strategies

        return getattr(strategies, name)
    if name == "try_laws":
        from policycore.testing.laws import try_laws

        return try_laws
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
