"""Diagnostics as plain data for other programs, from the same values and sentences as the text.

Lines and columns are counted from 1, columns in characters; `end_column` is the first column that is no longer part.
Where the text of a file is not known (or there is none) places are null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policycore.diagnostics import texts
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic, Fix, in_order
from policycore.source import SourceFile, Span


def to_data(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    lang: Lang = "en",
    shown: Mapping[str, str] = {},
) -> list[dict[str, Any]]:
    """Return the diagnostics in the order of their places, each as a dict that `json.dumps` takes.

    `shown` holds what stands for the name of a file.
    """
    return [
        {
            "code": diagnostic.code,
            "name": texts.entry_of(diagnostic).name,
            "severity": texts.severity(diagnostic),
            "headline": texts.headline(diagnostic, lang),
            **_place(diagnostic.span, sources, shown),
            "cause": texts.cause(diagnostic, lang),
            "help": texts.help_text(diagnostic, lang),
            "labels": [
                {**_place(label.span, sources, shown), "text": texts.phrase(label.text, lang)}
                for label in diagnostic.labels
            ],
            "fix": _fix(diagnostic.fix, sources, shown),
        }
        for diagnostic in in_order(diagnostics)
    ]


def _place(span: Span, sources: Mapping[str, SourceFile], shown: Mapping[str, str]) -> dict[str, Any]:
    source = sources.get(span.file)
    file = shown.get(span.file, span.file) or None
    if source is None:
        return {"file": file, "line": None, "column": None, "end_line": None, "end_column": None}
    line, column = source.position(min(span.start, len(source.text)))
    end_line, end_column = source.position(min(span.end, len(source.text)))
    return {"file": file, "line": line, "column": column, "end_line": end_line, "end_column": end_column}


def _fix(fix: Fix | None, sources: Mapping[str, SourceFile], shown: Mapping[str, str]) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {
        "safe": fix.safe,
        "edits": [{**_place(edit.span, sources, shown), "text": edit.text} for edit in fix.edits],
    }
