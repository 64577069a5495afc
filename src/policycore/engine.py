"""Who decides: the reference interpreter at first, its compiled twin once there is enough to decide to be worth it.

An edge beside `api`: the one place that knows both. In: a program, inputs or data. Out: outcomes and decisions, the
same from either. What the twin does not know how to compile, the reference decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policycore.decision import Decision

if TYPE_CHECKING:
    from policycore.api import Decider
    from policycore.compile import Twin
    from policycore.core.nodes import Program
    from policycore.core.outcome import DecisionOutcome, Inputs
    from policycore.core.packed import PackedRecord
    from policycore.records.quick import Border, Pack

#: So many records of a kind are interpreted before their policy is compiled, and so many with gaps before the general
#: path is: compiling a rule costs what interpreting it for two or three records does (with gaps, for ten), and loading
#: the compiler what interpreting some dozens of small records does.
INTERPRETED = 20


class Engine:
    """What decides the records of one program. Threads may share it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._asked: dict[str, int] = {}
        self._gaps: dict[str, int] = {}

    @cached_property
    def twin(self) -> Twin:
        """The compiled twin of the program."""
        from policycore.compile import compile_program

        return compile_program(self.program)

    def outcomes(self, inputs: Inputs) -> tuple[DecisionOutcome, ...]:
        """Return the outcomes of all decisions about a record.

        Raises:
            AsOfMissingError: the policy reads `as_of` and the inputs have none.
        """
        if self.is_compiled(inputs.record.type):
            from policycore.compile.forms import Unsupported

            try:
                return self.twin.decide(inputs)
            except Unsupported:
                pass
        from policycore.interpret.decide import decide

        return decide(self.program, inputs)

    def is_compiled(self, record: str) -> bool:
        """Return whether enough records of a kind were asked about for compiling to be worth it; counts this one."""
        asked = self._asked.get(record, 0)
        if asked < INTERPRETED:
            self._asked[record] = asked + 1
            return False
        return True

    def describes(self, record: str) -> bool:
        """Return whether enough records with gaps were met for the general path; counts this one."""
        met = self._gaps.get(record, 0)
        if met < INTERPRETED:
            self._gaps[record] = met + 1
            return False
        return True

    def run_of(self, decider: Decider) -> Run | None:
        """Return what decides data straight away; None while the reference does, or where the twin cannot."""
        if self._asked.get(decider.record_type, 0) < INTERPRETED:
            return None
        return decider.run


class Run:
    """The compiled decisions about one kind of record, with everything settled but the record.

    Keeps no record; what it decides is made into outcomes and inputs when somebody asks (`decision.Made`).
    """

    def __init__(self, engine: Engine, decider: Decider) -> None:
        """Make a run.

        Raises:
            Unsupported: decisions about this record are not compiled.
        """
        from policycore.compile.forms import Given, Unsupported

        self.engine = engine
        self.decider = decider
        self.policy = decider.policy
        self.findings = decider.findings
        settings = decider.settings
        twin = engine.twin
        if settings.parameters or settings.readings:
            twin = twin.switched(settings.parameters, settings.readings)
        entry = twin.entry(decider.record_type)
        if entry is None:
            raise Unsupported(twin.unsupported.get(decider.record_type, ""))
        self.twin = twin
        self.entry = entry
        self.given = Given(settings.as_of, settings.known_at, decider.snapshots)
        self.settled = entry.settle(self.given)
        self._declaration = twin.packing.declarations[decider.record_type]
        self._facts = len(twin.packing.layouts[decider.record_type].slots) + 1

    @cached_property
    def _pack(self) -> Pack:
        from policycore.records.quick import quick_packer

        return quick_packer(self.twin.packing, self._declaration, self.decider.judged)

    @cached_property
    def _border(self) -> Border | None:
        """The quick way of plain data as code; None where there is none."""
        from policycore.records.quick import border_of

        return border_of(self.twin.packing, self._declaration, self.decider.judged)

    def _over_data(self, border: Border, *, many: bool) -> Callable[..., Any]:
        names = {**border.names, "new": object.__new__, "Decision": Decision, "made": self}
        return self.entry.over_data(border.lines, border.facts, names, many=many)

    @cached_property
    def _one(self) -> Callable[[Any, Any], Decision | None]:
        border = self._border
        if border is None:
            return lambda data, settled: None
        return self._over_data(border, many=False)

    @cached_property
    def _many(self) -> Callable[..., Iterator[Decision]]:
        border = self._border
        if border is None:
            return _by_one
        return self._over_data(border, many=True)

    # --- what decisions are made from ---

    def inputs(self, kept: tuple[Any, ...]) -> Inputs:
        """Return the inputs of a decision, from its packed record and lean outcome."""
        return self.decider.inputs(self.twin.packing.unpack(kept[: self._facts], self.decider.record_type))

    def outcomes(self, kept: tuple[Any, ...]) -> tuple[DecisionOutcome, ...]:
        """Return the outcomes of a decision, from its packed record and lean outcome."""
        return self.entry.outcomes(kept[self._facts :])

    # --- deciding ---

    def decide(self, data: object) -> Decision | None:
        """Return the decision about plain data, None where the long way has to be gone."""
        decision = self._one(data, self.settled)
        return self._besides(data) if decision is None else decision

    def each(self, records: Iterable[object], fully: Callable[[object], Decision | None]) -> Iterator[Decision]:
        """Yield the decisions about many data, each when it is asked for.

        Args:
            records: the data.
            fully: goes the long way, where it has to be gone; what it returns None for is left out.
        """

        def other(data: object) -> Decision | None:
            decision = self._besides(data)
            return fully(data) if decision is None else decision

        return self._many(records, self.settled, other)

    def each_packed(self, records: Iterable[PackedRecord]) -> Iterator[Decision]:
        """Yield the decisions about records that are validated and packed (`twin.packing`)."""

        def other(packed: PackedRecord) -> Decision:
            decision = self._described(packed)
            return self.decider.decide_record(self.inputs(packed).record) if decision is None else decision

        return self._packed(records, self.settled, other)

    @cached_property
    def _packed(self) -> Callable[..., Iterator[Decision]]:
        from policycore.records.quick import Border, Unusual

        facts = tuple(f"a{place}" for place in range(1, self._facts))
        tests = (f"{', '.join(('o', *facts))}, = d", "if o: raise Unusual")
        names = {"Unusual": Unusual, "__builtins__": {"KeyError": KeyError}}
        return self._over_data(Border(tests, facts, names), many=True)

    def _besides(self, data: object) -> Decision | None:
        """Return the decision about plain data of which facts are missing, or in which a gap arises."""
        packed = self._pack(data)
        return None if packed is None else self._described(packed)

    def _described(self, packed: PackedRecord) -> Decision | None:
        """Return the decision about a packed record in which a gap may arise, None where the reference decides it."""
        lean = None if packed[0] else self.entry.one(packed, self.settled)
        if lean is not None:
            return Decision.lazily(self, packed + lean)
        if not self.engine.describes(self.decider.record_type):
            return None
        from policycore.compile.forms import Unsupported

        try:
            outcomes = self.twin.describe(self.decider.record_type, packed, self.given)
        except Unsupported:
            return None
        return Decision.lazily(self, packed).with_outcomes(outcomes)


def _by_one(
    records: Iterable[object], settled: object, other: Callable[[object], Decision | None]
) -> Iterator[Decision]:
    """Yield decisions about data that have no quick way as code."""
    for data in records:
        decision = other(data)
        if decision is not None:
            yield decision
