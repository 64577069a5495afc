"""Statements to Core: define, require, score, tiering, entitlements, accountability, law.

Statements are lowered so that each stands after those it reads; `Statements.lower` is called by the expression checker
when it meets a reference, so the order of the file does not matter and cycles are met here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, assert_never

import attrs
from attrs import evolve

from policycore import types as t
from policycore.check.conditions import common_type, env_where
from policycore.check.copies import fields_of
from policycore.check.coverage import covers_everything
from policycore.check.declare import about_of, bounded, labels_of, record_named, type_of
from policycore.check.expressions import Expressions
from policycore.check.fitting import fit, warn_absent
from policycore.check.grants import among, covers_every_tier
from policycore.check.kinds import YES_NO, constant_of, join_types
from policycore.check.reach import never_reached
from policycore.check.wording import describe
from policycore.check.world import LOWERED, Env, Grant, Module, Scope, Symbol, Typed, World, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.source import Span
from policycore.syntax import ast
from policycore.values import ABSENT

SHARE = t.Number(t.PERCENT)


class Statements:
    """The statement checker of one check."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.expressions = Expressions(world, self.lower)

    # --- order -------------------------------------------------------------------------------------------------

    def lower_all(self, module: Module) -> None:
        """Lower every statement of a file, those that others name first."""
        for symbol in in_dependency_order(module):
            self.lower(symbol)
        for symbol in module.symbols.values():
            if symbol.module is module and symbol.kind == "law":
                self._law(symbol)

    def lower(self, symbol: Symbol) -> None:
        """Lower a statement once; a second call returns at once."""
        if symbol.done or symbol.busy or symbol.kind not in LOWERED or not symbol.record:
            return
        symbol.busy = True
        # A guard is tried before it is checked, and what the trial says is thrown away; what is said of another
        # statement on the way must not be.
        outer, self.world.diagnostics = self.world.diagnostics, []
        statement = self._statement(symbol)
        self.world.settled.extend(self.world.diagnostics)
        self.world.diagnostics = outer
        symbol.busy = False
        symbol.done = True
        if statement is not None and not symbol.failed:
            self.world.statements[symbol.id] = statement

    def _statement(self, symbol: Symbol) -> core.Statement | None:
        node = symbol.node
        env = Env(symbol.module, symbol.id, (Scope("self", t.RecordType(symbol.record)),))
        match node:
            case ast.Define():
                return self._define(symbol, node, env)
            case ast.Require():
                return self._require(symbol, node, env)
            case ast.Score():
                return self._score(symbol, node, env)
            case ast.Tiering():
                return self._tiering(symbol, node, env)
            case ast.Entitlements():
                return self._entitlements(symbol, node, env)
            case ast.Accountability():
                return self._accountability(symbol, node, env)
            case ast.Record() | ast.Choice() | ast.Actor() | ast.Parameter() | ast.Reading() | ast.Law():
                return None
            case _:
                assert_never(node)

    def about(self, head: ast.Head, env: Env, *, cited: bool = False) -> core.About:
        """Return what people are told of a statement; report a citation that the header demands (`cited`: has one)."""
        header = env.module.header
        if header is not None and header.cites_required and head.cite is None and not cited:
            self.world.report("PC407", head.name.span, name=head.name.text)
        return about_of(head, env.module, self.world)

    def _when(self, when: ast.Expr | None, env: Env, id: str) -> core.Expr | None:
        if when is None:
            return None
        typed = self.expressions.condition(when, env, id)
        return typed.expr if typed is not None else None

    def _each(self, each: ast.Each | None, env: Env, id: str) -> tuple[core.Each | None, Env] | None:
        """Check `for each p in xs where c`; return it with the environment of one element."""
        if each is None:
            return None, env
        name = each.name.text
        source = self.expressions.check(each.over, env, self._step(id, "each"))
        if source is None:
            return None
        if not isinstance(source.type, t.ListType):
            self.world.report("PC329", each.over.span, found=describe(source.type), name="for each")
            return None
        warn_absent(source, each.over.span, self.world)
        inner = env.inside(Scope(name, source.type.element, name, implicit=False))
        where = None
        if each.where is not None:
            typed = self.expressions.condition(each.where, inner, self._step(id, "where"))
            if typed is None:
                return None
            where = typed.expr
        return core.Each(name, source.expr, where), env_where(self.expressions, each.where, inner)

    def _rule(self, parent: str, name: ast.Ident, beside: set[str]) -> str:
        """Return the id of a rule below `parent`; its name joins those `beside` it, or is reported as taken there."""
        if name.text in beside:
            self.world.report("PC218", name.span, name=name.text)
        beside.add(name.text)
        return self.world.unique(f"{parent}/{name.text}")

    def _step(self, rule: str, word: str) -> str:
        """Return the id of a step right below a rule, where parts that the author named may stand as well."""
        return self.world.unique(f"{rule}/{word}")

    # --- define and require ------------------------------------------------------------------------------------

    def _define(self, symbol: Symbol, node: ast.Define, env: Env) -> core.Define | None:
        about = self.about(node.head, env, cited=True)
        body = self.expressions.check(node.value, env, self._step(symbol.id, "body"))
        if body is None:
            return None
        if isinstance(body.type, t.RecordType | t.ListType):
            self.world.report("PC344", node.value.span, found=describe(body.type))
            return None
        symbol.absent = body.absent
        return core.Define(symbol.id, symbol.record, body.type, body.expr, about, symbol.span)

    def _actor(self, name: ast.Ident | None, env: Env) -> str | None:
        if name is None:
            return None
        symbol = env.module.symbols.get(name.text)
        if symbol is None or symbol.kind != "actor":
            known = [s.name for s in env.module.symbols.values() if s.kind == "actor"]
            self.world.report("PC226", name.span, help=did_you_mean(name.text, known), name=name.text)
            return None
        return symbol.id

    def _require(self, symbol: Symbol, node: ast.Require, env: Env) -> core.Require | None:
        about = self.about(node.head, env)
        actor = self._actor(node.actor, env)
        if node.modality == "may":
            self.world.report("PC425", symbol.span, name=symbol.name)
            return None
        each = self._each(node.each, env, symbol.id)
        if each is None:
            return None
        when = self._when(node.when, each[1], self._step(symbol.id, "when"))
        inner = env_where(self.expressions, node.when, each[1])
        condition = self.expressions.condition(node.condition, inner, self._step(symbol.id, "condition"))
        if condition is None or (node.when is not None and when is None):
            return None
        return core.Require(
            symbol.id,
            symbol.record,
            node.modality or "must",
            condition.expr,
            actor,
            each[0],
            when,
            about,
            symbol.span,
        )

    # --- score -------------------------------------------------------------------------------------------------

    def _score(self, symbol: Symbol, node: ast.Score, env: Env) -> core.Score | None:
        about = self.about(node.head, env, cited=True)
        kind = type_of(node.type, env.module, self.world)
        if kind is not None:
            kind = bounded(kind, node.bounds, self.expressions, env)
        if kind is None:
            return None
        if not isinstance(kind, t.Number):
            self.world.report("PC302", node.type.span, found=describe(kind), wanted=Phrase("type_number"))
            return None
        symbol.absent = node.when is not None
        when = self._when(node.when, env, self._step(symbol.id, "when"))
        inner = env_where(self.expressions, node.when, env)
        waivers = self._waivers(node)
        total = self._sum(symbol.id, node.items, kind, inner, waivers, cited=node.head.cite is not None)
        if total is None or (node.when is not None and when is None):
            return None
        return core.Score(symbol.id, symbol.record, kind, total, when, about, symbol.span)

    def _waivers(self, node: ast.Score) -> dict[str, list[ast.Waive]]:
        """Return the waivers by the name of the line they cover, reporting names that are no deduction."""
        lines = {item.head.name.text: item for item in score_items(node.items) if isinstance(item, ast.Line)}
        found: dict[str, list[ast.Waive]] = {}
        names = {item.head.name.text for item in node.items if isinstance(item, ast.Factor | ast.Line | ast.Group)}
        for item in score_items(node.items):
            if not isinstance(item, ast.Waive):
                continue
            if item.head.name.text in names:
                self.world.report("PC218", item.head.name.span, name=item.head.name.text)
            names.add(item.head.name.text)
            for name in item.covering:
                line = lines.get(name.text)
                if line is None or line.kind != "deduct":
                    deductions = [n for n, other in lines.items() if other.kind == "deduct"]
                    self.world.report("PC227", name.span, help=did_you_mean(name.text, deductions), name=name.text)
                else:
                    found.setdefault(name.text, []).append(item)
        return found

    def _sum(
        self,
        id: str,
        items: Iterable[ast.ScoreItem],
        kind: t.Number,
        env: Env,
        waivers: dict[str, list[ast.Waive]],
        *,
        cited: bool,
    ) -> core.Sum | None:
        lines: list[core.Contribution | core.Sum] = []
        clamps: dict[str, core.Expr] = {}
        failed = False
        unit = t.Number(kind.unit)
        names: set[str] = set()
        for item in items:
            match item:
                case ast.Factor():
                    rule = self._rule(id, item.head.name, names)
                    line = self._factor(item, rule, unit, env, cited)
                    failed = failed or line is None
                    if line is not None:
                        lines.append(line)
                case ast.Line():
                    rule = self._rule(id, item.head.name, names)
                    line = self._line(item, rule, unit, env, waivers.get(item.head.name.text, []), id, cited)
                    failed = failed or line is None
                    if line is not None:
                        lines.append(line)
                case ast.Group():
                    rule = self._rule(id, item.head.name, names)
                    covered = cited or item.head.cite is not None
                    group = self._sum(rule, item.items, kind, env.named(rule), waivers, cited=covered)
                    failed = failed or group is None
                    if group is not None:
                        lines.append(evolve(group, about=about_of(item.head, env.module, self.world)))
                case ast.Clamp():
                    if item.kind in clamps:
                        self.world.report("PC408", item.span, word=Phrase(f"word_{item.kind}"))
                        continue
                    typed = self.expressions.value(item.value, env, self._step(id, item.kind), unit)
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
            self.world.report("PC324", clamps["cap"].span)
        if not lines:
            self.world.report("PC409", self._place(id, env), name=id.rsplit("/", 1)[-1])
            return None
        return core.Sum(id, tuple(lines), clamps.get("floor"), clamps.get("cap"))

    def _place(self, id: str, env: Env) -> Span:
        """Return where the statement around a rule stands."""
        symbol = env.module.symbols.get(id.removeprefix(env.module.prefix).split("/", 1)[0])
        return symbol.span if symbol is not None else env.module.document.span

    def _factor(self, node: ast.Factor, rule: str, unit: t.Number, env: Env, cited: bool) -> core.Contribution | None:
        about = self.about(node.head, env, cited=cited)
        inner = env.named(rule)
        weight = None
        if node.weight is not None:
            typed = self.expressions.check(node.weight, env, self._step(rule, "weight"))
            value = constant_of(typed.expr) if typed is not None else None
            if typed is None:
                return None
            if (
                not isinstance(value, Fraction)
                or not isinstance(typed.type, t.Number)
                or (typed.type.unit.family not in ("pure", "percent"))
            ):
                self.world.report("PC345", node.weight.span)
                return None
            weight = value
        if node.value is not None:
            amount = self._mark_or_value(node.value, inner, self._step(rule, "amount"), unit)
        else:
            amount = self._bands(node, rule, unit, inner, cited or node.head.cite is not None)
        if amount is None:
            return None
        return core.Contribution(rule, "factor", amount.expr, weight=weight, about=about, span=node.head.name.span)

    def _mark_or_value(self, node: ast.Expr | ast.FromMark, env: Env, id: str, unit: t.Number) -> Typed | None:
        """A value, or a mark that an assessor chose within a range."""
        if not isinstance(node, ast.FromMark):
            return self._used(self.expressions.value(node, env, id, unit), node.span)
        mark = self._used(self.expressions.value(node.mark, env, f"{id}/mark", unit), node.mark.span)
        ends = []
        for end in (node.low, node.high):
            typed = self.expressions.value(end, env, f"{id}/end", unit)
            value = constant_of(typed.expr) if typed is not None else None
            if not isinstance(value, Fraction):
                if typed is not None:
                    self.world.report("PC321", end.span)
                return None
            ends.append(value)
        if mark is None:
            return None
        low, high = ends
        if low > high:
            self.world.report("PC324", node.span)
            return None
        have = mark.type
        assert isinstance(have, t.Number)
        # Cut by the bounds of the mark itself: what cannot be given need not be kept possible.
        if have.low is not None and have.low > low:
            low = have.low
        if have.high is not None and have.high < high:
            high = have.high
        if low > high:
            self.world.report("PC426", node.span)
            return None
        kind = t.Number(unit.unit, have.whole, low, high)
        return Typed(core.Op(id, kind, "ranged", (mark.expr,), low=low, high=high, span=node.span))

    def _used(self, typed: Typed | None, span: Span) -> Typed | None:
        if typed is not None:
            warn_absent(typed, span, self.world)
        return typed

    def _bands(self, node: ast.Factor, rule: str, unit: t.Number, env: Env, cited: bool) -> Typed | None:
        cases: list[core.Case] = []
        otherwise: core.Case | None = None
        failed = False
        names: set[str] = set()
        for band in node.bands:
            id = self._rule(rule, band.head.name, names)
            about = self.about(band.head, env, cited=cited)
            inner = env.named(id)
            guard = None
            if otherwise is not None:
                self.world.report("PC427", band.head.name.span, name=band.head.name.text)
            if band.when is not None:
                typed = self.expressions.condition(band.when, inner, self._step(id, "when"))
                failed = failed or typed is None
                guard = typed.expr if typed is not None else None
            inner = env_where(self.expressions, band.when, inner)
            value = self._mark_or_value(band.value, inner, self._step(id, "value"), unit)
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
        if otherwise is None and not covers_everything([case.guard for case in cases if case.guard is not None]):
            self.world.report("PC428", node.head.name.span, name=node.head.name.text)
            return None
        self._shadowed(cases)
        body = core.Match(self._step(rule, "amount"), unit, tuple(cases), otherwise, "bands", node.head.name.span)
        return Typed(evolve(body, type=join_types([case.value.type for case in body.all_cases])))

    def _line(
        self,
        node: ast.Line,
        rule: str,
        unit: t.Number,
        env: Env,
        waivers: list[ast.Waive],
        parent: str,
        cited: bool,
    ) -> core.Contribution | None:
        about = self.about(node.head, env, cited=cited)
        each = self._each(node.each, env.named(rule), rule)
        if each is None:
            return None
        inner = each[1]
        guard = self._when(node.when, inner, self._step(rule, "when"))
        amount = self._used(
            self.expressions.value(
                node.value, env_where(self.expressions, node.when, inner), self._step(rule, "amount"), unit
            ),
            node.value.span,
        )
        forgiven: list[core.Waiver] = []
        for waiver in waivers:
            id = f"{score_id(parent, env)}/{waiver.head.name.text}"
            typed = self.expressions.condition(waiver.when, inner.named(id), f"{id}/when@{node.head.name.text}")
            by = self._actor(waiver.by, env)
            if typed is None:
                return None
            forgiven.append(
                core.Waiver(id, by, typed.expr, self.about(waiver.head, env, cited=cited), waiver.head.name.span)
            )
        if amount is None or (node.when is not None and guard is None):
            return None
        return core.Contribution(
            rule, node.kind, amount.expr, each[0], guard, None, tuple(forgiven), about, node.head.name.span
        )

    # --- tiering -----------------------------------------------------------------------------------------------

    def _tiering(self, symbol: Symbol, node: ast.Tiering, env: Env) -> core.Tiering | None:
        about = self.about(node.head, env, cited=True)
        kind = self.world.ladders.get(symbol.id)
        symbol.absent = node.when is not None
        when = self._when(node.when, env, self._step(symbol.id, "when"))
        if kind is None:
            return None
        env = env_where(self.expressions, node.when, env)
        cited = node.head.cite is not None
        cases: list[core.Case] = []
        otherwise: core.Case | None = None
        limits: list[core.Limit] = []
        failed = node.when is not None and when is None
        tiers: list[ast.Ident] = []
        names: set[str] = set()
        for item in node.items:
            match item:
                case ast.Designate():
                    if tiers or otherwise is not None:
                        self.world.report("PC429", item.head.name.span, name=item.head.name.text)
                    rule = self._rule(symbol.id, item.head.name, names)
                    case = self._case(item.head, rule, item.when, item.value, kind, env, cited)
                    failed = failed or case is None
                    if case is not None:
                        cases.append(case)
                case ast.Tier():
                    name = item.head.name
                    if otherwise is not None:
                        self.world.report("PC427", name.span, name=name.text)
                        continue
                    if name.text not in kind.names and not kind.open:
                        self.world.report(
                            "PC202",
                            name.span,
                            help=did_you_mean(name.text, kind.names),
                            name=name.text,
                            type=describe(kind),
                        )
                        failed = True
                        continue
                    rule = self._rule(symbol.id, name, names)
                    tiers.append(name)
                    value = ast.Name(name.text, name.span)
                    case = self._case(item.head, rule, item.when, value, kind, env, cited)
                    if case is None:
                        failed = True
                    elif item.when is None:
                        otherwise = case
                    else:
                        cases.append(case)
                case ast.TierFrom():
                    if otherwise is not None or tiers:
                        self.world.report("PC430", item.span)
                        failed = True
                        continue
                    rule = f"{symbol.id}/from"
                    head = ast.Head(ast.Ident("from", item.span), cite=item.cite, note=item.note)
                    otherwise = self._case(head, rule, None, item.value, kind, env, cited)
                    failed = failed or otherwise is None
                case ast.OtherwiseNotStated():
                    if otherwise is not None:
                        self.world.report("PC427", item.span, name="otherwise")
                        continue
                    rule = f"{symbol.id}/otherwise"
                    head = ast.Head(ast.Ident("otherwise", item.span), cite=item.cite, note=item.note)
                    silent = ast.MarkLit("not_stated", item.span)
                    otherwise = self._case(head, rule, None, silent, kind, env, cited)
                case ast.Limit():
                    rule = self._rule(symbol.id, item.head.name, names)
                    limit = self._limit(item, rule, kind, env, cited)
                    failed = failed or limit is None
                    if limit is not None:
                        limits.append(limit)
                case _:
                    assert_never(item)
        if failed:
            return None
        if otherwise is None and not covers_everything([case.guard for case in cases if case.guard is not None]):
            self.world.report("PC431", symbol.span, name=symbol.name)
            return None
        if kind.ordered:
            self._order_of(tiers, kind)
        self._shadowed(cases)
        body = core.Match(self._step(symbol.id, "body"), kind, tuple(cases), otherwise, "tiers", symbol.span)
        return core.Tiering(symbol.id, symbol.record, kind, body, tuple(limits), when, about, symbol.span)

    def _order_of(self, tiers: list[ast.Ident], kind: t.Enum) -> None:
        """Tiers of a named ladder are written from best to worst, as the ladder has them."""
        for above, below in pairwise(tiers):
            if kind.rank(above.text) < kind.rank(below.text):
                self.world.report("PC432", below.span, name=below.text, above=above.text)

    def _case(
        self,
        head: ast.Head,
        rule: str,
        when: ast.Expr | None,
        value: ast.Expr,
        kind: t.Enum,
        env: Env,
        cited: bool,
    ) -> core.Case | None:
        about = self.about(head, env, cited=cited)
        inner = env.named(rule)
        guard = self._when(when, inner, self._step(rule, "when"))
        typed = self._used(
            self.expressions.value(value, env_where(self.expressions, when, inner), self._step(rule, "value"), kind),
            value.span,
        )
        if typed is None or (when is not None and guard is None):
            return None
        return core.Case(rule, guard, typed.expr, about, head.name.span)

    def _limit(self, node: ast.Limit, rule: str, kind: t.Enum, env: Env, cited: bool) -> core.Limit | None:
        about = self.about(node.head, env, cited=cited)
        guard = self._when(node.when, env.named(rule), self._step(rule, "when"))
        bound = self.expressions.value(node.bound, env, self._step(rule, "bound"), kind)
        if bound is None or (node.when is not None and guard is None):
            return None
        if not kind.ordered:
            self.world.report("PC318", node.head.name.span, type=describe(kind), sign=node.kind.replace("_", " "))
            return None
        if not isinstance(bound.expr, core.Const):
            self.world.report("PC321", node.bound.span)
            return None
        return core.Limit(rule, node.kind, bound.expr, guard, about, node.head.name.span)

    def _shadowed(self, cases: list[core.Case]) -> None:
        """Warn where a case can never be reached because an earlier one always holds when it would."""
        for case, earlier in never_reached(cases):
            label = Label(earlier.span, Phrase("holds_first"))
            name, before = case.id.rsplit("/", 1)[1], earlier.id.rsplit("/", 1)[1]
            self.world.report("PC433", case.span, labels=[label], name=name, earlier=before)

    # --- entitlements ------------------------------------------------------------------------------------------

    def _entitlements(self, symbol: Symbol, node: ast.Entitlements, env: Env) -> core.Entitlements | None:
        about = self.about(node.head, env, cited=True)
        when = self._when(node.when, env, self._step(symbol.id, "when"))
        env = env_where(self.expressions, node.when, env)
        per = self._used(self.expressions.check(node.per, env, self._step(symbol.id, "per")), node.per.span)
        if per is not None and not isinstance(per.type, t.Enum):
            self.world.report("PC346", node.per.span, found=describe(per.type))
            per = None
        declared = [item for item in node.items if isinstance(item, ast.Benefit)]
        grants = [item for item in node.items if isinstance(item, ast.Grant)]
        overrides = [item for item in node.items if isinstance(item, ast.Override)]
        kinds: dict[str, t.Type] = {}
        failed = per is None or (node.when is not None and when is None)
        for item in declared:
            name = item.head.name
            if name.text in kinds:
                self.world.report("PC218", name.span, name=name.text)
                continue
            kind = type_of(item.type, env.module, self.world)
            if kind is not None:
                kind = bounded(kind, item.bounds, self.expressions, env)
            if kind is None or isinstance(kind, t.RecordType | t.ListType):
                if kind is not None:
                    self.world.report("PC341", item.type.span)
                failed = True
                continue
            kinds[name.text] = kind
        lines = self._grant_lines(grants, kinds, per, env, symbol, node.head.cite is not None)
        over = self._override_lines(overrides, kinds, env, symbol, node.head.cite is not None)
        if failed or per is None or lines is None or over is None:
            return None
        benefits: list[core.Benefit] = []
        for item in declared:
            benefit_name = item.head.name.text
            benefit_kind = kinds.pop(benefit_name, None)
            if benefit_kind is None:  # declared before, which is reported
                continue
            benefit = self._benefit(
                item,
                benefit_kind,
                symbol.id,
                per.expr,
                lines.get(benefit_name, []),
                over.get(benefit_name, []),
                env,
            )
            if benefit is None:
                return None
            benefits.append(benefit)
        return core.Entitlements(symbol.id, symbol.record, per.expr, tuple(benefits), when, about, symbol.span)

    def _benefit(
        self,
        node: ast.Benefit,
        kind: t.Type,
        parent: str,
        per: core.Expr,
        granted: list[Grant],
        overrides: list[core.Case],
        env: Env,
    ) -> core.Benefit | None:
        id = f"{parent}/{node.head.name.text}"
        about = about_of(node.head, env.module, self.world)
        direction: str = node.direction or ""
        if isinstance(kind, t.Enum):
            if node.direction is not None:
                self.world.report("PC347", node.head.name.span, name=node.head.name.text)
            direction = "ordered" if kind.ordered else ""
        elif node.direction is not None and not isinstance(kind, t.Number | t.Date | t.Moment):
            self.world.report("PC347", node.head.name.span, name=node.head.name.text)
        value: core.Expr = core.Const(f"{id}/default/value", kind, ABSENT, node.head.name.span)
        if node.default is not None:
            typed = self.expressions.check(node.default, env, f"{id}/default/value", kind)
            typed = fit(typed, kind, node.default.span, self.world, data=True) if typed is not None else None
            if typed is None:
                return None
            value = typed.expr
        cases = list(overrides)
        for line in granted:
            guard = line.when
            if line.tiers is not None:
                same = among(per, line.tiers, self._step(line.case.id, "is"), line.case.span)
                guard = (
                    same
                    if line.when is None
                    else core.Op(
                        self._step(line.case.id, "both"),
                        YES_NO,
                        "and",
                        (same, line.when),
                        ("", ""),
                        span=line.case.span,
                    )
                )
            cases.append(evolve(line.case, guard=guard))
        self.world.grants[id] = tuple(granted)
        otherwise: core.Case | None = core.Case(f"{id}/default", None, value, span=node.head.name.span)
        if node.default is None and covers_every_tier(granted, per.type):
            otherwise = None  # so that an open tier does not leave "not granted" possible
        body = core.Match(self._step(id, "body"), kind, tuple(cases), otherwise, "benefit", node.head.name.span)
        return core.Benefit(id, kind, body, direction, about, node.head.name.span)  # type: ignore[arg-type]

    def _item(
        self, item: ast.GrantItem, kinds: dict[str, t.Type], rule: str, env: Env, about: core.About
    ) -> tuple[core.Expr | None, core.Case] | None:
        """Check `benefit: value when c`; return its condition and its case."""
        kind = kinds.get(item.benefit.text)
        if kind is None:
            help = did_you_mean(item.benefit.text, kinds)
            self.world.report("PC228", item.benefit.span, help=help, name=item.benefit.text)
            return None
        id = self.world.unique(f"{rule}/{item.benefit.text}")
        inner = env.named(id)
        when = self._when(item.when, inner, self._step(id, "when"))
        guarded = env_where(self.expressions, item.when, inner)
        value = self._used(self.expressions.check(item.value, guarded, self._step(id, "value"), kind), item.value.span)
        if value is not None:
            literal = isinstance(value.expr, core.Const)
            value = fit(value, kind, item.value.span, self.world, data=literal)
        if value is None or (item.when is not None and when is None):
            return None
        return when, core.Case(id, None, value.expr, about, item.benefit.span)

    def _grant_lines(
        self,
        grants: list[ast.Grant],
        kinds: dict[str, t.Type],
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
            about = self.about(node.head, env, cited=cited)
            key = "any" if node.any_tier else name.text
            if key in written:
                self.world.report("PC218", name.span, name=name.text)
                continue
            if not node.any_tier and per is not None and name.text not in tiers:
                self.world.report(
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
                    self.world.report("PC220", item.benefit.span, name=item.benefit.text)
                    continue
                seen.add(item.benefit.text)
                line = self._item(item, kinds, f"{symbol.id}/{key}", env, about)
                failed = failed or line is None
                if line is not None:
                    written[key].append((item.benefit.text, *line))
        for key, base in bases.items():
            if base.text not in written:
                self.world.report("PC229", base.span, help=did_you_mean(base.text, written), name=base.text)
                failed = True
            elif key in _chain(base.text, bases):
                self.world.report("PC401", base.span, name=base.text)
                failed = True
        if failed:
            return None
        return _inherited(written, bases)

    def _override_lines(
        self, overrides: list[ast.Override], kinds: dict[str, t.Type], env: Env, symbol: Symbol, cited: bool
    ) -> dict[str, list[core.Case]] | None:
        found: dict[str, list[core.Case]] = {}
        names: set[str] = set()
        failed = False
        for node in overrides:
            rule = self._rule(symbol.id, node.head.name, names)
            about = self.about(node.head, env, cited=cited)
            for item in node.items:
                guard = self._when(node.when, env.named(rule), f"{rule}/{item.benefit.text}/if")
                failed = failed or (node.when is not None and guard is None)
                line = self._item(item, kinds, rule, env_where(self.expressions, node.when, env), about)
                if line is None:
                    failed = True
                    continue
                when, case = line
                if guard is not None and when is not None:
                    guard = core.Op(self._step(case.id, "both"), YES_NO, "and", (guard, when), ("", ""), span=case.span)
                found.setdefault(item.benefit.text, []).append(evolve(case, guard=guard if guard is not None else when))
        return None if failed else found

    # --- accountability ----------------------------------------------------------------------------------------

    def _accountability(self, symbol: Symbol, node: ast.Accountability, env: Env) -> core.Accountability | None:
        about = self.about(node.head, env, cited=True)
        when = self._when(node.when, env, self._step(symbol.id, "when"))
        env = env_where(self.expressions, node.when, env)
        cited = node.head.cite is not None
        matters = [item for item in node.items if isinstance(item, ast.Matter)]
        names = [matter.head.name.text for matter in matters]
        rules: dict[str, list[ast.Exempt | ast.Escalate]] = {}
        taken: set[str] = set()
        for item in node.items:
            if isinstance(item, ast.Matter):
                continue
            self._rule(symbol.id, item.head.name, taken)
            for name in item.covering:
                if name.text not in names:
                    self.world.report("PC230", name.span, help=did_you_mean(name.text, names), name=name.text)
                else:
                    rules.setdefault(name.text, []).append(item)
        found: list[core.Matter] = []
        failed = node.when is not None and when is None
        for matter in matters:
            rule = self._rule(symbol.id, matter.head.name, taken)
            made = self._matter(matter, rule, symbol.id, env.named(rule), rules.get(matter.head.name.text, []), cited)
            failed = failed or made is None
            if made is not None:
                found.append(made)
        if failed:
            return None
        if not found:
            self.world.report("PC409", symbol.span, name=symbol.name)
            return None
        return core.Accountability(symbol.id, symbol.record, tuple(found), when, about, symbol.span)

    def _matter(
        self,
        node: ast.Matter,
        rule: str,
        parent: str,
        env: Env,
        rules: list[ast.Exempt | ast.Escalate],
        cited: bool,
    ) -> core.Matter | None:
        about = self.about(node.head, env, cited=cited)
        each = self._each(node.each, env, rule)
        if each is None:
            return None
        guard = self._when(node.when, each[1], self._step(rule, "when"))
        env = env_where(self.expressions, node.when, each[1])
        failed = node.when is not None and guard is None
        answers: list[core.Answer] = []
        severity: Typed | None = None
        for item in node.items:
            if isinstance(item, ast.Severity):
                if severity is not None:
                    self.world.report("PC408", item.span, word=Phrase("word_severity"))
                    continue
                want = common_type([item.value], env, self.world)
                severity = self._used(
                    self.expressions.check(item.value, env, self._step(rule, "severity"), want), item.value.span
                )
                failed = failed or severity is None
                if severity is not None and not (isinstance(severity.type, t.Enum) and severity.type.ordered):
                    self.world.report("PC348", item.value.span, found=describe(severity.type))
                    return None
            elif isinstance(item, ast.Answers):
                answers.extend(self._answers(item, rule, env))
        if severity is not None:
            env = evolve(env, locals=(*env.locals, ("severity", severity.type)))
        sanctions: list[core.Sanction] = []
        for item in node.items:
            if isinstance(item, ast.Sanction):
                sanction = self._sanction(item, rule, answers, env, [s.id for s in sanctions])
                failed = failed or sanction is None
                if sanction is not None:
                    sanctions.append(sanction)
        exemptions: list[core.Exemption] = []
        escalations: list[core.Escalation] = []
        inner = each[1]
        for other in rules:
            id = f"{parent}/{other.head.name.text}"
            typed = self.expressions.condition(other.when, inner.named(id), f"{id}/when@{node.head.name.text}")
            told = self.about(other.head, env, cited=cited)
            if typed is None:
                failed = True
            elif isinstance(other, ast.Exempt):
                by = self._actor(other.by, env)
                exemptions.append(core.Exemption(id, by, typed.expr, told, other.head.name.span))
            elif severity is None and any(isinstance(item, ast.Severity) for item in node.items):
                failed = True
            elif severity is None:
                self.world.report("PC434", other.head.name.span, name=other.head.name.text, matter=node.head.name.text)
                failed = True
            else:
                escalations.append(core.Escalation(id, other.steps, typed.expr, told, other.head.name.span))
        if failed:
            return None
        return core.Matter(
            rule,
            each[0],
            guard,
            tuple(answers),
            severity.expr if severity is not None else None,
            tuple(sanctions),
            tuple(exemptions),
            tuple(escalations),
            about,
            node.head.name.span,
        )

    def _answers(self, node: ast.Answers, rule: str, env: Env) -> Iterator[core.Answer]:
        shares: list[Fraction] = []
        for place, answerer in enumerate(node.answerers, 1):
            actor = self._actor(answerer.actor, env)
            share = None
            if answerer.share is not None:
                typed = self.expressions.value(answerer.share, env, f"{rule}/share[{place}]", SHARE)
                share = typed.expr if typed is not None else None
                value = constant_of(share) if share is not None else None
                if isinstance(value, Fraction):
                    shares.append(value)
            if actor is not None:
                yield core.Answer(actor, share, answerer.role.text if answerer.role is not None else "")
        if len(shares) == len(node.answerers) and sum(shares) != 1:
            self.world.report("PC435", node.span)

    def _sanction(
        self, node: ast.Sanction, rule: str, answers: list[core.Answer], env: Env, others: list[str]
    ) -> core.Sanction | None:
        against = None
        if node.against.text == "answers":
            if not answers or (len(answers) > 1 and any(answer.share is None for answer in answers)):
                self.world.report("PC436", node.against.span, name=node.head.name.text)
                return None
        else:
            against = self._actor(node.against, env)
            if against is None:
                return None
        name = node.head.name.text
        # One sanction may strike several posts: the id then says whom.
        id = f"{rule}/{name}" if f"{rule}/{name}" not in others else f"{rule}/{name}@{node.against.text}"
        if id in others:
            self.world.report("PC218", node.head.name.span, name=name)
        amount = None
        if node.amount is not None:
            typed = self._used(
                self.expressions.check(node.amount, env.named(id), self._step(id, "amount")), node.amount.span
            )
            if typed is None:
                return None
            if not isinstance(typed.type, t.Number):
                self.world.report("PC302", node.amount.span, found=describe(typed.type), wanted=Phrase("type_number"))
                return None
            amount = typed.expr
        return core.Sanction(
            id, name, against, amount, about_of(node.head, env.module, self.world), node.head.name.span
        )

    # --- laws --------------------------------------------------------------------------------------------------

    def _law(self, symbol: Symbol) -> None:
        node = symbol.node
        assert isinstance(node, ast.Law)
        env = Env(symbol.module, symbol.id, (Scope("self", t.RecordType(symbol.record)),)) if symbol.record else None
        if env is None:
            return
        about = about_of(node.head, symbol.module, self.world)
        claim = node.claim
        law: core.Law | None = None
        match claim:
            case ast.Always():
                typed = self.expressions.condition(claim.condition, env, self._step(symbol.id, "claim"))
                if typed is not None:
                    kind: core.LawKind = "never" if claim.never else "always"
                    law = core.Law(symbol.id, kind, symbol.record, typed.expr, about=about, span=symbol.span)
            case ast.Relates():
                subject = self._subject(
                    claim.subject, env, self._step(symbol.id, "claim"), read=claim.word != "ignores"
                )
                facts = [self._fact_path(fact, env) for fact in claim.facts]
                if subject is not None and None not in facts:
                    if claim.word != "ignores" and not isinstance(subject, str) and not _ordered(subject.type):
                        self.world.report(
                            "PC318", claim.subject.span, type=describe(subject.type), sign=f"{claim.word} with"
                        )
                        return
                    paths = tuple(fact for fact in facts if fact is not None)
                    law = core.Law(symbol.id, claim.word, symbol.record, subject, paths, about=about, span=symbol.span)
            case ast.Claims():
                name = claim.subject.name if isinstance(claim.subject, ast.Name) else ""
                target = symbol.module.symbols.get(name)
                if target is None or target.kind not in LOWERED:
                    self.world.report("PC231", claim.subject.span, name=name)
                    return
                law = core.Law(symbol.id, claim.word, symbol.record, target.id, about=about, span=symbol.span)
            case ast.SameAs():
                subject = self._subject(claim.subject, env, self._step(symbol.id, "claim"), read=True)
                other = self._subject(claim.other, env, self._step(symbol.id, "other"), read=True)
                condition = self._when(claim.condition, env, self._step(symbol.id, "except"))
                if subject is None or other is None or (claim.condition is not None and condition is None):
                    return
                assert not isinstance(subject, str)
                assert not isinstance(other, str)
                if subject.type != other.type and not (
                    isinstance(subject.type, t.Number) and isinstance(other.type, t.Number)
                ):
                    self.world.report(
                        "PC319",
                        node.claim.span,
                        sign="same as",
                        left=describe(subject.type),
                        right=describe(other.type),
                    )
                    return
                law = core.Law(symbol.id, "same", symbol.record, subject, (), other, condition, about, symbol.span)
            case _:
                assert_never(claim)
        if law is not None:
            self.world.laws[symbol.id] = law

    def _subject(self, node: ast.Expr, env: Env, id: str, *, read: bool) -> core.Expr | str | None:
        """Return the expression a law speaks of, or the id of a whole statement that is no expression."""
        if not read and isinstance(node, ast.Name):
            symbol = env.module.symbols.get(node.name)
            if symbol is not None and (
                symbol.kind in ("entitlements", "accountability")
                or (isinstance(symbol.node, ast.Require) and symbol.node.each is not None)
            ):
                return symbol.id
        typed = self.expressions.check(node, env, id)
        return typed.expr if typed is not None else None

    def _fact_path(self, node: ast.Expr, env: Env) -> str | None:
        """Return what a law names: the path of a field, maybe of elements of a list, or the id of a derived fact."""
        parts: list[ast.Ident] = []
        rest = node
        while isinstance(rest, ast.Attr):
            parts.insert(0, rest.name)
            rest = rest.of
        if not isinstance(rest, ast.Name):
            self.world.report("PC232", node.span)
            return None
        parts.insert(0, ast.Ident(rest.name, rest.span))
        record = self.world.records.get(env.record)
        symbol = env.module.symbols.get(rest.name)
        nearer = self.world.field(env.record, rest.name) is not None
        if symbol is not None and symbol.kind in ("define", "score", "tiering") and len(parts) == 1 and not nearer:
            return symbol.id
        for place, part in enumerate(parts):
            field = self.world.field(record.id, part.text) if record is not None else None
            if field is None:
                known = [f.name for f in record.fields] if record is not None else []
                if place == 0 and part.text in env.module.symbols:
                    self.world.report("PC232", node.span)
                else:
                    self.world.report("PC201", part.span, help=did_you_mean(part.text, known), name=part.text)
                return None
            inner = field.type.element if isinstance(field.type, t.ListType) else field.type
            record = self.world.records.get(inner.name) if isinstance(inner, t.RecordType) else None
        return ".".join(part.text for part in parts)


# --- names, ladders and scopes, before anything is lowered ---------------------------------------------------------


def assign_records(module: Module, world: World) -> None:
    """Give every statement the record it is for: the one it names, or the only keyed one in scope."""
    records = [s for s in module.symbols.values() if s.kind == "record" and s.id in world.records]
    keyed = [s for s in records if any(field.key for field in world.records[s.id].fields)]
    for symbol in module.symbols.values():
        if symbol.module is not module or (symbol.kind not in LOWERED and symbol.kind != "law"):
            continue
        scope = symbol.node.head.scope
        if scope is not None:
            symbol.record = record_named(scope, module, world) or ""
        elif len(keyed) == 1:
            symbol.record = keyed[0].id
        elif symbol.kind == "law" and (record := _record_of_law(symbol, module)):
            symbol.record = record
        elif not keyed and len(records) == 1:
            symbol.record = records[0].id
        elif not records:
            world.report("PC233", symbol.span, name=symbol.name)
        else:
            code = "PC234" if keyed else "PC235"
            world.report(code, symbol.span, name=symbol.name, records=tuple(r.name for r in keyed or records))


def _record_of_law(symbol: Symbol, module: Module) -> str:
    """A law is for the record of the statement it speaks of."""
    for name in names_in(symbol.node):
        other = module.symbols.get(name)
        if other is not None and other.kind in LOWERED:
            if not other.record and other.node.head.scope is not None:
                scope = module.symbols.get(other.node.head.scope.text)
                return scope.id if scope is not None and scope.kind == "record" else ""
            return other.record
    return ""


def declare_ladders(module: Module, world: World) -> None:
    """Give every tiering its enumeration: the choice it names, or its tiers in the order they are written."""
    languages = module.header.languages if module.header is not None else ("en",)
    for symbol in module.symbols.values():
        node = symbol.node
        if symbol.module is not module or not isinstance(node, ast.Tiering):
            continue
        if node.choice is not None:
            kind = type_of(node.choice, module, world)
            if isinstance(kind, t.Enum):
                world.ladders[symbol.id] = kind
            elif kind is not None:
                world.report("PC346", node.choice.span, found=describe(kind))
            continue
        members = [
            t.Member(
                item.head.name.text,
                labels_of(item.head.labels, languages, world),
                item.head.cite.place.text if item.head.cite is not None else "",
            )
            for item in node.items
            if isinstance(item, ast.Tier)
        ]
        distinct: dict[str, t.Member] = {}
        for member in members:
            distinct.setdefault(member.name, member)
        if not distinct:
            world.report("PC437", symbol.span, name=symbol.name)
            continue
        world.ladders[symbol.id] = t.Enum(tuple(distinct.values()), True, False, symbol.name)


def names_in(node: object) -> Iterator[str]:
    """Yield every name in the expressions of an AST node, in the order of the text."""
    if isinstance(node, tuple):
        for part in node:
            yield from names_in(part)
    elif isinstance(node, ast.Name):
        yield node.name
    elif isinstance(node, ast.If):
        rest: object = node
        while isinstance(rest, ast.If):  # chains are long, not deep
            yield from names_in(rest.condition)
            yield from names_in(rest.then)
            rest = rest.otherwise
        yield from names_in(rest)
    elif attrs.has(type(node)) and type(node).__module__ == ast.__name__:
        for field in fields_of(node):
            if field.name not in ("span", "head"):
                yield from names_in(getattr(node, field.name))
        if isinstance(node, ast.Attr):
            yield node.name.text


def in_dependency_order(module: Module) -> list[Symbol]:
    """Return the statements of a file so that those which others name come first, as far as there is no cycle.

    Only names are looked at, and no meaning; it keeps a long chain of definitions from becoming a deep recursion.
    """
    own = {s.name: s for s in module.symbols.values() if s.module is module and s.kind in LOWERED}
    reads = {name: [n for n in dict.fromkeys(names_in(s.node)) if n in own] for name, s in own.items()}
    order: list[Symbol] = []
    seen: set[str] = set()
    for start in own:
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, place = stack.pop()
            if place == 0:
                if name in seen:
                    continue
                seen.add(name)
            if place < len(reads[name]):
                stack.append((name, place + 1))
                stack.append((reads[name][place], 0))
            else:
                order.append(own[name])
    return order


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


Written: TypeAlias = "tuple[str, core.Expr | None, core.Case]"


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


def _ordered(of: t.Type) -> bool:
    return isinstance(of, t.Number | t.Date | t.Moment | t.YesNo) or (isinstance(of, t.Enum) and of.ordered)
