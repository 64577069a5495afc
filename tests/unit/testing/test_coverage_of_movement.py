"""What coverage says of a tiering with movement: its clauses and what they ask for, not what was made of them."""

from __future__ import annotations

from policycore import loads
from policycore.testing.coverage import coverage

TEXT = """policy p {}
record R { key id : text  n : whole 0..99  trained : yes_no  years : whole at least 0 }
tiering t {
  tier A when n >= 75
  tier B otherwise
  movement { every quarter  enter A when trained and years >= 2  down after 2 reviews }
}
example up {
  given R {
    n: 80, trained: yes, years: 2,
    t.state: { previous: B, since: 2024-01-01, failed: 0, reviewed_on: 2024-01-01 }
  }
  as of 2024-04-30  expect t: A
}
"""


def test_cases_of_a_movement_are_rules_and_conditions_of_gates_are_tried() -> None:
    policy = loads(TEXT)
    lines = {line.id: line for line in coverage(policy, policy.examples).lines}
    assert {name for name in lines if name.startswith("t/movement/")} == {
        f"t/movement/{case}" for case in ("first_review", "between_reviews", "up/A", "enter", "stay", "grace", "down/B")
    }
    assert lines["t/movement/up/A"].decisive
    assert lines["t/movement/grace"].tried == "untried"
    assert lines["t/enter/A/when/2"].tried == "always_true"
