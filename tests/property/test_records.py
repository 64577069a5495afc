"""Data and records: nothing valid changes on its way, nothing at all makes the border fall over."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pydantic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policycore import types as t
from policycore.core.nodes import FieldDecl, Header, Program, RecordDecl
from policycore.diagnostics.model import Phrase
from policycore.records.convert import record_from
from policycore.records.figures import decimal_text, number_text, read_number
from policycore.records.load import Loaded, Rejected, load_records, reject_row
from policycore.records.mapping import load_mapping
from policycore.records.models import model_for
from policycore.records.plain import plain_record
from policycore.records.problem import Fault
from policycore.records.raw import Broken, RawRecord
from policycore.records.read import FORMATS, Format, guess_format, read_records
from policycore.records.render import problem_data, problem_line, render_problem
from policycore.values import Record
from strategies.records import near_data, numbers, programs, records

quick = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def same(one: object, other: object) -> bool:
    """Return whether two outcomes are the same; records are compared by what they hold."""
    if isinstance(one, Record) and isinstance(other, Record):
        alike = one.type == other.type and one.path == other.path and list(one.fields) == list(other.fields)
        return alike and all(same(one.fields[name], other.fields[name]) for name in one.fields)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


@st.composite
def programs_with_record(draw: st.DrawFn) -> tuple[Program, Record]:
    program = draw(programs())
    return program, draw(records(program))


@st.composite
def programs_with_data(draw: st.DrawFn, dotted: bool = True) -> tuple[Program, dict[str, Any]]:
    program = draw(programs())
    return program, draw(near_data(program, dotted=dotted))


@quick
@given(programs_with_record())
def test_a_record_written_as_data_is_read_as_the_same_record(made: tuple[Program, Record]) -> None:
    program, record = made
    data = json.loads(json.dumps(plain_record(program, record)))
    again = record_from(program, "Main", data, judged="recorded")
    assert again.record is not None, again.problems
    assert same(again.record, record)


@quick
@given(programs_with_data(), st.sampled_from(["strict", "recorded"]), st.booleans())
def test_no_data_make_the_border_fall_over(made: tuple[Program, dict[str, Any]], judged: Any, cells: bool) -> None:
    program, data = made
    converted = record_from(program, "Main", data, judged=judged, cells=cells)
    for problem in converted.problems:
        for lang in ("en", "zh"):
            assert render_problem(problem, lang)
            assert problem_line(problem, lang)
            json.dumps(problem_data(problem, lang), ensure_ascii=False).encode()
    if converted.record is None:
        assert any(problem.is_error for problem in converted.problems)
    else:
        assert not any(problem.is_error for problem in converted.problems)


@quick
@given(programs_with_data(), st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_matter(made: tuple[Program, dict[str, Any]], random: Any) -> None:
    program, data = made
    names = list(data)
    random.shuffle(names)
    one = record_from(program, "Main", data)
    other = record_from(program, "Main", {name: data[name] for name in names})
    assert {(p.code, p.path) for p in one.problems} == {(p.code, p.path) for p in other.problems}
    assert (one.record is None) == (other.record is None)
    if one.record is not None:
        assert same(one.record, other.record)


@settings(quick, max_examples=40)
@given(programs_with_data(dotted=False))
def test_a_model_takes_what_the_border_takes(made: tuple[Program, dict[str, Any]]) -> None:
    program, data = made
    from_data = record_from(program, "Main", data, judged="recorded")
    try:
        model = model_for(program, "Main").model_validate(data)
    except pydantic.ValidationError:
        assert from_data.record is None
        return
    from_model = record_from(program, "Main", model, judged="recorded")
    assert from_model.record is not None, from_model.problems
    assert from_data.record is not None, from_data.problems
    assert same(from_model.record, from_data.record)


@quick
@given(numbers(), st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_decimal_is_read_as_the_number_it_is_or_refused(of: t.Number, figure: Decimal) -> None:
    found = read_number(figure, of, {}, Phrase("want_number"))
    as_text = read_number(f"{figure:f}", of, {}, Phrase("want_number"))
    assert found == as_text
    if not isinstance(found, Fault):
        assert found == Fraction(figure) / (100 if of.unit == t.PERCENT else 1)
        assert read_number(number_text(found, of.unit), of, {"points": t.POINTS}, Phrase("want_number")) == found


@quick
@given(st.fractions())
def test_a_number_is_written_exactly(number: Fraction) -> None:
    assert Fraction(decimal_text(number)) == number


@quick
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_a_reader_fall_over(data: bytes) -> None:
    assert guess_format(data) in {*FORMATS.values()}
    for format in ("csv", "json", "jsonl", "yaml"):
        read(data, format)


@quick
@given(st.text(st.sampled_from("{}[],:\"\\ \n\tabc015.-#&*!|>%@`'~"), max_size=60))
def test_no_text_of_signs_makes_a_reader_fall_over(text: str) -> None:
    for format in ("csv", "json", "jsonl", "yaml"):
        read(text.encode(), format)
    found = load_mapping(text, "map.yaml")
    assert not isinstance(found, tuple) or all(problem.is_error for problem in found)


def read(data: bytes, format: Format) -> None:
    ended = False
    for raw in read_records(data.splitlines(keepends=True), "f", format):
        assert not ended
        assert isinstance(raw, RawRecord) or raw.problems
        ended = isinstance(raw, Broken) and raw.ends


TABLE = st.lists(st.sampled_from(["I1", "I2", "I3", "", "high", "low", "5", "x", "2024-03-01"]), min_size=1, max_size=4)


@quick
@given(st.lists(TABLE, max_size=6), st.lists(TABLE, max_size=6))
def test_every_row_is_loaded_or_rejected_once(rows: list[list[str]], events: list[list[str]]) -> None:
    event = RecordDecl("Event", (FieldDecl("on_day", t.Date()), FieldDecl("size", t.Number(whole=True))))
    owner = RecordDecl(
        "Owner", (FieldDecl("id", t.Text(), key=True), FieldDecl("events", t.ListType(t.RecordType("Event"))))
    )
    program = Program(Header("p"), (event, owner), (), (), (), (), (), (), ())

    def table(header: list[str], body: list[list[str]]) -> Any:
        lines = "".join(",".join(cells) + "\n" for cells in [header, *body])
        return read_records(lines.encode().splitlines(keepends=True), "t.csv", "csv")

    load = load_records(
        program, "Owner", table(["id", "events"], rows), {"events": table(["id", "on_day", "size"], events)}
    )
    items = list(load)
    for item in items:
        if isinstance(item, Rejected):
            json.dumps(reject_row(item, "en"))
    of_rows = [item for item in items if not (isinstance(item, Rejected) and item.about)]
    # An empty line is no row.
    assert len(of_rows) == len([row for row in rows if row != [""]])
    assert load.counts.loaded == sum(isinstance(item, Loaded) for item in items)
    assert load.counts.rejected == sum(isinstance(item, Rejected) for item in of_rows)
    keys = [item.key for item in items if isinstance(item, Loaded)]
    assert len(keys) == len(set(keys))
