"""The plugin, as somebody meets it who runs pytest in a folder with policies."""

from __future__ import annotations

import pytest

POLICY = """
policy grades "Grades" { languages: en }
record Client { key id : text  sales : money(CNY) at least 0 }
tiering grade { tier high when sales >= 100 CNY  tier low otherwise }
law more_is_not_less : grade rises with sales
example at_the_bound { given Client { sales: 100 CNY }  expect grade: high because grade.high }
"""

CASES = """
policy: grades.policy
cases:
  - name: below_the_bound
    given: {sales: "99.99"}
    expect: {grade: low}
"""


def test_examples_cases_and_laws_are_tests(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("grades.policy").write_text(POLICY, encoding="utf-8")
    pytester.path.joinpath("grades.cases.yaml").write_text(CASES, encoding="utf-8")
    result = pytester.runpytest_subprocess("-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*grades.policy::at_the_bound PASSED*", "*law more_is_not_less PASSED*"])


def test_a_failing_example_shows_what_came_out_and_why(pytester: pytest.Pytester) -> None:
    wrong = POLICY.replace("expect grade: high because grade.high", "expect grade: low")
    pytester.path.joinpath("grades.policy").write_text(wrong, encoding="utf-8")
    result = pytester.runpytest_subprocess("--policycore-laws", "0")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*expected: low*", "*came out: high*", "*sales*100 CNY*"])


def test_a_refuted_law_shows_records_that_can_be_pasted(pytester: pytest.Pytester) -> None:
    wrong = POLICY.replace("tier high when sales >= 100 CNY", "tier high when sales < 100 CNY")
    wrong = wrong.replace("sales: 100 CNY }", "sales: 99 CNY }")
    pytester.path.joinpath("grades.policy").write_text(wrong, encoding="utf-8")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*more_is_not_less*refuted*", "*example more_is_not_less_1*", "*expect grade:*"])


def test_a_policy_with_errors_is_told_and_not_a_traceback(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("grades.policy").write_text(POLICY.replace("sales >=", "sale >="), encoding="utf-8")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*PC201*", "*did you mean `sales`*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_laws_can_be_left_out(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("grades.policy").write_text(POLICY, encoding="utf-8")
    pytester.runpytest_subprocess("--policycore-laws", "0").assert_outcomes(passed=1)
