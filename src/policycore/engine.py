"""Who decides: the reference interpreter at first, its compiled twin once there is enough to decide to be worth it.

An edge beside `api`: the one place that knows both. In: a program, inputs. Out: outcomes, the same from either. What
the twin does not know how to compile, the reference decides.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policycore.compile import Twin
    from policycore.core.nodes import Program
    from policycore.core.outcome import DecisionOutcome, Inputs

#: So many records of a kind are interpreted before their policy is compiled: compiling a rule costs what interpreting
#: it for two or three records does, and loading the compiler what interpreting some dozens of small records does.
INTERPRETED = 20


class Engine:
    """What decides the records of one program. Threads may share it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._asked: dict[str, int] = {}

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
        record = inputs.record.type
        asked = self._asked.get(record, 0)
        if asked < INTERPRETED:
            self._asked[record] = asked + 1
        else:
            from policycore.compile.forms import Unsupported

            try:
                return self.twin.decide(inputs)
            except Unsupported:
                pass
        from policycore.interpret.decide import decide

        return decide(self.program, inputs)
