"""What records bring to the populations of a policy, as generated code: the pass before deciding, without gaps.

Goes in: a twin's program, a kind of record, the facts of groups of a round. Comes out: `Measures`, which says of a
packed record of which populations it is a member, in which group, and what it brings to each fact; None where a gap
arises. Then the reference has to be asked (`interpret.population`), which is also what this is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from policycore.compile.fast import Emission, Frame
from policycore.compile.forms import Given
from policycore.compile.module import Module, run, text_of
from policycore.compile.plan import Plan, Targets, membership_of, reads_of
from policycore.compile.sites import outward
from policycore.compile.twin import RUNTIME, Twin
from policycore.core import nodes as core
from policycore.core.packed import PackedRecord, Packing
from policycore.core.population import Standing
from policycore.gaps.almanac import Almanac
from policycore.gaps.population import ORDERED

#: By population of which the record is a member: what it is grouped by, and what it brings to each fact.
Brings: TypeAlias = "Mapping[str, tuple[tuple[Any, ...], Mapping[str, Standing | None]]]"
_Turn: TypeAlias = "Callable[[Any], Any]"


@frozen
class _Member:
    """How the values that the code gives for one population become outcomes."""

    population: str
    keys: tuple[_Turn, ...]
    tie_break: _Turn | None
    facts: tuple[tuple[str, bool, _Turn | None], ...]


@frozen(eq=False)
class Measures:
    """What is measured of the members of a round. Make it with `measures_of`."""

    packing: Packing
    members: tuple[_Member, ...]
    source: str
    _measure: Callable[[PackedRecord, tuple[Any, ...]], tuple[Any, ...] | None]
    _makers: tuple[Callable[[Given], Any], ...]

    def settle(self, given: Given) -> tuple[Any, ...]:
        """Return what the code reads beside the record.

        Raises:
            Unsupported: the moment is read and not given.
        """
        return tuple(make(given) for make in self._makers)

    def bring(self, packed: PackedRecord, settled: tuple[Any, ...]) -> Brings | None:
        """Return what a record brings; None where a gap arises."""
        found = self._measure(packed, settled)
        if found is None:
            return None
        brought: dict[str, tuple[tuple[Any, ...], Mapping[str, Standing | None]]] = {}
        for member, each in zip(self.members, found, strict=True):
            if each is None:
                continue
            keys, tie, *facts = each
            if member.tie_break is not None:
                tie = member.tie_break(tie)
            standings: dict[str, Standing | None] = {}
            for (id, ordered, turn), (included, value) in zip(member.facts, facts, strict=True):
                told = True if turn is None else turn(value)
                standings[id] = Standing(True, told, tie if ordered else None) if included else None
            brought[member.population] = tuple(map(_turned, member.keys, keys)), standings
        return brought


def _turned(turn: _Turn, value: Any) -> Any:
    return turn(value)


def measures_of(twin: Twin, record: str, facts: Sequence[core.GroupFact]) -> Measures:
    """Return what measures the members of the populations over a kind of record, for the facts of one round.

    Raises:
        Unsupported: something in them is not compiled.
    """
    program = twin.program
    targets = Targets.of(program)
    by_population = {p.id: p for p in program.populations if p.record == record}
    wanted = {id: [fact for fact in facts if fact.population == id] for id in by_population}
    plan = Plan.for_expressions(
        targets,
        record,
        [
            *(part for id, population in by_population.items() if wanted[id] for part in membership_of(population)),
            *(part for fact in facts for part in (fact.where, fact.value) if part is not None),
        ],
    )
    packing = Packing(program, reads_of([plan]))
    emission = Emission(
        Module(RUNTIME),
        packing,
        plan,
        {parameter.id: parameter for parameter in program.parameters},
        {reading.id: reading for reading in program.readings},
        twin.supplied,
        twin.chosen,
        Almanac.of(program),
    )
    frame = Frame(emission, record)
    names, members = [], []
    for id, population in by_population.items():
        if wanted[id]:
            name, member = _member(frame, population, wanted[id])
            names.append(name)
            members.append(member)
    makers = tuple(emission.environment.makers)
    emission.module.names["PLACES"] = len(emission.lazy)
    lines = [(0, f"{', '.join(f'e{place}' for place in range(len(makers)))}, = e")] if makers else []
    lines += frame.unpacking(checked=True)
    if frame.remembers:
        lines.append((0, "m = [UNSET] * PLACES"))
    body = text_of([*lines, *frame.out.lines, (0, f"return ({', '.join(names)},)")], 2)
    text = f"def measure(r, e):\n try:\n{body}\n except (Stop, OverflowError): return None\n"
    source = f"{emission.module.source()}\n{text}"
    run(source, emission.module.names)
    return Measures(packing, tuple(members), source, emission.module.names["measure"], makers)


def _member(frame: Frame, population: core.Population, facts: Sequence[core.GroupFact]) -> tuple[str, _Member]:
    """Write what a record brings to a population; returns the variable, None in it where it is no member."""
    name = frame.fresh()
    frame.out.put(f"{name} = None")
    frame.out.put(f"if {frame.condition(population.where).code}:")
    with frame.branch():
        keys = [frame.atom(frame.kept(frame.value(key))) for key in population.groups]
        tie = None
        if population.tie_break is not None:
            tie = frame.atom(frame.kept(frame.needed(population.tie_break)))
        parts: list[str] = []
        turns: list[tuple[str, bool, _Turn | None]] = []
        for fact in facts:
            included, value = frame.fresh(), frame.fresh()
            frame.out.put(f"{included} = {frame.condition(fact.where).code}; {value} = True")
            turn = None
            if fact.value is not None:
                frame.out.put(f"if {included}:")
                with frame.branch():
                    held = frame.kept(frame.needed(fact.value))
                    frame.out.put(f"{value} = {held.code}")
                turn = outward(held.of, held.kind, held.scale)
            parts.append(f"({included}, {value})")
            turns.append((fact.id, fact.kind in ORDERED, turn))
        told = f"({''.join(f'{key.code}, ' for key in keys)})"
        frame.out.put(f"{name} = ({told}, {'None' if tie is None else tie.code}, {', '.join(parts)},)")
    return name, _Member(
        population.id,
        tuple(outward(key.of, key.kind, key.scale) for key in keys),
        None if tie is None else outward(tie.of, tie.kind, tie.scale),
        tuple(turns),
    )
