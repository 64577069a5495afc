"""Lets pytest collect policies: each example, each case beside them, and each law is a test.

`*.policy` and `*.cases.yaml` files are collected wherever pytest looks. A failing case shows what was expected, what
came out, and why. Laws are tried on generated records when Hypothesis is installed; a refuted one shows the smallest
record found, as an example that can be pasted. `--policycore-laws N` sets on how many records (0: none),
`-p no:policycore` turns the plugin off.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from policycore.api import Policy
    from policycore.core.examples import Example
    from policycore.core.nodes import Law

DEFAULT_LAWS = 100


class CaseFailedError(Exception):
    """A worked case came out otherwise; the text says how and why."""


class LawRefutedError(Exception):
    """A law does not hold; the text shows records that refute it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("policycore")
    group.addoption(
        "--policycore-laws",
        type=int,
        default=DEFAULT_LAWS,
        metavar="N",
        help=f"try each law of a policy on N generated records (default {DEFAULT_LAWS}; 0: not at all)",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name.endswith(".policy"):
        return PolicyFile.from_parent(parent, path=file_path)
    if file_path.name.endswith((".cases.yaml", ".cases.yml")):
        return CasesOfFile.from_parent(parent, path=file_path)
    return None


class PolicyFile(pytest.File):
    """A policy: its examples and its laws."""

    def collect(self) -> Iterator[pytest.Item]:
        policy = _load(self.path)
        for example in policy.examples:
            yield CaseItem.from_parent(self, name=example.id, policy=policy, example=example, line=0)
        count: int = self.config.getoption("--policycore-laws")
        if count > 0 and find_spec("hypothesis") is not None:
            from policycore.testing.laws import own_laws

            for law in own_laws(policy):
                yield LawItem.from_parent(self, name=f"law {law.id}", policy=policy, law=law, count=count)


class CasesOfFile(pytest.File):
    """Worked cases in YAML."""

    def collect(self) -> Iterator[pytest.Item]:
        from policycore.report import PolicyError
        from policycore.testing.cases import examples_of, read_cases

        try:
            file = read_cases(self.path.read_text(encoding="utf-8"), self.path.name)
            policy = _load(self.path.parent / file.policy)
            typed = examples_of(file, policy)
        except PolicyError as error:
            raise self.CollectError(str(error)) from None
        for example, line in typed:
            yield CaseItem.from_parent(self, name=example.id, policy=policy, example=example, line=line)


def _load(path: Path) -> Policy:
    from policycore.api import load
    from policycore.report import PolicyError

    try:
        return load(path)
    except PolicyError as error:
        raise pytest.Collector.CollectError(str(error)) from None


class _Item(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailedError | LawRefutedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class CaseItem(_Item):
    """One worked case."""

    def __init__(self, *, policy: Policy, example: Example, line: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.policy = policy
        self.example = example
        self.line = line

    def runtest(self) -> None:
        from policycore.testing.run import run_example

        result = run_example(self.policy, self.example, self.line)
        if not result.passed:
            raise CaseFailedError(result.render())

    def reportinfo(self) -> tuple[Path, int, str]:
        line = self.line
        if line == 0:
            source = self.policy.report.sources[self.policy.main]
            line = source.position(self.example.span.start)[0]
        return self.path, line - 1, self.name


class LawItem(_Item):
    """One law, tried on records."""

    def __init__(self, *, policy: Policy, law: Law, count: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.policy = policy
        self.law = law
        self.count = count

    def runtest(self) -> None:
        from policycore.testing.laws import try_law

        result = try_law(self.policy, self.law, self.count)
        if result.verdict == "refuted":
            shown = "\n\n".join(result.examples)
            raise LawRefutedError(f"the law `{self.law.id}` is refuted, after {result.count} records, by:\n\n{shown}")

    def reportinfo(self) -> tuple[Path, int, str]:
        source = self.policy.report.sources[self.policy.main]
        return self.path, source.position(self.law.span.start)[0] - 1, self.name
