"""A plan as text: which decisions go in columns, why the others do not, and what is worked out for each column.

Goes in: a plan. Comes out: lines to be read. Words for people are the edge's; here are ids and expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policycore.columns.engines import nothing_apart, steps
from policycore.columns.expressions import Expression, reachable
from policycore.columns.groups import GroupColumn
from policycore.columns.plan import Plan

_SIGNS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "floordiv": "//",
    "mod": "%",
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "and": "and",
    "or": "or",
}
#: So many cuts or values of a long search are shown.
_SHOWN = 6


def written(plan: Plan) -> Iterator[str]:
    """Yield what is worked out, a column a line: elements of lists, facts of groups, then steps and what comes out."""
    for side in plan.sides:
        if side.gathers:
            yield from _worked_out(side.outputs, f"{side.path}[] ")
            for gather in side.gathers:
                yield f"{_name(gather.name)} = {gather.how} of {side.path}[] {gather.value}"
    for stage in plan.groups:
        yield from _worked_out(stage.outputs, "")
        for column in stage.facts:
            yield _looked_up(column)
    yield from _worked_out(plan.outputs, "")


def _looked_up(column: GroupColumn) -> str:
    """Return how a fact of a group is looked up: what it is, of which value, among whom."""
    fact, among = column.fact, column.among
    names = f"{_name(column.name)}{' / ' if column.over else ''}{_name(column.over)}"
    of = "" if column.value is None else f" of {_name(column.value.column)}"
    tie = "" if column.tie is None else f", ties by {_name(column.tie.column)}"
    argument = "" if column.argument is None else f", {column.argument}"
    keys = ", ".join(_name(key.column) for key in among.keys)
    per = f" per {keys}" if keys else ""
    return (
        f"{names} = {fact.kind}{of}{argument} where {_name(column.included)}, "
        f"looked up among the members of {fact.population}{per}{tie}"
    )


def _worked_out(outputs: Mapping[str, Expression], before: str) -> Iterator[str]:
    kept: set[Expression] = set()
    for step in steps(outputs, nothing_apart):
        for node in step.values():
            yield f"{before}{_step(node)} = {text_of(node, kept)}"
        kept |= set(step.values())
    for name, node in outputs.items():
        yield f"{before}{name} = {_step(node) if node in kept else text_of(node, kept)}"


def text_of(root: Expression, kept: set[Expression]) -> str:
    """Return an expression as text; what is `kept` in a column of its own is called by it."""
    texts: dict[Expression, str] = {}
    for node in reachable([root]):
        if node in kept and node is not root:
            texts[node] = _step(node)
        else:
            texts[node] = _text(node, [texts[arg] for arg in node.args])
    return texts[root]


def _text(node: Expression, args: list[str]) -> str:
    match node.op:
        case "input":
            return _name(str(node.data))
        case "literal":
            return "null" if node.data is None else repr(node.data)
        case "case":
            whens = [f"{guard} then {value}" for guard, value in zip(args[:-1:2], args[1::2], strict=True)]
            return f"(if {' else if '.join(whens)} else {args[-1]})"
        case "not":
            return f"(not {args[0]})"
        case "one_of" | "search" | "lookup":
            assert isinstance(node.data, tuple)
            shown = ", ".join(repr(each) for each in node.data[:_SHOWN])
            more = f", … {len(node.data)} in all" if len(node.data) > _SHOWN else ""
            return f"{node.op}({args[0]}, [{shown}{more}])"
        case "is_null" | "as_int" | "least" | "greatest":
            return f"{node.op}({', '.join(args)})"
        case _:
            return f"({f' {_SIGNS[node.op]} '.join(args)})"


def _step(node: Expression) -> str:
    """Return how a step is called: as no field can be."""
    return f"#{node.number}"


def _name(name: str) -> str:
    """Return the name of a column as it is shown: those that no field has begin with a sign that cannot be seen."""
    return name.replace("\x01", "#")
