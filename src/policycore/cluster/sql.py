"""Expressions for columns as SQL of Spark: exact on 64-bit integers whatever the settings of a session are.

Goes in: expressions by `columns`, whose intervals say that no step overflows. Comes out: texts of SQL. They are written
by the emitter that writes for the other engines; what Spark has a way of its own for (quotients, long look-ups and
searches) is written here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, frozen

from policycore.columns.engines import LONG, Emitter, step_name
from policycore.columns.expressions import LOWEST, Expression

#: Texts that stand between quotes as they are, whatever a session makes of backslashes.
_SAFE = re.compile(r"[^'\\\x00-\x1f\x7f]*")


def quoted(text: str) -> str:
    """Return a text as a literal."""
    if _SAFE.fullmatch(text):
        return f"'{text}'"
    return f"cast(X'{text.encode().hex()}' AS STRING)"


def named(column: str) -> str:
    """Return the name of a column as Spark reads it, dots and all."""
    return "`" + column.replace("`", "``") + "`"


def texts(values: Sequence[str | None]) -> str:
    """Return an array of texts."""
    return f"array({', '.join('CAST(NULL AS STRING)' if each is None else quoted(each) for each in values)})"


def at(array: str, place: str) -> str:
    """Return what stands at a place of an array, counted from 0; null where the place is null."""
    return f"get({array}, CAST({place} AS INT))"


def whole(number: int) -> str:
    """Return a 64-bit integer as a literal."""
    if number == LOWEST:  # has no literal of its own
        return f"({number + 1}L - 1L)"
    return f"({number}L)" if number < 0 else f"{number}L"


@frozen(eq=False)
class Sql:
    """A text of SQL, with the operators that the emitter puts between expressions."""

    text: str

    def __add__(self, other: Sql) -> Sql:
        return Sql(f"({self.text} + {other.text})")

    def __sub__(self, other: Sql) -> Sql:
        return Sql(f"({self.text} - {other.text})")

    def __mul__(self, other: Sql) -> Sql:
        return Sql(f"({self.text} * {other.text})")

    def __floordiv__(self, other: Sql) -> Sql:
        """Round down, by a number that is more than 0: Spark itself rounds towards 0."""
        a, b = self.text, other.text
        return Sql(f"(({a} DIV {b}) - CASE WHEN {a} % {b} < 0L THEN 1L ELSE 0L END)")

    def __mod__(self, other: Sql) -> Sql:
        return Sql(f"pmod({self.text}, {other.text})")

    def __eq__(self, other: object) -> Sql:  # type: ignore[override]  # a comparison of columns is a column
        return self._compared("=", other)

    def __ne__(self, other: object) -> Sql:  # type: ignore[override]
        return self._compared("<>", other)

    def __lt__(self, other: Sql) -> Sql:
        return self._compared("<", other)

    def __le__(self, other: Sql) -> Sql:
        return self._compared("<=", other)

    def __gt__(self, other: Sql) -> Sql:
        return self._compared(">", other)

    def __ge__(self, other: Sql) -> Sql:
        return self._compared(">=", other)

    def _compared(self, how: str, other: object) -> Sql:
        assert isinstance(other, Sql)
        return Sql(f"({self.text} {how} {other.text})")

    def __and__(self, other: Sql) -> Sql:
        return Sql(f"({self.text} AND {other.text})")

    def __or__(self, other: Sql) -> Sql:
        return Sql(f"({self.text} OR {other.text})")

    def __invert__(self) -> Sql:
        return Sql(f"(NOT {self.text})")

    def is_null(self) -> Sql:
        """Return whether it is null."""
        return Sql(f"({self.text} IS NULL)")

    def cast(self, of: str) -> Sql:
        """Return it as another type."""
        return Sql(f"CAST({self.text} AS {of})")

    def is_in(self, values: Sequence[object]) -> Sql:
        """Return whether it is one of some values."""
        listed = ", ".join(quoted(each) if isinstance(each, str) else whole(int(str(each))) for each in values)
        return Sql(f"({self.text} IN ({listed}))")


@define
class Case:
    """A CASE that is being written."""

    text: str = "CASE"

    def when(self, guard: Sql) -> Case:
        """Add a guard."""
        self.text += f" WHEN {guard.text}"
        return self

    def then(self, value: Sql) -> Case:
        """Add what holds under the guard before."""
        self.text += f" THEN {value.text}"
        return self

    def otherwise(self, value: Sql) -> Sql:
        """Return the whole."""
        return Sql(f"{self.text} ELSE {value.text} END")


@frozen(eq=False)
class Space:
    """What an emitter asks of the library that it writes for. `names` are the columns of inputs."""

    names: Mapping[str, str]
    Int64: str = "BIGINT"
    Boolean: str = "BOOLEAN"
    String: str = "STRING"

    def col(self, name: str) -> Sql:
        """Return the column of an input."""
        return Sql(self.names[name])

    def lit(self, value: object, dtype: str) -> Sql:
        """Return a literal."""
        match value:
            case None:
                return Sql(f"CAST(NULL AS {dtype})")
            case bool():
                return Sql("TRUE" if value else "FALSE")
            case int():
                return Sql(whole(value))
            case _:
                return Sql(quoted(str(value)))

    def when(self, guard: Sql) -> Case:
        """Begin a CASE."""
        return Case().when(guard)

    def min_horizontal(self, *args: Sql) -> Sql:
        """Return the least of several that are not null."""
        return Sql(f"least({', '.join(arg.text for arg in args)})")

    def max_horizontal(self, *args: Sql) -> Sql:
        """Return the greatest of several that are not null."""
        return Sql(f"greatest({', '.join(arg.text for arg in args)})")


@define
class SparkEmitter(Emitter):
    """Writes expressions as SQL of Spark; its `space` is one. `prefix` stands before the columns of steps."""

    prefix: str = ""

    def input(self, node: Expression) -> Any:
        """Return the column of an input."""
        return self.space.col(str(node.data))

    def kept(self, node: Expression) -> None:
        """Say that a node stands in its column from now on."""
        self.written[node] = Sql(self.prefix + step_name(node))

    def _search(self, node: Expression, read: Any) -> Any:
        cuts = node.data
        assert isinstance(cuts, tuple)
        if len(cuts) <= LONG:
            return super()._search(node, read)
        # Halving: a step is taken while the cut that it ends on is not more than what is read; beyond the end is null.
        steps = [1 << power for power in reversed(range(len(cuts).bit_length()))]
        listed = ", ".join(whole(cut) for cut in cuts if isinstance(cut, int))
        taken = f"get(array({listed}), place + step - 1) <= {read.text}"
        stepped = f"(place, step) -> CASE WHEN {taken} THEN place + step ELSE place END"
        found = f"aggregate(array({', '.join(map(str, steps))}), 0, {stepped})"
        return self._or_null(node, read, Sql(found).cast("BIGINT"))

    def _lookup(self, node: Expression, read: Any) -> Any:
        values = node.data
        assert isinstance(values, tuple)
        if len(values) <= LONG:
            return super()._lookup(node, read)
        listed = ", ".join("CAST(NULL AS BIGINT)" if each is None else whole(int(each)) for each in values)
        return Sql(at(f"array({listed})", read.text))


def spark_apart(node: Expression) -> str:
    """What is read several times in the text of these is better a column."""
    if node.op == "search":
        return "search"
    return "quotient" if node.op == "floordiv" else ""
