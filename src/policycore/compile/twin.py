"""The compiled twin of a program: Python made from Core that decides as the reference interpreter does, only faster.

Goes in: a checked program; what is switched. Comes out: a `Twin`, which decides packed records. Decided lean, a record
costs little more than the comparisons that it needs; `outcomes` makes the reference's `DecisionOutcome`s from that.
A program that holds something the twin does not know is not compiled: `unsupported` says why.
"""

from __future__ import annotations

import math
import re
from ast import literal_eval
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from types import FunctionType
from typing import Any, TypeAlias

from attrs import define, field

from policycore import dates
from policycore.compile.fast import Emission, Frame, stop, surely
from policycore.compile.fast_ops import nearest
from policycore.compile.forms import UNSET, Given, Stop, Unsupported
from policycore.compile.general import is_period
from policycore.compile.general_module import RUNTIME as GENERAL_RUNTIME
from policycore.compile.general_module import General, emit_general, emit_reader, memo_of
from policycore.compile.lean import Build, Column, decided
from policycore.compile.module import Module, run, text_of
from policycore.compile.plan import Plan, Targets, reads_of
from policycore.core import nodes as core
from policycore.core.outcome import DecisionOutcome, Inputs
from policycore.core.packed import MisplacedError, PackedRecord, Packing, scale_of
from policycore.gaps.almanac import Almanac
from policycore.gaps.ops import rounded
from policycore.types import Number, Type
from policycore.values import ABSENT, Outcome

#: A lean outcome, None where a gap arose.
Lean: TypeAlias = "tuple[Any, ...] | None"

#: So many twins with switched parameters or readings are kept beside the first.
MOST_SWITCHED = 16


def _once(rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rules))


def _microseconds(gone: timedelta) -> int:
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def _in_order(members: Iterable[Any]) -> list[Any]:
    return sorted(members)


#: All that generated code may call.
RUNTIME: dict[str, Any] = {
    "ABSENT": ABSENT,
    "Fraction": Fraction,
    "Stop": Stop,
    "UNSET": UNSET,
    "bisect_right": bisect_right,
    "add_days": dates.add_days,
    "add_months": dates.add_months,
    "add_seconds": dates.add_seconds,
    "floor": math.floor,
    "in_order": _in_order,
    "microseconds": _microseconds,
    "nearest": nearest,
    "once": _once,
    "rounded": rounded,
    "stop": stop,
    "surely": surely,
    "__builtins__": {
        "abs": abs,
        "enumerate": enumerate,
        "len": len,
        "max": max,
        "min": min,
        "set": set,
        "tuple": tuple,
        "OverflowError": OverflowError,
    },
}


#: Lines of code, each with its depth.
Code: TypeAlias = "Sequence[tuple[int, str]]"

_FUSED = """\
def decide_each(records, e, other):
{settled}
 for d in records:
  try:
{body}
   k = new(Decision); k._made = made; k._kept = {kept}
  except (Stop, Unusual, KeyError, OverflowError): k = None
  if k is None:
   k = other(d)
   if k is None: continue
  yield k
"""
_FUSED_ONE = """\
def decide_data(d, e):
 try:
{settled}
{body}
  k = new(Decision); k._made = made; k._kept = {kept}
  return k
 except (Stop, Unusual, KeyError, OverflowError): return None
"""
#: The packed record as a whole, where code reads it.
_WHOLE = re.compile(r"\br\b")


