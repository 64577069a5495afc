"""Tables in the general path: keys that are there rule out rows the plain way, open ones by `gaps/table.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve, field, frozen

from policycore.compile.forms import UNSET, Unsupported, Val
from policycore.compile.sites import Site
from policycore.core import nodes as core
from policycore.gaps.ops import all_hold
from policycore.gaps.table import HeldRow, cell_holds, one_of_rows, read_key
from policycore.values import ABSENT, Gap, Outcome

if TYPE_CHECKING:
    from policycore.compile.general import Wide

Turn: TypeAlias = "Callable[[Any], Any]"


@frozen(eq=False, repr=False)
class TableSite(Site):
    """A table. `rest` is the id of what holds otherwise, "" where nothing does."""

    node: core.Table
    absent: tuple[bool, ...]
    keys: tuple[Turn, ...]
    out: Turn
    result: Turn
    values: tuple[Any, ...] | None
    _known: dict[Any, Any] = field(factory=dict)

    def held(self, e: str, *keys: Any) -> list[tuple[int, Any]]:
        """Return the rows that hold or may hold, with whether they do; the number after the last is `otherwise`."""
        node = self.node
        at = node.id + e
        read = [
            read_key(turn(key), of.type, absent, at)
            for turn, key, of, absent in zip(self.keys, keys, node.keys, self.absent, strict=True)
        ]
        plain = [not isinstance(key, Gap) for key in read]
        order = sorted(range(len(read)), key=lambda number: not plain[number])
        found: list[tuple[int, Any]] = []
        sure = False
        for number, row in enumerate(node.rows):
            cells: list[Outcome] = []
            for place in order:
                holds = cell_holds(row.cells[place], read[place])
                if holds is False:
                    break
                cells.append(holds)
            else:
                guard = all_hold(cells)
                if guard is not False:
                    found.append((number, guard))
                    sure = sure or guard is True
        if node.otherwise is not None and not sure:
            found.append((len(node.rows), True))
        return found

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
        """Return what a table of constants comes to; what it says of the same keys is remembered."""
        assert self.values is not None
        plain = all(key.__class__ is not Gap for key in keys)
        if plain:
            known = self._known.get(keys, self)
            if known is not self:
                return known
        held = self.held(e, *keys)
        found = self.settled(e, held, [self.values[number] for number, _ in held])
        if plain and found.__class__ is not Gap and len(self._known) < MOST_REMEMBERED:
            self._known[keys] = found
        return found


#: So many combinations of keys are remembered per table.
MOST_REMEMBERED = 1000


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
        wide.out_of(like),
        wide.into(like),
        values,
    )
    site = wide.emission.site(made)
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
    return wide.named(f"{site}.settled({wide.e}, {held}, {found})", evolve(like))
