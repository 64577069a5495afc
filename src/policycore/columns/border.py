"""The border in columns: an Arrow table as it comes, to the integers, truth values and texts that a plan wants.

Goes in: a table and the facts that are wanted. Comes out: a table of these facts, and which rows are out of the
ordinary: a fact that is not given where one is needed, a figure outside its interval or with too many decimals, a word
where a number should stand, a label instead of a member's name. Nothing is judged here. Those rows go to the border of
single rows (`records`), which understands more spellings and says what is wrong.
"""

from __future__ import annotations

import unicodedata
from typing import Any, TypeAlias

from attrs import define, field, frozen

from policycore import types as t
from policycore.columns.facts import Shape, Wanted
from policycore.columns.sets import mask_of
from policycore.columns.sides import MOST_ELEMENTS
from policycore.core.facts import JUDGEMENT

Array: TypeAlias = Any
Table: TypeAlias = Any

#: Texts that say yes and no in every file; other spellings go row by row.
YES = ("yes", "Yes", "YES", "true", "True", "TRUE", "1", "y", "Y", "是")
NO = ("no", "No", "NO", "false", "False", "FALSE", "0", "n", "N", "否")
#: A text that may be a word for something else than itself, or a fault of a spreadsheet.
SPECIAL = r"(?i)^\s*(?:unknown|未知|absent|空|#.*)\s*$"
#: A number of so many digits surely fits.
MOST_DIGITS = 17


@frozen
class Batch:
    """The facts of some rows.

    Attributes:
        facts: a column for each that is wanted.
        odd: rows that are out of the ordinary, None where none is.
        lacking: rows in which a fact that is needed is not given, None where none is.
    """

    facts: Table
    odd: Array | None
    lacking: Array | None = None


def layout_of(schema: Any) -> dict[str, Shape]:
    """Return what the columns of an Arrow schema hold, fields of records under their dotted names."""
    found: dict[str, Shape] = {}
    for column in schema:
        _lay_out(column.name, column.type, found)
    return found


def _lay_out(path: str, of: Any, found: dict[str, Shape]) -> None:
    import pyarrow as pa

    types = pa.types
    if types.is_null(of):
        return
    if types.is_dictionary(of):
        of = of.value_type
    if types.is_struct(of):
        found[path] = Shape("record")
        for inner in of:
            _lay_out(f"{path}.{inner.name}", inner.type, found)
    elif types.is_integer(of):
        found[path] = Shape("whole")
    elif types.is_decimal(of):
        found[path] = Shape("decimal", max(0, of.scale))
    elif types.is_boolean(of):
        found[path] = Shape("yes_no")
    elif types.is_string(of) or types.is_large_string(of) or types.is_string_view(of):
        found[path] = Shape("text")
    elif types.is_date(of):
        found[path] = Shape("day")
    elif types.is_timestamp(of) and of.tz is None:
        found[path] = Shape("moment")
    elif types.is_list(of) or types.is_large_list(of):
        elements: dict[str, Shape] = {}
        if types.is_struct(of.value_type):
            for each in of.value_type:
                _lay_out(each.name, each.type, elements)
        records = types.is_struct(of.value_type) or types.is_null(of.value_type)  # the latter where all are empty
        found[path] = Shape("list" if records else "values", 0, elements)
    else:
        found[path] = Shape("other")


def read_batch(table: Table, wanted: tuple[Wanted, ...], lists: tuple[str, ...] = ()) -> Batch:
    """Return the facts of a table that are wanted, and the rows that are out of the ordinary.

    `lists` are paths of lists; a row without one, or with a very long one, is out of the ordinary.
    """
    import pyarrow as pa

    reader = _Reader(table)
    columns = {each.path: reader.read(each) for each in wanted if not each.blank}
    for each in wanted:
        if each.blank:
            reader.blank(each)
    for path in lists:
        reader.list(path)
    facts = pa.table(columns) if columns else table.select([])
    return Batch(facts, reader.odd, reader.lacking)


