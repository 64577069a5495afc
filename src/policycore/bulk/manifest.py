"""What a run is, as its folder says it: two runs with the same manifest give the same result, on whatever engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policycore.bulk.rows import Rows
from policycore.bulk.source import Source
from policycore.bulk.text import without_broken

#: What a manifest is called, and the version of its form.
MANIFEST = "manifest.json"
FORMAT = "policycore.run/1"


def manifest_of(rows: Rows, source: Source, schema: Any, events: Mapping[str, Source]) -> dict[str, Any]:
    """Return what a run is: two runs with the same manifest give the same result, on whatever engine."""
    from policycore.core.codec import encode_inputs
    from policycore.core.facts import blank_record

    settings = rows.decider.settings.inputs(blank_record(rows.decider.converter.declaration))
    encoded = encode_inputs(rows.policy.program, rows.policy.bundle.index, settings)
    assert isinstance(encoded, dict)
    return {
        "format": FORMAT,
        "policy": {"id": rows.policy.id, "version": rows.policy.version, "digest": rows.policy.digest},
        "record": rows.decider.record_type,
        "judged": rows.decider.judged,
        "settings": {name: value for name, value in encoded.items() if name != "record"},
        "table": {
            "name": source.path.name,
            "sha256": _digest(source.path),
            "columns": without_broken(schema).names,
            "encoding": source.encoding,
        },
        "events": {
            name: {"name": other.path.name, "sha256": _digest(other.path)} for name, other in sorted(events.items())
        },
        "part_rows": source.rows,
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
