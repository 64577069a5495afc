"""What a run over a table came to, in lines of at most eighty columns.

In: what the run counted, and what of the policy has no form in columns. Out: lines, in English or Chinese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from policycore.cli.language import pick
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.bulk import Summary

#: So many kinds of a thing are told; the file beside the outcomes has all.
_MOST_TOLD = 8
_WIDTH = 80

#: Statuses and findings, in Chinese; in English they are told as they stand in the columns.
_WORDS: Mapping[str, str] = {
    "decided": "已定",
    "undetermined": "未定",
    "not_stated": "未载明",
    "conflict": "冲突",
    "not_applicable": "不适用",
    "met": "符合",
    "breach": "违反",
    "deviation": "偏离",
}


def summary_lines(
    summary: Summary,
    lang: Lang,
    *,
    singly: Mapping[str, str] = {},
    out: str = "",
    interrupted: bool = False,
    resumed: int = 0,
    ended: str = "",
) -> Iterator[str]:
    """Yield what was counted, a line at a time.

    Args:
        summary: the counts.
        lang: of the lines.
        singly: decisions that went row by row for every row, and why, as half a sentence.
        out: the folder of the run.
        interrupted: it did not come to the end.
        resumed: so many partitions were there already.
        ended: why the table could not be read to its end, "" where it was.
    """
    say = pick(lang)
    if interrupted:
        yield say(
            "interrupted; call it again with the same folder and it goes on from here",
            "已中断；以同一目录再次运行即从此处继续",
        )
    if resumed:
        were = "1 partition was" if resumed == 1 else f"{resumed:,} partitions were"
        yield say(f"{were} there already", f"其中 {resumed:,} 个分区此前已完成")
    decided = summary.rows - summary.rejected
    yield say(
        f"{_rows(summary.rows)}: {decided:,} decided, {summary.rejected:,} rejected",
        f"共 {summary.rows:,} 行：已判定 {decided:,} 行，退回 {summary.rejected:,} 行",
    )
    if ended:
        yield say(f"reading stopped there: {ended}", f"读取至此为止：{ended}")
    yield from _decisions(summary, lang)
    yield from _left_out(summary, lang, out)
    yield from _row_by_row(summary, lang, singly)


def _decisions(summary: Summary, lang: Lang) -> Iterator[str]:
    say = pick(lang)
    for id, statuses in summary.statuses.items():
        outcomes = summary.outcomes.get(id)
        counts = statuses if outcomes is None else _with_open(outcomes, statuses)
        yield from _wrapped(f"{id}{say(': ', '：')}", _listed(counts, lang) or [say("none", "无")], lang)
        if id in summary.missing:
            yield from _wrapped(say("  waiting for ", "  尚缺 "), _listed(summary.missing[id], lang), lang)


def _left_out(summary: Summary, lang: Lang, out: str) -> Iterator[str]:
    say = pick(lang)
    if summary.problems:
        named = {f"{code} {ENTRIES[code].name}" if code in ENTRIES else code: n for code, n in summary.problems.items()}
        yield from _wrapped(say("rejected for ", "退回原因："), _listed(named, lang), lang)
    if summary.beside:
        yield say(
            f"rejected beside them: {_rows(summary.beside)} of the tables joined to it",
            f"另退回 {summary.beside:,} 行随表归入的数据",
        )
    if (summary.problems or summary.beside) and out:
        yield say(f"  kept with every reason in {out}/rejected", f"  连同全部原因保存在 {out}/rejected")
    for name, number in summary.without_owner.items():
        if number:
            yield say(
                f"{number:,} of the `{name}` belong to no row, and took no part",
                f"{number:,} 条 `{name}` 不属于任何一行，未参与判定",
            )
    for name, number in summary.without_partner.items():
        yield say(
            f"{_rows(number)} with a `{name}` that is not there, so it is unknown",
            f"{number:,} 行所引用的 `{name}` 不存在，按未知处理",
        )


def _row_by_row(summary: Summary, lang: Lang, singly: Mapping[str, str]) -> Iterator[str]:
    """Yield what did not go in columns: whole decisions, and rows of the others."""
    say = pick(lang)
    others = len(summary.statuses) - len(singly)
    for why in dict.fromkeys(singly.values()):
        ids = [id for id, each in singly.items() if each == why]
        yield from _wrapped(say("row by row in every row: ", "每一行都逐行判定："), ids, lang)
        yield from _wrapped(say("  since ", "  因为"), [why], lang)
    if not others or not summary.rows:
        return
    where = say("the rest, ", "其余决定，") if singly else ""
    if not summary.singly:
        yield where + say("in columns: all rows", "按列判定：全部各行")
        return
    share = f"{summary.singly / summary.rows:.1%}"
    gaps = summary.singly - summary.strange
    reasons = [
        *([say(f"{gaps:,} with facts missing", f"{gaps:,} 行缺少事实")] if gaps else []),
        *(
            [
                say(
                    f"{summary.strange:,} with cells to be looked at one by one",
                    f"{summary.strange:,} 行有须逐个查看的单元格",
                )
            ]
            if summary.strange
            else []
        ),
    ]
    start = say(
        f"row by row: {summary.singly:,} of {_rows(summary.rows)} ({share}): ",
        f"逐行判定：{summary.rows:,} 行中的 {summary.singly:,} 行（{share}）：",
    )
    yield from _wrapped(where + start, reasons, lang)


def _with_open(outcomes: Mapping[str, int], statuses: Mapping[str, int]) -> dict[str, int]:
    """Return how often each outcome, and how often each status without one."""
    rest = {name: number for name, number in statuses.items() if name not in ("decided", *outcomes)}
    return {**outcomes, **rest}


def _listed(counts: Mapping[str, int], lang: Lang) -> list[str]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [f"{_word(name, lang)} {number:,}" for name, number in ordered[:_MOST_TOLD]]
    return [*told, *(["…"] if len(ordered) > _MOST_TOLD else [])]


def _word(name: str, lang: Lang) -> str:
    return _WORDS.get(name, name) if lang == "zh" else name.replace("not_", "not ") if name in _WORDS else name


def _wrapped(start: str, items: Iterable[str], lang: Lang) -> Iterator[str]:
    """Yield a start and items after it, in lines that fit; those after the first are indented."""
    comma = pick(lang)(",", "，")
    space = pick(lang)(" ", "")
    line = start
    fresh = True
    every = list(items)
    for number, item in enumerate(every):
        text = item + (comma if number + 1 < len(every) else "")
        joined = line + text if fresh else line + space + text
        if _wide(joined) > _WIDTH and line.strip():
            yield line.rstrip()
            joined = " " * (len(start) - len(start.lstrip()) + 2) + text
        line, fresh = joined, False
    yield line


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _wide(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
