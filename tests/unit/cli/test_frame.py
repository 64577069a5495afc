"""Language, help, usage and the end of every run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from policycore import __version__
from policycore.cli.app import COMMANDS
from policycore.cli.language import chosen_language
from policycore.core.outcome import DecisionOutcome, Inputs
from unit.cli.run import files, run, run_process


def test_version_is_that_of_the_package() -> None:
    assert run("--version").out == f"policycore {__version__}\n"
    pyproject = (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{__version__}"' in pyproject


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_both_languages(name: str) -> None:
    english, chinese = run(name, "--help"), run(name, "--help", lang="zh")
    assert english.code == chinese.code == 0
    assert english.out.startswith(f"Usage: policycore {name}")
    assert chinese.out.startswith(f"用法：policycore {name}")
    assert "Show this help" in english.out
    assert "显示帮助" in chinese.out
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english.out)


def test_without_a_command_the_help_is_shown() -> None:
    ran = run()
    assert ran.code == 2
    assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["--lang", "zh", "check"], {}, "zh"),
        (["check", "--lang=zh"], {"POLICYCORE_LANG": "en"}, "zh"),
        (["check"], {"POLICYCORE_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        (["check"], {"POLICYCORE_LANG": "zh-CN"}, "zh"),
        (["check"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["check"], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        (["check"], {"LC_MESSAGES": "zh_TW"}, "zh"),
        (["check"], {"POLICYCORE_LANG": "klingon", "LANG": "zh_CN"}, "zh"),
        (["check", "--", "--lang", "zh"], {}, "en"),
        ([], {}, "en"),
    ],
)
def test_language_is_asked_for_then_set_then_that_of_the_system(
    arguments: list[str], environment: dict[str, str], expected: str
) -> None:
    assert chosen_language(arguments, environment) == expected


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no command `chek`; did you mean `check`?"),
        (["check"], "`PATH` is missing"),
        (["check", "--frmat", "x"], "there is no option `--frmat`; did you mean `--format`?"),
        (["check", "--format", "xml", "x"], "`--format` takes one of `text`, `json`"),
        (["check", "--lang", "fr", "x"], "`--lang` takes one of `en`, `zh`"),
        (["explain", "grades.policy"], "`RECORDS` is missing"),
        (["decide", "-", "-"], "standard input can be only one of the files"),
        (["decide", "grades.policy", "customers.csv", "--events", "orders"], "is not written NAME=VALUE"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_where_help_is(arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "--help" in ran.err
    assert ran.out == ""


def test_a_wrong_call_is_told_in_chinese_too() -> None:
    assert "没有选项 `--frmat`" in run("check", "--frmat", "x", lang="zh").err


def test_an_internal_error_shows_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("the sky fell")

    monkeypatch.setattr("policycore.cli.inputs.open_policy", fail)
    ran = run("check", "grades.policy")
    assert ran.code == 70
    assert "error[PC901 internal-error]" in ran.err
    assert "our fault" in ran.err
    assert "ZeroDivisionError: the sky fell" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in run("check", "grades.policy", POLICYCORE_DEBUG="1").err


def test_an_interrupted_run_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("policycore.cli.inputs.open_policy", interrupt)
    ran = run("check", "grades.policy")
    assert ran.code == 130
    assert ran.err.strip() == "interrupted"


def test_an_interrupt_of_the_process_ends_it_quietly(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "policycore", "check", "-"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        # It waits for standard input once it is up; the signal must not come before.
        import time

        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert b"Traceback" not in err


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    many = "id,sales\n" + "".join(f"k{number},5\n" for number in range(5000))
    (folder / "many.csv").write_text(many, encoding="utf-8")
    command = (
        f"{sys.executable} -m policycore decide grades.policy many.csv --as-of 2024-03-31 --format jsonl 2>err.txt"
        " | head -1; echo ${PIPESTATUS[0]}"
    )
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, timeout=60, check=False)
    line, code = done.stdout.decode().splitlines()
    assert line.startswith('{"key":"k0"')
    assert code == "0"
    assert "Traceback" not in (folder / "err.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("redirected", "code"), [("check grades.policy 2>&-", 0), ("check gone.policy >&-", 2), ("check - <&-", 1)]
)
def test_streams_may_be_closed(folder: Path, redirected: str, code: int) -> None:
    command = f"{sys.executable} -m policycore {redirected}"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(folder: Path) -> None:
    command = f"{sys.executable} -m policycore schema grades.policy > /dev/full"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert b"PC808" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_process_speaks_utf8_in_any_locale(folder: Path) -> None:
    ran = run_process("check", "gone.policy", "--lang", "zh", cwd=folder, LC_ALL="C", PYTHONIOENCODING="")
    assert ran.code == 2
    assert "没有文件 `gone.policy`" in ran.out + ran.err


def test_colour_is_only_for_those_who_want_it() -> None:
    assert "\x1b[" not in run("check", "gone.policy").out
    assert "\x1b[" in run("check", "gone.policy", FORCE_COLOR="1").out
    assert "\x1b[" not in run("check", "gone.policy", FORCE_COLOR="1", NO_COLOR="1").out


def test_evaluators_that_disagree_leave_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from policycore.engine import Engine
    from policycore.interpret.decide import decide

    def forged(engine: Engine, inputs: Inputs) -> tuple[DecisionOutcome, ...]:
        first, *others = decide(engine.program, inputs)
        return (evolve(first, outcome="gold"), *others)

    files(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Engine, "outcomes", forged)
    ran = run("explain", "grades.policy", "customers.csv", "--key", "c2", "--as-of", "2024-03-31")
    assert ran.code == 70
    assert "error[PC904 evaluators-differ]" in ran.err
    assert "policycore-report.json" in ran.err
    told = json.loads((tmp_path / "policycore-report.json").read_text(encoding="utf-8"))
    assert (told["compiled"]["outcome"], told["reference"]["outcome"]) == ("gold", "silver")
    assert told["inputs"]["record"]["fields"]["id"] == "c2"
