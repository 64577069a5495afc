"""Statements: what each construct becomes in the AST."""

from __future__ import annotations

import pytest

from policycore.syntax import ast
from unit.syntax.reading import CORPUS, HEADER, document, findings, parsed, statement


def ident(text: str) -> ast.Ident:
    return ast.Ident(text)


def head(name: str, **rest: object) -> ast.Head:
    return ast.Head(ident(name), **rest)  # type: ignore[arg-type]


def name(text: str) -> ast.Name:
    return ast.Name(text)


def number(digits: str, percent: bool = False) -> ast.NumberLit:
    return ast.NumberLit(digits, percent=percent)


A, B, C = name("a"), name("b"), name("c")


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_file_of_the_corpus_is_read_whole(path) -> None:  # type: ignore[no-untyped-def]
    found = document(path.read_text(encoding="utf-8"))
    assert found.policy is not None
    assert found.statements


def test_a_head_has_name_labels_scope_source_and_note_in_this_order() -> None:
    found = statement('define x "en" / "zh" for R @ annex "row 2" note "n" = a')
    assert found == ast.Define(
        ast.Head(
            ident("x"),
            (ast.Str("en"), ast.Str("zh")),
            ident("R"),
            ast.Cite(ident("annex"), ast.Str("row 2")),
            ast.Str("n"),
        ),
        A,
    )


def test_the_header_holds_settings() -> None:
    found = document(
        'policy p "T" { languages: en, zh  annex: "row 2"  in_force: from 2024-01-01  decimals: 4 }'
    ).policy
    assert found is not None
    assert found.settings == (
        ast.Setting(ident("languages"), (ident("en"), ident("zh"))),
        ast.Setting(ident("annex"), (ast.Str("row 2"),)),
        ast.Setting(ident("in_force"), (ast.SettingRange(ast.DateLit("2024-01-01"), None),)),
        ast.Setting(ident("decimals"), (number("4"),)),
    )


def test_use_names_what_it_takes_and_from_where() -> None:
    assert statement('use A, b from "x.policy"') == ast.Use((ident("A"), ident("b")), ast.Str("x.policy"))


def test_fields_need_nothing_between_them() -> None:
    found = statement("record R { key id : text  tier : whole at least 0  step : judged {a > b} optional }")
    assert found == ast.Record(
        head("R"),
        (
            ast.Field(head("id"), ast.NamedType(ident("text")), key=True),
            ast.Field(head("tier"), ast.NamedType(ident("whole")), bounds=(ast.Bound("at_least", number("0")),)),
            ast.Field(
                head("step"),
                ast.EnumTypeExpr((ast.EnumItem(ident("a")), ast.EnumItem(ident("b"))), ">"),
                judged=True,
                optional=True,
            ),
        ),
    )


@pytest.mark.parametrize(
    "word", ["benefit", "grant", "tier", "unit", "given", "expect", "limit", "band", "duty", "step", "cap", "policy"]
)
def test_a_word_that_leads_statements_is_a_field_like_any_other(word: str) -> None:
    found = statement(f"record R {{ a : text  {word} : text  b : number({word}) }}")
    assert isinstance(found, ast.Record)
    assert [field.head.name.text for field in found.fields] == ["a", word, "b"]


def test_a_range_bounds_both_ends_and_a_bound_may_be_negative() -> None:
    found = statement("record R { a : whole 2..25  b : number -5 .. 5 more than -9 }")
    assert isinstance(found, ast.Record)
    assert [field.bounds for field in found.fields] == [
        (ast.Bound("between", number("2"), number("25")),),
        (ast.Bound("between", ast.Neg(number("5")), number("5")), ast.Bound("more_than", ast.Neg(number("9")))),
    ]


def test_a_list_of_a_set_of_an_open_enumeration() -> None:
    found = statement("record R { a : list of set of {x, y, ...} }")
    assert isinstance(found, ast.Record)
    items = (ast.EnumItem(ident("x")), ast.EnumItem(ident("y")))
    assert found.fields[0].type == ast.ListOf(ast.SetOf(ast.EnumTypeExpr(items, ",", open=True)))


