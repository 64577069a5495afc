"""The decision shape *collect*: findings of requirements, benefits, and matters with their severity and sanctions.

Goes in: a statement and a record. Comes out: one finding per record, element or benefit, each with the rules that
decided it, and for matters the sums. A finding that is open is a gap over the words that remain possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen

from policycore.core import nodes as core
from policycore.core.outcome import Amount, Finding
from policycore.gaps.aggregate import any_number_of, occurring
from policycore.gaps.ops import ZERO, add, all_hold, any_holds, fails, may, multiply, needs_value
from policycore.interpret.evaluate import Element, Elements, Evaluation, Result, Scope, scope_of
from policycore.types import Enum, Number, Unit
from policycore.values import (
    Gap,
    Interval,
    Outcome,
    Reason,
    Record,
    Subset,
    join,
    possible_of,
    reasons_of,
    same_value,
    settle,
)


def rules_behind(run: Evaluation, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Return the silent and conflicting rules and the parameters for which outcomes are open, in order of reasons."""
    found: list[str] = []
    for reason in sorted(reasons_of(*outcomes)):
        match reason.kind:
            case "parameter":
                found.append(reason.subject)
            case "silent":
                found.append(run.rules.get(reason.subject, reason.subject))
            case "conflict":
                found += [run.rules.get(side, side) for side in reason.sides or (reason.subject,)]
            case "fact" | "judgement" | "unknown" | "no_value":
                pass
    return tuple(dict.fromkeys(rule.partition("#")[0] for rule in found))


def deciding(run: Evaluation, result: Result) -> tuple[str, ...]:
    """Return the deciding rules: those that gave the value, or those for which there is none."""
    return rules_behind(run, [result.outcome]) if isinstance(result.outcome, Gap) else result.because


# --- requirements ---


def require(run: Evaluation, node: core.Require, record: Record) -> tuple[Finding, ...]:
    """Return the finding of a requirement, or one for each element."""
    scope = scope_of(record, node.id)
    if node.each is None:
        return (_required(run, node, Element("", scope, True)),)
    found = run.elements(node.each.over, node.each.var, node.each.where, scope, node.id + scope.elements)
    findings = tuple(_required(run, node, element) for element in found.known)
    if not found.unlisted:
        return findings
    outcome = join(["met", findings[0].outcome], found.unlisted)  # the list may be empty
    return (Finding(node.id, "", outcome, deciding(run, Result(outcome, (node.id,)))),)


def _required(run: Evaluation, node: core.Require, element: Element) -> Finding:
    scope = element.scope
    applies = all_hold([element.included, run.condition(node.when, scope)])
    outcome: Outcome = "not_applicable"
    if applies is not False:
        outcome = _word(node.modality, run.condition(node.condition, scope))
    if applies is not True:
        outcome = join(["not_applicable", outcome], reasons_of(applies))
    run.tell(node.id + scope.elements, outcome)
    return Finding(node.id, element.path, outcome, deciding(run, Result(outcome, (node.id,))))


def _word(modality: core.Modality, condition: Outcome) -> Outcome:
    """Return the word for a condition as written, which `must not` forbids."""
    held, failed = {
        "must": ("met", "breach"),
        "must_not": ("breach", "met"),
        "should": ("met", "deviation"),
        "may": ("met", "met"),
    }[modality]
    words = frozenset(word for truth, word in ((True, held), (False, failed)) if may(condition, truth))
    return settle(Subset(words), (), reasons_of(condition))


# --- entitlements ---


def benefit(run: Evaluation, node: core.Benefit, record: Record) -> Result:
    """Return what is granted of a benefit; absent reads as *not granted*."""
    scope = scope_of(record, node.id)
    result = run.match(node.body, scope)
    if node.body.id != node.id:
        run.tell(node.body.id + scope.elements, result.outcome)
    run.tell(node.id + scope.elements, result.outcome)
    return result


# --- accountability ---


@frozen
class Occurrence:
    """A matter that occurred or may have: its finding, and each of its sanctions whole, before shares divide it."""

    finding: Finding
    sanctions: tuple[tuple[core.Sanction, Outcome], ...]


