"""AST expressions to Core: names resolved, types and units checked, sugar taken away.

`check_expression` returns a `Typed`, or None once something has been reported about it: one cause, one message. The
type wanted by the place (`want`) decides what a bare name means: a member of the wanted enumeration, before a name in
scope. Each node's id is the id of its parent and a step (`class/A/when/left`); named parts and table rows stand right
below the rule they belong to (`valid/leader_not_spared`, `by_solver[large,mine]`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from attrs import evolve, frozen

from policycore import types as t
from policycore.check.copies import copy_under
from policycore.check.literals import (
    date_value,
    moment_value,
    number_type,
    number_value,
)
from policycore.check.reach import contradicts
from policycore.check.tables import check_table
from policycore.check.world import (
    LOWERED,
    Env,
    Grant,
    Scope,
    Symbol,
    Typed,
    World,
    describe,
    did_you_mean,
    key_of,
    name_of,
)
from policycore.core import nodes as core
from policycore.core.facts import JUDGEMENT
from policycore.core.ops import ROUNDING_MODES
from policycore.core.outcome import REQUIRE_FINDINGS
from policycore.core.walk import walk
from policycore.diagnostics.model import Label, Phrase
from policycore.source import Span
from policycore.syntax import ast
from policycore.values import ABSENT

YES_NO = t.YesNo()
WHOLE = t.Number(t.PURE, whole=True)
FINDING = t.Enum(tuple(t.Member(word) for word in REQUIRE_FINDINGS))
NO_TYPE = t.Text()

COMPARISONS = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
#: Statements that may wait for one another while they are lowered.
MOST_WAITING = 12
FUNCTIONS = (
    "count",
    "sum",
    "average",
    "highest",
    "lowest",
    "latest",
    "earliest",
    "distinct",
    "all",
    "some",
    "agreed",
    "round",
)


@frozen
class Expressions:
    """The expression checker: a world to look names up in, and a way to have a statement lowered before it is read."""

    world: World
    lower: Callable[[Symbol], None]

    # --- entry points ------------------------------------------------------------------------------------------

    def value(self, node: ast.Expr, env: Env, id: str, want: t.Type | None = None) -> Typed | None:
        """Check `node` and, where a type is wanted, fit it to that type (or report the mismatch)."""
        typed = self.check(node, env, id, want)
        if typed is None or want is None:
            return typed
        return self.fit(typed, want, node.span, id)

    def condition(self, node: ast.Expr, env: Env, id: str) -> Typed | None:
        """Check a condition."""
        return self.value(node, env, id, YES_NO)

    # --- expressions -------------------------------------------------------------------------------------------

    def check(self, node: ast.Expr, env: Env, id: str, want: t.Type | None = None) -> Typed | None:
        """Check an expression by itself; `want` only helps to resolve bare names and silent marks."""
        match node:
            case ast.NumberLit():
                return self._number(node, env, id)
            case ast.DateLit():
                day = date_value(node.text, node.span, self.world)
                return None if day is None else Typed(core.Const(id, t.Date(), day, node.span))
            case ast.MomentLit():
                moment = moment_value(node.text, node.span, self.world)
                return None if moment is None else Typed(core.Const(id, t.Moment(), moment, node.span))
            case ast.TextLit():
                return Typed(core.Const(id, t.Text(), node.text, node.span))
            case ast.YesNoLit():
                return Typed(core.Const(id, YES_NO, node.value, node.span))
            case ast.MarkLit():
                return self._mark(node, id, want)
            case ast.Name():
                return self._name(node, env, id, want)
            case ast.Attr():
                return self._attribute(node, env, id)
            case ast.Index():
                return self._index(node, env, id)
            case ast.Call():
                return self._call(node, env, id, want)
            case ast.Neg():
                operand = self._quantity(node.operand, env, f"{id}/of")
                if operand is None:
                    return None
                kind = _number_of(operand)
                bounded = t.Number(kind.unit, kind.whole, _negate(kind.high), _negate(kind.low))
                return Typed(core.Op(id, bounded, "neg", (operand.expr,), span=node.span), bare=operand.bare)
            case ast.Arith():
                return self._arithmetic(node, env, id)
            case ast.Per():
                return self._per(node, env, id)
            case ast.At():
                return self._at(node, env, id)
            case ast.Compare():
                return self._compare(node, env, id)
            case ast.In():
                return self._in(node, env, id)
            case ast.Test():
                return self._test(node, env, id)
            case ast.Within():
                return self._within(node, env, id)
            case ast.Not():
                operand = self.condition(node.operand, env, f"{id}/not")
                return None if operand is None else Typed(self._op(id, YES_NO, "not", node.span, operand))
            case ast.Junction():
                parts = tuple(ast.Part(None, operand) for operand in node.operands)
                return self._junction(node.word, parts, 0, env, id, node.span)
            case ast.PartList():
                word = {"all": "and", "any": "or", "at_least": "at_least"}[node.kind]
                return self._junction(word, node.parts, node.count, env, id, node.span)
            case ast.If():
                return self._if(node, env, id, want)
            case ast.TableExpr():
                return self._table(node, env, id, want)
            case _:
                assert_never(node)

    def _op(self, id: str, type: t.Type, op: str, span: Span, *operands: Typed) -> core.Op:
        return core.Op(id, type, op, tuple(operand.expr for operand in operands), span=span)

    def _number(self, node: ast.NumberLit, env: Env, id: str) -> Typed | None:
        kind = number_type(node, self.world, env.module)
        if kind is None:
            return None
        value = number_value(node)
        return Typed(core.Const(id, kind, value, node.span), bare=node.unit is None and not node.percent)

    def _mark(self, node: ast.MarkLit, id: str, want: t.Type | None) -> Typed | None:
        if want is None:
            self.world.report("PC305", node.span, word=Phrase(f"word_{node.kind}"))
            return None
        if node.kind == "absent":
            return Typed(core.Const(id, want, ABSENT, node.span), absent=True)
        return Typed(core.Open(id, want, node.kind, node.span))

    # --- names -------------------------------------------------------------------------------------------------

    def _name(self, node: ast.Name, env: Env, id: str, want: t.Type | None) -> Typed | None:
        member = _member_type(want)
        if member is not None and node.name in member.names:
            # The name is the member, whatever statement is called so; a fact of this type is as near as the member.
            if self._fact_type(node.name, env) == member:
                self.world.report("PC203", node.span, name=node.name)
                return None
            return Typed(core.Const(id, member, node.name, node.span))
        found = self._variable(node, env, id)
        if found is not None:
            return found if isinstance(found, Typed) else None
        if member is not None and member.open:
            return Typed(core.Const(id, member, node.name, node.span))
        self._unknown_name(node, env, member)
        return None

    def _fact_type(self, name: str, env: Env) -> t.Type | None:
        """Return the type of the element or field that a bare name stands for here, None where there is none."""
        for local, kind in env.locals:
            if local == name:
                return kind
        for scope in reversed(env.scopes):
            if scope.alias == name:
                return scope.type
            field = self._field_in(scope, name)
            if field is not None:
                return field.type
        return None

    def _field_in(self, scope: Scope, name: str) -> core.FieldDecl | None:
        """Return the field that a bare name means in a scope, if it is one."""
        if not scope.implicit or not isinstance(scope.type, t.RecordType):
            return None
        return self.world.field(scope.type.name, name)

    def _variable(self, node: ast.Name, env: Env, id: str) -> Typed | Literal["reported"] | None:
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
                found = self._member_of(holder, name, env, id, node.span)
                if found is not None:
                    return found
        symbol = env.module.symbols.get(name)
        if symbol is not None:
            return self._symbol(symbol, env, id, node.span)
        return Typed(core.AsOf(id, t.Moment(), node.span)) if name == "as_of" else None

    def _symbol(self, symbol: Symbol, env: Env, id: str, span: Span) -> Typed | Literal["reported"]:
        match symbol.kind:
            case "parameter":
                parameter = self.world.parameters.get(symbol.id)
                if parameter is None:
                    return "reported"
                if parameter.keys:
                    self.world.report("PC306", span, name=symbol.name)
                    return "reported"
                return Typed(core.Param(id, parameter.type, parameter.id, span=span))
            case "reading":
                reading = self.world.readings.get(symbol.id)
                return "reported" if reading is None else Typed(core.ReadingOf(id, reading.type, reading.id, span))
            case "define" | "score" | "tiering" | "require" | "entitlements" | "accountability":
                for scope in reversed(env.scopes):
                    if isinstance(scope.type, t.RecordType) and scope.type.name == symbol.record:
                        holder = core.Var(f"{id}/of", scope.type, scope.var, span)
                        return self._reference(symbol, holder, id, span)
                if not symbol.record:
                    return "reported"
                self.world.report("PC204", span, name=symbol.name, record=name_of(symbol.record))
                return "reported"
            case _:
                self.world.report("PC205", span, name=symbol.name, kind=Phrase(f"kind_{symbol.kind}"))
                return "reported"

    def _member_of(
        self, holder: core.Expr, name: str, env: Env, id: str, span: Span
    ) -> Typed | Literal["reported"] | None:
        """Return the field or the statement called `name` of a record expression."""
        assert isinstance(holder.type, t.RecordType)
        if holder.type.name not in self.world.records:
            return "reported"
        field = self.world.field(holder.type.name, name)
        if field is not None:
            if f"{holder.type.name}.{name}" in self.world.poisoned:
                return "reported"
            node = core.Field(id, field.type, holder, name, span)
            key = key_of(node)
            return Typed(node, absent=field.optional and key not in env.present)
        symbol = env.module.symbols.get(name)
        if symbol is not None and symbol.kind in LOWERED and symbol.record == holder.type.name:
            return self._reference(symbol, holder, id, span, env)
        return None

    def _reference(
        self, symbol: Symbol, holder: core.Expr, id: str, span: Span, env: Env | None = None
    ) -> Typed | Literal["reported"]:
        """Return a reference to the outcome of a statement for the record `holder`."""
        if not self._lowered(symbol, span):
            return "reported"
        statement = self.world.statements.get(symbol.id)
        match symbol.kind:
            case "score" | "tiering":
                kind = self._type_known_early(symbol)
                if kind is None:
                    return "reported"
            case "define":
                if not isinstance(statement, core.Define):
                    return "reported"
                kind = statement.type
            case "require":
                if isinstance(statement, core.Require) and statement.each is not None:
                    self.world.report("PC206", span, name=symbol.name)
                    return "reported"
                kind = FINDING
            case _:
                self.world.report(
                    "PC207" if symbol.kind == "entitlements" else "PC208",
                    span,
                    name=symbol.name,
                )
                return "reported"
        node = core.Ref(id, kind, symbol.id, holder, span)
        present = env.present if env is not None else frozenset()
        return Typed(node, absent=symbol.absent and key_of(node) not in present)

    def _lowered(self, symbol: Symbol, span: Span) -> bool:
        """Lower a statement that is read at `span`; say so, and return False, where that leads round in a circle.

        Statements are lowered after those they name, so only in a circle of names does one wait for another here:
        where many wait, it is not followed to its end.
        """
        if symbol.done:
            return True
        if symbol.busy or self.world.waiting >= MOST_WAITING:
            self.world.report("PC401", span, labels=[Label(symbol.span, Phrase("declared_here"))], name=symbol.name)
            symbol.failed = True
            return False
        self.world.waiting += 1
        self.lower(symbol)
        self.world.waiting -= 1
        return True

    def _type_known_early(self, symbol: Symbol) -> t.Type | None:
        statement = self.world.statements.get(symbol.id)
        if isinstance(statement, core.Score | core.Tiering):
            return statement.type
        return self.world.ladders.get(symbol.id)

    def _unknown_name(self, node: ast.Name, env: Env, member: t.Enum | None) -> None:
        known = [*self._names_in_scope(env), *(member.names if member is not None else ())]
        if member is not None:
            self.world.report(
                "PC202", node.span, help=did_you_mean(node.name, known), name=node.name, type=describe(member)
            )
            return
        choices = [s.name for s in env.module.symbols.values() if node.name in self._members_of(s)]
        if choices:
            self.world.report(
                "PC242", node.span, help=Phrase("with_choice", {"name": f"{choices[0]}.{node.name}"}), name=node.name
            )
        else:
            self.world.report("PC201", node.span, help=did_you_mean(node.name, known), name=node.name)

    def _members_of(self, symbol: Symbol) -> tuple[str, ...]:
        choice = self.world.choices.get(symbol.id) if symbol.kind == "choice" else None
        return choice.type.names if choice is not None else ()

    def _names_in_scope(self, env: Env) -> Iterator[str]:
        for scope in reversed(env.scopes):
            if scope.alias:
                yield scope.alias
            if scope.implicit and isinstance(scope.type, t.RecordType) and scope.type.name in self.world.records:
                yield from (field.name for field in self.world.records[scope.type.name].fields)
        yield from env.module.symbols
        yield "as_of"

    def _attribute(self, node: ast.Attr, env: Env, id: str) -> Typed | None:
        name = node.name.text
        base = node.of
        # `importance.value`, `service.queue`, `Grade.senior`: the first word names a statement or a choice.
        if isinstance(base, ast.Name) and (symbol := self._statement_named(base, env)) is not None:
            special = self._part_of(symbol, base, node, env, id)
            if special is not None:
                return special if isinstance(special, Typed) else None
        if isinstance(base, ast.Index) and isinstance(base.of, ast.Name):
            symbol = env.module.symbols.get(base.of.name)
            if symbol is not None and symbol.kind == "entitlements":
                return self._promise(symbol, base, node, env, id)
        # `x.by`: who recorded a judged fact.
        if name in JUDGEMENT:
            judged = self._judgement(base, name, env, id, node.span)
            if judged is not None:
                return judged if isinstance(judged, Typed) else None
        of = self.check(base, env, f"{id}/of")
        if of is None:
            return None
        if not isinstance(of.type, t.RecordType):
            self.world.report("PC307", node.name.span, name=name, type=describe(of.type))
            return None
        self.warn_absent(of, base.span)
        found = self._member_of(of.expr, name, env, id, node.span)
        if found is None:
            names = [field.name for field in self.world.records[of.type.name].fields]
            names += [s.name for s in env.module.symbols.values() if s.record == of.type.name]
            help = did_you_mean(name, names)
            self.world.report("PC209", node.name.span, help=help, name=name, record=name_of(of.type.name))
            return None
        return found if isinstance(found, Typed) else None

    def _statement_named(self, base: ast.Name, env: Env) -> Symbol | None:
        """Return the statement or choice a name means, unless a field or element of that name is nearer."""
        symbol = env.module.symbols.get(base.name)
        if symbol is None or symbol.kind not in ("score", "entitlements", "choice", "accountability"):
            return None
        for scope in env.scopes:
            if scope.alias == base.name or self._field_in(scope, base.name) is not None:
                return None
        return symbol

    def _part_of(
        self, symbol: Symbol, base: ast.Name, node: ast.Attr, env: Env, id: str
    ) -> Typed | Literal["reported"] | None:
        name = node.name.text
        if symbol.kind == "choice":
            choice = self.world.choices.get(symbol.id)
            if choice is None:
                return "reported"
            if name not in choice.type.names and not choice.type.open:
                self.world.report(
                    "PC202",
                    node.name.span,
                    help=did_you_mean(name, choice.type.names),
                    name=name,
                    type=describe(choice.type),
                )
                return "reported"
            return Typed(core.Const(id, choice.type, name, node.span))
        if not self._lowered(symbol, node.span):
            return "reported"
        statement = self.world.statements.get(symbol.id)
        if statement is None:
            return "reported"
        holder = next(
            (
                core.Var(f"{id}/of", scope.type, scope.var, base.span)
                for scope in reversed(env.scopes)
                if isinstance(scope.type, t.RecordType) and scope.type.name == symbol.record
            ),
            None,
        )
        if holder is None:
            self.world.report("PC204", base.span, name=symbol.name, record=name_of(symbol.record))
            return "reported"
        return self.part(statement, holder, name, node, env, id)

    def part(
        self, statement: core.Statement, holder: core.Expr, name: str, node: ast.Attr, env: Env, id: str
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
                    if item.id.rsplit("/", 1)[1] == name:
                        kind = (
                            item.amount.type
                            if isinstance(item, core.Contribution) and item.kind == "factor"
                            else t.Number(statement.type.unit)
                        )
                        line = core.Ref(id, kind, item.id, holder, node.span)
                        absent = statement.when is not None and key_of(line) not in env.present
                        return Typed(line, absent=absent)
                names = [item.id.rsplit("/", 1)[1] for item in _items(statement.total)]
            case _:
                self.world.report("PC208", node.span, name=statement.id)
                return "reported"
        self.world.report(
            "PC209", node.name.span, help=did_you_mean(name, names), name=name, record=name_of(statement.id)
        )
        return "reported"

    def _promise(self, symbol: Symbol, base: ast.Index, node: ast.Attr, env: Env, id: str) -> Typed | None:
        """`service[tier].within_20s`: what is granted to that tier, overrides left aside."""
        if not self._lowered(symbol, node.span):
            return None
        statement = self.world.statements.get(symbol.id)
        if not isinstance(statement, core.Entitlements):
            return None
        if len(base.keys) != 1:
            self.world.report("PC308", base.span, name=symbol.name, count=1, given=len(base.keys))
            return None
        tier = self.value(base.keys[0], env, f"{id}/tier", statement.per.type)
        benefit = next((b for b in statement.benefits if b.id == f"{statement.id}/{node.name.text}"), None)
        if benefit is None:
            self.world.report(
                "PC209",
                node.name.span,
                help=did_you_mean(node.name.text, [b.id.rsplit("/", 1)[1] for b in statement.benefits]),
                name=node.name.text,
                record=symbol.name,
            )
            return None
        if tier is None:
            return None
        self.warn_absent(tier, base.keys[0].span)
        granted = self.world.grants[benefit.id]
        if env.record != statement.record and any(_reads_self(g.when) or _reads_self(g.case.value) for g in granted):
            self.world.report("PC211", node.span, name=node.name.text, record=name_of(statement.record))
            return None
        copied = tuple(
            evolve(
                grant.case,
                guard=_granted(grant, tier.expr, f"{id}/case[{n}]/when"),
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
        self, base: ast.Expr, name: str, env: Env, id: str, span: Span
    ) -> Typed | Literal["reported"] | None:
        before = len(self.world.diagnostics)
        of = self.check(base, env, id)
        if len(self.world.diagnostics) > before:
            del self.world.diagnostics[before:]
            return None
        if of is None or not isinstance(of.expr, core.Field):
            return None
        holder = of.expr.of.type
        field = self.world.field(holder.name, of.expr.name) if isinstance(holder, t.RecordType) else None
        if field is None or not field.judged:
            return None
        return Typed(core.Field(id, JUDGEMENT[name], of.expr.of, f"{field.name}.{name}", span))

    def _index(self, node: ast.Index, env: Env, id: str) -> Typed | None:
        symbol = env.module.symbols.get(node.of.name) if isinstance(node.of, ast.Name) else None
        if symbol is None or symbol.kind != "parameter":
            self.world.report("PC309", node.span)
            return None
        parameter = self.world.parameters.get(symbol.id)
        if parameter is None:
            return None
        if len(parameter.keys) != len(node.keys):
            self.world.report("PC308", node.span, name=symbol.name, count=len(parameter.keys), given=len(node.keys))
            return None
        keys = []
        for place, (key, want) in enumerate(zip(node.keys, parameter.keys, strict=True), 1):
            typed = self.value(key, env, f"{id}/key[{place}]", want)
            if typed is None:
                return None
            self.warn_absent(typed, key.span)
            keys.append(typed.expr)
        return Typed(core.Param(id, parameter.type, parameter.id, tuple(keys), span=node.span))

    def _at(self, node: ast.At, env: Env, id: str) -> Typed | None:
        of = self.check(node.of, env, id)
        day = self.check(node.date, env, f"{id}/at")
        if of is None or day is None:
            return None
        if not isinstance(of.expr, core.Param):
            self.world.report("PC310", node.of.span)
            return None
        self.warn_absent(day, node.date.span)
        as_day = self._as_day(day, node.date.span)
        return None if as_day is None else Typed(evolve(of.expr, at=as_day.expr, span=node.span))

    def _as_day(self, typed: Typed, span: Span) -> Typed | None:
        """Return the calendar day of a date or moment."""
        match typed.type:
            case t.Date():
                return typed
            case t.Moment():
                return Typed(core.Op(f"{typed.expr.id}/day", t.Date(), "day_of", (typed.expr,), span=span))
            case _:
                self.world.report("PC302", span, found=describe(typed.type), wanted=Phrase("type_date"))
                return None

    # --- arithmetic --------------------------------------------------------------------------------------------

    def _quantity(self, node: ast.Expr, env: Env, id: str) -> Typed | None:
        """Check an operand that must be a number."""
        typed = self.check(node, env, id)
        if typed is None:
            return None
        if not isinstance(typed.type, t.Number):
            self.world.report("PC302", node.span, found=describe(typed.type), wanted=Phrase("type_number"))
            return None
        self.warn_absent(typed, node.span)
        return typed

    def _arithmetic(self, node: ast.Arith, env: Env, id: str) -> Typed | None:
        typed: list[tuple[str, Typed | None, Span]] = [("", self.check(node.first, env, f"{id}/1"), node.first.span)]
        for place, (written, part) in enumerate(node.rest, 2):
            typed.append((written, self.check(part, env, f"{id}/{place}"), part.span))
        if any(operand is None for _, operand, _ in typed):
            return None
        done = typed[0][1]
        assert done is not None
        span = typed[0][2]
        self.warn_absent(done, span)
        for place, (sign, operand, at) in enumerate(typed[1:], 2):
            assert operand is not None
            self.warn_absent(operand, at)
            step = id if place == len(typed) else f"{id}/to[{place}]"
            span = span.to(at)
            match sign:
                case "+" | "-":
                    result = self._add(done, sign, operand, step, span, at)
                case "*":
                    result = self._multiply(done, operand, step, span)
                case _:
                    result = self._divide(done, operand, step, span)
            if result is None:
                return None
            done = result
        return done

    def _add(self, a: Typed, sign: str, b: Typed, id: str, span: Span, at: Span) -> Typed | None:
        match a.type, b.type:
            case t.Number(), t.Number():
                pair = self._same_unit(a, b, span, id)
                if pair is None:
                    return None
                a, b = pair
                kind = _sum_type(_ranged(a), _ranged(b), sign)
                second = b.expr if sign == "+" else core.Op(f"{id}/minus", b.type, "neg", (b.expr,), span=at)
                first = a.expr
                # One n-ary `add`: a long sum must not be a deep one.
                operands = (
                    (*first.operands, second) if isinstance(first, core.Op) and first.op == "add" else (first, second)
                )
                return Typed(core.Op(id, kind, "add", operands, span=span), bare=a.bare and b.bare)
            case ((t.Date() | t.Moment()), t.Number(unit=unit)):
                return self._shift(a, sign, b, unit, id, span, at)
            case t.Number(unit=unit), (t.Date() | t.Moment()) if sign == "+":
                return self._shift(b, sign, a, unit, id, span, at)
            case ((t.Date() | t.Moment()), (t.Date() | t.Moment())) if sign == "-":
                if isinstance(a.type, t.Moment) and isinstance(b.type, t.Moment):
                    kind = t.Number(t.SECOND)
                    return Typed(core.Op(id, kind, "seconds_between", (a.expr, b.expr), span=span))
                first_day, second_day = self._as_day(a, span), self._as_day(b, at)
                assert first_day is not None
                assert second_day is not None
                return Typed(core.Op(id, t.Number(t.DAY), "days_between", (first_day.expr, second_day.expr), span=span))
            case _:
                self.world.report("PC303", span, sign=sign, left=describe(a.type), right=describe(b.type))
                return None

    def _shift(self, a: Typed, sign: str, b: Typed, unit: t.Unit, id: str, span: Span, at: Span) -> Typed | None:
        """A date or moment and a length of time."""
        op = {"days": "add_days", "months": "add_months", "clock": "add_seconds"}.get(unit.family)
        if op is None or (op == "add_seconds" and isinstance(a.type, t.Date)):
            self.world.report("PC311", at, found=describe(b.type), what=describe(a.type))
            return None
        if isinstance(b.expr, core.Const) and op != "add_seconds":
            count = b.expr.value
            assert isinstance(count, Fraction)
            if (count * unit.factor).denominator != 1:
                self.world.report("PC312", at)
                return None
        amount = self._convert(b, evolve(unit, name=unit.base, factor=Fraction(1)), at, fold=False)
        if sign == "-":
            amount = Typed(core.Op(f"{id}/minus", amount.type, "neg", (amount.expr,), span=at))
        return Typed(core.Op(id, _unbounded(a.type), op, (a.expr, amount.expr), span=span))

    def _same_unit(
        self, a: Typed, b: Typed, span: Span, id: str, *, percent: bool = True
    ) -> tuple[Typed, Typed] | None:
        """Bring two numbers to one unit, that of the first; report where that cannot be."""
        left, right = _number_of(a).unit, _number_of(b).unit
        if left == right:
            return a, b
        if left.family == right.family and left.base == right.base:
            return a, self._convert(b, left, b.expr.span)
        pure = {"pure", "points"}
        if left.family in pure and right.family in pure:
            unit = left if left.family == "points" else right
            return self._reunit(a, unit), self._reunit(b, unit)
        if {left.family, right.family} == {"percent", "pure"}:
            bare = a if left.family == "pure" else b
            if not bare.bare or _is_zero(bare):
                return self._reunit(a, t.PURE), self._reunit(b, t.PURE)
            self.world.report("PC304", bare.expr.span, help=_with_unit(bare, t.PERCENT))
            return None
        for zero, other in ((a, b), (b, a)):
            if zero.bare and _is_zero(zero):
                unit = _number_of(other).unit
                return self._reunit(a, unit), self._reunit(b, unit)
        code = "PC313" if left.family == "money" == right.family else "PC314"
        help = _with_unit(a, right) or _with_unit(b, left)
        self.world.report(code, span, help=help, left=describe(a.type), right=describe(b.type))
        return None

    def _reunit(self, typed: Typed, unit: t.Unit) -> Typed:
        """Call a pure number by another unit of the same value; only constants and types change."""
        kind = _number_of(typed)
        if kind.unit == unit or not isinstance(typed.expr, core.Const):
            return typed
        return evolve(typed, expr=evolve(typed.expr, type=evolve(kind, unit=unit)))

    def _convert(self, typed: Typed, unit: t.Unit, span: Span, *, fold: bool = True) -> Typed:
        """Put a quantity in another unit of its family; a constant at once, unless its own unit should be shown."""
        kind = _number_of(typed)
        if kind.unit.name == unit.name:
            return typed
        factor = kind.unit.factor / unit.factor
        low = None if kind.low is None else kind.low * factor
        high = None if kind.high is None else kind.high * factor
        target = t.Number(unit, False, low, high)
        if fold and isinstance(typed.expr, core.Const):
            assert isinstance(typed.expr.value, Fraction)
            return Typed(core.Const(typed.expr.id, target, typed.expr.value * factor, span))
        return Typed(
            core.Op(f"{typed.expr.id}/{unit.name}", target, "convert", (typed.expr,), factor=factor, span=span),
            absent=typed.absent,
        )

    def _multiply(self, a: Typed, b: Typed, id: str, span: Span) -> Typed | None:
        pair = self._numbers(a, b, "*", span)
        if pair is None:
            return None
        left, right = pair
        scaled = [unit for unit in (left.unit, right.unit) if unit.family not in ("pure", "percent")]
        if len(scaled) == 2:
            self.world.report("PC315", span, left=describe(a.type), right=describe(b.type))
            return None
        if scaled:
            unit = scaled[0]
        else:
            unit = t.PERCENT if left.unit == right.unit == t.PERCENT else t.PURE
        low, high = _product_bounds(_ranged(a), _ranged(b))
        kind = t.Number(unit, left.whole and right.whole, low, high)
        return Typed(self._op(id, kind, "mul", span, a, b), bare=a.bare and b.bare)

    def _divide(self, a: Typed, b: Typed, id: str, span: Span) -> Typed | None:
        pair = self._numbers(a, b, "/", span)
        if pair is None:
            return None
        left, right = pair
        if _is_zero(b):
            self.world.report("PC316", b.expr.span)
            return None
        if right.unit.family in ("pure", "percent"):
            unit = left.unit if left.unit.family != "percent" else t.PURE
            return Typed(self._op(id, t.Number(unit), "div", span, a, b), bare=a.bare and b.bare)
        if left.unit.base == right.unit.base and left.unit.family == right.unit.family:
            second = self._convert(b, left.unit, b.expr.span)
            return Typed(self._op(id, t.Number(t.PURE), "div", span, a, second))
        self.world.report("PC314", span, left=describe(a.type), right=describe(b.type))
        return None

    def _numbers(self, a: Typed, b: Typed, sign: str, span: Span) -> tuple[t.Number, t.Number] | None:
        if isinstance(a.type, t.Number) and isinstance(b.type, t.Number):
            return a.type, b.type
        self.world.report("PC303", span, sign=sign, left=describe(a.type), right=describe(b.type))
        return None

    def _per(self, node: ast.Per, env: Env, id: str) -> Typed | None:
        amount = self._quantity(node.amount, env, f"{id}/amount")
        quantity = self._quantity(node.quantity, env, f"{id}/of")
        step = self._quantity(node.full, env, f"{id}/full") if node.full is not None else None
        if amount is None or quantity is None or (node.full is not None and step is None):
            return None
        if step is not None:
            if _is_zero(step):
                self.world.report("PC316", step.expr.span)
                return None
            pair = self._same_unit(quantity, step, node.span, id)
            if pair is None:
                return None
            times = Typed(self._op(f"{id}/times", WHOLE, "per_full", node.span, *pair))
        else:
            kind = _number_of(quantity)
            # `5 CNY per days_late`: so much for each unit in which the quantity is declared.
            times = (
                quantity
                if kind.unit.family in ("pure", "percent")
                else Typed(
                    core.Op(
                        f"{id}/times",
                        t.Number(t.PURE, kind.whole, kind.low, kind.high),
                        "convert",
                        (quantity.expr,),
                        factor=Fraction(1),
                        span=node.span,
                    )
                )
            )
        return self._multiply(evolve(amount, bare=False), evolve(times, bare=False), id, node.span)

    # --- comparisons -------------------------------------------------------------------------------------------

    def _pair(self, left: ast.Expr, right: ast.Expr, env: Env, ids: tuple[str, str]) -> tuple[Typed, Typed] | None:
        """Check two operands that are compared; a bare name on one side takes its meaning from the other."""
        if self._only_member(left, env) and not self._only_member(right, env):
            second = self.check(right, env, ids[1])
            first = self.check(left, env, ids[0], _wanted_beside(second, left)) if second else None
        else:
            first = self.check(left, env, ids[0])
            second = self.check(right, env, ids[1], _wanted_beside(first, right)) if first is not None else None
            if first is None and not self._only_member(right, env):
                self.check(right, env, ids[1])  # for its own findings
        return None if first is None or second is None else (first, second)

    def _only_member(self, node: ast.Expr, env: Env) -> bool:
        """Whether a node is a bare name that stands for nothing in scope, so that only a type can give it meaning."""
        if isinstance(node, ast.MarkLit):
            return True
        return isinstance(node, ast.Name) and not self._is_in_scope(node.name, env)

    def _is_in_scope(self, name: str, env: Env) -> bool:
        return (
            name == "as_of"
            or name in env.module.symbols
            or any(local == name for local, _ in env.locals)
            or any(scope.alias == name or self._field_in(scope, name) is not None for scope in env.scopes)
        )

    def _compare(self, node: ast.Compare, env: Env, id: str) -> Typed | None:
        links: list[Typed | None] = []
        left = node.first
        for place, (sign, right) in enumerate(node.rest, 1):
            link = id if len(node.rest) == 1 else f"{id}/{place}"
            pair = self._pair(left, right, env, (f"{link}/left", f"{link}/right"))
            links.append(None if pair is None else self._comparison(sign, *pair, link, left.span.to(right.span)))
            left = right
        checked = [link for link in links if link is not None]
        if len(checked) < len(links):
            return None
        if len(checked) == 1:
            return checked[0]
        if contradicts(link.expr for link in checked):
            self.world.report("PC445", node.span)
        return Typed(core.Op(id, YES_NO, "and", tuple(c.expr for c in checked), ("",) * len(checked), span=node.span))

    def _comparison(self, sign: str, a: Typed, b: Typed, id: str, span: Span) -> Typed | None:
        op = COMPARISONS[sign]
        if op not in ("eq", "ne"):
            self.warn_absent(a, a.expr.span)
            self.warn_absent(b, b.expr.span)
        match a.type, b.type:
            case t.Number(), t.Number():
                pair = self._same_unit(a, b, span, id)
                if pair is None:
                    return None
                a, b = pair
                self._always(op, a, b, span)
            case (t.Date(), t.Date()) | (t.Moment(), t.Moment()):
                pass
            case ((t.Date() | t.Moment()), (t.Date() | t.Moment())):
                first, second = self._as_day(a, span), self._as_day(b, span)
                assert first is not None
                assert second is not None
                a, b = first, second
            case t.Enum(), t.Enum():
                if a.type != b.type:
                    self.world.report("PC317", span, left=describe(a.type), right=describe(b.type))
                    return None
                if op not in ("eq", "ne") and not a.type.ordered:
                    self.world.report("PC318", span, type=describe(a.type), sign=sign)
                    return None
            case (t.YesNo(), t.YesNo()) | (t.Text(), t.Text()) if op in ("eq", "ne"):
                pass
            case t.SetType(element=x), t.SetType(element=y) if op in ("eq", "ne") and x == y:
                pass
            case _:
                code = "PC318" if type(a.type) is type(b.type) and not isinstance(a.type, t.RecordType) else "PC319"
                if code == "PC318":
                    self.world.report(code, span, type=describe(a.type), sign=sign)
                else:
                    self.world.report(code, span, left=describe(a.type), right=describe(b.type), sign=sign)
                return None
        return Typed(self._op(id, YES_NO, op, span, a, b))

    def _always(self, op: str, a: Typed, b: Typed, span: Span) -> None:
        """Warn where the bounds of a fact already decide a comparison with a constant."""
        if isinstance(b.expr, core.Const) == isinstance(a.expr, core.Const):
            return
        left, right = _range_of(a), _range_of(b)
        verdict = _decided(op, left, right)
        if verdict is not None:
            self.world.report("PC420", span, answer=Phrase("yes" if verdict else "no"))

    def _in(self, node: ast.In, env: Env, id: str) -> Typed | None:
        if isinstance(node.container, ast.SetLit):
            return self._in_literal(node.operand, node.container, env, id, node.span)
        container = self.check(node.container, env, f"{id}/set")
        if container is None:
            return None
        if not isinstance(container.type, t.SetType):
            self.world.report("PC320", node.container.span, found=describe(container.type))
            return None
        self.warn_absent(container, node.container.span)
        operand = self.value(node.operand, env, f"{id}/of", container.type.element)
        if operand is None:
            return None
        self.warn_absent(operand, node.operand.span)
        return Typed(self._op(id, YES_NO, "in", node.span, operand, container))

    def _in_literal(self, left: ast.Expr, literal: ast.SetLit, env: Env, id: str, span: Span) -> Typed | None:
        operand = self.check(left, env, f"{id}/of")
        if operand is None:
            return None
        self.warn_absent(operand, left.span)
        if any(isinstance(item, ast.RangeLit) for item in literal.items) or isinstance(
            operand.type, t.Number | t.Date | t.Moment
        ):
            # Numbers have no set literal in Core: `x in {1, 3..5}` is `x = 1 or 3 <= x <= 5`.
            tests: list[ast.Expr] = [
                ast.Compare(item.low, (("<=", left), ("<=", item.high)), item.span)
                if isinstance(item, ast.RangeLit)
                else ast.Compare(left, (("=", item),), item.span)
                for item in literal.items
            ]
            parts = tuple(ast.Part(None, test) for test in tests)
            return self._junction("or", parts, 0, env, id, span)
        members: list[str] = []
        for place, item in enumerate(literal.items, 1):
            assert not isinstance(item, ast.RangeLit)
            typed = self.value(item, env, f"{id}/item[{place}]", operand.type)
            if typed is None:
                return None
            if not isinstance(typed.expr, core.Const) or not isinstance(typed.expr.value, str):
                self.world.report("PC321", item.span)
                return None
            members.append(typed.expr.value)
        if not isinstance(operand.type, t.Enum | t.Text):
            self.world.report("PC318", left.span, type=describe(operand.type), sign="in")
            return None
        container = core.Const(f"{id}/set", t.SetType(operand.type), frozenset(members), literal.span)
        return Typed(core.Op(id, YES_NO, "in", (operand.expr, container), span=span))

    def _test(self, node: ast.Test, env: Env, id: str) -> Typed | None:
        operand = self.check(node.operand, env, f"{id}/of")
        if operand is None:
            return None
        if node.word in ("known", "unknown"):
            self.world.report("PC421", node.span, word=Phrase(f"word_{node.word}"))
        elif not operand.absent and key_of(operand.expr) not in env.present:
            self.world.report("PC422", node.span, name=_text_of(node.operand))
        return Typed(self._op(id, YES_NO, f"is_{node.word}", node.span, operand))

    def _within(self, node: ast.Within, env: Env, id: str) -> Typed | None:
        """`x within 90 days before y` is `y - 90 days <= x <= y`; both ends count, whole days by calendar day."""
        operand = self.check(node.operand, env, f"{id}/of")
        anchor = self.check(node.anchor, env, f"{id}/anchor")
        amount = self._quantity(node.amount, env, f"{id}/amount")
        if operand is None or anchor is None or amount is None:
            return None
        for typed, part in ((operand, node.operand), (anchor, node.anchor)):
            if not isinstance(typed.type, t.Date | t.Moment):
                self.world.report("PC302", part.span, found=describe(typed.type), wanted=Phrase("type_date_or_moment"))
                return None
            self.warn_absent(typed, part.span)
        if _number_of(amount).unit.family != "clock":
            first, second = self._as_day(operand, node.operand.span), self._as_day(anchor, node.anchor.span)
            assert first is not None
            assert second is not None
            operand, anchor = first, second
        elif not (isinstance(operand.type, t.Moment) and isinstance(anchor.type, t.Moment)):
            part = node.operand if isinstance(operand.type, t.Date) else node.anchor
            self.world.report("PC322", part.span)
            return None
        sign = "-" if node.direction == "before" else "+"
        end = self._shift(anchor, sign, amount, _number_of(amount).unit, f"{id}/end", node.span, node.amount.span)
        if end is None:
            return None
        low, high = (end, anchor) if node.direction == "before" else (anchor, end)
        after = self._op(f"{id}/from", YES_NO, "ge", node.span, operand, low)
        before = self._op(f"{id}/until", YES_NO, "le", node.span, operand, high)
        return Typed(core.Op(id, YES_NO, "and", (after, before), ("", ""), span=node.span))

    # --- conditions --------------------------------------------------------------------------------------------

    def _junction(
        self, word: str, parts: Sequence[ast.Part], count: int, env: Env, id: str, span: Span
    ) -> Typed | None:
        if word == "at_least" and not 1 <= count <= len(parts):
            self.world.report("PC402", span, count=count, given=len(parts))
            return None
        names: set[str] = set()
        ids = []
        for place, part in enumerate(parts, 1):
            if part.name is None:
                ids.append(f"{id}/{place}")
                continue
            if part.name.text in names:
                self.world.report("PC212", part.name.span, name=part.name.text)
            names.add(part.name.text)
            ids.append(self.world.unique(f"{env.rule}/{part.name.text}"))
        typed: list[Typed | None] = []
        # What one operand of `and` shows to be present (of `or`: to be absent) guards the others.
        shown = [set(_shows(part.condition, word == "or")) for part in parts]
        by_how_many = Counter(key for keys in shown for key in keys if word != "at_least")
        for place, part in enumerate(parts):
            others = {key for key, count in by_how_many.items() if count > (key in shown[place])}
            inner = env.guarded(self._keys(others, env)) if others else env
            typed.append(self.condition(part.condition, inner, ids[place]))
        checked = [operand for operand in typed if operand is not None]
        if len(checked) < len(typed):
            return None
        if word == "and" and contradicts(operand.expr for operand in checked):
            self.world.report("PC445", span)
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

    def _keys(self, names: Iterable[str], env: Env) -> set[str]:
        """Return the keys of the paths that a guard names, as seen from here."""
        keys = set()
        for path in names:
            node = _path_node(path)
            before = len(self.world.diagnostics)
            typed = self.check(node, env, "guard")
            del self.world.diagnostics[before:]
            if typed is not None and (key := key_of(typed.expr)) is not None:
                keys.add(key)
        return keys

    def guards(self, condition: ast.Expr | None, env: Env) -> Env:
        """Return the environment in which what `condition` shows to be present is known to be so."""
        if condition is None:
            return env
        return env.guarded(self._keys(_shows(condition, False), env))

    def _if(self, node: ast.If, env: Env, id: str, want: t.Type | None) -> Typed | None:
        branches: list[tuple[ast.Expr, ast.Expr]] = []
        rest: ast.Expr = node
        while isinstance(rest, ast.If):
            branches.append((rest.condition, rest.then))
            rest = rest.otherwise
        want = want or self.common_type([value for _, value in branches] + [rest], env)
        guards: list[Typed | None] = []
        results: list[Result] = []
        inner = env
        for place, (condition, value) in enumerate(branches, 1):
            guards.append(self.condition(condition, inner, f"{id}/if[{place}]/when"))
            results.append((value, self.guards(condition, inner), f"{id}/if[{place}]/value"))
            inner = inner.guarded(self._keys(_shows(condition, True), inner))
        checked = self._alternatives([*results, (rest, inner, f"{id}/else/value")], want)
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

    def _alternatives(self, results: Sequence[Result], want: t.Type | None) -> list[Typed | None]:
        """Check values of which one comes out; where no type is wanted, the first that has one decides for all.

        Marks and a bare 0 say least, so they come last.
        """
        found: list[Typed | None] = [None] * len(results)
        failed = False
        for place in sorted(range(len(results)), key=lambda place: _says_little(results[place][0])):
            node, env, id = results[place]
            if want is None and failed and _says_little(node):
                continue  # its type would have come from what has been reported
            typed = self.check(node, env, id, want)
            if typed is not None:
                want = want or _general(typed.type)
                typed = self.fit(typed, want, node.span, id)
            failed = failed or typed is None
            found[place] = typed
        return found

    def common_type(self, values: Iterable[ast.Expr], env: Env) -> t.Type | None:
        """Return the enumeration that the bare names among result values come from, when one alone has them all."""
        names = {name for value in values for name in self._result_members(value, env)}
        if not names:
            return None
        in_scope = {symbol.id for symbol in env.module.symbols.values()}
        choices = [choice.type for choice in self.world.choices.values() if choice.id in in_scope]
        fitting = _distinct([c for c in choices if names <= set(c.names)])
        if not fitting:
            others = [*self.world.ladders.values()]
            for record in self.world.records.values():
                others += [f.type for f in record.fields if isinstance(f.type, t.Enum)]
            others += [r.type for r in self.world.readings.values()]
            fitting = _distinct([c for c in others if isinstance(c, t.Enum) and names <= set(c.names)])
        return fitting[0] if len(fitting) == 1 else None

    def _result_members(self, node: ast.Expr, env: Env) -> Iterator[str]:
        match node:
            case ast.Name() if self._only_member(node, env):
                yield node.name
            case ast.If():
                rest: ast.Expr = node
                while isinstance(rest, ast.If):
                    yield from self._result_members(rest.then, env)
                    rest = rest.otherwise
                yield from self._result_members(rest, env)
            case ast.TableExpr():
                for row in node.rows:
                    yield from self._result_members(row.value, env)
                if node.otherwise is not None:
                    yield from self._result_members(node.otherwise, env)
            case ast.Call(function=function) if function.text in ("agreed", "highest", "lowest", "latest", "earliest"):
                for argument in node.args:
                    yield from self._result_members(argument, env)
            case _:
                return

    # --- tables ------------------------------------------------------------------------------------------------

    def _table(self, node: ast.TableExpr, env: Env, id: str, want: t.Type | None) -> Typed | None:
        keys: list[Typed | None] = []
        for place, key in enumerate(node.keys, 1):
            keys.append(self.check(key, env, f"{id}/key[{place}]"))
        results = [row.value for row in node.rows] + ([node.otherwise] if node.otherwise is not None else [])
        want = want or self.common_type(results, env)
        if not node.rows:
            self.world.report("PC404", node.span)
            return None
        cells = [self._cells(row, keys, env) for row in node.rows]
        rules = [
            self.world.unique(f"{env.rule}[{','.join(cell_text(cell) for cell in row.cells)}]") for row in node.rows
        ]
        if node.otherwise is not None:
            rules.append(self.world.unique(f"{env.rule}[otherwise]"))
        typed = self._alternatives(
            [(result, env, f"{rule}/value") for result, rule in zip(results, rules, strict=True)], want
        )
        values = [value for value in typed if value is not None]
        if len(values) < len(typed) or None in cells or None in keys:
            return None
        rows = tuple(
            core.Row(rule, row_cells, value.expr, row.span)
            for rule, row_cells, value, row in zip(rules, cells, values, node.rows, strict=False)
            if row_cells is not None
        )
        otherwise = None
        if node.otherwise is not None:
            otherwise = core.Case(rules[-1], None, values[-1].expr, span=node.otherwise.span)
        for place, (typed_key, written) in enumerate(zip(keys, node.keys, strict=True)):
            assert typed_key is not None
            if not any(_takes_absent(row, place) for row in rows):
                self.warn_absent(typed_key, written.span)
        kind = join_types([value.type for value in values])
        checked = tuple(key.expr for key in keys if key is not None)
        table = core.Table(id, kind, checked, rows, otherwise, node.span)
        check_table(table, self.world)
        return Typed(table, absent=any(value.absent for value in values))

    def _cells(self, row: ast.TableRow, keys: Sequence[Typed | None], env: Env) -> tuple[core.Cell, ...] | None:
        """Return the cells of a row, None after a report here or at a key."""
        if len(row.cells) != len(keys):
            self.world.report("PC403", row.span, given=len(row.cells), count=len(keys))
            return None
        cells = [
            self._cell(cell, key, env) if key is not None else None for cell, key in zip(row.cells, keys, strict=True)
        ]
        found = tuple(cell for cell in cells if cell is not None)
        return found if len(found) == len(cells) else None

    def _cell(self, cell: ast.Cell, key: Typed, env: Env) -> core.Cell | None:
        match cell:
            case ast.AnyCell():
                return core.Any()
            case ast.CompareCell():
                value = self._cell_value(cell.value, key, env)
                if value is None:
                    return None
                if cell.op == "=":
                    return core.OneOf((value,))
                if isinstance(value, bool | str):
                    return self._ordered_cell(cell, key, value)
                match cell.op:
                    case "<":
                        return core.Range(high=value, high_in=False)
                    case "<=":
                        return core.Range(high=value)
                    case ">":
                        return core.Range(low=value, low_in=False)
                    case ">=":
                        return core.Range(low=value)
                    case _:
                        self.world.report("PC323", cell.span)
                        return None
            case ast.RangeLit():
                low = self._cell_value(cell.low, key, env)
                high = self._cell_value(cell.high, key, env)
                if low is None or high is None:
                    return None
                if isinstance(low, bool | str) or isinstance(high, bool | str):
                    self.world.report("PC323", cell.span)
                    return None
                if low > high:  # type: ignore[operator]  # both are of the key's type
                    self.world.report("PC324", cell.span)
                    return None
                return core.Range(low, high)
            case ast.SetLit():
                values: list[bool | str | Fraction | date] = []
                for item in cell.items:
                    if isinstance(item, ast.RangeLit):
                        self.world.report("PC323", item.span)
                        return None
                    value = self._cell_value(item, key, env)
                    if value is None:
                        return None
                    values.append(value)
                return core.OneOf(tuple(values))
            case ast.MarkLit(kind="absent"):
                return core.AbsentCell()
            case _:
                value = self._cell_value(cell, key, env)
                return None if value is None else core.OneOf((value,))

    def _ordered_cell(self, cell: ast.CompareCell, key: Typed, value: bool | str) -> core.Cell | None:
        if not isinstance(key.type, t.Enum) or (cell.op != "!=" and not key.type.ordered) or not isinstance(value, str):
            self.world.report("PC323", cell.span)
            return None
        rank = key.type.rank
        tests: dict[str, Callable[[str], bool]] = {
            "<": lambda name: rank(name) < rank(value),
            "<=": lambda name: rank(name) <= rank(value),
            ">": lambda name: rank(name) > rank(value),
            ">=": lambda name: rank(name) >= rank(value),
            "!=": lambda name: name != value,
        }
        return core.OneOf(tuple(name for name in key.type.names if tests[cell.op](name)))

    def _cell_value(self, node: ast.Expr, key: Typed, env: Env) -> bool | str | Fraction | date | None:
        """Return the constant of a table cell, a bare number in the unit of the key."""
        typed = self.check(node, env, "cell", key.type)
        if typed is not None:
            typed = self.fit(typed, _unbounded(key.type), node.span, "cell", data=True)
        if typed is None:
            return None
        value = _constant(typed.expr)
        if value is None:
            self.world.report("PC321", node.span)
        return value

    # --- calls -------------------------------------------------------------------------------------------------

    def _call(self, node: ast.Call, env: Env, id: str, want: t.Type | None) -> Typed | None:
        name = node.function.text
        if name not in FUNCTIONS:
            self.world.report("PC213", node.function.span, help=did_you_mean(name, FUNCTIONS), name=name)
            return None
        if name == "round":
            return self._round(node, env, id)
        if (
            name in ("highest", "lowest", "agreed")
            and node.over is None
            and node.where is None
            and (len(node.args) > 1 or name == "agreed")
        ):
            return self._meet(name, node, env, id, want)
        return self._aggregate(name, node, env, id, want)

    def _round(self, node: ast.Call, env: Env, id: str) -> Typed | None:
        if len(node.args) != 3 or not isinstance(node.args[1], ast.Name) or node.args[1].name not in ROUNDING_MODES:
            self.world.report("PC325", node.span)
            return None
        operand = self._quantity(node.args[0], env, f"{id}/of")
        step = self._quantity(node.args[2], env, f"{id}/step")
        if operand is None or step is None:
            return None
        pair = self._same_unit(operand, step, node.span, id)
        if pair is None:
            return None
        operand, step = pair
        value = _constant(step.expr)
        if not isinstance(value, Fraction) or value <= 0:
            self.world.report("PC326", node.args[2].span)
            return None
        kind = _number_of(operand)
        whole = kind.unit.family in ("pure", "points") and value.denominator == 1
        return Typed(
            core.Op(
                id,
                t.Number(kind.unit, whole),
                "round",
                (operand.expr, step.expr),
                mode=node.args[1].name,
                span=node.span,
            )
        )

    def _meet(self, name: str, node: ast.Call, env: Env, id: str, want: t.Type | None) -> Typed | None:
        """`agreed`, `highest`, `lowest` of several expressions."""
        want = want or self.common_type(node.args, env)
        typed: list[Typed] = []
        for place, argument in enumerate(node.args, 1):
            one = self.check(argument, env, f"{id}/{place}", want)
            if one is None:
                return None
            self.warn_absent(one, argument.span)
            if typed and isinstance(one.type, t.Number) and isinstance(typed[0].type, t.Number):
                pair = self._same_unit(typed[0], one, argument.span, id)
                if pair is None:
                    return None
                one = pair[1]
            elif typed and not _compatible(one.type, typed[0].type):
                self.world.report(
                    "PC319", argument.span, sign=name, left=describe(typed[0].type), right=describe(one.type)
                )
                return None
            typed.append(one)
        kind = typed[0].type
        if name != "agreed" and not _ordered(kind):
            self.world.report("PC318", node.span, type=describe(kind), sign=name)
            return None
        return Typed(self._op(id, join_types([x.type for x in typed]), name, node.span, *typed))

    def _aggregate(self, name: str, node: ast.Call, env: Env, id: str, want: t.Type | None) -> Typed | None:
        arguments = list(node.args)
        over = node.over
        if over is None:
            if len(arguments) != 1:
                self.world.report("PC327", node.span, name=name)
                return None
            over = arguments.pop()
        elif name == "count":
            self.world.report("PC328", node.span)
            return None
        source = self.check(over, env, f"{id}/over")
        if source is None:
            return None
        self.warn_absent(source, over.span)
        if isinstance(source.type, t.SetType):
            element: t.Type = source.type.element
        elif isinstance(source.type, t.ListType):
            element = source.type.element
        else:
            self.world.report("PC329", over.span, found=describe(source.type), name=name)
            return None
        var = node.alias.text if node.alias is not None else f"_{len(env.scopes)}"
        if node.alias is not None and any(scope.alias == var for scope in env.scopes):
            self.world.report("PC214", node.alias.span, name=var)
            return None
        scope = Scope(var, element, node.alias.text if node.alias else None, implicit=node.alias is None)
        inner = env.inside(scope)
        where = self.condition(node.where, inner, f"{id}/where") if node.where is not None else None
        if node.where is not None and where is None:
            return None
        inside = self.guards(node.where, inner)
        value: Typed | None = None
        by: Typed | None = None
        if name != "count":
            limit = 2 if name in ("latest", "earliest") else 1
            if len(arguments) > limit:
                self.world.report("PC327", node.span, name=name)
                return None
            if arguments:
                boolean = name in ("all", "some")
                wanted = YES_NO if boolean else want
                value = self.check(arguments[0], inside, f"{id}/value", wanted)
                if boolean and value is not None:
                    value = self.fit(value, YES_NO, arguments[0].span, f"{id}/value")
            else:
                value = Typed(core.Var(f"{id}/value", element, var, over.span))
            if value is None:
                return None
            span = arguments[0].span if arguments else over.span
            self.warn_absent(value, span)
            if name in ("latest", "earliest"):
                by = self.check(arguments[1], inside, f"{id}/by") if len(arguments) > 1 else value
                if by is None:
                    return None
                if not isinstance(by.type, t.Date | t.Moment):
                    at = arguments[1].span if len(arguments) > 1 else span
                    self.world.report("PC302", at, found=describe(by.type), wanted=Phrase("type_date_or_moment"))
                    return None
            kind = self._aggregate_type(name, value, span)
            if kind is None:
                return None
        else:
            kind = t.Number(t.PURE, whole=True, low=Fraction(0))
        return Typed(
            core.Aggregate(
                id,
                kind,
                name,  # type: ignore[arg-type]  # one of FUNCTIONS that aggregates
                var,
                source.expr,
                value.expr if value is not None else None,
                where.expr if where is not None else None,
                by.expr if by is not None else None,
                node.span,
            )
        )

    def _aggregate_type(self, name: str, value: Typed, span: Span) -> t.Type | None:
        kind = value.type
        match name:
            case "sum" | "average":
                if isinstance(kind, t.Number):
                    if name == "average":
                        return t.Number(kind.unit, False, kind.low, kind.high)
                    low = Fraction(0) if kind.low is not None and kind.low >= 0 else None
                    high = Fraction(0) if kind.high is not None and kind.high <= 0 else None
                    return t.Number(kind.unit, kind.whole, low, high)
                self.world.report("PC302", span, found=describe(kind), wanted=Phrase("type_number"))
                return None
            case "highest" | "lowest":
                if _ordered(kind):
                    return kind
                self.world.report("PC318", span, type=describe(kind), sign=name)
                return None
            case "all" | "some":
                return YES_NO
            case "distinct":
                if isinstance(kind, t.RecordType | t.ListType | t.SetType):
                    self.world.report("PC302", span, found=describe(kind), wanted=Phrase("type_single"))
                    return None
                return t.Number(t.PURE, whole=True, low=Fraction(0))
            case _:
                return kind

    # --- fitting -----------------------------------------------------------------------------------------------

    def fit(self, typed: Typed, want: t.Type, span: Span, id: str, *, data: bool = False) -> Typed | None:
        """Return `typed` as a value of `want`, converted where needed, or report.

        In data (`data`), a bare number counts in the unit of the place, and a bare 85 in a per cent is 85 %.
        """
        have = typed.type
        match have, want:
            case t.Number(), t.Number():
                fitted = self._fit_number(typed, want, span, data)
                if fitted is None:
                    return None
                typed = fitted
            case t.Moment(), t.Date():
                self.world.report("PC302", span, found=describe(have), wanted=describe(want))
                return None
            case t.ListType(), t.SetType():
                self.world.report("PC302", span, found=describe(have), wanted=describe(want))
                return None
            case _ if _compatible(have, want):
                pass
            case _:
                self.world.report("PC302", span, found=describe(have), wanted=describe(want))
                return None
        if data and not self._in_bounds(typed, want, span):
            return None
        return typed

    def _fit_number(self, typed: Typed, want: t.Number, span: Span, data: bool) -> Typed | None:
        have = _number_of(typed)
        if data and typed.bare and have.unit == t.PURE and want.unit != t.PURE:
            value = _constant(typed.expr)
            assert isinstance(value, Fraction)
            scaled = value / 100 if want.unit.family == "percent" else value
            return Typed(core.Const(typed.expr.id, t.Number(want.unit), scaled, span))
        if have.unit.name == want.unit.name and have.unit.family == want.unit.family:
            return typed
        if have.unit.base == want.unit.base and have.unit.family == want.unit.family:
            return self._convert(typed, want.unit, span)
        families = {have.unit.family, want.unit.family}
        if families == {"pure", "points"}:
            return self._reunit(typed, want.unit)
        if families == {"pure", "percent"}:
            if typed.bare and not _is_zero(typed):
                self.world.report("PC304", span, help=_with_unit(typed, t.PERCENT))
                return None
            return self._reunit(typed, want.unit)
        if typed.bare and _is_zero(typed):
            return self._reunit(typed, want.unit)
        code = "PC313" if have.unit.family == "money" == want.unit.family else "PC314"
        self.world.report(code, span, help=_with_unit(typed, want.unit), left=describe(have), right=describe(want))
        return None

    def _in_bounds(self, typed: Typed, want: t.Type, span: Span) -> bool:
        value = _constant(typed.expr)
        if not isinstance(want, t.Number) or not isinstance(value, Fraction):
            return True
        if want.whole and value.denominator != 1:
            self.world.report("PC330", span)
            return False
        places = 10**want.unit.places * (100 if want.unit.family == "percent" else 1)
        if (value * places).denominator != 1:
            self.world.report("PC331", span, places=want.unit.places, type=describe(want))
            return False
        if (want.low is not None and value < want.low) or (want.high is not None and value > want.high):
            self.world.report("PC332", span, bounds=bounds_of(want))
            return False
        return True

    def warn_absent(self, typed: Typed, span: Span) -> None:
        """Warn where what may be absent is read as if it were there."""
        if typed.absent:
            self.world.report("PC423", span)


Result: TypeAlias = "tuple[ast.Expr, Env, str]"


# --- helpers over types and nodes --------------------------------------------------------------------------------


def number_text(value: Fraction | None) -> str:
    """Return a number as an author would write it; "" for none."""
    if value is None:
        return ""
    if value.denominator == 1:
        return str(value.numerator)
    return str(float(value)) if float(value) == value else f"{value.numerator}/{value.denominator}"


def bounds_of(of: t.Number) -> Phrase:
    """Return the bounds of a number type that has some, as its author wrote them."""
    low, high = (written(end, of.unit) for end in (of.low, of.high))
    if not high:
        return Phrase("bounds_from", {"low": low})
    if not low:
        return Phrase("bounds_to", {"high": high})
    return Phrase("bounds_between", {"low": low, "high": high})


def written(value: Fraction | None, unit: t.Unit) -> str:
    """Return a number with its unit as an author would write it; "" for none."""
    if value is None:
        return ""
    if unit.family == "percent":
        return f"{number_text(value * 100)}%"
    return f"{number_text(value)} {unit.name}".rstrip()


def _with_unit(typed: Typed, unit: t.Unit) -> Phrase | None:
    """Return the help to write a bare number with its unit; None for what is no bare number."""
    value = _constant(typed.expr)
    if not typed.bare or not isinstance(value, Fraction) or unit.family not in ("money", "percent", "own"):
        return None  # words of time are inflected, and their unit is not plain from the other side
    value = value / 100 if unit.family == "percent" else value
    return Phrase("with_unit", {"text": written(value, unit)})


def _member_type(want: t.Type | None) -> t.Enum | None:
    match want:
        case t.Enum():
            return want
        case t.SetType(element=t.Enum() as element):
            return element
        case _:
            return None


def _number_of(typed: Typed) -> t.Number:
    assert isinstance(typed.type, t.Number)
    return typed.type


def _is_zero(typed: Typed) -> bool:
    return isinstance(typed.expr, core.Const) and typed.expr.value == 0 and isinstance(typed.expr.value, Fraction)


def _negate(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _constant(expr: core.Expr) -> bool | str | Fraction | date | None:
    """Return the value of a constant or of a negated constant number."""
    match expr:
        case core.Const(value=bool() | str() | Fraction() | date() as value):
            return value
        case core.Op(op="neg", operands=(core.Const(value=Fraction() as value),)):
            return -value
        case _:
            return None


def _unbounded(of: t.Type) -> t.Type:
    match of:
        case t.Number():
            return t.Number(of.unit, of.whole)
        case t.Date():
            return t.Date()
        case _:
            return of


def _general(of: t.Type) -> t.Type:
    """Return the type that other branches must fit when this is that of the first."""
    return t.Number(of.unit) if isinstance(of, t.Number) else _unbounded(of)


def _ordered(of: t.Type) -> bool:
    return isinstance(of, t.Number | t.Date | t.Moment) or (isinstance(of, t.Enum) and of.ordered)


def _compatible(have: t.Type, want: t.Type) -> bool:
    match have, want:
        case t.Number(), t.Number():
            return have.unit == want.unit
        case t.Date(), t.Date():
            return True
        case t.ListType(element=a), t.ListType(element=b):
            return _compatible(a, b)
        case t.SetType(element=a), t.SetType(element=b):
            return _compatible(a, b)
        case _:
            return have == want


def join_types(kinds: Sequence[t.Type]) -> t.Type:
    """Return the type of a value that is one of these: for numbers the hull of their bounds."""
    numbers = [kind for kind in kinds if isinstance(kind, t.Number)]
    if len(numbers) < len(kinds):
        return _unbounded(kinds[0])
    lows, highs = [n.low for n in numbers], [n.high for n in numbers]
    units = [n.unit for n in numbers if n.unit != t.PURE] or [t.PURE]
    return t.Number(
        units[0],
        all(n.whole for n in numbers),
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def _sum_type(a: t.Number, b: t.Number, sign: str) -> t.Number:
    other_low, other_high = (b.low, b.high) if sign == "+" else (_negate(b.high), _negate(b.low))
    low = None if a.low is None or other_low is None else a.low + other_low
    high = None if a.high is None or other_high is None else a.high + other_high
    unit = b.unit if a.unit == t.PURE and b.unit.family == "points" else a.unit
    return t.Number(unit, a.whole and b.whole, low, high)


def _product_bounds(a: t.Number, b: t.Number) -> tuple[Fraction | None, Fraction | None]:
    if a.low is None or b.low is None or a.low < 0 or b.low < 0:
        return None, None
    high = None if a.high is None or b.high is None else a.high * b.high
    return a.low * b.low, high


def _range_of(typed: Typed) -> tuple[Fraction | None, Fraction | None]:
    value = _constant(typed.expr)
    if isinstance(value, Fraction):
        return value, value
    kind = _number_of(typed)
    return kind.low, kind.high


def _ranged(typed: Typed) -> t.Number:
    """Return the type of a number with what it can be: of a constant, just its value."""
    low, high = _range_of(typed)
    return evolve(_number_of(typed), low=low, high=high)


def _decided(
    op: str, a: tuple[Fraction | None, Fraction | None], b: tuple[Fraction | None, Fraction | None]
) -> bool | None:
    """Return the answer of a comparison that bounds alone decide, else None."""

    def below(x: Fraction | None, y: Fraction | None) -> bool:
        return x is not None and y is not None and x < y

    def at_most(x: Fraction | None, y: Fraction | None) -> bool:
        return x is not None and y is not None and x <= y

    match op:
        case "lt":
            return True if below(a[1], b[0]) else False if at_most(b[1], a[0]) else None
        case "le":
            return True if at_most(a[1], b[0]) else False if below(b[1], a[0]) else None
        case "gt":
            return _decided("lt", b, a)
        case "ge":
            return _decided("le", b, a)
        case "eq" | "ne":
            apart = below(a[1], b[0]) or below(b[1], a[0])
            return (op == "ne") if apart else None
        case _:
            return None


def _items(total: core.Sum) -> Iterator[core.Contribution | core.Sum]:
    for item in total.items:
        yield item
        if isinstance(item, core.Sum):
            yield from _items(item)


def _takes_absent(row: core.Row, place: int) -> bool:
    return isinstance(row.cells[place], core.AbsentCell | core.Any)


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


def _shows(condition: ast.Expr, when_false: bool) -> Iterator[str]:
    """Yield the paths that must be present when the condition holds (or, `when_false`, when it does not)."""
    match condition:
        case ast.Test(operand=operand, word=word) if word == ("absent" if when_false else "present"):
            if (path := _text_of(operand)) != "":
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


def _wanted_beside(other: Typed, node: ast.Expr) -> t.Type | None:
    """Return the type that a comparison wants of `node`; dates and moments compare, so neither wants its own kind."""
    if isinstance(other.type, t.Date | t.Moment) and not isinstance(node, ast.MarkLit):
        return None
    return other.type


def _text_of(node: ast.Expr) -> str:
    """Return a path of names as written, "" for anything else."""
    match node:
        case ast.Name(name=name):
            return name
        case ast.Attr(of=of, name=name):
            base = _text_of(of)
            return f"{base}.{name.text}" if base else ""
        case _:
            return ""


def _path_node(path: str) -> ast.Expr:
    first, *rest = path.split(".")
    node: ast.Expr = ast.Name(first)
    for part in rest:
        node = ast.Attr(node, ast.Ident(part))
    return node


def cell_text(cell: ast.Cell) -> str:
    """Return a table cell in the short form that row ids are made of."""
    match cell:
        case ast.AnyCell():
            return "any"
        case ast.CompareCell():
            return f"{'' if cell.op == '=' else cell.op}{cell_text(cell.value)}"
        case ast.RangeLit():
            return f"{cell_text(cell.low)}..{cell_text(cell.high)}"
        case ast.SetLit():
            return "{" + ",".join(cell_text(item) for item in cell.items) + "}"
        case ast.NumberLit():
            return number_text(number_value(cell) * (100 if cell.percent else 1)) + ("%" if cell.percent else "")
        case ast.Neg(operand=operand):
            return f"-{cell_text(operand)}"
        case ast.DateLit(text=text) | ast.MomentLit(text=text) | ast.TextLit(text=text):
            return text
        case ast.YesNoLit(value=value):
            return "yes" if value else "no"
        case ast.MarkLit(kind=kind):
            return kind
        case ast.Name() | ast.Attr():
            return _text_of(cell)
        case _:
            return "…"


def _granted(grant: Grant, tier: core.Expr, id: str) -> core.Expr | None:
    """Return the guard of a grant for the tier that `tier` says; None where it always holds."""
    parts: list[core.Expr] = []
    if grant.tiers is not None:
        parts.append(among(tier, grant.tiers, f"{id}/is", grant.case.span))
    if grant.when is not None:
        parts.append(copy_under(grant.when, f"{id}/when"))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else core.Op(id, YES_NO, "and", tuple(parts), ("", ""), span=grant.case.span)


def among(tier: core.Expr, tiers: tuple[str, ...], id: str, span: Span) -> core.Expr:
    """Return the condition that `tier` is one of `tiers`."""
    assert isinstance(tier.type, t.Enum)
    read = copy_under(tier, f"{id}/of")
    if len(tiers) == 1:
        return core.Op(id, YES_NO, "eq", (read, core.Const(f"{id}/tier", tier.type, tiers[0])), span=span)
    among = core.Const(f"{id}/tiers", t.SetType(tier.type), frozenset(tiers))
    return core.Op(id, YES_NO, "in", (read, among), span=span)


def may_be_not_granted(body: core.Match) -> bool:
    """Whether a benefit may be not granted: it has no default, and not every tier has it."""
    last = body.otherwise
    return last is not None and isinstance(last.value, core.Const) and last.value.value == ABSENT


def _reads_self(expr: core.Expr | None) -> bool:
    return expr is not None and any(isinstance(node, core.Var) and node.name == "self" for node in walk(expr))


def covers_every_tier(grants: Sequence[Grant], of: t.Type) -> bool:
    """Whether unconditional grants stand for every tier."""
    sure = [grant.tiers for grant in grants if grant.when is None]
    if None in sure:
        return True
    return isinstance(of, t.Enum) and not of.open and set(of.names) <= {tier for tiers in sure for tier in tiers or ()}
