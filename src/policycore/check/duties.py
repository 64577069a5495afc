"""Duties to Core: once, or again and again with one finding for each period.

A duty becomes definitions below its name (`call_back/due`, `call_back/at`, `call_back/status`) and a node that refers
to them. Those of a repeated duty are about its periods, records of the made type `monthly_plan/period`; what they read
of the record that has the duty they read through the field `of` of the period.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.copies import copy_under, with_self
from policycore.check.deadlines import (
    LABELS,
    Part,
    both,
    day,
    done_by_now,
    done_late,
    happened,
    if_else,
    lower_deed,
    lower_due,
    nobody_says,
    now,
    part,
    passed,
    present,
    status_match,
    still_time,
    test,
)
from policycore.check.fitting import as_day, warn_absent
from policycore.check.knowledge import known_where
from policycore.check.literals import seconds_of
from policycore.check.rules import checked_about, lower_when, resolve_actor
from policycore.check.wording import describe
from policycore.check.world import Env, Scope, Symbol, Typed, World
from policycore.core import nodes as core
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

COUNT = t.Number(t.PURE, whole=True, low=Fraction(0))
#: The units in which duties recur, and how Core counts them.
CYCLES: dict[str, tuple[core.CycleUnit, int]] = {
    "day": ("day", 1),
    "week": ("week", 1),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("year", 1),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: What the element of a repeated duty is called inside it.
PERIOD = "period"


def lower_duty(expressions: Expressions, symbol: Symbol, node: ast.Duty, env: Env) -> core.Duty | None:
    """Return a duty, and enter the definitions it refers to."""
    world = expressions.world
    about = checked_about(node.head, env, world)
    actor = resolve_actor(node.actor, env, world)
    if node.modality == "must_not":
        world.report("PC460", symbol.span, name=symbol.name)
        return None
    if node.timing is None and node.deed is None:
        world.report("PC461", symbol.span, name=symbol.name)
        return None
    when = lower_when(expressions, node.when, env, f"{symbol.id}/applies/body")
    if node.when is not None and when is None:
        return None
    lower = _Lower(expressions, symbol, node, env_where(expressions, node.when, env))
    if when is not None:
        lower.applies = lower.part("applies", Typed(when), symbol.record)
    duty = lower.duty()
    if duty is None:
        return None
    world.statements.update({define.id: define for define in lower.made})
    return evolve(duty, actor=actor, about=about)


@frozen
class _Deeds:
    """Deeds that stand in a list: `at` is when each was done, `where` which of them count, both about an element."""

    over: core.Expr
    var: str
    at: core.Expr
    where: tuple[core.Expr, ...]

    def count(self, id: str, span: Span) -> Typed:
        """Return how many there are."""
        where = both(f"{id}/where", span, *self._where(f"{id}/where"))
        return Typed(
            core.Aggregate(id, COUNT, "count", self.var, copy_under(self.over, f"{id}/over"), None, where, span=span)
        )

    def first(self, count: Part, id: str, span: Span) -> Typed:
        """Return when the first of them was done, absent where there is none."""
        call = f"{id}/first"
        earliest = core.Aggregate(
            call,
            self.at.type,
            "lowest",
            self.var,
            copy_under(self.over, f"{call}/over"),
            copy_under(self.at, f"{call}/value"),
            both(f"{call}/where", span, *self._where(f"{call}/where")),
            span=span,
        )
        nothing = core.Const(f"{id}/any/right", COUNT, Fraction(0), span)
        return if_else(id, test(f"{id}/any", "gt", span, count.read(f"{id}/any/left").expr, nothing), earliest, span)

    def _where(self, id: str) -> tuple[core.Expr, ...]:
        return tuple(copy_under(condition, f"{id}/{n}") for n, condition in enumerate(self.where, 1))


class _Lower:
    """One duty under way; `made` takes in its definitions, each after those it reads."""

    def __init__(self, expressions: Expressions, symbol: Symbol, node: ast.Duty, env: Env) -> None:
        self.expressions = expressions
        self.world: World = expressions.world
        self.id = symbol.id
        self.name = symbol.name
        self.span: Span = symbol.span
        self.node = node
        self.env = env
        self.of = symbol.record
        self.every = node.timing if isinstance(node.timing, ast.Recurrence) else None
        #: The record that due times and statuses are about: the one with the duty, or one of its periods.
        self.record = symbol.record if self.every is None else f"{symbol.id}/period"
        self.applies: Part | None = None
        self.made: list[core.Define] = []

    def part(self, name: str, body: Typed, record: str) -> Part:
        """Enter a fact of the duty."""
        made = part(self.id, name, record, body, self.span, part_of=self.id)
        self.made.append(made.define)
        return made

    def duty(self) -> core.Duty | None:
        """Return the duty with all its facts."""
        periods = self._periods(self.every) if self.every is not None else None
        if self.every is not None and periods is None:
            return None
        count, at = self._done()
        due = self._due()
        if at is None or (self.node.timing is not None and due is None):
            return None
        timed = due is not None and isinstance(due.define.type, t.Moment)
        if timed and isinstance(at.define.type, t.Date) and self.node.deed is not None:
            self._warn_of_days()
        words = self._not_applicable()
        if self.every is not None and _is_counted(self.every):
            assert due is not None
            words += self._counted(self.every, count, due)
        else:
            words += self._dated(at, due)
        status = self.part("status", status_match(self.id, f"{self.id}/status/body", words, self.span), self.record)
        facts = {"due": due, "at": at, "count": count if self.every is not None else None}
        read = tuple((name, self._shown(name, fact)) for name, fact in facts.items() if fact is not None)
        each = None
        if periods is not None:
            each = core.Each(PERIOD, periods.read(self.world.step(self.id, "each")).expr)
            read = (*((name, self._shown_field(name)) for name in ("start", "end")), *read)
        return core.Duty(
            self.id,
            self.of,
            self.node.modality if self.node.modality in ("should", "may") else "must",
            self._shown("status", status),
            read,
            each=each,
            when=self.applies.read(self.world.step(self.id, "when")).expr if self.applies is not None else None,
            span=self.span,
        )

    def _shown(self, name: str, fact: Part) -> core.Expr:
        id = self.world.step(self.id, f"shown/{name}")
        return fact.read(id, self._whose(f"{id}/of")).expr

    def _shown_field(self, name: str) -> core.Expr:
        id = self.world.step(self.id, f"shown/{name}")
        return core.Field(id, t.Date(), self._whose(f"{id}/of"), name, self.span)

    def _whose(self, id: str) -> core.Expr:
        return core.Var(id, t.RecordType(self.record), "self" if self.every is None else PERIOD, self.span)

    # --- status ---

    def _not_applicable(self) -> list[tuple[str, core.Expr | None]]:
        if self.applies is None:
            return []
        id = f"{self.id}/not_applicable/when"
        read = self._framed(self.applies.read(f"{id}/not", span=self.span).expr)
        return [("not_applicable", test(id, "not", self.span, read))]

    def _dated(self, at: Part, due: Part | None) -> list[tuple[str, core.Expr | None]]:
        """Return the statuses of what is to be done once by its due time."""
        words: list[tuple[str, core.Expr | None]] = []
        if due is not None:
            words.append(("late", done_late(at, due, f"{self.id}/late/when", self.span)))
        words.append(("in_time", present(at, f"{self.id}/in_time/when", self.span)))
        if due is not None:
            # Nobody is overdue with what he may do.
            word = "unused" if self.node.modality == "may" else "overdue"
            words.append((word, passed(due, f"{self.id}/{word}/when", self.span)))
        return [*words, ("open", None)]

    def _counted(self, every: ast.Recurrence, count: Part | None, due: Part) -> list[tuple[str, core.Expr | None]]:
        """Return the statuses of what is to be done so many times in a period."""
        words: list[tuple[str, core.Expr | None]] = []
        if count is None:
            unknown = core.Open(f"{self.id}/count/body", COUNT, "unknown", self.span)
            count = self.part("count", Typed(unknown), self.record)

        def bound(word: str, op: str, times: int) -> tuple[str, core.Expr]:
            id = f"{self.id}/{word}/when"
            wanted = core.Const(f"{id}/right", COUNT, Fraction(times), every.span)
            return word, test(id, op, every.span, count.read(f"{id}/left").expr, wanted)

        if every.most is not None:
            words.append(bound("above", "gt", every.most))
        words.append(("open", still_time(due, f"{self.id}/open/when", self.span)))
        if every.least:
            words.append(bound("below", "lt", every.least))
        return [*words, ("inside", None)]

    # --- when it is due ---

    def _due(self) -> Part | None:
        """Return the last day or moment in time."""
        body = f"{self.id}/due/body"
        if self.every is not None:
            due = self._due_in_period(self.every, body)
            return None if due is None else self.part("due", Typed(due), self.record)
        deadline = self.node.timing
        if deadline is None or isinstance(deadline, ast.Recurrence):
            return None
        typed = lower_due(self.expressions, deadline, None, self.env, body)
        return None if typed is None else self.part("due", typed, self.record)

    def _due_in_period(self, every: ast.Recurrence, id: str) -> core.Expr | None:
        """Return the last day or moment of a period that is in time; without a point the period's last day."""
        point = every.point
        if point is None:
            return self._its(id, "end")
        days: core.Expr
        match point.place:
            case None | "last_day":
                days = self._its(f"{id}/day", "end")
            case int(number):
                nth = self._days_on(f"{id}/nth", self._its(f"{id}/nth/start", "start"), number - 1)
                # The fifth is the fifth; the thirty-first is the last day of a shorter month.
                days = core.Op(f"{id}/day", t.Date(), "lowest", (nth, self._its(f"{id}/end", "end")), span=point.span)
            case weekday:
                start = self._its(f"{id}/day/start", "start")
                days = self._days_on(f"{id}/day", start, WEEKDAYS.index(weekday))
        if point.time is None:
            return days if point.word == "until" else self._days_on(f"{id}/last", days, -1)
        clock = seconds_of(point.time) - (1 if point.word == "before" else 0)
        seconds = core.Const(f"{id}/clock", t.Number(t.SECOND), Fraction(clock), point.span)
        return core.Op(id, t.Moment(), "at_time", (days, seconds), span=point.span)

    def _days_on(self, id: str, start: core.Expr, days: int) -> core.Expr:
        count = core.Const(f"{id}/days", t.Number(t.DAY), Fraction(days), self.span)
        return core.Op(id, t.Date(), "add_days", (start, count), span=self.span)

    def _warn_of_days(self) -> None:
        """Warn where the deadline has a time of day and the deed only a day: on that day it counts as in time."""
        if self.node.deed is not None:
            self.world.report("PC466", self.node.deed.at.span)

    # --- when it was done ---

    def _done(self) -> tuple[Part | None, Part | None]:
        """Return how many times it was done (None where that is not counted), and when first, by `as_of`."""
        deed, body = self.node.deed, f"{self.id}/at/body"
        if deed is None:
            return None, self.part("at", nobody_says(body, self.span), self.record)
        if deed.period is not None and self.every is None:
            self.world.report("PC469", deed.period.span, name=self.name)
            return None, None
        if deed.over is not None:
            deeds = self._deeds(deed, deed.over)
            if deeds is None:
                return None, None
            count = self.part("count", deeds.count(f"{self.id}/count/body", self.span), self.record)
            return count, self.part("at", deeds.first(count, body, self.span), self.record)
        at = self._deed_at(deed, self.env, body)
        if at is None:
            return None, None
        inside: tuple[core.Expr, ...] = ()
        if self.every is not None:
            belongs = self._belongs(deed, at, self.env, f"{self.id}/deed")
            if belongs is None:
                return None, None
            inside = belongs
        found = self.part("at", done_by_now(at, body, *inside), self.record)
        if self.every is None or not _is_counted(self.every):
            return None, found
        once = core.Const(f"{self.id}/count/body/if[1]/value", COUNT, Fraction(1), self.span)
        never = core.Const(f"{self.id}/count/body/else/value", COUNT, Fraction(0), self.span)
        there = core.Case(f"{self.id}/count/body/if[1]", present(found, f"{self.id}/count/body/if", self.span), once)
        counted = core.Match(
            f"{self.id}/count/body",
            COUNT,
            (there,),
            core.Case(f"{self.id}/count/body/else", None, never),
            span=self.span,
        )
        return self.part("count", Typed(counted), self.record), found

    def _deeds(self, deed: ast.Deed, over: ast.Expr) -> _Deeds | None:
        """Return the deeds of a list that count."""
        id = f"{self.id}/deed"
        source = self.expressions.check(over, self.env, f"{id}/over")
        if source is None:
            return None
        if not isinstance(source.type, t.ListType):
            self.world.report("PC329", over.span, found=describe(source.type), name="done")
            return None
        warn_absent(source, over.span, self.world)
        var = f"_{len(self.env.scopes)}"
        element = self.env.inside(Scope(var, source.type.element))
        known = known_where(source.type.element, var, None, id, over.span, self.world)
        where: list[core.Expr] = [] if known is None else [known]
        if deed.where is not None:
            typed = self.expressions.condition(deed.where, element, f"{id}/where")
            if typed is None:
                return None
            where.append(self._framed(typed.expr))
        inside = env_where(self.expressions, deed.where, element)
        at = self._deed_at(deed, inside, f"{id}/at")
        if at is None:
            return None
        where.append(happened(at, f"{id}/happened"))
        if self.every is not None:
            belongs = self._belongs(deed, at, inside, id)
            if belongs is None:
                return None
            where += belongs
        return _Deeds(self._framed(source.expr), var, at.expr, tuple(where))

    def _belongs(self, deed: ast.Deed, at: Typed, env: Env, id: str) -> tuple[core.Expr, ...] | None:
        """Return the conditions that a deed belongs to the period: by what it is for, else by the day it was done."""
        by = at.expr
        if deed.period is not None:
            typed = self.expressions.check(deed.period, env, f"{id}/for")
            if typed is None:
                return None
            warn_absent(typed, deed.period.span, self.world)
            found = as_day(typed, deed.period.span, self.world)
            if found is None:
                return None
            by = self._framed(found.expr)
        of = day(by, f"{id}/for/day")
        ends = (("ge", "start"), ("le", "end"))
        return tuple(
            test(f"{id}/{end}", op, self.span, copy_under(of, f"{id}/{end}/left"), self._its(f"{id}/{end}/right", end))
            for op, end in ends
        )

    def _deed_at(self, deed: ast.Deed, env: Env, id: str) -> Typed | None:
        typed = lower_deed(self.expressions, deed, env, id)
        return None if typed is None else evolve(typed, expr=self._framed(typed.expr))

    def _its(self, id: str, name: str) -> core.Expr:
        """Return a field of the period."""
        return core.Field(
            id, t.Date(), core.Var(f"{id}/of", t.RecordType(self.record), "self", self.span), name, self.span
        )

    def _framed(self, expr: core.Expr) -> core.Expr:
        """Return what is written for the record that has the duty as it is read from one of its periods."""
        return expr if self.every is None else with_self(expr, "of", t.RecordType(self.record))

    # --- periods ---

    def _periods(self, every: ast.Recurrence) -> Part | None:
        """Enter the record of a period, and return the list of them."""
        cycle = CYCLES.get(every.cycle.unit.text)
        if cycle is None:
            self.world.report("PC467", every.cycle.span)
            return None
        if not self._place_fits(every, *cycle):
            return None
        fields = (("of", t.RecordType(self.of)), ("start", t.Date()), ("end", t.Date()))
        self.world.records[self.record] = core.RecordDecl(
            self.record,
            tuple(core.FieldDecl(name, kind, about=core.About(LABELS[name])) for name, kind in fields),
            self.id,
            span=self.span,
        )
        body = f"{self.id}/periods/body"
        start = None
        if every.start is not None:
            typed = self.expressions.check(every.start, self.env, f"{body}/from")
            if typed is None:
                return None
            warn_absent(typed, every.start.span, self.world)
            found = as_day(typed, every.start.span, self.world)
            if found is None:
                return None
            start = found.expr
        kind = t.ListType(t.RecordType(self.record))
        unit, count = cycle
        whose = core.Var(f"{body}/of", t.RecordType(self.of), "self", self.span)
        periods = core.Periods(
            body,
            kind,
            whose,
            now(f"{body}/as_of", t.Date(), self.span),
            unit,
            count * every.cycle.count,
            start,
            span=self.span,
        )
        return self.part("periods", Typed(periods), self.of)

    def _place_fits(self, every: ast.Recurrence, unit: core.CycleUnit, count: int) -> bool:
        """Report a day that a period of this length does not have, or has several times."""
        place = every.point.place if every.point is not None else None
        months = unit in ("month", "year")
        one_week = unit == "week" and every.cycle.count == 1
        fits = place in (None, "last_day") or (months if isinstance(place, int) else one_week)
        if not fits:
            assert every.point is not None
            self.world.report("PC468", every.point.span)
        return fits


def _is_counted(every: ast.Recurrence) -> bool:
    """Whether deeds are counted: `2 times every quarter`."""
    return every.least is not None or every.most is not None
