#!/usr/bin/env python3
"""What a decision that is kept and not looked at takes beside its record: bytes, over many of them.

Usage: python benchmarks/kept_decisions.py [RECORDS], by default 100000.

The records of the workload are decided by `Policy.decide_many` and all decisions are kept. Beside what Python says is
allocated for them stands what the same records take as packed tuples alone: the record that is kept in any case. Then a
thousand of them are looked at, and two hundred are compared with what the reference interpreter says.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator

from policycore import Policy
from policycore.api import make_decider
from policycore.compile import compile_program
from policycore.interpret.decide import decide
from workload import FILES, Data, policy_text, records

#: More than are interpreted before there is a twin.
FIRST = 50


def allocated(make: Callable[[], object]) -> tuple[int, object]:
    """Return the bytes that something takes once it is made, and the thing."""
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    made = make()
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    return after - before, made


def packed(policy: Policy, data: list[Data]) -> Iterator[object]:
    """Yield records packed, without anything that was decided about them."""
    converter = make_decider(policy, None, {}, {}, None, "strict").converter
    packing = compile_program(policy.program).packing
    for each in data:
        record = converter(each).record
        assert record is not None
        yield packing.pack(record)


def main(count: int) -> None:
    """Print the bytes of each part of the workload."""
    from policycore import loads

    print(f"{'bytes, of ' + str(count) + ' each':24} {'decision':>9} {'record':>7} {'beside it':>10} {'looked at':>10}")
    for part in FILES:
        policy = loads(policy_text(part), part)
        data = records(part, count)
        list(policy.decide_many(data[:FIRST]))
        tracemalloc.start()
        whole, kept = allocated(lambda policy=policy, data=data: list(policy.decide_many(data)))  # type: ignore[misc]
        assert isinstance(kept, list)
        few = kept[:1000]
        seen, _ = allocated(lambda few=few: [(each.inputs, each.outcomes) for each in few] and None)  # type: ignore[misc]
        alone, _ = allocated(lambda policy=policy, data=data: list(packed(policy, data)))  # type: ignore[misc]
        tracemalloc.stop()
        for decision in kept[:: max(count // 200, 1)]:
            assert decision.outcomes == decide(policy.program, decision.inputs)
        each, record = whole / count, alone / count
        print(f"{part:24} {each:>9.0f} {record:>7.0f} {each - record:>10.0f} {each + seen / len(few):>10.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
