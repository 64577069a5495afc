"""Files of records as people and programs send them: every odd one is told by code, and good rows go on."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from fire.fire import HEADER, ROW, answered, codes, contents, in_both_languages
from unit.cli.run import run

FINE = (HEADER + ROW).encode()
LATER = "z,9,2024-03-01,2,big\n"

#: What a file holds, by name: the codes told, and how many records are decided all the same.
ODD: dict[str, tuple[bytes, list[str], int]] = {
    "nothing.csv": (b"", ["PC533"], 0),
    "nothing.json": (b"", ["PC533"], 0),
    "nothing.jsonl": (b"\n\n", ["PC533"], 0),
    "nothing.yaml": (b" \n", ["PC533"], 0),
    "mark.csv": (codecs.BOM_UTF8, ["PC533"], 0),
    "header.csv": (HEADER.encode(), [], 0),
    "wide.csv": (FINE.decode().encode("utf-16"), ["PC530"], 0),
    "wide.json": (b"[]".decode().encode("utf-16"), ["PC530"], 0),
    "gb.csv": (FINE.decode().encode("gb18030"), ["PC530"], 0),
    "gb.yaml": ("- 金额: 5\n".encode("gb18030"), ["PC530"], 0),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), ["PC530"], 0),
    "sheet.csv": (b"PK\x03\x04\x14\0\x06\0\x08\0\xff\xfe", ["PC530"], 0),
    "late.csv": (FINE + b"b,\xff\xfe,2024-03-01,2,big\n", ["PC530"], 1),
    "deep.json": (b"[" * 100_000 + b"]" * 100_000, ["PC534"], 0),
    "deeper.json": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, ["PC534"], 0),
    "deep.jsonl": (b'{"id": ' + b"[" * 100_000 + b'}\n{"id": "b"}\n', ["PC534"], 1),
    "deep.yaml": (b"[" * 100_000, ["PC537"], 0),
    "flow.yaml": (b"- " * 10_000 + b"a", ["PC537"], 0),
    "laughs.yaml": (b"a: &a [x, x]\nb: [*a, *a]\n", ["PC537"], 0),
    "tag.yaml": (b"- !!python/object/apply:os.system [echo]\n", ["PC537"], 0),
    "cut.json": (b'[{"id": "a"}, {"id": "b"', ["PC534"], 1),
    "text.json": (b'"a"', ["PC525"], 0),
    "number.yaml": (b"5", ["PC525"], 0),
    "quote.csv": (FINE + b'b,"9,2024-03-01,2,big\n' + LATER.encode(), ["PC536"], 1),
    "stray.csv": (HEADER.encode() + b'b,"9" x,2024-03-01,2,big\n' + LATER.encode(), ["PC536"], 1),
    "ragged.csv": (HEADER.encode() + b"b,9\nc,9,2024-03-01,2,big,5\n" + LATER.encode(), ["PC531", "PC531"], 1),
    "twice.csv": (b"id,id\na,b\n", ["PC532"], 0),
    "unnamed.csv": (b"id,,count\na,5,2\nb,,2\n", ["PC538"], 1),
    "cell.csv": (HEADER.encode() + b"a,9,2024-03-01,2," + b"x" * 200_000 + b"\n", ["PC536"], 0),
    "case.csv": (HEADER.encode() + b"A,9,2024-03-01,2,big\na,9,2024-03-01,2,big\n", ["PC561"], 2),
    "again.csv": (FINE + ROW.encode(), ["PC540"], 1),
    "names.csv": (b"ID,count\na,2\n", ["PC501"], 0),
    "order.csv": ("kind,count,day,金额,id\nbig,2,2024-03-01,9,a\n".encode(), [], 1),
    "trailing.csv": ("id,金额,day,count,kind,,,\na,9,2024-03-01,2,big,,,\n".encode(), [], 1),
    "semicolons.csv": (FINE.replace(b",", b";"), [], 1),
    "hint.csv": (b"sep=;\r\n" + FINE.replace(b",", b";").replace(b"\n", b"\r\n"), [], 1),
    "bom.csv": (codecs.BOM_UTF8 + FINE, [], 1),
    "breaks.csv": (FINE + b'"b\nc",9,2024-03-01,2,big\n' + LATER.encode(), [], 3),
    "carriage.csv": (FINE.replace(b"\n", b"\r"), [], 1),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_told_and_its_good_rows_are_decided(name: str, folder: Path) -> None:
    content, told, decided = ODD[name]
    (folder / name).write_bytes(content)
    before = contents(folder)
    ran = in_both_languages("decide", "fine.policy", name, "--format", "jsonl")
    assert codes(ran) == told
    assert len(ran.out.splitlines()) == decided
    warnings_alone = all(code in {"PC544", "PC559", "PC561"} for code in told)
    assert ran.code == (0 if warnings_alone else 3)
    assert contents(folder) == before


def test_a_file_that_ends_early_says_that_what_follows_was_not_read(folder: Path) -> None:
    (folder / "late.csv").write_bytes(ODD["late.csv"][0] + LATER.encode())
    ran = answered(run("decide", "fine.policy", "late.csv"))
    assert "reading stopped at row 3 of late.csv: what follows was not read" in ran.err


#: A value as it is written in a table, under its column: the code told, and a part of the way out.
CELLS: list[tuple[str, str, str, str]] = [
    ("金额", "1,234.50", "PC502", "write `1234.50`"),
    ("金额", "1.234,50", "PC502", "write `1234.50`"),
    ("金额", "1,234", "PC502", "write `1234`, or `1.234` if the comma stands before decimals"),
    ("金额", "1E+05", "PC524", "write the figure out"),
    ("金额", "inf", "PC504", "leave the cell empty"),
    ("金额", "NaN", "PC504", "leave the cell empty"),
    ("金额", "#N/A", "PC504", "leave the cell empty"),
    ("金额", "9" * 400, "PC505", "check where the number comes from"),
    ("金额", "0." + "0" * 400 + "1", "PC505", "check where the number comes from"),
    ("金额", "5.123", "PC506", "decimals"),
    ("金额", "-5", "PC507", "widen the bounds"),
    ("金额", "5 USD", "PC510", "convert the amount before"),
    ("金额", "five", "PC502", "put the value right"),
    ("count", "2.5", "PC523", "put the figure right"),
    ("count", "#DIV/0!", "PC504", "leave the cell empty"),
    ("day", "2024/3/1", "PC502", "write `2024-03-01`"),
    ("day", "01.03.2024", "PC502", "`2024-03-01` if the day is written first"),
    ("day", "3/1/24", "PC502", "put the value right"),
    ("day", "45352", "PC502", "by which a spreadsheet counts days"),
    ("day", "2023-02-29", "PC512", "check the day"),
    ("day", "2024-03-01 10:00", "PC515", "give the day alone"),
    ("day", "#REF!", "PC504", "leave the cell empty"),
    ("kind", "Big ", "", ""),
    ("kind", "BIG", "PC511", "did you mean `big`?"),
    ("kind", "ｂｉｇ", "PC511", "did you mean `big`?"),
    ("kind", "#NAME?", "PC504", "leave the cell empty"),
    ("fine", "maybe", "PC502", "put the value right"),
    ("fine", "1", "", ""),
    ("id", "#N/A", "PC504", "leave the cell empty"),
]


@pytest.mark.parametrize(("column", "written", "code", "way_out"), CELLS)
def test_a_cell_is_told_with_file_row_column_value_and_a_way_out(
    column: str, written: str, code: str, way_out: str, folder: Path
) -> None:
    cells = {"id": "a", "金额": "9", "day": "2024-03-01", "count": "2", "kind": "big", "fine": "yes", column: written}
    rows = [",".join(cells), ",".join(f'"{cell}"' for cell in cells.values()), 'z,9,2024-03-01,2,big,"yes"']
    (folder / "cells.csv").write_text("\n".join(rows), encoding="utf-8")
    ran = in_both_languages("decide", "fine.policy", "cells.csv", "--format", "jsonl", "--rejects", "rejects.jsonl")
    if not code:
        assert (ran.code, codes(ran), len(ran.out.splitlines())) == (0, [], 2)
        return
    assert (ran.code, codes(ran)) == (3, [code])
    assert [json.loads(line)["key"] for line in ran.out.splitlines()] == ["z"]
    assert f"cells.csv, row 2, column `{column}`" in ran.err
    assert way_out in ran.err
    (line,) = (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)
    (problem,) = kept["problems"]
    assert kept["data"] == cells
    assert (kept["file"], kept["row"], problem["column"], problem["code"]) == ("cells.csv", 2, column, code)
    assert problem["value"].removesuffix("…") in written


VALUES = ["[1]", "{}", '{"a": 1}', "true", "1e400", "-1e-400", "NaN", "Infinity", "-Infinity", "9" * 400, '"\\ud800"']


@pytest.mark.parametrize("field", ["id", "金额", "day", "count", "kind", "fine", "owner", "payments"])
def test_values_of_every_wrong_kind_reject_the_record_and_no_other(field: str, folder: Path) -> None:
    # In a record inside, a name that is not declared is told as an unused column is.
    takes = {("fine", "true"), ("owner", "{}"), ("owner", '{"a": 1}')}
    refused = [value for value in VALUES if (field, value) not in takes]
    key = {True: "", False: '"id": "b", '}[field == "id"]
    bad = [f'{{{key}"{field}": {value}}}' for value in refused]
    (folder / "values.jsonl").write_text("\n".join([*bad, '{"id": "z"}']), encoding="utf-8")
    ran = in_both_languages("decide", "fine.policy", "values.jsonl", "--format", "jsonl", "--rejects", "rejects.jsonl")
    assert [json.loads(line)["key"] for line in ran.out.splitlines()] == ["z"]
    kept = [json.loads(line) for line in (folder / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(kept) == len(bad)
    assert all(line["problems"][0]["code"].startswith("PC5") for line in kept)


def test_what_was_rejected_is_kept_whole(folder: Path) -> None:
    digits = "9" * 5_000
    (folder / "long.json").write_text(f'{{"id": "a", "count": {digits}, "金额": "{"x" * 500}"}}', encoding="utf-8")
    in_both_languages("decide", "fine.policy", "long.json", "--rejects", "rejects.jsonl")
    kept = json.loads((folder / "rejects.jsonl").read_text(encoding="utf-8"))
    assert (kept["data"]["count"], kept["data"]["金额"]) == (digits, "x" * 500)


def test_yaml_means_what_it_shows(folder: Path) -> None:
    (folder / "shown.yaml").write_text(
        "- {id: 007, 金额: 1_000.10, day: 2024-03-01, count: 012, kind: big, fine: no}\n", encoding="utf-8"
    )
    ran = in_both_languages("decide", "fine.policy", "shown.yaml", "--format", "jsonl")
    assert json.loads(ran.out)["key"] == "007"
    (folder / "twice.yaml").write_text("- {id: a, count: 1, count: 2}\n", encoding="utf-8")
    assert codes(in_both_languages("decide", "fine.policy", "twice.yaml")) == ["PC517"]


def test_explain_meets_the_same_files(folder: Path) -> None:
    for name, (content, told, _) in ODD.items():
        (folder / name).write_bytes(content)
        ran = in_both_languages("explain", "fine.policy", name, "--key", "nobody")
        assert ran.code in {2, 1}, name
        assert set(codes(ran)) <= {*told, "PC817"}, name


def test_ten_megabytes_without_a_line_break_are_told(folder: Path) -> None:
    for name in ("long.csv", "long.json", "long.jsonl", "long.yaml"):
        (folder / name).write_bytes(b"x" * 10_000_000)
        ran = answered(run("decide", "fine.policy", name))
        assert ran.code == 3, name
        assert len(ran.err) < 5_000, name


def test_thousands_of_columns_are_told_briefly(folder: Path) -> None:
    (folder / "columns.csv").write_text(
        "id," + ",".join(f"c{number}" for number in range(5_000)) + "\na" + "," * 5_000 + "\n", encoding="utf-8"
    )
    ran = in_both_languages("decide", "fine.policy", "columns.csv")
    assert ran.code == 0
    assert "more problems" in ran.err
    assert len(ran.err) < 10_000
