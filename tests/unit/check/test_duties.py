"""Duties and procedures in Core: what they are made of, what can be read of them, and mistakes at their place."""

from __future__ import annotations

import pytest

from policycore import types as t
from policycore.core import nodes as core
from policycore.core.walk import walk
from policycore.diagnostics.model import Phrase
from unit.check.reading import check_text, marked, program_of, statement

RECORDS = """policy p {}
actor owner
record Note { made_at : moment  on_day : date  kind : {plan, visit}  weight : number }
record Case {
  key id : text  heard_on : date optional  decided_on : date optional  decided_by : text optional
  reviewed_on : date optional  reviewed_by : text optional  came_at : moment  came_on : date  days : number(days)
  notes : list of Note  size : number  done_at : moment optional  urgent : yes_no
}
"""
PROCEDURE = """procedure p for Case {
  step hear must done heard_on
  step decide must within 30 days after hear done decided_on by decided_by
  step review may within 10 days after decide done reviewed_on by reviewed_by not by decide stays decide
}
"""
DUTIES = """duty once for Case must within 3 days after came_on done heard_on
duty often for Case must every month done made_at over notes
"""


def made(text: str, of: str) -> list[str]:
    """Return the definitions that a duty or procedure was made into, by what follows its name."""
    found = program_of(RECORDS + text).statements
    return [one.id.removeprefix(f"{of}/") for one in found if isinstance(one, core.Define) and one.part_of == of]


def test_a_duty_is_a_node_and_definitions_below_its_name() -> None:
    text = "duty d for Case by owner should within 24 hours after came_at when urgent done done_at"
    assert made(text, "d") == ["applies", "at", "due", "status"]
    duty = statement(RECORDS + text, "d")
    assert isinstance(duty, core.Duty)
    assert (duty.modality, duty.actor, duty.each) == ("should", "owner", None)
    assert isinstance(duty.status, core.Ref)
    assert duty.status.target == "d/status"
    assert [name for name, _ in duty.facts] == ["due", "at"]


def test_what_is_not_said_is_meant_as_must() -> None:
    duty = statement(RECORDS + "duty d for Case within 24 hours after came_at done done_at", "d")
    assert isinstance(duty, core.Duty)
    assert duty.modality == "must"


@pytest.mark.parametrize(
    ("clauses", "words"),
    [
        ("must within 3 days after came_on done heard_on", ["open", "in_time", "late", "overdue"]),
        ("may within 3 days after came_on done heard_on", ["open", "in_time", "late", "unused"]),
        ("must done heard_on", ["open", "in_time"]),
        ("must within 3 days after came_on when urgent", ["open", "in_time", "late", "overdue", "not_applicable"]),
        ("must 2..3 times every month done made_at over notes", ["open", "below", "inside", "above"]),
        ("must at most 3 times every month done made_at over notes", ["open", "inside", "above"]),
        ("must at least 2 times every month done made_at over notes", ["open", "below", "inside"]),
    ],
)
def test_a_status_is_one_of_the_words_that_can_come_out(clauses: str, words: list[str]) -> None:
    status = statement(f"{RECORDS}duty d for Case {clauses}\n", "d/status")
    assert isinstance(status, core.Define)
    assert isinstance(status.type, t.Enum)
    assert list(status.type.names) == words


def test_each_rule_of_a_status_is_called_after_its_word() -> None:
    status = statement(RECORDS + "duty d for Case must within 3 days after came_on done heard_on\n", "d/status")
    assert isinstance(status, core.Define)
    assert isinstance(status.body, core.Match)
    assert [case.id for case in status.body.all_cases] == ["d/late", "d/in_time", "d/overdue", "d/open"]


def test_a_repeated_duty_has_periods_and_its_facts_are_theirs() -> None:
    program = program_of(
        RECORDS + "duty d for Case must every 2 weeks from came_on done made_at over notes for on_day\n"
    )
    period = next(record for record in program.records if record.part_of == "d")
    assert period.id == "d/period"
    assert [field.name for field in period.fields] == ["of", "start", "end"]
    duty = next(one for one in program.statements if one.id == "d")
    assert isinstance(duty, core.Duty)
    assert duty.each is not None
    assert {one.id: one.record for one in program.statements if isinstance(one, core.Define)} == {
        "d/periods": "Case",
        "d/count": "d/period",
        "d/at": "d/period",
        "d/due": "d/period",
        "d/status": "d/period",
    }
    periods = next(one for one in program.statements if one.id == "d/periods")
    assert isinstance(periods, core.Define)
    assert isinstance(periods.body, core.Periods)
    assert (periods.body.unit, periods.body.count) == ("week", 2)


def test_a_step_has_the_parts_that_its_clauses_ask_for() -> None:
    parts = made(PROCEDURE, "p")
    assert {part for part in parts if part.startswith("hear/")} == {"hear/at", "hear/status"}
    assert {part for part in parts if part.startswith("decide/")} == {
        "decide/at",
        "decide/by",
        "decide/due",
        "decide/status",
        "decide/effective",
        "decide/final_on",
    }
    procedure = statement(RECORDS + PROCEDURE, "p")
    assert isinstance(procedure, core.Procedure)
    review = procedure.steps[2]
    assert (review.follows, review.not_by, review.stays) == (("p/decide",), ("p/decide",), ("p/decide",))


