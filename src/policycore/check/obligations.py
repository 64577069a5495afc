"""What can be read of duties and procedures in expressions: `call_back`, `call_back.due`, `handling.appeal.status`.

In: a lowered duty or procedure, the record it is read of, and the names after it. Out: a reference to the definition
that computes it. A bare duty or step reads as its status; a repeated duty only by its `periods`.
"""

from __future__ import annotations

from typing import Literal

from policycore.check.world import Typed, World, did_you_mean, key_of, name_of
from policycore.core import nodes as core
from policycore.source import Span
from policycore.syntax import ast
from policycore.values import Absent

#: What may stand after the dot behind a duty, a step or a period; not all of them have each.
FACTS = ("status", "due", "at", "by", "count", "effective", "final_on")


def read_duty(
    duty: core.Duty,
    holder: core.Expr,
    rest: tuple[ast.Ident, ...],
    id: str,
    span: Span,
    present: frozenset[str],
    world: World,
) -> Typed | Literal["reported"]:
    """Return the status of a duty, or the fact of it that `rest` names."""
    if duty.each is not None and [name.text for name in rest] != ["periods"]:
        world.report("PC471", span, name=name_of(duty.id))
        return "reported"
    known = ("periods",) if duty.each is not None else FACTS
    return _read(duty.id, known, holder, rest, id, span, present, world)


def read_procedure(
    procedure: core.Procedure,
    holder: core.Expr,
    rest: tuple[ast.Ident, ...],
    id: str,
    span: Span,
    present: frozenset[str],
    world: World,
) -> Typed | Literal["reported"]:
    """Return the status of a step, or the fact of it that the names after it say."""
    steps = [step.id.rpartition("/")[2] for step in procedure.steps]
    if not rest:
        world.report("PC207", span, name=name_of(procedure.id))
        return "reported"
    step = rest[0]
    if step.text not in steps:
        help = did_you_mean(step.text, steps)
        world.report("PC209", step.span, help=help, name=step.text, record=name_of(procedure.id))
        return "reported"
    return _read(f"{procedure.id}/{step.text}", FACTS, holder, rest[1:], id, span, present, world)


def read_period(
    period: core.RecordDecl, holder: core.Expr, name: str, id: str, span: Span, present: frozenset[str], world: World
) -> Typed | None:
    """Return a fact of a period of a repeated duty that is no field of it, None where it has none of this name."""
    fact = fact_of(world, period.part_of, name) if name in FACTS else None
    return None if fact is None else _reference(fact, holder, id, span, present)


def _read(
    owner: str,
    known: tuple[str, ...],
    holder: core.Expr,
    rest: tuple[ast.Ident, ...],
    id: str,
    span: Span,
    present: frozenset[str],
    world: World,
) -> Typed | Literal["reported"]:
    wanted = rest[0].text if rest else "status"
    fact = fact_of(world, owner, wanted) if wanted in known else None
    if fact is None or len(rest) > 1:
        odd = rest[1] if fact is not None else rest[0]
        there = [name for name in known if fact_of(world, owner, name) is not None]
        help = did_you_mean(odd.text, there)
        world.report("PC209", odd.span, help=help, name=odd.text, record=name_of(owner).replace("/", "."))
        return "reported"
    return _reference(fact, holder, id, span, present)


def fact_of(world: World, owner: str, name: str) -> core.Define | None:
    """Return the definition of a fact of a duty or step, None where it has none."""
    found = world.statements.get(f"{owner}/{name}")
    return found if isinstance(found, core.Define) and found.part_of else None


def _reference(fact: core.Define, holder: core.Expr, id: str, span: Span, present: frozenset[str]) -> Typed:
    node = core.Ref(id, fact.type, fact.id, holder, span)
    return Typed(node, absent=may_be_absent(fact) and key_of(node) not in present)


def may_be_absent(fact: core.Define) -> bool:
    """Whether a fact of a duty or step may not be there."""
    body = fact.body
    if not isinstance(body, core.Match):
        return False
    values = [case.value for case in body.all_cases]
    return any(isinstance(value, core.Const) and isinstance(value.value, Absent) for value in values)
