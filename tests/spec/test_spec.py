"""The cases of `tests/spec/*.yaml`, which pin the meaning of the language topic by topic, for every evaluator.

A file names its topic and its reference page, and holds a policy text that all its cases share. A case adds text of its
own (`policy`), gives a record (`given`, with `record` where there are several), and says in `expect` what comes out of
each name: a decided value as text, or the members that matter of the outcome's data (`status`, `possible`, `missing`,
`because`, `finding` …). `beside` are the other members of the record's populations, `snapshot_of` those of a snapshot
that the record need not be one of; without either it is decided alone. A case with `error` says which codes the text
gives instead. A case that expects nothing fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import frozen

from policycore.api import check, loads
from spec.evaluators import EVALUATORS, Evaluator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@frozen
class SpecCase:
    topic: str
    name: str
    policy: str
    data: dict[str, Any]


def read(path: Path) -> Iterator[SpecCase]:
    file = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for data in file["cases"]:
        text = file.get("policy", "") + "\n" + data.get("policy", "")
        yield SpecCase(file["topic"], data["name"], text, data)


FILES = sorted(HERE.glob("*.yaml"))
CASES = [case for path in FILES for case in read(path)]


def case_id(case: SpecCase) -> str:
    return f"{case.topic}: {case.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_topic_has_a_reference_page_and_distinct_names(path: Path) -> None:
    file = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert file["topic"] == path.stem
    assert (ROOT / file["reference"]).is_file()
    names = [case["name"] for case in file["cases"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", [c for c in CASES if "error" in c.data], ids=case_id)
def test_refused(case: SpecCase) -> None:
    assert sorted({finding.code for finding in check(case.policy)}) == sorted(case.data["error"])


@pytest.mark.parametrize("evaluator", EVALUATORS, ids=lambda evaluator: evaluator.name)
@pytest.mark.parametrize("case", [c for c in CASES if "error" not in c.data], ids=case_id)
def test_case(case: SpecCase, evaluator: Evaluator) -> None:
    data = case.data
    assert data.get("expect"), "a case that expects nothing says nothing"
    policy = loads(case.policy, name=case.topic)
    record_type = data.get("record") or [record.id for record in policy.program.records if not record.part_of][-1]
    for name, wanted in data["expect"].items():
        found = evaluator.outcome(
            policy,
            record_type,
            data.get("given") or {},
            name,
            data.get("as_of"),
            data.get("parameters", {}),
            data.get("readings", {}),
            data.get("known_at"),
            members_of(data),
        )
        if isinstance(wanted, str):
            assert (found["status"], plain(found["value"])) == ("decided", wanted), (name, found)
        else:
            assert_part(wanted, found, name)


def members_of(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the members of the populations of a case, None where the record is decided alone."""
    if "beside" in data:
        return [data.get("given") or {}, *data["beside"]]
    found: list[dict[str, Any]] | None = data.get("snapshot_of")
    return found


def assert_part(wanted: Any, found: Any, path: str) -> None:
    """Hold what is wanted against the same members of what was found; lists are compared whole."""
    if isinstance(wanted, dict):
        for key, part in wanted.items():
            assert isinstance(found, dict), (path, found)
            assert key in found, (path, key, found)
            assert_part(part, found[key], f"{path}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(found, list), (path, found)
        assert len(wanted) == len(found), (path, found)
        for place, (part, one) in enumerate(zip(wanted, found, strict=True)):
            assert_part(part, one, f"{path}[{place}]")
    else:
        assert plain(found) == wanted, (path, found)


def plain(value: Any) -> str:
    """Return data as they are written in the YAML files, in which every scalar is text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "null" if value is None else str(value)
