"""All that the language has, read off its trees: kinds of nodes, the words that a node can hold, the parts it may have.

`everything` lists it from the classes, `constructs` what one tree holds; what the generator never draws is the rest.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import attrs

from policycore.core import nodes as core
from policycore.node import Node
from policycore.syntax import ast, ast_parts

SYNTAX: tuple[ModuleType, ...] = (ast, ast_parts)
CORE: tuple[ModuleType, ...] = (core,)
#: Parts that say where something stands, or that every node of its kind has.
_PLACES = {"span", "id"}


@cache
def _parts(kind: type) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the parts that a node of a kind may have or not, with the words that may stand there, if words do."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for each in attrs.fields(kind):
        if each.name in _PLACES:
            continue
        hint = str(each.type)
        words = _words(hint, vars(import_module(kind.__module__)))
        if words or each.default is not attrs.NOTHING or hint.endswith("| None"):
            found.append((each.name, words))
    return tuple(found)


def _words(hint: str, names: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words that a part can hold by its annotation, none where it holds something else."""
    found: list[str] = []
    for each in hint.split(" | "):
        form = names.get(each)
        if each.startswith("Literal["):
            form = Literal[literal_eval(f"({each[8:-1]},)")]  # type: ignore[valid-type]
        if get_origin(form) is Literal:
            found += [word for word in get_args(form) if isinstance(word, str) and word]
    return tuple(found)


def everything(modules: tuple[ModuleType, ...]) -> set[str]:
    """Return all that the trees of these modules can hold."""
    found: set[str] = set()
    for module in modules:
        for kind in vars(module).values():
            if not (isinstance(kind, type) and issubclass(kind, Node) and kind.__module__ == module.__name__):
                continue
            if kind is Node or not attrs.has(kind):
                continue
            found.add(kind.__name__)
            for name, words in _parts(kind):
                found |= {f"{kind.__name__}.{name}={word}" for word in words} or {f"{kind.__name__}.{name}"}
    return found


def constructs(tree: Any) -> Iterator[str]:
    """Yield what a tree holds, in the words of `everything`; often more than once."""
    waiting = [tree]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif isinstance(current, Node):
            kind = type(current)
            yield kind.__name__
            for name, words in _parts(kind):
                value = getattr(current, name)
                if value is None or value is False or value in ((), "", 0):
                    continue
                yield f"{kind.__name__}.{name}={value}" if words else f"{kind.__name__}.{name}"
            waiting.extend(getattr(current, each) for each in _names(kind))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in attrs.fields(kind) if each.name not in _PLACES)
