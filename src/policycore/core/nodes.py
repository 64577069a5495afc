"""Core: what a policy means. Typed, closed, frozen; names resolved, defaults explicit, sugar gone.

Every node has an `id`, a path of author-given names and steps (`class/A/when/left`), unique in its policy and stable
under reformatting: the join key of traces, coverage and every other evaluator. Statements of a used policy have ids
that start with its id and a colon (`common:level/gold`). Spans take no part in equality.

Meaning is defined on these nodes: an evaluator has to know the expressions and the three decision shapes, *match*
(`Match`, `Table`, `Tiering`, `Benefit`), *sum* (`Sum`) and *collect* (`Require`, `Accountability`, `Duty`,
`Procedure`). Nodes have no behaviour: each consumer is a `match` over the unions of this file.

What duties, procedures, movement and populations compute stands as ordinary definitions with ids below their
statement (`handling/appeal/due`, `level/enter/gold`): those carry `part_of`, the id of that statement.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import field, frozen

from policycore.node import Node
from policycore.source import NOWHERE, Span
from policycore.types import Enum, Number, Type, Unit
from policycore.values import Absent

Labels: TypeAlias = "tuple[tuple[str, str], ...]"


@frozen(eq=False, repr=False)
class Cite(Node):
    """A place in a source document: `document` is "" for the policy's main source, else a name of its header."""

    document: str
    place: str


@frozen(eq=False, repr=False)
class About(Node):
    """What people are told about a named statement. `labels` pairs a language with a text."""

    labels: Labels = ()
    cite: Cite | None = None
    note: str = ""


# --- expressions ---


@frozen(eq=False, repr=False)
class Const(Node):
    """A literal, already in the unit of its type."""

    id: str
    type: Type
    value: bool | str | Fraction | date | frozenset[str] | Absent
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Open(Node):
    """The words `unknown` and `not stated` in an expression."""

    id: str
    type: Type
    kind: Literal["unknown", "not_stated"]
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Var(Node):
    """A record or element in scope: `self` is the record that is decided, others come from `Each` and `Aggregate`."""

    id: str
    type: Type
    name: str
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class AsOf(Node):
    """The moment as of which is decided; an input."""

    id: str
    type: Type
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class KnownAt(Node):
    """The moment up to which knowledge counts; an input, absent where none is given."""

    id: str
    type: Type
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Field(Node):
    """Field `name` of a record; `x.by`, `x.on`, `x.grounds` of a judged fact are fields called so, dot included."""

    id: str
    type: Type
    of: Expr
    name: str
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Ref(Node):
    """The outcome of another statement for a record.

    `target` is the id of a `Define`, of a `Score`, an item or group inside it, a `Tiering`, the body of one that has
    movement, a `Benefit` or a `Require` without `each`. Not applicable and not granted read as absent.
    """

    id: str
    type: Type
    target: str
    of: Expr
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Param(Node):
    """The value of a parameter, at `keys` where it is keyed, as of `at` (default: as of the decision)."""

    id: str
    type: Type
    parameter: str
    keys: tuple[Expr, ...] = ()
    at: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class ReadingOf(Node):
    """The alternative of a reading that is in use."""

    id: str
    type: Type
    reading: str
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Op(Node):
    """An operator of `core.ops.OPERATORS` on operands; the rest are settings that some operators have.

    `names` are the author's names of the parts of `and`, `or`, `at_least` ("" where none); `count` is the n of
    `at_least`; `mode` the rounding mode; `factor` what `convert` multiplies by; `low` and `high` the ends of `ranged`;
    `calendar` the id of the calendar whose working days count. For `periods_between`, `mode` is the unit of time and
    `count` how many of them make a period.
    """

    id: str
    type: Type
    op: str
    operands: tuple[Expr, ...]
    names: tuple[str, ...] = ()
    count: int = 0
    mode: str = ""
    factor: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    calendar: str = ""
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Case(Node):
    """A guarded value of a match. `guard` None always holds. `id` is the rule id (`importance/value/high`)."""

    id: str
    guard: Expr | None
    value: Expr
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Match(Node):
    """The first case whose guard holds, else `otherwise`; it is None where the guards are proved to cover everything.

    `kind` says how it was written, for people only.
    """

    id: str
    type: Type
    cases: tuple[Case, ...]
    otherwise: Case | None
    kind: Literal["if", "bands", "tiers", "benefit", "promise", "status"] = "if"
    span: Span = field(default=NOWHERE, eq=False)

    @property
    def all_cases(self) -> tuple[Case, ...]:
        """The cases and, last, what holds otherwise."""
        return self.cases if self.otherwise is None else (*self.cases, self.otherwise)


