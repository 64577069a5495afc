"""One slip in the text of a policy gave several messages: on what was read instead, and on what was lost by it."""

import pytest

from policycore import check

POLICY = """policy visits "Visits" { languages: en  source: "Notice" }
choice Level { gold > plain }
record Visit { paid : money(CNY) at least 0  good : yes_no }
record Customer {
  key id : text
  level : Level
  share : percent 0..100
  Visit : list of Visit
}
parameter due @ "1" per Level : whole = { gold: 4, plain: 1 }
define enough = count(Visit) >= due[level]
define busy = share > 50%
require paid for each v in Visit when enough or busy : v.paid > 0 CNY
define rate = table share, enough {
  when <= 20%, no : 1
  when any, yes : 2
  otherwise : 3
}
tiering class {
  designate named when busy : A
  tier A when enough
  tier B otherwise
}
"""
CHINESE = """制度 拜访 "拜访" { 语言: zh  出处: "通知" }
记录 客户 { 标识 编号 : 文本  年龄 : 整数 0..130  体温 : 数值 30..45 可空 }
定义 高热 = 体温 为 非空 且 体温 >= 39.1
定义 老幼 = 年龄 < 6 或 年龄 >= 75
要求 照看 : 非 老幼 或 高热
"""


def codes(text: str) -> list[str]:
    return [found.code for found in check(text).diagnostics]


@pytest.mark.parametrize("text", [POLICY, CHINESE], ids=["en", "zh"])
def test_the_policies_are_right_before_they_are_damaged(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('parameter due @ "1" per Level', 'parameter due per Level @ "1"', "PC161"),
        ("for each v in Visit when enough or busy :", "when enough or busy for each v in Visit :", "PC161"),
        ("key id : text", "primary id : text", "PC101"),
        ("Visit : list of Visit", "Visit : array Visit", "PC101"),
        ("when <= 20%, no", "when <= 20% no", "PC128"),
        ("designate named when busy : A", "designate A when busy", "PC128"),
    ],
)
def test_in_english(right: str, wrong: str, code: str) -> None:
    assert right in POLICY
    assert codes(POLICY.replace(right, wrong)) == [code]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("体温 为 非空", "体温 是 非空", "PC101"),
        ("年龄 < 6 或 年龄 >= 75", "年龄 >= 75 或 < 6", "PC101"),
        ("定义 老幼 =", "定义 老幼：", "PC153"),
        ("整数 0..130", "整数 0..130，", "PC129"),
    ],
)
def test_in_chinese(right: str, wrong: str, code: str) -> None:
    assert right in CHINESE
    assert codes(CHINESE.replace(right, wrong)) == [code]


def test_what_is_in_the_wrong_place_is_no_other_word_misspelt() -> None:
    wrong = POLICY.replace("for each v in Visit when enough or busy :", "when enough or busy for each v in Visit :")
    (found,) = check(wrong).diagnostics
    assert "for each x in list when c : condition" in check(wrong).render("en")
    assert found.span.start == wrong.index("for each")
