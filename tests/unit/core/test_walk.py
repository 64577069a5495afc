"""Walks over Core reach every node, once, in the order of evaluation."""

from __future__ import annotations

import attrs

from policycore.core import nodes as n
from policycore.core.walk import by_id, children, dependencies, in_evaluation_order, owners, walk
from unit.explain.build import CHEAP, CLASSES, EQUIPMENT, IMPORTANCE


def _everything_inside(value: object) -> set[int]:
    """All attrs objects with an id inside `value`, found by looking at every field."""
    found: set[int] = set()
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif attrs.has(type(current)):
            if hasattr(current, "id"):
                found.add(id(current))
            waiting.extend(getattr(current, field.name) for field in attrs.fields(type(current)))
    return found


def test_a_walk_reaches_every_node_of_every_statement() -> None:
    for statement in EQUIPMENT.statements:
        assert {id(node) for node in walk(statement)} == _everything_inside(statement)


def test_in_evaluation_order_children_come_before_parents() -> None:
    for statement in EQUIPMENT.statements:
        seen: set[int] = set()
        for node in in_evaluation_order(statement):
            assert all(id(child) in seen for child in children(node))
            seen.add(id(node))
        assert seen == {id(node) for node in walk(statement)}


def test_the_outermost_node_stands_for_an_id() -> None:
    assert by_id(EQUIPMENT)["importance"] is IMPORTANCE
    assert by_id(EQUIPMENT)["high_from"] is EQUIPMENT.parameters[0]
    assert isinstance(by_id(EQUIPMENT)["class/A"], n.Case)


def test_every_node_has_its_statement() -> None:
    assert owners(EQUIPMENT)["class/A/when/left"] is CLASSES


def test_dependencies_are_those_of_the_node_itself() -> None:
    found = dependencies(IMPORTANCE)
    assert found.refs == ("cheap",)
    assert found.parameters == ("high_from",)
    assert found.fields == (("Equipment", "value"), ("Equipment", "mark"), ("Equipment", "repairs"))
    assert not found.as_of


def test_dependencies_of_a_program_go_through_what_is_referred_to() -> None:
    found = dependencies(CLASSES, EQUIPMENT)
    assert set(found.refs) == {"importance", "cheap"}
    assert ("Repair", "cost") in found.fields
    assert dependencies(CHEAP).fields == (("Repair", "cost"),)
