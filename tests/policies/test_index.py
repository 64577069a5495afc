"""The index of all systems fits together, and what it counts is what the folders hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
POLICIES = ROOT / "policies"
NUMBERED = {"A": 33, "B": 9, "C": 21, "D": 50, "E": 34}


def test_index_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "policy-index"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_index_has_every_system_once_and_in_order() -> None:
    table = yaml.safe_load((POLICIES / "systems.yaml").read_text(encoding="utf-8"))
    every = [f"{letter}{number:02d}" for letter, last in NUMBERED.items() for number in range(1, last + 1)]
    assert [row["id"] for row in table["systems"]] == every


def test_every_folder_named_after_systems_is_theirs() -> None:
    """A folder that starts with an id encodes that system."""
    table = yaml.safe_load((POLICIES / "systems.yaml").read_text(encoding="utf-8"))
    policy_of = {row["id"]: row.get("policy") for row in table["systems"]}
    named = [folder for folder in table["folders"] if folder[0] in NUMBERED and folder[1].isdigit()]
    assert [policy_of[folder.split("-")[0]] for folder in named] == named
