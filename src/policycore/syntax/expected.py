"""What could have stood at a place, in the author's words: a condition, `when` or `otherwise`, a closing `}`.

In: the terminals that would fit, and what came before. Out: a phrase for the catalogue. Terminals never show.
"""

from __future__ import annotations

from collections.abc import Iterable

from policycore.diagnostics.model import Phrase
from policycore.syntax.tokens import kinds
from policycore.syntax.words import AT_LEAST_OF, BY_TERMINAL, Keywords

SIGNS = {
    "LBRACE": "{",
    "RBRACE": "}",
    "LBRACKET": "[",
    "RBRACKET": "]",
    "LPAREN": "(",
    "RPAREN": ")",
    "COMMA": ",",
    "COLON": ":",
    "CITE_SIGN": "@",
    "DOTS": "..",
    "ELLIPSIS": "...",
    "EQUAL": "=",
    "DIVIDE": "/",
    "MINUS": "-",
    "MORE": ">",
    "LESS": "<",
    "AT_LEAST_SIGN": ">=",
    "AT_MOST_SIGN": "<=",
    "UNEQUAL": "!=",
}
_CLOSERS = ("RBRACE", "RBRACKET", "RPAREN")
_OPERATORS = kinds(
    "PLUS MINUS TIMES_SIGN DIVIDE PER PER_FULL AT IN IS WITHIN EQUAL UNEQUAL LESS AT_MOST_SIGN MORE"
    " AT_LEAST_SIGN AND OR DOT_NAME LBRACKET LPAREN RISES_WITH FALLS_WITH IGNORES SAME_AS"
)
_EXPRESSION = kinds(
    "NUMBER STRING DATE MOMENT YES NO ABSENT UNKNOWN NOT_STATED NAME LPAREN IF NOT MINUS ALL_OF ANY_OF"
    " AT_LEAST_OF TABLE"
)
_CLAIMS = kinds("RISES_WITH FALLS_WITH IGNORES SAME_AS IS")
_DATA = kinds("LBRACE LBRACKET")
_OUTCOME = kinds("UNDETERMINED CONFLICT NOT_APPLICABLE NOT_GRANTED")
_BOUNDS = kinds("AT_LEAST AT_MOST MORE_THAN LESS_THAN NUMBER MINUS DATE MOMENT")
_HEAD = kinds("STRING CITE_SIGN NOTE FOR")
_FIELD_TAIL = kinds("OPTIONAL DEFAULT MARKS")
#: After these stands a condition, elsewhere an expression is called a value.
_BEFORE_CONDITION = kinds("WHEN WHERE IF AND OR NOT ALWAYS NEVER EXCEPT")
_MOST = 4


def expectation(terminals: Iterable[str], before: str, language: Keywords, top: bool) -> Phrase:
    """Return what is expected where `terminals` would fit after a token of type `before`.

    `top`: no bracket is open here, so what may begin is a statement of the file.
    """
    left = set(terminals)
    parts: list[Phrase] = []

    def take(terminals: Iterable[str], key: str) -> None:
        left.difference_update(terminals)
        parts.append(Phrase(key))

    if {"AT_LEAST", "AT_MOST", "MORE_THAN"} <= left:
        # Bounds, a unit and what follows them may all be left out.
        left -= _BOUNDS | {"LPAREN"}
    if "DAY_OF_MONTH" in left:
        take(("DAY_OF_MONTH", "NAME"), "a-day")
    if "TIME" in left and "PLUS" not in left and len(left) < 3:
        take(("TIME",), "a-time")
    left -= {"TIME", "WORKING_DAYS"}
    if "PLUS" in left:
        # A whole expression stands before: what ends it helps more than what could lengthen it.
        claims = left & _CLAIMS if "RISES_WITH" in left else set()
        defines = left & {"EQUAL"} if "LESS" not in left else set()
        left = (left - _OPERATORS) | claims | defines
        if not claims and not left & {"THEN", "ELSE", "EQUAL", *_CLOSERS}:
            parts.append(Phrase("an-operator"))
        if before == "NUMBER":
            left.discard("NAME")
    elif {"NUMBER", "LPAREN"} <= left:
        take(_EXPRESSION, "a-condition" if before in _BEFORE_CONDITION else "a-value")
        left -= {"ANY", "LBRACE", "EQUAL", "UNEQUAL", "LESS", "AT_MOST_SIGN", "MORE", "AT_LEAST_SIGN"}
    elif {"NUMBER", "STRING", "LBRACKET"} <= left or {"NUMBER", "STRING", "DATE"} <= left:
        take(_EXPRESSION | _DATA | _OUTCOME, "a-value")
    if "LIST_OF" in left:
        take(("LIST_OF", "SET_OF", "NAME", "LBRACE", "JUDGED"), "a-type")
    if left - _HEAD - {"DIVIDE"} - {"$END"}:
        left -= _HEAD | {"DIVIDE"} if before in ("NAME", "STRING", "ANY") else set()
    if left >= _FIELD_TAIL or ("MARKS" in left and "NAME" in left):
        left -= _FIELD_TAIL
    if "COLON" in left:
        left.discard("LBRACKET")
    if "KEY" in left:
        take(("KEY", "NAME"), "a-field")
    leading = {t for t in left if t in BY_TERMINAL and BY_TERMINAL[t].role == "leading"}
    if len(leading) > 3:
        take(leading, "a-statement" if top else "a-part")
        left -= {"OTHERWISE"} if not top else set()
    if "NAME" in left:
        take(("NAME",), "a-name")
    if {"NUMBER", "MINUS"} <= left or "NUMBER" in left:
        take(("NUMBER", "MINUS"), "a-number")
    if "STRING" in left:
        take(("STRING",), "a-text")
    if left & {"DATE", "MOMENT"}:
        take(("DATE", "MOMENT"), "a-date")
    if len(left) > 1:
        left.discard("$END")
    words = sorted(t for t in left if t in BY_TERMINAL)
    parts += [Phrase("sign", {"sign": BY_TERMINAL[t].spellings(language)[0]}) for t in words]
    if "AT_LEAST_OF" in left:
        parts.append(Phrase("sign", {"sign": " 2 ".join(AT_LEAST_OF[language])}))
    parts += [Phrase("sign", {"sign": sign}) for t, sign in SIGNS.items() if t in left and t not in _CLOSERS]
    parts += [Phrase("closing", {"sign": SIGNS[t]}) for t in _CLOSERS if t in left]
    if "$END" in left and not parts:
        parts.append(Phrase("a-statement"))
    return one_of(parts)


def one_of(parts: list[Phrase]) -> Phrase:
    """Return `a, b or c`; of many the first few."""
    if not parts:
        return Phrase("something-else")
    parts = parts[:_MOST]
    if len(parts) == 1:
        return parts[0]
    return Phrase(f"one-of-{len(parts)}", {f"p{number}": part for number, part in enumerate(parts, 1)})