@frozen(eq=False, repr=False)
class Range(Node):
    """Table cell: numbers or dates between the ends; None is no end."""

    low: Fraction | date | None = None
    high: Fraction | date | None = None
    low_in: bool = True
    high_in: bool = True


@frozen(eq=False, repr=False)
class OneOf(Node):
    """Table cell: any of these values."""

    values: tuple[bool | str | Fraction | date, ...]


@frozen(eq=False, repr=False)
class Any(Node):
    """Table cell: no matter what, absent included."""


@frozen(eq=False, repr=False)
class AbsentCell(Node):
    """Table cell: the key is absent."""


Cell: TypeAlias = "Range | OneOf | Any | AbsentCell"


@frozen(eq=False, repr=False)
class Row(Node):
    """A table row; its id holds the cells as written (`by_solver[large,group_company]`)."""

    id: str
    cells: tuple[Cell, ...]
    value: Expr
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Table(Node):
    """Rows without order: all that hold must agree, else conflict. `otherwise` if none holds (None: complete)."""

    id: str
    type: Type
    keys: tuple[Expr, ...]
    rows: tuple[Row, ...]
    otherwise: Case | None
    span: Span = field(default=NOWHERE, eq=False)


AggregateKind = Literal[
    "count", "sum", "average", "highest", "lowest", "latest", "earliest", "distinct", "all", "some", "agreed"
]


@frozen(eq=False, repr=False)
class Aggregate(Node):
    """`kind(value, by over list as var where c)`. `value` is None for `count`; `by` is for `latest` and `earliest`."""

    id: str
    type: Type
    kind: AggregateKind
    var: str
    over: Expr
    value: Expr | None
    where: Expr | None = None
    by: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False)


CycleUnit = Literal["day", "week", "month", "year"]


@frozen(eq=False, repr=False)
class Periods(Node):
    """The periods of a repeated duty as a list of records, oldest first, up to the one that holds `as_of`.

    Periods are `count` units long: days, weeks from Monday, months, years; months that divide a year start with it.
    The first is the one that holds `start`, which may be later, so that there is none; without `start` there is only
    the current one. Fields of each: `of` (the record that `of` yields), `start` and `end` (its first and last day).
    """

    id: str
    type: Type
    of: Expr
    as_of: Expr
    unit: CycleUnit
    count: int = 1
    start: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False)


GroupKind = Literal[
    "rank",
    "share",
    "cumulative",
    "size",
    "count",
    "sum",
    "average",
    "highest",
    "lowest",
    "top_sum",
    "quantile",
]


@frozen(eq=False, repr=False)
class GroupFact(Node):
    """A fact of the group of `population` that the record belongs to, or of its place in it.

    `value` and `where` are about each member, which they call `self`; `argument` is the n of `top_sum` or the fraction
    of `quantile`, a constant or parameter. What the others contribute comes from the snapshot of the population.
    """

    id: str
    type: Type
    kind: GroupKind
    population: str
    value: Expr | None = None
    where: Expr | None = None
    argument: Expr | None = None
    span: Span = field(default=NOWHERE, eq=False)


Expr: TypeAlias = (
    "Const | Open | Var | AsOf | KnownAt | Field | Ref | Param | ReadingOf | Op | Match | Table | Aggregate | Periods"
    " | GroupFact"
)


