"""CSV files for columns: the same rows, and the same that cannot be read, as the reader of single records finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore.bulk import text as module
from policycore.bulk.text import BROKEN, TextTable
from policycore.records.raw import Broken
from policycore.records.read import read_csv
from policycore.report import PolicyError

HEADER = "id,name,note\n"


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, Any]]:
    """Return the rows as columns get them."""
    return [row for batch in TextTable(path, encoding).batches() for row in batch.to_pylist()]


def agree(path: Path, encoding: str = "utf-8") -> None:
    with path.open("rb") as file:
        expected = list(read_csv(file, path.as_posix(), encoding=encoding))
    if isinstance(expected[0] if expected else None, Broken) and expected[0].place.line <= 1:
        with pytest.raises(PolicyError) as refused:
            rows_of(path, encoding)
        assert [each.code for each in refused.value.diagnostics] == [expected[0].problems[0].code]
        return
    found = rows_of(path, encoding)
    assert len(found) == len(expected)
    for row, raw in zip(found, expected, strict=True):
        broken = row.pop(BROKEN)
        if not isinstance(raw, Broken):
            assert (row, broken) == (raw.data, None)
            continue
        said = json.loads(broken)
        assert [each["code"] for each in said["problems"]] == [each.code for each in raw.problems]
        assert said["problems"][0]["line"] == raw.place.line
        assert said["data"] == raw.data
        assert said["ends"] == raw.ends


PIECES = ['"', '""', ",", "\n", "\r\n", "\r", "a", "b c", "中", "1", '"x,y"', '"p\nq"', "u,v,w\n", 'k,"l ""m""",n\n']


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from([2, 5, 40, 1 << 20]))
def test_every_text_is_read_as_by_the_reader_of_single_records(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], block: int
) -> None:
    path = tmp_path_factory.mktemp("text") / "table.csv"
    path.write_bytes((HEADER + "".join(pieces)).encode("utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        patch.setattr(module, "_PIECE", max(block // 3, 1))
        agree(path)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEADER + "1,客户,甲\n2,乙,丙,\n3,丁\n", "gb18030"),
        (HEADER + "1,客户,甲\n2,乙,丙\n", "utf-16"),
        ("\ufeff" + HEADER + "1,a,b\n", "utf-8"),
        ("sep=;\nid;name\n1;a\n2;b;;\n3;b;c\n", "utf-8"),
        ("id\tname,x\n1\ta\n", "utf-8"),
        ("id,,name\n1,,a\n2,x,b\n", "utf-8"),
        ("id,name\r1,a\r2\r3,c\r", "utf-8"),
        ('id,name\n1,"a\n2,b\n', "utf-8"),
        ("id,id\n1,2\n", "utf-8"),
        ("", "utf-8"),
        ('"id\nx",name\n1,a\n', "utf-8"),
        ("id,name\n1,a\n", "no-such"),
        ("id,name\n1,a\0\n2,b\n", "utf-8"),
    ],
)
def test_headers_delimiters_and_encodings_are_read_alike(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode("utf-8" if encoding == "no-such" else encoding))
    agree(path, encoding)


def test_a_line_in_another_encoding_ends_the_reading_there(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(HEADER.encode() + b"1,a,b\n" * 10 + "2,客户,c\n".encode("gb18030") + b"3,d,e\n")
    agree(path)
    table = TextTable(path)
    assert sum(batch.num_rows for batch in table.batches()) == 11
    assert table.ended is not None
    assert (table.ended.code, table.ended.place.line) == ("PC530", 12)


def test_a_quote_that_swallows_the_rest_of_a_large_file_ends_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    plain = "1,a,b\n" * 60_000
    path.write_text(HEADER + plain + '2,"c,d\n' + plain, encoding="utf-8")
    agree(path)


def test_one_ragged_row_does_not_move_those_after_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEADER + "1,a,b\n2,a\n\n3,c,d,e\n4,e,f\n", encoding="utf-8")
    agree(path)
    assert [row["id"] for row in rows_of(path)] == ["1", "2", "3", "4"]