def test_a_default_may_be_a_member_a_list_or_a_mark() -> None:
    found = statement(
        'record R { a : {x, y} default x  b : list of R default []  c : text default "n"  d : date default absent }'
    )
    assert isinstance(found, ast.Record)
    assert [field.default for field in found.fields] == [
        name("x"),
        ast.ListLit(()),
        ast.TextLit("n"),
        ast.MarkLit("absent"),
    ]


def test_marks_stand_at_the_end_of_a_field() -> None:
    found = statement("record R { a : text marks changeable up, personal  b : text }")
    assert isinstance(found, ast.Record)
    assert found.fields[0].marks == ((ident("changeable"), ident("up")), (ident("personal"),))
    assert found.fields[1].head.name == ident("b")


def test_a_choice_keeps_its_sign_and_labels() -> None:
    found = statement('choice Grade { low "L" / "低" < high @ "2" }')
    assert found == ast.Choice(
        head("Grade"),
        ast.EnumTypeExpr(
            (
                ast.EnumItem(ident("low"), (ast.Str("L"), ast.Str("低"))),
                ast.EnumItem(ident("high"), cite=ast.Cite(None, ast.Str("2"))),
            ),
            "<",
        ),
    )


def test_a_unit_may_be_a_multiple_of_another_and_have_settings() -> None:
    found = statement("unit kg = 0.001 t { decimals: 3 }")
    assert found == ast.Unit(
        head("kg"),
        ast.NumberLit("0.001", unit=ident("t")),
        (ast.Setting(ident("decimals"), (number("3"),)),),
    )


def test_a_parameter_has_a_value_dated_ones_or_none() -> None:
    assert statement("parameter p : whole = 5") == ast.Parameter(
        head("p"), ast.NamedType(ident("whole")), value=number("5")
    )
    assert statement("parameter p : whole at most 9 not stated") == ast.Parameter(
        head("p"), ast.NamedType(ident("whole")), bounds=(ast.Bound("at_most", number("9")),)
    )
    assert statement('parameter p : whole { from 2023-01-01 = 5 @ "n" from 2024-01-01 = 6 }') == ast.Parameter(
        head("p"),
        ast.NamedType(ident("whole")),
        entries=(
            ast.DatedEntry(ast.DateLit("2023-01-01"), number("5"), cite=ast.Cite(None, ast.Str("n"))),
            ast.DatedEntry(ast.DateLit("2024-01-01"), number("6")),
        ),
    )


def test_a_keyed_parameter_is_a_table() -> None:
    assert statement("parameter p per Grade : whole = { a: 5, b: -6, }") == ast.Parameter(
        head("p"),
        ast.NamedType(ident("whole")),
        (ident("Grade"),),
        value=ast.RecordLit(((ident("a"), number("5")), (ident("b"), ast.Neg(number("6"))))),
    )


def test_a_reading_marks_the_chosen_alternative() -> None:
    assert statement('reading r { chosen a "x"  b }') == ast.Reading(
        head("r"), (ast.Alternative(head("a", labels=(ast.Str("x"),)), True), ast.Alternative(head("b")))
    )


def test_a_requirement_has_actor_modality_elements_occasion_and_condition() -> None:
    assert statement("require r by x must not for each p in ps where a when b : c") == ast.Require(
        head("r"), C, ident("x"), "must_not", ast.Each(ident("p"), name("ps"), A), B
    )


def test_a_factor_has_a_value_or_bands_and_a_weight() -> None:
    found = statement(
        "score s : points { factor f weight 60% = a  factor g { band h when b : 11..15 from c  band l otherwise : 1 } }"
    )
    assert isinstance(found, ast.Score)
    assert found.items == (
        ast.Factor(head("f"), number("60", percent=True), A),
        ast.Factor(
            head("g"),
            bands=(
                ast.Band(head("h"), B, ast.FromMark(number("11"), number("15"), C)),
                ast.Band(head("l"), None, number("1")),
            ),
        ),
    )


