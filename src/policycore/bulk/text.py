"""CSV files, block by block: what is plainly written goes through Arrow, the rest through the reader of `records`.

In: the path of a file. Out: Arrow tables of texts, one for each block, with the column `BROKEN` last. A row that cannot
be read keeps its place: its cells are null but for those that could be made out, and `BROKEN` says what is wrong, as
JSON. So there is one telling of what a row is, and a million plain rows do not have to wait for it.
"""

from __future__ import annotations

import io
import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import define, evolve

from policycore.diagnostics.entry import Lang
from policycore.report import PolicyError, report_on_data

if TYPE_CHECKING:
    from policycore.records.problem import RecordProblem
    from policycore.records.read import Raw

#: The column that says why a row could not be read; no field is called so.
BROKEN = "\x01broken"
#: Bytes that are read at once.
_BLOCK = 1 << 24
#: And of these, where a row has to be looked at by itself.
_PIECE = 1 << 16
#: A cell with more signs than this is read by nobody; an open quote swallows the file.
_LONGEST = 131_072
_QUOTED = re.compile(rb'(?:"[^"]{0,%d}")+' % _LONGEST)
_WIDE = ("utf-16", "utf-32", "utf16", "utf32")


@define(slots=False)
class TextTable:
    """A table in a CSV file. `lang`: the language in which is told what is wrong with rows."""

    path: Path
    encoding: str = "utf-8"
    lang: Lang = "en"
    #: Why nothing could be read after some row, once that is found out.
    ended: RecordProblem | None = None

    @property
    def columns(self) -> list[str]:
        """The names of the columns; one without a name holds nothing."""
        return [name for name in self.opening.header if name]

    @cached_property
    def opening(self) -> _Opening:
        """What the beginning of the file says; raises `PolicyError` where it cannot be read."""
        with ExitStack() as files:
            return _Reading.begin(self, files).opening

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Yield the table block by block, with all columns or these."""
        names = [*(self.columns if columns is None else columns), BROKEN]
        with ExitStack() as files:
            for batch in _Reading.begin(self, files).tables():
                yield batch.select(names)


@define
class _Opening:
    """The names of the columns, what stands between cells, and how many lines the header takes."""

    header: list[str]
    delimiter: str
    lines: int


@define
class _Reading:
    """A file that is being read, from the first row on."""

    table: TextTable
    stream: _Bytes
    opening: _Opening
    codec: str
    #: What was taken from the file already.
    rest: bytes = b""
    line: int = 0
    row: int = 0
    ended: bool = False

    @classmethod
    def begin(cls, table: TextTable, files: ExitStack) -> _Reading:
        from policycore.files import UnreadableError as Missing
        from policycore.files import open_lines
        from policycore.records.problem import Place, RecordProblem
        from policycore.records.read import UnreadableError, header_of, sniffed

        try:
            file: BinaryIO = files.enter_context(open_lines(table.path))
        except Missing as error:
            raise PolicyError.of(error.diagnostic) from None
        name = table.path.as_posix()
        codec = "utf-8" if table.encoding.casefold() in {"utf8", "utf-8-sig"} else table.encoding
        try:
            if codec.casefold().replace("_", "-").startswith(_WIDE):
                file, codec = _narrow(file, name, codec), "utf-8"
            given = _Bytes(file)
            lines = _Lines(given, name, codec)
            first = next(lines, "")
            before = 0
            delimiter = ""
            if first.casefold().startswith("sep="):
                delimiter = first[4:5]
                first = next(lines, "")
                before = 1
            if not first.strip():
                raise UnreadableError(RecordProblem("PC533", place=Place(name)))
            lines.give_back(first)
            delimiter = delimiter or sniffed(first)
            header, read = header_of(lines, name, delimiter, before)
        except UnreadableError as error:
            raise PolicyError(report_on_data([error.problem])) from None
        rest = "".join(lines.waiting).encode(codec)
        return cls(table, given, _Opening(header, delimiter, read), codec, rest, lines.given)

    def tables(self) -> Iterator[Any]:
        """Yield the rows as tables; the last holds the row that could not be read on from, where there is one."""
        while not self.ended:
            block, small = self.stream.take()
            block, self.rest = self.rest + block, b""
            if not block:
                return
            found = self._plain(block)
            if found is None and not small:
                self.stream.give_back(block)  # some row has to be looked at by itself; most of the others need not
                continue
            yield self._slowly(block) if found is None else found

    def _plain(self, block: bytes) -> Any:
        """Return the whole rows of a block as a table, None where a row of it has to be looked at by itself."""
        import pyarrow as pa
        from pyarrow import csv

        if b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
            return None
        rows = self._whole_rows(block)
        quoted = b'"' in rows
        if not rows or (quoted and not self._is_well_quoted(rows)):
            return None
        names = [name or f"\x01{number}" for number, name in enumerate(self.opening.header)]
        nameless = [name for name in names if name.startswith("\x01")]
        try:
            utf8 = rows.decode(self.codec).encode("utf-8")
            found = csv.read_csv(
                pa.BufferReader(utf8),
                read_options=csv.ReadOptions(column_names=names, block_size=len(utf8)),
                parse_options=csv.ParseOptions(delimiter=self.opening.delimiter, newlines_in_values=quoted),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except (pa.ArrowException, UnicodeError, LookupError):
            return None
        if any(_says_something(found[name]) for name in nameless):
            return None
        self.rest = block[len(rows) :]
        self.line += rows.count(b"\n") + (not rows.endswith(b"\n"))
        self.row += found.num_rows
        found = found.drop_columns(nameless) if nameless else found
        return found.append_column(BROKEN, pa.nulls(found.num_rows, pa.string()))

    def _whole_rows(self, block: bytes) -> bytes:
        """Return a block up to the row in which a quote is left open; what follows waits for more of the file."""
        if block.count(b'"') % 2 == 0:
            return block
        end = block.rfind(b'"')
        while True:
            end = block.rfind(b"\n", 0, end)
            if end < 0 or len(block) - end > 4 * _LONGEST:
                return b""
            if block.count(b'"', 0, end) % 2 == 0:
                return block[: end + 1]

    def _is_well_quoted(self, block: bytes) -> bool:
        """Return whether quotes stand around whole cells alone, each closed."""
        bare = _QUOTED.sub(b"\0", block)
        other = rb"[^\r\n" + re.escape(self.opening.delimiter.encode()) + rb"]"
        # Both begin with the mark, so that the search leaps from one to the next.
        return b'"' not in bare and not (re.search(rb"\0(?<=" + other + rb"\0)|\0" + other, bare))

    def _slowly(self, block: bytes) -> Any:
        """Return the rows that begin in a block, read one by one."""
        import pyarrow as pa

        raws = list(self._raws(block))
        cells = {name: [_cell(raw, name) for raw in raws] for name in self.table.columns}
        columns = {name: pa.array(each, pa.string()) for name, each in cells.items()}
        broken = [self._said(raw, self.row + number) for number, raw in enumerate(raws, 1)]
        self.row += len(raws)
        return pa.table({**columns, BROKEN: pa.array(broken, pa.string())})

    def _raws(self, block: bytes) -> Iterator[Raw]:
        from policycore.records.raw import Broken
        from policycore.records.read import UnreadableError, rows_below

        name = self.table.path.as_posix()
        lines = _Lines(self.stream, name, self.codec, self.line, block)
        try:
            for raw in rows_below(self.opening.header, lines, name, self.opening.delimiter, self.line, 0):
                yield raw
                self.ended = isinstance(raw, Broken) and raw.ends
                if self.ended or lines.is_through():
                    break
        except UnreadableError as error:
            self.ended = True
            yield Broken((error.problem,), error.problem.place, ends=True)
        self.line = lines.given
        self.rest = "".join(lines.waiting).encode(self.codec)

    def _said(self, raw: Raw, row: int) -> str | None:
        """Return why a row could not be read, as JSON; None of one that could."""
        from policycore.records.load import plain_raw
        from policycore.records.problem import Place
        from policycore.records.raw import Broken
        from policycore.records.render import problem_data

        if not isinstance(raw, Broken):
            return None
        place = Place(row=row, line=raw.place.line)
        if raw.ends:
            self.table.ended = evolve(raw.problems[0], place=Place(self.table.path.as_posix(), line=raw.place.line))
        problems = [evolve(each, place=place) for each in raw.problems]
        said = {
            "problems": [problem_data(each, self.table.lang) for each in problems],
            "data": plain_raw(raw.data),
            "ends": raw.ends,
        }
        return json.dumps(said, ensure_ascii=False)


def _cell(raw: Raw, name: str) -> str | None:
    found: str | None = raw.data.get(name)
    return found


def _narrow(file: BinaryIO, name: str, codec: str) -> BinaryIO:
    """Return a file in UTF-16 or UTF-32 as one in UTF-8: the byte of a line break may be half a sign there."""
    from policycore.records.read import whole_text

    return io.BytesIO(whole_text(file, name, codec).encode("utf-8"))


def _says_something(column: Any) -> bool:
    """Return whether a cell of a column of texts is not blank."""
    import pyarrow.compute as pc

    return bool(pc.any(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py())


class _Bytes:
    """A file in blocks that end with a line; one that is given back comes again in small pieces."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.held = io.BytesIO()

    def take(self) -> tuple[bytes, bool]:
        """Return the next block, empty at the end, and whether it is small."""
        found = self.held.read(_PIECE)
        if found:
            return found + self.held.readline(), True
        found = self.file.read(_BLOCK)
        return found + self.file.readline(), False

    def give_back(self, block: bytes) -> None:
        """Let a large block come again."""
        self.held = io.BytesIO(block)

    def readline(self) -> bytes:
        """Return the next line, empty at the end."""
        return self.held.readline() or self.file.readline()


