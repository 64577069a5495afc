"""The border in Spark: columns of a frame to the integers, truth values and texts that a plan wants, as SQL.

Goes in: the types of the columns, and the facts that are wanted. Comes out: SQL per fact, null where the cell is not
plain, and SQL for which rows are out of the ordinary. This border is narrower than that of `columns`: whatever it
does not surely know goes to the workers, who understand more and say what is wrong. So there is one judge of data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from attrs import define, field

from policycore import types as t
from policycore.cluster.sql import named, quoted, whole
from policycore.columns.border import MOST_DIGITS, NO, YES
from policycore.columns.facts import Wanted
from policycore.columns.terms import FIRST_DAY, FIRST_SECOND, LAST_DAY, LAST_SECOND
from policycore.core.facts import JUDGEMENT

#: A type of Spark.
SparkType: TypeAlias = Any

#: The column that holds a row as it came.
ROW = "row"
#: Characters of which every sequence is its own NFC, and none of which is a small or large form of an ASCII letter.
STABLE = (
    (0x20, 0x7E),
    (0xA1, 0xFF),
    (0x3001, 0x3029),
    (0x3041, 0x3096),
    (0x30A1, 0x30FA),
    (0x4E00, 0x9FFF),
    (0xFF01, 0xFF60),
)
_STABLE = "".join(f"{chr(low)}-{chr(high)}" if low > 0x20 else " -~" for low, high in STABLE)
_TEXT = rf"\A[{_STABLE}]*\z"
_ASCII = r"\A[!-~](?:[ -~]*[!-~])?\z"
#: As `columns.border.SPECIAL`, for texts of these characters.
_SPECIAL = r"(?i)\A *(?:unknown|未知|absent|空|#.*) *\z"
_DAY = r"\A\d{4}-\d{2}-\d{2}\z"


class NoExpressionError(Exception):
    """Spark's expressions do not do for this frame; `subject` is the fact or decision that they lack a form for."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject)
        self.subject = subject


