"""New inputs out of those that are there: pieces left out, doubled, moved, exchanged, and signs nobody expects."""

from __future__ import annotations

import codecs
import random
import re
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from policycore.diagnostics.catalogue import ENTRIES
from policycore.syntax.words import KEYWORDS

ROOT = Path(__file__).parents[2]
FOUND = ROOT / "tests" / "fuzz_corpus"

_TOKEN = re.compile(r'"[^"\n]*"|[\w.]+|\s+|[^\w\s]')
_ODD = [
    *"{}[](),:@=<>!+-*/.\"'`#;%&|~\\\n\t ",
    *"，。：；（）｛｝“”＝≥≤　\ufeff\u200b\u202e\u0301\0\r\x0b\u2028😀é",
    *(
        "..",
        "...",
        "//",
        "/*",
        "'''",
        "$",
        "=>",
        "!=",
        ">=",
        "<=",
        "-0",
        "1_000",
        "1e9",
        "0x1",
        "1,000",
        "１２",
        "万",
        "亿",
    ),
    *(
        "2024-02-30",
        "2024-03-01",
        "9999-12-31",
        "0001-01-01",
        "9" * 400,
        "0." + "1" * 60,
        "1/0",
        "NaN",
        "inf",
        "unknown",
    ),
    *(
        "absent",
        "null",
        "~",
        "yes",
        "no",
        "是",
        "否",
        "未知",
        "空",
        "#N/A",
        "1E+05",
        "[]",
        "{}",
        "&a",
        "*a",
        "!!x",
        "---",
    ),
    *("500万 CNY", "5 USD", "85%", "24 hours", "3个月", "x.by", "a.b.c", "id", "_", "x1"),
]
_WORDS = [spelling for word in KEYWORDS for spelling in (*word.en, *word.zh)]
_ODD_BYTES = [
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    codecs.BOM_UTF8,
    b"\xed\xa0\x80",
    b"\xc3",
    b"\r",
    b"\r\n",
    b'"',
    b"\x1a",
]
_ENCODINGS = ("gb18030", "utf-16", "utf-16-le", "utf-32", "cp1252")


@frozen
class Corpus:
    """What mutations start from: texts of policies, and files of records and mappings."""

    policies: tuple[str, ...]
    data: tuple[bytes, ...]
    mappings: tuple[str, ...]


#: So many files of records at the end of the corpus are made for the record that is loaded.
_OWN = 5


def corpus() -> Corpus:
    """Return all policies of the repository, the samples of all messages, and small files of records."""
    paths = sorted([*(ROOT / "policies").rglob("*.policy"), *(ROOT / "tests" / "corpus").glob("*.policy")])
    policies = [path.read_text(encoding="utf-8") for path in paths]
    data: list[bytes] = []
    mappings = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "policies").rglob("*.map.yaml"))]
    for entry in ENTRIES.values():
        for sample in (entry.bad, entry.good):
            head, *parts = re.split(r"^--- (\S+)\n", sample, flags=re.MULTILINE)
            if not head.startswith("policycore "):
                policies.append(head)
            for name, text in zip(parts[::2], parts[1::2], strict=True):
                (mappings if name == "map.yaml" else data).append(text if name == "map.yaml" else text.encode())  # type: ignore[arg-type]  # one of each kind
    for path in sorted((ROOT / "policies").rglob("*.csv")):
        data.append(b"\n".join(path.read_bytes().split(b"\n")[:6]))
    data += [each.encode() for each in (_TABLE, _OBJECTS, _LINES, _YAML, _PEOPLE)]
    return Corpus(tuple(policies), tuple(data), (*mappings, _MAPPING))


_TABLE = (
    "id,金额,rate,length,score,count,day,since,kind,open,fine,fair,fair.by,fair.on,fair.grounds,signs,points_of,owner\n"
    "T1,5.10,85%,3个月,4 points,7,2024-03-01,2024-03-01 10:00,小,red,yes,no,Li,2024-03-01,minutes 7,late;early,1;2,P1\n"
    'T2,500万,5,"2 years",5分,0,2024-02-29,2024-03-01T10:00:20+08:00,big,"other",,,,,,[],,P2\n'
)
_PEOPLE = "nr,grade,boss\nP1,3,P2\nP2,9,\nP1,4,\n"
_OBJECTS = (
    '[{"id": "T1", "金额": "5", "owner": {"nr": "P1", "grade": 3},'
    ' "payments": [{"paid_on": "2024-03-01", "amount": 5}],'
    ' "fair": {"value": true, "by": "Li", "on": "2024-03-01", "grounds": "7"}, "signs": ["late"]},'
    ' {"id": "T2", "count": 1e3, "金额": 12345678901234567890.12, "kind": "unknown", "since": null, "points_of": [1]}]'
)
_LINES = '{"id": "T1", "count": 3}\n\n{"id": "T2", "count": "three"}\n{"id": "T1"}\n'
_YAML = (
    "- id: T1\n  金额: 1_000.50\n  day: 2024-03-01\n  fine: no\n  signs: [late]\n  owner: {nr: P1, grade: 3}\n"
    "- id: '007'\n  kind: \"unknown\"\n  payments:\n    - paid_on: 2024-03-01\n      amount: 5 CNY\n"
)
_MAPPING = (
    "columns: { No.: id, sum: [金额, rate] }\nvalues: { signs: { Y: late, N: }, count: { one: '1' } }\n"
    "ignore: [branch]\n"
    "events: { payments: { file: p.csv, owner: thing } }\n"
    "related: { owner: { file: o.csv, here: owner_nr, there: nr, events: { visits: { file: v.csv } } } }\n"
)


