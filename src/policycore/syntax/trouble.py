"""Where the parser is in trouble, and the form of what is said about it.

`Trouble` is what a look at a mistake goes by, `Mistake` what it finds; `syntax.mistakes` has the looks. What begins
where, and which brackets are open, is asked by the parser too.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from policycore.diagnostics.model import Diagnostic
from policycore.source import SourceFile, Span
from policycore.syntax.automaton import Automaton
from policycore.syntax.tokens import WORD, Token, kinds
from policycore.syntax.words import KEYWORDS, Keywords

OPENING = {"LBRACE": "RBRACE", "LBRACKET": "RBRACKET", "LPAREN": "RPAREN"}
CLOSING = frozenset(OPENING.values())

_LEADING = frozenset(word.terminal for word in KEYWORDS if word.role == "leading")
#: Leading words that open a part of a sentence rather than a statement.
_INNER = kinds("UP DOWN TIMES MISSING WEIGHT KEY CHOSEN ISSUED")
_OPENERS = (_LEADING - _INNER) | {"AS_OF", "OTHERWISE"}
#: Statements of the file, which never stand inside others.
TOP = kinds(
    "POLICY USE RECORD CHOICE CALENDAR ACTOR PARAMETER READING DEFINE REQUIRE SCORE TIERING POPULATION ENTITLEMENTS"
    " ACCOUNTABILITY DUTY PROCEDURE LAW EXAMPLE"
)
#: After these a leading word is a name: a value or an argument stands there.
_WANTS_MORE = kinds(
    "EQUAL UNEQUAL LESS AT_MOST_SIGN MORE AT_LEAST_SIGN PLUS MINUS TIMES_SIGN DIVIDE COMMA LPAREN LBRACKET DOTS"
)
#: Openers that are not followed by a name of their own.
_NAMELESS = kinds("CAP FLOOR SEVERITY EXPECT AS_OF MOVEMENT PROBATION EVERY UP DOWN")
#: With what the items of a movement may begin besides leading words of their own.
_MOVES = kinds("EVERY UP DOWN UP_AFTER DOWN_AFTER")


@frozen
class Mistake:
    """What is wrong.

    Attributes:
        diagnostic: None where saying something would be noise.
        low, high, tokens: a repair, if `low` is not negative: these tokens stand for those from `low` to `high`.
        broken: reading goes on, but the statement is left out, as its meaning is not plain.
        resume: the number of a token, before the trouble, at which the next statement begins; or -1.
    """

    diagnostic: Diagnostic | None
    low: int = -1
    high: int = -1
    tokens: tuple[Token, ...] = ()
    broken: bool = False
    resume: int = -1

    @property
    def repairs(self) -> bool:
        return self.low >= 0


@frozen
class Trouble:
    """The parser where token `number` does not fit.

    Attributes:
        source: the file.
        tokens: all its tokens, repaired so far.
        language: whose keywords the file uses.
        machine: the automaton, as it is before the token.
        number: the number of the token.
        token: the token as it was understood.
        item: the number of the token at which the statement (or part) that is being read begins.
        place: the place of the stack where it begins.
        replay: read `tokens[item:low]` on a copy of the machine cut back to `place`.
        read_on: whether, on a copy of the machine, these tokens and then so many more can be read.
    """

    source: SourceFile
    tokens: list[Token]
    language: Keywords
    machine: Automaton
    number: int
    token: Token
    item: int
    place: int
    replay: Callable[[int], Automaton | None]
    read_on: Callable[[Automaton, list[Token], int, int], bool]

    @property
    def raw(self) -> Token:
        return self.tokens[self.number]

    @property
    def before(self) -> Token:
        """The token before, or one without text at the start of the file."""
        return self.tokens[self.number - 1] if self.number > 0 else Token("", "", 0, 0)

    def span(self, token: Token, last: Token | None = None) -> Span:
        return Span(self.source.name, token.start, (last or token).end)

    def text(self, start: int, end: int) -> str:
        return self.source.text[start:end]

    def passes(self, low: int, high: int, tokens: list[Token], further: int = 1) -> bool:
        """Return whether with `tokens` in place of those from `low` to `high` the text can be read past the trouble."""
        machine = self.machine if low >= self.number else self.replay(low)
        return machine is not None and self.read_on(machine, tokens, high, further)


def openers(machine: Automaton, place: int) -> frozenset[str]:
    """Return with what a statement or a part may begin at this place of the stack: leading words, or FIELD for what
    begins with a name of its own (a field, a setting)."""
    state = machine.states[place]
    row, gotos = machine.tables.actions[state], machine.tables.gotos[state]
    found = {terminal for terminal, action in row.items() if action >= 0 and terminal in _OPENERS}
    if found <= {"OTHERWISE", "ANSWERS"}:
        # These words also stand inside sentences: `band b otherwise`, `against answers`.
        found.clear()
    if "ENTER" in found:
        found |= _MOVES
    if "field" in gotos or "setting" in gotos:
        found.add("FIELD")
    return frozenset(found)


def begins(tokens: list[Token], number: int, allowed: frozenset[str]) -> bool:
    """Return whether token `number` looks like the start of a statement that opens with one of `allowed`.

    Leading words are names as well, so what stands before and after must fit too.
    """
    token = tokens[number]
    if number and tokens[number - 1].type in _WANTS_MORE:
        return False
    if "FIELD" in allowed and token.type in (WORD, "NAME"):
        return tokens[number + 1].type == "COLON" or any(way.word.terminal == "KEY" for way in token.ways)
    for way in token.ways:
        terminal = way.word.terminal
        if terminal in allowed:
            return bool(way.rest) or terminal in _NAMELESS or may_be_named(tokens[number + 1])
    return False


def may_be_named(token: Token) -> bool:
    """Whether a statement's name, or a word that stands in its place, may be this token."""
    if token.type != WORD:
        return token.type == "NAME"
    reserved = [way.word.terminal for way in token.ways if way.word.role == "reserved" and not way.rest]
    return not reserved or reserved[0] in ("FROM", "ANY", "NOT")


def open_brackets(machine: Automaton, place: int | None = None) -> list[Token]:
    """Return the brackets that are open (at a place of the stack), outermost first."""
    opened: list[Token] = []
    for value in machine.values[:place]:
        if isinstance(value, Token):
            if value.type in OPENING:
                opened.append(value)
            elif value.type in CLOSING and opened:
                opened.pop()
    return opened


def squeezed(text: str) -> str:
    """Return a text on one line, single spaces in it."""
    return " ".join(text.split())
