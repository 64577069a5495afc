"""`test`: examples and cases, what fails and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.cli.run import POLICY, run

CASES = """\
policy: grades.policy
cases:
  - name: big enough
    given: {Customer: {sales: 1000000, orders: []}}
    as_of: 2024-03-31
    expect: {grade: silver, calm: met, service.reply: 24 hours, service.visits: not granted}
    because: grade.silver
  - name: nothing known
    given: {Customer: {}}
    as_of: 2024-03-31
    expect:
      grade: {undetermined: [gold, silver, basic], missing: [sales]}
      recent: {undetermined: {from: 0}}
"""


def test_examples_and_the_cases_beside_them_are_run(folder: Path) -> None:
    (folder / "grades.cases.yaml").write_text(CASES, encoding="utf-8")
    ran = run("test", "grades.policy")
    assert ran.code == 0, ran.out
    assert ran.out == "grades.policy: 1 passed\ngrades.cases.yaml: 2 passed\n"
    assert "examples and cases: 3 passed, 0 failed" in ran.err
    assert run("test", ".").out.splitlines() == ["grades.cases.yaml: 2 passed", "grades.policy: 1 passed"]
    assert run("test", "grades.cases.yaml", lang="zh").out == "grades.cases.yaml: 2 例通过\n"


def test_a_failure_shows_the_difference_and_why_it_came_out_so(folder: Path) -> None:
    (folder / "grades.policy").write_text(
        POLICY.replace("expect grade: silver", "expect grade: gold"), encoding="utf-8"
    )
    (folder / "grades.cases.yaml").write_text(CASES.replace("calm: met", "calm: breach"), encoding="utf-8")
    ran = run("test", ".")
    assert ran.code == 1
    line = POLICY[: POLICY.index("example big")].count("\n") + 1
    assert f"failed: big (grades.policy:{line})" in ran.out
    assert "expected: gold" in ran.out
    assert "came out: silver" in ran.out
    assert "Grade: Silver" in ran.out
    assert "failed: big enough (grades.cases.yaml:3)" in ran.out
    assert "expected: breach" in ran.out
    assert "examples and cases: 1 passed, 2 failed" in ran.err
    assert "预期：gold" in run("test", "grades.policy", lang="zh").out


def test_quiet_shows_only_what_fails(folder: Path) -> None:
    assert run("test", "-q", "grades.policy").out == ""


def test_nothing_to_test_has_its_own_exit_code(folder: Path) -> None:
    (folder / "bare.policy").write_text('policy bare "B" {}\nrecord R { key id : text }\n', encoding="utf-8")
    ran = run("test", "bare.policy")
    assert ran.code == 5
    assert "nothing to test" in ran.err


def test_a_policy_that_has_laws_alone_is_tested_by_them(folder: Path) -> None:
    text = 'policy bare "B" {}\nrecord R { key id : text  n : whole at least 0 }\nlaw small : always n >= 0\n'
    (folder / "bare.policy").write_text(text, encoding="utf-8")
    ran = run("test", "bare.policy", "--laws", "20")
    assert ran.code == 0
    assert "1 law held on all records tried" in ran.err
    (folder / "bare.policy").write_text(text.replace(">= 0\n", "< 9\n"), encoding="utf-8")
    assert run("test", "bare.policy", "--laws", "20").code == 1


@pytest.mark.parametrize(
    ("text", "said", "status"),
    [
        ("policy: gone.policy\ncases: [{name: a, given: {}, expect: {grade: gold}}]\n", "PC801", 2),
        ("cases: [", "PC535", 1),
        ("policy: grades.policy\ncases: []\n", "PC831", 1),
        ("policy: grades.policy\ncases: [{name: a, given: {Customer: {}}}]\n", "PC832", 1),
        ("policy: grades.policy\ncases: [{name: a, given: {Customer: {}}, expect: {grad: gold}}]\n", "PC833", 1),
        (
            "policy: grades.policy\ncases: [{name: a, given: {Customer: {sale: 5}}, expect: {grade: gold}}]\n",
            "PC501",
            1,
        ),
        ("policy: grades.policy\ncases: [{name: a, given: {Customer: {}}, expect: {grade: god}}]\n", "PC511", 1),
        (
            "policy: grades.policy\ncases: [{name: a, given: {}, expect: {grade: gold}, readings: {bordr: x}}]\n",
            "PC814",
            1,
        ),
    ],
)
def test_cases_that_cannot_be_run_say_why(folder: Path, text: str, said: str, status: int) -> None:
    (folder / "odd.cases.yaml").write_text(text, encoding="utf-8")
    ran = run("test", "odd.cases.yaml")
    assert said in ran.out
    assert ran.code == status
    assert "PC9" not in ran.out


def test_a_broken_policy_cannot_be_run(folder: Path) -> None:
    (folder / "grades.policy").write_text(POLICY.replace("disputes <= 3", "disputs <= 3"), encoding="utf-8")
    ran = run("test", "grades.policy")
    assert ran.code == 1
    assert "grades.policy: cannot be run" in ran.out
    assert "did you mean `disputes`?" in ran.out
