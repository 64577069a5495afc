"""What the members of populations come to together, measured and looked up in Arrow.

Goes in: what records bring to the facts of their groups, as an engine worked it out, part by part; and what single
members bring who were measured by themselves. Comes out: columns of these facts for further rows, and the members as
counts, of which a snapshot is made. Engines for columns have windows, but none that ranks by exact places, with two
ties rules and running sums, over tables that come in parts: so the members are counted by Arrow, sorted once, and each
row finds its place by its values. Groups in which a member is open are open here; rows of these go singly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from math import floor
from typing import Any, TypeAlias, cast

from attrs import define, field, frozen

from policycore.columns.groups import Brought, GroupColumn, Membership, Stage
from policycore.columns.sets import mask_of, members_of
from policycore.columns.terms import Term, day_from, day_number, moment_from, moment_number
from policycore.core.population import Key, Standing
from policycore.gaps.population import ORDERED
from policycore.values import ABSENT, Absent, Outcome

Array: TypeAlias = Any
Table: TypeAlias = Any

#: A column holds one of these, None for absent.
Cell: TypeAlias = "int | bool | str | None"
#: Sums that may come near the ends of 64 bits are left to single rows.
_MOST = 2.0**61
_VALUE, _TIE, _COUNT = "value", "tie", "count"


class NoCellError(Exception):
    """A value is none of those that its column holds: no row that is decided in columns has it."""


@define(eq=False)
class Counts:
    """How many rows have the same in all `names`, while parts come in."""

    names: tuple[str, ...]
    parts: list[Table] = field(factory=list)

    def add(self, columns: Mapping[str, Array], mask: Array) -> None:
        """Count the rows for which a mask is true."""
        import pyarrow as pa

        table = pa.table({name: columns[name] for name in self.names}).filter(mask)
        if table.num_rows:
            found = table.group_by(list(self.names), use_threads=False).aggregate([([], "count_all")])
            self.parts.append(found.rename_columns([*self.names, _COUNT]))

    def whole(self, others: Table | None = None) -> Table | None:
        """Return all counts (and others), each combination once; None where there are none."""
        import pyarrow as pa

        parts = [*self.parts, *([] if others is None or not others.num_rows else [others])]
        if not parts:
            return None
        if len(parts) > 1:
            whole = pa.concat_tables(parts, promote_options="permissive").group_by(list(self.names), use_threads=False)
            parts = [whole.aggregate([(_COUNT, "sum")]).rename_columns([*self.names, _COUNT])]
            if others is None:
                self.parts = parts
        return parts[0].combine_chunks()


@define(eq=False)
class Members:
    """The members of the populations of a table: rounds of `Round`s, by population, that are measured one by one."""

    rounds: list[dict[str, Round]] = field(factory=list)

    def begin(self, stage: Stage) -> None:
        """Begin with a round of facts."""
        found: dict[str, Round] = {}
        for column in stage.facts:
            among = column.among
            found.setdefault(among.population.id, Round(among)).add_fact(column)
        self.rounds.append(found)

    def add(self, raw: Table, clean: Array) -> None:
        """Take in the rows of a part for which `clean` is true; `raw` is what the stage worked out."""
        for each in self.rounds[-1].values():
            each.add(raw, clean)

    def single(
        self, population: str, keys: Sequence[Outcome], standings: Mapping[str, Standing | None], is_open: bool
    ) -> None:
        """Take in a member that was measured by itself; its group is open where anything of it is."""
        self.rounds[-1][population].single(keys, standings, is_open)

    def end(self) -> None:
        """End a round: what its facts come to can be looked up from now on."""
        for each in self.rounds[-1].values():
            each.end()


def looked_up(members: Members | None, column: GroupColumn, raw: Table, rows: int) -> tuple[Array, Array | None]:
    """Return the column of a fact, and that of its denominators, for rows of which `raw` says what they bring."""
    for found in [] if members is None or not rows else members.rounds:
        each = found.get(column.among.population.id)
        if each is not None and column.fact.id in each.facts:
            return each.looked_up(column, raw)
    return _nulls(rows), _nulls(rows) if column.over else None


@define(eq=False)
class Round:
    """The members of one population, for the facts of one round.

    Attributes:
        open_groups: keys of groups in which a member is open.
        all_open: whether a member may be in any group.
    """

    among: Membership
    facts: dict[str, Fact] = field(factory=dict)
    groups: Counts = field(init=False)
    singles: list[tuple[Cell, ...]] = field(factory=list)
    open_groups: list[tuple[Cell, ...]] = field(factory=list)
    all_open: bool = False
    codes: Codes | None = None
    certain: Array = None
    open: Array = None

    def __attrs_post_init__(self) -> None:
        self.groups = Counts(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that members are grouped by; where there are none, one that is the same for all."""
        return tuple(f"key {place}" for place in range(max(1, len(self.among.keys))))

    def add_fact(self, column: GroupColumn) -> None:
        """Measure a fact as well."""
        self.facts[column.fact.id] = Fact(column, self.names)

    def keys(self, raw: Table, among: Membership) -> dict[str, Array]:
        """Return the keys of rows, which `among` tells in what `raw` holds; null where one is absent."""
        import pyarrow as pa

        if not among.keys:
            return {self.names[0]: pa.repeat(pa.scalar(0, pa.int64()), raw.num_rows)}
        return {name: _plain(raw[key.column], key.term) for name, key in zip(self.names, among.keys, strict=True)}

    # --- measuring ---

    def add(self, raw: Table, clean: Array) -> None:
        import pyarrow.compute as pc

        keys = self.keys(raw, self.among)
        members = pc.and_(clean, _truth(raw[self.among.member]))
        self.groups.add(keys, members)
        for fact in self.facts.values():
            fact.add(raw, keys, pc.and_(members, _truth(raw[fact.column.included])))

    def single(self, keys: Sequence[Outcome], standings: Mapping[str, Standing | None], is_open: bool) -> None:
        try:
            cells = tuple(cell_of(outcome, key.term) for outcome, key in zip(keys, self.among.keys, strict=True)) or (
                0,
            )
        except NoCellError:
            # Its group is open, and may be any; or it is one that no row in columns is in.
            self.all_open |= is_open
            return
        if not is_open:
            try:
                brought = {id: self.facts[id].cells(each) for id, each in standings.items() if each is not None}
            except NoCellError:
                is_open = True
            else:
                self.singles.append(cells)
                for id, found in brought.items():
                    self.facts[id].singles.append((*cells, *found))
        if is_open:
            self.open_groups.append(cells)

    def end(self) -> None:
        """Work out what the facts come to."""
        import pyarrow as pa
        import pyarrow.compute as pc

        groups = self.groups.whole(_table(self.names, self.singles, self._types()))
        if groups is None:
            return
        self.codes = Codes.of([groups[name] for name in self.names])
        self.certain = _whole(groups[_COUNT]).cast(pa.int64())
        self.open = pa.repeat(self.all_open, groups.num_rows)
        if self.open_groups:
            flagged = _table(self.names, self.open_groups, self._types())
            places = self.codes.places([flagged[name] for name in self.names])
            self.open = pc.or_(self.open, pc.is_in(pa.arange(0, groups.num_rows), value_set=places.drop_null()))
        for fact in self.facts.values():
            fact.end(self.codes, self._types(), groups.num_rows)
            hidden = self.open
            if fact.column.fact.kind != "size":
                hidden = pc.or_(hidden, pc.less(self.certain, self.among.population.minimum))
            fact.hide(hidden)

    def _types(self) -> list[Any]:
        import pyarrow as pa

        return [_arrow(key.term) for key in self.among.keys] or [pa.int64()]

    # --- looking up ---

    def looked_up(self, column: GroupColumn, raw: Table) -> tuple[Array, Array | None]:
        import pyarrow as pa
        import pyarrow.compute as pc

        if self.codes is None:
            return _nulls(raw.num_rows), _nulls(raw.num_rows) if column.over else None
        if [_scale(key) for key in column.among.keys] != [_scale(key) for key in self.among.keys]:
            return _nulls(raw.num_rows), _nulls(raw.num_rows) if column.over else None
        keys = self.keys(raw, column.among)
        group = self.codes.places([keys[name] for name in self.names])
        for key in column.among.keys:
            if key.open:
                group = pc.if_else(_truth(raw[key.open]), pa.scalar(None, group.type), group)
        return self.facts[column.fact.id].looked_up(column, raw, group)

    # --- for a snapshot ---

    def alike(self) -> Iterator[tuple[Key, int]]:
        """Yield the groups with how many members they have that were measured in columns."""
        counts = self.groups.whole()
        if counts is not None:
            for row in _rows(counts):
                yield self._key(row[:-1]), row[-1]

    def places(self, id: str) -> Iterator[tuple[Key, Standing, int]]:
        """Yield what these members bring to a fact, with how many bring it."""
        fact = self.facts[id]
        counts, after = fact.counts.whole(), len(self.names)
        if counts is None:
            return
        value, tie = fact.column.value, fact.column.tie
        for row in _rows(counts):
            brought = list(row[after:-1])
            of_value = True if value is None else outcome_of(brought.pop(0), value.term)
            of_tie = None if tie is None else outcome_of(brought.pop(0), tie.term)
            yield self._key(row[:after]), Standing(True, of_value, of_tie), row[-1]

    def _key(self, cells: Sequence[Cell]) -> Key:
        pairs = zip(cells, self.among.keys, strict=False)  # without keys there is one that is the same for all
        return cast("Key", tuple(outcome_of(cell, key.term) for cell, key in pairs))


