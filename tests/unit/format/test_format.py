"""What the formatter promises besides the layout: what it mends, what it refuses, what it spells how."""

from __future__ import annotations

import pytest

from policycore import format as formatter
from policycore.format import Keywords, format_document, format_source
from policycore.source import SourceFile
from policycore.syntax.ast import Define, Document, Head, Ident, Name
from policycore.syntax.parser import parse


def formatted(text: str, keywords: Keywords | None = None) -> str:
    result = format_source(SourceFile("some.policy", text), keywords)
    assert not result.diagnostics
    assert result.text is not None
    return result.text


def body(text: str, keywords: Keywords | None = None) -> str:
    """The formatted text of statements, without the header."""
    return formatted(f"policy p {{}}\n{text}", keywords).split("\n", 2)[2]


# --- slips ---


def test_full_width_signs_are_put_right() -> None:
    assert formatted("制度 p ｛｝\n定义 x ＝ （a ＋ 1） ＞ ２") == "制度 p {}\n\n定义 x = a + 1 > 2\n"


def test_signs_of_other_languages_are_put_right() -> None:
    assert body("define x = a == 1 && b") == "define x = a = 1 and b\n"


def test_keywords_of_two_languages_become_those_of_the_file() -> None:
    assert body("define x = a 且 b") == "define x = a and b\n"


def test_a_byte_order_mark_goes() -> None:
    assert format_source(SourceFile("some.policy", "\ufeffpolicy p {}")).text == "policy p {}\n"


def test_what_can_not_be_read_is_left_as_it_is_with_its_findings() -> None:
    result = format_source(SourceFile("some.policy", "policy p {}\ndefine x = \ndefine y = 1"))
    assert result.text is None
    assert [found.code[:3] for found in result.diagnostics] == ["PC1"]


def test_a_text_without_header_is_formatted_and_told_of() -> None:
    result = format_source(SourceFile("some.policy", "define   x=1"))
    assert result.text == "define x = 1\n"
    assert [found.code for found in result.diagnostics] == ["PC103"]


def test_a_text_of_comments_alone_keeps_them() -> None:
    assert format_source(SourceFile("some.policy", "\n # one\n\n\n  # two\n\n")).text == "# one\n\n# two\n"


def test_a_result_that_reads_otherwise_is_our_fault_and_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SourceFile("some.policy", "policy p {}\n# why\ndefine x = 1\n")
    monkeypatch.setattr(formatter, "format_document", lambda *_: "policy p {}\n# why\ndefine x = 2\n")
    changed = format_source(source)
    assert changed.text is None
    assert [(found.code, found.args["what"]) for found in changed.diagnostics] == [("PC903", "some.policy:3")]
    monkeypatch.setattr(formatter, "format_document", lambda *_: "policy p {}\ndefine x = 1\n")
    lost = format_source(source)
    assert lost.text is None
    assert [(found.code, found.args["what"]) for found in lost.diagnostics] == [("PC903", "some.policy:2")]


# --- statements and empty lines ---


def test_one_line_statements_of_one_keyword_stay_together() -> None:
    assert body('define a = 1\ndefine b = 2\nuse X from "x"') == 'define a = 1\ndefine b = 2\n\nuse X from "x"\n'


def test_one_empty_line_of_the_author_is_kept() -> None:
    assert body("define a = 1\n\n\n\ndefine b = 2") == "define a = 1\n\ndefine b = 2\n"


def test_the_empty_line_between_statements_goes_before_the_comments_of_the_second() -> None:
    assert body('define a = 1\n# of X\nuse X from "x"') == 'define a = 1\n\n# of X\nuse X from "x"\n'


def test_a_comment_that_stands_with_the_statement_above_stays_there() -> None:
    assert body('define a = 1\n# of a\n\nuse X from "x"') == 'define a = 1\n# of a\n\nuse X from "x"\n'


