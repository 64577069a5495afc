"""Running worked cases: the examples of a policy, and `*.cases.yaml` files beside it.

    from policycore import load
    from policycore.testing import run_examples

    for result in run_examples(load("grades.policy")):
        assert result.passed, result.render()

`run` decides and compares, `cases` reads YAML files into the same form, `find` looks for both on disk.
"""

from __future__ import annotations

from policycore.testing.cases import CasesFile, examples_of, read_cases
from policycore.testing.run import Difference, Result, run_example, run_examples

__all__ = ["CasesFile", "Difference", "Result", "examples_of", "read_cases", "run_example", "run_examples"]
