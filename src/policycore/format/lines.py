"""A line of a policy with the keywords of the other language, as messages show lines that would pass.

In: a whole policy text and one of its lines. Out: that line respelt. Both keyword languages have the same words in the
same order, so the line is cut out of the formatted text from its first word to its last.
"""

from __future__ import annotations

from policycore.format import format_source
from policycore.source import SourceFile
from policycore.syntax import limits, tables
from policycore.syntax.automaton import Automaton
from policycore.syntax.parser import resolve
from policycore.syntax.tokens import Token, cut
from policycore.syntax.words import Keywords


def in_keywords(text: str, line: str, keywords: Keywords) -> str:
    """Return `line` with the keywords of that language.

    Args:
        text: the policy; one with findings has no other spelling, and its lines come back as they are.
        line: one of its lines, without the space around it.
        keywords: the keyword language to write.
    """
    source = SourceFile("sample", text)
    written = format_source(source, keywords).text
    start = text.find(line)
    if written is None or start < 0:
        return line
    before, after = _words(source), _words(SourceFile("sample", written))
    if [_kind(word) for word in before] != [_kind(word) for word in after]:
        return line  # the formatter left out a bracket or a comma
    pieces: list[str] = []
    last: tuple[Token, Token] | None = None
    for here, there in zip(before, after, strict=True):
        if start <= here.start < start + len(line):
            if last is not None and last[1].end < there.start:
                pieces.append(text[last[0].end : here.start] or " ")
            pieces.append(written[there.start : there.end])
            last = here, there
    return "".join(pieces) or line


def _kind(word: Token) -> str:
    """Return what a word is in either language: `1 tier` has the keyword where `1级` has a name."""
    return "NAME" if word.type == "TIER" else word.type


def _words(source: SourceFile) -> list[Token]:
    """Return the words and signs of a text without findings, each as what it is at its place."""
    tokens = cut(source).tokens
    machine = Automaton(tables.load(), limits.NESTING)
    found: list[Token] = []
    number = 0
    while number < len(tokens):
        word, size, _ = resolve(machine, tokens, number, source.text)
        if not machine.shift(word, number):
            return []
        found.append(word)
        number += size
    return found
