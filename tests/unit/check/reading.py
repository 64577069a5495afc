"""Reading small policies for the tests of the checker."""

from __future__ import annotations

from policycore.check import Checked, check, use_path
from policycore.core import nodes as core
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.model import Diagnostic, in_order
from policycore.source import SourceFile
from policycore.syntax.ast import Document
from policycore.syntax.parser import parse
from policycore.zones import zone_named

MAIN = "sample.policy"
NEXT_FILE = "# file: "


def files_of(text: str) -> dict[str, str]:
    """Return the files of a sample by name: a line `# file: NAME` begins another one."""
    found: dict[str, str] = {}
    name = MAIN
    for line in text.splitlines(keepends=True):
        if line.startswith(NEXT_FILE):
            name = line.removeprefix(NEXT_FILE).strip()
            continue
        found[name] = found.get(name, "") + line
    return found


def check_text(text: str) -> tuple[Checked, list[Diagnostic]]:
    """Parse and check a sample; return what the check gives and all findings of both."""
    documents: dict[str, Document] = {}
    said: list[Diagnostic] = []
    unread: set[str] = set()
    for name, part in files_of(text).items():
        parsed = parse(SourceFile(name, part))
        said.extend(parsed.diagnostics)
        unread |= parsed.unread
        if parsed.document is not None:
            documents[name] = parsed.document
    if MAIN not in documents:
        return Checked(None, (), ()), said
    main = documents.pop(MAIN)
    checked = check(main, {use_path(MAIN, name): document for name, document in documents.items()}, unread, zone_named)
    return checked, in_order([*said, *checked.diagnostics])


def codes(text: str) -> list[str]:
    """Return the codes of all findings on a sample, in the order of the text."""
    return [found.code for found in check_text(text)[1]]


def marked(text: str) -> list[tuple[str, str]]:
    """Return code and underlined text of every finding on a sample of one file."""
    return [(found.code, text[found.span.start : found.span.end]) for found in check_text(text)[1]]


def errors(text: str) -> list[str]:
    """Return the codes of the findings that are errors."""
    return [code for code in codes(text) if ENTRIES[code].severity == "error"]


def program_of(text: str) -> core.Program:
    """Return the program of a sample that must have no errors."""
    checked, found = check_text(text)
    assert checked.program is not None, [(d.code, dict(d.args), d.span) for d in found]
    return checked.program


def statement(text: str, id: str) -> core.Statement:
    """Return one statement of a sample that must have no errors."""
    return next(s for s in program_of(text).statements if s.id == id)
