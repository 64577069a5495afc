"""Values, gaps and what may still come out of a gap.

An expression yields an *outcome*: a value, or a `Gap` that says what is still possible and why it is open. The rules
are G1 to G3 of `docs/reference/gaps.md`. Possible sets may be too large, never too small.

| type            | possible before anything is known                  |
|-----------------|----------------------------------------------------|
| number, date, moment | a closed `Interval`, an end may be None (infinite) |
| yes_no, closed enumeration | a `Subset`                              |
| text, set, list, record, open enumeration | `ANYTHING`               |

Beside the values two *marks* may be possible: `absent` (a value that says: there is none) and `not_stated` (the policy
is silent). `ABSENT` alone is a value; `not_stated` alone is a gap whose possible values are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import field, frozen

from policycore import types as t


@frozen
class Absent:
    """The value of an optional fact that does not exist."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()

Scalar: TypeAlias = "bool | str | Fraction | date | datetime"


@frozen(eq=False)
class Record:
    """A record as the evaluator sees it: every declared field has an outcome.

    `path` is the place of the record below the one that is decided (`""` for that one, `loans[2]` for an element), so
    that a missing fact can be named (`loans[2].amount`). `given` holds derived facts that are given instead of
    computed, by definition id. Equality is identity: two loans of the same figures are two loans.
    """

    type: str
    path: str
    fields: Mapping[str, Outcome]
    given: Mapping[str, Outcome] = field(factory=dict)

    def at(self, name: str) -> str:
        """Return the path of the field called `name`."""
        return f"{self.path}.{name}" if self.path else name


Value: TypeAlias = "Scalar | Absent | Record | tuple[Outcome, ...] | frozenset[str]"

Endpoint: TypeAlias = "Fraction | date | datetime"


@frozen
class Interval:
    """All values from `low` to `high`, both ends in; None is infinite."""

    low: Endpoint | None = None
    high: Endpoint | None = None


@frozen
class Subset:
    """These members (or truth values); may be empty when only a mark is possible."""

    members: frozenset[bool | str]


@frozen
class Anything:
    """Every value of the type."""


ANYTHING = Anything()
NOTHING = Subset(frozenset())
Possible: TypeAlias = "Interval | Subset | Anything"

Mark = Literal["absent", "not_stated"]

ReasonKind = Literal[
    "fact", "judgement", "unknown", "no_value", "population", "parameter", "calendar", "silent", "conflict"
]
#: Reasons that a further fact could remove: they make the outcome `undetermined`.
WAITS_FOR_FACTS: frozenset[str] = frozenset({"fact", "judgement", "unknown", "no_value", "population"})


@frozen(order=True)
class Reason:
    """Why an outcome is open.

    `subject` is the path of a fact (kinds `fact`, `judgement`), the id of a parameter (`parameter`), a calendar that
    does not reach so far (`calendar`) or a population whose other members are not at hand (`population`), or the
    instance id of the node where it arose (`unknown`, `no_value`, `silent`, `conflict`). `sides` are the rule ids that
    disagree.
    """

    kind: ReasonKind
    subject: str
    sides: tuple[str, ...] = ()


@frozen(cache_hash=True)
class Gap:
    """An open outcome: what is possible, which marks are possible beside it, and why (never empty)."""

    possible: Possible
    reasons: frozenset[Reason]
    marks: frozenset[Mark] = frozenset()


Outcome: TypeAlias = "Value | Gap"

Status = Literal["decided", "undetermined", "not_stated", "conflict", "not_applicable"]


def status(outcome: Outcome) -> Status:
    """Return the status of an outcome: what waits for a fact is undetermined, else a conflict goes before silence."""
    if not isinstance(outcome, Gap):
        return "decided"
    kinds = {reason.kind for reason in outcome.reasons}
    if kinds & WAITS_FOR_FACTS:
        return "undetermined"
    return "conflict" if "conflict" in kinds else "not_stated"


