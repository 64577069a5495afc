"""Configuration files: which one holds, what it may say, and what it can never do."""

from __future__ import annotations

from pathlib import Path

import pytest

from policycore.config import Config, check_codes, config_for, configured_language, find_config, fits, load_config
from policycore.diagnostics.model import Diagnostic
from policycore.report import PolicyError
from policycore.source import Span


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> PolicyError:
    with pytest.raises(PolicyError) as raised:
        load_config(path)
    return raised.value


def finding(code: str) -> Diagnostic:
    return Diagnostic(code, Span("a.policy", 0, 1))


# --- which file holds ---


def test_without_a_file_nothing_is_configured(tmp_path: Path) -> None:
    assert config_for(tmp_path) == Config()


def test_the_nearest_file_upward_holds(tmp_path: Path) -> None:
    write(tmp_path / "policycore.toml", 'lang = "en"\n')
    near = write(tmp_path / "a/policycore.toml", 'lang = "zh"\n')
    (tmp_path / "a/b").mkdir()
    assert find_config(tmp_path / "a/b") == near
    assert config_for(tmp_path / "a/b").lang == "zh"
    assert config_for(tmp_path).lang == "en"


def test_a_pyproject_holds_only_where_it_has_a_table_for_us(tmp_path: Path) -> None:
    above = write(tmp_path / "policycore.toml", 'lang = "en"\n')
    write(tmp_path / "a/pyproject.toml", '[project]\nname = "policycore"\n[tool.other]\nx = 1\n')
    assert find_config(tmp_path / "a") == above
    mine = write(tmp_path / "b/pyproject.toml", '[tool.policycore]\nlang = "zh"\n')
    assert find_config(tmp_path / "b") == mine
    assert config_for(tmp_path / "b").lang == "zh"


def test_a_table_inside_our_table_is_enough(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.policycore.per-file-ignores]\n"old/*" = ["PC423"]\n')
    assert config_for(tmp_path).per_file_ignores == {"old/*": ("PC423",)}


def test_of_two_files_in_a_folder_our_own_holds(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.policycore]\nlang = "zh"\n')
    write(tmp_path / "policycore.toml", 'lang = "en"\n')
    assert config_for(tmp_path).lang == "en"


def test_all_keys_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "policycore.toml",
        'select = ["PC4"]\nignore = ["may-be-absent"]\nwarnings-as-errors = true\nlang = "zh"\nkeywords = "zh"\n'
        'docs-url = "https://example.org/docs"\n[per-file-ignores]\n"drafts/*" = ["PC422"]\n',
    )
    assert load_config(path) == Config(
        tmp_path,
        ("PC4",),
        ("may-be-absent",),
        {"drafts/*": ("PC422",)},
        True,
        "zh",
        "zh",
        "https://example.org/docs/",
    )


# --- what is not understood ---


def test_an_unknown_key_is_an_error_with_a_suggestion_at_its_place(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "policycore.toml", 'lang = "en"\nper-file-ignore = {}\n'))
    assert [d.code for d in error.diagnostics] == ["PC852"]
    assert "did you mean `per-file-ignores`?" in str(error)
    assert "policycore.toml:2:1" in str(error)


def test_keys_with_underscores_are_not_taken_for_those_with_hyphens(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "policycore.toml", "warnings_as_errors = true\n"))
    assert [d.code for d in error.diagnostics] == ["PC852"]
    assert "did you mean `warnings-as-errors`?" in str(error)


@pytest.mark.parametrize(
    "line",
    [
        'lang = "fr"',
        "lang = 1",
        'warnings-as-errors = "yes"',
        'ignore = "PC423"',
        "select = [1]",
        'per-file-ignores = ["a"]',
        'per-file-ignores = { a = "PC423" }',
        'keywords = ["en"]',
        "docs-url = 5",
    ],
)
def test_a_wrong_value_is_told_with_what_the_key_takes(tmp_path: Path, line: str) -> None:
    error = refused(write(tmp_path / "policycore.toml", f"{line}\n"))
    assert [d.code for d in error.diagnostics] == ["PC853"]
    assert "= cause: it takes " in str(error)


