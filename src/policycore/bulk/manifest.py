"""What a run is, as its folder says it: two runs with the same manifest give the same result, on whatever engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import asdict

from policycore.bulk.beside import Files
from policycore.bulk.rows import Rows
from policycore.bulk.source import Source
from policycore.bulk.text import declared
from policycore.diagnostics.catalogue import PHRASES
from policycore.diagnostics.model import Phrase
from policycore.records.mapping import NO_MAPPING

#: What a manifest is called, and the version of its form.
MANIFEST = "manifest.json"
FORMAT = "policycore.run/1"


def manifest_of(rows: Rows, source: Source, schema: Any, files: Files) -> dict[str, Any]:
    """Return what a run is: two runs with the same manifest give the same result, on whatever engine."""
    from policycore.core.codec import encode_inputs
    from policycore.core.facts import blank_record

    settings = rows.decider.settings.inputs(blank_record(rows.decider.converter.declaration))
    encoded = encode_inputs(rows.policy.program, rows.policy.bundle.index, settings)
    assert isinstance(encoded, dict)
    found: dict[str, Any] = {
        "format": FORMAT,
        "policy": {"id": rows.policy.id, "version": rows.policy.version, "digest": rows.policy.digest},
        "record": rows.decider.record_type,
        "judged": rows.decider.judged,
        "settings": {name: value for name, value in encoded.items() if name != "record"},
        "table": {
            "name": source.path.name,
            "sha256": _digest(source.path),
            "columns": declared(schema).names,
            "encoding": source.encoding,
        },
        "part_rows": source.rows,
        "events": _files(files.events),
    }
    if files.related:
        found["related"] = _files(files.related)
    if files.mapping != NO_MAPPING:
        found["mapping"] = _plain(asdict(files.mapping))
    if rows.snapshots:
        found["snapshots"] = sorted(rows.snapshots)
    return found


def differing(path: Path, manifest: Mapping[str, Any]) -> Phrase | None:
    """Return what is different in the manifest of a folder, the first of it; None where it is the same."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Phrase("run_unread")
    if not isinstance(known, dict):
        return Phrase("run_unread")
    for name in dict.fromkeys([*manifest, *known]):
        if known.get(name) != manifest.get(name):
            return Phrase(f"run_{name}" if f"run_{name}" in PHRASES else "run_unread")
    return None


def _files(sources: Mapping[str, Source]) -> dict[str, Any]:
    return {name: {"name": each.path.name, "sha256": _digest(each.path)} for name, each in sorted(sources.items())}


def _plain(value: Any) -> Any:
    """Return what attrs made of a mapping as data that JSON holds: in a fixed order, without what is empty."""
    match value:
        case Mapping():
            return {name: _plain(each) for name, each in sorted(value.items()) if each or name is None}
        case frozenset() | tuple():
            return sorted(value)
        case _:
            return value


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
