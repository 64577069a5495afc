"""What explanations say of working days, of the end of a calendar, and of what was not known then."""

from __future__ import annotations

import pytest

from policycore.api import Decision, loads

POLICY = loads("""policy letters "Letters" / "来信" { languages: en, zh }
calendar cn "China" / "中国" { weekend: saturday, sunday  known: 2024-01-01 .. 2024-12-31 }
parameter rate "Rate" / "比例" : percent { from 2024-01-01 issued 2023-12-20 = 3% @ "notice 7" }
choice Paper { permit "Permit" / "许可证", plan "Plan" / "图纸" }
record Note "Note" / "记录" { text : text  heard_on "Heard" / "收悉日" : date marks recorded }
record Letter "Letter" / "来信" {
  key id : text  came_on "Came" / "收到日" : date  notes "Notes" / "记录" : list of Note
  had "Handed in" / "已交材料" : set of Paper
}
parameter needed "Needed" / "应交材料" : set of Paper = [permit, plan]
require in_time "In time" / "按期" : as_of <= came_on + 3 working days
require worked "On a working day" / "工作日" : is_working_day(came_on)
require noted "Noted" / "有记录" : count(notes) > 0
require each_short for each n in notes : n.text != "long"
require dear "Dear" / "高" : rate > 2%
require complete "Complete" / "齐全" : needed in had
require each "Each" / "逐项" for each paper in needed : paper in had
""")
NOTES = [{"text": "short", "heard_on": "2024-03-01"}, {"text": "long", "heard_on": "2024-05-01"}]


def decided(came_on: str, as_of: str, known_at: str | None = None) -> Decision:
    data = {"id": "1", "came_on": came_on, "notes": NOTES, "had": ["plan"]}
    return POLICY.decide(data, as_of=as_of, known_at=known_at)


def test_a_length_in_working_days_reads_aloud() -> None:
    decision = decided("2024-03-01", "2024-03-07")
    assert "as of is 2024-03-07; 2024-03-06 (Came + 3 working days) at the latest is asked" in decision.explain(
        "en", "reasons", "in_time"
    )
    assert "“收到日” + 3 个工作日" in decision.explain("zh", "reasons", "in_time")
    assert "Came is a working day" in decision.explain("en", "tree", "worked")
    assert "“收到日”是工作日" in decision.explain("zh", "tree", "worked")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "which days are working days is not known beyond the calendar China (2024-01-01 to 2024-12-31)"),
        ("zh", "日历“中国”（2024-01-01 至 2024-12-31）之外哪些日子是工作日，尚不可知"),
    ],
)
def test_the_calendar_is_named_where_it_ends(lang: str, said: str) -> None:
    decision = decided("2024-12-31", "2025-01-10")
    assert decision["in_time"].status == "not_stated"
    assert said in decision.explain(lang, "reasons", "in_time")  # type: ignore[arg-type]  # one of the two


def test_what_was_not_known_then_is_shown_as_left_out_and_what_was_is_not_remarked() -> None:
    then = decided("2024-03-01", "2024-03-07", "2024-04-01")
    tree = then.explain("en", "tree", "noted")
    assert "Notes[2] does not count" in tree
    assert "Heard ≤ known at: no" in tree
    assert "Heard ≤ known at: yes" not in tree
    assert "known" not in decided("2024-03-01", "2024-03-07").explain("en", "tree", "noted")
    assert "Notes[2] does not count" in then.explain("en", "tree", "each_short")


def test_both_dates_stand_in_an_explanation() -> None:
    then = decided("2024-03-01", "2024-03-07", "2024-04-01")
    for form in ("reasons", "html"):
        said = then.explain("en", form, "dear")  # type: ignore[arg-type]  # one of the forms
        assert "Known at" in said
        assert "2024-04-01 23:59:59; what was recorded or issued later is left out" in said
        assert "from 2024-01-01; issued on 2023-12-20; notice 7" in said
    assert "知悉日" in then.explain("zh", "reasons", "dear")
    assert "Known at" not in decided("2024-03-01", "2024-03-07").explain("en", "reasons", "dear")


def test_missing_parts_are_named() -> None:
    decision = decided("2024-03-01", "2024-03-07")
    assert "“Handed in” lacks Permit" in decision.explain("en", "reasons", "complete")
    assert "“已交材料”缺少许可证" in decision.explain("zh", "reasons", "complete")
    assert "Needed[Permit]: “Each”" in decision.explain("en", "reasons", "each")
    assert "应交材料[许可证]" in decision.explain("zh", "reasons", "each")