# --- declarations ---


@frozen(eq=False, repr=False)
class FieldDecl(Node):
    """A field of a record. `default` is used when the field is not given; `marks` as written (`changeable up`).

    A field that is `optional` is absent when it is left out; where it is `unknown_if_left_out` as well, only when
    that is said.
    """

    name: str
    type: Type
    key: bool = False
    optional: bool = False
    unknown_if_left_out: bool = False
    judged: bool = False
    default: Const | None = None
    marks: tuple[str, ...] = ()
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class RecordDecl(Node):
    """A record. One that the language makes itself (a period, a state) has the id of its statement in `part_of`."""

    id: str
    fields: tuple[FieldDecl, ...]
    part_of: str = ""
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Choice(Node):
    id: str
    type: Enum
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class UnitDecl(Node):
    id: str
    unit: Unit
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Calendar(Node):
    """Which days are working days: not `weekend` (1 is Monday), not in `holidays`; `workdays` are in spite of both.

    `holidays` holds first and last days. Nothing is known of days outside `known_from` to `known_through`.
    """

    id: str
    weekend: tuple[int, ...]
    holidays: tuple[tuple[date, date], ...] = ()
    workdays: tuple[date, ...] = ()
    known_from: date | None = None
    known_through: date | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Actor(Node):
    """A post or office; `holder` says who holds it for a record (`= buyer_id`)."""

    id: str
    record: str | None = None
    holder: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class DatedValue(Node):
    """What a parameter is from a day on (`start` None: always). Exactly one of `value` and `table` is set.

    `table` pairs the keys (member names, in the order of `Parameter.keys`) with values. Who knows only what was known
    before the day `issued` does not know it.
    """

    id: str
    start: date | None
    issued: date | None = None
    value: Const | None = None
    table: tuple[tuple[tuple[str, ...], Const], ...] = ()
    cite: Cite | None = None
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Parameter(Node):
    """A value of the policy. `values` is empty when the source does not state it. Sorted by start, oldest first."""

    id: str
    type: Type
    keys: tuple[Enum, ...]
    values: tuple[DatedValue, ...]
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)

    @property
    def dated(self) -> bool:
        """Whether reading it needs a date."""
        return any(value.start is not None for value in self.values)


@frozen(eq=False, repr=False)
class Reading(Node):
    """A named choice between meanings; `type.members` are the alternatives, `chosen` is in use unless switched."""

    id: str
    type: Enum
    chosen: str
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


# --- statements that decide ---


@frozen(eq=False, repr=False)
class Each(Node):
    """`for each var in over where where`: one occurrence per element."""

    var: str
    over: Expr
    where: Expr | None = None


