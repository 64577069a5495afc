"""While it is open whether a tiering or score applies, what would come out was told as if it were certain."""

import pytest

from policycore import loads

POLICY = loads("""
policy rating "Rating" { languages: en }
record Firm { key id : text  size : whole 0..9  active : yes_no }
tiering grade "Grade" when active { tier A when size > 5  tier B otherwise }
tiering care "Care" { tier full when grade is present and grade = A  tier plain otherwise }
""")
DECISION = POLICY.decide({"id": "F1", "size": 7})


def test_the_tier_that_would_come_out_is_possible_and_so_is_not_applicable() -> None:
    grade = DECISION["grade"]
    assert (grade.status, grade.value, grade.possible) == ("undetermined", None, ("A",))
    assert grade.to_data()["marks"] == ["absent"]
    assert DECISION.explain(form="line", decision="grade") == (
        "Grade: undetermined, possibly A, not applicable; missing: active"
    )


@pytest.mark.parametrize("form", ["reasons", "tree"])
def test_a_tier_that_is_read_is_not_told_as_certain(form: str) -> None:
    told = DECISION.explain(form=form, decision="care")
    assert "Grade = open, possibly A, not applicable" in told
    assert "Grade = A" not in told.replace("Grade = A: open", "").replace("and Grade = A", "")


def test_the_condition_that_is_open_and_the_rule_that_would_decide_are_named() -> None:
    told = DECISION.explain(decision="grade")
    assert "Open whether it applies\n    - active is not known" in told
    assert "If it applies, decided by\n    - grade/A: size > 5 (size = 7)" in told
