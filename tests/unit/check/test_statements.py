"""Statements: what each lowers to, and what is refused of each."""

from __future__ import annotations

from fractions import Fraction

import pytest

from policycore import types as t
from policycore.core import nodes as core
from policycore.core.walk import walk
from policycore.values import ABSENT
from unit.check.reading import codes, errors, marked, program_of, statement

RECORD = """policy p {}
choice Grade { gold > silver > basic }
choice Severity { light < medium < grave }
actor keeper  actor head "Head"
record Payment { days_late : whole at least 0  amount : money(CNY) at least 0  excused : yes_no  paid_on : date }
record Client {
  key id : text  grade : Grade  sales : money(CNY) at least 0  visits : whole at least 0  mark : whole 0..20
  loyal : yes_no  founder : yes_no  score_given : points optional  payments : list of Payment  rest : points
}
"""


def said(text: str) -> list[tuple[str, str]]:
    return [(code, place) for code, place in marked(RECORD + text)]


# --- require -------------------------------------------------------------------------------------------------------


def test_a_require_must_unless_it_says_otherwise() -> None:
    found = statement(RECORD + "require r : loyal\n", "r")
    assert isinstance(found, core.Require)
    assert found.modality == "must"


def test_a_require_keeps_actor_modality_and_condition_apart() -> None:
    found = statement(RECORD + "require r by keeper must not when founder : visits > 3\n", "r")
    assert isinstance(found, core.Require)
    assert (found.actor, found.modality) == ("keeper", "must_not")
    assert isinstance(found.when, core.Field)


def test_a_condition_that_is_no_condition_is_refused() -> None:
    assert said("require r : visits\n") == [("PC302", "visits")]
    assert said("require r when sales : loyal\n") == [("PC302", "sales")]


def test_the_finding_of_a_require_can_be_read() -> None:
    assert said("require r : loyal\ndefine d = r = breach\n") == []
    assert said("require r : loyal\ndefine d = r = broken\n") == [("PC202", "broken")]


# --- guards --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    [
        "score_given is present and score_given > 3",
        "score_given is absent or score_given > 3",
        "if score_given is present then score_given > 3 else no",
        "if score_given is absent then no else score_given > 3",
        "not (score_given is absent) and score_given > 3",
        "all of { given: score_given is present, high: score_given > 3 }",
        "any of { score_given is absent, score_given > 3 }",
        "score_given = 3",
    ],
)
def test_what_a_guard_shows_to_be_present_may_be_read(condition: str) -> None:
    assert said(f"define d = {condition}\n") == []


@pytest.mark.parametrize(
    "condition",
    [
        "score_given > 3",
        "score_given is present or score_given > 3",
        "score_given + 3 > 5",
        "if score_given is absent then score_given > 3 else no",
        "at least 1 of { score_given is present, score_given > 3 }",
    ],
)
def test_what_no_guard_shows_to_be_present_is_pointed_out(condition: str) -> None:
    assert said(f"define d = {condition}\n") == [("PC423", "score_given")]


def test_the_when_of_a_statement_guards_what_follows_it() -> None:
    assert said("require r when score_given is present : score_given > 3\n") == []
    assert said("tiering g when score_given is present { tier a when score_given > 3  tier b otherwise }\n") == []
    assert said("score s : points { award a when score_given is present : score_given }\n") == []


def test_absence_is_passed_on_by_a_definition() -> None:
    assert said("define d = score_given\ndefine e = d > 3\n") == [("PC423", "d")]
    assert said("define d = score_given\ndefine e = d is present and d > 3\n") == []


def test_the_outcome_of_a_statement_with_a_when_may_be_absent() -> None:
    text = "tiering g when loyal { tier a when visits > 3  tier b otherwise }\ndefine e = g > b\n"
    assert said(text) == [("PC423", "g")]


