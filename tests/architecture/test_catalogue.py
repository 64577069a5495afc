"""The catalogue of messages and the code that gives them know the same codes and phrases."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from policycore.diagnostics import catalogue
from policycore.diagnostics.catalogue import ENTRIES, PHRASES
from policycore.diagnostics.texts import placeholders

SRC = Path(__file__).parents[2] / "src" / "policycore"
CODE = re.compile(r"PC\d{3}")
CATALOGUE = SRC / "diagnostics" / "catalogue"
_MODULES = tuple(getattr(catalogue, path.stem) for path in sorted(CATALOGUE.glob("*.py")) if path.stem != "__init__")


def strings() -> list[tuple[Path, str]]:
    """Return all string literals of the sources outside the catalogue, docstrings aside."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        if CATALOGUE in path.parents:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        found += [
            (path, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        ]
    return found


STRINGS = strings()
USED = {text for _, text in STRINGS}


def test_every_code_that_is_used_is_in_the_catalogue() -> None:
    wrong = sorted((text, path.name) for path, text in STRINGS if CODE.fullmatch(text) and text not in ENTRIES)
    assert not wrong


def test_every_code_of_the_catalogue_is_used() -> None:
    assert not sorted(set(ENTRIES) - USED)


def test_every_phrase_that_is_used_is_in_the_catalogue() -> None:
    wrong = set()
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Phrase"), args=[ast.Constant(value=str(key)), *_]) if (
                    key not in PHRASES
                ):
                    wrong.add((key, path.name))
    assert not wrong


def test_every_phrase_of_the_catalogue_is_used() -> None:
    # Some keys are put together from a part and a word.
    starts = {text for text in USED if text.endswith(("_", "-"))}
    unused = {key for key in PHRASES if key not in USED and not key.startswith(tuple(starts))}
    assert not unused


def test_codes_names_and_phrases_stand_once_and_in_their_module() -> None:
    entries = [entry for module in _MODULES for entry in module.ENTRIES]
    assert not [code for code, count in Counter(entry.code for entry in entries).items() if count > 1]
    assert not [name for name, count in Counter(entry.name for entry in entries).items() if count > 1]
    phrases = Counter(key for module in _MODULES for key in module.PHRASES)
    assert not [key for key, count in phrases.items() if count > 1]
    assert len(entries) == len(ENTRIES)
    assert all(len({entry.code[:3] for entry in module.ENTRIES}) <= 1 for module in _MODULES)


def test_both_languages_of_a_phrase_use_the_same_arguments() -> None:
    assert not [key for key, texts in PHRASES.items() if placeholders(texts["en"]) != placeholders(texts["zh"])]


def test_names_state_the_problem_in_kebab_case() -> None:
    assert not [entry.name for entry in ENTRIES.values() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.name)]
