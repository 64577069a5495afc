"""What is held against each other: evaluators of Core behind one small interface.

The reference interpreter is the language; every other engine must give the same outcomes, deciding rules, reasons and
possible values, in the same order. An engine whose parts are not installed, or that is not written yet, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Protocol, TypeAlias

from policycore.core.nodes import Program
from policycore.core.outcome import DecisionOutcome, Inputs

Outcomes: TypeAlias = "tuple[DecisionOutcome, ...]"
Decide: TypeAlias = Callable[[Sequence[Inputs]], list[Outcomes]]


class Engine(Protocol):
    """Something that decides."""

    name: str

    def prepare(self, program: Program) -> Decide:
        """Return what decides a sequence of inputs about records of one type, in their order."""
        ...


class Reference:
    """The reference interpreter."""

    name = "reference"

    def prepare(self, program: Program) -> Decide:
        """Return the interpreter."""
        from policycore.interpret.decide import decide

        return lambda asked: [decide(program, inputs) for inputs in asked]


class Compiled:
    """The compiled twin."""

    name = "compiled"

    def prepare(self, program: Program) -> Decide:
        """Return the twin of the program."""
        from policycore.compile import compile_program  # type: ignore[import-not-found, unused-ignore]

        twin = compile_program(program)
        return lambda asked: [twin.decide(inputs) for inputs in asked]


_NEEDS = {"compiled": "policycore.compile"}
REFERENCE = Reference()
OTHERS: tuple[Engine, ...] = (Compiled(),)


def _is_there(module: str) -> bool:
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        return False
    return found is not None and found.origin is not None


def engines(names: Sequence[str] | None = None) -> list[Engine]:
    """Return the engines of these names, or all that are there, without the reference."""
    there = [engine for engine in OTHERS if _is_there(_NEEDS[engine.name])]
    if names is None:
        return there
    unknown = set(names) - {engine.name for engine in there} - {"reference"}
    if unknown:
        raise LookupError(f"not here: {', '.join(sorted(unknown))}")
    return [engine for engine in there if engine.name in names]
