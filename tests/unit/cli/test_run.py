"""`policycore run`: what stands beside a table, traces, the summary, and a run that is killed or started twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policycore.diagnostics.entry import Lang
from unit.cli.run import Ran, run

POLICY = """\
policy customers "Customers" { languages: en }
choice Office { north "North", south "South" }
record Order { placed_on : date  amount : money(CNY) at least 0 }
record Manager { key number : text  office : Office  customers : whole at least 0 }
record Customer {
  key id : text
  region : text
  manager : Manager
  deputy : Manager optional
  orders : list of Order
}
define bought for Customer = sum(amount over orders where placed_on within 12 months before as_of)
tiering level for Customer {
  tier key_account when bought >= 10万 CNY and manager.office = north
  tier other otherwise
}
require not_too_many for Customer should when level = key_account : manager.customers <= 20
require deputised for Customer : deputy is present and deputy.customers < 40
"""
MAPPING = """\
columns: {No.: id}
ignore: [Name]
values: {region: {N: north-east}}
events:
  orders: {owner: customer no, columns: {date: placed_on, yuan: amount}}
related:
  manager: {here: looked after by, values: {office: {N: north, S: south}}}
"""
CUSTOMERS = """\
No.,Name,region,looked after by,deputy
C-1,Wu & Sons,N,M-7,M-8
C-2,Harbour,S,M-8,
C-3,Mill,N,M-9,absent
C-4,Field,N,,M-10
C-5,"Lane, North",N,M-7,M-7
C-6,short
C-7,Gate,N,unknown,M-77
C-8,Wall,S,M-10,M-8
"""
MANAGERS = """\
number,office,customers
M-7,N,31
M-8,S,12
M-10,N,-3
"""
DEPUTIES = """\
number,office,customers
M-7,north,31
M-8,south,12
M-8,south,13
M-10,north,3
"""
ORDERS = """\
customer no,date,yuan
C-1,2024-02-01,60000
C-1,2024-09-15,45000
C-3,2023-06-30,90000
C-5,2024-02-01
C-9,2024-05-05,100
"""
BESIDE = (
    *("--events", "orders=orders.csv", "--related", "manager=managers.csv", "--related", "deputy=deputies.csv"),
    *("--map", "crm.map.yaml", "--as-of", "2024-12-31"),
)
ENGINES = ("duckdb", "polars", "arrow")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts = {
        "customers.policy": POLICY,
        "crm.map.yaml": MAPPING,
        "crm.csv": CUSTOMERS,
        "managers.csv": MANAGERS,
        "deputies.csv": DEPUTIES,
        "orders.csv": ORDERS,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(*more: str, out: str = "out") -> Ran:
    return run("run", "customers.policy", "crm.csv", "--out", out, *BESIDE, *more)


def outcomes(out: Path) -> dict[str, dict[str, object]]:
    import pyarrow.parquet as pq

    return {row["key"]: row for row in pq.read_table(out / "outcomes").to_pylist()}


def rejects(out: Path) -> dict[str, list[str]]:
    lines = [line for file in (out / "rejected").glob("part-*") for line in file.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return {row["data"]["No."]: sorted({each["code"] for each in row["problems"]}) for row in rows}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rows", ["2", "100"])
def test_what_stands_beside_a_table_is_joined_as_to_single_records(folder: Path, engine: str, rows: str) -> None:
    single = run("decide", "customers.policy", "crm.csv", *BESIDE, "--format", "jsonl", "--rejects", "rejects.jsonl")
    found = table("--engine", engine, "--part-rows", rows)
    assert found.code == single.code == 3, found.err
    decided = outcomes(folder / "out")
    lines = [json.loads(line) for line in single.out.splitlines()]
    assert set(decided) == {line["key"] for line in lines}
    for line in lines:
        for id, outcome in line["decisions"].items():
            assert decided[line["key"]][f"{id}.status"] == outcome["status"]
            assert decided[line["key"]][f"{id}.because"] == "; ".join(outcome["because"])
    refused = {}
    for text in (folder / "rejects.jsonl").read_text("utf-8").splitlines():
        row = json.loads(text)
        if not row["list"]:
            refused[row["data"]["No."]] = sorted({each["code"] for each in row["problems"]})
    assert rejects(folder / "out") == refused
    counted = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
    assert counted["without_owner"] == {"orders": 1}
    assert counted["without_partner"] == {"manager": 1, "deputy": 1}
    assert counted["rejected_beside"] == 2


def test_columns_that_do_not_fit_are_told_as_by_decide(folder: Path) -> None:
    for text, code in (
        (MAPPING.replace("No.: id", "Nr.: id"), "PC548"),
        (MAPPING.replace("owner: customer no", "owner: customer"), "PC551"),
        (MAPPING.replace("here: looked after by", "here: cared for by"), "PC557"),
        (MAPPING.replace("No.: id", "No.: ident"), "PC547"),
    ):
        (folder / "crm.map.yaml").write_text(text, encoding="utf-8")
        ran = table()
        assert code in ran.err, ran.err
        assert code in run("decide", "customers.policy", "crm.csv", *BESIDE).err
        assert not (folder / "out").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_traces_of_chosen_rows_are_those_of_explain(folder: Path, engine: str) -> None:
    ran = table("--engine", engine, "--trace", "C-4", "--trace", "C-3", "--trace", "C-8", "--part-rows", "2")
    assert "no trace of `C-8`" in ran.out
    for key in ("C-4", "C-3"):
        single = run("explain", "customers.policy", "crm.csv", *BESIDE, "--key", key, "--format", "json")
        assert (folder / "out" / "traces" / f"{key}.json").read_text("utf-8") == single.out
    assert "PC817" in table("--trace", "C-99", out="other").err


def test_traces_may_be_asked_for_when_all_is_decided(folder: Path) -> None:
    table()
    again = table("--trace", "C-3")
    assert "1 partition was there already" in again.out
    assert (folder / "out" / "traces" / "C-3.json").exists()


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            [
                "8 rows: 4 decided, 4 rejected",
                "rejected for PC531",
                "kept with every reason in out/rejected",
                "1 of the `orders` belong to no row",
                "row by row: ",
            ],
        ),
        ("zh", ["共 8 行：已判定 4 行，退回 4 行", "退回原因：PC531", "保存在 out/rejected", "逐行判定："]),
    ],
)
def test_the_summary_fits_a_terminal_and_says_what_the_reader_needs(
    folder: Path, lang: Lang, expected: list[str]
) -> None:
    ran = run("run", "customers.policy", "crm.csv", "--out", "out", *BESIDE, lang=lang)
    for text in expected:
        assert text in ran.out, ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_what_goes_row_by_row_in_every_row_is_not_counted_as_none(folder: Path) -> None:
    (folder / "steps.policy").write_text(
        'policy steps "Steps" {}\n'
        "record Case { key id : text  words : set of text  size : whole at least 0 }\n"
        'require worded : "a" in words\nrequire small : size < 5\n',
        encoding="utf-8",
    )
    (folder / "cases.csv").write_text("id,words,size\n1,a; b,3\n", encoding="utf-8")
    ran = run("run", "steps.policy", "cases.csv", "--out", "out")
    assert "row by row in every row: worded" in ran.out, ran.out
    assert "the rest, row by row: 1 of 1 row (100.0%)" in ran.out  # the cell holds two words


def test_a_table_that_cannot_be_read_to_its_end_says_so_and_keeps_what_was_read(folder: Path) -> None:
    (folder / "crm.csv").write_bytes(CUSTOMERS.encode() + "C-9,客户,N,M-7,\n".encode("gb18030") + b"C-10,X,N,M-7,\n")
    ran = table()
    assert ran.code == 3
    assert "reading stopped there" in ran.out
    assert "PC530" in ran.out
    assert len(outcomes(folder / "out")) == 4


BIG = """\
policy big "Big" {}
record Item { key id : text  size : whole at least 0  kind : text }
tiering class { tier large when size > 500  tier small otherwise }
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "policycore", "run", "big.policy", "big.csv", "--part-rows", "50", *arguments]


