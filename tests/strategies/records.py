"""Hypothesis strategies for records of a policy: declarations, outcomes of their fields, and data near to valid."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from policycore import types as t
from policycore.core.facts import JUDGEMENT, unknown_field
from policycore.core.nodes import FieldDecl, Header, Program, RecordDecl
from policycore.records.plain import plain_outcome
from policycore.records.spellings import ABSENT_WORDS, UNKNOWN
from policycore.values import ABSENT, Gap, Outcome, Reason, Record, open_gap

CNY = t.Unit("CNY", "money", "CNY", places=2)
JPY = t.Unit("JPY", "money", "JPY", places=0)
TONNE = t.Unit("t", "own", "t", places=3)
KILOGRAM = t.Unit("kg", "own", "t", Fraction(1, 1000), places=0)
UNITS = (t.PURE, t.PERCENT, t.POINTS, t.HOUR, t.DAY, t.MONTH, CNY, JPY, TONNE, KILOGRAM)
GRADE = t.Enum((t.Member("gold", (("zh", "金卡"),)), t.Member("silver"), t.Member("plain")), ordered=True)
COLOUR = t.Enum((t.Member("red"), t.Member("绿")), open=True)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(
    lambda text: unicodedata.normalize("NFC", text)
)
#: Texts that say what they say: not empty, and no word for unknown.
plain_texts = texts.filter(lambda text: not text.isspace() and text.strip().casefold() not in UNKNOWN | ABSENT_WORDS)


def places_of(of: t.Number) -> int:
    return 0 if of.whole else of.unit.places


@st.composite
def numbers(draw: st.DrawFn) -> t.Number:
    unit = draw(st.sampled_from(UNITS))
    whole = draw(st.booleans()) and unit == t.PURE
    step = Fraction(1, 10 ** (0 if whole else unit.places)) / (100 if unit == t.PERCENT else 1)
    low = draw(st.none() | st.integers(-1000, 1000).map(lambda n: n * step))
    high = draw(st.none() | st.integers(0, 2000).map(lambda n: (low or 0) + n * step))
    return t.Number(unit, whole, low, high)


_FEW_YEARS = t.Date("2000-01-01", "2030-12-31")
SCALARS: tuple[t.Type, ...] = (t.YesNo(), t.Text(), t.Date(), _FEW_YEARS, t.Moment(), GRADE, COLOUR)
scalars: st.SearchStrategy[t.Type] = st.sampled_from(SCALARS) | numbers()
single: st.SearchStrategy[t.Type] = scalars | st.sampled_from([t.SetType(GRADE), t.SetType(t.Text())])


def types(records: tuple[str, ...]) -> st.SearchStrategy[t.Type]:
    inner = single | st.sampled_from([t.RecordType(name) for name in records]) if records else single
    return inner | inner.filter(lambda of: not isinstance(of, t.SetType)).map(t.ListType)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Programs of two or three records, the later of which may hold the earlier; the last is called `Main`."""
    declared: list[RecordDecl] = []
    for name in [*draw(st.sampled_from([["Part"], ["Part", "Whole"]])), "Main"]:
        known = tuple(record.id for record in declared)
        fields = [FieldDecl("id", t.Text(), key=True)]
        for place in range(draw(st.integers(0, 5))):
            of = draw(types(known))
            judged = draw(st.booleans()) and isinstance(of, t.YesNo | t.Enum | t.Number)
            fields.append(FieldDecl(f"f{place}", of, optional=draw(st.booleans()), judged=judged))
        declared.append(RecordDecl(name, tuple(fields)))
    return Program(Header("p"), tuple(declared), (), (), (), (), (), (), ())


