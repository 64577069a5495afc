"""Whatever the text: the checker gives findings and never raises, and every finding lies in its file."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from policycore.core import nodes as core
from policycore.core.walk import by_id, walk
from policycore.diagnostics import texts
from policycore.diagnostics.catalogue import ENTRIES, names, structure, types
from unit.check.reading import check_text

POLICIES = Path(__file__).parents[3] / "policies"
SAMPLES = [
    text
    for module in (names, types, structure)
    for entry in module.ENTRIES
    for text in (entry.bad, entry.good)
    if "# file:" not in text and len(text) < 2_000
]
CORPUS = [*SAMPLES, *(path.read_text("utf-8") for path in sorted(POLICIES.glob("*/*.policy")))]
WORD = re.compile(r'"[^"\n]*"|[\w.%]+|[^\w\s]+|\s+')
TOKENS = sorted({token for text in SAMPLES for token in WORD.findall(text) if token.strip()})


@st.composite
def mutated_policies(draw: st.DrawFn) -> str:
    """A policy of the corpus in which some words are left out, repeated, exchanged or replaced."""
    words = WORD.findall(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(words) - 1))
        match draw(st.sampled_from(("leave out", "repeat", "exchange", "replace", "add"))):
            case "leave out":
                del words[place]
            case "repeat":
                words[place:place] = words[place : place + draw(st.integers(1, 12))]
            case "exchange":
                other = draw(st.integers(0, len(words) - 1))
                words[place], words[other] = words[other], words[place]
            case "replace":
                words[place] = draw(st.sampled_from(TOKENS))
            case _:
                words.insert(place, draw(st.sampled_from(TOKENS)) + " ")
        if not words:
            break
    return "".join(words)


@settings(max_examples=200, deadline=None)
@given(mutated_policies())
def test_a_mutated_policy_gives_findings_in_its_own_text(text: str) -> None:
    checked, found = check_text(text)
    for diagnostic in found:
        for span in (diagnostic.span, *(label.span for label in diagnostic.labels)):
            assert 0 <= span.start <= span.end <= len(text)
    for diagnostic in checked.diagnostics:
        for lang in ("en", "zh"):
            said = (texts.headline(diagnostic, lang), texts.cause(diagnostic, lang), texts.help_text(diagnostic, lang))
            assert all(part and "``" not in part for part in said)
    if checked.program is None:
        assert any(ENTRIES[diagnostic.code].severity == "error" for diagnostic in found)
    else:
        assert not any(ENTRIES[diagnostic.code].severity == "error" for diagnostic in checked.diagnostics)
        whole(checked.program)


def test_the_corpus_itself_gives_whole_programs() -> None:
    for text in CORPUS:
        program = check_text(text)[0].program
        if program is not None:
            whole(program)


def whole(program: core.Program) -> None:
    """Assert what every evaluator may rely on: ids lead to one thing each, and nothing is read before it is there."""
    named: dict[str, object] = {}
    ready: set[str] = set()
    for statement in program.statements:
        for node in walk(statement):
            # A score and its total share an id on purpose, a movement and its match too, and so do copies of a rule
            # that stands in several places.
            if not isinstance(
                node, core.Sum | core.Movement | core.Waiver | core.Exemption | core.Escalation | core.Case
            ):
                assert named.setdefault(node.id, node) == node
            if isinstance(node, core.Ref):
                assert node.target in ready
        ready |= {node.id for node in walk(statement)}
    assert set(program.decisions) <= set(by_id(program))
