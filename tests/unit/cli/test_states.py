"""`--previous`, `--first-review` and `--state-out`: states go from one review to the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from unit.cli.run import run

POLICY = """policy members "Members" {}
record Member { key id : text  sales : whole at least 0 }
tiering level "Level" {
  tier gold when sales >= 100
  tier basic otherwise
  movement { every quarter  down after 2 reviews }
}
"""
CALL = ("decide", "members.policy")


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "members.policy").write_text(POLICY)
    (tmp_path / "q1.csv").write_text("id,sales\nM1,200\nM2,5\n")
    (tmp_path / "q2.csv").write_text("id,sales\nM1,5\nM3,x\nM4,\n")
    return tmp_path


def states(file: str) -> dict[str, Any]:
    lines = [json.loads(line) for line in Path(file).read_text().splitlines()]
    return {line["key"]: line for line in lines}


def first() -> None:
    assert run(*CALL, "q1.csv", "--as-of", "2024-03-31", "--first-review", "--state-out", "s.jsonl").code == 0


def test_without_states_nothing_is_guessed() -> None:
    ran = run(*CALL, "q1.csv", "--as-of", "2024-03-31")
    assert ran.out.count("undetermined (gold, basic)") == 2


def test_the_first_review_writes_the_states_of_all() -> None:
    first()
    found = states("s.jsonl")
    assert list(found) == ["M1", "M2"]
    assert found["M1"]["level.state"] == {
        "previous": "gold",
        "since": "2024-03-31",
        "failed": "0",
        "probation_until": None,
        "reviewed_on": "2024-03-31",
    }
    assert found["M1"]["open"] == []


def test_the_next_review_goes_on_from_there_and_may_write_over_what_it_read() -> None:
    first()
    ran = run(*CALL, "q2.csv", "--as-of", "2024-06-30", "--previous", "s.jsonl", "--state-out", "s.jsonl")
    found = states("s.jsonl")
    assert ran.code == 3  # M3 is rejected
    assert found["M1"]["level.state"]["failed"] == "1"
    assert found["M4"] == {"key": "M4", "level.state": "absent", "open": ["level"]}


def test_who_did_not_come_is_handed_on_and_who_was_rejected_too() -> None:
    first()
    before = states("s.jsonl")["M2"]
    ran = run(*CALL, "q2.csv", "--as-of", "2024-06-30", "--previous", "s.jsonl", "--state-out", "t.jsonl")
    assert states("t.jsonl")["M2"] == before
    assert "whose states are handed on: 1" in ran.err
    assert "M3" not in states("t.jsonl")


def test_a_state_that_cannot_be_read_rejects_its_record_and_is_kept() -> None:
    first()
    spoilt = Path("s.jsonl").read_text().replace('"since":"2024-03-31"', '"since":"spring"', 1)
    Path("s.jsonl").write_text(spoilt)
    call = ("--as-of", "2024-06-30", "--previous", "s.jsonl", "--state-out", "t.jsonl", "--rejects", "r.jsonl")
    ran = run(*CALL, "q1.csv", *call)
    rejected = json.loads(Path("r.jsonl").read_text())
    assert ran.code == 3
    assert "s.jsonl, line 1" in ran.err
    assert rejected["key"] == "M1"
    assert states("t.jsonl")["M1"]["level.state"]["since"] == "spring"


def test_a_file_of_states_that_cannot_be_read_decides_nothing() -> None:
    Path("s.jsonl").write_text('{"level.state":"absent"}\n{"key":"M1"}\n{"key":"M1"}\n')
    ran = run(*CALL, "q1.csv", "--as-of", "2024-06-30", "--previous", "s.jsonl", "--state-out", "t.jsonl")
    assert ran.code == 1
    assert "PC575" in ran.err
    assert "PC576" in ran.err
    assert ran.out == ""
    assert not Path("t.jsonl").exists()


def test_nothing_is_written_over_where_the_run_fails() -> None:
    first()
    before = Path("s.jsonl").read_text()
    Path("wrong.csv").write_text("id,sales,id\nM1,1,M1\n")
    run(*CALL, "wrong.csv", "--as-of", "2024-06-30", "--previous", "s.jsonl", "--state-out", "s.jsonl")
    assert Path("s.jsonl").read_text() == before
    assert sorted(path.name for path in Path().iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--previous", "s.jsonl", "--first-review"), "cannot both be said"),
        (("--previous", "nowhere.jsonl"), "PC801"),
        (("--first-review", "--state-out", "q1.csv"), "PC826"),
        (("--first-review", "--state-out", "."), "PC808"),
    ],
)
def test_a_call_that_cannot_be_is_refused(options: tuple[str, ...], told: str) -> None:
    ran = run(*CALL, "q1.csv", "--as-of", "2024-06-30", *options)
    assert ran.code != 0
    assert told in ran.err
    assert ran.out == ""


def test_a_policy_without_movement_has_no_states() -> None:
    Path("members.policy").write_text(POLICY.replace("  movement { every quarter  down after 2 reviews }\n", ""))
    ran = run(*CALL, "q1.csv", "--as-of", "2024-06-30", "--state-out", "s.jsonl")
    assert "PC841" in ran.err


def test_an_explanation_reads_the_state_as_well() -> None:
    first()
    call = ("explain", "members.policy", "q2.csv", "--key", "M1", "--as-of", "2024-06-30", "--previous", "s.jsonl")
    assert "level/movement/grace" in run(*call).out