# --- conditions that decide nothing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    [
        "visits > 5 and visits < 3",
        "visits > 5 and loyal and visits <= 5",
        "visits >= 5 and visits < 5",
        "5 < visits < 3",
        "visits = 5 and visits = 6",
        "visits = 5 and visits > 7",
        "7 < visits and visits <= 5",
        "grade = gold and grade = silver",
        "all of { high: visits > 5, low: visits < 3 }",
    ],
)
def test_conditions_that_contradict_each_other_are_pointed_out(condition: str) -> None:
    assert [code for code, _ in said(f"define d = {condition}\n")] == ["PC445"]


@pytest.mark.parametrize(
    "condition",
    [
        "visits > 5 or visits < 3",
        "visits >= 5 and visits <= 5",
        "visits > 5 and mark < 3",
        "visits = 5 and not visits = 6",
        "grade = gold and loyal",
        "any of { high: visits > 5, low: visits < 3 }",
    ],
)
def test_conditions_that_can_hold_together_are_not(condition: str) -> None:
    assert said(f"define d = {condition}\n") == []


# --- score ---------------------------------------------------------------------------------------------------------

SCORE = """score s : points 0..100 {
  factor turnover weight 60% { band high when sales >= 100万 CNY : 100  band rest otherwise : 40 }
  group conduct {
    cap 30  floor 0
    award prompt : 10 per visits
    deduct lateness for each q in payments where q.days_late > 3 : 5
  }
  factor bonus = if visits > 3 then 10 else 0
  cap 100
}
"""


def score(text: str) -> core.Score:
    found = statement(RECORD + text, "s")
    assert isinstance(found, core.Score)
    return found


def test_a_score_is_a_sum_with_its_groups_inside() -> None:
    found = score(SCORE)
    assert [line.id for line in found.total.items] == ["s/turnover", "s/conduct", "s/bonus"]
    group = found.total.items[1]
    assert isinstance(group, core.Sum)
    assert [line.id for line in group.items] == ["s/conduct/prompt", "s/conduct/lateness"]
    assert isinstance(group.cap, core.Const)
    assert isinstance(group.floor, core.Const)
    assert (group.cap.value, group.floor.value) == (30, 0)


def test_a_weight_is_a_fraction() -> None:
    factor = score(SCORE).total.items[0]
    assert isinstance(factor, core.Contribution)
    assert factor.weight == Fraction(3, 5)


def test_a_deduction_keeps_its_element() -> None:
    group = score(SCORE).total.items[1]
    assert isinstance(group, core.Sum)
    line = group.items[1]
    assert isinstance(line, core.Contribution)
    assert line.kind == "deduct"
    assert line.each is not None
    assert line.each.var == "q"


def test_a_mark_is_held_in_the_range_of_its_band_and_its_field() -> None:
    text = """score s : points {
  factor f { band high when loyal : 11..15 from mark  band low otherwise : 2..10 from mark }
}
"""
    marks = [node for node in walk(score(text)) if isinstance(node, core.Op) and node.op == "ranged"]
    assert [(node.low, node.high) for node in marks] == [(Fraction(11), Fraction(15)), (Fraction(2), Fraction(10))]


def test_bands_that_cover_everything_need_no_otherwise() -> None:
    assert (
        said("score s : points { factor f { band a when grade = gold : 3  band b when grade <= silver : 2 } }\n") == []
    )
    assert said("score s : points { factor f { band a when visits >= 3 : 3  band b when visits < 3 : 2 } }\n") == []
    assert errors(
        RECORD + "score s : points { factor f { band a when visits > 3 : 3  band b when visits < 3 : 2 } }\n"
    ) == ["PC428"]


def test_a_band_that_an_earlier_one_forestalls_is_pointed_out() -> None:
    text = """score s : points {
  factor f { band a when visits > 3 : 3  band b when visits > 5 : 4  band c otherwise : 1 }
}
"""
    assert said(text) == [("PC433", "b")]


