"""Files named on the command line: policies, folders of them, standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from policycore.api import Policy, checked_file
from policycore.diagnostics.model import Diagnostic
from policycore.files import UnreadableError, decode
from policycore.report import PolicyError, Report, report_of
from policycore.source import NOWHERE

#: Folders that hold no policies of the author, however they got there.
_PASSED_OVER = frozenset({"node_modules", "__pycache__", "site-packages"})


@frozen
class Opened:
    """A policy file as checked: what was found, and the policy where nothing forbids it."""

    report: Report
    policy: Policy | None


def policy_paths(names: Iterable[str], ending: str = ".policy") -> list[str]:
    """Return the files that the names stand for, each once: files as they are, folders as all `*ending` in them.

    Raises:
        PolicyError: a folder holds no such file.
    """
    found: dict[str, None] = {}
    for name in names:
        path = Path(name)
        if name == "-" or not path.is_dir():
            found[name] = None
            continue
        inside = files_below(path, (ending,))
        if not inside:
            raise PolicyError.of(Diagnostic("PC804", NOWHERE, {"file": name, "pattern": f"*{ending}"}))
        found.update(dict.fromkeys(inside))
    return list(found)


def files_below(folder: Path, endings: tuple[str, ...]) -> list[str]:
    """Return the files in a folder and its folders that end so, sorted; hidden folders are passed over."""
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in _PASSED_OVER for part in parts)
        if path.name.endswith(endings) and not hidden and path.is_file():
            found.append(path.as_posix())
    return found


def open_policy(name: str, stdin_filename: str | None = None) -> Opened:
    """Return what is wrong with a policy file and, where it can be used, its policy; `-` is standard input."""
    if name == "-":
        called = stdin_filename or "stdin.policy"
        try:
            text = decode(sys.stdin.buffer.read(), called)
        except UnreadableError as error:
            return Opened(report_of([error.diagnostic]), None)
        return Opened(*checked_file(Path(called), text))
    return Opened(*checked_file(Path(name)))


def usable_policy(name: str) -> Policy:
    """Return the policy in a file; raises `PolicyError` where it has errors."""
    opened = open_policy(name)
    if opened.policy is None:
        raise PolicyError(opened.report)
    return opened.policy
