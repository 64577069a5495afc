"""Lean outcomes: what the fast path returns for one record, and the `DecisionOutcome`s made from it when asked for.

Goes in: the frame and a decision. Comes out: the code of the slots that it takes in the flat tuple of a lean outcome,
and a function that builds the decision's outcome from those slots. Slots hold values as programs like them: numbers as
integers times a known scale (a `Fraction` where there is none), members and findings as names, deciding rules as a
tuple of ids. A tuple may be kept: it is small, and holds no record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from policycore.compile import fast_shapes as shapes
from policycore.compile.fast_lists import each_element
from policycore.compile.forms import Unsupported, Val
from policycore.compile.plan import is_self
from policycore.core import nodes as core
from policycore.core.outcome import DecisionOutcome, Finding
from policycore.types import Enum, ListType, RecordType, SetType
from policycore.values import ABSENT, Outcome

if TYPE_CHECKING:
    from policycore.compile.fast import Frame

#: What a slot holds, to the outcome that it stands for.
Read: TypeAlias = "Callable[[Any], Outcome]"
#: The slots of one decision to its outcome.
Build: TypeAlias = "Callable[[Sequence[Any]], DecisionOutcome]"


@frozen
class Column:
    """One slot of a lean outcome: what it tells of which statement or part, and by what a number is multiplied in it.

    `tells` is `value`, `because`, `finding`, `severity`, `amount`, `share`, or `items` for a tuple of elements.
    """

    id: str
    tells: str
    scale: int = 1


@frozen
class Piece:
    """The slots of one decision: their code, what they tell, and how the outcome is built from them."""

    codes: tuple[str, ...]
    columns: tuple[Column, ...]
    build: Build


def slot_of(frame: Frame, val: Val) -> tuple[str, Read]:
    """Return the code of a value as a slot holds it, and how it is read back."""
    match val.kind:
        case "code":
            assert isinstance(val.of, Enum)
            if isinstance(val.const, int):
                return repr(val.of.names[val.const]), _as_it_is
            names = frame.emission.module.constant(val.of.names)
            if not val.absent:
                return f"{names}[{val.code}]", _as_it_is
            held = frame.atom(val).code
            return f"({held} if {held} is ABSENT else {names}[{held}])", _as_it_is
        case "number":
            return val.code, _number_reader(val.scale, val.absent)
        case "ratio" | "exact":
            return frame.kept(val).code, _fraction
        case "set":
            assert isinstance(val.of, SetType)
            return val.code, _set_reader(val.of, val.absent)
        case "yes_no" | "text" | "date" | "moment":
            return val.code, _as_it_is
        case "list" | "record":
            raise Unsupported("an outcome that is a list or a record")


def _as_it_is(value: Any) -> Outcome:
    return value  # type: ignore[no-any-return]  # a slot of this kind holds the outcome itself


def _fraction(value: Any) -> Outcome:
    return value if value is ABSENT else Fraction(value)


def _number_reader(scale: int, absent: bool) -> Read:
    if absent:
        return lambda value: ABSENT if value is ABSENT else Fraction(value, scale)
    return lambda value: Fraction(value, scale)


def _set_reader(of: SetType, absent: bool) -> Read:
    if not isinstance(of.element, Enum) or of.element.open:
        return _as_it_is
    names = of.element.names
    return lambda value: ABSENT if value is ABSENT else frozenset(names[place] for place in value)


# --- decisions ---


def decided(frame: Frame, node: core.Decision) -> Piece:
    """Return the slots of a decision."""
    match node:
        case core.Score():
            return _single(frame, node)
        case core.Tiering() if node.movement is None:
            return _single(frame, node)
        case core.Tiering():
            from policycore.compile.lean_time import moving

            return moving(frame, node)
        case core.Duty() | core.Procedure():
            from policycore.compile.lean_time import timeline

            return timeline(frame, node)
        case core.Require():
            return _requirement(frame, node)
        case core.Entitlements():
            return _entitlements(frame, node)
        case core.Accountability():
            from policycore.compile.lean_matters import accountability

            return accountability(frame, node)
        case _:
            raise Unsupported(f"{type(node).__name__} is not compiled")


def _single(frame: Frame, node: core.Score | core.Tiering) -> Piece:
    kind = "score" if isinstance(node, core.Score) else "tiering"
    head = node.when
    because_of = node.total.id if isinstance(node, core.Score) else node.id
    if head is None:
        val = _named(frame, node) if isinstance(node, core.Tiering) else None
        val = frame.fact(node.id) if val is None else val
        code, read = slot_of(frame, val)
        because = frame.because[because_of]
    else:
        applies = frame.condition(head)
        name, because = frame.fresh(), frame.fresh("w")
        frame.out.put(f"{name} = None; {because} = ()")
        frame.out.put(f"if {applies.code}:")
        with frame.branch():
            val = frame.kept(shapes.outcome_of(frame, node))
            code, read = slot_of(frame, val)
            frame.out.put(f"{name} = {code}; {because} = {frame.because[because_of]}")
        code = name
    id = node.id

    def build(slots: Sequence[Any]) -> DecisionOutcome:
        value, rules = slots
        if value is None:
            return DecisionOutcome(id, kind, "not_applicable", False)  # type: ignore[arg-type]
        return DecisionOutcome(id, kind, "decided", True, read(value), rules)  # type: ignore[arg-type]

    scale = val.scale if val.kind == "number" else 1
    return Piece((code, because), (Column(id, "value", scale), Column(id, "because")), build)


def _named(frame: Frame, node: core.Tiering) -> Val | None:
    """Return a tier by its name, where nothing else reads it; None where something does."""
    if node.limits or node.movement is not None or frame.emission.plan.shared(node.id):
        return None
    return shapes.chosen(frame, node.id, node.body, public=True)


def _requirement(frame: Frame, node: core.Require) -> Piece:
    id, because = node.id, (node.id,)
    if node.each is None:
        applicable_word = node.when is not None
        frame.because[id] = shapes.rules(id)
        code = frame.fact(id).code

        def build(slots: Sequence[Any]) -> DecisionOutcome:
            (word,) = slots
            idle = word == "not_applicable"
            applies = not (idle and applicable_word)
            return DecisionOutcome(
                id,
                "require",
                "not_applicable" if idle else "decided",
                applies,
                None,
                because,
                (Finding(id, "", word, because),),
            )

        return Piece((code,), (Column(id, "finding"),), build)
    found = frame.fresh("l")
    frame.out.put(f"{found} = []")
    with named_elements(frame, node.each) as name:
        word = shapes.word_of(frame, node)
        frame.out.put(f"{found}.append(({name}, {word}))")

    def build_each(slots: Sequence[Any]) -> DecisionOutcome:
        (found,) = slots
        items = tuple(Finding(id, element, word, because) for element, word in found)
        return DecisionOutcome(id, "require", "decided", True, None, because, items)

    return Piece((f"tuple({found})",), (Column(id, "items"),), build_each)


@contextmanager
def named_elements(frame: Frame, each: core.Each) -> Iterator[str]:
    """Write a loop over the elements of a list of the record; yields the code of the name of each: `loans[2]`."""
    of = each.over.type
    if not isinstance(of, ListType | SetType):
        raise Unsupported("elements of something that is no list")
    with each_element(frame, each.over, each.var, each.where, numbered=True) as place:
        if isinstance(of.element, RecordType) and of.element.name in frame.emission.periods:
            if not (isinstance(each.over, core.Ref | core.Periods) and is_self(each.over.of)):
                raise Unsupported("findings on the periods of another record")
            yield f"{frame.scope.names[each.var].code}[0].path"
            return
        start = _place(each.over).replace("%", "%%") + "[%s]"
        if isinstance(of, SetType) and isinstance(of.element, Enum) and not of.element.open:
            place = f"{of.element.names!r}[{place}]"
        yield f"{start!r} % {place}"


def _place(node: core.Expr) -> str:
    match node:
        case core.Field() if is_self(node.of):
            return node.name
        case core.Field() if isinstance(node.of.type, RecordType):
            return f"{_place(node.of)}.{node.name}"
        case core.Param():
            return node.parameter
        case core.Var():
            raise Unsupported("findings on elements of elements")
        case _:
            return node.id


@frozen
class Granted:
    """One or several benefits as slots: the values, then the deciding rules of one, or of all of them in a tuple."""

    ids: tuple[str, ...]
    values: tuple[str, ...]
    because: str
    reads: tuple[Read, ...]
    columns: tuple[Column, ...]

    @property
    def size(self) -> int:
        """How many slots they take."""
        return len(self.ids) + 1

    def findings(self, slots: Sequence[Any]) -> Iterator[Finding]:
        """Yield the findings that the slots stand for."""
        told = slots[-1] if len(self.ids) > 1 else (slots[-1],)
        for id, read, slot, because in zip(self.ids, self.reads, slots, told, strict=False):
            yield Finding(id, "", read(slot), because)


def _entitlements(frame: Frame, node: core.Entitlements) -> Piece:
    id = node.id
    per = frame.value(node.per)
    if per.stops:
        frame.out.put(per.code)
    if node.when is None:
        granted = _granted(frame, node)
        codes = [code for each in granted for code in (*each.values, each.because)]
    else:
        applies = frame.condition(node.when)
        with frame.maybe() as inside:
            granted = _granted(frame, node)
            flat = [code for each in granted for code in (*each.values, each.because)]
            codes = [frame.fresh() for _ in flat]
            for name, code in zip(codes, flat, strict=True):
                frame.out.put(f"{name} = {code}")
        if not codes:
            raise Unsupported("entitlements without benefits")
        frame.out.put(f"{' = '.join(codes)} = None")
        frame.out.put(f"if {applies.code}:")
        with frame.branch():
            frame.out.place(inside)
    order = {item.id: number for number, item in enumerate(node.benefits)}
    conditional = node.when is not None

    def build(slots: Sequence[Any]) -> DecisionOutcome:
        if conditional and slots[granted[0].size - 1] is None:
            return DecisionOutcome(id, "entitlements", "not_applicable", False)
        found: list[Finding] = []
        place = 0
        for each in granted:
            found += each.findings(slots[place : place + each.size])
            place += each.size
        items = tuple(sorted(found, key=lambda item: order[item.id]))
        because = tuple(dict.fromkeys(rule for item in items for rule in item.because))
        return DecisionOutcome(id, "entitlements", "decided", True, None, because, items)

    return Piece(tuple(codes), tuple(column for each in granted for column in each.columns), build)


def _granted(frame: Frame, node: core.Entitlements) -> list[Granted]:
    """Write the benefits; those that ask the same guards, as grants per tier do, are written together."""
    plan = frame.emission.plan
    alone: list[Granted] = []
    together: dict[tuple[str, ...], list[shapes.Chosen]] = {}
    for item in node.benefits:
        if node.when is None and plan.uses.get(item.id, 0):
            val = frame.fact(item.id)
            if item.id not in frame.because:
                val = frame.kept(shapes.outcome_of(frame, item))
            alone.append(_one(frame, item.id, val))
            continue
        found = shapes.emit_cases(frame, item.id, item.body, public=True)
        guards = shapes.guards_of(found)
        if guards is not None:
            together.setdefault(guards, []).append(found)
        else:
            alone.append(_one(frame, item.id, shapes.write_cases(frame, found, shapes.rules)))
    for several in together.values():
        if len(several) == 1:
            alone.append(_one(frame, several[0].id, shapes.write_cases(frame, several[0], shapes.rules)))
            continue
        vals, because = shapes.write_together(frame, several)
        slots = [slot_of(frame, val) for val in vals]
        ids = tuple(found.id for found in several)
        columns = [
            Column(id, "value", val.scale if val.kind == "number" else 1) for id, val in zip(ids, vals, strict=True)
        ]
        alone.append(
            Granted(
                ids,
                tuple(code for code, _ in slots),
                because,
                tuple(read for _, read in slots),
                (*columns, Column(node.id, "because of these")),
            )
        )
    return alone


def _one(frame: Frame, id: str, val: Val) -> Granted:
    code, read = slot_of(frame, val)
    column = Column(id, "value", val.scale if val.kind == "number" else 1)
    return Granted((id,), (code,), frame.because[id], (read,), (column, Column(id, "because")))
