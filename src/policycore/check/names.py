"""Names in expressions: fields, statements and their parts, members, parameters, judgements.

A name is looked for from the nearest place outwards: a bound name, the record or element in scope, the file. Where a
member of an enumeration is wanted, the name is that member, whatever else is called so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from attrs import evolve

from policycore import types as t
from policycore.check.copies import copy_under
from policycore.check.fitting import as_day, warn_absent
from policycore.check.grants import guard_of, may_be_not_granted, reads_self
from policycore.check.kinds import FINDING, member_type
from policycore.check.obligations import read_duty, read_period, read_procedure
from policycore.check.states import PARTS, part_of_movement, state_of
from policycore.check.wording import describe, in_keywords
from policycore.check.world import (
    HABITS_OF_NAMES,
    LOWERED,
    Env,
    Scope,
    Symbol,
    Typed,
    World,
    did_you_mean,
    key_of,
    name_of,
)
from policycore.core import nodes as core
from policycore.core.facts import JUDGEMENT
from policycore.diagnostics.model import Label, Phrase
from policycore.source import Span
from policycore.syntax import ast
from policycore.syntax.words import find

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

#: Statements that may wait for one another while they are lowered.
MOST_WAITING = 12


def resolve_name(expressions: Expressions, node: ast.Name, env: Env, id: str, want: t.Type | None) -> Typed | None:
    """Return what a bare name means: a member of the wanted enumeration, else what is nearest."""
    member = member_type(want)
    if member is not None and node.name in member.names:
        # The name is the member, whatever statement is called so; a fact of this type is as near as the member.
        if _fact_type(expressions, node.name, env) == member:
            expressions.world.report("PC203", node.span, name=node.name)
            return None
        return Typed(core.Const(id, member, node.name, node.span))
    found = _variable(expressions, node, env, id)
    if found is not None:
        return found if isinstance(found, Typed) else None
    if member is not None and member.open:
        return Typed(core.Const(id, member, node.name, node.span))
    status = find(node.name, "status")
    if member is not None and status is not None and status.key in member.names:
        # The file has something else of this name, so it was not taken for the status.
        return Typed(core.Const(id, member, status.key, node.span))
    _unknown_name(node, env, member, expressions.world)
    return None


def _fact_type(expressions: Expressions, name: str, env: Env) -> t.Type | None:
    """Return the type of the element or field that a bare name stands for here, None where there is none."""
    for local, kind in env.locals:
        if local == name:
            return kind
    for scope in reversed(env.scopes):
        if scope.alias == name:
            return scope.type
        field = _field_in(scope, name, expressions.world)
        if field is not None:
            return field.type
    return None


def _field_in(scope: Scope, name: str, world: World) -> core.FieldDecl | None:
    """Return the field that a bare name means in a scope, if it is one."""
    if not scope.implicit or not isinstance(scope.type, t.RecordType):
        return None
    return world.field(scope.type.name, name)


def _variable(expressions: Expressions, node: ast.Name, env: Env, id: str) -> Typed | Literal["reported"] | None:
    """Return what a bare name stands for, None when it stands for nothing, "reported" after a report."""
    name = node.name
    for local, kind in env.locals:
        if local == name:
            return Typed(core.Var(id, kind, local, node.span))
    for scope in reversed(env.scopes):
        if scope.alias == name:
            return Typed(core.Var(id, scope.type, scope.var, node.span))
        if scope.implicit and isinstance(scope.type, t.RecordType):
            holder = core.Var(f"{id}/of", scope.type, scope.var, node.span)
            found = _member_of(expressions, holder, name, env, id, node.span)
            if found is not None:
                return found
    if env.steps is not None and name in env.steps.names:
        return env.steps.read(name, "", env, id, node.span)
    symbol = env.module.symbols.get(name)
    if symbol is not None:
        return _symbol(expressions, symbol, env, id, node.span)
    match name:
        case "as_of":
            return Typed(core.AsOf(id, t.Moment(), node.span))
        case "known_at":
            return Typed(core.KnownAt(id, t.Moment(), node.span), absent=name not in env.present)
        case _:
            return None


def _symbol(expressions: Expressions, symbol: Symbol, env: Env, id: str, span: Span) -> Typed | Literal["reported"]:
    match symbol.kind:
        case "parameter":
            parameter = expressions.world.parameters.get(symbol.id)
            if parameter is None:
                return "reported"
            if parameter.keys:
                expressions.world.report("PC306", span, name=symbol.name)
                return "reported"
            return Typed(core.Param(id, parameter.type, parameter.id, span=span))
        case "reading":
            reading = expressions.world.readings.get(symbol.id)
            return "reported" if reading is None else Typed(core.ReadingOf(id, reading.type, reading.id, span))
        case "define" | "score" | "tiering" | "require" | "entitlements" | "accountability":
            for scope in reversed(env.scopes):
                if isinstance(scope.type, t.RecordType) and scope.type.name == symbol.record:
                    holder = core.Var(f"{id}/of", scope.type, scope.var, span)
                    return _reference(expressions, symbol, holder, id, span)
            if not symbol.record:
                return "reported"
            expressions.world.report("PC204", span, name=symbol.name, record=name_of(symbol.record))
            return "reported"
        case _:
            expressions.world.report("PC205", span, name=symbol.name, kind=Phrase(f"kind_{symbol.kind}"))
            return "reported"


def _member_of(
    expressions: Expressions, holder: core.Expr, name: str, env: Env, id: str, span: Span
) -> Typed | Literal["reported"] | None:
    """Return the field or the statement called `name` of a record expression."""
    assert isinstance(holder.type, t.RecordType)
    if holder.type.name not in expressions.world.records:
        return "reported"
    field = expressions.world.field(holder.type.name, name)
    if field is not None:
        if f"{holder.type.name}.{name}" in expressions.world.poisoned:
            return "reported"
        node = core.Field(id, field.type, holder, name, span)
        key = key_of(node)
        return Typed(node, absent=field.optional and key not in env.present)
    record = expressions.world.records[holder.type.name]
    if record.part_of and (fact := read_period(record, holder, name, id, span, env.present, expressions.world)):
        return fact
    symbol = env.module.symbols.get(name)
    if symbol is not None and symbol.kind in LOWERED and symbol.record == holder.type.name:
        return _reference(expressions, symbol, holder, id, span, env)
    return None


def _reference(
    expressions: Expressions, symbol: Symbol, holder: core.Expr, id: str, span: Span, env: Env | None = None
) -> Typed | Literal["reported"]:
    """Return a reference to the outcome of a statement for the record `holder`."""
    if not ensure_lowered(expressions, symbol, span):
        return "reported"
    statement = expressions.world.statements.get(symbol.id)
    match symbol.kind:
        case "score" | "tiering":
            kind = _type_known_early(symbol, expressions.world)
            if kind is None:
                return "reported"
        case "define":
            if not isinstance(statement, core.Define):
                return "reported"
            kind = statement.type
        case "require":
            if isinstance(statement, core.Require) and statement.each is not None:
                expressions.world.report("PC206", span, name=symbol.name)
                return "reported"
            kind = FINDING
        case "duty" if isinstance(statement, core.Duty):
            present = env.present if env is not None else frozenset()
            return read_duty(statement, holder, (), id, span, present, expressions.world)
        case "procedure" if isinstance(statement, core.Procedure):
            return read_procedure(statement, holder, (), id, span, frozenset(), expressions.world)
        case "duty" | "procedure":
            return "reported"
        case _:
            expressions.world.report(
                "PC207" if symbol.kind == "entitlements" else "PC208",
                span,
                name=symbol.name,
            )
            return "reported"
    node = core.Ref(id, kind, symbol.id, holder, span)
    present = env.present if env is not None else frozenset()
    # Inside its population a definition is read by members alone.
    among = env is not None and symbol.inside is not None and env.population == symbol.inside.id
    absent = symbol.absent_for_members if among else symbol.absent
    return Typed(node, absent=absent and key_of(node) not in present)


def ensure_lowered(expressions: Expressions, symbol: Symbol, span: Span) -> bool:
    """Lower a statement that is read at `span`; say so, and return False, where that leads round in a circle.

    Statements are lowered after those they name, so only in a circle of names does one wait for another here:
    where many wait, it is not followed to its end.
    """
    if symbol.done:
        return True
    if symbol.busy or expressions.world.waiting >= MOST_WAITING:
        expressions.world.report("PC401", span, labels=[Label(symbol.span, Phrase("declared_here"))], name=symbol.name)
        symbol.failed = True
        return False
    expressions.world.waiting += 1
    expressions.lower(symbol)
    expressions.world.waiting -= 1
    return True


def _type_known_early(symbol: Symbol, world: World) -> t.Type | None:
    statement = world.statements.get(symbol.id)
    if isinstance(statement, core.Score | core.Tiering):
        return statement.type
    return world.ladders.get(symbol.id)


def _unknown_name(node: ast.Name, env: Env, member: t.Enum | None, world: World) -> None:
    if member is not None:
        written = in_keywords(member, env.module.document.keywords)
        help = did_you_mean(node.name, [*_names_in_scope(env, world), *written.names])
        world.report("PC202", node.span, help=help, name=node.name, type=describe(written))
        return
    known = _names_in_scope(env, world)
    choices = [s.name for s in env.module.symbols.values() if node.name in _members_of(s, world)]
    if choices:
        world.report(
            "PC242", node.span, help=Phrase("with_choice", {"name": f"{choices[0]}.{node.name}"}), name=node.name
        )
    else:
        help = did_you_mean(node.name, known, HABITS_OF_NAMES)
        world.report("PC201", node.span, help=help, name=node.name)


def _members_of(symbol: Symbol, world: World) -> tuple[str, ...]:
    choice = world.choices.get(symbol.id) if symbol.kind == "choice" else None
    return choice.type.names if choice is not None else ()


def _names_in_scope(env: Env, world: World) -> Iterator[str]:
    for scope in reversed(env.scopes):
        if scope.alias:
            yield scope.alias
        if scope.implicit and isinstance(scope.type, t.RecordType) and scope.type.name in world.records:
            yield from (field.name for field in world.records[scope.type.name].fields)
    yield from () if env.steps is None else env.steps.names
    yield from env.module.symbols
    yield from ("as_of", "known_at")


def is_in_scope(name: str, env: Env, world: World) -> bool:
    """Whether a bare name stands for something here."""
    return (
        name in ("as_of", "known_at")
        or name in env.module.symbols
        or (env.steps is not None and name in env.steps.names)
        or any(local == name for local, _ in env.locals)
        or any(scope.alias == name or _field_in(scope, name, world) is not None for scope in env.scopes)
    )


def only_member(node: ast.Expr, env: Env, world: World) -> bool:
    """Whether a node is a bare name that stands for nothing in scope, so that only a type can give it meaning."""
    if isinstance(node, ast.MarkLit):
        return True
    return isinstance(node, ast.Name) and not is_in_scope(node.name, env, world)


def resolve_attribute(expressions: Expressions, node: ast.Attr, env: Env, id: str) -> Typed | None:
    """Return what `of.name` means: a part of a statement, a member of a choice, a judgement, or a field."""
    name = node.name.text
    base = node.of
    # `importance.value`, `service.queue`, `Grade.senior`: the first word names a statement or a choice.
    if isinstance(base, ast.Name) and (symbol := _statement_named(base, env, expressions.world)) is not None:
        special = _part_of(expressions, symbol, base, node, env, id)
        if special is not None:
            return special if isinstance(special, Typed) else None
    obligation = _of_obligation(expressions, node, env, id)
    if obligation is not None:
        return obligation if isinstance(obligation, Typed) else None
    if isinstance(base, ast.Index) and isinstance(base.of, ast.Name):
        symbol = env.module.symbols.get(base.of.name)
        if symbol is not None and symbol.kind == "entitlements":
            return _promise(expressions, symbol, base, node, env, id)
    # `x.by`: who recorded a judged fact.
    if name in JUDGEMENT:
        judged = _judgement(expressions, base, name, env, id, node.span)
        if judged is not None:
            return judged if isinstance(judged, Typed) else None
    of = expressions.check(base, env, f"{id}/of")
    if of is None:
        return None
    if not isinstance(of.type, t.RecordType):
        expressions.world.report("PC307", node.name.span, name=name, type=describe(of.type))
        return None
    warn_absent(of, base.span, expressions.world)
    found = _member_of(expressions, of.expr, name, env, id, node.span)
    if found is None:
        names = [field.name for field in expressions.world.records[of.type.name].fields]
        names += [s.name for s in env.module.symbols.values() if s.record == of.type.name]
        help = did_you_mean(name, names)
        expressions.world.report("PC209", node.name.span, help=help, name=name, record=name_of(of.type.name))
        return None
    return found if isinstance(found, Typed) else None


def _statement_named(base: ast.Name, env: Env, world: World) -> Symbol | None:
    """Return the statement or choice a name means, unless a field or element of that name is nearer."""
    symbol = env.module.symbols.get(base.name)
    if symbol is None:
        return None
    if symbol.kind not in ("score", "entitlements", "choice", "accountability") and symbol.id not in world.states:
        return None
    for scope in env.scopes:
        if scope.alias == base.name or _field_in(scope, base.name, world) is not None:
            return None
    return symbol


def _part_of(
    expressions: Expressions, symbol: Symbol, base: ast.Name, node: ast.Attr, env: Env, id: str
) -> Typed | Literal["reported"] | None:
    name = node.name.text
    if symbol.kind == "choice":
        choice = expressions.world.choices.get(symbol.id)
        if choice is None:
            return "reported"
        if name not in choice.type.names and not choice.type.open:
            expressions.world.report(
                "PC202",
                node.name.span,
                help=did_you_mean(name, choice.type.names),
                name=name,
                type=describe(choice.type),
            )
            return "reported"
        return Typed(core.Const(id, choice.type, name, node.span))
    holder = next(
        (
            core.Var(f"{id}/of", scope.type, scope.var, base.span)
            for scope in reversed(env.scopes)
            if isinstance(scope.type, t.RecordType) and scope.type.name == symbol.record
        ),
        None,
    )
    if holder is None:
        expressions.world.report("PC204", base.span, name=symbol.name, record=name_of(symbol.record))
        return "reported"
    if symbol.kind == "tiering" and name == "state":
        return Typed(state_of(symbol, holder, id, node.span, expressions.world))
    if not ensure_lowered(expressions, symbol, node.span):
        return "reported"
    statement = expressions.world.statements.get(symbol.id)
    if statement is None:
        return "reported"
    return resolve_part(statement, holder, name, node, env, id, expressions.world)


def resolve_part(
    statement: core.Statement, holder: core.Expr, name: str, node: ast.Attr, env: Env, id: str, world: World
) -> Typed | Literal["reported"]:
    """Return a reference to a benefit of entitlements, or a line or group of a score."""
    match statement:
        case core.Entitlements():
            for benefit in statement.benefits:
                if benefit.id == f"{statement.id}/{name}":
                    read = core.Ref(id, benefit.type, benefit.id, holder, node.span)
                    silent = may_be_not_granted(benefit.body) or statement.when is not None
                    absent = silent and key_of(read) not in env.present
                    return Typed(read, absent=absent)
            names: Sequence[str] = [benefit.id.rsplit("/", 1)[1] for benefit in statement.benefits]
        case core.Score():
            for item in _items(statement.total):
                # An id has a number behind it where a step of the score is called so as well (`total/when~2`).
                if item.id.rsplit("/", 1)[1].partition("~")[0] == name:
                    kind = (
                        item.amount.type
                        if isinstance(item, core.Contribution) and item.kind == "factor"
                        else t.Number(statement.type.unit)
                    )
                    line = core.Ref(id, kind, item.id, holder, node.span)
                    absent = statement.when is not None and key_of(line) not in env.present
                    return Typed(line, absent=absent)
            names = [item.id.rsplit("/", 1)[1].partition("~")[0] for item in _items(statement.total)]
        case core.Tiering():
            part = part_of_movement(statement, holder, name, id, node.span)
            if part is not None:
                outside = name == "earned" and statement.when is not None and key_of(part) not in env.present
                return Typed(part, absent=outside)
            names = PARTS
        case _:
            world.report("PC208", node.span, name=statement.id)
            return "reported"
    world.report("PC209", node.name.span, help=did_you_mean(name, names), name=name, record=name_of(statement.id))
    return "reported"


def _items(total: core.Sum) -> Iterator[core.Contribution | core.Sum]:
    for item in total.items:
        yield item
        if isinstance(item, core.Sum):
            yield from _items(item)


def _of_obligation(expressions: Expressions, node: ast.Attr, env: Env, id: str) -> Typed | Literal["reported"] | None:
    """`call_back.due`, `handling.appeal`, `c.handling.appeal.due`; inside a procedure `appeal.due`. None: neither."""
    path = _path_of(node)
    if not path:
        return None
    first = path[0].text
    nearer = any(scope.alias == first or _field_in(scope, first, expressions.world) is not None for scope in env.scopes)
    if env.steps is not None and first in env.steps.names and not nearer and len(path) == 2:
        return env.steps.read(first, path[1].text, env, id, node.span)
    for place, name in enumerate(path[:-1]):
        symbol = env.module.symbols.get(name.text)
        if symbol is None or symbol.kind not in ("duty", "procedure") or (place == 0 and nearer):
            continue
        holder = _holder_of(expressions, symbol, node, len(path) - place, env, f"{id}/of")
        if holder is None:
            continue
        if not ensure_lowered(expressions, symbol, name.span):
            return "reported"
        statement = expressions.world.statements.get(symbol.id)
        rest = path[place + 1 :]
        if isinstance(statement, core.Duty):
            return read_duty(statement, holder, rest, id, node.span, env.present, expressions.world)
        if isinstance(statement, core.Procedure):
            return read_procedure(statement, holder, rest, id, node.span, env.present, expressions.world)
        return "reported"
    return None


def _path_of(node: ast.Expr) -> tuple[ast.Ident, ...]:
    """Return the names of a path, () for anything else."""
    match node:
        case ast.Name(name=name, span=span):
            return (ast.Ident(name, span),)
        case ast.Attr(of=of, name=ident):
            before = _path_of(of)
            return (*before, ident) if before else ()
        case _:
            return ()


def _holder_of(
    expressions: Expressions, symbol: Symbol, node: ast.Expr, length: int, env: Env, id: str
) -> core.Expr | None:
    """Return the record whose duty or procedure is read: what stands before its name, else the one in scope."""
    for _ in range(length):
        if not isinstance(node, ast.Attr):
            break
        node = node.of
    else:
        before = len(expressions.world.diagnostics)
        typed = expressions.check(node, env, id)
        del expressions.world.diagnostics[before:]
        return typed.expr if typed is not None and typed.type == t.RecordType(symbol.record) else None
    for scope in reversed(env.scopes):
        if isinstance(scope.type, t.RecordType) and scope.type.name == symbol.record:
            return core.Var(id, scope.type, scope.var, node.span)
    return None


def _promise(
    expressions: Expressions, symbol: Symbol, base: ast.Index, node: ast.Attr, env: Env, id: str
) -> Typed | None:
    """`service[tier].within_20s`: what is granted to that tier, overrides left aside."""
    if not ensure_lowered(expressions, symbol, node.span):
        return None
    statement = expressions.world.statements.get(symbol.id)
    if not isinstance(statement, core.Entitlements):
        return None
    if len(base.keys) != 1:
        expressions.world.report("PC308", base.span, name=symbol.name, count=1, given=len(base.keys))
        return None
    tier = expressions.value(base.keys[0], env, f"{id}/tier", statement.per.type)
    benefit = next((b for b in statement.benefits if b.id == f"{statement.id}/{node.name.text}"), None)
    if benefit is None:
        expressions.world.report(
            "PC209",
            node.name.span,
            help=did_you_mean(node.name.text, [b.id.rsplit("/", 1)[1] for b in statement.benefits]),
            name=node.name.text,
            record=symbol.name,
        )
        return None
    if tier is None:
        return None
    warn_absent(tier, base.keys[0].span, expressions.world)
    granted = expressions.world.grants[benefit.id]
    if env.record != statement.record and any(reads_self(g.when) or reads_self(g.case.value) for g in granted):
        expressions.world.report("PC211", node.span, name=node.name.text, record=name_of(statement.record))
        return None
    copied = tuple(
        evolve(
            grant.case,
            guard=guard_of(grant, tier.expr, f"{id}/case[{n}]/when"),
            value=copy_under(grant.case.value, f"{id}/case[{n}]/value"),
        )
        for n, grant in enumerate(granted, 1)
    )
    otherwise = benefit.body.otherwise
    if otherwise is not None:
        otherwise = evolve(otherwise, value=copy_under(otherwise.value, f"{id}/otherwise/value"))
    promise = core.Match(id, benefit.type, copied, otherwise, "promise", node.span)
    return Typed(promise, absent=may_be_not_granted(promise))


def _judgement(
    expressions: Expressions, base: ast.Expr, name: str, env: Env, id: str, span: Span
) -> Typed | Literal["reported"] | None:
    before = len(expressions.world.diagnostics)
    of = expressions.check(base, env, id)
    field = None
    if of is not None and isinstance(of.expr, core.Field) and isinstance(of.expr.of.type, t.RecordType):
        field = expressions.world.field(of.expr.of.type.name, of.expr.name)
    if field is None or not field.judged:
        del expressions.world.diagnostics[before:]  # the base is checked again as what it may be else
        return None
    assert of is not None
    assert isinstance(of.expr, core.Field)
    return Typed(core.Field(id, JUDGEMENT[name], of.expr.of, f"{field.name}.{name}", span))


def resolve_index(expressions: Expressions, node: ast.Index, env: Env, id: str) -> Typed | None:
    """`rate[grade]`: the value of a keyed parameter."""
    symbol = env.module.symbols.get(node.of.name) if isinstance(node.of, ast.Name) else None
    if symbol is None or symbol.kind != "parameter":
        expressions.world.report("PC309", node.span, name=node.of.name if isinstance(node.of, ast.Name) else "")
        return None
    parameter = expressions.world.parameters.get(symbol.id)
    if parameter is None:
        return None
    if len(parameter.keys) != len(node.keys):
        expressions.world.report("PC308", node.span, name=symbol.name, count=len(parameter.keys), given=len(node.keys))
        return None
    keys = []
    for place, (key, want) in enumerate(zip(node.keys, parameter.keys, strict=True), 1):
        typed = expressions.value(key, env, f"{id}/key[{place}]", want)
        if typed is None:
            return None
        warn_absent(typed, key.span, expressions.world)
        keys.append(typed.expr)
    return Typed(core.Param(id, parameter.type, parameter.id, tuple(keys), span=node.span))


def lower_at(expressions: Expressions, node: ast.At, env: Env, id: str) -> Typed | None:
    """`rate at signed_on`: the value of a parameter on another day."""
    of = expressions.check(node.of, env, id)
    day = expressions.check(node.date, env, f"{id}/at")
    if of is None or day is None:
        return None
    if not isinstance(of.expr, core.Param):
        expressions.world.report("PC310", node.of.span)
        return None
    warn_absent(day, node.date.span, expressions.world)
    whole_day = as_day(day, node.date.span, expressions.world)
    return None if whole_day is None else Typed(evolve(of.expr, at=whole_day.expr, span=node.span))
