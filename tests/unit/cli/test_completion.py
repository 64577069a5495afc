"""Pressing Tab: commands, options, files, and names out of the policy at hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from unit.cli.run import Ran, run, run_process


def asked(folder: Path, line: str, shell: str = "bash") -> Ran:
    """Ask as a shell does: `line` up to where the cursor stands, its last word incomplete."""
    words = line.split(" ")
    return run_process(
        cwd=folder, COMP_WORDS=line, COMP_CWORD=str(len(words) - 1), _POLICYCORE_COMPLETE=f"{shell}_complete"
    )


def offered(folder: Path, line: str) -> list[str]:
    """Return what bash is offered."""
    ran = asked(folder, line)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.split()


def test_commands_are_completed(folder: Path) -> None:
    assert offered(folder, "policycore ex") == ["plain,explain", "plain,explain-code"]
    assert "plain,completion" in offered(folder, "policycore ")


def test_options_and_their_choices_are_completed(folder: Path) -> None:
    assert "plain,--warnings-as-errors" in offered(folder, "policycore check --w")
    assert offered(folder, "policycore check --format s") == ["plain,sarif"]
    assert offered(folder, "policycore decide --lang ") == ["plain,en", "plain,zh"]


@pytest.mark.parametrize(
    "line", ["check ", "fmt --check ", "decide grades.policy ", "explain --map ", "check --config ", "new ", "test "]
)
def test_files_are_left_to_the_shell(folder: Path, line: str) -> None:
    assert offered(folder, f"policycore {line}") == ["file,"]


def test_names_of_the_policy_at_hand_are_completed(folder: Path) -> None:
    assert offered(folder, "policycore explain grades.policy customers.csv --decision ") == [
        "plain,grade",
        "plain,calm",
        "plain,service",
    ]
    assert offered(folder, "policycore explain grades.policy customers.csv --decision c") == ["plain,calm"]
    assert offered(folder, "policycore decide grades.policy customers.csv --record ") == ["plain,Customer"]
    assert offered(folder, "policycore decide grades.policy customers.csv --set b") == ["plain,bonus=", "plain,border="]


def test_codes_are_completed(folder: Path) -> None:
    assert offered(folder, "policycore explain-code pc85") == [f"plain,PC85{n}" for n in range(1, 6)]


def test_what_cannot_be_read_completes_to_nothing(folder: Path) -> None:
    (folder / "broken.policy").write_text("policy {{{", encoding="utf-8")
    for name in ("broken.policy", "gone.policy"):
        assert offered(folder, f"policycore explain {name} customers.csv --decision ") == []
    assert offered(folder, "policycore explain --decision ") == []


def test_other_shells_get_help_beside_the_words(folder: Path) -> None:
    assert "check" in asked(folder, "policycore ch", "zsh").out
    line = "policycore explain-code PC80"
    ran = run_process(cwd=folder, COMP_WORDS=line, COMP_CWORD="PC80", _POLICYCORE_COMPLETE="fish_complete")
    assert "file-not-found" in ran.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_this_program(shell: str) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    assert f"_POLICYCORE_COMPLETE={shell}_complete" in ran.out
    assert "policycore" in ran.out


def test_another_shell_is_refused() -> None:
    ran = run("completion", "csh")
    assert ran.code == 2
    assert "takes one of `bash`, `zsh`, `fish`" in ran.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_with_the_script(folder: Path) -> None:
    program = folder / "bin" / "policycore"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policycore "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    lines = (
        f'PATH="{program.parent}:$PATH"; eval "$(policycore completion bash)"; '
        "COMP_WORDS=(policycore explain-c); COMP_CWORD=1; _policycore_completion policycore; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", lines], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("explain-code\n", "")
