"""Calendars in Core: what they say, for which days it is known, and by which of them a file counts."""

from __future__ import annotations

from datetime import date

import pytest

from policycore.api import check, loads
from policycore.core import nodes as core
from policycore.core.walk import walk

CASE = "record Case { key id : text  found_on : date  seen_at : moment optional }\n"


def calendar(settings: str, head: str = "cn") -> core.Calendar:
    (found,) = loads(f"policy p {{}}\ncalendar {head} {{ {settings} }}\n").program.calendars
    return found


def codes(text: str, **used: str) -> list[str]:
    return [finding.code for finding in check(text, used={f"{name}.policy": other for name, other in used.items()})]


def counted_by(text: str, **used: str) -> set[str]:
    """Return the calendars by which a policy counts working days."""
    policy = loads(text, used={f"{name}.policy": other for name, other in used.items()})
    nodes = [node for statement in policy.program.statements for node in walk(statement)]
    return {node.calendar for node in nodes if isinstance(node, core.Op) and node.calendar}


def test_days_are_sorted_and_stretches_of_working_days_written_out() -> None:
    found = calendar(
        "weekend: saturday, sunday  holidays: 2024-05-01, 2024-02-10 .. 2024-02-17"
        "  workdays: 2024-02-17 .. 2024-02-18, 2024-02-04"
    )
    assert found.weekend == (6, 7)
    assert found.holidays == ((date(2024, 2, 10), date(2024, 2, 17)), (date(2024, 5, 1), date(2024, 5, 1)))
    assert found.workdays == (date(2024, 2, 4), date(2024, 2, 17), date(2024, 2, 18))


@pytest.mark.parametrize(
    ("settings", "known"),
    [
        ("", (None, None)),
        ("holidays: 2024-05-01, 2025-05-01", (date(2024, 1, 1), date(2025, 12, 31))),
        ("known: 2024-03-01 .. 2024-06-30  holidays: 2024-05-01", (date(2024, 3, 1), date(2024, 6, 30))),
        ("known: from 2024-01-01  holidays: 2024-05-01", (date(2024, 1, 1), None)),
    ],
)
def test_a_calendar_is_known_for_what_it_says_or_for_the_years_of_its_days(
    settings: str, known: tuple[date | None, date | None]
) -> None:
    found = calendar(f"weekend: sunday  {settings}")
    assert (found.known_from, found.known_through) == known


def test_holidays_may_be_written_year_by_year_and_the_source_is_a_citation() -> None:
    found = calendar(
        'weekend: sunday  holidays: 2024-05-01  holidays: 2025-05-01  workdays: 2024-02-04  source: "notices"'
    )
    assert len(found.holidays) == 2
    assert found.about.cite == core.Cite("", "notices")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("weekend: sunday  weekend: saturday", "PC216"),
        ("weekend: sunday  feasts: 2024-05-01", "PC217"),
        ("weekend: sundays", "PC411"),
        ("weekend: sunday  holidays: 2024-05-02 .. 2024-05-01", "PC324"),
        ("weekend: sunday  holidays: 2024-02-30", "PC301"),
        ("weekend: sunday  holidays: from 2024-05-01", "PC449"),
        ("weekend: sunday  known: 2024-05-01", "PC414"),
        ("weekend: sunday  source: 7", "PC412"),
    ],
)
def test_what_a_calendar_cannot_say_is_told(settings: str, code: str) -> None:
    assert codes(f"policy p {{}}\ncalendar cn {{ {settings} }}\n") == [code]


def test_the_only_calendar_counts_and_of_several_the_one_of_the_header() -> None:
    due = f"{CASE}define due = found_on + 1 working day\n"
    one = "calendar cn { weekend: sunday }\n"
    other = "calendar ae { weekend: friday }\n"
    assert counted_by(f"policy p {{}}\n{one}{due}") == {"cn"}
    assert counted_by(f"policy p {{ calendar: ae }}\n{one}{other}{due}") == {"ae"}
    assert codes(f"policy p {{}}\n{one}{other}{due}") == ["PC448"]


def test_a_calendar_of_another_file_counts_and_each_file_counts_by_its_own() -> None:
    shared = f"policy shared {{}}\ncalendar cn {{ weekend: sunday }}\n{CASE}define first = found_on + 1 working day\n"
    own = (
        'policy p {}\nuse Case, first from "shared.policy"\ncalendar ae { weekend: friday }\n'
        "define second for Case = first + 1 working day\n"
    )
    assert counted_by(own, shared=shared) == {"shared:cn", "ae"}
    using = 'policy p {}\nuse Case, cn from "shared.policy"\ndefine later for Case = found_on + 2 working days\n'
    assert counted_by(using, shared=shared) == {"shared:cn"}


def test_a_calendar_that_was_chosen_in_vain_is_told_once() -> None:
    text = (
        f"policy p {{ calendar: cm }}\ncalendar cn {{ weekend: sunday }}\n{CASE}define due = found_on + 1 working day\n"
    )
    assert codes(text) == ["PC244"]


def test_a_calendar_is_no_value() -> None:
    assert codes(f"policy p {{}}\ncalendar cn {{ weekend: sunday }}\n{CASE}define x = cn\n") == ["PC205"]


def test_the_zone_of_the_header_stands_in_the_program() -> None:
    program = loads('policy p { time_zone: "Europe/Berlin" }\n').program
    assert program.zone is not None
    assert (program.zone.name, program.zone.offset) == ("Europe/Berlin", 3600)
    assert loads("policy p {}\n").program.zone is None
    assert codes('policy p { time_zone: "Europe/Berlinn" }\n') == ["PC413"]
