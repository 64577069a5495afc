"""For every better tier that was missed: what failed, and by how much."""

from __future__ import annotations

from fractions import Fraction

import pytest

from policycore.core import nodes as n
from policycore.explain.because import Leaf, Missed, Needed, missed
from policycore.explain.evidence import Evidence
from unit.explain.run import Run, decided, golden

HEAD = """
policy p "P" { languages: en, zh }
record R {
  key id : text  x "Score of x" / "得分" : points  on_day "Day" / "日期" : date  time "Time" / "时刻" : moment
  a : yes_no  b : yes_no  c : yes_no  grade : {high > middle > low}  tags : set of {red, blue}  n : whole optional
}
parameter least "Least" : percent = 85%
"""
GIVEN = (
    "x: 70 points, on_day: 2024-03-05, time: 2024-03-05 10:30, a: yes, b: no, c: no, grade: low, tags: [red], n: absent"
)


def tier(condition: str, given: str = GIVEN) -> Run:
    return decided(
        f"{HEAD} tiering class {{ tier A when {condition} tier B otherwise }}"
        f" example e {{ given R {{ {given} }} as of 2024-06-01 expect class: B }}"
    )


def all_missed(run: Run) -> tuple[Missed, ...]:
    tiering = next(s for s in run.program.statements if isinstance(s, n.Tiering))
    return missed(Evidence(run.program, run.trace), tiering)


def said(condition: str, lang: str = "en") -> str:
    """Return why A was missed, in words."""
    text = tier(condition).reasons("class", "zh" if lang == "zh" else "en")
    title = "未达更高等级" if lang == "zh" else "Why not better"
    lines = text.split(f"  {title}\n")[1].splitlines()
    return lines[0].removeprefix("    - A: ").removeprefix("    - A：")


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        (
            "x >= 75 points",
            "“Score of x” is 70 points, 5 points short of 75 points",
            "“得分”为 70 分，距 75 分尚差 5 分",
        ),
        (
            "75 points <= x",
            "“Score of x” is 70 points, 5 points short of 75 points",
            "“得分”为 70 分，距 75 分尚差 5 分",
        ),
        (
            "x / 100 points >= least",
            "“Score of x” ÷ 100 points is 70%, 15% short of 85% (Least)",
            "“得分” ÷ 100 分为 70%，距 85%（Least）尚差 15%",
        ),
        ("x > 70 points", "“Score of x” is 70 points; more than 70 points is asked", "“得分”为 70 分，须超过 70 分"),
        (
            "x > 71 points",
            "“Score of x” is 70 points; more than 71 points is asked (1 point below it)",
            "“得分”为 70 分，须超过 71 分（低 1 分）",
        ),
        (
            "x <= 60 points",
            "“Score of x” is 70 points; at most 60 points is allowed (10 points above it)",
            "“得分”为 70 分，须不超过 60 分（高 10 分）",
        ),
        (
            "not x >= 65.5 points",
            "“Score of x” is 70 points; less than 65.5 points is asked (4.5 points above it)",
            "“得分”为 70 分，须低于 65.5 分（高 4.5 分）",
        ),
        (
            "on_day <= 2024-03-02",
            "Day is 2024-03-05; 2024-03-02 at the latest is asked (3 days after it)",
            "“日期”为 2024-03-05，须不晚于 2024-03-02（晚 3 日）",
        ),
        (
            "time < 2024-03-05 09:00",
            "Time is 2024-03-05 10:30; earlier than 2024-03-05 09:00 is asked (1 hour 30 minutes after it)",
            "“时刻”为 2024-03-05 10:30，须早于 2024-03-05 09:00（晚 1 小时 30 分钟）",
        ),
        ("grade >= middle", "grade is low; at least middle is asked", "“grade”为 low，须至少为 middle"),
        ("grade = high", "grade is low, not high", "“grade”为 low，不是 high"),
        ("grade in {high, middle}", "grade is low, not one of high, middle", "“grade”为 low，不属于 high、middle"),
        ("blue in tags", "tags does not include blue", "“tags”不含 blue"),
        ("n is present", "n is absent", "“n”为空"),
        ("b", "b is no", "“b”为否"),
        ("not a", "a is yes", "“a”为是"),
        ("a and b", "b is no", "“b”为否"),
        ("a and b and c", "b is no; c is no", "“b”为否；“c”为否"),
        ("b or c", "any one of these would do: b is no; c is no", "以下满足任一即可：“b”为否；“c”为否"),
        ("not (a or b)", "a is yes", "“a”为是"),
        (
            "at least 2 of { a, b, c }",
            "any one of these would do: b is no; c is no",
            "以下满足任一即可：“b”为否；“c”为否",
        ),
        (
            "at least 2 of { b, c, x >= 75 points }",
            "2 of these would do: b is no; c is no; “Score of x” is 70 points, 5 points short of 75 points",
            "以下满足 2 项即可：“b”为否；“c”为否；“得分”为 70 分，距 75 分尚差 5 分",
        ),
        (
            "if a then x >= 71 points else b",
            "“Score of x” is 70 points, 1 point short of 71 points",
            "“得分”为 70 分，距 71 分尚差 1 分",
        ),
    ],
)
def test_what_was_short_is_said_with_its_distance(condition: str, en: str, zh: str) -> None:
    assert said(condition) == en
    assert said(condition, "zh") == zh


def test_the_distance_is_exact() -> None:
    (only,) = all_missed(tier("x / 3 >= 25 points"))
    assert isinstance(only.need, Leaf)
    assert only.need.short == Fraction(5, 3)


def test_a_definition_is_opened_to_what_failed_in_it() -> None:
    run = decided(
        f"{HEAD} define good = all of {{ more: x >= 75 points, b }}"
        " tiering class { tier A when good tier B otherwise }"
        f" example e {{ given R {{ {GIVEN} }} expect class: B }}"
    )
    (only,) = all_missed(run)
    assert isinstance(only.need, Needed)
    assert only.need.count == 2
    assert len(only.need.parts) == 2


def test_better_tiers_that_were_not_missed_are_left_out() -> None:
    assert all_missed(golden("equipment")["designated"]) == ()
    assert [one.rule.id for one in all_missed(golden("equipment")["important"])] == ["class/direct", "class/A"]


def test_a_tier_that_may_yet_hold_is_said_to_be_open() -> None:
    text = golden("equipment")["one_mark_missing"].reasons("class")
    assert "Critical (still open)" in text


def test_parts_that_are_open_beside_parts_that_failed_are_left_out() -> None:
    run = tier(
        "a and b and c",
        "x: 1 points, on_day: 2024-03-05, time: 2024-03-05 10:30, b: no, c: no, grade: low, tags: [], n: absent",
    )
    assert "b is no; c is no" in run.reasons("class")