@define(eq=False, slots=False)
class Entry:
    """The compiled decisions about one record type. Python compiles each of its functions when it is first asked for.

    Attributes:
        record: its id.
        columns: what the slots of a lean outcome tell.
        names: what the code calls.
    """

    record: str
    columns: tuple[Column, ...]
    _builders: tuple[tuple[int, int, Build], ...]
    _makers: tuple[Callable[[Given], Any], ...]
    names: dict[str, Any] = field(repr=False)
    _functions: str = field(repr=False)
    _unpacking: Code = field(repr=False)
    _body: Code = field(repr=False)
    _codes: Sequence[str] = field(repr=False)

    @property
    def source(self) -> str:
        """The generated text."""
        return f"{self._functions}\n{self._one_source}"

    @property
    def _settled(self) -> Code:
        names = ", ".join(f"e{place}" for place in range(len(self._makers)))
        return [(0, f"{names}, = e")] if names else []

    @property
    def _one_source(self) -> str:
        result = f"({', '.join(self._codes)},)" if self._codes else "()"
        body = text_of([*self._settled, *self._unpacking, *self._body, (0, f"return {result}")], 2)
        return f"def decide(r, e):\n try:\n{body}\n except (Stop, OverflowError): return None\n"

    @cached_property
    def _space(self) -> dict[str, Any]:
        """The namespace of the code, with the functions in it."""
        run(self._functions, self.names)
        return self.names

    @cached_property
    def one(self) -> Callable[[PackedRecord, tuple[Any, ...]], Lean]:
        """What decides a packed record with what `settle` gave; None where a gap arises."""
        run(self._one_source, self._space)
        return self.names["decide"]  # type: ignore[no-any-return]

    def settle(self, given: Given) -> tuple[Any, ...]:
        """Return what generated code reads beside the record, from what is given with it.

        Raises:
            Unsupported: the moment is read and not given.
        """
        return tuple(make(given) for make in self._makers)

    def many(self, records: Iterable[PackedRecord], settled: tuple[Any, ...]) -> list[Lean]:
        """Return the lean outcomes of many records, None for each in which a gap arose."""
        found: list[Lean] = self._all(records, settled)
        return found

    @cached_property
    def _all(self) -> Callable[..., Any]:
        result = f"({', '.join(self._codes)},)" if self._codes else "()"
        body = text_of([*self._unpacking, *self._body, (0, f"put({result})")], 3)
        text = (
            "def decide_all(records, e):\n found = []\n put = found.append\n"
            f"{text_of(self._settled, 1)}\n for r in records:\n  try:\n{body}\n"
            "  except (Stop, OverflowError): put(None)\n return found\n"
        )
        run(text, self._space)
        return self.names["decide_all"]  # type: ignore[no-any-return]

    def over_data(
        self, tests: Sequence[str], facts: Sequence[str], names: Mapping[str, Any], *, many: bool
    ) -> Callable[..., Any]:
        """Return a function that decides data `d` straight away and makes something of each.

        What is made is `new(Decision)` with `made` as `_made` and, as `_kept`, the packed record followed by the lean
        outcome. With `many` the function takes data of many records, what `settle` gave, and what decides the data that
        the tests do not know and those in which a gap arises; what it yields for these is left out where it is None.
        Without, it takes data and what `settle` gave, and returns None for such.

        Args:
            tests: lines that leave the packed facts in variables; they raise `Unusual` or `KeyError` where they cannot.
            facts: these variables, one for each field: `a1`, `a2`, …
            names: what the tests call, and `new`, `Decision`, `made`.
            many: whether for many records.
        """
        assert len(facts) == len(set(facts))
        packed = f"(0, {', '.join(facts)},)"
        kept = f"(0, {', '.join((*facts, *self._codes))},)"
        body = [*((0, line) for line in tests), *self._body]
        if any(_WHOLE.search(line) for _, line in self._body):
            body.insert(len(tests), (0, f"r = {packed}"))
        space = {**names, **self._space}
        space["__builtins__"] = {**names["__builtins__"], **self.names["__builtins__"]}
        text, depth = (_FUSED, (1, 3)) if many else (_FUSED_ONE, (2, 2))
        settled = text_of(self._settled, depth[0])
        run(text.format(settled=settled, body=text_of(body, depth[1]), kept=kept), space)
        return space["decide_each" if many else "decide_data"]  # type: ignore[no-any-return]

    def outcomes(self, lean: Sequence[Any]) -> tuple[DecisionOutcome, ...]:
        """Return the outcomes that a lean one stands for."""
        return tuple(build(lean[start:end]) for start, end, build in self._builders)


#: Rules that are always the same, as code: a tuple of plain texts.
_RULES = re.compile(r"\(\)|\('[^'\\]*',\)|\((?:'[^'\\]*', )+'[^'\\]*'\)")


def is_constant(code: str) -> bool:
    """Return whether a slot is the same for all records: rules that are always those."""
    return code[0] == "(" and _RULES.fullmatch(code) is not None


def _filled(build: Build, codes: Sequence[str]) -> Build:
    """Return what builds an outcome from the slots that are not constants."""
    if not any(map(is_constant, codes)):
        return build
    constants: list[Any] = []

    def filled(slots: Sequence[Any]) -> DecisionOutcome:
        if not constants:
            constants.extend(literal_eval(code) if is_constant(code) else UNSET for code in codes)
        given = iter(slots)
        return build([next(given) if each is UNSET else each for each in constants])

    return filled


