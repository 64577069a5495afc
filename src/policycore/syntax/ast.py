"""The AST: what the author wrote, and nothing of what it means.

The parser makes it, the formatter prints it, the checker reads it. Frozen data; spans take no part in equality, so that
two texts of one meaning-free shape give equal trees. Both keyword languages give the same tree: words that are known
by their place (settings, types, functions, units, statuses, words after a dot) stand in it in the English singular,
unless the file itself declares a name of that spelling. Parentheses leave no node; comments are kept beside the tree.
"""

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
    " | At | Compare | In | Test | Within | Not | Junction | PartList | If | TableExpr"
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


# --- statements ---


@frozen(eq=False, repr=False)
class SettingRange(Node):
    """`2024-01-01 .. 2024-12-31`, or `from 2024-01-01` (`high` None)."""

    low: Expr
    high: Expr | None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Setting(Node):
    """`name: value, value` in braces of `policy` and `unit`. Names and known values stand in English."""

    name: Ident
    values: tuple[Ident | Str | Expr | SettingRange, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Policy(Node):
    head: Head
    settings: tuple[Setting, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Use(Node):
    names: tuple[Ident, ...]
    path: Str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Field(Node):
    """`key? name "label" @ "source" note "…" : judged? type bounds optional? default v? marks a b, c?`"""

    head: Head
    type: TypeExpr
    key: bool = False
    judged: bool = False
    bounds: tuple[Bound, ...] = ()
    optional: bool = False
    default: Data | None = None
    marks: tuple[tuple[Ident, ...], ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Record(Node):
    head: Head
    fields: tuple[Field, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Choice(Node):
    head: Head
    type: EnumTypeExpr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Unit(Node):
    """`unit kg "kilogram" = 0.001 t { decimals: 3 }`."""

    head: Head
    equals: Expr | None = None
    settings: tuple[Setting, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Actor(Node):
    head: Head
    holder: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class DatedEntry(Node):
    """`from 2024-01-01 = value @ "notice" note "…"`."""

    start: Expr
    value: Data
    cite: Cite | None = None
    note: Str | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Parameter(Node):
    """`value` is one value, `entries` dated ones, and with neither it is *not stated*."""

    head: Head
    type: TypeExpr
    keys: tuple[Ident, ...] = ()
    bounds: tuple[Bound, ...] = ()
    value: Data | None = None
    entries: tuple[DatedEntry, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Alternative(Node):
    head: Head
    chosen: bool = False


@frozen(eq=False, repr=False)
class Reading(Node):
    head: Head
    alternatives: tuple[Alternative, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Define(Node):
    head: Head
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Each(Node):
    """`for each p in list where condition`."""

    name: Ident
    over: Expr
    where: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Require(Node):
    head: Head
    condition: Expr
    actor: Ident | None = None
    modality: Literal["must", "must_not", "should", "may"] | None = None
    each: Each | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class FromMark(Node):
    """`16..25 from role_mark`."""

    low: Expr
    high: Expr
    mark: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Band(Node):
    """`band name when c : value`, or with `otherwise` in place of the condition (`when` None)."""

    head: Head
    when: Expr | None
    value: Expr | FromMark
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Factor(Node):
    """`factor name weight 60% = value` or with bands."""

    head: Head
    weight: Expr | None = None
    value: Expr | FromMark | None = None
    bands: tuple[Band, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Line(Node):
    """`award` or `deduct`."""

    kind: Literal["award", "deduct"]
    head: Head
    value: Expr
    each: Each | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Clamp(Node):
    """`cap 100` or `floor 0`."""

    kind: Literal["cap", "floor"]
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Waive(Node):
    head: Head
    covering: tuple[Ident, ...]
    when: Expr
    by: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Group(Node):
    head: Head
    items: tuple[ScoreItem, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


ScoreItem: TypeAlias = "Factor | Line | Clamp | Waive | Group"


@frozen(eq=False, repr=False)
class Score(Node):
    """`score name for R when c : points 0..100 { … }`."""

    head: Head
    type: TypeExpr
    items: tuple[ScoreItem, ...]
    bounds: tuple[Bound, ...] = ()
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Designate(Node):
    """`designate name when c : A`."""

    head: Head
    when: Expr | None
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Tier(Node):
    """`tier A when c`, or `tier C otherwise` (`when` None)."""

    head: Head
    when: Expr | None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class TierFrom(Node):
    """`tier from agreed(a, b)`."""

    value: Expr
    cite: Cite | None = None
    note: Str | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class OtherwiseNotStated(Node):
    """`otherwise not stated @ "…" note "…"`."""

    cite: Cite | None = None
    note: Str | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Limit(Node):
    """`limit name when c : at most B`."""

    head: Head
    kind: Literal["at_most", "at_least"]
    bound: Expr
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


TieringItem: TypeAlias = "Designate | Tier | TierFrom | OtherwiseNotStated | Limit"


@frozen(eq=False, repr=False)
class Tiering(Node):
    """`tiering name for R when c : Choice { … }`."""

    head: Head
    items: tuple[TieringItem, ...]
    choice: TypeExpr | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Benefit(Node):
    """`benefit name : type higher is better default v`."""

    head: Head
    type: TypeExpr
    bounds: tuple[Bound, ...] = ()
    direction: Literal["higher", "lower"] | None = None
    default: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class GrantItem(Node):
    """`benefit: value when condition`."""

    benefit: Ident
    value: Expr
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Grant(Node):
    """`grant tier same as base with { … }`; `any_tier`: `grant any`, whose head is called `any`."""

    head: Head
    items: tuple[GrantItem, ...]
    base: Ident | None = None
    any_tier: bool = False
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Override(Node):
    """`override name when c { … }`."""

    head: Head
    items: tuple[GrantItem, ...]
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Entitlements(Node):
    head: Head
    per: Expr
    items: tuple[Benefit | Grant | Override, ...]
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Answerer(Node):
    """`head as leader 30%`."""

    actor: Ident
    role: Ident | None = None
    share: Expr | None = None


@frozen(eq=False, repr=False)
class Answers(Node):
    answerers: tuple[Answerer, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Severity(Node):
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Sanction(Node):
    """`sanction fine against buyer : 100 CNY per n`; against the name `answers`: all who answer."""

    head: Head
    against: Ident
    amount: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Matter(Node):
    head: Head
    items: tuple[Answers | Severity | Sanction, ...]
    each: Each | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Exempt(Node):
    head: Head
    covering: tuple[Ident, ...]
    when: Expr
    by: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Escalate(Node):
    """`escalate name covering a, b up 1 when c`."""

    head: Head
    covering: tuple[Ident, ...]
    steps: int
    when: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Accountability(Node):
    head: Head
    items: tuple[Matter | Exempt | Escalate, ...]
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Always(Node):
    """`law n : always e` or `never e`."""

    condition: Expr
    never: bool = False
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Relates(Node):
    """`subject rises with a, b`, `falls with`, `ignores`."""

    word: Literal["rises", "falls", "ignores"]
    subject: Expr
    facts: tuple[Expr, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Claims(Node):
    """`subject is complete`, `exclusive`, `reachable`."""

    word: Literal["complete", "exclusive", "reachable"]
    subject: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class SameAs(Node):
    """`subject same as other except condition`."""

    subject: Expr
    other: Expr
    condition: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Law(Node):
    head: Head
    claim: Always | Relates | Claims | SameAs
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Given(Node):
    """`given Record as alias { … }`."""

    record: Ident
    data: RecordLit
    alias: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class OutcomeLit(Node):
    """`undetermined {A, B} missing x and y`, `undetermined 55 .. 100`, `conflict {A, D}`, `not applicable`, …

    `members` empty and `low` None: nothing is said about what stays possible.
    """

    kind: Literal["undetermined", "conflict", "not_stated", "not_applicable", "not_granted"]
    members: tuple[Data, ...] = ()
    low: Expr | None = None
    high: Expr | None = None
    missing: tuple[Path, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Path(Node):
    """`a.b.c` in `expect`, `because` and `missing`; table rows and elements by index (`a[2]`) are kept as written."""

    parts: tuple[Ident, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)

    @property
    def text(self) -> str:
        return ".".join(part.text for part in self.parts)


@frozen(eq=False, repr=False)
class Expectation(Node):
    path: Path
    outcome: Data | OutcomeLit
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Example(Node):
    """`given … as of d with p: v expect a: v because r`."""

    head: Head
    given: tuple[Given, ...]
    expect: tuple[Expectation, ...]
    as_of: Expr | None = None
    with_: tuple[tuple[Ident, Data], ...] = ()
    because: tuple[Path, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


Statement: TypeAlias = (
    "Use | Record | Choice | Unit | Actor | Parameter | Reading | Define | Require | Score | Tiering | Entitlements"
    " | Accountability | Law | Example"
)


@frozen(eq=False, repr=False)
class Document(Node):
    """A parsed file. `keywords` is the keyword language it is written in."""

    policy: Policy | None
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...] = ()
    keywords: Literal["en", "zh"] = field(default="en", eq=False)
    span: Span = field(default=NOWHERE, eq=False, repr=False)
