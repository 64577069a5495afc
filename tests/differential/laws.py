"""Laws that hold of a policy and a decision whatever they say: they need no second evaluator.

Each law takes what it speaks about and returns what is wrong, or "". Of a policy: its bundle reads back as the same
program; layout changes no meaning, in neither keyword language. Of a decision: tracing changes nothing; learning a fact
takes nothing back; explaining says something in both languages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen

from differential.facts import Case
from differential.policies import Written
from policycore import types as t
from policycore.api import Policy
from policycore.core import nodes as core
from policycore.core.bundle import read_bundle
from policycore.core.codec import (
    decode_decision,
    decode_trace,
    encode_decision,
    encode_inputs,
    encode_trace,
    records_by_path,
)
from policycore.core.outcome import DecisionOutcome, Finding, Inputs
from policycore.core.walk import Node, walk
from policycore.decision import Decision
from policycore.diagnostics.entry import Lang
from policycore.format import format_source
from policycore.interpret.decide import decide
from policycore.loading import load_texts
from policycore.report import Report
from policycore.source import SourceFile
from policycore.values import Absent, Anything, Gap, Interval, Outcome, Subset, possible_of, status

LANGS: tuple[Lang, ...] = ("en", "zh")
#: What shares its id on purpose: a score with its total, a movement with its match, what stands on each line or matter
#: that it covers, and a grant that is read as the promise of a tier.
SHARING = (core.Score, core.Waiver, core.Exemption, core.Escalation, core.Case, core.Movement)


@frozen
class Broken:
    """A law that does not hold: its name, and what was seen."""

    law: str
    seen: str


# --- of a policy ---


def bundle_reads_back(policy: Policy) -> str:
    """The bytes of a bundle give the same program, and that the same bytes."""
    again = read_bundle(policy.bundle.data)
    if again.program != policy.program:
        return "the program that was read is another"
    return "" if again.data == policy.bundle.data else "the bytes differ"


def ids_are_unique(policy: Policy) -> str:
    """No two nodes of a program share an id, but for those that do so on purpose."""
    seen: dict[str, Node] = {}
    for statement in policy.program.statements:
        for node in walk(statement):
            if isinstance(node, SHARING):
                continue
            other = seen.setdefault(node.id, node)
            if other is not node and other != node:
                return f"{node.id} is {type(other).__name__} and {type(node).__name__}"
    return ""


def layout_means_nothing(written: Written, policy: Policy) -> str:
    """Formatting keeps the meaning, in both keyword languages, and formats its own result as it stands."""
    for keywords in LANGS:
        texts: dict[str, str] = {}
        for name, text in (("main.policy", written.main), *written.used.items()):
            formatted = format_source(SourceFile(name, text), keywords)
            if formatted.text is None:
                return f"{name} could not be laid out in {keywords}: {[d.code for d in formatted.diagnostics]}"
            again = format_source(SourceFile(name, formatted.text), None)
            if again.text != formatted.text:
                return f"{name}, laid out in {keywords}, is laid out otherwise the second time"
            texts[name] = formatted.text
        main = texts.pop("main.policy")
        loaded = load_texts("main.policy", main, texts)
        if loaded.program is None:
            return f"laid out in {keywords} it has errors: {[d.code for d in loaded.report.diagnostics]}"
        if loaded.program != policy.program:
            return f"laid out in {keywords} it is another program"
    return ""


def of_policy(written: Written, policy: Policy) -> Iterator[Broken]:
    """Yield the laws of policies that this one breaks."""
    checks = {
        "bundle reads back": lambda: bundle_reads_back(policy),
        "ids are unique": lambda: ids_are_unique(policy),
        "layout means nothing": lambda: layout_means_nothing(written, policy),
    }
    for name, check in checks.items():
        seen = check()
        if seen:
            yield Broken(name, seen)


# --- of a decision ---


def tracing_changes_nothing(policy: Policy, inputs: Inputs, plain: tuple[DecisionOutcome, ...]) -> str:
    """A tracer sees each instance once; what is decided stays the same, and so do outcomes and trace as data."""
    nodes: dict[str, Outcome] = {}
    twice: list[str] = []

    def tracer(instance: str, outcome: Outcome) -> None:
        if instance in nodes:
            twice.append(instance)
        nodes[instance] = outcome

    traced = decide(policy.program, inputs, tracer)
    if traced != plain:
        return "with a tracer something else is decided"
    return f"told twice: {twice[0]}" if twice else ""


def outcomes_read_back(policy: Policy, inputs: Inputs, plain: tuple[DecisionOutcome, ...]) -> str:
    """Decisions as data read back as the same decisions; inputs can be told as data."""
    index = policy.bundle.index
    encode_inputs(policy.program, index, inputs)
    for decision in plain:
        data = encode_decision(index, decision)
        if decode_decision(index, data) != decision:
            return f"{decision.id} reads back as another outcome"
    nodes = Decision(policy, inputs, plain, Report()).trace
    told = encode_trace(index, nodes)
    if encode_trace(index, decode_trace(index, told, records_by_path(inputs.record))) != told:
        return "the trace reads back as another one"
    return ""


def explaining_says_something(policy: Policy, inputs: Inputs, plain: tuple[DecisionOutcome, ...]) -> str:
    """Every form of explanation, in both languages, has something to say, and no word is left unfilled."""
    decision = Decision(policy, inputs, plain, Report())
    for lang in LANGS:
        for form in ("reasons", "line", "tree", "html"):
            text = decision.explain(lang, form)  # type: ignore[arg-type]
            if not text.strip():
                return f"{form} in {lang} is empty"
    decision.to_json()
    decision.trace_data(full=True)
    return ""


# --- learning a fact ---


def thinned(program: core.Program, name: str, data: dict[str, Any], choose: random.Random) -> dict[str, Any]:
    """Make facts unknown, here and in the records inside; lists keep their elements.

    A plain fact is left out. An optional one, or one with a default, has to be called unknown: left out it would be
    absent, or the default, and that is another fact.
    """
    declaration = next(record for record in program.records if record.id == name)
    found: dict[str, Any] = {}
    for each in declaration.fields:
        if each.name not in data:
            continue
        value = data[each.name]
        lost = not each.key and choose.random() < 0.3
        plain = not each.optional and each.default is None
        text = isinstance(each.type, t.Text) or (isinstance(each.type, t.Enum) and each.type.open)
        if lost and plain:
            continue
        if lost and not text:
            found[each.name] = "unknown"
        elif isinstance(each.type, t.RecordType) and isinstance(value, dict):
            found[each.name] = thinned(program, each.type.name, value, choose)
        elif isinstance(each.type, t.ListType) and isinstance(each.type.element, t.RecordType) and value != "unknown":
            found[each.name] = [thinned(program, each.type.element.name, item, choose) for item in value]
        else:
            found[each.name] = value
    return found


def lies_in(narrow: Outcome, wide: Outcome) -> bool:
    """Return whether all that `narrow` may be was possible for `wide`."""
    if not isinstance(wide, Gap):
        return narrow == wide
    marks = narrow.marks if isinstance(narrow, Gap) else {"absent"} if isinstance(narrow, Absent) else set()
    if not set(marks) <= set(wide.marks):
        return False
    inner, outer = possible_of(narrow), wide.possible
    match inner, outer:
        case _, Anything():
            return True
        case Subset(members=a), Subset(members=b):
            return a <= b
        case Subset(members=a), Interval():
            return not a
        case Interval(), Interval():
            above = outer.low is None or (inner.low is not None and inner.low >= outer.low)
            below = outer.high is None or (inner.high is not None and inner.high <= outer.high)
            return above and below
        case _:
            return False


def asks_what_is_known(program: core.Program) -> bool:
    """Return whether a policy asks if something is known, or counts members as if more were; facts may change that."""
    return any(population.gaps != "uncertain" for population in program.populations) or any(
        isinstance(node, core.Op) and node.op in ("is_known", "is_unknown")
        for statement in program.statements
        for node in walk(statement)
    )


def is_member(program: core.Program, case: Case) -> bool:
    """Return whether a record is among all members: nobody promises anything of others, or of records inside."""
    if any(population.record != case.record_type for population in program.populations):
        return False
    return not program.populations or case.data in case.members.get(case.record_type, [])


def _pairs(before: DecisionOutcome, after: DecisionOutcome) -> Iterator[tuple[str, Outcome, Outcome]]:
    yield f"{before.id} applies", before.applicable, after.applicable
    if before.outcome is not None and after.outcome is not None:
        yield before.id, before.outcome, after.outcome
    later: dict[tuple[str, str], Finding] = {(item.id, item.element): item for item in after.items}
    for item in before.items:
        if (item.id, item.element) not in later:
            continue
        now = later[item.id, item.element]
        yield f"{item.id} {item.element}", item.outcome, now.outcome
        if item.severity is not None and now.severity is not None:
            yield f"severity of {item.id} {item.element}", item.severity, now.severity
    for was, is_ in zip(before.sums, after.sums, strict=False):
        if (was.sanction, was.post) == (is_.sanction, is_.post):
            yield f"sum of {was.sanction} {was.post}", was.outcome, is_.outcome


def nothing_is_taken_back(before: tuple[DecisionOutcome, ...], after: tuple[DecisionOutcome, ...]) -> str:
    """What was decided, silent or in conflict before further facts were known stays so; the rest was possible."""
    for one, other in zip(before, after, strict=True):
        for place, was, now in _pairs(one, other):
            if not lies_in(now, was):
                return f"{place}: {was} became {now}"
            if status(was) in ("conflict", "not_stated") and status(now) != status(was):
                return f"{place}: {status(was)} became {status(now)}"
        if one.status in ("decided", "conflict", "not_stated", "not_applicable") and other.status != one.status:
            return f"{one.id}: {one.status} became {other.status}"
    return ""


def less_known(program: core.Program, case: Case, draw: random.Random) -> Case:
    """Return the same case with fewer facts."""
    data = thinned(program, case.record_type, case.data, draw)
    # Who is a member is so with what is known of it.
    members = {
        kind: [data if kind == case.record_type and each == case.data else each for each in every]
        for kind, every in case.members.items()
    }
    return evolve(case, data=data, members=members)
