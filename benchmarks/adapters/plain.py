"""What adapters share: answers from what engines give back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workload import ANSWERS, Answer, Data


def as_answers(part: str, rows: Iterable[Mapping[str, Any] | Sequence[Any]]) -> list[Answer]:
    """Return rows, by name or in order, as tuples of the types of the workload; numbers must be whole."""
    kinds = ANSWERS[part]

    def cell(value: Any, kind: type) -> Any:
        if kind is not int:
            return kind(value)
        whole = int(value)
        if whole != value:
            raise ValueError(f"not whole: {value!r}")
        return whole

    found = []
    for row in rows:
        values = [row[name] for name in kinds] if isinstance(row, Mapping) else row
        found.append(tuple(cell(value, kind) for value, kind in zip(values, kinds.values(), strict=True)))
    return found


def columns_of(part: str, records: Sequence[Data], names: Iterable[str]) -> dict[str, list[Any]]:
    """Return the facts of records as columns."""
    return {name: [record[name] for record in records] for name in names}
