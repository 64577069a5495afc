"""The layout, by file pairs.

Each `tests/golden/format/NAME.policy` has its formatted text beside it, `NAME.formatted`, and the same in the other
keyword language, `NAME.zh` or `NAME.en`. To rewrite them all, and then to read what changed:

    POLICYCORE_ACCEPT=1 pytest tests/unit/format/test_golden.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policycore.format import WIDTH, Keywords, format_source
from policycore.format.doc import columns
from policycore.source import SourceFile

FOLDER = Path(__file__).parents[2] / "golden" / "format"
SOURCES = sorted(FOLDER.glob("*.policy"))
WRITTEN_IN: dict[str, Keywords] = {"chinese": "zh"}


def accepting() -> bool:
    if "POLICYCORE_ACCEPT" not in os.environ:
        return False
    assert "CI" not in os.environ, "goldens are rewritten by hand and read before they are committed, never in CI"
    return True


def formatted(path: Path, keywords: Keywords | None = None) -> str:
    result = format_source(SourceFile(path.name, path.read_text(encoding="utf-8")), keywords)
    assert not result.diagnostics
    assert result.text is not None
    return result.text


def compare(text: str, golden: Path) -> None:
    if accepting():
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def other(path: Path) -> Keywords:
    return "en" if WRITTEN_IN.get(path.stem) == "zh" else "zh"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_layout_is_the_accepted_one(path: Path) -> None:
    compare(formatted(path), path.with_suffix(".formatted"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_other_keyword_language_is_the_accepted_text(path: Path) -> None:
    compare(formatted(path, other(path)), path.with_suffix(f".{other(path)}"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_there_and_back_is_the_layout_of_the_source(path: Path) -> None:
    there = formatted(path, other(path))
    back = format_source(SourceFile(path.name, there), WRITTEN_IN.get(path.stem, "en"))
    assert back.text == formatted(path)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_line_is_too_long_without_its_comment(path: Path) -> None:
    for line in formatted(path).splitlines():
        code = line.rpartition("  #")[0] or line
        assert columns(code) <= WIDTH or code.lstrip().startswith("#")
