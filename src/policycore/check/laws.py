"""Laws to Core: what an author claims of the policy itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from policycore import types as t
from policycore.check.declare import about_of
from policycore.check.rules import lower_when
from policycore.check.wording import describe
from policycore.check.world import LOWERED, Env, Scope, Symbol, World, did_you_mean
from policycore.core import nodes as core
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions


def lower_law(expressions: Expressions, symbol: Symbol) -> None:
    """Enter a law in the world."""
    node = symbol.node
    assert isinstance(node, ast.Law)
    env = Env(symbol.module, symbol.id, (Scope("self", t.RecordType(symbol.record)),)) if symbol.record else None
    if env is None:
        return
    about = about_of(node.head, symbol.module, expressions.world)
    claim = node.claim
    law: core.Law | None = None
    match claim:
        case ast.Always():
            typed = expressions.condition(claim.condition, env, expressions.world.step(symbol.id, "claim"))
            if typed is not None:
                kind: core.LawKind = "never" if claim.never else "always"
                law = core.Law(symbol.id, kind, symbol.record, typed.expr, about=about, span=symbol.span)
        case ast.Relates():
            subject = _subject(
                expressions,
                claim.subject,
                env,
                expressions.world.step(symbol.id, "claim"),
                read=claim.word != "ignores",
            )
            facts = [_fact_path(fact, env, expressions.world) for fact in claim.facts]
            if subject is not None and None not in facts:
                if claim.word != "ignores" and not isinstance(subject, str) and not _has_order(subject.type):
                    expressions.world.report(
                        "PC318", claim.subject.span, type=describe(subject.type), sign=f"{claim.word} with"
                    )
                    return
                paths = tuple(fact for fact in facts if fact is not None)
                law = core.Law(symbol.id, claim.word, symbol.record, subject, paths, about=about, span=symbol.span)
        case ast.Claims():
            name = claim.subject.name if isinstance(claim.subject, ast.Name) else ""
            target = symbol.module.symbols.get(name)
            if target is None or target.kind not in LOWERED:
                expressions.world.report("PC231", claim.subject.span, name=name)
                return
            law = core.Law(symbol.id, claim.word, symbol.record, target.id, about=about, span=symbol.span)
        case ast.SameAs():
            subject = _subject(expressions, claim.subject, env, expressions.world.step(symbol.id, "claim"), read=True)
            other = _subject(expressions, claim.other, env, expressions.world.step(symbol.id, "other"), read=True)
            condition = lower_when(expressions, claim.condition, env, expressions.world.step(symbol.id, "except"))
            if subject is None or other is None or (claim.condition is not None and condition is None):
                return
            assert not isinstance(subject, str)
            assert not isinstance(other, str)
            if subject.type != other.type and not (
                isinstance(subject.type, t.Number) and isinstance(other.type, t.Number)
            ):
                expressions.world.report(
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
        expressions.world.laws[symbol.id] = law


def _subject(expressions: Expressions, node: ast.Expr, env: Env, id: str, *, read: bool) -> core.Expr | str | None:
    """Return the expression a law speaks of, or the id of a whole statement that is no expression."""
    if not read and isinstance(node, ast.Name):
        symbol = env.module.symbols.get(node.name)
        if symbol is not None and (
            symbol.kind in ("entitlements", "accountability")
            or (isinstance(symbol.node, ast.Require) and symbol.node.each is not None)
        ):
            return symbol.id
    typed = expressions.check(node, env, id)
    return typed.expr if typed is not None else None


def _fact_path(node: ast.Expr, env: Env, world: World) -> str | None:
    """Return what a law names: the path of a field, maybe of elements of a list, or the id of a derived fact."""
    parts: list[ast.Ident] = []
    rest = node
    while isinstance(rest, ast.Attr):
        parts.insert(0, rest.name)
        rest = rest.of
    if not isinstance(rest, ast.Name):
        world.report("PC232", node.span)
        return None
    parts.insert(0, ast.Ident(rest.name, rest.span))
    record = world.records.get(env.record)
    symbol = env.module.symbols.get(rest.name)
    nearer = world.field(env.record, rest.name) is not None
    if symbol is not None and symbol.kind in ("define", "score", "tiering") and len(parts) == 1 and not nearer:
        return symbol.id
    for place, part in enumerate(parts):
        field = world.field(record.id, part.text) if record is not None else None
        if field is None:
            known = [f.name for f in record.fields] if record is not None else []
            if place == 0 and part.text in env.module.symbols:
                world.report("PC232", node.span)
            else:
                world.report("PC201", part.span, help=did_you_mean(part.text, known), name=part.text)
            return None
        inner = field.type.element if isinstance(field.type, t.ListType) else field.type
        record = world.records.get(inner.name) if isinstance(inner, t.RecordType) else None
    return ".".join(part.text for part in parts)


def _has_order(of: t.Type) -> bool:
    return isinstance(of, t.Number | t.Date | t.Moment | t.YesNo) or (isinstance(of, t.Enum) and of.ordered)
