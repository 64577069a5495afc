"""What was found, frozen: a policy file and a JSON file beside it, which a test tries again for ever.

`NAME.policy` is the policy as small as it could be made (`NAME.shared.policy` what it uses); `NAME.json` says what
differed or which law was broken, and for which case.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from differential.facts import Case
from differential.policies import USED, Written
from differential.trials import Found

FOLDER = Path(__file__).parent / "found"


@frozen
class Frozen:
    """A find that was kept."""

    name: str
    what: str
    written: Written
    case: Case | None


def freeze(found: Found, name: str, folder: Path = FOLDER) -> Path:
    """Write a find into two files, and return the path of the policy."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.policy"
    path.write_text(found.written.main, encoding="utf-8")
    if found.written.used:
        (folder / f"{name}.shared.policy").write_text(found.written.used[USED], encoding="utf-8")
    data: dict[str, Any] = {"what": found.what, "seen": found.seen, "seed": found.seed}
    data["case"] = None if found.case is None else attrs.asdict(found.case)
    (folder / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def frozen_finds(folder: Path = FOLDER) -> list[Frozen]:
    """Return all finds that were kept."""
    finds = []
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        shared = path.with_suffix(".shared.policy")
        used = {USED: shared.read_text(encoding="utf-8")} if shared.exists() else {}
        written = Written(data["seed"], path.with_suffix(".policy").read_text(encoding="utf-8"), used)
        finds.append(Frozen(path.stem, data["what"], written, None if data["case"] is None else Case(**data["case"])))
    return finds
