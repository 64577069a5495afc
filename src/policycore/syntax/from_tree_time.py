"""Syntax tree to AST: what is said about time and order, which is movement, duties and procedures.

In: nodes of the syntax tree, and the `Parts` that reads what they are made of. Out: nodes of the AST, and diagnostics
for days, times and cycles that do not exist and for clauses that only the other of two statements has.
"""

from __future__ import annotations

import re
from typing import Literal

from policycore.diagnostics.model import Edit, Fix, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.syntax import ast, limits
from policycore.syntax.from_tree_parts import Parts, name_text
from policycore.syntax.tokens import Token
from policycore.syntax.tree import Node
from policycore.syntax.words import SHORT_CYCLES, WORDS, Role, day_of_month, find, spell

#: Units in which a cycle is counted.
_CYCLES = ("day", "week", "month", "quarter", "year", "hour", "minute", "second")
_LAST_DAY = 31


# --- movement between tiers ---


def movement(parts: Parts, node: Node) -> ast.Movement:
    """Return the movement of a tiering."""
    items = tuple(_movement_item(parts, child) for child in node.nodes() if child.rule not in ("cite", "note"))
    return ast.Movement(items, parts.cite(node), parts.note(node), parts.span(node))


def _movement_item(parts: Parts, node: Node) -> ast.MovementItem:
    span = parts.span(node)
    match node.rule:
        case "every":
            return _cycle(parts, node.nodes()[0])
        case "gate":
            gate: Literal["enter", "keep"] = "enter" if node.has("ENTER") else "keep"
            return ast.Gate(gate, parts.head(node), parts.must_when(node), span)
        case "at_most_tiers":
            _counted(parts, parts.last_token(node), "tier")
            way: Literal["up", "down"] = "up" if node.has("UP") else "down"
            return ast.AtMostTiers(way, parts.whole(node.tokens("NUMBER")[0], limits.COUNT), span)
        case "up_after":
            return ast.UpAfter(parts.last(node), span)
        case "down_after":
            _counted(parts, parts.last_token(node), "review")
            return ast.DownAfter(parts.whole(node.tokens("NUMBER")[0], limits.COUNT), span)
        case _:
            return ast.Probation(parts.last(node), span)


def _counted(parts: Parts, token: Token, key: str) -> None:
    """Report where something else is counted than what is counted here."""
    word = find(name_text(token), "counted")
    if token.type == "NAME" and (word is None or word.key != key):
        right = spell(key, "counted", parts.keywords)
        fix = Fix((Edit(parts.span(token), right),))
        parts.say("PC162", parts.span(token), {"found": name_text(token), "right": right}, fix=fix)


def _cycle(parts: Parts, node: Node) -> ast.Cycle:
    token = node.tokens("NAME")[0]
    number = node.tokens("NUMBER")
    count = parts.whole(number[0], limits.COUNT) if number else 1
    unit = parts.ident(token, "unit")
    if unit.text not in _CYCLES:
        right = SHORT_CYCLES.get(unit.text) or _near(unit.text, _spellings("unit", parts, _CYCLES))
        fix = Fix((Edit(parts.span(token), right),)) if right else None
        help = Phrase("write-instead", {"right": right}) if right else None
        if find(unit.text, "weekday"):
            help = Phrase("weekday-in-a-week", {"day": name_text(token)})
        parts.say("PC156", parts.span(token), {"found": name_text(token)}, fix=fix, help=help)
        parts.unclear = True
    return ast.Cycle(unit, count, parts.span(node))


