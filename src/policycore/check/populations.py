"""Populations to Core: who belongs to one, and how equals and open members count.

A population becomes a `Population` and, where it has a `where`, the definition `<population>/member`. Its definitions
and requirements are about its members: for others a definition is absent and a requirement not applicable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from policycore import types as t
from policycore.check.kinds import YES_NO, is_ordered
from policycore.check.literals import number_of
from policycore.check.names import ensure_lowered
from policycore.check.rules import checked_about, lower_when, used
from policycore.check.wording import describe
from policycore.check.world import Env, Symbol, World, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.source import Span
from policycore.syntax import ast
from policycore.types import RecordType
from policycore.values import ABSENT

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

TIES = ("together", "behind", "contested")
GAPS = ("uncertain", "last", "left_out")
SETTINGS = ("ties", "gaps", "minimum")
MEMBER = "member"
_LABELS: core.Labels = (("en", "member"), ("zh", "成员"))


def lower_population(expressions: Expressions, symbol: Symbol, node: ast.Population, env: Env) -> None:
    """Enter a population, and the definition that says who is a member."""
    world = expressions.world
    population = core.Population(
        symbol.id, symbol.record, about=checked_about(node.head, env, world, cited=True), span=symbol.span
    )
    groups: list[core.Expr] = []
    for place, part in enumerate(node.per, 1):
        typed = expressions.check(part, env, world.step(symbol.id, f"per[{place}]"))
        if typed is None:
            return
        if isinstance(typed.type, t.RecordType | t.ListType | t.SetType):
            world.report("PC302", part.span, found=describe(typed.type), wanted=Phrase("type_single"))
            return
        groups.append(typed.expr)
    where = lower_when(expressions, node.where, env, f"{symbol.id}/{MEMBER}/body")
    if node.where is not None and where is None:
        return
    made = _settings(expressions, evolve(population, groups=tuple(groups)), node, env)
    if made is None:
        return
    if where is not None and node.where is not None:
        id = world.step(symbol.id, MEMBER)
        about = core.About(_LABELS)
        world.statements[id] = core.Define(id, symbol.record, YES_NO, where, symbol.id, about, node.where.span)
        made = evolve(made, where=member_of(made, id, f"{symbol.id}/where", node.where.span))
    world.populations[symbol.id] = made


def member_of(population: core.Population, member: str, id: str, span: Span) -> core.Ref:
    """Return the question whether the record that is decided is a member."""
    holder = core.Var(f"{id}/of", RecordType(population.record), "self", span)
    return core.Ref(id, YES_NO, member, holder, span)


def _settings(
    expressions: Expressions, population: core.Population, node: ast.Population, env: Env
) -> core.Population | None:
    world = expressions.world
    seen: set[str] = set()
    for setting in node.settings:
        name = setting.name.text
        value = setting.values[0] if len(setting.values) == 1 else None
        if name in seen:
            world.report("PC216", setting.name.span, name=name)
            return None
        seen.add(name)
        match name, value:
            case "ties", ast.Ident(text="together" | "behind" | "contested" as ties):
                population = evolve(population, ties=ties)
            case "ties", ast.Ident():
                found = _tie_break(expressions, value, population, env)
                if found is None:
                    return None
                population = evolve(population, tie_break=found)
            case "gaps", ast.Ident(text="uncertain" | "last" | "left_out" as gaps):
                population = evolve(population, gaps=gaps)
                if gaps != "uncertain":
                    world.report("PC486", setting.span, setting=Phrase(f"gaps-{gaps}"))
            case "minimum", ast.NumberLit(unit=None, percent=False) if (
                count := number_of(value.digits, value.scale)
            ).denominator == 1:
                population = evolve(population, minimum=int(count))
            case "ties" | "gaps", _:
                known = TIES if name == "ties" else GAPS
                near = did_you_mean(value.text, known) if isinstance(value, ast.Ident) else None
                world.report("PC411", setting.span, help=near, name=name, expected=known)
                return None
            case "minimum", _:
                world.report("PC485", setting.span)
                return None
            case _:
                near = did_you_mean(name, SETTINGS)
                world.report("PC217", setting.name.span, help=near, name=name, known=SETTINGS)
                return None
    return population


def _tie_break(expressions: Expressions, name: ast.Ident, population: core.Population, env: Env) -> core.Expr | None:
    """Return the fact that sets members of the same value apart."""
    world = expressions.world
    id = world.step(population.id, "ties")
    typed = used(expressions.check(ast.Name(name.text, name.span), env, id), name.span, world)
    if typed is None:
        return None
    if not is_ordered(typed.type):
        world.report("PC318", name.span, type=describe(typed.type), sign="ties")
        return None
    return typed.expr


def population_around(expressions: Expressions, symbol: Symbol) -> core.Population | None:
    """Return the population that a definition or requirement stands in, None where there is none or it is unsound."""
    if symbol.inside is None or not ensure_lowered(expressions, symbol.inside, symbol.span):
        return None
    return expressions.world.populations.get(symbol.inside.id)


def for_members(define: core.Define, population: core.Population, world: World) -> core.Define:
    """Return a definition of a population: absent for who is no member."""
    define = evolve(define, part_of=population.id)
    if not isinstance(population.where, core.Ref):
        return define
    id = world.step(define.id, "for_members")
    guard = member_of(population, population.where.target, f"{id}/member", define.span)
    absent = core.Const(f"{id}/else/value", define.type, ABSENT, define.span)
    body = core.Match(
        id,
        define.type,
        (core.Case(f"{id}/if[1]", guard, define.body, span=define.span),),
        core.Case(f"{id}/else", None, absent, span=define.span),
        "if",
        define.span,
    )
    return evolve(define, body=body)


def when_member(require: core.Require, population: core.Population, world: World) -> core.Require:
    """Return a requirement of a population: not applicable to who is no member."""
    if not isinstance(population.where, core.Ref):
        return require
    guard: core.Expr = member_of(population, population.where.target, world.step(require.id, MEMBER), require.span)
    if require.when is not None:
        guard = core.Op(world.step(require.id, "applies"), YES_NO, "and", (guard, require.when), span=require.span)
    return evolve(require, when=guard)
