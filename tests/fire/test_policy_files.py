"""Policy files that are empty, huge, deep, in another encoding or no text at all: told, never choked on."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest

from fire.fire import POLICY, codes, contents, in_both_languages

HEAD = 'policy p "P" {}\nrecord R { key id : text  x : whole  y : yes_no }\n'
CHINESE = 'policy p "客户等级" { languages: zh }\n'
MANY = 100_000

#: What a file holds, and what is told of it first; the exit code of `check` follows from the code.
ODD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "PC103"),
    "spaces": (b" \n\t\n", "PC103"),
    "byte order mark alone": (codecs.BOM_UTF8, "PC103"),
    "noughts": (b"\0" * 1000, "PC807"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PC807"),
    "spreadsheet": (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xff\xfe\xd8", "PC807"),
    "random bytes": (random.Random(1).randbytes(5_000), "PC807"),
    "UTF-16": (HEAD.encode("utf-16"), "PC802"),
    "UTF-16 the other way round": (codecs.BOM_UTF16_BE + HEAD.encode("utf-16-be"), "PC802"),
    "UTF-16 without a mark": (HEAD.encode("utf-16-le"), "PC802"),
    "UTF-32": (HEAD.encode("utf-32"), "PC802"),
    "GB18030": (CHINESE.encode("gb18030"), "PC802"),
    "Latin-1": ('policy p "Müller" {}'.encode("latin-1"), "PC802"),
    "half a sign": (CHINESE.encode()[: len('policy p "客') + 1], "PC802"),
    "lone surrogates": (b'policy p "\xed\xa0\x80" {}', "PC802"),
    "ten megabytes of one letter": (b"a" * 10_000_000, "PC140"),
    "ten megabytes of brackets": (b"(" * 10_000_000, "PC140"),
    "ten megabytes of statements": (HEAD.encode() + b"define d = x + 1\n" * 600_000, "PC140"),
    "deep brackets": ((HEAD + "define d = " + "(" * MANY + "x" + ")" * MANY).encode(), "PC141"),
    "brackets never closed": ((HEAD + "define d = " + "(" * MANY).encode(), "PC141"),
    "deep braces": ((HEAD + "tiering t { tier a when " + "all { " * MANY).encode(), "PC141"),
    "a hundred thousand times not": ((HEAD + "define d = " + "not " * MANY + "y").encode(), "PC141"),
    "a hundred thousand signs": ((HEAD + "define d = " + "- " * MANY + "x").encode(), "PC141"),
    "a ladder of conditions": ((HEAD + "define d = " + "if y then 1 else " * 20_000 + "x").encode(), "PC141"),
    "four hundred digits": ((HEAD + "define d = x + " + "9" * 400).encode(), "PC142"),
}
#: Of these other commands are asked as well.
ASKED_OF_ALL = ["noughts", "UTF-16", "GB18030", "half a sign", "ten megabytes of brackets", "four hundred digits"]


@pytest.mark.parametrize("name", ODD, ids=lambda name: name.replace(" ", "-"))
def test_check_says_what_is_wrong_with_the_file(name: str, folder: Path) -> None:
    content, code = ODD[name]
    (folder / "odd.policy").write_bytes(content)
    before = contents(folder)
    ran = in_both_languages("check", "odd.policy")
    assert code in codes(ran)
    assert ran.code == (2 if code.startswith("PC80") else 1)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ASKED_OF_ALL, ids=lambda name: name.replace(" ", "-"))
def test_other_commands_say_the_same_and_change_nothing(name: str, folder: Path) -> None:
    content, code = ODD[name]
    (folder / "odd.policy").write_bytes(content)
    before = contents(folder)
    for call in (
        ("fmt", "odd.policy"),
        ("test", "odd.policy"),
        ("schema", "odd.policy"),
        ("decide", "odd.policy", "fine.csv", "--rejects", "rejects.jsonl"),
        ("explain", "odd.policy", "fine.csv", "--key", "a"),
    ):
        ran = in_both_languages(*call)
        assert code in codes(ran), call
        assert ran.out == "" or call[0] == "test", call
        assert ran.code in {1, 2}
    in_both_languages("dump", "odd.policy")
    assert contents(folder) == before


def test_an_empty_file_stays_empty_when_it_is_laid_out(folder: Path) -> None:
    (folder / "odd.policy").write_bytes(b"")
    assert in_both_languages("fmt", "odd.policy").code == 0
    assert (folder / "odd.policy").read_bytes() == b""


@pytest.mark.parametrize("day", ["2024-02-30", "2023-02-29", "2024-13-01", "0000-01-01"])
def test_a_day_that_does_not_exist_is_told_at_its_place(day: str, folder: Path) -> None:
    (folder / "odd.policy").write_text(f"{HEAD}parameter start : date = {day}\n", encoding="utf-8")
    ran = in_both_languages("check", "odd.policy")
    assert ran.code == 1
    assert "odd.policy:3:26" in ran.out


def test_another_encoding_is_named_with_the_command_that_converts_it(folder: Path) -> None:
    for codec, name in [("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-32", "UTF-32"), ("cp1252", "WINDOWS-1252")]:
        text = 'policy p "Müller" {}\n' if codec == "cp1252" else CHINESE
        (folder / "odd.policy").write_bytes(text.encode(codec))
        assert f"iconv -f {name} -t UTF-8" in in_both_languages("check", "odd.policy").out


def test_a_long_condition_and_a_long_sum_are_no_deep_ones(folder: Path) -> None:
    for sign, part in (("and", "y"), ("or", "y"), ("+", "x")):
        text = f" {sign} ".join([part] * 2_000)
        (folder / "long.policy").write_text(f"{HEAD}define d = {text}\n", encoding="utf-8")
        assert in_both_languages("check", "long.policy").code == 0


def test_names_that_differ_by_case_alone_are_two_names_or_told(folder: Path) -> None:
    (folder / "case.policy").write_text(
        'policy p "P" {}\nrecord R { key id : text  size : whole  Size : whole }\ndefine d = SIZE + 1\n',
        encoding="utf-8",
    )
    ran = in_both_languages("check", "case.policy")
    assert ran.code == 1
    assert "PC201" in codes(ran)
    assert "did you mean" in ran.out


def test_two_policies_of_one_name_in_a_folder_are_told_with_both_files(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "again.policy").write_text(POLICY, encoding="utf-8")
    ran = in_both_languages("check", ".")
    assert (ran.code, codes(ran)) == (1, ["PC838"])
    assert "`sub/again.policy` and `fine.policy`" in ran.out


def test_two_versions_of_a_policy_and_one_file_named_twice_are_no_mistake(folder: Path) -> None:
    text = POLICY.replace("{ languages: en, zh }", '{ languages: en, zh  version: "2" }')
    (folder / "later.policy").write_text(text, encoding="utf-8")
    (folder / "link.policy").symlink_to("fine.policy")
    assert in_both_languages("check", ".", "fine.policy", "./fine.policy").code == 0


def test_a_file_that_uses_itself_or_goes_round_is_told(folder: Path) -> None:
    (folder / "self.policy").write_text('policy s "S" {}\nuse R from "self.policy"\n', encoding="utf-8")
    (folder / "one.policy").write_text('policy one "O" {}\nuse R from "two.policy"\n', encoding="utf-8")
    (folder / "two.policy").write_text('policy two "T" {}\nuse R from "one.policy"\n', encoding="utf-8")
    for name in ("self", "one"):
        assert in_both_languages("check", f"{name}.policy").code == 1


def test_a_long_chain_of_files_is_read_or_refused_with_a_message(folder: Path) -> None:
    (folder / "f0.policy").write_text('policy f0 "F" {}\nrecord R { key id : text }\n', encoding="utf-8")
    for number in range(1, 1_500):
        text = f'policy f{number} "F" {{}}\nuse R from "f{number - 1}.policy"\n'
        (folder / f"f{number}.policy").write_text(text, encoding="utf-8")
    in_both_languages("check", "f1499.policy")
