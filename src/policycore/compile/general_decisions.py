"""Decisions in the general path: generated functions that gather what is known, and the `DecisionOutcome`s from it.

Goes in: the emission and a decision. Comes out: the name of a function of the record that gives its outcome.
Counterparts: `interpret/decide.py` and `interpret/findings.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from policycore.compile import sites
from policycore.compile.forms import UNSET, Unsupported, Val, is_hashable
from policycore.compile.general_shapes import bind_movement, finding_of, head_function, result_function
from policycore.compile.lean_matters import unit_of
from policycore.compile.plan import applies_of
from policycore.compile.sites_time import MovementSite
from policycore.core import nodes as core
from policycore.core.outcome import Amount, DecisionKind, DecisionOutcome, Finding
from policycore.gaps.aggregate import any_number_of, occurring
from policycore.gaps.movement import NextState
from policycore.gaps.ops import ZERO, add, all_hold, fails, may, multiply
from policycore.types import Enum
from policycore.values import (
    ANYTHING,
    Gap,
    Interval,
    Outcome,
    Reason,
    Status,
    Subset,
    join,
    reasons_of,
    same_value,
    settle,
    status,
)

if TYPE_CHECKING:
    from policycore.compile.general import Emission, Wide

Turn: TypeAlias = "Callable[[Any], Any]"
ONE = Fraction(1)


def decide_function(emission: Emission, node: core.Decision) -> str:
    """Return the function that gives the outcome of a decision for a record."""
    from policycore.compile.general import Wide

    name = emission.module.fresh("d")
    wide = Wide(emission, node.record)
    wide.rule = node.id
    before = ["p = ''", "e = ''"]
    head = applies_of(node)
    kind = _KINDS[type(node)]
    if head is not None and not isinstance(node, core.Require):
        before.append(f"a = True if r[0] and {node.id!r} in r[0].given else {head_function(emission, node)}(r, p, s)")
        before.append(f"if a is False: return DecisionOutcome({node.id!r}, {kind!r}, 'not_applicable', False)")
    elif head is not None:
        before.append(f"a = {head_function(emission, node)}(r, p, s)")
    else:
        before.append("a = True")
    match node:
        case core.Tiering() if node.movement is not None:
            before, last = _moving(wide, node, node.movement, before)
        case core.Duty() | core.Procedure():
            last = _timeline(wide, node)
        case core.Score() | core.Tiering():
            result, form, with_rules = result_function(emission, node.id)
            made = Single(node.id, kind, sites.outward(form.of, form.kind, form.scale))
            site = emission.site(made, hashable=is_hashable(form))
            value = f"*{result}(r, p, s)" if with_rules else f"{result}(r, p, s), ()"
            last = f"return {site}(a, {value}, RULES)"
        case core.Require():
            last = _require(wide, node)
        case core.Entitlements():
            last = _entitlements(wide, node)
        case core.Accountability():
            last = _accountability(wide, node)
        case _:
            raise Unsupported(f"{type(node).__name__} is not compiled")
    wide.finish(name, "r, s", last, before)
    return name


_KINDS: dict[type, DecisionKind] = {
    core.Score: "score",
    core.Tiering: "tiering",
    core.Require: "require",
    core.Entitlements: "entitlements",
    core.Accountability: "accountability",
    core.Duty: "duty",
    core.Procedure: "procedure",
}


def together(*outcomes: Outcome) -> Status:
    """Return the status of what is open for all the reasons of the outcomes."""
    reasons = reasons_of(*outcomes)
    return status(Gap(ANYTHING, reasons)) if reasons else "decided"


def worst(applies: Outcome, items: Sequence[Finding]) -> Status:
    """Return the status of a collect: undetermined, not stated or conflict, the first that occurs, else decided."""
    found: set[Status] = set() if applies is True else {together(applies)}
    for item in items:
        parts = (item.outcome, item.severity, *(amount.outcome for amount in item.amounts))
        found |= {status(part) for part in parts if isinstance(part, Gap)}
    order: tuple[Status, ...] = ("undetermined", "not_stated", "conflict")
    return next((each for each in order if each in found), "decided")


def because_of(items: Sequence[Finding]) -> tuple[str, ...]:
    """Return the rules of all items, each once."""
    return tuple(dict.fromkeys(rule for item in items for rule in item.because))


@frozen(eq=False, repr=False)
class Single(sites.Site):
    """A score or a tier."""

    id: str
    kind: DecisionKind
    out: Turn

    def __call__(self, applies: Any, value: Any, because: tuple[str, ...], rules: sites.Rules) -> DecisionOutcome:
        outcome = self.out(value)
        return DecisionOutcome(
            self.id, self.kind, together(applies, outcome), applies, outcome, rules.deciding(outcome, because)
        )


# --- requirements ---


def _require(wide: Wide, node: core.Require) -> str:
    if node.each is None:
        result, _, _ = result_function(wide.emission, node.id)
        wide.out.put(f"v, w = {result}(r, p, s)")
        return f"return required_once({node.id!r}, a, v, w)"
    items = wide.fresh("l")
    wide.out.put(f"{items} = []")
    with wide.elements(node.each.over, node.each.var, node.each.where, node.id) as (name, included, unlisted):
        word, because = finding_of(wide, node, included)
        wide.out.put(f"{items}.append(Finding({node.id!r}, {name}, {word}, {because}))")
    wide.out.put(f"if {unlisted}: {items} = one_for_all({node.id!r}, {items}, {unlisted}, RULES)")
    return f"return required({node.id!r}, a, {items})"


def one_for_all(id: str, items: Sequence[Finding], unlisted: frozenset[Reason], rules: sites.Rules) -> list[Finding]:
    """Return the finding that stands for all elements of a list that is open; the list may be empty."""
    outcome = join(["met", items[0].outcome], unlisted)
    return [Finding(id, "", outcome, rules.deciding(outcome, (id,)))]


def required(id: str, applies: Any, found: Sequence[Finding]) -> DecisionOutcome:
    """Return the outcome of a requirement with its findings."""
    items = tuple(found)
    because = because_of(items) if items else (id,)
    return DecisionOutcome(id, "require", worst(applies, items), applies, None, because, items)


def required_once(id: str, applies: Any, word: Any, because: tuple[str, ...]) -> DecisionOutcome:
    """Return the outcome of a requirement about the record itself."""
    items = (Finding(id, "", word, because),)
    whole: Status = "not_applicable" if word == "not_applicable" else worst(applies, items)
    return DecisionOutcome(id, "require", whole, applies, None, because_of(items), items)


# --- entitlements ---


def _entitlements(wide: Wide, node: core.Entitlements) -> str:
    items = wide.fresh("l")
    wide.out.put(f"{items} = []")
    for item in node.benefits:
        result, form, with_rules = result_function(wide.emission, item.id)
        made = Granted(item.id, sites.outward(form.of, form.kind, form.scale))
        site = wide.emission.site(made, hashable=is_hashable(form))
        value = f"*{result}(r, p, s)" if with_rules else f"{result}(r, p, s), ()"
        wide.out.put(f"{items}.append({site}({value}, RULES))")
    return f"return collected({node.id!r}, 'entitlements', a, {items})"


@frozen(eq=False, repr=False)
class Granted(sites.Site):
    """A benefit."""

    id: str
    out: Turn

    def __call__(self, value: Any, because: tuple[str, ...], rules: sites.Rules) -> Finding:
        outcome = self.out(value)
        return Finding(self.id, "", outcome, rules.deciding(outcome, because))


def collected(id: str, kind: DecisionKind, applies: Any, found: Sequence[Finding]) -> DecisionOutcome:
    """Return the outcome of a collect."""
    items = tuple(found)
    return DecisionOutcome(id, kind, worst(applies, items), applies, None, because_of(items), items)


# --- duties and procedures ---


def _timeline(wide: Wide, node: core.Duty | core.Procedure) -> str:
    items = wide.fresh("l")
    wide.out.put(f"{items} = []")
    kind = "duty" if isinstance(node, core.Duty) else "procedure"
    each = node.each if isinstance(node, core.Duty) else None
    if each is None:
        for timed in node.steps if isinstance(node, core.Procedure) else (node,):
            with wide.inside(timed.id):
                wide.out.put(f"{items}.append({_timed(wide, timed, repr(''))})")
    else:
        assert isinstance(node, core.Duty)
        with wide.elements(each.over, each.var, each.where, node.id) as (name, _, unlisted):
            wide.out.put(f"{items}.append({_timed(wide, node, name)})")
        wide.out.put(f"if {unlisted}: {items} = any_number({node.id!r}, {items}, {unlisted}, RULES)")
    return f"return timed({node.id!r}, {kind!r}, a, {items}, {each is None})"


def _timed(wide: Wide, node: core.Duty | core.Step, name: str) -> str:
    status_val = wide.value(node.status)
    facts = [wide.value(fact) for _, fact in node.facts]
    site = wide.emission.site(Timed(node, wide.out_of(status_val), tuple(wide.out_of(fact) for fact in facts)))
    return f"{site}({name}, {status_val.code}, ({''.join(fact.code + ', ' for fact in facts)}), RULES)"


@frozen(eq=False, repr=False)
class Timed(sites.Site):
    """A duty, a period of one, or a step."""

    node: core.Duty | core.Step
    word: Turn
    facts: tuple[Turn, ...]

    def __call__(self, element: str, word: Any, facts: Sequence[Any], rules: sites.Rules) -> Finding:
        node = self.node
        outcome = self.word(word)
        told = tuple((name, turn(fact)) for (name, _), turn, fact in zip(node.facts, self.facts, facts, strict=True))
        because = () if isinstance(outcome, Gap) else (f"{node.id}/{outcome}",)
        return Finding(node.id, element, outcome, rules.deciding(outcome, because), facts=told)


def any_number(id: str, items: Sequence[Finding], unlisted: frozenset[Reason], rules: sites.Rules) -> list[Finding]:
    """Return the finding that stands for any number of periods, while it is open from when on a duty holds."""
    outcome = join([items[0].outcome], unlisted)
    return [Finding(id, "", outcome, rules.deciding(outcome, ()), facts=items[0].facts)]


def timed(id: str, kind: DecisionKind, applies: Any, found: Sequence[Finding], once: bool) -> DecisionOutcome:
    """Return the outcome of a duty or procedure with its findings."""
    items = tuple(found)
    idle = once and bool(items) and all(item.outcome == "not_applicable" for item in items)
    whole: Status = "not_applicable" if idle else worst(applies, items)
    return DecisionOutcome(id, kind, whole, applies, None, because_of(items) or (id,), items)


# --- tiers that move ---


def _moving(wide: Wide, node: core.Tiering, movement: core.Movement, before: list[str]) -> tuple[list[str], str]:
    """Write a tiering with movement: its tier, and the state that goes out."""
    result, form, _ = result_function(wide.emission, node.id)
    slot = wide.emission.packing.layouts[node.record].slots[movement.state_field]
    declaration = wide.emission.records[movement.state_record]
    unknown = wide.emission.site(sites.RecordSite(movement.id, declaration, wide.emission.packing))
    single = wide.emission.site(Moving(node.id, sites.outward(form.of, form.kind, form.scale)))
    site = wide.emission.site(MovementSite(movement, wide.emission.packing))
    path = repr(movement.state_field)
    start = [*before[:2]]
    for line in before[2:]:
        if line.startswith("if a is False"):
            break
        start.append(line)
    wide.out.put(f"given = r[0] and {node.id!r} in r[0].given")
    wide.out.put(f"st = r[{slot.place}]")
    wide.out.put(f"if st.__class__ is not tuple: st = {unknown}.unknown({path}, reasons_of(st), s)")
    wide.out.put(
        f"if a is False: return {single}(False, None, (), NextState(()) if given else "
        f"{site}.handed_on(st, {path}, False), RULES)"
    )
    wide.out.put(f"v, w = {result}(r, p, s)")
    wide.out.put(f"if given: return {single}(a, v, w, NextState(()), RULES)")
    bind_movement(wide, node, movement)
    unmoved = wide.condition(movement.unmoved).code if movement.unmoved is not None else "False"
    wide.out.put(f"if {unmoved} is True: return {single}(a, v, w, {site}.handed_on(st, {path}, False), RULES)")
    wide.out.put(
        f"if a is not True or {unmoved} is not False: "
        f"return {single}(a, v, w, {site}.handed_on(st, {path}, True), RULES)"
    )
    moved, moved_form, _ = result_function(wide.emission, movement.id)
    tier = wide.named(f"{moved}(r, p, s)[0]", moved_form)
    wide.names = {**wide.names, "tier": type(wide.names["self"])(tier)}
    found = []
    for name, expression in movement.state:
        val = wide.value(expression)
        turn = wide.emission.module.bind("K", wide.out_of(val))
        found.append(f"({name!r}, {turn}({val.code}))")
    turn = wide.emission.module.bind("K", wide.out_of(tier))
    state = f"{site}.next(st, {path}, {turn}({tier.code}), ({', '.join(found)},))"
    return start, f"return {single}(a, v, w, {state}, RULES)"


@frozen(eq=False, repr=False)
class Moving(sites.Site):
    """A tier that moves, with the state that goes out."""

    id: str
    out: Turn

    def __call__(
        self, applies: Any, value: Any, because: tuple[str, ...], state: NextState, rules: sites.Rules
    ) -> DecisionOutcome:
        if applies is False:
            return DecisionOutcome(
                self.id, "tiering", "not_applicable", False, state=state.fields, state_open=state.is_open
            )
        outcome = self.out(value)
        return DecisionOutcome(
            self.id,
            "tiering",
            together(applies, outcome),
            applies,
            outcome,
            rules.deciding(outcome, because),
            state=state.fields,
            state_open=state.is_open,
        )


# --- accountability ---


def _accountability(wide: Wide, node: core.Accountability) -> str:
    found = wide.fresh("l")
    wide.out.put(f"{found} = []")
    for matter in node.matters:
        if matter.each is None:
            _occurrence(wide, matter, found, "''", "True", "NONE")
        else:
            with (
                wide.inside(matter.id),
                wide.elements(matter.each.over, matter.each.var, matter.each.where, matter.id) as (name, counts, why),
            ):
                # Why the list is open is known before the first element is met.
                _occurrence(wide, matter, found, name, counts, why)
    site = wide.emission.site(Accounts.of(node))
    return f"return {site}(a, {found})"


def _occurrence(wide: Wide, matter: core.Matter, found: str, name: str, included: str, unlisted: str) -> None:
    with wide.inside(matter.id):
        guard = wide.condition(matter.guard)
        occurred = wide.fresh()
        wide.out.put(f"{occurred} = both({included}, {guard.code})")
        wide.out.put(f"if {occurred} is not False:")
        with wide.out.deeper():
            exemptions = []
            for exemption in matter.exemptions:
                with wide.inside(exemption.id):
                    exemptions.append(wide.condition(exemption.guard).code)
            names = wide.names
            severity, raised = "None", "()"
            severity_turn: Turn | None = None
            if matter.severity is not None:
                severity, raised, like = _severity(wide, matter, matter.severity)
                severity_turn = wide.out_of(like)
                wide.names = {**names, "severity": type(names["self"])(like.but(code=severity, atom=True))}
            shares, share_turns = _amounts(wide, [answer.share for answer in matter.answers])
            exempt = wide.fresh()
            held = ", ".join(exemptions)
            wide.out.put(f"{exempt} = {f'any_of({held})' if exemptions else 'False'}")
            counts = wide.fresh()
            wide.out.put(f"{counts} = counting({occurred}, {exempt})")
            amounts = wide.fresh("l")
            wide.out.put(f"{amounts} = ()")
            if matter.sanctions:
                wide.out.put(f"if {counts} is not False:")
                with wide.out.deeper():
                    whole, amount_turns = _amounts(wide, [sanction.amount for sanction in matter.sanctions])
                    wide.out.put(f"{amounts} = ({', '.join(whole)},)")
            else:
                amount_turns = ()
            wide.names = names
            site = wide.emission.site(Occurred(matter, severity_turn, share_turns, amount_turns))
            wide.out.put(
                f"{found}.append({site}(e, {wide.e}, {name}, {occurred}, ({held}{',' if held else ''}), {exempt}, "
                f"{severity}, {raised}, ({', '.join(shares)}{',' if shares else ''}), {counts}, {amounts}, "
                f"{unlisted}, RULES))"
            )
        if matter.each is None:
            site = wide.emission.site(NotOccurred(matter))
            wide.out.put(f"else: {found}.append({site}())")


def counting(occurred: Any, exempt: Any) -> Any:
    """Return whether sanctions of an occurrence count."""
    if exempt is False:
        return occurred
    return False if exempt is True else all_hold([occurred, fails(exempt)])


def _amounts(wide: Wide, expressions: Sequence[core.Expr | None]) -> tuple[list[str], tuple[Turn, ...]]:
    codes: list[str] = []
    turns: list[Turn] = []
    for expression in expressions:
        if expression is None:
            codes.append("None")
            turns.append(_none)
        else:
            val = wide.amount(expression)
            codes.append(val.code)
            turns.append(wide.out_of(val))
    return codes, tuple(turns)


def _none(value: Any) -> Any:
    return value


def _severity(wide: Wide, matter: core.Matter, expression: core.Expr) -> tuple[str, str, Val]:
    """Return the names of the severity and of the escalations that raised it, and the form of the severity."""
    val = wide.needed(wide.own(wide.value(expression)), expression.type, matter.id)
    like = val.but(absent=True, const=UNSET)
    if not matter.escalations:
        return val.code, "()", like
    severity, raised = wide.fresh(), wide.fresh("w")
    wide.out.put(f"{severity} = {val.code}; {raised} = ()")
    names = wide.names
    for escalation in matter.escalations:
        wide.names = {**names, "severity": type(names["self"])(like.but(code=severity, atom=True))}
        with wide.inside(escalation.id):
            guard = wide.condition(escalation.guard)
        assert isinstance(like.of, Enum)
        site = wide.emission.site(Escalated(escalation, like.of, wide.out_of(like), wide.into(like)))
        wide.out.put(f"if {guard.code} is not False: {severity}, {raised} = {site}({severity}, {guard.code}, {raised})")
    wide.names = names
    return severity, raised, like


@frozen(eq=False, repr=False)
class Escalated(sites.Site):
    """An escalation that holds or may hold."""

    node: core.Escalation
    of: Enum
    out: Turn
    result: Turn

    def __call__(self, severity: Any, guard: Any, raised: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        before = self.out(severity)
        higher = sites.stepped_up(before, self.of, self.node.steps)
        if guard is True:
            if not same_value(higher, before):
                raised = (*raised, self.node.id)
            return self.result(higher), raised
        return self.result(join([before, higher], reasons_of(guard))), raised


#: A finding, and each sanction whole, before shares divide it.
Occurrence: TypeAlias = "tuple[Finding, tuple[tuple[core.Sanction, Outcome], ...]]"


@frozen(eq=False, repr=False)
class NotOccurred(sites.Site):
    """A matter without elements that did not occur."""

    matter: core.Matter

    def __call__(self) -> Occurrence:
        matter = self.matter
        amounts = [
            Amount(sanction.name, post, ZERO)
            for sanction in matter.sanctions
            for post in ([sanction.against] if sanction.against else [a.actor for a in matter.answers] or [""])
        ]
        finding = Finding(matter.id, "", "not_found", (matter.id,), amounts=tuple(amounts))
        return finding, tuple((sanction, ZERO) for sanction in matter.sanctions)


@frozen(eq=False, repr=False)
class Occurred(sites.Site):
    """A matter that occurred or may have."""

    matter: core.Matter
    severity: Turn | None
    shares: tuple[Turn, ...]
    amounts: tuple[Turn, ...]

    def __call__(
        self,
        around: str,
        e: str,
        name: str,
        occurred: Any,
        exemptions: tuple[Any, ...],
        exempt: Any,
        severity: Any,
        raised: tuple[str, ...],
        shares: tuple[Any, ...],
        counts: Any,
        amounts: tuple[Any, ...],
        unlisted: frozenset[Reason],
        rules: sites.Rules,
    ) -> Occurrence:
        matter = self.matter
        because = [matter.id]
        word = exempt_or_found(exempt)
        if word == "exempt":
            because += [each.id for each, held in zip(matter.exemptions, exemptions, strict=True) if held is True]
        if occurred is not True:
            word = join(["not_found", word], reasons_of(occurred))
        if unlisted:
            word = join(["not_found", word], unlisted)
        because += raised
        answers = tuple(
            (answer.actor, answer.role, None if answer.share is None else turn(share))
            for answer, turn, share in zip(matter.answers, self.shares, shares, strict=True)
        )
        whole: list[tuple[core.Sanction, Outcome]] = []
        owed: list[Amount] = []
        for number, sanction in enumerate(matter.sanctions):
            amount: Outcome = ZERO
            if counts is not False:
                full: Outcome = ONE if sanction.amount is None else self.amounts[number](amounts[number])
                amount = full if counts is True else occurring(full, counts)
            if unlisted:
                amount = any_number_of(amount, unlisted)
            whole.append((sanction, amount))
            owed += payers(matter, sanction, amount, answers, e)
        grade = None if self.severity is None else self.severity(severity)
        parts = [*([] if grade is None else [grade]), *(amount.outcome for amount in owed)]
        told = dict.fromkeys((*rules.deciding(word, tuple(because)), *rules.behind(parts)))
        finding = Finding(matter.id, "" if unlisted else name, word, tuple(told), grade, answers, tuple(owed))
        return finding, tuple(whole)


def payers(
    matter: core.Matter,
    sanction: core.Sanction,
    amount: Outcome,
    answers: Sequence[tuple[str, str, Outcome | None]],
    e: str,
) -> list[Amount]:
    """Return who owes how much: the post the sanction names, or all who answer, by their shares, unrounded."""
    if sanction.against is not None:
        return [Amount(sanction.name, sanction.against, amount)]
    if not answers:
        return [Amount(sanction.name, "", amount)]
    silent = Gap(Interval(ZERO, ONE), frozenset({Reason("silent", matter.id + e)}))
    unsaid: Outcome = ONE if len(answers) == 1 else silent
    return [
        Amount(sanction.name, actor, _part(amount, unsaid if share is None else share, sanction.id + e))
        for actor, _, share in answers
    ]


def _part(amount: Outcome, share: Outcome, at: str) -> Outcome:
    if isinstance(amount, Fraction) and isinstance(share, Fraction):
        return amount * share
    return multiply(amount, share, at)


@sites.remembering
def exempt_or_found(exempt: Any) -> Any:
    """Return the word of a matter that occurred."""
    words = [word for word, may_be in (("exempt", may(exempt, True)), ("found", may(exempt, False))) if may_be]
    return settle(Subset(frozenset(words)), (), reasons_of(exempt))


def together_they_are(parts: Sequence[Outcome], id: str) -> Outcome:
    """Return the sum of amounts; those that are there are added first, since ends go together in any order."""
    there = ZERO
    rest = []
    for part in parts:
        if isinstance(part, Fraction):
            there = there + part if there else part
        else:
            rest.append(part)
    return _sum_of(id, there, tuple(rest)) if rest else there


@sites.remembering
def _sum_of(id: str, there: Fraction, rest: Sequence[Outcome]) -> Outcome:
    return add([there, *rest], id)


@frozen(eq=False, repr=False)
class Accounts(sites.Site):
    """An accountability: its findings and their sums.

    Attributes:
        posts: for each sanction that has one unit, the posts against which it may be.
        one_unit: whether all amounts have the same unit.
    """

    node: core.Accountability
    posts: tuple[tuple[str, tuple[str, ...]], ...]
    one_unit: bool

    @classmethod
    def of(cls, node: core.Accountability) -> Accounts:
        """Return the accounts of an accountability."""
        declared = [sanction for matter in node.matters for sanction in matter.sanctions]
        posts: dict[str, dict[str, None]] = {}
        for matter in node.matters:
            for sanction in matter.sanctions:
                named = [sanction.against] if sanction.against else [answer.actor for answer in matter.answers]
                posts.setdefault(sanction.name, {}).update(dict.fromkeys(named))
        summed = tuple(
            (name, tuple(against))
            for name, against in posts.items()
            if len({unit_of(sanction) for sanction in declared if sanction.name == name}) == 1
        )
        return cls(node, summed, len({unit_of(sanction) for sanction in declared} - {None}) == 1)

    def __call__(self, applies: Any, found: Sequence[Occurrence]) -> DecisionOutcome:
        items = tuple(finding for finding, _ in found)
        return DecisionOutcome(
            self.node.id,
            "accountability",
            worst(applies, items),
            applies,
            None,
            because_of(items),
            items,
            self.sums(found),
        )

    def sums(self, found: Sequence[Occurrence]) -> tuple[Amount, ...]:
        """Return the sums per sanction and post, per sanction, and in total if all amounts share one unit."""
        id = self.node.id
        owed: dict[tuple[str, str], list[Outcome]] = {}
        whole: dict[str, list[Outcome]] = {}
        counted: list[Outcome] = []
        for finding, parts in found:
            for amount in finding.amounts:
                owed.setdefault((amount.sanction, amount.post), []).append(amount.outcome)
            for sanction, outcome in parts:
                whole.setdefault(sanction.name, []).append(outcome)
                if unit_of(sanction) is not None:
                    counted.append(outcome)
        sums: list[Amount] = []
        for name, posts in self.posts:
            for post in posts:
                sums.append(Amount(name, post, together_they_are(owed.get((name, post), ()), id)))
            sums.append(Amount(name, "", together_they_are(whole.get(name, ()), id)))
        if self.one_unit:
            sums.append(Amount("total", "", together_they_are(counted, id)))
        return tuple(sums)


#: What generated code of decisions may call, beside the sites.
CALLED: dict[str, Any] = {
    "DecisionOutcome": DecisionOutcome,
    "Finding": Finding,
    "collected": collected,
    "counting": counting,
    "NextState": NextState,
    "any_number": any_number,
    "one_for_all": one_for_all,
    "reasons_of": reasons_of,
    "timed": timed,
    "required": required,
    "required_once": required_once,
}
