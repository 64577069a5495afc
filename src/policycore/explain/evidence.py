"""A trace laid beside its program: which instance of a node was evaluated for which element, and with what outcome.

An instance is a node id and a suffix: nothing for the record that is decided, else `#` and the path of each bound
element. Inside a statement the suffix is kept; a list adds its element; a reference to another statement starts again
with the path of the record it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from attrs import Factory, define, field

from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import node_of
from policycore.core.outcome import Trace, within
from policycore.core.walk import Named, Node, by_id, owners, walk

_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that puts `loans[2]` before `loans[10]`."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(text))


@define(eq=False)
class Evidence:
    """What a trace says about the nodes of a program."""

    program: n.Program
    trace: Trace
    index: Mapping[str, Named] = field(init=False)
    owners: Mapping[str, n.Statement] = field(init=False)
    _suffixes: dict[str, list[str]] = field(init=False, default=Factory(dict))

    def __attrs_post_init__(self) -> None:
        self.index = by_id(self.program)
        self.owners = owners(self.program)
        for instance in self.trace:
            node = node_of(instance)
            self._suffixes.setdefault(node, []).append(instance[len(node) :])

    def outcome(self, node: str, suffix: str = "") -> v.Outcome | None:
        """Return the outcome of a node, None where it was not reached.

        That of a score or tiering is what is read of it: while its head is open it may be absent.
        """
        found = self.trace.nodes.get(node + suffix)
        stated = self.index.get(node) if found is not None else None
        if found is None or not isinstance(stated, n.Score | n.Tiering) or stated.when is None:
            return found
        return within(self.trace.nodes.get(stated.when.id + suffix, True), found)

    def value(self, expr: n.Expr, suffix: str = "") -> v.Outcome | None:
        """Return the outcome of an expression; constants stand for themselves and are in no trace."""
        return expr.value if isinstance(expr, n.Const) else self.outcome(expr.id, suffix)

    def reached(self, node: str, suffix: str = "") -> bool:
        return node + suffix in self.trace.nodes

    def elements(self, over: n.Expr, inside: Iterable[Node | None], suffix: str) -> tuple[str, ...]:
        """Return the suffixes of the elements of the list `over` that were looked at below `suffix`, in their order.

        Where the nodes `inside` hold nothing but constants, the records of the list stand for themselves.
        """
        found: dict[str, None] = {}
        for part in inside:
            for node in () if part is None else walk(part):
                for other in self._suffixes.get(node.id, ()):
                    if other.startswith(f"{suffix}#"):
                        first = other[len(suffix) + 1 :].partition("#")[0]
                        found.setdefault(f"{suffix}#{first}")
        listed = self.outcome(over.id, suffix)
        if not found and isinstance(listed, tuple):
            return tuple(f"{suffix}#{item.path}" for item in listed if isinstance(item, v.Record))
        return tuple(sorted(found, key=natural))

    def of_record(self, of: n.Expr, suffix: str, target: str) -> str:
        """Return the suffix under which `target` was evaluated for the record that `of` yields."""
        record = self.outcome(of.id, suffix)
        if isinstance(record, v.Record):
            return f"#{record.path}" if record.path else ""
        if isinstance(of, n.Var) and of.name == "self":
            return suffix if suffix and self.reached(target, suffix) else ""
        last = suffix.rpartition("#")[2]
        return f"#{last}" if last and self.reached(target, f"#{last}") else ""
