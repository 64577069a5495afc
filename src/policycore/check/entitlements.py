"""Entitlements to Core: benefits, what is granted to which tier, inherited or not, and overrides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import evolve

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.declare import about_of, bounded, type_of
from policycore.check.fitting import fit
from policycore.check.grants import among, covers_every_tier
from policycore.check.kinds import YES_NO
from policycore.check.rules import checked_about, lower_when, rule_id, used
from policycore.check.wording import describe
from policycore.check.world import Env, Grant, Symbol, Typed, did_you_mean
from policycore.core import nodes as core
from policycore.syntax import ast
from policycore.values import ABSENT

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

#: What a grant gives: the benefit, the condition of the item, and its case.
Written: TypeAlias = "tuple[str, core.Expr | None, core.Case]"


def lower_entitlements(
    expressions: Expressions, symbol: Symbol, node: ast.Entitlements, env: Env
) -> core.Entitlements | None:
    """Return the benefits of a statement, each a match over its overrides and grants."""
    about = checked_about(node.head, env, expressions.world, cited=True)
    # Benefits first: a step that is called as one of them gets the number behind its id.
    expressions.world.taken.update(
        f"{symbol.id}/{item.head.name.text}" for item in node.items if isinstance(item, ast.Benefit)
    )
    when = lower_when(expressions, node.when, env, expressions.world.step(symbol.id, "when"))
    env = env_where(expressions, node.when, env)
    per = used(
        expressions.check(node.per, env, expressions.world.step(symbol.id, "per")), node.per.span, expressions.world
    )
    if per is not None and not isinstance(per.type, t.Enum):
        expressions.world.report("PC346", node.per.span, found=describe(per.type))
        per = None
    declared = [item for item in node.items if isinstance(item, ast.Benefit)]
    grants = [item for item in node.items if isinstance(item, ast.Grant)]
    overrides = [item for item in node.items if isinstance(item, ast.Override)]
    #: None for a benefit whose type could not be made out; nothing more is said of it.
    kinds: dict[str, t.Type | None] = {}
    failed = per is None or (node.when is not None and when is None)
    for item in declared:
        name = item.head.name
        if name.text in kinds:
            expressions.world.report("PC218", name.span, name=name.text)
            continue
        kind = type_of(item.type, env.module, expressions.world)
        if kind is not None:
            kind = bounded(kind, item.bounds, expressions, env)
        if isinstance(kind, t.RecordType | t.ListType):
            expressions.world.report("PC341", item.type.span)
            kind = None
        failed = failed or kind is None
        kinds[name.text] = kind
    lines = _grant_lines(expressions, grants, kinds, per, env, symbol, node.head.cite is not None)
    over = _override_lines(expressions, overrides, kinds, env, symbol, node.head.cite is not None)
    if failed or per is None or lines is None or over is None:
        return None
    benefits: list[core.Benefit] = []
    for item in declared:
        benefit_name = item.head.name.text
        benefit_kind = kinds.pop(benefit_name, None)
        if benefit_kind is None:  # declared before, which is reported
            continue
        benefit = _benefit(
            expressions,
            item,
            benefit_kind,
            symbol.id,
            per,
            lines.get(benefit_name, []),
            over.get(benefit_name, []),
            env,
        )
        if benefit is None:
            return None
        benefits.append(benefit)
    return core.Entitlements(symbol.id, symbol.record, per.expr, tuple(benefits), when, about, symbol.span)


def _benefit(
    expressions: Expressions,
    node: ast.Benefit,
    kind: t.Type,
    parent: str,
    per: Typed,
    granted: list[Grant],
    overrides: list[core.Case],
    env: Env,
) -> core.Benefit | None:
    id = f"{parent}/{node.head.name.text}"
    about = about_of(node.head, env.module, expressions.world)
    direction: Literal["higher", "lower", "ordered", ""] = node.direction or ""
    if isinstance(kind, t.Enum):
        if node.direction is not None:
            expressions.world.report("PC347", node.head.name.span, name=node.head.name.text)
        direction = "ordered" if kind.ordered else ""
    elif node.direction is not None and not isinstance(kind, t.Number | t.Date | t.Moment):
        expressions.world.report("PC347", node.head.name.span, name=node.head.name.text)
    value: core.Expr = core.Const(f"{id}/default/value", kind, ABSENT, node.head.name.span)
    if node.default is not None:
        typed = expressions.check(node.default, env, f"{id}/default/value", kind)
        typed = fit(typed, kind, node.default.span, expressions.world, data=True) if typed is not None else None
        if typed is None:
            return None
        value = typed.expr
    cases = list(overrides)
    for line in granted:
        guard = line.when
        if line.tiers is not None:
            same = among(per.expr, line.tiers, expressions.world.step(line.case.id, "is"), line.case.span)
            guard = (
                same
                if line.when is None
                else core.Op(
                    expressions.world.step(line.case.id, "both"),
                    YES_NO,
                    "and",
                    (same, line.when),
                    ("", ""),
                    span=line.case.span,
                )
            )
        cases.append(evolve(line.case, guard=guard))
    expressions.world.grants[id] = tuple(granted)
    otherwise: core.Case | None = core.Case(f"{id}/default", None, value, span=node.head.name.span)
    if node.default is None and covers_every_tier(granted, per.type) and not per.absent:
        otherwise = None  # so that an open tier does not leave "not granted" possible
    body = core.Match(expressions.world.step(id, "body"), kind, tuple(cases), otherwise, "benefit", node.head.name.span)
    return core.Benefit(id, kind, body, direction, about, node.head.name.span)


def _item(
    expressions: Expressions,
    item: ast.GrantItem,
    kinds: Mapping[str, t.Type | None],
    rule: str,
    env: Env,
    about: core.About,
) -> tuple[core.Expr | None, core.Case] | None:
    """Check `benefit: value when c`; return its condition and its case."""
    kind = kinds.get(item.benefit.text)
    if kind is None:
        if item.benefit.text not in kinds:
            help = did_you_mean(item.benefit.text, kinds)
            expressions.world.report("PC228", item.benefit.span, help=help, name=item.benefit.text)
        return None
    id = expressions.world.unique(f"{rule}/{item.benefit.text}")
    inner = env.named(id)
    when = lower_when(expressions, item.when, inner, expressions.world.step(id, "when"))
    guarded = env_where(expressions, item.when, inner)
    value = used(
        expressions.check(item.value, guarded, expressions.world.step(id, "value"), kind),
        item.value.span,
        expressions.world,
    )
    if value is not None:
        literal = isinstance(value.expr, core.Const)
        value = fit(value, kind, item.value.span, expressions.world, data=literal)
    if value is None or (item.when is not None and when is None):
        return None
    return when, core.Case(id, None, value.expr, about, item.benefit.span)


def _grant_lines(
    expressions: Expressions,
    grants: list[ast.Grant],
    kinds: Mapping[str, t.Type | None],
    per: Typed | None,
    env: Env,
    symbol: Symbol,
    cited: bool,
) -> dict[str, list[Grant]] | None:
    """Return per benefit what is granted: for each tier its own items, then those of the tier it is based on."""
    tiers = per.type.names if per is not None and isinstance(per.type, t.Enum) else ()
    written: dict[str, list[tuple[str, core.Expr | None, core.Case]]] = {}
    bases: dict[str, ast.Ident] = {}
    failed = per is None
    for node in grants:
        name = node.head.name
        about = checked_about(node.head, env, expressions.world, cited=cited)
        key = "any" if node.any_tier else name.text
        if key in written:
            expressions.world.report("PC218", name.span, name=name.text)
            continue
        if not node.any_tier and per is not None and name.text not in tiers:
            expressions.world.report(
                "PC202", name.span, help=did_you_mean(name.text, tiers), name=name.text, type=describe(per.type)
            )
            failed = True
            continue
        if node.base is not None:
            bases[key] = node.base
        written[key] = []
        seen: set[str] = set()
        for item in node.items:
            if item.benefit.text in seen:
                expressions.world.report("PC220", item.benefit.span, name=item.benefit.text)
                continue
            seen.add(item.benefit.text)
            line = _item(expressions, item, kinds, f"{symbol.id}/{key}", env, about)
            failed = failed or line is None
            if line is not None:
                written[key].append((item.benefit.text, *line))
    for key, base in bases.items():
        if base.text not in written:
            expressions.world.report("PC229", base.span, help=did_you_mean(base.text, written), name=base.text)
            failed = True
        elif key in _chain(base.text, bases):
            expressions.world.report("PC401", base.span, name=base.text)
            failed = True
    if failed:
        return None
    return _inherited(written, bases)


def _override_lines(
    expressions: Expressions,
    overrides: list[ast.Override],
    kinds: Mapping[str, t.Type | None],
    env: Env,
    symbol: Symbol,
    cited: bool,
) -> dict[str, list[core.Case]] | None:
    found: dict[str, list[core.Case]] = {}
    names: set[str] = set()
    failed = False
    for node in overrides:
        rule = rule_id(symbol.id, node.head.name, names, expressions.world)
        about = checked_about(node.head, env, expressions.world, cited=cited)
        for item in node.items:
            guard = lower_when(expressions, node.when, env.named(rule), f"{rule}/{item.benefit.text}/if")
            failed = failed or (node.when is not None and guard is None)
            line = _item(expressions, item, kinds, rule, env_where(expressions, node.when, env), about)
            if line is None:
                failed = True
                continue
            when, case = line
            if guard is not None and when is not None:
                guard = core.Op(
                    expressions.world.step(case.id, "both"), YES_NO, "and", (guard, when), ("", ""), span=case.span
                )
            found.setdefault(item.benefit.text, []).append(evolve(case, guard=guard if guard is not None else when))
    return None if failed else found


def _inherited(written: dict[str, list[Written]], bases: dict[str, ast.Ident]) -> dict[str, list[Grant]]:
    """Return per benefit the items with all tiers they hold for, a tier's own item before those it inherits.

    A tier inherits an item unless it, or a tier between, has one of its own that always holds.
    """
    chains = {key: _chain(key, bases) for key in written}
    found: dict[str, list[Grant]] = {}
    nearest_first = sorted((key for key in written if key != "any"), key=lambda key: -len(chains[key]))
    for key in nearest_first:
        for benefit, when, case in written[key]:
            tiers = [
                heir
                for heir, chain in chains.items()
                if key in chain and not any(_always(written[tier], benefit) for tier in chain[: chain.index(key)])
            ]
            found.setdefault(benefit, []).append(Grant(tuple(tiers), when, case))
    for benefit, when, case in written.get("any", []):
        found.setdefault(benefit, []).append(Grant(None, when, case))
    return found


def _always(items: list[Written], benefit: str) -> bool:
    return any(name == benefit and when is None for name, when, _ in items)


def _chain(name: str, bases: dict[str, ast.Ident]) -> list[str]:
    """Return a tier and those it is based on, nearest first; a cycle ends it."""
    found = [name]
    while found[-1] in bases and bases[found[-1]].text not in found:
        found.append(bases[found[-1]].text)
    return found
