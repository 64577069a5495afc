"""The hooks for pre-commit call commands that there are, on policy files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from unit.cli.run import POLICY, run

HOOKS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[3] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)


def test_there_is_one_to_check_and_one_to_lay_out() -> None:
    assert [hook["id"] for hook in HOOKS] == ["policycore-check", "policycore-fmt"]
    assert all(hook["language"] == "python" for hook in HOOKS)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_gets_policy_files_alone(hook: dict[str, Any]) -> None:
    assert re.search(hook["files"], "policies/等级/one.policy")
    assert not re.search(hook["files"], "policies/one.policy.txt")


def test_a_hook_fails_where_something_is_wrong_and_passes_else(folder: Path) -> None:
    (folder / "wrong.policy").write_text(POLICY.replace("disputes <= 3", "disptes <= 3"), encoding="utf-8")
    check = HOOKS[0]["entry"].split()
    assert check[0] == "policycore"
    assert run(*check[1:], "grades.policy").code == 0
    assert run(*check[1:], "grades.policy", "wrong.policy").code == 1
    # `fmt` writes in place, and pre-commit fails a hook that changed a file.
    layout = HOOKS[1]["entry"].split()
    before = (folder / "grades.policy").read_text(encoding="utf-8")
    assert run(*layout[1:], "grades.policy").code == 0
    assert (folder / "grades.policy").read_text(encoding="utf-8") != before