@define(eq=False)
class Fact:
    """One fact of the groups of a population: what members bring to it, then what it comes to.

    Attributes:
        of_places: finds the place of a member in its group.
        found, over: by place, or by group: the fact, and its denominator.
    """

    column: GroupColumn
    keys: tuple[str, ...]
    counts: Counts = field(init=False)
    singles: list[tuple[Cell, ...]] = field(factory=list)
    of_places: Codes | None = None
    group: Array = None
    found: Array = None
    over: Array = None

    def __attrs_post_init__(self) -> None:
        self.counts = Counts((*self.keys, *self.brought))

    @property
    def brought(self) -> dict[str, Brought]:
        """What members bring, by the name of its column."""
        return _brought(self.column)

    def add(self, raw: Table, keys: Mapping[str, Array], mask: Array) -> None:
        values = {name: _plain(raw[each.column], each.term) for name, each in self.brought.items()}
        self.counts.add({**keys, **values}, mask)

    def cells(self, standing: Standing) -> tuple[Cell, ...]:
        """Return what a member brings as cells."""
        outcomes = {_VALUE: standing.value, _TIE: standing.tie_break}
        return tuple(cell_of(cast("Outcome", outcomes[name]), each.term) for name, each in self.brought.items())

    # --- what it comes to ---

    def end(self, groups: Codes, of_keys: Sequence[Any], number: int) -> None:
        """Work out what the fact comes to in each of so many groups, or at each place in them."""
        import pyarrow as pa

        types = [*of_keys, *(_arrow(each.term) for each in self.brought.values())]
        table = self.counts.whole(_table(self.counts.names, self.singles, types))
        if table is None:
            empty = self.column.fact.kind in ("size", "count", "sum", "top_sum")
            self.found = pa.repeat(pa.scalar(0 if empty else None, pa.int64()), number)
            self.over = pa.repeat(pa.scalar(1, pa.int64()), number)
            self.group = pa.arange(0, number)
            return
        group = groups.places([table[name] for name in self.keys])
        columns = {"group": group, **{name: table[name] for name in (*self.brought, _COUNT)}}
        if self.column.fact.kind in ORDERED:
            self._of_order(_in_order(pa.table(columns), self.column), number)
        else:
            self._of_all({name: _whole(each) for name, each in columns.items()}, number)

    def _of_all(self, table: Mapping[str, Array], number: int) -> None:
        """A fact that is the same for all members of a group, in whatever order they stand."""
        import pyarrow as pa
        import pyarrow.compute as pc

        self.group = pa.arange(0, number)
        self.over = pa.repeat(pa.scalar(1, pa.int64()), number)
        match self.column.fact.kind:
            case "size" | "count":
                self.found = _by_group(table["group"], table[_COUNT], number, "sum", 0)
            case "highest" | "lowest":
                value = self.column.value
                assert value is not None
                most = (self.column.fact.kind == "highest") != (value.term.kind == "member")
                self.found = _by_group(table["group"], table[_VALUE], number, "max" if most else "min", None)
            case "sum" | "average":
                if not _adds_up(table):
                    self.found = _nulls(number)
                    return
                amounts = pc.multiply(table[_VALUE], table[_COUNT])
                self.found = _by_group(table["group"], amounts, number, "sum", 0)
                if self.column.fact.kind == "average":
                    self.over = _by_group(table["group"], table[_COUNT], number, "sum", None)
            case _:
                raise AssertionError("a fact of places")

    def _of_order(self, table: Mapping[str, Array], number: int) -> None:
        """A fact for which the members of a group stand in order; `table` is sorted, the best of a group first."""
        import pyarrow as pa
        import pyarrow.compute as pc

        group, value, count = (table[name] for name in ("group", _VALUE, _COUNT))
        first = pc.search_sorted(group, pa.arange(0, number))
        before = _running(count, first, group)
        kind, ties = self.column.fact.kind, self.column.among.population.ties
        self.over = pa.repeat(pa.scalar(1, pa.int64()), len(group))
        if self.column.placed:
            self.of_places = Codes.of([group, *(table[name] for name in self.brought)])
            self.group = group
        else:
            self.group = pa.arange(0, number)
        if kind == "rank":
            self.found = pc.add(before, count if ties == "behind" else 1)
            if ties == "contested":
                self.found = pc.if_else(pc.equal(count, 1), self.found, _null())
            return
        if kind == "quantile":
            self._quantile(table, before, number)
            return
        if not _adds_up(table):
            self.found = _nulls(len(group) if self.column.placed else number)
            return
        if kind == "top_sum":
            assert self.column.argument is not None
            most = max(0, floor(self.column.argument))
            left = pc.max_element_wise(pc.subtract(pa.scalar(min(most, 2**62), pa.int64()), before), 0)
            amounts = pc.multiply(value, pc.min_element_wise(count, left))
            self.found = _by_group(group, amounts, number, "sum", 0)
            return
        amounts = pc.multiply(value, count)
        total = pc.take(_by_group(group, amounts, number, "sum", 0), group)
        if kind == "share":
            part = value
        else:
            level = pc.subtract(amounts, value)
            part = pc.add(_running(amounts, first, group), amounts if ties == "behind" else value)
            if ties == "contested":
                part = pc.if_else(pc.equal(level, 0), part, _null())
        negative = pc.less(total, 0)
        self.found = pc.if_else(negative, pc.negate(part), part)
        self.over = pc.if_else(pc.equal(total, 0), _null(), pc.abs(total))

    def _quantile(self, table: Mapping[str, Array], before: Array, number: int) -> None:
        """The least value that at least this part of the members does not exceed."""
        import pyarrow as pa
        import pyarrow.compute as pc

        argument = self.column.argument
        assert argument is not None
        self.over = pa.repeat(pa.scalar(1, pa.int64()), number)
        if not 0 <= argument <= 1 or argument.denominator > 10**6:
            self.found = _nulls(number)
            return
        group, count = table["group"], table[_COUNT]
        members = _by_group(group, count, number, "sum", 0)
        up = pc.add(pc.multiply(members, argument.numerator), argument.denominator - 1)
        from_below = pc.max_element_wise(pc.divide(up, argument.denominator), 1)
        place = pc.take(pc.subtract(members, from_below), group)  # from the best, which is 0
        here = pc.and_(pc.less_equal(before, place), pc.less(place, pc.add(before, count)))
        self.found = _by_group(group.filter(here), table[_VALUE].filter(here), number, "max", None)

    def hide(self, groups: Array) -> None:
        """Take back what is said of some groups."""
        import pyarrow.compute as pc

        hidden = pc.take(groups, self.group)
        self.found = pc.if_else(hidden, _null(), _whole(self.found))
        self.over = _whole(self.over)

    # --- looking up ---

    def looked_up(self, column: GroupColumn, raw: Table, group: Array) -> tuple[Array, Array | None]:
        """Return the fact for rows, whose groups are known."""
        import pyarrow.compute as pc

        nothing = _nulls(len(group)), _nulls(len(group)) if column.over else None
        brought = _brought(column)
        if any(_scale(each) != _scale(self.brought[name]) for name, each in brought.items()):
            return nothing
        place = group
        if column.placed:
            if self.of_places is None:
                return nothing
            values = [_plain(raw[each.column], each.term) for each in brought.values()]
            place = self.of_places.places([group, *values])
            place = pc.if_else(_truth(raw[column.included]), place, _null())
        fits = pc.and_(pc.greater_equal(self.found, column.low), pc.less_equal(self.found, column.high))
        over = self.over
        if column.over:
            most = max(abs(column.low), abs(column.high))
            fits = pc.and_(fits, pc.less_equal(over, most))
        found = pc.if_else(pc.fill_null(fits, False), self.found, _null())
        return pc.take(found, place), pc.take(pc.if_else(fits, over, _null()), place) if column.over else None


