"""G1 and G3 for whole decisions: a policy that uses every shape, on records with open facts.

Whatever the facts turn out to be, each outcome, finding and sum lies in what was possible before; what was decided
stays; a conflict or a silence that waited for no fact stays too. And telling a tracer changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore import types as t
from policycore.core import nodes as n
from policycore.core.outcome import DecisionOutcome, Inputs
from policycore.interpret.decide import decide
from policycore.values import ABSENT, Gap, Outcome, Reason, Record, open_gap
from property.concrete import DATE, LEVEL, NUMBER, YES_NO, concretions, lies_in, outcomes
from unit.interpret.build import Told, case, const, fact, match, not_stated, op, over, record, ref

PART = t.RecordType("Item")
EL = n.Var("el", PART, "el")
FIELDS: dict[str, t.Type] = {
    "items": t.ListType(PART), "p": YES_NO, "q": YES_NO, "x": NUMBER, "level": LEVEL, "other": LEVEL, "part": PART,
}  # fmt: skip
ITEM_FIELDS: dict[str, t.Type] = {"late": YES_NO, "excused": YES_NO, "amount": NUMBER, "level": LEVEL, "day": DATE}
P, Q, X, HIGH, OTHER = (
    fact("p", YES_NO),
    fact("q", YES_NO),
    fact("x", NUMBER),
    fact("level", LEVEL),
    fact("other", LEVEL),
)
LATE = fact("late", YES_NO, EL, "el.late")
EXCUSED = fact("excused", YES_NO, EL, "el.excused")
AMOUNT = fact("amount", NUMBER, EL, "el.amount")
SEVERE = fact("level", LEVEL, EL, "el.level")
EACH = n.Each("el", fact("items", FIELDS["items"]), LATE)


def program() -> n.Program:
    base = n.Define(
        "base", "Case", NUMBER, match(case("base[1]", P, X), case("base[2]", None, not_stated(NUMBER)), of=NUMBER)
    )
    looked_up = n.Define("looked_up", "Case", LEVEL, n.Table("table", LEVEL, (HIGH, Q), (
        n.Row("table[A,any]", (n.OneOf(("A",)), n.Any()), const("A")),
        n.Row("table[{A,B},yes]", (n.OneOf(("A", "B")), n.OneOf((True,))), const("B")),
    ), case("table[otherwise]", None, not_stated(id="table/silence"))))  # fmt: skip
    by_part = n.Define("by_part", "Case", LEVEL, match(
        case("by_part[1]", op("is_present", fact("part", PART), of=YES_NO),
             fact("level", LEVEL, fact("part", PART, id="part.of"), "part.level")),
        case("by_part[2]", None, n.Const("nothing", LEVEL, ABSENT)),
    ))  # fmt: skip
    graded = n.Define("graded", "Case", LEVEL, op("agreed", OTHER, ref("looked_up", LEVEL), of=LEVEL))
    newest = n.Define("newest", "Case", LEVEL, evolve(
        over("latest", SEVERE, LATE, fact("day", DATE, EL, "el.day"), LEVEL, fact("items", FIELDS["items"], id="all"))
    ))  # fmt: skip
    group = n.Sum("score/group", (
        n.Contribution("score/late", "deduct", AMOUNT, EACH, None, None, (n.Waiver("score/waive", None, EXCUSED),)),
        n.Contribution("score/bonus", "award", const(1), None, Q),
    ), const(-1, id="score/floor"), const(2, id="score/cap"))  # fmt: skip
    score = n.Score("score", "Case", t.Number(low=Fraction(-1), high=Fraction(3)), n.Sum("score", (
        group, n.Contribution("score/base", "factor", ref("base", NUMBER), weight=Fraction(1, 2)),
    )))  # fmt: skip
    tiers = n.Tiering("class", "Case", LEVEL, match(
        case("class/named", op("eq", ref("graded", LEVEL), const("A"), of=YES_NO, id="is_a"), const("A")),
        case("class/B", op("ge", ref("score", NUMBER), const(1), of=YES_NO), const("B")),
        case("class/rest", None, op("highest", ref("newest", LEVEL), ref("by_part", LEVEL), of=LEVEL)),
        id="class/body",
    ), limits=(
        n.Limit("class/cap", "at_most", const("B"), P),
        n.Limit("class/lift", "at_least", const("B"), op("eq", OTHER, const("B"), of=YES_NO, id="is_b")),
    ), when=Q)  # fmt: skip
    once = n.Require("once", "Case", "must_not", op("eq", ref("class", LEVEL), const("C"), of=YES_NO, id="is_c"),
                     None, None, P)  # fmt: skip
    often = n.Require("often", "Case", "should", EXCUSED, None, EACH)
    service = n.Entitlements("service", "Case", ref("class", LEVEL), (
        n.Benefit("service/b", NUMBER, match(
            case("service/blocked", P, const(0)),
            case("service/A", op("eq", ref("class", LEVEL), const("A"), of=YES_NO, id="for_a"), X),
            case("service/rest", None, n.Const("none", NUMBER, ABSENT)),
            of=NUMBER, kind="benefit", id="service/b/body",
        )),
    ))  # fmt: skip
    answers = (n.Answer("owner", const(Fraction(1, 3))), n.Answer("head", const(Fraction(2, 3))))
    blame = n.Accountability("blame", "Case", (
        n.Matter("blame/late", EACH, None, answers, SEVERE, (
            n.Sanction("blame/late/fine", "fine", None, match(
                case("fine[1]", op("eq", n.Var("sev", LEVEL, "severity"), const("A"), of=YES_NO, id="grave"), AMOUNT),
                case("fine[2]", None, const(1)), of=NUMBER, kind="if",
            )),
            n.Sanction("blame/late/note", "note", "head", None),
        ), (n.Exemption("blame/excused", None, EXCUSED),), (n.Escalation("blame/again", 1, Q),)),
        n.Matter("blame/once", None, P, answers[:1], None, (n.Sanction("blame/once/fine", "fine", "owner", X),)),
    ))  # fmt: skip
    statements = (base, looked_up, by_part, graded, newest, score, tiers, once, often, service, blame)
    decisions = tuple(s.id for s in statements if not isinstance(s, n.Define))
    records = (record("Case", FIELDS, ["part"]), record("Item", ITEM_FIELDS))
    return n.Program(n.Header("all"), records, (), (), (), (), (), statements, decisions)


PROGRAM = program()


def learnable(path: str, outcome: Outcome) -> Outcome:
    """The outcome as a fact that is open only because nobody has said it."""
    return evolve(outcome, reasons=frozenset({Reason("fact", path)})) if isinstance(outcome, Gap) else outcome


@st.composite
def facts(draw: st.DrawFn, of: t.Type, path: str) -> Outcome:
    """A fact, more often told than not: with all open, nothing is ever decided."""
    outcome = learnable(path, draw(outcomes(of, ())))
    return draw(st.sampled_from([outcome, *list(concretions(outcome)) * 2]))


@st.composite
def parts(draw: st.DrawFn, path: str) -> Record:
    return Record("Item", path, {name: draw(facts(of, f"{path}.{name}")) for name, of in ITEM_FIELDS.items()})


@st.composite
def cases(draw: st.DrawFn) -> Record:
    fields: dict[str, Outcome] = {}
    for name, of in FIELDS.items():
        if name not in ("items", "part"):
            fields[name] = draw(facts(of, name))
    listed = tuple(draw(parts(f"items[{place}]")) for place in range(1, draw(st.integers(0, 2)) + 1))
    fields["items"] = draw(
        st.sampled_from([listed, listed, listed, open_gap(FIELDS["items"], [Reason("fact", "items")])])
    )
    unknown = open_gap(PART, [Reason("fact", "part")], ["absent"])
    fields["part"] = draw(st.sampled_from([ABSENT, unknown]) | parts("part"))
    return Record("Case", "", fields)


@st.composite
def learned(draw: st.DrawFn, known: Record) -> Record:
    """The record with some of its open facts told; a list or record that was open is told as a whole."""
    fields: dict[str, Outcome] = {}
    for name, outcome in known.fields.items():
        path = known.at(name)
        if isinstance(outcome, Record):
            fields[name] = draw(learned(outcome))
        elif isinstance(outcome, tuple):
            fields[name] = tuple(draw(learned(part)) for part in outcome if isinstance(part, Record))
        elif not isinstance(outcome, Gap):
            fields[name] = outcome
        elif name == "items":
            fields[name] = draw(st.sampled_from([outcome, (), (draw(parts("items[1]")),)]))
        elif name == "part":
            fields[name] = draw(st.sampled_from([outcome, ABSENT, draw(parts("part"))]))
        else:
            fields[name] = draw(st.sampled_from([outcome, *(learnable(path, c) for c in concretions(outcome))]))
    return Record(known.type, known.path, fields)


def decisions(made: Record, tracer: Told | None = None) -> tuple[DecisionOutcome, ...]:
    return decide(PROGRAM, Inputs(made, datetime(2024, 3, 1, 23, 59, 59)), tracer)


def open_parts(outcome: DecisionOutcome) -> Iterator[tuple[str, Outcome]]:
    """All that a decision says, by name; findings of elements are compared where both records have them."""
    yield "applicable", outcome.applicable
    if outcome.outcome is not None:
        yield "outcome", outcome.outcome
    for item in outcome.items:
        yield f"{item.id} of {item.element}", item.outcome
        if item.severity is not None:
            yield f"severity of {item.id} of {item.element}", item.severity
    for amount in outcome.sums:
        yield f"{amount.sanction} of {amount.post}", amount.outcome


@settings(max_examples=150)
@given(st.data())
def test_decisions_stay_within_what_was_possible(data: st.DataObject) -> None:
    known = data.draw(cases())
    told = data.draw(learned(known))
    for before, after in zip(decisions(known), decisions(told), strict=True):
        later = dict(open_parts(after))
        for name, outcome in open_parts(before):
            if name in later:
                assert lies_in(later[name], outcome), f"{before.id}: {name}"
        if before.status == "decided" and before.outcome is not None:
            assert (after.status, after.outcome) == (before.status, before.outcome)
        if before.status in ("conflict", "not_stated") and before.outcome is not None:
            assert after.status == before.status


@settings(max_examples=60)
@given(cases())
def test_tracing_changes_nothing_and_tells_each_instance_once(known: Record) -> None:
    told = Told()
    assert decisions(known, told) == decisions(known)
    assert told.twice == []


@settings(max_examples=40)
@given(cases())
def test_the_same_record_gives_the_same_trace(known: Record) -> None:
    first, second = Told(), Told()
    decisions(known, first)
    decisions(known, second)
    assert list(first.nodes) == list(second.nodes)
    for one, other in zip(first.nodes.values(), second.nodes.values(), strict=True):
        assert one == other or (isinstance(one, Record) and isinstance(other, Record))
