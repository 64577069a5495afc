"""Diagnostics as workflow commands of GitHub Actions, which shows them at their lines of a pull request.

In: diagnostics, the sources they point into, a language. Out: one line per diagnostic, as a step of a workflow prints
it. Everything that could end the command or one of its properties is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policycore.diagnostics import texts
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic, in_order
from policycore.source import SourceFile


def to_github(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    lang: Lang = "en",
    shown: Mapping[str, str] = {},
) -> list[str]:
    """Return a workflow command per diagnostic, in the order of their places; `shown` holds names of files."""
    return [_command(diagnostic, sources, lang, shown) for diagnostic in in_order(diagnostics)]


def _command(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], lang: Lang, shown: Mapping[str, str]) -> str:
    entry = texts.entry_of(diagnostic)
    properties: dict[str, object] = {}
    span = diagnostic.span
    if span.file:
        properties["file"] = shown.get(span.file, span.file)
    source = sources.get(span.file)
    if source is not None:
        line, column = source.position(min(span.start, len(source.text)))
        end_line, end_column = source.position(min(span.end, len(source.text)))
        properties |= {"line": line, "col": column, "endLine": end_line}
        # Columns are taken notice of within one line only.
        if end_line == line:
            properties["endColumn"] = end_column
    properties["title"] = f"{entry.code} {entry.name}"
    said = [texts.headline(diagnostic, lang), texts.cause(diagnostic, lang), texts.help_text(diagnostic, lang)]
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{entry.severity} {written}::" + _data("\n".join(filter(None, said)))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
