"""Open members of whom the same is possible for different reasons were told apart by the order in which they came."""

from __future__ import annotations

from itertools import permutations

from policycore import loads

POLICY = loads("""policy ranked {}
choice Grade { A > B > C }
record Client { key id : text  active : yes_no  since : date  grade : Grade  sales : money(CNY) at least 0 }
population base over Client where active { ties: since  define place = rank(sales) }
population leading over Client where active and tier = first { ties: together  define among_first = rank(grade) }
tiering tier { tier first when place is present and place <= 2  tier rest otherwise }
tiering by_grade { tier good when among_first is present and among_first <= 1  tier other otherwise }
""")
CLIENTS: tuple[dict[str, object], ...] = (
    {"id": "r0", "since": "2023-03-01", "sales": "0.01"},
    {"id": "r1", "sales": "0"},
)


def test_every_order_gives_the_same_outcomes_and_reasons() -> None:
    def decided(order: tuple[dict[str, object], ...]) -> dict[str, object]:
        return {str(d.key): d.outcomes for d in POLICY.decide_many(order)}

    first = decided(CLIENTS)
    assert all(decided(order) == first for order in permutations(CLIENTS))
