"""The decision shapes in the general path; counterparts in `interpret`.

Goes in: the emission and a statement, or a part of one. Comes out: the names of generated functions: `result_function`
works a target out as if it were applicable, `read_function` reads it as an expression does, `decide_function` gives the
outcome of a decision. Results with deciding rules are pairs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from policycore.compile import sites
from policycore.compile.forms import UNSET, Val, is_hashable
from policycore.compile.plan import Target, applies_of
from policycore.compile.sites_time import MovementSite
from policycore.core import nodes as core
from policycore.types import Number, Text

if TYPE_CHECKING:
    from policycore.compile.general import Emission, Wide

_ONE = Fraction(1)


def result_function(emission: Emission, target: str) -> tuple[str, Val, bool]:
    """Return the function that works out a target, the form of what it yields, and whether rules stand beside it.

    The function remembers what it has worked out for a record.
    """
    if target not in emission.results:
        _write_result(emission, target)
    return emission.results[target]


def _write_result(emission: Emission, target: str) -> None:
    from policycore.compile.general import Wide

    node = emission.plan.targets.nodes[target]
    owner = emission.plan.targets.owners[target]
    name = emission.module.fresh("t")
    wide = Wide(emission, owner.record)
    wide.rule = owner.id if isinstance(node, core.Define) else node.id
    val, because = _outcome(wide, node)
    form = val.but(code="", absent=True, const=UNSET)
    value = f"({val.code}, {because})" if because else val.code
    key = f"({name!r}, id(r), p)"
    given = sites.inward(form.of, form.kind, form.scale)
    turn = emission.module.bind("K", given)
    found = f"({turn}(given), ())" if because else f"{turn}(given)"
    before = [
        f"k = {key}",
        "v = s.get(k, UNSET)",
        "if v is not UNSET: return v",
        "e = '#' + p if p else ''",
        f"if r[0] and {target!r} in r[0].given:",
        f" given = r[0].given[{target!r}]",
        f" v = s[k] = {found}",
        " return v",
    ]
    wide.out.put(f"v = s[k] = {value}")
    wide.finish(name, "r, p, s", "return v", before)
    emission.results[target] = (name, form, bool(because))


def head_function(emission: Emission, statement: core.Statement) -> str:
    """Return the function that says whether a statement applies to a record."""
    from policycore.compile.general import Wide

    if statement.id not in emission.heads:
        head = applies_of(statement)
        assert head is not None
        name = emission.module.fresh("h")
        wide = Wide(emission, statement.record)
        wide.rule = statement.id
        val = wide.condition(head)
        before = [
            f"k = ({name!r}, id(r), p)",
            "v = s.get(k, UNSET)",
            "if v is not UNSET: return v",
            "e = '#' + p if p else ''",
        ]
        wide.out.put(f"v = s[k] = {val.code}")
        wide.finish(name, "r, p, s", "return v", before)
        emission.heads[statement.id] = name
    return emission.heads[statement.id]


def read_function(emission: Emission, target: str) -> tuple[str, Val]:
    """Return the function that reads a target: absent where its statement is not applicable."""
    name, form, with_rules = result_function(emission, target)
    owner = emission.plan.targets.owners[target]
    head = applies_of(owner)
    if head is None or isinstance(owner, core.Require):
        if not with_rules:
            return name, form
        if target not in emission.reads:
            reader = emission.module.fresh("q")
            emission.module.functions.append(f"def {reader}(r, p, s):\n return {name}(r, p, s)[0]")
            emission.reads[target] = reader
        return emission.reads[target], form
    if target not in emission.reads:
        reader = emission.module.fresh("q")
        applies = head_function(emission, owner)
        made = Headed(sites.outward(form.of, form.kind, form.scale), _inward(form))
        site = emission.site(made, hashable=is_hashable(form))
        emission.module.functions.append(
            f"def {reader}(r, p, s):\n"
            f" if r[0] and {target!r} in r[0].given: return {name}(r, p, s){'[0]' if with_rules else ''}\n"
            f" a = {applies}(r, p, s)\n"
            " if a is False: return ABSENT\n"
            f" v = {name}(r, p, s){'[0]' if with_rules else ''}\n"
            f" return v if a is True else {site}(a, v)"
        )
        emission.reads[target] = reader
    return emission.reads[target], form


def _inward(form: Val) -> Any:
    return sites.inward(form.of, form.kind, form.scale)


class Headed(sites.Site):
    """What is read of a statement while it is open whether it applies: absent is possible beside it."""

    def __init__(self, out: Any, result: Any) -> None:
        self.out = out
        self.result = result

    def __call__(self, applies: Any, value: Any) -> Any:
        from policycore.values import ABSENT, join, reasons_of

        return self.result(join([ABSENT, self.out(value)], reasons_of(applies)))


# --- outcomes ---


def _outcome(wide: Wide, node: Target) -> tuple[Val, str]:
    """Return the outcome of a target and the code of its deciding rules, "" where nobody asks for them."""
    match node:
        case core.Define():
            return wide.value(node.body), ""
        case core.Score():
            val, because = _sum(wide, node.total)
            if node.type.low is None and node.type.high is None:
                return val, because
            made = sites.RangedSite(node.id, node.type.low, node.type.high, wide.out_of(val), wide.into(val))
            return wide.named(f"{wide.emission.site(made, hashable=True)}(e, {val.code})", val), because
        case core.Sum():
            return _sum(wide, node)
        case core.Contribution():
            return _contribution(wide, node)
        case core.Tiering():
            return _tiering(wide, node)
        case core.Match():
            with wide.inside(""):
                return wide.match(node, rules=True)
        case core.Movement():
            return _moved(wide, node)
        case core.Benefit():
            return wide.match(node.body, rules=True)
        case core.Require():
            return _requirement(wide, node)


def _sum_site(wide: Wide, id: str, like: Val) -> str:
    return wide.emission.site(sites.SumSite(id, wide.out_of(like), wide.into(like)))


def _sum(wide: Wide, node: core.Sum) -> tuple[Val, str]:
    parts: list[Val] = []
    because = wide.fresh("w")
    wide.out.put(f"{because} = ()")
    for item in node.items:
        name, form, with_rules = result_function(wide.emission, item.id)
        if with_rules:
            part, rules = wide.fresh(), wide.fresh("w")
            wide.out.put(f"{part}, {rules} = {name}(r, p, s)")
            wide.out.put(f"if {rules}: {because} += {rules}")
            val = form.but(code=part, atom=True)
        else:
            val = wide.named(f"{name}(r, p, s)", form)
        if isinstance(item, core.Contribution) and item.kind == "factor":
            val = wide.needed(wide.own(val), item.amount.type, item.id)
            if item.weight is not None:
                val = _times(wide, val, item.weight, item.id)
        parts.append(val)
    of = next((item.amount.type for item in node.items if isinstance(item, core.Contribution)), Number())
    like = wide.together(parts, of)
    site = _sum_site(wide, node.id, like)
    fitted = [wide.fitted(part, like) for part in parts]
    names = [_name(wide, code) for code in fitted]
    there = " and ".join(f"{name}.__class__ is int" for name in names)
    slow = f"{site}({', '.join(['e', *names])})"
    if like.kind == "number" and names:
        found = wide.named(f"{' + '.join(names)} if {there} else {slow}", like)
    else:
        found = wide.named(slow, like)
    for bound, which in ((node.floor, "highest"), (node.cap, "lowest")):
        if bound is None:
            continue
        limit = wide.amount(bound)
        wider = wide.together([found, limit], of)
        made = sites.BoundedSite(node.id, which, wide.out_of(wider), wide.into(wider))
        clamp = wide.emission.site(made, hashable=True)
        changed, held = wide.fresh(), wide.fresh()
        wide.out.put(f"{held}, {changed} = {clamp}({wide.fitted(found, wider)}, {wide.fitted(limit, wider)})")
        wide.out.put(f"if {changed}: {because} += ({bound.id!r},)")
        found = wider.but(code=held, atom=True)
    return found, f"once({because})"


def _name(wide: Wide, code: str) -> str:
    if code.isidentifier():
        return code
    name = wide.fresh()
    wide.out.put(f"{name} = {code}")
    return name


def _times(wide: Wide, val: Val, factor: Fraction, id: str) -> Val:
    """Return a number, or a gap, times a constant."""
    from policycore.compile import fast_values as fv
    from policycore.compile.general_ops import opened

    like = val if val.kind == "exact" else opened(fv.times(val, factor, val.of))
    made = sites.TimesSite(id, factor, wide.out_of(val), wide.into(like))
    slow = f"{wide.emission.site(made, hashable=True)}(e, {val.code})"
    if val.kind == "exact":
        return wide.named(slow, like)
    there = wide.present([val])
    return wide.named(f"{like.code} if {there} else {slow}" if there else like.code, like)


def _contribution(wide: Wide, node: core.Contribution) -> tuple[Val, str]:
    if node.kind == "factor" and node.each is None and node.guard is None and not node.waivers:
        return wide.value(node.amount), ""
    because = wide.fresh("w")
    wide.out.put(f"{because} = ()")
    if node.each is None:
        val = _occurrence(wide, node, "True", because)
    else:
        parts = wide.fresh("l")
        wide.out.put(f"{parts} = []")
        with wide.elements(node.each.over, node.each.var, node.each.where, node.id) as (_, included, unlisted):
            val = _occurrence(wide, node, included, because)
            wide.out.put(f"{parts}.append({val.code})")
        val = val.but(absent=True, const=UNSET)
        site = _sum_site(wide, node.id, val)
        val = wide.named(f"{site}.listed(e, {parts}, {unlisted})", val)
    if node.kind != "factor":
        sign = Fraction(-1) if node.kind == "deduct" else _ONE
        val = _times(wide, val, sign * (_ONE if node.weight is None else node.weight), node.id)
    return val, f"once({because})"


def _occurrence(wide: Wide, node: core.Contribution, included: str, because: str) -> Val:
    """Return the amount of one occurrence, 0 where it does not count or is waived."""
    guard = wide.condition(node.guard)
    counts = wide.fresh()
    wide.out.put(f"{counts} = both({included}, {guard.code})")
    found = wide.fresh()
    wide.out.put(f"if {counts} is not False:")
    with wide.out.deeper():
        amount = wide.amount(node.amount)
        held = []
        for waiver in node.waivers:
            with wide.inside(waiver.id):
                held.append(wide.condition(waiver.guard).code)
        forgiven = wide.fresh()
        together = ", ".join(held)
        wide.out.put(f"{forgiven} = {f'any_of({together})' if held else 'False'}")
        for waiver, code in zip(node.waivers, held, strict=True):
            wide.out.put(f"if {code} is True and {amount.code} != 0: {because} += ({waiver.id!r},)")
        like = amount.but(absent=True, const=UNSET)
        made = sites.OccurringSite(node.id, wide.out_of(like), wide.into(like))
        site = wide.emission.site(made, hashable=True)
        none = "ZERO" if amount.kind == "exact" else "0"
        wide.out.put(f"if {forgiven} is True: {found} = {none}")
        wide.out.put(f"elif {counts} is True and {forgiven} is False: {found} = {amount.code}")
        wide.out.put(f"else: {found} = {site}({amount.code}, {counts}, {forgiven})")
    wide.out.put(f"else: {found} = {none}")
    return like.but(code=found, atom=True)


def bind_movement(wide: Wide, owner: core.Tiering, node: core.Movement) -> str:
    """Bind what is earned and the tier before, in the rule of the tiering; returns the name of the earned rules."""
    name, form, _ = result_function(wide.emission, owner.body.id)
    earned, because = wide.fresh(), wide.fresh("w")
    wide.out.put(f"{earned}, {because} = {name}(r, p, s)")
    previous = wide.value(node.previous)
    held = wide.named(f"present({previous.code})", previous.but(const=UNSET))
    bound = type(wide.names["self"])
    wide.names = {
        **wide.names,
        "earned": bound(form.but(code=earned, atom=True)),
        "previous": bound(held),
    }
    return because


def _moved(wide: Wide, node: core.Movement) -> tuple[Val, str]:
    owner = wide.emission.plan.targets.owners[node.id]
    assert isinstance(owner, core.Tiering)
    with wide.inside(owner.id):
        earned = bind_movement(wide, owner, node)
        val, because = wide.match(node.match, rules=True)
    site = wide.emission.site(MovementSite(node, wide.emission.packing))
    tier = wide.named(f"{site}.tier({val.code})", val.but(const=UNSET))
    return tier, f"{site}.rules({earned}, {because})"


def _tiering(wide: Wide, node: core.Tiering) -> tuple[Val, str]:
    if node.movement is None:
        with wide.inside(""):
            val, because = wide.match(node.body, rules=True)
    else:
        name, form, _ = result_function(wide.emission, node.movement.id)
        tier, because = wide.fresh(), wide.fresh("w")
        wide.out.put(f"{tier}, {because} = {name}(r, p, s)")
        val = form.but(code=tier, atom=True)
    if not node.limits:
        return val, because
    held = wide.fresh("l")
    wide.out.put(f"{held} = ()")
    for number, limit in enumerate(node.limits):
        with wide.inside(limit.id):
            guard = wide.condition(limit.guard)
        wide.out.put(f"if {guard.code} is not False: {held} += (({number}, {guard.code}),)")
    site = wide.emission.site(sites.LimitSite(node, wide.out_of(val), wide.into(val)), hashable=True)
    tier, changed = wide.fresh(), wide.fresh("w")
    wide.out.put(f"{tier}, {changed} = {site}(e, {val.code}, {held}) if {held} else ({val.code}, ())")
    return val.but(code=tier, atom=True, absent=True, const=UNSET), f"{because} + {changed}"


# --- requirements ---

_WORDS = {
    "must": ("met", "breach"),
    "must_not": ("breach", "met"),
    "should": ("met", "deviation"),
    "may": ("met", "met"),
}


def finding_of(wide: Wide, node: core.Require, included: str) -> tuple[str, str]:
    """Return the names of the word and the deciding rules of a requirement, for what is in scope."""
    held, failed = _WORDS[node.modality]
    when = wide.condition(node.when)
    applies, word, because = wide.fresh(), wide.fresh(), wide.fresh("w")
    wide.out.put(f"{applies} = both({included}, {when.code})")
    wide.out.put(f"{word} = 'not_applicable'")
    wide.out.put(f"if {applies} is not False:")
    with wide.out.deeper():
        met = wide.condition(node.condition)
        wide.out.put(f"{word} = word_for({met.code}, {held!r}, {failed!r})")
    wide.out.put(
        f"if {applies} is not True and {applies} is not False: "
        f"{word} = unless_applicable({applies}, {word}, 'not_applicable')"
    )
    wide.out.put(f"{because} = deciding({word}, ({node.id!r},))")
    return word, because


def _requirement(wide: Wide, node: core.Require) -> tuple[Val, str]:
    word, because = finding_of(wide, node, "True")
    return Val(word, Text(), "text", absent=True, atom=True), because
