"""What cases leave untried, where records are compared with each other."""

from __future__ import annotations

from policycore.api import loads
from policycore.testing.coverage import coverage


def test_the_records_of_a_case_are_compared_and_what_makes_a_member_is_a_condition() -> None:
    policy = loads("""policy ranks {}
record R { key id : text  active : yes_no  sales : whole 0..9 }
population p over R where active and sales > 0 { ties: together  define leads = rank(sales) <= 1 }
example two {
  given R as a { active: yes, sales: 5 }
  given R as b { active: yes, sales: 3 }
  given R as c { active: no, sales: 9 }
  expect a.leads: yes, b.leads: no, c.leads: absent
}
""")
    found = {line.id: line.tried for line in coverage(policy, policy.examples).lines}
    assert found == {"p/member/body": "varied", "p/member/body/2": "always_true", "leads/body": "varied"}
