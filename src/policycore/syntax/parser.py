"""Text to AST: `parse`.

In: a source file. Out: the document, as much of it as could be read, and what is wrong with the text. The parser runs
the automaton over the tokens, finds out for each word whether it is the keyword or a name, and where a token does not
fit asks `syntax.mistakes` for the message and goes on: after a repair where the author's meaning is plain, else at the
next statement. It never raises on any text.
"""

from __future__ import annotations

import re

from attrs import field, frozen

from policycore.diagnostics.model import Argument, Diagnostic, Edit, Fix, Label, Phrase, in_order
from policycore.source import SourceFile, Span
from policycore.syntax import limits, mistakes, tables
from policycore.syntax.ast import Document
from policycore.syntax.automaton import Automaton, Inner
from policycore.syntax.from_tree import build
from policycore.syntax.tokens import WORD, Token, Tokens, cut, guess_language
from policycore.syntax.tree import Node
from policycore.syntax.trouble import CLOSING, OPENING, Trouble, begins, open_brackets, openers
from policycore.syntax.words import AT_LEAST_OF, DAY_OF_MONTH, Keywords, Spelling, day_of_month, keyword


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
    found = _once_each(in_order([*tokens.diagnostics, *reader.diagnostics, *built]))
    unread = reader.unread(document) if found else frozenset()
    return Parsed(document, tuple(found[: limits.FINDINGS]), unread)


def _once_each(found: list[Diagnostic]) -> list[Diagnostic]:
    """Leave out that a single sign is full-width where a message says what should stand in its place anyway."""
    wrong = {d.span for d in found if d.code in ("PC101", "PC129", "PC153")}
    return [d for d in found if d.code != "PC110" or d.span not in wrong or d.args.get("count") != 1]


def _refuse(source: SourceFile) -> Diagnostic | None:
    """Return the diagnostic for what is not worth reading."""
    text = source.text
    if len(text) > limits.FILE_LENGTH:
        return Diagnostic("PC140", Span(source.name, 0, 0), {"size": len(text), "limit": limits.FILE_LENGTH})
    at = text.find("\0")
    if at >= 0:
        return Diagnostic("PC147", Span(source.name, at, at + 1), {})
    return None


def resolve(machine: Automaton, tokens: list[Token], number: int, text: str) -> tuple[Token, int, Spelling | None]:
    """Return token `number` as what it is at this place, how many tokens it takes, and how a keyword is spelt.

    A word is a keyword where one of its spelling fits, a name elsewhere. A leading word is a name as well; where both
    fit, the word wins. A reserved word is never a name.
    """
    token = tokens[number]
    if token.type != WORD:
        if token.type == "NUMBER" and tokens[number + 1].type == "COLON":
            return *_time_of_day(machine, tokens, number), None
        return token, 1, None
    if token.text in _DAY_WORDS or token.text[0] == _DAY_WORDS[1]:
        day, size = _day_of_month(machine, tokens, number)
        if size:
            return day, size, None
    if not token.ways:
        return Token("NAME", token.text, token.start, token.end), 1, None
    row = machine.tables.actions[machine.states[-1]]
    reserved: tuple[Token, int, Spelling] | None = None
    for way in token.ways:
        last = _extent(tokens, number, way, text)
        if last is None:
            continue
        terminal = way.word.terminal
        whole = Token(terminal, token.text, token.start, last.end)
        size = len(way.rest) + 1
        if terminal in row and ("NAME" not in row or way.word.role == "reserved" or machine.accepts(terminal)):
            return whole, size, way
        if way.word.role == "reserved":
            # Of words that begin alike the longest is meant: `at least` is never `at` and a name.
            reserved = whole, size, way
            break
    return reserved or (Token("NAME", token.text, token.start, token.end), 1, None)


_DAY_WORDS = (DAY_OF_MONTH["en"][0], DAY_OF_MONTH["zh"][0])


def _time_of_day(machine: Automaton, tokens: list[Token], number: int) -> tuple[Token, int]:
    """Return the time of day that is written from here, where one fits, else the number; and of how many tokens it is.

    Only the place tells `17:00` from a number, a colon and a number: `when 10:15` in a table is no time.
    """
    first, last = tokens[number], number
    while (
        last < number + 4
        and tokens[last + 1].type == "COLON"
        and tokens[last + 2].type == "NUMBER"
        and tokens[last].end == tokens[last + 1].start
        and tokens[last + 1].end == tokens[last + 2].start
        and _TWO_DIGITS.fullmatch(tokens[last + 2].text)
    ):
        last += 2
    plain = _TIME.fullmatch("".join(token.text for token in tokens[number : last + 1]))
    if last == number or not plain or not machine.accepts("TIME"):
        return first, 1
    return Token("TIME", plain.group(), first.start, tokens[last].end), last + 1 - number