def test_groups_hold_what_scores_hold() -> None:
    found = statement(
        "score s : points 0..100 { group g { cap 30 floor 0 award p : a  group h { deduct d when b : c } } }"
    )
    assert isinstance(found, ast.Score)
    assert found.bounds == (ast.Bound("between", number("0"), number("100")),)
    assert found.items == (
        ast.Group(
            head("g"),
            (
                ast.Clamp("cap", number("30")),
                ast.Clamp("floor", number("0")),
                ast.Line("award", head("p"), A),
                ast.Group(head("h"), (ast.Line("deduct", head("d"), C, when=B),)),
            ),
        ),
    )


def test_a_waiver_names_what_it_covers_and_who_decides() -> None:
    found = statement("score s : points { waive w covering x, y by z when a }")
    assert isinstance(found, ast.Score)
    assert found.items == (ast.Waive(head("w"), (ident("x"), ident("y")), A, ident("z")),)


def test_a_tiering_holds_designations_tiers_a_source_of_the_tier_and_limits() -> None:
    found = statement(
        "tiering t for R when a : G { designate d when b : A  tier A when c  tier B otherwise "
        'tier from highest(a, b) @ "s"  otherwise not stated note "n"  limit l when a : at least B }'
    )
    assert found == ast.Tiering(
        head("t", scope=ident("R")),
        (
            ast.Designate(head("d"), B, name("A")),
            ast.Tier(head("A"), C),
            ast.Tier(head("B"), None),
            ast.TierFrom(ast.Call(ident("highest"), (A, B)), ast.Cite(None, ast.Str("s"))),
            ast.OtherwiseNotStated(note=ast.Str("n")),
            ast.Limit(head("l"), "at_least", name("B"), A),
        ),
        ast.NamedType(ident("G")),
        A,
    )


def test_entitlements_hold_benefits_grants_and_overrides() -> None:
    found = statement(
        "entitlements e per t when a { benefit b : {x > y} default y  benefit c : whole at least 0 lower is better"
        "  grant any { b: x }  grant k same as l  grant m same as n with { b: y when a, }  override o when b { c: 2 } }"
    )
    enum = ast.EnumTypeExpr((ast.EnumItem(ident("x")), ast.EnumItem(ident("y"))), ">")
    assert found == ast.Entitlements(
        head("e"),
        name("t"),
        (
            ast.Benefit(head("b"), enum, default=name("y")),
            ast.Benefit(head("c"), ast.NamedType(ident("whole")), (ast.Bound("at_least", number("0")),), "lower"),
            ast.Grant(head("any"), (ast.GrantItem(ident("b"), name("x")),), any_tier=True),
            ast.Grant(head("k"), (), ident("l")),
            ast.Grant(head("m"), (ast.GrantItem(ident("b"), name("y"), A),), ident("n")),
            ast.Override(head("o"), (ast.GrantItem(ident("c"), number("2")),), B),
        ),
        A,
    )


def test_accountability_holds_matters_exemptions_and_escalations() -> None:
    found = statement(
        "accountability q { matter m for each p in ps when a { answers x 70%, y as boss severity s "
        "sanction f against answers : 5 per n sanction r against y }"
        " exempt e covering m by x when b  escalate u covering m up 1 when c }"
    )
    assert isinstance(found, ast.Accountability)
    assert found.items == (
        ast.Matter(
            head("m"),
            (
                ast.Answers(
                    (
                        ast.Answerer(ident("x"), share=number("70", percent=True)),
                        ast.Answerer(ident("y"), ident("boss")),
                    )
                ),
                ast.Severity(name("s")),
                ast.Sanction(head("f"), ident("answers"), ast.Per(number("5"), name("n"))),
                ast.Sanction(head("r"), ident("y")),
            ),
            ast.Each(ident("p"), name("ps")),
            A,
        ),
        ast.Exempt(head("e"), (ident("m"),), B, ident("x")),
        ast.Escalate(head("u"), (ident("m"),), 1, C),
    )


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("always a", ast.Always(A)),
        ("never a", ast.Always(A, True)),
        ("a rises with b, c", ast.Relates("rises", A, (B, C))),
        ("a falls with b", ast.Relates("falls", A, (B,))),
        ("a ignores b.c", ast.Relates("ignores", A, (ast.Attr(B, ident("c")),))),
        ("a is exclusive", ast.Claims("exclusive", A)),
        ("a same as b", ast.SameAs(A, B)),
        ("a same as b except c", ast.SameAs(A, B, C)),
    ],
)
def test_laws_claim(text: str, claim: object) -> None:
    assert statement(f"law l : {text}") == ast.Law(head("l"), claim)  # type: ignore[arg-type]


