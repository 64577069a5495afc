"""The syntax tree between the grammar and the AST: nodes named after rules, as `syntax.automaton` makes them.

It holds what the grammar says and nothing of what is meant: keywords are tokens, signs are gone. Short-lived; only
`syntax.from_tree` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from policycore.syntax.tokens import Token, kinds

#: Rules that make nodes inside nodes of their own kind; the depth of a tree counts them.
NESTING_RULES = kinds(
    "if junction not compare in test within arith per neg at attr index call parts table list_of set_of"
    " group list record_data times"
)


class Node:
    """A node: the rule that made it, its children, where it stands, and how deep expressions nest in it."""

    __slots__ = ("children", "depth", "end", "rule", "start")

    def __init__(self, rule: str, children: list[Child], start: int, end: int, depth: int) -> None:
        self.rule = rule
        self.children = children
        self.start = start
        self.end = end
        self.depth = depth

    def __repr__(self) -> str:
        return f"({self.rule} {' '.join(map(repr, self.children))})"

    def find(self, rule: str) -> Node | None:
        """Return the first child made by `rule`."""
        for child in self.children:
            if child.__class__ is Node and child.rule == rule:
                return child
        return None

    def find_all(self, rule: str) -> list[Node]:
        """Return the children made by `rule`."""
        return [child for child in self.children if isinstance(child, Node) and child.rule == rule]

    def has(self, terminal: str) -> bool:
        """Whether a token of this kind is among the children."""
        return any(child.__class__ is Token and child.type == terminal for child in self.children)

    def tokens(self, terminal: str) -> list[Token]:
        """Return the tokens of this kind among the children."""
        return [child for child in self.children if isinstance(child, Token) and child.type == terminal]

    def nodes(self) -> list[Node]:
        """Return the children that are nodes."""
        return [child for child in self.children if isinstance(child, Node)]


Child: TypeAlias = "Node | Token"


def walk(root: Node) -> Iterator[Node]:
    """Yield `root` and all nodes below it, in the order of the text, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in reversed(node.children) if isinstance(child, Node))
