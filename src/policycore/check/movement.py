"""Movement of tiers to Core: the state that comes in and goes out, gates, and the cases that hold, raise and lower.

In: the `movement` of a tiering whose criteria are lowered. Out: a field of the record for the state that comes in,
definitions for what the clauses say (`level/enter/gold`, `level/movement/review_due`), and the `Movement` that reads
them. The cases stand in the order in which they are asked:

| Case | Holds when | Tier |
|---|---|---|
| `designated` | a designation holds | the one it gives |
| `first_review` | there was none before | the one earned |
| `between_reviews` | no review falls due | the one before |
| `up_after` | a better one is earned, the stay is not served | the one before |
| `up/gold` | it or a better one is earned, it is within the step, its gate is open | gold |
| `enter` | a better one is earned, and no gate within the step is open | the one before |
| `stay` | the one before, or a better one, is earned | the one before |
| `keep/gold` | gold was the one before, and what keeps it holds | gold |
| `grace` | it is not yet the failed review that lowers | the one before |
| `down/silver` | it is the best that is earned, or the lowest within the step | silver |
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import Factory, define, evolve, frozen

from policycore import types as t
from policycore.check.arithmetic import shift
from policycore.check.copies import copy_under
from policycore.check.declare import cite_of
from policycore.check.kinds import WHOLE, YES_NO
from policycore.check.rules import checked_about, lower_when
from policycore.check.states import COUNT, LABELS
from policycore.check.wording import describe
from policycore.check.world import Env, Symbol, Typed, World, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.source import Span
from policycore.syntax import ast
from policycore.values import ABSENT

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

NO_ABOUT = core.About()
#: Units of a review cycle and how many calendar units each is.
CYCLES: dict[str, tuple[core.CycleUnit, int]] = {
    "day": ("day", 1),
    "week": ("week", 1),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("year", 1),
}

#: Clauses that may stand once in a movement, by what they are called in messages.
Once: TypeAlias = "ast.Cycle | ast.AtMostTiers | ast.UpAfter | ast.DownAfter | ast.Probation"


# --- the movement ---


@frozen
class _Clauses:
    """The clauses of a movement, each of those that may stand once by itself."""

    cycle: ast.Cycle | None = None
    up: ast.AtMostTiers | None = None
    down: ast.AtMostTiers | None = None
    stay: ast.UpAfter | None = None
    grace: ast.DownAfter | None = None
    probation: ast.Probation | None = None
    gates: tuple[ast.Gate, ...] = ()

    @property
    def free_up(self) -> bool:
        """Whether a rise leads at once to what is earned."""
        return self.up is None and self.stay is None and all(gate.word != "enter" for gate in self.gates)


def lower_movement(
    expressions: Expressions,
    symbol: Symbol,
    node: ast.Movement,
    kind: t.Enum,
    designations: Sequence[core.Case],
    env: Env,
    cited: bool,
) -> core.Movement | None:
    """Return the movement of a tiering; the definitions that it reads are entered beside it.

    Args:
        expressions: the expression checker.
        symbol: the tiering.
        node: the movement as written.
        kind: the ladder.
        designations: the designations of the tiering, which pass movement by.
        env: the environment of the tiering.
        cited: whether the tiering has a citation.
    """
    world = expressions.world
    state = world.states.get(symbol.id)
    if state is None:
        return None
    if not kind.ordered or kind.open or len(kind.members) < 2:
        world.report("PC450", node.span, name=symbol.name, type=describe(kind))
        return None
    clauses = _sorted(node, kind, world)
    if clauses is None:
        return None
    about = core.About(cite=cite_of(node.cite, env.module, world), note=node.note.text if node.note is not None else "")
    id = world.unique(f"{symbol.id}/movement")
    maker = _Maker(expressions, symbol, node, kind, state, env, about, cited or node.cite is not None, id)
    return maker.make(clauses, designations)


def _sorted(node: ast.Movement, kind: t.Enum, world: World) -> _Clauses | None:
    """Sort clauses by what they say; report those that stand twice, say nothing, or cannot be."""
    sound = True
    once: dict[str, Once] = {}
    gates: dict[tuple[str, str], ast.Gate] = {}
    for item in node.items:
        if isinstance(item, ast.Gate):
            sound = _check_gate(item, gates, kind, world) and sound
            continue
        name = _clause_name(item)
        if name in once:
            label = Label(once[name].span, Phrase("declared_here"))
            world.report("PC451", item.span, labels=[label], name=Phrase(f"clause_{name}"))
            sound = False
        once.setdefault(name, item)
        if isinstance(item, ast.Cycle) and item.unit.text not in CYCLES:
            world.report("PC452", item.unit.span)
            sound = False
    if not sound:
        return None
    found = _Clauses(gates=tuple(gates.values()), **once)  # type: ignore[arg-type]  # names and types belong together
    if found.probation is not None and (found.grace is None or found.grace.reviews == 1):
        world.report("PC453", found.probation.span)
    return found


def _clause_name(item: Once) -> Literal["cycle", "up", "down", "stay", "grace", "probation"]:
    match item:
        case ast.Cycle():
            return "cycle"
        case ast.AtMostTiers(word=word):
            return word
        case ast.UpAfter():
            return "stay"
        case ast.DownAfter():
            return "grace"
        case ast.Probation():
            return "probation"


def _check_gate(gate: ast.Gate, others: dict[tuple[str, str], ast.Gate], kind: t.Enum, world: World) -> bool:
    name = gate.head.name
    if name.text not in kind.names:
        world.report("PC202", name.span, help=did_you_mean(name.text, kind.names), name=name.text, type=describe(kind))
        return False
    called = Phrase(f"clause_{gate.word}", {"name": name.text})
    earlier = others.setdefault((gate.word, name.text), gate)
    if earlier is not gate:
        label = Label(earlier.span, Phrase("declared_here"))
        world.report("PC451", gate.span, labels=[label], name=called)
        return False
    if name.text == kind.names[-1]:
        world.report("PC454", gate.span, gate=called, name=name.text)
    return True


@define(eq=False)
class _Maker:
    """Makes one movement. `about` is that of the whole; `cited` says that something around it has a citation."""

    expressions: Expressions
    symbol: Symbol
    node: ast.Movement
    kind: t.Enum
    state: core.FieldDecl
    env: Env
    about: core.About
    cited: bool
    id: str
    cases: list[core.Case] = Factory(list)
    failed: bool = False

    @property
    def world(self) -> World:
        return self.expressions.world

    def make(self, clauses: _Clauses, designations: Sequence[core.Case]) -> core.Movement | None:
        """Return the movement, None where a clause was reported."""
        gates = {
            word: {gate.head.name.text: self._gate(gate) for gate in clauses.gates if gate.word == word}
            for word in ("enter", "keep")
        }
        designated = self._designated(designations)
        due = self._review_due(clauses.cycle) if clauses.cycle is not None else None
        served = self._stay_served(clauses.stay) if clauses.stay is not None else None
        grace = clauses.grace is not None and clauses.grace.reviews > 1
        probation = self._on_probation(clauses.probation) if grace and clauses.probation is not None else None
        kept = self._kept(gates["keep"]) if gates["keep"] and grace else None
        self._who_is_not_reviewed(designated, due, clauses)
        self._up(clauses, gates["enter"], served)
        self._hold(clauses, gates["keep"], probation)
        self._down(clauses)
        until = self._probation_ends(clauses.probation) if clauses.probation is not None else None
        if self.failed:
            return None
        match = core.Match(self.id, self.kind, tuple(self.cases[:-1]), self.cases[-1], "tiers", self.node.span)
        return core.Movement(
            self.id,
            self.state.name,
            self._state_type.name,
            self._read("previous", f"{self.id}/previous"),
            match,
            self._next(grace, kept, until),
            self._unmoved(designated, due),
            self.about,
            self.node.span,
        )

    # --- small parts ---

    @property
    def _state_type(self) -> t.RecordType:
        assert isinstance(self.state.type, t.RecordType)
        return self.state.type

    def _self(self, id: str) -> core.Var:
        return core.Var(id, t.RecordType(self.symbol.record), "self", self.node.span)

    def _read(self, name: str, id: str) -> core.Field:
        """Return a field of the state that comes in."""
        field = self.world.field(self._state_type.name, name)
        assert field is not None
        of = core.Field(f"{id}/of", self._state_type, self._self(f"{id}/of/of"), self.state.name, self.node.span)
        return core.Field(id, field.type, of, name, self.node.span)

    def _tier(self, name: str, id: str) -> core.Const:
        return core.Const(id, self.kind, name, self.node.span)

    def _var(self, name: str, id: str) -> core.Var:
        return core.Var(id, self.kind, name, self.node.span)

    def _today(self, id: str) -> core.AsOf:
        return core.AsOf(id, t.Date(), self.node.span)

    def _number(self, value: int, id: str) -> core.Const:
        return core.Const(id, COUNT, Fraction(value), self.node.span)

    def _op(self, id: str, op: str, *operands: core.Expr) -> core.Op:
        return core.Op(id, YES_NO, op, operands, span=self.node.span)

    def _all(self, id: str, *parts: core.Expr | None) -> core.Expr:
        """Return the conjunction of the parts that there are."""
        found = tuple(part for part in parts if part is not None)
        return found[0] if len(found) == 1 else self._op(id, "and", *found)

    def _one_of(self, id: str, tiers: Sequence[str]) -> core.Op:
        """Return whether the tier before is one of these."""
        members = core.Const(f"{id}/of", t.SetType(self.kind), frozenset(tiers), self.node.span)
        return self._op(id, "in", self._before_review(f"{id}/previous"), members)

    def _not(self, id: str, of: core.Expr) -> core.Op:
        return self._op(id, "not", of)

    def _define(self, id: str, body: core.Expr, about: core.About = NO_ABOUT, span: Span | None = None) -> str:
        """Enter a definition that belongs to the tiering; return its id."""
        made = core.Define(
            id, self.symbol.record, body.type, body, self.symbol.id, about, self.node.span if span is None else span
        )
        self.world.statements[id] = made
        return id

    def _ref(self, target: str, id: str) -> core.Ref:
        of = self.world.statements[target]
        assert isinstance(of, core.Define)
        return core.Ref(id, of.type, target, self._self(f"{id}/of"), self.node.span)

    def _case(
        self,
        name: str,
        guard: core.Expr | None,
        value: core.Expr,
        *,
        span: Span | None = None,
        about: core.About | None = None,
    ) -> None:
        self.cases.append(
            core.Case(
                f"{self.id}/{name}",
                guard,
                value,
                self.about if about is None else about,
                self.node.span if span is None else span,
            )
        )

    def _result(self, case: str, tier: str, free: bool) -> core.Expr:
        """Return the tier that a case leads to: where nothing holds a tier back (`free`) that is the one earned.

        Then it is decided by what is earned alone, also while the tier before is unknown.
        """
        id = f"{self.id}/{case}/value"
        return self._var("earned", id) if free else self._tier(tier, id)

    def _before_review(self, id: str) -> core.Var:
        return self._var("previous", id)

    def _before(self, case: str) -> core.Var:
        return self._before_review(f"{self.id}/{case}/value")

    def _compared(self, id: str, op: str, left: str, right: str) -> core.Op:
        """Return a comparison of two of the tiers that have a name in a movement."""
        return self._op(id, op, self._var(left, f"{id}/{left}"), self._var(right, f"{id}/{right}"))

    def _when(self, name: str) -> str:
        return f"{self.id}/{name}/when"

    # --- what the clauses say, as definitions ---

    def _gate(self, gate: ast.Gate) -> str:
        """Return the id of what `enter gold when c` or `keep gold when c` asks for."""
        id = self.world.unique(f"{self.symbol.id}/{gate.word}/{gate.head.name.text}")
        about = checked_about(gate.head, self.env, self.world, cited=self.cited)
        condition = lower_when(self.expressions, gate.when, self._gate_env(id), self.world.step(id, "when"))
        if condition is None:
            self.failed = True
            return id
        return self._define(id, condition, about, gate.head.name.span)

    def _gate_env(self, rule: str) -> Env:
        """Return the environment of a clause: it is asked where there was a tier before, so the state is there."""
        fields = (field.name for field in self.world.records[self._state_type.name].fields)
        there = [f"self.{self.state.name}.{name}" for name in fields if name != "probation_until"]
        return self.env.named(rule).guarded(there)

    def _designated(self, designations: Sequence[core.Case]) -> str | None:
        if not designations:
            return None
        id = f"{self.id}/is_designated"
        guards = [
            core.Const(f"{id}/{place}", YES_NO, True, case.span)
            if case.guard is None
            else copy_under(case.guard, f"{id}/{place}")
            for place, case in enumerate(designations, 1)
        ]
        return self._define(id, guards[0] if len(guards) == 1 else self._op(f"{id}/any", "or", *guards))

    def _review_due(self, cycle: ast.Cycle) -> str:
        """Define how many reviews were missed, and whether one falls due: the day lies in a later period."""
        unit, count = CYCLES[cycle.unit.text]

        def periods(id: str) -> core.Op:
            operands = (self._today(f"{id}/as_of"), self._read("reviewed_on", f"{id}/reviewed_on"))
            return core.Op(
                id, WHOLE, "periods_between", operands, mode=unit, count=count * cycle.count, span=cycle.span
            )

        missed = f"{self.id}/missed"
        less = core.Op(
            f"{missed}/less",
            WHOLE,
            "add",
            (periods(f"{missed}/periods"), core.Const(f"{missed}/one", WHOLE, Fraction(-1), cycle.span)),
            span=cycle.span,
        )
        at_least_none = core.Op(
            f"{missed}/rest", COUNT, "highest", (less, self._number(0, f"{missed}/none")), span=cycle.span
        )
        first = self._op(f"{missed}/first", "is_absent", self._read("previous", f"{missed}/previous"))
        nothing = core.Case(f"{missed}/at_first", first, self._number(0, f"{missed}/at_first/value"))
        later = core.Case(f"{missed}/later", None, at_least_none)
        self._define(missed, core.Match(f"{missed}/body", COUNT, (nothing,), later, span=cycle.span), span=cycle.span)
        id = f"{self.id}/review_due"
        due = self._op(f"{id}/body", "ge", periods(f"{id}/periods"), self._number(1, f"{id}/one"))
        return self._define(id, due, span=cycle.span)

    def _stay_served(self, clause: ast.UpAfter) -> str:
        id = f"{self.id}/stay_served"
        since = self._read("since", f"{id}/since")
        end = self._later(since, clause.stay, f"{id}/end")
        if end is None:
            self.failed = True
            return id
        return self._define(id, self._op(f"{id}/body", "le", end, self._today(f"{id}/as_of")), span=clause.span)

    def _later(self, start: core.Expr, length: ast.Expr, id: str) -> core.Expr | None:
        """Return the day so much later than `start`."""
        amount = self.expressions.check(length, self._gate_env(id), f"{id}/length")
        if amount is None:
            return None
        if not isinstance(amount.type, t.Number):
            self.world.report(
                "PC302", length.span, found=describe(amount.type), wanted=Phrase("type_quantity", {"unit": "month"})
            )
            return None
        made = shift(
            Typed(start), "+", amount, amount.type.unit, id, length.span, length.span, self.world, self.env.module
        )
        return None if made is None else made.expr

    def _on_probation(self, clause: ast.Probation) -> str:
        id = f"{self.id}/on_probation"
        there = self._op(f"{id}/there", "is_present", self._read("probation_until", f"{id}/there/until"))
        runs = self._op(
            f"{id}/runs", "ge", self._read("probation_until", f"{id}/runs/until"), self._today(f"{id}/as_of")
        )
        return self._define(id, self._op(f"{id}/body", "and", there, runs), span=clause.span)

    def _kept(self, keep: dict[str, str]) -> str:
        """Define whether what keeps the tier before holds, whichever that is."""
        id = f"{self.id}/kept"
        parts = []
        for name, gate in keep.items():
            at = self.world.step(id, name)
            before = self._read("previous", f"{at}/previous")
            same = self._op(f"{at}/same", "eq", before, self._tier(name, f"{at}/tier"))
            parts.append(self._op(at, "and", same, self._ref(gate, f"{at}/gate")))
        return self._define(id, parts[0] if len(parts) == 1 else self._op(self.world.step(id, "any"), "or", *parts))

    def _probation_ends(self, clause: ast.Probation) -> core.Expr | None:
        id = f"{self.id}/next/probation_until/rise/value"
        end = self._later(self._today(f"{id}/as_of"), clause.length, id)
        self.failed = self.failed or end is None
        return end

    # --- the cases ---

    def _who_is_not_reviewed(self, designated: str | None, due: str | None, clauses: _Clauses) -> None:
        if designated is not None:
            passed_by = self._ref(designated, self._when("designated"))
            self._case("designated", passed_by, self._var("earned", f"{self.id}/designated/value"))
        first = self._op(
            self._when("first_review"), "is_absent", self._read("previous", f"{self._when('first_review')}/previous")
        )
        self._case("first_review", first, self._var("earned", f"{self.id}/first_review/value"))
        if due is not None and clauses.cycle is not None:
            at = self._when("between_reviews")
            early = self._not(at, self._ref(due, f"{at}/review_due"))
            self._case("between_reviews", early, self._before("between_reviews"), span=clauses.cycle.span)

    def _at_least(self, tier: str, id: str) -> core.Op:
        return self._op(id, "ge", self._var("earned", f"{id}/earned"), self._tier(tier, f"{id}/tier"))

    def _up(self, clauses: _Clauses, enter: dict[str, str], served: str | None) -> None:
        names = self.kind.names
        if served is not None and clauses.stay is not None and not self.failed:
            at = self._when("up_after")
            better = self._compared(f"{at}/better", "gt", "earned", "previous")
            early = self._op(at, "and", better, self._not(f"{at}/not", self._ref(served, f"{at}/served")))
            self._case("up_after", early, self._before("up_after"), span=clauses.stay.span)
        for place, tier in enumerate(names[:-1]):
            steps = len(names) if clauses.up is None else clauses.up.count
            reach = names[place + 1 : place + 1 + steps]
            name = f"up/{tier}"
            at = self._when(name)
            gate = enter.get(tier) if not self.failed else None
            guard = self._all(
                at,
                self._one_of(f"{at}/from", reach),
                self._at_least(tier, f"{at}/earned"),
                None if gate is None else self._ref(gate, f"{at}/enter"),
            )
            span = None if gate is None else self.world.statements[gate].span
            about = None if gate is None else _cited(self.world.statements[gate].about, self.about)
            if span is None and clauses.up is not None:
                span = clauses.up.span
            self._case(name, guard, self._result(name, tier, clauses.free_up), span=span, about=about)
        if enter:
            better = self._compared(self._when("enter"), "gt", "earned", "previous")
            self._case("enter", better, self._before("enter"))

    def _hold(self, clauses: _Clauses, keep: dict[str, str], probation: str | None) -> None:
        same = self._compared(self._when("stay"), "ge", "earned", "previous")
        value = self._var("earned", f"{self.id}/stay/value") if clauses.free_up else self._before("stay")
        self._case("stay", same, value)
        for tier, gate in keep.items():
            if self.failed:
                return
            name = f"keep/{tier}"
            at = self._when(name)
            guard = self._op(at, "and", self._one_of(f"{at}/from", [tier]), self._ref(gate, f"{at}/keep"))
            made = self.world.statements[gate]
            self._case(
                name,
                guard,
                self._tier(tier, f"{self.id}/{name}/value"),
                span=made.span,
                about=_cited(made.about, self.about),
            )
        if clauses.grace is not None and clauses.grace.reviews > 1:
            at = self._when("grace")
            early = self._op(
                f"{at}/early",
                "lt",
                self._failures(f"{at}/failures"),
                self._number(clauses.grace.reviews, f"{at}/reviews"),
            )
            off = None if probation is None else self._not(f"{at}/off", self._ref(probation, f"{at}/on_probation"))
            self._case("grace", self._all(at, early, off), self._before("grace"), span=clauses.grace.span)

    def _failures(self, id: str) -> core.Op:
        """Return the failed reviews in a row, this one counted in."""
        operands = (self._read("failed", f"{id}/failed"), self._number(1, f"{id}/one"))
        return core.Op(id, COUNT, "add", operands, span=self.node.span)

    def _down(self, clauses: _Clauses) -> None:
        names = self.kind.names
        for place, tier in enumerate(names[1:-1], 1):
            name = f"down/{tier}"
            at = self._when(name)
            reached: core.Expr = self._at_least(tier, f"{at}/earned")
            if clauses.down is not None and clauses.down.count <= place:
                # From there it is the lowest within the step, whatever is earned.
                farthest = names[place - clauses.down.count]
                reached = self._op(f"{at}/far", "or", reached, self._one_of(f"{at}/step", [farthest]))
            guard = self._op(at, "and", self._one_of(f"{at}/from", names[:place]), reached)
            span = None if clauses.down is None else clauses.down.span
            self._case(name, guard, self._result(name, tier, clauses.down is None), span=span)
        last = f"down/{names[-1]}"
        span = None if clauses.down is None else clauses.down.span
        self._case(last, None, self._result(last, names[-1], clauses.down is None), span=span)

    # --- the state that goes out ---

    def _unmoved(self, designated: str | None, due: str | None) -> core.Expr | None:
        """Return whether no review takes place: a designation holds, or none falls due; None where there always is."""
        id = f"{self.id}/unmoved"
        early: core.Expr | None = None
        if due is not None:
            there = self._op(f"{id}/there", "is_present", self._before_review(f"{id}/previous"))
            early = self._op(
                f"{id}/between", "and", there, self._not(f"{id}/early", self._ref(due, f"{id}/review_due"))
            )
        if designated is None:
            return early
        passed_by = self._ref(designated, f"{id}/designated")
        return passed_by if early is None else self._op(id, "or", passed_by, early)

    def _next(self, grace: bool, kept: str | None, until: core.Expr | None) -> tuple[tuple[str, core.Expr], ...]:
        """Return what each field of the state becomes at a review."""
        found: list[tuple[str, core.Expr]] = []
        for name in LABELS:
            at = f"{self.id}/next/{name}"
            cases = self._next_cases(name, at, grace, kept, until)
            if cases:
                otherwise = core.Case(f"{at}/otherwise", None, self._afresh(name, f"{at}/otherwise/value"))
                kind = self._read(name, at).type
                found.append((name, core.Match(at, kind, tuple(cases), otherwise, span=self.node.span)))
            else:
                found.append((name, self._afresh(name, at)))
        return tuple(found)

    def _afresh(self, name: str, id: str) -> core.Expr:
        """Return what a field of the state is where the tier changed, and for the first time."""
        match name:
            case "previous":
                return self._var("tier", id)
            case "since" | "reviewed_on":
                return self._today(id)
            case "failed":
                return self._number(0, id)
            case _:
                return core.Const(id, t.Date(), ABSENT, self.node.span)

    def _next_cases(
        self, name: str, at: str, grace: bool, kept: str | None, until: core.Expr | None
    ) -> list[core.Case]:
        """Return when a field of the state becomes something else than it is afresh."""
        match name:
            case "since":
                return [self._same_tier(name, at)]
            case "failed" if grace:
                return [self._failed_again(at, kept)]
            case "probation_until" if until is not None:
                first = self._op(f"{at}/first/when", "is_absent", self._before_review(f"{at}/first/previous"))
                none = core.Const(f"{at}/first/value", t.Date(), ABSENT, self.node.span)
                above = self._compared(f"{at}/rise/when", "gt", "tier", "previous")
                return [
                    core.Case(f"{at}/first", first, none),
                    self._same_tier(name, at),
                    core.Case(f"{at}/rise", above, until),
                ]
            case _:
                return []

    def _same_tier(self, name: str, at: str) -> core.Case:
        """Return the case in which the tier stays, and with it the field."""
        id = f"{at}/same"
        return core.Case(id, self._compared(f"{id}/when", "eq", "tier", "previous"), self._read(name, f"{id}/value"))

    def _failed_again(self, at: str, kept: str | None) -> core.Case:
        """Return the case in which the tier stays although less is earned."""
        id = f"{at}/again"
        when = f"{id}/when"
        same = self._compared(f"{when}/same", "eq", "tier", "previous")
        less = self._compared(f"{when}/less", "lt", "earned", "tier")
        lost = None if kept is None else self._not(f"{when}/lost", self._ref(kept, f"{when}/kept"))
        return core.Case(id, self._all(when, same, less, lost), self._failures(f"{id}/value"))


def _cited(own: core.About, around: core.About) -> core.About:
    """Return what is told of a clause: its own citation, else that of the movement."""
    return own if own.cite is not None else evolve(own, cite=around.cite)
