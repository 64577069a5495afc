"""Values, names and expressions as people read them, in both languages."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

import policycore.explain as explain
from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.explain.phrases import PHRASES, listed, say
from policycore.explain.wording import Wording, day_text, figures
from unit.explain.build import BOUND, CLASS, CNY, EQUIPMENT, MONEY, POINTS, REPAIR_TYPE, WORTH

EN = Wording(EQUIPMENT, "en", "Equipment")
ZH = Wording(EQUIPMENT, "zh", "Equipment")
FACT = frozenset({v.Reason("fact", "mark")})


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_both_languages_use_the_same_words_in_every_sentence() -> None:
    for key, (en, zh) in PHRASES.items():
        assert placeholders(en) == placeholders(zh), key


def test_every_sentence_named_in_the_code_exists_and_every_sentence_is_used() -> None:
    folder = Path(explain.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "phrases.py"]
    texts.append(inspect.getsource(listed))
    strings = {
        node.value
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    prefixes = {"".join(match) for text in texts for match in re.findall(r'f"([a-z_-]+-)\{', text)}
    suffixes = ("-gives", "-where", "-date", "-equal", "-rank", "-role", "-share")

    def used(key: str) -> bool:
        stem = key
        for suffix in suffixes * 3:
            stem = stem.removesuffix(suffix)
        return key in strings or stem in strings or any(key.startswith(prefix) for prefix in prefixes)

    assert [key for key in PHRASES if not used(key)] == []
    asked = {s for text in texts for s in re.findall(r'say\(\s*"([a-z_-]+)"', text)}
    assert asked <= set(PHRASES)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1_000_000), "1,000,000"),
        (Fraction(-2500), "-2,500"),
        (Fraction(123_456_789, 100), "1,234,567.89"),
        (Fraction(1, 3), "0.333… (1/3)"),
        (Fraction(-20_000, 3), "-6,666.666… (-20000/3)"),
        (Fraction(1, 30_000), "0.0000333… (1/30000)"),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(1, 2**20), "0.000000953… (1/1048576)"),
        (Fraction(0), "0"),
    ],
)
def test_figures_are_exact_or_say_that_they_are_shortened(number: Fraction, text: str) -> None:
    assert figures(number) == text


@pytest.mark.parametrize(
    ("outcome", "of", "en", "zh"),
    [
        (Fraction(9, 10), t.Number(t.PERCENT), "90%", "90%"),
        (Fraction(1, 3), t.Number(t.PERCENT), "33.333…% (100/3)", "33.333…% (100/3)"),
        (Fraction(1_000_000), MONEY, "1,000,000 CNY", "1,000,000 元"),
        (Fraction(1), POINTS, "1 point", "1 分"),
        (Fraction(3, 2), t.Number(t.HOUR), "1.5 hours", "1.5 小时"),
        (Fraction(7), t.Number(t.Unit("t", "own", "t")), "7 t", "7 t"),
        (True, t.YesNo(), "yes", "是"),
        ("B", CLASS, "Important", "重要"),
        ("lower", BOUND, "to the lower class", "to the lower class"),
        ("Z", CLASS, "Z", "Z"),
        ("a b", t.Text(), "“a b”", "“a b”"),
        (v.ABSENT, t.Text(), "absent", "空"),
        (date(2024, 3, 1), t.Date(), "2024-03-01", "2024-03-01"),
        (frozenset({"C", "A"}), t.SetType(CLASS), "Critical, General", "关键、一般"),
        ((), t.ListType(REPAIR_TYPE), "none", "无"),
        (
            v.Gap(v.Subset(frozenset({"A", "B"})), FACT),
            CLASS,
            "open, possibly Critical, Important",
            "未定，可能为关键、重要",
        ),
        (v.Gap(v.Interval(Fraction(1), None), FACT), MONEY, "open, possibly 1 CNY or more", "未定，可能为不少于 1 元"),
        (
            v.Gap(v.Interval(None, Fraction(2)), FACT),
            POINTS,
            "open, possibly 2 points or less",
            "未定，可能为不多于 2 分",
        ),
        (
            v.Gap(v.Interval(), FACT, frozenset({"absent"})),
            POINTS,
            "open, possibly any value, absent",
            "未定，可能为任何值、空",
        ),
        (
            v.Gap(v.NOTHING, frozenset({v.Reason("silent", "class/C")}), frozenset({"not_stated"})),
            CLASS,
            "not stated",
            "未载明",
        ),
    ],
)
def test_values_are_shown_with_units_and_labels(outcome: v.Outcome, of: t.Type, en: str, zh: str) -> None:
    assert EN.value(outcome, of) == en
    assert ZH.value(outcome, of) == zh


def test_a_path_is_shown_with_field_labels() -> None:
    assert EN.path("repairs[2].cost") == "Repairs[2] › Cost"
    assert ZH.path("repairs[2].cost") == "维修[2] › 费用"
    assert EN.path("designated.by") == "Directly designated › by"
    assert EN.path("id") == "id"


def test_a_moment_is_shown_to_the_minute_unless_it_has_seconds() -> None:
    assert day_text(datetime(2024, 3, 1, 10)) == "2024-03-01 10:00"
    assert day_text(datetime(2024, 3, 1, 23, 59, 59)) == "2024-03-01 23:59:59"


def test_a_condition_is_said_with_labels() -> None:
    assert isinstance(WORTH.amount, n.Match)
    guard = WORTH.amount.cases[0].guard
    assert guard is not None
    assert EN.condition(guard) == "“Original value” ≥ “High from”"
    assert ZH.condition(guard) == "“设备原值” ≥ “高价值起点”"


def test_a_rule_is_named_by_label_id_and_citation() -> None:
    assert EN.rule("class/direct") == "“Direct” (class/direct; art. 1)"
    assert ZH.rule("class/direct") == "“直接认定”（class/direct；art. 1）"
    assert EN.rule("cheap") == "cheap"


def test_chinese_sentences_have_spaces_only_around_latin_words() -> None:
    assert say("expr-and", "zh", a="甲", b="乙") == "甲且乙"
    assert say("expr-and", "zh", a="x", b="y") == "x 且 y"
    assert say("equals", "zh", what="重要度", value="66 分") == "重要度 = 66 分"


def test_a_unit_of_money_has_its_chinese_name() -> None:
    assert ZH.unit(CNY, Fraction(1)) == "元"
    assert EN.unit(CNY, Fraction(1)) == "CNY"
