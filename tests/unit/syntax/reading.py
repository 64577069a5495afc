"""What the tests of the syntax share: short ways from a text to its tree or its messages."""

from __future__ import annotations

from pathlib import Path

from policycore.diagnostics.model import Diagnostic, Edit
from policycore.source import SourceFile
from policycore.syntax import ast
from policycore.syntax.parser import Parsed, parse

CORPUS = tuple(sorted((Path(__file__).parents[2] / "corpus").glob("*.policy")))
HEADER = "policy sample {}\n"


def parsed(text: str) -> Parsed:
    return parse(SourceFile("sample.policy", text))


def document(text: str) -> ast.Document:
    """Return the document of a text that must be free of findings."""
    found = parsed(text)
    assert [(d.code, text[d.span.start : d.span.end]) for d in found.diagnostics] == []
    assert found.document is not None
    return found.document


def statement(text: str) -> ast.Statement:
    """Return the one statement of a text, a header put before it."""
    (only,) = document(HEADER + text).statements
    return only


def expression(text: str) -> ast.Expr:
    found = statement(f"define x = {text}")
    assert isinstance(found, ast.Define)
    return found.value


def findings(text: str) -> list[tuple[str, str]]:
    """Return code and underlined text of each finding."""
    return [(d.code, text[d.span.start : d.span.end]) for d in parsed(text).diagnostics]


def mended(text: str, diagnostics: tuple[Diagnostic, ...]) -> str:
    """Return the text with the fixes of the diagnostics made."""
    edits: list[Edit] = [edit for d in diagnostics if d.fix for edit in d.fix.edits]
    for edit in sorted(edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
