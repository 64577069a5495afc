"""What a policy tells apart in its facts: where figures and days are cut by all that they are compared with.

Goes in: a program and a record. Comes out: for each figure that is nothing but compared with constants, the places
where a comparison changes. Two records whose figures lie between the same places, and which are equal in all else
that is read, get the same outcome, gaps and all: no operator of Core sees more of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction

from policycore import types as t
from policycore.columns.facts import Wanted
from policycore.columns.terms import day_number, moment_number
from policycore.core import nodes as core
from policycore.core.walk import Node, children, walk

_COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
#: Operators that ask whether a fact is there, whatever it is.
_WHETHER = frozenset({"is_present", "is_absent", "is_known", "is_unknown"})

Constant = Fraction | date


def constants_of(program: core.Program, record: str) -> Mapping[str, frozenset[Constant]]:
    """Return by name of a field the constants that it is compared with; fields that are used otherwise are left out.

    Whatever is said anywhere of a record of this kind counts, whoever the record belongs to.
    """
    found: dict[str, set[Constant]] = {}
    otherwise: set[str] = set()
    for node in _nodes(program):
        asked: dict[int, set[Constant]] = {}
        match node:
            case core.Op(op=op, operands=(left, right)) if op in _COMPARISONS:
                for field, other in ((left, right), (right, left)):
                    if isinstance(other, core.Const) and isinstance(other.value, Fraction | date):
                        asked[id(field)] = {other.value}
            case core.Op(op=op, operands=(field,)) if op in _WHETHER:
                asked[id(field)] = set()
            case core.Table():
                for number, key in enumerate(node.keys):
                    asked[id(key)] = {each for row in node.rows for each in _ends(row.cells[number])}
            case _:
                pass
        for child in children(node):
            if isinstance(child, core.Field) and getattr(child.of.type, "name", "") == record:
                if id(child) in asked:
                    found.setdefault(child.name, set()).update(asked[id(child)])
                else:
                    otherwise.add(child.name)
    return {name: frozenset(constants) for name, constants in found.items() if name not in otherwise}


def _nodes(program: core.Program) -> Iterator[Node]:
    for statement in program.statements:
        yield from walk(statement)


def _ends(cell: core.Cell) -> Iterator[Constant]:
    match cell:
        case core.Range():
            yield from (end for end in (cell.low, cell.high) if end is not None)
        case core.OneOf():
            yield from (value for value in cell.values if isinstance(value, Fraction | date))
        case core.Any() | core.AbsentCell():
            return


def cuts_of(wanted: Wanted, constants: frozenset[Constant]) -> tuple[int, ...] | None:
    """Return the integers of a column at which a comparison with one of the constants changes, in order.

    None where the fact is no figure, day or moment, or where a constant is of another kind.
    """
    cuts: set[int] = set()
    for constant in constants:
        at = _at(wanted, constant)
        if at is None:
            return None
        cuts.update((math.ceil(at), math.floor(at) + 1))
    if not isinstance(wanted.type, t.Number | t.Date | t.Moment):
        return None
    return tuple(sorted(cut for cut in cuts if -(2**62) < cut < 2**62))


def _at(wanted: Wanted, constant: Constant) -> Fraction | int | None:
    match wanted.type, constant:
        case t.Number(), Fraction():
            return constant * wanted.over
        case t.Moment(), datetime():
            return moment_number(constant)
        case t.Date(), datetime():
            return None
        case t.Date(), date():
            return day_number(constant)
        case _:
            return None