# --- places of combinations ---


@frozen(eq=False)
class Codes:
    """Finds the places of combinations of values in a list of different ones.

    Attributes:
        values: the different values of each column.
        pairs: for each column but the first, which places so far go with which of its values.
    """

    values: tuple[Array, ...]
    pairs: tuple[Array, ...]

    @classmethod
    def of(cls, columns: Sequence[Array]) -> Codes:
        """Return what finds the rows of these columns, each of which stands there once."""
        import pyarrow.compute as pc

        values: list[Array] = []
        pairs: list[Array] = []
        code: Array = None
        for column in map(_whole, columns):
            listed = pc.unique(column)
            values.append(listed)
            place = pc.index_in(column, value_set=listed)
            if code is None:
                code = place
                continue
            both = _paired(code, place, len(listed))
            pairs.append(pc.unique(both))
            code = pc.index_in(both, value_set=pairs[-1])
        return cls(tuple(values), tuple(pairs))

    def places(self, columns: Sequence[Array]) -> Array:
        """Return for each row the place of its combination, from 0; null where it is none of them."""
        import pyarrow as pa
        import pyarrow.compute as pc

        code: Array = None
        for number, column in enumerate(map(_whole, columns)):
            place = pc.index_in(column, value_set=self.values[number])
            if code is None:
                code = place
            else:
                code = pc.index_in(_paired(code, place, len(self.values[number])), value_set=self.pairs[number - 1])
        return code.cast(pa.int64())


