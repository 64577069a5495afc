"""DuckDB with SQL written for the workload: one thread, Arrow in, Arrow out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.plain import as_answers, columns_of
from formulas import RULES, SQL, STEPS, conditions
from workload import ANSWERS, FACTS, ROWS, Answer, Data

NAME = "DuckDB, hand-written SQL"
PACKAGES = ("duckdb", "pyarrow")
KIND = "columns"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as an Arrow table."""
    import pyarrow as pa

    return pa.table(columns_of(part, records, FACTS[part]))


def build(part: str, rules: bool = False) -> Callable[[Any], Any]:
    """Return the query of a part, with the deciding rules beside the answers or without."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    if part in ROWS:
        cases = " ".join(f"WHEN {SQL.text(condition)} THEN {code}" for condition, code in conditions(part))
        query = f"SELECT CASE {cases} ELSE 0 END AS code FROM batch"
    else:
        more = RULES[part] if rules else {}
        query = "SELECT * FROM batch"
        for name, text in {**STEPS[part], **more}.items():
            query = f'SELECT *, {SQL.text(text)} AS "{name}" FROM ({query})'
        names = ", ".join(f'"{name}"' for name in (*ANSWERS[part], *more))
        query = f"SELECT {names} FROM ({query})"

    def run(batch: Any) -> Any:
        connection.register("batch", batch)
        return connection.sql(query).to_arrow_table()

    return run


def answers(part: str, result: Any) -> list[Answer]:
    """Return the rows of the Arrow table, deciding rules aside."""
    columns = [result[name] for name in ANSWERS[part]]
    return as_answers(part, zip(*(column.to_pylist() for column in columns), strict=True))
