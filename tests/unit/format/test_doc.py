"""The layout algebra by itself: what breaks where, and where comments go."""

from __future__ import annotations

from policycore.format.doc import Attached, Doc, Fill, Group, Line, Nest, Tail, columns, fill, render


def call(*args: str, last: Line | None = None) -> Doc:
    body: list[Doc] = [Line("")]
    for place, arg in enumerate(args):
        if place:
            body += (",", Line())
        body.append(arg)
    return Group(("f(", Nest(2, tuple(body)), last or Line(""), ")"))


def test_a_group_that_fits_stays_on_its_line() -> None:
    assert render(call("a", "b"), 10) == "f(a, b)"


def test_a_group_that_does_not_fit_breaks_at_all_its_lines() -> None:
    assert render(call("aaaa", "bbbb"), 10) == "f(\n  aaaa,\n  bbbb\n)"


def test_what_follows_a_group_counts_up_to_the_next_break() -> None:
    assert render((call("aa", "bb"), " {"), 10) == "f(\n  aa,\n  bb\n) {"
    assert render((call("aa", "bb"), Line(None), "{{{{{{{{"), 10) == "f(aa, bb)\n{{{{{{{{"


def test_an_inner_group_may_stay_flat_when_the_outer_one_breaks() -> None:
    inner = Group(("(", Line(""), "x", Line(""), ")"))
    assert render(Group(("long text", Line(), inner)), 10) == "long text\n(x)"


def test_a_hard_line_breaks_every_group_around_it() -> None:
    doc = Group(("a", Line(), Group(("b", Line(None), "c"))))
    assert render(doc, 80) == "a\nb\nc"


def test_a_chinese_character_takes_two_columns() -> None:
    assert columns("分数 x") == 6
    assert render(call("分数", "分"), 10) == "f(\n  分数,\n  分\n)"
    assert render(call("分", "分"), 10) == "f(分, 分)"
    assert columns("f(分, 分)") == 9


def test_a_tail_goes_to_the_next_line_only_when_it_does_not_fit() -> None:
    assert render(("x =", Tail("1 + 2")), 10) == "x = 1 + 2"
    assert render(("x =", Tail("1 + 2 + 3")), 10) == "x =\n  1 + 2 + 3"


def test_a_hugging_tail_stays_when_no_line_holds_it() -> None:
    assert render(("x =", Tail(call("aaaaaa", "bbbbb"), hugging=True)), 10) == "x = f(\n  aaaaaa,\n  bbbbb\n)"


def test_a_hugging_tail_moves_when_the_next_line_holds_it() -> None:
    assert render(("xxx =", Tail(call("a", "b"), hugging=True)), 10) == "xxx =\n  f(a, b)"


def test_a_fill_breaks_only_where_the_next_part_does_not_fit() -> None:
    assert render(fill(("aaa,", "bbb,", "ccc,", "ddd")), 10) == "aaa, bbb,\nccc, ddd"


def test_a_comment_breaks_its_line_and_the_groups_around_it_and_nothing_else() -> None:
    line = Line()
    doc = Group(("a", Line(), Group(("b", line, "c")), Line(), Group(("d", Line(), "e"))))
    assert render(doc, 80, {line: Attached("# why")}) == "a\nb  # why\nc\nd e"


def test_a_comment_takes_no_width() -> None:
    line = Line(None)
    text = render((call("a", "b"), line, "c"), 10, {line: Attached("# much longer than the line")})
    assert text == "f(a, b)  # much longer than the line\nc"


def test_comments_before_a_closing_bracket_stand_with_the_items() -> None:
    last = Line("", closes=True, comment_indent=2)
    text = render(call("a", last=last), 80, {last: Attached(own=(("# one", False), ("# two", False)))})
    assert text == "f(\n  a\n  # one\n  # two\n)"


def test_empty_lines_are_kept_between_items_and_not_at_the_edges() -> None:
    first = Line(None, keeps_blank=True, opens=True)
    between = Line(None, keeps_blank=True)
    last = Line(None, keeps_blank=True, closes=True)
    doc = ("{", Nest(2, (first, "a", between, "b")), last, "}")
    blank = Attached(own=(("# c", True),), blank=True)
    assert render(doc, 80, {first: blank, between: blank, last: blank}).split("\n") == [
        "{",
        "  # c",
        "",
        "  a",
        "",
        "  # c",
        "",
        "  b",
        "",
        "# c",
        "}",
    ]


def test_a_comment_in_a_fill_breaks_just_there() -> None:
    line = Line()
    doc = Fill(("a,", "b,", "c"), (line, Line()))
    assert render(doc, 80, {line: Attached("# of a")}) == "a,  # of a\nb, c"


def test_documents_of_any_depth_are_laid_out() -> None:
    doc: Doc = "x"
    for _ in range(20_000):
        doc = Group(("(", Nest(0, doc), ")"))
    assert render(doc, 80).count("(") == 20_000