def _paired(code: Array, place: Array, size: int) -> Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.add(pc.multiply(code.cast(pa.int64()), pa.scalar(size, pa.int64())), place)


# --- Arrow ---


def _whole(column: Array) -> Array:
    import pyarrow as pa

    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _null() -> Any:
    import pyarrow as pa

    return pa.scalar(None, pa.int64())


def _nulls(rows: int) -> Array:
    import pyarrow as pa

    return pa.nulls(rows, pa.int64())


def _truth(column: Array) -> Array:
    """Return where a column is true: not where it is null."""
    import pyarrow.compute as pc

    return pc.fill_null(_whole(column), False)


def _arrow(term: Term) -> Any:
    import pyarrow as pa

    return {"yes_no": pa.bool_(), "text": pa.string()}.get(term.kind, pa.int64())


def _plain(column: Array, term: Term) -> Array:
    """Return a column in the type in which values of this kind are kept."""
    return _whole(column).cast(_arrow(term))


def _brought(column: GroupColumn) -> dict[str, Brought]:
    both = {_VALUE: column.value, _TIE: column.tie}
    return {name: each for name, each in both.items() if each is not None}


def _scale(brought: Brought) -> tuple[object, object]:
    return brought.term.over, brought.term.scale


def _table(names: Sequence[str], rows: Sequence[tuple[Cell, ...]], types: Sequence[Any]) -> Table:
    """Return rows of cells, each counted once."""
    import pyarrow as pa

    arrays = [pa.array([row[place] for row in rows], of) for place, of in enumerate(types)]
    columns = dict(zip(names, arrays, strict=True))
    return pa.table({**columns, _COUNT: pa.repeat(pa.scalar(1, pa.int64()), len(rows))})


