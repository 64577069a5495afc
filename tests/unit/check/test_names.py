"""What a name stands for: fields, elements, members, statements, and which is nearer."""

from __future__ import annotations

import pytest

from policycore.core import nodes as core
from unit.check.reading import codes, errors, marked, program_of, statement

LOANS = """policy p {}
choice Grade { gold > silver > basic }
record Payment { paid_on : date  amount : money(CNY) }
record Loan { amount : money(CNY)  grade : Grade  paid : yes_no  payments : list of Payment }
record Client {
  key id : text  grade : Grade  loans : list of Loan  main_loan : Loan optional  amount : money(CNY)
  kind : {shop, works}  colour : {red, green}
}
"""


def body(text: str, name: str = "d") -> core.Expr:
    found = statement(text, name)
    assert isinstance(found, core.Define)
    return found.body


# --- members -------------------------------------------------------------------------------------------------------


def test_a_member_is_known_by_the_type_of_the_other_side() -> None:
    expr = body(LOANS + "define d = grade = gold\n")
    assert isinstance(expr, core.Op)
    assert isinstance(expr.operands[1], core.Const)
    assert expr.operands[1].value == "gold"


def test_the_member_may_stand_on_the_left() -> None:
    assert codes(LOANS + "define d = gold = grade\ndefine e = silver <= grade\n") == []


def test_a_member_is_known_in_a_set_of_braces_and_in_a_table() -> None:
    assert (
        codes(LOANS + "define d = kind in {shop, works}\ndefine e = table kind { when shop : 1  when works : 2 }\n")
        == []
    )


def test_a_choice_may_be_named_with_its_member() -> None:
    expr = body(LOANS + "define d = Grade.gold\n")
    assert isinstance(expr, core.Const)
    assert expr.value == "gold"


def test_a_member_that_the_choice_does_not_have_is_named_with_the_nearest() -> None:
    assert marked(LOANS + "define d = Grade.gld\n")[0] == ("PC202", "gld")


def test_branches_find_the_one_choice_that_has_all_their_values() -> None:
    found = statement(LOANS + "define d = if kind = shop then gold else basic\n", "d")
    assert isinstance(found, core.Define)
    assert found.type == program_of(LOANS).choices[0].type


def test_branches_whose_values_belong_to_two_choices_ask_which() -> None:
    text = LOANS + "choice Metal { gold, silver }\ndefine d = if kind = shop then gold else silver\n"
    assert marked(text) == [("PC242", "gold"), ("PC242", "silver")]


def test_a_branch_that_only_one_choice_has_settles_the_others() -> None:
    text = LOANS + "choice Metal { gold, silver }\ndefine d = if kind = shop then gold else basic\n"
    assert codes(text) == []


def test_a_member_wins_over_a_statement_of_its_name() -> None:
    text = LOANS + "define gold = amount > 5 CNY\ndefine d = grade = gold\n"
    expr = body(text)
    assert isinstance(expr, core.Op)
    assert isinstance(expr.operands[1], core.Const)


def test_a_tier_may_be_called_like_its_tiering() -> None:
    text = LOANS + "tiering gold { tier gold when amount > 5 CNY  tier poor otherwise }\n"
    assert codes(text) == []
    assert statement(text, "gold")


def test_members_of_an_open_choice_may_be_new() -> None:
    text = "policy p {}\nrecord A { key id : text  reason : {ill, away, ...} }\ndefine d = reason = moved\n"
    assert codes(text) == []


# --- records and elements ------------------------------------------------------------------------------------------


def test_inside_a_call_the_field_of_the_element_is_nearer() -> None:
    expr = body(LOANS + "define d = sum(amount over loans)\n")
    assert isinstance(expr, core.Aggregate)
    assert isinstance(expr.value, core.Field)
    assert isinstance(expr.value.of, core.Var)
    assert expr.value.of.name == expr.var


def test_inside_a_call_a_field_that_only_the_outer_record_has_is_reached() -> None:
    expr = body(LOANS + "define d = count(loans where kind = shop)\n")
    assert isinstance(expr, core.Aggregate)
    assert isinstance(expr.where, core.Op)
    assert isinstance(expr.where.operands[0], core.Field)
    assert isinstance(expr.where.operands[0].of, core.Var)
    assert expr.where.operands[0].of.name == "self"


def test_a_named_element_leaves_bare_names_to_the_outer_record() -> None:
    expr = body(LOANS + "define d = sum(amount over loans as l)\n")
    assert isinstance(expr, core.Aggregate)
    assert isinstance(expr.value, core.Field)
    assert isinstance(expr.value.of, core.Var)
    assert expr.value.of.name == "self"


def test_a_named_element_is_reached_by_its_name() -> None:
    text = LOANS + "define d = sum(l.amount over loans as l where l.amount > amount)\n"
    assert codes(text) == []


def test_calls_inside_calls_reach_the_inner_list() -> None:
    text = LOANS + "define d = sum(sum(p.amount over l.payments as p where p.amount < l.amount) over loans as l)\n"
    assert codes(text) == []


def test_a_statement_for_another_record_is_read_through_a_field() -> None:
    text = (
        LOANS
        + "define large for Loan = amount > 5 CNY\ndefine d for Client = main_loan is present and main_loan.large\n"
    )
    assert codes(text) == []


