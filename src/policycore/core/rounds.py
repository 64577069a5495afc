"""In which order the facts of groups are worked out: those that others read first.

Goes in: a checked program. Comes out: rounds of facts; who measures the members goes over them once per round.
"""

from __future__ import annotations

from typing import cast

from policycore.core import nodes as core
from policycore.core.walk import by_id, population_facts, walk


def rounds(program: core.Program, record: str) -> tuple[tuple[core.GroupFact, ...], ...]:
    """Return the population facts about a kind of record, those that read others in a later round than these."""
    facts = {fact.id: fact for fact in population_facts(program)}
    own = {id: fact for id, fact in facts.items() if _population(program, fact).record == record}
    reads = {id: _read_facts(program, fact) & set(own) for id, fact in own.items()}
    found: list[tuple[core.GroupFact, ...]] = []
    done: set[str] = set()
    while len(done) < len(own):
        ready = [id for id in own if id not in done and reads[id] <= done]
        assert ready, "the checker refuses circles"
        found.append(tuple(own[id] for id in ready))
        done.update(ready)
    return tuple(found)


def _population(program: core.Program, fact: core.GroupFact) -> core.Population:
    return next(population for population in program.populations if population.id == fact.population)


def _read_facts(program: core.Program, fact: core.GroupFact) -> set[str]:
    """Return the ids of the population facts that a member's standing in another one rests on."""
    index = by_id(program)
    population = _population(program, fact)
    found: set[str] = set()
    seen: set[str] = set()
    first = (fact.value, fact.where, population.where, population.tie_break, *population.groups)
    waiting: list[core.Expr] = [part for part in first if part is not None]
    while waiting:
        for node in walk(waiting.pop()):
            match node:
                case core.GroupFact():
                    found.add(node.id)
                    other = _population(program, node)
                    waiting += [
                        p for p in (other.where, other.tie_break, *other.groups) if p is not None and _new(p, seen)
                    ]
                case core.Ref(target=target) if target not in seen:
                    seen.add(target)
                    waiting.append(cast("core.Expr", index[target]))
                case _:
                    pass
    return found


def _new(part: core.Expr, seen: set[str]) -> bool:
    """Whether a part is met for the first time."""
    before = part.id in seen
    seen.add(part.id)
    return not before
