"""The formatter: policy text in its one layout, in either keyword language.

`format_document` lays out a tree; `format_source` takes text, and hands out formatted text only after reading it again
and finding the same statements and the same comments. Formatting what is formatted changes nothing. The layout itself
is told in `docs/reference/layout.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.model import Diagnostic
from policycore.format import printer
from policycore.format.comments import attach
from policycore.format.doc import NOTHING, Attached, Doc, Line, render
from policycore.format.spelling import Spelling, taken_names
from policycore.source import SourceFile, Span
from policycore.syntax.ast import Comment, Document, Policy, Statement
from policycore.syntax.parser import Parsed, parse

__all__ = ["WIDTH", "Formatted", "format_document", "format_source"]

Keywords = Literal["en", "zh"]

WIDTH = 110
"""Columns of a line; a Chinese character takes two."""


@frozen
class Formatted:
    """What came of formatting a text.

    Attributes:
        text: the formatted text; None if the source could not be read or the result failed its check.
        diagnostics: what the parser said about the source, or that formatting went wrong.
    """

    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()


def format_source(source: SourceFile, keywords: Keywords | None = None) -> Formatted:
    """Return the text of `source` laid out anew.

    Slips with a safe fix (a full-width sign, `==`, keywords of two languages) are put right on the way. A text with
    anything else wrong in it is not formatted, for what could not be read would be lost.

    Args:
        source: the text.
        keywords: the keyword language to write; None keeps the one the source is written in.

    Invariants: the result reads as the same tree with the same comments; formatting it again gives the same text.
    """
    parsed = parse(source)
    if not _whole(parsed):
        mended = _mend(source, parsed.diagnostics)
        first_said = parsed.diagnostics
        parsed = parse(mended)
        if not _whole(parsed):
            return Formatted(None, first_said)
        source = mended
    document = parsed.document
    assert document is not None, "a text without errors has a document"
    text = format_document(document, source, keywords)
    place = _difference(document, parse(SourceFile(source.name, text)))
    if place is not None:
        line, _ = source.position(place.start)
        fault = Diagnostic("PC903", place, {"what": f"{source.name}:{line}"})
        return Formatted(None, (*parsed.diagnostics, fault))
    return Formatted(text, parsed.diagnostics)


def _whole(parsed: Parsed) -> bool:
    """Return whether all of a text was read as it stands: a missing header alone keeps nothing from being read."""
    return parsed.document is not None and all(
        found.code == "PC103" or ENTRIES[found.code].severity == "warning" for found in parsed.diagnostics
    )


def _mend(source: SourceFile, diagnostics: Sequence[Diagnostic]) -> SourceFile:
    """Return the text with the safe fixes of the diagnostics made; of two that touch, the first."""
    edits = sorted(
        (edit.span.start, edit.span.end, edit.text) for d in diagnostics if d.fix and d.fix.safe for edit in d.fix.edits
    )
    pieces: list[str] = []
    at = 0
    for start, end, text in edits:
        if start >= at:
            pieces += (source.text[at:start], text)
            at = end
    return SourceFile(source.name, "".join((*pieces, source.text[at:])))


def format_document(document: Document, source: SourceFile | None = None, keywords: Keywords | None = None) -> str:
    """Return the text of a tree.

    Args:
        document: a parsed file, or a tree made otherwise; spans only place comments and empty lines.
        source: the text the tree was read from; without it no empty line of the author is known.
        keywords: the keyword language to write; None takes that of the document.
    """
    say = Spelling(keywords or document.keywords, taken_names(document))
    parts: list[Policy | Statement] = [*([document.policy] if document.policy else []), *document.statements]
    docs: list[Doc] = [
        printer.policy(say, part) if isinstance(part, Policy) else printer.statement(say, part) for part in parts
    ]
    # One line before each statement and one after the last, so that every comment has a place.
    gaps = [Line(None, keeps_blank=True) for _ in range(len(docs) + 1)]
    whole: list[Doc] = [gaps[0]]
    for doc, gap in zip(docs, gaps[1:], strict=True):
        whole += (doc, gap)
    attached = attach(tuple(whole), document.comments, source.text if source else "")
    texts = [render(doc, WIDTH, attached) for doc in docs]

    out: list[str] = []
    for place, gap in enumerate(gaps):
        before, after = place - 1 if place else None, place if place < len(parts) else None
        apart = before is not None and after is not None and not _together(parts, texts, before, after)
        here = attached.get(gap, NOTHING)
        out.append(_between(here, first=before is None, last=after is None, apart=apart))
        if after is not None:
            out.append(texts[after])
    return "".join(out)


def _together(parts: Sequence[Policy | Statement], texts: Sequence[str], before: int, after: int) -> bool:
    """Return whether two statements are one-line ones of the same keyword, which need no empty line between them."""
    return type(parts[before]) is type(parts[after]) and "\n" not in texts[before] and "\n" not in texts[after]


def _between(here: Attached, *, first: bool, last: bool, apart: bool) -> str:
    """Return what stands between two statements, from the end of one line to the start of another."""
    pieces: list[str] = []
    if here.trailing is not None:
        pieces.append(f"  {here.trailing}")
    if not first:
        pieces.append("\n")
    blanks = [blank for _, blank in here.own] + [here.blank]
    if apart and not any(blanks):
        blanks[0] = True
    if first:
        blanks[0] = False
    if last:
        blanks[-1] = False
    for (text, _), blank in zip(here.own, blanks, strict=False):
        pieces.append(f"\n{text}\n" if blank else f"{text}\n")
    if blanks[-1]:
        pieces.append("\n")
    return "".join(pieces)


def _difference(document: Document, reread: Parsed) -> Span | None:
    """Return where a document and what was read of its formatted text differ, as a place in the first, or None."""
    again = reread.document
    if again is None or not _whole(reread):
        return document.span
    if document.policy != again.policy:
        return document.policy.span if document.policy else document.span
    for one, other in zip(document.statements, again.statements, strict=False):
        if one != other:
            return one.span
    if len(document.statements) != len(again.statements):
        return document.span
    lost = _texts(document.comments) - _texts(again.comments)
    made = _texts(again.comments) - _texts(document.comments)
    if lost or made:
        return next((c.span for c in document.comments if c.text.rstrip() in lost), document.span)
    return None


def _texts(comments: Sequence[Comment]) -> Counter[str]:
    return Counter(comment.text.rstrip() for comment in comments)
