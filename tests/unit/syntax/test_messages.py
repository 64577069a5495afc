"""What is said about a text that is wrong: one message for one cause, at its place, and reading goes on."""

from __future__ import annotations

import re

import pytest

from policycore.diagnostics import texts
from policycore.diagnostics.catalogue import PHRASES, syntax, syntax_time
from policycore.diagnostics.entry import Entry
from policycore.diagnostics.model import Diagnostic, Phrase
from policycore.syntax import ast
from unit.syntax.reading import HEADER, findings, mended, parsed

ENTRIES = (*syntax.ENTRIES, *syntax_time.ENTRIES)
RECORD = "record R { key id : text  n : whole at least 0  ok : yes_no  xs : list of R }\n"
TOP = HEADER + RECORD


def expanded(sample: str) -> str:
    """Write out what the samples of the catalogue abbreviate."""
    sample = sample.replace("␀", "\0")
    lines = re.match(r"(?s)(.*?\n)define x = 1\n…×(\d+)", sample)
    if lines:
        return lines[1] + "".join(f"define x{number} = 1\n" for number in range(int(lines[2])))
    return re.sub(r"(.)…×(\d+)", lambda found: found[1] * int(found[2]), sample)


def said(text: str) -> list[Diagnostic]:
    return list(parsed(text).diagnostics)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_bad_sample_gives_just_its_code_and_the_good_one_nothing(entry: Entry) -> None:
    assert [d.code for d in said(expanded(entry.bad))] == [entry.code]
    assert said(expanded(entry.good)) == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_message_can_be_said_in_both_languages(entry: Entry) -> None:
    (diagnostic,) = said(expanded(entry.bad))
    for lang in ("en", "zh"):
        for sentence in (texts.headline, texts.cause, texts.help_text):
            told = sentence(diagnostic, lang)
            assert told
            assert re.search(r"\b(?:[A-Z]+_[A-Z_]+|LBRACE|RBRACE|NAME|STRING|COLON)\b", told) is None
    for phrase in phrases_in(diagnostic):
        assert phrase.key in PHRASES


def phrases_in(diagnostic: Diagnostic) -> list[Phrase]:
    found = [argument for argument in diagnostic.args.values() if isinstance(argument, Phrase)]
    found += [label.text for label in diagnostic.labels]
    return found + ([diagnostic.help] if diagnostic.help else [])


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_safe_fix_leaves_nothing_to_say(entry: Entry) -> None:
    bad = expanded(entry.bad)
    diagnostics = tuple(d for d in said(bad) if d.fix and d.fix.safe)
    if diagnostics:
        assert said(mended(bad, diagnostics)) == []


# --- several at once ---


def test_independent_errors_come_at_once_and_what_is_sound_is_read() -> None:
    text = HEADER + "define a = 1 +\ndefine b = 2\nrecord R { key id text }\ndefine c = (3\ndefine d = 4\n"
    found = parsed(text)
    assert [d.code for d in found.diagnostics] == ["PC101", "PC128", "PC105"]
    assert found.document is not None
    names = [statement.head.name.text for statement in found.document.statements if hasattr(statement, "head")]
    assert {"b", "d"} <= set(names)


def test_errors_inside_one_statement_come_at_once() -> None:
    text = (
        TOP + "tiering t {\n  tier A when n >\n  tier B whne ok\n  limit l : B\n  tier C otherwise\n}\ndefine x = 1\n"
    )
    assert [(code, found) for code, found in findings(text)] == [
        ("PC101", "tier"),
        ("PC121", "whne"),
        ("PC101", "B"),
    ]


def test_errors_in_several_fields_of_a_record_come_at_once() -> None:
    text = HEADER + "record R {\n  a : whole at\n  b : text\n  c = text\n  d : * 5\n  e : money CNY\n  f : text\n}\n"
    assert findings(text) == [("PC101", "at"), ("PC153", "="), ("PC101", "*"), ("PC152", "money CNY")]


