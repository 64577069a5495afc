"""Finds what there is to test on disk and runs it: an edge, the only part of testing that reads files.

A suite is one file: a policy with its examples, or a file of cases with the policy it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import field, frozen

from policycore.api import Policy, load
from policycore.core.examples import Example
from policycore.diagnostics.model import Diagnostic
from policycore.files import UnreadableError, files_below, is_folder, read_text
from policycore.report import PolicyError, Report, report_of
from policycore.source import NOWHERE, SourceFile
from policycore.testing.cases import CasesFile, examples_of, read_cases
from policycore.testing.run import Result, run_example, run_examples

POLICY = ".policy"
CASES = (".cases.yaml", ".cases.yml")


@frozen(eq=False)
class Suite:
    """What came of one file: results, or (`report`) why it cannot be run.

    `policy` is set for a policy file, `tests` is the policy that the examples are about.
    """

    name: str
    results: tuple[Result, ...] = ()
    report: Report | None = None
    policy: Policy | None = None
    tests: Policy | None = None
    examples: tuple[Example, ...] = ()
    _source: SourceFile | None = field(default=None, repr=False)

    def line(self, result: Result) -> int:
        """Return the line of an example of a policy file."""
        return 0 if self._source is None else self._source.position(result.span.start)[0]


def find_suites(names: Iterable[str]) -> Iterator[Suite]:
    """Yield the suites of files and folders, in the order of their names; a policy brings the cases beside it.

    Raises:
        PolicyError: a folder holds neither policies nor cases, or may not be looked into.
    """
    policies: dict[Path, Policy | PolicyError] = {}
    for path in _files(names):
        yield _cases(path, policies) if path.name.endswith(CASES) else _policy(path, policies)


def _files(names: Iterable[str]) -> list[Path]:
    found: dict[Path, None] = {}
    for name in names:
        path = Path(name)
        if is_folder(path):
            try:
                inside = files_below(path, (POLICY, *CASES))
            except UnreadableError as error:
                raise PolicyError.of(error.diagnostic) from None
            if not inside:
                pattern = f"*{POLICY}, *{CASES[0]}"
                raise PolicyError.of(Diagnostic("PC804", NOWHERE, {"file": name, "pattern": pattern}))
            found.update(dict.fromkeys(inside))
            continue
        found[path] = None
        if path.name.endswith(POLICY):
            found.update(dict.fromkeys(_beside(path)))
    return list(found)


def _beside(policy: Path) -> list[Path]:
    """Return the files of cases in the folder of a policy that name it; those that cannot be read name nothing."""
    found = []
    for path in sorted(policy.parent.glob("*.cases.y*ml")):
        try:
            named = read_cases(read_text(path), path.name).policy
        except (PolicyError, UnreadableError):
            # It might be about this policy, so it is run, which tells what is wrong with it.
            named = policy.name if path.name.split(".")[0] == policy.name.split(".")[0] else ""
        if named and (policy.parent / named).resolve() == policy.resolve():
            found.append(path)
    return found


def _loaded(path: Path, policies: dict[Path, Policy | PolicyError]) -> Policy:
    key = path.resolve()
    if key not in policies:
        try:
            policies[key] = load(path)
        except PolicyError as error:
            policies[key] = error
    found = policies[key]
    if isinstance(found, PolicyError):
        raise found
    return found


def _policy(path: Path, policies: dict[Path, Policy | PolicyError]) -> Suite:
    name = path.as_posix()
    try:
        policy = _loaded(path, policies)
    except PolicyError as error:
        return Suite(name, report=error.report)
    source = policy.report.sources[policy.main]
    return Suite(name, run_examples(policy), None, policy, policy, policy.examples, source)


def _cases(path: Path, policies: dict[Path, Policy | PolicyError]) -> Suite:
    name = path.as_posix()
    try:
        file: CasesFile = read_cases(read_text(path), name)
        policy = _loaded(path.parent / file.policy, policies)
        typed = examples_of(file, policy)
    except UnreadableError as error:
        return Suite(name, report=report_of([error.diagnostic]))
    except PolicyError as error:
        return Suite(name, report=error.report)
    results = tuple(run_example(policy, example, line) for example, line in typed)
    return Suite(name, results, tests=policy, examples=tuple(example for example, _ in typed))
