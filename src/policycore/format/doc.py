"""The layout algebra: documents that may be laid out in one line or in several, and the one best layout.

A document is built bottom up from texts, lines and groups. A `Line` is a place where the text may break; a `Group` is
laid out flat if it fits, else all its own lines break. `Tail` and `Fill` decide line by line. Comments are put at
lines (`format.comments` says at which), and a line that carries one must break, and with it every group around it;
for the rest comments take no part in the layout, so that writing one moves nothing else.

In: documents, and the comments at their lines. Out: text. Nothing here knows the language.
Columns are counted as a terminal shows them: a Chinese character is two wide.
Every walk is a loop over an explicit stack, so that depth of nesting costs no recursion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, assert_never
from unicodedata import east_asian_width

from attrs import field, frozen


@frozen(eq=False)
class Mark:
    """A place without width: what stands here came from this offset of the source."""

    offset: int


@frozen(eq=False)
class Line:
    """A place where the text may break.

    Attributes:
        flat: what stands here when it does not break; None if it always breaks.
        keeps_blank: an empty line that the author left here is kept (one).
        opens: it follows an opening brace, so no empty line may come first after it.
        closes: it precedes a closing brace, so no empty line may come last before it.
        comment_indent: how much further in than the line itself its comments stand.
    """

    flat: str | None = " "
    keeps_blank: bool = False
    opens: bool = False
    closes: bool = False
    comment_indent: int = 0


@frozen(eq=False)
class Nest:
    """`body`, whose lines stand further in by `indent`."""

    indent: int
    body: Doc


@frozen(eq=False)
class Group:
    """`body` in one line if it fits, else with all lines of its own broken."""

    body: Doc


@frozen(eq=False)
class Tail:
    """What follows on: on the same line if it fits there, else on the next, further in by `indent`.

    A `hugging` body has brackets of its own: if no one line can hold it, it starts on the same line, as long as there
    is room up to its first break; an `eager` one does so even if the next line could hold it. Neither does where that
    line is itself a continued one, for the lines inside the brackets would then stand further out than it.
    """

    body: Doc
    line: Line = field(factory=Line)
    indent: int = 2
    hugging: bool = False
    eager: bool = False


@frozen(eq=False)
class Fill:
    """Parts with a line between each two; a line breaks only where the next part no longer fits."""

    parts: tuple[Doc, ...]
    lines: tuple[Line, ...]


Doc: TypeAlias = "str | Mark | Line | Nest | Group | Tail | Fill | tuple[Doc, ...]"


@frozen
class Attached:
    """The comments at one line.

    Attributes:
        trailing: comment at the end of the line before the break.
        own: comments on lines of their own after the break, each with whether an empty line comes before it.
        blank: an empty line comes after all of them, before what follows.
    """

    trailing: str | None = None
    own: tuple[tuple[str, bool], ...] = ()
    blank: bool = False


NOTHING = Attached()


def fill(parts: Iterable[Doc]) -> Fill:
    """Return the parts with a plain line between each two."""
    all_parts = tuple(parts)
    return Fill(all_parts, tuple(Line() for _ in all_parts[1:]))


def columns(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def leaves(doc: Doc) -> Iterator[Mark | Line]:
    """Yield the marks and lines of a document from left to right."""
    return (leaf for leaf in _flattened(doc) if not isinstance(leaf, str))


def texts(doc: Doc) -> Iterator[str]:
    """Yield the texts of a document from left to right, its lines left out."""
    return (leaf for leaf in _flattened(doc) if isinstance(leaf, str))


def _flattened(doc: Doc) -> Iterator[str | Mark | Line]:
    stack: list[Doc] = [doc]
    while stack:
        top = stack.pop()
        match top:
            case str() | Mark() | Line():
                yield top
            case Nest() | Group():
                stack.append(top.body)
            case Tail():
                stack += (top.body, top.line)
            case Fill():
                stack += reversed(_alternating(top))
            case tuple():
                stack += reversed(top)
            case _:
                assert_never(top)


def render(doc: Doc, width: int, attached: Mapping[Line, Attached] | None = None) -> str:
    """Return the text of a document, no line of it longer than `width` columns where a break could help.

    Args:
        doc: the document.
        width: columns of a line, trailing comments not counted.
        attached: comments and empty lines at lines of the document.
    """
    at_lines = attached or {}
    broken = _broken(doc, at_lines)
    out: list[str] = []
    column = 0
    started = 0  # where the text of the current line begins
    stack: list[_Command] = [(0, False, doc)]
    while stack:
        indent, flat, top = stack.pop()
        match top:
            case str():
                out.append(top)
                column += columns(top)
            case Mark():
                pass
            case Line():
                if flat and top.flat is not None:
                    out.append(top.flat)
                    column += len(top.flat)
                else:
                    out.append(_break(top, indent, at_lines.get(top, NOTHING)))
                    column = started = indent
            case Nest():
                stack.append((indent + top.indent, flat, top.body))
            case Group():
                fitting = flat or (id(top) not in broken and _fits(width - column, [(indent, True, top.body)], stack))
                stack.append((indent, fitting, top.body))
            case Tail():
                if flat:
                    stack += ((indent, True, top.body), (indent, True, top.line))
                elif _must_break(top.line, at_lines):
                    stack += ((indent + top.indent, False, top.body), (indent + top.indent, False, top.line))
                elif id(top) not in broken and _fits(
                    width - column, [(indent, True, top.body), (indent, True, top.line)], stack
                ):
                    stack += ((indent, True, top.body), (indent, True, top.line))
                elif (
                    top.hugging
                    and started == indent
                    and (
                        top.eager
                        or id(top) in broken
                        or not _fits(width - indent - top.indent, [(indent, True, top.body)], stack)
                    )
                    and _fits(width - column, [(indent, False, top.body), (indent, True, top.line)], stack)
                ):
                    stack += ((indent, False, top.body), (indent, True, top.line))
                else:
                    stack += ((indent + top.indent, False, top.body), (indent + top.indent, False, top.line))
            case Fill():
                if flat or not top.lines:
                    stack += ((indent, flat, part) for part in reversed(_alternating(top)))
                    continue
                # The first part now; the decision about the line behind it when the part stands.
                stack += ((indent, False, _Rest(top, 0)), (indent, False, top.parts[0]))
            case _Rest():
                line, part = top.fill.lines[top.place], top.fill.parts[top.place + 1]
                if top.place + 1 < len(top.fill.lines):
                    stack.append((indent, False, _Rest(top.fill, top.place + 1)))
                same_line = not _must_break(line, at_lines) and _fits(
                    width - column, [(indent, True, part), (indent, True, line)], stack, broken
                )
                stack += ((indent, False, part), (indent, same_line, line))
            case tuple():
                stack += ((indent, flat, part) for part in reversed(top))
            case _:
                assert_never(top)
    return "".join(out)


@frozen(eq=False)
class _Rest:
    """What is left of a `Fill`: its line number `place` and all that follows."""

    fill: Fill
    place: int


_Command: TypeAlias = "tuple[int, bool, Doc | _Rest]"
"""Indentation, whether flat, and what to lay out."""


def _alternating(top: Fill) -> list[Doc]:
    docs: list[Doc] = [top.parts[0]] if top.parts else []
    for line, part in zip(top.lines, top.parts[1:], strict=True):
        docs += (line, part)
    return docs


def _must_break(line: Line, attached: Mapping[Line, Attached]) -> bool:
    if line.flat is None:
        return True
    here = attached.get(line, NOTHING)
    return here.trailing is not None or bool(here.own)


def _broken(doc: Doc, attached: Mapping[Line, Attached]) -> set[int]:
    """Return the ids of the groups and tails that cannot be flat, for a line inside them must break."""
    broken: set[int] = set()
    around: list[int] = []
    stack: list[Doc | None] = [doc]  # None: the end of the innermost group
    while stack:
        top = stack.pop()
        match top:
            case None:
                around.pop()
            case str() | Mark():
                pass
            case Line():
                if _must_break(top, attached):
                    for group in reversed(around):
                        if group in broken:
                            break
                        broken.add(group)
            case Nest():
                stack.append(top.body)
            case Group():
                around.append(id(top))
                stack += (None, top.body)
            case Tail():
                around.append(id(top))
                stack += (None, top.body, top.line)
            case Fill():
                stack += reversed(_alternating(top))
            case tuple():
                stack += reversed(top)
            case _:
                assert_never(top)
    return broken


def _fits(room: int, first: list[_Command], rest: list[_Command], broken: set[int] | None = None) -> bool:
    """Return whether the text up to the next place that may break fits into `room` columns.

    Args:
        room: columns left on the line.
        first: what is asked about, last command first.
        rest: what follows it, last command first; its lines may all break.
        broken: groups inside `first` that cannot be flat: then it does not fit.
    """
    stack = list(first)
    after = len(rest)
    while room >= 0:
        if not stack:
            if not after:
                return True
            after -= 1
            indent, flat, top = rest[after]
        else:
            indent, flat, top = stack.pop()
        match top:
            case str():
                room -= columns(top)
            case Mark():
                pass
            case Line():
                if not flat or top.flat is None:
                    return True
                room -= len(top.flat)
            case _Rest():
                return True
            case Nest():
                stack.append((indent, flat, top.body))
            case Group():
                if flat and broken and id(top) in broken:
                    return False
                stack.append((indent, flat, top.body))
            case Tail():
                if flat and broken and id(top) in broken:
                    return False
                stack += ((indent, flat, top.body), (indent, flat, top.line))
            case Fill():
                stack += ((indent, flat, part) for part in reversed(_alternating(top)))
            case tuple():
                stack += ((indent, flat, part) for part in reversed(top))
            case _:
                assert_never(top)
    return False


def _break(line: Line, indent: int, here: Attached) -> str:
    """Return the line break at `line`, with the comments and empty lines that stand there."""
    pieces = [f"  {here.trailing}" if here.trailing is not None else "", "\n"]
    at_start = line.opens
    for text, blank in here.own:
        if blank and line.keeps_blank and not at_start:
            pieces.append("\n")
        pieces += (" " * (indent + line.comment_indent), text, "\n")
        at_start = False
    if here.blank and line.keeps_blank and not at_start and not line.closes:
        pieces.append("\n")
    pieces.append(" " * indent)
    return "".join(pieces)
