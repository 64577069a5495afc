"""The LALR tables of the grammar: computed by Lark, kept as JSON beside it, run by `syntax.parser`.

Building the parser of this grammar takes Lark about a second, and importing Lark alone a quarter of what `check` of a
small file may take in all. So the tables are computed once, by

    python -m policycore.syntax.tables

which writes the keyword section of `grammar/policy.lark` from `syntax.words` and then `grammar/policy.tables.json`.
The tables carry the digest of the grammar they were computed from; where it is not that of the grammar at hand (an
edited checkout), they are computed anew in memory. This is the only module that knows Lark.
"""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from attrs import frozen

from policycore.syntax import words

GRAMMAR = "policy.lark"
TABLES = "policy.tables.json"
_MARK = "// --- words: written from policycore/syntax/words.py by `python -m policycore.syntax.tables` ---\n"

#: What becomes of a part of a rule: dropped, kept as a child, or its children spliced in.
DROP, KEEP, SPLICE = 0, 1, 2


@frozen
class Rule:
    """A rule to reduce by.

    Attributes:
        origin: the symbol it makes.
        name: the name of the node it makes.
        parts: for each symbol on its right side DROP, KEEP or SPLICE.
        lift: with just one child, that child itself stands for the rule.
        inner: it makes no node of its own; its children go to the rule above.
        unit: it has just one part, and that stands for it.
    """

    origin: str
    name: str
    parts: tuple[int, ...]
    lift: bool
    inner: bool
    unit: bool


Row: TypeAlias = "dict[str, int]"


@frozen
class Tables:
    """An LALR(1) automaton.

    Attributes:
        actions: per state, by terminal: a state to shift to (from 0), or a rule to reduce by (-1 for rule 0, ...).
        gotos: per state, by the symbol a rule made: the next state.
        rules: the rules.
        start: the first state.
        accept: the state in which a whole file has been read.
    """

    actions: tuple[Row, ...]
    gotos: tuple[Row, ...]
    rules: tuple[Rule, ...]
    start: int
    accept: int


@cache
def load() -> Tables:
    """Return the tables of the grammar that ships with this package (or stands at the top of the checkout)."""
    grammar, stored = _read(GRAMMAR), _read(TABLES)
    data = json.loads(stored) if stored else {}
    if data.get("grammar") != _digest(grammar):
        data = compute(grammar)
    return _decode(data)


def _read(name: str) -> str:
    package = Path(__file__).parents[1]
    for folder in (package / "grammar", package.parents[1] / "grammar"):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    # Neither a folder on disk nor a checkout: the package lies in an archive. Imported here, as it is slow to import.
    from importlib.resources import files

    return (files("policycore") / "grammar" / name).read_text(encoding="utf-8")


def _digest(grammar: str) -> str:
    return hashlib.sha256(grammar.replace("\r\n", "\n").encode()).hexdigest()


def _decode(data: dict[str, Any]) -> Tables:
    symbols: list[str] = data["symbols"]

    def rows(packed: list[list[int]]) -> tuple[Row, ...]:
        return tuple({symbols[s]: a for s, a in zip(row[::2], row[1::2], strict=True)} for row in packed)

    rules = tuple(
        Rule(symbols[origin], name, tuple(parts), bool(lift), symbols[origin].startswith("_"), lift and parts == [KEEP])
        for origin, name, parts, lift in data["rules"]
    )
    return Tables(rows(data["actions"]), rows(data["gotos"]), rules, data["start"], data["accept"])


def compute(grammar: str) -> dict[str, Any]:
    """Return the tables of `grammar` as plain data, as they stand in the file; needs Lark.

    Lark numbers states, symbols and rules as its sets happen to fall; here they are put in a fixed order, so that one
    grammar gives one file.
    """
    from lark import Lark
    from lark.grammar import Rule as LarkRule
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Stands in for Lark's lexers, whose building takes longer than all the rest and is of no use here."""

        def __init__(self, conf: object) -> None:
            pass

        def lex(self, lexer_state: object, parser_state: object) -> Any:
            return iter(())

    built = Lark(grammar, parser="lalr", lexer=NoLexer, maybe_placeholders=False)
    serialized, memo = built.memo_serialize([LarkRule])
    table = serialized["parser"]["parser"]
    names: dict[int, str] = table["tokens"]

    symbols = sorted({*names.values(), *(rule.origin.name for rule in built.rules)})
    number_of = {name: number for number, name in enumerate(symbols)}
    packed = {key: _packed_rule(item, number_of) for key, item in memo.items() if item["__type__"] == "Rule"}
    # Two rules may differ only in what stands on their right sides, so that is part of the order.
    order = sorted(packed, key=lambda key: (packed[key], [symbol["name"] for symbol in memo[key]["expansion"]]))
    rule_number = {key: number for number, key in enumerate(order)}

    rows: dict[int, list[tuple[str, int, Any]]] = {
        state: sorted((names[symbol], kind, argument) for symbol, (kind, argument) in row.items())
        for state, row in table["states"].items()
    }
    start, accept = table["start_states"]["start"], table["end_states"]["start"]
    state_number = {start: 0}
    for state in (reached := [start]):
        for _, kind, argument in rows[state]:
            if kind == 0 and argument not in state_number:
                state_number[argument] = len(state_number)
                reached.append(argument)
    actions, gotos = [], []
    for state in reached:
        action_row: list[int] = []
        goto_row: list[int] = []
        for symbol, kind, argument in rows[state]:
            target = -1 - rule_number[argument["@"]] if kind == 1 else state_number[argument]
            (action_row if _is_terminal(symbol) else goto_row).extend((number_of[symbol], target))
        actions.append(action_row)
        gotos.append(goto_row)
    return {
        "grammar": _digest(grammar),
        "symbols": symbols,
        "start": state_number[start],
        "accept": state_number[accept],
        "rules": [packed[key] for key in order],
        "actions": actions,
        "gotos": gotos,
    }


def _packed_rule(item: dict[str, Any], number_of: dict[str, int]) -> list[Any]:
    origin = item["origin"]["name"]
    parts = [
        (DROP if symbol["filter_out"] else KEEP)
        if symbol["__type__"] == "Terminal"
        else (SPLICE if symbol["name"].startswith("_") else KEEP)
        for symbol in item["expansion"]
    ]
    # Lark lifts the only child of a `?rule` unless the alternative has a name of its own.
    lift = bool(item["options"]["expand1"]) and item["alias"] is None
    return [number_of[origin], item["alias"] or origin, parts, int(lift)]


def _is_terminal(symbol: str) -> bool:
    return symbol == "$END" or symbol.isupper()


def write(folder: Path) -> None:
    """Write the keyword section of the grammar in `folder`, and its tables."""
    path = folder / GRAMMAR
    rules, _, _ = path.read_text(encoding="utf-8").partition(_MARK)
    grammar = f"{rules}{_MARK}\n{words.grammar_section()}"
    path.write_text(grammar, encoding="utf-8")
    (folder / TABLES).write_text(as_json(compute(grammar)), encoding="utf-8")


def as_json(data: dict[str, Any]) -> str:
    """Return the tables as they are written: one state or rule to a line, so that changes can be looked at."""
    lines = []
    for key, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            body = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in value)
            lines.append(f"{json.dumps(key)}: [\n{body}\n]")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "grammar")
