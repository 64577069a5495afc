"""What is held against each other: evaluators of Core behind one small interface.

The reference interpreter is the language; every other engine must give the same outcomes, deciding rules, reasons and
possible values, in the same order. An engine may say that something is beyond it and leave it to the reference; that is
counted. Engines whose parts are not installed are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Protocol, TypeAlias

from attrs import field, frozen

from differential.facts import Case
from policycore.api import Policy
from policycore.core.nodes import Program
from policycore.core.outcome import DecisionOutcome, Inputs

Outcomes: TypeAlias = "tuple[DecisionOutcome, ...]"
#: Decides inputs about records of one type; None where the engine leaves one to the reference.
Decide: TypeAlias = "Callable[[Sequence[Inputs]], Sequence[Outcomes | None]]"


@frozen
class Asked:
    """One decision: the case as data, what the evaluator reads, and what the reference gives (for tables: neither)."""

    case: Case
    inputs: Inputs | None = None
    wanted: Outcomes = ()


@frozen
class Count:
    """How many pairs were compared, and how many were left to the reference, by engine."""

    pairs: Counter[str] = field(factory=Counter)
    left: Counter[str] = field(factory=Counter)


class Engine(Protocol):
    """Something that decides, held against the reference."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def of_tables(self) -> bool:
        """Whether it decides tables, and asks the reference for the same itself."""
        ...

    def compare(self, policy: Policy, asked: Sequence[Asked], count: Count) -> Iterator[tuple[Case, str]]:
        """Yield cases of `asked` (all about records of one type) for which something else comes out, and what."""
        ...


class RowEngine:
    """An engine that decides record by record."""

    name = ""
    of_tables = False

    def prepare(self, program: Program) -> Decide:
        """Return what decides by a program."""
        raise NotImplementedError

    def compare(self, policy: Policy, asked: Sequence[Asked], count: Count) -> Iterator[tuple[Case, str]]:
        """Yield cases for which something else is decided."""
        try:
            decide = self.prepare(policy.program)
        except Exception as error:
            yield asked[0].case, said(error)
            return
        for one in asked:
            assert one.inputs is not None
            try:
                (got,) = decide([one.inputs])
            except Exception as error:
                yield one.case, said(error)
                continue
            if got is None:
                count.left[self.name] += 1
                continue
            count.pairs[self.name] += 1
            seen = difference(one.wanted, got)
            if seen:
                yield one.case, seen


class Reference(RowEngine):
    """The reference interpreter."""

    name = "reference"

    def prepare(self, program: Program) -> Decide:
        """Return the interpreter."""
        from policycore.interpret.decide import decide

        return lambda asked: [decide(program, inputs) for inputs in asked]


class Compiled(RowEngine):
    """The compiled twin."""

    name = "compiled"

    def prepare(self, program: Program) -> Decide:
        """Return the twin of the program."""
        from policycore.compile import compile_program
        from policycore.compile.forms import Unsupported

        twin = compile_program(program)

        def one(inputs: Inputs) -> Outcomes | None:
            try:
                return twin.decide(inputs)
            except Unsupported:
                return None

        return lambda asked: [one(inputs) for inputs in asked]


REFERENCE = Reference()


def said(error: Exception) -> str:
    """Return an error as it is told of a find."""
    return f"{type(error).__name__}: {error}"[:300]


def difference(wanted: Outcomes, got: Outcomes) -> str:
    """Return where two engines differ, "" where they agree."""
    if wanted == got:
        return ""
    for one, other in zip(wanted, got, strict=False):
        if one == other:
            continue
        for name in ("id", "kind", "status", "applicable", "outcome", "because", "sums"):
            if getattr(one, name) != getattr(other, name):
                return f"{one.id} {name}: {getattr(one, name)!r} / {getattr(other, name)!r}"
        for item, its in zip(one.items, other.items, strict=False):
            if item != its:
                return f"{one.id} {item.id} {item.element}: {item!r} / {its!r}"
        return f"{one.id}: {len(one.items)} / {len(other.items)} items"
    return f"{len(wanted)} / {len(got)} decisions"


def engines(names: Sequence[str] | None = None) -> list[Engine]:
    """Return the engines of these names, or all that are there, without the reference."""
    from differential.tables import COLUMN_ENGINES, ColumnEngine

    there: list[Engine] = [Compiled()] if find_spec("policycore.compile") else []
    for name, modules in COLUMN_ENGINES.items():
        if all(find_spec(module) for module in ("pyarrow", *modules)):
            there.append(ColumnEngine(name))
    if names is None:
        return there
    unknown = set(names) - {engine.name for engine in there} - {"reference"}
    if unknown:
        raise LookupError(f"not here: {', '.join(sorted(unknown))}")
    return [engine for engine in there if engine.name in names]
