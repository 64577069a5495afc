"""Diagnostics as a SARIF 2.1.0 log, the exchange format of code scanning: a small part of it, as typed dicts.

In: reports of checked files. Out: one log with one run. It holds no time, no machine path and no version of anything
but the tool, so the same findings give the same bytes. What authors silenced is in the log as suppressed, with the
reason they gave.

Lines and columns are counted from 1, columns in code points (`columnKind`), as everywhere in policycore.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NotRequired, Protocol, TypedDict
from urllib.parse import quote

from policycore.diagnostics import texts
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic, Fix, Silenced, in_order
from policycore.source import SourceFile, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Text(TypedDict):
    """A `message` or `multiformatMessageString` of the standard."""

    text: str


class Region(TypedDict):
    startLine: int
    startColumn: int
    endLine: int
    endColumn: int


class ArtifactLocation(TypedDict):
    uri: str


class PhysicalLocation(TypedDict):
    artifactLocation: ArtifactLocation
    region: NotRequired[Region]


class Location(TypedDict):
    physicalLocation: PhysicalLocation
    message: NotRequired[Text]


class Replacement(TypedDict):
    deletedRegion: Region
    insertedContent: Text


class ArtifactChange(TypedDict):
    artifactLocation: ArtifactLocation
    replacements: list[Replacement]


class ProposedFix(TypedDict):
    description: Text
    artifactChanges: list[ArtifactChange]


class Suppression(TypedDict):
    kind: str
    justification: str
    location: NotRequired[Location]


class Result(TypedDict):
    ruleId: str
    ruleIndex: int
    level: str
    message: Text
    locations: list[Location]
    relatedLocations: NotRequired[list[Location]]
    fixes: NotRequired[list[ProposedFix]]
    suppressions: NotRequired[list[Suppression]]


class Configuration(TypedDict):
    level: str


class Rule(TypedDict):
    """A `reportingDescriptor` of the standard: what is said about a code."""

    id: str
    name: str
    shortDescription: Text
    fullDescription: Text
    help: Text
    helpUri: str
    defaultConfiguration: Configuration


class Driver(TypedDict):
    name: str
    version: str
    rules: list[Rule]


class Tool(TypedDict):
    driver: Driver


class Run(TypedDict):
    tool: Tool
    language: str
    columnKind: str
    results: list[Result]


Log = TypedDict("Log", {"$schema": str, "version": str, "runs": list[Run]})


class Findings(Protocol):
    """What was found in one policy; a `Report` is such."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]: ...
    @property
    def silenced(self) -> tuple[Silenced, ...]: ...
    @property
    def sources(self) -> Mapping[str, SourceFile]: ...
    @property
    def shown(self) -> Mapping[str, str]: ...


def page_of(code: str, lang: Lang) -> str:
    """Return the page of a message, from the root of the documentation."""
    return f"messages/{lang}/{code}.html"


def to_sarif(found: Iterable[Findings], version: str, lang: Lang = "en", docs_url: str = "") -> Log:
    """Return the log of all findings.

    Args:
        found: per checked file.
        version: of policycore.
        lang: language of messages, and of the pages that `helpUri` names.
        docs_url: where the documentation is published, ending in `/`; "" names pages from its root.
    """
    reports = list(found)
    told = [(report, diagnostic, None) for report in reports for diagnostic in in_order(report.diagnostics)]
    hidden = [(report, silenced.diagnostic, silenced) for report in reports for silenced in report.silenced]
    codes = sorted({diagnostic.code for _, diagnostic, _ in (*told, *hidden)})
    results = [_result(*each, codes, lang) for each in (*told, *hidden)]
    rules = [_rule(code, lang, docs_url) for code in codes]
    run: Run = {
        "tool": {"driver": {"name": "policycore", "version": version, "rules": rules}},
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, lang: Lang, docs_url: str) -> Rule:
    entry = ENTRIES[code]
    return {
        "id": code,
        "name": entry.name,
        "shortDescription": {"text": texts.bare(entry.headline[lang])},
        "fullDescription": {"text": texts.bare(entry.cause[lang])},
        "help": {"text": texts.bare(entry.help[lang])},
        "helpUri": docs_url + page_of(code, lang),
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(
    report: Findings, diagnostic: Diagnostic, silenced: Silenced | None, codes: list[str], lang: Lang
) -> Result:
    said = [texts.headline(diagnostic, lang), texts.cause(diagnostic, lang), texts.help_text(diagnostic, lang)]
    result: Result = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": texts.severity(diagnostic),
        "message": {"text": "\n".join(filter(None, said))},
        "locations": list(_locations(diagnostic.span, report)),
    }
    related: list[Location] = []
    for label in diagnostic.labels:
        related += [
            {**place, "message": {"text": texts.phrase(label.text, lang)}} for place in _locations(label.span, report)
        ]
    if related:
        result["relatedLocations"] = related
    if diagnostic.fix is not None and (changes := _changes(diagnostic.fix, report)):
        result["fixes"] = [
            {"description": {"text": texts.help_text(diagnostic, lang)}, "artifactChanges": changes},
        ]
    if silenced is not None:
        suppression: Suppression = {"kind": "inSource", "justification": silenced.reason}
        for place in _locations(silenced.comment, report):
            suppression["location"] = place
        result["suppressions"] = [suppression]
    return result


def _locations(span: Span, report: Findings) -> Iterator[Location]:
    """Yield the place of a span, if it is in a file."""
    if not span.file:
        return
    place: PhysicalLocation = {"artifactLocation": _artifact(span.file, report)}
    source = report.sources.get(span.file)
    if source is not None:
        place["region"] = _region(span, source)
    yield {"physicalLocation": place}


def _artifact(file: str, report: Findings) -> ArtifactLocation:
    return {"uri": quote(report.shown.get(file, file))}


def _region(span: Span, source: SourceFile) -> Region:
    line, column = source.position(min(span.start, len(source.text)))
    end_line, end_column = source.position(min(span.end, len(source.text)))
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _changes(fix: Fix, report: Findings) -> list[ArtifactChange]:
    """Return the edits of a fix, those of a file together. SARIF knows no unsafe fixes, so only safe ones are given."""
    by_file: dict[str, list[Replacement]] = {}
    for edit in fix.edits if fix.safe else ():
        source = report.sources.get(edit.span.file)
        if source is None:
            return []
        replacement: Replacement = {"deletedRegion": _region(edit.span, source), "insertedContent": {"text": edit.text}}
        by_file.setdefault(edit.span.file, []).append(replacement)
    return [
        {"artifactLocation": _artifact(file, report), "replacements": replacements}
        for file, replacements in by_file.items()
    ]
