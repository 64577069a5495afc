"""Rows that the border found plain: packed straight from their columns, each different one once.

Goes in: the facts of such rows, as the border made them; a null is a fact that is not given. Comes out: packed records
(`core.packed`), and for each row which of them it is. Rows that the policy does not tell apart are one record: figures
that are only compared with constants count by the piece that they lie in. This is how rows with gaps come to single
rows without a detour through dicts and the border of single rows, which would find nothing to say about them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from attrs import frozen

from policycore import types as t
from policycore.columns.cuts import constants_of, cuts_of
from policycore.columns.facts import Shape, Wanted
from policycore.columns.plan import Plan
from policycore.columns.sets import members_of
from policycore.core.facts import JUDGEMENT, not_given
from policycore.core.nodes import FieldDecl
from policycore.core.outcome import DecisionOutcome
from policycore.core.packed import NOTHING_BESIDES, OPEN, PackedRecord, Packing, scale_of
from policycore.values import ABSENT, Gap

Array: TypeAlias = Any
Table: TypeAlias = Any

#: Where more than this share of a column's values are different, hardly two rows are alike, and none are looked for.
MOST_DIFFERENT = 0.5


class Known(Protocol):
    """Decides packed records."""

    @property
    def packing(self) -> Packing:
        """How the records have to be packed."""
        ...

    @property
    def apart(self) -> bool:
        """Whether two records that are packed alike may still come to different outcomes."""
        ...

    def decide(self, records: Sequence[PackedRecord]) -> Iterable[tuple[DecisionOutcome, ...] | None]:
        """Yield the outcomes of each record; None where the record has to be read and decided by itself."""
        ...


@frozen(eq=False)
class Slot:
    """A field of a packed record.

    Attributes:
        column: of the facts; "" where the table has none.
        turn: makes packed values of a column, nulls left as None.
        nothing: what stands where nothing is given.
        cuts: where its integers are cut, None where every difference counts.
    """

    column: str
    turn: Callable[[Array], list[Any]] | None
    nothing: Any
    cuts: tuple[int, ...] | None = None


@frozen(eq=False)
class Packer:
    """Packs the rows of one plan for one evaluator."""

    slots: tuple[Slot, ...]

    def rows(self, facts: Table) -> list[PackedRecord]:
        """Return the rows of a table of facts as packed records."""
        import pyarrow.compute as pc

        columns: list[Any] = []
        gaps: Array = None
        rows = facts.num_rows
        always = any(not slot.column and isinstance(slot.nothing, Gap) for slot in self.slots)
        for slot in self.slots:
            if slot.turn is None:
                columns.append([slot.nothing] * rows)
                continue
            column = _whole(facts[slot.column])
            values = slot.turn(column)
            if column.null_count:
                nothing = slot.nothing
                values = [nothing if value is None else value for value in values]
                if isinstance(nothing, Gap):
                    null = pc.is_null(column)
                    gaps = null if gaps is None else pc.or_(gaps, null)
            columns.append(values)
        if gaps is None or always:
            besides: list[Any] = [OPEN if always else NOTHING_BESIDES] * rows
        else:
            besides = [OPEN if gap else NOTHING_BESIDES for gap in gaps.to_pylist()]
        return list(zip(besides, *columns, strict=True))

    def alike(self, facts: Table) -> tuple[Array, Array] | None:
        """Return for each row which record it is, and the row of each record; None where hardly two are alike."""
        import pyarrow as pa
        import pyarrow.compute as pc

        found: Array = None
        size = 1
        for slot in self.slots:
            if slot.turn is None:
                continue
            codes, kinds = _codes(slot, _whole(facts[slot.column]))
            if codes is None:
                return None
            if size * kinds >= 2**62:
                found = found.dictionary_encode()
                size = len(found.dictionary)
                found = found.indices.cast(pa.int64())
            found = codes if found is None else pc.add(pc.multiply(found, pa.scalar(kinds, pa.int64())), codes)
            size *= kinds
        if found is None:
            return pa.repeat(pa.scalar(0, pa.int64()), facts.num_rows), pa.array([0] * bool(facts.num_rows), pa.int64())
        encoded = found.dictionary_encode()
        return encoded.indices, pc.index_in(encoded.dictionary, value_set=found)


def _codes(slot: Slot, column: Array) -> tuple[Array, int]:
    """Return whole numbers from 0 that tell apart what counts, the last for a null, and how many there are.

    The numbers are None where nearly every row is a kind of its own.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if slot.cuts is not None:
        if not slot.cuts:
            return pc.is_null(column).cast(pa.int64()), 2
        found = pc.search_sorted(pa.array(slot.cuts, column.type), column, side="right").cast(pa.int64())
        kinds = len(slot.cuts) + 1
    elif pa.types.is_boolean(column.type):
        found, kinds = column.cast(pa.int64()), 2
    else:
        encoded = column.dictionary_encode()
        kinds = len(encoded.dictionary)
        if kinds > MOST_DIFFERENT * len(column):
            return None, kinds
        found = encoded.indices.cast(pa.int64())
    return pc.fill_null(found, kinds), kinds + 1


