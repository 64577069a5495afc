"""Lean outcomes of an accountability: matters, severities, amounts; sums are made when the outcome is built."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from policycore.compile import fast_shapes as shapes
from policycore.compile.forms import Val
from policycore.compile.lean import Column, Piece, Read, named_elements, slot_of
from policycore.core import nodes as core
from policycore.core.outcome import Amount, DecisionOutcome, Finding
from policycore.types import Number, Unit
from policycore.values import Outcome

if TYPE_CHECKING:
    from policycore.compile.fast import Frame

ZERO = Fraction(0)
ONE = Fraction(1)


@frozen
class Part:
    """How the slots of one matter are read: severity, then a share per answer that has one, then whole amounts."""

    matter: core.Matter
    severity: Read | None
    shares: tuple[Read | None, ...]
    amounts: tuple[Read, ...]
    size: int


def accountability(frame: Frame, node: core.Accountability) -> Piece:
    """Return the slots of an accountability."""
    id = node.id
    parts: list[Part] = []
    codes: list[str] = []
    columns: list[Column] = []
    if node.when is None:
        for matter in node.matters:
            part, own, told = _matter(frame, matter)
            parts.append(part)
            codes += own
            columns += told
    else:
        applies = frame.condition(node.when)
        flag = frame.fresh()
        frame.out.put(f"{flag} = {applies.code}")
        with frame.maybe() as inside:
            for matter in node.matters:
                part, own, told = _matter(frame, matter)
                parts.append(part)
                names = [frame.fresh() for _ in own]
                for name, code in zip(names, own, strict=True):
                    frame.out.put(f"{name} = {code}")
                codes += names
                columns += told
            frame.out.put("pass")
        if codes:
            frame.out.put(f"{' = '.join(codes)} = None")
        frame.out.put(f"if {flag}:")
        with frame.branch():
            frame.out.place(inside)
        codes.append(flag)
        columns.append(Column(id, "applies"))
    conditional = node.when is not None

    def build(slots: Sequence[Any]) -> DecisionOutcome:
        if conditional and not slots[-1]:
            return DecisionOutcome(id, "accountability", "not_applicable", False)
        findings: list[Finding] = []
        whole: list[tuple[core.Sanction, Outcome]] = []
        place = 0
        for part in parts:
            if part.matter.each is not None:
                for occurrence in slots[place]:
                    findings.append(_finding(part, occurrence[0], occurrence[1:], whole))
                place += 1
            else:
                findings.append(_finding(part, "", slots[place : place + part.size], whole))
                place += part.size
        because = tuple(dict.fromkeys(rule for item in findings for rule in item.because))
        items = tuple(findings)
        return DecisionOutcome(id, "accountability", "decided", True, None, because, items, sums_of(node, items, whole))

    return Piece(tuple(codes), tuple(columns), build)


def _matter(frame: Frame, matter: core.Matter) -> tuple[Part, list[str], list[Column]]:
    if matter.each is None:
        part, codes = _occurrence(frame, matter)
        told = ["finding", "because"]
        told += ["severity"] if part.severity is not None else []
        told += ["share" for read in part.shares if read is not None]
        columns = [Column(matter.id, tells) for tells in told]
        columns += [
            Column(sanction.id, "amount", scale)
            for sanction, scale in zip(matter.sanctions, frame.scales.get(matter.id, []), strict=True)
        ]
        return part, codes, columns
    found = frame.fresh("l")
    frame.out.put(f"{found} = []")
    with named_elements(frame, matter.each) as name:
        guard = frame.condition(matter.guard)
        depth = 0
        if guard.const is not True:
            frame.out.put(f"if {guard.code}:")
            depth = 1
        frame.out.depth += depth
        part, codes = _occurrence(frame, evolve(matter, guard=None))
        frame.out.put(f"{found}.append(({name}, {', '.join(codes)}))")
        frame.out.depth -= depth
    return evolve(part, matter=matter), [f"tuple({found})"], [Column(matter.id, "items")]


def _occurrence(frame: Frame, matter: core.Matter) -> tuple[Part, list[str]]:
    """Write one occurrence; a matter that did not occur has the word, its own rule and amounts of 0."""
    word, because = frame.fresh(), frame.fresh("w")
    severity_name = frame.fresh() if matter.severity is not None else ""
    share_names = [frame.fresh() if answer.share is not None else "" for answer in matter.answers]
    amount_names = [frame.fresh() for _ in matter.sanctions]
    guard = frame.condition(matter.guard)
    depth = 0
    frame.out.put(f"{word} = 'not_found'; {because} = {shapes.rules(matter.id)}")
    for name in (severity_name, *share_names):
        if name:
            frame.out.put(f"{name} = None")
    if amount_names:
        frame.out.put(f"{' = '.join(amount_names)} = 0")
    if guard.const is not True:
        frame.out.put(f"if {guard.code}:")
        depth = 1
    frame.facts.append({})
    frame.out.depth += depth
    frame.out.put(f"{word} = 'found'")
    held: list[str] = []
    for exemption in matter.exemptions:
        held.append(frame.atom(frame.condition(exemption.guard)).code)
    if held:
        frame.out.put(f"if {' or '.join(held)}:")
        with frame.branch():
            frame.out.put(f"{word} = 'exempt'")
            for exemption, flag in zip(matter.exemptions, held, strict=True):
                frame.out.put(f"if {flag}: {because} += {shapes.rules(exemption.id)}")
    scope = frame.scope
    severity_read: Read | None = None
    if matter.severity is not None:
        val = shapes.severity_of(frame, matter, matter.severity, because)
        frame.scope = evolve(scope, names={**scope.names, "severity": val})
        code, severity_read = slot_of(frame, val)
        frame.out.put(f"{severity_name} = {code}")
    shares: list[Read | None] = []
    for answer, name in zip(matter.answers, share_names, strict=True):
        if answer.share is None:
            shares.append(None)
            continue
        code, read = slot_of(frame, frame.kept(frame.needed(answer.share)))
        frame.out.put(f"{name} = {code}")
        shares.append(read)
    if matter.sanctions and held:
        frame.out.put(f"if {word} == 'found':")
        frame.out.depth += 1
    amounts: list[Read] = []
    scales: list[int] = []
    for sanction, name in zip(matter.sanctions, amount_names, strict=True):
        whole = _one() if sanction.amount is None else frame.kept(frame.needed(sanction.amount))
        code, read = slot_of(frame, whole)
        frame.out.put(f"{name} = {code}")
        amounts.append(read)
        scales.append(whole.scale if whole.kind == "number" else 1)
        if sanction.against is None and len(matter.answers) > 1 and None in shares:
            frame.out.put(f"if {name}: stop()")  # the text does not say which part this one answers for
    if matter.sanctions and held:
        frame.out.depth -= 1
    frame.scope = scope
    frame.out.depth -= depth
    frame.facts.pop()
    frame.scales[matter.id] = scales
    if matter.escalations or matter.exemptions:
        because = f"once({because})" if _twice(matter) else because
    codes = [word, because, *([severity_name] if severity_name else []), *filter(None, share_names), *amount_names]
    part = Part(matter, severity_read, tuple(shares), tuple(amounts), len(codes))
    return part, codes


def _twice(matter: core.Matter) -> bool:
    """Return whether a rule could be named twice."""
    ids = [matter.id, *(each.id for each in matter.exemptions), *(each.id for each in matter.escalations)]
    return len(set(ids)) < len(ids)


def _one() -> Val:
    return Val("1", Number(), "number", atom=True, const=1, low=ONE, high=ONE)


# --- building ---


def _finding(part: Part, element: str, slots: Sequence[Any], whole: list[tuple[core.Sanction, Outcome]]) -> Finding:
    matter = part.matter
    word, because = slots[0], slots[1]
    place = 2
    severity: Outcome | None = None
    if part.severity is not None:
        if slots[place] is not None:
            severity = part.severity(slots[place])
        place += 1
    answers: list[tuple[str, str, Outcome | None]] = []
    for answer, read in zip(matter.answers, part.shares, strict=True):
        share: Outcome | None = None
        if read is not None:
            if slots[place] is not None:
                share = read(slots[place])
            place += 1
        answers.append((answer.actor, answer.role, share))
    amounts: list[Amount] = []
    for sanction, read in zip(matter.sanctions, part.amounts, strict=True):
        amount = read(slots[place])
        place += 1
        whole.append((sanction, amount))
        amounts += _payers(sanction, amount, answers, word == "not_found")
    told = () if word == "not_found" else tuple(answers)
    return Finding(matter.id, element, word, because, severity, told, tuple(amounts))


def _payers(
    sanction: core.Sanction, amount: Outcome, answers: Sequence[tuple[str, str, Outcome | None]], idle: bool
) -> list[Amount]:
    if sanction.against:
        return [Amount(sanction.name, sanction.against, amount)]
    if not answers:
        return [Amount(sanction.name, "", amount)]
    assert isinstance(amount, Fraction)
    found = []
    for actor, _, share in answers:
        assert share is None or isinstance(share, Fraction)
        found.append(Amount(sanction.name, actor, ZERO if idle else amount * (ONE if share is None else share)))
    return found


def sums_of(
    node: core.Accountability, items: Sequence[Finding], whole: Sequence[tuple[core.Sanction, Outcome]]
) -> tuple[Amount, ...]:
    """Return the sums per sanction and post, per sanction, and in total where all amounts share one unit."""
    declared = [sanction for matter in node.matters for sanction in matter.sanctions]
    posts: dict[str, dict[str, None]] = {}
    for matter in node.matters:
        for sanction in matter.sanctions:
            named = [sanction.against] if sanction.against else [answer.actor for answer in matter.answers]
            posts.setdefault(sanction.name, {}).update(dict.fromkeys(named))
    sums: list[Amount] = []
    for name, against in posts.items():
        if len({unit_of(sanction) for sanction in declared if sanction.name == name}) > 1:
            continue
        for post in against:
            owed = [a.outcome for item in items for a in item.amounts if (a.sanction, a.post) == (name, post)]
            sums.append(Amount(name, post, _sum(owed)))
        sums.append(Amount(name, "", _sum([amount for sanction, amount in whole if sanction.name == name])))
    units = {unit_of(sanction) for sanction in declared} - {None}
    if len(units) == 1:
        sums.append(Amount("total", "", _sum([amount for s, amount in whole if unit_of(s) is not None])))
    return tuple(sums)


def _sum(amounts: Sequence[Outcome]) -> Fraction:
    return sum((amount for amount in amounts if isinstance(amount, Fraction)), ZERO)


def unit_of(sanction: core.Sanction) -> Unit | None:
    """Return the unit of a sanction's amount; None for one that is only counted."""
    return sanction.amount.type.unit if sanction.amount and isinstance(sanction.amount.type, Number) else None