def test_a_waiver_stands_on_each_deduction_that_it_covers() -> None:
    text = """score s : points {
  award start : 50
  deduct late for each q in payments where q.days_late > 3 : 5
  deduct poor when visits < 3 : 5
  waive excused covering late by keeper when q.excused
  waive founders covering late, poor when founder
}
"""
    found = score(text)
    waivers = {
        line.id: [waiver.id for waiver in line.waivers]
        for line in found.total.items
        if isinstance(line, core.Contribution)
    }
    assert waivers == {
        "s/start": [],
        "s/late": ["s/excused", "s/founders"],
        "s/poor": ["s/founders"],
    }


def test_a_waiver_may_cover_a_deduction_inside_a_group() -> None:
    text = """score s : points {
  group g { award start : 50  deduct late : 1 per visits }
  waive founders covering late when founder
}
"""
    assert said(text) == []


def test_a_waiver_reads_the_element_only_of_the_deduction_it_covers() -> None:
    text = """score s : points {
  award start : 50
  deduct poor when visits < 3 : 5
  waive excused covering poor when q.excused
}
"""
    assert said(text) == [("PC201", "q")]


def test_an_award_cannot_be_waived() -> None:
    assert said("score s : points { award a : 5  waive w covering a when founder }\n") == [("PC227", "a")]


def test_rules_of_one_score_have_names_of_their_own() -> None:
    assert said("score s : points { award a : 5  deduct a : 3 }\n") == [("PC218", "a")]
    assert said("score s : points { award a : 5  deduct b : 3  waive a covering b when founder }\n") == [("PC218", "a")]


def test_a_line_of_a_score_can_be_read() -> None:
    text = SCORE + "define d = s.turnover >= 40\ndefine e = s.conduct > 3\n"
    assert said(text) == []
    assert said(SCORE + "define d = s.turnovr >= 40\n") == [("PC209", "turnovr")]


def test_money_can_be_scored() -> None:
    assert said("score s : money(CNY) { award a : 5 CNY per visits  award b : 3% * sales }\n") == []
    assert said("score s : money(CNY) { award a : 5 per visits }\n") == [("PC314", "5 per visits")]


# --- tiering -------------------------------------------------------------------------------------------------------


def tiering(text: str) -> core.Tiering:
    found = statement(RECORD + text, "g")
    assert isinstance(found, core.Tiering)
    return found


def test_tiers_in_the_order_written_are_the_ladder() -> None:
    found = tiering("tiering g { tier a when visits > 5  tier b when visits > 3  tier c otherwise }\n")
    assert found.type.names == ("a", "b", "c")
    assert found.type.ordered


def test_tiers_of_a_choice_follow_its_order() -> None:
    text = "tiering g : Grade { tier gold when visits > 5  tier basic otherwise }\n"
    assert tiering(text).type.names == ("gold", "silver", "basic")
    text = "tiering g : Grade { tier silver when visits > 5  tier gold when loyal  tier basic otherwise }\n"
    assert said(text) == [("PC432", "gold")]


def test_designations_stand_before_tiers_and_may_name_any_tier() -> None:
    found = tiering("tiering g { designate d when founder : b  tier a when visits > 5  tier b otherwise }\n")
    assert [case.id for case in found.body.cases] == ["g/d", "g/a"]


def test_one_tier_may_be_reached_by_two_conditions_with_a_designation() -> None:
    assert said("tiering g { tier a when visits > 5  tier a when founder  tier b otherwise }\n") == [("PC218", "a")]


def test_a_limit_needs_an_order() -> None:
    text = """choice Kind { x, y }
tiering g : Kind { tier x when loyal  tier y otherwise  limit l when founder : at most y }
"""
    assert said(text) == [("PC318", "l")]


def test_otherwise_not_stated_closes_the_list() -> None:
    found = tiering('tiering g { tier a when visits > 5  otherwise not stated @ "annex lost" }\n')
    assert found.body.otherwise is not None
    assert isinstance(found.body.otherwise.value, core.Open)
    assert found.body.otherwise.value.kind == "not_stated"


