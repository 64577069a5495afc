"""Records that are compared with each other: over a file, from standard input, and one of them later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unit.cli.run import run

RANKS = """policy ranks "Ranks" { languages: en, zh }
record Outlet { key id : text  network : text  sales : whole at least 0 }
parameter places : whole = 1
population base over Outlet per network {
  ties: together
  define place = rank(sales)
}
tiering tier { tier first when place <= places  tier other otherwise }
"""
OUTLETS = "id,network,sales\no1,N,7\no2,N,5\no3,S,5\no4,N,many\n"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ranks.policy").write_text(RANKS, encoding="utf-8")
    (tmp_path / "outlets.csv").write_text(OUTLETS, encoding="utf-8")
    (tmp_path / "one.csv").write_text("id,network,sales\no2,N,5\n", encoding="utf-8")
    return tmp_path


def tiers(*args: str, **more: str) -> dict[str, object]:
    ran = run("decide", "ranks.policy", *args, "--format", "jsonl", **more)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    return {line["key"]: line["decisions"]["tier"]["value"] for line in lines}


def test_the_records_of_a_file_are_compared_with_each_other() -> None:
    assert tiers("outlets.csv") == {"o1": "first", "o2": "other", "o3": "first"}


def test_so_are_those_of_standard_input() -> None:
    assert tiers("-", "--stdin-filename", "outlets.csv", stdin=OUTLETS) == tiers("outlets.csv")


def test_a_rejected_record_is_told_once_and_is_no_member() -> None:
    ran = run("decide", "ranks.policy", "outlets.csv")
    assert ran.code == 3
    assert ran.err.count("error[PC502") == 1
    assert "decided 3, of these 0 with something undetermined; rejected 1" in ran.err


def test_a_record_is_decided_later_as_among_the_others() -> None:
    ran = run("snapshot", "ranks.policy", "outlets.csv", "--output", "saved.json")
    assert ran.code == 0
    assert "base: 3 members" in ran.err
    assert tiers("one.csv", "--snapshot", "saved.json") == {"o2": "other"}
    assert tiers("one.csv") == {"o2": "first"}  # it is the only one of its file


def test_a_snapshot_goes_to_standard_output_without_a_file() -> None:
    ran = run("snapshot", "ranks.policy", "outlets.csv")
    assert json.loads(ran.out)["populations"]["base"]["size"] == 3


def test_what_is_switched_must_be_the_same() -> None:
    run("snapshot", "ranks.policy", "outlets.csv", "--set", "places=2", "--output", "saved.json")
    assert tiers("one.csv", "--snapshot", "saved.json", "--set", "places=2") == {"o2": "first"}
    ran = run("decide", "ranks.policy", "one.csv", "--snapshot", "saved.json")
    assert (ran.code, "PC862" in ran.err) == (2, True)


def test_an_explanation_says_where_a_record_stands() -> None:
    text = run("explain", "ranks.policy", "outlets.csv", "--key", "o2").out
    assert "Among the others" in text
    assert "2 members; just ahead: 7; nobody is behind" in text
    assert "the last one in has 7" in text
    assert "与其他成员相比" in run("explain", "ranks.policy", "outlets.csv", "--key", "o2", lang="zh").out


def test_a_snapshot_does_not_write_over_what_it_reads(files: Path) -> None:
    ran = run("snapshot", "ranks.policy", "outlets.csv", "--output", "outlets.csv")
    assert "PC826" in ran.err
    assert (files / "outlets.csv").read_text(encoding="utf-8") == OUTLETS


def test_a_policy_that_compares_nothing_has_no_snapshot(files: Path) -> None:
    (files / "plain.policy").write_text(
        "policy plain {}\nrecord Outlet { key id : text  sales : whole }\nrequire sold : sales > 0\n", encoding="utf-8"
    )
    assert "PC863" in run("snapshot", "plain.policy", "one.csv").err


def test_a_snapshot_file_that_is_not_there_is_told() -> None:
    assert "PC801" in run("decide", "ranks.policy", "one.csv", "--snapshot", "none.json").err
