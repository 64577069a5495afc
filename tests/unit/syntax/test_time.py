"""Movement, populations, duties, procedures and calendars: what they become in the AST, and what is said of slips."""

from __future__ import annotations

import pytest

from policycore.syntax import ast
from unit.syntax.reading import HEADER, document, findings, mended, parsed, statement

RECORD = "record R { key id : text  n : whole  d : date  ok : yes_no }\n"
TOP = HEADER + RECORD
中文 = "制度 样例 {}\n记录 甲 { 标识 号 : 文本  数 : 整数  日期 : 日期 }\n"


def ident(text: str) -> ast.Ident:
    return ast.Ident(text)


def head(name: str, **rest: object) -> ast.Head:
    return ast.Head(ident(name), **rest)  # type: ignore[arg-type]


def name(text: str) -> ast.Name:
    return ast.Name(text)


def count(digits: str, unit: str) -> ast.NumberLit:
    return ast.NumberLit(digits, unit=ident(unit))


A, B, C, D = name("a"), name("b"), name("c"), name("d")


def timing(text: str) -> object:
    found = statement(f"duty x must {text}")
    assert isinstance(found, ast.Duty)
    return found.timing


# --- trees ---


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("within 24 hours after a", ast.WithinAfter(count("24", "hour"), A)),
        (
            "within 3 working days after a + 1 day until 9:30",
            ast.WithinAfter(count("3", "working day"), ast.Arith(A, (("+", count("1", "day")),)), ast.TimeLit("09:30")),
        ),
        ("within 1 working day after a", ast.WithinAfter(count("1", "working day"), A)),
        ("until a 17:00:30", ast.ByPoint("until", A, ast.TimeLit("17:00:30"))),
        ("before 2024-03-01", ast.ByPoint("before", ast.DateLit("2024-03-01"))),
        ("until 2024-03-01 17:00", ast.ByPoint("until", ast.MomentLit("2024-03-01 17:00"))),
        ("until (2024-03-01) 17:00", ast.ByPoint("until", ast.DateLit("2024-03-01"), ast.TimeLit("17:00"))),
        ("every month", ast.Recurrence(ast.Cycle(ident("month")))),
        ("every 2 weeks", ast.Recurrence(ast.Cycle(ident("week"), 2))),
        (
            "every month before day 5 17:00",
            ast.Recurrence(ast.Cycle(ident("month")), ast.CyclePoint("before", 5, ast.TimeLit("17:00"))),
        ),
        ("every week until friday", ast.Recurrence(ast.Cycle(ident("week")), ast.CyclePoint("until", "friday"))),
        (
            "every quarter until last_day",
            ast.Recurrence(ast.Cycle(ident("quarter")), ast.CyclePoint("until", "last_day")),
        ),
        (
            "every day before 17:00 from a",
            ast.Recurrence(ast.Cycle(ident("day")), ast.CyclePoint("before", None, ast.TimeLit("17:00")), A),
        ),
        ("2 times every day", ast.Recurrence(ast.Cycle(ident("day")), least=2, most=2)),
        ("at least 2 times every day", ast.Recurrence(ast.Cycle(ident("day")), least=2)),
        ("at most 3 times every day", ast.Recurrence(ast.Cycle(ident("day")), most=3)),
        ("2..3 times every day", ast.Recurrence(ast.Cycle(ident("day")), least=2, most=3)),
    ],
)
def test_when_a_duty_falls_due(text: str, tree: object) -> None:
    assert timing(text) == tree


def test_a_duty_says_who_what_until_when_and_how_it_shows() -> None:
    found = statement(
        'duty visit "Visit" for R @ "4" by seller should 2 times every quarter from a when b'
        " done c over visits where d for a - 7 days"
    )
    assert found == ast.Duty(
        head("visit", labels=(ast.Str("Visit"),), scope=ident("R"), cite=ast.Cite(None, ast.Str("4"))),
        ast.Recurrence(ast.Cycle(ident("quarter")), None, A, 2, 2),
        ident("seller"),
        "should",
        B,
        ast.Deed(C, name("visits"), D, ast.Arith(A, (("-", count("7", "day")),))),
    )