def test_all_wrong_keys_are_told_at_once(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "policycore.toml", 'lang = "fr"\nslect = []\nignore = 1\n'))
    assert [d.code for d in error.diagnostics] == ["PC853", "PC852", "PC853"]


@pytest.mark.parametrize("text", ["[tool]\npolicycore = 5\n[tool.policycore.x]\n", "x = [\n", "lang = en\n"])
def test_a_file_that_is_no_toml_is_told_at_its_place(tmp_path: Path, text: str) -> None:
    error = refused(write(tmp_path / "policycore.toml", text))
    assert [d.code for d in error.diagnostics] == ["PC851"]
    assert "policycore.toml:" in str(error)


def test_our_table_must_be_a_table(tmp_path: Path) -> None:
    error = refused(write(tmp_path / "pyproject.toml", "[tool]\npolicycore = 5\n"))
    assert [d.code for d in error.diagnostics] == ["PC853"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('select = ["PC7"]', "PC855"),
        ('ignore = [""]', "PC855"),
        ('ignore = ["may-be-absnt"]', "PC855"),
        ('ignore = ["PC301"]', "PC854"),
        ('ignore = ["PC3"]', "PC854"),
        ('ignore = ["unknown-name"]', "PC854"),
        ('per-file-ignores = { "x" = ["PC301"] }', "PC854"),
    ],
)
def test_codes_are_checked(tmp_path: Path, text: str, code: str) -> None:
    assert [d.code for d in refused(write(tmp_path / "policycore.toml", text + "\n")).diagnostics] == [code]


def test_a_name_that_was_mistyped_is_suggested() -> None:
    (found,) = check_codes("--select", ["may-be-absnt"])
    assert "did you mean `may-be-absent`?" in str(PolicyError.of(found))


def test_a_file_that_cannot_be_understood_asks_for_no_language(tmp_path: Path) -> None:
    write(tmp_path / "policycore.toml", "lang = \n")
    assert configured_language(tmp_path) is None


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert [d.code for d in refused(tmp_path / "gone.toml").diagnostics] == ["PC801"]


# --- what it hides ---


@pytest.mark.parametrize("chosen", ["PC423", "pc42", "PC", "may-be-absent", "May-Be-Absent"])
def test_a_message_is_chosen_by_code_beginning_or_name(chosen: str) -> None:
    assert fits("PC423", chosen)


def test_a_longer_or_other_beginning_does_not_fit() -> None:
    assert not fits("PC423", "PC4234")
    assert not fits("PC423", "PC3")
    assert not fits("PC423", "absent")


def test_ignored_warnings_are_hidden_and_errors_are_not() -> None:
    config = Config(ignore=("PC4",))
    assert config.hides(finding("PC423"), "a.policy") == "ignore"
    assert config.hides(finding("PC401"), "a.policy") is None


def test_what_is_not_selected_is_hidden_errors_too_but_for_what_cannot_be_read() -> None:
    config = Config(select=("PC4",))
    assert config.hides(finding("PC301"), "a.policy") == "select"
    assert config.hides(finding("PC423"), "a.policy") is None
    assert config.hides(finding("PC801"), "a.policy") is None
    assert config.hides(finding("PC901"), "a.policy") is None


@pytest.mark.parametrize("pattern", ["drafts/*", "drafts/deep/one.policy", "one.policy", "*.policy"])
def test_patterns_of_files_are_seen_from_the_configuration(tmp_path: Path, pattern: str) -> None:
    config = Config(tmp_path, per_file_ignores={pattern: ("PC423",)})
    assert config.hides(finding("PC423"), str(tmp_path / "drafts/deep/one.policy")) == "ignore"


def test_a_pattern_of_other_files_hides_nothing(tmp_path: Path) -> None:
    config = Config(tmp_path, per_file_ignores={"drafts/*": ("PC423",)})
    assert config.hides(finding("PC423"), str(tmp_path / "one.policy")) is None
