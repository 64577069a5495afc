"""YAML is read without the guesses for which it is known."""

from __future__ import annotations

import pytest

from policycore.records.problem import RecordProblem
from policycore.records.raw import Bare, Broken, Object, Quoted, RawRecord
from policycore.records.read_yaml import load_yaml, read_yaml


def value(text: str) -> object:
    trees = load_yaml(text, "t.yaml")
    assert not isinstance(trees, RecordProblem), trees
    (tree,) = trees
    return tree.value


def problem(text: str) -> RecordProblem:
    found = load_yaml(text, "t.yaml")
    assert isinstance(found, RecordProblem)
    return found


@pytest.mark.parametrize("text", ["no", "1.10", "012", "1_000", "2024-03-01", "1e3", "0x1F", "true", ".inf", "<<"])
def test_scalars_stay_the_text_that_was_written(text: str) -> None:
    assert value(f"a: {text}") == {"a": text}


def test_quotes_are_remembered_and_nothing_is_nothing() -> None:
    data = value("a: absent\nb: 'absent'\nc: \"x\"\nd: ~\ne:\nf: null\ng: ''\nh: |\n  long\n")
    assert isinstance(data, Object)
    kinds = {name: type(each) for name, each in data.items()}
    assert kinds == {
        "a": Bare,
        "b": Quoted,
        "c": Quoted,
        "d": type(None),
        "e": type(None),
        "f": type(None),
        "g": Quoted,
        "h": Quoted,
    }


def test_keys_written_twice_are_remembered_with_their_line() -> None:
    data = value("a: 1\nb: {c: 1,\n  c: 2}\na: 3\n")
    assert isinstance(data, Object)
    assert data.repeated == ["a"]
    assert data["b"].repeated == ["c"]
    assert data.lines == {"a": 4, "b": 2}


def test_records_of_a_sequence_and_of_several_documents_know_their_line() -> None:
    text = b"- id: 1\n\n- id: 2\n---\nid: 3\n"
    found = list(read_yaml([text], "t.yaml"))
    assert [(raw.data, raw.place.line) for raw in found] == [({"id": "1"}, 1), ({"id": "2"}, 3), ({"id": "3"}, 5)]
    assert all(isinstance(raw, RawRecord) for raw in found)


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("a: &x 1\nb: *x\n", "yaml_alias", 1),
        ("a: &x {b: 1}\n", "yaml_alias", 1),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", "yaml_tag", 2),
        ("a: !x 1\n", "yaml_tag", 1),
        ("[" * 70 + "]" * 70, "yaml_deep", 1),
        ("? [a]\n: 1\n", "yaml_complex_key", 1),
    ],
)
def test_what_is_more_than_data_is_refused(text: str, what: str, line: int) -> None:
    found = problem(text)
    assert found.code == "PC537"
    assert found.args["what"].key == what  # type: ignore[union-attr]
    assert found.place.line == line


def test_nesting_without_end_is_refused_without_a_crash() -> None:
    assert problem("[" * 100_000).code in {"PC537", "PC535"}


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("a: b: c\n", "yaml_colon", 1),
        ("a: 1\nb\nc: 2\n", "yaml_no_colon", 3),
        ("a:\n  b: 1\n c: 2\n", "yaml_indent", 3),
        ("a: [1, 2\nb: 3\n", "yaml_bracket", 2),
        ("a:\n\t- 1\n", "yaml_tab", 2),
        ("a: 'x\n", "yaml_open_quote", 2),
        ('a: "\\q"\n', "yaml_escape", 1),
    ],
)
def test_yaml_that_breaks_off_is_told_in_words_at_its_place(text: str, reason: str, line: int) -> None:
    found = problem(text)
    assert found.code == "PC535"
    assert found.args["reason"].key == reason  # type: ignore[union-attr]
    assert found.place.line == line


def test_control_characters_and_empty_files_are_told() -> None:
    assert problem("a: \x01\n").code == "PC535"
    (broken,) = read_yaml([b"\n"], "t.yaml")
    assert isinstance(broken, Broken)
    assert broken.problems[0].code == "PC533"
