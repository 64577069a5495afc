"""Worked cases: what counts as agreement, and what a failure shows."""

from __future__ import annotations

import pytest

from policycore import Policy, PolicyError, loads
from policycore.testing import Result, examples_of, read_cases, run_example, run_examples

POLICY = """\
policy conduct "Conduct" { languages: en, zh }
choice Level { gold > silver > basic }
choice Severity { light < grave }
record Payment { amount : money(CNY) at least 0  days_late : whole at least 0  waived : yes_no default no }
record Client {
  key id : text
  sales : money(CNY) at least 0
  kind : {shop, office} optional
  paid_on : date optional
  payments : list of Payment
}
parameter top : money(CNY) not stated
actor buyer
define share = sales / 300 CNY
tiering grade : Level { tier gold when sales >= 100 CNY  tier silver when sales >= 50 CNY  tier basic otherwise }
tiering open_grade : Level { tier gold when sales >= top  tier silver otherwise }
score standing : points 0..100 { award sold : 1 point per full 1 CNY of sales  cap 100 }
score office_only when kind = office : points { award one : 1 point }
require prompt for each p in payments : p.days_late <= 3
require sells : sales > 0 CNY
entitlements care per grade {
  benefit visits : whole higher is better
  benefit reply : number(hours) lower is better
  grant gold { visits: 4, reply: 4 hours }
  grant silver { reply: 24 hours }
}
accountability duty {
  matter late for each p in payments where p.days_late > 3 {
    answers buyer
    severity if p.days_late > 30 then grave else light
    sanction fine against buyer : 100 CNY
  }
  exempt waived covering late when p.waived
}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY, "conduct.policy")


def example(body: str) -> Result:
    """Run the one example with this body."""
    (result,) = run_examples(loads(f"{POLICY}\nexample one {{ {body} }}\n", "conduct.policy"))
    return result


SOLD = "given Client { sales: 60 CNY, payments: [] }"
LATE = "given Client { payments: [{ amount: 5 CNY, days_late: 40 }, { amount: 5 CNY, days_late: 1 }] }"


@pytest.mark.parametrize(
    "body",
    [
        f"{SOLD} expect grade: silver",
        f"{SOLD} expect share: 0.2, standing: 60 points",
        f"{SOLD} expect care.reply: 24 hours, care.visits: not granted",
        f"{SOLD} expect sells: met, prompt: []",
        f"{SOLD} expect open_grade: not stated",
        f"{SOLD} expect open_grade: gold because grade.silver".replace("open_grade: gold", "grade: silver"),
        "given Client { kind: shop } expect office_only: not applicable",
        "given Client { kind: office } expect office_only: 1 point",
        "given Client { payments: [] } expect grade: undetermined {gold, silver, basic} missing sales",
        "given Client { payments: [] } expect grade: undetermined missing sales",
        "given Client { payments: [] } expect standing: undetermined 0 .. 100",
        f"{LATE} expect prompt: [breach, met], duty.late: [found], duty.late.fine: 100 CNY",
        f"{LATE} expect duty.late.severity: [grave], duty.fine: 100 CNY, duty.fine.buyer: 100 CNY, duty.total: 100 CNY",
        f"{SOLD} with top: 50 CNY expect open_grade: gold",
        "given Client { sales: 10 CNY, grade: gold } expect care.visits: 4",
    ],
)
def test_what_comes_out_so_passes(body: str) -> None:
    result = example(body)
    assert result.passed, result.render()


@pytest.mark.parametrize(
    ("body", "expected", "found"),
    [
        (f"{SOLD} expect grade: gold", "gold", "silver"),
        (f"{SOLD} expect share: 0.3", "0.3", "0.2"),
        (f"{SOLD} expect care.visits: 4", "4", "not granted"),
        (f"{SOLD} expect care.reply: not granted", "not granted", "24 hour"),
        (f"{SOLD} expect sells: breach", "breach", "met"),
        (f"{SOLD} expect prompt: [met]", "[met]", "[]"),
        (f"{SOLD} expect open_grade: gold", "gold", "not stated {gold, silver} missing top"),
        (f"{SOLD} expect open_grade: undetermined", "undetermined", "not stated {gold, silver} missing top"),
        ("given Client { kind: shop } expect office_only: 0 points", "0 points", "not applicable"),
        ("given Client { kind: office } expect office_only: not applicable", "not applicable", "1 points"),
        (
            "given Client { } expect grade: undetermined {gold, silver}",
            "undetermined {gold, silver}",
            "undetermined {basic, gold, silver} missing sales",
        ),
        (
            "given Client { } expect grade: undetermined missing kind",
            "undetermined missing kind",
            "undetermined {basic, gold, silver} missing sales",
        ),
        (f"{LATE} expect duty.late.fine: 200 CNY", "200", "100"),
        (f"{LATE} expect duty.late: [exempt]", "[exempt]", "[found]"),
        (f"{SOLD} expect grade: silver because grade.gold", "grade/gold", "grade/silver"),
    ],
)
def test_what_comes_out_otherwise_fails_and_says_both(body: str, expected: str, found: str) -> None:
    result = example(body)
    assert not result.passed
    (difference,) = result.differences
    assert (difference.expected, difference.found) == (expected, found)
    assert f"expected: {expected}" in result.render()
    assert f"预期：{expected}" in result.render("zh")


def test_a_failure_explains_the_decision() -> None:
    assert (
        "Grade" in example(f"{SOLD} expect grade: gold").render()
        or "grade" in example(f"{SOLD} expect grade: gold").render()
    )
    assert example(f"{SOLD} expect grade: gold").explanations("zh")


def test_an_example_that_needs_a_day_says_so() -> None:
    text = f"{POLICY}\nrequire recent : paid_on is present and paid_on within 30 days before as_of\n"
    text += "example one { given Client { paid_on: 2024-01-01 } expect recent: met }\n"
    (result,) = run_examples(loads(text))
    assert [difference.found for difference in result.differences] == ["? (as_of is not given)"]


def test_several_given_records_are_told_apart_by_alias() -> None:
    body = (
        "given Client as a { sales: 60 CNY } given Client as b { sales: 100 CNY } expect a.grade: silver, b.grade: gold"
    )
    assert example(body).passed
    assert not example(body.replace("b.grade: gold", "b.grade: silver")).passed


# --- cases in YAML ---


def run(policy: Policy, case: str) -> Result:
    file = read_cases(f"policy: conduct.policy\ncases:\n  - name: one\n{case}\n", "conduct.cases.yaml")
    ((found, line),) = examples_of(file, policy)
    return run_example(policy, found, line)


@pytest.mark.parametrize(
    "case",
    [
        "    given: {Client: {sales: 60, payments: []}}\n    expect: {grade: silver, share: 0.2, sells: met}",
        "    given: {sales: 60 CNY, payments: []}\n    expect: {grade: silver}\n    because: grade.silver",
        "    given: {sales: 60}\n    expect: {care.visits: not granted, care.reply: 24 hours}",
        "    given: {kind: shop}\n    expect: {office_only: not applicable, sells: {undetermined: }}",
        "    given: {sales: 60}\n    expect: {open_grade: not stated}",
        "    given: {sales: 60}\n    expect: {open_grade: {not_stated: [gold, silver]}}",
        "    given: {sales: 60}\n    parameters: {top: 50 CNY}\n    expect: {open_grade: gold}",
        "    given: {}\n    expect: {standing: {undetermined: {from: 0, to: 100}, missing: [sales]}}",
        "    given: {payments: [{times: 2, of: {days_late: 5}}]}\n    expect: {prompt: [breach, breach]}",
        "    given: {payments: [{days_late: 5, waived: yes}]}\n    expect: {duty.late: [exempt]}",
        "    给定: {Client: {sales: 60, payments: []}}\n    预期: {grade: {未定: [gold]}, sells: 符合}\n".replace(
            "{未定: [gold]}", "silver"
        ),
        "    给定: {}\n    预期: {grade: {未定: [gold, silver, basic], 缺少: [sales]}}",
    ],
)
def test_cases_of_every_kind_pass(policy: Policy, case: str) -> None:
    result = run(policy, case)
    assert result.passed, result.render()


def test_a_name_in_a_case_is_the_policys_own_before_that_of_a_used_file() -> None:
    old = "policy old {}\nrecord R { key id : text  n : whole at least 0 }\n"
    old += "tiering class { tier A when n > 9  tier B otherwise }\ndefine large = class = A\n"
    new = 'policy new {}\nuse R, large from "old.policy"\ntiering class for R { tier A when n > 4  tier B otherwise }\n'
    new += "define both for R = large and class = A\n"
    policy = loads(new, "new.policy", used={"old.policy": old})
    cases = "policy: new.policy\ncases:\n"
    cases += "  - {name: read, given: {n: 5}, expect: {class: A, large: no}}\n"
    cases += "  - {name: given, given: {n: 5, class: B}, expect: {class: B, both: no}}\n"
    results = [run_example(policy, *each) for each in examples_of(read_cases(cases, "new.cases.yaml"), policy)]
    assert [result.differences for result in results] == [(), ()]


def test_a_case_that_fails_knows_its_line(policy: Policy) -> None:
    result = run(policy, "    given: {sales: 60}\n    expect: {grade: gold}")
    assert (result.passed, result.line, result.name) == (False, 3, "one")


def codes(text: str, policy: Policy | None = None) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        _ = read_cases(text, "x.cases.yaml") if policy is None else typed(text, policy)
    return [found.code for found in caught.value.diagnostics]


def typed(text: str, policy: Policy) -> list[Result]:
    """Read, type and run cases."""
    return [run_example(policy, *each) for each in examples_of(read_cases(text, "x.cases.yaml"), policy)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["PC831"]),
        ("- a\n- b\n", ["PC831"]),
        ("policy: [a]\ncases: [{name: a, given: {}, expect: {a: b}}]\n", ["PC831"]),
        ("policy: p\ncases: {}\n", ["PC831"]),
        ("policy: p\ncases: [a]\n", ["PC831"]),
        ("policy: p\ncases: [{given: {}, expect: {a: b}}]\n", ["PC831"]),
        ("policy: p\ncases: [{name: a, expect: {a: b}}]\n", ["PC831"]),
        ("policy: p\ncases: [{name: a, given: {}, expect: [a]}]\n", ["PC831"]),
        ("policy: p\ncases: [{name: a, given: {}, expect: {}}]\n", ["PC832"]),
        (
            "policy: p\ncases:\n- {name: a, given: {}, expect: {a: b}}\n- {name: a, given: {}, expect: {a: b}}\n",
            ["PC831"],
        ),
        ("policy: p\ncases:\n- name: a\n  gvien: {}\n  given: {}\n  expect: {a: b}\n", ["PC831"]),
        ("policy: p\npolicy: p\ncases: [{name: a, given: {}, expect: {a: b}}]\n", ["PC831"]),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("{name: a, given: {sale: 5}, expect: {grade: gold}}", ["PC501"]),
        ("{name: a, given: {sales: -5}, expect: {grade: gold}}", ["PC507"]),
        ("{name: a, given: {}, expect: {grad: gold}}", ["PC833"]),
        ("{name: a, given: {}, expect: {care.visit: 4}}", ["PC833"]),
        ("{name: a, given: {}, expect: {grade: god}}", ["PC511"]),
        ("{name: a, given: {}, expect: {grade: {undetermined: [god]}}}", ["PC511"]),
        ("{name: a, given: {}, expect: {grade: {undetermine: [gold]}}}", ["PC831"]),
        ("{name: a, given: {}, expect: {grade: gold}, because: grade.god}", ["PC833"]),
        ("{name: a, given: {}, expect: {grade: gold}, parameters: {topp: 5}}", ["PC814"]),
        ("{name: a, given: {}, expect: {grade: gold}, parameters: [top]}", ["PC831"]),
        ("{name: a, given: {}, expect: {grade: gold}, as_of: soon}", ["PC818"]),
    ],
)
def test_a_case_that_does_not_fit_the_policy_is_refused(policy: Policy, case: str, expected: list[str]) -> None:
    assert codes(f"policy: conduct.policy\ncases:\n  - {case}\n", policy) == expected


def test_all_that_is_wrong_with_cases_is_told_at_once(policy: Policy) -> None:
    text = (
        "policy: conduct.policy\ncases:\n  - name: a\n    given: {sale: 5}\n    expect: {grade: gold}\n"
        "  - name: b\n    given: {}\n    expect:\n      grade: god\n      grad: gold\n"
    )
    with pytest.raises(PolicyError) as caught:
        examples_of(read_cases(text, "x.cases.yaml"), policy)
    report = caught.value.report
    lines = [(found["code"], found["line"]) for found in report.to_data()]
    assert lines == [("PC501", 4), ("PC511", 9), ("PC833", 10)]


def test_a_wrong_value_of_any_kind_never_fails_us(policy: Policy) -> None:
    values = [
        "[]",
        "{}",
        "''",
        "~",
        "[[1]]",
        "{a: {b: c}}",
        "1e9",
        "yes",
        "2024-02-30",
        "'" + "9" * 500 + "'",
    ]
    for value in values:
        for case in (
            f"given: {{sales: {value}}}, expect: {{grade: gold}}",
            f"given: {{}}, expect: {{grade: {value}, share: {value}, prompt: {value}, care.reply: {value}}}",
            f"given: {{}}, expect: {{grade: gold}}, as_of: {value}",
            f"given: {{}}, expect: {{grade: gold}}, parameters: {value}, readings: {value}, because: {value}",
        ):
            text = f"policy: conduct.policy\ncases:\n  - {{name: a, {case}}}\n"
            try:
                told = [result.render() for result in typed(text, policy)]
            except PolicyError as error:
                told = [str(error)]
            assert told
            assert "PC9" not in "".join(told)