def test_tiers_that_cover_everything_need_no_otherwise() -> None:
    assert said("tiering g { tier a when visits > 5  tier b when visits <= 5 }\n") == []
    assert said("tiering g { tier a when grade = gold  tier b when grade = silver  tier c when grade = basic }\n") == []


def test_two_criteria_are_joined_in_one_expression() -> None:
    text = """define by_visits = if visits > 5 then gold else basic
define by_sales = if sales > 5 CNY then gold else not stated
tiering g : Grade { tier from agreed(by_visits, by_sales) }
"""
    assert said(text) == []


# --- entitlements --------------------------------------------------------------------------------------------------

CARE = """entitlements care per grade {
  benefit visits_a_year : whole higher is better
  benefit discount : percent higher is better
  benefit queue : {first > normal > last} default normal
  grant basic { visits_a_year: 1 }
  grant silver same as basic with { visits_a_year: 2, discount: 3% when loyal }
  grant gold same as silver with { visits_a_year: 4, discount: 5% when founder }
  override suspended when visits = 0 { queue: last }
}
"""


def benefit(text: str, name: str) -> core.Benefit:
    found = statement(RECORD + text, "care")
    assert isinstance(found, core.Entitlements)
    return next(b for b in found.benefits if b.id == f"care/{name}")


def tiers_of(case: core.Case) -> set[str]:
    for node in walk(case.guard) if case.guard is not None else ():
        if isinstance(node, core.Const) and isinstance(node.value, frozenset):
            return set(node.value)
        if isinstance(node, core.Const) and isinstance(node.value, str):
            return {node.value}
    return set()


def test_an_item_of_its_own_replaces_the_inherited_one() -> None:
    cases = {case.id: tiers_of(case) for case in benefit(CARE, "visits_a_year").body.cases}
    assert cases == {
        "care/gold/visits_a_year": {"gold"},
        "care/silver/visits_a_year": {"silver"},
        "care/basic/visits_a_year": {"basic"},
    }


def test_an_item_with_a_condition_falls_back_to_the_inherited_one() -> None:
    cases = [(case.id, tiers_of(case)) for case in benefit(CARE, "discount").body.cases]
    assert cases == [("care/gold/discount", {"gold"}), ("care/silver/discount", {"gold", "silver"})]


def test_an_override_stands_before_all_grants() -> None:
    assert [case.id for case in benefit(CARE, "queue").body.cases] == ["care/suspended/queue"]


def test_what_nobody_says_is_not_granted() -> None:
    last = benefit(CARE, "discount").body.otherwise
    assert last is not None
    assert isinstance(last.value, core.Const)
    assert last.value.value == ABSENT


def test_the_order_of_a_choice_says_what_is_better() -> None:
    assert benefit(CARE, "queue").direction == "ordered"
    assert benefit(CARE, "discount").direction == "higher"


def test_inheritance_in_a_circle_is_met() -> None:
    text = """entitlements care per grade {
  benefit b : whole higher is better
  grant gold same as silver with { b: 1 }
  grant silver same as gold with { b: 2 }
}
"""
    assert set(codes(RECORD + text)) == {"PC401"}


def test_a_benefit_that_may_be_not_granted_is_pointed_out_where_it_is_read() -> None:
    assert said(CARE + "define d = care.discount > 2%\n") == [("PC423", "care.discount")]
    assert said(CARE + "define d = care.queue = first\n") == []
    assert said(CARE + "define d = care.visits_a_year > 2\n") == []


def test_a_promise_reads_the_grants_of_a_tier_without_overrides() -> None:
    text = (
        CARE
        + "record Desk { key id : text  grade : Grade  made : whole }\n"
        + "require r for Desk : made >= care[grade].visits_a_year\n"
    )
    text = text.replace("entitlements care per", "entitlements care for Client per")
    found = statement(RECORD + text, "r")
    promises = [node for node in walk(found) if isinstance(node, core.Match) and node.kind == "promise"]
    assert len(promises) == 1
    assert len(promises[0].cases) == 3


