"""Statements to Core: define, require, score, tiering, entitlements, accountability, duty, procedure, law.

Statements are lowered so that each stands after those it reads; `Statements.lower` is called by the expression checker
when it meets a reference, so the order of the file does not matter and cycles are met here.
"""

from __future__ import annotations

from typing import assert_never

from attrs import evolve

from policycore import types as t
from policycore.check.accountability import lower_accountability
from policycore.check.duties import lower_duty
from policycore.check.entitlements import lower_entitlements
from policycore.check.expressions import Expressions
from policycore.check.laws import lower_law
from policycore.check.order import in_dependency_order
from policycore.check.populations import for_members, lower_population, population_around, when_member
from policycore.check.procedures import lower_procedure
from policycore.check.requirements import lower_define, lower_require
from policycore.check.scores import lower_score
from policycore.check.tierings import lower_tiering
from policycore.check.world import LOWERED, Env, Module, Scope, Symbol, World
from policycore.core import nodes as core
from policycore.syntax import ast


class Statements:
    """The statement checker of one check."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.expressions = Expressions(world, self.lower)

    def lower_all(self, module: Module) -> None:
        """Lower every statement of a file, those that others name first."""
        for symbol in in_dependency_order(module):
            self.lower(symbol)
        for symbol in module.symbols.values():
            if symbol.module is module and symbol.kind == "law":
                lower_law(self.expressions, symbol)

    def lower(self, symbol: Symbol) -> None:
        """Lower a statement once; a second call returns at once."""
        if symbol.done or symbol.busy or symbol.kind not in (*LOWERED, "population") or not symbol.record:
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
            case ast.Define() | ast.Require() if symbol.inside is not None:
                return self._of_population(symbol, node, env)
            case ast.Define():
                return lower_define(self.expressions, symbol, node, env)
            case ast.Require():
                return lower_require(self.expressions, symbol, node, env)
            case ast.Population():
                lower_population(self.expressions, symbol, node, env)
                return None
            case ast.Score():
                return lower_score(self.expressions, symbol, node, env)
            case ast.Tiering():
                return lower_tiering(self.expressions, symbol, node, env)
            case ast.Entitlements():
                return lower_entitlements(self.expressions, symbol, node, env)
            case ast.Accountability():
                return lower_accountability(self.expressions, symbol, node, env)
            case ast.Duty():
                return lower_duty(self.expressions, symbol, node, env)
            case ast.Procedure():
                return lower_procedure(self.expressions, symbol, node, env)
            case (
                ast.Record() | ast.Choice() | ast.Calendar() | ast.Actor() | ast.Parameter() | ast.Reading() | ast.Law()
            ):
                return None
            case _:
                assert_never(node)

    def _of_population(self, symbol: Symbol, node: ast.Define | ast.Require, env: Env) -> core.Statement | None:
        population = population_around(self.expressions, symbol)
        if population is None:
            return None
        env = evolve(env, population=population.id)
        if isinstance(node, ast.Require):
            require = lower_require(self.expressions, symbol, node, env)
            return None if require is None else when_member(require, population, self.world)
        define = lower_define(self.expressions, symbol, node, env)
        symbol.absent_for_members = symbol.absent
        symbol.absent = symbol.absent or population.where is not None
        return None if define is None else for_members(define, population, self.world)
