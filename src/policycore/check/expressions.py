"""AST expressions to Core: names resolved, types and units checked, sugar taken away.

`Expressions.check` returns a `Typed`, or None once something has been reported about it: one cause, one message. The
type wanted by the place (`want`) decides what a bare name means: a member of the wanted enumeration, before a name in
scope. Each node's id is the id of its parent and a step (`class/A/when/left`); named parts and table rows stand right
below the rule they belong to (`valid/leader_not_spared`, `by_solver[large,mine]`).

What each kind of expression means stands in a module of its own (`names`, `arithmetic`, `comparisons`, `conditions`,
`tables`, `calls`); their functions take the `Expressions` first, since the parts of an expression are expressions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from attrs import frozen

from policycore import types as t
from policycore.check.arithmetic import lower_arithmetic, lower_at_time, lower_negation, lower_per
from policycore.check.calls import lower_call
from policycore.check.comparisons import lower_compare, lower_in, lower_test, lower_within
from policycore.check.conditions import lower_if, lower_junction
from policycore.check.fitting import fit
from policycore.check.kinds import YES_NO, Constant, constant_of, operation
from policycore.check.literals import date_value, moment_value, number_type, number_value
from policycore.check.names import lower_at, resolve_attribute, resolve_index, resolve_name
from policycore.check.tables import lower_table
from policycore.check.world import Env, Module, Symbol, Typed, World
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.syntax import ast
from policycore.values import ABSENT


@frozen
class Expressions:
    """The expression checker: a world to look names up in, and a way to have a statement lowered before it is read."""

    world: World
    lower: Callable[[Symbol], None]

    def value(self, node: ast.Expr, env: Env, id: str, want: t.Type | None = None) -> Typed | None:
        """Check `node` and, where a type is wanted, fit it to that type (or report the mismatch)."""
        typed = self.check(node, env, id, want)
        if typed is None or want is None:
            return typed
        return fit(typed, want, node.span, self.world)

    def condition(self, node: ast.Expr, env: Env, id: str) -> Typed | None:
        """Check a condition."""
        return self.value(node, env, id, YES_NO)

    def constant(self, node: ast.Expr, module: Module, id: str, want: t.Type) -> Constant | None:
        """Check what stands in data: a constant of the wanted type, a bare number in the unit of its place."""
        typed = self.check(node, Env(module, ""), id, want)
        if typed is not None:
            typed = fit(typed, want, node.span, self.world, data=True)
        if typed is None:
            return None
        value = constant_of(typed.expr)
        if value is None:
            self.world.report("PC321", node.span)
        return value

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
                return resolve_name(self, node, env, id, want)
            case ast.Attr():
                return resolve_attribute(self, node, env, id)
            case ast.Index():
                return resolve_index(self, node, env, id)
            case ast.Call():
                return lower_call(self, node, env, id, want)
            case ast.Neg():
                return lower_negation(self, node, env, id)
            case ast.Arith():
                return lower_arithmetic(self, node, env, id)
            case ast.Per():
                return lower_per(self, node, env, id)
            case ast.At():
                return lower_at(self, node, env, id)
            case ast.AtTime():
                return lower_at_time(self, node, env, id)
            case ast.Compare():
                return lower_compare(self, node, env, id)
            case ast.In():
                return lower_in(self, node, env, id)
            case ast.Test():
                return lower_test(self, node, env, id)
            case ast.Within():
                return lower_within(self, node, env, id)
            case ast.Not():
                operand = self.condition(node.operand, env, f"{id}/not")
                return None if operand is None else Typed(operation(id, YES_NO, "not", node.span, operand))
            case ast.Junction():
                parts = tuple(ast.Part(None, operand) for operand in node.operands)
                return lower_junction(self, node.word, parts, 0, env, id, node.span)
            case ast.PartList():
                word = {"all": "and", "any": "or", "at_least": "at_least"}[node.kind]
                return lower_junction(self, word, node.parts, node.count, env, id, node.span)
            case ast.If():
                return lower_if(self, node, env, id, want)
            case ast.TableExpr():
                return lower_table(self, node, env, id, want)
            case _:
                assert_never(node)

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
