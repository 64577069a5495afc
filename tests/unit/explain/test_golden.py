"""Explanations of whole policies, read and approved by eye; `POLICYCORE_ACCEPT=1` rewrites them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policycore.explain.phrases import Lang
from unit.explain.run import GOLDEN, golden

POLICIES = ("duties", "equipment", "leads", "membership", "movement")
#: The trees of these are so long that the first example is enough.
LONG = ("duties",)


def compare(path: Path, text: str) -> None:
    if os.environ.get("POLICYCORE_ACCEPT") == "1":
        assert not os.environ.get("CI"), "goldens are not rewritten in CI"
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", POLICIES)
def test_explanations_read_as_approved(name: str, lang: Lang) -> None:
    parts = ["# Written by tests/unit/explain/test_golden.py; POLICYCORE_ACCEPT=1 writes it again.\n"]
    for place, (example, run) in enumerate(golden(name).items()):
        for decision in run.decisions:
            parts.append(f"=== {example}: {decision.id}\n")
            texts = [run.line(decision.id, lang), run.reasons(decision.id, lang)]
            if place == 0 or name not in LONG:
                texts.append(run.tree(decision.id, lang))
            parts.extend(f"{text}\n\n" for text in texts)
    compare(GOLDEN / f"{name}.{lang}.txt", "".join(parts).rstrip("\n") + "\n")


def test_html_reads_as_approved() -> None:
    compare(GOLDEN / "equipment.html", golden("equipment")["one_mark_missing"].html("class") + "\n")
