"""Files of records become raw records with their place; what cannot be read is said where it stands."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

import pytest

from policycore.records.raw import Broken, LongNumber, NotFinite, Object, RawRecord
from policycore.records.read import Raw, guess_encoding, guess_format, read_csv, read_json, read_jsonl, read_records


def csv(text: str | bytes, **options: str) -> list[Raw]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_csv(io.BytesIO(data), "t.csv", **options))


def json(text: str | bytes) -> list[Raw]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_json(data.splitlines(keepends=True), "t.json"))


def rows(found: list[Raw]) -> list[dict[str, object]]:
    assert all(isinstance(raw, RawRecord) for raw in found), found
    return [raw.data for raw in found]


def codes(found: list[Raw]) -> list[str]:
    return [problem.code for raw in found if isinstance(raw, Broken) for problem in raw.problems]


# --- CSV ---


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_read_off_the_header(sign: str) -> None:
    assert rows(csv(f"id{sign}amount\nL1{sign}5\n")) == [{"id": "L1", "amount": "5"}]


def test_data_cannot_change_the_delimiter() -> None:
    assert rows(csv("id,note\nL1,a;b;c\n")) == [{"id": "L1", "note": "a;b;c"}]
    assert rows(csv('"a,b,c";id\nx;L1\n')) == [{"a,b,c": "x", "id": "L1"}]


def test_a_spreadsheets_hint_names_the_delimiter() -> None:
    found = csv("sep=;\nid;a,b\nL1;5\n")
    assert rows(found) == [{"id": "L1", "a,b": "5"}]
    assert found[0].place.row == 3


def test_a_byte_order_mark_spaces_and_accents_do_not_change_column_names() -> None:
    assert rows(csv("\ufeffid, re\u0301gion \nL1,x\n")) == [{"id": "L1", "région": "x"}]


def test_rows_are_counted_as_spreadsheets_count_and_lines_as_editors_do() -> None:
    found = csv('id,note\nL1,"two\nlines"\n\nL2,x\n')
    assert [(raw.place.row, raw.place.line) for raw in found] == [(2, 2), (4, 5)]


def test_rows_may_end_in_any_kind_of_line_break() -> None:
    for ending in ("\n", "\r\n", "\r"):
        found = csv(f"id,note{ending}L1,x{ending}L2,y{ending}".encode())
        assert rows(found) == [{"id": "L1", "note": "x"}, {"id": "L2", "note": "y"}]


def test_a_row_of_another_length_is_told_and_the_next_goes_on() -> None:
    found = csv("id,note\nL1\nL2,a,b\nL3,a,\nL4,a\n")
    assert codes(found) == ["PC531", "PC531"]
    assert rows([raw for raw in found if isinstance(raw, RawRecord)]) == [
        {"id": "L3", "note": "a"},
        {"id": "L4", "note": "a"},
    ]


def test_columns_named_twice_end_the_reading() -> None:
    (broken,) = csv("id,a,a,b,b\nL1,1,2,3,4\n")
    assert isinstance(broken, Broken)
    assert broken.ends
    assert broken.problems[0].args["columns"] == ("a", "b")


def test_a_column_without_a_name_is_told_when_it_holds_something() -> None:
    assert codes(csv("id,,\nL1,,\n")) == []
    assert codes(csv("id,,\nL1,x,\n")) == ["PC538"]


def test_an_open_quote_ends_the_reading_and_a_stray_one_its_row() -> None:
    found = csv('id,note\nL1,"a" b\nL2,ok\nL3,"open\nL4,x\n')
    assert codes(found) == ["PC536", "PC536"]
    assert isinstance(found[1], RawRecord)
    assert isinstance(found[2], Broken)
    assert found[2].ends


def test_a_quote_that_swallows_a_large_file_is_stopped() -> None:
    (broken,) = csv('id,note\nL1,"' + "x\n" * 200_000)
    assert isinstance(broken, Broken)
    assert broken.ends


@pytest.mark.parametrize("text", ["", "\n", "   \n", "\ufeff"])
def test_an_empty_file_is_told(text: str) -> None:
    assert codes(csv(text)) == ["PC533"]


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert csv("id,amount\n") == []


def test_another_encoding_is_named_and_can_be_asked_for() -> None:
    data = "id,名称\nL1,客户经理\n".encode("gb18030")
    (broken,) = csv(data)
    assert isinstance(broken, Broken)
    assert broken.problems[0].code == "PC530"
    assert broken.problems[0].help is not None
    assert broken.problems[0].help.args["encoding"] == "gb18030"
    assert rows(csv(data, encoding="gb18030")) == [{"id": "L1", "名称": "客户经理"}]


def test_wide_encodings_can_be_asked_for() -> None:
    data = "id,名称\nL1,客\n".encode("utf-16")
    assert codes(csv(data)) == ["PC530"]
    assert rows(csv(data, encoding="utf-16")) == [{"id": "L1", "名称": "客"}]


def test_a_wrong_byte_deep_in_a_file_is_told_after_the_rows_before_it() -> None:
    found = csv(b"id,name\n" + b"L1,x\n" * 1000 + b"L2,\xff\n" + b"L3,x\n")
    assert len(found) == 1001
    assert isinstance(found[-1], Broken)
    assert found[-1].place.line == 1002
    assert found[-1].ends


@pytest.mark.parametrize("name", ["utf-88", "hex", "zip", "", "客户", "../utf8"])
def test_an_encoding_that_does_not_exist_is_told(name: str) -> None:
    assert codes(csv("id\nL1\n", encoding=name)) == ["PC539"]


def test_a_file_that_is_no_text_is_told_to_be_none() -> None:
    for data in (b"PK\x03\x04\x14\0\x06\0\xff\xff", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        (broken,) = csv(data)
        assert isinstance(broken, Broken)
        assert broken.problems[0].code == "PC530"
        assert broken.problems[0].help is not None
        assert broken.problems[0].help.key == "looks_like_no_text"


def test_in_wide_encodings_lines_end_as_in_others() -> None:
    text = "id,name\r\nL1,a\u2028b\r\nL2,c\x85d\n"
    assert rows(csv(text.encode("utf-16"), encoding="utf-16")) == rows(csv(text.encode()))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("客户类型".encode("gb18030"), "gb18030"),
        ("Müller, Paul".encode("latin-1"), "windows-1252"),
        ("“高”".encode("gb18030"), "gb18030"),
        ("é".encode("latin-1"), "windows-1252"),
        ("x".encode("utf-16"), "utf-16"),
        ("id,name\n".encode("utf-16-le")[:-1], "utf-16-le"),
        ("id,name\n".encode("utf-16-be"), "utf-16-be"),
        ("x".encode("utf-32"), "utf-32"),
        (b"\x89PNG\r\n\x00\x00", ""),
        (b"PK\x03\x04\x14\0\x06\0", ""),
        (b"\x81\x8d", ""),
    ],
)
def test_encodings_are_recognised_by_what_they_hold(line: bytes, name: str) -> None:
    assert guess_encoding(line) == name


def test_rows_are_read_as_they_are_asked_for() -> None:
    def endless() -> Iterator[bytes]:
        yield b"id\n"
        number = 0
        while True:
            number += 1
            yield b"L%d\n" % number

    rows = read_csv(endless(), "t.csv")
    assert [next(rows).place.row for _ in range(3)] == [2, 3, 4]


# --- JSON ---


def test_numbers_are_kept_exactly() -> None:
    (data,) = rows(json('{"a": 1.10, "b": 1e2, "c": 12345678901234567890, "d": 0.1}'))
    assert data == {"a": Decimal("1.10"), "b": Decimal("1e2"), "c": 12345678901234567890, "d": Decimal("0.1")}


def test_numbers_beyond_all_bounds_and_constants_that_are_no_json_are_marked() -> None:
    long = "1" * 5000
    (data,) = rows(json(f'{{"a": {long}, "b": NaN, "c": -Infinity, "d": 1e99999999999999999999, "e": 0.{long}}}'))
    assert isinstance(data["a"], LongNumber)
    assert data["b"] == NotFinite("NaN")
    assert data["c"] == NotFinite("-Infinity")
    assert isinstance(data["d"], LongNumber)
    assert isinstance(data["e"], LongNumber)


def test_keys_written_twice_are_remembered() -> None:
    (data,) = rows(json('{"a": 1, "b": 2, "a": 3, "a": 4}'))
    assert isinstance(data, Object)
    assert data.repeated == ["a"]


def test_elements_of_an_array_know_their_line() -> None:
    found = json('[\n  {"id": 1},\n\n  {"id":\n 2}, {"id": 3}\n]\n')
    assert [raw.place.line for raw in found] == [2, 4, 5]
    assert json(" [ ] ") == []


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ('{"a" 1}', "json_colon", 1),
        ('{"a": 1', "json_end", 1),
        ("{a: 1}", "json_name", 1),
        ('{"a": 1} x', "json_after", 1),
        ('[{"a": 1}\n {"a": 2}]', "json_comma", 2),
        ('[{"a": 1},]', "json_value", 1),
        ('{"a": "x\ny"}', "json_control", 1),
        ('{"a": "\\q"}', "json_escape", 1),
        ('{"a": "x}', "json_open_text", 1),
        ("[" * 100_000, "json_too_deep", 1),
    ],
)
def test_json_that_breaks_off_is_told_in_words_at_its_place(text: str, reason: str, line: int) -> None:
    broken = json(text)[-1]
    assert isinstance(broken, Broken)
    assert broken.ends
    (problem,) = broken.problems
    assert problem.code == "PC534"
    assert problem.args["reason"].key == reason  # type: ignore[union-attr]
    assert problem.place.line == line


def test_elements_before_a_mistake_are_not_lost() -> None:
    found = json('[{"a": 1}, {"a": 2}, {"a": }]')
    assert [isinstance(raw, RawRecord) for raw in found] == [True, True, False]


def test_json_lines_skip_empty_lines_and_go_on_after_a_broken_one() -> None:
    text = '{"id": 1}\n\n{"id": }\n{"id": 3}\n'
    found = list(read_jsonl(text.encode().splitlines(keepends=True), "t.jsonl"))
    assert [(type(raw).__name__, raw.place.line) for raw in found] == [
        ("RawRecord", 1),
        ("Broken", 3),
        ("RawRecord", 4),
    ]
    assert not found[1].ends  # type: ignore[union-attr]
    assert codes(list(read_jsonl([], "t.jsonl"))) == ["PC533"]


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"[1]", "json"),
        (b'\xef\xbb\xbf{\n "id": 1}', "json"),
        (b'{"id": 1}', "json"),
        (b'{"id": 1}\n{"id": 2}', "jsonl"),
        (b"id,amount\nL1,5", "csv"),
        (b"id\nL1", "csv"),
        (b"id: L1\n", "yaml"),
        (b"- id: L1\n", "yaml"),
        (b"", "csv"),
    ],
)
def test_the_format_of_a_file_without_a_name_is_guessed(head: bytes, format: str) -> None:
    assert guess_format(head) == format


def test_each_format_has_its_reader() -> None:
    files = {"csv": b"id\nL1\n", "json": b'{"id": "L1"}', "jsonl": b'{"id": "L1"}\n', "yaml": b"id: L1\n"}
    for format, data in files.items():
        (raw,) = read_records(data.splitlines(keepends=True), "t", format)  # type: ignore[arg-type]
        assert raw.data == {"id": "L1"}
