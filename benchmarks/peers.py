#!/usr/bin/env python3
"""policycore beside hand-written Python and other engines: one workload, one run, equal answers, ratios.

Usage: python benchmarks/peers.py [--parts tiers,table_10] [--engines hand,zen_peer] [--rounds N] [--seconds S]
                                  [--records N] [--json FILE] [--chart FILE]

Every engine decides the same records with the same policy; its answers are compared with those of hand-written Python
before anything is timed, and one that answers otherwise has no figure. Rounds go engine by engine within a part, so
that whatever else the machine does falls on all of them; a ratio is taken within one round, and the median of the
rounds is printed with its quartiles. An engine that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from attrs import define, field

import by_hand
import chart
from workload import PARTS, ROWS, Answer, Data, records

HERE = Path(__file__).resolve().parent
MEASURE = "hand"
#: Adapters in the order of the printed table.
ADAPTERS = (
    MEASURE,
    *("ours_packed", "ours_dicts", "ours_kept", "ours_traced", "ours_reference"),
    *("ours_duckdb", "ours_polars", "ours_arrow"),
    *("hand_indexed", "datalogic", "cel", "zen_peer", "rule_engine_peer"),
    *("duckdb_peer", "polars_peer", "numpy_peer"),
)
#: A batch that takes longer than a round should is cut to fewer records, but never below this.
FEWEST = 50
#: Records that answers are compared on.
COMPARED = 2_000


@define
class Engine:
    """An adapter that runs, with what it came to: records a second by part and round."""

    id: str
    adapter: Any
    build_seconds: dict[str, float] = field(factory=dict)
    rates: dict[str, list[float]] = field(factory=dict)
    cannot: dict[str, str] = field(factory=dict)

    @property
    def name(self) -> str:
        """What it is called in tables and charts."""
        return str(self.adapter.NAME)


@define
class Ready:
    """An engine with a part compiled and its batch at hand."""

    engine: Engine
    run: Callable[[Any], Any]
    batch: Any
    count: int


def engines(ids: Sequence[str]) -> tuple[list[Engine], dict[str, str]]:
    """Return the engines that are installed, and why others are not here."""
    found, missing = [], {}
    for id in ids:
        try:
            adapter = import_module(f"adapters.{id}")
            for package in adapter.PACKAGES:
                version(package)
        except (ImportError, PackageNotFoundError) as error:
            missing[id] = f"{type(error).__name__}: {error}"
        else:
            found.append(Engine(id, adapter))
    return found, missing


def made_ready(
    engine: Engine, part: str, data: Sequence[Data], wanted: Sequence[Answer], seconds: float
) -> Ready | None:
    """Return an engine with a part compiled, its answers compared, and a batch that takes about `seconds`."""
    adapter = engine.adapter
    started = time.perf_counter()
    try:
        run = adapter.build(part)
        engine.build_seconds[part] = time.perf_counter() - started
        few = list(data[:COMPARED])
        spent = time.perf_counter()
        result = run(adapter.prepare(part, few[:FEWEST]))
        spent = time.perf_counter() - spent
        if spent * COMPARED / FEWEST < 20:
            result = run(adapter.prepare(part, few))
        answers = adapter.answers(part, result)
    except NotImplementedError as error:
        engine.cannot[part] = str(error)
        return None
    except Exception as error:  # another's engine, whatever befalls it, must not end the run
        engine.cannot[part] = f"{type(error).__name__}: {error}"[:200]
        return None
    if answers != list(wanted[: len(answers)]):
        place = next(n for n, pair in enumerate(zip(answers, wanted, strict=False)) if pair[0] != pair[1])
        engine.cannot[part] = f"answers otherwise: {answers[place]} for {wanted[place]}"
        return None
    count = len(data)
    batch = adapter.prepare(part, data)
    if adapter.KIND == "records":
        began = time.perf_counter()
        run(batch[:FEWEST])
        rate = FEWEST / max(time.perf_counter() - began, 1e-9)
        count = max(FEWEST, min(len(data), int(rate * seconds)))
        batch = batch[:count]
    return Ready(engine, run, batch, count)


def measure(ready: Ready, part: str, seconds: float) -> None:
    """Add the rate of one round: batches until the time is up, at least one."""
    gc.collect()
    done = 0
    started = time.perf_counter()
    while True:
        ready.run(ready.batch)
        done += ready.count
        spent = time.perf_counter() - started
        if spent >= seconds:
            break
    ready.engine.rates.setdefault(part, []).append(done / spent)


def ratios(engine: Engine, hand: Engine, part: str) -> list[float]:
    """Return how many times as fast as hand-written Python an engine was, round by round."""
    return [ours / theirs for ours, theirs in zip(engine.rates.get(part, ()), hand.rates[part], strict=False)]


def run_part(found: Sequence[Engine], part: str, count: int, rounds: int, seconds: float) -> None:
    """Measure one part."""
    data = records(part, count)
    decide = by_hand.decider(part)
    wanted = [decide(record) for record in data]
    ready = [one for engine in found if (one := made_ready(engine, part, data, wanted, seconds)) is not None]
    # Else each engine that makes objects would pay for looking through the batches of all others for garbage.
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for one in ready:
            measure(one, part, seconds)
        print(f"  {part}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    gc.unfreeze()


def figure(value: float) -> str:
    """Return a ratio with as many digits as it is worth."""
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def table(found: Sequence[Engine], parts: Sequence[str]) -> str:
    """Return the ratios as a table: the median, and the quartiles of the rounds in brackets."""
    hand = next(engine for engine in found if engine.id == MEASURE)
    lines = [f"{'times hand-written Python':32}" + "".join(f"{part:>22}" for part in parts)]
    for engine in found:
        cells = []
        for part in parts:
            values = ratios(engine, hand, part)
            if not values:
                cells.append("-")
            elif len(values) < 3:
                cells.append(figure(median(values)))
            else:
                low, _, high = quantiles(values, n=4)
                cells.append(f"{figure(median(values))} ({figure(low)}-{figure(high)})")
        lines.append(f"{engine.name:32}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def growth(found: Sequence[Engine], parts: Sequence[str]) -> str:
    """Return what a record costs with longer tables, as multiples of the shortest one's; "" without several tables."""
    tables = [part for part in parts if part in ROWS]
    if len(tables) < 2:
        return ""
    lines = [f"{'cost beside ' + tables[0]:32}" + "".join(f"{part:>22}" for part in tables[1:])]
    for engine in found:
        if all(part in engine.rates for part in tables):
            first = median(engine.rates[tables[0]])
            cells = [figure(first / median(engine.rates[part])) for part in tables[1:]]
            lines.append(f"{engine.name:32}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def as_data(found: Sequence[Engine], parts: Sequence[str], given: argparse.Namespace) -> dict[str, Any]:
    """Return all figures as plain data."""
    hand = next(engine for engine in found if engine.id == MEASURE)
    return {
        "python": platform.python_version(),
        "records": given.records,
        "rounds": given.rounds,
        "seconds": given.seconds,
        "parts": list(parts),
        "engines": {
            engine.id: {
                "name": engine.name,
                "kind": engine.adapter.KIND,
                "shown": engine.adapter.SHOWN,
                "versions": {package: version(package) for package in engine.adapter.PACKAGES},
                "cannot": engine.cannot,
                "build_seconds": {part: round(spent, 4) for part, spent in engine.build_seconds.items()},
                "records_per_second": {part: round(median(rates)) for part, rates in engine.rates.items()},
                "ratio": {part: round(median(values), 5) for part in parts if (values := ratios(engine, hand, part))},
                "quartiles": {
                    part: [round(value, 5) for value in (quantiles(values, n=4)[0], quantiles(values, n=4)[2])]
                    for part in parts
                    if len(values := ratios(engine, hand, part)) > 2
                },
            }
            for engine in found
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--engines", default=",".join(ADAPTERS))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.25)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--json", type=Path, default=HERE / "results" / "peers.json")
    parser.add_argument("--chart", type=Path, default=HERE.parent / "docs" / "assets" / "speed.svg")
    given = parser.parse_args(arguments)
    parts = given.parts.split(",")
    ids = list(dict.fromkeys([MEASURE, *given.engines.split(",")]))
    found, missing = engines(ids)
    for id, why in missing.items():
        print(f"left out: {id} ({why})")
    for part in parts:
        run_part(found, part, given.records, given.rounds, given.seconds)
    print(table(found, parts))
    print(growth(found, parts))
    for engine in found:
        for part, why in engine.cannot.items():
            print(f"{engine.name}, {part}: {why}")
    data = as_data(found, parts, given)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    given.chart.write_text(chart.svg(data), encoding="utf-8")
    wrong = [engine for engine in found if any("otherwise" in why for why in engine.cannot.values())]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
