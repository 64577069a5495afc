"""The grammar is a sound LALR grammar, its tables and words are those that ship, and Lark reads it as we do."""

from __future__ import annotations

from pathlib import Path

import pytest
from lark import Lark, Token, Tree

from policycore.source import SourceFile
from policycore.syntax import tables
from policycore.syntax.automaton import Automaton
from policycore.syntax.parser import resolve
from policycore.syntax.tokens import cut
from policycore.syntax.tree import Node
from policycore.syntax.words import grammar_section
from unit.syntax.reading import CORPUS

GRAMMAR_FOLDER = Path(__file__).parents[3] / "grammar"
GRAMMAR = (GRAMMAR_FOLDER / tables.GRAMMAR).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lark_parser() -> Lark:
    """Strict: any conflict of rules and any two terminals that both fit one text raise an error here."""
    return Lark(GRAMMAR, parser="lalr", lexer="contextual", strict=True, maybe_placeholders=False)


def test_the_words_in_the_grammar_are_those_of_the_table() -> None:
    assert GRAMMAR.endswith(grammar_section()), "run: python -m policycore.syntax.tables"


def test_the_tables_beside_the_grammar_are_those_of_the_grammar() -> None:
    stored = (GRAMMAR_FOLDER / tables.TABLES).read_text(encoding="utf-8")
    assert stored == tables.as_json(tables.compute(GRAMMAR)), "run: python -m policycore.syntax.tables"


def test_tables_of_another_grammar_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    small = 'start: "a" NAME\nNAME: /[a-z]+/\n'
    monkeypatch.setattr(tables, "_read", lambda name: small if name == tables.GRAMMAR else '{"grammar": "old"}')
    loaded = tables.load.__wrapped__()
    assert {rule.name for rule in loaded.rules} == {"start"}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_lark_with_its_own_lexer_reads_the_same_tree(path: Path, lark_parser: Lark) -> None:
    text = path.read_text(encoding="utf-8")
    assert shape_of_ours(own_tree(text)) == shape_of_larks(lark_parser.parse(text))


def own_tree(text: str) -> Node:
    source = SourceFile("sample", text)
    tokens = cut(source).tokens
    machine = Automaton(tables.load(), limit=1000)
    number = 0
    while number < len(tokens):
        token, size, _ = resolve(machine, tokens, number, text)
        assert machine.shift(token, number), token
        number += size
    return machine.result()


def shape_of_ours(node: Node) -> object:
    return node.rule, [
        shape_of_ours(child) if isinstance(child, Node) else (child.type, child.start, child.end)
        for child in node.children
    ]


def shape_of_larks(tree: Tree[Token]) -> object:
    return str(tree.data), [
        shape_of_larks(child) if isinstance(child, Tree) else (child.type, child.start_pos, child.end_pos)
        for child in tree.children
    ]