def accountability(
    run: Evaluation, node: core.Accountability, record: Record
) -> tuple[tuple[Finding, ...], tuple[Amount, ...]]:
    """Return the findings of all matters, in the author's order, and the sums of their sanctions."""
    occurrences = [occurrence for matter in node.matters for occurrence in _occurrences(run, matter, record)]
    return tuple(occurrence.finding for occurrence in occurrences), _sums(node, occurrences)


def _occurrences(run: Evaluation, matter: core.Matter, record: Record) -> list[Occurrence]:
    scope = scope_of(record, matter.id)
    found = Elements((Element("", scope, True),))
    if matter.each is not None:
        at = matter.id + scope.elements
        found = run.elements(matter.each.over, matter.each.var, matter.each.where, scope, at)
    occurrences = []
    for element in found.known:
        occurred = all_hold([element.included, run.condition(matter.guard, element.scope)])
        if occurred is not False:
            occurrences.append(_occurred(run, matter, element, occurred, found.unlisted))
        else:
            run.tell(matter.id + element.scope.elements, "not_found")
            if matter.each is None:
                occurrences.append(_did_not_occur(matter))
    return occurrences


def _did_not_occur(matter: core.Matter) -> Occurrence:
    nothing: list[tuple[core.Sanction, Outcome]] = [(sanction, ZERO) for sanction in matter.sanctions]
    amounts = [
        Amount(sanction.name, post, ZERO)
        for sanction in matter.sanctions
        for post in ([sanction.against] if sanction.against else [a.actor for a in matter.answers] or [""])
    ]
    return Occurrence(Finding(matter.id, "", "not_found", (matter.id,), amounts=tuple(amounts)), tuple(nothing))


def _occurred(
    run: Evaluation, matter: core.Matter, element: Element, occurred: Outcome, unlisted: frozenset[Reason]
) -> Occurrence:
    """Return an occurrence; while the list is open, the one that stands for any number of them."""
    scope = element.scope
    because = [matter.id]
    exempt, exemptions = _exempt(run, matter, scope)
    word = settle(
        Subset(frozenset(w for w, may_be in (("exempt", may(exempt, True)), ("found", may(exempt, False))) if may_be)),
        (),
        reasons_of(exempt),
    )
    if word == "exempt":
        because += exemptions
    if occurred is not True:
        word = join(["not_found", word], reasons_of(occurred))
    run.tell(matter.id + scope.elements, word)
    if unlisted:
        word = join(["not_found", word], unlisted)
    severity: Outcome | None = None
    if matter.severity is not None:
        severity, escalations = _severity(run, matter, matter.severity, scope)
        scope = scope.bind("severity", severity)
        because += escalations
    answers = tuple(
        (answer.actor, answer.role, None if answer.share is None else run.amount(answer.share, scope))
        for answer in matter.answers
    )
    counts = all_hold([occurred, fails(exempt)])
    sanctions: list[tuple[core.Sanction, Outcome]] = []
    amounts: list[Amount] = []
    for sanction in matter.sanctions:
        amount: Outcome = ZERO
        if counts is not False:
            whole = Fraction(1) if sanction.amount is None else run.amount(sanction.amount, scope)
            amount = occurring(whole, counts)
        run.tell(sanction.id + scope.elements, amount)
        if unlisted:
            amount = any_number_of(amount, unlisted)
        sanctions.append((sanction, amount))
        amounts += _payers(matter, sanction, amount, answers, scope)
    open_parts = [severity, *(amount.outcome for amount in amounts)]
    behind = rules_behind(run, [part for part in open_parts if part is not None])
    because = [*deciding(run, Result(word, tuple(because))), *behind]
    finding = Finding(
        matter.id,
        "" if unlisted else element.path,
        word,
        tuple(dict.fromkeys(because)),
        severity,
        answers,
        tuple(amounts),
    )
    return Occurrence(finding, tuple(sanctions))


