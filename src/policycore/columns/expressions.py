"""Expressions over columns of 64-bit integers, truth values and texts: what every engine can work out alike.

`Builder` makes them, each different one once, and keeps for every integer the interval it lies in; a step that could
leave 64 bits raises `Beyond`, so that nothing that is built can overflow. A null is a value that is open (or absent,
which who reads it knows): comparisons and arithmetic pass it on, `and` and `or` decide in spite of it where they can,
and a case whose guard is null is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from attrs import define, field, frozen

Kind = Literal["int", "bool", "text"]
Operation = Literal[
    "input", "literal", "add", "sub", "mul", "floordiv", "mod", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not",
    "is_null", "case", "one_of", "search", "lookup", "as_int", "least", "greatest"
]  # fmt: skip
Plain: TypeAlias = "int | bool | str | None"

LOWEST, HIGHEST = -(2**63), 2**63 - 1


class Beyond(Exception):  # not a failure: this part goes row by row
    """This part has no exact form in columns. `why` is a word of `reasons.WHY`, `subject` what it is about."""

    def __init__(self, why: str, subject: str = "") -> None:
        super().__init__(why, subject)
        self.why = why
        self.subject = subject


@frozen(eq=False)
class Expression:
    """A node of the graph of expressions; made by `Builder` only.

    Attributes:
        number: its place among those of its builder; operands have lower ones.
        op: what it does with its operands.
        args: the operands. Of a `case` guard, value, guard, value, …, and what holds otherwise.
        data: name of an input, value of a literal, members of `one_of`, cuts of `search`, values of `lookup`.
        kind: what comes out.
        low, high: ends of what an integer may be, both in.
        nullable: whether it may be null.
    """

    number: int
    op: Operation
    args: tuple[Expression, ...]
    data: Plain | tuple[Plain, ...]
    kind: Kind
    low: int = 0
    high: int = 0
    nullable: bool = False

    @property
    def literal(self) -> bool:
        return self.op == "literal"


@define
class Builder:
    """Makes expressions, folding what is constant, each different one once."""

    nodes: dict[object, Expression] = field(factory=dict)

    def _node(
        self,
        op: Operation,
        args: tuple[Expression, ...],
        data: Plain | tuple[Plain, ...],
        kind: Kind,
        nullable: bool,
        low: int = 0,
        high: int = 0,
    ) -> Expression:
        if kind == "int" and (low < LOWEST or high > HIGHEST):
            raise Beyond("overflow")
        key = (op, tuple(arg.number for arg in args), data, type(data), kind, low, high)
        found = self.nodes.get(key)
        if found is None:
            found = Expression(len(self.nodes), op, args, data, kind, low, high, nullable)
            self.nodes[key] = found
        return found

    # --- leaves ---

    def input(self, name: str, kind: Kind, nullable: bool, low: int = 0, high: int = 0) -> Expression:
        """Return the column `name`, of which integers lie between `low` and `high`."""
        return self._node("input", (), name, kind, nullable, low, high)

    def number(self, value: int) -> Expression:
        return self._node("literal", (), value, "int", False, value, value)

    def truth(self, value: bool) -> Expression:
        return self._node("literal", (), value, "bool", False)

    def text(self, value: str) -> Expression:
        return self._node("literal", (), value, "text", False)

    def null(self, kind: Kind) -> Expression:
        return self._node("literal", (), None, kind, True)

    # --- integers ---

    def add(self, a: Expression, b: Expression) -> Expression:
        if _null(a) or _null(b):
            return self.null("int")
        if a.literal and b.literal:
            return self.number(_int(a) + _int(b))
        if b.literal and _int(b) == 0:
            return a
        if a.literal and _int(a) == 0:
            return b
        return self._node("add", (a, b), None, "int", a.nullable or b.nullable, a.low + b.low, a.high + b.high)

    def sub(self, a: Expression, b: Expression) -> Expression:
        if _null(a) or _null(b):
            return self.null("int")
        if a.literal and b.literal:
            return self.number(_int(a) - _int(b))
        if b.literal and _int(b) == 0:
            return a
        return self._node("sub", (a, b), None, "int", a.nullable or b.nullable, a.low - b.high, a.high - b.low)

    def mul(self, a: Expression, b: Expression) -> Expression:
        if _null(a) or _null(b):
            return self.null("int")
        if a.literal and b.literal:
            return self.number(_int(a) * _int(b))
        for one, other in ((a, b), (b, a)):
            if one.literal and _int(one) == 1:
                return other
        ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return self._node("mul", (a, b), None, "int", a.nullable or b.nullable, min(ends), max(ends))

    def floordiv(self, a: Expression, b: Expression) -> Expression:
        """Return the quotient rounded down. `b` must be more than 0."""
        assert b.low > 0 or _null(b)
        if _null(a) or _null(b):
            return self.null("int")
        if a.literal and b.literal:
            return self.number(_int(a) // _int(b))
        if b.literal and _int(b) == 1:
            return a
        ends = [x // y for x in (a.low, a.high) for y in (b.low, b.high)]
        return self._node("floordiv", (a, b), None, "int", a.nullable or b.nullable, min(ends), max(ends))

    def mod(self, a: Expression, b: int) -> Expression:
        """Return what is left over by a positive number: at least 0, less than `b`."""
        if _null(a):
            return a
        if a.literal:
            return self.number(_int(a) % b)
        if a.low >= 0 and a.high < b:
            return a
        return self._node("mod", (a, self.number(b)), None, "int", a.nullable, 0, b - 1)

    def extreme(self, op: Literal["least", "greatest"], a: Expression, b: Expression) -> Expression:
        """Return the lesser or the greater of two; null where either is."""
        if _null(a) or _null(b):
            return self.null("int")
        if a is b:
            return a
        if op == "least":
            low, high = min(a.low, b.low), min(a.high, b.high)
            if not a.nullable and not b.nullable and (a.high <= b.low or b.high <= a.low):
                return a if a.high <= b.low else b
        else:
            low, high = max(a.low, b.low), max(a.high, b.high)
            if not a.nullable and not b.nullable and (a.low >= b.high or b.low >= a.high):
                return a if a.low >= b.high else b
        if not a.nullable and not b.nullable:
            parts = dict.fromkeys([*(a.args if a.op == op else (a,)), *(b.args if b.op == op else (b,))])
            return self._node(op, tuple(parts), None, "int", False, low, high)
        # Engines skip nulls in their own least and greatest, so this is a case.
        first = self.compare("le" if op == "least" else "ge", a, b)
        return self.bounded(self.case([(first, a)], b), low, high)

    def bounded(self, node: Expression, low: int, high: int) -> Expression:
        """Return the integers with the narrower interval that the caller knows of."""
        low, high = max(node.low, low), min(node.high, high)
        if node.literal or low > high or (node.low == low and node.high == high):
            return node
        return self._node(node.op, node.args, node.data, node.kind, node.nullable, low, high)

    def as_int(self, a: Expression) -> Expression:
        """Return 1 for yes and 0 for no."""
        if a.literal:
            return self.null("int") if _null(a) else self.number(int(bool(a.data)))
        return self._node("as_int", (a,), None, "int", a.nullable, 0, 1)

    # --- yes and no ---

    def compare(self, op: Literal["eq", "ne", "lt", "le", "gt", "ge"], a: Expression, b: Expression) -> Expression:
        if _null(a) or _null(b):
            return self.null("bool")
        if a.literal and b.literal:
            return self.truth(_compared(op, a.data, b.data))
        if a.kind == "int" and not a.nullable and not b.nullable:
            known = _known(op, a, b)
            if known is not None:
                return self.truth(known)
        if a.kind == "bool" and b.literal:
            same = a if b.data else self.invert(a)
            return same if op == "eq" else self.invert(same)
        return self._node(op, (a, b), None, "bool", a.nullable or b.nullable)

    def one_of(self, a: Expression, values: Iterable[Plain]) -> Expression:
        listed = tuple(sorted(set(values), key=lambda value: (str(type(value)), value)))
        if _null(a):
            return self.null("bool")
        if a.literal:
            return self.truth(a.data in listed)
        if not listed:
            return self.when_known(a, self.truth(False))
        if a.kind == "bool":
            if len(listed) == 2:
                return self.when_known(a, self.truth(True))
            return a if listed[0] else self.invert(a)
        if a.kind == "int":
            inside = [v for v in listed if isinstance(v, int) and a.low <= v <= a.high]
            if not inside:
                return self.when_known(a, self.truth(False))
            if len(inside) == a.high - a.low + 1:
                return self.when_known(a, self.truth(True))
            if inside[-1] - inside[0] + 1 == len(inside) and len(inside) > 1:
                ends = [self.compare("ge", a, self.number(inside[0])), self.compare("le", a, self.number(inside[-1]))]
                return self.conjunction(ends)
            listed = tuple(inside)
        if len(listed) == 1:
            literal = self.text(listed[0]) if isinstance(listed[0], str) else self.number(int(listed[0] or 0))
            return self.compare("eq", a, literal)
        return self._node("one_of", (a,), listed, "bool", a.nullable)

    def conjunction(self, parts: Iterable[Expression]) -> Expression:
        """Return whether all hold: no as soon as one is no, null where that depends on a null."""
        return self._junction("and", parts, True)

    def disjunction(self, parts: Iterable[Expression]) -> Expression:
        """Return whether any holds."""
        return self._junction("or", parts, False)

    def _junction(self, op: Literal["and", "or"], parts: Iterable[Expression], idle: bool) -> Expression:
        kept: dict[Expression, None] = {}
        for part in parts:
            if part.literal and part.data is (not idle):
                return part
            if part.literal and part.data is idle:
                continue
            for inner in part.args if part.op == op else (part,):
                kept[inner] = None
        if not kept:
            return self.truth(idle)
        if len(kept) == 1:
            return next(iter(kept))
        return self._node(op, tuple(kept), None, "bool", any(part.nullable for part in kept))

    def invert(self, a: Expression) -> Expression:
        if a.literal:
            return self.null("bool") if _null(a) else self.truth(not a.data)
        if a.op == "not":
            return a.args[0]
        return self._node("not", (a,), None, "bool", a.nullable)

    def is_null(self, a: Expression) -> Expression:
        if _null(a):
            return self.truth(True)
        if not a.nullable:
            return self.truth(False)
        return self._node("is_null", (a,), None, "bool", False)

    # --- choices ---

    def case(self, cases: Sequence[tuple[Expression, Expression]], otherwise: Expression) -> Expression:
        """Return the value of the first guard that holds; null where a guard that is asked is null."""
        whens: list[tuple[Expression, Expression]] = []
        for guard, value in cases:
            if guard.literal and guard.data is False:
                continue
            if guard.nullable:
                whens.append((self.is_null(guard), self.null(value.kind)))
                if _null(guard):
                    otherwise = self.null(value.kind)
                    break
            if guard.literal and guard.data is True:
                otherwise = value
                break
            whens.append((guard, value))
        while whens and whens[-1][1] is otherwise:
            whens.pop()
        if not whens:
            return otherwise
        values = [value for _, value in whens] + [otherwise]
        kind = otherwise.kind
        known = [value for value in values if not _null(value)]
        nullable = any(value.nullable for value in values)
        if kind == "bool" and len(whens) == 1 and not whens[0][0].nullable and not nullable:
            guard, value = whens[0]
            if value.literal and otherwise.literal:
                return guard if value.data else self.invert(guard)
        low = min((value.low for value in known), default=0)
        high = max((value.high for value in known), default=0)
        args = (*(part for when in whens for part in when), otherwise)
        return self._node("case", args, None, kind, nullable, low, high)

    def when_known(self, a: Expression, value: Expression) -> Expression:
        """Return `value`, null where `a` is."""
        return self.case([(self.is_null(a), self.null(value.kind))], value) if a.nullable else value

    # --- looking up ---

    def search(self, a: Expression, cuts: Sequence[int]) -> Expression:
        """Return how many of the cuts, which rise, are at most `a`."""
        if _null(a):
            return self.null("int")
        skipped = sum(cut <= a.low for cut in cuts)
        inside = tuple(cut for cut in cuts if a.low < cut <= a.high)
        if not inside:
            return self.when_known(a, self.number(skipped))
        found = self._node("search", (a,), inside, "int", a.nullable, 0, len(inside))
        return self.add(found, self.number(skipped))

    def lookup(self, index: Expression, values: Sequence[int | None]) -> Expression:
        """Return the value at `index`, counted from 0, which lies among the values."""
        if _null(index):
            return index
        values = tuple(values)
        known = [value for value in values if value is not None]
        if not known:
            return self.null("int")
        if len(set(values)) == 1:
            return self.when_known(index, self.number(known[0]))
        if values == tuple(range(len(values))):
            return index
        if index.literal:
            found = values[_int(index)]
            return self.null("int") if found is None else self.number(found)
        if index.op == "case" and all(value.literal for value in (*index.args[1::2], index.args[-1])):
            return self._looked_up_early(index, values)
        nullable = index.nullable or len(known) < len(values)
        return self._node("lookup", (index,), values, "int", nullable, min(known), max(known))

    def _looked_up_early(self, index: Expression, values: Sequence[int | None]) -> Expression:
        """Return a case of places in a list as a case of what stands there."""

        def at(place: Expression) -> Expression:
            found = None if _null(place) else values[_int(place)]
            return self.null("int") if found is None else self.number(found)

        cases = [(guard, at(place)) for guard, place in zip(index.args[:-1:2], index.args[1::2], strict=True)]
        return self.case(cases, at(index.args[-1]))


def _null(a: Expression) -> bool:
    return a.op == "literal" and a.data is None


def _int(a: Expression) -> int:
    assert isinstance(a.data, int)
    return a.data


def _compared(op: str, a: object, b: object) -> bool:
    match op:
        case "eq":
            return a == b
        case "ne":
            return a != b
        case "lt":
            return a < b  # type: ignore[operator,no-any-return]  # literals of one kind
        case "le":
            return a <= b  # type: ignore[operator,no-any-return]  # literals of one kind
        case "gt":
            return a > b  # type: ignore[operator,no-any-return]  # literals of one kind
        case _:
            return a >= b  # type: ignore[operator,no-any-return]  # literals of one kind


def _known(op: str, a: Expression, b: Expression) -> bool | None:
    """Return what a comparison says for all integers of two intervals, None where it depends."""
    below, above = a.high < b.low, a.low > b.high
    match op:
        case "eq" | "ne":
            return None if not (below or above) else op == "ne"
        case "lt":
            return True if below else False if a.low >= b.high else None
        case "le":
            return True if a.high <= b.low else False if above else None
        case "gt":
            return True if above else False if a.high <= b.low else None
        case _:
            return True if a.low >= b.high else False if below else None


def reachable(roots: Iterable[Expression]) -> Iterator[Expression]:
    """Yield all expressions that the roots need, each once, operands before who reads them."""
    found: set[Expression] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.args)
    yield from sorted(found, key=lambda node: node.number)
