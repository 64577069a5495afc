"""Colours for policy text: a lexer for Pygments, which documentation builders, notebooks and terminals use.

Made from the one table of words, so both keyword languages are coloured and a new word needs nothing here. It knows
tokens and their neighbours, not the grammar: a word that may lead a statement and be a name elsewhere is taken for the
word where a name or a number follows. Broken text is coloured as far as it goes. Pygments is no dependency; whoever
asks for this module has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pygments.lexer import RegexLexer, bygroups, default
from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, Punctuation, String, Whitespace

from policycore.syntax.words import AT_LEAST_OF, DAY_OF_MONTH, WORDS, Role

__all__ = ["PolicyLexer"]

_groups: Callable[..., Any] = bygroups  # its stub says nothing of the arguments

#: Leading words after which the name is somebody else's: it is used, not declared.
_USING = frozenset(
    {"use", "answers", "grant", "given", "expect", "missing", "up", "down", "severity", "enter", "keep", "probation"}
)
_NUMBERED = frozenset({"cap", "floor", "weight", "up", "down", "probation"})
#: Reserved words that may follow a leading one.
_OPENING = frozenset({"for each", "from", "any", "if", "at most", "every", "note"})
_NAME = r"(?:[^\W\d]\w*|`[^`\r\n]*`)"


def _any(spellings: list[str]) -> str:
    """Return the pattern of any of the spellings as whole words, longer ones first."""
    ways = sorted(set(spellings), key=lambda spelling: (-len(spelling), spelling))
    return "(?:" + "|".join(r"\s+".join(map(re.escape, way.split(" "))) for way in ways) + r")(?!\w)"


def _of(role: Role, keys: frozenset[str] | None = None, *, but: frozenset[str] = frozenset()) -> str:
    words = [word for word in WORDS if word.role == role and (keys is None or word.key in keys) and word.key not in but]
    return _any([spelling for word in words for spelling in (*word.en, *word.zh)])


_RESERVED = _of("reserved")
_EVERY, _POINT = _of("reserved", frozenset({"every"})), _of("reserved", frozenset({"until", "before"}))
_MOVED = _of("reserved", frozenset({"at most", "down after"}))
_DAYS = f"(?:{_of('weekday')}|{_of('day of a period')})"
_WORKING_DAYS = _of("reserved", frozenset({"working days"}))
_AT_LEAST_OF = "|".join(rf"{re.escape(before)}\s*\d+\s*{after}(?!\w)" for before, after in AT_LEAST_OF.values())
_DAY_OF_MONTH = "|".join(rf"{before}\s*\d+\s*{after}(?!\w)" for before, after in DAY_OF_MONTH.values())
_DATE = r"\d{4}-\d{2}-\d{2}(?!\d)"


class PolicyLexer(RegexLexer):
    """Cuts policy text, in English or Chinese keywords, for colouring."""

    name = "policycore"
    url = "https://pypi.org/project/policycore/"
    aliases = ["policy", "policycore"]  # noqa: RUF012  # as Pygments wants it
    filenames = ["*.policy"]  # noqa: RUF012
    mimetypes = ["text/x-policy"]  # noqa: RUF012
    flags = re.MULTILINE

    tokens = {  # noqa: RUF012
        "root": [
            (r"\s+", Whitespace),
            (r"#[^\r\n]*", Comment.Single),
            (r'"', String.Double, "text"),
            (rf"{_DATE}(?:[ \tT]+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?", Literal.Date),
            (_AT_LEAST_OF, Keyword.Reserved),
            (_DAY_OF_MONTH, Literal.Date),
            # A time of day, for which a number, a colon and a number without spaces between are taken.
            (r"\d{1,2}:\d{2}(?::\d{2})?(?![\w:])", Literal.Date),
            (
                rf"(\d[\d_]*(?:\.\d[\d_]*)?[万亿]?%?)([ \t]*)({_of('unit')}|{_WORKING_DAYS}|[A-Z]{{3}}(?!\w))",
                _groups(Number, Whitespace, Keyword.Type),
            ),
            (r"\d[\d_]*(?:\.\d[\d_]*)?[万亿]?(?:[ \t]*%)?", Number),
            (rf"(\.)({_NAME})", _groups(Punctuation, Name.Attribute)),
            (rf"({_EVERY})(\s+)({_of('unit')})", _groups(Keyword.Reserved, Whitespace, Keyword.Type)),
            (
                rf"({_MOVED})(\s+)(\d+)(\s*)({_of('counted')})",
                _groups(Keyword.Reserved, Whitespace, Number, Whitespace, Keyword.Type),
            ),
            (rf"({_POINT})(\s+)({_DAYS})", _groups(Keyword.Reserved, Whitespace, Literal.Date)),
            (_RESERVED, Keyword.Reserved),
            # A word that leads a statement is the word where a name follows, or what this word wants.
            (
                rf"({_of('leading', but=_USING)})(\s+)(?!{_RESERVED})({_NAME})",
                _groups(Keyword.Declaration, Whitespace, Name.Function),
            ),
            (rf"{_of('leading', _USING)}(?=\s+(?!{_RESERVED}){_NAME})", Keyword.Declaration),
            (rf"{_of('leading', _NUMBERED)}(?=\s+\d)", Keyword.Declaration),
            (rf"{_of('leading', frozenset({'times', 'movement'}))}(?=\s*\{{)", Keyword.Declaration),
            (rf"{_of('leading', frozenset({'movement'}))}(?=\s*@)", Keyword.Declaration),
            (
                rf"{_of('leading')}(?=\s+(?:{_of('reserved', _OPENING)}))",
                Keyword.Declaration,
            ),
            (rf"{_of('function')}(?=\s*\()", Name.Builtin),
            (rf'{_NAME}(?=\s*:|\s+")', Name.Attribute),
            (_NAME, Name),
            (r":", Punctuation, "type"),
            (r"@", Name.Decorator),
            (r"\.\.\.?|!=|<=|>=|[=<>+\-*/]", Operator),
            (r"[{}\[\](),]", Punctuation),
        ],
        # After a colon stands a type, or something else that the root knows.
        "type": [
            (r"\s+", Whitespace),
            (_of("reserved", frozenset({"judged", "list of", "set of"})), Keyword.Reserved),
            (_of("type"), Keyword.Type, "#pop"),
            default("#pop"),
        ],
        "text": [
            (r'[^"\\\r\n]+', String.Double),
            (r"\\[^\r\n]", String.Escape),
            (r'"', String.Double, "#pop"),
            # A text ends with its line, also where the quote was forgotten.
            default("#pop"),
        ],
    }
