"""Text to AST: `parse`.

In: a source file. Out: the document, as much of it as could be read, and what is wrong with the text. The parser runs
the automaton over the tokens, finds out for each word whether it is the keyword or a name, and where a token does not
fit asks `syntax.mistakes` for the message and goes on: after a repair where the author's meaning is plain, else at the
next statement. It never raises on any text.
"""

from __future__ import annotations

from attrs import field, frozen

from policycore.diagnostics.model import Diagnostic, Edit, Fix, Label, Phrase, in_order
from policycore.source import SourceFile, Span
from policycore.syntax import limits, mistakes, tables
from policycore.syntax.ast import Document
from policycore.syntax.automaton import Automaton
from policycore.syntax.from_tree import build
from policycore.syntax.tokens import WORD, Token, Tokens, cut, guess_language
from policycore.syntax.tree import Node
from policycore.syntax.words import AT_LEAST_OF, Keywords, Spelling, keyword

_OPENERS = {"LBRACE", "LBRACKET", "LPAREN"}
_CLOSERS = {"RBRACE", "RBRACKET", "RPAREN"}


@frozen
class Parsed:
    """What `parse` found.

    Attributes:
        document: the statements that could be read; None where the file is no policy text at all.
        diagnostics: what is wrong, in the order of the text.
        unread: every name in the text of statements that were left out of `document`. Later passes should not call
            these names unknown: their declarations may be among what could not be read.
    """

    document: Document | None
    diagnostics: tuple[Diagnostic, ...] = ()
    unread: frozenset[str] = field(default=frozenset())


def parse(source: SourceFile) -> Parsed:
    """Return the document that `source` holds, with all that is wrong with its text."""
    refused = _refuse(source)
    if refused is not None:
        return Parsed(None, (refused,))
    tokens = cut(source)
    reader = _Reader(source, tokens)
    reader.read()
    document, built = build(source, reader.tree, tokens.comments, reader.language, reader.broken)
    found = in_order([*tokens.diagnostics, *reader.diagnostics, *built])
    return Parsed(document, tuple(found[: limits.FINDINGS]), reader.unread(document))


def _refuse(source: SourceFile) -> Diagnostic | None:
    """Return the diagnostic for what is not worth reading."""
    text = source.text
    if len(text) > limits.FILE_LENGTH:
        return Diagnostic("PC140", Span(source.name, 0, 0), {"size": len(text), "limit": limits.FILE_LENGTH})
    at = text.find("\0")
    if at >= 0:
        return Diagnostic("PC147", Span(source.name, at, at + 1), {})
    return None


