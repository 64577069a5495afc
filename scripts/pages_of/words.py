"""The page of all words of the language, in English and Chinese, from the table of words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pages_of.text import MADE, page, table
from policycore.syntax.words import Role, rows

#: Each place where a word is a word, with what is said about it.
_PLACES: dict[Role, tuple[str, str]] = {
    "leading": (
        "Words that lead a statement · 引导词",
        "They are free as names elsewhere; where such a word and a name may both stand, the word wins. "
        "语句的引导词；在别处可作名称。",
    ),
    "reserved": (
        "Words inside sentences · 句内词",
        "They are reserved: a name of this spelling stands in backticks, in either keyword language. "
        "句内的保留词；作名称时须加反引号。",
    ),
    "setting": ("Settings · 设置", "Known in front of the colon of a setting. 设置项，位于冒号之前。"),
    "setting value": ("Values of settings · 设置的取值", "Known behind the colon of a setting. 设置项的取值。"),
    "type": ("Types · 类型", "Known where a type stands. 类型。"),
    "unit": ("Units · 单位", "Known behind a number; English ones with their plural. 单位，位于数字之后。"),
    "function": ("Functions · 函数", "Known in front of an opening parenthesis. 函数，位于左括号之前。"),
    "status": (
        "Findings and statuses · 结果与状态",
        "Known where an outcome of a require, a matter, a duty or a step stands. 要求、情形、义务和步骤的结果。",
    ),
    "after a dot": ("Words after a dot · 点号后的词", "Known behind a dot. 位于点号之后。"),
    "test": ("Tests · 判断", "Known behind `is`. 位于“为”之后。"),
    "rounding": ("Ways to round · 舍入方式", "Known in `round(…)`. 用于“舍入”。"),
    "mark": ("Marks of fields · 字段标记", "Known behind `marks`. 字段标记，位于“标记”之后。"),
    "weekday": ("Days of the week · 星期", "Known in a cycle, and in the setting `weekend`. 用于周期和“周末”设置。"),
    "day of a period": (
        "Days of a period · 期内的日子",
        "Known behind `until` and `before` in a cycle; the number belongs to the word. 用于周期的“至迟”“早于”之后。",
    ),
    "counted": ("What movement counts · 升降的计数", "Known behind a number in a `movement`. 用于“升降”中的数字之后。"),
    "name": ("Names that are always there · 固有名称", "Facts that every policy may read. 任何制度都可读取的事实。"),
}


def pages() -> dict[Path, str]:
    """Return the page by path."""
    lines = [
        "# Words · 词表",
        "",
        MADE,
        "",
        "Every word of the language in its two spellings. A file uses one keyword language; `policycore fmt --keywords "
        "zh` turns it into the other without changing what it says. Words that are known by their place give way to a "
        "name that the file declares. A slash divides spellings of one word; the first is the one that the formatter "
        "writes.",
        "",
        "本表列出全部词语的英文和中文写法。一个文件只用一种关键词语言，`policycore fmt --keywords en` 可转换"
        "而不改变含义。靠位置识别的词让位于文件声明的名称。斜线分隔同一词的不同写法，排版时写第一种。",
        "",
    ]
    words = rows()
    for role, (title, about) in _PLACES.items():
        here = [(f"`{en}`", f"`{zh}`") for en, zh, place in words if place == role]
        lines += [f"## {title}", "", about, "", *table(("English", "中文"), _spelt(here))]
    return {Path("docs/reference/words.md"): page(lines)}


def _spelt(found: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows with each spelling in its own backticks."""
    return [tuple(cell.replace(" / ", "` / `") for cell in row) for row in found]
