"""How movement, duties and procedures are laid out: what is said about time and order.

In: a tree of `syntax.ast` and the `Spelling` of the keyword language to write. Out: documents of `format.doc`. Clauses
stand in the one order that the language has for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from policycore.format.blocks import block, clause, head_of, name_of, placed, source_of
from policycore.format.doc import Doc, texts
from policycore.format.expressions import (
    Level,
    actor_clause,
    after_word,
    before_word,
    condition_clause,
    expression,
    modality_clause,
    operand_of,
    when_clause,
)
from policycore.format.spelling import Spelling
from policycore.syntax import ast

_ENDS_IN_DATE = re.compile(r"(?:.* )?\d{4}-\d{2}-\d{2}", re.DOTALL)


# --- movement between tiers ---


def movement(say: Spelling, node: ast.Movement) -> Doc:
    """Return the movement of a tiering."""
    items = block([_movement_item(say, item) for item in node.items], tight=len(node.items) == 1)
    return (say.word("movement"), source_of(say, node.cite, node.note), items)


def _movement_item(say: Spelling, node: ast.MovementItem) -> Doc:
    return placed(node.span, _movement(say, node))


def _movement(say: Spelling, node: ast.MovementItem) -> Doc:
    match node:
        case ast.Cycle():
            return (say.word("every"), " ", say.cycle(node))
        case ast.Gate():
            return (say.word(node.word), " ", head_of(say, node.head), when_clause(say, node.when))
        case ast.AtMostTiers():
            return (say.word(node.word), " ", say.word("at most"), " ", say.counted(node.count, "tier"))
        case ast.UpAfter():
            return (say.word("up after"), " ", operand_of(say, node.stay, Level.SUM))
        case ast.DownAfter():
            return (say.word("down after"), " ", say.counted(node.reviews, "review"))
        case ast.Probation():
            return (say.word("probation"), " ", operand_of(say, node.length, Level.SUM))
        case _:
            assert_never(node)


# --- deadlines ---
#
# The mark of a clause stands behind the line at which it may begin, so that a comment before the clause stays there.


def _timing(say: Spelling, node: ast.Deadline | ast.Recurrence | None) -> Doc:
    match node:
        case None:
            return ()
        case ast.WithinAfter():
            amount = before_word(say, operand_of(say, node.amount, Level.SUM), "after")
            start = clause(placed(node.span, say.word("within")), " ", amount)
            time = () if node.time is None else clause(say.word("until"), " ", _time(node.time))
            anchor = clause(say.word("after"), " ", operand_of(say, node.anchor, Level.SUM))
            return (start, anchor, time)
        case ast.ByPoint():
            return _by_point(say, node)
        case ast.Recurrence():
            return _recurrence(say, node)
        case _:
            assert_never(node)


def _by_point(say: Spelling, node: ast.ByPoint) -> Doc:
    point = operand_of(say, node.point, Level.SUM)
    word = placed(node.span, say.word(node.word))
    if node.time is None:
        return clause(word, " ", point)
    if _ENDS_IN_DATE.fullmatch("".join(texts(point))):
        point = ("(", point, ")")  # else date and time would be read as one moment
    return clause(word, " ", point, " ", _time(node.time))


def _time(node: ast.TimeLit) -> Doc:
    return placed(node.span, node.text)


def _recurrence(say: Spelling, node: ast.Recurrence) -> Doc:
    often = placed(node.span, (_how_often(say, node), say.word("every")))
    every = clause(often, " ", placed(node.cycle.span, say.cycle(node.cycle)))
    start = () if node.start is None else clause(say.word("from"), " ", operand_of(say, node.start, Level.SUM))
    return (every, _cycle_point(say, node.point), start)


def _how_often(say: Spelling, node: ast.Recurrence) -> Doc:
    match node.least, node.most:
        case None, None:
            return ()
        case None, most:
            counts: Doc = (say.word("at most"), " ", str(most))
        case least, None:
            counts = (say.word("at least"), " ", str(least))
        case least, most:
            counts = str(least) if least == most else f"{least}..{most}"
    return (counts, " ", say.word("times"), " ")


def _cycle_point(say: Spelling, node: ast.CyclePoint | None) -> Doc:
    if node is None:
        return ()
    parts: list[Doc] = [say.word(node.word)]
    if node.place is not None:
        parts.append(say.day(node.place))
    if node.time is not None:
        parts.append(_time(node.time))
    return clause(placed(node.span, tuple((" ", part) if place else part for place, part in enumerate(parts))))


# --- duties and procedures ---


def duty(say: Spelling, node: ast.Duty) -> Doc:
    """Return what follows the word `duty`."""
    return (
        head_of(say, node.head),
        actor_clause(say, node.actor),
        modality_clause(say, node.modality),
        _timing(say, node.timing),
        when_clause(say, node.when),
        _deed(say, node.deed),
    )


def procedure(say: Spelling, node: ast.Procedure) -> Doc:
    """Return what follows the word `procedure`."""
    steps = block([placed(step.span, (say.word("step"), " ", _step(say, step))) for step in node.steps])
    return (head_of(say, node.head), when_clause(say, node.when), steps)


def _step(say: Spelling, node: ast.Step) -> Doc:
    return (
        head_of(say, node.head),
        actor_clause(say, node.actor),
        modality_clause(say, node.modality),
        _timing(say, node.deadline),
        _listed(say, "follow", node.follow),
        when_clause(say, node.when),
        _deed(say, node.deed),
        _listed(say, "not by", node.not_by),
        _listed(say, "stays", node.stays),
    )


def _listed(say: Spelling, word: str, names: Iterable[ast.Ident]) -> Doc:
    listed: list[Doc] = []
    for name in names:
        listed += ([", "] if listed else []) + [name_of(say, name)]
    return clause(say.word(word), " ", *listed) if listed else ()


def _deed(say: Spelling, node: ast.Deed | None) -> Doc:
    if node is None:
        return ()
    period, by = node.period, node.by
    return (
        clause(placed(node.span, say.word("done")), " ", operand_of(say, node.at, Level.SUM)),
        () if node.over is None else clause(say.word("over"), " ", expression(say, node.over)),
        condition_clause(say, "where", node.where),
        () if period is None else clause(after_word(say, "for", operand_of(say, period, Level.SUM))),
        () if by is None else clause(say.word("by"), " ", operand_of(say, by, Level.SUM)),
    )
