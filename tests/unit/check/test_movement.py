"""Movement in other places than a record of its own file: used files, nested records, lists, names that are taken."""

from __future__ import annotations

from collections import Counter

import pytest

from policycore import Policy, check, loads
from policycore.api import make_decider
from policycore.core.nodes import Tiering
from policycore.core.walk import walk
from policycore.interpret.decide import evaluate
from policycore.records.convert import record_from

COMMON = """policy common {}
record Member { key id : text  n : whole 0..99 }
tiering level for Member { tier high when n >= 50  tier low otherwise  movement { down after 2 reviews } }
"""
HELD = {"previous": "high", "since": "2024-01-01", "failed": 0, "reviewed_on": "2024-01-01"}


def test_the_state_of_a_tiering_of_a_used_file_is_called_by_its_name_alone() -> None:
    policy = loads(
        'policy p {}\nuse Member, level from "common.policy"\nrequire high_enough for Member : level = high',
        used={"common.policy": COMMON},
    )
    decision = policy.decide({"id": "M", "n": 3, "level.state": HELD}, as_of="2024-06-30")
    assert decision["high_enough"].items[0].finding == "met"
    assert policy.decide({"id": "M", "n": 3}, as_of="2024-06-30").missing == ("level.state",)


def test_two_tierings_of_one_name_have_a_state_each() -> None:
    policy = loads(
        'policy p {}\nuse Member from "common.policy"\n'
        "tiering level for Member { tier high when n >= 10  tier low otherwise  movement { down after 3 reviews } }",
        used={"common.policy": COMMON},
    )
    fields = [f.name for r in policy.program.records if r.id == "common:Member" for f in r.fields]
    assert fields == ["id", "n", "level.state", "p:level.state"]
    decision = policy.decide({"id": "M", "n": 3, "p:level.state": {**HELD, "failed": 1}}, as_of="2024-06-30")
    assert decision["level"].value == "high"


NESTED = loads(
    """policy p {}
record Member { key id : text  n : whole 0..99 }
record Group { key id : text  first : Member  all : list of Member }
tiering level for Member { tier high when n >= 50  tier low otherwise  movement { down after 2 reviews } }
define first_level for Group = first.level
define high_ones for Group = count(all where level = high)
define earned_high for Group = count(all where level.earned = high)
"""
)


def value(policy: Policy, data: dict[str, object], name: str) -> object:
    decider = make_decider(policy, "2024-06-30", {}, {}, "Member", "recorded")
    record = record_from(policy.program, "Group", data).record
    assert record is not None
    return evaluate(policy.program, decider.settings.inputs(record), name)


def test_records_inside_a_record_bring_their_states() -> None:
    member = {"id": "M", "n": 3, "level.state": HELD}
    assert value(NESTED, {"first": member}, "first_level") == "high"
    assert value(NESTED, {"all": [member, {"id": "N", "n": 3, "level.state": "absent"}]}, "high_ones") == 1
    assert value(NESTED, {"all": [member, member]}, "earned_high") == 0


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("movement { enter gold when n > 1 }", ["PC202"]),
        ("movement { enter high when n > 1  enter high when n > 2 }", ["PC451"]),
        ("movement { up after 6 months  up after 7 months }", ["PC451"]),
        ("movement { keep low when n > 1 }", ["PC454"]),
        ("movement { probation 3 months  down after 1 review }", ["PC453"]),
        ("movement { up after 3 CNY }", ["PC311"]),
        ("movement { up after id }", ["PC302"]),
        ("movement { every 3 hours }", ["PC452"]),
        ("movement { enter high when n }", ["PC302"]),
        ("movement { enter high when level.next.failed > 0 }", ["PC401"]),
    ],
)
def test_what_cannot_be_is_told_at_its_clause(text: str, codes: list[str]) -> None:
    policy = (
        "policy p {}\nrecord Member { key id : text  n : whole 0..99 }\n"
        f"tiering level {{ tier high when n >= 50  tier low otherwise  {text} }}"
    )
    assert [finding.code for finding in check(policy)] == codes


def test_a_gate_demands_its_citation_where_the_header_does() -> None:
    text = (
        'policy p { source: "s"  cites: required }\nrecord Member { key id : text  n : whole 0..99 }\n'
        'tiering level { tier high @ "1" when n >= 50  tier low @ "1" otherwise  movement { enter high when n > 60 } }'
    )
    assert [finding.code for finding in check(text)] == ["PC407"]
    assert not check(text.replace("movement {", 'movement @ "2" {'))


def test_a_tier_may_be_called_like_a_part_of_the_movement() -> None:
    policy = loads(
        "policy p {}\nrecord Member { key id : text  n : whole 0..99 }\n"
        "tiering level { tier movement when n >= 50  tier earned otherwise  movement { up at most 1 tier } }"
    )
    decision = policy.decide({"n": 60}, as_of="2024-06-30", previous={"level": {"previous": "earned"}})
    assert decision["level"].value == "movement"
    ids = Counter(node.id for statement in policy.program.statements for node in walk(statement))
    (tiering,) = (statement for statement in policy.program.statements if isinstance(statement, Tiering))
    assert tiering.movement is not None
    assert [id for id, count in ids.items() if count > 1] == [tiering.movement.id]  # shared with its match
