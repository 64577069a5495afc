"""The same diagnostic as text and as data."""

from __future__ import annotations

import json

import pytest

from policycore.diagnostics import render_json, render_text
from policycore.diagnostics.catalogue import ENTRIES, PHRASES
from policycore.diagnostics.entry import Entry
from policycore.diagnostics.model import Diagnostic, Edit, Fix, Label, Phrase
from policycore.source import SourceFile, Span

ENTRY = Entry(
    code="PC000",
    name="unknown-field",
    severity="error",
    headline={"en": "`{record}` has no field `{field}`", "zh": "`{record}` 没有字段 `{field}`"},
    cause={"en": "`{record}` declares {fields}", "zh": "`{record}` 声明了 {fields}"},
    help={"en": "name a declared field", "zh": "写已声明的字段"},
    bad="record A { x : text }\nrequire r : y = 1\n",
    good="record A { x : text }\nrequire r : x = 1\n",
)


@pytest.fixture(autouse=True)
def _entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENTRIES, "PC000", ENTRY)
    monkeypatch.setitem(PHRASES, "is_a", {"en": "`{a}` is a `{b}`", "zh": "`{a}` 是 `{b}`"})


def at(source: SourceFile, text: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(text, start + 1)
    return Span(source.name, start, start + len(text))


def rendered(source: SourceFile, diagnostic: Diagnostic, lang: str = "en", **shown: str) -> str:
    return render_text.render(diagnostic, {source.name: source}, "zh" if lang == "zh" else "en", shown)


ARGS = {"record": "Applicant", "field": "incme", "fields": ("age", "income")}


def test_the_look() -> None:
    source = SourceFile("a.policy", "\n\nrequire r for each a in applicants :\n" + "\n" * 10 + "  a.incme >= 3\n")
    diagnostic = Diagnostic(
        "PC000",
        at(source, "incme"),
        ARGS,
        labels=(Label(at(source, "a in"), Phrase("is_a", {"a": "a", "b": "Applicant"})),),
        help=Phrase("did_you_mean", {"name": "income"}),
    )
    assert rendered(source, diagnostic) == (
        "error[PC000 unknown-field]: `Applicant` has no field `incme`\n"
        "  --> a.policy:14:5\n"
        "    |\n"
        "  3 | require r for each a in applicants :\n"
        "    |                    ---- `a` is a `Applicant`\n"
        " 14 |   a.incme >= 3\n"
        "    |     ^^^^^\n"
        "    = cause: `Applicant` declares `age` and `income`\n"
        "    = help: did you mean `income`?\n"
        "    = example: require r : x = 1\n"
        "    = more: policycore explain-code PC000\n"
    )


def test_the_look_in_chinese_stands_under_wide_signs() -> None:
    source = SourceFile("甲.policy", "要求 甲 : 申请人.收人 >= 3\n")
    text = rendered(source, Diagnostic("PC000", at(source, "收人"), ARGS), "zh")
    assert text == (
        "错误[PC000 unknown-field]：`Applicant` 没有字段 `incme`\n"
        "  --> 甲.policy:1:12\n"
        "    |\n"
        "  1 | 要求 甲 : 申请人.收人 >= 3\n"
        "    |                  ^^^^\n"
        "    = 原因：`Applicant` 声明了 `age`和`income`\n"
        "    = 建议：写已声明的字段\n"
        "    = 示例：require r : x = 1\n"
        "    = 详见：policycore explain-code PC000\n"
    )


def carets(text: str) -> tuple[str, str]:
    lines = text.splitlines()
    return lines[3][6:], lines[4][6:]


def test_tabs_and_combining_marks_keep_the_carets_in_place() -> None:
    source = SourceFile("a", "\te\u0301x bad\n")
    assert carets(rendered(source, Diagnostic("PC000", at(source, "bad"), ARGS))) == (
        "    e\u0301x bad",
        "       ^^^",
    )


def test_a_place_at_the_end_of_an_empty_file_gets_one_caret() -> None:
    source = SourceFile("a", "")
    assert carets(rendered(source, Diagnostic("PC000", Span("a", 0, 0), ARGS))) == ("", "^")


def test_a_span_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    source = SourceFile("a", "one {\n two\n}\n")
    assert carets(rendered(source, Diagnostic("PC000", Span("a", 4, 13), ARGS))) == ("one {", "    ^")


def test_a_very_long_line_is_shown_around_the_place() -> None:
    source = SourceFile("a", "x" * 5000 + "BAD" + "y" * 5000)
    line, signs = carets(rendered(source, Diagnostic("PC000", at(source, "BAD"), ARGS)))
    assert len(line) < 170
    assert line.index("BAD") == signs.index("^")
    assert signs.count("^") == 3


def test_signs_that_steer_a_terminal_are_not_printed() -> None:
    source = SourceFile("a", "x \x1b[31mbad \u202ey\n")
    text = rendered(source, Diagnostic("PC000", at(source, "bad"), {**ARGS, "field": "\x1b]0;title\x07"}))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_braces_in_author_text_are_no_placeholders() -> None:
    source = SourceFile("a", "x")
    text = rendered(source, Diagnostic("PC000", Span("a", 0, 1), {**ARGS, "field": "{record}"}))
    assert "no field `{record}`" in text


def test_a_label_in_another_file_is_shown_with_its_file() -> None:
    main, other = SourceFile("a", "x\n"), SourceFile("b", "y z\n")
    diagnostic = Diagnostic(
        "PC000", Span("a", 0, 1), ARGS, labels=(Label(at(other, "z"), Phrase("is_a", {"a": "q", "b": "w"})),)
    )
    text = render_text.render(diagnostic, {"a": main, "b": other}, "en", {"a": "../a", "b": "dir/b"})
    assert "  --> ../a:1:1\n" in text
    assert "  ::: dir/b:1:3\n    |\n  1 | y z\n    |   - `q` is a `w`\n" in text


def test_a_file_without_known_text_is_named_alone() -> None:
    text = render_text.render(Diagnostic("PC000", Span("gone.policy", 5, 6), ARGS), {}, "en")
    assert text.splitlines()[1:3] == ["  --> gone.policy", "    = cause: `Applicant` declares `age` and `income`"]


def test_several_come_sorted_and_each_once() -> None:
    source = SourceFile("a", "x y\n")
    later, first = Diagnostic("PC000", Span("a", 2, 3), ARGS), Diagnostic("PC000", Span("a", 0, 1), ARGS)
    text = render_text.render_all([later, first, later], {"a": source})
    assert text.count("error[") == 2
    assert text.index("a:1:1") < text.index("a:1:3")


def test_data_holds_the_same_as_text() -> None:
    source = SourceFile("a.policy", "require r : a.incme\nnext\n")
    diagnostic = Diagnostic(
        "PC000",
        at(source, "incme"),
        ARGS,
        labels=(Label(at(source, "a."), Phrase("is_a", {"a": "a", "b": "Applicant"})),),
        help=Phrase("did_you_mean", {"name": "income"}),
        fix=Fix((Edit(at(source, "incme"), "income"),)),
    )
    data = render_json.to_data([diagnostic], {"a.policy": source}, "en", {"a.policy": "x/a.policy"})
    assert json.loads(json.dumps(data)) == [
        {
            "code": "PC000",
            "name": "unknown-field",
            "severity": "error",
            "headline": "`Applicant` has no field `incme`",
            "file": "x/a.policy",
            "line": 1,
            "column": 15,
            "end_line": 1,
            "end_column": 20,
            "cause": "`Applicant` declares `age` and `income`",
            "help": "did you mean `income`?",
            "labels": [
                {
                    "file": "x/a.policy",
                    "line": 1,
                    "column": 13,
                    "end_line": 1,
                    "end_column": 15,
                    "text": "`a` is a `Applicant`",
                }
            ],
            "fix": {
                "safe": True,
                "edits": [
                    {
                        "file": "x/a.policy",
                        "line": 1,
                        "column": 15,
                        "end_line": 1,
                        "end_column": 20,
                        "text": "income",
                    }
                ],
            },
        }
    ]


def test_data_of_an_unknown_place_is_null() -> None:
    (data,) = render_json.to_data([Diagnostic("PC000", Span("", 0, 0), ARGS)], {})
    assert (data["file"], data["line"], data["fix"], data["labels"]) == (None, None, None, [])
