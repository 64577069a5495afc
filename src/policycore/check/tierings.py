"""Tierings to Core: designations, tiers with their criteria, what holds otherwise, movement, and limits."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.coverage import covers_everything
from policycore.check.movement import lower_movement
from policycore.check.rules import checked_about, lower_when, report_shadowed, rule_id, used
from policycore.check.wording import describe
from policycore.check.world import Env, Symbol, World, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions


def lower_tiering(expressions: Expressions, symbol: Symbol, node: ast.Tiering, env: Env) -> core.Tiering | None:
    """Return a tiering."""
    about = checked_about(node.head, env, expressions.world, cited=True)
    kind = expressions.world.ladders.get(symbol.id)
    symbol.absent = node.when is not None
    when = lower_when(expressions, node.when, env, expressions.world.step(symbol.id, "when"))
    if kind is None:
        return None
    env = env_where(expressions, node.when, env)
    cited = node.head.cite is not None
    cases: list[core.Case] = []
    otherwise: core.Case | None = None
    limits: list[core.Limit] = []
    failed = node.when is not None and when is None
    tiers: list[ast.Ident] = []
    movement: ast.Movement | None = None
    designations: list[core.Case] = []
    names: set[str] = set()
    for item in node.items:
        match item:
            case ast.Designate():
                if tiers or otherwise is not None:
                    expressions.world.report("PC429", item.head.name.span, name=item.head.name.text)
                rule = rule_id(symbol.id, item.head.name, names, expressions.world)
                case = _case(expressions, item.head, rule, item.when, item.value, kind, env, cited)
                failed = failed or case is None
                if case is not None:
                    cases.append(case)
                    designations.append(case)
            case ast.Tier():
                name = item.head.name
                if otherwise is not None:
                    expressions.world.report("PC427", name.span, name=name.text)
                    continue
                if name.text not in kind.names and not kind.open:
                    expressions.world.report(
                        "PC202",
                        name.span,
                        help=did_you_mean(name.text, kind.names),
                        name=name.text,
                        type=describe(kind),
                    )
                    failed = True
                    continue
                rule = rule_id(symbol.id, name, names, expressions.world)
                tiers.append(name)
                value = ast.Name(name.text, name.span)
                case = _case(expressions, item.head, rule, item.when, value, kind, env, cited)
                if case is None:
                    failed = True
                elif item.when is None:
                    otherwise = case
                else:
                    cases.append(case)
            case ast.TierFrom():
                if otherwise is not None or tiers:
                    expressions.world.report("PC430", item.span)
                    failed = True
                    continue
                rule = f"{symbol.id}/from"
                head = ast.Head(ast.Ident("from", item.span), cite=item.cite, note=item.note)
                otherwise = _case(expressions, head, rule, None, item.value, kind, env, cited)
                failed = failed or otherwise is None
            case ast.OtherwiseNotStated():
                if otherwise is not None:
                    expressions.world.report("PC427", item.span, name="otherwise")
                    continue
                rule = f"{symbol.id}/otherwise"
                head = ast.Head(ast.Ident("otherwise", item.span), cite=item.cite, note=item.note)
                silent = ast.MarkLit("not_stated", item.span)
                otherwise = _case(expressions, head, rule, None, silent, kind, env, cited)
            case ast.Limit():
                rule = rule_id(symbol.id, item.head.name, names, expressions.world)
                limit = _limit(expressions, item, rule, kind, env, cited)
                failed = failed or limit is None
                if limit is not None:
                    limits.append(limit)
            case ast.Movement():
                if movement is not None:
                    label = Label(movement.span, Phrase("declared_here"))
                    expressions.world.report("PC451", item.span, labels=[label], name=Phrase("clause_movement"))
                movement = movement or item
            case _:
                assert_never(item)
    if failed:
        return None
    if otherwise is None and not covers_everything(
        [case.guard for case in cases if case.guard is not None], expressions.world
    ):
        expressions.world.report("PC431", symbol.span, name=symbol.name)
        return None
    if kind.ordered:
        _check_order(tiers, kind, expressions.world)
    report_shadowed(cases, expressions.world)
    moves = None
    if movement is not None:
        moves = lower_movement(expressions, symbol, movement, kind, designations, env, cited)
        if moves is None:
            return None
    step = expressions.world.step(symbol.id, "body" if moves is None else "earned")
    body = core.Match(step, kind, tuple(cases), otherwise, "tiers", symbol.span)
    return core.Tiering(symbol.id, symbol.record, kind, body, moves, tuple(limits), when, about, symbol.span)


def _check_order(tiers: list[ast.Ident], kind: t.Enum, world: World) -> None:
    """Tiers of a named ladder are written from best to worst, as the ladder has them."""
    for above, below in pairwise(tiers):
        if kind.rank(above.text) < kind.rank(below.text):
            world.report("PC432", below.span, name=below.text, above=above.text)


def _case(
    expressions: Expressions,
    head: ast.Head,
    rule: str,
    when: ast.Expr | None,
    value: ast.Expr,
    kind: t.Enum,
    env: Env,
    cited: bool,
) -> core.Case | None:
    about = checked_about(head, env, expressions.world, cited=cited)
    inner = env.named(rule)
    guard = lower_when(expressions, when, inner, expressions.world.step(rule, "when"))
    typed = used(
        expressions.value(value, env_where(expressions, when, inner), expressions.world.step(rule, "value"), kind),
        value.span,
        expressions.world,
    )
    if typed is None or (when is not None and guard is None):
        return None
    return core.Case(rule, guard, typed.expr, about, head.name.span)


def _limit(
    expressions: Expressions, node: ast.Limit, rule: str, kind: t.Enum, env: Env, cited: bool
) -> core.Limit | None:
    about = checked_about(node.head, env, expressions.world, cited=cited)
    guard = lower_when(expressions, node.when, env.named(rule), expressions.world.step(rule, "when"))
    bound = expressions.value(node.bound, env, expressions.world.step(rule, "bound"), kind)
    if bound is None or (node.when is not None and guard is None):
        return None
    if not kind.ordered:
        expressions.world.report("PC318", node.head.name.span, type=describe(kind), sign=node.kind.replace("_", " "))
        return None
    if not isinstance(bound.expr, core.Const):
        expressions.world.report("PC321", node.bound.span)
        return None
    return core.Limit(rule, node.kind, bound.expr, guard, about, node.head.name.span)
