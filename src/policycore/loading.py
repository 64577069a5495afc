"""From a file or texts to a checked program: finds used files, parses, checks. An edge beside `api`, without deciding.

Kept apart from `api` so that `policycore check` starts without what only deciding needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from policycore.check import check
from policycore.check.silence import silence
from policycore.core.examples import Example
from policycore.core.nodes import Program, Zone
from policycore.files import Collected, UnreadableError, collect, from_folder, from_texts, read_text
from policycore.report import Report, report_of
from policycore.source import SourceFile


@frozen(eq=False)
class Loaded:
    """What came of loading: the report, and without errors the program with its examples.

    `main` is the name of the main file among the sources of the report.
    """

    report: Report
    main: str
    program: Program | None = None
    examples: tuple[Example, ...] = ()


def load_file(path: Path, text: str | None = None) -> Loaded:
    """Return what came of a file; `text` replaces what the file holds (standard input under a name)."""
    if text is None:
        try:
            text = read_text(path)
        except UnreadableError as error:
            return Loaded(report_of([error.diagnostic]), path.name)
    collected = collect(SourceFile(path.name, text), from_folder(path.parent))
    return _loaded(collected, {name: (path.parent / name).as_posix() for name in collected.sources})


def load_texts(name: str, text: str, used: Mapping[str, str]) -> Loaded:
    """Return what came of a text, with the texts it may use by their path from it."""
    return _loaded(collect(SourceFile(name, text), from_texts(used)), {})


def _zone(name: str) -> Zone | None:
    """Return the clock of a time zone; the data base is looked into only for policies that name one."""
    from policycore.zones import zone_named

    return zone_named(name)


def _loaded(collected: Collected, shown: Mapping[str, str]) -> Loaded:
    diagnostics = list(collected.diagnostics)
    checked = None
    if collected.main in collected.documents:
        others = {name: found for name, found in collected.documents.items() if name != collected.main}
        checked = check(collected.documents[collected.main], others, collected.unread, _zone)
        # Why a used file is not there has been said in finding it.
        diagnostics += [found for found in checked.diagnostics if collected.complete or found.code != "PC239"]
    told = silence(diagnostics, collected.documents, collected.sources, collected.main)
    report = report_of(told.diagnostics, collected.sources, shown, told.silenced)
    if checked is None or checked.program is None or report.errors:
        return Loaded(report, collected.main)
    return Loaded(report, collected.main, checked.program, checked.examples)
