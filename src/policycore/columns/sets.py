"""Sets of members in columns: a number with one bit per member, and what is counted over them.

Goes in: aggregates over a set, memberships. Comes out: terms. What is counted over a set is written out member by
member, because there are few; a set of texts, or of very many members, has no form here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from policycore import types as t
from policycore.columns.expressions import Beyond, Expression
from policycore.columns.terms import Term, Thing
from policycore.core import nodes as core

if TYPE_CHECKING:
    from policycore.columns.lower import Lowering

#: Sets of more members than this are not counted over in columns.
MOST_MEMBERS = 24


def mask_of(members: Iterable[str], of: t.Enum) -> int:
    """Return the number of a set: the bit of a member is its place in the list.

    >>> mask_of({"c", "a"}, t.Enum((t.Member("a"), t.Member("b"), t.Member("c"))))
    5
    """
    return sum(1 << of.names.index(member) for member in set(members))


def members_of(mask: int, of: t.Enum) -> frozenset[str]:
    """Return the members of a set."""
    return frozenset(name for place, name in enumerate(of.names) if mask >> place & 1)


def has(low: Lowering, group: Term, place: int) -> Expression:
    """Return whether a set has the member at a place of the list."""
    b = low.b
    shifted = b.floordiv(group.column, b.number(1 << place))
    return b.compare("eq", b.mod(shifted, 2), b.number(1))


def contains(low: Lowering, member: Term, group: Term) -> Expression:
    """Return whether a set has a member."""
    assert group.scale is not None
    names = group.scale.names
    if member.kind == "text" and member.constant:
        name = str(member.value)
        return has(low, group, names.index(name)) if name in names else _none(low, group)
    if member.kind != "member" or member.scale is None:
        raise Beyond("set")
    if member.constant:
        name = str(member.value)
        return has(low, group, names.index(name)) if name in names else _none(low, group)
    b = low.b
    return b.disjunction(
        b.conjunction([b.compare("eq", member.column, b.number(place)), has(low, group, names.index(name))])
        for place, name in enumerate(member.scale.names)
        if name in names
    )


def within(low: Lowering, part: Term, whole: Term) -> Expression:
    """Return whether a set has all members of another one."""
    if part.kind != "set" or whole.kind != "set" or part.scale is None or whole.scale is None:
        raise Beyond("set")
    b, names = low.b, whole.scale.names
    held = []
    for place, name in enumerate(part.scale.names):
        other = has(low, whole, names.index(name)) if name in names else _none(low, whole)
        held.append(b.disjunction([b.invert(has(low, part, place)), other]))
    both = b.conjunction([b.invert(b.is_null(each.column)) for each in (part, whole)])
    return b.case([(b.invert(both), b.null("bool"))], b.conjunction(held))


def _none(low: Lowering, group: Term) -> Expression:
    return low.b.when_known(group.column, low.b.truth(False))


def over_set(low: Lowering, node: core.Aggregate, names: Mapping[str, Thing]) -> Term:
    """Return what an aggregate over a set comes to."""
    group = low.needed(node.over, names)
    if group.kind != "set" or group.scale is None or len(group.scale.names) > MOST_MEMBERS:
        raise Beyond("set", node.id)
    b, a = low.b, low.a
    counts: list[Expression] = []
    values: list[Term] = []
    for place in range(len(group.scale.names)):
        inner = {**names, node.var: Term("member", b.number(place), scale=group.scale)}
        counts.append(b.conjunction([has(low, group, place), low.condition(node.where, inner)]))
        if node.value is not None:
            values.append(low.needed(node.value, inner))
    match node.kind:
        case "count":
            return a.add([Term("number", b.as_int(held)) for held in counts])
        case "sum":
            nothing = evolve(values[0], column=b.number(0))
            return a.add([a.choose([(held, value)], nothing) for held, value in zip(counts, values, strict=True)])
        case "all":
            implied = [b.disjunction([b.invert(h), v.column]) for h, v in zip(counts, values, strict=True)]
            return a.truth(b.conjunction(implied))
        case "some":
            return a.truth(b.disjunction(b.conjunction([h, v.column]) for h, v in zip(counts, values, strict=True)))
        case "highest" | "lowest" | "agreed":
            return _one(low, node, counts, [low.fitted(value, node.type) for value in values])
        case _:
            raise Beyond("set", node.id)


def _one(low: Lowering, node: core.Aggregate, counts: list[Expression], values: list[Term]) -> Term:
    """Return the highest or lowest value, or the one on which all agree; null where there is none."""
    b, a = low.b, low.a
    found, some = low.blank(node.type), b.truth(False)
    for held, value in zip(counts, values, strict=True):
        if node.kind == "agreed":
            same = low.a.compare("eq", found, value)
            both = a.choose([(same, found)], low.blank(node.type))
        else:
            if value.kind in ("text", "yes_no"):
                raise Beyond("no_column", node.id)
            both = a.least("highest" if node.kind == "highest" else "lowest", [found, value])
        found = a.choose([(b.conjunction([held, some]), both), (held, value)], found)
        some = b.disjunction([some, held])
    return found
