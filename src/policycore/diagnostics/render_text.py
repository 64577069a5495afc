"""Diagnostics as text for people: headline, place, the lines of the source with carets, cause, help, example.

In: diagnostics, the sources they point into, a language. Out: text without colour; the command line adds it. Columns
are counted in characters; carets are placed by width, so that Chinese text above them lines up in a terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from attrs import frozen

from policycore.diagnostics import texts
from policycore.diagnostics.entry import Entry, Lang, Texts
from policycore.diagnostics.model import Diagnostic, in_order
from policycore.source import SourceFile, Span

_WORDS: dict[str, Texts] = {
    "error": {"en": "error", "zh": "错误"},
    "warning": {"en": "warning", "zh": "警告"},
    "colon": {"en": ": ", "zh": "："},
    "cause": {"en": "cause", "zh": "原因"},
    "help": {"en": "help", "zh": "建议"},
    "example": {"en": "example", "zh": "示例"},
    "more": {"en": "more", "zh": "详见"},
}

_TAB = "    "
#: An excerpt shows at most so many columns of a line, around the carets.
_WIDEST = 160
_BEFORE = 60


#: Gives a line of the good sample that would pass, for a reader of this file: from the entry and the name of the file.
Example: TypeAlias = "Callable[[Entry, str], str]"


def _as_it_stands(entry: Entry, file: str) -> str:
    return texts.example(entry)


def render_all(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    lang: Lang = "en",
    shown: Mapping[str, str] = {},
    example: Example = _as_it_stands,
) -> str:
    """Return all diagnostics in the order of their places, an empty line between two."""
    return "\n".join(render(diagnostic, sources, lang, shown, example) for diagnostic in in_order(diagnostics))


def render(
    diagnostic: Diagnostic,
    sources: Mapping[str, SourceFile],
    lang: Lang = "en",
    shown: Mapping[str, str] = {},
    example: Example = _as_it_stands,
) -> str:
    """Return one diagnostic as text that ends with a line break.

    Args:
        diagnostic: What is wrong.
        sources: Texts by file name; a file that is missing here is named without an excerpt.
        lang: Language of the sentences.
        shown: What stands for the name of a file, so that it can be opened from where the reader stands.
        example: Gives the line that would pass; the samples of the catalogue have English keywords.
    """
    entry = texts.entry_of(diagnostic)
    colon = _WORDS["colon"][lang]
    lines = [
        f"{_WORDS[entry.severity][lang]}[{entry.code} {entry.name}]{colon}{texts.headline(diagnostic, lang)}",
    ]
    excerpt, gutter = _excerpt(diagnostic, sources, lang, shown)
    lines += excerpt
    margin = " " * (gutter + 1)

    def say(word: str, text: str) -> None:
        if text:
            lines.append(f"{margin}= {_WORDS[word][lang]}{colon}{text}")

    say("cause", texts.cause(diagnostic, lang))
    say("help", texts.help_text(diagnostic, lang))
    say("example", example(entry, diagnostic.span.file))
    say("more", f"policycore explain-code {entry.code}")
    return "\n".join(lines) + "\n"


@frozen
class _Marked:
    """A piece of one line to be underlined, columns from 0."""

    line: int
    start: int
    end: int
    sign: str
    text: str


def _excerpt(
    diagnostic: Diagnostic, sources: Mapping[str, SourceFile], lang: Lang, shown: Mapping[str, str]
) -> tuple[list[str], int]:
    """Return the lines between headline and cause, and the width of the line numbers."""
    span = diagnostic.span
    main = sources.get(span.file)
    if main is None:
        return ([f"  --> {shown.get(span.file, span.file)}"] if span.file else []), 3
    near = [label for label in diagnostic.labels if label.span.file == span.file]
    marked = [_mark(main, span, "^", "")]
    marked += [_mark(main, label.span, "-", texts.phrase(label.text, lang)) for label in near]
    elsewhere: dict[str, list[_Marked]] = {}
    for label in diagnostic.labels:
        if label not in near and (other := sources.get(label.span.file)) is not None:
            elsewhere.setdefault(label.span.file, []).append(
                _mark(other, label.span, "-", texts.phrase(label.text, lang))
            )
    highest = max(mark.line for marks in (marked, *elsewhere.values()) for mark in marks)
    gutter = max(3, len(str(highest)) + 1)
    line, column = main.position(span.start)
    out = [f"  --> {shown.get(span.file, span.file)}:{line}:{column}", " " * gutter + " |"]
    out += _lines(main, marked, gutter)
    for file, marks in elsewhere.items():
        out.append(f"  ::: {shown.get(file, file)}:{marks[0].line}:{marks[0].start + 1}")
        out.append(" " * gutter + " |")
        out += _lines(sources[file], marks, gutter)
    return out, gutter


def _mark(source: SourceFile, span: Span, sign: str, text: str) -> _Marked:
    line, column = source.position(min(span.start, len(source.text)))
    last, end = source.position(min(span.end, len(source.text)))
    if last > line:  # of a span over several lines the first is underlined to its end
        end = len(source.line(line)) + 1
    return _Marked(line, column - 1, max(end - 1, column), sign, text)


def _lines(source: SourceFile, marks: list[_Marked], gutter: int) -> list[str]:
    out: list[str] = []
    for number in sorted({mark.line for mark in marks}):
        text = source.line(number)
        here = [mark for mark in marks if mark.line == number]
        cut = _window(text, here)
        piece = "".join(_sign(sign) for sign in text[cut[0] : cut[1]]).rstrip()
        before, after = ("…" if cut[0] else ""), ("…" if cut[1] < len(text) else "")
        out.append(f"{number:>{gutter}} | {before}{piece}{after}".rstrip())
        for mark in here:
            start, end = max(mark.start, cut[0]), min(mark.end, max(cut[1], cut[0] + 1))
            space = " " * (len(before) + width(text[cut[0] : start]))
            signs = mark.sign * max(1, width(text[start:end]))
            out.append(f"{' ' * gutter} | {space}{signs} {mark.text}".rstrip())
    return out


def _window(text: str, marks: list[_Marked]) -> tuple[int, int]:
    """Return which characters of a line are shown: all, or a piece around the first mark of a very long line."""
    if len(text) <= _WIDEST:
        return 0, len(text)
    start = max(0, min(mark.start for mark in marks) - _BEFORE)
    return start, min(len(text), start + _WIDEST)


def _sign(sign: str) -> str:
    return _TAB if sign == "\t" else texts.visible(sign)


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes: two for a wide sign, none for a combining one.

    >>> width("原值 >= 5")
    9
    """
    columns = 0
    for sign in text:
        if sign == "\t":
            columns += len(_TAB)
        elif unicodedata.east_asian_width(sign) in "WF":
            columns += 2
        elif not unicodedata.combining(sign):
            columns += 1
    return columns
