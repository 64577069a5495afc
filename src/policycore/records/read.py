"""Files of records, as text, to raw records: CSV, JSON and JSON Lines. YAML stands in `read_yaml`.

Goes in: bytes or lines of a file that somebody else opened, and the name to cite it by. Comes out: an iterator of
`RawRecord`, with `Broken` where a row (or the rest of the file) cannot be read. Types of fields are not known here.

CSV and JSON Lines are read line by line. JSON numbers are kept exactly.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NoReturn

from attrs import evolve

from policycore.diagnostics.model import Phrase
from policycore.records.figures import MOST_DIGITS
from policycore.records.problem import Place, RecordProblem, shown
from policycore.records.raw import Broken, LongNumber, NotFinite, Object, RawRecord
from policycore.records.scalars import nfc

Format = Literal["csv", "json", "jsonl", "yaml"]
Raw = RawRecord | Broken

FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
}

_DELIMITERS = (",", ";", "\t", "|")


def guess_format(head: bytes) -> Format:
    """Return the format that the beginning of a file looks like, for input without a name.

    >>> guess_format(b'{"id": 1}\\n{"id": 2}\\n'), guess_format(b"id,amount\\n"), guess_format(b"- id: 1\\n")
    ('jsonl', 'csv', 'yaml')
    """
    text = head.decode("utf-8-sig", "replace").lstrip()
    first, _, rest = text.partition("\n")
    if text.startswith("["):
        return "json"
    if text.startswith("{"):
        return "jsonl" if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else "json"
    if first.startswith(("- ", "---")) or re.match(r"[^,;\t|]+:(\s|$)", first):
        return "yaml"
    return "csv"


def read_records(lines: Iterable[bytes], name: str, format: Format, *, encoding: str = "utf-8") -> Iterator[Raw]:
    """Return the raw records of a file in one of the formats.

    Args:
        lines: The file, opened for bytes; read line by line for CSV and JSON Lines, at once for the others.
        name: What the file is called in messages.
        format: How to read it.
        encoding: UTF-8 (with or without a byte order mark), or another one that was asked for.
    """
    match format:
        case "csv":
            return read_csv(lines, name, encoding=encoding)
        case "jsonl":
            return read_jsonl(lines, name, encoding=encoding)
        case "json":
            return read_json(lines, name, encoding=encoding)
        case "yaml":
            from policycore.records.read_yaml import read_yaml

            return read_yaml(lines, name, encoding=encoding)


# --- text ---


class UnreadableError(Exception):
    """Ends the reading of a file; never leaves this package."""

    def __init__(self, problem: RecordProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def decoded(lines: Iterable[bytes | str], name: str, encoding: str) -> Iterator[str]:
    """Yield the lines as text.

    Raises:
        UnreadableError: A line is not in this encoding; the message names the one it looks like.
    """
    codec = "utf-8" if encoding.casefold() in {"utf-8", "utf8", "utf-8-sig"} else encoding
    for number, line in enumerate(_whole_lines(lines, codec), 1):
        if isinstance(line, str):
            yield line.removeprefix("\ufeff") if number == 1 else line
            continue
        place = Place(name, line=number)
        if number == 1 and codec == "utf-8":
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            text = line.decode(codec)
        except UnicodeError:  # some codecs raise no UnicodeDecodeError
            raise UnreadableError(_other_encoding(line, codec, place)) from None
        except (LookupError, ValueError):
            raise UnreadableError(RecordProblem("PC539", args={"encoding": encoding}, place=place)) from None
        if "\0" in text:
            raise UnreadableError(_other_encoding(line, codec, place))
        yield text


def _other_encoding(line: bytes, codec: str, place: Place) -> RecordProblem:
    looks = guess_encoding(line)
    help = Phrase("looks_like_no_text") if looks_binary(line) else None
    if looks and looks != codec:
        help = Phrase("ask_for_encoding", {"encoding": looks})
    return RecordProblem("PC530", args={"encoding": codec.upper()}, help=help, place=place)


def _whole_lines(lines: Iterable[bytes | str], codec: str) -> Iterable[bytes | str]:
    """Return lines that can be decoded one by one: in UTF-16 and UTF-32 the byte of a line break may be half a sign."""
    if not codec.casefold().replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return lines
    whole = b"".join(line if isinstance(line, bytes) else line.encode(codec) for line in lines)
    try:
        return io.StringIO(whole.decode(codec), newline="\n")
    except (UnicodeError, LookupError):
        return [whole]


#: Signs by which files begin that hold no text, whatever else they hold: archives (and so spreadsheets), PDF, images.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_WIDE = (("utf-32", (b"\xff\xfe\0\0", b"\0\0\xfe\xff")), ("utf-16", (b"\xff\xfe", b"\xfe\xff")))


def guess_encoding(data: bytes) -> str:
    """Return the encoding that bytes which are no UTF-8 look like, "" where they look like no text.

    >>> guess_encoding("客户类型".encode("gb18030")), guess_encoding("Müller".encode("latin-1"))
    ('gb18030', 'windows-1252')
    """
    for name, marks in _WIDE:
        if data.startswith(marks):
            return name
    if looks_binary(data):
        return ""
    if b"\0" in data:
        # Text in the alphabets of Europe, and the commas of any, have a nought in every second byte.
        first, second = data[0::2].count(0), data[1::2].count(0)
        name = "utf-16-le" if second > 4 * first else "utf-16-be" if first > 4 * second else ""
        return name if name and _decodes(data, name) else ""
    if _decodes(data, "gb18030") and _reads_as_chinese(data):
        return "gb18030"
    return "windows-1252" if _decodes(data, "cp1252") else ""


def _decodes(data: bytes, codec: str) -> bool:
    # A line may end within a sign where the sign is wide.
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        decoder.decode(data)
    except UnicodeDecodeError:
        return False
    return codec != "gb18030" or not decoder.getstate()[0]


def _reads_as_chinese(data: bytes) -> bool:
    # One accented Latin letter with its neighbour may pass for a Chinese sign; Chinese text has several in a row, or
    # signs of which both bytes are beyond ASCII, and these in the part of the table where the common ones are.
    if re.search(r"[\u4e00-\u9fff]{2}", data.decode("gb18030")):
        return True
    pairs = re.findall(rb"[\x80-\xff].", data, re.DOTALL)
    return all(b"\xa1" <= pair[:1] <= b"\xf7" and pair[1:] >= b"\xa1" for pair in pairs)


def looks_binary(data: bytes) -> bool:
    """Return whether bytes are plainly no text of any encoding."""
    if data.startswith(_NO_TEXT):
        return True
    head = data[:4096]
    return sum(byte < 32 and byte not in b"\0\t\n\r\f\x1b\x1a" for byte in head) > len(head) // 50


def whole_text(lines: Iterable[bytes | str], name: str, encoding: str) -> str:
    """Return the lines as one text; an empty one is refused."""
    text = "".join(decoded(lines, name, encoding))
    if not text.strip():
        raise UnreadableError(RecordProblem("PC533", place=Place(name)))
    return text


def _ended(problem: RecordProblem) -> Broken:
    return Broken((problem,), problem.place, ends=True)


# --- CSV ---


def read_csv(
    lines: Iterable[bytes | str], name: str, *, encoding: str = "utf-8", delimiter: str | None = None
) -> Iterator[Raw]:
    """Yield the rows of a table whose first line names the columns; every cell is a text.

    The delimiter is read off the header line alone (comma, semicolon, tab or bar), so that data cannot change it.
    """
    try:
        text = rows_apart(decoded(lines, name, encoding))
        first = next(text, "")
        before = 0
        if first.casefold().startswith("sep="):  # a hint that spreadsheets write and read
            delimiter = delimiter or first[4:5]
            first = next(text, "")
            before = 1
        if not first.strip():
            raise UnreadableError(RecordProblem("PC533", place=Place(name)))
        yield from _rows(first, text, name, delimiter or sniffed(first), before)
    except UnreadableError as error:
        yield _ended(error.problem)


def rows_apart(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines with those apart that end in a carriage return alone, as some programs still write them."""
    for line in lines:
        if "\r" in line[:-2]:
            yield from re.split(r"(?<=\r)(?!\n)", line)
        else:
            yield line


