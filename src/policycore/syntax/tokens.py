"""Cutting a text into tokens, whatever it holds.

In: a source file. Out: tokens with the terminal of the grammar each is (words are left open: whether `tier` is the
keyword or a name depends on the place, so the parser decides), comments, and diagnostics. Signs that a Chinese
keyboard or a habit from elsewhere yields (`：`, `“`, `==`, `&&`) are read as the signs meant, with a message each and
a fix; so is a Byte Order Mark. Nothing raises; what cannot be read becomes a `hole`, in which the parser expects
trouble and keeps quiet about it.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from policycore.diagnostics.model import Argument, Diagnostic, Edit, Fix, Phrase
from policycore.source import SourceFile, Span
from policycore.syntax import limits
from policycore.syntax.ast import Comment
from policycore.syntax.words import Keywords, Spelling, keyword, keywords_by_spelling

#: The type of a token that is a word whose part in the sentence the parser has to find out.
WORD: Final = "WORD"


class Token:
    """A token: its type (a terminal of the grammar, or WORD), its text after correction, and where it stands.

    `ways` are the keywords whose first part is spelt so. Not an attrs class: a file has tens of thousands of them.
    """

    __slots__ = ("end", "start", "text", "type", "ways")

    def __init__(self, type: str, text: str, start: int, end: int, ways: tuple[Spelling, ...] = ()) -> None:
        self.type = type
        self.text = text
        self.start = start
        self.end = end
        self.ways = ways

    def __repr__(self) -> str:
        return f"Token({self.type}, {self.text!r}, {self.start})"


@frozen
class Tokens:
    """A text cut up.

    Attributes:
        tokens: in order; the last one is `$END`.
        comments: in order.
        diagnostics: what was wrong with single signs.
        holes: offsets near which something could not be read.
    """

    tokens: list[Token]
    comments: tuple[Comment, ...]
    diagnostics: list[Diagnostic]
    holes: tuple[int, ...]


_D = "[0-9０-９]"
_PLAIN_DAY = f"{_D}{{4}}-{_D}{{2}}-{_D}{{2}}"
_WORD = r"[^\W\d]\w*"
_TOKEN = re.compile(
    rf"""
      (?P<space>   [ \t\r\n\f]+ )
    | (?P<comment> \#[^\r\n]* )
    | (?P<atleast> (?: at\s+least\s+{_D}+\s+of | 至少\s*{_D}+\s*项满足 ) (?!\w) )
    | (?P<word>    {_WORD} )
    | (?P<moment>  {_PLAIN_DAY} (?:[ \t]+|T) {_D}{{1,2}} [:：] {_D}{{2}} (?: [:：] {_D}{{2}} )? (?!{_D}) )
    | (?P<date>    {_PLAIN_DAY} (?!{_D}) )
    | (?P<oddday>  (?:19|20)[0-9]{{2}}
                   (?: (?P<sep>[-/.])[0-9]{{1,2}}(?P=sep)[0-9]{{1,2}} | 年[0-9]{{1,2}}月[0-9]{{1,2}}日 ) (?!\w) )
    | (?P<number>  {_D} [0-9０-９_]* (?: [.．]{_D}[0-9０-９_]* )? [万亿]? (?: [ \t]*[%％] )? )
    | (?P<text>    "(?: [^"\\\r\n] | \\[^\r\n] )*" )
    | (?P<dot>     [.．] (?: {_WORD} | `[^`\r\n]*` ) )
    | (?P<tick>    `[^`\r\n]*` )
    | (?P<slip>    == | => | =< | <> | && | \|\| | !(?![=＝]) | := | ; | // [^\r\n]* | /\* .*? \*/ | '[^'\r\n]*' )
    | (?P<sign>    \.\.\. | \.\. | != | <= | >= | [=<>+\-*/{{}}\[\](),:@] )
    """,
    re.VERBOSE | re.DOTALL,
)

_SIGNS: Final = {
    "{": "LBRACE",
    "}": "RBRACE",
    "[": "LBRACKET",
    "]": "RBRACKET",
    "(": "LPAREN",
    ")": "RPAREN",
    ",": "COMMA",
    ":": "COLON",
    "@": "CITE_SIGN",
    "..": "DOTS",
    "...": "ELLIPSIS",
    "=": "EQUAL",
    "!=": "UNEQUAL",
    "<": "LESS",
    "<=": "AT_MOST_SIGN",
    ">": "MORE",
    ">=": "AT_LEAST_SIGN",
    "+": "PLUS",
    "-": "MINUS",
    "*": "TIMES_SIGN",
    "/": "DIVIDE",
}

#: Signs that look like ones of the language, and what is meant; nothing is meant by a mark at the end of a sentence.
_LOOKALIKES: Final = {
    **dict(zip("，、：（）｛｝［］【】＝＜＞", ",,:(){}[][]=<>", strict=True)),
    "≤": "<=",
    "≥": ">=",
    "≦": "<=",
    "≧": ">=",
    "≠": "!=",
    "＋": "+",
    "＊": "*",
    "×": "*",
    "／": "/",
    "÷": "/",
    "－": "-",
    "—": "-",
    "–": "-",
    "−": "-",
    "＠": "@",
    "．": ".",
    "！": "!",
    "～": "..",
    "…": "...",
    "。": "",
    "；": "",
}
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_QUOTED = re.compile('[“”＂]([^“”＂"\r\n]*)[“”＂"]|[「『]([^」』\r\n]*)[」』]|[‘’]([^‘’\r\n]*)[‘’]')
_NAME = re.compile(_WORD)
_OTHER_SPACE = re.compile(r"[^\S \t\r\n\f]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_SLIP_WORDS: Final = {"&&": "and", "||": "or", "!": "not"}
_SLIP_SIGNS: Final = {"==": "=", "=>": ">=", "=<": "<=", "<>": "!=", ":=": "="}
_NESTING: Final = {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}


def cut(source: SourceFile) -> Tokens:
    """Return the tokens of `source`."""
    return _Cutter(source).cut()


class _Cutter:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.text = source.text
        self.tokens: list[Token] = []
        self.comments: list[Comment] = []
        self.diagnostics: list[Diagnostic] = []
        self.holes: list[int] = []
        self.nesting = 0
        #: Corrected signs, together by sign: one habit gives one message.
        self.corrected: dict[tuple[str, str], list[tuple[Span, str]]] = {}

    def cut(self) -> Tokens:
        text, ways = self.text, keywords_by_spelling()
        at = self._byte_order_mark()
        length = len(text)
        while at < length:
            found = _TOKEN.match(text, at)
            if found is None:
                at = self._other(at)
                continue
            kind, end = found.lastgroup, found.end()
            if kind == "word":
                word = found.group()
                if not word.isascii():
                    word = self._plain(word, at)
                if end - at > limits.NAME_LENGTH:
                    word = self._cut_short("PC143", word, at, end, limits.NAME_LENGTH)
                self.tokens.append(Token(WORD, word, at, end, ways.get(word, ())))
            elif kind == "sign":
                end = self._sign(found.group(), at, end)
            elif kind == "comment":
                self._comment(found.group(), at)
            elif kind != "space":
                end = self._literal(kind or "", found.group(), at, end)
            at = end
        self.tokens.append(Token("$END", "", length, length))
        self._report_corrected()
        return Tokens(self.tokens, tuple(self.comments), self.diagnostics, tuple(self.holes))

    # --- single kinds of tokens ---

    def _literal(self, kind: str, text: str, at: int, end: int) -> int:
        match kind:
            case "text":
                self._text(text, at, end)
            case "number":
                self._number(text, at, end)
            case "date" | "moment":
                self._day(kind, text, at, end)
            case "oddday":
                self._odd_day(text, at, end)
            case "atleast":
                self.tokens.append(Token("AT_LEAST_OF", self._plain(text, at), at, end))
            case "dot":
                self._dotted(text, at, end)
            case "tick":
                self.tokens.append(Token("NAME", self._ticked(text, at), at, end))
            case _:
                return self._slip(text, at, end)
        return end

    def _text(self, text: str, at: int, end: int) -> None:
        if "\\" in text:
            for bad in re.finditer(r'\\(?:["\\n]|(.))', text):
                if bad.group(1):
                    where = self._span(at + bad.start(), at + bad.end())
                    fix = Fix((Edit(where, "\\" + bad.group()),))
                    self._say("PC108", where, {"found": bad.group()}, fix=fix)
            text = re.sub(r'\\(["\\n])|\\', lambda escape: escape.group() if escape.group(1) else "\\\\", text)
        if end - at > limits.TEXT_LENGTH + 2:
            text = self._cut_short("PC144", text, at, end, limits.TEXT_LENGTH).rstrip("\\") + '"'
        self.tokens.append(Token("STRING", text, at, end))

    def _number(self, text: str, at: int, end: int) -> None:
        if not text.isascii():
            text = self._plain(text, at)
        if end - at > limits.NUMBER_DIGITS and sum(sign.isdigit() for sign in text) > limits.NUMBER_DIGITS:
            text = self._cut_short("PC142", text, at, end, limits.NUMBER_DIGITS, "digits").rstrip("._")
        self.tokens.append(Token("NUMBER", text, at, end))

    def _day(self, kind: str, text: str, at: int, end: int) -> None:
        text = self._plain(text, at)
        if kind == "moment":
            day, _, time = re.sub(r"[ \tT]+", " ", text).partition(" ")
            if "T" in text:
                self._correct("date", text, f"{day} {time}", at, end)
            text = f"{day} {time.zfill(5) if len(time) < 6 else time.zfill(8)}"
        self.tokens.append(Token("MOMENT" if kind == "moment" else "DATE", text, at, end))

    def _odd_day(self, text: str, at: int, end: int) -> None:
        year, month, day = re.findall(r"\d+", text)
        right = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
        self._say("PC118", self._span(at, end), {"found": text, "right": right}, fix=self._replace(at, end, right))
        self.tokens.append(Token("DATE", right, at, end))

    def _dotted(self, text: str, at: int, end: int) -> None:
        text = self._plain(text, at)
        name = self._ticked(text[1:], at + 1) if text[1] == "`" else text[1:]
        self.tokens.append(Token("DOT_NAME", name, at, end))

    def _ticked(self, text: str, at: int) -> str:
        """Return the name in backticks; one that has no form of a name is reported and made into one."""
        name = text[1:-1]
        if _NAME.fullmatch(name):
            return name
        self._say("PC109", self._span(at, at + len(text)), {"found": name})
        self.holes.append(at)
        return re.sub(r"\W", "_", name) or "_"

    def _comment(self, text: str, at: int) -> None:
        line_start = self.text.rfind("\n", 0, at) + 1
        own_line = not self.text[line_start:at].strip()
        self.comments.append(Comment(text.rstrip(), own_line, self._span(at, at + len(text))))

    def _sign(self, sign: str, at: int, end: int) -> int:
        if sign in ("<", ">", "=", "..") and self.text[end : end + 1] in ("＝", "．", "＞"):
            return self._lookalike(at)
        self._add_sign(sign, at, end)
        return end

    def _add_sign(self, sign: str, at: int, end: int) -> None:
        self.tokens.append(Token(_SIGNS[sign], sign, at, end))
        change = _NESTING.get(sign)
        if change:
            self.nesting += change
            if self.nesting == limits.NESTING + 1 and change > 0:
                self._say("PC141", self._span(at, end), {"limit": limits.NESTING})
                self.holes.append(at)

    # --- signs from elsewhere ---

    def _slip(self, text: str, at: int, end: int) -> int:
        if text in _SLIP_SIGNS:
            self._correct("operator", text, _SLIP_SIGNS[text], at, end)
            self.tokens.append(Token(_SIGNS[_SLIP_SIGNS[text]], _SLIP_SIGNS[text], at, end))
        elif text in _SLIP_WORDS:
            self._correct("operator", text, _SLIP_WORDS[text], at, end)
            self.tokens.append(Token(_SLIP_WORDS[text].upper(), text, at, end))
        elif text == ";":
            self._correct("separator", text, "", at, end)
        elif text[0] == "'":
            self._quoted(text, text[1:-1], at, end)
        else:
            whole_line = text.startswith("//")
            inner = text[2:] if whole_line else text[2:-2]
            plain = "\n".join(f"# {line.strip()}" for line in inner.strip().splitlines() or [""])
            self._say("PC115", self._span(at, at + 2), {"found": text[:2]}, fix=self._replace(at, end, plain))
        return end

    def _other(self, at: int) -> int:
        """Read what is no token: a look-alike, a quote that is not closed, or a sign without meaning."""
        text, sign = self.text, self.text[at]
        quoted = _QUOTED.match(text, at)
        if quoted:
            self._quoted(quoted.group(), quoted.group(quoted.lastindex or 1), at, quoted.end())
            return quoted.end()
        if sign in '"“”‘’「『＂':
            return self._unclosed(at)
        if sign == "＃":
            line = re.compile(r"[^\r\n]*").match(text, at)
            assert line is not None
            self._correct("sign", "＃", "#", at, at + 1)
            self._comment("#" + line.group()[1:], at)
            return line.end()
        if sign in _LOOKALIKES:
            return self._lookalike(at)
        space = _OTHER_SPACE.match(text, at)
        if space:
            self._correct("space", space.group()[0], " ", at, space.end())
            return space.end()
        hidden = _INVISIBLE.match(text, at)
        if hidden:
            self._correct("invisible", hidden.group()[0], "", at, hidden.end())
            return hidden.end()
        if sign == ".":
            self._say("PC155", self._span(at, at + 1), {})
            self.holes.append(at)
            return at + 1
        help = Phrase("currency-after-number") if sign in "¥￥$€£" else None
        found = sign if sign.isprintable() else f"U+{ord(sign):04X}"
        self.diagnostics.append(Diagnostic("PC113", self._span(at, at + 1), {"found": found}, help=help))
        self.holes.append(at)
        return at + 1

    def _lookalike(self, at: int) -> int:
        """Read a sign one part of which is a look-alike: `≥`, `＞=`, `。`."""
        plain, ends = "", []
        for offset in range(at, min(at + 3, len(self.text))):
            sign = self.text[offset]
            meant = _LOOKALIKES.get(sign, sign if sign in "=<>!." else None)
            if meant is None or (offset > at and not meant):
                break
            plain += meant
            ends.append((len(plain), offset + 1))
        known = [(size, end) for size, end in ends if plain[:size] in _SIGNS]
        size, end = known[-1] if known else ends[0]
        meant, found = plain[:size], self.text[at:end]
        if meant in _SIGNS:
            if found != meant:
                self._correct("sign", found, meant, at, end)
            self._add_sign(meant, at, end)
        elif meant == "!":
            self._correct("operator", found, "not", at, end)
            self.tokens.append(Token("NOT", found, at, end))
        elif meant == "":
            self._correct("separator", found, "", at, end)
        else:
            self._say("PC113", self._span(at, end), {"found": found})
            self.holes.append(at)
        return end

    def _quoted(self, found: str, inner: str, at: int, end: int) -> None:
        right = '"' + inner.replace("\\", "\\\\").replace('"', '\\"') + '"'
        quotes = found[0] + found[-1]
        self.corrected.setdefault(("quotes", quotes), []).append((self._span(at, end), right))
        self.tokens.append(Token("STRING", right, at, end))

    def _unclosed(self, at: int) -> int:
        """Take the text up to a quote of another kind on the line, else the rest of the line."""
        other = re.compile("[^“”＂\r\n]*([“”＂])").match(self.text, at + 1)
        if other:
            self._quoted(self.text[at : other.end()], self.text[at + 1 : other.end() - 1], at, other.end())
            return other.end()
        end = at + len(self.text[at:].split("\n", 1)[0].rstrip())
        rest = self.text[at + 1 : end]
        self._say("PC107", self._span(at, min(end, at + 1 + len(rest))), {"found": self.text[at]})
        self.tokens.append(Token("STRING", '"' + re.sub(r'["\\]', "", rest)[: limits.TEXT_LENGTH] + '"', at, end))
        self.holes.append(at)
        return end

    def _byte_order_mark(self) -> int:
        if not self.text.startswith("\ufeff"):
            return 0
        where = self._span(0, 1)
        self._say("PC112", where, {}, fix=Fix((Edit(where, ""),)))
        return 1

    # --- reports ---

    def _plain(self, text: str, at: int) -> str:
        """Return `text` with full-width letters, digits and signs made plain, each reported."""
        for found in _FULL_WIDTH.finditer(text):
            sign = found.group()
            start = at + found.start()
            self._correct("character", sign, chr(ord(sign) - 0xFEE0), start, start + 1)
        return _FULL_WIDTH.sub(lambda found: chr(ord(found.group()) - 0xFEE0), text)

    def _correct(self, kind: str, found: str, right: str, at: int, end: int) -> None:
        key = (kind, "" if kind == "character" else found)
        self.corrected.setdefault(key, []).append((self._span(at, end), right))

    def _report_corrected(self) -> None:
        language = guess_language(self.tokens)
        for (kind, found), places in self.corrected.items():
            where, right = places[0]
            words = right in _SLIP_WORDS.values()
            meant = keyword(right, language) if words else right
            edits = tuple(Edit(span, self._apart(meant, span) if words else text) for span, text in places)
            shown = self.text[where.start : where.end]
            args: dict[str, Argument] = {"found": shown, "right": meant, "count": len(places)}
            code = {
                "sign": "PC110",
                "character": "PC110",
                "quotes": "PC111",
                "operator": "PC114",
                "date": "PC118",
                "separator": "PC119",
                "space": "PC117",
                "invisible": "PC117",
            }[kind]
            if kind == "quotes":
                args = {"found": f"{found[0]}…{found[-1]}", "count": len(places)}
            elif code == "PC117":
                args = {"found": f"U+{ord(found[0]):04X}", "count": len(places)}
            self._say(code, where, args, fix=Fix(edits))

    def _apart(self, word: str, span: Span) -> str:
        """Return a word with the spaces it needs where a sign stood."""
        before, after = self.text[: span.start][-1:], self.text[span.end : span.end + 1]
        return f"{'' if before.isspace() else ' '}{word}{'' if after.isspace() else ' '}"

    def _cut_short(self, code: str, text: str, at: int, end: int, limit: int, what: str = "") -> str:
        size = sum(sign.isdigit() for sign in text) if what == "digits" else end - at
        self._say(code, self._span(at, end), {"size": size, "limit": limit})
        return text[:limit]

    def _replace(self, at: int, end: int, text: str) -> Fix:
        return Fix((Edit(self._span(at, end), text),))

    def _say(self, code: str, span: Span, args: dict[str, Argument], fix: Fix | None = None) -> None:
        self.diagnostics.append(Diagnostic(code, span, args, fix=fix))

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.name, start, end)


def kinds(names: str) -> frozenset[str]:
    """Return a set of names written with spaces between: of terminals, or of rules."""
    return frozenset(names.split())


def guess_language(tokens: list[Token]) -> Keywords:
    """Return the keyword language of a file: that of the first word in it that is a keyword; English without one."""
    for token in tokens:
        if token.ways:
            return token.ways[0].language
    return "en"
