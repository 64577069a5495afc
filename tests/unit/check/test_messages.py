"""Every message of the checker: its samples give it, its texts agree, and nothing is said that has no text."""

from __future__ import annotations

import ast as python
import re
from pathlib import Path

import pytest

from policycore.check import world
from policycore.diagnostics import texts
from policycore.diagnostics.catalogue import ENTRIES, PHRASES, names, structure, types
from policycore.diagnostics.entry import Entry
from unit.check.reading import check_text, files_of

SOURCES = [path.read_text("utf-8") for path in sorted(Path(world.__file__).parent.glob("*.py"))]
OURS = [entry for module in (names, types, structure) for entry in module.ENTRIES]


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.code)
def test_the_bad_sample_gives_just_its_code(entry: Entry) -> None:
    found = check_text(entry.bad)[1]
    assert [diagnostic.code for diagnostic in found] == [entry.code]
    [diagnostic] = found
    file = files_of(entry.bad)[diagnostic.span.file]
    assert file[diagnostic.span.start : diagnostic.span.end].strip()


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.code)
def test_the_good_sample_gives_nothing(entry: Entry) -> None:
    checked, found = check_text(entry.good)
    assert found == []
    assert checked.program is not None


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.code)
def test_the_example_is_a_line_that_the_bad_sample_lacks(entry: Entry) -> None:
    left_out = set(entry.good.splitlines()) <= set(entry.bad.splitlines())
    assert texts.example(entry) or left_out


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.code)
def test_both_languages_fill_the_same_places_and_the_finding_fills_them_all(entry: Entry) -> None:
    [diagnostic] = check_text(entry.bad)[1]
    for part in (entry.headline, entry.cause, entry.help):
        assert texts.placeholders(part["zh"]) == texts.placeholders(part["en"])
        assert texts.placeholders(part["en"]) <= set(diagnostic.args)
    for lang in ("en", "zh"):
        assert "``" not in texts.headline(diagnostic, lang)


def test_every_code_of_the_checker_has_an_entry_and_the_other_way_round() -> None:
    said = {code for source in SOURCES for code in re.findall(r'"(PC\d{3})"', source)}
    assert said == {code for code in ENTRIES if code.startswith(("PC2", "PC3", "PC4"))}


def test_names_of_messages_are_unique() -> None:
    names = [entry.name for entry in ENTRIES.values()]
    assert len(set(names)) == len(names)


def test_every_phrase_of_the_checker_has_a_text_in_both_languages() -> None:
    said = set()
    for source in SOURCES:
        for node in python.walk(python.parse(source)):
            if isinstance(node, python.Call) and isinstance(node.func, python.Name) and node.func.id == "Phrase":
                said |= {
                    part.value
                    for part in python.walk(node.args[0])
                    if isinstance(part, python.Constant) and isinstance(part.value, str)
                }
    said -= {
        "kind_",
        "word_",
        "clause_",
        "group-",
        "gaps-",
    }  # the beginnings of keys that end in a word of the language
    assert said <= set(PHRASES)
    for key in said:
        assert texts.placeholders(PHRASES[key]["zh"]) == texts.placeholders(PHRASES[key]["en"])