def test_a_statement_that_cannot_be_read_is_left_out_and_its_names_are_known() -> None:
    found = parsed(TOP + "define lost for R = n > > 3\ndefine kept = lost\n")
    assert [d.code for d in found.diagnostics] == ["PC101"]
    assert found.document is not None
    assert [s.head.name.text for s in found.document.statements if hasattr(s, "head")] == ["R", "kept"]
    assert "lost" in found.unread
    assert "kept" not in found.unread


def test_a_file_without_errors_leaves_nothing_unread() -> None:
    assert parsed(TOP).unread == frozenset()


def test_a_tier_that_breaks_off_is_reported_where_the_next_begins() -> None:
    assert findings(TOP + "tiering t { tier A when n > tier B otherwise }\n") == [("PC101", "tier")]


def test_a_missing_brace_is_reported_at_the_one_left_open_and_the_rest_is_read() -> None:
    text = HEADER + "record R {\n  key id : text\ndefine x = 1\ntiering t {\n  tier A otherwise\n}\n"
    found = parsed(text)
    assert [d.code for d in found.diagnostics] == ["PC105"]
    assert found.document is not None
    assert len(found.document.statements) == 3


def test_braces_left_open_at_the_end_give_one_message() -> None:
    assert findings(TOP + "score s : points { group g { cap 3\n") == [("PC105", "{")]


def test_so_many_errors_that_nobody_reads_them_end_the_reading() -> None:
    found = parsed(HEADER + "define x = * 1\n" * 1000)
    assert len(found.diagnostics) == 200


# --- words ---


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("teiring t { tier A otherwise }", "teiring", "tiering"),
        ("tiering t { teir A otherwise }", "teir", "tier"),
        ("tiering t { tier A when n < 2 teir B otherwise }", "teir", "tier"),
        ("tiering t { tier A When n < 2 tier B otherwise }", "When", "when"),
        ("define x = if ok than 1 else 2", "than", "then"),
        ("define x = sum(n ovr xs)", "ovr", "over"),
        ("record Q { a : whole atleast 0  b : text }", "atleast", "at least"),
        ("record Q { a : text optinal }", "optinal", "optional"),
    ],
)
def test_a_misspelt_keyword_gets_a_suggestion(text: str, wrong: str, right: str) -> None:
    found = said(f"{TOP}{text}\n")
    assert [(d.code, d.args["found"], d.args["right"]) for d in found] == [("PC121", wrong, right)]


@pytest.mark.parametrize(
    ("text", "found", "right"),
    [
        ("分级 t { 等级 A 当销量 > 5 等级 B 其余情形 }", "当销量", "当 销量"),
        ("分级 t { 等级 A 当 销量 > 5 等级B 其余情形 }", "等级B", "等级 B"),
        ("分级 t { 等级 A 当 销量 > 5且合格 等级 B 其余情形 }", "且合格", "且 合格"),
        ("分级 t { 等级 A 当 合格且销量 > 5 等级 B 其余情形 }", "合格且销量", "合格 且 销量"),
        ("要求r : 合格", "要求r", "要求 r"),
        ("示例 e { 给定 门店 { 销量: 5 } 截至2024-03-31 预期 x: 5 }", "截至2024", "截至 2024"),
        ("记录 乙 { 标识 名 : 文本  量 : 整数 至少0 }", "至少0", "至少 0"),
    ],
)
def test_a_chinese_keyword_without_a_space_is_set_apart(text: str, found: str, right: str) -> None:
    header = "制度 甲 {}\n记录 门店 { 标识 编号 : 文本  销量 : 整数 至少 0  合格 : 是否 }\n"
    (diagnostic,) = said(f"{header}{text}\n")
    assert (diagnostic.code, diagnostic.args["found"], diagnostic.args["right"]) == ("PC122", found, right)
    assert said(mended(f"{header}{text}\n", (diagnostic,))) == []


@pytest.mark.parametrize(
    "text", ["record Q { at : date }", "record Q { key : text }", "define when = 1", "tiering t { tier by otherwise }"]
)
def test_a_word_of_the_language_as_a_name_is_offered_backticks(text: str) -> None:
    (diagnostic,) = said(f"{HEADER}{text}\n")
    assert diagnostic.code == "PC124"
    assert said(mended(f"{HEADER}{text}\n", (diagnostic,))) == []


