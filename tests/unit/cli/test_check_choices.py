"""`check` as other tools expect it: what is shown, by configuration, call and comment; SARIF and GitHub annotations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unit.cli.run import POLICY, run, run_process

HEAD = 'policy sample "S" {}\nrecord Loan { key id : text  left_on : date optional  amount : whole at least 0 }\n'
WARNS = f"{HEAD}define gone = left_on < 2024-01-01\ndefine odd = amount is absent\n"
FAILS = f"{HEAD}define gone = left_on < 2024-01-01\ndefine odd = amout\n"


@pytest.fixture
def warns(folder: Path) -> Path:
    (folder / "warns.policy").write_text(WARNS, encoding="utf-8")
    (folder / "fails.policy").write_text(FAILS, encoding="utf-8")
    return folder


def configure(folder: Path, text: str) -> None:
    (folder / "policycore.toml").write_text(text, encoding="utf-8")


def told(*args: str) -> list[str]:
    """Return the codes that `check` shows."""
    return [found["code"] for found in json.loads(run("check", "--format", "json", *args).out)]


# --- what is shown ---


def test_the_configuration_chooses_what_is_shown(warns: Path) -> None:
    assert told("warns.policy") == ["PC423", "PC422"]
    configure(warns, 'ignore = ["PC422"]\n')
    assert told("warns.policy") == ["PC423"]
    configure(warns, 'select = ["PC422"]\n')
    assert told("warns.policy") == ["PC422"]
    configure(warns, '[per-file-ignores]\n"warns.*" = ["PC4"]\n')
    assert told("warns.policy") == []
    assert run("check", "warns.policy").err == "checked 1 file: 0 errors, 0 warnings; 2 warnings left out by choice\n"


def test_the_call_goes_before_the_configuration(warns: Path) -> None:
    configure(warns, 'ignore = ["PC422"]\nwarnings-as-errors = true\n')
    assert told("--ignore", "PC423", "warns.policy") == ["PC422"]
    assert told("--no-config", "warns.policy") == ["PC423", "PC422"]
    assert run("check", "warns.policy").code == 1
    assert run("check", "--no-warnings-as-errors", "warns.policy").code == 0


def test_the_file_that_is_named_holds_alone(warns: Path) -> None:
    configure(warns, 'ignore = ["PC422"]\n')
    (warns / "other.toml").write_text('ignore = ["PC423"]\n', encoding="utf-8")
    assert told("--config", "other.toml", "warns.policy") == ["PC422"]


def test_each_file_goes_by_what_is_nearest_to_it(warns: Path) -> None:
    (warns / "deep").mkdir()
    (warns / "deep/inner.policy").write_text(WARNS.replace("policy ", "policy inner_", 1), encoding="utf-8")
    (warns / "deep/policycore.toml").write_text('ignore = ["PC422"]\n', encoding="utf-8")
    assert told("warns.policy", "deep") == ["PC423", "PC422", "PC423"]


def test_standard_input_goes_by_what_is_nearest_to_its_name(warns: Path) -> None:
    (warns / "deep").mkdir()
    (warns / "deep/policycore.toml").write_text('ignore = ["PC422"]\n', encoding="utf-8")
    ran = run("check", "--format", "json", "-", "--stdin-filename", "deep/x.policy", stdin=WARNS)
    assert [found["code"] for found in json.loads(ran.out)] == ["PC423"]


def test_warnings_can_fail_a_run_and_only_those_that_are_shown(warns: Path) -> None:
    ran = run("check", "--warnings-as-errors", "warns.policy")
    assert ran.code == 1
    assert ran.err == "checked 1 file: 0 errors, 2 warnings; warnings count as errors\n"
    assert run("check", "--warnings-as-errors", "--ignore", "PC422,PC423", "warns.policy").code == 0
    assert run("check", "warns.policy").code == 0


def test_an_error_that_is_not_selected_still_fails_the_run(warns: Path) -> None:
    ran = run("check", "--select", "PC4", "fails.policy")
    assert ran.code == 1
    assert "PC2" not in ran.out
    assert "1 error, " in ran.err
    assert "1 error not selected, hence not shown" in ran.err
    assert "不在所选之列" in run("check", "--select", "PC4", "fails.policy", lang="zh").err


def test_an_error_cannot_be_ignored(warns: Path) -> None:
    ran = run("check", "--ignore", "PC201", "fails.policy")
    assert ran.code == 2
    assert "PC854" in ran.err
    configure(warns, 'ignore = ["PC2"]\n')
    assert run("check", "fails.policy").code == 2


def test_a_configuration_that_is_not_understood_stops_the_run(warns: Path) -> None:
    configure(warns, 'slect = ["PC4"]\n')
    for command in ("check", "fmt"):
        ran = run(command, "warns.policy")
        assert ran.code == 2
        assert "did you mean `select`?" in ran.err
        assert "policycore.toml:1:1" in ran.err
    assert run("check", "--config", "gone.toml", "warns.policy").code == 2


def test_what_several_files_use_is_told_once(warns: Path) -> None:
    for name in ("one", "two"):
        text = f'policy {name} "N" {{}}\nuse Loan, gone from "warns.policy"\nrequire r for Loan : gone\n'
        (warns / f"{name}.policy").write_text(text, encoding="utf-8")
    assert told("one.policy", "two.policy", "warns.policy").count("PC423") == 1


def test_silenced_warnings_are_counted(warns: Path) -> None:
    text = f"{HEAD}define gone = left_on < 2024-01-01  # policycore: ignore[PC423] not asked of open ones\n"
    (warns / "calm.policy").write_text(text, encoding="utf-8")
    ran = run("check", "--warnings-as-errors", "calm.policy")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "checked 1 file: 0 errors, 0 warnings; 1 warning silenced by comments\n"


def test_the_language_may_be_configured(warns: Path) -> None:
    configure(warns, 'lang = "zh"\n')
    assert "已检查" in run_process("check", "warns.policy", cwd=warns).err
    assert "checked" in run_process("check", "warns.policy", cwd=warns, POLICYCORE_LANG="en").err
    assert "checked" in run_process("check", "warns.policy", "--lang", "en", cwd=warns).err
    assert "已检查" in run_process("check", "warns.policy", cwd=warns, LANG="en_GB.UTF-8").err


def test_fmt_writes_the_keywords_that_are_configured(warns: Path) -> None:
    configure(warns, 'keywords = "zh"\n')
    assert run("fmt", "-", stdin=POLICY).out.startswith("制度 ")
    assert run("fmt", "--keywords", "en", "-", stdin=POLICY).out.startswith("policy ")
    assert run("fmt", "--no-config", "-", stdin=POLICY).out.startswith("policy ")


# --- for other programs ---


def test_sarif_is_one_log_of_all_files(warns: Path) -> None:
    ran = run("check", "--format", "sarif", "warns.policy", "fails.policy")
    log = json.loads(ran.out)
    assert ran.code == 1
    (one,) = log["runs"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in one["results"]]
    assert places[:2] == ["warns.policy", "warns.policy"]
    assert set(places[2:]) == {"fails.policy"}
    assert one["tool"]["driver"]["rules"][0]["helpUri"].startswith("messages/en/PC")


def test_sarif_takes_the_address_of_published_documentation(warns: Path) -> None:
    configure(warns, 'docs-url = "https://example.org/d"\n')
    log = json.loads(run("check", "--format", "sarif", "warns.policy", lang="zh").out)
    addresses = [rule["helpUri"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert addresses == ["https://example.org/d/messages/zh/PC422.html", "https://example.org/d/messages/zh/PC423.html"]


def test_annotations_stand_one_a_line(warns: Path) -> None:
    ran = run("check", "--format", "github", "warns.policy", "fails.policy", "gone.policy")
    lines = ran.out.splitlines()
    assert ran.code == 1
    place = "file=warns.policy,line=3,col=15,endLine=3,endColumn=22"
    assert lines[0].startswith(f"::warning {place},title=PC423 may-be-absent::")
    assert any(line.startswith("::error file=fails.policy,line=4") for line in lines)
    assert any("PC801 file-not-found::" in line for line in lines)
