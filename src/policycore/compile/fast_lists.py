"""Lists in the fast path: loops over elements, and what counts over them; counterpart `gaps/aggregate.py`.

Goes in: the frame and an aggregate, or a list with its condition. Comes out: a `Val`, and loops in the lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from policycore.compile import fast_values as fv
from policycore.compile.forms import UNSET, Unsupported, Val, kind_of
from policycore.core import nodes as core
from policycore.core.packed import scale_of
from policycore.types import Enum, ListType, Number, SetType, Type

if TYPE_CHECKING:
    from policycore.compile.fast import Frame


@contextmanager
def each_element(
    frame: Frame, over: core.Expr, var: str, where: core.Expr | None, numbered: bool = False
) -> Iterator[str]:
    """Write a loop over the elements that count; inside, `var` is the element.

    Yields the name of what tells the element from the others: with `numbered` its place from 1, for sets the packed
    member itself.
    """
    whole = frame.atom(frame.needed(over))
    of = whole.of
    if not isinstance(of, ListType | SetType):
        raise Unsupported("elements of something that is no list")
    name = frame.fresh("x")
    place = frame.fresh("n") if numbered and isinstance(of, ListType) else name
    source = whole.code
    if isinstance(of, SetType) and numbered:
        source = f"in_order({whole.code})"
    if place != name:
        frame.out.put(f"for {place}, {name} in enumerate({source}, 1):")
    else:
        frame.out.put(f"for {name} in {source}:")
    with frame.branch():
        scope = frame.scope
        frame.scope = evolve(scope, names={**scope.names, var: _element(name, of.element)})
        depth = 0
        if where is not None:
            counts = frame.needed(where)
            if counts.const is not True:
                frame.out.put(f"if {counts.code}:")
                depth = 1
        frame.out.depth += depth
        yield place
        frame.out.depth -= depth
        frame.scope = scope


def _element(name: str, of: Type) -> Val:
    low, high = fv.bounded(of)
    scale = scale_of(of) if isinstance(of, Number) else 1
    return Val(name, of, kind_of(of), scale, low=low, high=high, atom=True)


def aggregate(frame: Frame, node: core.Aggregate) -> Val:
    """Return what an aggregate comes to."""
    match node.kind:
        case "count":
            return _count(frame, node)
        case "sum":
            return _sum(frame, node)
        case "average":
            return _average(frame, node)
        case "distinct":
            return _distinct(frame, node)
        case "all" | "some":
            return _truth(frame, node)
        case "highest" | "lowest":
            return _extreme(frame, node)
        case "agreed":
            return _agreed(frame, node)
        case "latest" | "earliest":
            return _latest(frame, node)
        case _:
            raise Unsupported(f"{node.kind} is not compiled")


def _value(frame: Frame, node: core.Aggregate) -> Val:
    assert node.value is not None
    return frame.needed(node.value)


def _count(frame: Frame, node: core.Aggregate) -> Val:
    if node.where is None:
        whole = frame.needed(node.over)
        return Val(f"len({whole.code})", node.type, "number", low=Fraction(0), stops=whole.stops)
    total = frame.fresh()
    frame.out.put(f"{total} = 0")
    with each_element(frame, node.over, node.var, node.where):
        frame.out.put(f"{total} += 1")
    return Val(total, node.type, "number", low=Fraction(0), atom=True)


def _sum(frame: Frame, node: core.Aggregate) -> Val:
    total = frame.fresh()
    frame.out.put(f"{total} = 0")
    with each_element(frame, node.over, node.var, node.where):
        val = frame.kept(_value(frame, node))
        frame.out.put(f"{total} += {val.code}")
    low = Fraction(0) if val.low is not None and val.low >= 0 else None
    if val.kind == "exact":
        return Val(f"Fraction({total})", node.type, "exact", low=low)
    return Val(total, node.type, "number", val.scale, low=low, atom=True)


def _average(frame: Frame, node: core.Aggregate) -> Val:
    total, number = frame.fresh(), frame.fresh()
    frame.out.put(f"{total} = {number} = 0")
    with each_element(frame, node.over, node.var, node.where):
        val = frame.kept(_value(frame, node))
        frame.out.put(f"{total} += {val.code}")
        frame.out.put(f"{number} += 1")
    frame.out.put(f"if not {number}: stop()")
    if val.kind == "exact":
        return Val(f"(Fraction({total}) / {number})", node.type, "exact", low=val.low, high=val.high)
    return Val(total, node.type, "ratio", val.scale, over=number, low=val.low, high=val.high, atom=True)


def _distinct(frame: Frame, node: core.Aggregate) -> Val:
    found = frame.fresh()
    frame.out.put(f"{found} = set()")
    with each_element(frame, node.over, node.var, node.where):
        val = frame.kept(_value(frame, node))
        if val.kind in ("record", "list"):
            raise Unsupported("records are told apart")
        frame.out.put(f"{found}.add({val.code})")
    return Val(f"len({found})", node.type, "number", low=Fraction(0))


def _truth(frame: Frame, node: core.Aggregate) -> Val:
    """`all`, `some`: once it is settled the rest is not asked."""
    found = frame.fresh()
    every = node.kind == "all"
    frame.out.put(f"{found} = {every}")
    with each_element(frame, node.over, node.var, node.where):
        val = _value(frame, node)
        frame.out.put(f"if {f'not {val.code}' if every else val.code}:")
        with frame.branch():
            frame.out.put(f"{found} = {not every}")
            frame.out.put("break")
    return fv.truth(found)


def _extreme(frame: Frame, node: core.Aggregate) -> Val:
    found = frame.fresh()
    frame.out.put(f"{found} = None")
    highest = node.kind == "highest"
    with each_element(frame, node.over, node.var, node.where):
        val = frame.atom(frame.kept(_value(frame, node)))
        if isinstance(val.of, Enum):
            if val.kind != "code" or not val.of.ordered:
                raise Unsupported("members of an open list are put in order")
            highest = not highest  # the first member is the highest, and its place is 0
        frame.out.put(f"if {found} is None or {val.code} {'>' if highest else '<'} {found}: {found} = {val.code}")
    frame.out.put(f"if {found} is None: stop()")
    return val.but(code=found, of=node.type, atom=True, const=UNSET, stops=False)


def _agreed(frame: Frame, node: core.Aggregate) -> Val:
    found = frame.fresh()
    frame.out.put(f"{found} = UNSET")
    with each_element(frame, node.over, node.var, node.where):
        val = frame.atom(frame.kept(_value(frame, node)))
        if val.kind in ("record", "list"):
            raise Unsupported("records are compared")
        frame.out.put(f"if {found} is UNSET: {found} = {val.code}")
        frame.out.put(f"elif {found} != {val.code}: stop()")
    frame.out.put(f"if {found} is UNSET: stop()")
    return val.but(code=found, of=node.type, atom=True, const=UNSET, stops=False)


def _latest(frame: Frame, node: core.Aggregate) -> Val:
    """The value of the latest (earliest) element; a tie of different values stops, unless one comes after it."""
    assert node.by is not None
    found, best, tied = frame.fresh(), frame.fresh(), frame.fresh()
    frame.out.put(f"{best} = None")
    with each_element(frame, node.over, node.var, node.where):
        by = frame.atom(frame.kept(frame.needed(node.by)))
        assert node.value is not None
        val = frame.atom(frame.kept(frame.value(node.value)))
        sign = ">" if (node.kind == "latest") != (by.kind == "code") else "<"
        frame.out.put(f"if {best} is None or {by.code} {sign} {best}:")
        with frame.branch():
            frame.out.put(f"{best} = {by.code}; {found} = {val.code}; {tied} = False")
        differ = "is not" if val.kind in ("record", "list") else "!="
        frame.out.put(f"elif {by.code} == {best} and {val.code} {differ} {found}: {tied} = True")
    frame.out.put(f"if {best} is None or {tied}: stop()")
    return val.but(code=found, of=node.type, atom=True, const=UNSET, stops=False)
