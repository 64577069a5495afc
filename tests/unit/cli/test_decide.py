"""`decide` and `explain`: records in, decisions out, rejects beside them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from unit.cli.run import POLICY, run, run_process

AS_OF = ("--as-of", "2024-03-31")


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def decided(*args: str, **settings: Any) -> dict[str, dict[str, Any]]:
    ran = run("decide", "grades.policy", *args, *AS_OF, "--format", "jsonl", **settings)
    return {line["key"]: line["decisions"] for line in lines(ran.out)}


def test_one_json_line_per_record_holds_every_decision() -> None:
    ran = run("decide", "grades.policy", "customers.csv", *AS_OF, "--format", "jsonl")
    first, second, third = lines(ran.out)
    assert ran.code == 0
    assert list(first) == ["key", "as_of", "known_at", "policy", "decisions"]
    assert first["as_of"] == "2024-03-31T23:59:59"
    assert {key: first["policy"][key] for key in ("id", "version")} == {"id": "grades", "version": "2"}
    assert first["policy"]["digest"].startswith("sha256:")
    assert list(first["decisions"]) == ["grade", "calm", "service"]
    assert second["decisions"]["grade"] == {
        "status": "decided",
        "value": "silver",
        "because": ["grade/silver"],
        "missing": [],
        "reasons": [],
        "possible": None,
    }
    grade = third["decisions"]["grade"]
    assert (grade["status"], grade["value"]) == ("undetermined", None)
    assert set(grade["missing"]) == {"sales", "orders"}
    assert {"kind": "fact", "subject": "sales"} in grade["reasons"]
    assert grade["possible"] == ["gold", "silver", "basic"]


def test_collects_have_items_with_id_element_and_finding() -> None:
    second = decided("customers.csv")["c2"]
    assert second["calm"]["value"] is None
    (item,) = second["calm"]["items"]
    assert (item["id"], item["element"], item["finding"], item["status"]) == ("calm", "", "breach", "decided")
    assert item["because"] == ["calm"]
    visits, reply = second["service"]["items"]
    assert (visits["id"], visits["finding"], visits["value"]) == ("service/visits", "not_granted", None)
    assert (reply["id"], reply["finding"], reply["value"]) == ("service/reply", "granted", "24")


def test_the_summary_goes_to_standard_error_and_the_result_does_not_change() -> None:
    ran = run("decide", "grades.policy", "customers.csv", *AS_OF, "--format", "jsonl")
    assert ran.err == "decided 3, of these 2 with something undetermined; rejected 0\n"
    again = run("decide", "grades.policy", "customers.csv", *AS_OF, "--format", "jsonl", lang="zh")
    assert again.out == ran.out
    assert again.err == "已判定 3 条，其中 2 条有未定事项；退回 0 条\n"


def test_json_is_one_array() -> None:
    found = json.loads(run("decide", "grades.policy", "customers.csv", *AS_OF, "--format", "json").out)
    assert [line["key"] for line in found] == ["c1", "c2", "c3"]


def test_an_array_of_nothing_is_an_array(folder: Path) -> None:
    (folder / "none.json").write_text("[]", encoding="utf-8")
    assert json.loads(run("decide", "grades.policy", "none.json", *AS_OF, "--format", "json").out) == []


def test_csv_has_a_row_per_record() -> None:
    rows = list(
        csv.DictReader(io.StringIO(run("decide", "grades.policy", "customers.csv", *AS_OF, "--format", "csv").out))
    )
    assert [row["grade"] for row in rows] == ["", "silver", ""]
    assert rows[1]["grade.because"] == "grade/silver"
    assert set(rows[2]["grade.missing"].split("; ")) == {"sales", "orders"}
    assert [row["calm"] for row in rows] == ["met", "breach", "met"]
    assert rows[1]["service.reply"] == "24"
    assert rows[0]["service.reply"] == "undetermined"


def test_a_table_stands_in_columns_also_under_wide_signs() -> None:
    english = run("decide", "grades.policy", "customers.csv", *AS_OF).out.splitlines()
    assert english[0].split() == ["key", "Grade", "Few", "disputes", "Service"]
    chinese = run("decide", "grades.policy", "customers.csv", *AS_OF, lang="zh").out.splitlines()
    assert chinese[0].startswith("标识  等级")
    second = chinese[2]
    assert second.split()[:3] == ["c2", "银", "违反"]
    from policycore.diagnostics.render_text import width

    assert len({width(line[: line.index(word)]) for line, word in ((chinese[0], "少有"), (second, "违反"))}) == 1


def test_a_terminal_gets_a_drawn_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policycore.cli.screen.Screen.drawn", True)
    drawn = run("decide", "grades.policy", "customers.csv", *AS_OF, lang="zh").out
    assert "───" in drawn
    assert "银" in drawn
    assert "───" not in run("decide", "grades.policy", "customers.csv", *AS_OF, "--format", "jsonl").out


def test_records_come_in_every_format_and_on_standard_input(folder: Path) -> None:
    record = {"id": "c2", "sales": "100000", "disputes": 5}
    (folder / "c.json").write_text(json.dumps([record]), encoding="utf-8")
    (folder / "c.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    (folder / "c.yaml").write_text("- id: c2\n  sales: 100000\n  disputes: 5\n", encoding="utf-8")
    expected = decided("customers.csv")["c2"]
    assert decided("c.json")["c2"] == decided("c.jsonl")["c2"] == decided("c.yaml")["c2"] == expected
    text = json.dumps(record)
    assert decided("-", stdin=text)["c2"] == expected
    assert decided("-", "--stdin-filename", "x.jsonl", stdin=text)["c2"] == expected
    assert decided("-", stdin="id,sales,disputes\nc2,100000,5\n")["c2"] == expected


def test_the_policy_may_come_on_standard_input() -> None:
    ran = run("decide", "-", "customers.csv", *AS_OF, "--format", "jsonl", stdin=POLICY)
    assert lines(ran.out)[1]["decisions"]["grade"]["value"] == "silver"


def test_events_are_joined_to_their_records(folder: Path) -> None:
    (folder / "orders.csv").write_text("id,placed_on,amount\nc1,2024-01-01,5\nc1,2024-02-01,5\n", encoding="utf-8")
    found = decided("customers.csv", "--events", "orders=orders.csv")
    assert found["c1"]["grade"]["value"] == "gold"
    assert found["c3"]["grade"]["missing"] == ["sales"]


def test_related_records_are_found_by_their_key(folder: Path) -> None:
    (folder / "shops.policy").write_text(
        'policy shops "S" {}\nrecord Town { key name : text  people : whole }\n'
        "record Shop { key id : text  town : Town }\nrequire large for Shop : town.people > 5\n",
        encoding="utf-8",
    )
    (folder / "shops.csv").write_text("id,town\ns1,A\ns2,B\n", encoding="utf-8")
    (folder / "towns.csv").write_text("name,people\nA,9\nB,1\n", encoding="utf-8")
    ran = run("decide", "shops.policy", "shops.csv", "--related", "town=towns.csv", "--format", "jsonl")
    assert [line["decisions"]["large"]["items"][0]["finding"] for line in lines(ran.out)] == ["met", "breach"]


def test_a_mapping_says_which_column_is_which_field(folder: Path) -> None:
    (folder / "odd.csv").write_text("No,Turnover,disputes\nc2,100000,5\n", encoding="utf-8")
    (folder / "map.yaml").write_text("columns: {No: id, Turnover: sales}\n", encoding="utf-8")
    assert decided("odd.csv", "--map", "map.yaml")["c2"] == decided("customers.csv")["c2"]


def test_parameters_and_readings_can_be_set(folder: Path) -> None:
    (folder / "orders.csv").write_text("id,placed_on,amount\nc1,2024-01-01,5\nc1,2024-02-01,5\n", encoding="utf-8")
    orders = ("--events", "orders=orders.csv")
    assert decided("customers.csv", *orders, "--set", "bonus=3")["c1"]["grade"]["value"] == "silver"
    assert decided("customers.csv", *orders, "--set", "border=lower")["c2"]["grade"]["value"] == "basic"


def test_a_judged_fact_counts_bare_only_where_asked(folder: Path) -> None:
    (folder / "grades.policy").write_text(POLICY + "require fit : approved\n", encoding="utf-8")
    (folder / "one.csv").write_text("id,sales,approved\nc1,5,yes\n", encoding="utf-8")
    strict = run("decide", "grades.policy", "one.csv", *AS_OF, "--format", "jsonl")
    assert lines(strict.out)[0]["decisions"]["fit"]["status"] == "undetermined"
    assert "PC518" in strict.err
    recorded = run("decide", "grades.policy", "one.csv", *AS_OF, "--format", "jsonl", "--judged", "recorded")
    assert lines(recorded.out)[0]["decisions"]["fit"]["items"][0]["finding"] == "met"


@pytest.mark.parametrize("as_of", [(), ("--as-of", "yesterday"), ("--as-of", "2024-02-30")])
def test_the_day_is_asked_for_and_never_assumed(as_of: tuple[str, ...]) -> None:
    ran = run("decide", "grades.policy", "customers.csv", *as_of)
    assert ran.code == 2 if not as_of or as_of[1] == "yesterday" else ran.code in (1, 2)
    assert ran.out == ""


def test_a_policy_that_reads_no_day_needs_none(folder: Path) -> None:
    (folder / "plain.policy").write_text(
        'policy plain "P" {}\nrecord R { key id : text  x : whole }\nrequire small : x < 5\n', encoding="utf-8"
    )
    (folder / "r.csv").write_text("id,x\na,1\n", encoding="utf-8")
    ran = run("decide", "plain.policy", "r.csv", "--format", "jsonl")
    assert ran.code == 0
    assert lines(ran.out)[0]["as_of"] is None


def test_of_several_records_one_is_asked_for(folder: Path) -> None:
    (folder / "two.policy").write_text(
        'policy two "T" {}\nrecord A { key id : text  x : whole }\nrecord B { key id : text  y : whole }\n'
        "require low for A : x < 5\nrequire high for B : y > 5\n",
        encoding="utf-8",
    )
    (folder / "b.csv").write_text("id,y\nb1,9\n", encoding="utf-8")
    asked = run("decide", "two.policy", "b.csv")
    assert asked.code == 2
    assert "`A` and `B`" in asked.err
    ran = run("decide", "two.policy", "b.csv", "--record", "B", "--format", "jsonl")
    assert list(lines(ran.out)[0]["decisions"]) == ["high"]


def test_what_cannot_be_read_is_rejected_and_the_rest_is_decided(folder: Path) -> None:
    (folder / "mixed.csv").write_text("id,sales,disputes\nc1,abc,1\nc2,100000,5\nc3,-5,x\n", encoding="utf-8")
    ran = run("decide", "grades.policy", "mixed.csv", *AS_OF, "--format", "jsonl", "--rejects", "bad.jsonl")
    assert ran.code == 3
    assert [line["key"] for line in lines(ran.out)] == ["c2"]
    assert "mixed.csv, row 2, column `sales`" in ran.err
    assert "rejected 2" in ran.err
    rejects = lines((folder / "bad.jsonl").read_text(encoding="utf-8"))
    assert [reject["row"] for reject in rejects] == [2, 4]
    assert [problem["column"] for problem in rejects[1]["problems"]] == ["sales", "disputes"]
    assert rejects[0]["data"] == {"id": "c1", "sales": "abc", "disputes": "1"}


def test_many_problems_do_not_scroll_away_the_summary(folder: Path) -> None:
    rows = "".join(f"k{number},abc\n" for number in range(100))
    (folder / "bad.csv").write_text(f"id,sales\n{rows}", encoding="utf-8")
    ran = run("decide", "grades.policy", "bad.csv", *AS_OF)
    assert ran.code == 3
    assert ran.err.count("error[") == 10
    assert "… and 90 more problems; --rejects FILE keeps them all" in ran.err


@pytest.mark.parametrize(
    ("args", "code", "status"),
    [
        (("gone.policy", "customers.csv"), "PC801", 2),
        (("grades.policy", "customer.csv"), "PC801", 2),
        (("grades.policy", "grades.policy"), "PC809", 2),
        (("grades.policy", "."), "PC803", 2),
        (("empty", "customers.csv"), "PC804", 2),
        (("grades.policy", "customers.csv", "--set", "bonsu=1"), "PC814", 2),
        (("grades.policy", "customers.csv", "--set", "bonus=11"), "PC5", 1),
        (("grades.policy", "customers.csv", "--record", "Custmer"), "PC813", 2),
        (("grades.policy", "customers.csv", "--events", "ordres=customers.csv"), "PC546", 2),
        (("grades.policy", "customers.csv", "--map", "gone.yaml"), "PC801", 2),
        (("grades.policy", "customers.csv", "--rejects", "gone/folder/x"), "PC808", 2),
        (("broken.policy", "customers.csv"), "PC", 1),
    ],
)
def test_a_wrong_call_ends_before_anything_is_decided(
    folder: Path, args: tuple[str, ...], code: str, status: int
) -> None:
    (folder / "broken.policy").write_text(POLICY.replace("disputes <= 3", "disputs <= 3"), encoding="utf-8")
    (folder / "empty").mkdir()
    ran = run("decide", *args, *AS_OF)
    assert (ran.code, ran.out) == (status, "")
    assert f"error[{code}" in ran.err


def test_a_real_process_decides_from_a_pipe(folder: Path) -> None:
    data = (folder / "customers.csv").read_bytes()
    ran = run_process("decide", "grades.policy", "-", *AS_OF, "--format", "jsonl", cwd=folder, stdin=data)
    assert ran.code == 0
    assert [line["key"] for line in lines(ran.out)] == ["c1", "c2", "c3"]


# --- explain ---


def test_explain_says_why_in_the_language_asked_for() -> None:
    ran = run("explain", "grades.policy", "customers.csv", *AS_OF, "--key", "c2", "--decision", "grade")
    assert ran.code == 0
    assert ran.out.startswith("Grade: Silver")
    assert "grade/silver" in ran.out
    chinese = run("explain", "grades.policy", "customers.csv", *AS_OF, "--key", "c2", "--decision", "grade", lang="zh")
    assert chinese.out.startswith("等级：银")


@pytest.mark.parametrize(("form", "sign"), [("line", "Grade: "), ("tree", "├─"), ("html", "<div")])
def test_explain_has_several_forms(form: str, sign: str) -> None:
    ran = run("explain", "grades.policy", "customers.csv", *AS_OF, "--key", "c2", "--format", form)
    assert ran.code == 0
    assert sign in ran.out


def test_explain_as_json_is_the_trace() -> None:
    ran = run("explain", "grades.policy", "customers.csv", *AS_OF, "--key", "c2", "--format", "json")
    assert ran.code == 0
    assert "grade/silver" in json.dumps(json.loads(ran.out))


def test_explain_says_which_key_or_decision_is_not_there() -> None:
    assert "PC817" in run("explain", "grades.policy", "customers.csv", *AS_OF, "--key", "c9").err
    assert (
        "did you mean `grade`?"
        in run("explain", "grades.policy", "customers.csv", *AS_OF, "--key", "c2", "--decision", "grad").err
    )


def test_explain_takes_the_only_record_and_asks_for_a_key_where_there_are_several(folder: Path) -> None:
    (folder / "one.csv").write_text("id,sales\nc7,1000000\n", encoding="utf-8")
    (folder / "none.csv").write_text("id,sales\n", encoding="utf-8")
    assert run("explain", "grades.policy", "one.csv", *AS_OF, "--decision", "grade").out.startswith("Grade: ")
    several = run("explain", "grades.policy", "customers.csv", *AS_OF)
    assert (several.code, several.out) == (2, "")
    assert "PC823" in several.err
    assert "it holds several" in several.err
    assert "it holds none" in run("explain", "grades.policy", "none.csv", *AS_OF).err


def test_explain_of_a_rejected_record_says_why_it_is_rejected(folder: Path) -> None:
    (folder / "mixed.csv").write_text("id,sales\nc1,abc\n", encoding="utf-8")
    ran = run("explain", "grades.policy", "mixed.csv", *AS_OF, "--key", "c1")
    assert ran.code == 3
    assert "`abc`" in ran.err


def test_a_day_outside_the_time_in_force_is_told_once(tmp_path: Path) -> None:
    policy = tmp_path / "rates.policy"
    policy.write_text(
        'policy rates "Rates" { languages: en  in_force: 2024-01-01 .. 2024-12-31 }\n'
        "record R { key id : text  n : whole  d : date }\n"
        "tiering t { tier A when n >= 3 and d <= as_of  tier B otherwise }\n",
        encoding="utf-8",
    )
    data = tmp_path / "r.csv"
    data.write_text("id,n,d\na,3,2024-01-01\nb,1,2024-01-01\n", encoding="utf-8")
    ran = run("decide", str(policy), str(data), "--as-of", "2026-01-01")
    assert ran.code == 0
    assert ran.err.count("[PC567 ") == 1
