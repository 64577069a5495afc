"""Which keys have been given, kept small: a table of millions of records must not need memory for all its keys.

Goes in: keys with their rows, in order. Comes out: whether a key, or one that looks like it, was given before. Of each
key twelve bytes of its digest are kept and the row, sixteen bytes in all; that two keys among a thousand million share
these bytes by chance is as good as impossible.
"""

from __future__ import annotations

import unicodedata
from array import array
from hashlib import blake2b

#: Rows beyond this are not told apart from each other; no table has so many.
_MOST_ROWS = 2**32 - 1


def fold(key: str) -> str:
    """Return a key without what people overlook: case, width, spaces around it and noughts before it.

    >>> fold(" ａ-07"), fold("007"), fold("0")
    ('a-07', '7', '0')
    """
    plain = key if key.isascii() else unicodedata.normalize("NFKC", key)
    plain = plain.strip().casefold()
    return plain.lstrip("0") or "0" if plain.isdecimal() else plain


class Keys:
    """The keys given so far, each with the row that gave it first."""

    def __init__(self) -> None:
        self._size = 0
        self._make(1024)

    def first_row(self, key: str, row: int) -> int | None:
        """Return the row that gave this key before; None where it is new, and then it is remembered."""
        return self._put(key.encode("utf-8", "surrogatepass"), row)

    def row_alike(self, key: str, row: int) -> int | None:
        """Return the row of another key that looks like this one, which is new; None where there is none."""
        plain = fold(key)
        mark = b"\xff" + plain.encode("utf-8", "surrogatepass")  # no text begins so
        if plain == key:
            return self._get(mark)
        found = self._get(plain.encode("utf-8", "surrogatepass"))
        return found if found is not None else self._put(mark, row)

    def __len__(self) -> int:
        return self._size

    def _make(self, slots: int) -> None:
        self._mask = slots - 1
        self._heads = array("Q", bytes(8 * slots))
        self._tails = array("I", bytes(4 * slots))
        self._rows = array("I", bytes(4 * slots))

    def _find(self, head: int, tail: int) -> int:
        """Return the slot of a digest, or the free one where it belongs."""
        heads, tails, mask = self._heads, self._tails, self._mask
        slot = head & mask
        while heads[slot] and not (heads[slot] == head and tails[slot] == tail):
            slot = (slot + 1) & mask
        return slot

    def _get(self, data: bytes) -> int | None:
        head, tail = _digest(data)
        slot = self._find(head, tail)
        return self._rows[slot] if self._heads[slot] else None

    def _put(self, data: bytes, row: int) -> int | None:
        head, tail = _digest(data)
        slot = self._find(head, tail)
        if self._heads[slot]:
            return self._rows[slot]
        self._heads[slot], self._tails[slot], self._rows[slot] = head, tail, min(row, _MOST_ROWS)
        self._size += 1
        if 3 * self._size > 2 * self._mask:
            self._grow()
        return None

    def _grow(self) -> None:
        heads, tails, rows = self._heads, self._tails, self._rows
        self._make(2 * len(heads))
        for head, tail, row in zip(heads, tails, rows, strict=True):
            if head:
                slot = self._find(head, tail)
                self._heads[slot], self._tails[slot], self._rows[slot] = head, tail, row


def _digest(data: bytes) -> tuple[int, int]:
    found = blake2b(data, digest_size=12).digest()
    # A slot whose head is nought is free.
    return int.from_bytes(found[:8], "little") or 1, int.from_bytes(found[8:], "little")
