"""What is checked on finished Core: how deep evaluation goes."""

from __future__ import annotations

from collections.abc import Mapping

from policycore.check.world import World, name_of
from policycore.core import nodes as core
from policycore.core.walk import Node, by_id, children, walk

#: Levels of Core that one evaluation may go down, through definitions and their expressions together. Part of the
#: language: every evaluator may be written with plain recursion.
DEEPEST = 200


def check_depth(program: core.Program, world: World) -> None:
    """Report the statements at which evaluation would go deeper than the language allows, and none that read them."""
    depth: dict[str, int] = {}
    index = by_id(program)
    populations = {population.id: population for population in program.populations}
    for statement in program.statements:  # each stands after those it reads
        deepest, follows = _depth(statement, depth, populations)
        if deepest > DEEPEST and not follows:
            span = getattr(index[statement.id], "span", statement.span)
            world.report("PC442", span, name=name_of(statement.id), count=DEEPEST)
        for node in walk(statement):
            depth[node.id] = deepest


def _depth(
    statement: core.Statement, known: dict[str, int], populations: Mapping[str, core.Population]
) -> tuple[int, bool]:
    """Return how deep evaluating a statement goes, and whether something that it reads alone goes too deep."""
    deepest, follows = 0, False
    waiting: list[tuple[Node, int]] = [(statement, 1)]
    while waiting:
        node, level = waiting.pop()
        below = known.get(node.target, 0) if isinstance(node, core.Ref) else 0
        follows = follows or below > DEEPEST
        deepest = max(deepest, level + below)
        waiting.extend((child, level + 1) for child in children(node))
        if isinstance(node, core.GroupFact):
            of = populations[node.population]
            asked = (*of.groups, of.where, of.tie_break)  # who is a member, of which group
            waiting.extend((part, level + 1) for part in asked if part is not None)
    return deepest, follows
