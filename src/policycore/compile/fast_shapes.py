"""The decision shapes in the fast path: sums, tiers, findings; counterparts in `interpret`.

Goes in: the frame and a statement, or a part of one. Comes out: `outcome_of`, the value as an expression reads it, with
the deciding rules beside it in `frame.because`; and `decided`, the slots of the lean outcome of a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, evolve

from policycore.compile import fast_values as fv
from policycore.compile.fast_lists import each_element
from policycore.compile.fast_ops import in_range
from policycore.compile.fast_tables import Lines, named_members
from policycore.compile.forms import UNSET, Unsupported, Val
from policycore.compile.plan import Target, applies_of
from policycore.core import nodes as core
from policycore.gaps.movement import asks_what_is_earned
from policycore.types import Enum, Number

if TYPE_CHECKING:
    from policycore.compile.fast import Frame, Scope


def outcome_of(frame: Frame, node: Target) -> Val:
    """Return the outcome of a statement or of a part of one, as if it were applicable."""
    match node:
        case core.Define():
            return frame.value(node.body)
        case core.Score():
            total = outcome_of(frame, node.total)
            return in_range(frame, total, node.type.low, node.type.high)
        case core.Sum():
            return _sum(frame, node)
        case core.Contribution():
            return _contribution(frame, node)
        case core.Tiering():
            return _tiering(frame, node)
        case core.Match():
            return chosen(frame, node.id, node)
        case core.Movement():
            return _moved(frame, node)
        case core.Benefit():
            return chosen(frame, node.id, node.body)
        case core.Require():
            return _word(frame, node)


def rules(*ids: str) -> str:
    """Return the literal of deciding rules."""
    return f"({', '.join(map(repr, ids))},)" if ids else "()"


# --- sums ---


def _sum(frame: Frame, node: core.Sum) -> Val:
    parts: list[Val] = []
    because: list[str] = []
    for item in node.items:
        val = part(frame, item)
        because.append(frame.because[item.id])
        if isinstance(item, core.Contribution) and item.kind == "factor":
            val = frame.present(val)
            if item.weight is not None:
                val = fv.times(val, item.weight, item.amount.type)
        parts.append(frame.atom(val) if val.kind == "ratio" else val)
    amount_type = next((item.amount.type for item in node.items if isinstance(item, core.Contribution)), Number())
    found = fv.total(parts, amount_type)
    moving = [code for code in dict.fromkeys(because) if code != "()"]
    if node.floor is None and node.cap is None:
        if not moving:
            frame.because[node.id] = "()"
        elif len(moving) == 1:
            frame.because[node.id] = moving[0]
        else:
            frame.because[node.id] = f"once({' + '.join(moving)})"
        return found
    name = frame.fresh("w")
    frame.out.put(f"{name} = {' + '.join(moving) or '()'}")
    for bound, sign in ((node.floor, "<"), (node.cap, ">")):
        if bound is None:
            continue
        end = frame.needed(bound)
        shape, codes = frame.together([frame.kept(found), frame.kept(end)], found.of)
        held = frame.fresh()
        frame.out.put(f"{held} = {codes[0]}")
        limit = codes[1]
        if not end.atom or limit != end.code:
            limit = frame.fresh()
            frame.out.put(f"{limit} = {codes[1]}")
        frame.out.put(f"if {held} {sign} {limit}: {held} = {limit}; {name} += {rules(bound.id)}")
        found = shape.but(code=held, atom=True, const=UNSET, stops=False)
        if sign == "<":
            found = found.but(low=_higher(found.low, end.low))
        else:
            found = found.but(high=_lower(found.high, end.high))
    frame.because[node.id] = f"once({name})" if moving else name
    return found


def part(frame: Frame, item: Target) -> Val:
    """Return a part of a statement, whether or not that applies; worked out once if others read it as well."""
    plan = frame.emission.plan
    always = applies_of(plan.targets.owners[item.id]) is None
    for layer in reversed(frame.facts):
        if always and item.id in layer and item.id in frame.because:
            return layer[item.id]
    val = outcome_of(frame, item)
    if always and plan.shared(item.id):
        val = frame.atom(val)
        frame.facts[-1][item.id] = val
    return val


def _higher(a: Fraction | int | None, b: Fraction | int | None) -> Fraction | int | None:
    return b if a is None else a if b is None else max(a, b)


def _lower(a: Fraction | int | None, b: Fraction | int | None) -> Fraction | int | None:
    return b if a is None else a if b is None else min(a, b)


def _contribution(frame: Frame, node: core.Contribution) -> Val:
    frame.because[node.id] = "()"
    if node.kind == "factor" and node.each is None and node.guard is None and not node.waivers:
        return frame.value(node.amount)
    if node.waivers:
        name = frame.fresh("w")
        frame.out.put(f"{name} = ()")
        frame.because[node.id] = name
    if node.each is None:
        found = _occurrence(frame, node)
    else:
        total = frame.fresh()
        frame.out.put(f"{total} = 0")
        with each_element(frame, node.each.over, node.each.var, node.each.where):
            val = _occurrence(frame, node)
            frame.out.put(f"{total} += {val.code}")
        if val.kind == "exact":
            found = Val(f"Fraction({total})", node.amount.type, "exact")
        else:
            low = 0 if val.low is not None and val.low >= 0 else None
            found = Val(total, node.amount.type, "number", val.scale, low=low, atom=True)
    if node.waivers:
        frame.because[node.id] = f"once({frame.because[node.id]})"
    if node.kind != "factor":
        sign = -1 if node.kind == "deduct" else 1
        found = fv.times(found, sign * (1 if node.weight is None else node.weight), node.amount.type)
    return found


def _occurrence(frame: Frame, node: core.Contribution) -> Val:
    """Return the amount of one occurrence, 0 where it does not count or is waived."""
    counts = frame.condition(node.guard)
    if counts.const is True and not node.waivers:
        return frame.kept(frame.needed(node.amount))
    name = frame.fresh()
    frame.out.put(f"{name} = 0")
    depth = 0
    if counts.const is not True:
        frame.out.put(f"if {counts.code}:")
        depth = 1
    frame.facts.append({})
    frame.out.depth += depth
    val = frame.kept(frame.needed(node.amount))
    frame.out.put(f"{name} = {val.code}")
    if node.waivers:
        held = []
        for waiver in node.waivers:
            guard = frame.atom(frame.condition(waiver.guard))
            held.append(guard)
        name_of_rules = frame.because[node.id]
        for waiver, guard in zip(node.waivers, held, strict=True):
            frame.out.put(f"if {guard.code} and {name}: {name_of_rules} += {rules(waiver.id)}")
        frame.out.put(f"if {' or '.join(guard.code for guard in held)}: {name} = 0")
    frame.out.depth -= depth
    frame.facts.pop()
    low = None if val.low is None else min(val.low, 0)
    high = None if val.high is None else max(val.high, 0)
    found = val.but(code=name, atom=True, low=low, high=high, const=UNSET, stops=False)
    return found.but(code=f"Fraction({name})", atom=False) if val.kind == "exact" else found


# --- tiers and benefits ---


@define
class Chosen:
    """The cases of a match, emitted: rule, guard, the lines it needs, the lines of the value, the value."""

    id: str
    cases: list[tuple[str, Val, Lines, Lines, Val]]
    shape: Val
    codes: list[str]

    @property
    def sure(self) -> bool:
        """Whether there is one case, which always holds."""
        return len(self.cases) == 1 and self.cases[0][1].const is True


def chosen(
    frame: Frame, id: str, node: core.Match, rule: Callable[[str], str] | None = None, public: bool = False
) -> Val:
    """Return the value of the first case that holds, and keep which one it was as the deciding rule.

    `rule` gives the code of the deciding rules for the id of a case; with `public` members are told by name.
    """
    from policycore.compile.fast_tables import cases_by_tree

    told = rules if rule is None else rule
    by_tree = cases_by_tree(frame, node, told, public)
    if by_tree is not None:
        val, frame.because[id] = by_tree
        return val
    return write_cases(frame, emit_cases(frame, id, node, public), told)


def emit_cases(frame: Frame, id: str, node: core.Match, public: bool) -> Chosen:
    """Return the cases of a match, to be written; what the first guard needs is written at once."""
    cases: list[tuple[str, Val, Lines, Lines, Val]] = []
    for case in node.all_cases:
        if not cases:
            guard, before = frame.condition(case.guard), []
        else:
            with frame.maybe() as before:
                guard = frame.condition(case.guard)
        if guard.const is False:
            frame.out.place(before)  # what it needs may stop
            continue
        with frame.maybe() as inside:
            val = frame.kept(frame.value(case.value))
        cases.append((case.id, guard, before, inside, val))
        if guard.const is True:
            break
    vals = [val for *_, val in cases]
    shape, codes = frame.together(vals, node.type)
    if public:
        shape, codes = named_members(frame, vals, shape, codes)
    return Chosen(id, cases, shape, codes)


def write_cases(frame: Frame, found: Chosen, told: Callable[[str], str]) -> Val:
    """Write a match, and keep the name of its deciding rules."""
    shape, codes = found.shape, found.codes
    if found.sure:
        case, _, _, inside, val = found.cases[0]
        frame.out.place(inside)
        frame.because[found.id] = told(case)
        return shape.but(code=codes[0], atom=val.atom and codes[0] == val.code, stops=val.stops)
    name, because = frame.fresh(), frame.fresh("w")

    def assign(number: int) -> None:
        case, _, _, inside, _ = found.cases[number]
        frame.out.place(inside)
        frame.out.put(f"{name} = {codes[number]}; {because} = {told(case)}")

    frame.choose([(guard, before) for _, guard, before, _, _ in found.cases], assign)
    frame.because[found.id] = because
    return shape.but(code=name, atom=True, stops=False, const=UNSET)


def write_together(frame: Frame, several: Sequence[Chosen]) -> tuple[list[Val], str]:
    """Write matches that ask the same guards as one; returns their values, and the name of all their rules."""
    names = [frame.fresh() for _ in several]
    because = frame.fresh("w")
    first = several[0]

    def assign(number: int) -> None:
        told = []
        for name, found in zip(names, several, strict=True):
            case, _, _, inside, _ = found.cases[number]
            frame.out.place(inside)
            told.append(rules(case))
            frame.out.put(f"{name} = {found.codes[number]}")
        frame.out.put(f"{because} = ({', '.join(told)})")

    frame.choose([(guard, []) for _, guard, _, _, _ in first.cases], assign)
    vals = [
        found.shape.but(code=name, atom=True, stops=False, const=UNSET)
        for name, found in zip(names, several, strict=True)
    ]
    return vals, because


def guards_of(found: Chosen) -> tuple[str, ...] | None:
    """Return the guards of a match as code, None where one of them needs lines of its own."""
    if found.sure or any(before for _, _, before, _, _ in found.cases):
        return None
    return tuple(guard.code for _, guard, _, _, _ in found.cases)


def _moved(frame: Frame, node: core.Movement) -> Val:
    """Return the tier before limits."""
    owner = frame.emission.plan.targets.owners[node.id]
    assert isinstance(owner, core.Tiering)
    before = frame.scope
    frame.scope = movement_scope(frame, owner, node)
    earned = frame.because[owner.body.id]
    val = chosen(
        frame,
        node.id,
        node.match,
        lambda case: f"{earned} + {rules(case)}" if asks_what_is_earned(node, (case,)) else rules(case),
    )
    frame.scope = before
    return val


def movement_scope(frame: Frame, owner: core.Tiering, node: core.Movement) -> Scope:
    """Return the scope of a movement: what is earned and the tier before have names in it."""
    earned = frame.atom(part(frame, owner.body))
    previous = frame.atom(frame.value(node.previous))
    return evolve(frame.scope, names={**frame.scope.names, "earned": earned, "previous": previous})


def _tiering(frame: Frame, node: core.Tiering) -> Val:
    if node.movement is None:
        val = chosen(frame, node.id, node.body)
    else:
        val = part(frame, node.movement)
        frame.because[node.id] = frame.because[node.movement.id]
    if not node.limits:
        return val
    if val.kind != "code":
        raise Unsupported("limits of tiers that have no order")
    last = len(node.type.names)
    cap, lift = frame.fresh(), frame.fresh()
    # Places count from the highest tier: a cap is the least place that is left, a lift the greatest.
    frame.out.put(f"{cap} = 0; {lift} = {last}")
    held: list[tuple[core.Limit, str, int]] = []
    for limit in node.limits:
        guard = frame.condition(limit.guard)
        place = node.type.names.index(str(limit.bound.value))
        flag = frame.fresh()
        frame.out.put(f"{flag} = {guard.code}")
        held.append((limit, flag, place))
        if limit.kind == "at_most":
            frame.out.put(f"if {flag} and {place} > {cap}: {cap} = {place}")
        else:
            frame.out.put(f"if {flag} and {place} < {lift}: {lift} = {place}")
    tier, because = frame.fresh(), frame.fresh("w")
    frame.out.put(f"{tier} = {val.code}; {because} = {frame.because[node.id]}")
    if val.absent:
        frame.out.put(f"if {tier} is ABSENT and ({' or '.join(flag for _, flag, _ in held)}): stop()")
    frame.out.put(f"if {cap} or {lift} != {last}:")
    with frame.branch():
        frame.out.put(f"if {cap} > {lift}: stop()")
        before = frame.fresh()
        frame.out.put(f"{before} = {tier}")
        frame.out.put(f"if {tier} < {cap}: {tier} = {cap}")
        frame.out.put(f"if {tier} > {lift}: {tier} = {lift}")
        frame.out.put(f"if {tier} != {before}:")
        with frame.branch():
            for limit, flag, place in held:
                frame.out.put(f"if {flag} and {tier} == {place}: {because} += {rules(limit.id)}")
    frame.because[node.id] = because
    return val.but(code=tier, atom=True, const=UNSET, stops=False)


# --- requirements ---

_WORDS = {
    "must": ("met", "breach"),
    "must_not": ("breach", "met"),
    "should": ("met", "deviation"),
    "may": ("met", "met"),
}


def word_of(frame: Frame, node: core.Require) -> str:
    """Return the code of the finding of a requirement for the record or element in scope, as a text."""
    held, failed = _WORDS[node.modality]
    applies = frame.condition(node.when)
    if applies.const is False:
        return repr("not_applicable")
    with frame.maybe() as inside:
        met = frame.condition(node.condition)
    if applies.const is True:
        frame.out.place(inside)
        return _either(met, held, failed)
    if not inside:
        return f"({_either(met, held, failed)} if {applies.code} else 'not_applicable')"
    name = frame.fresh()
    frame.out.put(f"if {applies.code}:")
    with frame.branch():
        frame.out.place(inside)
        frame.out.put(f"{name} = {_either(met, held, failed)}")
    frame.out.put(f"else: {name} = 'not_applicable'")
    return name


def _either(met: Val, held: str, failed: str) -> str:
    if met.const is not UNSET:
        return repr(held if met.const else failed)
    return f"({held!r} if {met.code} else {failed!r})"


def _word(frame: Frame, node: core.Require) -> Val:
    code = word_of(frame, node)
    frame.because[node.id] = rules(node.id)
    return Val(code, Enum(()), "text", atom=code.isidentifier())


# --- severity ---


def severity_of(frame: Frame, matter: core.Matter, expression: core.Expr, because: str) -> Val:
    """Return the severity after escalation; escalations that raised it are added to the rules in `because`."""
    val = frame.needed(expression)
    if not matter.escalations:
        return frame.atom(val)
    if val.kind != "code":
        raise Unsupported("a severity without order")
    name = frame.fresh()
    frame.out.put(f"{name} = {val.code}")
    val = val.but(code=name, atom=True, const=UNSET, stops=False)
    for escalation in matter.escalations:
        scope = frame.scope
        frame.scope = evolve(scope, names={**scope.names, "severity": val})
        guard = frame.condition(escalation.guard)
        frame.scope = scope
        frame.out.put(f"if {name} and {guard.code}:")
        with frame.branch():
            steps = escalation.steps
            frame.out.put(f"{name} = {name} - {steps} if {name} > {steps} else 0")
            frame.out.put(f"{because} += {rules(escalation.id)}")
    return val
