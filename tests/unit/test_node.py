"""Nodes of both forms behave as the values they are: equality, hash, text and pickling come from one base."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from attrs import fields, has

from policycore.core import nodes
from policycore.node import Node
from policycore.source import Span
from policycore.syntax import ast
from policycore.types import YesNo

HERE, THERE = Span("a.policy", 0, 1), Span("b.policy", 7, 9)

OWN: list[type[Any]] = [
    each
    for room in (ast, nodes)
    for each in vars(room).values()
    if isinstance(each, type) and has(each) and each.__module__ == room.__name__
]


def test_a_place_takes_no_part_in_equality_and_hash() -> None:
    assert ast.Name("x", HERE) == ast.Name("x", THERE)
    assert hash(ast.Name("x", HERE)) == hash(ast.Name("x", THERE))
    assert nodes.AsOf("a", YesNo(), HERE) == nodes.AsOf("a", YesNo(), THERE)


def test_nodes_differ_by_any_other_field_and_by_their_kind() -> None:
    assert ast.Name("x") != ast.Name("y")
    assert ast.Name("x") != ast.TextLit("x")
    assert ast.Attr(ast.Name("x"), ast.Ident("a")) != ast.Attr(ast.Name("y"), ast.Ident("a"))
    assert ast.Name("x") != "x"


def test_a_node_is_told_with_the_fields_that_are_meant_to_be_told() -> None:
    assert repr(ast.Attr(ast.Name("x", HERE), ast.Ident("a"), HERE)) == "Attr(of=Name(name='x'), name=Ident(text='a'))"


@pytest.mark.parametrize(
    "node", [ast.Attr(ast.Name("x", HERE), ast.Ident("a"), HERE), nodes.AsOf("a", YesNo(), HERE)], ids=["AST", "Core"]
)
def test_a_pickled_node_comes_back_with_its_place(node: ast.Attr | nodes.AsOf) -> None:
    again = pickle.loads(pickle.dumps(node))
    assert again == node
    assert again.span == HERE


def test_every_node_takes_its_behaviour_from_the_one_base() -> None:
    made_anew = {"__eq__", "__hash__", "__repr__"}
    assert len(OWN) > 100
    assert [each for each in OWN if not issubclass(each, Node) or made_anew & vars(each).keys()] == []
    assert [each for each in OWN if hasattr(object.__new__(each), "__dict__")] == []


def test_no_node_is_compared_by_its_place() -> None:
    assert [each for each in OWN for field in fields(each) if field.name == "span" and field.eq] == []
