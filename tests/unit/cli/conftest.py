"""Every test of the command line runs in its own folder, with a policy and records."""

from __future__ import annotations

from pathlib import Path

import pytest

from unit.cli.run import files


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("POLICYCORE_LANG", "NO_COLOR", "FORCE_COLOR", "POLICYCORE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return files(tmp_path)
