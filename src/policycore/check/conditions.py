"""Conditions and choices between values: `and`, `or`, `at least n of`, `if`; what a condition shows to be present."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from policycore import types as t
from policycore.check.fitting import fit
from policycore.check.kinds import YES_NO, general, join_types
from policycore.check.literals import number_value
from policycore.check.names import only_member
from policycore.check.reach import contradicts
from policycore.check.wording import path_text
from policycore.check.world import Env, Typed, World, key_of
from policycore.core import nodes as core
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

#: A value of which one of several comes out: what was written, where it stands, and its id.
Result: TypeAlias = "tuple[ast.Expr, Env, str]"


def lower_junction(
    expressions: Expressions, word: str, parts: Sequence[ast.Part], count: int, env: Env, id: str, span: Span
) -> Typed | None:
    """`and`, `or`, `all of`, `any of`, `at least n of`."""
    if word == "at_least" and not 1 <= count <= len(parts):
        expressions.world.report("PC402", span, count=count, given=len(parts))
        return None
    names: set[str] = set()
    ids = []
    for place, part in enumerate(parts, 1):
        if part.name is None:
            ids.append(f"{id}/{place}")
            continue
        if part.name.text in names:
            expressions.world.report("PC212", part.name.span, name=part.name.text)
        names.add(part.name.text)
        ids.append(expressions.world.unique(f"{env.rule}/{part.name.text}"))
    typed: list[Typed | None] = []
    # What one operand of `and` shows to be present (of `or`: to be absent) guards the others.
    shown = [set(_shows(part.condition, word == "or")) for part in parts]
    by_how_many = Counter(key for keys in shown for key in keys if word != "at_least")
    for place, part in enumerate(parts):
        others = {key for key, count in by_how_many.items() if count > (key in shown[place])}
        inner = env.guarded(_keys(expressions, others, env)) if others else env
        typed.append(expressions.condition(part.condition, inner, ids[place]))
    checked = [operand for operand in typed if operand is not None]
    if len(checked) < len(typed):
        return None
    if word == "and" and contradicts(operand.expr for operand in checked):
        expressions.world.report("PC445", span)
    return Typed(
        core.Op(
            id,
            YES_NO,
            word,
            tuple(operand.expr for operand in checked),
            tuple(part.name.text if part.name else "" for part in parts),
            count,
            span=span,
        )
    )


def env_where(expressions: Expressions, condition: ast.Expr | None, env: Env) -> Env:
    """Return the environment in which what `condition` shows to be present is known to be so."""
    if condition is None:
        return env
    return env.guarded(_keys(expressions, _shows(condition, False), env))


def _keys(expressions: Expressions, names: Iterable[str], env: Env) -> set[str]:
    """Return the keys of the paths that a guard names, as seen from here."""
    keys = set()
    for path in names:
        node = _path_node(path)
        before = len(expressions.world.diagnostics)
        typed = expressions.check(node, env, "guard")
        del expressions.world.diagnostics[before:]
        if typed is not None and (key := key_of(typed.expr)) is not None:
            keys.add(key)
    return keys


def _shows(condition: ast.Expr, when_false: bool) -> Iterator[str]:
    """Yield the paths that must be present when the condition holds (or, `when_false`, when it does not)."""
    match condition:
        case ast.Test(operand=operand, word=word) if word == ("absent" if when_false else "present"):
            if (path := path_text(operand)) != "":
                yield path
        case ast.Not(operand=operand):
            yield from _shows(operand, not when_false)
        case ast.Junction(word=word, operands=operands) if word == ("or" if when_false else "and"):
            for operand in operands:
                yield from _shows(operand, when_false)
        case ast.PartList(kind=kind, parts=parts) if kind == ("any" if when_false else "all"):
            for part in parts:
                yield from _shows(part.condition, when_false)
        case _:
            return


def _path_node(path: str) -> ast.Expr:
    first, *rest = path.split(".")
    node: ast.Expr = ast.Name(first)
    for part in rest:
        node = ast.Attr(node, ast.Ident(part))
    return node


def lower_if(expressions: Expressions, node: ast.If, env: Env, id: str, want: t.Type | None) -> Typed | None:
    """`if … then … else …`, chains included."""
    branches: list[tuple[ast.Expr, ast.Expr]] = []
    rest: ast.Expr = node
    while isinstance(rest, ast.If):
        branches.append((rest.condition, rest.then))
        rest = rest.otherwise
    want = want or common_type([value for _, value in branches] + [rest], env, expressions.world)
    guards: list[Typed | None] = []
    results: list[Result] = []
    inner = env
    for place, (condition, value) in enumerate(branches, 1):
        guards.append(expressions.condition(condition, inner, f"{id}/if[{place}]/when"))
        results.append((value, env_where(expressions, condition, inner), f"{id}/if[{place}]/value"))
        inner = inner.guarded(_keys(expressions, _shows(condition, True), inner))
    checked = lower_alternatives(expressions, [*results, (rest, inner, f"{id}/else/value")], want)
    values = [value for value in checked if value is not None]
    if len(values) < len(checked) or None in guards:
        return None
    *firsts, last = values
    cases = tuple(
        core.Case(f"{id}/if[{place}]", guard.expr, value.expr, span=written.span)
        for place, (guard, value, (_, written)) in enumerate(zip(guards, firsts, branches, strict=True), 1)
        if guard is not None
    )
    otherwise = core.Case(f"{id}/else", None, last.expr, span=rest.span)
    return Typed(
        core.Match(id, join_types([value.type for value in values]), cases, otherwise, "if", node.span),
        absent=any(value.absent for value in values),
        bare=all(value.bare for value in values),
    )


def lower_alternatives(expressions: Expressions, results: Sequence[Result], want: t.Type | None) -> list[Typed | None]:
    """Check values of which one comes out; where no type is wanted, the first that has one decides for all.

    Marks and a bare 0 say least, so they come last.
    """
    found: list[Typed | None] = [None] * len(results)
    failed = False
    for place in sorted(range(len(results)), key=lambda place: _says_little(results[place][0])):
        node, env, id = results[place]
        if want is None and failed and _says_little(node):
            continue  # its type would have come from what has been reported
        typed = expressions.check(node, env, id, want)
        if typed is not None:
            want = want or general(typed.type)
            typed = fit(typed, want, node.span, expressions.world)
        failed = failed or typed is None
        found[place] = typed
    return found


def common_type(values: Iterable[ast.Expr], env: Env, world: World) -> t.Type | None:
    """Return the enumeration that the bare names among result values come from, when one alone has them all."""
    names = {name for value in values for name in _result_members(value, env, world)}
    if not names:
        return None
    in_scope = {symbol.id for symbol in env.module.symbols.values()}
    choices = [choice.type for choice in world.choices.values() if choice.id in in_scope]
    fitting = _distinct([c for c in choices if names <= set(c.names)])
    if not fitting:
        others = [*world.ladders.values()]
        for record in world.records.values():
            others += [f.type for f in record.fields if isinstance(f.type, t.Enum)]
        others += [r.type for r in world.readings.values()]
        fitting = _distinct([c for c in others if isinstance(c, t.Enum) and names <= set(c.names)])
    return fitting[0] if len(fitting) == 1 else None


def _result_members(node: ast.Expr, env: Env, world: World) -> Iterator[str]:
    match node:
        case ast.Name() if only_member(node, env, world):
            yield node.name
        case ast.If():
            rest: ast.Expr = node
            while isinstance(rest, ast.If):
                yield from _result_members(rest.then, env, world)
                rest = rest.otherwise
            yield from _result_members(rest, env, world)
        case ast.TableExpr():
            for row in node.rows:
                yield from _result_members(row.value, env, world)
            if node.otherwise is not None:
                yield from _result_members(node.otherwise, env, world)
        case ast.Call(function=function) if function.text in ("agreed", "highest", "lowest", "latest", "earliest"):
            for argument in node.args:
                yield from _result_members(argument, env, world)
        case _:
            return


def _distinct(kinds: Sequence[t.Enum]) -> list[t.Enum]:
    found: list[t.Enum] = []
    for kind in kinds:
        if kind not in found:
            found.append(kind)
    return found


def _says_little(node: ast.Expr) -> int:
    """Return 2 for a mark, 1 for a bare 0, 0 for what has a type by itself."""
    match node:
        case ast.MarkLit():
            return 2
        case ast.NumberLit(unit=None, percent=False) if number_value(node) == 0:
            return 1
        case ast.If():
            rest: ast.Expr = node
            least = 2
            while isinstance(rest, ast.If):
                least = min(least, _says_little(rest.then))
                rest = rest.otherwise
            return min(least, _says_little(rest))
        case ast.TableExpr(rows=rows, otherwise=otherwise):
            values = [row.value for row in rows] + ([otherwise] if otherwise is not None else [])
            return min((_says_little(value) for value in values), default=0)
        case _:
            return 0