@frozen(eq=False, repr=False)
class Define(Node):
    """A derived fact. `part_of`: the statement that it is a part of, "" where the author wrote it by itself."""

    id: str
    record: str
    type: Type
    body: Expr
    part_of: str = ""
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Waiver(Node):
    """A condition that forgives a deduction; `id` is the same on every deduction it covers."""

    id: str
    by: str | None
    guard: Expr
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Contribution(Node):
    """A line of a sum: `weight` times `amount`, once or per element; a `deduct` counts negative.

    A factor's own outcome (`importance/value`) is its amount before the weight.
    """

    id: str
    kind: Literal["factor", "award", "deduct"]
    amount: Expr
    each: Each | None = None
    guard: Expr | None = None
    weight: Fraction | None = None
    waivers: tuple[Waiver, ...] = ()
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Sum(Node):
    """Contributions and inner sums (groups), added, then raised to `floor` and cut to `cap`."""

    id: str
    items: tuple[Contribution | Sum, ...]
    floor: Expr | None = None
    cap: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Score(Node):
    """A total for a record. Outside the bounds of `type` the total is a conflict, it is never cut.

    `total.id` equals the id of the score.
    """

    id: str
    record: str
    type: Number
    total: Sum
    when: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Limit(Node):
    """Lowers (`at_most`) or lifts (`at_least`) the tier to `bound` when `guard` holds."""

    id: str
    kind: Literal["at_most", "at_least"]
    bound: Const
    guard: Expr | None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Movement(Node):
    """How a tier moves from review to review.

    The state that comes in is the field `state_field` of the record, of the made record type `state_record` (fields
    `previous`, `since`, `failed`, `probation_until`, `reviewed_on`; before the first review all of them absent).
    `previous` reads the tier before from it. `match` yields the tier before limits; in it `Var("earned")` is what the
    body of the tiering gives and `Var("previous")` the tier before, present from the first case that is not about a
    first review on (while it is open, absent is left out of it: the case of a first review stands for that).
    `match.id` is the id of the movement.

    `state` pairs the fields of the state with what goes out after a review; there `Var("tier")` is what `match` gave.
    Where `unmoved` holds no review takes place, and the state goes out as it came in, as it does while the tier or
    anything new in the state is open (`gaps.movement`).
    """

    id: str
    state_field: str
    state_record: str
    previous: Expr
    match: Match
    state: tuple[tuple[str, Expr], ...]
    unmoved: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Tiering(Node):
    """The tier of a record: `body` (designations, then tiers or the `from` expression), movement, then the limits.

    With movement the outcome of `body` is read as `Ref(body.id)`, which is then `<id>/earned`.
    """

    id: str
    record: str
    type: Enum
    body: Match
    movement: Movement | None = None
    limits: tuple[Limit, ...] = ()
    when: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


Modality = Literal["must", "must_not", "should", "may"]


@frozen(eq=False, repr=False)
class Require(Node):
    """What a record, or each element, must or should satisfy. `condition` is as written; `must_not` forbids it."""

    id: str
    record: str
    modality: Modality
    condition: Expr
    actor: str | None = None
    each: Each | None = None
    when: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Benefit(Node):
    """A benefit: overrides, then the items of the tier (own, then inherited), then the default; else not granted.

    `body.otherwise.value` is the default or the constant absent, which reads as *not granted*.
    `direction` says which values are better; "ordered" follows the enumeration, "" says nothing.
    """

    id: str
    type: Type
    body: Match
    direction: Literal["higher", "lower", "ordered", ""] = ""
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Entitlements(Node):
    id: str
    record: str
    per: Expr
    benefits: tuple[Benefit, ...]
    when: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Answer(Node):
    """A post that answers for a matter, with its share and role ("" where none)."""

    actor: str
    share: Expr | None = None
    role: str = ""