@define(eq=False)
class Border:
    """Reads the columns of a frame.

    Attributes:
        types: the columns and their types.
        facts: by path what is wanted, as SQL over the columns; null where nothing is given or the cell is not plain.
        filled: by path the default that stands where nothing is given.
        odd: when a row is out of the ordinary, as SQL over the facts, in columns called by `called`, and `ROW`.
        called: by path the column in which a fact stands.
    """

    types: Mapping[str, SparkType]
    facts: dict[str, str] = field(factory=dict, init=False)
    filled: dict[str, str] = field(factory=dict, init=False)
    odd: list[str] = field(factory=list, init=False)
    called: dict[str, str] = field(factory=dict, init=False)

    def read(self, wanted: Wanted) -> None:
        """Take in a fact; raises `NoExpressionError` where Spark has no form for it."""
        if wanted.blank:
            for name in self.types:
                if name == wanted.path or name.startswith(f"{wanted.path}."):
                    self.odd.append(self.given(name))
            return
        if wanted.presence or wanted.path not in self.types:
            raise NoExpressionError(wanted.path)
        value = self._value(wanted, named(wanted.path), self.types[wanted.path])
        column = f"f{len(self.facts)}"
        self.facts[wanted.path], self.called[wanted.path] = value, column
        lacking = f"{column} IS NULL"
        if wanted.optional or wanted.soft or wanted.default is not None:
            lacking = f"({lacking} AND {self.given(wanted.path)})"
        self.odd.append(lacking)
        if wanted.judged:
            self.odd.append(f"({column} IS NOT NULL AND NOT ({' AND '.join(self._judged(wanted.path))}))")
        if wanted.default is not None:
            self.filled[wanted.path] = _literal(wanted.default)

    def given(self, name: str) -> str:
        """Return when a cell holds anything but blanks."""
        column = _came(name)
        if self._is_text(self.types[name]):
            return f"coalesce(trim({column}) <> '', FALSE)"
        return f"{column} IS NOT NULL"

    def _is_text(self, of: SparkType) -> bool:
        from pyspark.sql.types import StringType

        return bool(of == StringType())  # one that compares by another collation is not equal to it

    def _judged(self, path: str) -> list[str]:
        """Return that who, when and grounds are surely given."""
        from pyspark.sql.types import DateType

        found = []
        for part in JUDGEMENT:
            name = f"{path}.{part}"
            column, of = _came(name), self.types.get(name)
            if of is None:
                return ["FALSE"]
            if part == "on" and isinstance(of, DateType):
                found.append(f"{column} IS NOT NULL")
            elif self._is_text(of):
                found.append(self.given(name))
                found.append(f"{column} RLIKE {quoted(_TEXT)} AND NOT {column} RLIKE {quoted(_SPECIAL)}")
                if part == "on":
                    found.append(f"{column} RLIKE {quoted(_DAY)}")
            else:
                return ["FALSE"]
        return found

    # --- values ---

    def _value(self, wanted: Wanted, column: str, of: SparkType) -> str:
        from pyspark.sql import types as s

        text = self._is_text(of)
        match wanted.type:
            case t.Number():
                return self._number(wanted, wanted.type, column, of)
            case t.YesNo() if isinstance(of, s.BooleanType):
                return column
            case t.YesNo() if text:
                yes, no = (", ".join(quoted(each) for each in words) for words in (YES, NO))
                return f"CASE WHEN {column} IN ({yes}) THEN TRUE WHEN {column} IN ({no}) THEN FALSE END"
            case t.Enum(open=False) if text:
                names = ", ".join(quoted(name) for name in wanted.type.names)
                return f"CAST(nullif(array_position(array({names}), {column}), 0) - 1 AS BIGINT)"
            case t.Enum() if text:
                names = ", ".join(quoted(name) for name in wanted.type.names)
                labels = {label.lower() for each in wanted.type.members for _, label in each.labels}
                near = ", ".join(quoted(name) for name in sorted({n.lower() for n in wanted.type.names} | labels))
                apart = f"{self._plain_text(column, _ASCII)} AND NOT lower({column}) IN ({near})"
                return f"CASE WHEN {column} IN ({names}) OR ({apart}) THEN {column} END"
            case t.Text() if text:
                return f"CASE WHEN {self._plain_text(column, _TEXT)} THEN {column} END"
            case t.Date() if isinstance(of, s.DateType) or text:
                low = FIRST_DAY if wanted.type.low is None else _day(wanted.type.low)
                high = LAST_DAY if wanted.type.high is None else _day(wanted.type.high)
                if text:
                    column = f"CASE WHEN {column} RLIKE {quoted(_DAY)} THEN try_cast({column} AS DATE) END"
                return _within(f"CAST(unix_date({column}) AS BIGINT)", low, high)
            case t.Moment() if isinstance(of, s.TimestampNTZType):
                seconds = (
                    f"unix_date(CAST({column} AS DATE)) * 86400L + hour({column}) * 3600L + minute({column}) * 60L"
                    f" + second({column})"
                )
                exact = f"extract(SECOND FROM {column}) = second({column})"
                return f"CASE WHEN {exact} THEN {_within(seconds, FIRST_SECOND, LAST_SECOND)} END"
            case _:
                raise NoExpressionError(wanted.path)

    def _plain_text(self, column: str, of: str) -> str:
        return f"{column} RLIKE {quoted(of)} AND NOT {column} RLIKE {quoted(_SPECIAL)} AND trim({column}) <> ''"

    def _number(self, wanted: Wanted, of: t.Number, column: str, type: SparkType) -> str:
        from pyspark.sql import types as s

        percent = 100 if of.unit.family == "percent" else 1
        figures = wanted.over // percent  # integers are the figure times this; a per cent counts as the fraction
        places = len(str(figures)) - 1
        if isinstance(type, s.ByteType | s.ShortType | s.IntegerType | s.LongType):
            low, high = -(-wanted.low // figures), wanted.high // figures
            found = _within(f"CAST({column} AS BIGINT)", low, high)
            return found if figures == 1 else f"({found} * {whole(figures)})"
        narrow = f"try_cast({column} AS DECIMAL(18, {places}))"
        if isinstance(type, s.DecimalType):
            exact = f"{narrow} IS NOT NULL"
            if type.scale > places:
                if max(18 - places, type.precision - type.scale) + type.scale > 38:
                    raise NoExpressionError(wanted.path)  # the two would be rounded before they are compared
                exact = f"{narrow} = {column}"
        elif self._is_text(type):
            decimals = rf"(?:\.\d{{1,{places}}})?" if places else ""
            proper = rf"\A[+-]?\d{{1,{MOST_DIGITS - places}}}{decimals}\z"
            exact = f"{column} RLIKE {quoted(proper)}"
        else:
            raise NoExpressionError(wanted.path)
        units = f"CAST({narrow} * CAST({figures} AS DECIMAL({places + 1}, 0)) AS BIGINT)"
        return f"CASE WHEN {exact} THEN {_within(units, wanted.low, wanted.high)} END"


def _came(column: str) -> str:
    """Return a column of a row as it came."""
    return f"{ROW}.{named(column)}"


def _within(number: str, low: int, high: int) -> str:
    """Return an integer, null where it is outside."""
    return f"CASE WHEN {number} BETWEEN {whole(low)} AND {whole(high)} THEN {number} END"


def _literal(value: int | bool | str) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return whole(value)
        case str():
            return quoted(value)


def _day(text: str) -> int:
    from datetime import date

    from policycore.columns.terms import day_number

    return day_number(date.fromisoformat(text))