def everything(of: t.Type) -> Possible:
    """Return what is possible for a fact of this type before it is known."""
    match of:
        case t.YesNo():
            return Subset(frozenset({True, False}))
        case t.Enum(open=False):
            return Subset(frozenset(of.names))
        case t.Number():
            return Interval(of.low, of.high)
        case t.Date():
            return Interval(
                date.fromisoformat(of.low) if of.low else None, date.fromisoformat(of.high) if of.high else None
            )
        case t.Moment():
            return Interval()
        case _:
            return ANYTHING


def open_gap(of: t.Type, reasons: Iterable[Reason], marks: Iterable[Mark] = ()) -> Gap:
    """Return a gap in which every value of the type (and the marks) is possible."""
    return Gap(everything(of), frozenset(reasons), frozenset(marks))


def possible_of(outcome: Outcome) -> Possible:
    """Return the possible values of an outcome, marks left aside; a value stands for itself alone."""
    match outcome:
        case Gap():
            return outcome.possible
        case Absent():
            return NOTHING
        case bool() | str():
            return Subset(frozenset({outcome}))
        case Fraction() | date():
            return Interval(outcome, outcome)
        case _:
            return ANYTHING


def marks_of(outcome: Outcome) -> frozenset[Mark]:
    """Return the marks that are possible for an outcome."""
    if isinstance(outcome, Gap):
        return outcome.marks
    return frozenset({"absent"}) if isinstance(outcome, Absent) else frozenset()


def reasons_of(*outcomes: Outcome) -> frozenset[Reason]:
    """Return the reasons of all gaps among the outcomes."""
    return frozenset(reason for outcome in outcomes if isinstance(outcome, Gap) for reason in outcome.reasons)


def hull(a: Possible, b: Possible) -> Possible:
    """Return the smallest possible set of this kind that holds both."""
    if a == NOTHING:
        return b
    if b == NOTHING:
        return a
    match a, b:
        case Interval(), Interval():
            low = None if a.low is None or b.low is None else min(a.low, b.low)
            high = None if a.high is None or b.high is None else max(a.high, b.high)
            return Interval(low, high)
        case Subset(), Subset():
            return Subset(a.members | b.members)
        case _:
            return ANYTHING


def same_value(a: Outcome, b: Outcome) -> bool:
    """Return whether two outcomes are decided and equal."""
    if isinstance(a, Gap) or isinstance(b, Gap):
        return False
    return type(a) is type(b) and a == b


def settle(possible: Possible, marks: Iterable[Mark], reasons: Iterable[Reason]) -> Outcome:
    """Return a value when exactly one is possible (G1), else the gap."""
    marks = frozenset(marks)
    if not marks:
        match possible:
            case Interval(low=low, high=high) if low is not None and low == high:
                return low
            case Subset(members=members) if len(members) == 1:
                return next(iter(members))
    elif marks == {"absent"} and possible == NOTHING:
        return ABSENT
    return Gap(possible, frozenset(reasons), marks)


def join(outcomes: Iterable[Outcome], reasons: Iterable[Reason] = ()) -> Outcome:
    """Return what is possible when any of `outcomes` may come out, for the further `reasons` (open guards).

    All decided and equal: that value, whatever the reasons. At least one outcome must be given.
    """
    found = list(outcomes)
    first = found[0]
    if all(same_value(first, other) for other in found[1:]) and not isinstance(first, Gap):
        return first
    reasons = frozenset(reasons)
    if len(found) == 1 and not reasons:
        return first
    possible = possible_of(first)
    marks = marks_of(first)
    for other in found[1:]:
        possible = hull(possible, possible_of(other))
        marks |= marks_of(other)
    return settle(possible, marks, reasons_of(*found) | reasons)


def number_text(number: Fraction) -> str:
    """Return the shortest decimal where it is exact, else `n/d` in lowest terms.

    >>> number_text(Fraction(17, 20)), number_text(Fraction(1, 3)), number_text(Fraction(-2_500))
    ('0.85', '1/3', '-2500')
    """
    denominator = number.denominator
    if denominator == 1:
        return str(number.numerator)
    twos = (denominator & -denominator).bit_length() - 1
    rest = denominator >> twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    digits = str(abs(number.numerator) * 10**places // denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