def packer_for(plan: Plan, packing: Packing, layout: Mapping[str, Shape]) -> Packer | None:
    """Return what packs the rows of a plan; None where a field that is read has no column of plain values."""
    declaration = packing.declarations[plan.record]
    declared: dict[str, FieldDecl] = {}
    for each in declaration.fields:
        declared[each.name] = each
        if each.judged:
            declared.update(
                {f"{each.name}.{part}": FieldDecl(f"{each.name}.{part}", of) for part, of in JUDGEMENT.items()}
            )
    wanted = {each.path: each for each in plan.wanted if not (each.blank or each.presence)}
    constants = constants_of(plan.program, plan.record)
    slots: list[Slot] = []
    for name, slot in packing.layouts[plan.record].slots.items():
        if packing.reads is not None and name not in packing.reads.get(plan.record, frozenset()):
            slots.append(Slot("", None, ABSENT))
            continue
        if isinstance(slot.of, t.RecordType | t.ListType):
            return None
        nothing = packing.packer(slot.of)(not_given(declared[name], name), name)
        if name not in wanted:
            if name in layout or any(column.startswith(f"{name}.") for column in layout):
                return None
            slots.append(Slot("", None, nothing))
            continue
        turn = _turn(slot.of, wanted[name], packing)
        if turn is None:
            return None
        cuts = cuts_of(wanted[name], constants[name]) if name in constants else None
        slots.append(Slot(name, turn, nothing, cuts))
    return Packer(tuple(slots))


def _turn(of: t.Type, wanted: Wanted, packing: Packing) -> Callable[[Array], list[Any]] | None:
    """Return what makes packed values of the integers, truth values or texts of a fact."""
    import pyarrow as pa

    match of:
        case t.Number():
            factor, rest = divmod(scale_of(of), wanted.over)
            return None if rest else _times(factor)
        case t.YesNo() | t.Text() | t.Enum():
            return _listed
        case t.Date():
            return lambda column: _listed(column.cast(pa.int32()).cast(pa.date32()))
        case t.Moment():
            return lambda column: _listed(column.cast(pa.timestamp("s")))
        case t.SetType(element=t.Enum(open=False) as element):
            pack = packing.packer(of)

            def sets(column: Array) -> list[Any]:
                masks = _listed(column)
                made = {mask: pack(members_of(mask, element), "") for mask in set(masks) - {None}}
                return [made.get(mask) for mask in masks]

            return sets
        case _:
            return None


def _times(factor: int) -> Callable[[Array], list[Any]]:
    if factor == 1:
        return _listed
    return lambda column: [None if value is None else value * factor for value in column.to_pylist()]


def _listed(column: Array) -> list[Any]:
    found: list[Any] = column.to_pylist()
    return found


def _whole(column: Array) -> Array:
    import pyarrow as pa

    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
