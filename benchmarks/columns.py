#!/usr/bin/env python3
"""policycore in columns beside what is written by hand for the same engine: batches of three sizes, rows with gaps.

Usage: python benchmarks/columns.py [--parts tiers,promises,incidents,table_1000] [--engines duckdb,polars,arrow]
                                    [--rows 10000,100000,1000000] [--gaps 1,30] [--rounds N] [--json FILE]

Everybody decides the same Arrow table on one thread. *Engine alone* is the queries of policycore on facts that passed
the border, as hand-written queries are handed them; the *whole table* is all of it: cells checked and turned into
integers, and outcome, status, deciding rules, missing and possible as columns. By hand there are the answers alone, and
answers with deciding rules. Rounds go through all of them in turns, and a ratio is taken within one round; the median
is printed. Answers are compared before anything is timed, and rows with gaps with what single rows say.

Then the rates with a share of rows that lack a fact. A row with a gap is described by the compiled twin; rows that the
policy does not tell apart are described once.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from attrs import define, field

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import by_hand
from adapters.ours import arrow_table, from_table, policy_of
from formulas import RULES
from peers import HERE, figure
from policycore.bulk import Rows
from policycore.columns.border import read_batch
from workload import FACTS, ROWS, records

PARTS = ("tiers", "promises", "incidents", "table_1000")
ENGINES = {"duckdb": "DuckDB", "polars": "Polars", "arrow": "Arrow"}
#: Who has queries written by hand, by engine.
PEERS = {"duckdb": "duckdb_peer", "polars": "polars_peer"}
#: Rows that answers are compared on.
COMPARED = 1_000
#: Rows that hand-written Python decides, and that a table written out as conditions does: their rates do not depend on
#: how many there are.
FEW = 20_000
#: Records are drawn in pieces, so that no more than these are dicts at once.
PIECE = 100_000


@define
class Way:
    """One way to decide a table: what is run, and the rows a second of each round."""

    run: Callable[[], Any]
    rows: int
    rates: list[float] = field(factory=list)

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return median(self.rates)

    def over(self, other: Way) -> float:
        """How many times as fast as another way, round by round."""
        return median(mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True))


def table_of(part: str, count: int) -> Any:
    """Return so many records of a part as an Arrow table."""
    import pyarrow as pa

    pieces = []
    for number, first in enumerate(range(0, count, PIECE)):
        drawn = records(part, min(PIECE, count - first), seed=7 + number)
        for place, record in enumerate(drawn, first):
            record["id"] = place
        pieces.append(arrow_table(part, drawn))
    return pa.concat_tables(pieces).combine_chunks()


def with_gaps(part: str, table: Any, share: int) -> Any:
    """Return the table with one fact left out of so many rows of a hundred, in each another one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    draw = random.Random(share)
    names = list(FACTS[part])
    lacking = [draw.randrange(len(names)) if draw.randrange(100) < share else None for _ in range(table.num_rows)]
    which = pc.fill_null(pa.array(lacking, pa.int64()), -1)
    columns = {"id": table["id"].combine_chunks()}
    for place, name in enumerate(names):
        column = table[name].combine_chunks()
        columns[name] = pc.if_else(pc.equal(which, place), pa.scalar(None, column.type), column)
    return pa.table(columns)


def tables_for(part: str, schema: Any, engine: str) -> Any:
    """Return what decides tables of a part."""
    return Rows.of(policy_of(part), None, {}, {}, None, "strict").tables(schema, engine, 1)  # type: ignore[arg-type]


def ways(part: str, engine: str, table: Any, data: list[dict[str, Any]]) -> dict[str, Way]:
    """Return the ways of one engine, answers compared.

    Raises:
        ValueError: somebody answers otherwise than the others.
    """
    wanted = [by_hand.decider(part)(record) for record in data[:COMPARED]]
    tables = tables_for(part, table.schema, engine)
    prepared = tables.prepared(frozenset())
    facts = read_batch(table, prepared.plan.wanted).facts
    found = {
        "alone": Way(lambda: prepared.engine.run(facts), table.num_rows),
        "whole": Way(lambda: tables.decide(table), table.num_rows),
    }
    few = tables.decide(table.slice(0, COMPARED))
    if from_table(part, few) != wanted:
        raise ValueError(f"{part}: {engine} answers otherwise")
    if engine in PEERS:
        adapter = import_module(f"adapters.{PEERS[engine]}")
        some = data[:FEW] if part in ROWS else data  # a thousand conditions take long
        batch = adapter.prepare(part, some)
        for name, rules in (("hand", False), ("rules", True)) if part in RULES else (("hand", False),):
            run = adapter.build(part, rules)
            result = run(adapter.prepare(part, data[:COMPARED]))
            if adapter.answers(part, result) != wanted:
                raise ValueError(f"{part}: {adapter.NAME} answers otherwise")
            for column in RULES[part] if rules else ():
                cells = result[column]
                if (cells.to_pylist() if engine == "duckdb" else cells.to_list()) != few.table[column].to_pylist():
                    raise ValueError(f"{part}: {adapter.NAME} gives other rules")
            found[name] = Way(partial(run, batch), len(some))
    return found