class Twin:
    """A program compiled. Make one with `compile_program`; threads may share it.

    Attributes:
        program: what was compiled.
        supplied: the parameters that are switched.
        chosen: the readings that are switched.
        packing: how its records are packed.
        unsupported: per record type that cannot be compiled, why.
    """

    def __init__(
        self,
        program: core.Program,
        parameters: Mapping[str, Any] = {},
        readings: Mapping[str, str] = {},
    ) -> None:
        self.program = program
        self.unsupported: dict[str, str] = {}
        self.supplied = parameters
        self.chosen = readings
        self._targets = Targets.of(program)
        self._plans: dict[str, Plan] = {}
        for id in program.decisions:
            record = self._targets.statements[id].record
            if record in self._plans or record in self.unsupported:
                continue
            try:
                self._plans[record] = Plan.of(program, self._targets, record)
            except Unsupported as why:
                self.unsupported[record] = str(why)
        self.packing = Packing(program, reads_of(self._plans.values()))
        self._entries: dict[str, Entry] = {}
        self._generals: dict[str, General] = {}
        self._others: list[Twin] = []

    @property
    def records(self) -> tuple[str, ...]:
        """The record types that something is decided about."""
        return tuple(dict.fromkeys((*self._plans, *self.unsupported)))

    def supports(self, record: str) -> bool:
        """Return whether decisions about a record type can be compiled."""
        return self.entry(record) is not None

    def entry(self, record: str) -> Entry | None:
        """Return the compiled decisions about a record type, compiled when first asked for; None where they cannot."""
        if record not in self._entries and record in self._plans:
            try:
                self._entries[record] = self._emit(self._plans[record])
            except Unsupported as why:
                self.unsupported[record] = str(why)
                del self._plans[record]
        return self._entries.get(record)

    def _emit(self, plan: Plan) -> Entry:
        program = self.program
        plan.settle()
        emission = Emission(
            Module(RUNTIME),
            self.packing,
            plan,
            {parameter.id: parameter for parameter in program.parameters},
            {reading.id: reading for reading in program.readings},
            self.supplied,
            self.chosen,
            Almanac.of(program),
            frozenset(record.id for record in program.records if is_period(record)),
        )
        frame = Frame(emission, plan.record)
        shared = [id for id in plan.targets.nodes if id in plan.surely and plan.shared(id)]
        frame.hoist(shared)
        pieces = [decided(frame, decision) for decision in plan.decisions]
        codes = [code for piece in pieces for code in piece.codes if not is_constant(code)]
        columns = tuple(
            column
            for piece in pieces
            for code, column in zip(piece.codes, piece.columns, strict=True)
            if not is_constant(code)
        )
        builders = []
        start = 0
        for piece in pieces:
            size = sum(not is_constant(code) for code in piece.codes)
            builders.append((start, start + size, _filled(piece.build, piece.codes)))
            start += size
        remembering = [(0, "m = [UNSET] * PLACES")] if frame.remembers else []
        emission.module.names["PLACES"] = len(emission.lazy)
        return Entry(
            plan.record,
            columns,
            tuple(builders),
            tuple(emission.environment.makers),
            emission.module.names,
            emission.module.source(),
            frame.unpacking(checked=True),
            [*remembering, *frame.out.lines],
            codes,
        )

    def general(self, record: str) -> General | None:
        """Return the general path for a record type, compiled when first asked for; None where it cannot be."""
        if record not in self._generals and record in self._plans:
            try:
                self._generals[record] = emit_general(
                    self.program, self._plans[record], self.packing, self.supplied, self.chosen
                )
            except Unsupported as why:
                self.unsupported[record] = str(why)
                del self._plans[record]
        return self._generals.get(record)

    # --- deciding ---

    def decide(self, inputs: Inputs) -> tuple[DecisionOutcome, ...]:
        """Return the outcomes of all decisions about a record, as the reference interpreter gives them.

        Raises:
            Unsupported: decisions about this record cannot be compiled; ask the reference.
        """
        if inputs.parameters != self.supplied or inputs.readings != self.chosen:
            return self.switched(inputs.parameters, inputs.readings).decide(inputs)
        record = inputs.record
        entry = self.entry(record.type)
        if entry is None:
            raise Unsupported(self.unsupported.get(record.type, "nothing is decided about such a record"))
        try:
            packed = self.packing.pack(record)
        except MisplacedError as why:
            raise Unsupported(str(why)) from None
        given = Given(inputs.as_of, inputs.known_at, inputs.snapshots)
        lean = entry.one(packed, entry.settle(given))
        return self.describe(record.type, packed, given) if lean is None else entry.outcomes(lean)

    def evaluate(self, inputs: Inputs, target: str) -> Outcome:
        """Return what an expression would read of a target for a record: a definition, score, item, tier or benefit.

        Raises:
            Unsupported: this cannot be compiled; ask the reference.
        """
        if inputs.parameters != self.supplied or inputs.readings != self.chosen:
            return self.switched(inputs.parameters, inputs.readings).evaluate(inputs, target)
        plan = Plan.for_target(self._targets, target)
        packing = Packing(self.program)
        read = emit_reader(self.program, plan, packing, self.supplied, self.chosen, target)
        return read(packing.pack(inputs.record), memo_of(Given(inputs.as_of, inputs.known_at, inputs.snapshots)))

    def switched(self, parameters: Mapping[str, Any], readings: Mapping[str, str]) -> Twin:
        """Return the twin of the same program with other parameters and readings; the last few are kept."""
        for twin in self._others:
            if twin.supplied == parameters and twin.chosen == readings:
                return twin
        twin = Twin(self.program, parameters, readings)
        self._others = [twin, *self._others[: MOST_SWITCHED - 1]]
        return twin

    def describe(self, record: str, packed: PackedRecord, given: Given) -> tuple[DecisionOutcome, ...]:
        """Return the outcomes for a packed record in which gaps arise.

        Raises:
            Unsupported: this cannot be decided here; ask the reference.
        """
        general = self.general(record)
        if general is None:
            raise Unsupported(self.unsupported.get(record, "nothing is decided about such a record"))
        return general.decide(packed, memo_of(given))

    def text(self, gaps: bool = True) -> str:
        """Return the generated code of all record types, to be read: what it is called with, then the functions.

        Args:
            gaps: whether the code for records in which a gap arises is wanted as well.
        """
        parts: list[str] = []
        for record in self.records:
            entry = self.entry(record)
            general = self.general(record) if gaps and entry is not None else None
            parts.append(f"# --- decisions about {record!r} ---")
            if entry is None or (gaps and general is None):
                parts.append(f"# left to the reference interpreter: {self.unsupported[record]}")
                continue
            slots = self.packing.layouts[record].slots.values()
            parts.append("# takes")
            parts += [f"#   r[{slot.place}]: {slot.name!r}{_scaled(_scale_of(slot.of))}" for slot in slots]
            parts.append("# gives")
            parts += [f"#   {column.tells} of {column.id!r}{_scaled(column.scale)}" for column in entry.columns]
            parts += [*_bound(entry.names), entry.source.strip("\n")]
            if general is not None:
                parts.append("# --- where a gap arises ---")
                parts += [*_bound(general.names), general.source.strip("\n")]
        return "\n".join(parts) + "\n"

    @property
    def source(self) -> str:
        """All generated code, that for records with gaps included."""
        return self.text()


def _scale_of(of: Type) -> int:
    return scale_of(of) if isinstance(of, Number) else 1


def _scaled(scale: int) -> str:
    return "" if scale == 1 else f", times {scale}"


#: What is told of one constant in a dump.
LONGEST_CONSTANT = 300


def _bound(names: Mapping[str, Any]) -> Iterator[str]:
    """Yield a comment for each constant and each site that generated code calls by a made name."""
    for name, value in names.items():
        if (
            name in RUNTIME
            or name in GENERAL_RUNTIME
            or name.startswith("decide")
            or isinstance(value, FunctionType)
            or name == "PLACES"
        ):
            continue
        text = repr(value)
        yield f"# {name}: {text if len(text) <= LONGEST_CONSTANT else text[:LONGEST_CONSTANT] + '…'}"


def compile_program(
    program: core.Program, parameters: Mapping[str, Any] | None = None, readings: Mapping[str, str] | None = None
) -> Twin:
    """Return the twin of a checked program, with these parameters and readings switched."""
    return Twin(program, parameters or {}, readings or {})
