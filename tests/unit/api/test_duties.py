"""Duties and procedures as a program and a command see them: items with status, verdict and the dates of a timeline."""

from __future__ import annotations

import csv
import json
import pickle
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest

from policycore import loads
from policycore.decision import Decision
from unit.cli.run import run

TEXT = """policy office "Office" / "办公" { languages: en, zh }
record Note { for_day : date  made_at : moment }
record Case {
  key id : text  came_on : date  came_at : moment  answered_at : moment optional
  decided_on : date optional  decided_by : text optional  appeal_on : date optional
  notes : list of Note
}
duty answer "Answer" / "答复" must within 24 hours after came_at done answered_at
duty plan "Plan" / "计划" should every month before day 5 17:00 from came_on done made_at over notes for for_day
procedure handling "Handling" / "办理" {
  step decide must until came_on + 30 days done decided_on by decided_by
  step appeal may within 10 days after decide done appeal_on stays decide
}
"""
POLICY = loads(TEXT)
CASE = {
    "id": "C1",
    "came_on": "2024-01-31",
    "came_at": "2024-01-31T10:00:00",
    "answered_at": "2024-02-01T10:00:01",
    "decided_on": "2024-02-28",
    "decided_by": "Li",
    "notes": [{"for_day": "2024-02-01", "made_at": "2024-02-05T17:00:00"}],
}


def decide(**changed: object) -> Decision:
    return POLICY.decide({**CASE, **changed}, as_of="2024-03-04")


def test_a_duty_is_one_item_with_its_verdict_and_dates() -> None:
    (item,) = decide()["answer"].items
    assert (item.id, item.element, item.finding, item.verdict) == ("answer", "", "late", "breach")
    assert item.facts == {"due": datetime(2024, 2, 1, 10), "at": datetime(2024, 2, 1, 10, 0, 1)}
    assert item.because == ("answer/late",)


def test_a_repeated_duty_has_an_item_per_period() -> None:
    items = decide()["plan"].items
    assert [(item.element, item.finding, item.verdict) for item in items] == [
        ("plan[2024-01-01]", "overdue", "deviation"),
        ("plan[2024-02-01]", "late", "deviation"),
        ("plan[2024-03-01]", "open", None),
    ]
    assert items[1].facts == {
        "start": date(2024, 2, 1),
        "end": date(2024, 2, 29),
        "due": datetime(2024, 2, 5, 16, 59, 59),
        "at": datetime(2024, 2, 5, 17),
        "count": 1,
    }


def test_a_procedure_has_an_item_per_step() -> None:
    decided, appeal = decide()["handling"].items
    assert (decided.id, decided.finding, appeal.id, appeal.finding) == (
        "handling/decide",
        "in_time",
        "handling/appeal",
        "open",
    )
    assert decided.facts == {
        "due": date(2024, 3, 1),
        "at": date(2024, 2, 28),
        "by": "Li",
        "effective": False,
        "final_on": None,
    }


def test_nothing_is_amiss_for_certain_while_something_is_missing() -> None:
    item = decide(answered_at="unknown")["answer"].items[0]
    assert (item.finding, item.status, item.verdict) == (None, "undetermined", None)
    assert item.missing == ("answered_at",)
    assert item.possible == ("in_time", "late", "overdue")


def test_data_of_a_decision_say_how_strict_a_duty_is_and_what_it_amounts_to() -> None:
    data = json.loads(decide().to_json())
    (answer,) = data["decisions"]["answer"]["items"]
    assert {name: answer[name] for name in ("finding", "modality", "verdict", "facts")} == {
        "finding": "late",
        "modality": "must",
        "verdict": "breach",
        "facts": {"due": "2024-02-01T10:00:00", "at": "2024-02-01T10:00:01"},
    }
    assert data["decisions"]["handling"]["items"][0]["facts"]["final_on"] is None
    assert pickle.loads(pickle.dumps(decide())).to_json() == decide().to_json()


@pytest.mark.parametrize(
    ("as_of", "cells"),
    [
        ("2024-01-31", {"answer": "open", "plan": "plan[2024-01-01]: overdue", "handling.decide": "open"}),
        (
            "2024-03-04",
            {
                "answer": "late",
                "plan": "plan[2024-01-01]: overdue; plan[2024-02-01]: late; plan[2024-03-01]: open",
                "handling.decide": "in_time",
            },
        ),
    ],
)
def test_tables_have_a_column_per_duty_and_step(
    as_of: str, cells: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "office.policy").write_text(TEXT, encoding="utf-8")
    (tmp_path / "cases.json").write_text(json.dumps([CASE]), encoding="utf-8")
    said = run("decide", "office.policy", "cases.json", "--as-of", as_of, "--format", "csv")
    (row,) = csv.DictReader(StringIO(said.out))
    assert {name: row[name] for name in cells} == cells
