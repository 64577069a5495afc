"""policycore in columns on Polars: an Arrow table in, outcomes and deciding rules out, one thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.ours import arrow_table, from_table, policy_of
from policycore.bulk import Rows
from workload import Answer, Data, records

NAME = "policycore on Polars"
PACKAGES = ("polars", "pyarrow")
KIND = "columns"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as an Arrow table."""
    return arrow_table(part, records)


def build(part: str) -> Callable[[Any], Any]:
    """Return what decides tables of a part."""
    rows = Rows.of(policy_of(part), None, {}, {}, None, "strict")
    tables = rows.tables(arrow_table(part, records(part, 1)).schema, "polars", 1)
    return tables.decide


def answers(part: str, result: Any) -> list[Answer]:
    """Return the rows of the table."""
    return from_table(part, result)
