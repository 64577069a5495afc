"""When something is due and whether it has been done: what duties and the steps of procedures have in common.

In: deadlines and deeds as written. Out: expressions of Core for the day or moment until which a deed is in time, for
the deed as far as it has happened by `as_of`, and for the status that follows from the two. A due time is always the
last that is in time: `before friday` is due on Thursday, `before 17:00` at 16:59:59.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from attrs import frozen

from policycore import types as t
from policycore.check.arithmetic import lower_quantity, shift
from policycore.check.copies import copy_under
from policycore.check.fitting import as_day
from policycore.check.kinds import YES_NO, number_kind
from policycore.check.literals import seconds_of
from policycore.check.wording import describe
from policycore.check.world import Env, Typed, World
from policycore.core import nodes as core
from policycore.core.outcome import DUTY_FINDINGS, STEP_FINDINGS
from policycore.diagnostics.model import Phrase
from policycore.source import Span
from policycore.syntax import ast
from policycore.syntax.words import WORDS
from policycore.values import ABSENT

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

#: Facts of duties and steps that the language makes itself, in both languages, for people.
LABELS: dict[str, core.Labels] = {
    "applies": (("en", "applies"), ("zh", "适用")),
    "due": (("en", "due"), ("zh", "期限")),
    "at": (("en", "done"), ("zh", "办结")),
    "by": (("en", "done by"), ("zh", "经办人")),
    "count": (("en", "times done"), ("zh", "次数")),
    "status": (("en", "status"), ("zh", "状态")),
    "effective": (("en", "in effect"), ("zh", "生效")),
    "final_on": (("en", "final from"), ("zh", "终局日")),
    "periods": (("en", "periods"), ("zh", "各期")),
    "of": (("en", "whose"), ("zh", "对象")),
    "start": (("en", "first day"), ("zh", "期初")),
    "end": (("en", "last day"), ("zh", "期末")),
}


@frozen
class Part:
    """A fact of a duty or step: the definition that computes it, and whether it may be absent."""

    define: core.Define
    absent: bool = False

    def read(self, id: str, of: core.Expr | None = None, span: Span | None = None) -> Typed:
        """Return a reference to it, for the record `of` (by default the one that is decided)."""
        at = self.define.span if span is None else span
        holder = core.Var(f"{id}/of", t.RecordType(self.define.record), "self", at) if of is None else of
        return Typed(core.Ref(id, self.define.type, self.define.id, holder, at), absent=self.absent)


def part(owner: str, name: str, record: str, body: Typed, span: Span, *, part_of: str) -> Part:
    """Return a fact of `owner` as a definition of its own."""
    about = core.About(LABELS[name])
    return Part(core.Define(f"{owner}/{name}", record, body.type, body.expr, part_of, about, span), body.absent)


def status_type(words: Iterable[str]) -> t.Enum:
    """Return the enumeration of the words that a status can be, in the order in which they are listed everywhere."""
    found = sorted(words, key=_ORDER.index)
    return t.Enum(tuple(t.Member(word, _LABELS_OF_STATUSES.get(word, ())) for word in found))


_ORDER = tuple(dict.fromkeys((*DUTY_FINDINGS[:-1], *STEP_FINDINGS)))
#: Explanations call an outcome open that is not decided.
_ENGLISH = {"open": "still open"}
_LABELS_OF_STATUSES: dict[str, core.Labels] = {
    word.key.replace(" ", "_"): (("en", _ENGLISH.get(word.key, word.en[0].replace("_", " "))), ("zh", word.zh[0]))
    for word in WORDS
    if word.role == "status" or word.key == "not applicable"
}


def status_match(owner: str, id: str, words: Sequence[tuple[str, core.Expr | None]], span: Span) -> Typed:
    """Return the first status whose condition holds; the last one has none. Its rules are called `owner/word`."""
    kind = status_type(word for word, _ in words)
    cases = [
        core.Case(f"{owner}/{word}", guard, core.Const(f"{owner}/{word}/value", kind, word, span), span=span)
        for word, guard in words
    ]
    return Typed(core.Match(id, kind, tuple(cases[:-1]), cases[-1], "status", span))


# --- small expressions ------------------------------------------------------------------------------------------


def both(id: str, span: Span, *conditions: core.Expr) -> core.Expr:
    """Return that all of the conditions hold."""
    if len(conditions) == 1:
        return conditions[0]
    return core.Op(id, YES_NO, "and", conditions, ("",) * len(conditions), span=span)


def either(id: str, span: Span, *conditions: core.Expr) -> core.Expr:
    """Return that any of the conditions holds."""
    if len(conditions) == 1:
        return conditions[0]
    return core.Op(id, YES_NO, "or", conditions, ("",) * len(conditions), span=span)


def test(id: str, op: str, span: Span, *operands: core.Expr) -> core.Expr:
    """Return an operator that asks something of operands."""
    return core.Op(id, YES_NO, op, operands, span=span)


def if_else(id: str, guard: core.Expr, value: core.Expr, span: Span) -> Typed:
    """Return `value` where the guard holds, else absent."""
    nothing = core.Const(f"{id}/else/value", value.type, ABSENT, span)
    cases = (core.Case(f"{id}/if[1]", guard, value, span=span),)
    return Typed(core.Match(id, value.type, cases, core.Case(f"{id}/else", None, nothing, span=span), "if", span), True)


def now(id: str, like: t.Type, span: Span) -> core.Expr:
    """Return `as_of`, as a day or as a moment."""
    return core.AsOf(id, t.Date() if isinstance(like, t.Date) else t.Moment(), span)


def day(expr: core.Expr, id: str) -> core.Expr:
    """Return the calendar day of a date or moment."""
    return expr if isinstance(expr.type, t.Date) else core.Op(id, t.Date(), "day_of", (expr,), span=expr.span)


def compared(id: str, op: str, a: core.Expr, b: core.Expr, span: Span) -> core.Expr:
    """Compare two points of time: two moments by the clock, else the days."""
    if not (isinstance(a.type, t.Moment) and isinstance(b.type, t.Moment)):
        a, b = day(a, f"{a.id}/day"), day(b, f"{b.id}/day")
    return test(id, op, span, a, b)


# --- what is due ------------------------------------------------------------------------------------------------


def lower_due(
    expressions: Expressions, deadline: ast.Deadline, anchor: Typed | None, env: Env, id: str
) -> Typed | None:
    """Return the last day, or moment, that is in time; absent while what it counts from is.

    Whether anything is to be done at all is not asked: while that is open, the due time need not be.

    Args:
        expressions: the expression checker.
        deadline: as written.
        anchor: what a `within … after` counts from where that is a step; None to read the expression.
        env: where the deadline stands.
        id: id of the expression.
    """
    world = expressions.world
    match deadline:
        case ast.WithinAfter():
            written, inner = deadline.anchor, f"{id}/after"
        case ast.ByPoint():
            written, inner = deadline.point, f"{id}/{deadline.word}"
        case _:
            assert_never(deadline)
    if anchor is None:
        anchor = expressions.check(written, env, inner)
    if anchor is None:
        return None
    if not isinstance(anchor.type, t.Date | t.Moment):
        wanted = Phrase("type_date_or_moment")
        world.report("PC302", written.span, found=describe(anchor.type), wanted=wanted)
        return None
    there = Typed(anchor.expr)
    due = (
        _counted_from(expressions, deadline, there, env, id)
        if isinstance(deadline, ast.WithinAfter)
        else _up_to(deadline, there, id, world)
    )
    if due is None:
        return None
    if not anchor.absent:
        return Typed(due)
    present = test(f"{id}/present", "is_present", written.span, copy_under(anchor.expr, f"{id}/present/of"))
    return if_else(f"{id}/when", present, due, deadline.span)


def _counted_from(
    expressions: Expressions, deadline: ast.WithinAfter, anchor: Typed, env: Env, id: str
) -> core.Expr | None:
    """Return `amount` after the anchor: hours to the second; days, months and working days to the end of the day."""
    world, at = expressions.world, deadline.amount.span
    amount = lower_quantity(expressions, deadline.amount, env, f"{id}/amount")
    if amount is None:
        return None
    unit = number_kind(amount).unit
    if unit.family == "clock":
        if isinstance(anchor.type, t.Date):
            world.report("PC322", deadline.anchor.span)
            return None
        if deadline.time is not None:
            world.report("PC470", deadline.time.span, time=deadline.time.text)
            return None
    else:
        whole_day = as_day(anchor, deadline.anchor.span, world)
        assert whole_day is not None
        anchor = whole_day
    first = counts_first_day(env)
    if first and unit.family in ("days", "working"):
        anchor = _day_before(anchor, f"{id}/first", deadline.span)
    due = shift(anchor, "+", amount, unit, f"{id}/end", deadline.span, at, world, env.module)
    if due is not None and first and unit.family == "months":
        due = _day_before(due, f"{id}/first", deadline.span)
    if due is None:
        return None
    return due.expr if deadline.time is None else _at_time(due.expr, deadline.time, f"{id}/time")


def counts_first_day(env: Env) -> bool:
    """Whether the day from which days are counted is the first of them (`start_day: included` in the header)."""
    header = env.module.header
    return header is not None and ("start_day", "included") in header.settings


def _up_to(deadline: ast.ByPoint, point: Typed, id: str, world: World) -> core.Expr | None:
    """Return the last that is in time `until` a point, or `before` it."""
    expr = point.expr
    if deadline.time is not None:
        if isinstance(point.type, t.Moment):
            world.report("PC470", deadline.time.span, time=deadline.time.text)
            return None
        expr = _at_time(expr, deadline.time, f"{id}/time")
    if deadline.word == "until":
        return expr
    if isinstance(expr.type, t.Date):
        return _day_before(Typed(expr), f"{id}/last", deadline.span).expr
    second = core.Const(f"{id}/last/by", t.Number(t.SECOND), Fraction(-1), deadline.span)
    return core.Op(f"{id}/last", t.Moment(), "add_seconds", (expr, second), span=deadline.span)


def _day_before(typed: Typed, id: str, span: Span) -> Typed:
    one = core.Const(f"{id}/by", t.Number(t.DAY), Fraction(-1), span)
    return Typed(core.Op(id, t.Date(), "add_days", (typed.expr, one), span=span))


def _at_time(expr: core.Expr, time: ast.TimeLit, id: str) -> core.Expr:
    seconds = core.Const(f"{id}/clock", t.Number(t.SECOND), Fraction(seconds_of(time)), time.span)
    return core.Op(id, t.Moment(), "at_time", (expr, seconds), span=time.span)


# --- what has been done -----------------------------------------------------------------------------------------


def lower_deed(expressions: Expressions, deed: ast.Deed, env: Env, id: str) -> Typed | None:
    """Return when something was done, as the record says, as of whenever."""
    typed = expressions.check(deed.at, env, id)
    if typed is None:
        return None
    if not isinstance(typed.type, t.Date | t.Moment):
        wanted = Phrase("type_date_or_moment")
        expressions.world.report("PC302", deed.at.span, found=describe(typed.type), wanted=wanted)
        return None
    return typed


def done_by_now(deed: Typed, id: str, *more: core.Expr) -> Typed:
    """Return when it was done if that is not after `as_of` (and `more` holds), else absent: it is not done yet."""
    span = deed.expr.span
    guards = [happened(deed, f"{id}/done"), *more]
    return if_else(id, both(f"{id}/if", span, *guards), copy_under(deed.expr, f"{id}/value"), span)


def happened(deed: Typed, id: str) -> core.Expr:
    """Return whether a deed is recorded and not later than `as_of`."""
    span = deed.expr.span
    by_now = test(
        f"{id}/now", "le", span, copy_under(deed.expr, f"{id}/now/left"), now(f"{id}/now/right", deed.type, span)
    )
    if not deed.absent:
        return by_now
    there = test(f"{id}/present", "is_present", span, copy_under(deed.expr, f"{id}/present/of"))
    return both(id, span, there, by_now)


def nobody_says(id: str, span: Span) -> Typed:
    """Return the time of a deed that no fact shows: it may be done or not, at any time."""
    done = core.Open(f"{id}/done", YES_NO, "unknown", span)
    return if_else(id, done, core.Open(f"{id}/value", t.Date(), "unknown", span), span)


# --- what follows from both -------------------------------------------------------------------------------------


def passed(due: Part, id: str, span: Span) -> core.Expr:
    """Return whether the due time is past as of the decision."""
    read = due.read(f"{id}/over/right", span=span).expr
    over = test(f"{id}/over", "gt", span, now(f"{id}/over/left", read.type, span), read)
    if not due.absent:
        return over
    there = test(f"{id}/present", "is_present", span, due.read(f"{id}/present/of", span=span).expr)
    return both(id, span, there, over)


def still_time(due: Part, id: str, span: Span) -> core.Expr:
    """Return whether more can be done in time; as of the last second nothing can."""
    end = due.read(f"{id}/right", span=span).expr
    if isinstance(end.type, t.Date):
        midnight = core.Const(f"{id}/right/clock", t.Number(t.SECOND), Fraction(24 * 3600 - 1), span)
        day_ = due.read(f"{id}/right/day", span=span).expr
        end = core.Op(f"{id}/right", t.Moment(), "at_time", (day_, midnight), span=span)
    return test(id, "lt", span, now(f"{id}/left", t.Moment(), span), end)


def present(fact: Part, id: str, span: Span) -> core.Expr:
    """Return whether a fact is there."""
    return test(id, "is_present", span, fact.read(f"{id}/of", span=span).expr)


def done_late(at: Part, due: Part, id: str, span: Span) -> core.Expr:
    """Return whether it was done after the due time.

    That the due time is past follows, and is asked nevertheless: while it is not, nothing can be late, whatever is
    still to be learnt of the deed.
    """
    later = compared(
        f"{id}/later",
        "gt",
        at.read(f"{id}/later/left", span=span).expr,
        due.read(f"{id}/later/right", span=span).expr,
        span,
    )
    return both(id, span, present(at, f"{id}/done", span), passed(due, f"{id}/passed", span), later)
