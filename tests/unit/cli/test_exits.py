"""Each command ends with the exit codes that are told of it, and no other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import policycore.cli
from policycore.cli import exits
from policycore.cli.app import COMMANDS

FOLDER = Path(policycore.cli.__file__).parent


def used(module: str) -> set[int]:
    """Return the codes that a module names."""
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    return {
        getattr(exits, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "exits"
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_ends_only_as_it_is_told_of_it(command: str) -> None:
    assert used(COMMANDS[command][0]) <= set(exits.of(command))


def test_every_code_has_a_meaning() -> None:
    codes = {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    assert codes == set(exits.MEANINGS)
    assert {code for command in COMMANDS for code in exits.of(command)} == codes
    assert set(exits.BESIDES) <= set(COMMANDS)
