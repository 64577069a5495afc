"""Core built by hand for tests of meaning: short builders, and one way to run an expression or a whole statement.

A test writes the facts of a record as outcomes and the expression over them; ids are made from the builder's name and
the names of the facts unless a test cares about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction

from attrs import evolve

from policycore import types as t
from policycore.core import nodes as n
from policycore.core.facts import not_given
from policycore.core.outcome import DecisionOutcome, Inputs
from policycore.interpret.decide import decide, evaluate
from policycore.values import (
    NOTHING,
    Gap,
    Interval,
    Mark,
    Outcome,
    Possible,
    Reason,
    Record,
    Scalar,
    Subset,
    open_gap,
)

YES_NO = t.YesNo()
NUMBER = t.Number()
TEXT = t.Text()
DATE = t.Date()
MOMENT = t.Moment()
CNY = t.Unit("CNY", "money", "CNY", Fraction(1), 2)
MONEY = t.Number(CNY, low=Fraction(0))
MARK = t.Number(low=Fraction(0), high=Fraction(10))
LEVEL = t.Enum((t.Member("A"), t.Member("B"), t.Member("C")), ordered=True)
KIND = t.Enum((t.Member("goods"), t.Member("services"), t.Member("rent")))
OPEN_KIND = t.Enum((t.Member("goods"), t.Member("services")), open=True)
CASE = t.RecordType("Case")
ITEM = t.RecordType("Item")
ITEMS = t.ListType(ITEM)

FACT = Reason("fact", "x")
SILENT = Reason("silent", "rule")
NOT_STATED = Gap(NOTHING, frozenset({SILENT}), frozenset({"not_stated"}))


def num(value: int | str | Fraction) -> Fraction:
    return Fraction(value)


def gap(possible: Possible, *reasons: Reason, marks: Iterable[Mark] = ()) -> Gap:
    return Gap(possible, frozenset(reasons or (FACT,)), frozenset(marks))


def between(low: int | None, high: int | None, *reasons: Reason, marks: Iterable[Mark] = ()) -> Gap:
    ends = (None if end is None else Fraction(end) for end in (low, high))
    return gap(Interval(*ends), *reasons, marks=marks)


def one_of(*members: bool | str, reasons: Iterable[Reason] = (FACT,), marks: Iterable[Mark] = ()) -> Gap:
    return gap(Subset(frozenset(members)), *reasons, marks=marks)


OPEN = one_of(True, False)


def missing(path: str, of: t.Type) -> Gap:
    return open_gap(of, [Reason("fact", path)])


# --- expressions ---


def type_of(value: Scalar | frozenset[str]) -> t.Type:
    match value:
        case bool():
            return YES_NO
        case str():
            return LEVEL if value in LEVEL.names else KIND if value in KIND.names else TEXT
        case Fraction():
            return NUMBER
        case datetime():
            return MOMENT
        case date():
            return DATE
        case frozenset():
            return t.SetType(KIND)


def const(value: int | Scalar | frozenset[str], of: t.Type | None = None, id: str = "const") -> n.Const:
    if isinstance(value, int) and not isinstance(value, bool):
        value = Fraction(value)
    return n.Const(id, of or type_of(value), value)


SELF = n.Var("self", CASE, "self")
EL = n.Var("el", ITEM, "el")


def fact(name: str, of: t.Type = NUMBER, holder: n.Expr = SELF, id: str = "") -> n.Field:
    return n.Field(id or name, of, holder, name)


def op(name: str, *operands: n.Expr, of: t.Type = NUMBER, id: str = "", **settings: object) -> n.Op:
    return evolve(n.Op(id or name, of, name, operands), **settings)


def ref(target: str, of: t.Type = NUMBER, holder: n.Expr = SELF) -> n.Ref:
    return n.Ref(f"ref/{target}", of, target, holder)


def not_stated(of: t.Type = LEVEL, id: str = "silence") -> n.Open:
    return n.Open(id, of, "not_stated")


def case(id: str, guard: n.Expr | None, value: n.Expr) -> n.Case:
    return n.Case(id, guard, value)


def match(*cases: n.Case, of: t.Type = LEVEL, kind: str = "tiers", id: str = "match") -> n.Match:
    return evolve(n.Match(id, of, cases[:-1], cases[-1]), kind=kind)


def over(
    kind: str,
    value: n.Expr | None = None,
    where: n.Expr | None = None,
    by: n.Expr | None = None,
    of: t.Type = NUMBER,
    items: n.Expr | None = None,
) -> n.Aggregate:
    listed = items or fact("items", ITEMS)
    return evolve(n.Aggregate(kind, of, "count", "el", listed, value, where, by), kind=kind)


# --- programs ---


def record(name: str, fields: Mapping[str, t.Type], optional: Iterable[str] = ()) -> n.RecordDecl:
    return n.RecordDecl(name, tuple(n.FieldDecl(f, of, optional=f in set(optional)) for f, of in fields.items()))


ITEM_DECL = record(
    "Item",
    {
        "amount": NUMBER,
        "late": YES_NO,
        "on_day": DATE,
        "level": LEVEL,
        "kind": KIND,
        "waived": YES_NO,
        "mark": MARK,
    },
)


def program(
    *statements: n.Statement,
    fields: Mapping[str, t.Type] | None = None,
    records: Iterable[n.RecordDecl] = (),
    parameters: Iterable[n.Parameter] = (),
    readings: Iterable[n.Reading] = (),
    optional: Iterable[str] = (),
) -> n.Program:
    """A program about `Case` records; every statement of it decides."""
    return n.Program(
        n.Header("test"),
        (record("Case", {"items": ITEMS, **(fields or {})}, optional), ITEM_DECL, *records),
        (),
        (),
        (),
        tuple(parameters),
        tuple(readings),
        statements,
        tuple(s.id for s in statements if not isinstance(s, n.Define)),
    )


def item(path: str = "items[1]", **facts: Outcome) -> Record:
    return complete(ITEM_DECL, path, facts)


def items(*listed: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
    return tuple(item(f"items[{number}]", **facts) for number, facts in enumerate(listed, 1))


def complete(declaration: n.RecordDecl, path: str, facts: Mapping[str, Outcome]) -> Record:
    """A record with these facts; the others are unknown or absent, as if they were left out."""
    fields: dict[str, Outcome] = {}
    made = Record(declaration.id, path, fields)
    for field in declaration.fields:
        fields[field.name] = facts[field.name] if field.name in facts else not_given(field, made.at(field.name))
    return made


def inputs(of: n.Program, given: Mapping[str, Outcome] | None = None, **facts: Outcome) -> Inputs:
    made = complete(of.records[0], "", facts)
    return Inputs(evolve(made, given=given or {}), datetime(2024, 6, 30, 23, 59, 59))


class Told:
    """A tracer that remembers what it is told, in order."""

    def __init__(self) -> None:
        self.nodes: dict[str, Outcome] = {}
        self.twice: list[str] = []

    def __call__(self, instance: str, outcome: Outcome) -> None:
        if instance in self.nodes:
            self.twice.append(instance)
        self.nodes[instance] = outcome


def value_of(expr: n.Expr, /, *, tracer: Told | None = None, optional: Iterable[str] = (), **facts: Outcome) -> Outcome:
    """The outcome of an expression over the facts of a record."""
    types = {node.name: node.type for node in _fields(expr)}
    made = program(n.Define("result", "Case", expr.type, expr), fields=types, optional=optional)
    return evaluate(made, inputs(made, **facts), "result", tracer)


def _fields(expr: n.Expr) -> Iterable[n.Field]:
    from policycore.core.walk import walk

    return [node for node in walk(expr) if isinstance(node, n.Field) and node.of.type == CASE and node.name != "items"]


def decided(made: n.Program, /, given: Mapping[str, Outcome] | None = None, **facts: Outcome) -> DecisionOutcome:
    """The outcome of the only decision of a program."""
    (outcome,) = decide(made, inputs(made, given, **facts))
    return outcome