def values(of: t.Type, program: Program, path: str) -> st.SearchStrategy[Outcome]:
    """Values of a type that data can say; a record inside comes with its path."""
    match of:
        case t.YesNo():
            return st.booleans()
        case t.Text():
            return plain_texts
        case t.Number():
            step = Fraction(1, 10 ** places_of(of)) / (100 if of.unit == t.PERCENT else 1)
            low = -(10**9) if of.low is None else int(of.low / step)
            high = low + 10**10 if of.high is None else int(of.high / step)
            return st.integers(low, high).map(lambda n: n * step)
        case t.Date():
            low_day = date.fromisoformat(of.low) if of.low else date.min
            return st.dates(low_day, date.fromisoformat(of.high) if of.high else date.max)
        case t.Moment():
            return st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
                lambda at: at.replace(microsecond=0, fold=0)
            )
        case t.Enum():
            return st.sampled_from(of.names)
        case t.SetType(element=element):
            return st.frozensets(values(element, program, path), max_size=3)  # type: ignore[arg-type]
        case t.RecordType(name=name):
            return records(program, name, path)
        case t.ListType(element=element):
            return st.integers(0, 3).flatmap(
                lambda size: st.tuples(
                    *(outcomes(element, program, f"{path}[{place}]") for place in range(1, size + 1))
                )
            )


def outcomes(of: t.Type, program: Program, path: str) -> st.SearchStrategy[Outcome]:
    """Values of a type, or the gap of one that is not known."""
    return values(of, program, path) | st.just(open_gap(of, [Reason("fact", path)]))


@st.composite
def records(draw: st.DrawFn, program: Program, name: str = "Main", path: str = "") -> Record:
    """Records as the border makes them: every field has a value, is absent, or is a gap."""
    (declaration,) = (record for record in program.records if record.id == name)
    fields: dict[str, Outcome] = {}
    record = Record(name, path, fields)
    for declared in declaration.fields:
        at = record.at(declared.name)
        found: Outcome = draw(values(declared.type, program, at))
        kind = draw(st.integers(0, 5))
        if kind == 0:
            found = unknown_field(declared, [Reason("fact", at)])
        elif kind == 1 and declared.optional:
            found = ABSENT
        fields[declared.name] = found
        if declared.judged:
            recorded = not isinstance(found, Gap)
            for part, of in JUDGEMENT.items():
                open_part = open_gap(of, [Reason("fact", f"{at}.{part}")])
                fields[f"{declared.name}.{part}"] = draw(values(of, program, at)) if recorded else open_part
    return record


#: What a file of JSON may hold, and some of what only Python can.
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
#: Texts as people fill cells with them.
cells = st.sampled_from(
    (
        *("", " ", "yes", "是", "1", "0", "unknown", "absent", "空", "85%", "5 CNY", "5元", "3.5 months", "1,000"),
        *("1e5", "2024-03-01", "2024-02-30", "2024-03-01 10:00", "2024-03-01T10:00Z", "gold", "金卡", "Gold", "a;b"),
        *("[]", "NaN"),
    )
)


def near_values(of: t.Type, program: Program, depth: int, dotted: bool = True) -> st.SearchStrategy[Any]:
    """What may be given for a type: mostly what fits, now and then anything."""
    anything = json_values | cells
    match of:
        case t.RecordType(name=name):
            fitting: st.SearchStrategy[Any] = near_data(program, name, depth + 1, dotted) if depth < 2 else st.none()
        case t.ListType(element=element):
            fitting = st.lists(near_values(element, program, depth, dotted), max_size=2)
        case t.YesNo() | t.Text() | t.Number() | t.Date() | t.Moment() | t.Enum() | t.SetType():
            fitting = values(of, program, "").map(lambda value: plain_outcome(program, of, value))
    return st.integers(0, 9).flatmap(lambda chance: anything if chance == 9 else fitting)


@st.composite
def near_data(
    draw: st.DrawFn, program: Program, name: str = "Main", depth: int = 0, dotted: bool = True
) -> dict[str, Any]:
    """Data under the declared names, most of whose values fit; `dotted` names reach into judged facts."""
    (declaration,) = (record for record in program.records if record.id == name)
    data: dict[str, Any] = {}
    for declared in declaration.fields:
        if draw(st.integers(0, 3)):
            data[declared.name] = draw(near_values(declared.type, program, depth, dotted))
        if declared.judged and dotted and draw(st.booleans()):
            part = draw(st.sampled_from(["by", "on", "grounds", "value", "x"]))
            of = {**JUDGEMENT, "value": declared.type}.get(part, declared.type)
            data[f"{declared.name}.{part}"] = draw(near_values(of, program, depth, dotted))
    if draw(st.integers(0, 9)) == 9:
        data[draw(st.text(max_size=5))] = draw(json_values)
    return data
