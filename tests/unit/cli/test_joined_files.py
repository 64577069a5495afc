"""Events and related records from files of their own, by options or by a mapping file, in `decide` and `explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from unit.cli.run import run

POLICY = """\
policy posts "Posts" / "岗位" { languages: en, zh }
record Person "Person" / "人员" { key nr : text  rank "Rank" / "职级" : whole  left_on : date optional }
record Task { name : text  due_on : date  helper : Person optional }
record Post "Post" / "岗位" {
  key id : text
  needs  "Needed rank" / "所需职级" : whole
  holder "Holder" / "任职人" : Person optional
  tasks  : list of Task
}
require fit "The holder fits" / "任职人符合要求" for Post when holder is present : holder.rank >= needs
require filled "The post is filled" / "岗位有人" for Post : holder is present
require light "Not too many tasks" for Post : count(tasks) <= 1
"""


@pytest.fixture(autouse=True)
def posts(folder: Path) -> Path:
    files = {
        "posts.policy": POLICY,
        "posts.csv": "id,needs,holder\nA,3,P1\nB,5,P1\nC,2,\nD,2,P9\nE,1,P2\n",
        "people.csv": "nr,rank\nP1,4\nP2,high\n",
        "tasks.csv": "id,name,due_on\nA,x,2024-03-01\nA,y,2024-03-02\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def findings(out: str) -> dict[str, dict[str, Any]]:
    """Return by key and requirement what came out, or the status where nothing did."""
    found: dict[str, dict[str, Any]] = {}
    for line in map(json.loads, out.splitlines()):
        items = {name: each["items"][0] for name, each in line["decisions"].items()}
        found[line["key"]] = {name: item["finding"] or item["status"] for name, item in items.items()}
    return found


EXPECTED = {
    "A": {"fit": "met", "filled": "met", "light": "breach"},
    "B": {"fit": "breach", "filled": "met", "light": "met"},
    "C": {"fit": "not_applicable", "filled": "breach", "light": "met"},
    "D": {"fit": "undetermined", "filled": "undetermined", "light": "met"},
}


def test_decide_joins_what_the_options_name() -> None:
    ran = run(
        "decide", "posts.policy", "posts.csv", "--record", "Post", "--related", "holder=people.csv",
        "--events", "tasks=tasks.csv", "--format", "jsonl", "--rejects", "bad.jsonl",
    )  # fmt: skip
    assert findings(ran.out) == EXPECTED
    assert ran.code == 3
    assert "`P2` is row 3 of `people.csv`, which was rejected" in ran.err
    assert ran.err.count("`holder.rank` holds `high`") == 1
    assert "no `holder` `P9` is in its file" in ran.err
    assert "rejected 1, and 1 of the rows joined to records" in ran.err
    kept = [json.loads(line) for line in Path("bad.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["file"], each["list"], each["key"]) for each in kept] == [
        ("people.csv", "holder", "P2"),
        ("posts.csv", None, "E"),
    ]
    assert [problem["code"] for problem in kept[1]["problems"]] == ["PC502", "PC553"]


def test_a_mapping_file_names_files_from_where_it_lies(posts: Path) -> None:
    (posts / "data").mkdir()
    for name in ("people.csv", "tasks.csv"):
        (posts / name).rename(posts / "data" / name)
    (posts / "data" / "map.yaml").write_text(
        "events: { tasks: { file: tasks.csv } }\nrelated: { holder: { file: people.csv } }\n", encoding="utf-8"
    )
    call = ("decide", "posts.policy", "posts.csv", "--record", "Post", "--map", "data/map.yaml", "--format", "jsonl")
    assert findings(run(*call).out) == EXPECTED
    (posts / "others.csv").write_text("nr,rank\nP1,9\nP2,9\nP9,9\n", encoding="utf-8")
    found = findings(run(*call, "--related", "holder=others.csv").out)
    assert [found[key]["fit"] for key in "ABCDE"] == ["met", "met", "not_applicable", "met", "met"]


def test_explain_joins_the_same_and_says_why_a_record_is_rejected() -> None:
    call = ("explain", "posts.policy", "posts.csv", "--record", "Post", "--related", "holder=people.csv")
    ran = run(*call, "--key", "B", "--decision", "fit")
    assert ran.code == 0
    assert "Rank = 4" in ran.out
    rejected = run(*call, "--key", "E")
    assert (rejected.code, rejected.out) == (3, "")
    assert "people.csv, row 3, column `rank`" in rejected.err
    chinese = run(*call, "--key", "E", lang="zh")
    assert "`P2` 是 `people.csv` 第 3 行，该行已被退回" in chinese.err


def test_a_key_of_a_related_record_is_no_key_of_a_record() -> None:
    ran = run(
        "explain", "posts.policy", "posts.csv", "--record", "Post", "--related", "holder=people.csv", "--key", "P2"
    )
    assert ran.code == 2
    assert "PC817" in ran.err


def test_events_may_have_related_records_of_their_own(posts: Path) -> None:
    (posts / "tasks.csv").write_text("id,name,due_on,helper\nA,x,2024-03-01,P1\nA,y,2024-03-02,P2\n", encoding="utf-8")
    ran = run(
        "decide", "posts.policy", "posts.csv", "--record", "Post", "--events", "tasks=tasks.csv",
        "--related", "tasks.helper=people.csv", "--format", "jsonl", "--map", "no_holder.yaml",
    )  # fmt: skip
    assert ran.code == 2
    (posts / "no_holder.yaml").write_text("ignore: [holder]\n", encoding="utf-8")
    ran = run(
        "decide", "posts.policy", "posts.csv", "--record", "Post", "--events", "tasks=tasks.csv",
        "--related", "tasks.helper=people.csv", "--format", "jsonl", "--map", "no_holder.yaml",
    )  # fmt: skip
    assert set(findings(ran.out)) == {"B", "C", "D", "E"}
    assert "`P2` is row 3 of `people.csv`, which was rejected" in ran.err


def test_another_encoding_is_read_when_it_is_asked_for(posts: Path) -> None:
    people = "nr,rank\n张,4\n".encode("gb18030")
    (posts / "people.csv").write_bytes(people)
    (posts / "posts.csv").write_bytes("id,needs,holder\n甲,3,张\n".encode("gb18030"))
    call = ("decide", "posts.policy", "posts.csv", "--record", "Post", "--related", "holder=people.csv")
    refused = run(*call)
    assert "PC530" in refused.err
    assert "--encoding gb18030" in refused.err
    read = run(*call, "--format", "jsonl", "--encoding", "gb18030")
    assert findings(read.out)["甲"]["fit"] == "met"
