"""Look-up tables and long matches in the fast path; counterpart `gaps/table.py`.

Goes in: the frame and a table or match. Comes out: a `Val`. Rows of a table have no order, so all that hold must agree;
where rows surely exclude each other the first one that holds is the one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policycore.compile import fast_values as fv
from policycore.compile.forms import Unsupported, Val, packed_constant
from policycore.core import nodes as core

if TYPE_CHECKING:
    from policycore.compile.fast import Frame


def table(frame: Frame, node: core.Table) -> Val:
    """Return the value on which all rows that hold agree."""
    keys: list[Val] = []
    for number, key in enumerate(node.keys):
        takes_absent = any(isinstance(row.cells[number], core.AbsentCell) for row in node.rows)
        val = frame.value(key) if takes_absent else frame.needed(key)
        keys.append(frame.atom(frame.kept(val)))
    return _collected(frame, node, keys)


def _collected(frame: Frame, node: core.Table, keys: list[Val]) -> Val:
    """Ask all rows; those that hold must say the same."""
    rows: list[tuple[str, list[tuple[int, str]], Val]] = []
    for row in node.rows:
        tests = [code for cell, key in zip(row.cells, keys, strict=True) if (code := holds(frame, cell, key)) != "True"]
        with frame.maybe() as inside:
            val = frame.kept(frame.value(row.value))
        rows.append((" and ".join(tests) or "True", inside, val))
    rest: tuple[list[tuple[int, str]], Val] | None = None
    if node.otherwise is not None:
        with frame.maybe() as inside:
            rest = inside, frame.kept(frame.value(node.otherwise.value))
    shape, codes = frame.together([val for *_, val in rows] + ([rest[1]] if rest else []), node.type)
    found = frame.fresh()
    frame.out.put(f"{found} = UNSET")
    for (test, inside, _), code in zip(rows, codes, strict=False):
        frame.out.put(f"if {test}:")
        with frame.branch():
            frame.out.place(inside)
            frame.out.put(f"if {found} is UNSET: {found} = {code}")
            frame.out.put(f"elif {found} != {code}: stop()")
    frame.out.put(f"if {found} is UNSET:")
    with frame.branch():
        if rest is None:
            frame.out.put("stop()")
        else:
            frame.out.place(rest[0])
            frame.out.put(f"{found} = {codes[-1]}")
    if shape.kind in ("record", "list"):
        raise Unsupported("a table of records")
    return Val(
        found, node.type, shape.kind, shape.scale, low=shape.low, high=shape.high, absent=shape.absent, atom=True
    )


def holds(frame: Frame, cell: core.Cell, key: Val) -> str:
    """Return the code of whether a cell holds for a key."""
    match cell:
        case core.Any():
            return "True"
        case core.AbsentCell():
            return f"{key.code} is ABSENT" if key.absent else "False"
        case core.OneOf():
            test = _one_of(frame, cell, key)
        case core.Range():
            test = _in_range(frame, cell, key)
        case _:
            raise Unsupported(f"{type(cell).__name__} is not compiled")
    return f"({key.code} is not ABSENT and {test})" if key.absent else test


def _one_of(frame: Frame, cell: core.OneOf, key: Val) -> str:
    if key.kind == "exact":
        values: list[Any] = [value for value in cell.values if not isinstance(value, bool | str)]
    elif key.kind == "number":
        values = []
        for value in cell.values:
            packed, scale = packed_constant(value, key.of)
            if key.scale % scale == 0:
                values.append(packed * (key.scale // scale))
    else:
        values = [packed_constant(value, key.of)[0] for value in cell.values]
    if key.kind == "yes_no" and len(values) == 1:
        return key.code if values[0] else f"not {key.code}"
    names = [frame.emission.module.constant(value) for value in values]
    if len(names) == 1:
        return f"{key.code} == {names[0]}"
    return f"{key.code} in {{{', '.join(names)}}}" if names else "False"


def _in_range(frame: Frame, cell: core.Range, key: Val) -> str:
    tests = []
    for end, inside, above in ((cell.low, cell.low_in, True), (cell.high, cell.high_in, False)):
        if end is None:
            continue
        sign: fv.Sign = (">=" if inside else ">") if above else ("<=" if inside else "<")
        bound = frame.constant_of(end, key.of)
        tests.append(fv.compare(sign, key, bound).code)
    return " and ".join(tests) or "True"


def indexed_match(frame: Frame, node: core.Match) -> Val | None:
    """Return the value of a long match by looking it up, None where asking one case after the other is as good."""
    return None
