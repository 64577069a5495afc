"""Which keys have been given, kept small: a table of millions of records must not need memory for all its keys.

Goes in: keys with their rows, in order. Comes out: whether a key, or one that looks like it, was given before. Of each
key twelve bytes of its digest are kept and the row, sixteen bytes in all; that two keys among a thousand million share
these bytes by chance is as good as impossible.
"""

from __future__ import annotations

import unicodedata
from array import array
from hashlib import blake2b

from attrs import frozen

#: Rows beyond this are not told apart from each other; no table has so many.
_MOST_ROWS = 2**32 - 1
#: So many keys that look alike are compared; with more it is plain that they are meant so.
_MOST_ALIKE = 64


def fold(key: str) -> str:
    """Return a key without what people overlook: case, width, spaces around it and noughts before it.

    >>> fold(" ａ-07"), fold("007"), fold("0")
    ('a-07', '7', '0')
    """
    plain = key if key.isascii() else unicodedata.normalize("NFKC", key)
    plain = plain.strip().casefold()
    return plain.lstrip("0") or "0" if plain.isdecimal() else plain


@frozen
class Before:
    """What was there before a key came: the row that gave it already, else the first row of one that looks like it."""

    row: int | None = None
    alike: int | None = None


NOTHING = Before()


class Keys:
    """The keys given so far, each with the row that gave it first.

    A table with open addressing: a key stands where the digest of its folded form leads, or as near after that as
    there is room, so that all that look alike are met on one way. Eight bytes are of that digest, four of its own.
    """

    def __init__(self) -> None:
        self._size = 0
        self._make(1024)

    def add(self, key: str, row: int) -> Before:
        """Return what was given before, and remember the key if it is new."""
        plain = fold(key)
        head, tail = _digest(plain), _digest(key) & 0xFFFFFFFF
        heads, tails, rows, mask = self._heads, self._tails, self._rows, self._mask
        alike: int | None = None
        met, slot = 0, head & mask
        while heads[slot]:
            if heads[slot] == head:
                if tails[slot] == tail:
                    return Before(rows[slot])
                alike = rows[slot] if alike is None else alike
                met += 1
                if met == _MOST_ALIKE:  # so many look alike that the way would grow long: go by the key itself
                    head, met = _digest(key + "\0"), -(2**62)
                    slot = head & mask
                    continue
            slot = (slot + 1) & mask
        heads[slot], tails[slot], rows[slot] = head, tail, min(row, _MOST_ROWS)
        self._size += 1
        if 3 * self._size > 2 * mask:
            self._grow()
        return NOTHING if alike is None else Before(alike=alike)

    def __len__(self) -> int:
        return self._size

    def _make(self, slots: int) -> None:
        self._mask = slots - 1
        self._heads = array("Q", [0]) * slots
        self._tails = array("I", [0]) * slots
        self._rows = array("I", [0]) * slots

    def _grow(self) -> None:
        old = self._heads, self._tails, self._rows
        self._make(2 * len(self._heads))
        heads, tails, rows, mask = self._heads, self._tails, self._rows, self._mask
        # From a free slot on, so that those on one way come again in the order in which they came first.
        start = next(slot for slot, head in enumerate(old[0]) if not head)
        count = len(old[0])
        for place in range(start, start + count):
            was = place % count
            head = old[0][was]
            if head:
                slot = head & mask
                while heads[slot]:
                    slot = (slot + 1) & mask
                heads[slot], tails[slot], rows[slot] = head, old[1][was], old[2][was]


def _digest(text: str) -> int:
    # A slot whose head is nought is free.
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") or 1
