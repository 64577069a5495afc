"""Where a record stands among the others: its group, its place, who stands beside it, and where a ranking is cut off.

Goes in: the supporting path of a decision and the trace beside it. Comes out: sentences, each with lines below it. Of
the others only values are told, never who they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import node_of, traced_type
from policycore.explain.describe import beside_text
from policycore.explain.evidence import Evidence
from policycore.explain.tree import BESIDE
from policycore.explain.wording import Wording


def place_lines(
    wording: Wording, evidence: Evidence, instances: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a sentence for each fact of a group on the path, and one for each comparison that cuts a ranking off."""
    for instance in instances:
        name = node_of(instance)
        suffix = instance[len(name) :]
        match evidence.index.get(name):
            case n.GroupFact() as fact:
                outcome = evidence.outcome(name, suffix)
                told = fact.kind != "size"  # it stands beside every other fact
                if told and outcome is not None and not isinstance(outcome, v.Absent):
                    yield _fact(wording, evidence, fact, outcome, suffix)
            case n.Op() as op if evidence.reached(f"{name}/cut_off", suffix):
                yield wording.condition(op), (_beside(wording, evidence, name, "cut_off", suffix),)
            case _:
                pass


def _fact(
    wording: Wording, evidence: Evidence, fact: n.GroupFact, outcome: v.Outcome, suffix: str
) -> tuple[str, tuple[str, ...]]:
    text = wording.say("equals", what=wording.expr(fact), value=wording.value(outcome, fact.type))
    below = [_group(wording, evidence, fact, suffix)]
    for part in BESIDE:
        found = evidence.outcome(f"{fact.id}/{part}", suffix)
        if found is not None and not (part in ("open", "level") and found == 0):
            below.append(_beside(wording, evidence, fact.id, part, suffix))
    listed = wording.say("list-long").join(text for text in below if text)
    return text, (listed,) if listed else ()


def _group(wording: Wording, evidence: Evidence, fact: n.GroupFact, suffix: str) -> str:
    """Return what the members of the group share: `Network = N; Channel = wholesale`."""
    population = evidence.index.get(fact.population)
    if not isinstance(population, n.Population):
        return ""
    keys: list[str] = []
    for part in population.groups:
        outcome = evidence.value(part, suffix)
        if outcome is not None:
            keys.append(wording.say("equals", what=wording.expr(part), value=wording.value(outcome, part.type)))
    return wording.listed(keys) if keys else ""


def _beside(wording: Wording, evidence: Evidence, id: str, part: str, suffix: str) -> str:
    outcome = evidence.outcome(f"{id}/{part}", suffix)
    return beside_text(wording, part, outcome, traced_type(evidence.index, f"{id}/{part}"))
