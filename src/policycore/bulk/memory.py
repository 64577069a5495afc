"""Deciding a table that is in memory, and what of a policy would go in columns.

In: a policy and an Arrow table. Out: outcomes and rejected rows, or plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from policycore.bulk.needs import ask_for
from policycore.bulk.rows import Rows
from policycore.bulk.source import Table

if TYPE_CHECKING:
    from policycore.api import Judged, Policy
    from policycore.columns.engines import EngineName
    from policycore.columns.plan import Plan
    from policycore.columns.table import Part


def decide_table(
    policy: Policy,
    table: Table,
    *,
    engine: EngineName = "duckdb",
    as_of: date | datetime | str | None = None,
    parameters: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    record_type: str | None = None,
    judged: Judged = "strict",
    threads: int | None = None,
    known_at: date | datetime | str | None = None,
) -> Part:
    """Return what a policy decides about an Arrow table: outcomes, rejected rows, and how many rows went singly.

    Args:
        policy: the policy.
        table: a `pyarrow.Table` whose columns are called like the fields of the record.
        engine: what works the columns out; every engine gives the same.
        as_of, parameters, readings, record_type, judged, known_at: as for `Policy.decide`. Where the policy compares
            records with each other, the rows are the population.
        threads: how many threads DuckDB takes; None: as many as there are cores.

    Raises:
        PolicyError: a setting is wrong, or a column cannot be what it is called.
        BulkError: the engine is not installed.
    """
    ask_for(engine)
    rows = Rows.of(policy, as_of, parameters, readings, record_type, judged, known_at=known_at)
    tables, strange = rows.tables(table.schema, engine, threads), rows.strange(table)
    rows.compare(lambda: [table], tables, lambda part: strange)
    return tables.decide(table, odd=strange)


def usual_plans(policy: Policy) -> Iterator[Plan]:
    """Yield per record that is decided about the plan of a table that gives every fact as text.

    The moment is the first on which the policy is in force, else the end of the year 2000: which day it is makes no
    difference to what has a form in columns.
    """
    from policycore.columns.lower import Settings
    from policycore.columns.table import usual_plan
    from policycore.dates import end_of

    program = policy.program
    moment = end_of(program.header.in_force_from or date(2000, 12, 31))
    for record in policy.decides:
        yield usual_plan(program, record, Settings(moment))