def test_a_benefit_may_be_called_as_a_step_of_its_statement_is() -> None:
    text = """policy p {}
record R { key id : text  tier : {a > b}  x : yes_no }
entitlements service per tier when x { benefit `when` : whole  benefit per : whole  grant any { `when`: 1, per: 2 } }
"""
    found = statement(text, "service")
    ids = [node.id for node in walk(found)]
    assert len(ids) == len(set(ids))


def test_a_promise_of_a_grant_with_named_parts_has_an_id_for_each_node() -> None:
    text = """policy p {}
record R { key id : text  tier : {a > b}  x : yes_no  n : whole }
entitlements service per tier {
  benefit calls : whole
  grant a { calls: 1 when all of { one: all of { n > 1, x }, two: all of { n > 2, x } } }
}
define d = service[tier].calls is present
"""
    found = statement(text, "d")
    ids = [node.id for node in walk(found) if not isinstance(node, core.Case)]
    assert len(ids) == len(set(ids))


def test_a_promise_that_reads_facts_of_the_other_record_is_refused() -> None:
    text = (
        CARE.replace("entitlements care per", "entitlements care for Client per")
        + "record Desk { key id : text  grade : Grade  made : percent }\n"
        + "require r for Desk : made >= care[grade].discount\n"
    )
    assert said(text) == [("PC211", "care[grade].discount")]


def test_grants_are_in_the_unit_of_the_benefit() -> None:
    text = """entitlements care per grade {
  benefit b : number(hours) lower is better
  grant any { b: 90 minutes }
}
"""
    [case] = benefit(text, "b").body.cases
    assert isinstance(case.value, core.Const)
    assert case.value.value == Fraction(3, 2)


@pytest.mark.parametrize(
    ("items", "finding"),
    [
        ("grant platinum { b: 1 }", ("PC202", "platinum")),
        ("grant gold { c: 1 }", ("PC228", "c")),
        ("grant gold { b: 1, b: 2 }", ("PC220", "b")),
        ("grant gold { b: 1 } grant gold { b: 2 }", ("PC218", "gold")),
        ("grant gold { b: yes }", ("PC302", "yes")),
        ("grant gold { b: 1.5 }", ("PC330", "1.5")),
        ("grant gold same as silver", ("PC229", "silver")),
    ],
)
def test_what_is_wrong_with_grants(items: str, finding: tuple[str, str]) -> None:
    assert said(f"entitlements care per grade {{ benefit b : whole higher is better  {items} }}\n") == [finding]


# --- accountability ------------------------------------------------------------------------------------------------

CONDUCT = """accountability conduct {
  matter late for each q in payments where q.days_late > 3 {
    answers keeper 70%, head as leader 30%
    severity if q.days_late > 30 then medium else light
    sanction fine against answers : 100 CNY per q.days_late
    sanction points against keeper : 2 points per full 10万 CNY of q.amount
    sanction removal against head
  }
  matter few_visits when visits < 2 { sanction fine against keeper : if founder then 0 CNY else 50 CNY }
  exempt hardship covering late, few_visits by head when loyal
  exempt excused covering late when q.excused
  escalate repeated covering late up 1
    when count(payments where days_late > 3 and paid_on within 12 months before as_of) >= 3
}
"""


def conduct() -> core.Accountability:
    found = statement(RECORD + CONDUCT, "conduct")
    assert isinstance(found, core.Accountability)
    return found


def test_a_matter_holds_the_exemptions_and_escalations_that_cover_it() -> None:
    late, few = conduct().matters
    assert [e.id for e in late.exemptions] == ["conduct/hardship", "conduct/excused"]
    assert [e.id for e in late.escalations] == ["conduct/repeated"]
    assert [e.id for e in few.exemptions] == ["conduct/hardship"]


def test_sanctions_name_whom_they_strike() -> None:
    late = conduct().matters[0]
    assert [(s.id, s.against) for s in late.sanctions] == [
        ("conduct/late/fine", None),
        ("conduct/late/points", "keeper"),
        ("conduct/late/removal", "head"),
    ]


