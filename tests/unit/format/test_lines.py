"""Single lines in the other keyword language, as messages about Chinese files show what would pass."""

from __future__ import annotations

import pytest

from policycore import check
from policycore.format.lines import in_keywords

POLICY = """policy sample {}
record Shop { key id : text  sales : money(CNY) at least 0 }
tiering size {
  tier large when sales >= 100万 CNY
  tier small otherwise
  movement { every 2 years  up at most 1 tier }
}
"""


@pytest.mark.parametrize(
    ("line", "chinese"),
    [
        ("tier large when sales >= 100万 CNY", "等级 large 当 sales >= 100万元"),
        (
            "record Shop { key id : text  sales : money(CNY) at least 0 }",
            "记录 Shop { 标识 id : 文本  sales : 金额(元) 至少 0 }",
        ),
        ("movement { every 2 years  up at most 1 tier }", "升降 { 每 2年  上升 至多 1级 }"),
        ("tier small otherwise", "等级 small 其余情形"),
    ],
)
def test_a_line_is_respelt_where_it_stands(line: str, chinese: str) -> None:
    assert in_keywords(POLICY, line, "zh") == chinese
    assert in_keywords(POLICY, line, "en") == line


@pytest.mark.parametrize("text", ["policycore check x.policy", "policy sample {}\n--- rows.csv\nid,sales\n", ""])
def test_what_is_no_policy_is_shown_as_it_stands(text: str) -> None:
    assert in_keywords(text, text[:6], "zh") == text[:6]


def test_a_message_about_a_chinese_file_shows_a_line_with_its_keywords() -> None:
    chinese = check("制度 样例 {}\n记录 店 { 标识 号 : 文本 }\n定义 大 = 号 >=\n")
    english = check("policy sample {}\nrecord Shop { key id : text }\ndefine large = id >=\n")
    for lang in ("en", "zh"):
        assert "定义 large = sales >= 100" in chinese.render(lang)
        assert "define large = sales >= 100" in english.render(lang)
