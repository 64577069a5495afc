"""Procedures to Core: steps in their order, with what is due, done, by whom, and what is stayed.

Each step becomes definitions below its name (`handling/appeal/due`, `…/at`, `…/by`, `…/status`, and `effective` and
`final_on` of one that others stay) and a node that refers to them. Steps may read one another, so their parts are
lowered when they are read first; a circle is met there.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from attrs import evolve

from policycore import types as t
from policycore.check.conditions import env_where
from policycore.check.copies import copy_under
from policycore.check.deadlines import (
    Part,
    both,
    compared,
    day,
    done_by_now,
    done_late,
    either,
    if_else,
    lower_deed,
    lower_due,
    part,
    passed,
    present,
    status_match,
    status_type,
    test,
)
from policycore.check.kinds import YES_NO, compatible
from policycore.check.obligations import FACTS
from policycore.check.rules import checked_about, lower_when, resolve_actor, rule_id
from policycore.check.wording import describe
from policycore.check.world import Env, Steps, Symbol, Typed, World, did_you_mean, key_of
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.source import Span
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

#: A part of a step: what it was made to, "none" where the step has none of this name, "reported" after a report.
Found = Part | Literal["none", "reported"]
#: What is not done and may still be done, as the status of a step that follows says it.
_UNDONE = frozenset({"open", "overdue"})


def lower_procedure(expressions: Expressions, symbol: Symbol, node: ast.Procedure, env: Env) -> core.Procedure | None:
    """Return a procedure, and enter the definitions its steps refer to."""
    world = expressions.world
    about = checked_about(node.head, env, world, cited=True)
    if not node.steps:
        world.report("PC473", symbol.span, name=symbol.name)
        return None
    procedure = _Procedure(expressions, symbol, node, env)
    if not procedure.sound():
        return None
    steps = [procedure.step(name) for name in procedure.steps]
    found = [step for step in steps if step is not None]
    if len(found) < len(steps):
        return None
    world.statements.update(procedure.made)
    applies = procedure.head()
    when = applies.read(world.step(symbol.id, "when")).expr if isinstance(applies, Part) else None
    return core.Procedure(symbol.id, symbol.record, tuple(found), when, about, symbol.span)


class _Procedure:
    """One procedure under way; `made` takes in the definitions of its steps, each after those it reads."""

    def __init__(self, expressions: Expressions, symbol: Symbol, node: ast.Procedure, env: Env) -> None:
        self.expressions = expressions
        self.world: World = expressions.world
        self.symbol = symbol
        self.node = node
        self.steps: dict[str, ast.Step] = {}
        self.ids: dict[str, str] = {}
        taken: set[str] = set()
        for step in node.steps:
            id = rule_id(symbol.id, step.head.name, taken, self.world)
            if self.steps.setdefault(step.head.name.text, step) is step:
                self.ids[step.head.name.text] = id
        self.env = evolve(env, steps=Steps(tuple(self.steps), self.read))
        self.before = {name: self._before(step) for name, step in self.steps.items()}
        self.after = {name: self._after(name) for name in self.steps}
        self.stayed = {name: [s for s, step in self.steps.items() if _names(step.stays, name)] for name in self.steps}
        self.made: dict[str, core.Define] = {}
        self._parts: dict[tuple[str, str], Found] = {}
        self._busy: set[tuple[str, str]] = set()

    # --- the order of steps ---

    def _before(self, step: ast.Step) -> tuple[str, ...]:
        """Return the steps that come before one: those it follows, and the one its deadline counts from."""
        names = [name.text for name in step.follow]
        if isinstance(step.deadline, ast.WithinAfter) and isinstance(step.deadline.anchor, ast.Name):
            names.append(step.deadline.anchor.name)
        return tuple(dict.fromkeys(name for name in names if name in self.steps))

    def _after(self, name: str) -> tuple[str, ...]:
        """Return the steps that come after one, however far."""
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            current = waiting.pop()
            following = [other for other, before in self.before.items() if current in before and other not in found]
            found.update(dict.fromkeys(following))
            waiting += following
        return tuple(other for other in self.steps if other in found)

    def sound(self) -> bool:
        """Report unknown steps, circles, and what only a requirement can forbid; return whether all is well."""
        before = len(self.world.diagnostics)
        for name, step in self.steps.items():
            for other in (*step.follow, *step.not_by, *step.stays):
                if other.text not in self.steps:
                    help = did_you_mean(other.text, [s for s in self.steps if s != name])
                    self.world.report("PC463", other.span, help=help, name=other.text)
            at = step.head.name.span
            if name in self.after[name]:
                self.world.report("PC464", at, name=name)
            if step.modality == "must_not":
                self.world.report("PC460", at, name=name)
            elif step.deed is None:
                self.world.report("PC462", at, name=name)
            for other in step.not_by:
                silent = [s for s in (name, other.text) if s in self.steps and not self._says_who(s)]
                if silent and self.steps[silent[0]].deed is not None:
                    self.world.report("PC465", other.span, name=silent[0])
        return len(self.world.diagnostics) == before

    def _says_who(self, name: str) -> bool:
        deed = self.steps[name].deed
        return deed is not None and deed.by is not None

    # --- what is read ---

    def read(self, name: str, wanted: str, env: Env, id: str, span: Span) -> Typed | Literal["reported"]:
        """Return what `name` or `name.wanted` means inside the procedure."""
        found = self.part(name, wanted or "status", span) if wanted != "applies" else "none"
        if found == "none":
            known = [part for part in FACTS if self.part(name, part, span) != "none"]
            self.world.report("PC209", span, help=did_you_mean(wanted, known), name=wanted, record=name)
            return "reported"
        if not isinstance(found, Part):
            return "reported"
        typed = found.read(id, span=span)
        return Typed(typed.expr, typed.absent and key_of(typed.expr) not in env.present)

    def part(self, name: str, wanted: str, span: Span) -> Found:
        """Return a part of a step, made when it is asked for first; `span` is where it is read."""
        key = (name, wanted)
        if wanted == "applies" and self.steps[name].when is None:
            return self.head()
        if key in self._busy:
            step = self.steps[name].head.name
            labels = [Label(step.span, Phrase("declared_here"))]
            self.world.report("PC401", span, labels=labels, name=f"{name}.{wanted}" if wanted != "status" else name)
            return "reported"
        if key not in self._parts:
            self._busy.add(key)
            make = _PARTS.get(wanted)
            body = self._status(name) if wanted == "status" else make(self, name) if make is not None else "none"
            self._busy.discard(key)
            self._parts[key] = body if isinstance(body, str) else self._made(self.ids[name], wanted, body)
        return self._parts[key]

    def _made(self, owner: str, name: str, body: Typed) -> Part:
        span = self.symbol.span if owner == self.symbol.id else self.steps[owner.rpartition("/")[2]].head.name.span
        found = part(owner, name, self.symbol.record, body, span, part_of=self.symbol.id)
        self.made[found.define.id] = found.define
        return found

    # --- whether it applies ---

    def head(self) -> Found:
        """Return whether the procedure applies."""
        key = ("", "applies")
        if key not in self._parts:
            id = f"{self.symbol.id}/applies/body"
            when = lower_when(self.expressions, self.node.when, self.env, id)
            if self.node.when is None:
                self._parts[key] = "none"
            else:
                self._parts[key] = "reported" if when is None else self._made(self.symbol.id, "applies", Typed(when))
        return self._parts[key]

    def _applies(self, name: str) -> Typed | Literal["none", "reported"]:
        """Return whether a step applies: the procedure does, and its own condition holds."""
        step, id = self.steps[name], f"{self.ids[name]}/applies/body"
        head = self.head()
        assert step.when is not None, "a step without a condition applies when the procedure does"
        env = env_where(self.expressions, self.node.when, self.env)
        typed = self.expressions.condition(step.when, env.named(self.ids[name]), f"{id}/when")
        if typed is None or head == "reported":
            return "reported"
        if head == "none":
            return typed
        return Typed(both(id, step.head.name.span, head.read(f"{id}/head").expr, typed.expr))

    def _inner(self, name: str) -> Env:
        """Return where the expressions of a step stand: its conditions hold."""
        env = env_where(self.expressions, self.node.when, self.env)
        return env_where(self.expressions, self.steps[name].when, env).named(self.ids[name])

    def _if_applies(self, name: str, id: str, span: Span) -> core.Expr | None:
        applies = self.part(name, "applies", span)
        return applies.read(id, span=span).expr if isinstance(applies, Part) else None

    # --- what is done and due ---

    def _at(self, name: str) -> Typed | Literal["none", "reported"]:
        """Return when a step was done, by `as_of`."""
        deed, id = self.steps[name].deed, f"{self.ids[name]}/at/body"
        assert deed is not None, "a step without a deed is reported before"
        at = lower_deed(self.expressions, deed, self._inner(name), id)
        return "reported" if at is None else done_by_now(at, id)

    def _by(self, name: str) -> Typed | Literal["none", "reported"]:
        """Return by whom a step was done, absent while it is not."""
        deed, id = self.steps[name].deed, f"{self.ids[name]}/by/body"
        if deed is None or deed.by is None:
            return "none"
        by = self.expressions.check(deed.by, self._inner(name), id)
        at = self.part(name, "at", deed.by.span)
        if by is None or not isinstance(at, Part):
            return "reported"
        return if_else(id, present(at, f"{id}/if", deed.by.span), copy_under(by.expr, f"{id}/value"), deed.by.span)

    def _due(self, name: str) -> Typed | Literal["none", "reported"]:
        """Return until when a step is in time; absent while what it counts from has not happened."""
        step, id = self.steps[name], f"{self.ids[name]}/due/body"
        if step.deadline is None:
            return "none"
        anchor: Typed | None = None
        written = step.deadline.anchor if isinstance(step.deadline, ast.WithinAfter) else step.deadline.point
        if isinstance(written, ast.Name) and written.name in self.steps:
            earlier = self.part(written.name, "at", written.span)
            if not isinstance(earlier, Part):
                return "reported"
            anchor = earlier.read(f"{id}/after", span=written.span)
        due = lower_due(self.expressions, step.deadline, anchor, self._inner(name), id)
        if due is None:
            return "reported"
        at = self.part(name, "at", step.head.name.span)
        if isinstance(due.type, t.Moment) and isinstance(at, Part) and isinstance(at.define.type, t.Date):
            assert step.deed is not None
            self.world.report("PC466", step.deed.at.span)
        return due

    # --- status ---

    def _words(self, name: str) -> list[str]:
        """Return the words that the status of a step can be, the first that holds first."""
        step = self.steps[name]
        timed = step.deadline is not None
        may = step.modality == "may"
        words = {
            "not_applicable": self.node.when is not None or step.when is not None,
            "same_actor": bool(step.not_by),
            "wrong_actor": self._holder(name) is not None,
            "out_of_order": bool(self.before[name] or self.after[name]),
            "late": timed,
            "in_time": True,
            "skipped": bool(self.after[name]) and not may,
            "overdue": timed and not may,
            "unused": timed and may,
            "open": True,
        }
        return [word for word, possible in words.items() if possible]

    def _status(self, name: str) -> Typed | Literal["none", "reported"]:
        id, span = self.ids[name], self.steps[name].head.name.span
        facts = {fact: self.part(name, fact, span) for fact in ("applies", "at", "due", "by")}
        if "reported" in facts.values():
            return "reported"
        at = facts["at"]
        assert isinstance(at, Part)
        words: list[tuple[str, core.Expr | None]] = []
        for word in self._words(name):
            guard = self._guard(name, word, at, facts["due"], f"{id}/{word}/when", span)
            if guard == "reported":
                return "reported"
            words.append((word, guard))
        return status_match(id, f"{id}/status/body", words, span)

    def _guard(
        self, name: str, word: str, at: Part, due: Found, id: str, span: Span
    ) -> core.Expr | Literal["reported"] | None:
        """Return when a status holds, given that none before it does."""
        match word:
            case "not_applicable":
                applies = self._if_applies(name, f"{id}/not", span)
                return None if applies is None else test(id, "not", span, applies)
            case "same_actor":
                return self._same_actor(name, id, span)
            case "wrong_actor":
                return self._wrong_actor(name, id, span)
            case "out_of_order":
                return self._out_of_order(name, at, id, span)
            case "late" if isinstance(due, Part):
                return done_late(at, due, id, span)
            case "in_time":
                return present(at, id, span)
            case "skipped":
                later = [self.part(other, "at", span) for other in self.after[name]]
                done = [present(p, f"{id}/{n}", span) for n, p in enumerate(later, 1) if isinstance(p, Part)]
                return either(id, span, *done) if len(done) == len(later) else "reported"
            case "overdue" | "unused" if isinstance(due, Part):
                return passed(due, id, span)
            case _:
                return None

    def _same_actor(self, name: str, id: str, span: Span) -> core.Expr | Literal["reported"]:
        """Return whether it was done by somebody who must not do it, having done an earlier step."""
        by = self.part(name, "by", span)
        if not isinstance(by, Part):
            return "reported"
        same: list[core.Expr] = []
        for n, other in enumerate(self.steps[name].not_by, 1):
            earlier = self.part(other.text, "by", other.span)
            if not isinstance(earlier, Part):
                return "reported"
            if not compatible(earlier.define.type, by.define.type):
                left, right = describe(by.define.type), describe(earlier.define.type)
                self.world.report("PC319", other.span, left=left, right=right, sign="=")
                return "reported"
            at = f"{id}/{n}"
            same.append(test(at, "eq", span, by.read(f"{at}/left").expr, earlier.read(f"{at}/right").expr))
        return both(id, span, present(by, f"{id}/by", span), either(f"{id}/same", span, *same))

    def _holder(self, name: str) -> core.Expr | None:
        """Return who holds the post that a step is for, None where nobody says, or nobody says who did it."""
        step = self.steps[name]
        symbol = self.env.module.symbols.get(step.actor.text) if step.actor is not None else None
        actor = self.world.actors.get(symbol.id) if symbol is not None else None
        if actor is None or actor.holder is None or not self._says_who(name):
            return None
        return actor.holder if actor.record in (None, self.symbol.record) else None

    def _wrong_actor(self, name: str, id: str, span: Span) -> core.Expr | Literal["reported"]:
        by, holder = self.part(name, "by", span), self._holder(name)
        if not isinstance(by, Part) or holder is None:
            return "reported"
        if not compatible(holder.type, by.define.type):
            deed = self.steps[name].deed
            assert deed is not None
            assert deed.by is not None
            left, right = describe(by.define.type), describe(holder.type)
            self.world.report("PC319", deed.by.span, left=left, right=right, sign="=")
            return "reported"
        known = test(f"{id}/holder", "is_present", span, copy_under(holder, f"{id}/holder/of"))
        other = test(
            f"{id}/other", "ne", span, by.read(f"{id}/other/left").expr, copy_under(holder, f"{id}/other/right")
        )
        return both(id, span, present(by, f"{id}/by", span), known, other)

    def _out_of_order(self, name: str, at: Part, id: str, span: Span) -> core.Expr | Literal["reported"]:
        """Return whether it was done though a step before it was not, or only later; or only after one that follows.

        The latter was passed over until then; that it was made up for does not undo it.
        """
        wrong: list[core.Expr] = []
        for n, other in enumerate(self.before[name], 1):
            earlier = self.part(other, "at", span)
            if not isinstance(earlier, Part) or self.part(other, "applies", span) == "reported":
                return "reported"
            at_id = f"{id}/{n}"
            undone = test(f"{at_id}/undone", "is_absent", span, earlier.read(f"{at_id}/undone/of").expr)
            later = compared(
                f"{at_id}/later",
                "gt",
                earlier.read(f"{at_id}/later/left").expr,
                at.read(f"{at_id}/later/right").expr,
                span,
            )
            missing = either(f"{at_id}/not_before", span, undone, later)
            applies = self._if_applies(other, f"{at_id}/applies", span)
            wrong.append(missing if applies is None else both(at_id, span, applies, missing))
        for n, other in enumerate(self.after[name], 1):
            following = self.part(other, "at", span)
            if not isinstance(following, Part):
                return "reported"
            at_id = f"{id}/after/{n}"
            first, own = following.read(f"{at_id}/first/left").expr, at.read(f"{at_id}/first/right").expr
            before = compared(f"{at_id}/first", "lt", first, own, span)
            wrong.append(both(at_id, span, present(following, f"{at_id}/done", span), before))
        return both(id, span, present(at, f"{id}/done", span), either(f"{id}/wrong", span, *wrong))

    # --- effect ---

    def _has_status(self, name: str, word: str, id: str, span: Span) -> core.Expr | None:
        """Return whether a step has a status, None where it never has."""
        status = self.part(name, "status", span)
        if not isinstance(status, Part) or word not in self._words(name):
            return None
        kind = status.define.type
        return test(id, "eq", span, status.read(f"{id}/left").expr, core.Const(f"{id}/right", kind, word, span))

    def _effective(self, name: str) -> Typed | Literal["none", "reported"]:
        """Return whether a step has effect: it is done, and nothing stays it."""
        if not self.stayed[name]:
            return "none"
        id, span = f"{self.ids[name]}/effective/body", self.steps[name].head.name.span
        at = self.part(name, "at", span)
        stays: list[core.Expr] = []
        for other in self.stayed[name]:
            if self.part(other, "status", span) == "reported":
                return "reported"
            stays.append(self._stays(other, f"{id}/{other}", span))
        if not isinstance(at, Part):
            return "reported"
        free = [test(f"{stay.id}/not", "not", span, stay) for stay in stays]
        return Typed(both(id, span, present(at, f"{id}/done", span), *free))

    def _stays(self, name: str, id: str, span: Span) -> core.Expr:
        """Return whether a step holds up another: it may still come, or it came in time and what follows is open."""
        open_ = self._has_status(name, "open", f"{id}/open", span)
        in_time = self._has_status(name, "in_time", f"{id}/in_time", span)
        assert open_ is not None
        assert in_time is not None
        waiting: list[core.Expr] = []
        for other in self.after[name]:
            status = self.part(other, "status", span)
            if isinstance(status, Part):
                of = f"{id}/{other}"
                kind = status_type(self._words(other))
                words = core.Const(f"{of}/set", t.SetType(kind), _UNDONE & frozenset(kind.names), span)
                waiting.append(core.Op(of, YES_NO, "in", (status.read(f"{of}/of").expr, words), span=span))
        if not waiting:
            return open_
        under_way = both(f"{id}/under_way", span, in_time, either(f"{id}/waiting", span, *waiting))
        return either(f"{id}/stays", span, open_, under_way)

    def _final_on(self, name: str) -> Typed | Literal["none", "reported"]:
        """Return the day from which nothing can stay a step any more; absent until then."""
        effective = self.part(name, "effective", self.steps[name].head.name.span)
        if not isinstance(effective, Part):
            return effective
        id, span = f"{self.ids[name]}/final_on/body", self.steps[name].head.name.span
        at = self.part(name, "at", span)
        assert isinstance(at, Part)
        ends = [self._day_done(name, f"{id}/value/own", span)]
        ends += [self._end_of_stay(other, name, f"{id}/value/{other}", span) for other in self.stayed[name]]
        last = core.Op(f"{id}/value", t.Date(), "highest", tuple(ends), span=span)
        return if_else(id, effective.read(f"{id}/if").expr, last, span)

    def _day_done(self, name: str, id: str, span: Span) -> core.Expr:
        at = self.part(name, "at", span)
        assert isinstance(at, Part), "whoever asks has lowered the status of the step"
        return day(at.read(id).expr, f"{id}/day")

    def _end_of_stay(self, name: str, stayed: str, id: str, span: Span) -> core.Expr:
        """Return the day from which a step holds up another no more, where it does so no more.

        Its window closed unused: the day after. Else the day on which it and what follows it were done; where it does
        not apply, the day of the step that it would hold up.
        """
        cases: list[core.Case] = []
        due = self.part(name, "due", span)
        if isinstance(due, Part):
            closed = [self._has_status(name, word, f"{id}/{word}", span) for word in ("unused", "overdue", "late")]
            over = either(f"{id}/closed", span, *(test for test in closed if test is not None))
            cases.append(core.Case(f"{id}/if[1]", over, _day_after(due, f"{id}/if[1]/value", span), span=span))
        ends = []
        for n, other in enumerate((name, *self.after[name]), 1):
            done = self.part(other, "at", span)
            assert isinstance(done, Part)
            at = f"{id}/else/value/{n}"
            else_ = core.Case(f"{at}/else", None, self._day_done(stayed, f"{at}/else/value", span), span=span)
            if_ = core.Case(
                f"{at}/if[1]",
                present(done, f"{at}/if", span),
                self._day_done(other, f"{at}/if[1]/value", span),
                span=span,
            )
            ends.append(core.Match(at, t.Date(), (if_,), else_, span=span))
        rest = ends[0] if len(ends) == 1 else core.Op(f"{id}/else/value", t.Date(), "highest", tuple(ends), span=span)
        if not cases:
            return rest
        return core.Match(id, t.Date(), tuple(cases), core.Case(f"{id}/else", None, rest, span=span), span=span)

    # --- the step ---

    def step(self, name: str) -> core.Step | None:
        """Return a step with all its facts, None after a report."""
        node, id = self.steps[name], self.ids[name]
        span = node.head.name.span
        about = checked_about(node.head, self.env, self.world, cited=self.node.head.cite is not None)
        actor = resolve_actor(node.actor, self.env, self.world)
        facts: list[tuple[str, core.Expr]] = []
        status = self.part(name, "status", span)
        for fact in ("due", "at", "by", "effective", "final_on"):
            found = self.part(name, fact, span)
            if found == "reported":
                return None
            if isinstance(found, Part):
                facts.append((fact, found.read(self.world.step(id, f"shown/{fact}"), span=span).expr))
        if not isinstance(status, Part):
            return None
        return core.Step(
            id,
            node.modality if node.modality in ("should", "may") else "must",
            status.read(self.world.step(id, "shown/status"), span=span).expr,
            tuple(facts),
            actor,
            tuple(self.ids[other] for other in self.before[name]),
            tuple(self.ids[other.text] for other in node.not_by),
            tuple(self.ids[other.text] for other in node.stays),
            about,
            span,
        )


_PARTS: dict[str, Callable[[_Procedure, str], Typed | Literal["none", "reported"]]] = {
    "applies": _Procedure._applies,
    "due": _Procedure._due,
    "at": _Procedure._at,
    "by": _Procedure._by,
    "effective": _Procedure._effective,
    "final_on": _Procedure._final_on,
}


def _names(names: tuple[ast.Ident, ...], name: str) -> bool:
    return any(one.text == name for one in names)


def _day_after(due: Part, id: str, span: Span) -> core.Expr:
    """Return the first day on which a due time is past."""
    read = due.read(f"{id}/due", span=span).expr
    if isinstance(read.type, t.Date):
        one = core.Const(f"{id}/by", t.Number(t.DAY), Fraction(1), span)
        return core.Op(id, t.Date(), "add_days", (read, one), span=span)
    second = core.Const(f"{id}/second/by", t.Number(t.SECOND), Fraction(1), span)
    next_ = core.Op(f"{id}/second", t.Moment(), "add_seconds", (read, second), span=span)
    return core.Op(id, t.Date(), "day_of", (next_,), span=span)
