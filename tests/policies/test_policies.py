"""Every policy here checks without findings, is laid out in the common style, and its worked cases pass."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from policycore import Policy, api
from policycore.format import format_source
from policycore.source import SourceFile
from policycore.testing.cases import examples_of, read_cases
from policycore.testing.run import Result, run_example, run_examples

POLICIES = Path(__file__).parents[2] / "policies"
FILES = sorted(POLICIES.glob("*/*.policy"))
FOLDERS = sorted({file.parent for file in FILES})
CASES = sorted(POLICIES.glob("*/*.cases.yaml"))


@cache
def load(file: Path) -> Policy:
    return api.load(file)


def short(path: Path) -> str:
    return path.relative_to(POLICIES).as_posix()


def told(results: list[Result]) -> str:
    return "\n\n".join(f"{result.name}\n{result.render()}" for result in results)


@pytest.mark.parametrize("file", FILES, ids=short)
def test_policy_checks_without_findings(file: Path) -> None:
    report = api.check(file)
    assert not report, report.render()


@pytest.mark.parametrize("file", FILES, ids=short)
def test_policy_is_laid_out_in_the_common_style(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert format_source(SourceFile(file.name, text)).text == text


@pytest.mark.parametrize("file", FILES, ids=short)
def test_examples_of_the_policy_pass(file: Path) -> None:
    failed = [result for result in run_examples(load(file)) if not result.passed]
    assert not failed, told(failed)


@pytest.mark.parametrize("file", CASES, ids=short)
def test_cases_of_the_file_pass(file: Path) -> None:
    cases = read_cases(file.read_text(encoding="utf-8"), file.name)
    policy = load(file.parent / cases.policy)
    failed = [r for example, line in examples_of(cases, policy) if not (r := run_example(policy, example, line)).passed]
    assert not failed, told(failed)


@pytest.mark.parametrize("folder", FOLDERS, ids=short)
def test_folder_says_what_it_decides_and_from_where(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "**Decides**" in readme
    assert "**Source.**" in readme


@pytest.mark.parametrize("folder", FOLDERS, ids=short)
def test_folder_has_worked_cases(folder: Path) -> None:
    examples = sum(len(load(file).examples) for file in folder.glob("*.policy"))
    cases = [read_cases(file.read_text(encoding="utf-8"), file.name) for file in folder.glob("*.cases.yaml")]
    assert examples + sum(len(file.cases) for file in cases) >= 4


@pytest.mark.parametrize("file", FILES, ids=short)
def test_every_reading_is_switched_and_every_lost_parameter_supplied_in_some_case(file: Path) -> None:
    """A reading that no case switches, or a lost value that no case supplies, is not shown to matter."""
    policy = load(file)
    examples = list(policy.examples)
    for path in file.parent.glob("*.cases.yaml"):
        cases = read_cases(path.read_text(encoding="utf-8"), path.name)
        if cases.policy == file.name:
            examples += [example for example, _ in examples_of(cases, policy)]
    own = {reading.id: reading.chosen for reading in policy.program.readings if ":" not in reading.id}
    switched = {name for e in examples for name, value in e.readings.items() if value != own.get(name, value)}
    lost = {parameter.id for parameter in policy.program.parameters if not parameter.values and ":" not in parameter.id}
    supplied = {name for example in examples for name in example.parameters}
    assert not own.keys() - switched
    assert not lost - supplied
