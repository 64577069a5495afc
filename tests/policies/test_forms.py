"""The policies together use every form of the language: each node of the AST, and each part that a node may have."""

from __future__ import annotations

from pathlib import Path

import attrs

from policycore.source import SourceFile
from policycore.syntax import ast
from policycore.syntax.parser import parse

POLICIES = Path(__file__).parents[2] / "policies"
#: What a file has around its statements, and what is no form: places, comments, the keyword language.
AROUND = {"Document", "Comment"}


def forms() -> set[str]:
    """Return every node of the AST with each of its parts, as `Require.actor`."""
    nodes = {name: kind for name, kind in vars(ast).items() if isinstance(kind, type) and attrs.has(kind)}
    return {
        f"{name}.{part.name}"
        for name, kind in nodes.items()
        if kind.__module__.startswith(ast.__name__) and name not in AROUND
        for part in attrs.fields(kind)
        if part.name != "span"
    }


def used(node: object) -> set[str]:
    """Return the parts that are filled in `node` and below it."""
    if isinstance(node, tuple):
        return {form for part in node for form in used(part)}
    kind = type(node)
    if not attrs.has(kind) or not kind.__module__.startswith(ast.__name__):
        return set()
    found = set()
    for part in attrs.fields(kind):
        value = getattr(node, part.name)
        if part.name != "span" and value not in (None, (), False, "", 0):
            found |= {f"{kind.__name__}.{part.name}"} | used(value)
    return found


def test_every_form_of_the_language_stands_in_some_policy() -> None:
    found = set[str]()
    for file in POLICIES.glob("*/*.policy"):
        document = parse(SourceFile(file.name, file.read_text(encoding="utf-8"))).document
        assert document is not None, file
        found |= used(document.statements) | used(document.policy)
    assert not forms() - found
