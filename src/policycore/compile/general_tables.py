"""Tables in the general path: keys that are there rule out rows the plain way, open ones by `gaps/table.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from policycore.compile import index
from policycore.compile.fast_tables import mask_of
from policycore.compile.forms import UNSET, Unsupported, Val, is_hashable
from policycore.compile.sites import Site
from policycore.core import nodes as core
from policycore.gaps.ops import all_hold
from policycore.gaps.table import HeldRow, cell_holds, one_of_rows, read_key
from policycore.values import ABSENT, Outcome

if TYPE_CHECKING:
    from policycore.compile.general import Wide

Turn: TypeAlias = "Callable[[Any], Any]"


@frozen(eq=False, repr=False)
class TableSite(Site):
    """A table.

    Attributes:
        masks: the cells of each row on packed keys; None where they have no such form.
        trees: what the keys that are there leave of the rows, by which keys those are; made when first needed.
    """

    node: core.Table
    absent: tuple[bool, ...]
    keys: tuple[Turn, ...]
    classes: tuple[type, ...]
    out: Turn
    result: Turn
    values: tuple[Any, ...] | None
    masks: tuple[tuple[index.Mask, ...], ...] | None
    _trees: dict[tuple[bool, ...], index.Node | None] = field(factory=dict)

    def held(self, e: str, *keys: Any) -> list[tuple[int, Any]]:
        """Return the rows that hold or may hold, with whether they do; the number after the last is `otherwise`."""
        node = self.node
        at = node.id + e
        there = tuple(key.__class__ is wanted for key, wanted in zip(keys, self.classes, strict=True))
        candidates = self._left(there, keys)
        asked = [place for place, plain in enumerate(there) if candidates is None or not plain]
        read = {
            place: read_key(self.keys[place](keys[place]), node.keys[place].type, self.absent[place], at)
            for place in asked
        }
        found: list[tuple[int, Any]] = []
        sure = False
        for number in range(len(node.rows)) if candidates is None else candidates:
            cells: list[Outcome] = []
            for place in asked:
                holds = cell_holds(node.rows[number].cells[place], read[place])
                if holds is False:
                    break
                cells.append(holds)
            else:
                guard = all_hold(cells) if cells else True
                if guard is not False:
                    found.append((number, guard))
                    sure = sure or guard is True
        if node.otherwise is not None and not sure:
            found.append((len(node.rows), True))
        return found

    def _left(self, there: tuple[bool, ...], keys: Sequence[Any]) -> tuple[int, ...] | None:
        """Return the rows that the keys that are there leave; None where they have to be asked one by one."""
        if self.masks is None or not any(there):
            return None
        if there not in self._trees:
            masks = [
                tuple(mask if plain else index.EVERY for mask, plain in zip(row, there, strict=True))
                for row in self.masks
            ]
            try:
                self._trees[there] = index.tree_of(masks, first_only=False)[0]
            except index.TooBig:
                self._trees[there] = None
        tree = self._trees[there]
        return None if tree is None else index.rows_at(tree, keys)

    def settled(self, e: str, held: Sequence[tuple[int, Any]], values: Sequence[Any]) -> Any:
        """Return what comes out of the rows, whose values are packed."""
        node = self.node
        rows = []
        for (number, guard), value in zip(held, values, strict=True):
            if number < len(node.rows):
                id = node.rows[number].id
            else:
                assert node.otherwise is not None
                id = node.otherwise.id
            rows.append(HeldRow(id, guard, self.out(value)))
        return self.result(one_of_rows(rows, node.type, node.id + e))

    def __call__(self, e: str, *keys: Any) -> Any:
        """Return what a table of constants comes to."""
        assert self.values is not None
        held = self.held(e, *keys)
        return self.settled(e, held, [self.values[number] for number, _ in held])


def masks_of(node: core.Table, keys: Sequence[Val]) -> tuple[tuple[index.Mask, ...], ...] | None:
    """Return the cells of all rows on packed keys, None where some have no such form."""
    rows: list[tuple[index.Mask, ...]] = []
    for row in node.rows:
        masks: list[index.Mask] = []
        for cell, key in zip(row.cells, keys, strict=True):
            mask = mask_of(cell, key)
            if mask is None:
                return None
            masks.append(mask)
        rows.append(tuple(masks))
    return tuple(rows)


#: The class of a packed key that is there.
PACKED: Mapping[str, type] = {
    "yes_no": bool,
    "text": str,
    "code": int,
    "number": int,
    "exact": Fraction,
    "date": date,
    "moment": datetime,
    "set": frozenset,
    "list": tuple,
    "record": tuple,
}


def table(wide: Wide, node: core.Table, absent: Sequence[bool]) -> Val:
    """Return what the rows that hold or may hold come to."""
    keys = [wide.value(key) for key in node.keys]
    cells = {type(cell) for row in node.rows for cell in row.cells}
    if not cells <= {core.Any, core.AbsentCell, core.OneOf, core.Range}:
        raise Unsupported("a cell of another kind")
    bodies: list[tuple[list[tuple[int, str]], Val]] = []
    for row in node.rows:
        with wide.inside(row.id), wide.out.aside() as within:
            val = wide.value(row.value)
        bodies.append((within, val))
    if node.otherwise is not None:
        with wide.inside(node.otherwise.id), wide.out.aside() as within:
            val = wide.value(node.otherwise.value)
        bodies.append((within, val))
    like = wide.together([val for _, val in bodies], node.type)
    constants = all(not within and val.const is not UNSET for within, val in bodies) and all(
        isinstance(value, core.Const)
        for value in (*(row.value for row in node.rows), *([node.otherwise.value] if node.otherwise else []))
    )
    values = None
    if constants:
        values = tuple(
            val.const * (like.scale // val.scale)
            if val.kind == like.kind == "number" and val.const is not ABSENT
            else val.const
            for _, val in bodies
        )
        if like.kind == "exact":
            raise AssertionError("constants have a scale")
    made = TableSite(
        node,
        tuple(absent),
        tuple(wide.out_of(key) for key in keys),
        tuple(PACKED[key.kind] for key in keys),
        wide.out_of(like),
        wide.into(like),
        values,
        masks_of(node, keys),
    )
    site = wide.emission.site(made, hashable=constants and all(map(is_hashable, (*keys, like))))
    codes = ", ".join([wide.e, *(key.code for key in keys)])
    if constants:
        return wide.named(f"{site}({codes})", like)
    held, found, number, guard = wide.fresh("l"), wide.fresh("l"), wide.fresh("n"), wide.fresh("g")
    wide.out.put(f"{held} = {site}.held({codes})")
    wide.out.put(f"{found} = []")
    wide.out.put(f"for {number}, {guard} in {held}:")
    wide.loops += 1
    with wide.out.deeper():
        for place, (within, val) in enumerate(bodies):
            wide.out.put(f"if {number} == {place}:")
            with wide.out.deeper():
                wide.out.place(within)
                wide.out.put(f"{found}.append({wide.fitted(val, like)})")
    wide.loops -= 1
    return wide.named(f"{site}.settled({wide.e}, {held}, {found})", like)