def _rows(table: Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in table.column_names), strict=True)


def _in_order(table: Table, column: GroupColumn) -> dict[str, Array]:
    """Return members sorted by group, in each the best first: numbers fall, days and members of scales rise."""
    rises = [
        (name, each.term.kind != "number") for name, each in (("value", column.value), ("tie", column.tie)) if each
    ]
    keys = [("group", "ascending"), *((name, "ascending" if up else "descending") for name, up in rises)]
    found = table.sort_by(keys)
    return {name: _whole(found[name]) for name in found.column_names}


def _running(amounts: Array, first: Array, group: Array) -> Array:
    """Return what comes before each row in its group; `first` are the rows at which groups begin."""
    import pyarrow as pa
    import pyarrow.compute as pc

    before = pc.subtract(pc.cumulative_sum(_whole(amounts)), _whole(amounts))
    with_end = pa.concat_arrays([before, pa.array([0], pa.int64())])  # for groups of nobody, which nobody asks for
    return pc.subtract(before, pc.take(pc.take(with_end, first), _whole(group)))


def _by_group(group: Array, value: Array, number: int, function: str, nothing: int | None) -> Array:
    """Return what a function makes of the values of each of so many groups."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = pa.table({"group": group, "value": value})
    found = table.group_by("group", use_threads=False).aggregate([("value", function)])
    place = pc.index_in(pa.arange(0, number), value_set=_whole(found["group"]))
    taken = pc.take(_whole(found[f"value_{function}"]), place).cast(pa.int64())
    return taken if nothing is None else pc.fill_null(taken, nothing)


def _adds_up(table: Mapping[str, Array]) -> bool:
    """Whether sums of values surely fit into 64 bits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sizes = pc.multiply(pc.abs(table[_VALUE].cast(pa.float64(), safe=False)), table[_COUNT].cast(pa.float64()))
    return (pc.sum(sizes).as_py() or 0.0) < _MOST


