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

# Handed on: whoever reads trees imports this module alone.
# isort: off
from policycore.syntax.ast_parts import (
    AnyCell as AnyCell,
    Arith as Arith,
    At as At,
    AtTime as AtTime,
    Attr as Attr,
    Bound as Bound,
    Call as Call,
    Cell as Cell,
    Cite as Cite,
    Comment as Comment,
    Compare as Compare,
    CompareCell as CompareCell,
    Data as Data,
    DateLit as DateLit,
    EnumItem as EnumItem,
    EnumTypeExpr as EnumTypeExpr,
    Expr as Expr,
    Head as Head,
    Ident as Ident,
    If as If,
    In as In,
    Index as Index,
    Junction as Junction,
    ListLit as ListLit,
    ListOf as ListOf,
    MarkLit as MarkLit,
    MomentLit as MomentLit,
    Name as Name,
    NamedType as NamedType,
    Neg as Neg,
    Not as Not,
    NumberLit as NumberLit,
    Part as Part,
    PartList as PartList,
    Per as Per,
    RangeLit as RangeLit,
    RecordLit as RecordLit,
    SetLit as SetLit,
    SetOf as SetOf,
    Str as Str,
    TableExpr as TableExpr,
    TableRow as TableRow,
    Test as Test,
    TextLit as TextLit,
    TimeLit as TimeLit,
    Times as Times,
    TypeExpr as TypeExpr,
    Within as Within,
    YesNoLit as YesNoLit,
)

# isort: on

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
class Calendar(Node):
    """`calendar cn { weekend: saturday, sunday  holidays: 2024-02-10 .. 2024-02-17  workdays: 2024-02-18 }`."""

    head: Head
    settings: tuple[Setting, ...]
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Actor(Node):
    head: Head
    holder: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class DatedEntry(Node):
    """`from 2024-01-01 issued 2023-12-20 = value @ "notice" note "…"`."""

    start: Expr
    value: Data
    issued: Expr | None = None
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


Modality = Literal["must", "must_not", "should", "may"]


@frozen(eq=False, repr=False)
class Require(Node):
    head: Head
    condition: Expr
    actor: Ident | None = None
    modality: Modality | None = None
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


@frozen(eq=False, repr=False)
class Cycle(Node):
    """`every quarter`, `every 2 weeks`: the unit is a time unit in the singular."""

    unit: Ident
    count: int = 1
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Gate(Node):
    """`enter gold when c` or `keep gold when c`; the head is called like the tier."""

    word: Literal["enter", "keep"]
    head: Head
    when: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class AtMostTiers(Node):
    """`up at most 1 tier`, `down at most 2 tiers`."""

    word: Literal["up", "down"]
    count: int
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class UpAfter(Node):
    """`up after 6 months`: what must be served in a tier before a rise."""

    stay: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class DownAfter(Node):
    """`down after 2 reviews`: at which failed review in a row the tier falls."""

    reviews: int
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Probation(Node):
    """`probation 3 months`: after a rise, a failed review lowers the tier at once."""

    length: Expr
    span: Span = field(default=NOWHERE, eq=False, repr=False)


MovementItem: TypeAlias = "Cycle | Gate | AtMostTiers | UpAfter | DownAfter | Probation"


@frozen(eq=False, repr=False)
class Movement(Node):
    """`movement @ "art. 4" { every quarter  up at most 1 tier  … }`; at most one in a tiering."""

    items: tuple[MovementItem, ...]
    cite: Cite | None = None
    note: Str | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


TieringItem: TypeAlias = "Designate | Tier | TierFrom | OtherwiseNotStated | Limit | Movement"


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
class WithinAfter(Node):
    """`within 3 working days after found_on until 17:00`; `anchor` may name a step."""

    amount: Expr
    anchor: Expr
    time: TimeLit | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class ByPoint(Node):
    """`until first_day + 27 days 17:00` (that point in), `before notified_on + 30 days` (that point out)."""

    word: Literal["until", "before"]
    point: Expr
    time: TimeLit | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class CyclePoint(Node):
    """`before day 5 17:00`, `until friday`, `until last_day`, `before 17:00` inside a cycle.

    `place` is a day of the month counted from 1 (int), a weekday or `last_day` in English, or None: each day.
    """

    word: Literal["until", "before"]
    place: int | str | None
    time: TimeLit | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Recurrence(Node):
    """`2..3 times every day from member_since`, `at least 2 times every year`, `every month before day 5 17:00`.

    `least` and `most` are the counts of `times`: equal for one number, one of them None for `at least` and `at most`,
    both None where it is not written.
    """

    cycle: Cycle
    point: CyclePoint | None = None
    start: Expr | None = None
    least: int | None = None
    most: int | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


Deadline: TypeAlias = "WithinAfter | ByPoint"


@frozen(eq=False, repr=False)
class Deed(Node):
    """`done made_on over visits where in_person for plan_from by seller_id`: which facts show that it was done.

    `over`, `where` and `period` (`for`) only in duties, `by` only in steps.
    """

    at: Expr
    over: Expr | None = None
    where: Expr | None = None
    period: Expr | None = None
    by: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Duty(Node):
    """`duty name for R by actor must within 24 hours after t when c done d`."""

    head: Head
    timing: Deadline | Recurrence | None = None
    actor: Ident | None = None
    modality: Modality | None = None
    when: Expr | None = None
    deed: Deed | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Step(Node):
    """`step name by actor must within 10 days after t follow u when c done x by y not by z stays w`."""

    head: Head
    actor: Ident | None = None
    modality: Modality | None = None
    deadline: Deadline | None = None
    follow: tuple[Ident, ...] = ()
    when: Expr | None = None
    deed: Deed | None = None
    not_by: tuple[Ident, ...] = ()
    stays: tuple[Ident, ...] = ()
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Procedure(Node):
    """`procedure name for R when c { step … }`."""

    head: Head
    steps: tuple[Step, ...]
    when: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Population(Node):
    """`population name over R per a, b where c { ties: contested  gaps: uncertain  define r = rank(x) }`.

    The settings stand before the definitions and requirements, which are about the members.
    """

    head: Head
    record: Ident
    per: tuple[Expr, ...] = ()
    where: Expr | None = None
    settings: tuple[Setting, ...] = ()
    items: tuple[Define | Require, ...] = ()
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
    "Use | Record | Choice | Unit | Calendar | Actor | Parameter | Reading | Define | Require | Score | Tiering"
    " | Population | Entitlements | Accountability | Duty | Procedure | Law | Example"
)


@frozen(eq=False, repr=False)
class Document(Node):
    """A parsed file. `keywords` is the keyword language it is written in."""

    policy: Policy | None
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...] = ()
    keywords: Literal["en", "zh"] = field(default="en", eq=False)
    span: Span = field(default=NOWHERE, eq=False, repr=False)
