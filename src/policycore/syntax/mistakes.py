"""What went wrong where a token does not fit: the message, and the repair where the author's meaning is plain."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

from policycore.diagnostics.model import Diagnostic
from policycore.source import SourceFile, Span
from policycore.syntax.automaton import Automaton
from policycore.syntax.tokens import Token
from policycore.syntax.words import BY_TERMINAL, Keywords

_LEADING = frozenset(word.terminal for word in BY_TERMINAL.values() if word.role == "leading")
_NOT_OPENERS = frozenset({"UP", "DOWN", "TIMES", "MISSING", "WEIGHT", "KEY", "ANSWERS"})
OPENERS = (_LEADING - _NOT_OPENERS) | {"AS_OF", "BECAUSE"}


class Reading(Protocol):
    source: SourceFile
    tokens: list[Token]
    language: Keywords
    machine: Automaton


@frozen
class Mistake:
    """A diagnostic, or None where it would be noise; and a repair: tokens to stand for those from low to high."""

    diagnostic: Diagnostic | None
    repair: tuple[int, int, list[Token]] | None = None


def openers(machine: Automaton, place: int) -> list[str]:
    """Return the leading words with which a statement or a part may begin at this place of the stack."""
    row = machine.tables.actions[machine.states[place]]
    return [terminal for terminal, action in row.items() if action >= 0 and terminal in OPENERS]


def begins(reading: Reading, number: int, place: int) -> bool:
    """Return whether token `number` looks like the start of a statement that may begin at `place` of the stack.

    Leading words are names as well, so what stands before and after must fit too.
    """
    token = reading.tokens[number]
    allowed = openers(reading.machine, place)
    if not any(way.word.terminal in allowed for way in token.ways):
        return False
    return True


def explain(reading: Reading, number: int, token: Token, item: int) -> Mistake:
    where = Span(reading.source.name, token.start, max(token.end, token.start))
    return Mistake(Diagnostic("PC101", where, {"found": token.text}))
