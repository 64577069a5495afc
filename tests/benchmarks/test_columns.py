"""What is compared with policycore in columns gives the same columns, deciding rules as well."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

import columns
from formulas import RULES

INSTALLED = [name for name in columns.PEERS if find_spec(name) is not None]


@pytest.mark.parametrize("part", RULES)
@pytest.mark.parametrize("engine", INSTALLED)
def test_what_is_written_by_hand_gives_the_same_answers_and_rules(engine: str, part: str) -> None:
    table = columns.table_of(part, 1000)
    assert {"alone", "whole", "hand", "rules"} == set(columns.ways(part, engine, table, table.to_pylist()))


def test_other_rules_have_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES["tiers"], "tier.because", "'tier/A' if value >= 75 else 'tier/B'")
    table = columns.table_of("tiers", 1000)
    with pytest.raises(ValueError, match="other rules"):
        columns.ways("tiers", "duckdb", table, table.to_pylist())


def test_a_run_prints_sizes_and_gaps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "columns.json"
    given = ["--parts", "table_10", "--engines", "arrow", "--rows", "100,200", "--rounds", "1", "--json", str(file)]
    assert columns.main(given) == 0
    data = json.loads(file.read_text(encoding="utf-8"))
    assert [each["rows"] for each in data["sizes"]] == [100, 200]
    assert {each["gaps"]: each["singly"] > 0 for each in data["gaps"]} == {0: False, 1: True, 30: True}
    assert "30 % open" in capsys.readouterr().out