def test_a_statement_for_the_element_is_read_in_a_call() -> None:
    expr = body(LOANS + "define large for Loan = amount > 5 CNY\ndefine d for Client = count(loans where large)\n")
    assert isinstance(expr, core.Aggregate)
    assert isinstance(expr.where, core.Ref)
    assert expr.where.target == "large"


def test_for_each_gives_the_element_its_name_and_leaves_bare_names_outside() -> None:
    text = LOANS + "require r for each l in loans where l.paid : l.amount <= amount\n"
    found = statement(text, "r")
    assert isinstance(found, core.Require)
    assert found.each is not None
    assert found.each.var == "l"


def test_a_bare_field_of_the_element_is_unknown_after_for_each() -> None:
    assert marked(LOANS + "require r for each l in loans : paid\n") == [("PC201", "paid")]


def test_the_elements_of_a_set_are_named_too() -> None:
    text = "policy p {}\nrecord A { key id : text  s : set of {x, y} }\ndefine d = count(s as e where e = x)\n"
    assert codes(text) == []


def test_a_file_may_call_a_statement_as_of() -> None:
    text = LOANS + "define as_of = amount > 5 CNY\ndefine d = as_of\n"
    expr = body(text)
    assert isinstance(expr, core.Ref)


# --- which record a statement is for -------------------------------------------------------------------------------


def test_the_only_record_with_a_key_is_meant() -> None:
    found = statement(LOANS + "define d = amount > 5 CNY\n", "d")
    assert isinstance(found, core.Define)
    assert found.record == "Client"


def test_the_only_record_is_meant_even_without_a_key() -> None:
    assert codes("policy p {}\nrecord A { x : whole }\ndefine d = x > 1\n") == []


def test_a_law_is_for_the_record_of_what_it_speaks_of() -> None:
    text = """policy p {}
record A { key id : text  x : whole }
record B { key id : text  y : whole }
tiering t for B { tier up when y > 1  tier down otherwise }
law l : t rises with y
"""
    assert program_of(text).laws[0].record == "B"


def test_the_holder_of_a_post_reads_the_only_record_with_a_key() -> None:
    text = "policy p {}\nrecord A { key id : text  buyer_id : text }\nactor buyer = buyer_id\n"
    [actor] = program_of(text).actors
    assert actor.record == "A"


# --- one cause, one message ----------------------------------------------------------------------------------------


def test_a_name_misspelt_in_five_places_is_five_places() -> None:
    text = LOANS + "".join(f"define d{n} = amout > {n} CNY\n" for n in range(5))
    assert marked(text) == [("PC201", "amout")] * 5


def test_a_field_without_a_known_type_is_one_message_however_often_it_is_read() -> None:
    text = "policy p {}\nrecord A { key id : text  x : Wole }\n" + "".join(f"define d{n} = x > {n}\n" for n in range(5))
    assert marked(text) == [("PC221", "Wole")]


def test_a_definition_that_fails_is_one_message_however_often_it_is_read() -> None:
    text = LOANS + "define base = amout\n" + "".join(f"define d{n} = base > {n} CNY\n" for n in range(5))
    assert marked(text) == [("PC201", "amout")]


def test_a_choice_that_fails_is_one_message() -> None:
    text = "policy p {}\nchoice G { a > a }\nrecord A { key id : text  g : G }\ndefine d = g = a\n"
    assert codes(text) == ["PC220"]


def test_independent_errors_come_all_at_once_in_the_order_of_the_text() -> None:
    text = """policy p { status: fresh }
record A { key id : text  x : wole  x : whole  since : date }
parameter bonus : money = 5 CNY
define d = y > 3
define e = since + 5
tiering t { tier a when d }
require r by nobody : since = 5
"""
    assert codes(text) == ["PC411", "PC221", "PC222", "PC336", "PC201", "PC311", "PC226", "PC319"]


def test_a_circle_is_one_message() -> None:
    text = LOANS + "define a = b + 1\ndefine b = c + 1\ndefine c = a + 1\ndefine user = a > 5\n"
    assert codes(text) == ["PC401"]


@pytest.mark.parametrize("length", [2, 40, 2000])
def test_a_circle_of_any_length_is_one_message(length: int) -> None:
    text = LOANS + "".join(f"define d{n} = d{(n + 1) % length} + 1\n" for n in range(length))
    assert codes(text) == ["PC401"]


def test_a_circle_through_parts_of_statements_is_met() -> None:
    text = (
        LOANS
        + """score s : points { factor f = if care.visits > 3 then 1 else 2 }
entitlements care per grade { benefit visits : whole higher is better default 1  grant any { visits: 2 when s > 1 } }
"""
    )
    assert errors(text) == ["PC401"]


def test_names_of_a_statement_that_could_not_be_read_are_not_called_unknown() -> None:
    text = LOANS + "define base = amount >=\ndefine d = base and amuont > 5 CNY\n"
    found = [code for code in codes(text) if not code.startswith("PC1")]
    assert found == ["PC201"]


def test_a_record_that_could_not_be_read_is_missed_by_nobody() -> None:
    text = "policy p {}\nrecord A { key id : text  x ; whole }\ndefine d = x > 3\nrequire r for A : d\n"
    assert [code for code in codes(text) if not code.startswith("PC1")] == []