def test_a_tree_made_otherwise_is_laid_out_without_a_source() -> None:
    tree = Document(None, (Define(Head(Ident("a")), Name("met")), Define(Head(Ident("b")), Name("a"))))
    assert format_document(tree) == "define a = met\ndefine b = a\n"
    assert format_document(tree, keywords="zh") == "定义 a = 符合\n定义 b = a\n"


# --- words, names and numbers ---


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("define a = 3 months", "定义 a = 3个月"),
        ("define a = 1 month", "定义 a = 1个月"),
        ("define a = 0.5 points", "定义 a = 0.5分"),
        ("define a = 500万 CNY", "定义 a = 500万元"),
        ("define a = 90%", "定义 a = 90%"),
        ("define a = 3 t", "定义 a = 3 t"),
        ("define a = as_of >= b.grounds", "定义 a = 截至日 >= b.依据"),
        ("define a = count(xs where b is present)", "定义 a = 计数(xs 其中 b 为 非空)"),
        ("define a = at least 2 of { b, c }", "定义 a = 至少 2 项满足 { b, c }"),
        ("define a = b within 3 days after c", "定义 a = b 限 3日 起算自 c"),
        ("define a = rule = breach", "定义 a = rule = 违反"),
    ],
)
def test_words_are_spelt_in_either_language(english: str, chinese: str) -> None:
    assert body(english, "zh") == f"{chinese}\n"
    assert body(chinese, "en") == f"{english}\n"


def test_a_unit_of_the_file_that_begins_like_a_scale_stands_apart() -> None:
    assert body("define a = 1 万件 + 1箱") == "define a = 1 万件 + 1箱\n"


def test_words_known_by_their_place_yield_to_names_of_the_file() -> None:
    text = "define met = 1\n\nunit month = 30 days\n\nrecord text { a : text }\n\ndefine x = met + 2 month\n"
    chinese = body(text, "zh")
    assert "定义 x = met + 2 month" in chinese
    assert "a : text" in chinese
    assert body(chinese, "en") == text.replace("record text { a : text }", "record text {\n  a : text\n}")


def test_a_chinese_name_of_the_file_keeps_the_word_of_that_spelling_in_english() -> None:
    text = "define 符合 = 1\ndefine x = rule = met and 符合 = 1\n"
    assert body(text, "zh") == "定义 符合 = 1\n定义 x = rule = met 且 符合 = 1\n"
    assert body(body(text, "zh"), "en") == text


def test_backticks_stay_only_where_a_name_needs_them() -> None:
    assert body("define `x` = `when` + `tier` + `当`") == "define x = `when` + tier + `当`\n"


def test_two_names_that_would_be_one_word_are_kept_apart() -> None:
    assert body("define x = not `stated`") == "define x = not (stated)\n"
    assert body("define x = not `stated`", "zh") == "定义 x = 非 stated\n"


def test_cells_in_a_path_are_written_in_the_language_of_the_file() -> None:
    text = "example e { given R { a: 1 }  expect t: A because t[any, not stated, >= 3 months, {x, y}] }\n"
    chinese = body(text, "zh")
    assert "因为 t[不限,未载明,>= 3个月,{x, y}]" in chinese
    back = body(chinese, "en")
    assert (
        parse(SourceFile("a", f"policy p {{}}\n{back}")).document
        == parse(SourceFile("a", f"policy p {{}}\n{text}")).document
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("(a + b) * c", "(a + b) * c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a * b) per c + d", "a * b per c + d"),
        ("-(a + b)", "-(a + b)"),
        ("(a and b) or c", "(a and b) or c"),
        ("not (a = b)", "not a = b"),
        ("(not a) = b", "(not a) = b"),
        ("(if a then b else c) + 1", "(if a then b else c) + 1"),
        ("(a at b).c", "(a at b).c"),
        ("((a))", "a"),
    ],
)
def test_parentheses_stand_where_they_are_needed_and_nowhere_else(written: str, kept: str) -> None:
    assert body(f"define x = {written}") == f"define x = {kept}\n"