def _exempt(run: Evaluation, matter: core.Matter, scope: Scope) -> tuple[Outcome, list[str]]:
    """Return whether any exemption holds, and which one."""
    guards: list[Outcome] = []
    for exemption in matter.exemptions:
        guards.append(run.condition(exemption.guard, scope.inside(exemption.id)))
        run.tell(exemption.id + scope.elements, guards[-1])
    held = [exemption.id for exemption, guard in zip(matter.exemptions, guards, strict=True) if guard is True]
    return any_holds(guards), held


def _severity(run: Evaluation, matter: core.Matter, expression: core.Expr, scope: Scope) -> tuple[Outcome, list[str]]:
    """Return the severity after escalation, one escalation after the other, and those that raised it."""
    at = matter.id + scope.elements
    severity = needs_value(run.expression(expression, scope), expression.type, at)
    raised: list[str] = []
    for escalation in matter.escalations:
        guard = run.condition(escalation.guard, scope.bind("severity", severity).inside(escalation.id))
        run.tell(escalation.id + scope.elements, guard)
        if guard is False:
            continue
        higher = _stepped_up(severity, expression.type, escalation.steps)
        if guard is True:
            if not same_value(higher, severity):
                raised.append(escalation.id)
            severity = higher
        else:
            severity = join([severity, higher], reasons_of(guard))
    return severity, raised


def _stepped_up(severity: Outcome, scale: object, steps: int) -> Outcome:
    """Return the severity so many steps up, at most the top."""
    possible = possible_of(severity)
    assert isinstance(scale, Enum)
    assert isinstance(possible, Subset)
    places = {scale.names.index(str(name)) for name in possible.members}
    names = frozenset(scale.names[max(0, number - steps)] for number in places)
    return settle(Subset(names), (), reasons_of(severity))


def _payers(
    matter: core.Matter,
    sanction: core.Sanction,
    amount: Outcome,
    answers: Sequence[tuple[str, str, Outcome | None]],
    scope: Scope,
) -> list[Amount]:
    """Return who owes how much: the post the sanction names, or all who answer, by their shares, unrounded.

    Where the text names several who answer and gives one no share, that one's part is not stated.
    """
    if sanction.against is not None:
        return [Amount(sanction.name, sanction.against, amount)]
    if not answers:
        return [Amount(sanction.name, "", amount)]
    at = sanction.id + scope.elements
    silent = Gap(Interval(ZERO, Fraction(1)), frozenset({Reason("silent", matter.id + scope.elements)}))
    unsaid: Outcome = Fraction(1) if len(answers) == 1 else silent
    return [
        Amount(sanction.name, actor, multiply(amount, unsaid if share is None else share, at))
        for actor, _, share in answers
    ]


def _unit(sanction: core.Sanction) -> Unit | None:
    """Return the unit of a sanction's amount; None for one that is only counted."""
    return sanction.amount.type.unit if sanction.amount and isinstance(sanction.amount.type, Number) else None


def _sums(node: core.Accountability, occurrences: Sequence[Occurrence]) -> tuple[Amount, ...]:
    """Return the sums per sanction and post, per sanction (the amounts whole), and in total if they share one unit."""
    declared = [sanction for matter in node.matters for sanction in matter.sanctions]
    posts: dict[str, dict[str, None]] = {}
    for matter in node.matters:
        for sanction in matter.sanctions:
            named = [sanction.against] if sanction.against else [answer.actor for answer in matter.answers]
            posts.setdefault(sanction.name, {}).update(dict.fromkeys(named))
    sums: list[Amount] = []
    for name, against in posts.items():
        if len({_unit(sanction) for sanction in declared if sanction.name == name}) > 1:
            continue  # amounts in different units have no sum
        for post in against:
            owed = [a.outcome for o in occurrences for a in o.finding.amounts if (a.sanction, a.post) == (name, post)]
            sums.append(Amount(name, post, add(owed, node.id)))
        whole = [amount for o in occurrences for sanction, amount in o.sanctions if sanction.name == name]
        sums.append(Amount(name, "", add(whole, node.id)))
    units = {_unit(sanction) for sanction in declared} - {None}
    if len(units) == 1:
        whole = [amount for o in occurrences for sanction, amount in o.sanctions if _unit(sanction) is not None]
        sums.append(Amount("total", "", add(whole, node.id)))
    return tuple(sums)
