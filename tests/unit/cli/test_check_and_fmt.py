"""`check`, `fmt`, `dump`, `schema`, `explain-code` and `new`."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from unit.cli.run import POLICY, run

WRONG = POLICY.replace("disputes <= 3", "disptes <= 3").replace("sales >= 10万", "sals >= 10万")


def test_a_sound_policy_is_said_to_be_sound() -> None:
    ran = run("check", "grades.policy")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "checked 1 file: 0 errors, 0 warnings\n"


def test_all_errors_are_told_at_once_with_their_places(folder: Path) -> None:
    (folder / "wrong.policy").write_text(WRONG, encoding="utf-8")
    ran = run("check", "wrong.policy")
    assert ran.code == 1
    assert "--> wrong.policy:16:43" in ran.out
    assert "did you mean `sales`?" in ran.out
    assert "did you mean `disputes`?" in ran.out
    assert ran.err == "checked 1 file: 2 errors, 0 warnings\n"


def test_findings_are_data_for_programs(folder: Path) -> None:
    (folder / "wrong.policy").write_text(WRONG, encoding="utf-8")
    ran = run("check", "--format", "json", "wrong.policy", "grades.policy")
    found = json.loads(ran.out)
    assert [item["line"] for item in found] == [16, 19]
    assert found[0]["file"] == "wrong.policy"
    assert ran.code == 1


def test_places_are_seen_from_where_the_command_runs(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep/words.policy").write_text('policy words "W" {}\nrecord R { x : txt }\n', encoding="utf-8")
    (folder / "deep/main.policy").write_text('policy main "M" {}\nuse R from "words.policy"\n', encoding="utf-8")
    ran = run("check", "deep/main.policy")
    assert "--> deep/words.policy:2:16" in ran.out


def test_a_folder_stands_for_the_policies_in_it(folder: Path) -> None:
    (folder / "a/.hidden").mkdir(parents=True)
    for name in ("a/one.policy", "a/two.policy", "a/.hidden/three.policy", "a/four.txt"):
        text = POLICY.replace("policy grades", f"policy {Path(name).stem}")
        (folder / name).write_text(text, encoding="utf-8")
    assert run("check", "a", "a/one.policy").err == "checked 2 files: 0 errors, 0 warnings\n"


def test_standard_input_is_checked_under_its_name() -> None:
    ran = run("check", "-", "--stdin-filename", "draft.policy", stdin=WRONG)
    assert ran.code == 1
    assert "--> draft.policy:16:43" in ran.out


def test_used_files_are_found_beside_the_name_of_standard_input(folder: Path) -> None:
    (folder / "words.policy").write_text('policy words "W" {}\nchoice C { a, b }\n', encoding="utf-8")
    text = 'policy main "M" {}\nuse C from "words.policy"\nrecord R { key id : text  c : C }\n'
    assert run("check", "-", stdin=text).code == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gone.policy", "PC801"),
        ("old.policy", "PC802"),
        ("wide.policy", "PC802"),
        ("latin.policy", "PC802"),
        ("photo.policy", "PC807"),
        ("empty", "PC804"),
        ("loop.policy", "PC806"),
    ],
)
def test_what_cannot_be_read_is_told_kindly(folder: Path, name: str, code: str) -> None:
    (folder / "old.policy").write_bytes('制度 旧 "客户等级" {}\n'.encode("gb18030"))
    (folder / "wide.policy").write_bytes('policy wide "x" {}\n'.encode("utf-16"))
    (folder / "latin.policy").write_bytes('policy l "Müller" {}\n'.encode("latin-1"))
    (folder / "photo.policy").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe")
    (folder / "empty").mkdir()
    (folder / "loop.policy").symlink_to("loop.policy")
    ran = run("check", name)
    assert ran.code == 2
    assert f"error[{code}" in ran.out + ran.err
    assert "PC9" not in ran.out + ran.err


def test_a_missing_file_does_not_hide_what_is_wrong_with_another(folder: Path) -> None:
    (folder / "wrong.policy").write_text(WRONG, encoding="utf-8")
    ran = run("check", "gone.policy", "wrong.policy")
    assert ran.code == 1
    assert "PC801" in ran.out
    assert "disptes" in ran.out


# --- fmt ---


def test_fmt_writes_only_what_changes(folder: Path) -> None:
    assert run("fmt", "grades.policy").code == 0
    first = (folder / "grades.policy").read_text(encoding="utf-8")
    before = Path("grades.policy").stat().st_mtime_ns
    ran = run("fmt", "grades.policy")
    assert (ran.code, ran.err) == (0, "")
    assert Path("grades.policy").stat().st_mtime_ns == before
    assert run("check", "grades.policy").code == 0
    assert first != POLICY


def test_fmt_check_and_diff_write_nothing(folder: Path) -> None:
    for option in ("--check", "--diff"):
        ran = run("fmt", option, "grades.policy")
        assert ran.code == 1
        assert (folder / "grades.policy").read_text(encoding="utf-8") == POLICY
    assert "+++ grades.policy" in ran.out
    run("fmt", "grades.policy")
    assert run("fmt", "--check", "grades.policy").code == 0
    assert run("fmt", "--diff", "grades.policy").out == ""


def test_fmt_turns_keywords_there_and_back(folder: Path) -> None:
    run("fmt", "grades.policy")
    english = (folder / "grades.policy").read_text(encoding="utf-8")
    run("fmt", "--keywords", "zh", "grades.policy")
    chinese = (folder / "grades.policy").read_text(encoding="utf-8")
    assert chinese.startswith("制度 grades")
    assert run("test", "grades.policy").code == 0
    run("fmt", "--keywords", "en", "grades.policy")
    assert (folder / "grades.policy").read_text(encoding="utf-8") == english


def test_fmt_reads_standard_input_and_writes_standard_output() -> None:
    ran = run("fmt", "-", stdin='policy   a "A" {}\n# kept\n')
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0].startswith('policy a "A"')
    assert "# kept" in ran.out


def test_fmt_leaves_a_broken_file_alone_and_goes_on(folder: Path) -> None:
    (folder / "broken.policy").write_text("policy {{{", encoding="utf-8")
    ran = run("fmt", "broken.policy", "grades.policy")
    assert ran.code == 1
    assert (folder / "broken.policy").read_text(encoding="utf-8") == "policy {{{"
    assert (folder / "grades.policy").read_text(encoding="utf-8") != POLICY


def test_fmt_keeps_the_line_breaks_of_a_file(folder: Path) -> None:
    run("fmt", "grades.policy")
    path = folder / "grades.policy"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("fmt", "--check", "grades.policy").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_fmt_says_that_a_file_cannot_be_written(folder: Path) -> None:
    (folder / "grades.policy").chmod(0o444)
    ran = run("fmt", "grades.policy")
    assert ran.code == 2
    assert "PC808" in ran.err


# --- dump, schema, explain-code, new ---


def test_dump_shows_both_forms_as_json() -> None:
    written = json.loads(run("dump", "--stage", "ast", "grades.policy").out)
    assert written["$"] == "Document"
    assert "span" not in json.dumps(written)
    meant = json.loads(run("dump", "--stage", "core", "grades.policy").out)
    assert "grade/silver" in json.dumps(meant)
    assert '"at"' in run("dump", "--stage", "ast", "--spans", "grades.policy").out
    assert json.loads(run("dump", "--stage", "ast", "-", stdin=POLICY).out) == written


def test_dump_of_a_broken_file_says_what_is_wrong(folder: Path) -> None:
    (folder / "broken.policy").write_text("policy {{{", encoding="utf-8")
    for stage in ("ast", "core"):
        ran = run("dump", "--stage", stage, "broken.policy")
        assert ran.code == 1
        assert "error[PC1" in ran.err


def test_schema_describes_the_record() -> None:
    schema = json.loads(run("schema", "grades.policy").out)
    assert set(schema["properties"]) >= {"id", "sales", "disputes", "orders"}
    chinese = json.loads(run("schema", "grades.policy", lang="zh").out)
    assert chinese["properties"]["sales"]["title"] == "销售额"
    assert "amount" in json.loads(run("schema", "grades.policy", "--record", "Order").out)["properties"]
    assert run("schema", "grades.policy", "--record", "Nothing").code == 2


def test_explain_code_knows_numbers_and_names() -> None:
    by_number = run("explain-code", "pc801")
    assert by_number.code == 0
    assert by_number.out.startswith("PC801 file-not-found (error)")
    assert run("explain-code", "[PC801]").out == run("explain-code", "file-not-found").out == by_number.out
    assert "会得到此消息" in run("explain-code", "PC801", lang="zh").out


def test_explain_code_lists_all_and_suggests() -> None:
    assert "PC801 file-not-found" in run("explain-code", "--list").out
    ran = run("explain-code", "PC999")
    assert ran.code == 2
    assert "PC821" in ran.err
    assert run("explain-code").code == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_new_policy_checks_tests_and_decides(folder: Path, lang: str) -> None:
    said = run("new", "first/steps", "--lang", lang, lang=None)
    assert said.code == 0
    checked = run("check", "first/steps")
    assert (checked.code, checked.err) == (0, "checked 1 file: 0 errors, 0 warnings\n")
    assert run("fmt", "--check", "first/steps").code == 0
    tested = run("test", "first/steps")
    assert tested.code == 0, tested.out
    assert "3 passed, 0 failed" in tested.err
    for line in said.out.splitlines()[1:]:
        assert run(*line.split()[1:]).code == 0, line


def test_new_writes_into_no_folder_in_use(folder: Path) -> None:
    assert run("new", ".").code == 2
    assert "PC822" in run("new", ".").err
    (folder / "taken").mkdir()
    assert run("new", "taken").code == 0
    shutil.rmtree(folder / "taken")
    assert "PC808" in run("new", "grades.policy/inside").err
