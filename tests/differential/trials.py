"""The trials: a policy, cases for it, every engine beside the reference, and the laws. What differs is a `Found`.

Everything follows from a seed. `try_policy` is one policy with all its cases; `try_again` asks whether something that
was found is still there, which shrinking and the frozen finds rest on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve, field, frozen

from differential import laws
from differential.engines import REFERENCE, Asked, Count, Decide, Engine, Outcomes, said
from differential.facts import IN_TABLES, USUAL, Case, Facts, Habit
from differential.policies import Written, for_columns, written
from differential.tally import Tally
from policycore import types as t
from policycore.api import Policy, usable
from policycore.core.nodes import Program
from policycore.core.outcome import Inputs
from policycore.core.population import Snapshot
from policycore.diagnostics.catalogue import ENTRIES
from policycore.interpret.population import take_snapshots
from policycore.loading import load_texts
from policycore.records.convert import Converter, find_record
from policycore.records.inputs import Settings, settings_from
from policycore.source import SourceFile
from policycore.syntax.parser import parse

Law = Callable[[Policy, Inputs, Outcomes], str]

DECISION_LAWS: dict[str, Law] = {
    "tracing changes nothing": laws.tracing_changes_nothing,
    "outcomes read back": laws.outcomes_read_back,
    "explaining says something": laws.explaining_says_something,
}
LEARNING = "learning takes nothing back"


@frozen
class Found:
    """Something that does not hold: which engine differs or which law is broken, for which policy and case."""

    what: str
    written: Written
    case: Case | None
    seen: str
    seed: int = 0


@frozen
class Plan:
    """How much is tried per policy: cases, and how many of them also for the laws (of each kind) of a decision."""

    cases: int = 20
    laws: int = 1
    learning: int = 3
    #: One policy in so many is tried for the laws of policies, and one for explaining something.
    layout: int = 1
    explain: int = 1
    #: One policy in so many is tried for the laws of decisions.
    every: int = 1


@frozen
class Loaded:
    """A policy that was read, or the code of the first error."""

    policy: Policy | None
    code: str = ""


def loaded(policy: Written) -> Loaded:
    """Return the policy of a text."""
    found = load_texts("main.policy", policy.main, policy.used)
    if found.program is None:
        errors = [d.code for d in found.report.diagnostics if ENTRIES[d.code].severity == "error"]
        return Loaded(None, errors[0] if errors else "none")
    return Loaded(usable(found))


@frozen(eq=False)
class Desk:
    """Turns cases of one policy into inputs; converters, and what members come to together, are kept."""

    program: Program
    _converters: dict[str, Converter | None] = field(factory=dict)
    _settings: dict[str, Settings | None] = field(factory=dict)
    _snapshots: dict[tuple[int, str], tuple[object, Mapping[str, Snapshot]]] = field(factory=dict)

    def inputs(self, case: Case) -> Inputs | None:
        """Return what an evaluation reads, None where the case is no case of this policy (any more)."""
        alone = self._alone(case, case.record_type, case.data)
        if alone is None or not case.members:
            return alone
        key = id(case.members), _switched(case)
        if key not in self._snapshots:
            self._snapshots[key] = case.members, self._taken(case)
        return evolve(alone, snapshots=self._snapshots[key][1])

    def _alone(self, case: Case, kind: str, data: Mapping[str, object]) -> Inputs | None:
        if kind not in self._converters:
            declaration = find_record(self.program, kind)
            self._converters[kind] = None if declaration is None else Converter(self.program, declaration)
        converter = self._converters[kind]
        if converter is None:
            return None
        key = f"{kind} {_switched(case)}"
        if key not in self._settings:
            self._settings[key] = settings_from(
                self.program,
                as_of=datetime.fromisoformat(case.as_of),
                known_at=None if case.known_at is None else datetime.fromisoformat(case.known_at),
                parameters=case.parameters,
                readings=case.readings,
                record_type=kind,
            ).settings
        record, settings = converter(data).record, self._settings[key]
        return None if record is None or settings is None else settings.inputs(record)

    def _taken(self, case: Case) -> Mapping[str, Snapshot]:
        """Return what the members of all populations come to together, of each kind of record after the other."""
        taken: dict[str, Snapshot] = {}
        for kind in dict.fromkeys(population.record for population in self.program.populations):
            alone = [self._alone(case, kind, data) for data in case.members.get(kind, ())]
            members = [evolve(inputs, snapshots=dict(taken)) for inputs in alone if inputs is not None]
            if members:
                taken.update(take_snapshots(self.program, kind, lambda members=members: members))
        return taken


def _switched(case: Case) -> str:
    return f"{case.as_of} {case.known_at} {case.parameters} {case.readings}"


def cases_for(policy: Policy, draw: random.Random, count: int, habit: Habit = USUAL) -> list[Case]:
    """Return so many cases, shared out among the records that the policy decides about."""
    kinds = list(policy.decides)
    found = []
    for place, kind in enumerate(kinds):
        facts = Facts(policy.program, kind, habit)
        alike = [facts.case(draw) for _ in range(count // len(kinds) + (place < count % len(kinds)))]
        found += among_each_other(facts, alike, draw) if policy.program.populations else alike
    return found


def among_each_other(facts: Facts, cases: Sequence[Case], draw: random.Random) -> Iterator[Case]:
    """Yield cases with the members of populations: those with the same settings, and others of other kinds.

    Now and then a record is no member, or no members are at hand at all.
    """
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(_switched(case), []).append(case)
    members: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for key, alike in groups.items():
        members[key] = {}
        for kind in {population.record for population in facts.program.populations}:
            own = [case.data for case in alike if draw.random() < 0.97] if kind == facts.record_type else []
            inner = [data for case in alike for data in inside(facts.program, kind, facts.record_type, case.data)]
            others = draw.sample(inner, min(len(inner), 12)) + [facts.record(kind, draw) for _ in range(3)]
            members[key][kind] = own or others
    for case in cases:
        yield case if draw.random() < 0.02 else evolve(case, members=members[_switched(case)])


def inside(program: Program, kind: str, record: str, data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the records of a kind that stand in the data of another one."""
    declaration = find_record(program, record)
    assert declaration is not None
    for each in declaration.fields:
        value = data.get(each.name)
        of = each.type.element if isinstance(each.type, t.ListType) else each.type
        if not isinstance(of, t.RecordType) or not isinstance(value, dict | list):
            continue
        for one in value if isinstance(value, list) else [value]:
            if of.name == kind:
                yield one
            yield from inside(program, kind, of.name, one)


