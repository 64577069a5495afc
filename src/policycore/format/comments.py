"""Where comments go: each comment of a source gets a line of the document to stand at.

In: the document with its marks (`doc.Mark`), the comments with their spans, the source text. Out: comments and empty
lines by `doc.Line`.

The rule is the same everywhere. A comment at the end of a line goes to the first place after it where the text can
break; a comment on a line of its own to the last place before what it precedes. Both places are the nearest ones, so
the comment stays where it was wherever the layout breaks there; and as that place must then break, the comment stands
in the same gap when the text is read again: formatting twice gives what formatting once gave.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate

from policycore.format.doc import Attached, Doc, Line, Mark, leaves
from policycore.syntax.ast import Comment


def attach(doc: Doc, comments: Sequence[Comment], text: str) -> Mapping[Line, Attached]:
    """Return what stands at the lines of `doc`.

    Args:
        doc: the whole file; its first and last leaves are lines, so that every comment has a place.
        comments: in the order of the source.
        text: the source; empty if there is none, then no empty line is known.
    """
    lines: list[Line] = []
    marks: list[int] = []
    lines_before: list[int] = []  # by mark: how many lines precede it
    next_mark: dict[int, int] = {}  # by place of a line: offset of the first mark after it
    unseen: list[int] = []
    for leaf in leaves(doc):
        match leaf:
            case Line():
                unseen.append(len(lines))
                lines.append(leaf)
            case Mark():
                marks.append(leaf.offset)
                lines_before.append(len(lines))
                next_mark.update((place, leaf.offset) for place in unseen[-1:])
                unseen.clear()

    # Statements stand in the order of the source, but clauses need not: so the last mark at or before an offset is
    # found over the least offset from each mark on, the first at or after it over the greatest so far.
    least_from = list(accumulate(reversed(marks), min))[::-1]
    greatest_to = list(accumulate(marks, max))
    trailing: dict[int, str] = {}
    own: dict[int, list[tuple[str, bool]]] = {}
    for comment in comments:
        offset = comment.span.start
        words = comment.text.rstrip()
        if not comment.own_line:
            preceding = bisect_left(least_from, offset + 1)
            place = lines_before[preceding - 1] if preceding else 0
            if place not in trailing and place > 0:
                trailing[place] = words
                continue
        following = bisect_left(greatest_to, offset)
        place = lines_before[following] - 1 if following < len(marks) else len(lines) - 1
        own.setdefault(max(place, 0), []).append((words, blank_before(text, offset)))

    at_lines: dict[Line, Attached] = {}
    for place, line in enumerate(lines):
        blank = line.keeps_blank and place in next_mark and blank_before(text, next_mark[place])
        if blank or place in trailing or place in own:
            at_lines[line] = Attached(trailing.get(place), tuple(own.get(place, ())), blank)
    return at_lines


def blank_before(text: str, offset: int) -> bool:
    """Return whether the line of `offset` starts with what stands there, and an empty line comes before it."""
    start = text.rfind("\n", 0, offset) + 1
    if start == 0 or text[start:offset].strip():
        return False
    return not text[text.rfind("\n", 0, start - 1) + 1 : start - 1].strip()