def elements_of(table: Table, path: str) -> tuple[Table, Array]:
    """Return the elements of a list as a table of their own, and for each the place of its row, from 0."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _Reader(table).column(path)
    elements = pc.list_flatten(column)
    owners = pc.list_parent_indices(column).cast(pa.int64())
    named = list(elements.type) if pa.types.is_struct(elements.type) else []
    columns = {each.name: pc.struct_field(elements, [each.name]) for each in named}
    return (pa.table(columns) if columns else pa.table({"": owners})), owners


@define
class _Reader:
    """Reads one table. `odd` and `lacking` gather rows, as in `Batch`."""

    table: Table
    odd: Array | None = None
    lacking: Array | None = None
    cache: dict[str, Array] = field(factory=dict)

    def read(self, wanted: Wanted) -> Array:
        """Return the column of one fact."""
        column = self._column(wanted.path)
        if wanted.presence:
            return self._presence(wanted, column)
        import pyarrow as pa
        import pyarrow.compute as pc

        assert column is not None
        found = self._values(wanted, column)
        if wanted.default is not None:
            found = pc.fill_null(found, pa.scalar(wanted.default, found.type))
        if wanted.judged:
            self._judged(wanted, found)
        if found.null_count and not wanted.optional and not wanted.soft:
            null = pc.is_null(found)
            self.lacking = null if self.lacking is None else pc.or_(self.lacking, null)
        return found

    def blank(self, wanted: Wanted) -> None:
        """Note the rows in which anything is given."""
        import pyarrow.compute as pc

        for name in [wanted.path, *(n for n in self.table.column_names if n.startswith(f"{wanted.path}."))]:
            column = self._column(name)
            if column is not None:
                self._strange(pc.invert(self._blank(column)))

    def column(self, path: str) -> Array:
        """Return a column that is there."""
        found = self._column(path)
        assert found is not None
        return found

    def list(self, path: str) -> None:
        """Note rows without a list, with a very long one, or with an element of which nothing is given."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self.column(path)
        self._strange(pc.is_null(column))
        self._strange(pc.greater(pc.list_value_length(column), MOST_ELEMENTS))
        empty = pc.is_null(pc.list_flatten(column))
        if pc.any(empty).as_py():
            rows = pc.filter(pc.list_parent_indices(column), empty)
            self._strange(pc.is_in(pa.array(range(len(column)), rows.type), value_set=rows))

    def _strange(self, rows: Array) -> None:
        """Note rows that are out of the ordinary; a null is not."""
        import pyarrow.compute as pc

        rows = pc.fill_null(rows, False)
        self.odd = rows if self.odd is None else pc.or_(self.odd, rows)

    def _column(self, path: str) -> Array | None:
        """Return the column of a path, out of its struct if it stands in one; None if there is none."""
        import pyarrow as pa

        if path in self.cache:
            return self.cache[path]
        found = self.table[path] if path in self.table.column_names else self._inside(path)
        if found is None:
            return None
        if isinstance(found, pa.ChunkedArray):
            found = found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()
        self.cache[path] = found
        return found

    def _inside(self, path: str) -> Array | None:
        """Return the column of a path out of the struct in which it stands, whose fields may have dotted names."""
        import pyarrow as pa
        import pyarrow.compute as pc

        steps = path.split(".")
        for place in range(len(steps) - 1, 0, -1):
            outer, name = self._column(".".join(steps[:place])), ".".join(steps[place:])
            if outer is not None and pa.types.is_struct(outer.type) and outer.type.get_field_index(name) >= 0:
                return pc.struct_field(outer, [name])
        return None

    def _presence(self, wanted: Wanted, column: Array | None) -> Array:
        """Return whether a record is there: a struct that is not null, or any filled cell below its name."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if column is not None:
            there = pc.is_valid(column)
            if not wanted.optional:
                self._strange(pc.invert(there))
            return there
        there = pa.repeat(False, self.table.num_rows)
        for name in self.table.column_names:
            if name.startswith(f"{wanted.path}."):
                inner = self._column(name)
                assert inner is not None
                there = pc.or_(there, pc.invert(self._blank(inner)))
        return there

    def _blank(self, column: Array) -> Array:
        """Return where nothing is given."""
        import pyarrow as pa
        import pyarrow.compute as pc

        null = pc.is_null(column)
        column = _plain(column)
        if pa.types.is_string(column.type):
            return pc.or_(null, pc.fill_null(pc.match_substring_regex(column, r"^\s*$"), True))
        return null

    def _judged(self, wanted: Wanted, found: Array) -> None:
        """Note rows in which a judged fact has a value without who, when and grounds."""
        import pyarrow as pa
        import pyarrow.compute as pc

        lacking = None
        for part in JUDGEMENT:
            column = self._column(f"{wanted.path}.{part}")
            blank = pa.repeat(True, self.table.num_rows) if column is None else self._blank(column)
            if column is not None and pa.types.is_string(_plain(column).type):
                blank = pc.or_(blank, pc.fill_null(pc.match_substring_regex(_plain(column), SPECIAL), False))
                if part == "on":  # whether a text is a day is for the border of single rows to say
                    proper = pc.match_substring_regex(_plain(column), r"^\d{4}-\d{2}-\d{2}$")
                    blank = pc.or_(blank, pc.invert(pc.fill_null(proper, False)))
            elif column is not None and not (part == "on" and pa.types.is_date(column.type)):
                blank = pa.repeat(True, self.table.num_rows)
            lacking = blank if lacking is None else pc.or_(lacking, blank)
        if lacking is not None:
            self._strange(pc.and_(pc.is_valid(found), lacking))

    # --- values ---

    def _values(self, wanted: Wanted, column: Array) -> Array:
        match wanted.type:
            case t.Number():
                return self._numbers(wanted, wanted.type, column)
            case t.YesNo():
                return self._truths(column)
            case t.Enum(open=False):
                return self._members(wanted.type, column)
            case t.Enum():
                return self._texts(column, wanted.type)
            case t.Text():
                return self._texts(column, None)
            case t.Date():
                return self._days(wanted.type, column)
            case t.Moment():
                return self._moments(column)
            case t.SetType(element=t.Enum() as element):
                return self._sets(element, column)
            case _:
                raise AssertionError("not a single value")

    def _refused(self, column: Array, kind: Any) -> Array:
        """Return nothing at all for a column of a kind that only single rows are read from."""
        import pyarrow as pa
        import pyarrow.compute as pc

        self._strange(pc.is_valid(column))
        return pa.nulls(len(column), kind)

    def _without(self, found: Array, rows: Array) -> Array:
        """Return the values without those of rows that are out of the ordinary."""
        import pyarrow as pa
        import pyarrow.compute as pc

        self._strange(rows)
        return pc.if_else(pc.fill_null(rows, False), pa.scalar(None, found.type), found)

    def _numbers(self, wanted: Wanted, of: t.Number, column: Array) -> Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        percent = 100 if of.unit.family == "percent" else 1
        figures = wanted.over // percent  # integers are the figure times this; a per cent counts as the fraction
        column = _plain(column)
        if pa.types.is_integer(column.type):
            found = column
            if column.type != pa.int64():
                if column.type == pa.uint64():
                    column = self._without(column, pc.greater(column, pa.scalar(2**62, pa.uint64())))
                found = column.cast(pa.int64())
            scaled = figures
        elif pa.types.is_decimal(column.type):
            found, scaled = self._unscaled(column, figures), 1
        elif pa.types.is_string(column.type):
            found, scaled = self._figures(column, figures), 1
        else:
            return self._refused(column, pa.int64())
        low, high = wanted.low, wanted.high
        if scaled != 1:
            low, high = -(-low // scaled), high // scaled
        found = self._within(found, low, high)
        return found if scaled == 1 else pc.multiply(found, pa.scalar(scaled, pa.int64()))

    def _within(self, found: Array, low: int, high: int) -> Array:
        """Return the integers; those outside are out of the ordinary."""
        import pyarrow as pa
        import pyarrow.compute as pc

        ends = pc.min_max(found).as_py()
        if ends["min"] is None or (low <= ends["min"] and ends["max"] <= high):
            return found
        outside = pc.or_(pc.less(found, pa.scalar(low, pa.int64())), pc.greater(found, pa.scalar(high, pa.int64())))
        return self._without(found, outside)

    def _unscaled(self, column: Array, figures: int) -> Array:
        """Return decimals times `figures` as integers."""
        import pyarrow as pa
        import pyarrow.compute as pc

        places = len(str(figures)) - 1
        wide = column.cast(pa.decimal128(38, column.type.scale)) if pa.types.is_decimal128(column.type) else None
        if wide is None:
            return self._refused(column, pa.int64())
        bound = pa.scalar(10**MOST_DIGITS // figures, pa.int64()).cast(pa.decimal128(19, 0))
        large = pc.greater(pc.abs(wide), bound)
        if pc.any(large).as_py():
            wide = self._without(wide, large)
        if wide.type.scale > places:
            cut = pc.round(wide, ndigits=places)
            wide = self._without(cut, pc.not_equal(cut, wide))
        wide = wide.cast(pa.decimal128(38, places))
        whole = pa.Array.from_buffers(pa.decimal128(38, 0), len(wide), wide.buffers(), wide.null_count, wide.offset)
        return whole.cast(pa.int64())

    def _figures(self, column: Array, figures: int) -> Array:
        """Return texts that are plain numbers, times `figures`, as integers."""
        import pyarrow as pa
        import pyarrow.compute as pc

        places = len(str(figures)) - 1
        decimals = rf"(?:\.\d{{1,{places}}})?" if places else ""
        proper = pc.match_substring_regex(column, rf"^[+-]?\d{{1,{MOST_DIGITS - places}}}{decimals}$")
        column = self._only(column, proper)
        column = pc.replace_substring_regex(column, r"^\+", "")
        if not places:
            return column.cast(pa.int64())
        return self._unscaled(column.cast(pa.decimal128(38, places)), figures)

    def _only(self, column: Array, proper: Array) -> Array:
        """Return the texts that are as they should be; blank ones are nothing, others out of the ordinary."""
        import pyarrow as pa
        import pyarrow.compute as pc

        proper = pc.fill_null(proper, False)
        if not pc.all(proper).as_py():
            self._strange(pc.invert(pc.or_(proper, self._blank(column))))
            column = pc.if_else(proper, column, pa.scalar(None, column.type))
        return column

    def _truths(self, column: Array) -> Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        if pa.types.is_boolean(column.type):
            return column
        column = _plain(column)
        if not pa.types.is_string(column.type):
            return self._refused(column, pa.bool_())
        place = pc.index_in(column, value_set=pa.array([*YES, *NO], column.type))
        self._only(column, pc.is_valid(place))
        return pc.less(place, len(YES))

    def _members(self, of: t.Enum, column: Array) -> Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        if pa.types.is_dictionary(column.type) and not column.dictionary.null_count:
            words = column.dictionary
            inner = _Reader(pa.table({"": words}))
            codes = inner._members(of, words)
            if inner.odd is not None:
                self._strange(pc.take(inner.odd, column.indices))
            return pc.take(codes, column.indices)
        column = _plain(column)
        if not pa.types.is_string(column.type):
            return self._refused(column, pa.int64())
        place = pc.index_in(column, value_set=pa.array(of.names, column.type), skip_nulls=True)
        if place.null_count:
            self._only(column, pc.is_valid(place))
        return place.cast(pa.int64())

    def _texts(self, column: Array, of: t.Enum | None) -> Array:
        """Return texts in NFC; a text that may be a word goes row by row, and so does one like a member or label."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column = _plain(column)
        if not pa.types.is_string(column.type):
            return self._refused(column, pa.string())
        blank = self._blank(column)
        special = pc.fill_null(pc.match_substring_regex(column, SPECIAL), False)
        self._strange(special)
        if of is not None:
            # What differs from a member by case, width or spaces, or is a label, is for the border of single rows.
            folded = pc.utf8_lower(pc.utf8_normalize(pc.utf8_trim_whitespace(column), form="NFKC"))
            known = pc.is_in(column, value_set=pa.array(of.names, column.type))
            near = pc.is_in(folded, value_set=pa.array(_folded(of), column.type))
            spaced = pc.not_equal(pc.utf8_trim_whitespace(column), column)
            self._strange(pc.and_(pc.or_(near, spaced), pc.invert(known)))
        found = pc.utf8_normalize(column, form="NFC")
        return pc.if_else(blank, pa.scalar(None, pa.string()), found)

    def _sets(self, of: t.Enum, column: Array) -> Array:
        """Return sets as numbers; each different cell is read once."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)) and (
            pa.types.is_string(column.type.value_type) or pa.types.is_null(column.type.value_type)
        ):
            inside = pc.fill_null(pc.list_flatten(column).cast(pa.string()), "")
            column = pa.ListArray.from_arrays(_offsets(column), inside, mask=pc.is_null(column))
            cells = pc.binary_join(column, _BETWEEN).dictionary_encode()
            masks = [_mask(None if text is None else text.split(_BETWEEN) if text else [], of) for text in
                     cells.dictionary.to_pylist()]  # fmt: skip
        else:
            column = _plain(column)
            if not pa.types.is_string(column.type):
                return self._refused(column, pa.int64())
            blank = self._blank(column)
            cells = pc.if_else(blank, pa.scalar(None, pa.string()), column).dictionary_encode()
            masks = [_mask(None if text is None else _split(text), of) for text in cells.dictionary.to_pylist()]
        found = pc.take(pa.array(masks, pa.int64()), cells.indices)
        self._strange(pc.and_(pc.is_null(found), pc.is_valid(cells.indices)))
        return found

    def _days(self, of: t.Date, column: Array) -> Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        from policycore.columns.terms import FIRST_DAY, LAST_DAY

        column = _plain(column)
        if pa.types.is_date32(column.type):
            days = column
        elif pa.types.is_string(column.type):
            column = self._only(column, pc.match_substring_regex(column, r"^\d{4}-\d{2}-\d{2}$"))
            days = pc.strptime(column, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.date32())
            wrong = pc.and_(
                pc.is_valid(column), pc.invert(pc.fill_null(pc.equal(days.cast(pa.string()), column), False))
            )
            days = self._without(days, wrong)
        else:
            return self._refused(column, pa.int64())
        found = days.cast(pa.int32()).cast(pa.int64())
        low = FIRST_DAY if of.low is None else _day(of.low)
        high = LAST_DAY if of.high is None else _day(of.high)
        return self._within(found, low, high)

    def _moments(self, column: Array) -> Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        from policycore.columns.terms import FIRST_SECOND, LAST_SECOND

        column = _plain(column)
        if pa.types.is_string(column.type):
            column = self._only(
                column, pc.match_substring_regex(column, r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?$")
            )
            text = pc.replace_substring(column, "T", " ")
            short = pc.equal(pc.utf8_length(text), 16)
            text = pc.if_else(short, pc.binary_join_element_wise(text, ":00", ""), text)
            stamps = pc.strptime(text, format="%Y-%m-%d %H:%M:%S", unit="s", error_is_null=True)
            same = pc.equal(pc.strftime(stamps, format="%Y-%m-%d %H:%M:%S"), text)
            stamps = self._without(stamps, pc.and_(pc.is_valid(text), pc.invert(pc.fill_null(same, False))))
            return self._within(stamps.cast(pa.int64()), FIRST_SECOND, LAST_SECOND)
        if not pa.types.is_timestamp(column.type) or column.type.tz is not None:
            return self._refused(column, pa.int64())
        per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
        ticks = column.cast(pa.int64())
        if per_second > 1:
            whole = pc.floor_temporal(column, unit="second").cast(pa.int64())
            ticks = self._without(ticks, pc.not_equal(whole, ticks))
            ticks = pc.divide(ticks, pa.scalar(per_second, pa.int64()))  # exact, so nothing is rounded
        return self._within(ticks, FIRST_SECOND, LAST_SECOND)


#: Stands in no member.
_BETWEEN = "\x1f"
_SEPARATORS = str.maketrans(dict.fromkeys("；|、", ";"))


def _split(cell: str) -> list[str]:
    """Return the members that a cell of a table lists, as `records` reads it; `[]` lists none."""
    if cell.strip() == "[]":
        return []
    parts = (part.strip() for part in cell.translate(_SEPARATORS).split(";"))
    return [part for part in parts if part]


def _mask(members: list[str] | None, of: t.Enum) -> int | None:
    """Return the number of a set, None where a member is not written by its name."""
    if members is None or not frozenset(members) <= frozenset(of.names):
        return None
    return mask_of(members, of)


def _offsets(column: Array) -> Array:
    """Return where each list begins among the elements of all, with the end of the last."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.fill_null(pc.list_value_length(column), 0).cast(pa.int32())
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths)])


def _plain(column: Array) -> Array:
    """Return texts as Arrow's plain strings, dictionaries taken apart."""
    import pyarrow as pa

    of = column.type
    if pa.types.is_dictionary(of):
        column = column.cast(of.value_type)
        of = column.type
    if pa.types.is_large_string(of) or pa.types.is_string_view(of):
        return column.cast(pa.string())
    return column


def _day(text: str) -> int:
    from datetime import date

    from policycore.columns.terms import day_number

    return day_number(date.fromisoformat(text))


def _folded(of: t.Enum) -> list[str]:
    """Return the names and labels of an enumeration as they are compared where case and width do not count."""
    texts = [*of.names, *(label for member in of.members for _, label in member.labels)]
    return sorted({unicodedata.normalize("NFKC", text).lower() for text in texts})
