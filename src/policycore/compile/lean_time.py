"""Lean outcomes of what goes on in time: duties and procedures, and tiers that move from review to review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve, frozen

from policycore.compile import fast_shapes as shapes
from policycore.compile.lean import Column, Piece, Read, named_elements, slot_of
from policycore.core import nodes as core
from policycore.core.outcome import DecisionOutcome, Finding
from policycore.gaps.movement import handed_on
from policycore.types import RecordType
from policycore.values import Outcome

if TYPE_CHECKING:
    from policycore.compile.fast import Frame

Timed: TypeAlias = "core.Duty | core.Step"


@frozen
class Line:
    """How the slots of one duty, period or step are read: its word, then its facts."""

    id: str
    word: Read
    facts: tuple[tuple[str, Read], ...]

    @property
    def size(self) -> int:
        """How many slots it takes."""
        return 1 + len(self.facts)

    def finding(self, element: str, slots: Sequence[Any]) -> Finding:
        """Return the finding that the slots stand for."""
        word = self.word(slots[0])
        facts = tuple((name, read(slot)) for (name, read), slot in zip(self.facts, slots[1:], strict=True))
        return Finding(self.id, element, word, (f"{self.id}/{word}",), facts=facts)


def timeline(frame: Frame, node: core.Duty | core.Procedure) -> Piece:
    """Return the slots of a duty or of a procedure."""
    id = node.id
    kind = "duty" if isinstance(node, core.Duty) else "procedure"
    each = node.each if isinstance(node, core.Duty) else None
    flag = ""
    if node.when is not None:
        flag = frame.fresh()
        frame.out.put(f"{flag} = {frame.condition(node.when).code}")
    with frame.maybe() as inside:
        if each is not None:
            assert isinstance(node, core.Duty)
            lines, codes = _periods(frame, node, each)
        else:
            lines, codes = [], []
            for timed in node.steps if isinstance(node, core.Procedure) else (node,):
                line, own = _line(frame, timed)
                lines.append(line)
                codes += own
        names = [frame.fresh() for _ in codes] if flag else codes
        if flag:
            for name, code in zip(names, codes, strict=True):
                frame.out.put(f"{name} = {code}")
            frame.out.put("pass")
    if flag:
        if names:
            frame.out.put(f"{' = '.join(names)} = None")
        frame.out.put(f"if {flag}:")
        with frame.branch():
            frame.out.place(inside)
        names = [*names, flag]
    else:
        frame.out.place(inside)

    def build(slots: Sequence[Any]) -> DecisionOutcome:
        if flag and not slots[-1]:
            return DecisionOutcome(id, kind, "not_applicable", False)  # type: ignore[arg-type]  # one of the kinds
        items: list[Finding] = []
        if each is not None:
            items = [lines[0].finding(found[0], found[1:]) for found in slots[0]]
        else:
            place = 0
            for line in lines:
                items.append(line.finding("", slots[place : place + line.size]))
                place += line.size
        idle = each is None and bool(items) and all(item.outcome == "not_applicable" for item in items)
        because = tuple(dict.fromkeys(rule for item in items for rule in item.because)) or (id,)
        status = "not_applicable" if idle else "decided"
        return DecisionOutcome(id, kind, status, True, None, because, tuple(items))  # type: ignore[arg-type]

    if each is not None:
        columns = [Column(id, "items")]
    else:
        columns = [Column(line.id, tells) for line in lines for tells in ("finding", *(name for name, _ in line.facts))]
    if flag:
        columns.append(Column(id, "applies"))
    return Piece(tuple(names), tuple(columns), build)


def _periods(frame: Frame, node: core.Duty, each: core.Each) -> tuple[list[Line], list[str]]:
    found = frame.fresh("l")
    frame.out.put(f"{found} = []")
    with named_elements(frame, each) as name:
        line, codes = _line(frame, node)
        frame.out.put(f"{found}.append(({name}, {', '.join(codes)}))")
    return [line], [f"tuple({found})"]


def _line(frame: Frame, node: Timed) -> tuple[Line, list[str]]:
    code, word = slot_of(frame, frame.kept(frame.value(node.status)))
    codes = [code]
    facts: list[tuple[str, Read]] = []
    for name, fact in node.facts:
        code, read = slot_of(frame, frame.kept(frame.value(fact)))
        codes.append(code)
        facts.append((name, read))
    return Line(node.id, word, tuple(facts)), codes


def moving(frame: Frame, node: core.Tiering) -> Piece:
    """Return the slots of a tiering with movement: the tier, the rules, and the state that goes out.

    The state is `(None, field, …)` after a review, else the packed one that came in, in a tuple of its own.
    """
    movement = node.movement
    assert movement is not None
    id = node.id
    field = core.Field(
        f"{movement.id}/in",
        RecordType(movement.state_record),
        core.Var(f"{movement.id}/in/of", RecordType(node.record), "self"),
        movement.state_field,
    )
    incoming = frame.atom(frame.needed(field))
    tier, because, state = frame.fresh(), frame.fresh("w"), frame.fresh()
    reads: list[tuple[str, Read]] = []

    def write() -> Read:
        val = frame.atom(frame.kept(frame.fact(id) if node.when is None else shapes.outcome_of(frame, node)))
        code, read = slot_of(frame, val)
        frame.out.put(f"{tier} = {code}; {because} = {frame.because[id]}")
        before = frame.scope
        frame.scope = shapes.movement_scope(frame, node, movement)
        unmoved = frame.condition(movement.unmoved) if movement.unmoved is not None else None
        if unmoved is not None:
            frame.out.put(f"if {unmoved.code}: {state} = ({incoming.code},)")
            frame.out.put("else:")
        with frame.maybe() as inside:
            moved = frame.atom(shapes.part(frame, movement))
            frame.scope = evolve(frame.scope, names={**frame.scope.names, "tier": moved})
            codes = []
            for name, expression in movement.state:
                value, how = slot_of(frame, frame.kept(frame.value(expression)))
                codes.append(value)
                reads.append((name, how))
            frame.out.put(f"{state} = (None, {', '.join(codes)})")
        if unmoved is not None:
            with frame.branch():
                frame.out.place(inside)
        else:
            frame.out.place(inside)
        frame.scope = before
        return read

    if node.when is None:
        read = write()
    else:
        applies = frame.condition(node.when)
        frame.out.put(f"{tier} = None; {because} = (); {state} = ({incoming.code},)")
        frame.out.put(f"if {applies.code}:")
        with frame.branch():
            read = write()
    packing = frame.emission.packing

    def build(slots: Sequence[Any]) -> DecisionOutcome:
        value, rules, found = slots
        if found[0] is None:
            fields: tuple[tuple[str, Outcome], ...] = tuple(
                (name, how(slot)) for (name, how), slot in zip(reads, found[1:], strict=True)
            )
        else:
            came_in = packing.unpack(found[0], movement.state_record, movement.state_field)
            fields = handed_on(came_in.fields).fields
        if value is None:
            return DecisionOutcome(id, "tiering", "not_applicable", False, state=fields)
        return DecisionOutcome(id, "tiering", "decided", True, read(value), rules, state=fields)

    columns = (Column(id, "value"), Column(id, "because"), Column(id, "state"))
    return Piece((tier, because, state), columns, build)
