"""Requirements, entitlements and accountability: findings, severity, sanctions and their sums."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from policycore import types as t
from policycore.core import nodes as n
from policycore.core.outcome import Amount, DecisionOutcome
from policycore.interpret.decide import decide, evaluate
from policycore.values import ABSENT, Gap, Interval, Outcome, Reason
from unit.interpret.build import (
    EL,
    FACT,
    ITEMS,
    LEVEL,
    MONEY,
    NUMBER,
    OPEN,
    YES_NO,
    Told,
    between,
    case,
    const,
    decided,
    fact,
    items,
    match,
    missing,
    num,
    one_of,
    op,
    program,
    ref,
)
from unit.interpret.build import inputs as inputs_of

FACTS = {"p": YES_NO, "q": YES_NO, "here": YES_NO, "tier": LEVEL, "x": NUMBER}
P, Q = fact("p", YES_NO), fact("q", YES_NO)
LATE = fact("late", YES_NO, EL, "late of el")
WAIVED = fact("waived", YES_NO, EL, "waived of el")
EACH = n.Each("el", fact("items", ITEMS))
LATE_ONES = evolve(EACH, where=LATE)
UNKNOWN_LIST = missing("items", ITEMS)
NO_LIST = Reason("fact", "items")

# --- requirements ---


def required(
    condition: n.Expr = P,
    modality: str = "must",
    each: n.Each | None = None,
    when: n.Expr | None = None,
) -> n.Program:
    made = n.Require("duty", "Case", "must", condition, None, each, when)
    return program(evolve(made, modality=modality), fields=FACTS)


def words(outcome: DecisionOutcome) -> list[Outcome]:
    return [finding.outcome for finding in outcome.items]


@pytest.mark.parametrize(
    ("modality", "holds", "word"),
    [
        ("must", True, "met"),
        ("must", False, "breach"),
        ("must_not", True, "breach"),
        ("must_not", False, "met"),
        ("should", True, "met"),
        ("should", False, "deviation"),
    ],
)
def test_the_word_follows_the_modality(modality: str, holds: bool, word: str) -> None:
    outcome = decided(required(modality=modality), p=holds)
    assert (words(outcome), outcome.status, outcome.because) == ([word], "decided", ("duty",))


def test_an_open_condition_leaves_both_words() -> None:
    outcome = decided(required(), p=OPEN)
    assert (words(outcome), outcome.status, outcome.because) == ([one_of("met", "breach")], "undetermined", ())


def test_a_requirement_that_does_not_apply() -> None:
    outcome = decided(required(when=Q), p=False, q=False)
    assert (words(outcome), outcome.status, outcome.applicable) == (["not_applicable"], "not_applicable", False)


def test_an_open_when_leaves_not_applicable_possible() -> None:
    outcome = decided(required(when=Q), p=False, q=OPEN)
    assert words(outcome) == [one_of("breach", "not_applicable")]
    assert (outcome.status, outcome.applicable) == ("undetermined", OPEN)


def test_one_finding_for_each_element_that_counts() -> None:
    listed = items(
        {"late": True, "waived": True},
        {"late": True, "waived": False},
        {"late": False, "waived": False},
        {"late": OPEN, "waived": False},
    )
    outcome = decided(required(WAIVED, each=LATE_ONES), items=listed)
    assert [(finding.element, finding.outcome) for finding in outcome.items] == [
        ("items[1]", "met"),
        ("items[2]", "breach"),
        ("items[4]", one_of("breach", "not_applicable")),
    ]
    assert outcome.status == "undetermined"


def test_an_empty_list_is_met_without_findings() -> None:
    outcome = decided(required(WAIVED, each=EACH), items=())
    assert (outcome.items, outcome.status, outcome.because) == ((), "decided", ("duty",))


def test_an_unknown_list_gives_one_open_finding() -> None:
    outcome = decided(required(WAIVED, each=EACH), items=UNKNOWN_LIST)
    assert [(finding.element, finding.outcome) for finding in outcome.items] == [
        ("", one_of("met", "breach", reasons=[NO_LIST]))
    ]


def test_an_unknown_list_of_which_every_element_is_met_is_met() -> None:
    assert words(decided(required(const(True), each=EACH), items=UNKNOWN_LIST)) == ["met"]


def test_when_may_read_the_element() -> None:
    listed = items({"late": True, "waived": False}, {"late": False, "waived": False})
    outcome = decided(required(WAIVED, each=EACH, when=LATE), items=listed)
    assert words(outcome) == ["breach", "not_applicable"]
    assert outcome.status == "decided"
    idle = decided(required(WAIVED, each=EACH, when=LATE), items=items({"late": False}))
    assert (words(idle), idle.status) == (["not_applicable"], "decided"), "as where there are no elements at all"


def test_expressions_read_the_word() -> None:
    made = required(when=Q)
    assert evaluate(made, inputs_of(made, p=False, q=True), "duty") == "breach"
    assert evaluate(made, inputs_of(made, p=False, q=False), "duty") == "not_applicable"


def test_findings_are_told_by_element() -> None:
    made = required(WAIVED, each=EACH)
    told = Told()
    decide(made, inputs_of(made, items=items({"waived": True})), told)
    assert told.nodes["duty#items[1]"] == "met"


# --- entitlements ---

QUEUE = t.Enum((t.Member("front"), t.Member("last")), ordered=True)


def grant(id: str, level: str, value: int) -> n.Case:
    guard = op("eq", fact("tier", LEVEL, id=f"{id}/of"), const(level), of=YES_NO, id=f"{id}/is")
    return case(id, guard, const(value))


CALL_BACK = n.Benefit(
    "service/call_back",
    NUMBER,
    match(
        case("service/blocked/call_back", P, const(99)),
        grant("service/A/call_back", "A", 4),
        grant("service/B/call_back", "B", 24),
        case("service/call_back/otherwise", None, n.Const("none", NUMBER, ABSENT)),
        of=NUMBER,
        kind="benefit",
        id="service/call_back/body",
    ),
    "lower",
)
SERVICE = n.Entitlements("service", "Case", fact("tier", LEVEL), (CALL_BACK,))


def served(made: n.Entitlements = SERVICE, **facts: Outcome) -> DecisionOutcome:
    return decided(program(made, fields=FACTS), **{"p": False, **facts})


def test_the_tiers_own_grant_gives_the_benefit() -> None:
    outcome = served(tier="B")
    assert (words(outcome), outcome.because, outcome.status) == ([24], ("service/B/call_back",), "decided")


def test_an_override_goes_first() -> None:
    assert served(tier="B", p=True).because == ("service/blocked/call_back",)


def test_what_nobody_grants_is_absent() -> None:
    assert words(served(tier="C")) == [ABSENT]


def test_an_open_tier_joins_what_its_tiers_are_promised() -> None:
    assert words(served(tier=one_of("A", "B"))) == [between(4, 24, marks=["absent"])]
    everyone = evolve(CALL_BACK, body=evolve(CALL_BACK.body, otherwise=None))
    assert words(served(evolve(SERVICE, benefits=(everyone,)), tier=one_of("A", "B"))) == [between(4, 24)]


def test_entitlements_out_of_scope_have_no_items() -> None:
    scoped = evolve(SERVICE, when=fact("here", YES_NO))
    outcome = served(scoped, tier="A", here=False)
    assert (outcome.status, outcome.items) == ("not_applicable", ())
    open_one = served(scoped, tier="A", here=OPEN)
    assert (open_one.status, words(open_one)) == ("undetermined", [4])


def test_a_benefit_is_read_by_its_id() -> None:
    made = program(SERVICE, fields=FACTS)
    assert evaluate(made, inputs_of(made, p=False, tier="A"), "service/call_back") == 4


def test_a_benefit_out_of_scope_reads_as_absent() -> None:
    made = program(evolve(SERVICE, when=fact("here", YES_NO)), fields=FACTS)
    assert evaluate(made, inputs_of(made, p=False, tier="A", here=False), "service/call_back") is ABSENT
    joined = evaluate(made, inputs_of(made, p=False, tier="A", here=OPEN), "service/call_back")
    assert joined == Gap(Interval(num(4), num(4)), frozenset({FACT}), {"absent"})


# --- accountability ---

SEVERITY = t.Enum((t.Member("grave"), t.Member("medium"), t.Member("light")), ordered=True)


def fine(amount: n.Expr | int | None = 100, against: str | None = "owner", name: str = "fine") -> n.Sanction:
    value = const(amount, MONEY, f"matter/{name}/amount") if isinstance(amount, int) else amount
    return n.Sanction(f"conduct/matter/{name}", name, against, value)


def matter(*sanctions: n.Sanction, id: str = "conduct/matter", **parts: object) -> n.Matter:
    made = n.Matter(id, None, None, (n.Answer("owner"),), None, sanctions)
    return evolve(made, **parts)


def judged(*matters: n.Matter, when: n.Expr | None = None, **facts: Outcome) -> DecisionOutcome:
    return decided(program(n.Accountability("conduct", "Case", matters, when), fields=FACTS), **facts)


def sums(outcome: DecisionOutcome) -> dict[tuple[str, str], Outcome]:
    return {(amount.sanction, amount.post): amount.outcome for amount in outcome.sums}


EXEMPT = n.Exemption("conduct/excused", "office", WAIVED)
PER_LATE = {"each": LATE_ONES}


def test_a_matter_that_occurred_costs_its_sanction() -> None:
    outcome = judged(matter(fine(), guard=P), p=True)
    (finding,) = outcome.items
    assert (finding.outcome, finding.because, finding.amounts) == (
        "found",
        ("conduct/matter",),
        (Amount("fine", "owner", num(100)),),
    )
    assert finding.answers == (("owner", "", None),)
    assert sums(outcome) == {("fine", "owner"): 100, ("fine", ""): 100, ("total", ""): 100}


def test_a_matter_that_did_not_occur_is_listed_and_costs_nothing() -> None:
    outcome = judged(matter(fine(), guard=P), p=False)
    assert words(outcome) == ["not_found"]
    assert outcome.items[0].amounts == (Amount("fine", "owner", num(0)),)
    assert sums(outcome)[("total", "")] == 0


def test_elements_that_do_not_count_are_not_listed() -> None:
    listed = items({"late": False}, {"late": True, "waived": False}, {"late": True, "waived": True})
    outcome = judged(matter(fine(), each=LATE_ONES, guard=op("not", WAIVED, of=YES_NO)), items=listed)
    assert [finding.element for finding in outcome.items] == ["items[2]"]
    assert sums(outcome)[("total", "")] == 100


def test_an_open_matter_costs_from_nothing_to_its_amount() -> None:
    outcome = judged(matter(fine(), guard=P), p=OPEN)
    assert (words(outcome), outcome.status) == ([one_of("found", "not_found")], "undetermined")
    assert sums(outcome)[("total", "")] == between(0, 100)


def test_an_exempt_occurrence_costs_nothing_and_the_exemption_decided() -> None:
    made = matter(fine(), each=LATE_ONES, exemptions=(EXEMPT,))
    outcome = judged(made, items=items({"late": True, "waived": True}, {"late": True, "waived": False}))
    assert words(outcome) == ["exempt", "found"]
    assert outcome.items[0].because == ("conduct/matter", "conduct/excused")
    assert sums(outcome)[("fine", "owner")] == 100


def test_an_open_exemption_leaves_both_possible() -> None:
    made = matter(fine(), each=LATE_ONES, exemptions=(EXEMPT,))
    outcome = judged(made, items=items({"late": True, "waived": OPEN}))
    assert words(outcome) == [one_of("found", "exempt")]
    assert sums(outcome)[("total", "")] == between(0, 100)


def test_an_unknown_list_is_one_open_finding_without_end() -> None:
    outcome = judged(matter(fine(), **PER_LATE), items=UNKNOWN_LIST)
    (finding,) = outcome.items
    assert (finding.element, finding.outcome) == ("", one_of("found", "not_found", reasons=[NO_LIST]))
    assert sums(outcome)[("total", "")] == between(0, None, NO_LIST)


def test_a_sanction_without_amount_is_counted() -> None:
    made = matter(fine(), fine(None, name="warning"), **PER_LATE)
    outcome = judged(made, items=items({"late": True}, {"late": True}, {"late": OPEN}))
    assert sums(outcome)[("warning", "owner")] == between(2, 3)
    assert sums(outcome)[("total", "")] == between(200, 300)


def test_amounts_of_different_units_have_no_total() -> None:
    points = fine(const(2, t.Number(t.POINTS), "points"), name="points")
    outcome = judged(matter(fine(), points))
    assert ("total", "") not in sums(outcome)
    assert (sums(outcome)[("fine", "")], sums(outcome)[("points", "")]) == (100, 2)


def test_sums_go_over_matters() -> None:
    first, second = matter(fine(), id="conduct/one"), matter(fine(50, "head"), id="conduct/two")
    assert sums(judged(first, second)) == {
        ("fine", "owner"): 100,
        ("fine", "head"): 50,
        ("fine", ""): 150,
        ("total", ""): 150,
    }


def share(actor: str, percent: int) -> n.Answer:
    return n.Answer(actor, const(Fraction(percent, 100), t.Number(t.PERCENT), f"share of {actor}"), "leader")


def test_an_amount_against_all_who_answer_is_split_by_shares_unrounded() -> None:
    made = matter(fine(100, None), answers=(share("owner", 67), share("head", 33)))
    outcome = judged(made)
    assert outcome.items[0].amounts == (Amount("fine", "owner", num(67)), Amount("fine", "head", num(33)))
    assert outcome.items[0].answers[1] == ("head", "leader", Fraction(33, 100))


def test_the_sum_over_posts_of_an_open_amount_is_the_amount_itself() -> None:
    made = matter(fine(100, None), guard=P, answers=(share("owner", 70), share("head", 30)))
    outcome = judged(made, p=OPEN)
    assert sums(outcome)[("fine", "owner")] == between(0, 70)
    assert sums(outcome)[("fine", "")] == between(0, 100)


def test_the_only_one_who_answers_owes_all() -> None:
    assert judged(matter(fine(100, None))).items[0].amounts == (Amount("fine", "owner", num(100)),)


def test_a_share_that_the_text_does_not_give_is_not_stated() -> None:
    outcome = judged(matter(fine(100, None), answers=(n.Answer("owner"), n.Answer("head"))))
    silent = Reason("silent", "conduct/matter")
    assert sums(outcome)[("fine", "head")] == between(0, 100, silent)
    assert sums(outcome)[("fine", "")] == 100
    assert outcome.status == "not_stated"


def test_a_lost_amount_names_its_parameter() -> None:
    lost = n.Parameter("rate", MONEY, (), ())
    per = op("mul", n.Param("read", MONEY, "rate"), fact("x"), of=MONEY)
    made = program(n.Accountability("conduct", "Case", (matter(fine(per), guard=P),)), fields=FACTS, parameters=[lost])
    outcome = decided(made, p=True, x=num(2))
    assert outcome.sums[-1].outcome == between(0, None, Reason("parameter", "rate"))
    assert (outcome.status, outcome.items[0].because) == ("not_stated", ("conduct/matter", "rate"))


# --- severity ---


def severe(name: str, guard: n.Expr = P, steps: int = 1) -> n.Escalation:
    return n.Escalation(f"conduct/{name}", steps, guard)


def escalated(*escalations: n.Escalation, severity: str = "light", **facts: Outcome) -> DecisionOutcome:
    amount = match(
        case("m[1]", op("eq", n.Var("sev", SEVERITY, "severity"), const("grave", SEVERITY), of=YES_NO, id="g"),
             const(900, MONEY)),
        case("m[2]", None, const(100, MONEY)),
        of=MONEY,
        kind="if",
    )  # fmt: skip
    made = matter(fine(amount), severity=const(severity, SEVERITY, "sev"), escalations=escalations)
    return judged(made, **facts)


def test_escalation_moves_the_severity_up_and_is_named() -> None:
    outcome = escalated(severe("repeated"), p=True)
    assert outcome.items[0].severity == "medium"
    assert outcome.because == ("conduct/matter", "conduct/repeated")


def test_severity_stops_at_the_top() -> None:
    outcome = escalated(severe("repeated", steps=5), severity="medium", p=True)
    assert outcome.items[0].severity == "grave"
    top = escalated(severe("repeated"), severity="grave", p=True)
    assert (top.items[0].severity, top.because) == ("grave", ("conduct/matter",))


def test_escalations_go_one_after_the_other() -> None:
    again = severe("again", op("eq", n.Var("now", SEVERITY, "severity"), const("medium", SEVERITY), of=YES_NO, id="e"))
    outcome = escalated(severe("repeated"), again, p=True)
    assert outcome.items[0].severity == "grave"


def test_an_open_escalation_leaves_both_severities() -> None:
    outcome = escalated(severe("repeated", steps=2), p=OPEN)
    assert outcome.items[0].severity == one_of("light", "grave")
    assert sums(outcome)[("total", "")] == between(100, 900)
    assert outcome.status == "undetermined"


def test_accountability_out_of_scope_has_nothing() -> None:
    outcome = judged(matter(fine()), when=fact("here", YES_NO), here=False)
    assert (outcome.status, outcome.items, outcome.sums) == ("not_applicable", (), ())


def test_decisions_read_one_another() -> None:
    made = program(
        n.Tiering("class", "Case", LEVEL, match(case("class/from", None, fact("tier", LEVEL)), id="class/body")),
        n.Require("duty", "Case", "should", op("eq", ref("class", LEVEL), const("A"), of=YES_NO)),
        fields=FACTS,
    )
    outcomes = decide(made, inputs_of(made, tier="B"))
    assert [outcome.id for outcome in outcomes] == ["class", "duty"]
    assert outcomes[1].items[0].outcome == "deviation"


def test_a_silent_finding_is_not_stated() -> None:
    silent = n.Open("silence", YES_NO, "not_stated")
    outcome = decided(required(silent))
    assert (outcome.status, outcome.because) == ("not_stated", ("duty",))