def try_policy(seed: int, engines: Sequence[Engine], plan: Plan, tally: Tally) -> Iterator[Found]:
    """Yield what does not hold for the policy of a seed, at most once per engine and law."""
    text = written(seed)
    try:
        read = loaded(text)
    except Exception as error:
        yield Found("reading does not fail", text, None, said(error), seed)
        return
    if read.policy is None:
        tally.refused[read.code] += 1
        return
    policy = read.policy
    documents = [parse(SourceFile(name, source)).document for name, source in policy.texts.items()]
    tally.policy(policy.program, [document for document in documents if document is not None])
    draw = random.Random(seed)
    if seed % plan.layout == 0:
        yield from _policy_laws(seed, text, policy, tally)
    desk = Desk(policy.program)
    cases = cases_for(policy, draw, plan.cases, IN_TABLES if for_columns(seed) else USUAL)
    if engines and not plan.laws and not plan.learning and all(engine.of_tables for engine in engines):
        # What the reference says is worked out for the tables.
        tally.records += len(cases)
        for engine in engines:
            yield from _against(engine, seed, text, policy, [Asked(case) for case in cases], tally)
        return
    asked = []
    for case in cases:
        inputs = desk.inputs(case)
        if inputs is None:
            yield Found("records are read", text, case, "a record that was drawn is refused", seed)
            return
        asked.append(inputs)
    try:
        wanted = _by_reference(policy.program, asked)
    except Exception as error:
        yield Found(REFERENCE.name, text, _failing(policy.program, cases, asked), said(error), seed)
        return
    for outcomes in wanted:
        tally.decided(outcomes)
    if seed % plan.every == 0:
        yield from _decision_laws(seed, text, policy, cases, asked, wanted, plan, tally)
        yield from _learning(seed, text, policy, desk, cases, wanted, plan, tally, draw)
    together = [Asked(*one) for one in zip(cases, asked, wanted, strict=True)]
    for engine in engines:
        yield from _against(engine, seed, text, policy, together, tally)


def _policy_laws(seed: int, text: Written, policy: Policy, tally: Tally) -> Iterator[Found]:
    tally.laws["of policies"] += 1
    try:
        for broken in laws.of_policy(text, policy):
            yield Found(broken.law, text, None, broken.seen, seed)
    except Exception as error:
        yield Found("laws of policies do not fail", text, None, said(error), seed)


