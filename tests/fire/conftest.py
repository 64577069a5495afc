"""Every test under fire runs in its own folder, with a policy and records that are fine."""

from __future__ import annotations

from pathlib import Path

import pytest

from fire.fire import HEADER, POLICY, ROW


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("POLICYCORE_LANG", "NO_COLOR", "FORCE_COLOR", "POLICYCORE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "fine.policy").write_text(POLICY, encoding="utf-8")
    (tmp_path / "fine.csv").write_text(HEADER + ROW, encoding="utf-8")
    return tmp_path
