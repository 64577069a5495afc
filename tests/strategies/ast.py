"""Hypothesis strategies of well-formed trees: every construct of the grammar, names that are words, odd numbers.

Trees are made node by node and not by drawing text from the grammar: text made so does not always lex again, and a tree
is what the round trip compares. Only trees that the parser itself could make are drawn: words known by their place
stand in the English singular, one operator a level, literals alone as data.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import Any, TypeVar

from hypothesis import strategies as st

from policycore.syntax import ast

T = TypeVar("T")

# Plain names, Chinese names, reserved words of both languages, leading words, words known by their place, near misses.
NAMES = (
    *("x", "amount", "客户", "规则and", "whenever", "tierx", "_low", "a1", "等级表"),
    *("when", "of", "in", "yes", "当", "且", "之", "absent", "table", "note"),
    *("tier", "score", "key", "chosen", "answers", "up", "unit", "group", "times", "等级", "采用", "次", "missing"),
    *(
        "met",
        "text",
        "month",
        "count",
        "as_of",
        "status",
        "upward",
        "by",
        "present",
        "trial",
        "total",
        "working",
        "not_",
    ),
    # Those of time and order, and what would make one word with them.
    *("step", "duty", "issued", "enter", "probation", "movement", "tiers", "步骤", "级"),
    *("until", "done", "every", "每", "完成于", "stays", "each", "full", "after", "days", "时", "第5日"),
    *("day", "friday", "last_day", "known_at", "late", "open", "due", "start", "previous", "not_applicable", "rank"),
)

names = st.sampled_from(NAMES)
idents = names.map(ast.Ident)
# The parser brings texts into composed form (NFC), so only such can come back.
texts = st.text(
    st.one_of(st.sampled_from('"\\#{}`/@ \t\n万“，'), st.characters(exclude_categories=("C", "Zl", "Zp", "Zs"))),
    max_size=12,
).map(partial(unicodedata.normalize, "NFC"))
strs = texts.map(ast.Str)
cites = st.builds(ast.Cite, st.none() | idents, strs)


def tuples(items: st.SearchStrategy[T], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    """Return tuples of at most a few items."""
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def maybe(items: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Return an item or None."""
    return st.none() | items


labels = tuples(strs, most=2)
heads = st.builds(ast.Head, idents, labels, st.none(), maybe(cites), maybe(strs))
scoped_heads = st.builds(ast.Head, idents, labels, maybe(idents), maybe(cites), maybe(strs))

digits = st.one_of(st.sampled_from(["0", "1", "1.0", "5_000_000", "99.99", "0.5"]), st.integers(0, 10**6).map(str))
bare_numbers: st.SearchStrategy[Any] = st.one_of(
    st.builds(ast.NumberLit, digits, st.sampled_from(["", "万", "亿"])),
    st.builds(ast.NumberLit, digits, st.just(""), st.just(True)),
)
UNITS = ("month", "day", "CNY", "point", "t", "吨", "万元", "kg", "second", "tier", "次", "when", "working day", "step")
numbers: st.SearchStrategy[Any] = st.one_of(
    bare_numbers,
    st.builds(
        ast.NumberLit, digits, st.sampled_from(["", "万"]), st.just(False), st.sampled_from(UNITS).map(ast.Ident)
    ),
)
dates: st.SearchStrategy[Any] = st.dates().map(lambda day: ast.DateLit(day.isoformat()))
moments: st.SearchStrategy[Any] = st.datetimes().map(
    lambda at: ast.MomentLit(at.isoformat(" ", "seconds" if at.second else "minutes"))
)
marks: st.SearchStrategy[Any] = st.sampled_from(["absent", "unknown", "not_stated"]).map(ast.MarkLit)
yes_no: st.SearchStrategy[Any] = st.booleans().map(ast.YesNoLit)
text_lits: st.SearchStrategy[Any] = texts.map(ast.TextLit)
value_names: st.SearchStrategy[Any] = names.map(ast.Name)
literals = st.one_of(numbers, dates, moments, marks, yes_no, text_lits, value_names)