def _decision_laws(
    seed: int,
    text: Written,
    policy: Policy,
    cases: Sequence[Case],
    asked: Sequence[Inputs],
    wanted: Sequence[Outcomes],
    plan: Plan,
    tally: Tally,
) -> Iterator[Found]:
    for name, law in DECISION_LAWS.items():
        if law is laws.explaining_says_something and seed % plan.explain:
            continue
        for case, inputs, outcomes in list(zip(cases, asked, wanted, strict=True))[: plan.laws]:
            tally.laws[name] += 1
            seen = _seen(law, policy, inputs, outcomes)
            if seen:
                yield Found(name, text, case, seen, seed)
                break


def _seen(law: Law, policy: Policy, inputs: Inputs, outcomes: Outcomes) -> str:
    try:
        return law(policy, inputs, outcomes)
    except Exception as error:
        return said(error)


def _learning(
    seed: int,
    text: Written,
    policy: Policy,
    desk: Desk,
    cases: Sequence[Case],
    wanted: Sequence[Outcomes],
    plan: Plan,
    tally: Tally,
    draw: random.Random,
) -> Iterator[Found]:
    if laws.asks_what_is_known(policy.program):
        return
    decide = REFERENCE.prepare(policy.program)
    if plan.learning == 0:
        return
    for case, after in list(zip(cases, wanted, strict=True))[-plan.learning :]:
        if not laws.is_member(policy.program, case):
            continue
        tally.laws[LEARNING] += 1
        less = laws.less_known(policy.program, case, random.Random(len(str(case.data))))
        seen = _learned(desk, decide, less, after)
        if seen:
            yield Found(LEARNING, text, case, seen, seed)
            return


def _learned(desk: Desk, decide: Decide, less: Case, after: Outcomes) -> str:
    inputs = desk.inputs(less)
    if inputs is None:
        return ""
    (before,) = decide([inputs])
    assert before is not None
    return laws.nothing_is_taken_back(before, after)


def _against(
    engine: Engine, seed: int, text: Written, policy: Policy, asked: Sequence[Asked], tally: Tally
) -> Iterator[Found]:
    """Yield the first case for which an engine differs; records of one type go to it together."""
    count = Count(tally.pairs, tally.left)
    for kind in dict.fromkeys(one.case.record_type for one in asked):
        alike = [one for one in asked if one.case.record_type == kind]
        for case, seen in engine.compare(policy, alike, count):
            yield Found(engine.name, text, case, seen, seed)
            return


# --- asked again ---


def try_again(what: str, text: Written, case: Case | None, engines: Sequence[Engine]) -> str:
    """Return what is still seen of something that was found, "" if nothing is, or if the texts do not fit any more."""
    try:
        read = loaded(text)
    except Exception as error:
        return said(error) if what == "reading does not fail" else ""
    if read.policy is None:
        return ""
    policy = read.policy
    if case is None:
        if what == "laws of policies do not fail":
            try:
                list(laws.of_policy(text, policy))
            except Exception as error:
                return said(error)
            return ""
        return next((broken.seen for broken in laws.of_policy(text, policy) if broken.law == what), "")
    if case.record_type not in policy.decides:
        return ""
    desk = Desk(policy.program)
    inputs = desk.inputs(case)
    if inputs is None:
        return "a record that was drawn is refused" if what == "records are read" else ""
    try:
        (wanted,) = _by_reference(policy.program, [inputs])
    except Exception as error:
        return said(error) if what == REFERENCE.name else ""
    if what in DECISION_LAWS:
        return _seen(DECISION_LAWS[what], policy, inputs, wanted)
    if what == LEARNING:
        if laws.asks_what_is_known(policy.program) or not laws.is_member(policy.program, case):
            return ""
        less = laws.less_known(policy.program, case, random.Random(len(str(case.data))))
        return _learned(desk, REFERENCE.prepare(policy.program), less, wanted)
    for engine in engines:
        if engine.name == what:
            count = Count()
            return next((seen for _, seen in engine.compare(policy, [Asked(case, inputs, wanted)], count)), "")
    return ""


def _by_reference(program: Program, asked: Sequence[Inputs]) -> list[Outcomes]:
    found = REFERENCE.prepare(program)(asked)
    return [outcomes for outcomes in found if outcomes is not None]


def _failing(program: Program, cases: Sequence[Case], asked: Sequence[Inputs]) -> Case | None:
    """Return the first case on which the reference fails."""
    for case, inputs in zip(cases, asked, strict=True):
        try:
            _by_reference(program, [inputs])
        except Exception:
            return case
    return None
