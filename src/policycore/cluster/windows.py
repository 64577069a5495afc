"""Facts of groups by Spark's windows: ranks, shares and sums of members of whom nothing is open.

Goes in: a fact, and the columns that say what each row brings to its group. Comes out: SQL of the column in which the
fact stands; null where it is open, where the group is too small to be spoken of, and where a sum leaves 64 bits. Rules
for ties, and what is best, are those of `columns.members`.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

from attrs import frozen

from policycore.cluster.border import NoExpressionError
from policycore.cluster.sql import whole
from policycore.columns.groups import Brought, GroupColumn

#: The columns that say in which group a row is, whether it surely is a member of it, and whether anybody there is open.
GROUP, OPEN = "group_of", "is_open"
#: A part with a larger denominator is left to workers.
MOST_PARTS = 10**6


@frozen(eq=False)
class Windows:
    """SQL for one fact. `called` are the columns in which stands what a row brings.

    Members that count for the fact stand in a partition of their own; `inside` is true in it.
    """

    column: GroupColumn
    called: Mapping[str, str]

    @property
    def member(self) -> str:
        return f"coalesce({self.called[self.column.among.member]}, FALSE)"

    @property
    def inside(self) -> str:
        return f"({self.member} AND coalesce({self.called[self.column.included]}, FALSE))"

    @property
    def value(self) -> str:
        assert self.column.value is not None
        return self.called[self.column.value.column]

    def layers(self, number: int) -> list[dict[str, str]]:
        """Return by name the columns that lead to the fact: `fact_number`, and `over_number` its denominators."""
        place = f"place_{number}"
        first = {f"in_{number}": self.inside}
        second = {
            f"certain_{number}": f"count_if({self.member}) OVER (PARTITION BY {GROUP})",
            f"hidden_{number}": f"max({OPEN}) OVER (PARTITION BY {GROUP})",
        }
        if self.column.fact.kind in ("top_sum", "quantile"):
            second[place] = f"row_number() OVER (PARTITION BY {GROUP}, in_{number} ORDER BY {self._order()}) - 1"
        if self.column.fact.kind == "quantile":
            argument = self.column.argument
            if argument is None or not 0 <= argument <= 1 or argument.denominator > MOST_PARTS:
                raise NoExpressionError(self.column.fact.id)
            second[f"asked_{number}"] = self._asked(number)
        found, over = self._fact(number)
        least = self.column.among.population.minimum if self.column.fact.kind != "size" else 0
        hidden = f"(hidden_{number} OR certain_{number} < {max(1, least)})"
        third = {f"found_{number}": found, f"under_{number}": over}
        fits = f"found_{number} BETWEEN {whole(self.column.low)} AND {whole(self.column.high)}"
        if self.column.over:
            fits += f" AND under_{number} <= {whole(max(abs(self.column.low), abs(self.column.high)))}"
        fits = f"NOT {hidden} AND {fits}" + (f" AND in_{number}" if self.column.placed else "")
        last = {f"fact_{number}": f"CASE WHEN {fits} THEN CAST(found_{number} AS BIGINT) END"}
        if self.column.over:
            last[f"over_{number}"] = f"CASE WHEN {fits} THEN CAST(under_{number} AS BIGINT) END"
        return [first, second, third, last]

    def _order(self) -> str:
        """Return the order in which the best comes first: numbers fall, days and members of scales rise."""
        parts = [each for each in (self.column.value, self.column.tie) if each is not None]
        return ", ".join(f"{self.called[each.column]} {_direction(each)}" for each in parts)

    def _sum(self, of: str, over: str) -> str:
        """Return a sum that may leave 64 bits, as a decimal."""
        return f"sum(CAST({of} AS DECIMAL(28, 0))) OVER ({over})"

    def _fact(self, number: int) -> tuple[str, str]:
        """Return the fact and its denominator."""
        kind, ties = self.column.fact.kind, self.column.among.population.ties
        mine, group = f"PARTITION BY {GROUP}, in_{number}", f"PARTITION BY {GROUP}"
        counted = f"CASE WHEN in_{number} THEN {{}} END"
        level = f"{mine} ORDER BY {self._order()} RANGE BETWEEN CURRENT ROW AND CURRENT ROW"  # who stands level
        match kind:
            case "size" | "count":
                return f"count_if(in_{number}) OVER ({group})", "1"
            case "highest" | "lowest":
                assert self.column.value is not None
                best = (kind == "highest") != (self.column.value.term.kind == "member")
                call = "max" if best else "min"
                return f"{call}({counted.format(self.value)}) OVER ({group})", "1"
            case "sum":
                return f"coalesce({self._sum(counted.format(self.value), group)}, 0)", "1"
            case "average":
                return self._sum(counted.format(self.value), group), f"count_if(in_{number}) OVER ({group})"
            case "rank":
                before = f"(rank() OVER ({mine} ORDER BY {self._order()}) - 1)"
                same = f"count(*) OVER ({level})"
                if ties == "behind":
                    return f"{before} + {same}", "1"
                return (f"{before} + 1" if ties == "together" else f"CASE WHEN {same} = 1 THEN {before} + 1 END"), "1"
            case "top_sum":
                assert self.column.argument is not None
                most = min(max(0, floor(self.column.argument)), 2**62)
                taken = f"CASE WHEN in_{number} AND place_{number} < {whole(most)} THEN {self.value} END"
                return f"coalesce({self._sum(taken, group)}, 0)", "1"
            case "quantile":
                here = f"in_{number} AND place_{number} = asked_{number}"
                return f"max(CASE WHEN {here} THEN {self.value} END) OVER ({group})", "1"
            case "share" | "cumulative":
                total = self._sum(self.value, mine)
                part = f"CAST({self.value} AS DECIMAL(28, 0))"
                if kind == "cumulative":
                    part = self._up_to_here(mine, level, ties)
                signed = f"CASE WHEN {total} < 0 THEN -({part}) ELSE {part} END"
                return signed, f"nullif(abs({total}), 0)"

    def _up_to_here(self, mine: str, level: str, ties: str) -> str:
        """Return what those before a member, and itself, have together."""
        upto = self._sum(self.value, f"{mine} ORDER BY {self._order()} RANGE UNBOUNDED PRECEDING")
        if ties == "behind":
            return upto
        others = f"({self._sum(self.value, level)} - {self.value})"
        rest = f"{upto} - {others}"
        return rest if ties == "together" else f"CASE WHEN {others} = 0 THEN {rest} END"

    def _asked(self, number: int) -> str:
        """Return the place, counted from the best, of the least value that this part of the members does not exceed."""
        argument = self.column.argument
        assert argument is not None
        members = f"count_if(in_{number}) OVER (PARTITION BY {GROUP})"
        up = f"({members} * {argument.numerator}L + {argument.denominator - 1}L)"
        return f"{members} - greatest({up} DIV {argument.denominator}L, 1L)"


def _direction(of: Brought) -> str:
    return "DESC" if of.term.kind == "number" else "ASC"
