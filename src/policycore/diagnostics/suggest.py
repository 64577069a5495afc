"""Nearest names: what an author may have meant by a name that does not exist.

A suggestion is made only when it is probably right: the distance has a limit that grows with the length of the name,
case and full width are ignored, and two neighbours that were swapped count as one slip. Chinese names are short and
each sign carries much, so there half of the signs (at least one) must agree.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Longer texts are not compared: nobody mistypes a name of this length, and the cost grows with the square.
_LONGEST = 64


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """Return the name among `known` that `wrong` was probably meant to be, or None.

    Ties go to the name that stands first in `known`.

    >>> nearest("incme", ["age", "income", "region"])
    'income'
    >>> nearest("客户类别", ["客户类型", "金额"])
    '客户类型'
    >>> nearest("colour", ["age", "income"]) is None
    True
    """
    found = nearest_all(wrong, known, most=1)
    return found[0] if found else None


def nearest_all(wrong: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return at most `most` names near to `wrong`, nearest first."""
    folded = _fold(wrong)
    if not folded or len(folded) > _LONGEST:
        return ()
    limit = _limit(folded)
    signs = set(folded)
    scored: list[tuple[int, bool, int, str]] = []
    for place, name in enumerate(dict.fromkeys(known)):
        candidate = _fold(name)
        if name == wrong or not candidate or abs(len(candidate) - len(folded)) > limit:
            continue
        # A slip changes at most two of the signs that occur; a quick look, as files with many mistakes ask this often.
        if len(signs.symmetric_difference(candidate)) > 2 * limit:
            continue
        apart = distance(folded, candidate, limit)
        if apart <= limit:
            scored.append((apart, candidate[0] != folded[0], place, name))
            scored = sorted(scored)[:most]
            if len(scored) == most:  # what is farther than these is of no interest any more
                limit = scored[-1][0]
    return tuple(name for *_, name in scored)


def distance(a: str, b: str, limit: int) -> int:
    """Return how many slips (a sign left out, added, replaced, or two swapped) lie between two texts.

    Above `limit` the exact figure does not matter; any number above it may come back.
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before = before, row
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _limit(name: str) -> int:
    if any(_is_ideograph(sign) for sign in name):
        return 0 if len(name) < 2 else min(2, len(name) // 2)
    if len(name) < 3:
        return 0
    return 1 if len(name) < 6 else 2 if len(name) < 12 else 3


def _fold(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()


def _is_ideograph(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff"