class _Reader:
    """One reading of one file."""

    def __init__(self, source: SourceFile, tokens: Tokens) -> None:
        self.source = source
        self.tokens = list(tokens.tokens)
        self.holes = tokens.holes
        self.language: Keywords = guess_language(tokens.tokens)
        self.machine = Automaton(tables.load(), limits.NESTING)
        self.diagnostics: list[Diagnostic] = []
        #: Offsets of what could not be read: statements that hold one are left out.
        self.broken: list[int] = []
        #: What was skipped to find firm ground again.
        self.skipped: list[tuple[int, int]] = []
        #: Keywords read, by offset, as they were written.
        self.keywords: dict[int, tuple[Token, Keywords, str]] = {}
        self.repairs = 0
        self.last_error = -1

    @property
    def tree(self) -> Node:
        return self.machine.result()

    def read(self) -> None:
        number = 0
        while True:
            token, size, way = self._resolve(number)
            if self.machine.shift(token, number):
                if self.machine.deepest is not None:
                    self._too_deep()
                if token.type == "$END":
                    break
                if way is not None:
                    self.keywords[token.start] = (token, way.language, way.word.key)
                elif token.type == "AT_LEAST_OF":
                    self._framed(token)
                number += size
            else:
                number = self._error(number, token)
        self._mixed_languages()

    # --- words ---

    def _resolve(self, number: int) -> tuple[Token, int, Spelling | None]:
        """Return token `number` as what it is at this place, how many tokens it takes, and how a keyword is spelt."""
        token = self.tokens[number]
        if token.type != WORD:
            return token, 1, None
        if not token.ways:
            return Token("NAME", token.text, token.start, token.end), 1, None
        row = self.machine.tables.actions[self.machine.states[-1]]
        reserved: tuple[Token, int, Spelling] | None = None
        for way in token.ways:
            last = self._extent(number, way)
            if last is None:
                continue
            terminal = way.word.terminal
            whole = Token(terminal, token.text, token.start, last.end)
            size = len(way.rest) + 1
            # A leading word is a name as well; where both may stand, the word wins.
            if terminal in row and ("NAME" not in row or way.word.role == "reserved" or self.machine.accepts(terminal)):
                return whole, size, way
            if way.word.role == "reserved" and reserved is None:
                reserved = whole, size, way
        return reserved or (Token("NAME", token.text, token.start, token.end), 1, None)

    def _extent(self, number: int, way: Spelling) -> Token | None:
        """Return the last token of a keyword of several parts that starts here, or None where it does not."""
        last = self.tokens[number]
        for part in way.rest:
            number += 1
            token = self.tokens[number]
            if token.type != WORD or token.text != part or not self.source.text[last.end : token.start].isspace():
                return None
            last = token
        return last

    def _framed(self, token: Token) -> None:
        language: Keywords = "zh" if token.text.startswith(AT_LEAST_OF["zh"][0]) else "en"
        self.keywords[token.start] = (token, language, "")

    def _mixed_languages(self) -> None:
        """Report keywords that are not in the language of the file's first one, once."""
        foreign = [entry for _, entry in sorted(self.keywords.items()) if entry[1] != self.language]
        if not foreign:
            return
        edits = []
        for token, _, key in foreign:
            if key:
                text = keyword(key, self.language)
            else:
                before, after = AT_LEAST_OF[self.language]
                text = f"{before} {''.join(filter(str.isdigit, token.text))} {after}"
            edits.append(Edit(self._span(token.start, token.end), text))
        first = min(entry[0].start for entry in self.keywords.values() if entry[1] == self.language)
        own = self.keywords[first][0]
        label = Label(self._span(own.start, own.end), Phrase(f"keywords-{self.language}"))
        args = {
            "found": self.source.text[edits[0].span.start : edits[0].span.end],
            "right": edits[0].text,
            "count": len(edits),
            "language": Phrase(f"language-{self.language}"),
        }
        self.diagnostics.append(Diagnostic("PC123", edits[0].span, args, (label,), fix=Fix(tuple(edits))))

    # --- what does not fit ---

    def _error(self, number: int, token: Token) -> int:
        """Report that `token` does not fit, and return the number of the token to go on with."""
        place, item = self._firm_ground()
        mistake = mistakes.explain(self, number, token, item)
        hidden = any(self.tokens[item].start <= hole <= token.end for hole in self.holes)
        again = number == self.last_error
        if mistake.diagnostic is not None and not hidden and not again:
            self.diagnostics.append(mistake.diagnostic)
        self.last_error = number
        if mistake.repair is not None and self.repairs < limits.FINDINGS and not hidden:
            self.repairs += 1
            low, high, tokens = mistake.repair
            self.tokens[low:high] = tokens
            if low >= number:
                return number
            self.machine.cut_back(place)
            return item
        self.broken.append(token.start)
        self.broken.append(self.tokens[item].start)
        return self._resume(number, place, item, again)

    def _firm_ground(self) -> tuple[int, int]:
        """Return the innermost place of the stack where a statement (or a part of one) may begin, and the number of
        the token with which what was read after it begins."""
        machine = self.machine
        for place in range(len(machine.states) - 1, -1, -1):
            if mistakes.openers(machine, place):
                item = machine.firsts[place] if place < len(machine.firsts) else -1
                return place, item
        return 0, 0

    def _resume(self, number: int, place: int, item: int, again: bool) -> int:
        """Cut the stack back to `place` and return the number of the token to go on with.

        That is the next one with which something can begin there, or the bracket that ends the block. Brackets opened
        in what is skipped are skipped with it.
        """
        machine = self.machine
        if again:
            # Going on from here has just failed: what surrounds this place is no firm ground either.
            machine.cut_back(0)
            return number + 1 if self.tokens[number].type != "$END" else number
        start = number if item < 0 else item
        depth = 0
        top = self._depth_of(place) == 0
        at = start
        while self.tokens[at].type != "$END":
            token = self.tokens[at]
            if at > start and token.ways and (depth == 0 or self._at_margin(at)):
                if depth > 0 and mistakes.begins(self, at, 0):
                    place = 0
                    break
                if depth == 0 and mistakes.begins(self, at, place):
                    break
            if token.type in _OPENERS:
                depth += 1
            elif token.type in _CLOSERS:
                if depth == 0 and not top and at >= number:
                    break
                depth = max(depth - 1, 0)
            at += 1
        at = max(at, number)
        self.skipped.append((start, at))
        machine.cut_back(place)
        return at

    def _depth_of(self, place: int) -> int:
        """Return how many brackets are open at a place of the stack."""
        return sum(1 for value in self.machine.values[:place] if isinstance(value, Token) and value.type in _OPENERS)

    def _at_margin(self, number: int) -> bool:
        """Whether the token begins a line, without indentation."""
        start = self.tokens[number].start
        return start == 0 or self.source.text[start - 1] == "\n"

    def _too_deep(self) -> None:
        node, self.machine.deepest = self.machine.deepest, None
        assert node is not None
        self.broken.append(node.start)
        self.diagnostics.append(Diagnostic("PC141", self._span(node.start, node.end), {"limit": limits.NESTING}))

    def unread(self, document: Document) -> frozenset[str]:
        """Return the names in the text of statements that are not in `document`."""
        if not self.broken:
            return frozenset()
        read = [statement.span for statement in document.statements]
        kept = [(span.start, span.end) for span in ([document.policy.span] if document.policy else []) + read]
        names = set()
        place = 0
        for token in self.tokens:
            while place < len(kept) and kept[place][1] <= token.start:
                place += 1
            inside = place < len(kept) and kept[place][0] <= token.start
            if not inside and token.type in (WORD, "NAME"):
                names.add(token.text)
        return frozenset(names)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.name, start, end)
