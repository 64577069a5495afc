"""Every engine that is installed answers as hand-written Python does, and the figures of a run become a chart."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.etree import ElementTree

import pytest

import by_hand
import chart
import peers
import workload


def installed(id: str) -> bool:
    try:
        for package in import_module(f"adapters.{id}").PACKAGES:
            version(package)
    except (ImportError, PackageNotFoundError):
        return False
    return True


@pytest.mark.parametrize("part", ["tiers", "promises", "incidents", "table_10"])
@pytest.mark.parametrize("id", [id for id in peers.ADAPTERS if id != "hand"])
def test_an_engine_answers_as_hand_written_code(id: str, part: str) -> None:
    if not installed(id):
        pytest.skip(f"{id} is not installed")
    adapter = import_module(f"adapters.{id}")
    records = workload.records(part, 60)
    try:
        run = adapter.build(part)
    except NotImplementedError as why:
        pytest.skip(str(why))
    answers = adapter.answers(part, run(adapter.prepare(part, records)))
    assert answers == list(map(by_hand.decider(part), records))


def test_a_run_names_what_is_missing_and_measures_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "out.json", tmp_path / "out.svg"
    given = ["--parts", "table_10", "--engines", "ours_packed,nobody_knows", "--rounds", "3", "--seconds", "0"]
    assert peers.main([*given, "--records", "100", "--json", str(files[0]), "--chart", str(files[1])]) == 0
    out = capsys.readouterr().out
    assert "left out: nobody_knows" in out
    assert "policycore, compiled" in out
    assert ElementTree.parse(files[1]).getroot().tag.endswith("svg")


def test_an_engine_that_answers_otherwise_has_no_figure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    adapter = import_module("adapters.hand_indexed")
    monkeypatch.setattr(adapter, "answers", lambda part, result: [(-1,) for _ in result])
    files = ["--json", str(tmp_path / "a.json"), "--chart", str(tmp_path / "a.svg")]
    given = ["--parts", "table_10", "--engines", "hand_indexed", "--rounds", "1", "--seconds", "0", "--records", "100"]
    assert peers.main([*given, *files]) == 1


def test_bars_of_a_chart_stand_in_the_order_of_their_length() -> None:
    def engine(name: str, ratio: float) -> dict[str, object]:
        return {"name": name, "kind": "records", "shown": True, "ratio": {"tiers": ratio}}

    data = {
        "parts": ["tiers"],
        "engines": {"hand": engine("H", 1), "a": engine("slow & small", 0.01), "b": engine("B", 20)},
    }
    text = chart.svg(data)
    assert text.index(">B<") < text.index(">H<") < text.index("slow &amp; small")
    assert "1/100" in text
