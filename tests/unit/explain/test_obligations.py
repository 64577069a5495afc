"""What explanations say of duties and procedures: sentences, the timeline, periods that other statements look at."""

from __future__ import annotations

import pytest

from unit.explain.run import Run, decided

RECORD = """policy p { languages: en, zh }
actor owner "Owner" / "负责人"
record Note { on_day "On" / "日期" : date }
record Case {
  key id : text  since "Since" / "起始日" : date  heard_on "Heard" / "听取日" : date optional
  decided_on "Decided" / "决定日" : date optional  notes : list of Note
}
"""


def plans(cycle: str) -> Run:
    return decided(f"""{RECORD}
duty plan "Plan" / "计划" for Case must every {cycle} done on_day over notes
accountability a for Case {{
  matter late for each q in plan.periods where q.status = overdue {{ sanction fine against owner : 1 CNY }}
}}
example one {{ given Case {{ since: 2024-01-10, notes: [] }}  as of 2024-03-08  expect plan: [open] }}
""")


@pytest.mark.parametrize(
    ("cycle", "en", "zh"),
    [
        ("month", "the month of as of", "截至日所在的月"),
        ("2 weeks", "the 2 weeks of as of", "截至日所在的 2 周"),
        ("day from since", "every day from Since to as of", "自“起始日”至截至日的每日"),
        ("quarter from since", "every 3 months from Since to as of", "自“起始日”至截至日的每 3 个月"),
        ("year from since", "every year from Since to as of", "自“起始日”至截至日的每年"),
    ],
)
def test_periods_are_told_by_their_length_and_beginning(cycle: str, en: str, zh: str) -> None:
    ran = plans(cycle)
    assert f"from: {en}\n" in ran.reasons("a")
    assert f"来自：{zh}\n" in ran.reasons("a", "zh")


def test_a_fact_of_a_period_is_called_after_the_name_that_the_period_has_there() -> None:
    assert "“q › status” = overdue" in plans("month from since").reasons("a")


STEPS = """
procedure h "Handling" / "办理" for Case {
  step hear "Hear" / "听取" must done heard_on
  step decide "Decide" / "决定" should within 3 days after hear done decided_on
}
"""


def steps(given: str, as_of: str) -> Run:
    return decided(
        f"{RECORD}{STEPS}example one {{ given Case {{ {given} }}  as of {as_of}  expect h.hear: undetermined }}"
    )


@pytest.mark.parametrize(
    ("given", "en", "zh"),
    [
        (
            "heard_on: 2024-03-01, decided_on: 2024-03-06",
            "late (deviation); done 2024-03-06; due 2024-03-04; 2 days late",
            "逾期办结（偏离）；2024-03-06 办结；期限 2024-03-04；逾期 2 日",
        ),
        (
            "heard_on: 2024-03-07, decided_on: 2024-03-06",
            "out of order (deviation); done only later, on 2024-03-07: Hear; done 2024-03-06; due 2024-03-10",
            "乱序（偏离）；迟至 2024-03-07 才办：听取；2024-03-06 办结；期限 2024-03-10",
        ),
        ("decided_on: 2024-03-06", "not done before it: Hear; done 2024-03-06", "之前未办：听取；2024-03-06 办结"),
        ('id: "a"', "still open; waits for: Hear", "待办；等候：听取"),
    ],
)
def test_a_step_says_on_what_dates_its_status_rests(given: str, en: str, zh: str) -> None:
    ran = steps(given, "2024-03-08")
    assert en in ran.reasons("h")
    assert zh in ran.reasons("h", "zh")


def test_only_what_is_missing_is_told_where_dates_are_compared_that_may_not_be_there() -> None:
    ran = steps("heard_on: unknown, decided_on: 2024-03-06", "2024-03-08")
    assert ran.line("h").endswith("; missing: Heard")
    assert {reason.kind for item in ran["h"].items for reason in getattr(item.outcome, "reasons", ())} == {
        "fact",
        "no_value",
    }