def test_shares_and_roles_are_kept() -> None:
    answers = conduct().matters[0].answers
    assert [(a.actor, a.role) for a in answers] == [("keeper", ""), ("head", "leader")]
    assert [a.share.value for a in answers if isinstance(a.share, core.Const)] == [Fraction(7, 10), Fraction(3, 10)]


def test_an_amount_may_read_the_severity() -> None:
    text = """accountability conduct {
  matter late when visits < 2 {
    severity light
    sanction fine against keeper : if severity = grave then 9 CNY else 1 CNY
  }
  escalate e covering late up 2 when founder
}
"""
    assert said(text) == []


def test_one_sanction_may_strike_two_posts() -> None:
    text = """accountability conduct {
  matter late when visits < 2 { sanction fine against keeper : 9 CNY  sanction fine against head : 5 CNY }
}
"""
    found = statement(RECORD + text, "conduct")
    assert isinstance(found, core.Accountability)
    assert [s.id for s in found.matters[0].sanctions] == ["conduct/late/fine", "conduct/late/fine@head"]


def test_matters_and_exemptions_have_names_of_their_own() -> None:
    text = """accountability conduct {
  matter late when visits < 2 { sanction fine against keeper : 9 CNY }
  exempt late covering late when loyal
}
"""
    assert [code for code, _ in said(text)] == ["PC218"]


# --- laws ----------------------------------------------------------------------------------------------------------

GRADE = "tiering g { tier a when visits > 5  tier b otherwise }\ndefine d = visits * 2\n"


@pytest.mark.parametrize(
    "claim",
    [
        "always visits >= 0 or loyal",
        "never g = a and visits < 3",
        "g rises with visits, sales",
        "g falls with visits",
        "g ignores sales, payments.amount",
        "d rises with visits",
        "g rises with d",
        "g is complete",
        "g is exclusive",
        "g is reachable",
        "g same as g except visits > 5",
        "d same as visits except 3 < visits < 5",
    ],
)
def test_claims_of_laws(claim: str) -> None:
    assert said(GRADE + f"law l : {claim}\n") == [] or "PC420" in dict(said(GRADE + f"law l : {claim}\n"))
    assert program_of(RECORD + GRADE + f"law l : {claim}\n").laws


@pytest.mark.parametrize(
    ("claim", "finding"),
    [
        ("always visits", ("PC302", "visits")),
        ("g rises with visitss", ("PC201", "visitss")),
        ("g rises with payments.amunt", ("PC201", "amunt")),
        ("id rises with visits", ("PC318", "id")),
        ("visits is complete", ("PC231", "visits")),
        ("g same as visits", ("PC319", "g same as visits")),
        ("g ignores 5", ("PC232", "5")),
    ],
)
def test_what_is_wrong_with_laws(claim: str, finding: tuple[str, str]) -> None:
    assert said(GRADE + f"law l : {claim}\n") == [finding]


# --- the header and the rest -----------------------------------------------------------------------------------------


def test_citations_are_required_of_rules_where_the_header_says_so() -> None:
    head = 'policy p { source: "Notice"  cites: required }\n'
    body = RECORD.removeprefix("policy p {}\n")
    uncited = 'tiering g { tier a @ "1" when visits > 5  tier b otherwise }\n'
    assert marked(head + body + uncited) == [("PC407", "b")]
    assert marked(head + body + uncited.replace("tiering g", 'tiering g @ "art. 1"')) == []
    assert marked(head + body + "define d = visits > 5\n") == []
    assert marked(head + body + "require r : loyal\n") == [("PC407", "r")]
    assert marked(head + body + 'score s : points { group x @ "2" { award a : 5 } }\n') == []


def test_a_second_document_can_be_cited() -> None:
    text = 'policy p { source: "Notice"  annex: "Annex" }\n' + RECORD.removeprefix("policy p {}\n")
    found = statement(text + 'define d @ annex "row 2" = visits > 5\n', "d")
    assert isinstance(found, core.Define)
    assert found.about.cite == core.Cite("annex", "row 2")


