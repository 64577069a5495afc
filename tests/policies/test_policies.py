"""Every policy here checks without findings, is laid out in the common style, and its worked cases pass."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

from policycore import Policy, api
from policycore.core import nodes as n
from policycore.core.examples import Example
from policycore.format import format_source
from policycore.interpret.decide import Statements, decide, evaluate
from policycore.interpret.evaluate import AsOfMissingError
from policycore.source import SourceFile
from policycore.testing.cases import examples_of, read_cases
from policycore.testing.run import Result, inputs_of, run_example, run_examples

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


def cases_of(file: Path) -> list[Example]:
    """Return all worked cases of a policy: the examples inside it, and those of the files beside it."""
    policy = load(file)
    found = list(policy.examples)
    for path in file.parent.glob("*.cases.yaml"):
        cases = read_cases(path.read_text(encoding="utf-8"), path.name)
        if cases.policy == file.name:
            found += [example for example, _ in examples_of(cases, policy)]
    return found


def outcomes(policy: Policy, example: Example, readings: Mapping[str, str]) -> list[object]:
    """Return all that comes out for the records of a case under these readings, definitions and lines included.

    A case that is about one statement may leave out the day that others read: those are left out.
    """
    found: list[object] = []
    statements = Statements.of(policy.program)
    for inputs in inputs_of(policy, evolve(example, readings=readings)):
        for id in policy.program.decisions:
            with suppress(AsOfMissingError):
                found.append(decide(evolve(policy.program, decisions=(id,)), inputs))
        for id, target in statements.targets.items():
            if isinstance(target, n.Define | n.Contribution) and statements.owners[id].record == inputs.record.type:
                with suppress(AsOfMissingError):
                    found.append(evaluate(policy.program, inputs, id))
    return found


@pytest.mark.parametrize("file", FILES, ids=short)
def test_every_alternative_of_a_reading_makes_a_difference_in_some_case(file: Path) -> None:
    policy = load(file)
    cases = cases_of(file)
    idle = []
    for reading in policy.program.readings:
        for name in reading.type.names:
            if name == reading.chosen or ":" in reading.id:
                continue
            about = [case for case in cases if case.readings.get(reading.id) == name]
            if not any(
                outcomes(policy, case, case.readings)
                != outcomes(policy, case, {**case.readings, reading.id: reading.chosen})
                for case in about
            ):
                idle.append(f"{reading.id} = {name}")
    assert not idle


@pytest.mark.parametrize("file", FILES, ids=short)
def test_every_lost_parameter_is_named_in_one_case_and_supplied_in_another(file: Path) -> None:
    policy = load(file)
    cases = cases_of(file)
    lost = {parameter.id for parameter in policy.program.parameters if not parameter.values and ":" not in parameter.id}
    supplied = {name for case in cases for name in case.parameters}
    without = [case for case in cases if lost - case.parameters.keys()]
    named = {name for name in lost if f"subject='{name}'" in repr([outcomes(policy, c, c.readings) for c in without])}
    assert not lost - supplied
    assert not lost - named
