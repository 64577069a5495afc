"""Guards of a match that ask whether keys lie in constant cells: what a tree of cases can be made of.

Goes in: the frame and a match. Comes out: the keys, worked out once, and for each case its masks on them. A guard is of
this kind when it is a comparison of a fact with a constant, a fact that is yes or no, or several of these with `and`.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from policycore.compile import index
from policycore.compile.forms import Val
from policycore.core import nodes as core
from policycore.core.ops import OPERATORS
from policycore.types import Enum, YesNo

if TYPE_CHECKING:
    from policycore.compile.fast import Frame

#: So many cases make a tree worth while, about one key and about several.
FEW = 4
SEVERAL = 8
#: More keys than this are seldom all needed.
MOST_KEYS = 6


@frozen
class Guarded:
    """The cases up to the first that always holds, with their masks on the keys."""

    cases: tuple[core.Case, ...]
    keys: tuple[Val, ...]
    rows: tuple[tuple[index.Mask, ...], ...]


@define
class _Reading:
    """What was read so far: the keys by what they are, and what each case asks of them."""

    keys: dict[Hashable, core.Expr] = field(factory=dict)
    asked: list[dict[Hashable, list[core.Cell]]] = field(factory=list)


def guarded_cases(frame: Frame, node: core.Match) -> Guarded | None:
    """Return the cases of a match for a tree, None where it is not made for one."""
    if len(node.all_cases) < FEW:
        return None
    reading = _Reading()
    cases: list[core.Case] = []
    for case in node.all_cases:
        asked: dict[Hashable, list[core.Cell]] = {}
        if case.guard is not None and not _read(case.guard, reading, asked):
            return None
        cases.append(case)
        reading.asked.append(asked)
        if case.guard is None:
            break
    if len(cases) < FEW or (len(reading.keys) > 1 and len(cases) < SEVERAL) or not 0 < len(reading.keys) <= MOST_KEYS:
        return None
    return _with_masks(frame, reading, cases)


def _with_masks(frame: Frame, reading: _Reading, cases: list[core.Case]) -> Guarded | None:
    from policycore.compile.fast_tables import mask_of

    with frame.maybe() as lines:
        keys = {name: frame.atom(frame.kept(frame.needed(key))) for name, key in reading.keys.items()}
    rows: list[tuple[index.Mask, ...]] = []
    for asked in reading.asked:
        row: list[index.Mask] = []
        for name, key in keys.items():
            mask: index.Mask | None = index.EVERY
            for cell in asked.get(name, []):
                told = mask_of(cell, key)
                mask = None if told is None or mask is None else _both(mask, told)
            if mask is None:
                return None
            row.append(mask)
        rows.append(tuple(row))
    frame.out.place(lines)
    return Guarded(tuple(cases), tuple(keys.values()), tuple(rows))


def _both(a: index.Mask, b: index.Mask) -> index.Mask | None:
    match a, b:
        case index.Every(), _:
            return b
        case _, index.Every():
            return a
        case index.Among(), index.Among():
            return index.Among(a.values & b.values)
        case index.Spans(parts=((start, end),)), index.Spans(parts=((other, last),)):
            first = other if start is None else start if other is None else max(start, other)
            until = last if end is None else end if last is None else min(end, last)
            return (
                index.Spans(((first, until),)) if first is None or until is None or first < until else index.Spans(())
            )
        case _:
            return None


def _read(guard: core.Expr, reading: _Reading, asked: dict[Hashable, list[core.Cell]]) -> bool:
    """Take down what a guard asks; returns whether it is of the kind that is known here."""
    match guard:
        case core.Op(op="and"):
            return all(_read(operand, reading, asked) for operand in guard.operands)
        case core.Op(op="not", operands=(inner,)) if _name(inner) is not None and isinstance(inner.type, YesNo):
            return _take(inner, core.OneOf((False,)), reading, asked)
        case core.Op(op="lt" | "le" | "gt" | "ge" | "eq" | "ne" | "in"):
            return _compared(guard, reading, asked)
        case core.Field() | core.Ref() if isinstance(guard.type, YesNo):
            return _take(guard, core.OneOf((True,)), reading, asked)
        case _:
            return False


_FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


def _compared(guard: core.Op, reading: _Reading, asked: dict[Hashable, list[core.Cell]]) -> bool:
    assert guard.op in OPERATORS
    left, right = guard.operands
    op = guard.op
    if isinstance(left, core.Const) and op != "in":
        left, right, op = right, left, _FLIPPED[op]
    if not isinstance(right, core.Const) or _name(left) is None:
        return False
    value = right.value
    of = left.type
    if isinstance(value, frozenset):
        return op == "in" and _take(left, core.OneOf(tuple(sorted(value))), reading, asked)
    if isinstance(of, Enum):
        if of.open or not isinstance(value, str) or value not in of.names or right.type != of:
            return False
        place = of.names.index(value)
        names = {
            "eq": of.names[place : place + 1],
            "ne": (*of.names[:place], *of.names[place + 1 :]),
            "gt": of.names[:place],
            "ge": of.names[: place + 1],
            "lt": of.names[place + 1 :],
            "le": of.names[place:],
        }.get(op)
        ordered = op in ("eq", "ne") or of.ordered
        return names is not None and ordered and _take(left, core.OneOf(tuple(names)), reading, asked)
    if isinstance(value, bool | str):
        return op == "eq" and _take(left, core.OneOf((value,)), reading, asked)
    if getattr(value, "denominator", None) is None and not hasattr(value, "toordinal"):
        return False  # absent
    match op:
        case "lt":
            cell = core.Range(None, value, high_in=False)  # type: ignore[arg-type]  # a number or a day, as seen above
        case "le":
            cell = core.Range(None, value)  # type: ignore[arg-type]  # likewise
        case "gt":
            cell = core.Range(value, None, low_in=False)  # type: ignore[arg-type]  # likewise
        case "ge":
            cell = core.Range(value, None)  # type: ignore[arg-type]  # likewise
        case "eq":
            cell = core.Range(value, value)  # type: ignore[arg-type]  # likewise
        case _:
            return False
    return _take(left, cell, reading, asked)


def _take(key: core.Expr, cell: core.Cell, reading: _Reading, asked: dict[Hashable, list[core.Cell]]) -> bool:
    name = _name(key)
    reading.keys.setdefault(name, key)
    asked.setdefault(name, []).append(cell)
    return True


def _name(node: core.Expr) -> Hashable | None:
    """Return what a fact is, so that it is known again where it is read a second time; None where it is no fact."""
    match node:
        case core.Var():
            return ("var", node.name)
        case core.Field():
            of = _name(node.of)
            return None if of is None else ("field", of, node.name)
        case core.Ref():
            of = _name(node.of)
            return None if of is None else ("ref", of, node.target)
        case _:
            return None