@frozen(eq=False, repr=False)
class Sanction(Node):
    """`name` against a post, or against all who answer by their shares (`against` None). No amount: it is counted."""

    id: str
    name: str
    against: str | None
    amount: Expr | None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Exemption(Node):
    id: str
    by: str | None
    guard: Expr
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Escalation(Node):
    """Moves the severity of an occurrence up by `steps`, at most to the top."""

    id: str
    steps: int
    guard: Expr
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Matter(Node):
    """What counts. Exemptions and escalations that cover it stand here, each with the id it has in the policy.

    In amounts and in escalations' followers the severity of the occurrence is `Var("severity")`.
    """

    id: str
    each: Each | None
    guard: Expr | None
    answers: tuple[Answer, ...]
    severity: Expr | None
    sanctions: tuple[Sanction, ...]
    exemptions: tuple[Exemption, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Accountability(Node):
    id: str
    record: str
    matters: tuple[Matter, ...]
    when: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Duty(Node):
    """What somebody must, should or may do by a time, once or (`each`: over its periods) again and again.

    `status` yields a word of `outcome.DUTY_FINDINGS`, by the rule called `<id>/<word>`. `facts` pairs `due` (the last
    day or moment in time) and `at` (when it was done, by `as_of`), and of a period `start`, `end` and `count`, with
    what they read, absent where there is none. `status` and `facts` read the period as `each.var`.
    """

    id: str
    record: str
    modality: Modality
    status: Expr
    facts: tuple[tuple[str, Expr], ...]
    actor: str | None = None
    each: Each | None = None
    when: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Step(Node):
    """A step of a procedure. `status` yields a word of `outcome.STEP_FINDINGS`, by the rule called `<id>/<word>`.

    `facts` pairs `due`, `at`, `by`, and `effective` and `final_on` of a step that others stay, with what they read.
    `follows`, `not_by` and `stays` are ids of other steps.
    """

    id: str
    modality: Modality
    status: Expr
    facts: tuple[tuple[str, Expr], ...]
    actor: str | None = None
    follows: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Procedure(Node):
    id: str
    record: str
    steps: tuple[Step, ...]
    when: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


Statement: TypeAlias = "Define | Score | Tiering | Require | Entitlements | Accountability | Duty | Procedure"
Decision: TypeAlias = "Score | Tiering | Require | Entitlements | Accountability | Duty | Procedure"


@frozen(eq=False, repr=False)
class Population(Node):
    """A kind of record taken together, in groups of equal `groups`, members where `where` holds.

    `ties` says which place equal members share; with `tie_break` the member for which that is better stands first, and
    those still equal are contested. `gaps` says how members with open facts count. In groups of fewer than `minimum`
    members its facts are no value.
    """

    id: str
    record: str
    groups: tuple[Expr, ...] = ()
    where: Expr | None = None
    ties: Literal["together", "behind", "contested"] = "contested"
    tie_break: Expr | None = None
    gaps: Literal["uncertain", "last", "left_out"] = "uncertain"
    minimum: int = 0
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


LawKind = Literal["always", "never", "rises", "falls", "ignores", "complete", "exclusive", "reachable", "same"]


@frozen(eq=False, repr=False)
class Law(Node):
    """A claim about the policy itself.

    `subject` is an expression or, for `complete`, `exclusive`, `reachable`, a statement id.

    `facts` are what it rises or falls with or ignores: paths of fields, or ids of derived facts.
    `other` and `condition` are for `same`.
    """

    id: str
    kind: LawKind
    record: str
    subject: Expr | str
    facts: tuple[str, ...] = ()
    other: Expr | None = None
    condition: Expr | None = None
    about: About = About()
    span: Span = field(default=NOWHERE, eq=False)


@frozen(eq=False, repr=False)
class Header(Node):
    """The header of a policy. `sources` pairs a document name ("" is the main one) with its title.

    `settings` holds the other settings in the author's order, as text.
    """

    id: str
    languages: tuple[str, ...] = ("en",)
    version: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    status: str = "in_force"
    sources: tuple[tuple[str, str], ...] = ()
    time_zone: str = ""
    calendar: str = ""
    issued: date | None = None
    cites_required: bool = False
    settings: tuple[tuple[str, str], ...] = ()
    about: About = About()


@frozen(eq=False, repr=False)
class Zone(Node):
    """The local clock of a named time zone: `offset` seconds ahead of UTC, from each change on by the new offset.

    The moments of changes are of UTC. They stand here so that nothing that decides looks them up.
    """

    name: str
    offset: int
    changes: tuple[tuple[datetime, int], ...] = ()


@frozen(eq=False, repr=False)
class Program(Node):
    """A whole checked policy. `statements` stand so that each comes after those it reads; used files included.

    `decisions` are the ids of the statements of this policy that decide (not those of used policies), in the
    author's order. `populations` stand so that each comes after those it reads. `zone` is set where elapsed hours are
    counted and the header names a time zone.
    """

    header: Header
    records: tuple[RecordDecl, ...]
    choices: tuple[Choice, ...]
    units: tuple[UnitDecl, ...]
    actors: tuple[Actor, ...]
    parameters: tuple[Parameter, ...]
    readings: tuple[Reading, ...]
    statements: tuple[Statement, ...]
    decisions: tuple[str, ...]
    laws: tuple[Law, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    populations: tuple[Population, ...] = ()
    zone: Zone | None = None
    language_version: str = "1"