@pytest.mark.parametrize(
    ("value", "of"),
    [
        ("once", "once/status"),
        ("once.status", "once/status"),
        ("once.due", "once/due"),
        ("if once.at is present then once.at else came_on", "once/at"),
        ("count(often.periods)", "often/periods"),
        ("count(often.periods where status = late)", "often/status"),
        ("count(often.periods as q where q.due <= came_on)", "often/due"),
        ("p.review", "p/review/status"),
        ("p.decide.effective", "p/decide/effective"),
        ("if p.decide.final_on is present then p.decide.final_on else came_on", "p/decide/final_on"),
    ],
)
def test_facts_of_duties_and_steps_can_be_read(value: str, of: str) -> None:
    define = statement(f"{RECORDS}{PROCEDURE}{DUTIES}define x for Case = {value}\n", "x")
    assert f"target='{of}'" in repr(define)


@pytest.mark.parametrize(
    ("value", "code", "at"),
    [
        ("often", "PC471", "often"),
        ("often.due", "PC471", "often.due"),
        ("once.final_on", "PC209", "final_on"),
        ("once.due.status", "PC209", "status"),
        ("once.nothing", "PC209", "nothing"),
        ("p", "PC207", "p"),
        ("p.nothing", "PC209", "nothing"),
        ("p.hear.due", "PC209", "due"),
        ("p.hear.effective", "PC209", "effective"),
        ("once = overdu", "PC202", "overdu"),
        ("p.hear = overdue", "PC202", "overdue"),
    ],
)
def test_what_a_duty_or_step_does_not_have_is_said_where_it_stands(value: str, code: str, at: str) -> None:
    assert marked(f"{RECORDS}{PROCEDURE}{DUTIES}define x for Case = {value}\n") == [(code, at)]


@pytest.mark.parametrize(
    ("clauses", "code", "at"),
    [
        ("must not within 3 days after came_on done heard_on", "PC460", "d"),
        ("must", "PC461", "d"),
        ("must within 3 days after size done heard_on", "PC302", "size"),
        ("must within 3 hours after came_on done heard_on", "PC322", "came_on"),
        ("must within size after came_on done heard_on", "PC311", "size"),
        ("must within 3 days after came_on done size", "PC302", "size"),
        ("must within 3 days after came_on when size done heard_on", "PC302", "size"),
        ("by nobody must done heard_on", "PC226", "nobody"),
        ("must every week before day 5 done made_at over notes", "PC468", "before day 5"),
        ("must every month done made_at over size", "PC329", "size"),
        ("must every month done weight over notes", "PC302", "weight"),
        ("must every month done made_at over notes where weight", "PC302", "weight"),
        ("must every month done made_at over notes for kind", "PC302", "kind"),
        ("must every month from size done made_at over notes", "PC302", "size"),
        ("must within 3 days after came_on done heard_on for came_on", "PC469", "came_on"),
    ],
)
def test_mistakes_in_a_duty(clauses: str, code: str, at: str) -> None:
    assert marked(f"{RECORDS}duty d for Case {clauses}\n") == [(code, at)]


@pytest.mark.parametrize(
    ("steps", "code", "at"),
    [
        ("", "PC473", "q"),
        ("step a must", "PC462", "a"),
        ("step a must follow b done heard_on", "PC463", "b"),
        ("step a must follow a done heard_on", "PC464", "a"),
        ("step a must done heard_on  step a must done decided_on", "PC218", "a"),
        ("step a must done heard_on  step b must follow a done decided_on by decided_by not by a", "PC465", "a"),
        ("step a must done heard_on  step b may within 3 days after a done decided_on stays c", "PC463", "c"),
        ("step a must done size", "PC302", "size"),
    ],
)
def test_mistakes_in_a_procedure(steps: str, code: str, at: str) -> None:
    assert marked(f"{RECORDS}procedure q for Case {{ {steps} }}\n") == [(code, at)]


def test_a_mistake_in_one_step_is_told_once_though_others_wait_for_it() -> None:
    text = """procedure q for Case {
      step a must done nothing  step b must within 3 days after a done decided_on  step c must follow b done reviewed_on
    }"""
    assert marked(f"{RECORDS}{text}\n") == [("PC201", "nothing")]


CHINESE = """制度 p {}
记录 案件 { 标识 id : 文本  起 : 日期  完 : 日期 可空  甲 : {待办, 已销} }
义务 d 应当 限 3日 起算自 起 完成于 完
"""


def test_a_status_is_offered_in_the_words_of_the_file() -> None:
    (found,) = check_text(f"{CHINESE}定义 x = 如果 d = 逾期未 则 1 否则 0\n")[1]
    assert found.help == Phrase("did_you_mean", {"name": "逾期未办"})
    assert found.args["type"] == Phrase("type_one_of", {"members": ("待办", "按时", "逾期办结", "逾期未办")})


def test_a_status_may_be_called_as_a_value_of_the_author() -> None:
    program = program_of(f"{CHINESE}定义 x = 如果 甲 = 待办 则 1 否则 0\n定义 y = 如果 d = 待办 则 1 否则 0\n")
    compared = {
        node.value
        for statement in program.statements
        if statement.id in ("x", "y")
        for node in walk(statement)
        if isinstance(node, core.Const) and isinstance(node.value, str)
    }
    assert compared == {"待办", "open"}
