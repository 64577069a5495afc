"""What an expression of Core is in columns: an exact number over integers, a day, a member, a text, a record.

Goes in: terms. Comes out: terms. A number is a fraction: an integer column over a denominator, which is an integer, or
a column that is more than 0 where it is known. Nothing is ever rounded but by `floor`. A day counts from 1970-01-01, a
moment is its seconds from there, a member of a closed enumeration its place in the list, a set a bit per member.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from math import gcd, lcm
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from policycore import dates
from policycore.columns.expressions import Beyond, Builder, Expression
from policycore.types import Enum, Type

TermKind = Literal["number", "yes_no", "text", "member", "day", "moment", "set"]

#: A set of more members does not fit into a number.
MOST_BITS = 62
EPOCH = date(1970, 1, 1)
EPOCH_MOMENT = datetime(1970, 1, 1)
FIRST_DAY, LAST_DAY = (dates.FIRST_DAY - EPOCH).days, (dates.LAST_DAY - EPOCH).days
DAY_SECONDS = 86_400
FIRST_SECOND, LAST_SECOND = FIRST_DAY * DAY_SECONDS, (LAST_DAY + 1) * DAY_SECONDS - 1


@frozen(eq=False)
class Term:
    """A value per row; null is open, or absent where `absent` says so.

    Attributes:
        kind: what it is.
        column: the integers, truth values or texts.
        over: the denominator of a number.
        absent: whether it is absent, never null; None: it never is.
        scale: the enumeration of a member.
    """

    kind: TermKind
    column: Expression
    over: int | Expression = 1
    absent: Expression | None = None
    scale: Enum | None = None

    @property
    def constant(self) -> bool:
        return self.column.literal and self.column.data is not None and isinstance(self.over, int)

    @property
    def value(self) -> bool | str | Fraction | date:
        """The value of a constant, as the reference holds it."""
        data = self.column.data
        match self.kind:
            case "number":
                assert isinstance(data, int)
                assert isinstance(self.over, int)
                return Fraction(data, self.over)
            case "day":
                assert isinstance(data, int)
                return day_from(data)
            case "moment":
                assert isinstance(data, int)
                return moment_from(data)
            case "member":
                assert isinstance(data, int)
                assert self.scale is not None
                return self.scale.names[data]
            case "yes_no":
                return bool(data)
            case "text" | "set":
                return str(data)


@frozen(eq=False)
class Place:
    """A record: the columns of its fields are called by `path` and their name. `absent` as for a term.

    `side` is "" for the record that is decided and the records inside it, else the list whose element it is.
    """

    type: str
    path: str
    side: str = ""
    absent: Expression | None = None


Thing: TypeAlias = "Term | Place"


def day_number(day: date) -> int:
    """Return the days from 1970-01-01."""
    return (dates.day_of(day) - EPOCH).days


def day_from(number: int) -> date:
    """Return the day so many days after 1970-01-01."""
    return dates.add_days(EPOCH, number)


def moment_number(moment: datetime) -> int:
    """Return the seconds from the beginning of 1970-01-01, by the clock."""
    gone = moment - EPOCH_MOMENT
    return gone.days * DAY_SECONDS + gone.seconds


def moment_from(number: int) -> datetime:
    """Return the moment so many seconds after the beginning of 1970-01-01."""
    return dates.add_seconds(EPOCH_MOMENT, number)


@frozen
class Arithmetic:
    """Exact arithmetic on terms, over one builder."""

    b: Builder

    # --- making ---

    def number(self, value: Fraction) -> Term:
        return Term("number", self.b.number(value.numerator), value.denominator)

    def truth(self, column: Expression) -> Term:
        return Term("yes_no", column)

    # --- denominators ---

    def _times(self, column: Expression, factor: int | Expression) -> Expression:
        return self.b.mul(column, self.b.number(factor) if isinstance(factor, int) else factor)

    def _level(self, a: Term, c: Term) -> tuple[Expression, Expression, int | Expression]:
        """Return the numerators of two numbers over one denominator, and that."""
        if isinstance(a.over, int) and isinstance(c.over, int):
            over = lcm(a.over, c.over)
            return self._times(a.column, over // a.over), self._times(c.column, over // c.over), over
        if a.over is c.over:
            return a.column, c.column, a.over
        return self._times(a.column, c.over), self._times(c.column, a.over), self._product(a.over, c.over)

    def _product(self, a: int | Expression, c: int | Expression) -> int | Expression:
        if isinstance(a, int) and isinstance(c, int):
            return a * c
        if isinstance(a, int):
            a, c = c, a
        assert isinstance(a, Expression)
        return self._times(a, c)

    # --- arithmetic ---

    def add(self, terms: Sequence[Term]) -> Term:
        total = self.number(Fraction(0))
        for term in terms:
            if isinstance(term.over, int) and isinstance(total.over, int) and total.constant and not total.column.data:
                total = Term("number", term.column, term.over)
                continue
            left, right, over = self._level(total, term)
            total = Term("number", self.b.add(left, right), over)
        return total

    def negative(self, a: Term) -> Term:
        return Term("number", self.b.sub(self.b.number(0), a.column), a.over)

    def multiply(self, a: Term, c: Term) -> Term:
        for one, other in ((a, c), (c, a)):
            if one.constant and isinstance(one.value, Fraction):
                return self.scaled(other, one.value)
        return Term("number", self.b.mul(a.column, c.column), self._product(a.over, c.over))

    def scaled(self, a: Term, factor: Fraction) -> Term:
        """Return the number times a constant, over the smallest denominator that is surely enough."""
        if factor == 0:
            return Term("number", self.b.when_known(a.column, self.b.number(0)))
        if isinstance(a.over, int):
            common = gcd(a.over, factor.numerator)
            return Term(
                "number", self._times(a.column, factor.numerator // common), a.over // common * factor.denominator
            )
        return Term("number", self._times(a.column, factor.numerator), self._product(a.over, factor.denominator))

    def divide(self, a: Term, c: Term) -> Term:
        """Return the quotient, null where the divisor is 0."""
        if c.constant and isinstance(c.value, Fraction):
            return Term("number", self.b.null("int")) if c.value == 0 else self.scaled(a, 1 / c.value)
        b = self.b
        zero = b.number(0)
        top, below = self._times(a.column, c.over), self._times(c.column, a.over)
        if below.low < 0:  # the sign moves up, so that what is below is more than 0
            negative = b.compare("lt", below, zero)
            top = b.case([(negative, b.sub(zero, top))], top)
            below = b.case([(negative, b.sub(zero, below))], below)
        if below.low <= 0:
            whole = below
            below = b.case([(b.compare("gt", whole, zero), b.bounded(whole, 1, whole.high))], b.null("int"))
            below = b.bounded(below, 1, max(1, whole.high))
            top = b.when_known(below, top)
        return Term("number", top, below)

    def floor(self, a: Term) -> Expression:
        """Return the number rounded down to a whole one."""
        over = self.b.number(a.over) if isinstance(a.over, int) else a.over
        return self.b.floordiv(a.column, over)

    def ceiling(self, a: Term) -> Expression:
        zero = self.b.number(0)
        over = self.b.number(a.over) if isinstance(a.over, int) else a.over
        return self.b.sub(zero, self.b.floordiv(self.b.sub(zero, a.column), over))

    def rounded(self, a: Term, step: Term, mode: str) -> Term:
        """Return the multiple of a step that is not 0 next to the number, as `interpret.ops.rounded` does."""
        if not step.constant or not isinstance(step.value, Fraction):
            raise Beyond("open_step")
        size = abs(step.value)
        if size == 0:
            return Term("number", self.b.null("int"))
        quotient = self.scaled(a, 1 / size)
        match mode:
            case "downward":
                whole = self.floor(quotient)
            case "upward":
                whole = self.ceiling(quotient)
            case _:
                half = self.add([quotient, self.number(Fraction(1, 2))])
                other = self.add([self.negative(quotient), self.number(Fraction(1, 2))])
                up = self.floor(half)
                down = self.b.sub(self.b.number(0), self.floor(other))
                positive = self.b.compare("gt", quotient.column, self.b.number(0))
                whole = self.b.case([(positive, up)], down)
        return self.scaled(Term("number", whole), size)

    # --- comparing ---

    def compare(self, op: Literal["eq", "ne", "lt", "le", "gt", "ge"], a: Term, c: Term) -> Expression:
        """Return how two ordered terms compare; numbers by cross multiplication."""
        if a.kind == "number":
            if op != "eq" and op != "ne":
                narrowed = self._against_constant(op, a, c)
                if narrowed is not None:
                    return narrowed
            left, right, _ = self._level(a, c)
            return self.b.compare(op, left, right)
        if a.kind == "member" and op not in ("eq", "ne"):
            a, c = c, a  # members stand from the highest to the lowest
        if {a.kind, c.kind} == {"day", "moment"}:
            raise Beyond("mixed_days")
        return self.b.compare(op, a.column, c.column)

    def _against_constant(self, op: Literal["lt", "le", "gt", "ge"], a: Term, c: Term) -> Expression | None:
        """Return the comparison of a number with a constant as one of integers, without multiplying the column."""
        if a.constant and not c.constant:
            flipped: dict[str, Literal["lt", "le", "gt", "ge"]] = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
            return self._against_constant(flipped[op], c, a)
        if not c.constant or not isinstance(a.over, int):
            return None
        value = c.value
        assert isinstance(value, Fraction)
        bound = value * a.over
        if bound.denominator == 1:
            limit = bound.numerator
        elif op in ("lt", "le"):
            op, limit = "le", bound.numerator // bound.denominator
        else:
            op, limit = "ge", -(-bound.numerator // bound.denominator)
        return self._limited(op, a.column, limit)

    def _limited(self, op: Literal["lt", "le", "gt", "ge"], column: Expression, limit: int) -> Expression:
        if limit < -(2**62) or limit > 2**62:
            return self.b.when_known(column, self.b.truth((op in ("lt", "le")) == (limit > 0)))
        return self.b.compare(op, column, self.b.number(limit))

    def least(self, which: Literal["highest", "lowest"], terms: Sequence[Term]) -> Term:
        """Return the highest or the lowest of terms of one kind."""
        found = terms[0]
        for other in terms[1:]:
            if found.kind == "number":
                left, right, over = self._level(found, other)
                found = Term("number", self.b.extreme("greatest" if which == "highest" else "least", left, right), over)
            else:
                greater = (which == "highest") != (found.kind == "member")
                column = self.b.extreme("greatest" if greater else "least", found.column, other.column)
                found = evolve(found, column=column)
        return found

    # --- choosing ---

    def choose(self, cases: Sequence[tuple[Expression, Term]], otherwise: Term) -> Term:
        """Return the term of the first guard that holds; terms are of one kind."""
        terms = [term for _, term in cases] + [otherwise]
        absent: Expression | None = None
        if any(term.absent is not None for term in terms):
            no = self.b.truth(False)
            marks = [(guard, term.absent or no) for guard, term in cases]
            absent = self.b.case(marks, otherwise.absent or no)
            if absent.nullable:  # a guard that is open leaves the value open, which is not absent
                absent = self.b.case([(self.b.is_null(absent), no)], absent)
        kind = next((term.kind for term in terms if not _blank(term)), terms[0].kind)
        scale = next((term.scale for term in terms if term.scale is not None), None)
        if kind != "number":
            column = self.b.case([(guard, term.column) for guard, term in cases], otherwise.column)
            return Term(kind, column, 1, absent, scale)
        if all(isinstance(term.over, int) for term in terms):
            over = lcm(*(int(term.over) for term in terms if isinstance(term.over, int)))
            columns = [self._times(t.column, over // t.over) for t in terms if isinstance(t.over, int)]
            column = self.b.case([(g, n) for (g, _), n in zip(cases, columns, strict=False)], columns[-1])
            return Term("number", column, over, absent)
        below = [self.b.number(t.over) if isinstance(t.over, int) else t.over for t in terms]
        column = self.b.case([(guard, term.column) for guard, term in cases], otherwise.column)
        over_ = self.b.case([(g, n) for (g, _), n in zip(cases, below, strict=False)], below[-1])
        return Term("number", column, over_, absent)

    # --- the calendar ---

    def add_days(self, start: Term, days: Expression) -> Term:
        """Return the day or moment so many days later; null before the year 1 and after the year 9999."""
        steps = self._times(days, DAY_SECONDS) if start.kind == "moment" else days
        return self._on_calendar(start.kind, self.b.add(start.column, steps))

    def add_seconds(self, start: Term, seconds: Expression) -> Term:
        return self._on_calendar("moment", self.b.add(start.column, seconds))

    def _on_calendar(self, kind: TermKind, column: Expression) -> Term:
        low, high = (FIRST_SECOND, LAST_SECOND) if kind == "moment" else (FIRST_DAY, LAST_DAY)
        if column.low < low or column.high > high:
            b = self.b
            inside = b.conjunction([b.compare("ge", column, b.number(low)), b.compare("le", column, b.number(high))])
            column = b.bounded(b.case([(inside, column)], b.null("int")), low, high)
        return Term(kind, column)

    def day_of(self, a: Term) -> Term:
        if a.kind == "day":
            return a
        return Term("day", self.b.floordiv(a.column, self.b.number(DAY_SECONDS)))

    def add_months(self, start: Term, months: Expression) -> Term:
        """Return the same day so many months later, or that month's last; null off the calendar.

        The day is taken apart and put together by the arithmetic of the Gregorian calendar, with years from March.
        """
        b = self.b
        n = b.number
        day = self.day_of(start).column
        year, month, of_month = self.civil(day)
        count = b.add(b.add(b.mul(year, n(12)), b.sub(month, n(1))), months)
        new_year = b.floordiv(count, n(12))
        new_month = b.add(b.mod(count, 12), n(1))
        valid = b.conjunction([b.compare("ge", new_year, n(1)), b.compare("le", new_year, n(9999))])
        new_year = b.bounded(b.case([(valid, new_year)], b.null("int")), 1, 9999)
        leap = b.disjunction(
            [
                b.conjunction([b.compare("eq", b.mod(new_year, 4), n(0)), b.compare("ne", b.mod(new_year, 100), n(0))]),
                b.compare("eq", b.mod(new_year, 400), n(0)),
            ]
        )
        last = b.case(
            [
                (b.compare("eq", new_month, n(2)), b.case([(leap, n(29))], n(28))),
                (b.one_of(new_month, (4, 6, 9, 11)), n(30)),
            ],
            n(31),
        )
        column = self._days_of(new_year, new_month, b.extreme("least", of_month, last))
        if start.kind == "day":
            return Term("day", column)
        clock = b.mod(start.column, DAY_SECONDS)
        return Term("moment", b.add(b.mul(column, n(DAY_SECONDS)), clock))

    def civil(self, day: Expression) -> tuple[Expression, Expression, Expression]:
        """Return year, month and day of the month of a day."""
        b, n = self.b, self.b.number
        z = b.add(day, n(719_468))  # days from 0000-03-01
        era = b.floordiv(z, n(146_097))
        of_era = b.bounded(b.sub(z, b.mul(era, n(146_097))), 0, 146_096)
        leaps = b.sub(
            b.add(b.sub(of_era, b.floordiv(of_era, n(1460))), b.floordiv(of_era, n(36_524))),
            b.floordiv(of_era, n(146_096)),
        )
        year_of_era = b.bounded(b.floordiv(leaps, n(365)), 0, 399)
        before = b.sub(
            b.add(b.mul(year_of_era, n(365)), b.floordiv(year_of_era, n(4))), b.floordiv(year_of_era, n(100))
        )
        of_year = b.bounded(b.sub(of_era, before), 0, 365)
        place = b.bounded(b.floordiv(b.add(b.mul(of_year, n(5)), n(2)), n(153)), 0, 11)
        of_month = b.add(b.sub(of_year, b.floordiv(b.add(b.mul(place, n(153)), n(2)), n(5))), n(1))
        of_month = b.bounded(of_month, 1, 31)
        early = b.compare("lt", place, n(10))
        month = b.bounded(b.case([(early, b.add(place, n(3)))], b.sub(place, n(9))), 1, 12)
        year = b.add(b.add(year_of_era, b.mul(era, n(400))), b.as_int(b.compare("le", month, n(2))))
        return b.bounded(year, 1, 9999), month, of_month

    def _days_of(self, year: Expression, month: Expression, day: Expression) -> Expression:
        """Return the day of a year, a month and a day of the month."""
        b, n = self.b, self.b.number
        early = b.compare("le", month, n(2))
        year = b.sub(year, b.as_int(early))
        era = b.floordiv(year, n(400))
        of_era = b.bounded(b.sub(year, b.mul(era, n(400))), 0, 399)
        place = b.bounded(b.case([(early, b.add(month, n(9)))], b.sub(month, n(3))), 0, 11)
        of_year = b.add(b.floordiv(b.add(b.mul(place, n(153)), n(2)), n(5)), b.sub(day, n(1)))
        days = b.add(b.sub(b.add(b.mul(of_era, n(365)), b.floordiv(of_era, n(4))), b.floordiv(of_era, n(100))), of_year)
        return b.bounded(b.sub(b.add(b.mul(era, n(146_097)), days), n(719_468)), FIRST_DAY, LAST_DAY)


def _blank(term: Term) -> bool:
    return term.column.literal and term.column.data is None


def kind_of(of: Type) -> TermKind:
    """Return how values of a type stand in columns; raises `Beyond` where they have no form there."""
    from policycore import types as t

    match of:
        case t.Number():
            return "number"
        case t.YesNo():
            return "yes_no"
        case t.Enum():
            return "text" if of.open else "member"
        case t.Text():
            return "text"
        case t.Date():
            return "day"
        case t.Moment():
            return "moment"
        case t.SetType(element=t.Enum() as element) if len(element.members) <= MOST_BITS:
            return "set"
        case _:
            raise Beyond("no_column")


def scale_of(of: Type) -> Enum | None:
    """Return the list in which members of a type, or of sets of a type, have their places."""
    from policycore import types as t

    match of:
        case t.Enum(open=False):
            return of
        case t.SetType(element=t.Enum() as element):
            return element
        case _:
            return None