def numpy_way(part: str, data: list[dict[str, Any]]) -> Way:
    """Return NumPy written by hand: answers alone, texts as codes from the start."""
    adapter = import_module("adapters.numpy_peer")
    run, batch = adapter.build(part), adapter.prepare(part, data)
    if adapter.answers(part, run(adapter.prepare(part, data[:COMPARED]))) != [
        by_hand.decider(part)(record) for record in data[:COMPARED]
    ]:
        raise ValueError(f"{part}: NumPy answers otherwise")
    return Way(lambda: run(batch), len(data))


def python_way(part: str, data: list[dict[str, Any]]) -> Way:
    """Return hand-written Python; of a table a chain of conditions."""
    decide = by_hand.decider(part)
    some = data[: FEW // 10 if part in ROWS else FEW]
    return Way(lambda: [decide(record) for record in some], len(some))


def measure(found: Sequence[Way], rounds: int) -> None:
    """Run the ways in turns."""
    for way in found:
        way.run()
    for _ in range(rounds):
        for way in found:
            gc.collect()
            started = time.perf_counter()
            way.run()
            way.rates.append(way.rows / (time.perf_counter() - started))


def sizes(
    part: str, engines: Sequence[str], table: Any, counts: Sequence[int], rounds: int
) -> Iterator[dict[str, Any]]:
    """Yield the figures of a part for each size of a batch and each engine."""
    for count in counts:
        batch = table.slice(0, count)
        data = batch.to_pylist()
        others = {"numpy": numpy_way(part, data), "python": python_way(part, data)}
        mine = {engine: ways(part, engine, batch, data) for engine in engines}
        measure([*others.values(), *(way for each in mine.values() for way in each.values())], rounds)
        for engine, each in mine.items():
            row: dict[str, Any] = {"part": part, "rows": count, "engine": engine}
            row["alone_rate"], row["whole_rate"] = round(each["alone"].rate), round(each["whole"].rate)
            for name in ("hand", "rules"):
                if name in each:
                    row[f"alone_over_{name}"] = each["alone"].over(each[name])
                    row[f"whole_over_{name}"] = each["whole"].over(each[name])
            row["whole_over_numpy"] = each["whole"].over(others["numpy"])
            row["whole_over_python"] = each["whole"].over(others["python"])
            yield row


def gaps(part: str, engines: Sequence[str], table: Any, shares: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    """Yield the figures of a part with so many rows of a hundred that lack a fact."""
    for share in (0, *shares):
        batch = with_gaps(part, table, share)
        few = batch.slice(0, COMPARED)
        one_by_one = tables_for(part, batch.schema, "arrow")
        one_by_one.all_singly = True
        wanted = one_by_one.decide(few).table.to_pylist()
        mine = {}
        for engine in engines:
            tables = tables_for(part, batch.schema, engine)
            if tables.decide(few).table.to_pylist() != wanted:
                raise ValueError(f"{part}: {engine} says of rows with gaps what single rows do not say")
            mine[engine] = tables, Way(partial(tables.decide, batch), batch.num_rows)
        measure([way for _, way in mine.values()], rounds)
        for engine, (tables, way) in mine.items():
            singly = tables.decide(batch).singly
            yield {"part": part, "engine": engine, "gaps": share, "rate": round(way.rate), "singly": singly}


def sizes_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures of sizes as a table."""
    titles = ("part", "rows", "engine", "rows/s", "alone:hand", ":rules", "whole:hand", ":rules", ":NumPy", ":Python")
    keys = ("alone_over_hand", "alone_over_rules", "whole_over_hand", "whole_over_rules", "whole_over_numpy")
    lines = ["".join(f"{title:>12}" for title in titles)]
    for row in rows:
        cells = [row["part"], f"{row['rows']:,}", ENGINES[row["engine"]], f"{row['whole_rate']:,}"]
        cells += [figure(row[key]) if key in row else "-" for key in (*keys, "whole_over_python")]
        lines.append("".join(f"{cell:>12}" for cell in cells))
    return "\n".join(lines)


def gaps_text(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures of gaps as a table: rows a second by share."""
    shares = list(dict.fromkeys(row["gaps"] for row in rows))
    lines = [f"{'part':>12}{'engine':>12}" + "".join(f"{f'{share} % open':>14}" for share in shares)]
    for part, engine in dict.fromkeys((row["part"], row["engine"]) for row in rows):
        cells = [f"{row['rate']:,}" for row in rows if (row["part"], row["engine"]) == (part, engine)]
        lines.append(f"{part:>12}{ENGINES[engine]:>12}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--rows", default="10000,100000,1000000", help="sizes of batches; gaps are in the largest")
    parser.add_argument("--gaps", default="1,30", help="how many rows of a hundred lack a fact")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=HERE / "results" / "columns.json")
    given = parser.parse_args(arguments)
    engines = given.engines.split(",")
    counts = [int(text) for text in given.rows.split(",")]
    shares = [int(text) for text in given.gaps.split(",")]
    by_size: list[dict[str, Any]] = []
    by_gaps: list[dict[str, Any]] = []
    for part in given.parts.split(","):
        table = table_of(part, max(counts))
        by_size += sizes(part, engines, table, counts, given.rounds)
        by_gaps += gaps(part, engines, table, shares, given.rounds)
        print(f"  {part} is done", file=sys.stderr, flush=True)
    print(sizes_text(by_size), gaps_text(by_gaps), sep="\n\n")
    data = {"python": platform.python_version(), "rounds": given.rounds, "sizes": by_size, "gaps": by_gaps}
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