def test_an_example_gives_expects_and_names_rules() -> None:
    found = statement(
        "example e { given R as r { a: [2 times { b: yes }, {}], c.by: absent }  given Q { }"
        "  as of 2024-01-01 10:00  with p: -5 CNY, q: { x: 1 }"
        "  expect r.t: undetermined {A, B} missing x and y.z, u: undetermined 5 .. 9, v: not stated, w: met"
        "  because t.A, by_solver[large, <= 3 months] }"
    )
    assert found == ast.Example(
        head("e"),
        (
            ast.Given(
                ident("R"),
                ast.RecordLit(
                    (
                        (
                            ident("a"),
                            ast.ListLit(
                                (ast.Times(2, ast.RecordLit(((ident("b"), ast.YesNoLit(True)),))), ast.RecordLit(()))
                            ),
                        ),
                        (ident("c.by"), ast.MarkLit("absent")),
                    )
                ),
                ident("r"),
            ),
            ast.Given(ident("Q"), ast.RecordLit(())),
        ),
        (
            ast.Expectation(
                path("r", "t"),
                ast.OutcomeLit("undetermined", (name("A"), name("B")), missing=(path("x"), path("y", "z"))),
            ),
            ast.Expectation(path("u"), ast.OutcomeLit("undetermined", low=number("5"), high=number("9"))),
            ast.Expectation(path("v"), ast.OutcomeLit("not_stated")),
            ast.Expectation(path("w"), name("met")),
        ),
        ast.MomentLit("2024-01-01 10:00"),
        (
            (ident("p"), ast.Neg(ast.NumberLit("5", unit=ident("CNY")))),
            (ident("q"), ast.RecordLit(((ident("x"), number("1")),))),
        ),
        (path("t", "A"), path("by_solver[large,<= 3 month]")),
    )


def path(*parts: str) -> ast.Path:
    return ast.Path(tuple(ident(part) for part in parts))


def test_statements_need_no_line_breaks_and_take_any() -> None:
    one = document("policy p {} define x = 1 define y = x + 2 record R { key id : text }")
    many = document("policy\np\n{\n}\ndefine\nx\r\n=\n1\n\n\ndefine y =\n\tx +\n2\nrecord R\n{\nkey id\n:\ntext\n}\n")
    assert one == many


def test_empty_blocks_are_left_to_the_checker() -> None:
    assert statement("tiering t {}") == ast.Tiering(head("t"), ())


def test_the_place_of_a_statement_is_its_text() -> None:
    text = HEADER + "  define x = 1  # one\n"
    (define,) = document(text).statements
    assert text[define.span.start : define.span.end] == "define x = 1"


@pytest.mark.parametrize(
    "text",
    [
        "tiering t { tier A for R when a }",
        "require r when a : b for each c in d",
        "entitlements e { }",
        "record R { a : text, optional }",
        "choice C { a > b < c }",
        "parameter p : whole",
        "example e { given R { } }",
    ],
)
def test_an_order_or_form_that_is_not_of_the_language_is_refused(text: str) -> None:
    assert findings(HEADER + text + "\n")


def test_a_keyword_language_is_that_of_the_first_keyword() -> None:
    assert document("policy 客户 {}").keywords == "en"
    assert document("制度 customers {}").keywords == "zh"
    assert parsed("").document is not None
