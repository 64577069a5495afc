"""The AST of what stands inside statements: names, expressions, data and types. `syntax.ast` hands all of it on."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen

from policycore.node import Node
from policycore.source import NOWHERE, Span


@frozen(eq=False, repr=False)
class Ident(Node):
    """A name, without the backticks it may have stood in."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Str(Node):
    """A text in quotes, escapes resolved."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Cite(Node):
    """`@ "place"` or `@ document "place"`."""

    document: Ident | None
    place: Str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Head(Node):
    """What every named statement starts with: `name "label" / "标签" for Record @ "source" note "…"`."""

    name: Ident
    labels: tuple[Str, ...] = ()
    scope: Ident | None = None
    cite: Cite | None = None
    note: Str | None = None


@frozen(eq=False, repr=False)
class Comment(Node):
    """`# text` to the end of the line; `text` holds the sign. `own_line`: only space stands before it."""

    text: str
    own_line: bool
    span: Span = field(default=NOWHERE, eq=False, repr=False)


# --- expressions ---


@frozen(eq=False, repr=False)
class NumberLit(Node):
    """`500万 CNY`, `90%`, `5_000_000`, `3.5 months`: digits as written, scale if any, unit in the singular."""

    digits: str
    scale: Literal["", "万", "亿"] = ""
    percent: bool = False
    unit: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class DateLit(Node):
    """`2024-03-01`, kept as text: the checker says whether the day exists."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class MomentLit(Node):
    """`2024-03-01 10:00` or with seconds; one space in `text`."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class TextLit(Node):
    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class YesNoLit(Node):
    value: bool
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class MarkLit(Node):
    """The words `absent`, `unknown`, `not stated`."""

    kind: Literal["absent", "unknown", "not_stated"]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Name(Node):
    """A name in an expression: a field, statement, parameter, element, member of an enumeration, or `as_of`."""

    name: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Attr(Node):
    """`of.name`."""

    of: Expr
    name: Ident
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Index(Node):
    """`of[key, key]`."""

    of: Expr
    keys: tuple[Expr, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Call(Node):
    """`function(args over list as alias where condition)`; `count(xs as x where c)` has the list as its argument."""

    function: Ident
    args: tuple[Expr, ...]
    over: Expr | None = None
    alias: Ident | None = None
    where: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Neg(Node):
    operand: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Arith(Node):
    """`first + a - b` or `first * a / b`, one precedence level, as written from left to right."""

    first: Expr
    rest: tuple[tuple[Literal["+", "-", "*", "/"], Expr], ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Per(Node):
    """`amount per quantity`, or `amount per full step of quantity`."""

    amount: Expr
    quantity: Expr
    full: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class At(Node):
    """`parameter at date`."""

    of: Expr
    date: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class TimeLit(Node):
    """`17:00` or `17:00:30`, kept as text: a time of day, only in deadlines and behind `at`."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class AtTime(Node):
    """`day at 17:00`: the moment of a day."""

    of: Expr
    time: TimeLit
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Compare(Node):
    """A chain: `40 <= score < 75`."""

    first: Expr
    rest: tuple[tuple[Literal["=", "!=", "<", "<=", ">", ">="], Expr], ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class RangeLit(Node):
    """`low .. high`, both ends in."""

    low: Expr
    high: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class SetLit(Node):
    """`{a, b, 3..5}` after `in`."""

    items: tuple[Expr | RangeLit, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class In(Node):
    """`operand in {…}` or `operand in set`."""

    operand: Expr
    container: SetLit | Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Test(Node):
    """`operand is present`, `absent`, `known`, `unknown`."""

    operand: Expr
    word: Literal["present", "absent", "known", "unknown"]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Within(Node):
    """`operand within amount before anchor` (or `after`)."""

    operand: Expr
    amount: Expr
    direction: Literal["before", "after"]
    anchor: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Not(Node):
    operand: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Junction(Node):
    """`a and b and c` or `a or b`; the two are never mixed on one level."""

    word: Literal["and", "or"]
    operands: tuple[Expr, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Part(Node):
    """A member of a part list, with the author's name for it where there is one."""

    name: Ident | None
    condition: Expr


@frozen(eq=False, repr=False)
class PartList(Node):
    """`all of { name: e, f }`, `any of { … }`, `at least 2 of { … }`."""

    kind: Literal["all", "any", "at_least"]
    parts: tuple[Part, ...]
    count: int = 0
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class If(Node):
    """`if condition then then else otherwise`; chains nest in `otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class AnyCell(Node):
    """The word `any` in a table cell."""

    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class CompareCell(Node):
    """`<= 3 months` in a table cell."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


Cell: TypeAlias = "AnyCell | CompareCell | RangeLit | SetLit | Expr"


@frozen(eq=False, repr=False)
class TableRow(Node):
    """`when cell, cell : value`."""

    cells: tuple[Cell, ...]
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class TableExpr(Node):
    """`table key, key { when … : value  otherwise : value }`."""

    keys: tuple[Expr, ...]
    rows: tuple[TableRow, ...]
    otherwise: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


Expr: TypeAlias = (
    "NumberLit | DateLit | MomentLit | TextLit | YesNoLit | MarkLit | Name | Attr | Index | Call | Neg | Arith | Per"
    " | At | AtTime | Compare | In | Test | Within | Not | Junction | PartList | If | TableExpr"
)

# --- data in examples and parameters ---


@frozen(eq=False, repr=False)
class RecordLit(Node):
    """`{ field: value, field: value }`; also the table of a keyed parameter. A field may be a path (`a.b`)."""

    items: tuple[tuple[Ident, Data], ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Times(Node):
    """`850 times { … }` in a list."""

    count: int
    value: Data
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class ListLit(Node):
    """`[a, b, 3 times c]`; a list or a set."""

    items: tuple[Data | Times, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


Data: TypeAlias = "RecordLit | ListLit | Expr"
"""Of the expressions only literals, names, negative numbers and marks may stand as data."""

# --- types ---


@frozen(eq=False, repr=False)
class NamedType(Node):
    """`text`, `number(t)`, `money(CNY)`, `Grade`, `Customer`; the builtin names in English."""

    name: Ident
    unit: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class EnumItem(Node):
    name: Ident
    labels: tuple[Str, ...] = ()
    cite: Cite | None = None


@frozen(eq=False, repr=False)
class EnumTypeExpr(Node):
    """`{a, b}`, `{a > b}`, `{a < b}`, `{a, b, ...}`; `sign` is the written one."""

    items: tuple[EnumItem, ...]
    sign: Literal[",", ">", "<"] = ","
    open: bool = False
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class ListOf(Node):
    element: TypeExpr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class SetOf(Node):
    element: TypeExpr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


TypeExpr: TypeAlias = "NamedType | EnumTypeExpr | ListOf | SetOf"


@frozen(eq=False, repr=False)
class Bound(Node):
    """`at least 0`, `at most 9`, `more than 0`, `less than 1`, `2..25` (`between`, with `high`)."""

    kind: Literal["at_least", "at_most", "more_than", "less_than", "between"]
    value: Expr
    high: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)