class _Lines:
    """The lines of a file as text, those of `head` first; how many were given, and what waits of a line with several.

    Raises `UnreadableError` of `records.read` at a line that is not in the encoding.
    """

    def __init__(self, file: _Bytes, name: str, codec: str, given: int = 0, head: bytes | None = None) -> None:
        self.file = file
        self.name = name
        self.codec = codec
        self.given = given
        self.head = None if head is None else io.BytesIO(head)
        self.size = 0 if head is None else len(head)
        self.waiting: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self.waiting:
            self._more()
        self.given += 1
        return self.waiting.popleft()

    def give_back(self, line: str) -> None:
        """Let a line come once more."""
        self.waiting.appendleft(line)
        self.given -= 1

    def is_through(self) -> bool:
        """Return whether all of `head` was given."""
        return not self.waiting and (self.head is None or self.head.tell() >= self.size)

    def _more(self) -> None:
        from policycore.records.problem import Place
        from policycore.records.read import UnreadableError, decoded, rows_apart

        line = (self.head.readline() if self.head is not None else b"") or self.file.readline()
        if not line:
            raise StopIteration
        try:
            text = line.decode(self.codec)
        except (UnicodeError, LookupError, ValueError):
            text = "\0"
        if self.given and "\0" not in text and "\r" not in text[:-2]:
            self.waiting.append(text)
            return
        if not self.given or "\0" in text:
            try:
                (text,) = decoded([line], self.name, self.codec)
            except UnreadableError as error:
                raise UnreadableError(evolve(error.problem, place=Place(self.name, line=self.given + 1))) from None
        self.waiting.extend(rows_apart(iter([text])))


def declared(schema: Any) -> Any:
    """Return the schema of a table without the columns that only say where its rows come from."""
    import pyarrow as pa

    return pa.schema([each for each in schema if not each.name.startswith("\x01")])


def broken_rows(table: Any) -> Any:
    """Return which rows of a table could not be read, None where all could."""
    if BROKEN not in table.column_names or table[BROKEN].null_count == table.num_rows:
        return None
    return table[BROKEN].is_valid()
