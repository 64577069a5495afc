"""Bugs to find: an engine that is the reference on a program in which one thing was changed.

Each is a slip that somebody might make in another evaluator: a bound that belongs to the wrong side, a rounding mode, a
limit that lifts where it should lower, a waiver that is forgotten. The suite must find every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from attrs import frozen

from differential.engines import Asked, Count, Decide, RowEngine
from differential.facts import Case
from differential.tables import ColumnEngine
from policycore.api import Policy
from policycore.columns import expressions, plan
from policycore.core.codec import decode_program, encode_program
from policycore.core.nodes import Program

Change = Callable[[dict[str, Any]], None]


@frozen
class Planted(RowEngine):
    """The reference interpreter on a changed program."""

    name: str
    change: Change

    def prepare(self, program: Program) -> Decide:
        """Return what decides by the changed program."""
        from policycore.interpret.decide import decide

        changed = self.changed(program)
        return lambda asked: [decide(changed, inputs) for inputs in asked]

    def changed(self, program: Program) -> Program:
        """Return the changed program."""
        data = encode_program(program)
        _everywhere(data, self.change)
        return decode_program(data)

    def applies(self, program: Program) -> bool:
        """Return whether there is anything to change in a program."""
        data = encode_program(program)
        before = str(data)
        _everywhere(data, self.change)
        return str(data) != before


def _everywhere(data: Any, change: Change) -> None:
    waiting = [data]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            change(current)
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def _operator(name: str, other: str) -> Change:
    def change(node: dict[str, Any]) -> None:
        if node.get("$") == "Op" and node.get("op") == name:
            node["op"] = other

    return change


def _drop(kind: str, field: str) -> Change:
    def change(node: dict[str, Any]) -> None:
        if node.get("$") == kind:
            node.pop(field, None)

    return change


def _swap(kind: str, field: str, one: Any, other: Any) -> Change:
    def change(node: dict[str, Any]) -> None:
        if node.get("$") == kind and node.get(field) in (one, other):
            node[field] = other if node[field] == one else one

    return change


def _fewer(field: str, kind: str) -> Change:
    def change(node: dict[str, Any]) -> None:
        if node.get("$") == kind and node.get(field):
            node[field] = node[field][:-1]

    return change


def _smaller_set(node: dict[str, Any]) -> None:
    if len(node.get("set", ())) > 1:
        node["set"] = node["set"][:-1]


def _first_two(field: str, kind: str) -> Change:
    def change(node: dict[str, Any]) -> None:
        items = node.get(field)
        if node.get("$") == kind and items and len(items) > 1:
            node[field] = [items[1], items[0], *items[2:]]

    return change


def _fewer_needed(node: dict[str, Any]) -> None:
    if node.get("$") == "Op" and node.get("op") == "at_least" and node["count"] > 1:
        node["count"] -= 1


def _other_way_round(node: dict[str, Any]) -> None:
    if node.get("$") == "Op" and node.get("op") == "days_between":
        node["operands"].reverse()


def _open_end(node: dict[str, Any]) -> None:
    if node.get("$") == "Range":
        node["high_in"] = not node.get("high_in", True)


def _steps(node: dict[str, Any]) -> None:
    if node.get("$") == "Escalation":
        node["steps"] = node["steps"] + 1


def _steady_clock(node: dict[str, Any]) -> None:
    if node.get("$") == "Zone":
        node["changes"] = []


PLANTED: tuple[Planted, ...] = (
    Planted("< for <=", _operator("le", "lt")),
    Planted(">= for >", _operator("gt", "ge")),
    Planted("= for !=", _operator("ne", "eq")),
    Planted("or for and", _operator("and", "or")),
    Planted("one part less needed", _fewer_needed),
    Planted("days for months", _operator("add_months", "add_days")),
    Planted("days between the other way round", _other_way_round),
    Planted("upward for downward", _swap("Op", "mode", "upward", "downward")),
    Planted("half up for upward", _swap("Op", "mode", "upward", "half_up")),
    Planted("highest for lowest", _operator("lowest", "highest")),
    Planted("the lowest of a list for the highest", _swap("Aggregate", "kind", "highest", "lowest")),
    Planted("sum for average", _swap("Aggregate", "kind", "average", "sum")),
    Planted("all for some", _swap("Aggregate", "kind", "some", "all")),
    Planted("latest for earliest", _swap("Aggregate", "kind", "earliest", "latest")),
    Planted("where forgotten in calls", _drop("Aggregate", "where")),
    Planted("where forgotten in for each", _drop("Each", "where")),
    Planted("silence for ignorance", _swap("Open", "kind", "unknown", "not_stated")),
    Planted("a branch forgotten", _fewer("cases", "Match")),
    Planted("cases in another order", _first_two("cases", "Match")),
    Planted("a row forgotten", _fewer("rows", "Table")),
    Planted("a range closed for open", _open_end),
    Planted("cap forgotten", _drop("Sum", "cap")),
    Planted("floor forgotten", _drop("Sum", "floor")),
    Planted("weight forgotten", _drop("Contribution", "weight")),
    Planted("waivers forgotten", _drop("Contribution", "waivers")),
    Planted("award for deduct", _swap("Contribution", "kind", "award", "deduct")),
    Planted("limits the other way", _swap("Limit", "kind", "at_most", "at_least")),
    Planted("limits forgotten", _drop("Tiering", "limits")),
    Planted("heads forgotten", _drop("Tiering", "when")),
    Planted("should for must", _swap("Require", "modality", "must", "should")),
    Planted("exemptions forgotten", _drop("Matter", "exemptions")),
    Planted("escalated too far", _steps),
    Planted("absent for present", _operator("is_present", "is_absent")),
    Planted("known for unknown", _operator("is_unknown", "is_known")),
    Planted("a full step too many", _operator("per_full", "div")),
    Planted("a member too few", _smaller_set),
    Planted("the clock of a zone never changes", _steady_clock),
    Planted("holidays forgotten", _drop("Calendar", "holidays")),
    Planted("equals behind for together", _swap("Population", "ties", "together", "behind")),
    Planted("places forgotten that are contested", _swap("Population", "ties", "contested", "together")),
    Planted("nothing sets equal members apart", _drop("Population", "tie_break")),
    Planted("left out for last", _swap("Population", "gaps", "last", "left_out")),
    Planted("open members left out", _swap("Population", "gaps", "uncertain", "left_out")),
    Planted("too small groups told", _drop("Population", "minimum")),
    Planted("one group for all", _drop("Population", "groups")),
    Planted("who is no member ranked", _drop("Population", "where")),
    Planted("where forgotten in facts of groups", _drop("GroupFact", "where")),
    Planted("the share for what is summed up to it", _swap("GroupFact", "kind", "share", "cumulative")),
    Planted("lowest for highest of a group", _swap("GroupFact", "kind", "highest", "lowest")),
    Planted("average for sum of a group", _swap("GroupFact", "kind", "average", "sum")),
)


# --- in columns ---


@frozen
class PlantedInColumns:
    """The engine for columns on Arrow in which one thing was changed: `parts` of modules stand in for theirs."""

    name: str
    parts: Callable[[], tuple[tuple[Any, str, Any], ...]]
    of_tables = True

    def compare(self, policy: Policy, asked: Sequence[Asked], count: Count) -> Iterator[tuple[Case, str]]:
        """Yield cases for which the changed engine says something else than the reference."""
        with ExitStack() as stack:
            for owner, name, part in self.parts():
                stack.enter_context(patch.object(owner, name, part))
            yield from ColumnEngine("arrow").compare(policy, asked, count)


def _never_null() -> tuple[tuple[Any, str, Any], ...]:
    return ((expressions.Builder, "is_null", lambda builder, a: builder.truth(False)),)


def _off_by_one() -> tuple[tuple[Any, str, Any], ...]:
    def apart(code: plan.Code, number: int) -> list[int]:
        found = []
        for digit in reversed(code.digits):
            number, rest = divmod(number, len(digit.rules) + 1)
            found.append(min(rest, len(digit.rules) - 1))
        return found[::-1]

    return ((plan.Code, "apart", apart),)


def _open_borders() -> tuple[tuple[Any, str, Any], ...]:
    compare = expressions.Builder.compare

    def changed(builder: Any, op: Any, a: Any, b: Any) -> Any:
        return compare(builder, {"le": "lt", "ge": "gt"}.get(op, op), a, b)

    return ((expressions.Builder, "compare", changed),)


IN_COLUMNS: tuple[PlantedInColumns, ...] = (
    PlantedInColumns("null taken as known", _never_null),
    PlantedInColumns("digits taken apart by one too many", _off_by_one),
    PlantedInColumns("borders left out", _open_borders),
)
