"""The AST: what the author wrote, and nothing of what it means.

The parser makes it, the formatter prints it, the checker reads it. Frozen data; spans take no part in equality, so that
two texts of one meaning-free shape give equal trees. Both keyword languages give the same tree: words that are known
by their place (settings, types, functions, units, statuses, words after a dot) stand in it in the English singular,
unless the file itself declares a name of that spelling. Parentheses leave no node; comments are kept beside the tree.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen

from policycore.source import NOWHERE, Span


@frozen
class Ident:
    """A name, without the backticks it may have stood in."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Str:
    """A text in quotes, escapes resolved."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Cite:
    """`@ "place"` or `@ document "place"`."""

    document: Ident | None
    place: Str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Head:
    """What every named statement starts with: `name "label" / "标签" for Record @ "source" note "…"`."""

    name: Ident
    labels: tuple[Str, ...] = ()
    scope: Ident | None = None
    cite: Cite | None = None
    note: Str | None = None


@frozen
class Comment:
    """`# text` to the end of the line; `text` holds the sign. `own_line`: only space stands before it."""

    text: str
    own_line: bool
    span: Span = field(default=NOWHERE, eq=False, repr=False)


# --- expressions ---


@frozen
class NumberLit:
    """`500万 CNY`, `90%`, `5_000_000`, `3.5 months`: digits as written, scale if any, unit in the singular."""

    digits: str
    scale: Literal["", "万", "亿"] = ""
    percent: bool = False
    unit: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class DateLit:
    """`2024-03-01`, kept as text: the checker says whether the day exists."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class MomentLit:
    """`2024-03-01 10:00` or with seconds; one space in `text`."""

    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class TextLit:
    text: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class YesNoLit:
    value: bool
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class MarkLit:
    """The words `absent`, `unknown`, `not stated`."""

    kind: Literal["absent", "unknown", "not_stated"]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Name:
    """A name in an expression: a field, statement, parameter, element, member of an enumeration, or `as_of`."""

    name: str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Attr:
    """`of.name`."""

    of: Expr
    name: Ident
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Index:
    """`of[key, key]`."""

    of: Expr
    keys: tuple[Expr, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Call:
    """`function(args over list as alias where condition)`; `count(xs as x where c)` has the list as its argument."""

    function: Ident
    args: tuple[Expr, ...]
    over: Expr | None = None
    alias: Ident | None = None
    where: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Neg:
    operand: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Arith:
    """`first + a - b` or `first * a / b`, one precedence level, as written from left to right."""

    first: Expr
    rest: tuple[tuple[Literal["+", "-", "*", "/"], Expr], ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Per:
    """`amount per quantity`, or `amount per full step of quantity`."""

    amount: Expr
    quantity: Expr
    full: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class At:
    """`parameter at date`."""

    of: Expr
    date: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Compare:
    """A chain: `40 <= score < 75`."""

    first: Expr
    rest: tuple[tuple[Literal["=", "!=", "<", "<=", ">", ">="], Expr], ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class RangeLit:
    """`low .. high`, both ends in."""

    low: Expr
    high: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class SetLit:
    """`{a, b, 3..5}` after `in`."""

    items: tuple[Expr | RangeLit, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class In:
    """`operand in {…}` or `operand in set`."""

    operand: Expr
    container: SetLit | Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Test:
    """`operand is present`, `absent`, `known`, `unknown`."""

    operand: Expr
    word: Literal["present", "absent", "known", "unknown"]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Within:
    """`operand within amount before anchor` (or `after`)."""

    operand: Expr
    amount: Expr
    direction: Literal["before", "after"]
    anchor: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Not:
    operand: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Junction:
    """`a and b and c` or `a or b`; the two are never mixed on one level."""

    word: Literal["and", "or"]
    operands: tuple[Expr, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Part:
    """A member of a part list, with the author's name for it where there is one."""

    name: Ident | None
    condition: Expr


@frozen
class PartList:
    """`all of { name: e, f }`, `any of { … }`, `at least 2 of { … }`."""

    kind: Literal["all", "any", "at_least"]
    parts: tuple[Part, ...]
    count: int = 0
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class If:
    """`if condition then then else otherwise`; chains nest in `otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class AnyCell:
    """The word `any` in a table cell."""

    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class CompareCell:
    """`<= 3 months` in a table cell."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


Cell: TypeAlias = "AnyCell | CompareCell | RangeLit | SetLit | Expr"


@frozen
class TableRow:
    """`when cell, cell : value`."""

    cells: tuple[Cell, ...]
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class TableExpr:
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


@frozen
class RecordLit:
    """`{ field: value, field: value }`; also the table of a keyed parameter. A field may be a path (`a.b`)."""

    items: tuple[tuple[Ident, Data], ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Times:
    """`850 times { … }` in a list."""

    count: int
    value: Data
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class ListLit:
    """`[a, b, 3 times c]`; a list or a set."""

    items: tuple[Data | Times, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


Data: TypeAlias = "RecordLit | ListLit | Expr"
"""Of the expressions only literals, names, negative numbers and marks may stand as data."""

# --- types ---


@frozen
class NamedType:
    """`text`, `number(t)`, `money(CNY)`, `Grade`, `Customer`; the builtin names in English."""

    name: Ident
    unit: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class EnumItem:
    name: Ident
    labels: tuple[Str, ...] = ()
    cite: Cite | None = None


@frozen
class EnumTypeExpr:
    """`{a, b}`, `{a > b}`, `{a < b}`, `{a, b, ...}`; `sign` is the written one."""

    items: tuple[EnumItem, ...]
    sign: Literal[",", ">", "<"] = ","
    open: bool = False
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class ListOf:
    element: TypeExpr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class SetOf:
    element: TypeExpr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


TypeExpr: TypeAlias = "NamedType | EnumTypeExpr | ListOf | SetOf"


@frozen
class Bound:
    """`at least 0`, `at most 9`, `more than 0`, `less than 1`, `2..25` (`between`, with `high`)."""

    kind: Literal["at_least", "at_most", "more_than", "less_than", "between"]
    value: Expr
    high: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


# --- statements ---


@frozen
class SettingRange:
    """`2024-01-01 .. 2024-12-31`, or `from 2024-01-01` (`high` None)."""

    low: Expr
    high: Expr | None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Setting:
    """`name: value, value` in braces of `policy` and `unit`. Names and known values stand in English."""

    name: Ident
    values: tuple[Ident | Str | Expr | SettingRange, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Policy:
    head: Head
    settings: tuple[Setting, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Use:
    names: tuple[Ident, ...]
    path: Str
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Field:
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


@frozen
class Record:
    head: Head
    fields: tuple[Field, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Choice:
    head: Head
    type: EnumTypeExpr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Unit:
    """`unit kg "kilogram" = 0.001 t { decimals: 3 }`."""

    head: Head
    equals: Expr | None = None
    settings: tuple[Setting, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Actor:
    head: Head
    holder: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class DatedEntry:
    """`from 2024-01-01 = value @ "notice" note "…"`."""

    start: Expr
    value: Data
    cite: Cite | None = None
    note: Str | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Parameter:
    """`value` is one value, `entries` dated ones, and with neither it is *not stated*."""

    head: Head
    type: TypeExpr
    keys: tuple[Ident, ...] = ()
    bounds: tuple[Bound, ...] = ()
    value: Data | None = None
    entries: tuple[DatedEntry, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Alternative:
    head: Head
    chosen: bool = False


@frozen
class Reading:
    head: Head
    alternatives: tuple[Alternative, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Define:
    head: Head
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Each:
    """`for each p in list where condition`."""

    name: Ident
    over: Expr
    where: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Require:
    head: Head
    condition: Expr
    actor: Ident | None = None
    modality: Literal["must", "must_not", "should", "may"] | None = None
    each: Each | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class FromMark:
    """`16..25 from role_mark`."""

    low: Expr
    high: Expr
    mark: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Band:
    """`band name when c : value`, or with `otherwise` in place of the condition (`when` None)."""

    head: Head
    when: Expr | None
    value: Expr | FromMark
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Factor:
    """`factor name weight 60% = value` or with bands."""

    head: Head
    weight: Expr | None = None
    value: Expr | FromMark | None = None
    bands: tuple[Band, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Line:
    """`award` or `deduct`."""

    kind: Literal["award", "deduct"]
    head: Head
    value: Expr
    each: Each | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Clamp:
    """`cap 100` or `floor 0`."""

    kind: Literal["cap", "floor"]
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Waive:
    head: Head
    covering: tuple[Ident, ...]
    when: Expr
    by: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Group:
    head: Head
    items: tuple[ScoreItem, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


ScoreItem: TypeAlias = "Factor | Line | Clamp | Waive | Group"


@frozen
class Score:
    """`score name for R when c : points 0..100 { … }`."""

    head: Head
    type: TypeExpr
    items: tuple[ScoreItem, ...]
    bounds: tuple[Bound, ...] = ()
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Designate:
    """`designate name when c : A`."""

    head: Head
    when: Expr | None
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Tier:
    """`tier A when c`, or `tier C otherwise` (`when` None)."""

    head: Head
    when: Expr | None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class TierFrom:
    """`tier from agreed(a, b)`."""

    value: Expr
    cite: Cite | None = None
    note: Str | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class OtherwiseNotStated:
    """`otherwise not stated @ "…" note "…"`."""

    cite: Cite | None = None
    note: Str | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Limit:
    """`limit name when c : at most B`."""

    head: Head
    kind: Literal["at_most", "at_least"]
    bound: Expr
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


TieringItem: TypeAlias = "Designate | Tier | TierFrom | OtherwiseNotStated | Limit"


@frozen
class Tiering:
    """`tiering name for R when c : Choice { … }`."""

    head: Head
    items: tuple[TieringItem, ...]
    choice: TypeExpr | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Benefit:
    """`benefit name : type higher is better default v`."""

    head: Head
    type: TypeExpr
    bounds: tuple[Bound, ...] = ()
    direction: Literal["higher", "lower"] | None = None
    default: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class GrantItem:
    """`benefit: value when condition`."""

    benefit: Ident
    value: Expr
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Grant:
    """`grant tier same as base with { … }`; `any_tier`: `grant any`, whose head is called `any`."""

    head: Head
    items: tuple[GrantItem, ...]
    base: Ident | None = None
    any_tier: bool = False
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Override:
    """`override name when c { … }`."""

    head: Head
    items: tuple[GrantItem, ...]
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Entitlements:
    head: Head
    per: Expr
    items: tuple[Benefit | Grant | Override, ...]
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Answerer:
    """`head as leader 30%`."""

    actor: Ident
    role: Ident | None = None
    share: Expr | None = None


@frozen
class Answers:
    answerers: tuple[Answerer, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Severity:
    value: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Sanction:
    """`sanction fine against buyer : 100 CNY per n`; against the name `answers`: all who answer."""

    head: Head
    against: Ident
    amount: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Matter:
    head: Head
    items: tuple[Answers | Severity | Sanction, ...]
    each: Each | None = None
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Exempt:
    head: Head
    covering: tuple[Ident, ...]
    when: Expr
    by: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Escalate:
    """`escalate name covering a, b up 1 when c`."""

    head: Head
    covering: tuple[Ident, ...]
    steps: int
    when: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Accountability:
    head: Head
    items: tuple[Matter | Exempt | Escalate, ...]
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Always:
    """`law n : always e` or `never e`."""

    condition: Expr
    never: bool = False
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Relates:
    """`subject rises with a, b`, `falls with`, `ignores`."""

    word: Literal["rises", "falls", "ignores"]
    subject: Expr
    facts: tuple[Expr, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Claims:
    """`subject is complete`, `exclusive`, `reachable`."""

    word: Literal["complete", "exclusive", "reachable"]
    subject: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class SameAs:
    """`subject same as other except condition`."""

    subject: Expr
    other: Expr
    condition: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Law:
    head: Head
    claim: Always | Relates | Claims | SameAs
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Given:
    """`given Record as alias { … }`."""

    record: Ident
    data: RecordLit
    alias: Ident | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class OutcomeLit:
    """`undetermined {A, B} missing x and y`, `undetermined 55 .. 100`, `conflict {A, D}`, `not applicable`, …

    `members` empty and `low` None: nothing is said about what stays possible.
    """

    kind: Literal["undetermined", "conflict", "not_stated", "not_applicable", "not_granted"]
    members: tuple[Data, ...] = ()
    low: Expr | None = None
    high: Expr | None = None
    missing: tuple[Path, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Path:
    """`a.b.c` in `expect`, `because` and `missing`; table rows and elements by index (`a[2]`) are kept as written."""

    parts: tuple[Ident, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)

    @property
    def text(self) -> str:
        return ".".join(part.text for part in self.parts)


@frozen
class Expectation:
    path: Path
    outcome: Data | OutcomeLit
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Example:
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


@frozen
class Document:
    """A parsed file. `keywords` is the keyword language it is written in."""

    policy: Policy | None
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...] = ()
    keywords: Literal["en", "zh"] = field(default="en", eq=False)
    span: Span = field(default=NOWHERE, eq=False, repr=False)
