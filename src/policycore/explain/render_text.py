"""Explanations as text: one line, reasons, the whole tree. Strings only; the terminal belongs to the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policycore.core.nodes import Program
from policycore.core.outcome import DecisionOutcome, Inputs, Trace
from policycore.diagnostics.render_text import width
from policycore.explain.describe import Describer, Line
from policycore.explain.headline import headline
from policycore.explain.phrases import Lang, say
from policycore.explain.reasons import Section, reasons
from policycore.explain.tree import derive
from policycore.explain.wording import Wording
from policycore.source import SourceFile


def wording_for(program: Program, decision: DecisionOutcome, lang: Lang) -> Wording:
    """Return the wording for a decision: paths start at the record it is about."""
    record = next((s.record for s in program.statements if s.id == decision.id), "")
    return Wording(program, lang, record)


def explain_line(program: Program, decision: DecisionOutcome, lang: Lang) -> str:
    """Return the outcome of a decision in one line."""
    return headline(wording_for(program, decision, lang), decision)


def explain_reasons(
    program: Program,
    decision: DecisionOutcome,
    trace: Trace,
    sources: Mapping[str, SourceFile],
    lang: Lang,
    inputs: Inputs | None = None,
) -> str:
    """Return why a decision came out as it did, in short sections.

    `inputs`, where given, say who recorded a judged fact, the moment, and what was switched for this decision.
    """
    wording = wording_for(program, decision, lang)
    return "\n".join(_sections(reasons(program, decision, trace, sources, wording, inputs)))


def _sections(sections: Sequence[Section]) -> Iterator[str]:
    for place, section in enumerate(sections):
        yield section.title if place == 0 else f"  {section.title}"
        column = max((width(entry.when) for entry in section.entries), default=0)
        for entry in section.entries:
            yield f"    {entry.when}{' ' * (column - width(entry.when))}  {entry.mark or '─'} {entry.text}"
        for sentence in section.lines:
            yield f"    - {sentence.text}"
            for below in sentence.below:
                yield f"        {below}"


def explain_tree(
    program: Program, decision: DecisionOutcome, trace: Trace, sources: Mapping[str, SourceFile], lang: Lang
) -> str:
    """Return the whole derivation of a decision as a tree, with what its signs mean below it."""
    describer = Describer(wording_for(program, decision, lang), sources, trace)
    lines: list[str] = []
    for line in describer.lines(derive(program, decision, trace)):
        lines += _tree(line, "", "", "")
    return "\n".join([*lines, "", say("tree-legend", lang)])


def _tree(line: Line, first: str, branch: str, rest: str) -> Iterator[str]:
    yield f"{first}{branch}{label(line)}"
    for place, child in enumerate(line.children, 1):
        last = place == len(line.children)
        yield from _tree(child, first + rest, "└─ " if last else "├─ ", "   " if last else "│  ")


def label(line: Line) -> str:
    """Return the text of one line of a tree: mark, words, and for rules their id and place."""
    mark = f"{line.mark} " if line.mark.strip() else ""
    where = "  ".join(part for part in (line.id, line.place) if part)
    return f"{mark}{line.text}  [{where}]" if where else f"{mark}{line.text}"
