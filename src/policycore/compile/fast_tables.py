"""Look-up tables and matches in the fast path; counterpart `gaps/table.py`.

Goes in: the frame and a table or match. Comes out: a `Val`. Where rows and cases ask whether keys lie in constant
cells, they become a tree (`index.py`): written out as nested conditions while it is small, else as data to look up in.
Rows of a table have no order, so all that hold must agree; where two that hold do not, it stops.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field

from policycore.compile import fast_values as fv
from policycore.compile import index
from policycore.compile.fast_guards import Guarded, guarded_cases
from policycore.compile.forms import UNSET, Unsupported, Val, packed_constant
from policycore.core import nodes as core
from policycore.types import Enum

if TYPE_CHECKING:
    from policycore.compile.fast import Frame

Lines: TypeAlias = "list[tuple[int, str]]"
#: So many leaves are written out as code; bigger trees are data.
MOST_LEAVES = 160
#: A value that is worked out may be written so many times over.
MOST_COPIES = 3


# --- tables ---


def table(frame: Frame, node: core.Table) -> Val:
    """Return the value on which all rows that hold agree."""
    keys: list[Val] = []
    for number, key in enumerate(node.keys):
        takes_absent = any(isinstance(row.cells[number], core.AbsentCell) for row in node.rows)
        val = frame.value(key) if takes_absent else frame.needed(key)
        keys.append(frame.atom(frame.kept(val)))
    found = _table_by_tree(frame, node, keys)
    return _table_row_by_row(frame, node, keys) if found is None else found


def _table_by_tree(frame: Frame, node: core.Table, keys: list[Val]) -> Val | None:
    rows = [_masks(row.cells, keys) for row in node.rows]
    known = [row for row in rows if row is not None]
    if len(known) < len(rows) or not rows:
        return None
    try:
        tree, order = index.tree_of(known, first_only=False)
    except index.TooBig:
        return None
    values = [row.value for row in node.rows]
    results: dict[tuple[int, ...], int] = {}
    for held in index.leaves_of(tree):
        if not held:
            results[held] = len(values) if node.otherwise is not None else STOPS
        elif len(held) == 1:
            results[held] = held[0]
        else:
            constants = [
                value.value if isinstance(value, core.Const) else UNSET for value in map(values.__getitem__, held)
            ]
            if UNSET in constants:
                return None  # which of them agree turns out for each record
            agree = all(type(each) is type(constants[0]) and each == constants[0] for each in constants)
            results[held] = held[0] if agree else STOPS
    expressions = values if node.otherwise is None else [*values, node.otherwise.value]
    bodies, vals = [], []
    for expression in expressions:
        with frame.maybe() as inside:
            val = frame.kept(frame.value(expression))
        bodies.append(inside)
        vals.append(val)
    shape, codes = frame.together(vals, node.type)
    writer = Writer(
        frame, tree, order, keys, results, [(body, (code,)) for body, code in zip(bodies, codes, strict=True)]
    )
    names = writer.write()
    if names is None:
        return None
    stops = writer.expression and any(result == STOPS for result in results.values())
    return Val(
        names[0],
        node.type,
        shape.kind,
        shape.scale,
        low=shape.low,
        high=shape.high,
        absent=shape.absent,
        atom=not writer.expression,
        stops=stops,
    )


def _masks(cells: Sequence[core.Cell], keys: Sequence[Val]) -> list[index.Mask] | None:
    found: list[index.Mask] = []
    for cell, key in zip(cells, keys, strict=True):
        mask = None if key.absent else mask_of(cell, key)
        if mask is None:
            return None
        found.append(mask)
    return found


def mask_of(cell: core.Cell, key: Val) -> index.Mask | None:
    """Return a cell as a mask on a packed key, None where it has none."""
    places = None
    if key.kind == "code":
        assert isinstance(key.of, Enum)
        places = {name: place for place, name in enumerate(key.of.names)}
    try:
        match key.kind:
            case "number":
                return index.mask_of(cell, key.scale, None, ordered=True)
            case "date" | "moment":
                return index.mask_of(cell, None, None, ordered=True)
            case "code" | "text" | "yes_no" if not isinstance(cell, core.Range):
                return index.mask_of(cell, None, places, ordered=False)
            case _:
                return None
    except (OverflowError, KeyError):
        return None  # a day after the last one; a name that is no member


def _table_row_by_row(frame: Frame, node: core.Table, keys: list[Val]) -> Val:
    """Ask all rows; those that hold must say the same."""
    rows: list[tuple[str, Lines, Val]] = []
    for row in node.rows:
        tests = [code for cell, key in zip(row.cells, keys, strict=True) if (code := holds(frame, cell, key)) != "True"]
        with frame.maybe() as inside:
            val = frame.kept(frame.value(row.value))
        rows.append((" and ".join(tests) or "True", inside, val))
    rest: tuple[Lines, Val] | None = None
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


# --- matches ---


def cases_by_tree(
    frame: Frame, node: core.Match, told: Callable[[str], str] | None, public: bool = False
) -> tuple[Val, str] | None:
    """Return the value of the first case that holds, and the name of its rules where `told` gives their code.

    None where the guards are not of the kind that a tree knows, or where asking one after the other is as good.
    """
    guarded = guarded_cases(frame, node)
    if guarded is None:
        return None
    try:
        tree, order = index.tree_of(guarded.rows, first_only=True)
    except index.TooBig:
        return None
    return _cases(frame, node, guarded, tree, order, told, public)


def _cases(
    frame: Frame,
    node: core.Match,
    guarded: Guarded,
    tree: index.Node,
    order: tuple[int, ...],
    told: Callable[[str], str] | None,
    public: bool,
) -> tuple[Val, str] | None:
    bodies, vals = [], []
    for case in guarded.cases:
        with frame.maybe() as inside:
            val = frame.kept(frame.value(case.value))
        bodies.append(inside)
        vals.append(val)
    shape, codes = frame.together(vals, node.type)
    if public:
        shape, codes = named_members(frame, vals, shape, codes)
    results = {held: held[0] if held else STOPS for held in index.leaves_of(tree)}
    assigned = [
        (body, (code,) if told is None else (code, told(case.id)))
        for body, code, case in zip(bodies, codes, guarded.cases, strict=True)
    ]
    writer = Writer(frame, tree, order, guarded.keys, results, assigned)
    names = writer.write()
    if names is None:
        return None
    val = Val(
        names[0],
        node.type,
        shape.kind,
        shape.scale,
        low=shape.low,
        high=shape.high,
        absent=shape.absent,
        atom=not writer.expression,
        stops=writer.expression and STOPS in results.values(),
    )
    return val, names[1] if told is not None else ""


def named_members(frame: Frame, vals: Sequence[Val], shape: Val, codes: list[str]) -> tuple[Val, list[str]]:
    """Return members as the names that they are told by, where nobody asks for their places."""
    if shape.kind != "code":
        return shape, codes
    assert isinstance(shape.of, Enum)
    members = shape.of.names
    names = frame.emission.module.constant(members)
    found = []
    for val, code in zip(vals, codes, strict=True):
        if isinstance(val.const, int):
            found.append(repr(members[val.const]))
        elif code in ("ABSENT", "stop()"):
            found.append(code)
        elif val.absent:
            held = frame.fresh()
            found.append(f"(ABSENT if ({held} := {code}) is ABSENT else {names}[{held}])")
        else:
            found.append(f"{names}[{code}]")
    return shape.but(kind="text"), found


# --- writing trees ---

#: The result of a leaf at which the fast path stops.
STOPS = -1


@define
class Writer:
    """Writes a tree of rows: what each result assigns, to how many names.

    Attributes:
        results: what a leaf comes to, by its rows: the number of what is assigned, or `STOPS`.
        assigned: the lines that a result needs, and the code of each value it assigns.
        expression: whether what was written is an expression to be used once, and nothing was assigned.
        open_end: whether some keys lead to nothing.
    """

    frame: Frame
    tree: index.Node
    order: Sequence[int]
    keys: Sequence[Val]
    results: dict[tuple[int, ...], int]
    assigned: Sequence[tuple[Lines, tuple[str, ...]]]
    expression: bool = False
    open_end: bool = False
    _names: list[str] = field(factory=list)
    _data: dict[tuple[int, int], Any] = field(factory=dict)
    _borders: dict[int, tuple[int, Any, bool]] = field(factory=dict)

    def write(self) -> list[str] | None:
        """Write the tree; returns the names that are assigned, None where it is not worth it."""
        leaves = index.size_of(self.tree)
        constant = all(not body and all(map(_is_constant, codes)) for body, codes in self.assigned)
        by_place = all(self.keys[column].kind == "code" for column in self.order)
        if constant and self.order and (by_place or leaves > MOST_LEAVES):
            return self._as_data(by_place)
        if leaves > (MOST_LEAVES if constant else MOST_COPIES * len(self.assigned)):
            return None
        self._names = [self.frame.fresh("vw"[min(place, 1)]) for place in range(len(self.assigned[0][1]))]
        self._code(self.tree)
        return self._names

    # --- as code ---

    def _result(self, node: index.Node) -> Any:
        """Return what tells nodes apart that lead to different results."""
        return self.results[node.rows] if isinstance(node, index.Leaf) else id(node)

    def _code(self, node: index.Node) -> None:
        match node:
            case index.Leaf():
                self._assign(self.results[node.rows])
            case index.ByOrder():
                key = self.keys[node.column]
                self._by_borders(key, list(node.borders), list(node.children))
            case index.ByName():
                key = self.keys[node.column]
                if key.kind == "code":
                    assert isinstance(key.of, Enum)
                    children = [node.children.get(place, node.other) for place in range(len(key.of.names))]
                    self._by_borders(key, list(range(1, len(children))), children)
                else:
                    self._by_name(key, node)

    def _assign(self, result: int) -> None:
        if result == STOPS:
            self.frame.out.put("stop()")
            return
        body, codes = self.assigned[result]
        self.frame.out.place(body)
        self.frame.out.put("; ".join(f"{name} = {code}" for name, code in zip(self._names, codes, strict=True)))

    def _by_borders(self, key: Val, borders: list[Any], children: list[index.Node]) -> None:
        """Write a choice by borders, asking the middle one first."""
        low, high = _ends(key)
        while borders and low is not None and borders[0] <= low:
            del borders[0], children[0]
        while borders and high is not None and borders[-1] > high:
            del borders[-1], children[-1]
        kept_borders, kept = [], [children[0]]
        for border, child in zip(borders, children[1:], strict=True):
            if self._result(child) != self._result(kept[-1]):
                kept_borders.append(border)
                kept.append(child)
        self._halves(key, kept_borders, kept)

    def _halves(self, key: Val, borders: Sequence[Any], children: Sequence[index.Node]) -> None:
        if not borders:
            self._code(children[0])
            return
        middle = len(borders) // 2
        border = self.frame.emission.module.constant(borders[middle])
        self.frame.out.put(f"if {key.code} < {border}:")
        with self.frame.branch():
            self._halves(key, borders[:middle], children[: middle + 1])
        self.frame.out.put("else:")
        with self.frame.branch():
            self._halves(key, borders[middle + 1 :], children[middle + 1 :])

    def _by_name(self, key: Val, node: index.ByName) -> None:
        groups: dict[Any, tuple[index.Node, list[Any]]] = {}
        for value, child in node.children.items():
            groups.setdefault(self._result(child), (child, []))[1].append(value)
        rest = groups.pop(self._result(node.other), None)
        word = "if"
        for child, values in groups.values():
            if key.kind == "yes_no":
                test = key.code if values[0] else f"not {key.code}"
                test = "True" if len(values) == 2 else test
            else:
                names = [self.frame.emission.module.constant(value) for value in values]
                test = f"{key.code} == {names[0]}" if len(names) == 1 else f"{key.code} in {{{', '.join(names)}}}"
            self.frame.out.put(f"{word} {test}:")
            with self.frame.branch():
                self._code(child)
            word = "elif"
        if word == "if":
            self._code(node.other if rest is None else rest[0])
            return
        self.frame.out.put("else:")
        with self.frame.branch():
            self._code(node.other)

    # --- as data ---

    def _as_data(self, by_place: bool) -> list[str]:
        data = self.frame.emission.module.bind("K", self._look_up(self.tree, 0))
        single = len(self.assigned[0][1]) == 1
        if by_place and single and not self.open_end:
            self.expression = True
            return [data + "".join(f"[{self.keys[column].code}]" for column in self.order)]
        out = self.frame.out
        code = data
        for column in self.order:
            key = self.keys[column].code
            match self.keys[column].kind:
                case "code" | "yes_no":
                    code = f"{code}[{key}]"
                case "text":
                    named, others = self.frame.fresh(), self.frame.fresh()
                    out.put(f"{named}, {others} = {code}")
                    code = f"{named}.get({key}, {others})"
                case _ if self._single(column):
                    below, above = self.frame.fresh(), self.frame.fresh()
                    border = self._border(column)
                    if border is None:
                        border = self.frame.fresh()
                        out.put(f"{border}, {below}, {above} = {code}")
                    else:
                        out.put(f"{below}, {above} = {code}")
                    code = f"({below} if {key} < {border} else {above})"
                case _:
                    borders, pieces = self.frame.fresh(), self.frame.fresh()
                    out.put(f"{borders}, {pieces} = {code}")
                    code = f"{pieces}[bisect_right({borders}, {key})]"
        found = self.frame.fresh()
        out.put(f"{found} = {code}")
        if self.open_end:
            self.frame.out.put(f"if {found} is UNSET: stop()")
        if single:
            return [found]
        names = [self.frame.fresh("vw"[min(place, 1)]) for place in range(len(self.assigned[0][1]))]
        self.frame.out.put(f"{', '.join(names)} = {found}")
        return names

    def _single(self, column: int) -> bool:
        """Return whether no choice by a column has more than one border, so that one comparison is enough."""
        if not self._borders:
            self._borders = index.borders_of(self.tree)
        return self._borders.get(column, (2, None, False))[0] == 1

    def _border(self, column: int) -> str | None:
        """Return the code of the border that all choices by a column have, None where they have several."""
        _, border, differ = self._borders[column]
        return None if differ else self.frame.emission.module.constant(border)

    def _look_up(self, node: index.Node, level: int) -> Any:
        known = (id(node), level)
        if known not in self._data:
            self._data[known] = self._make(node, level)
        return self._data[known]

    def _make(self, node: index.Node, level: int) -> Any:
        if level == len(self.order):
            assert isinstance(node, index.Leaf)
            result = self.results[node.rows]
            if result == STOPS:
                self.open_end = True
                return UNSET
            values = tuple(_constant_of(code, self.frame) for code in self.assigned[result][1])
            return values[0] if len(values) == 1 else values
        column = self.order[level]
        key = self.keys[column]
        mine = not isinstance(node, index.Leaf) and node.column == column
        match key.kind:
            case "code":
                assert isinstance(key.of, Enum)
                if isinstance(node, index.ByName) and mine:
                    return tuple(
                        self._look_up(node.children.get(place, node.other), level + 1)
                        for place in range(len(key.of.names))
                    )
                return (self._look_up(node, level + 1),) * len(key.of.names)
            case "yes_no":
                if isinstance(node, index.ByName) and mine:
                    return tuple(
                        self._look_up(node.children.get(truth, node.other), level + 1) for truth in (False, True)
                    )
                return (self._look_up(node, level + 1),) * 2
            case "text":
                if isinstance(node, index.ByName) and mine:
                    children = {value: self._look_up(child, level + 1) for value, child in node.children.items()}
                    return children, self._look_up(node.other, level + 1)
                return {}, self._look_up(node, level + 1)
            case _ if self._single(column):
                if isinstance(node, index.ByOrder) and mine:
                    below, above = (self._look_up(child, level + 1) for child in node.children)
                else:
                    below = above = self._look_up(node, level + 1)
                _, border, differ = self._borders[column]
                if not differ:
                    return below, above
                return node.borders[0] if isinstance(node, index.ByOrder) and mine else border, below, above
            case _:
                if isinstance(node, index.ByOrder) and mine:
                    return node.borders, tuple(self._look_up(child, level + 1) for child in node.children)
                return (), (self._look_up(node, level + 1),)


def _ends(key: Val) -> tuple[Any, Any]:
    """Return the lowest and highest packed value that a key may have, as far as that is known."""
    if key.kind != "number":
        return None, None
    low = None if key.low is None else -((-key.low * key.scale).__floor__())
    high = None if key.high is None else (key.high * key.scale).__floor__()
    return low, high


#: Codes of constants: numbers, texts, rules, names that the module holds.
_CONSTANT = re.compile(r"-?\d+|\(-\d+\)|True|False|ABSENT|K\d+|'[^'\\]*'|\((?:'[^'\\]*',? ?)+\)")


def _is_constant(code: str) -> bool:
    return _CONSTANT.fullmatch(code) is not None


def _constant_of(code: str, frame: Frame) -> Any:
    names = frame.emission.module.names
    return names[code] if code in names else literal_eval(code)