@pytest.fixture
def big(folder: Path) -> Path:
    (folder / "big.policy").write_text(BIG, encoding="utf-8")
    rows = [f"i{n % 990},{n if n % 13 else ''},{'x' if n % 17 else 'y,z'}" for n in range(1000)]
    (folder / "big.csv").write_text("id,size,kind\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


def all_of(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


#: Kills the process, as `kill -9` would, at the given number of a kind of step: whole files being put in their places.
KILLER = """
import os, signal, sys
from pathlib import Path
at, after = int(sys.argv.pop(1)), sys.argv.pop(1) == "after"
plain, count = Path.replace, 0
def replace(self, target):
    global count
    count += 1
    if count == at and not after:
        os.kill(os.getpid(), signal.SIGKILL)
    found = plain(self, target)
    if count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return found
Path.replace = replace
from policycore.cli.app import application
sys.argv = ["policycore", *sys.argv[1:]]
application().main()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no such signal")
def test_a_run_that_is_killed_goes_on_and_leaves_the_same_bytes(big: Path) -> None:
    assert subprocess.run(command("--out", "whole"), capture_output=True, check=False).returncode == 3
    whole = all_of(big / "whole")
    (big / "killer.py").write_text(KILLER, encoding="utf-8")
    last = len(whole) - 1  # all but the lock are put in their places
    points = [(1, "before"), (1, "after"), (2, "after"), (3, "before"), (3, "after"), (4, "after"), (last, "before")]
    for at, when in points:
        out = f"killed-{at}-{when}"
        arguments = command("--out", out, "--engine", "arrow")[3:]
        killed = subprocess.run(
            [sys.executable, "killer.py", str(at), when, *arguments], capture_output=True, check=False
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert not (big / out / "summary.json").exists()
        again = subprocess.run(command("--out", out), capture_output=True, check=False)
        assert again.returncode == 3, again.stderr
        assert all_of(big / out) == whole


def test_a_second_run_in_the_same_folder_is_refused_while_the_first_goes_on(big: Path) -> None:
    from policycore.bulk.writing import Hold

    (big / "out").mkdir()
    held = Hold.of(big / "out")
    ran = subprocess.run(
        command("--out", "out"), capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert ran.returncode == 2
    assert "PC885" in ran.stderr
    held.leave()
    assert subprocess.run(command("--out", "out"), capture_output=True, check=False).returncode == 3


def test_labels_of_a_choice_go_in_columns_as_names_do(folder: Path) -> None:
    (folder / "shops.policy").write_text(
        'policy shops "Shops" { languages: en }\nchoice Kind { fibre "Fiber optic", none_taken "No" }\n'
        "record Shop { key id : text  kind : Kind }\nrequire fast : kind = fibre\n",
        encoding="utf-8",
    )
    (folder / "shops.csv").write_text("id,kind\n1,Fiber optic\n2,fibre\n3,No\n", encoding="utf-8")
    ran = run("run", "shops.policy", "shops.csv", "--out", "out")
    assert "fast: met 2, breach 1" in ran.out
    assert "in columns: all rows" in ran.out


def test_a_row_that_comes_again_put_right_has_its_events_still(folder: Path) -> None:
    again = "C-3,Mill,N,M-10,absent\nC-3,Mill,N,M-7,absent\n"  # M-10 is refused, and so is who names it
    (folder / "crm.csv").write_text(CUSTOMERS.replace("C-3,Mill,N,M-9,absent\n", again), encoding="utf-8")
    (folder / "orders.csv").write_text("customer no,date,yuan\nC-3,2024-06-30,150000\n", encoding="utf-8")
    single = run("decide", "customers.policy", "crm.csv", *BESIDE, "--format", "jsonl")
    table()
    (line,) = (each for each in map(json.loads, single.out.splitlines()) if each["key"] == "C-3")
    assert line["decisions"]["level"]["because"] == ["level/key_account"]
    assert outcomes(folder / "out")["C-3"]["level.because"] == "level/key_account"
