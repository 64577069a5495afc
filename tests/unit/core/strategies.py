"""Core and outcomes made at random: not well typed, but of every class and shape that the codec may meet."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from hypothesis import strategies as st

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.source import NOWHERE, Span

words = st.text('abc_级档/ "\n', min_size=1, max_size=6)
numbers = st.fractions(max_denominator=1000)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda m: m.replace(microsecond=0, fold=0))
spans = st.just(NOWHERE) | st.builds(Span, words, st.integers(0, 99), st.integers(0, 99))
labels = st.lists(st.tuples(st.sampled_from(["en", "zh"]), words), max_size=2).map(tuple)
abouts = st.builds(n.About, labels, st.none() | st.builds(n.Cite, st.just("") | words, words), st.just("") | words)

units = st.sampled_from([t.PURE, t.PERCENT, t.HOUR, t.POINTS, t.Unit("CNY", "money", "CNY", Fraction(1), 2)])
enums = st.builds(
    t.Enum,
    st.lists(
        st.builds(t.Member, words, labels, st.just("") | words), min_size=1, max_size=3, unique_by=lambda m: m.name
    ).map(tuple),
    st.booleans(),
    st.booleans(),
    st.just("") | words,
)
number_types = st.builds(t.Number, units, st.booleans(), st.none() | numbers, st.none() | numbers)
flat_types = st.one_of(
    st.just(t.YesNo()),
    st.just(t.Text()),
    st.just(t.Moment()),
    st.builds(t.Date, st.none() | days.map(str)),
    number_types,
    enums,
    st.builds(t.RecordType, words),
    st.builds(t.SetType, enums),
)
types = flat_types | st.builds(t.ListType, flat_types)

values = st.one_of(st.booleans(), words, numbers, days, moments, st.frozensets(words, max_size=3), st.just(v.ABSENT))
scalars = st.one_of(st.booleans(), words, numbers, days, moments)
ends = st.none() | numbers | days
cells = st.one_of(
    st.builds(n.Range, ends, ends, st.booleans(), st.booleans()),
    st.builds(n.OneOf, st.lists(scalars, max_size=3).map(tuple)),
    st.just(n.Any()),
    st.just(n.AbsentCell()),
)
leaves = st.one_of(
    st.builds(n.Const, words, types, values, spans),
    st.builds(n.Open, words, types, st.sampled_from(["unknown", "not_stated"]), spans),
    st.builds(n.Var, words, types, words, spans),
    st.builds(n.AsOf, words, types, spans),
    st.builds(n.ReadingOf, words, types, words, spans),
)


def _tuples(of: st.SearchStrategy[n.Expr]) -> st.SearchStrategy[tuple[n.Expr, ...]]:
    return st.lists(of, max_size=3).map(tuple)


def _inner(inside: st.SearchStrategy[n.Expr]) -> st.SearchStrategy[n.Expr]:
    some = st.none() | inside
    cases = st.builds(n.Case, words, some, inside, abouts, spans)
    rows = st.builds(n.Row, words, st.lists(cells, max_size=2).map(tuple), inside, spans)
    return st.one_of(
        st.builds(n.Field, words, types, inside, words, spans),
        st.builds(n.Ref, words, types, words, inside, spans),
        st.builds(n.Param, words, types, words, _tuples(inside), some, spans),
        st.builds(
            n.Op,
            words,
            types,
            words,
            _tuples(inside),
            st.lists(words, max_size=2).map(tuple),
            st.integers(0, 3),
            st.just("") | words,
            *[st.none() | numbers] * 3,
            spans,
        ),
        st.builds(n.Match, words, types, st.lists(cases, max_size=2).map(tuple), cases, st.just("if"), spans),
        st.builds(n.Table, words, types, _tuples(inside), st.lists(rows, max_size=2).map(tuple), st.none() | cases),
        st.builds(n.Aggregate, words, types, st.just("sum"), words, inside, some, some, some, spans),
    )


expressions: st.SearchStrategy[n.Expr] = st.recursive(leaves, _inner, max_leaves=8)
defines = st.builds(n.Define, words, words, types, expressions, abouts, spans)
parameters = st.builds(
    n.Parameter,
    words,
    types,
    st.lists(enums, max_size=1).map(tuple),
    st.lists(
        st.builds(
            n.DatedValue,
            words,
            st.none() | days,
            st.none() | st.builds(n.Const, words, types, values),
            st.lists(
                st.tuples(st.lists(words, max_size=2).map(tuple), st.builds(n.Const, words, types, values)), max_size=2
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
)
programs = st.builds(
    n.Program,
    st.builds(n.Header, words, st.just(("zh", "en")), words, st.none() | days),
    st.just(()),
    st.lists(st.builds(n.Choice, words, enums, abouts, spans), max_size=2).map(tuple),
    st.just(()),
    st.just(()),
    st.lists(parameters, max_size=1).map(tuple),
    st.just(()),
    st.lists(defines, max_size=2).map(tuple),
    st.lists(words, max_size=2).map(tuple),
)


def outcomes_of(of: t.Type) -> st.SearchStrategy[v.Outcome]:
    """Return outcomes of a type: values, absent and gaps."""
    reasons = st.frozensets(
        st.builds(
            v.Reason,
            st.sampled_from(["fact", "judgement", "unknown", "no_value", "parameter", "silent", "conflict"]),
            words,
            st.lists(words, max_size=2).map(tuple),
        ),
        min_size=1,
        max_size=2,
    )
    found: st.SearchStrategy[v.Outcome]
    possible: st.SearchStrategy[v.Possible]
    match of:
        case t.YesNo():
            found, possible = st.booleans(), st.frozensets(st.booleans()).map(v.Subset)
        case t.Enum():
            members = st.sampled_from(of.names)
            found, possible = members, st.frozensets(members).map(v.Subset)
        case t.Number():
            found, possible = numbers, st.builds(v.Interval, st.none() | numbers, st.none() | numbers)
        case t.Date():
            found, possible = days, st.builds(v.Interval, st.none() | days, st.none() | days)
        case t.Moment():
            found, possible = moments, st.builds(v.Interval, st.none() | moments, st.none() | moments)
        case t.SetType():
            found, possible = st.frozensets(words, max_size=3), st.just(v.ANYTHING)
        case t.ListType(element=element):
            found, possible = st.lists(outcomes_of(element), max_size=3).map(tuple), st.just(v.ANYTHING)
        case t.Text():
            found, possible = words, st.just(v.ANYTHING)
        case t.RecordType():
            found, possible = st.just(v.ABSENT), st.just(v.ANYTHING)
    marks = st.frozensets(st.sampled_from(["absent", "not_stated"]))
    return st.one_of(found, st.just(v.ABSENT), st.builds(v.Gap, possible | st.just(v.NOTHING), reasons, marks))
