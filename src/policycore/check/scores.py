"""Scores to Core: factors with bands or marks, lines per occurrence, groups, floors, caps and waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from attrs import evolve

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.coverage import covers_everything
from policycore.check.declare import about_of, bounded, type_of
from policycore.check.kinds import constant_of, join_types
from policycore.check.rules import checked_about, lower_each, lower_when, report_shadowed, resolve_actor, rule_id, used
from policycore.check.wording import describe, quantity_text
from policycore.check.world import Env, Symbol, Typed, World, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions


def lower_score(expressions: Expressions, symbol: Symbol, node: ast.Score, env: Env) -> core.Score | None:
    """Return a score."""
    about = checked_about(node.head, env, expressions.world, cited=True)
    kind = type_of(node.type, env.module, expressions.world)
    if kind is not None:
        kind = bounded(kind, node.bounds, expressions, env)
    if kind is None:
        return None
    if not isinstance(kind, t.Number):
        expressions.world.report("PC302", node.type.span, found=describe(kind), wanted=Phrase("type_number"))
        return None
    symbol.absent = node.when is not None
    when = lower_when(expressions, node.when, env, expressions.world.step(symbol.id, "when"))
    inner = env_where(expressions, node.when, env)
    waivers = _waivers(node, expressions.world)
    total = _sum(expressions, symbol.id, node.items, kind, inner, waivers, cited=node.head.cite is not None)
    if total is None or (node.when is not None and when is None):
        return None
    return core.Score(symbol.id, symbol.record, kind, total, when, about, symbol.span)


def _waivers(node: ast.Score, world: World) -> dict[str, list[ast.Waive]]:
    """Return the waivers by the name of the line they cover, reporting names that are no deduction."""
    lines = {item.head.name.text: item for item in score_items(node.items) if isinstance(item, ast.Line)}
    found: dict[str, list[ast.Waive]] = {}
    names = {item.head.name.text for item in node.items if isinstance(item, ast.Factor | ast.Line | ast.Group)}
    for item in score_items(node.items):
        if not isinstance(item, ast.Waive):
            continue
        if item.head.name.text in names:
            world.report("PC218", item.head.name.span, name=item.head.name.text)
        names.add(item.head.name.text)
        for name in item.covering:
            line = lines.get(name.text)
            if line is None or line.kind != "deduct":
                deductions = [n for n, other in lines.items() if other.kind == "deduct"]
                world.report("PC227", name.span, help=did_you_mean(name.text, deductions), name=name.text)
            else:
                found.setdefault(name.text, []).append(item)
    return found


def _sum(
    expressions: Expressions,
    id: str,
    items: Iterable[ast.ScoreItem],
    kind: t.Number,
    env: Env,
    waivers: dict[str, list[ast.Waive]],
    *,
    cited: bool,
) -> core.Sum | None:
    lines: list[core.Contribution | core.Sum] = []
    factors: list[ast.Factor] = []
    clamps: dict[str, core.Expr] = {}
    failed = False
    unit = t.Number(kind.unit)
    names: set[str] = set()
    for item in items:
        match item:
            case ast.Factor():
                factors.append(item)
                rule = rule_id(id, item.head.name, names, expressions.world)
                line = _factor(expressions, item, rule, unit, env, cited)
                failed = failed or line is None
                if line is not None:
                    lines.append(line)
            case ast.Line():
                rule = rule_id(id, item.head.name, names, expressions.world)
                line = _line(expressions, item, rule, unit, env, waivers.get(item.head.name.text, []), id, cited)
                failed = failed or line is None
                if line is not None:
                    lines.append(line)
            case ast.Group():
                rule = rule_id(id, item.head.name, names, expressions.world)
                covered = cited or item.head.cite is not None
                group = _sum(expressions, rule, item.items, kind, env.named(rule), waivers, cited=covered)
                failed = failed or group is None
                if group is not None:
                    lines.append(evolve(group, about=about_of(item.head, env.module, expressions.world)))
            case ast.Clamp():
                if item.kind in clamps:
                    expressions.world.report("PC408", item.span, word=Phrase(f"word_{item.kind}"))
                    continue
                typed = expressions.value(item.value, env, expressions.world.step(id, item.kind), unit)
                failed = failed or typed is None
                if typed is not None:
                    clamps[item.kind] = typed.expr
            case ast.Waive():
                pass
            case _:
                assert_never(item)
    if failed:
        return None
    low, high = constant_of(clamps["floor"]) if "floor" in clamps else None, None
    if "cap" in clamps:
        high = constant_of(clamps["cap"])
    if isinstance(low, Fraction) and isinstance(high, Fraction) and low > high:
        expressions.world.report("PC324", clamps["cap"].span)
    if not lines:
        expressions.world.report("PC409", _place(id, env), name=id.rsplit("/", 1)[-1])
        return None
    _check_weights(factors, lines, expressions.world)
    return core.Sum(id, tuple(lines), clamps.get("floor"), clamps.get("cap"))


def _check_weights(factors: list[ast.Factor], lines: Iterable[core.Contribution | core.Sum], world: World) -> None:
    """Warn of weights in per cent that do not make up a whole: a slip in one of them is in every total."""
    weights = [line.weight for line in lines if isinstance(line, core.Contribution) and line.weight is not None]
    shares = [factor for factor in factors if isinstance(factor.weight, ast.NumberLit) and factor.weight.percent]
    if len(weights) < 2 or len(weights) != len(factors) or not shares or sum(weights) == 1:
        return
    odd = next((factor for factor in factors if factor not in shares), factors[-1])
    if odd.weight is not None:
        world.report("PC446", odd.weight.span, sum=quantity_text(sum(weights, Fraction(0)), t.PERCENT))


def _place(id: str, env: Env) -> Span:
    """Return where the statement around a rule stands."""
    symbol = env.module.symbols.get(id.removeprefix(env.module.prefix).split("/", 1)[0])
    return symbol.span if symbol is not None else env.module.document.span


def _factor(
    expressions: Expressions, node: ast.Factor, rule: str, unit: t.Number, env: Env, cited: bool
) -> core.Contribution | None:
    about = checked_about(node.head, env, expressions.world, cited=cited)
    inner = env.named(rule)
    weight = None
    if node.weight is not None:
        typed = expressions.check(node.weight, env, expressions.world.step(rule, "weight"))
        value = constant_of(typed.expr) if typed is not None else None
        if typed is None:
            return None
        if (
            not isinstance(value, Fraction)
            or not isinstance(typed.type, t.Number)
            or (typed.type.unit.family not in ("pure", "percent"))
        ):
            expressions.world.report("PC345", node.weight.span)
            return None
        weight = value
    if node.value is not None:
        amount = _mark_or_value(expressions, node.value, inner, expressions.world.step(rule, "amount"), unit)
    else:
        amount = _bands(expressions, node, rule, unit, inner, cited or node.head.cite is not None)
    if amount is None:
        return None
    return core.Contribution(rule, "factor", amount.expr, weight=weight, about=about, span=node.head.name.span)


def _mark_or_value(
    expressions: Expressions, node: ast.Expr | ast.FromMark, env: Env, id: str, unit: t.Number
) -> Typed | None:
    """A value, or a mark that an assessor chose within a range."""
    if not isinstance(node, ast.FromMark):
        return used(expressions.value(node, env, id, unit), node.span, expressions.world)
    mark = used(expressions.value(node.mark, env, f"{id}/mark", unit), node.mark.span, expressions.world)
    ends = []
    for end in (node.low, node.high):
        typed = expressions.value(end, env, f"{id}/end", unit)
        value = constant_of(typed.expr) if typed is not None else None
        if not isinstance(value, Fraction):
            if typed is not None:
                expressions.world.report("PC321", end.span)
            return None
        ends.append(value)
    if mark is None:
        return None
    low, high = ends
    if low > high:
        expressions.world.report("PC324", node.span)
        return None
    have = mark.type
    assert isinstance(have, t.Number)
    # Cut by the bounds of the mark itself: what cannot be given need not be kept possible.
    if have.low is not None and have.low > low:
        low = have.low
    if have.high is not None and have.high < high:
        high = have.high
    if low > high:
        expressions.world.report("PC426", node.span)
        return None
    kind = t.Number(unit.unit, have.whole, low, high)
    return Typed(core.Op(id, kind, "ranged", (mark.expr,), low=low, high=high, span=node.span))


def _bands(
    expressions: Expressions, node: ast.Factor, rule: str, unit: t.Number, env: Env, cited: bool
) -> Typed | None:
    cases: list[core.Case] = []
    otherwise: core.Case | None = None
    failed = False
    names: set[str] = set()
    for band in node.bands:
        id = rule_id(rule, band.head.name, names, expressions.world)
        about = checked_about(band.head, env, expressions.world, cited=cited)
        inner = env.named(id)
        guard = None
        if otherwise is not None:
            expressions.world.report("PC427", band.head.name.span, name=band.head.name.text)
        if band.when is not None:
            typed = expressions.condition(band.when, inner, expressions.world.step(id, "when"))
            failed = failed or typed is None
            guard = typed.expr if typed is not None else None
        inner = env_where(expressions, band.when, inner)
        value = _mark_or_value(expressions, band.value, inner, expressions.world.step(id, "value"), unit)
        if value is None:
            failed = True
            continue
        case = core.Case(id, guard, value.expr, about, band.head.name.span)
        if band.when is None:
            otherwise = otherwise or case
        else:
            cases.append(case)
    if failed:
        return None
    if otherwise is None and not covers_everything(
        [case.guard for case in cases if case.guard is not None], expressions.world
    ):
        expressions.world.report("PC428", node.head.name.span, name=node.head.name.text)
        return None
    report_shadowed(cases, expressions.world)
    body = core.Match(
        expressions.world.step(rule, "amount"), unit, tuple(cases), otherwise, "bands", node.head.name.span
    )
    return Typed(evolve(body, type=join_types([case.value.type for case in body.all_cases])))


def _line(
    expressions: Expressions,
    node: ast.Line,
    rule: str,
    unit: t.Number,
    env: Env,
    waivers: list[ast.Waive],
    parent: str,
    cited: bool,
) -> core.Contribution | None:
    about = checked_about(node.head, env, expressions.world, cited=cited)
    each = lower_each(expressions, node.each, env.named(rule), rule)
    if each is None:
        return None
    inner = each[1]
    guard = lower_when(expressions, node.when, inner, expressions.world.step(rule, "when"))
    amount = used(
        expressions.value(
            node.value, env_where(expressions, node.when, inner), expressions.world.step(rule, "amount"), unit
        ),
        node.value.span,
        expressions.world,
    )
    forgiven: list[core.Waiver] = []
    for waiver in waivers:
        id = f"{score_id(parent, env)}/{waiver.head.name.text}"
        typed = expressions.condition(waiver.when, inner.named(id), f"{id}/when@{node.head.name.text}")
        by = resolve_actor(waiver.by, env, expressions.world)
        if typed is None:
            return None
        forgiven.append(
            core.Waiver(
                id,
                by,
                typed.expr,
                checked_about(waiver.head, env, expressions.world, cited=cited),
                waiver.head.name.span,
            )
        )
    if amount is None or (node.when is not None and guard is None):
        return None
    return core.Contribution(
        rule, node.kind, amount.expr, each[0], guard, None, tuple(forgiven), about, node.head.name.span
    )


def score_items(items: Iterable[ast.ScoreItem]) -> Iterator[ast.ScoreItem]:
    """Yield the items of a score, those of groups included."""
    for item in items:
        yield item
        if isinstance(item, ast.Group):
            yield from score_items(item.items)


def score_id(rule: str, env: Env) -> str:
    """Return the id of the score around a rule of it."""
    prefix = env.module.prefix
    return prefix + rule.removeprefix(prefix).split("/", 1)[0]
