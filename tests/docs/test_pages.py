"""Pages that are made from the program say what it does, and name only what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pages_of
from pages_of import commands, messages
from policycore.cli.app import COMMANDS
from policycore.core.ops import OPERATORS
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.render_sarif import page_of
from policycore.syntax.words import WORDS

ROOT = Path(__file__).parents[2]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_made_pages_are_up_to_date() -> None:
    stale = [path.as_posix() for path in pages_of.stale(ROOT)]
    assert not stale, "run scripts/pages to write them again"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_message_has_a_page_where_sarif_says_it_is(lang: str) -> None:
    for code in ENTRIES:
        page = Path("docs") / page_of(code, lang)  # type: ignore[arg-type]
        assert (ROOT / page.with_suffix(".md")).is_file()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_index_leads_to_every_message_once(lang: str) -> None:
    links = re.findall(r"\]\((PC\d{3})\.md\)", read(f"docs/messages/{lang}/index.md"))
    assert sorted(links) == sorted(ENTRIES)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_message_is_shown_as_it_is_printed(lang: str) -> None:
    for code in ENTRIES:
        golden = ROOT / "tests/golden/diagnostics" / lang / f"{code}.txt"
        page = read(f"docs/messages/{lang}/{code}.md")
        assert not golden.is_file() or golden.read_text(encoding="utf-8").rstrip("\n") in page


def test_every_code_has_a_layer_of_its_own_hundred() -> None:
    assert {messages.layer(code) for code in ENTRIES} == set(messages.LAYERS)


def test_all_words_are_listed_in_both_languages() -> None:
    page = read("docs/reference/words.md")
    for word in WORDS:
        for spelling in (*word.en, *word.zh):
            assert f"`{spelling}`" in page


def test_all_operators_are_listed() -> None:
    page = read("docs/reference/operators.md")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(OPERATORS)


@pytest.mark.parametrize("path", commands.pages())
def test_all_commands_are_described(path: Path) -> None:
    page = read(path.as_posix())
    assert re.findall(r"^## ([a-z-]+)$", page, re.MULTILINE) == list(COMMANDS)
