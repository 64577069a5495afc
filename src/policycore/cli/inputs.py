"""Files named on the command line: policies, folders of them, standard input."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policycore.diagnostics.model import Diagnostic
from policycore.files import UnreadableError, decode, files_below, is_folder
from policycore.loading import Loaded, load_file
from policycore.report import PolicyError, report_of
from policycore.source import NOWHERE

if TYPE_CHECKING:
    from policycore.api import Policy


def policy_paths(names: Iterable[str], ending: str = ".policy") -> list[str]:
    """Return the files that the names stand for, each once: files as they are, folders as all `*ending` in them.

    Raises:
        PolicyError: a folder holds no such file, or may not be looked into.
    """
    found: dict[str, None] = {}
    for name in names:
        path = Path(name)
        if name == "-" or not is_folder(path):
            found[name] = None
            continue
        try:
            inside = [each.as_posix() for each in files_below(path, (ending,))]
        except UnreadableError as error:
            raise PolicyError.of(error.diagnostic) from None
        if not inside:
            raise PolicyError.of(Diagnostic("PC804", NOWHERE, {"file": name, "pattern": f"*{ending}"}))
        found.update(dict.fromkeys(inside))
    return list(found)


def open_policy(name: str, stdin_filename: str | None = None) -> Loaded:
    """Return what came of a policy file; `-` is standard input."""
    with _nothing_to_collect():
        return _open(name, stdin_filename)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Keep Python from looking for garbage meanwhile.

    Reading a policy makes many objects and no garbage; going through them again and again would take half of the time
    that a policy of some thousand rules needs. Afterwards they are left out of later searches.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


def _open(name: str, stdin_filename: str | None) -> Loaded:
    if name != "-":
        return load_file(Path(name))
    called = stdin_filename or "stdin.policy"
    try:
        text = decode(sys.stdin.buffer.read(), called)
    except UnreadableError as error:
        return Loaded(report_of([error.diagnostic]), called)
    return load_file(Path(called), text)


def usable_policy(name: str) -> Policy:
    """Return the policy in a file; raises `PolicyError` where it has errors."""
    from policycore.api import usable

    return usable(open_policy(name))