def test_keywords_of_two_languages_give_one_message_with_all_fixes() -> None:
    text = "policy p {}\n定义 x = 至少 2 项满足 { a, b } 且 c\ndefine y = 1\n"
    (diagnostic,) = said(text)
    assert (diagnostic.code, diagnostic.args["count"]) == ("PC123", 3)
    assert mended(text, (diagnostic,)) == "policy p {}\ndefine x = at least 2 of { a, b } and c\ndefine y = 1\n"


def test_a_field_may_be_called_like_a_word_of_time_or_order() -> None:
    assert findings(HEADER + "record R { key step : text  duty : text  share : percent  size : whole }\n") == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("record Q { a : money(CNY) at least 0 CNY  b : text }", "at least 0   b"),
        ("record Q { a : number(days) at least 3 working days }", "at least 3  }"),
        ("record Q { a : number(t) 2..25 t  b : text }", "2..25   b"),
        ("record Q { a : number(days) default 5 days }", "default 5  }"),
        ("parameter p : money(CNY) at least 0 CNY = 5 CNY", "at least 0  = 5 CNY"),
        ("parameter p : money(CNY) at least -5 CNY not stated", "at least -5  not stated"),
        ("score s : points 0..100 points { factor f = n }", "0..100  {"),
        ("entitlements e per n { benefit b : number(hours) at most 24 hours lower is better }", "at most 24  lower"),
    ],
)
def test_a_bound_with_a_unit_is_told_wherever_bounds_stand(wrong: str, right: str) -> None:
    (told,) = said(f"{TOP}{wrong}\n")
    assert told.code == "PC151"
    assert right in mended(f"{TOP}{wrong}\n", (told,))


def test_a_unit_goes_by_itself_only_where_it_is_that_of_the_type() -> None:
    (same,) = said(f"{TOP}record Q {{ a : number(days) at least 3 days }}\n")
    (other,) = said(f"{TOP}record Q {{ a : number(days) at least 3 weeks }}\n")
    assert same.fix
    assert other.fix
    assert (same.fix.safe, other.fix.safe) == (True, False)


# --- signs ---


def test_full_width_signs_are_read_as_meant_and_reported_once_each() -> None:
    text = "制度 甲 ｛｝\n记录 乙 ｛ 标识 名：文本 ｝\n定义 丙 ＝ 如果 名 ≥ ５００ 则 （１） 否则 ２\n"
    diagnostics = parsed(text).diagnostics
    assert {d.code for d in diagnostics} == {"PC110"}
    assert [d.args["found"] for d in diagnostics] == ["｛", "｝", "：", "＝", "≥", "５", "（", "）"]
    assert [d.args["count"] for d in diagnostics if d.args["found"] == "５"] == [5]
    assert said(mended(text, diagnostics)) == []


def test_full_width_signs_inside_texts_and_comments_are_left_alone() -> None:
    assert findings('policy p "标题：“甲”，乙。" {}  # 注：（略）\n') == []


def test_curly_quotes_make_a_text_all_the_same() -> None:
    text = "policy p “甲乙” { source: ‘x’ }\n"
    found = parsed(text)
    assert [d.code for d in found.diagnostics] == ["PC111", "PC111"]
    assert found.document is not None
    assert found.document.policy is not None
    assert found.document.policy.head.labels == (ast.Str("甲乙"),)
    assert said(mended(text, found.diagnostics)) == []


def test_a_quote_closed_by_a_curly_one_is_closed_there() -> None:
    assert findings('policy p "甲” {\n}\n') == [("PC111", '"甲”')]