def test_a_step_has_each_of_its_clauses() -> None:
    found = statement(
        'procedure p for R when a { step s "S" by office must within 3 days after t until 17:00 follow t, u when b'
        " done c by d not by t, u stays u  step t }"
    )
    assert found == ast.Procedure(
        head("p", scope=ident("R")),
        (
            ast.Step(
                head("s", labels=(ast.Str("S"),)),
                ident("office"),
                "must",
                ast.WithinAfter(count("3", "day"), name("t"), ast.TimeLit("17:00")),
                (ident("t"), ident("u")),
                B,
                ast.Deed(C, by=D),
                (ident("t"), ident("u")),
                (ident("u"),),
            ),
            ast.Step(head("t")),
        ),
        A,
    )


def test_a_movement_has_each_of_its_clauses() -> None:
    found = statement(
        'tiering x { tier A otherwise  movement @ "4" note "n" { every 2 quarters  enter A @ "5" when a  keep A when b'
        "  up at most 1 tier  down at most 2 tiers  up after 6 months  down after 1 review  probation c } }"
    )
    assert isinstance(found, ast.Tiering)
    assert found.items[1] == ast.Movement(
        (
            ast.Cycle(ident("quarter"), 2),
            ast.Gate("enter", head("A", cite=ast.Cite(None, ast.Str("5"))), A),
            ast.Gate("keep", head("A"), B),
            ast.AtMostTiers("up", 1),
            ast.AtMostTiers("down", 2),
            ast.UpAfter(count("6", "month")),
            ast.DownAfter(1),
            ast.Probation(C),
        ),
        ast.Cite(None, ast.Str("4")),
        ast.Str("n"),
    )


def test_a_population_has_groups_a_condition_settings_and_facts() -> None:
    found = statement(
        'population p "P" @ "4" over R per a, b.c where d { ties: contested  minimum: 5  define r = rank(a)'
        "  require s should : share(a) < 20% }"
    )
    assert found == ast.Population(
        head("p", labels=(ast.Str("P"),), cite=ast.Cite(None, ast.Str("4"))),
        ident("R"),
        (A, ast.Attr(B, ident("c"))),
        D,
        (
            ast.Setting(ident("ties"), (ident("contested"),)),
            ast.Setting(ident("minimum"), (ast.NumberLit("5"),)),
        ),
        (
            ast.Define(head("r"), ast.Call(ident("rank"), (A,))),
            ast.Require(
                head("s"),
                ast.Compare(ast.Call(ident("share"), (A,)), (("<", ast.NumberLit("20", percent=True)),)),
                modality="should",
            ),
        ),
    )


def test_a_calendar_holds_days_and_periods() -> None:
    found = statement("calendar cn { weekend: saturday, sunday  holidays: 2024-02-10 .. 2024-02-17, 2024-05-01 }")
    assert found == ast.Calendar(
        head("cn"),
        (
            ast.Setting(ident("weekend"), (ident("saturday"), ident("sunday"))),
            ast.Setting(
                ident("holidays"),
                (
                    ast.SettingRange(ast.DateLit("2024-02-10"), ast.DateLit("2024-02-17")),
                    ast.DateLit("2024-05-01"),
                ),
            ),
        ),
    )


def test_a_dated_value_may_say_when_it_was_issued() -> None:
    found = statement("parameter p : whole { from 2024-01-01 issued 2023-12-20 = 5  from 2025-01-01 = 6 }")
    assert isinstance(found, ast.Parameter)
    assert [entry.issued for entry in found.entries] == [ast.DateLit("2023-12-20"), None]


def test_a_setting_may_be_called_like_the_word_for_a_date_of_issue() -> None:
    policy = document("policy p { in_force: from 2024-01-01  issued: 2023-12-01  calendar: cn }").policy
    assert policy is not None
    assert [setting.name.text for setting in policy.settings] == ["in_force", "issued", "calendar"]


