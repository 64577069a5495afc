"""Full traces of chosen rows of a run, beside its outcomes: the reference's, as `explain --format json` writes them.

In: a run and keys. Out: one file for each, in the folder `traces`. The rows are read once more and decided again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from policycore.bulk.run import Run
from policycore.bulk.source import Table
from policycore.bulk.writing import write
from policycore.diagnostics.model import Argument, Diagnostic
from policycore.report import PolicyError
from policycore.source import NOWHERE

#: The folder of traces, inside that of the run.
TRACES = "traces"


def places_of(run: Run, chosen: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return the places of the rows that have the chosen keys, from 1, by key.

    Raises `PolicyError` where rows have no key, or none has one of these.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = run.beside.keys(run.source)
    if keys is None:
        record = run.rows.decider.record_type.rpartition(":")[2]
        raise PolicyError.of(Diagnostic("PC887", NOWHERE, {"record": record}))
    found: dict[str, tuple[int, ...]] = {}
    for key in dict.fromkeys(each.strip() for each in chosen):
        places = pc.indices_nonzero(pc.equal(keys, pa.scalar(key, pa.string()))).to_pylist()
        if not places:
            args: dict[str, Argument] = {
                "key": key,
                "file": run.source.path.as_posix(),
                "count": len(keys),
                "field": run.rows.key,
            }
            raise PolicyError.of(Diagnostic("PC817", NOWHERE, args))
        found[key] = tuple(place + 1 for place in places)
    return found


def write_traces(run: Run, chosen: Mapping[str, Sequence[int]]) -> dict[str, Path | None]:
    """Write the traces of rows; returns the file of each key, None where the row was refused."""
    found: dict[str, Path | None] = dict.fromkeys(chosen)
    wanted = {place: key for key, places in chosen.items() for place in places}
    names = _names(chosen)
    (run.out / TRACES).mkdir(exist_ok=True)
    for place, row in _rows(run, sorted(wanted)):
        key = wanted[place]
        record = run.rows.record(row, place)
        if record is None or found[key] is not None:  # the first that is a record is the one that was decided
            continue
        data = run.rows.decider.decide_record(record).trace_data(full=True)
        path = run.out / TRACES / f"{names[key]}.json"
        write(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        found[key] = path
    return found


def _rows(run: Run, places: Sequence[int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield rows with all that belongs to them, by place."""
    if run.source.kind == "csv":
        waiting = list(places)
        for first, table in run.source.parts():
            while waiting and waiting[0] < first + table.num_rows:
                place = waiting.pop(0)
                yield place, _one(run, table.slice(place - first, 1))
            if not waiting:
                return
    else:
        for place in places:
            yield place, _one(run, run.source.piece(place - 1, 1))


def _one(run: Run, table: Table) -> Mapping[str, Any]:
    (row,) = run.beside.table(table).to_pylist()
    found: Mapping[str, Any] = row
    return found


def _names(keys: Mapping[str, object]) -> dict[str, str]:
    """Return what the files of keys are called: like the keys, other signs as in web addresses, each name once."""
    found: dict[str, str] = {}
    for key in keys:
        plain = "".join(sign if sign.isalnum() or sign in "-_" else _as_bytes(sign) for sign in key)
        taken = {name.casefold() for name in found.values()}
        found[key] = plain if plain.casefold() not in taken else f"{plain}~{len(taken)}"
    return found


def _as_bytes(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8"))
