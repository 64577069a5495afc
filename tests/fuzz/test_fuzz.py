"""What fuzzing found stays found, and fuzzing itself works: a short run, finds that are saved, inputs had again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fuzz import command
from fuzz.mutate import FOUND, corpus
from fuzz.targets import TARGETS

SEEDS = corpus()


@pytest.mark.parametrize("path", sorted(FOUND.glob("*-*")), ids=lambda path: path.name)
def test_what_was_found_is_survived(path: Path) -> None:
    target, _ = TARGETS[path.name.partition("-")[0]]
    with command.limited(command.SLOW):
        target(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing_and_does_not_end_at_the_door(name: str) -> None:
    target, _ = TARGETS[name]
    came = {target(command.new_input(name, random.Random(f"short/{number}"), SEEDS)) for number in range(60)}
    assert came & {"parsed", "checked", "laid out", "decided", "loaded", "read"}


def test_an_input_depends_on_seed_and_number_alone() -> None:
    for name in TARGETS:
        first, again, other = (command.new_input(name, random.Random(seed), SEEDS) for seed in ("1/7", "1/7", "1/8"))
        assert first == again != other


def test_a_find_stops_the_run_is_made_smaller_and_saved(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fragile(data: bytes) -> str:
        if b"tier" in data:
            raise ValueError("a tier")
        return "parsed"

    monkeypatch.setattr(command, "FOUND", tmp_path / "found")
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setitem(TARGETS, "parse", (fragile, ".policy"))
    assert command.main(["--target", "parse", "--seed", "1", "--inputs", "1000"]) == 1
    (found,) = (tmp_path / "found").iterdir()
    assert found.read_bytes() == b"tier"
    assert found.suffix == ".policy"
    assert "scripts/fuzz --replay found/parse-" in capsys.readouterr().out


def test_a_run_says_how_many_inputs_each_target_had(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--seed", "3", "--inputs", "12", "--target", "load", "--target", "map"]) == 0
    said = capsys.readouterr().out
    assert "12 inputs in" in said
    assert all(f"  {name:8} {6:8}" in said for name in ("load", "map"))


def test_what_takes_too_long_is_a_find() -> None:
    def endless(data: bytes) -> str:
        while True:
            pass

    with pytest.raises(command.TooSlowError), command.limited(0.05):
        endless(b"")
