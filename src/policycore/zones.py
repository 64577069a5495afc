"""The local clock of a named time zone, out of the package `tzdata`: an edge of the house, beside `files`.

In: the name of a zone in the IANA data base. Out: a `Zone` of Core, which goes into the program and from there into
the bundle, so that nothing that decides looks a zone up: an update of the data base changes no decision that was made.
The files of the system are not read, since each machine has its own.

The data base holds that what it says of years before 1970 is not reliable, so changes from 1970 on are taken; until
2099 by the rules that are enacted now. Layout of the files: RFC 9636.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from io import BytesIO

from policycore.core.nodes import Zone

_EPOCH = datetime(1970, 1, 1)
_FIRST, _LAST = _EPOCH, datetime(2099, 12, 31)
#: A rule does not change the clock twice within so short a time.
_SHORTEST = timedelta(days=10)
_HEADER = struct.Struct(">4s1s15x6L")


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all zones."""
    from importlib.resources import files

    return frozenset((files("tzdata") / "zones").read_text("utf-8").split())


@lru_cache(maxsize=64)
def zone_named(name: str) -> Zone | None:
    """Return the clock of a zone, None where there is no zone of this name."""
    if name not in zone_names():
        return None
    from importlib.resources import files

    return zone_of(name, files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes())


def zone_of(name: str, data: bytes) -> Zone:
    """Return the clock that the bytes of a TZif file describe."""
    changes = [*_listed(data)]
    changes += _foreseen(data, changes[-1][0] if changes else _EPOCH)
    offset = _offset_at(data, _FIRST)
    kept: list[tuple[datetime, int]] = []
    before = offset
    for at, after in changes:
        # What changes is often only the name of the time, or whether it is called summer time.
        if _FIRST < at <= _LAST and after != before:
            kept.append((at, after))
            before = after
    return Zone(name, offset, tuple(kept))


def _listed(data: bytes) -> Iterator[tuple[datetime, int]]:
    """Yield the changes that a file lists: when (in UTC), and the offset from then on."""
    *_, utc_count, wall_count, leaps, times, types, signs = _HEADER.unpack_from(data)
    # The first block has 32 bits for a moment; the second one, which follows, has 64.
    start = _HEADER.size + times * 5 + types * 6 + signs + leaps * 8 + wall_count + utc_count
    *_, times, types, _ = _HEADER.unpack_from(data, start)
    start += _HEADER.size
    moments = struct.unpack_from(f">{times}q", data, start)
    kinds = struct.unpack_from(f">{times}B", data, start + times * 8)
    offsets = [struct.unpack_from(">lBB", data, start + times * 9 + kind * 6)[0] for kind in range(types)]
    for moment, kind in zip(moments, kinds, strict=True):
        if moment > (_FIRST - _EPOCH).total_seconds():
            yield _EPOCH + timedelta(seconds=moment), offsets[kind]


def _foreseen(data: bytes, after: datetime) -> Iterator[tuple[datetime, int]]:
    """Yield the changes by the rule at the end of a file, which holds after those that it lists."""
    rule = data.rstrip(b"\n").rpartition(b"\n")[2]
    if b"," not in rule:
        return  # the offset stays what it is
    before, day = _offset_at(data, after), after
    while day < _LAST:
        following = day + _SHORTEST
        if (offset := _offset_at(data, following)) != before:
            low, high = day, following
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (low, middle) if _offset_at(data, middle) == offset else (middle, high)
            yield high, offset
            before = offset
        day = following


def _offset_at(data: bytes, moment: datetime) -> int:
    offset = moment.replace(tzinfo=UTC).astimezone(_zone_info(data)).utcoffset()
    assert offset is not None
    return offset // timedelta(seconds=1)


@lru_cache(maxsize=4)
def _zone_info(data: bytes) -> tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo.from_file(BytesIO(data))
