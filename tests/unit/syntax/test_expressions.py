"""Expressions: what binds tighter, what stands where, and where each part is."""

from __future__ import annotations

import pytest

from policycore.syntax import ast
from unit.syntax.reading import HEADER, document, expression, findings, statement

a, b, c, d = (ast.Name(name) for name in "abcd")


def number(digits: str, unit: str | None = None, scale: str = "", percent: bool = False) -> ast.NumberLit:
    return ast.NumberLit(digits, scale, percent, None if unit is None else ast.Ident(unit))  # type: ignore[arg-type]


def test_products_bind_tighter_than_sums() -> None:
    assert expression("a + b * c - d") == ast.Arith(a, (("+", ast.Arith(b, (("*", c),))), ("-", d)))


def test_per_binds_tighter_than_plus_and_looser_than_times() -> None:
    assert expression("a + b * c per d / a") == ast.Arith(
        a, (("+", ast.Per(ast.Arith(b, (("*", c),)), ast.Arith(d, (("/", a),)))),)
    )


def test_per_full_takes_a_step_and_a_quantity() -> None:
    found = expression("1 point per full 5万 CNY of sum(a over b)")
    assert found == ast.Per(
        number("1", "point"), ast.Call(ast.Ident("sum"), (a,), over=b), number("5", "CNY", scale="万")
    )


def test_at_binds_tighter_than_times_and_minus() -> None:
    assert expression("-a at b * c") == ast.Arith(ast.Neg(ast.At(a, b)), (("*", c),))


def test_at_takes_a_dotted_date() -> None:
    assert expression("rate at p.paid_on") == ast.At(ast.Name("rate"), ast.Attr(ast.Name("p"), ast.Ident("paid_on")))


def test_not_binds_looser_than_comparison_and_tighter_than_and() -> None:
    assert expression("not a = b and c") == ast.Junction("and", (ast.Not(ast.Compare(a, (("=", b),))), c))


def test_comparisons_chain() -> None:
    assert expression("40 <= a < 75") == ast.Compare(number("40"), (("<=", a), ("<", number("75"))))


def test_if_is_loosest_and_chains_nest_in_otherwise() -> None:
    assert expression("if a then b else if c then d else a or b") == ast.If(
        a, b, ast.If(c, d, ast.Junction("or", (a, b)))
    )


def test_brackets_leave_no_node_but_keep_the_order() -> None:
    assert expression("(a + b) * c") == ast.Arith(ast.Arith(a, (("+", b),)), (("*", c),))
    assert expression("((a))") == a


def test_brackets_keep_a_junction_inside_another() -> None:
    assert expression("(a and b) or c") == ast.Junction("or", (ast.Junction("and", (a, b)), c))


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("500万 CNY", number("500", "CNY", scale="万")),
        ("9亿", number("9", scale="亿")),
        ("5_000_000", number("5_000_000")),
        ("3.50", number("3.50")),
        ("90%", number("90", percent=True)),
        ("90 %", number("90", percent=True)),
        ("3.5 months", number("3.5", "month")),
        ("20 tonnes", number("20", "tonnes")),
        ("2024-03-01", ast.DateLit("2024-03-01")),
        ("2024-03-01   9:30", ast.MomentLit("2024-03-01 09:30")),
        ("2024-03-01 10:00:20", ast.MomentLit("2024-03-01 10:00:20")),
        (r'"a \"b\" \\ c\n"', ast.TextLit('a "b" \\ c\n')),
        ("yes", ast.YesNoLit(True)),
        ("not stated", ast.MarkLit("not_stated")),
        ("not   stated", ast.MarkLit("not_stated")),
        ("-5", ast.Neg(number("5"))),
    ],
)
def test_literals(text: str, literal: ast.Expr) -> None:
    assert expression(text) == literal


def test_a_range_of_bare_numbers_needs_no_spaces() -> None:
    assert expression("a in {2..25, 30}") == ast.In(
        a, ast.SetLit((ast.RangeLit(number("2"), number("25")), number("30")))
    )


def test_in_takes_a_set_or_a_value() -> None:
    assert expression("a in b.c") == ast.In(a, ast.Attr(b, ast.Ident("c")))


def test_after_a_dot_every_word_is_a_name() -> None:
    assert expression("a.by.when") == ast.Attr(ast.Attr(a, ast.Ident("by")), ast.Ident("when"))


def test_words_that_lead_statements_are_names_in_expressions() -> None:
    assert expression("tier + score.unit") == ast.Arith(
        ast.Name("tier"), (("+", ast.Attr(ast.Name("score"), ast.Ident("unit"))),)
    )