_TWO_DIGITS = re.compile("[0-9]{2}")
_TIME = re.compile(r"[0-9]{1,2}(?::[0-9]{2}){1,2}")
_DAY = re.compile(rf"{_DAY_WORDS[0]}([0-9]+)|{_DAY_WORDS[1]}([0-9]+){DAY_OF_MONTH['zh'][1]}")


def _day_of_month(machine: Automaton, tokens: list[Token], number: int) -> tuple[Token, int]:
    """Return the day of a month that is written from here (`day 5`, `第5日`), and of how many tokens it is; or 0."""
    text = ""
    for size, token in enumerate(tokens[number : number + 3], 1):
        text += token.text
        if _DAY.fullmatch(text) and token.type in (WORD, "NUMBER"):
            if not machine.accepts("DAY_OF_MONTH"):
                break
            return Token("DAY_OF_MONTH", text, tokens[number].start, token.end), size
    return tokens[number], 0


def _extent(tokens: list[Token], number: int, way: Spelling, text: str) -> Token | None:
    """Return the last token of a keyword of several parts that starts here, or None where it does not."""
    last = tokens[number]
    for part in way.rest:
        number += 1
        token = tokens[number]
        if token.type != WORD or token.text != part or not text[last.end : token.start].isspace():
            return None
        last = token
    return last


#: Terminals with a number inside, and the words around it.
_FRAMES = {"AT_LEAST_OF": AT_LEAST_OF, "DAY_OF_MONTH": DAY_OF_MONTH}


