"""What is checked on finished Core: how deep evaluation goes."""

from __future__ import annotations

from policycore.check.world import World
from policycore.core import nodes as core
from policycore.core.walk import by_id, children, walk

#: Levels of Core that one evaluation may go down, through definitions and their expressions together. Part of the
#: language: every evaluator may be written with plain recursion.
DEEPEST = 200


def check_depth(program: core.Program, world: World) -> None:
    """Report the statements at which evaluation would go deeper than the language allows."""
    depth: dict[str, int] = {}
    index = by_id(program)
    for statement in program.statements:  # each stands after those it reads
        deepest = _depth(statement, depth)
        if deepest > DEEPEST:
            span = getattr(index[statement.id], "span", statement.span)
            world.report("PC442", span, name=statement.id, count=DEEPEST)
            deepest = 0  # said once, not again for each statement above
        for node in walk(statement):
            depth[node.id] = deepest


def _depth(statement: core.Statement, known: dict[str, int]) -> int:
    deepest = 0
    waiting: list[tuple[object, int]] = [(statement, 1)]
    while waiting:
        node, level = waiting.pop()
        below = known.get(node.target, 0) if isinstance(node, core.Ref) else 0
        deepest = max(deepest, level + below)
        waiting.extend((child, level + 1) for child in children(node))  # type: ignore[arg-type]  # a node of Core
    return deepest
