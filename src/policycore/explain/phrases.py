"""Every sentence of an explanation, in English and Chinese: one table, whole sentences, so that word order is free.

A key names a situation; `say` fills its template. Arguments are words that are already in the reader's language
(labels, values, lists), never halves of sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

Lang: TypeAlias = Literal["en", "zh"]

PHRASES: dict[str, tuple[str, str]] = {
    # Lists and signs.
    "list": (", ", "、"),
    "list-long": ("; ", "；"),
    "quoted": ("“{text}”", "“{text}”"),
    "item": ("{name}: {text}", "{name}：{text}"),
    "bracketed": ("{text} ({more})", "{text}（{more}）"),
    "and-more": ("{text} and {count} more", "{text}等，另有 {count} 项"),
    # Words for values.
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "absent": ("absent", "空"),
    "not-stated": ("not stated", "未载明"),
    "unknown": ("unknown", "未知"),
    "none": ("none", "无"),
    "anything": ("any value", "任何值"),
    "empty-list": ("none", "无"),
    "list-of": ("{count} of them", "共 {count} 条"),
    "a-record": ("given", "已给出"),
    "exactly": ("{short} ({exact})", "{short}（{exact}）"),
    "from-to": ("{low} to {high}", "{low}至{high}"),
    "at-least": ("{low} or more", "不少于{low}"),
    "at-most": ("{high} or less", "不多于{high}"),
    "not-before": ("{low} or later", "不早于 {low}"),
    "not-after": ("{high} or earlier", "不晚于 {high}"),
    "open": ("open, possibly {possible}", "未定，可能为{possible}"),
    "element": ("{list} [{place}]", "{list}第{place}条"),
    "path-step": ("{outer} › {inner}", "{outer} › {inner}"),
    "as-of": ("as of", "截至日"),
    "judgement-by": ("by", "何人"),
    "judgement-on": ("on", "何日"),
    "judgement-grounds": ("grounds", "依据"),
    # Statuses and findings.
    "status-decided": ("decided", "已定"),
    "status-undetermined": ("undetermined", "未定"),
    "status-not_stated": ("not stated", "未载明"),
    "status-conflict": ("conflict", "冲突"),
    "status-not_applicable": ("not applicable", "不适用"),
    "not-granted": ("not granted", "未给予"),
    "finding-met": ("met", "符合"),
    "finding-breach": ("breach", "违反"),
    "finding-deviation": ("deviation", "偏离"),
    "finding-not_applicable": ("not applicable", "不适用"),
    "finding-found": ("found", "成立"),
    "finding-exempt": ("exempt", "免责"),
    "finding-not_found": ("not found", "不成立"),
    "node-held": ("held", "成立"),
    "node-failed": ("did not hold", "不成立"),
    "node-open": ("open", "未定"),
    "node-value": ("", ""),
    "node-not_reached": ("not reached", "未及"),
    # Rules.
    "rule-named": ("“{label}” ({id})", "“{label}”（{id}）"),
    "rule-named-cited": ("“{label}” ({id}; {cite})", "“{label}”（{id}；{cite}）"),
    "rule-cited": ("{id} ({cite})", "{id}（{cite}）"),
    "cite": ("{document}, {place}", "{document}，{place}"),
    "place": ("{file}:{line}:{column}", "{file}:{line}:{column}"),
    # Expressions.
    "expr-and": ("{a} and {b}", "{a} 且 {b}"),
    "expr-or": ("{a} or {b}", "{a} 或 {b}"),
    "expr-not": ("not {a}", "非 {a}"),
    "expr-at_least": ("at least {count} of: {parts}", "至少 {count} 项满足：{parts}"),
    "expr-is_present": ("{a} is present", "{a} 为非空"),
    "expr-is_absent": ("{a} is absent", "{a} 为空"),
    "expr-is_known": ("{a} is known", "{a} 为已知"),
    "expr-is_unknown": ("{a} is unknown", "{a} 为未知"),
    "expr-in": ("{a} is one of {b}", "{a} 属于 {b}"),
    "expr-contains": ("{b} holds {a}", "{b} 含有 {a}"),
    "expr-set": ("{items}", "{items}"),
    "expr-per_full": ("times that {b} goes fully into {a}", "{a} 中每满 {b} 的次数"),
    "expr-round-upward": ("{a} rounded up to a multiple of {b}", "{a} 向上舍入到 {b} 的倍数"),
    "expr-round-downward": ("{a} rounded down to a multiple of {b}", "{a} 向下舍入到 {b} 的倍数"),
    "expr-round-half_up": ("{a} rounded half up to a multiple of {b}", "{a} 四舍五入到 {b} 的倍数"),
    "expr-days_between": ("days from {b} to {a}", "{b} 至 {a} 的天数"),
    "expr-seconds_between": ("time from {b} to {a}", "{b} 至 {a} 的时长"),
    "expr-day_of": ("day of {a}", "{a} 的日期"),
    "expr-agreed": ("agreed({a})", "一致（{a}）"),
    "expr-highest": ("highest({a})", "最高（{a}）"),
    "expr-lowest": ("lowest({a})", "最低（{a}）"),
    "expr-if": ("if {c} then {a} else {b}", "如果 {c} 则 {a} 否则 {b}"),
    "expr-table": ("table of {keys}", "按 {keys} 查表"),
    "expr-promise": ("{benefit} granted to the tier", "对该级给予的{benefit}"),
    "expr-param-keyed": ("{parameter} [{keys}]", "{parameter} [{keys}]"),
    "expr-param-at": ("{parameter} at {day}", "{parameter}（于 {day}）"),
    "expr-count": ("number of {list}", "{list} 的条数"),
    "expr-count-where": ("number of {list} where {where}", "{list} 中 {where} 的条数"),
    "expr-sum": ("sum of {value} over {list}", "{list} 的 {value} 之和"),
    "expr-sum-where": ("sum of {value} over {list} where {where}", "{list} 中 {where} 的 {value} 之和"),
    "expr-average": ("average of {value} over {list}", "{list} 的 {value} 平均"),
    "expr-average-where": ("average of {value} over {list} where {where}", "{list} 中 {where} 的 {value} 平均"),
    "expr-aggregate-highest": ("highest {value} over {list}", "{list} 中最高的 {value}"),
    "expr-aggregate-highest-where": (
        "highest {value} over {list} where {where}",
        "{list} 中 {where} 的最高 {value}",
    ),
    "expr-aggregate-lowest": ("lowest {value} over {list}", "{list} 中最低的 {value}"),
    "expr-aggregate-lowest-where": ("lowest {value} over {list} where {where}", "{list} 中 {where} 的最低 {value}"),
    "expr-latest": ("{value} of the latest of {list}", "{list} 中最近一条的 {value}"),
    "expr-latest-where": ("{value} of the latest of {list} where {where}", "{list} 中 {where} 的最近一条的 {value}"),
    "expr-earliest": ("{value} of the earliest of {list}", "{list} 中最早一条的 {value}"),
    "expr-earliest-where": (
        "{value} of the earliest of {list} where {where}",
        "{list} 中 {where} 的最早一条的 {value}",
    ),
    "expr-distinct": ("number of different {value} over {list}", "{list} 中不同 {value} 的个数"),
    "expr-distinct-where": (
        "number of different {value} over {list} where {where}",
        "{list} 中 {where} 的不同 {value} 的个数",
    ),
    "expr-all": ("{value} for all of {list}", "{list} 每条均 {value}"),
    "expr-all-where": ("{value} for all of {list} where {where}", "{list} 中 {where} 的每条均 {value}"),
    "expr-some": ("{value} for some of {list}", "{list} 中存在 {value}"),
    "expr-some-where": ("{value} for some of {list} where {where}", "{list} 中 {where} 的存在 {value}"),
    "expr-aggregate-agreed": ("agreed {value} over {list}", "{list} 一致的 {value}"),
    "expr-aggregate-agreed-where": (
        "agreed {value} over {list} where {where}",
        "{list} 中 {where} 的一致 {value}",
    ),
}


def say(key: str, lang: Lang, **words: object) -> str:
    """Return the sentence for `key` in `lang`."""
    return PHRASES[key][0 if lang == "en" else 1].format(**words)


def listed(items: Iterable[str], lang: Lang, *, most: int = 0) -> str:
    """Return items as a list of people; beyond `most` (0: no end) only how many more there are."""
    found = list(items)
    shown = found[:most] if most else found
    text = say("list", lang).join(shown)
    return text if len(shown) == len(found) else say("and-more", lang, text=text, count=len(found) - len(shown))
