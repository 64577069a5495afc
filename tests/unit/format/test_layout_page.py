"""What the page about the layout shows is laid out so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policycore.format import WIDTH, format_source
from policycore.source import SourceFile

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "layout.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"```(?:policy|text)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("text", SAMPLES)
def test_a_sample_of_the_page_is_in_its_layout(text: str) -> None:
    assert format_source(SourceFile("layout.md", text)).text == text


def test_the_page_tells_the_width() -> None:
    assert f"A line has {WIDTH} columns" in PAGE
    assert SAMPLES
