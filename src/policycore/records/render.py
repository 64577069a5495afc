"""Problems of data as text for people and as plain data, in the manner of diagnostics: what, where, why, what to do."""

from __future__ import annotations

from typing import Any

from policycore.diagnostics import texts
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Lang, Texts
from policycore.diagnostics.model import Diagnostic
from policycore.records.problem import RecordProblem
from policycore.source import Span

_WORDS: dict[str, Texts] = {
    "error": {"en": "error", "zh": "错误"},
    "warning": {"en": "warning", "zh": "警告"},
    "colon": {"en": ": ", "zh": "："},
    "comma": {"en": ", ", "zh": "，"},
    "row": {"en": "row {}", "zh": "第 {} 行"},
    "line": {"en": "line {}", "zh": "文本第 {} 行"},
    "column": {"en": "column `{}`", "zh": "列 `{}`"},
    "value": {"en": "value `{}`", "zh": "值 `{}`"},
    "cause": {"en": "cause", "zh": "原因"},
    "help": {"en": "help", "zh": "建议"},
    "more": {"en": "more", "zh": "详见"},
}


def as_diagnostic(problem: RecordProblem) -> Diagnostic:
    """Return the problem as a diagnostic without a place in policy text: what exceptions and other tools carry."""
    args = {"path": problem.path, "value": problem.value, **problem.args}
    return Diagnostic(problem.code, Span(problem.place.file, 0, 0), args, help=problem.help)


def render_problem(problem: RecordProblem, lang: Lang = "en") -> str:
    """Return one problem as text that ends with a line break."""
    entry = ENTRIES[problem.code]
    said = as_diagnostic(problem)
    colon = _WORDS["colon"][lang]
    lines = [f"{_WORDS[entry.severity][lang]}[{entry.code} {entry.name}]{colon}{texts.headline(said, lang)}"]
    place = place_text(problem, lang)
    if place:
        lines.append(f"  --> {place}")
    for word, text in (("cause", texts.cause(said, lang)), ("help", texts.help_text(said, lang))):
        if text:
            lines.append(f"    = {_WORDS[word][lang]}{colon}{text}")
    lines.append(f"    = {_WORDS['more'][lang]}{colon}policycore explain-code {entry.code}")
    return "\n".join(lines) + "\n"


def place_text(problem: RecordProblem, lang: Lang = "en") -> str:
    """Return where the problem is: file, row or line, column."""
    place = problem.place
    parts = [texts.clean(place.file)] if place.file else []
    if place.row:
        parts.append(_WORDS["row"][lang].format(place.row))
    elif place.line:
        parts.append(_WORDS["line"][lang].format(place.line))
    if problem.column:
        parts.append(_WORDS["column"][lang].format(texts.clean(problem.column)))
    return _WORDS["comma"][lang].join(parts)


def problem_line(problem: RecordProblem, lang: Lang = "en") -> str:
    """Return the problem in one line: place and headline."""
    place = place_text(problem, lang)
    said = texts.headline(as_diagnostic(problem), lang)
    return f"{place}{_WORDS['colon'][lang]}{said}" if place else said


def problem_data(problem: RecordProblem, lang: Lang = "en") -> dict[str, Any]:
    """Return the problem as a dict that `json.dumps` takes."""
    entry = ENTRIES[problem.code]
    said = as_diagnostic(problem)
    return {
        "code": entry.code,
        "name": entry.name,
        "severity": entry.severity,
        "headline": texts.headline(said, lang),
        "cause": texts.cause(said, lang),
        "help": texts.help_text(said, lang),
        "file": problem.place.file or None,
        "row": problem.place.row or None,
        "line": problem.place.line or None,
        "column": problem.column or None,
        "path": problem.path or None,
        "value": texts.clean(problem.value) or None,
    }
