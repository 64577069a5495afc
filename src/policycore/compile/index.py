"""Rows found by their keys without asking them one by one: a tree of choices, one key after the other.

Goes in: rows as cells on packed keys. Comes out: a tree whose leaves are the numbers of the rows that hold, exactly
those. Keys that are names or places are told apart by themselves, numbers and days by the borders that rows set. Equal
subtrees are one. Knows nothing of code or of Core's expressions; `fast_tables.py` writes trees as code or as data.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, TypeAlias

from attrs import define, field, frozen

from policycore.core import nodes as core


@frozen
class Spans:
    """An ordered cell: from each start on up to, not with, its end; None is no end. Starts and ends are packed."""

    parts: tuple[tuple[Any, Any], ...]


@frozen
class Among:
    """A cell of names or places: any of these."""

    values: frozenset[Any]


@frozen
class Every:
    """A cell that holds for every key."""


EVERY = Every()
Mask: TypeAlias = "Spans | Among | Every"


@frozen(eq=False)
class ByName:
    """A choice by a name or place: what follows for those that rows name, and for all others."""

    column: int
    children: Mapping[Any, Node]
    other: Node


@frozen(eq=False)
class ByOrder:
    """A choice by a number or day: `children[i]` follows from `borders[i - 1]` on up to `borders[i]`."""

    column: int
    borders: tuple[Any, ...]
    children: tuple[Node, ...]


@frozen(eq=False)
class Leaf:
    """The rows that hold."""

    rows: tuple[int, ...]


Node: TypeAlias = "ByName | ByOrder | Leaf"

#: A tree may have so many nodes per row; beyond that rows are asked one by one.
MOST_NODES = 12


class TooBig(Exception):  # no error: rows are asked one by one then
    """The tree would be out of all proportion to the rows."""


def mask_of(cell: core.Cell, scale: int | None, places: Mapping[str, int] | None, ordered: bool) -> Mask | None:
    """Return a cell on packed keys, None where a key may be absent.

    Args:
        cell: as Core has it.
        scale: of a key that is a number.
        places: of the members of a key that is a member.
        ordered: whether the key is a number or a day.
    """
    match cell:
        case core.Any():
            return EVERY
        case core.AbsentCell():
            return None
        case core.OneOf() if ordered:
            parts = [_point(value, scale) for value in cell.values]
            return Spans(tuple(sorted(part for part in parts if part is not None)))
        case core.OneOf():
            return Among(frozenset(places[str(value)] if places is not None else value for value in cell.values))
        case core.Range():
            return Spans(((_start(cell.low, cell.low_in, scale), _end(cell.high, cell.high_in, scale)),))
        case _:
            return None


def _step(value: Any) -> Any:
    return timedelta(microseconds=1) if isinstance(value, datetime) else timedelta(days=1)


def _point(value: Any, scale: int | None) -> tuple[Any, Any] | None:
    if scale is None:
        return value, value + _step(value)
    number = Fraction(value) * scale
    return (number.numerator, number.numerator + 1) if number.denominator == 1 else None


def _start(value: Any, inside: bool, scale: int | None) -> Any:
    if value is None:
        return None
    if scale is None:
        return value if inside else value + _step(value)
    number = Fraction(value) * scale
    return math.ceil(number) if inside else math.floor(number) + 1


def _end(value: Any, inside: bool, scale: int | None) -> Any:
    if value is None:
        return None
    if scale is None:
        return value + _step(value) if inside else value
    number = Fraction(value) * scale
    return math.floor(number) + 1 if inside else math.ceil(number)


@define
class _Builder:
    rows: Sequence[Sequence[Mask]]
    order: Sequence[int]
    first_only: bool
    most: int
    known: dict[Hashable, Node] = field(factory=dict)

    def node(self, level: int, rows: tuple[int, ...]) -> Node:
        if self.first_only:
            rows = self._reachable(level, rows)
        key = (level, rows)
        if key not in self.known:
            if len(self.known) > self.most:
                raise TooBig
            self.known[key] = self._make(level, rows)
        return self.known[key]

    def _reachable(self, level: int, rows: tuple[int, ...]) -> tuple[int, ...]:
        """Return the rows up to the first that holds whatever the other keys are."""
        for place, row in enumerate(rows):
            if all(isinstance(self.rows[row][column], Every) for column in self.order[level:]):
                return rows[: place + 1]
        return rows

    def _make(self, level: int, rows: tuple[int, ...]) -> Node:
        if level == len(self.order):
            return Leaf(rows[:1] if self.first_only else rows)
        column = self.order[level]
        masks = [(row, self.rows[row][column]) for row in rows]
        if any(isinstance(mask, Spans) for _, mask in masks):
            return self._by_order(level, column, masks)
        named: dict[Any, None] = {}
        for _, mask in masks:
            if isinstance(mask, Among):
                named.update(dict.fromkeys(mask.values))
        rest = tuple(row for row, mask in masks if isinstance(mask, Every))
        other = self.node(level + 1, rest)
        if not named:
            return other
        held: dict[Any, list[int]] = {value: [] for value in named}
        for row, mask in masks:
            for value in mask.values if isinstance(mask, Among) else named:
                held[value].append(row)
        children = {value: self.node(level + 1, tuple(found)) for value, found in held.items()}
        return ByName(column, children, other)

    def _by_order(self, level: int, column: int, masks: Sequence[tuple[int, Mask]]) -> Node:
        borders = sorted(
            {
                end
                for _, mask in masks
                if isinstance(mask, Spans)
                for part in mask.parts
                for end in part
                if end is not None
            }
        )
        held: list[list[int]] = [[] for _ in range(len(borders) + 1)]
        for row, mask in masks:
            if isinstance(mask, Every):
                for found in held:
                    found.append(row)
            elif isinstance(mask, Spans):
                for start, end in mask.parts:
                    first = 0 if start is None else bisect_right(borders, start)
                    last = len(borders) if end is None else bisect_right(borders, end) - 1
                    for place in range(first, last + 1):
                        held[place].append(row)
        children = [self.node(level + 1, tuple(found)) for found in held]
        kept_borders: list[Any] = []
        kept = [children[0]]
        for border, child in zip(borders, children[1:], strict=True):
            if child is not kept[-1]:
                kept_borders.append(border)
                kept.append(child)
        return ByOrder(column, tuple(kept_borders), tuple(kept)) if kept_borders else kept[0]


def tree_of(rows: Sequence[Sequence[Mask]], first_only: bool) -> tuple[Node, tuple[int, ...]]:
    """Return the tree of rows, and the order in which it asks the columns.

    Args:
        rows: per row its masks, one per column.
        first_only: whether only the first row that holds matters.

    Raises:
        TooBig: the tree would be out of all proportion to the rows.
    """
    columns = range(len(rows[0])) if rows else range(0)
    weighed = ((_weight([row[column] for row in rows]), column) for column in columns)
    order = tuple(column for _, column in sorted((weight, column) for weight, column in weighed if weight is not None))
    builder = _Builder(rows, order, first_only, MOST_NODES * len(rows) + 100)
    return builder.node(0, tuple(range(len(rows)))), order


def _weight(masks: Sequence[Mask]) -> tuple[int, int] | None:
    """Return when a column is asked: names before numbers, and what tells most rows apart first; None: never."""
    told = [mask for mask in masks if not isinstance(mask, Every)]
    if not told:
        return None
    different = len(set(told))
    return (1 if any(isinstance(mask, Spans) for mask in told) else 0), -different


def size_of(node: Node, known: dict[int, int] | None = None) -> int:
    """Return how many leaves a tree has when it is written out, shared ones counted where they stand."""
    known = {} if known is None else known
    if id(node) not in known:
        match node:
            case Leaf():
                known[id(node)] = 1
            case ByName():
                known[id(node)] = size_of(node.other, known) + sum(size_of(c, known) for c in node.children.values())
            case ByOrder():
                known[id(node)] = sum(size_of(child, known) for child in node.children)
    return known[id(node)]


def rows_at(node: Node, keys: Sequence[Any]) -> tuple[int, ...]:
    """Return the rows that hold for packed keys, as far as the tree asks them."""
    while not isinstance(node, Leaf):
        key = keys[node.column]
        if isinstance(node, ByName):
            node = node.children.get(key, node.other)
        else:
            node = node.children[bisect_right(node.borders, key)]
    return node.rows


def borders_of(node: Node) -> dict[int, tuple[int, Any, bool]]:
    """Return for each ordered column how many borders a choice by it has at most, one of them, and whether they differ.

    Of a column whose choices have several borders it is not asked whether they differ.
    """
    found: dict[int, tuple[int, Any, bool]] = {}
    for current in _nodes(node):
        if isinstance(current, ByOrder):
            most, border, differ = found.get(current.column, (0, current.borders[0], False))
            differ = differ or border != current.borders[0]
            found[current.column] = max(len(current.borders), most), border, differ
    return found


def _nodes(node: Node) -> Iterator[Node]:
    """Yield all nodes of a tree, shared ones once."""
    waiting: list[Node] = [node]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        match current:
            case ByName():
                waiting += [current.other, *current.children.values()]
            case ByOrder():
                waiting += current.children
            case Leaf():
                pass


def leaves_of(node: Node) -> set[tuple[int, ...]]:
    """Return the different sets of rows that may hold."""
    return {current.rows for current in _nodes(node) if isinstance(current, Leaf)}