def sniffed(header: str) -> str:
    """Return the delimiter that stands most often outside quotes in a header line; a comma where none does."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count)


def _rows(first: str, rest: Iterator[str], name: str, delimiter: str, before: int) -> Iterator[Raw]:
    def again() -> Iterator[str]:
        yield first
        yield from rest

    lines = again()
    header, read = header_of(lines, name, delimiter, before)
    yield from rows_below(header, lines, name, delimiter, read, before + 1)


def header_of(lines: Iterator[str], name: str, delimiter: str, before: int = 0) -> tuple[list[str], int]:
    """Return the names of the columns, and how many lines stand up to the end of the header.

    Args:
        lines: the text from the header on; no more is taken from it than the header needs.
        name, delimiter: as for `read_csv`.
        before: lines that stood before it.

    Raises:
        UnreadableError: the header cannot be read, or two columns have one name.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    place = Place(name, before + 1, before + 1)
    try:
        cells = next(reader, [])
    except csv.Error as error:
        raise UnreadableError(RecordProblem("PC536", args={"reason": _csv_reason(error)}, place=place)) from None
    header = [nfc(cell.strip()) for cell in cells]
    _check_header(header, place)
    return header, before + reader.line_num


def rows_below(
    header: list[str], lines: Iterator[str], name: str, delimiter: str, before: int, row: int
) -> Iterator[Raw]:
    """Yield the rows of a table; after each, no more is taken from `lines` than it needed.

    Args:
        header: the names of the columns.
        lines: the text from the beginning of a row on.
        name, delimiter: as for `read_csv`.
        before, row: lines that stood before it, and rows, the header and empty ones among them.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        row += 1
        place = Place(name, row, reader.line_num + before + 1)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            # What follows an open quote is swallowed by it; where rows begin again nobody can tell.
            ends = "unexpected end" in str(error) or "limit" in str(error)
            yield Broken((RecordProblem("PC536", args={"reason": _csv_reason(error)}, place=place),), place, ends=ends)
            if ends:
                return
            continue
        if cells is None:
            return
        if cells:
            yield _row(header, cells, place)


def _check_header(header: list[str], place: Place) -> None:
    repeated = sorted({column for column in header if column and header.count(column) > 1})
    if repeated:
        raise UnreadableError(RecordProblem("PC532", args={"columns": tuple(repeated)}, place=place))


def _row(header: list[str], cells: list[str], place: Place) -> Raw:
    data: dict[str, Any] = {column: cell for column, cell in zip(header, cells, strict=False) if column}
    if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
        args = {"cells": len(cells), "columns": len(header)}
        return Broken((RecordProblem("PC531", args=args, place=place),), place, data)
    if "" in header:
        for column, cell in zip(header, cells, strict=False):
            if not column and cell.strip():
                return Broken((RecordProblem("PC538", value=shown(cell), place=place),), place, data)
    return RawRecord(data, place, cells=True)


def _csv_reason(error: csv.Error) -> Phrase:
    text = str(error)
    if "unexpected end" in text:
        return Phrase("csv_open_quote")
    if "limit" in text:
        return Phrase("csv_long_cell")
    if "expected after" in text:
        return Phrase("csv_text_after_quote")
    if "new-line" in text:
        return Phrase("csv_line_break")
    return Phrase("reason_as_given", {"reason": text})


# --- JSON ---


def _pairs(pairs: list[tuple[str, Any]]) -> Object:
    found = Object()
    for key, value in pairs:
        if key in found and key not in found.repeated:
            found.repeated.append(key)
        found[key] = value
    return found


def _float(text: str) -> Decimal | LongNumber:
    if len(text) > 2 * MOST_DIGITS:
        return LongNumber(text)
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return LongNumber(text)


def _int(text: str) -> int | LongNumber:
    return int(text) if len(text) <= MOST_DIGITS + 1 else LongNumber(text)


#: Numbers exactly, repeated keys kept in mind, and the constants that are no JSON as what they are.
DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_float, parse_int=_int, parse_constant=NotFinite)

_SPACE = re.compile(r"[ \t\n\r]*")


def read_json(lines: Iterable[bytes | str], name: str, *, encoding: str = "utf-8") -> Iterator[Raw]:
    """Yield the objects of a JSON array, or the one object that the file holds."""
    try:
        text = whole_text(lines, name, encoding)
        start = _skip(text, 0)
        if text[start] != "[":
            value, end = _decoded_at(text, start, name)
            yield RawRecord(value, Place(name, line=_line(text, start)))
            _nothing_after(text, end, name)
            return
        yield from _elements(text, start + 1, name)
    except UnreadableError as error:
        yield _ended(error.problem)


def _elements(text: str, at: int, name: str) -> Iterator[Raw]:
    # Element by element, so that each is known by its line and what stands before a mistake is not lost.
    at = _skip(text, at)
    line, counted = _line(text, at), at
    if text[at : at + 1] == "]":
        _nothing_after(text, at + 1, name)
        return
    while True:
        value, end = _decoded_at(text, at, name)
        line, counted = line + text.count("\n", counted, at), at
        yield RawRecord(value, Place(name, line=line))
        at = _skip(text, end)
        if text[at : at + 1] == "]":
            _nothing_after(text, at + 1, name)
            return
        if text[at : at + 1] != ",":
            _broken_json(text, at, "Expecting ',' delimiter", name)
        at = _skip(text, at + 1)


def read_jsonl(lines: Iterable[bytes | str], name: str, *, encoding: str = "utf-8") -> Iterator[Raw]:
    """Yield the objects of a file that holds one per line; empty lines say nothing."""
    found = False
    try:
        for number, line in enumerate(decoded(lines, name, encoding), 1):
            text = line.strip()
            if not text:
                continue
            found = True
            place = Place(name, line=number)
            try:
                value, end = _decoded_at(text, 0, name)
                _nothing_after(text, end, name)
            except UnreadableError as error:
                yield Broken((evolve(error.problem, place=place),), place)
            else:
                yield RawRecord(value, place)
    except UnreadableError as error:
        yield _ended(error.problem)
        return
    if not found:
        yield _ended(RecordProblem("PC533", place=Place(name)))


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _decoded_at(text: str, at: int, name: str) -> tuple[Any, int]:
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        _broken_json(text, error.pos, error.msg, name)
    except RecursionError:
        said = Phrase("json_too_deep")
        place = Place(name, line=_line(text, at))
        raise UnreadableError(RecordProblem("PC534", args={"reason": said, "column": 1}, place=place)) from None


def _nothing_after(text: str, end: int, name: str) -> None:
    rest = _skip(text, end)
    if rest < len(text):
        _broken_json(text, rest, "Extra data", name)


_JSON_REASONS = {
    "Expecting value": "json_value",
    "Expecting ',' delimiter": "json_comma",
    "Expecting ':' delimiter": "json_colon",
    "Expecting property name enclosed in double quotes": "json_name",
    "Illegal trailing comma before end of object": "json_name",
    "Illegal trailing comma before end of array": "json_value",
    "Unterminated string starting at": "json_open_text",
    "Invalid control character at": "json_control",
    "Extra data": "json_after",
}


def _broken_json(text: str, at: int, reason: str, name: str) -> NoReturn:
    if at >= len(text.rstrip()):
        said = Phrase("json_end")
    elif reason in _JSON_REASONS:
        said = Phrase(_JSON_REASONS[reason])
    elif reason.startswith("Invalid \\"):
        said = Phrase("json_escape")
    else:
        said = Phrase("reason_as_given", {"reason": reason})
    line = _line(text, at)
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    problem = RecordProblem("PC534", args={"reason": said, "column": column}, place=Place(name, line=line))
    raise UnreadableError(problem) from None
