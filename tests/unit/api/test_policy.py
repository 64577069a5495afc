"""The library as a program uses it: load, check, decide; views of decisions; pickles and threads."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve, frozen

import policycore
from policycore import Policy, PolicyError, check, load, loads
from policycore.api import Rejected
from policycore.core.outcome import Trace
from policycore.decision import Decision, Range

TEXT = """\
policy grades "Customer grades" / "客户等级" { languages: en, zh  version: "2"  source: "House rules" }
choice Level { gold "Gold" / "金" > silver "Silver" / "银" > basic "Basic" / "普通" }
record Order { placed_on : date  amount : money(CNY) at least 0 }
record Customer "Customer" / "客户" {
  key id : text
  sales "Sales" / "销售额" : money(CNY) at least 0
  visits : whole at least 0 default 0
  kind : {shop, office} optional
  approved : judged yes_no
  orders : list of Order
}
parameter bonus : whole 0..10 = 2
parameter discount per Level : percent 0..100 = { gold: 10%, silver: 5%, basic: 0% }
parameter ceiling : money(CNY) not stated
reading border { chosen upper "counts up" lower "counts down" }
actor seller
define recent = count(orders where placed_on within 365 days before as_of)
tiering grade "Grade" / "等级" : Level {
  tier gold when sales >= 100万 CNY and recent >= bonus
  tier silver when if border = upper then sales >= 10万 CNY else sales > 10万 CNY
  tier basic otherwise
}
score standing : points 0..100 {
  award visited : 10 points per visits
  cap 100
}
require orders_paid for each o in orders : o.amount > 0 CNY
entitlements service for Customer per grade {
  benefit reduction : percent higher is better
  benefit reply : number(hours) lower is better
  grant gold { reduction: discount[grade], reply: 4 hours }
  grant silver { reduction: discount[grade] }
}
accountability conduct for Customer {
  matter unapproved when not approved {
    answers seller
    sanction fine against seller : 100 CNY
  }
}
tiering credit { tier high when sales >= ceiling  tier low otherwise }
"""
ORDERS = [{"placed_on": "2024-01-01", "amount": 5}, {"placed_on": date(2024, 2, 1), "amount": "7.5"}]
CUSTOMER = {"id": "c1", "sales": 1_000_000, "orders": ORDERS, "visits": 4}
AS_OF = "2024-03-31"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(TEXT, "grades.policy")


@pytest.fixture(scope="module")
def decision(policy: Policy) -> Decision:
    return policy.decide(CUSTOMER, as_of=AS_OF)


# --- loading ---


def test_a_file_and_its_text_give_the_same_policy(tmp_path: Path, policy: Policy) -> None:
    path = tmp_path / "grades.policy"
    path.write_text(TEXT, encoding="utf-8")
    assert load(path).digest == load(str(path)).digest == policy.digest
    assert (policy.id, policy.version, policy.diagnostics) == ("grades", "2", ())


def test_used_files_are_found_beside_the_file_or_among_the_texts(tmp_path: Path) -> None:
    words = 'policy words "W" {}\nchoice Kind { a, b }\n'
    main = 'policy main "M" {}\nuse Kind from "../words/words.policy"\nrecord R { key id : text  kind : Kind }\n'
    main += "require known : kind = a\n"
    for name, text in (("words/words.policy", words), ("main/main.policy", main)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    from_files = load(tmp_path / "main/main.policy")
    from_texts = loads(main, "main.policy", used={"../words/words.policy": words})
    assert from_files.digest == from_texts.digest
    assert set(from_files.texts) == {"main.policy", "../words/words.policy"}
    assert pickle.loads(pickle.dumps(from_files)).digest == from_files.digest


def test_a_broken_policy_raises_with_its_diagnostics() -> None:
    with pytest.raises(PolicyError) as caught:
        loads(TEXT.replace("visits\n  cap", "vists\n  cap"), "grades.policy")
    assert [found.code for found in caught.value.diagnostics] == ["PC201"]
    assert "did you mean `visits`?" in str(caught.value)
    assert "grades.policy:24" in str(caught.value)
    assert "没有叫" in caught.value.report.render("zh")


def test_a_file_that_is_not_there_raises_the_same_exception() -> None:
    with pytest.raises(PolicyError) as caught:
        load("gone.policy")
    assert [found.code for found in caught.value.diagnostics] == ["PC801"]


def test_check_takes_a_path_or_a_text(tmp_path: Path) -> None:
    path = tmp_path / "broken.policy"
    broken = TEXT.replace("sales >= 100万", "sals >= 100万")
    path.write_text(broken, encoding="utf-8")
    for report in (check(path), check(str(path)), check(broken)):
        assert [found.code for found in report] == ["PC201"]
        assert len(report) == len(report.errors) == 1
        assert report.warnings == ()
        assert report[0] is report.diagnostics[0]
    assert check(TEXT).diagnostics == ()
    assert check(path).to_data()[0]["line"] == 19


# --- deciding ---


def test_values_are_plain_and_exact(decision: Decision) -> None:
    assert decision["grade"].value == "gold"
    assert decision["standing"].value == Decimal(40)
    assert decision["service"]["reduction"].value == Decimal("0.1")
    assert decision["service"]["reply"].value == Decimal(4)
    assert isinstance(decision["standing"].value, Decimal)


def test_a_number_that_no_decimal_says_is_a_fraction() -> None:
    policy = loads('policy p "P" {}\nrecord R { key id : text  x : whole }\nscore s : points { award a : x / 3 }\n')
    assert policy.decide({"x": 1})["s"].value == Fraction(1, 3)


def test_deciding_rules_are_named(decision: Decision) -> None:
    assert decision["grade"].because == ("grade/gold",)
    assert "grade/gold" in decision.because
    assert len(set(decision.because)) == len(decision.because)


def test_an_open_decision_says_what_is_missing_and_what_stays_possible(policy: Policy) -> None:
    decision = policy.decide({"id": "c2", "orders": []}, as_of=AS_OF)
    grade = decision["grade"]
    assert (grade.status, grade.value) == ("undetermined", None)
    assert grade.missing == ("sales",)
    assert grade.possible == ("silver", "basic")
    assert decision.undetermined
    assert "sales" in decision.missing
    assert [reason.kind for reason in grade.reasons] == ["fact"]


def test_an_open_number_has_a_range(policy: Policy) -> None:
    decision = policy.decide({"visits": "unknown", "sales": 5, "orders": []}, as_of=AS_OF)
    assert decision["standing"].possible == Range(Decimal(0), Decimal(100))


def test_what_the_source_does_not_state_is_not_stated(decision: Decision) -> None:
    assert decision["credit"].status == "not_stated"
    assert decision["credit"].possible == ("high", "low")


def test_items_are_findings_or_benefits(policy: Policy) -> None:
    bad = {**CUSTOMER, "sales": 200_000, "orders": [*ORDERS, {"placed_on": "2024-01-02", "amount": 0}]}
    decision = policy.decide({**bad, "approved": False}, as_of=AS_OF, judged="recorded")
    assert [(item.element, item.finding) for item in decision["orders_paid"].items] == [
        ("orders[1]", "met"),
        ("orders[2]", "met"),
        ("orders[3]", "breach"),
    ]
    assert decision["service"]["reply"].finding == "not_granted"
    (matter,) = decision["conduct"].items
    assert (matter.name, matter.finding, matter.value) == ("unapproved", "found", "found")
    assert matter.answers[0][0] == "seller"
    assert [(amount.sanction, amount.post, amount.value) for amount in matter.amounts] == [("fine", "seller", 100)]
    assert {(amount.sanction, amount.post): amount.value for amount in decision["conduct"].sums}[("fine", "")] == 100


def test_a_judged_fact_without_grounds_is_open_and_told(policy: Policy) -> None:
    decision = policy.decide({**CUSTOMER, "approved": True}, as_of=AS_OF)
    assert decision["conduct"].status == "undetermined"
    assert [found.code for found in decision.findings] == ["PC518"]
    given = {"value": True, "by": "Li", "on": "2024-03-01", "grounds": "file 7"}
    assert policy.decide({**CUSTOMER, "approved": given}, as_of=AS_OF)["conduct"].status == "decided"


def test_records_may_be_objects_of_any_kind(policy: Policy, decision: Decision) -> None:
    @frozen
    class FromAttrs:
        id: str
        sales: int
        orders: list[dict[str, object]]
        visits: int

    @dataclass
    class FromDataclass:
        id: str
        sales: int
        orders: list[dict[str, object]]
        visits: int

    model = policy.record_model("Customer")
    for record in (FromAttrs(**CUSTOMER), FromDataclass(**CUSTOMER), model.model_validate(CUSTOMER)):  # type: ignore[arg-type]
        assert policy.decide(record, as_of=AS_OF).to_json() == decision.to_json()


@pytest.mark.parametrize("as_of", [date(2024, 3, 31), "2024-03-31", datetime(2024, 3, 31, 23, 59, 59)])
def test_a_day_means_its_end(policy: Policy, as_of: object) -> None:
    decision = policy.decide(CUSTOMER, as_of=as_of)  # type: ignore[arg-type]
    assert decision.inputs.as_of == datetime(2024, 3, 31, 23, 59, 59)


def test_parameters_and_readings_are_switched_for_one_decision(policy: Policy) -> None:
    edge = {**CUSTOMER, "sales": "10万 CNY"}
    assert policy.decide(edge, as_of=AS_OF)["grade"].value == "silver"
    assert policy.decide(edge, as_of=AS_OF, readings={"border": "lower"})["grade"].value == "basic"
    assert policy.decide(CUSTOMER, as_of=AS_OF, parameters={"bonus": 3})["grade"].value == "silver"
    assert policy.decide(CUSTOMER, as_of=AS_OF, parameters={"ceiling": 5})["credit"].value == "high"
    given = {"discount": {"gold": "12.5%", "silver": "5%", "basic": "0%"}}
    decision = policy.decide(CUSTOMER, as_of=AS_OF, parameters=given)
    assert decision["service"]["reduction"].value == Decimal("0.125")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "PC811"),
        ({"as_of": "soon"}, "PC818"),
        ({"as_of": [2024, 3, 31]}, "PC818"),
        ({"as_of": AS_OF, "parameters": {"bonsu": 3}}, "PC814"),
        ({"as_of": AS_OF, "parameters": {"bonus": 0.5}}, "PC503"),
        ({"as_of": AS_OF, "parameters": {"discount": 3}}, "PC825"),
        ({"as_of": AS_OF, "readings": {"border": "uper"}}, "PC815"),
        ({"as_of": AS_OF, "record_type": "Custmer"}, "PC813"),
    ],
)
def test_a_call_that_does_not_fit_raises(policy: Policy, settings: dict[str, object], code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy.decide(CUSTOMER, **settings)  # type: ignore[arg-type]
    assert [found.code for found in caught.value.diagnostics] == [code]
    assert code in str(caught.value)


def test_a_record_that_does_not_fit_raises_with_every_problem(policy: Policy) -> None:
    with pytest.raises(PolicyError) as caught:
        policy.decide({"sales": 0.1, "visits": "many", "colour": "red"}, as_of=AS_OF)
    assert {found.code for found in caught.value.diagnostics} == {"PC503", "PC502", "PC501"}
    assert {problem.path for problem in caught.value.report.problems} == {"sales", "visits", "colour"}


def test_many_records_are_decided_one_by_one(policy: Policy) -> None:
    rejects: list[Rejected] = []
    records = ({"id": f"k{n}", "sales": "abc" if n == 1 else n, "orders": []} for n in range(3))
    decisions = policy.decide_many(records, as_of=AS_OF, rejects=rejects)
    assert next(decisions).key == "k0"
    assert next(decisions).key == "k2"
    assert [(reject.place, reject.error.diagnostics[0].code) for reject in rejects] == [(1, "PC502")]
    with pytest.raises(PolicyError):
        list(policy.decide_many([{"sales": "abc"}], as_of=AS_OF))


def test_a_wrong_call_of_decide_many_raises_at_once(policy: Policy) -> None:
    with pytest.raises(PolicyError):
        policy.decide_many([])


def test_decisions_read_like_a_mapping(policy: Policy, decision: Decision) -> None:
    assert list(decision) == list(policy.decides["Customer"])
    assert len(decision) == 6
    assert "grade" in decision
    assert "nothing" not in decision
    with pytest.raises(KeyError):
        decision["nothing"]
    assert [view.id for view in decision.values()] == list(decision)
    assert decision.key == "c1"
    assert repr(decision).startswith("Decision(c1: grade=gold")


# --- JSON, trace, explanation ---


def test_the_same_input_gives_the_same_bytes(policy: Policy, decision: Decision) -> None:
    again = loads(TEXT, "grades.policy").decide(dict(reversed(CUSTOMER.items())), as_of=AS_OF)
    assert again.to_json() == decision.to_json()
    assert json.loads(decision.to_json()) == decision.to_data()
    assert "\n" not in decision.to_json()


def test_the_trace_holds_the_deciding_rule(decision: Decision) -> None:
    assert isinstance(decision.trace, Trace)
    assert decision.trace["grade/gold"] is True
    assert decision.trace_data()["policy"]["digest"] == decision.policy.digest
    assert "derivations" in decision.trace_data("grade", full=True)


def test_a_replay_that_differs_is_our_fault_and_told(decision: Decision) -> None:
    first, *others = decision.outcomes
    outcomes = (evolve(first, outcome="basic"), *others)
    forged = Decision(decision.policy, decision.inputs, outcomes, decision.findings)
    with pytest.raises(PolicyError) as caught:
        _ = forged.trace
    assert [found.code for found in caught.value.diagnostics] == ["PC904"]
    evidence = caught.value.evidence
    assert evidence is not None
    assert evidence["compiled"]["outcome"] == "basic"
    assert evidence["reference"]["outcome"] == "gold"
    assert evidence["policy"]["digest"] == decision.policy.digest


def test_a_replay_that_differs_from_itself_is_told_apart(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = policy.decide(CUSTOMER, as_of=AS_OF)
    first, *others = decision.outcomes
    forged = (evolve(first, outcome="basic"), *others)
    monkeypatch.setattr(
        "policycore.interpret.decide.decide",
        lambda program, inputs, tracer=None: decision.outcomes if tracer is None else forged,
    )
    with pytest.raises(PolicyError) as caught:
        _ = decision.trace
    assert [found.code for found in caught.value.diagnostics] == ["PC902"]


def test_from_some_records_on_the_compiled_twin_decides() -> None:
    from policycore.engine import INTERPRETED

    policy = loads(TEXT, "grades.policy")
    decided = [policy.decide(CUSTOMER, as_of=AS_OF) for _ in range(INTERPRETED + 2)]
    assert len({one.to_json() for one in decided}) == 1
    assert decided[0].outcomes == decided[-1].outcomes
    assert decided[-1].trace_data() == decided[0].trace_data()
    assert policy.engine.twin.supports("Customer")


def test_decisions_made_quickly_are_the_same_as_others() -> None:
    from policycore.engine import INTERPRETED

    policy = loads(TEXT, "grades.policy")
    orders = [{"placed_on": "2024-02-01", "amount": 5}]
    plain = {"id": "c1", "sales": 1_000_000, "visits": 3, "kind": "shop", "orders": orders}
    records = [{**plain, "approved": True}, {**plain, "visits": None}, {"id": "c2"}, {**plain, "sales": "10万 CNY"}]
    first = [policy.decide(record, as_of=AS_OF, judged="recorded") for record in records]
    for _ in range(2 * INTERPRETED):
        policy.decide({"id": "c2"}, as_of=AS_OF, judged="recorded")
    again = list(policy.decide_many(records, as_of=AS_OF, judged="recorded"))
    for before, after in zip(first, again, strict=True):
        assert after.outcomes == before.outcomes
        assert after.to_json() == before.to_json()
        assert after.trace_data() == before.trace_data()
        assert pickle.loads(pickle.dumps(after)).outcomes == before.outcomes
        assert copy.copy(after).key == before.key


def test_explanations_come_in_both_languages_and_several_forms(decision: Decision) -> None:
    assert decision.explain(decision="grade").startswith("Grade: Gold")
    assert decision.explain("zh", decision="grade").startswith("等级：金")
    assert decision.explain(form="line").count("\n") == len(decision) - 1
    assert "├─" in decision.explain(form="tree")
    assert decision._repr_html_() == decision.explain(form="html")
    assert "<script" not in decision._repr_html_()
    with pytest.raises(KeyError):
        decision.explain(decision="nothing")
    assert "Customer grades" in decision.policy._repr_html_()


# --- pickles, threads, imports ---


def test_policies_and_decisions_pickle(policy: Policy, decision: Decision) -> None:
    again = pickle.loads(pickle.dumps(policy))
    assert again.digest == policy.digest
    assert again.decide(CUSTOMER, as_of=AS_OF).to_json() == decision.to_json()
    thawed = pickle.loads(pickle.dumps(decision))
    assert thawed.to_json() == decision.to_json()
    assert thawed.explain() == decision.explain()
    assert copy.copy(policy).digest == policy.digest


def test_an_exception_pickles(policy: Policy) -> None:
    with pytest.raises(PolicyError) as caught:
        policy.decide({"sales": "abc"}, as_of=AS_OF)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)


def test_threads_share_a_policy(policy: Policy) -> None:
    fresh = loads(TEXT, "grades.policy")
    records = [{"id": f"k{n}", "sales": n * 1000, "orders": ORDERS} for n in range(200)]
    expected = [policy.decide(record, as_of=AS_OF).to_json() for record in records]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda record: fresh.decide(record, as_of=AS_OF).to_json(), records))
    assert found == expected


def test_policies_and_decisions_cannot_be_changed(policy: Policy, decision: Decision) -> None:
    for thing, name in ((policy, "program"), (decision, "outcomes"), (decision["grade"], "id")):
        with pytest.raises(AttributeError):
            setattr(thing, name, None)


def test_nothing_heavy_happens_on_import() -> None:
    code = "import sys; before = set(sys.modules); import policycore; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    new = {name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert new == {"policycore"}


def test_check_is_the_function_also_when_its_room_is_loaded() -> None:
    import policycore.check

    assert policycore.check is check
    assert sys.modules["policycore.check"].__name__ == "policycore.check"


def test_the_package_names_what_it_offers() -> None:
    assert set(policycore.__all__) <= set(dir(policycore))
    for name in policycore.__all__:
        assert getattr(policycore, name) is not None
    with pytest.raises(AttributeError):
        _ = policycore.nothing  # type: ignore[attr-defined]


def test_schema_of_a_record(policy: Policy) -> None:
    assert policy.record_schema("Customer")["properties"]["sales"]["title"] == "Sales"
    assert policy.record_schema(lang="zh")["properties"]["sales"]["title"] == "销售额"
    with pytest.raises(PolicyError):
        policy.record_model("Nothing")


def test_it_says_whether_it_reads_the_day(policy: Policy) -> None:
    assert policy.reads_as_of("Customer")
    plain = loads('policy p "P" {}\nrecord R { key id : text  x : whole }\nrequire small : x < 5\n')
    assert not plain.reads_as_of()
    assert plain.decide({"x": 1})["small"].items[0].finding == "met"
