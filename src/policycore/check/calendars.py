"""Which calendar a file counts working days by, and the functions on working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policycore import types as t
from policycore.check.fitting import as_day, warn_absent
from policycore.check.kinds import YES_NO
from policycore.check.world import Env, Module, Typed, World, did_you_mean
from policycore.core import nodes as core
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

#: The functions on working days, and how many days each takes.
FUNCTIONS = {"working_days_between": 2, "is_working_day": 1}


def calendar_in(module: Module, span: Span, world: World) -> str | None:
    """Return the id of the calendar that a file counts working days by; None after a report that there is none."""
    if module.calendar:
        return module.calendar
    if module.calendar is None:
        known = [symbol.name for symbol in module.symbols.values() if symbol.kind == "calendar"]
        if known:
            world.report("PC448", span, names=tuple(known))
        else:
            world.report("PC447", span)
    return None


def lower_working_days(expressions: Expressions, node: ast.Call, env: Env, id: str) -> Typed | None:
    """`working_days_between(a, b)`: after a, up to b. `is_working_day(d)`. The last value may be another calendar."""
    name, world = node.function.text, expressions.world
    count = FUNCTIONS[name]
    args = list(node.args)
    if node.over is not None or node.where is not None or not count <= len(args) <= count + 1:
        world.report("PC499", node.span, name=name)
        return None
    calendar: str | None
    if len(args) > count:
        calendar = _named(args.pop(), env.module, world)
    else:
        calendar = calendar_in(env.module, node.function.span, world)
    days: list[core.Expr] = []
    for place, argument in enumerate(args, 1):
        typed = expressions.check(argument, env, f"{id}/{place}")
        if typed is None:
            continue
        warn_absent(typed, argument.span, world)
        day = as_day(typed, argument.span, world)
        if day is not None:
            days.append(day.expr)
    if calendar is None or len(days) < count:
        return None
    kind: t.Type = YES_NO if name == "is_working_day" else t.Number(t.WORKING_DAY, whole=True)
    return Typed(core.Op(id, kind, name, tuple(days), calendar=calendar, span=node.span))


def _named(node: ast.Expr, module: Module, world: World) -> str | None:
    """Return the id of the calendar that is named, or report that there is none."""
    name = node.name if isinstance(node, ast.Name) else ""
    symbol = module.symbols.get(name)
    if symbol is not None and symbol.kind == "calendar":
        return symbol.id
    known = [other.name for other in module.symbols.values() if other.kind == "calendar"]
    world.report("PC244", node.span, help=did_you_mean(name, known), name=name)
    return None