def new_text(rng: random.Random, texts: Sequence[str]) -> str:
    """Return a text made from one or two others, or from nothing."""
    if rng.random() < 0.05:
        return "".join(rng.choice(_ODD + _WORDS) + rng.choice(["", " ", "\n"]) for _ in range(rng.randrange(60)))
    text = rng.choice(texts)
    if len(text) > 6_000:  # a part of a large policy goes as far and takes less time
        statements = re.split(r"\n(?=\S)", text)
        start = rng.randrange(len(statements))
        text = "\n".join([statements[0], *statements[start : start + 12]])
    pieces = _TOKEN.findall(text)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 5, 10])):
        pieces = _mutated(rng, pieces, texts)
    return "".join(pieces)


def near_text(rng: random.Random, texts: Sequence[str]) -> str:
    """Return a text that is still likely to be read: names for names, numbers for numbers, statements moved."""
    text = rng.choice(texts)
    head, *rest = re.split(r"\n(?=\S)", text)
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        if rest:
            statement = rest.pop(rng.randrange(len(rest)))
            if rng.random() < 0.3:
                rest.insert(rng.randrange(len(rest) + 1), statement)
    pieces = _TOKEN.findall("\n".join([head, *rest])) or [""]
    for _ in range(rng.choice([1, 1, 2, 3, 6])):
        at = rng.randrange(len(pieces))
        for group in _LIKE:
            if pieces[at] in group:
                pieces[at] = rng.choice(group)
        if pieces[at][:1].isdecimal():
            pieces[at] = rng.choice(_NUMBERS)
        elif pieces[at].isidentifier() and pieces[at] not in _RESERVED:
            names = [piece for piece in pieces if piece.isidentifier() and piece not in _RESERVED]
            pieces[at] = rng.choice(names)
    return "".join(pieces)


_LIKE = (
    ("and", "or"),
    ("<", ">", "=", "<=", ">=", "!="),
    ("+", "-", "*", "/"),
    ("sum", "count", "max", "min", "average", "any", "all", "none", "latest", "earliest"),
    ("whole", "text", "yes_no", "date", "moment", "points", "percent", "number", "optional", "judged"),
    ("tier", "band", "rule", "grant", "matter", "limit", "factor", "benefit"),
    ("days", "months", "years", "hours", "CNY", "USD", "points", "%"),
    ("where", "over", "of", "in", "within", "before", "after", "at", "per", "from", "to"),
    ("known", "unknown", "present", "absent"),
)
_NUMBERS = ("0", "1", "2", "0.5", "85", "100", "1000000", "-1", "9" * 100, "2024-02-29", "0.01", "99.99", "500万")
_RESERVED = frozenset(_WORDS)


def _mutated(rng: random.Random, pieces: list[str], texts: Sequence[str]) -> list[str]:
    if not pieces:
        return [rng.choice(_ODD)]
    at = rng.randrange(len(pieces))
    until = min(len(pieces), at + rng.choice([1, 1, 1, 2, 4, 12, 50]))
    cut = pieces[at:until]
    match rng.randrange(11):
        case 0:
            return pieces[:at] + pieces[until:]
        case 1:
            return pieces[:until] + cut + pieces[until:]
        case 2:
            to = rng.randrange(len(pieces))
            rest = pieces[:at] + pieces[until:]
            return rest[:to] + cut + rest[to:]
        case 3:
            return [*pieces[:at], rng.choice(_ODD), *pieces[at:]]
        case 4:
            return [*pieces[:at], rng.choice(_ODD), *pieces[at + 1 :]]
        case 5:
            return [*pieces[:at], rng.choice(_WORDS), *pieces[at + 1 :]]
        case 6:
            return [*pieces[:at], " ", rng.choice(_WORDS), " ", *pieces[at:]]
        case 7:  # one name or number for another of the same text
            other = rng.choice(pieces)
            return [*pieces[:at], other, *pieces[at + 1 :]]
        case 8:
            strange = _TOKEN.findall(rng.choice(texts))
            begin = rng.randrange(len(strange)) if strange else 0
            return pieces[:at] + strange[begin : begin + rng.randrange(1, 40)] + pieces[until:]
        case 9:
            return pieces[:at] + cut * rng.choice([2, 3, 10, 70]) + pieces[until:]
        case _:
            return pieces[:at]


def new_bytes(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Return bytes made from those of a file, or from nothing."""
    if rng.random() < 0.03:
        return rng.randbytes(rng.randrange(200))
    data = rng.choice(seeds[-_OWN:] if rng.random() < 0.6 else seeds)
    if rng.random() < 0.75:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            pass
        else:
            return _encoded(rng, new_text(rng, [text, *(each.decode("utf-8", "replace") for each in seeds[-_OWN:])]))
    found = bytearray(data)
    for _ in range(rng.choice([1, 2, 5])):
        at = rng.randrange(len(found) + 1)
        match rng.randrange(4):
            case 0:
                found[at:at] = rng.choice(_ODD_BYTES)
            case 1:
                del found[at : at + rng.randrange(1, 8)]
            case 2:
                found[at : at + 1] = bytes([rng.randrange(256)])
            case _:
                other = rng.choice(seeds)
                found[at:at] = other[: rng.randrange(len(other) + 1)]
    return bytes(found)


def _encoded(rng: random.Random, text: str) -> bytes:
    if rng.random() < 0.03:
        return text.encode(rng.choice(_ENCODINGS), "replace")
    return text.encode("utf-8", "surrogatepass")