@pytest.mark.parametrize(
    "text",
    [
        "define x = table n { when >= 10:15  otherwise : 3 }",
        "define x = table n { when 3:30  otherwise : 3 }",
        "score s : points { factor f { band a when n >= 10:15  band b otherwise : 1 } }",
    ],
)
def test_a_number_a_colon_and_a_number_are_a_time_only_where_one_may_stand(text: str) -> None:
    assert findings(TOP + text + "\n") == []


def test_the_word_day_before_a_number_is_a_day_of_the_month_only_where_one_may_stand() -> None:
    assert findings(TOP + "accountability f { matter m when ok { answers day 5, week 3 } }\n") == []


def test_an_element_of_an_expected_list_may_be_not_applicable() -> None:
    found = statement("example e { expect a: [late, not applicable] }")
    assert isinstance(found, ast.Example)
    assert found.expect[0].outcome == ast.ListLit((name("late"), name("not_applicable")))


def test_words_of_time_give_way_to_names_of_the_file() -> None:
    declared = document(
        "制度 样例 {}\n记录 甲 { 标识 号 : 文本  期限 : 日期  待办 : 是否 }\n定义 一 = 乙.期限 = 丙\n定义 二 = 待办\n"
    )
    free = document("制度 样例 {}\n定义 一 = 乙.期限 = 丙\n定义 二 = 待办\n")
    assert "期限" in repr(declared.statements[1])
    assert "待办" in repr(declared.statements[2])
    assert "due" in repr(free.statements[0])
    assert "open" in repr(free.statements[1])


# --- slips ---