times = st.times().map(lambda at: ast.TimeLit(at.isoformat("seconds" if at.second else "minutes")))


def _compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return expressions with `inner` ones as their parts."""

    def chain(*signs: str) -> st.SearchStrategy[Any]:
        """Return arithmetic of one level: the first operand is not of the same level, for it would be this chain."""

        def apart(operand: Any) -> Any:
            same = isinstance(operand, ast.Arith) and operand.rest[0][0] in signs
            return ast.Neg(operand) if same else operand

        links = st.tuples(st.sampled_from(signs), inner)
        return st.builds(ast.Arith, inner.map(apart), tuples(links, 1, 2))

    comparison = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    range_lits = st.builds(ast.RangeLit, inner, inner)
    sets = st.builds(ast.SetLit, tuples(inner | range_lits, 1))
    parts = tuples(st.builds(ast.Part, maybe(idents), inner), 1)
    cells = st.one_of(st.just(ast.AnyCell()), st.builds(ast.CompareCell, comparison, inner), range_lits, sets, inner)
    rows = st.integers(1, 2).flatmap(
        lambda width: st.tuples(
            tuples(inner, width, width), tuples(st.builds(ast.TableRow, tuples(cells, width, width), inner), 1)
        )
    )
    return st.one_of(
        st.builds(ast.Attr, inner, idents),
        st.builds(ast.Index, inner, tuples(inner, 1, 2)),
        st.builds(ast.Call, idents, tuples(inner, 1, 2), maybe(inner), maybe(idents), maybe(inner)),
        st.builds(ast.Neg, inner),
        chain("+", "-"),
        chain("*", "/"),
        st.builds(ast.Per, inner, inner, maybe(inner)),
        st.builds(ast.At, inner, inner),
        st.builds(ast.AtTime, inner, times),
        st.builds(ast.Compare, inner, tuples(st.tuples(comparison, inner), 1, 2)),
        st.builds(ast.In, inner, sets | inner),
        st.builds(ast.Test, inner, st.sampled_from(["present", "absent", "known", "unknown"])),
        st.builds(ast.Within, inner, inner, st.sampled_from(["before", "after"]), inner),
        st.builds(ast.Not, inner),
        st.builds(ast.Junction, st.sampled_from(["and", "or"]), tuples(inner, 2)),
        st.builds(ast.PartList, st.sampled_from(["all", "any"]), parts),
        st.builds(ast.PartList, st.just("at_least"), parts, st.integers(1, 12)),
        st.builds(ast.If, inner, inner, inner),
        rows.flatmap(
            lambda keys_rows: st.builds(ast.TableExpr, st.just(keys_rows[0]), st.just(keys_rows[1]), maybe(inner))
        ),
    )


expressions: st.SearchStrategy[Any] = st.recursive(literals, _compound, max_leaves=12)

signed = numbers | st.builds(ast.Neg, numbers)
data: st.SearchStrategy[Any] = st.recursive(
    literals | st.builds(ast.Neg, numbers),
    lambda inner: st.one_of(
        st.builds(ast.RecordLit, tuples(st.tuples(idents, inner))),
        st.builds(ast.ListLit, tuples(inner | st.builds(ast.Times, st.integers(1, 900), inner))),
        st.just(ast.ListLit((ast.Name("late"), ast.Name("not_applicable")))),
    ),
    max_leaves=8,
)
stated = data.map(lambda value: ast.MarkLit("absent") if value == ast.MarkLit("not_stated") else value)

# --- types and bounds ---

enum_items = st.builds(ast.EnumItem, idents, labels, maybe(cites))
enum_types: st.SearchStrategy[Any] = st.one_of(
    st.builds(ast.EnumTypeExpr, tuples(enum_items, 1), st.just(","), st.booleans()),
    st.builds(ast.EnumTypeExpr, tuples(enum_items, 2), st.sampled_from("<>")),
)
BUILTIN_TYPES = ("text", "yes_no", "whole", "number", "points", "percent", "date", "moment")
named_types: st.SearchStrategy[Any] = st.one_of(
    st.builds(ast.NamedType, idents),
    st.builds(ast.NamedType, st.sampled_from(BUILTIN_TYPES).map(ast.Ident)),
    st.builds(
        ast.NamedType, st.sampled_from(["number", "money"]).map(ast.Ident), st.sampled_from(UNITS).map(ast.Ident)
    ),
)
types: st.SearchStrategy[Any] = st.recursive(
    named_types | enum_types, lambda inner: st.builds(ast.ListOf, inner) | st.builds(ast.SetOf, inner), max_leaves=2
)
signed_bare = bare_numbers | st.builds(ast.Neg, bare_numbers)
ends = signed_bare | dates | moments
bounds = tuples(
    st.one_of(
        st.builds(ast.Bound, st.sampled_from(["at_least", "at_most", "more_than", "less_than"]), ends),
        st.builds(ast.Bound, st.just("between"), ends, ends),
    ),
    most=2,
)

# --- statements ---

setting_values: st.SearchStrategy[Any] = st.one_of(
    idents, strs, signed_bare, dates, st.builds(ast.SettingRange, dates, maybe(dates))
)
SETTINGS = ("languages", "version", "in_force", "status", "source", "issued", "annex", "decimals")
SETTINGS += ("weekend", "ties", "gaps", "start_day", "define")
settings = tuples(
    st.builds(ast.Setting, st.sampled_from(SETTINGS).map(ast.Ident) | idents, tuples(setting_values, 1)), most=4
)
policies = st.builds(ast.Policy, heads, settings)
uses = st.builds(ast.Use, tuples(idents, 1), strs)
field_marks = tuples(
    st.one_of(
        idents.map(lambda ident: (ident,)),
        st.tuples(idents, st.sampled_from(["up", "down"]).map(ast.Ident)),
    ),
    most=2,
)
defaults = st.one_of(
    signed_bare, dates, text_lits, st.sampled_from(["absent", "unknown"]).map(ast.MarkLit), yes_no, value_names
)
fields = st.builds(
    ast.Field, heads, types, st.booleans(), st.booleans(), bounds, st.booleans(), maybe(defaults), field_marks
)
records = st.builds(ast.Record, heads, tuples(fields, most=4))
choices = st.builds(ast.Choice, heads, enum_types)
units = st.builds(ast.Unit, heads, maybe(expressions), settings)
actors = st.builds(ast.Actor, scoped_heads, maybe(expressions))
dated = st.builds(ast.DatedEntry, dates, data, maybe(dates), maybe(cites), maybe(strs))
parameters = st.one_of(
    st.builds(ast.Parameter, heads, types, tuples(idents), bounds, maybe(stated)),
    st.builds(ast.Parameter, heads, types, tuples(idents), bounds, st.none(), tuples(dated, 1)),
)
alternatives = st.builds(ast.Alternative, heads, st.booleans())
readings = st.builds(ast.Reading, heads, tuples(alternatives, 1))
defines = st.builds(ast.Define, scoped_heads, expressions)
eachs = st.builds(ast.Each, idents, expressions, maybe(expressions))
modalities = st.sampled_from([None, "must", "must_not", "should", "may"])
requires = st.builds(
    ast.Require, scoped_heads, expressions, maybe(idents), modalities, maybe(eachs), maybe(expressions)
)
mark_values = expressions | st.builds(ast.FromMark, expressions, expressions, expressions)
bands = st.builds(ast.Band, heads, maybe(expressions), mark_values)
score_items: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.builds(ast.Factor, heads, maybe(expressions), mark_values),
        st.builds(ast.Factor, heads, maybe(expressions), st.none(), tuples(bands, 1)),
        st.builds(ast.Line, st.sampled_from(["award", "deduct"]), heads, expressions, maybe(eachs), maybe(expressions)),
        st.builds(ast.Clamp, st.sampled_from(["cap", "floor"]), expressions),
        st.builds(ast.Waive, heads, tuples(idents, 1), expressions, maybe(idents)),
    ),
    lambda inner: st.builds(ast.Group, heads, tuples(inner)),
    max_leaves=4,
)
scores = st.builds(ast.Score, scoped_heads, types, tuples(score_items), bounds, maybe(expressions))
# --- time and order ---

CYCLES = ("day", "week", "month", "quarter", "year", "hour", "minute", "second")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
counts = st.integers(1, 30)
cycles = st.builds(ast.Cycle, st.sampled_from(CYCLES).map(ast.Ident), counts)
until_or_before = st.sampled_from(["until", "before"])
days: st.SearchStrategy[Any] = st.integers(1, 31) | st.sampled_from((*WEEKDAYS, "last_day"))
cycle_points = st.one_of(
    st.builds(ast.CyclePoint, until_or_before, days, maybe(times)),
    st.builds(ast.CyclePoint, until_or_before, st.none(), times),
)
deadlines: st.SearchStrategy[Any] = st.one_of(
    st.builds(ast.WithinAfter, expressions, expressions, maybe(times)),
    st.builds(ast.ByPoint, until_or_before, expressions, maybe(times)),
)
how_often: st.SearchStrategy[tuple[int | None, int | None]] = st.one_of(
    st.just((None, None)),
    counts.map(lambda n: (n, n)),
    counts.map(lambda n: (n, None)),
    counts.map(lambda n: (None, n)),
    st.tuples(counts, counts),
)
recurrences = how_often.flatmap(
    lambda least_most: st.builds(
        ast.Recurrence,
        cycles,
        maybe(cycle_points),
        maybe(expressions),
        st.just(least_most[0]),
        st.just(least_most[1]),
    )
)
duty_deeds = st.builds(ast.Deed, expressions, maybe(expressions), maybe(expressions), maybe(expressions))
step_deeds = st.builds(ast.Deed, expressions, by=maybe(expressions))
duties = st.builds(
    ast.Duty,
    scoped_heads,
    maybe(deadlines | recurrences),
    maybe(idents),
    modalities,
    maybe(expressions),
    maybe(duty_deeds),
)
steps = st.builds(
    ast.Step,
    heads,
    maybe(idents),
    modalities,
    maybe(deadlines),
    tuples(idents, most=2),
    maybe(expressions),
    maybe(step_deeds),
    tuples(idents, most=2),
    tuples(idents, most=2),
)
procedures = st.builds(ast.Procedure, scoped_heads, tuples(steps), maybe(expressions))
populations = st.builds(
    ast.Population,
    heads,
    idents,
    tuples(expressions, most=2),
    maybe(expressions),
    settings,
    tuples(defines | requires),
)
calendars = st.builds(ast.Calendar, heads, settings)
movement_items = st.one_of(
    cycles,
    st.builds(ast.Gate, st.sampled_from(["enter", "keep"]), heads, expressions),
    st.builds(ast.AtMostTiers, st.sampled_from(["up", "down"]), counts),
    st.builds(ast.UpAfter, expressions),
    st.builds(ast.DownAfter, counts),
    st.builds(ast.Probation, expressions),
)
movements = st.builds(ast.Movement, tuples(movement_items, most=5), maybe(cites), maybe(strs))

# --- statements that hold others ---

tiering_items = st.one_of(
    movements,
    st.builds(ast.Designate, heads, maybe(expressions), expressions),
    st.builds(ast.Tier, heads, maybe(expressions)),
    st.builds(ast.TierFrom, expressions, maybe(cites), maybe(strs)),
    st.builds(ast.OtherwiseNotStated, maybe(cites), maybe(strs)),
    st.builds(ast.Limit, heads, st.sampled_from(["at_most", "at_least"]), expressions, maybe(expressions)),
)
tierings = st.builds(ast.Tiering, scoped_heads, tuples(tiering_items), maybe(types), maybe(expressions))
grant_items = tuples(st.builds(ast.GrantItem, idents, expressions, maybe(expressions)))
any_heads = st.builds(ast.Head, st.just(ast.Ident("any")), labels, st.none(), maybe(cites), maybe(strs))
entitlement_items = st.one_of(
    st.builds(ast.Benefit, heads, types, bounds, st.sampled_from([None, "higher", "lower"]), maybe(expressions)),
    st.builds(ast.Grant, heads, grant_items, maybe(idents)),
    st.builds(ast.Grant, any_heads, grant_items, st.none(), st.just(True)),
    st.builds(ast.Override, heads, grant_items, maybe(expressions)),
)
entitlements = st.builds(ast.Entitlements, scoped_heads, expressions, tuples(entitlement_items), maybe(expressions))
answerers = st.builds(ast.Answerer, idents, maybe(idents), maybe(bare_numbers))
matter_items = st.one_of(
    st.builds(ast.Answers, tuples(answerers, 1)),
    st.builds(ast.Severity, expressions),
    st.builds(ast.Sanction, heads, idents, maybe(expressions)),
)
accountability_items = st.one_of(
    st.builds(ast.Matter, heads, tuples(matter_items), maybe(eachs), maybe(expressions)),
    st.builds(ast.Exempt, heads, tuples(idents, 1), expressions, maybe(idents)),
    st.builds(ast.Escalate, heads, tuples(idents, 1), st.integers(1, 9), expressions),
)
accountabilities = st.builds(ast.Accountability, scoped_heads, tuples(accountability_items), maybe(expressions))
claims = st.one_of(
    st.builds(ast.Always, expressions, st.booleans()),
    st.builds(ast.Relates, st.sampled_from(["rises", "falls", "ignores"]), expressions, tuples(expressions, 1)),
    st.builds(ast.Claims, st.sampled_from(["complete", "exclusive", "reachable"]), expressions),
    st.builds(ast.SameAs, expressions, expressions, maybe(expressions)),
)
laws = st.builds(ast.Law, scoped_heads, claims)
record_lits = st.builds(ast.RecordLit, tuples(st.tuples(idents, data)))
givens = st.builds(ast.Given, idents, record_lits, maybe(idents))
paths = st.builds(ast.Path, tuples(idents, 1))
outcomes = st.one_of(
    st.builds(ast.OutcomeLit, st.just("undetermined"), tuples(data), st.none(), st.none(), tuples(paths)),
    st.builds(ast.OutcomeLit, st.just("undetermined"), st.just(()), signed, signed, tuples(paths)),
    st.builds(ast.OutcomeLit, st.just("conflict"), tuples(data)),
    st.builds(ast.OutcomeLit, st.sampled_from(["not_stated", "not_applicable", "not_granted"])),
)
expectations = st.builds(ast.Expectation, paths, stated | outcomes)
examples = st.builds(
    ast.Example,
    heads,
    tuples(givens, most=2),
    tuples(expectations, 1),
    maybe(expressions),
    tuples(st.tuples(idents, data), most=2),
    tuples(paths, most=2),
)
statements: st.SearchStrategy[Any] = st.one_of(
    uses,
    records,
    choices,
    units,
    calendars,
    actors,
    parameters,
    readings,
    defines,
    requires,
    scores,
    tierings,
    populations,
    entitlements,
    accountabilities,
    duties,
    procedures,
    laws,
    examples,
)
documents = st.builds(ast.Document, policies, tuples(statements, most=4), st.just(()), st.sampled_from(["en", "zh"]))