class _Reader:
    """One reading of one file."""

    def __init__(self, source: SourceFile, tokens: Tokens) -> None:
        self.source = source
        self.cut = tokens
        self.tokens = list(tokens.tokens)
        self.holes = tokens.holes
        self.language: Keywords = guess_language(tokens.tokens)
        self.machine = Automaton(tables.load(), limits.NESTING)
        self.diagnostics: list[Diagnostic] = []
        #: Offsets of what could not be read: statements that hold one are left out.
        self.broken: list[int] = list(tokens.holes)
        #: Keywords read, by offset, as they were written.
        self.keywords: dict[int, tuple[Token, Keywords, str]] = {}
        #: The last items that began: place of the stack, number of the token, length of the list they go to.
        self.begun: list[tuple[int, int, int | None]] = []
        #: Whether items begin in a state.
        self.grounds: dict[int, bool] = {}
        self.deep: Node | None = None
        #: The statements (by their first token) in which one way of reading is open, and that was said.
        self.ambiguous: set[int] = set()
        self.last_error = -1
        self.last_place = -1

    @property
    def tree(self) -> Node:
        return self.machine.result()

    def read(self) -> None:
        number = 0
        while True:
            token, size, way = resolve(self.machine, self.tokens, number, self.source.text)
            if self.machine.shift(token, number):
                if self.machine.deepest is not None:
                    self._too_deep()
                if token.type == "$END":
                    break
                if way is not None:
                    self.keywords[token.start] = (token, way.language, way.word.key)
                elif token.type in _FRAMES:
                    self._framed(token)
                self._note_beginning(number)
                number += size
            else:
                number = self._error(number, token)
        self._mixed_languages()

    def _note_beginning(self, number: int) -> None:
        """Keep in mind where the last items began, so that reading can start again there."""
        machine = self.machine
        place = len(machine.states) - 2
        state = machine.states[place]
        if state not in self.grounds:
            self.grounds[state] = bool(openers(machine, place))
        if self.grounds[state]:
            below = machine.values[place - 1] if place else None
            count = len(below.children) if isinstance(below, Inner) else None
            self.begun = [*self.begun[-2:], (place, number, count)]

    def _framed(self, token: Token) -> None:
        language: Keywords = "zh" if token.text.startswith(_FRAMES[token.type]["zh"][0]) else "en"
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
                number = "".join(filter(str.isdigit, token.text))
                if token.type == "DAY_OF_MONTH":
                    text = day_of_month(int(number), self.language)
                else:
                    text = f" {number} ".join(AT_LEAST_OF[self.language])
            edits.append(Edit(self._span(token.start, token.end), text))
        # The word the language was guessed from may stand in what could not be read.
        owns = sorted(at for at, entry in self.keywords.items() if entry[1] == self.language)
        own = [self.keywords[at][0] for at in owns[:1]]
        labels = tuple(Label(self._span(word.start, word.end), Phrase(f"keywords-{self.language}")) for word in own)
        args: dict[str, Argument] = {
            "found": self.source.text[edits[0].span.start : edits[0].span.end],
            "right": edits[0].text,
            "count": len(edits),
            "language": Phrase(f"language-{self.language}"),
        }
        self.diagnostics.append(Diagnostic("PC123", edits[0].span, args, labels, fix=Fix(tuple(edits))))

    # --- what does not fit ---

    def _error(self, number: int, token: Token) -> int:
        """Report that `token` does not fit, and return the number of the token to go on with."""
        again = number == self.last_error
        self.last_error = number
        place, item = self._firm_ground(self.last_place if again else len(self.machine.states))
        if len(self.diagnostics) >= limits.FINDINGS:
            return self._give_up(token)
        start = self.tokens[item].start if item >= 0 else token.start
        hidden = any(start <= hole <= token.end for hole in self.holes)
        # That a block cannot end because of what was skipped in it is no news.
        hidden = hidden or (place == self.last_place and token.type in CLOSING)
        if not again and not hidden:
            mistake = mistakes.explain(self._trouble(number, token, place, item))
            found, said = mistake.diagnostic, self.diagnostics[-1] if self.diagnostics else None
            # Where a sign had to be put in, that it is not all that is missing is no news either.
            known = found and said and said.code == "PC128" and said.span.start == found.span.start
            if found is not None and not known and not (mistake.broken and item in self.ambiguous):
                self.diagnostics.append(found)
            if mistake.broken:
                self.broken.append(token.start)
                self.ambiguous.add(item)
            if mistake.repairs:
                self.tokens[mistake.low : mistake.high] = mistake.tokens
                if mistake.low >= number:
                    return number
                back, first, count = self._before(mistake.low, place, item)
                self.machine.cut_back(back, count)
                return first
            if mistake.resume >= 0:
                self.broken += (start, self.tokens[mistake.resume - 1].start)
                self.machine.cut_back(place)
                self.last_place = place
                return mistake.resume
        finished = None if again else self._finish(place)
        if finished is not None:
            if not again and self._same_line(number):
                self.broken.append(start)  # it went on in words that do not fit, so this is not all that was meant
            place, item = finished
        elif item >= 0:
            self.broken += (start, self.tokens[max(number - 1, item)].start)
        self.last_place = place
        resumed = self._resume(number, place, item, again)
        if resumed > number:
            self.broken.append(token.start)
        return resumed

    def _finish(self, place: int) -> tuple[int, int] | None:
        """Finish the statement that was read since `place` if it is whole; return the place after it."""
        machine = self.machine
        if place >= len(machine.values):
            return None
        depth = self._depth_of(len(machine.values))
        after = {"RBRACE" if what == "FIELD" else what for what in openers(machine, place)}
        for terminal in sorted(after):
            if machine.accepts(terminal) and self._depth_of(place) == depth:
                machine.settle(terminal)
                return len(machine.states) - 1, -1
        return None

    def _trouble(self, number: int, token: Token, place: int, item: int) -> Trouble:
        replayed: dict[int, Automaton | None] = {}

        def replay(low: int) -> Automaton | None:
            if low not in replayed:
                back, first, count = self._before(low, place, item)
                machine = self.machine.copy()
                machine.cut_back(back, count)
                fits = first >= 0 and self._reads(machine, self.tokens[first:low], low - first)
                replayed[low] = machine if fits else None
            return replayed[low]

        def read_on(machine: Automaton, tokens: list[Token], high: int, further: int) -> bool:
            ahead = max(number + 1 - high, 0) + further
            return self._reads(machine.copy(), tokens + self.tokens[high : high + ahead + 5], len(tokens) + ahead)

        first = item if item >= 0 else number
        return Trouble(
            self.source, self.tokens, self.language, self.machine, number, token, first, place, replay, read_on
        )

    def _reads(self, machine: Automaton, tokens: list[Token], many: int) -> bool:
        """Return whether `machine` reads the first `many` of `tokens` (or to the end of the file)."""
        tokens = [*tokens, Token("", "", len(self.source.text), len(self.source.text))]
        number = 0
        while number < many:
            token, size, _ = resolve(machine, tokens, number, self.source.text)
            if not machine.shift(token, 0):
                return False
            if token.type == "$END":
                return True
            number += size
        return True

    def _before(self, low: int, place: int, item: int) -> tuple[int, int, int | None]:
        """Return from where to read again when tokens from `low` on change: a place of the stack, the number of a
        token, and how many items the list below the place had then.

        What begins with token `low` may be no beginning at all (a keyword misspelt, so that it was taken for the next
        field); then what stood before it is read again as well.
        """
        if low > item:
            return place, item, None
        for back, first, count in reversed(self.begun):
            if first < min(low, item) and place - 1 <= back <= place and self._same_block(back, first, count):
                return back, first, count
        return (*self._firm_ground(place), None)

    def _same_block(self, place: int, first: int, count: int | None) -> bool:
        """Whether the stack below `place` is still that below the item which began with token `first`."""
        machine = self.machine
        if place == 0 or machine.firsts[place - 1] > first:
            return place == 0 and count is None
        below = machine.values[place - 1]
        if count is not None:
            return isinstance(below, Inner) and len(below.children) >= count
        return place < len(machine.firsts) and machine.firsts[place] == first

    def _firm_ground(self, below: int) -> tuple[int, int]:
        """Return the innermost place of the stack, under `below`, where a statement or a part of one may begin; and
        the number of the token with which what was read after it begins, or -1 if nothing was."""
        machine = self.machine
        for place in range(min(below, len(machine.states)) - 1, -1, -1):
            if openers(machine, place):
                return place, machine.firsts[place] if place < len(machine.firsts) else -1
        return 0, machine.firsts[0] if machine.firsts else -1

    def _resume(self, number: int, place: int, item: int, again: bool) -> int:
        """Cut the stack back to `place` and return the number of the token to go on with.

        That is the next one with which something can begin there, or the bracket that ends the block. Brackets opened
        in what is skipped are skipped with it, unless a statement of the file begins a line.
        """
        machine, tokens = self.machine, self.tokens
        allowed, top = openers(machine, place), openers(machine, 0)
        inside = self._depth_of(place) > 0
        depth = 0
        at = start = item if item >= 0 else number
        while tokens[at].type != "$END":
            token = tokens[at]
            if at > start and at >= number + again:
                if depth == 0 and begins(tokens, at, allowed):
                    break
                if (depth or inside) and self._at_margin(at) and begins(tokens, at, top):
                    place = 0
                    break
            if token.type in OPENING:
                depth += 1
            elif token.type in CLOSING:
                if depth == 0 and inside and at >= number + again:
                    if machine.shifts(place, token.type):
                        break
                    # The block cannot end yet, for it lacks something: leave it with its bracket.
                    place, _ = self._firm_ground(place)
                    allowed, inside = openers(machine, place), self._depth_of(place) > 0
                else:
                    depth = max(depth - 1, 0)
            at += 1
        if place == 0 or self.tokens[at].type == "$END":
            place = self._outermost()
        self.machine.cut_back(place)
        return at

    def _outermost(self) -> int:
        """Return the place of the stack between the statements of the file."""
        # With statements read, the first value is their list; without, the stack holds only the start.
        machine = self.machine
        return int(bool(machine.values) and isinstance(machine.values[0], Inner))

    def _give_up(self, token: Token) -> int:
        """Leave the rest of the file: what more could be said of it would hide what matters."""
        self.broken.append(token.start)
        self.machine.cut_back(self._outermost())
        return len(self.tokens) - 1

    def _depth_of(self, place: int) -> int:
        """Return how many brackets are open at a place of the stack."""
        return len(open_brackets(self.machine, place))

    def _same_line(self, number: int) -> bool:
        """Whether the token stands on the line of the one before it."""
        before = self.tokens[number - 1] if number else None
        return before is not None and "\n" not in self.source.text[before.end : self.tokens[number].start]

    def _at_margin(self, number: int) -> bool:
        """Whether the token begins a line, without indentation."""
        start = self.tokens[number].start
        return start == 0 or self.source.text[start - 1] == "\n"

    def _too_deep(self) -> None:
        """Report a node that nests too deep, once: what grows around it nests too deep for the same reason."""
        node, self.machine.deepest = self.machine.deepest, None
        assert node is not None
        self.broken.append(node.start)
        before, self.deep = self.deep, node
        said = any(diagnostic.code == "PC141" for diagnostic in self.cut.diagnostics)
        if not said and (before is None or node.end <= before.start or before.end <= node.start):
            self.diagnostics.append(Diagnostic("PC141", self._span(node.start, node.end), {"limit": limits.NESTING}))

    def unread(self, document: Document) -> frozenset[str]:
        """Return the names in the text of statements that are not in `document`."""
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