def test_a_byte_order_mark_is_a_warning_and_reading_goes_on() -> None:
    found = parsed("\ufeffpolicy p {}\n")
    assert [d.code for d in found.diagnostics] == ["PC112"]
    assert texts.severity(found.diagnostics[0]) == "warning"
    assert found.document is not None
    assert found.document.policy is not None


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("define x = n == 5 && ok", "define x = n = 5 and ok"),
        ("define x = n <> 5", "define x = n != 5"),
        ("define x = !ok", "define x = not ok"),
        ("define x = n => 5", "define x = n >= 5"),
        ("define x := 5", "define x = 5"),
        ("define x = n 大于 5", "define x = n > 5"),
        ("define x = n at least 5", "define x = n >= 5"),
        ("define x = n >= 1,000,000", "define x = n >= 1_000_000"),
        ("define x = n not in {1, 2}", "define x = not n in {1, 2}"),
        ("define x = n is not present", "define x = n is absent"),
        ("define x = n is not absent", "define x = n is present"),
        ("define x = ok is yes", "define x = ok = yes"),
        ("define x = n in 1..5", "define x = n in {1..5}"),
        ("define x = n in (1, 2)", "define x = n in {1, 2}"),
        ("tiering t { tier A if ok tier B else }", "tiering t { tier A when ok tier B otherwise }"),
        ("tiering t { tier A: ok tier B: otherwise }", "tiering t { tier A when ok tier B otherwise }"),
        ("tiering t { A when ok B otherwise }", "tiering t { tier A when ok tier B otherwise }"),
        ("define x = if ok: 1 else 2", "define x = if ok then 1 else 2"),
        ("define x : 5", "define x = 5"),
        ("define x = 5;", "define x = 5"),
        ("define x = 5 // five", "define x = 5 # five"),
        ("record Q { a : whole 1-5 }", "record Q { a : whole 1..5 }"),
        ("record Q { a : money CNY  b : text }", "record Q { a : money(CNY)  b : text }"),
        ("record Q { a : {x y, z} }", "record Q { a : {x, y, z} }"),
        ("entitlements e per n { grant a { b: 3 c: 4 } }", "entitlements e per n { grant a { b: 3, c: 4 } }"),
        ("parameter p : whole { from 2024/3/1 = 5 }", "parameter p : whole { from 2024-03-01 = 5 }"),
        ("parameter p : whole { from 2024年3月1日 = 5 }", "parameter p : whole { from 2024-03-01 = 5 }"),
        ("example e { expect x = 5 }", "example e { expect x : 5 }"),
    ],
)
def test_habits_from_elsewhere_are_put_right(text: str, right: str) -> None:
    diagnostics = parsed(f"{TOP}{text}\n").diagnostics
    assert diagnostics
    fixed = mended(f"{TOP}{text}\n", diagnostics)
    assert " ".join(fixed[len(TOP) :].split()) == right.replace("  ", " ")
    assert said(fixed) == []


def test_a_junction_of_both_words_shows_both_ways_to_read_it() -> None:
    (diagnostic,) = said(TOP + "define x = count(xs where n > 5 and ok or not (ok or n in {1, 2}) and ok) > 3\n")
    assert diagnostic.code == "PC120"
    assert diagnostic.args["first"] == "(n > 5 and ok) or not (ok or n in {1, 2})"
    assert diagnostic.args["second"] == "n > 5 and (ok or not (ok or n in {1, 2}))"


def test_a_text_left_open_hides_what_follows_from_it() -> None:
    assert [code for code, _ in findings(TOP + 'define x "label = 5\ndefine y = * 2\n')] == ["PC107", "PC101"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_lacks_its_header(text: str) -> None:
    assert [code for code, _ in findings(text)] == ["PC103"]


def test_what_is_expected_is_told_in_words() -> None:
    def expected(text: str) -> str:
        (diagnostic,) = said(f"{TOP}{text}\n")
        return texts.cause(diagnostic, "en")

    assert expected("tiering t { tier A }") == "`otherwise` or `when` is expected here"
    assert expected("require r when * : ok") == "a condition is expected here"
    assert expected("record Q { a : * }") == "a type is expected here"
    assert expected("use x from 5") == 'a text in "…" is expected here'
    assert expected("define = 5") == "a name is expected here"
    assert expected("law l : n rises with") == "after `rises with`, a value is expected"
    assert expected("law l : n rises xs") == "`falls with`, `ignores`, `is` or `rises with` is expected here"


def test_keywords_in_messages_are_in_the_language_of_the_file() -> None:
    (diagnostic,) = said("制度 甲 {}\n分级 t { 等级 A }\n")
    assert texts.cause(diagnostic, "en") == "`其余情形` or `当` is expected here"
    assert texts.help_text(diagnostic, "zh").startswith("其格式为：等级 名称")
