"""`calendar`: a file of working days, from the package `holidays`, and held against another package."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from policycore import check, load, loads
from policycore.calendars import WorkingDays
from policycore.core.nodes import Calendar
from unit.cli.run import run

pytest.importorskip("holidays")

DUE = """policy due "Due" { languages: en }
use cn from "cn.policy"
record Case { key id : text  found_on : date }
define due_on = found_on + 1 working day
require short : due_on <= found_on + 10 days
"""


def calendar(text: str) -> Calendar:
    (found,) = loads(text).program.calendars
    return found


def working_days(found: Calendar) -> WorkingDays:
    return WorkingDays(frozenset(found.weekend), found.holidays, found.workdays, found.known_from, found.known_through)


def test_a_calendar_can_be_used_and_has_the_common_layout(folder: Path) -> None:
    ran = run("calendar", "CN", "2023..2026", "--output", "cn.policy")
    assert (ran.code, ran.out) == (0, "")
    assert not check(folder / "cn.policy")
    assert run("fmt", "--check", "cn.policy").code == 0
    (folder / "due.policy").write_text(DUE, encoding="utf-8")
    decision = load(folder / "due.policy").decide({"id": "1", "found_on": "2024-02-09"})
    assert decision["short"]["short"].finding == "met"


def test_a_calendar_says_what_it_is_made_from(folder: Path) -> None:
    text = run("calendar", "CN", "2024").out
    assert "国务院办公厅关于部分节假日安排的通知; holidays " in text
    assert "  holidays: 2024-02-10 .. 2024-02-16  # 春节\n" in text
    assert "  workdays: 2024-02-04, 2024-02-18, " in text
    assert "  known: 2024-01-01 .. 2024-12-31\n" in text


def test_years_that_are_not_laid_down_are_left_out_and_told() -> None:
    announced = run("calendar", "CN", "2025..2100")
    found = calendar(announced.out)
    assert found.known_through is not None
    assert found.known_through < date(2100, 1, 1)
    assert f"left out, as their days are not laid down yet: {found.known_through.year + 1}..2100" in announced.err
    refused = run("calendar", "CN", "2099")
    assert refused.code == 2
    assert "the days of 2099 are not laid down yet" in refused.err


def test_every_day_is_as_another_package_says() -> None:
    chinese_calendar = pytest.importorskip("chinese_calendar")
    days = working_days(calendar(run("calendar", "CN", "2007..2026").out))
    first, last = date(2007, 1, 1), date(2026, 12, 31)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert len(every) == 7305
    assert [day for day in every if days.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_a_part_of_a_country_has_its_own_days() -> None:
    text = run("calendar", "DE", "2024", "--subdivision", "BY", "--name", "bavaria").out
    found = calendar(text)
    assert found.id == "bavaria"
    assert (date(2024, 1, 6), date(2024, 1, 6)) in found.holidays
    assert found.known_through == date(2024, 12, 31)


def test_a_name_that_is_a_word_of_the_language_stands_in_backticks() -> None:
    assert "calendar `in` " in run("calendar", "IN", "2024").out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("XX", "2024"), "no holidays are known for `XX`"),
        (("CN", "soon"), "`soon` are no years"),
        (("CN", "2026..2023"), "`2026..2023` are no years"),
        (("CN", "2024", "--name", "my days"), "`my days` is no name"),
    ],
)
def test_a_wrong_call_is_told(args: tuple[str, ...], said: str) -> None:
    ran = run("calendar", *args)
    assert ran.code == 2
    assert said in ran.err


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    ran = run("calendar", "CN", "2024")
    assert ran.code == 2
    assert "pip install 'policycore[calendar]'" in ran.err
