"""How a run ends that failed: a message in the reader's language and an exit code, never a bare traceback."""

from __future__ import annotations

import errno
import json
import os
import platform
import traceback
from pathlib import Path
from typing import Any

from policycore import __version__
from policycore.cli import exits
from policycore.cli.language import pick
from policycore.cli.screen import Screen
from policycore.diagnostics.model import Diagnostic, Phrase
from policycore.source import NOWHERE


def is_usage(diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic is about how the command was called, or about a file that is not there."""
    return diagnostic.code.startswith("PC8") and not diagnostic.code.startswith("PC83")


def is_about_files(diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic is about a file that cannot be had."""
    return diagnostic.code.startswith("PC80")


def tell(error: Exception, screen: Screen) -> int:
    """Print what went wrong and return the exit code."""
    from policycore.files import UnreadableError, cannot_write
    from policycore.report import PolicyError

    if isinstance(error, UnreadableError):
        screen.tell_diagnostics([error.diagnostic], {})
        return exits.USAGE
    if isinstance(error, PolicyError):
        report = error.report
        screen.tell_text(report.render(screen.lang))
        if error.evidence is not None:
            _keep(error.evidence, screen)
        if any(diagnostic.code.startswith("PC9") for diagnostic in report):
            return exits.INTERNAL
        return exits.USAGE if all(map(is_usage, report)) else exits.FINDINGS
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        place = str(error.filename) if error.filename else pick(screen.lang)("standard output", "标准输出")
        screen.abandon()
        screen.tell_diagnostics([cannot_write(place, error)], {})
        return exits.USAGE
    return tell_internal(error, screen)


#: The disk is full or over quota, the file too large, the device broken: nothing that we could mend.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


#: Where what helps to find a fault of our own is written, in the folder where the command runs.
EVIDENCE = "policycore-report.json"


def _keep(evidence: dict[str, Any], screen: Screen) -> None:
    """Write what helps to find a fault of our own into a file, and say where."""
    say = pick(screen.lang)
    versions = {"policycore": __version__, "python": platform.python_version(), "system": platform.system()}
    text = json.dumps({"versions": versions, **evidence}, ensure_ascii=False, indent=1)
    try:
        Path(EVIDENCE).write_text(text + "\n", encoding="utf-8")
    except OSError:
        return  # what was printed has to do
    screen.tell(
        say(
            f"the record and both results are in {EVIDENCE}: look through it before you share it",
            f"记录与两个结果已写入 {EVIDENCE}；分享之前请先过目",
        )
    )


def tell_internal(error: Exception, screen: Screen) -> int:
    """Print that it is our fault, with what helps to find it, and return the exit code."""
    say = pick(screen.lang)
    deepest = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f"{frame.name}:{frame.lineno}" for frame in deepest)
    what = f"{type(error).__name__}: {error} ({where})"
    screen.tell_diagnostics(
        [Diagnostic("PC901", NOWHERE, {"stage": Phrase("stage_running"), "what": what})],
        {},
    )
    screen.tell(
        say(
            f"policycore {__version__}, Python {platform.python_version()}, {platform.system()}",
            f"policycore {__version__}，Python {platform.python_version()}，{platform.system()}",
        )
    )
    if os.environ.get("POLICYCORE_DEBUG"):
        screen.tell("".join(traceback.format_exception(error)))
    else:
        screen.tell(
            say(
                "run it again with POLICYCORE_DEBUG=1 to see where it happened",
                "设 POLICYCORE_DEBUG=1 再运行一次可看到出错位置",
            )
        )
    return exits.INTERNAL
