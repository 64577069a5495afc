"""Records as policy text: an `example` that shows a record and what came out, ready to be pasted into the policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from policycore import types as t
from policycore.core import nodes as core
from policycore.core.codec import type_of
from policycore.core.outcome import Inputs
from policycore.interpret.decide import evaluate
from policycore.syntax.words import is_reserved
from policycore.values import Absent, Gap, Interval, Outcome, Subset, number_text, status

if TYPE_CHECKING:
    from policycore.api import Policy


def example_text(
    policy: Policy,
    name: str,
    record: str,
    data: Mapping[str, Any],
    inputs: Inputs,
    targets: tuple[str, ...],
    others: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Return an `example` that gives `data` and expects what came out of `targets`; `others` it was compared with."""
    alias = " as it" if others else ""
    lines = [f"example {_name(name)} {{", f"  given {_name(record)}{alias} {record_text(policy.program, record, data)}"]
    for number, other in enumerate(others, 1):
        lines.append(f"  given {_name(record)} as other_{number} {record_text(policy.program, record, other)}")
    if inputs.as_of is not None and policy.reads_as_of(record):
        lines.append(f"  as of {inputs.as_of:%Y-%m-%d %H:%M:%S}")
    if inputs.known_at is not None:
        lines.append(f"  with known_at: {inputs.known_at:%Y-%m-%d %H:%M:%S}")
    of_it = "it." if others else ""
    expected = [of_it + text for target in targets if (text := _expected(policy, inputs, target))]
    lines.append(f"  expect {', '.join(expected)}")
    return "\n".join([*lines, "}"])


def record_text(program: core.Program, record: str, data: Mapping[str, Any]) -> str:
    """Return data of a record as a literal of the language."""
    declaration = next(each for each in program.records if each.id == record)
    items = [
        f"{_name(field.name)}: {data_text(program, field.type, data[field.name])}"
        for field in declaration.fields
        if field.name in data
    ]
    return "{ " + ", ".join(items) + " }" if items else "{ }"


def data_text(program: core.Program, of: t.Type, value: Any) -> str:
    """Return one value of data as a literal of the language."""
    if value is None:
        return "absent"
    match of:
        case t.YesNo():
            return "yes" if value else "no"
        case t.Text():
            return _quoted(str(value))
        case t.Number():
            return _with_unit(str(value), of)
        case t.Date():
            return value.isoformat() if isinstance(value, date) else str(value)
        case t.Moment():
            return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
        case t.Enum():
            return _name(str(value))
        case t.RecordType():
            return record_text(program, of.name, value)
        case t.ListType():
            return "[" + ", ".join(data_text(program, of.element, item) for item in value) + "]"
        case t.SetType():
            return "[" + ", ".join(data_text(program, of.element, item) for item in value) + "]"


def _expected(policy: Policy, inputs: Inputs, target: str) -> str:
    """Return `path: outcome` for what came out; "" for what has no single outcome."""
    node = policy.bundle.index[target]
    if isinstance(node, core.Entitlements | core.Accountability) or (
        isinstance(node, core.Require) and node.each is not None
    ):
        return ""
    of = type_of(node)
    return f"{_name(target)}: {outcome_text(evaluate(policy.program, inputs, target), of)}"


def outcome_text(outcome: Outcome, of: t.Type) -> str:
    """Return an outcome as it is written after `expect`."""
    match outcome:
        case Gap():
            return _gap_text(outcome, of)
        case Absent():
            return "not applicable"
        case bool():
            return "yes" if outcome else "no"
        case str():
            return _name(outcome) if isinstance(of, t.Enum) else _quoted(outcome)
        case datetime():
            return f"{outcome:%Y-%m-%d %H:%M:%S}"
        case date():
            return outcome.isoformat()
        case _ if isinstance(of, t.Number):
            scaled = outcome * 100 if of.unit.family == "percent" else outcome  # type: ignore[operator]
            return _with_unit(number_text(scaled), of)  # type: ignore[arg-type]  # a number, see above
        case _:
            return "unknown"


def _gap_text(gap: Gap, of: t.Type) -> str:
    word = status(gap).replace("_", " ")
    if word == "not stated":
        return word
    match gap.possible:
        case Subset(members=members) if members and not gap.marks:
            names = of.names if isinstance(of, t.Enum) else ()
            shown = [_name(name) for name in names if name in members] or ["yes", "no"]
            return f"{word} {{{', '.join(shown)}}}"
        case Interval(low=low, high=high) if low is not None and high is not None and not gap.marks:
            return f"{word} {outcome_text(low, of)} .. {outcome_text(high, of)}"
        case _:
            return word


def _with_unit(number: str, of: t.Number) -> str:
    if of.unit.family == "percent":
        return f"{number}%"
    if of.unit.family in ("pure", "points"):
        return number
    return f"{number} {of.unit.name}"


def _name(name: str) -> str:
    """Return a name as the file writes it: without the policy that it may come from."""
    bare = name.rsplit(":", 1)[-1]
    return f"`{bare}`" if is_reserved(bare) else bare


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
