"""Formatting keeps the tree and every comment, settles at once, and never raises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policycore.format import Keywords, format_document, format_source
from policycore.source import SourceFile
from policycore.syntax.ast import Document
from policycore.syntax.parser import parse
from policycore.syntax.tokens import cut
from strategies.ast import documents

CORPUS = sorted((Path(__file__).parents[1] / "golden" / "format").glob("*.policy"))
LANGUAGES: tuple[Keywords, ...] = ("en", "zh")


def without_empty_lines(text: str) -> list[str]:
    """Return the lines: an empty line, once there, is the author's, though a shorter word would not ask for it."""
    return [line for line in text.splitlines() if line]


quick = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(text: str) -> Document:
    parsed = parse(SourceFile("some.policy", text))
    assert parsed.document is not None, parsed.diagnostics
    assert not parsed.diagnostics
    return parsed.document


@pytest.mark.parametrize("keywords", LANGUAGES)
@quick
@given(document=documents)
def test_a_formatted_tree_reads_as_the_same_tree(keywords: Keywords, document: Document) -> None:
    text = format_document(document, keywords=keywords)
    assert read(text) == document


@quick
@given(document=documents, first=st.sampled_from(LANGUAGES), second=st.sampled_from(LANGUAGES))
def test_a_detour_through_another_keyword_language_leaves_no_trace(
    document: Document, first: Keywords, second: Keywords
) -> None:
    detour = format_source(SourceFile("some.policy", format_document(document, keywords=first)), second)
    assert detour.text is not None
    assert without_empty_lines(detour.text) == without_empty_lines(format_document(document, keywords=second))


@settings(quick, max_examples=60)
@given(data=st.data(), path=st.sampled_from(CORPUS), keywords=st.sampled_from(LANGUAGES))
def test_comments_anywhere_are_kept_and_settle_at_once(data: st.DataObject, path: Path, keywords: Keywords) -> None:
    source = SourceFile(path.name, path.read_text(encoding="utf-8"))
    ends = [token.end for token in cut(source).tokens[:-1]]
    places = data.draw(st.lists(st.tuples(st.sampled_from([0, *ends]), st.booleans(), st.booleans()), max_size=6))
    pieces: list[str] = []
    at = 0
    for number, (end, own_line, blank) in enumerate(sorted(places)):
        pieces += (source.text[at:end], "\n" * blank, "\n" * own_line, f" # comment {number}\n")
        at = end
    text = "".join((*pieces, source.text[at:]))

    parsed = parse(SourceFile(path.name, text))
    assume(not parsed.diagnostics)  # a comment may not stand inside a keyword of two parts
    before = read(text)
    once = format_source(SourceFile(path.name, text), keywords)
    assert once.text is not None, (once.diagnostics, text)
    after = read(once.text)
    assert evolve(after, comments=()) == evolve(before, comments=())
    assert Counter(c.text for c in after.comments) == Counter(c.text for c in before.comments)

    twice = format_source(SourceFile(path.name, once.text))
    assert twice.text == once.text


@quick
@given(document=documents)
def test_an_own_line_comment_stays_before_its_statement(document: Document) -> None:
    lines = ["# first", *(f"# before {place}" for place in range(len(document.statements)))]
    texts = [
        format_document(Document(document.policy, ())),
        *(format_document(Document(None, (s,))) for s in document.statements),
    ]
    text = "".join(f"{comment}\n{part}" for comment, part in zip(lines, texts, strict=True))
    result = format_source(SourceFile("some.policy", text))
    assert result.text is not None
    assert [line for line in result.text.splitlines() if line.startswith("#")] == lines


@quick
@given(
    text=st.text(max_size=80)
    | st.lists(st.sampled_from(["define", "x", "=", "{", "}", "#a\n", "当", "1", '"', "if", " "])).map(" ".join)
)
def test_no_text_makes_the_formatter_raise(text: str) -> None:
    result = format_source(SourceFile("some.policy", text))
    assert result.text is not None or result.diagnostics
