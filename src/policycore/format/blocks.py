"""What every construct is laid out with: blocks, clauses, names, heads.

In: parts of a tree and the `Spelling` of the keyword language to write. Out: documents of `format.doc`. Each node is
set between the marks of its span, by which comments find their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policycore.format.doc import Doc, Fill, Group, Line, Mark, Nest, Tail, fill
from policycore.format.spelling import Spelling
from policycore.source import NOWHERE, Span
from policycore.syntax import ast

INDENT = 2
HANGING = 4
"""How far a continued head stands in: further than the block below it."""

# --- building blocks ---


def placed(span: Span, doc: Doc) -> Doc:
    """Return a document between the marks of the span it comes from."""
    return doc if span == NOWHERE else (Mark(span.start), doc, Mark(span.end))


def joined(docs: Iterable[Doc], separator: Doc) -> Doc:
    """Return documents with a separator between each two."""
    out: list[Doc] = []
    for doc in docs:
        if out:
            out.append(separator)
        out.append(doc)
    return tuple(out)


def separated(items: Iterable[Doc], comma: str = ",", *, keeps_blank: bool = False) -> Doc:
    """Return items with a sign and a line between each two."""
    out: list[Doc] = []
    for item in items:
        if out:
            out += (comma, Line(keeps_blank=keeps_blank))
        out.append(item)
    return tuple(out)


def braced(body: Doc, opening: str, closing: str, *, space: bool, empty: bool = False) -> Doc:
    """Return a body that stands in brackets, flat if it fits, else on lines of its own."""
    flat = "" if empty or not space else " "
    first: Doc = () if empty else Line(flat, opens=True)
    last = Line(flat, closes=True, comment_indent=INDENT)
    return Group((opening, Nest(INDENT, (first, body)), last, closing))


def filled(parts: Sequence[Doc], opening: str, closing: str, sign: str = ",", *, space: bool = False) -> Doc:
    """Return short members in brackets, as many on a line as fit."""
    last = len(parts) - 1
    body = fill((part, sign) if place < last else part for place, part in enumerate(parts))
    return braced(body, opening, closing, space=space, empty=not parts)


def block(items: Sequence[Doc], *, tight: bool = False) -> Doc:
    """Return ` { … }` with one item a line; a `tight` one stands on one line if it fits."""
    lines = [Line("  " if tight else None, keeps_blank=True) for _ in items[1:]]
    edge = " " if tight else None
    if not items:
        return (" ", braced((), "{", "}", space=False, empty=True))
    body: list[Doc] = [Line(edge, keeps_blank=True, opens=True), items[0]]
    for line, item in zip(lines, items[1:], strict=True):
        body += (line, item)
    last = Line(edge, keeps_blank=True, closes=True, comment_indent=INDENT)
    return (" {", Group((Nest(INDENT, tuple(body)), last, "}")))


def clause(*docs: Doc, hugging: bool = False) -> Doc:
    """Return a clause of a head, which goes on the next line, hanging, if it no longer fits."""
    return Tail(docs, indent=HANGING, hugging=hugging)


def following(doc: Doc, *, hugging: bool = False) -> Doc:
    """Return what follows `=` or `:`, on the next line if it no longer fits."""
    return Tail(doc, indent=INDENT, hugging=hugging)


# --- heads ---


def name_of(say: Spelling, ident: ast.Ident, *, after: str = "", before: str = "") -> Doc:
    """Return a name; `after` and `before` are the keywords around it that it must not be one word with."""
    return placed(ident.span, say.name(ident.text, after=after, before=before))


def names_of(say: Spelling, idents: Iterable[ast.Ident]) -> Doc:
    """Return names with commas, as many on a line as fit."""
    return Fill(*_parts([name_of(say, ident) for ident in idents]))


def _parts(docs: Sequence[Doc]) -> tuple[tuple[Doc, ...], tuple[Line, ...]]:
    last = len(docs) - 1
    return (
        tuple((doc, ",") if place < last else doc for place, doc in enumerate(docs)),
        tuple(Line() for _ in docs[1:]),
    )


def quoted(say: Spelling, text: ast.Str) -> Doc:
    """Return a text in quotes."""
    return placed(text.span, say.text(text.text))


def labels_of(say: Spelling, labels: Iterable[ast.Str]) -> Doc:
    """Return labels: `"one" / "other"`."""
    return joined((quoted(say, label) for label in labels), " / ")


def cite_of(say: Spelling, cite: ast.Cite) -> Doc:
    """Return a citation: `@ document "place"`."""
    document: Doc = (placed(cite.document.span, say.setting(cite.document.text)), " ") if cite.document else ()
    return placed(cite.span, ("@ ", document, quoted(say, cite.place)))


def source_of(say: Spelling, cite: ast.Cite | None, note: ast.Str | None) -> Doc:
    """Return the citation and note that end a head or a line."""
    return (
        clause(cite_of(say, cite)) if cite else (),
        clause(say.word("note"), " ", quoted(say, note)) if note else (),
    )


def head_of(say: Spelling, head: ast.Head, name: Doc | None = None) -> Doc:
    """Return a head; `name` stands for its name where that is spelt in a way of its own."""
    return (
        name_of(say, head.name) if name is None else name,
        clause(labels_of(say, head.labels)) if head.labels else (),
        clause(say.word("for"), " ", name_of(say, head.scope, after="for")) if head.scope else (),
        source_of(say, head.cite, head.note),
    )
