"""The long form: so many policies with so many records each, on several processes, with shares of what was met.

What is found is made small and written to `tests/differential/found`; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from attrs import evolve

from differential.engines import engines
from differential.found import freeze
from differential.shrink import shrunk
from differential.tally import Tally
from differential.trials import Found, Plan, try_again, try_policy

#: Policies that one process tries before it tells what it saw.
AT_ONCE = 20
#: So many finds of one kind are made small; more of them say the same.
KEPT = 3


def _batch(asked: tuple[Sequence[int], Sequence[str] | None, Plan]) -> tuple[Tally, list[Found]]:
    gc.set_threshold(100_000, 50, 50)  # policies leave little behind that goes round in a circle
    seeds, names, plan = asked
    tally = Tally()
    found = [one for seed in seeds for one in try_policy(seed, engines(names), plan, tally)]
    return tally, found


def try_many(
    policies: int, plan: Plan, start: int, step: int, names: Sequence[str] | None, processes: int
) -> Iterator[tuple[Tally, list[Found]]]:
    """Yield tally and finds of one batch of policies after the other."""
    seeds = range(start, start + policies * step, step)
    batches = [(seeds[place : place + AT_ONCE], names, plan) for place in range(0, policies, AT_ONCE)]
    if processes == 1:
        yield from map(_batch, batches)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_batch, batches)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the long form."""
    parser = argparse.ArgumentParser(prog="differential", description=__doc__.split("\n\n")[0])
    parser.add_argument("--policies", type=int, default=200, metavar="N", help="how many policies (200)")
    parser.add_argument("--records", type=int, default=50, metavar="N", help="records per policy (50)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first policy (0)")
    parser.add_argument(
        "--step",
        type=int,
        default=1,
        metavar="N",
        help="how far the next policy is (1); 2 from an odd one: for columns",
    )
    parser.add_argument("--engines", default=None, metavar="A,B", help="only these beside the reference; all otherwise")
    parser.add_argument("--laws", type=int, default=2, metavar="N", help="records per policy for each law (2)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="these laws for one policy in N (1)")
    parser.add_argument("--layout", type=int, default=10, metavar="N", help="lay out one policy in N (10)")
    parser.add_argument("--explain", type=int, default=5, metavar="N", help="explain decisions of one policy in N (5)")
    parser.add_argument("--processes", type=int, default=1, metavar="N")
    parser.add_argument("--json", type=Path, default=None, metavar="FILE", help="write all counts there")
    parser.add_argument("--found", type=Path, default=None, metavar="FOLDER", help="where finds are written")
    parser.add_argument(
        "--shrink", type=int, default=2000, metavar="N", help="how often a find is tried smaller (2,000)"
    )
    parser.add_argument("--show", type=Path, default=None, metavar="FILE", help="only print the counts of such a file")
    asked = list(sys.argv[1:] if arguments is None else arguments)
    given = parser.parse_args(asked)
    if given.show is not None:
        data = json.loads(given.show.read_text(encoding="utf-8"))
        _tell(Tally.of(data), data["found"], data["seconds"])
        return 0
    names = None if given.engines is None else [name for name in given.engines.split(",") if name]
    plan = Plan(given.records, given.laws, 3 * given.laws, given.layout, given.explain, given.every)
    started = last = time.monotonic()
    tally, kept = Tally(), dict[str, int]()
    for counted, found in try_many(given.policies, plan, given.seed, given.step, names, given.processes):
        tally.add(counted)
        for one in found:
            kept[one.what] = kept.get(one.what, 0) + 1
            if kept[one.what] <= KEPT:
                print(f"seed {one.seed}: {one.what}: {one.seen}", flush=True)
                print(f"  {_keep(one, names, given.shrink, given.found)}", flush=True)
        if time.monotonic() - last > 60:
            last = time.monotonic()
            print(f"{last - started:.0f} s: {tally.policies:,} policies, {tally.records:,} records", flush=True)
            _write(given.json, tally, kept, last - started, asked)
    spent = time.monotonic() - started
    _tell(tally, kept, spent)
    _write(given.json, tally, kept, spent, asked)
    return 1 if kept else 0


def _tell(tally: Tally, kept: Mapping[str, int], spent: float) -> None:
    print(tally.text())
    print(f"seldom met: {', '.join([*tally.seldom(), *tally.rare()]) or 'nothing'}")
    print(f"pairs per second: {', '.join(f'{name} {n / spent:,.1f}' for name, n in tally.pairs.items()) or 'none'}")
    print(f"{spent:.0f} s; found: {', '.join(f'{what} {count}' for what, count in kept.items()) or 'nothing'}")


def _write(path: Path | None, tally: Tally, kept: Mapping[str, int], spent: float, asked: Sequence[str]) -> None:
    """Write all counts so far, so that a run that is stopped has told what it saw."""
    if path is None:
        return
    data = {**tally.data(), "found": dict(kept), "seconds": round(spent), "arguments": list(asked)}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")


def _keep(one: Found, names: Sequence[str] | None, tries: int, folder: Path | None) -> Path:
    others = engines(names)
    written, case = shrunk(
        one.written, one.case, lambda text, asked: bool(try_again(one.what, text, asked, others)), tries
    )
    small = evolve(one, written=written, case=case, seen=try_again(one.what, written, case, others) or one.seen)
    name = f"{one.what.replace(' ', '-')}-{one.seed}"
    return freeze(small, name) if folder is None else freeze(small, name, folder)


if __name__ == "__main__":
    sys.exit(main())