def test_labels_stand_in_the_order_of_the_languages() -> None:
    text = "policy p { languages: zh, en }\n" + RECORD.removeprefix("policy p {}\n")
    found = statement(text + 'define d "多" / "many" = visits > 5\n', "d")
    assert isinstance(found, core.Define)
    assert found.about.labels == (("zh", "多"), ("en", "many"))


def test_decisions_are_listed_in_the_order_of_the_author() -> None:
    text = (
        RECORD
        + "require z : loyal\ntiering g { tier a when z = met  tier b otherwise }\nscore a : points { award x : 5 }\n"
    )
    assert program_of(text).decisions == ("z", "g", "a")


def test_statements_stand_after_those_they_read() -> None:
    text = RECORD + "define first = second + 1\ndefine second = third + 1\ndefine third = visits\n"
    assert [s.id for s in program_of(text).statements] == ["third", "second", "first"]


def test_a_type_of_an_enumeration_written_with_less_stands_highest_first() -> None:
    [choice] = [c for c in program_of(RECORD).choices if c.id == "Severity"]
    assert choice.type.names == ("grave", "medium", "light")
    assert choice.type == t.Enum(choice.type.members, True, False)


def test_parts_called_like_steps_keep_ids_apart() -> None:
    text = """tiering g {
  tier a when all of { value: visits > 5, when_loyal: loyal }
  tier b otherwise
}
define d = all of { body: visits > 5, value: loyal }
require r : all of { condition: visits > 5, value: loyal }
"""
    program = program_of(RECORD + text)
    for found in program.statements:
        ids = [node.id for node in walk(found)]
        assert len(set(ids)) == len(ids)


# --- whether cases cover everything -----------------------------------------------------------------------------------

FACTS = """policy p {}
record A {
  key id : text  paid : yes_no  size : {large > middle > small}  visits : whole 0..20  sales : money(CNY) at least 0
  kind : {shop, works} optional  months : number  name : text
}
"""


@pytest.mark.parametrize(
    "criteria",
    [
        ("paid", "not paid"),
        ("paid = yes", "no = paid"),
        ("size = large", "size != large"),
        ("size >= middle", "small = size"),
        ("size in {large, middle}", "not size in {large, middle}"),
        ("large > size", "size >= large"),
        ("visits >= 10", "visits < 10"),
        ("visits > 9", "visits in {0, 3..9}", "1 <= visits <= 2"),
        ("10 <= visits", "not 10 <= visits"),
        ("sales < 5 CNY", "sales = 5 CNY or 5 CNY < sales"),
        ("kind = shop", "kind != shop"),
        ("kind = shop", "kind = works", "kind is absent"),
        ("kind is present", "kind is absent"),
    ],
)
def test_criteria_on_one_fact_that_cover_everything_need_no_otherwise(criteria: tuple[str, ...]) -> None:
    tiers = "  ".join(f"tier t{number} when {criterion}" for number, criterion in enumerate(criteria))
    assert errors(f"{FACTS}tiering g {{ {tiers} }}\n") == []


@pytest.mark.parametrize(
    "criteria",
    [
        ("paid",),
        ("size = large", "size = small"),
        ("visits > 10", "visits < 10"),
        ("sales < 5 CNY", "sales > 6 CNY"),
        ("months < 1", "months > 1"),
        ("paid", "visits >= 0"),
        ('name = "x"', 'name != "x"'),
        ("kind = shop", "kind = works"),  # a kind that does not exist is neither
    ],
)
def test_criteria_that_leave_something_out_need_otherwise(criteria: tuple[str, ...]) -> None:
    tiers = "  ".join(f"tier t{number} when {criterion}" for number, criterion in enumerate(criteria))
    assert errors(f"{FACTS}tiering g {{ {tiers} }}\n") == ["PC431"]
