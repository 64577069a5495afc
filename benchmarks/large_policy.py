#!/usr/bin/env python3
"""How the cost of a policy grows with its rules, in processor time: from text to Core, from Core to running code.

Usage: python benchmarks/large_policy.py [RULES…], by default 300 1000 3000 10000.

Columns: parsing and checking (together from text to Core); formatting; from Core to running code for records without
gaps, and what of it Python's own compiler takes; the same for records with gaps, when the first of them comes; deciding
one record by `decide_many` as the first of its kind, which is interpreting it, and once there is code.

A rule is a named place with a condition or a formula of its own: a derived fact, a requirement, a band of a score, a
tier, a matter, an example. Figures are the best of a few runs, so that what else the machine does weighs little.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policycore.compile.twin import Entry
    from policycore.core.nodes import Program


def policy_of(rules: int) -> str:
    """Return a policy with about that many rules, of all common kinds; a third of them read another."""
    blocks = max(rules // 10, 1)
    fields = "\n".join(f"  amount_{i} : money(CNY) at least 0\n  days_{i} : whole 0..365" for i in range(blocks))
    lines = [
        'policy large "Large" { languages: en }',
        f"record Firm {{\n  key id : text\n{fields}\n  trusted : yes_no\n  kind : {{shop, plant, office}}\n}}",
    ]
    for i in range(blocks):
        before = f"total_{i - 1}" if i % 3 else f"amount_{i}"
        lines.append(
            f"""\
define total_{i} = amount_{i} * 2 + {before}
define slow_{i} = days_{i} > 30 and not trusted
require paid_{i} when slow_{i} : amount_{i} <= {i + 1}万 CNY
require quick_{i} should when kind in {{shop, plant}} : days_{i} <= {i % 300}
score standing_{i} : points 0..100 {{
  factor size {{
    band large when amount_{i} >= 100万 CNY : 40
    band middle when 10万 CNY <= amount_{i} < 100万 CNY : 20
    band small otherwise : 5
  }}
  factor speed = 60 - days_{i} / 10
}}
tiering grade_{i} {{
  tier A when standing_{i} >= 80 and not slow_{i}
  tier B when any of {{ size: total_{i} > 5万 CNY, trust: trusted }}
  tier C otherwise
}}"""
        )
        if i % 5 == 0:
            lines.append(
                f"example case_{i} {{ given Firm {{ amount_{i}: 1万 CNY, days_{i}: 10, trusted: yes }}\n"
                f"  expect standing_{i}.size: 5 }}"
            )
    return "\n".join(lines) + "\n"


def best(run: Callable[[], object], times: int) -> float:
    """Return the processor seconds of the quickest of some runs."""
    found = []
    for _ in range(times):
        start = process_time()
        run()
        found.append(process_time() - start)
    return min(found)


def compiling(program: Program) -> tuple[float, float, float]:
    """Return the seconds from Core to running code: without gaps, what of it is Python's own, with gaps."""
    from policycore.compile import compile_program

    def fast() -> tuple[float, Entry]:
        entry = compile_program(program).entry("Firm")
        assert entry is not None
        emitted = process_time()
        assert entry.one is not None
        return process_time() - emitted, entry

    def with_gaps() -> object:
        general = twin.general("Firm")
        assert general is not None
        return general

    times = 7 if len(program.statements) <= 1000 else 3
    own = min(fast()[0] for _ in range(times))
    running = best(fast, times)
    twin = compile_program(program)
    assert twin.entry("Firm") is not None
    return running, own, best(with_gaps, 1)


def main(sizes: list[int]) -> None:
    """Print a line of figures for each size."""
    import policycore
    from policycore.check import check
    from policycore.format import format_source
    from policycore.source import SourceFile
    from policycore.syntax import limits
    from policycore.syntax.parser import parse

    # More stands in several files; what they come to together is measured here as if it were one.
    limits.STATEMENTS = max(limits.STATEMENTS, 3 * max(sizes))
    head = f"{'rules':>7} {'lines':>7} {'parse s':>8} {'check s':>8} {'format s':>9} {'code s':>7} {'Python s':>9}"
    print(f"{head} {'gaps s':>7} {'first ms':>9} {'per rule':>9} {'later ms':>9} {'per rule':>9}")
    for rules in sizes:
        text = policy_of(rules)
        times = 3 if rules <= 1000 else 1
        source = SourceFile("large.policy", text)
        document = parse(source).document
        assert document is not None
        parsing = best(lambda source=source: parse(source), times)  # type: ignore[misc]
        checking = best(lambda document=document: check(document), times)  # type: ignore[misc]
        formatting = best(lambda source=source: format_source(source), 1)  # type: ignore[misc]
        policy = policycore.loads(text)
        running, own, gaps = compiling(policy.program)
        blocks = max(rules // 10, 1)
        record: dict[str, object] = {"id": "1", "trusted": True, "kind": "shop"}
        record |= {f"{name}_{i}": 12 for name in ("amount", "days") for i in range(blocks)}
        first = best(lambda policy=policy: policy.decide(record), 2)  # type: ignore[misc]  # noqa: B023
        list(policy.decide_many([record] * 25))  # from here on there is code
        later = best(lambda: list(policy.decide_many([record] * 5)), 3) / 5  # noqa: B023
        print(
            f"{rules:>7} {text.count(chr(10)):>7} {parsing:>8.2f} {checking:>8.2f} {formatting:>9.2f} {running:>7.3f} "
            f"{own:>9.3f} {gaps:>7.2f} {first * 1000:>9.1f} {first / rules * 1e6:>6.2f} µs {later * 1000:>9.3f} "
            f"{later / rules * 1e6:>6.2f} µs"
        )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [300, 1000, 3000, 10000])
