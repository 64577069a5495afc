"""Outcomes as Spark's own expressions: what `columns` plans for a table, worked out where the rows are.

Goes in: a frame, and what decides tables of its schema. Comes out: a frame with the outcomes of all rows that are
plain, and a frame with the others as they came. Nothing of this passes through Python.

A frame is widened layer by layer: facts, defaults, steps, raw columns, digits. Spark leaves out what nobody reads.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field

from policycore import types as t
from policycore.cluster.border import ROW, Border, NoExpressionError
from policycore.cluster.sql import Space, SparkEmitter, at, named, quoted, spark_apart, texts, whole
from policycore.columns.engines import steps
from policycore.columns.expressions import Expression
from policycore.columns.outputs import Column, Output, status_of
from policycore.columns.plan import APPLIES, Plan, RawDecision, RawValue
from policycore.columns.statements import Digit
from policycore.core import nodes as core
from policycore.core.outcome import MATTER_FINDINGS, REQUIRE_FINDINGS

if TYPE_CHECKING:
    from policycore.columns.table import Tables

Frame: TypeAlias = Any

#: The column that says whether a row is to be decided elsewhere.
REST = "rest"
#: So many bits has an integer.
_BITS = 63


def in_expressions(tables: Tables, frame: Frame, first: Mapping[str, str]) -> tuple[Frame, Frame]:
    """Return the outcomes of the rows that Spark decides itself, and the other rows as they came.

    Args:
        tables: what decides tables of the frame's schema.
        frame: the rows.
        first: columns that stand before the outcomes, as SQL over the frame.

    Raises:
        NoExpressionError: a decision or a fact has no form here.
    """
    written = Written.of(tables, tables.plan, frame)
    wide = with_row(frame, {**first, **written.facts})
    for layer in (written.filled, *written.layers, {REST: written.rest}):
        wide = widened(wide, layer)
    decided = wide.where(f"NOT {REST}").select(*columns({**{name: named(name) for name in first}, **written.outcomes}))
    return decided, wide.where(REST).select(f"{ROW}.*")


def with_row(frame: Frame, layer: Mapping[str, str]) -> Frame:
    """Return columns over a frame, and its rows as they came beside them."""
    from pyspark.sql import functions as f

    return frame.select(f.struct(*[f.col(named(name)) for name in frame.columns]).alias(ROW), *columns(layer))


def widened(frame: Frame, layer: Mapping[str, str]) -> Frame:
    """Return a frame with more columns."""
    return frame.select("*", *columns(layer)) if layer else frame


def columns(layer: Mapping[str, str]) -> list[Any]:
    """Return columns by name as Spark has them."""
    from pyspark.sql import functions as f

    return [f.expr(sql).alias(name) for name, sql in layer.items()]


@define(eq=False)
class Written:
    """A plan as SQL: columns by name.

    Attributes:
        facts: over the columns of the frame; null where a cell is not plain.
        filled: facts with what stands where nothing is given.
        odd: when a row is out of the ordinary.
        layers: each over those before.
        rest: when a row has to be decided elsewhere.
        outcomes: what comes out.
        names: the columns of the inputs of the plan.
    """

    facts: dict[str, str] = field(factory=dict)
    filled: dict[str, str] = field(factory=dict)
    odd: str = "FALSE"
    layers: list[dict[str, str]] = field(factory=list)
    rest: str = "FALSE"
    outcomes: dict[str, str] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)

    @classmethod
    def of(cls, tables: Tables, plan: Plan, frame: Frame) -> Written:
        """Return a plan of tables as SQL; raises `NoExpressionError` where something has no form."""
        types = {each.name: each.dataType for each in frame.schema.fields}
        for id in plan.beyond:
            raise NoExpressionError(id)
        for side in plan.sides:
            raise NoExpressionError(side.path)
        if tables.all_singly or len(types) < len(tables.schema.names):
            raise NoExpressionError(tables.record)
        found = cls()
        border = Border(types)
        for wanted in plan.wanted:
            border.read(wanted)
        found.facts = {border.called[path]: sql for path, sql in border.facts.items()}
        found.filled = {
            f"{border.called[path]}_filled": f"coalesce({border.called[path]}, {sql})"
            for path, sql in border.filled.items()
        }
        found.names = {
            path: f"{called}_filled" if path in border.filled else called for path, called in border.called.items()
        }
        found.odd = " OR ".join(border.odd) or "FALSE"
        for stage in plan.groups:
            for number, each in enumerate(stage.facts):
                found.names[each.name] = f"fact_{number}"
                if each.over:
                    found.names[each.over] = f"over_{number}"
        found._steps(plan)
        is_open = f" OR coalesce({raw_column(plan.open)}, FALSE)" if plan.open else ""
        found.rest = f"({found.odd}){is_open}"
        raw = {decision.plan.node.id: decision for decision in plan.decisions}
        digits: dict[str, str] = {}
        for number, output in enumerate(tables.outputs):
            outcomes = _Outcomes(output, raw[output.node.id], number)
            found.outcomes.update(outcomes.columns())
            digits.update(outcomes.unpacked)
        found.layers.append(digits)
        return found

    def _steps(self, plan: Plan) -> None:
        """Add the steps of a plan, and its raw columns."""
        self.layers += in_layers(plan.outputs, self.names)


def in_layers(outputs: Mapping[str, Expression], names: Mapping[str, str], before: str = "") -> list[dict[str, str]]:
    """Return expressions as SQL: their steps, and last themselves, in columns called as `raw_column` says.

    Args:
        outputs: expressions by name.
        names: the columns of their inputs.
        before: stands before the names of steps, so that they are told from those of others.
    """
    emitter = SparkEmitter(Space(names), native=False, prefix=before)
    found = []
    for step in steps(outputs, spark_apart):
        found.append({before + name: emitter.expression(node).text for name, node in step.items()})
        for node in step.values():
            emitter.kept(node)
    return [*found, {raw_column(name): emitter.expression(node).text for name, node in outputs.items()}]


def raw_column(name: str) -> str:
    """Return the column in which an output of a plan stands."""
    return f"raw_{name}"


# --- from raw columns ---


@define(eq=False)
class _Outcomes:
    """The columns of one decision, out of its raw ones. `unpacked` are the digits that they are read from."""

    output: Output
    raw: RawDecision
    number: int
    unpacked: dict[str, str] = field(factory=dict, init=False)
    digits: list[tuple[Digit, str]] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        for code in self.raw.codes:
            below = code.size
            for digit in code.digits:  # the first counts most
                if digit.column.literal:
                    number = digit.column.data if isinstance(digit.column.data, int) else 0
                    self.digits.append((digit, str(int(number))))
                    continue
                below //= len(digit.rules)
                rest = raw_column(code.name) if below == 1 else f"({raw_column(code.name)} DIV {whole(below)})"
                name = f"digit_{self.number}_{len(self.unpacked)}"
                self.unpacked[name] = f"CAST(pmod({rest}, {whole(len(digit.rules))}) AS INT)"
                self.digits.append((digit, name))

    def columns(self) -> dict[str, str]:
        """Return what comes out, by name."""
        values = {value.value.name: value for value in self.raw.values}
        found = {}
        for column in self.output.columns:
            value = values.get(self.output.values.get(column.name, ""))
            found[column.name] = self._words(column) if value is None else _value(column, value)
        return found

    def _words(self, column: Column) -> str:
        """Return a column of words, which follow from the digits."""
        node = self.output.node
        part = column.name.removeprefix(f"{node.id}.")
        match part:
            case "missing" | "possible":
                return "CAST(NULL AS STRING)"
            case "because":
                return f"CASE WHEN {self._digit(APPLIES)} = 1 THEN {self._because()} ELSE '' END"
            case "status" if isinstance(node, core.Require):
                return self._by_state(node.id, [status_of(node, {APPLIES: 1, node.id: n}) for n in range(4)],
                                      status_of(node, {APPLIES: 0, node.id: 0}))  # fmt: skip
            case "status":
                words = [status_of(node, {APPLIES: applies}) for applies in (0, 1)]
                return at(texts(words), self._digit(APPLIES))
        if isinstance(node, core.Require):
            return at(texts(REQUIRE_FINDINGS), self._digit(node.id))
        return self._by_state(f"{node.id}/{part}", MATTER_FINDINGS, None)

    def _digit(self, name: str) -> str:
        """Return the column of a digit."""
        return {digit.name: place for digit, place in self.digits}[name]

    def _by_state(self, name: str, words: Sequence[str], otherwise: str | None) -> str:
        """Return the word for the number of a digit, and what holds where the decision does not apply."""
        other = "CAST(NULL AS STRING)" if otherwise is None else quoted(otherwise)
        return f"CASE WHEN {self._digit(APPLIES)} = 1 THEN {at(texts(words), self._digit(name))} ELSE {other} END"

    def _because(self) -> str:
        """Return the deciding rules of all digits, each once, where it comes first."""
        speaking = [(digit.rules, place) for digit, place in self.digits if any(digit.rules)]
        if not speaking:
            return "''"
        counted = Counter(rule for rules, _ in speaking for rule in {rule for each in rules for rule in each})
        if max(counted.values()) == 1 and all(len(set(each)) == len(each) for rules, _ in speaking for each in rules):
            said = [at(texts(["; ".join(each) or None for each in rules]), place) for rules, place in speaking]
            return f"concat_ws('; ', {', '.join(said)})"
        lists = [at(f"array({', '.join(_list(each) for each in rules)})", place) for rules, place in speaking]
        return f"array_join(array_distinct(concat({', '.join(lists)})), '; ')"


def _list(rules: Sequence[str]) -> str:
    return texts(rules) if rules else "CAST(array() AS ARRAY<STRING>)"


def _value(column: Column, value: RawValue) -> str:
    """Return a column of values; raises `NoExpressionError` where they are numbers that only a text can say."""
    term, found = value.value.term, raw_column(value.name)
    match term.kind:
        case "member":
            assert term.scale is not None
            return at(texts(term.scale.names), found)
        case "number":
            return _number(column, value)
        case "set":
            assert isinstance(term.scale, t.Enum)
            bits = {name: place for place, name in enumerate(term.scale.names)}
            said = [f"CASE WHEN (shiftright({found}, {bits[n]}) & 1L) = 1L THEN {quoted(n)} END" for n in sorted(bits)]
            return f"CASE WHEN {found} IS NOT NULL THEN concat_ws(', ', {', '.join(said)}) END"
        case "day":
            return f"date_from_unix_date(CAST({found} AS INT))"
        case "moment":
            return f"(TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {found}))"
        case "yes_no" if column.form == "words":
            return f"CASE WHEN {found} THEN 'yes' WHEN NOT {found} THEN 'no' END"
        case "yes_no" | "text":
            return found


def _number(column: Column, value: RawValue) -> str:
    """Return a column of numbers, which are integers over a denominator."""
    term, found = value.value.term, raw_column(value.name)
    if column.form == "words" or not isinstance(term.over, int):
        raise NoExpressionError(column.name)
    common = math.gcd(term.over, 10**column.places)
    times, over = 10**column.places // common, term.over // common
    if max(-term.column.low, term.column.high) * times >= 1 << _BITS:
        raise NoExpressionError(column.name)
    if times != 1:
        found = f"({found} * {whole(times)})"
    if over != 1:  # the table at hand gives more decimals than its facts have, and each value is on the scale
        found = f"({found} DIV {whole(over)})"
    if column.form == "whole":
        return found
    unit = f"CAST('{Decimal(1).scaleb(-column.places):f}' AS DECIMAL({column.places + 1}, {column.places}))"
    return f"CAST(CAST({found} AS DECIMAL(19, 0)) * {unit} AS DECIMAL(38, {column.places}))"
