"""Explanations as one small piece of HTML: escaped, no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from policycore.core.nodes import Program
from policycore.core.outcome import DecisionOutcome, Inputs, Trace
from policycore.explain.describe import Describer, Line
from policycore.explain.phrases import Lang, say
from policycore.explain.reasons import Section, reasons
from policycore.explain.render_text import wording_for
from policycore.explain.tree import derive
from policycore.source import SourceFile

_STYLE = (
    ".policycore{font:14px/1.5 system-ui,sans-serif;max-width:70em}"
    ".policycore ul{margin:.2em 0;padding-left:1.4em;list-style:none}"
    ".policycore details>ul,.policycore .tree ul{border-left:1px solid #ccc}"
    ".policycore h4{margin:.6em 0 .1em}.policycore code{color:#666;font-size:85%}"
    ".policycore b.y{color:#176617}.policycore b.n{color:#a01515}.policycore b.q{color:#9a6700}"
)
_CLASSES = {"✓": "y", "✗": "n", "?": "q", "·": "o"}
#: Levels of the tree that are open at first.
_OPEN_LEVELS = 2


def explain_html(
    program: Program,
    decision: DecisionOutcome,
    trace: Trace,
    sources: Mapping[str, SourceFile],
    lang: Lang,
    inputs: Inputs | None = None,
) -> str:
    """Return a decision with its reasons and, folded, its whole derivation as HTML that stands by itself."""
    wording = wording_for(program, decision, lang)
    sections = reasons(program, decision, trace, sources, wording, inputs)
    describer = Describer(wording, sources, trace)
    lines = describer.lines(derive(program, decision, trace))
    parts = [
        f'<div class="policycore" lang="{lang}"><style>{_STYLE}</style>',
        f"<p><strong>{escape(sections[0].title)}</strong></p>",
        *_sections(sections[1:]),
        f'<details class="tree"><summary>{escape(say("title-tree", lang))}</summary>',
        *_lines(lines, 0),
        f"<p>{escape(say('tree-legend', lang))}</p></details></div>",
    ]
    return "\n".join(parts)


def _sections(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        if section.entries:
            yield f"<h4>{escape(section.title)}</h4><table>"
            for entry in section.entries:
                mark = f'<b class="{_CLASSES.get(entry.mark, "o")}">{entry.mark or "─"}</b>'
                yield f"<tr><td>{escape(entry.when)}</td><td>{mark}</td><td>{escape(entry.text)}</td></tr>"
            yield "</table>"
            continue
        yield f"<h4>{escape(section.title)}</h4><ul>"
        for sentence in section.lines:
            below = "".join(f"<li><code>{escape(text)}</code></li>" for text in sentence.below)
            yield f"<li>{escape(sentence.text)}{f'<ul>{below}</ul>' if below else ''}</li>"
        yield "</ul>"


def _lines(lines: Sequence[Line], level: int) -> Iterator[str]:
    yield "<ul>"
    for line in lines:
        if line.children:
            state = " open" if level < _OPEN_LEVELS else ""
            yield f"<li><details{state}><summary>{_label(line)}</summary>"
            yield from _lines(line.children, level + 1)
            yield "</details></li>"
        else:
            yield f"<li>{_label(line)}</li>"
    yield "</ul>"


def _label(line: Line) -> str:
    mark = f'<b class="{_CLASSES[line.mark]}">{line.mark}</b> ' if line.mark in _CLASSES else ""
    where = "  ".join(part for part in (line.id, line.place) if part)
    return f"{mark}{escape(line.text)}{f' <code>{escape(where)}</code>' if where else ''}"