def test_a_reserved_word_in_backticks_is_a_name() -> None:
    assert expression("`when` + `a`") == ast.Arith(ast.Name("when"), (("+", a),))


def test_a_keyword_is_not_found_in_a_longer_name() -> None:
    assert expression("whenever") == ast.Name("whenever")
    assert expression("not_stated") == ast.Name("not_stated")
    assert expression("规则且") == ast.Name("规则且")


def test_calls_take_arguments_list_alias_and_condition() -> None:
    assert expression("sum(a, b over c as l where d)") == ast.Call(
        ast.Ident("sum"), (a, b), over=c, alias=ast.Ident("l"), where=d
    )
    assert expression("count(a as l where b)") == ast.Call(ast.Ident("count"), (a,), alias=ast.Ident("l"), where=b)


def test_indexing_takes_several_keys() -> None:
    assert expression("a[b, c].d") == ast.Attr(ast.Index(a, (b, c)), ast.Ident("d"))


def test_part_lists_keep_names_and_order() -> None:
    assert expression("at least 2 of { a: b, c, d, }") == ast.PartList(
        "at_least", (ast.Part(ast.Ident("a"), b), ast.Part(None, c), ast.Part(None, d)), 2
    )


def test_a_part_may_hold_any_expression() -> None:
    found = expression("all of { a: if b then c else d, not a }")
    assert found == ast.PartList("all", (ast.Part(ast.Ident("a"), ast.If(b, c, d)), ast.Part(None, ast.Not(a))))


def test_table_cells() -> None:
    found = expression("table a, b { when any, <= 3 months : c  when {1, 2}, 4 .. 5 : d  otherwise : not stated }")
    assert found == ast.TableExpr(
        (a, b),
        (
            ast.TableRow((ast.AnyCell(), ast.CompareCell("<=", number("3", "month"))), c),
            ast.TableRow((ast.SetLit((number("1"), number("2"))), ast.RangeLit(number("4"), number("5"))), d),
        ),
        ast.MarkLit("not_stated"),
    )


def test_within_reads_amount_direction_and_anchor() -> None:
    assert expression("a within 90 days before as_of") == ast.Within(
        a, number("90", "day"), "before", ast.Name("as_of")
    )


def test_a_comment_ends_with_its_line_and_is_kept() -> None:
    found = document("policy p {} # header\n# own line\ndefine x = 1 # after\r\n  + 2\n")
    assert [(comment.text, comment.own_line) for comment in found.comments] == [
        ("# header", False),
        ("# own line", True),
        ("# after", False),
    ]
    assert found.statements == document("policy p {}\ndefine x = 1 + 2").statements


def test_spans_cover_just_the_text_of_the_node() -> None:
    text = "(a + 3 months) * count(xs where ok) per -n"
    found = expression(text)
    offset = len(HEADER) + len("define x = ")
    assert isinstance(found, ast.Per)
    spans = [found, found.amount, found.quantity]
    shown = [(node.span.start - offset, node.span.end - offset) for node in spans]
    assert [text[start:end] for start, end in shown] == [text, "(a + 3 months) * count(xs where ok)", "-n"]
    assert isinstance(found.amount, ast.Arith)
    inner = found.amount.first
    assert text[inner.span.start - offset : inner.span.end - offset] == "a + 3 months"


def test_the_span_of_a_dotted_name_begins_after_the_dot() -> None:
    found = expression("a.by")
    assert isinstance(found, ast.Attr)
    start = len(HEADER) + len("define x = ") + 2
    assert (found.name.span.start, found.name.span.end) == (start, start + 2)


@pytest.mark.parametrize(
    "text", ["a in in b", "a ==", "a +", "if a then b", "at least a of { b }", "all of { }", "table a, b { whenever }"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    assert findings(f"{HEADER}define x = {text}\n")


def test_a_word_of_a_declared_name_stays_as_it_is() -> None:
    found = document("制度 p {}\n记录 R { 标识 合计 : 文本  符合 : 是否  日 : 日期 }\n定义 x = r.合计 = 符合\n")
    define = found.statements[1]
    assert isinstance(define, ast.Define)
    assert define.value == ast.Compare(ast.Attr(ast.Name("r"), ast.Ident("合计")), (("=", ast.Name("符合")),))


def test_a_declared_field_does_not_hide_a_type_or_unit_of_the_same_word() -> None:
    found = statement("record R { key 日期 : 日期  日 : number(日) }")
    assert isinstance(found, ast.Record)
    assert [field.type for field in found.fields] == [
        ast.NamedType(ast.Ident("date")),
        ast.NamedType(ast.Ident("number"), ast.Ident("day")),
    ]