def _spellings(role: Role, parts: Parts, keys: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return how the words of a place (those among `keys`) are spelt in the language of the file."""
    found = [word for word in WORDS if word.role == role and (not keys or word.key in keys)]
    return tuple(spelling for word in found for spelling in word.spellings(parts.keywords))


# --- deadlines ---


def _time(parts: Parts, node: Node) -> ast.TimeLit | None:
    """Return the time of day that ends a clause, None where there is none."""
    time = node.find("time")
    return None if time is None else parts.time(time)


def _deadline(parts: Parts, node: Node) -> ast.Deadline | None:
    within, point = node.find("within_after"), node.find("by_point")
    if within is not None:
        amount, anchor = parts.exprs(within.nodes()[:2])
        return ast.WithinAfter(amount, anchor, _time(parts, within), parts.span(within))
    if point is not None:
        return ast.ByPoint(_until_or_before(point), parts.first(point), _time(parts, point), parts.span(point))
    return None


def _until_or_before(node: Node) -> Literal["until", "before"]:
    return "until" if node.has("UNTIL") else "before"


def _recurrence(parts: Parts, node: Node) -> ast.Recurrence | None:
    every = node.find("recurrence")
    if every is None:
        return None
    often, point, cycle = every.find("how_often"), every.find("cycle_point"), every.find("cycle")
    assert cycle is not None, "the grammar demands it"
    least, most = _how_often(parts, often) if often else (None, None)
    return ast.Recurrence(
        _cycle(parts, cycle),
        _cycle_point(parts, point) if point else None,
        parts.clause(every, "from"),
        least,
        most,
        parts.span(every),
    )


def _how_often(parts: Parts, node: Node) -> tuple[int | None, int | None]:
    """Return the least and the most of `2 times`, `2..3 times`, `at least 2 times`, `at most 2 times`."""
    written = node.tokens("NUMBER")
    first = parts.whole(written[0], limits.COUNT, least=int(len(written) == 1))
    last = parts.whole(written[-1], limits.COUNT) if len(written) > 1 else first
    return (None if node.has("AT_MOST") else first), (None if node.has("AT_LEAST") else last)


def _cycle_point(parts: Parts, node: Node) -> ast.CyclePoint:
    place: int | str | None = None
    for token in node.tokens("DAY_OF_MONTH"):
        place = int(re.sub(r"\D", "", token.text))
        if not 1 <= place <= _LAST_DAY:
            parts.say("PC158", parts.span(token), {"found": token.text})
    for token in node.tokens("NAME"):
        place = _day_name(parts, token)
    return ast.CyclePoint(_until_or_before(node), place, _time(parts, node), parts.span(node))


#: The last day of a period, in other words.
_ENDS = ("月末", "月底", "季末", "季度末", "年末", "年底", "周末", "最后一天", "末日", "end", "last")


def _near(text: str, known: tuple[str, ...]) -> str | None:
    """Return the word that was meant; between two Chinese signs one that differs is half of the word."""
    return nearest(text, known) if len(text) > 2 else None


def _day_name(parts: Parts, token: Token) -> int | str:
    """Return the English name of a weekday, or `last_day`; of a miswritten day of the month its number."""
    text = name_text(token)
    word = find(text, "weekday") or find(text, "day of a period")
    if word is not None:
        return word.key
    counted = re.fullmatch("第([0-9]+)[天号]", text)
    if counted:
        day = day_of_month(int(counted[1]), "zh")
        parts.say("PC160", parts.span(token), {"found": text, "right": day}, fix=Fix((Edit(parts.span(token), day),)))
        return int(counted[1])
    known = (*_spellings("weekday", parts), *_spellings("day of a period", parts))
    end = spell("last_day", "day of a period", parts.keywords) if text in _ENDS else None
    right = end or _near(text, known)
    fix = Fix((Edit(parts.span(token), right),)) if right else None
    help = Phrase("write-instead", {"right": right}) if right else None
    parts.say("PC157", parts.span(token), {"found": text}, fix=fix, help=help)
    parts.unclear = True
    return text


# --- duties and procedures ---


def duty(parts: Parts, node: Node) -> ast.Duty:
    """Return a duty."""
    return ast.Duty(
        parts.head(node),
        _deadline(parts, node) or _recurrence(parts, node),
        parts.by(node),
        parts.modality(node),
        parts.when(node),
        _deed(parts, node),
        parts.span(node),
    )


def procedure(parts: Parts, node: Node) -> ast.Procedure:
    """Return a procedure with its steps."""
    steps = tuple(_step(parts, child) for child in node.find_all("step"))
    return ast.Procedure(parts.head(node), steps, parts.when(node), parts.span(node))


def _step(parts: Parts, node: Node) -> ast.Step:
    return ast.Step(
        parts.head(node),
        parts.by(node),
        parts.modality(node),
        _deadline(parts, node),
        _listed(parts, node, "follow"),
        parts.when(node),
        _deed(parts, node),
        _listed(parts, node, "not_by"),
        _listed(parts, node, "stays"),
        parts.span(node),
    )


def _listed(parts: Parts, node: Node, rule: str) -> tuple[ast.Ident, ...]:
    clause = node.find(rule)
    return parts.names(clause) if clause else ()


#: Clauses of a deed that only a duty has, and the one that only a step has.
_ONLY_HERE = {"over": "duty", "where": "duty", "period": "duty", "done_by": "step"}


def _deed(parts: Parts, node: Node) -> ast.Deed | None:
    """Return which facts show that something was done; a clause that belongs to the other statement is left out."""
    deed = node.find("deed")
    if deed is None:
        return None
    for child in deed.nodes():
        if _ONLY_HERE.get(child.rule, node.rule) != node.rule:
            where = parts.span(parts.token(child))
            found = parts.source.text[where.start : where.end]
            parts.say("PC163", where, {"found": found}, help=Phrase(f"deed-{node.rule}"))
            parts.unclear = True
    return ast.Deed(
        parts.first(deed),
        parts.clause(deed, "over"),
        parts.clause(deed, "where"),
        parts.clause(deed, "period"),
        parts.clause(deed, "done_by"),
        parts.span(deed),
    )
