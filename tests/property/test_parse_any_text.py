"""Whatever a file holds, the parser answers: a document as far as one can be read, and findings that point into it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from policycore.diagnostics.render_text import render_all
from policycore.source import SourceFile, Span
from policycore.syntax.parser import Parsed, parse
from policycore.syntax.words import KEYWORDS

CORPUS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "corpus").glob("*.policy"))]
SIGNS = [
    *"{}[](),:@=<>!+-*/.\"'`#;%&|~\\ \n\t0５万亿",
    *"，。：；（）｛｝【】“”‘’＝≥≤≠　\ufeff\u200b\0",
    "..",
    "...",
    "==",
    "&&",
    "//",
    "/*",
    "2024-01-01",
    "1,000",
]
PIECES = st.sampled_from(SIGNS + [spelling for word in KEYWORDS for spelling in (*word.en, *word.zh)] + ["x", "名称"])


def answer(text: str) -> Parsed:
    """Parse, and check what must hold of every answer."""
    source = SourceFile("any.policy", text)
    found = parse(source)
    for diagnostic in found.diagnostics:
        spans = [diagnostic.span, *(label.span for label in diagnostic.labels)]
        spans += [edit.span for edit in diagnostic.fix.edits] if diagnostic.fix else []
        assert all(lies_in(span, source) for span in spans), diagnostic
    render_all(found.diagnostics, {source.name: source}, "en")
    render_all(found.diagnostics, {source.name: source}, "zh")
    assert found.document is not None or found.diagnostics
    if found.document is not None:
        assert all(lies_in(statement.span, source) for statement in found.document.statements)
        assert found.document.policy is not None or found.diagnostics
    return found


def lies_in(span: Span, source: SourceFile) -> bool:
    return span.file == source.name and 0 <= span.start <= span.end <= len(source.text)


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    answer(text)


@given(st.lists(PIECES, max_size=80), st.sampled_from([" ", "", "\n"]))
def test_words_and_signs_in_any_order_get_an_answer(pieces: list[str], between: str) -> None:
    answer(between.join(pieces))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A file of the corpus with a few places cut, doubled or overwritten."""
    text = draw(st.sampled_from(CORPUS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        match draw(st.integers(0, 3)):
            case 0:
                text = text[:at] + text[at + draw(st.integers(1, 30)) :]
            case 1:
                text = text[:at] + draw(PIECES) + text[at:]
            case 2:
                other = draw(st.integers(0, len(text)))
                text = text[:at] + text[other : other + draw(st.integers(1, 60))] + text[at:]
            case _:
                text = text[:at] + draw(st.characters()) + text[at + 1 :]
    return text


@given(damaged())
def test_a_damaged_policy_gets_an_answer(text: str) -> None:
    answer(text)


@given(damaged())
def test_the_answer_is_the_same_each_time(text: str) -> None:
    assert answer(text) == answer(text)


@given(st.sampled_from(CORPUS), st.sampled_from(["\r\n", "\n\n", "\n\t  ", "\n# a comment, {\n"]))
def test_how_lines_end_and_what_stands_between_them_means_nothing(text: str, between: str) -> None:
    plain, spread = answer(text).document, answer(text.replace("\n", between)).document
    assert plain is not None
    assert spread is not None
    assert (spread.policy, spread.statements) == (plain.policy, plain.statements)