def put_right(text: str) -> str:
    """Return the text with the one fix it gets; it must then be free of findings."""
    (only,) = parsed(text).diagnostics
    right = mended(text, (only,))
    assert findings(right) == [], right
    return right


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("duty x must every month before 5 done d", "before day 5"),
        ("duty x must every month before 5th 17:00 done d", "before day 5 17:00"),
        ("duty x must every week before fryday done d", "before friday"),
        ("duty x must every week until friday 17 done d", "until friday 17:00"),
        ("duty x must every week until friday 17.30 done d", "until friday 17:30"),
        ("duty x must every day until 5pm done d", "until 17:00"),
        ("duty x must within 3 days after d until 17 done d", "until 17:00"),
        ("duty x must every week by friday done d", "every week until friday"),
        ("duty x must by 2024-03-01 done d", "must until 2024-03-01"),
        ("duty x must monthly before day 5 done d", "must every month before"),
        ("duty x must within 3 days of d done d", "within 3 days after d"),
        ("duty x must 3 days after d done d", "must within 3 days"),
        ("duty x must 2 times quarter done d", "2 times every quarter"),
        ("population p for R { define r = rank(n) }", "population p over R"),
        ("population p per n over R { define r = rank(n) }", "population p over R per n {"),
        ("tiering t { tier A otherwise movement { every year up at most 1 step } }", "at most 1 tier }"),
        ("tiering t { tier A otherwise movement { every year, probation 1 year } }", "every year probation"),
        ("duty x done d must within 3 days after d", "x must within 3 days after d done d"),
        ("duty x within 3 days after d must done d", "x must within 3 days after d done d"),
        ("duty x must by n within 3 days after d done d", "x by n must within"),
        ("duty x must every day at least 2 times done d", "at least 2 times every day done d"),
        ("duty x must every day 2..3 times done d", "2..3 times every day done d"),
        ("procedure p { step s follow t within 3 days after t done d  step t }", "s within 3 days after t follow t"),
        ("procedure p { step s done d when ok  step t }", "s when ok done d"),
        ("procedure p { step s stays t not by t  step t }", "s not by t stays t"),
        ("require r when ok must : ok", "r must when ok : ok"),
        ('tiering t { tier A when ok @ "4"  tier B otherwise }', 'tier A @ "4" when ok'),
        ('parameter p per G @ "4" : whole = 5', 'p @ "4" per G : whole'),
        ('define x @ "4" for R = n', 'define x for R @ "4" = n'),
        ("accountability a { exempt e when ok covering m }", "e covering m when ok }"),
        ("accountability a { escalate e when ok covering m up 1 }", "e covering m up 1 when ok }"),
    ],
)
def test_a_slip_is_put_right(wrong: str, right: str) -> None:
    assert right in put_right(f"{TOP}{wrong}\n")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("义务 报 应当 每月 早于 第5日 完成于 日期", "每 个月 早于"),
        ("义务 报 应当 每季度 完成于 日期", "每 个季度 完成于"),
        ("义务 报 应当 每周五 完成于 日期", "每 周 至迟 周五 完成于"),
        ("义务 报 应当 每周五前 完成于 日期", "每 周 早于 周五 完成于"),
        ("义务 报 应当 每 个月 早于 5 日 完成于 日期", "早于 第5日"),
        ("义务 报 应当 每 个月 早于 5日前 17:00 完成于 日期", "早于 第5日 17:00"),
        ("义务 报 应当 每 个月 早于 第5号 完成于 日期", "早于 第5日"),
        ("义务 报 应当 每 个月 至迟 月末 完成于 日期", "至迟 最后一日"),
        ("义务 报 应当 每 日 早于 17点 完成于 日期", "早于 17:00"),
        ("义务 报 应当 限 3个工作日内 起算自 日期 完成于 日期", "限 3个工作日 起算自"),
        ("义务 报 应当 限 10日以内 起算自 日期 完成于 日期", "限 10日 起算自"),
        ("义务 报 应当 10日 起算自 日期 完成于 日期", "应当 限 10日"),
        ("义务 报 限 3日 起算自 日期 应当 完成于 日期", "报 应当 限 3日"),
        ("分级 级别 { 等级 甲级 其余情形 升降 { 每 年 上升 至多 1个等级 } }", "至多 1级"),
    ],
)
def test_a_slip_in_chinese_is_put_right(wrong: str, right: str) -> None:
    assert right in put_right(f"{中文}{wrong}\n")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("duty x must every fortnight done d", "PC156", "fortnight"),
        ("duty x must every friday done d", "PC156", "friday"),
        ("duty x must every working day done d", "PC156", "working day"),
        ("duty x must every month until day 32 done d", "PC158", "day 32"),
        ("duty x must every month until day 0 done d", "PC158", "day 0"),
        ("duty x must until d 24:00 done d", "PC159", "24:00"),
        ("duty x must until d 12:60 done d", "PC159", "12:60"),
        ("duty x must every week until someday done d", "PC157", "someday"),
        ("tiering t { tier A otherwise movement { down after 2 failures } }", "PC162", "failures"),
        ("duty x must until d done d by n", "PC163", "by"),
        ("procedure p { step s done d over n }", "PC163", "over"),
        ("define x = 17:00", "PC165", "17:00"),
        ("population p over R { define r = rank(n) ties: behind }", "PC161", "ties"),
        ("duty x must 0 times every day done d", "PC146", "0"),
        ("tiering t { tier A otherwise movement { up at most 0 tiers } }", "PC146", "0"),
    ],
)
def test_a_slip_is_told_at_its_place_and_what_follows_is_read(text: str, code: str, place: str) -> None:
    whole = f"{TOP}{text}\ndefine kept = 1\n"
    assert findings(whole) == [(code, place)]
    found = parsed(whole).document
    assert found is not None
    assert found.statements[-1] == statement("define kept = 1")


def test_a_mistake_in_one_clause_of_a_movement_leaves_the_others_read() -> None:
    text = f"{TOP}tiering t {{ tier A otherwise movement {{ up most 1 tier  enter A if ok  keep A when ) }} }}\n"
    assert [code for code, _ in findings(text)] == ["PC101", "PC121", "PC101"]
