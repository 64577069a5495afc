"""Calls about groups to Core: `rank(value)`, `share(tax)`, `top_sum(sales, 3)`, and their namesakes over lists."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.fitting import warn_absent
from policycore.check.kinds import is_ordered, single_constant
from policycore.check.wording import describe
from policycore.check.world import Env, Scope, Typed, World
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

#: Functions about a group or a place in it; those that also go over a list are the others' namesakes.
GROUP_FUNCTIONS: tuple[str, ...] = get_args(core.GroupKind)
ONLY_OF_GROUPS = ("rank", "share", "cumulative", "size", "top_sum", "quantile")
#: How many values a function takes; of `count` the condition that is counted.
_ARGUMENTS = {"size": 0, "count": 1, "top_sum": 2, "quantile": 2}
_PLACED = ("rank", "share", "cumulative")
HOW_MANY = t.Number(t.PURE, whole=True, low=Fraction(0))


def is_group_call(expressions: Expressions, node: ast.Call, env: Env) -> bool:
    """Whether a call asks about a group: inside a population, and not about a list."""
    name = node.function.text
    if env.population == "" or name not in GROUP_FUNCTIONS or node.over is not None:
        return False
    if name in ONLY_OF_GROUPS:
        return True
    if len(node.args) != 1:
        return len(node.args) == 0
    # `count(calls)` counts the elements of a list, `count(late)` the members that are late.
    before = len(expressions.world.diagnostics)
    typed = expressions.check(node.args[0], env, "argument")
    del expressions.world.diagnostics[before:]
    return typed is None or not isinstance(typed.type, t.ListType | t.SetType)


def lower_group_call(expressions: Expressions, node: ast.Call, env: Env, id: str) -> Typed | None:
    """`rank(value)`, `sum(tax where class = key)`, `top_sum(sales, 3)`: a fact of the group of the record."""
    world = expressions.world
    name = node.function.text
    population = world.populations.get(env.population)
    if population is None:
        return None
    takes = _ARGUMENTS.get(name, 1)
    counts_by_where = name == "count" and node.where is not None
    if node.alias is not None or len(node.args) != (0 if counts_by_where else takes):
        world.report("PC482", node.span, name=name, form=Phrase(f"group-{name}"))
        return None
    # Every member is asked alike: elements of lists around the call are not in scope.
    member = Env(env.module, env.rule, (Scope("self", t.RecordType(population.record)),), population=env.population)
    where: Typed | None = None
    if node.where is not None:
        where = expressions.condition(node.where, member, f"{id}/where")
        if where is None:
            return None
    inside = env_where(expressions, node.where, member)
    if name == "size":
        return Typed(_fact(id, HOW_MANY, name, population, None, where, None, node))
    if name == "count":
        counted = where if counts_by_where else expressions.condition(node.args[0], inside, f"{id}/where")
        if counted is None:
            return None
        return Typed(_fact(id, HOW_MANY, name, population, None, counted, None, node))
    value = expressions.check(node.args[0], inside, f"{id}/value")
    if value is None:
        return None
    warn_absent(value, node.args[0].span, world)
    kind = _type(name, value, node.args[0].span, population, world)
    if kind is None:
        return None
    argument: Typed | None = None
    if takes == 2:
        argument = _argument(expressions, name, node.args[1], env, id)
        if argument is None:
            return None
    placed = name in _PLACED
    fact = _fact(id, kind, name, population, value, where, argument, node)
    return Typed(fact, absent=placed and where is not None)


def _fact(
    id: str,
    kind: t.Type,
    name: str,
    population: core.Population,
    value: Typed | None,
    where: Typed | None,
    argument: Typed | None,
    node: ast.Call,
) -> core.GroupFact:
    return core.GroupFact(
        id,
        kind,
        name,  # type: ignore[arg-type]  # one of GROUP_FUNCTIONS
        population.id,
        value.expr if value is not None else None,
        where.expr if where is not None else None,
        argument.expr if argument is not None else None,
        node.span,
    )


def _type(name: str, value: Typed, span: Span, population: core.Population, world: World) -> t.Type | None:
    """Return the type of a fact about members that have a value of this type."""
    kind = value.type
    if name in ("rank", "highest", "lowest"):
        if not is_ordered(kind):
            world.report("PC318", span, type=describe(kind), sign=name)
            return None
    elif not isinstance(kind, t.Number):
        world.report("PC302", span, found=describe(kind), wanted=Phrase("type_number"))
        return None
    if population.gaps == "last" and not _has_worst(kind):
        world.report("PC484", span, name=name, type=describe(kind))
        return None
    match name, kind:
        case "rank", _:
            return t.Number(t.PURE, whole=True, low=Fraction(1))
        case (("share" | "cumulative"), t.Number(low=low)):
            bounded = low is not None and low >= 0
            return t.Number(t.PERCENT, False, Fraction(0), Fraction(1)) if bounded else t.Number(t.PERCENT)
        case (("sum" | "top_sum"), t.Number(unit=unit, whole=whole, low=low, high=high)):
            least = Fraction(0) if low is not None and low >= 0 else None
            most = Fraction(0) if high is not None and high <= 0 else None
            return t.Number(unit, whole, least, most)
        case "average", t.Number(unit=unit, low=low, high=high):
            return t.Number(unit, False, low, high)
        case _:
            return kind


def _has_worst(kind: t.Type) -> bool:
    """Whether a type has a worst value, at which an open member can stand."""
    match kind:
        case t.Number(low=low):
            return low is not None
        case t.Date(high=high):
            return high is not None
        case t.Moment():
            return False
        case _:
            return True


def _argument(expressions: Expressions, name: str, node: ast.Expr, env: Env, id: str) -> Typed | None:
    """Return how many, or which part of the members; a per cent or a pure number."""
    world = expressions.world
    typed = expressions.check(node, env, f"{id}/argument")
    if typed is None:
        return None
    warn_absent(typed, node.span, world)
    fits = isinstance(typed.type, t.Number) and typed.type.unit.family in (
        ("pure",) if name == "top_sum" else ("percent", "pure")
    )
    if not fits:
        world.report("PC302", node.span, found=describe(typed.type), wanted=Phrase("type_number"))
        return None
    value = single_constant(typed.expr)
    if name == "quantile" and isinstance(value, Fraction) and not 0 <= value <= 1:
        world.report("PC483", node.span)
        return None
    return typed