# --- values and cells ---


def cell_of(outcome: Outcome, term: Term) -> Cell:
    """Return a value as a column of terms of this kind holds it; raises `NoCellError` where it does not."""
    match outcome:
        case Absent():
            return None
        case bool():
            return outcome
        case Fraction() if isinstance(term.over, int) and (outcome * term.over).denominator == 1:
            number = (outcome * term.over).numerator
            if abs(number) < 2**62:
                return number
        case datetime():
            return moment_number(outcome)
        case date():
            return day_number(outcome)
        case str() if term.kind == "text":
            return outcome
        case str() if term.scale is not None and outcome in term.scale.names:
            return term.scale.names.index(outcome)
        case frozenset() if term.scale is not None and outcome <= frozenset(term.scale.names):
            return mask_of(outcome, term.scale)
        case _:
            pass
    raise NoCellError


def outcome_of(cell: Cell, term: Term) -> Outcome:
    """Return the value that a cell holds."""
    if cell is None:
        return ABSENT
    match term.kind:
        case "number":
            assert isinstance(term.over, int)
            return Fraction(int(cell), term.over)
        case "member":
            assert term.scale is not None
            return term.scale.names[int(cell)]
        case "day":
            return day_from(int(cell))
        case "moment":
            return moment_from(int(cell))
        case "set":
            assert term.scale is not None
            return members_of(int(cell), term.scale)
        case "yes_no":
            return bool(cell)
        case "text":
            return str(cell)
