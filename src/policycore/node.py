"""What the nodes of both forms have in common: equality, hash and text, written once.

attrs would write these three methods anew for each of the 150 classes of `syntax.ast` and `core.nodes`, whenever the
program starts; that was a quarter of the start of `policycore check`. Nodes take them from here instead:
`@frozen(eq=False, repr=False) class Name(Node)`. The behaviour is that of attrs: fields marked `eq=False` (spans) take
no part in equality and hash, fields marked `repr=False` none in the text. docs/explanation/cost.md has the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import attrs


class Node:
    """Base of AST and Core nodes: two are equal when they are of one class and their compared fields are."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _compared(self) == _compared(other)

    def __hash__(self) -> int:
        return hash((self.__class__, _compared(self)))

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({', '.join(_told(self))})"


#: For each class of nodes met so far, what reads the fields of a node that take part in equality.
_READERS: dict[type, Callable[[Any], object]] = {}


def _compared(node: Any) -> object:
    kind = node.__class__
    if kind not in _READERS:
        names = [each.name for each in attrs.fields(kind) if each.eq]
        _READERS[kind] = attrgetter(*names) if names else lambda _: ()
    return _READERS[kind](node)


def _told(node: Any) -> Iterator[str]:
    for each in attrs.fields(node.__class__):
        if each.repr:
            yield f"{each.name}={getattr(node, each.name)!r}"
