"""Reading text files kindly, and the files that a policy uses: an edge of the house, beside `api`.

In: paths of this machine, or texts by name. Out: `SourceFile`s under names that mean the same on every machine (the
main file by its own name, used files by their path from it), parsed documents, and diagnostics about what cannot be
read. Only this module and the command line touch the disk.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from attrs import define, field, frozen

from policycore.diagnostics.model import Argument, Diagnostic, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.source import NOWHERE, SourceFile, Span

if TYPE_CHECKING:
    from policycore.syntax.ast import Document, Use


class UnreadableError(Exception):
    """A file that cannot be had as text; `diagnostic` says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


def read_text(path: Path, shown: str | None = None, span: Span = NOWHERE) -> str:
    """Return the text of a file, line breaks and a Byte Order Mark as they stand.

    Args:
        path: where it lies.
        shown: how messages call it; the path as given where None.
        span: the place that names the file, for the message.

    Raises:
        UnreadableError: there is no such file, it is a folder, it is no text, it is not UTF-8, or the system refuses.
    """
    return decode(read_bytes(path, shown, span), shown if shown is not None else path.as_posix(), span)


def read_bytes(path: Path, shown: str | None = None, span: Span = NOWHERE) -> bytes:
    """Return the bytes of a file; raises `UnreadableError` as `read_text` does."""
    with open_lines(path, shown, span) as stream:
        return stream.read()


def open_lines(path: Path, shown: str | None = None, span: Span = NOWHERE) -> BinaryIO:
    """Return a file opened for reading bytes, line by line; raises `UnreadableError` as `read_text` does."""
    name = shown if shown is not None else path.as_posix()
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise UnreadableError(_not_found(path, name, span)) from None
    except (IsADirectoryError, PermissionError) as error:
        # Windows reports a folder as a lack of permission.
        if is_folder(path):
            raise UnreadableError(Diagnostic("PC803", span, {"file": name})) from None
        raise UnreadableError(_refused("PC806", name, error, span)) from None
    except (OSError, ValueError) as error:
        raise UnreadableError(_refused("PC806", name, error, span)) from None


def is_folder(path: Path) -> bool:
    """Return whether there is a folder of this name; a name that no file can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


#: Folders that hold no files of the author, however they got there.
_PASSED_OVER = frozenset({"node_modules", "__pycache__", "site-packages"})


def files_below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Return the files in a folder and its folders that end so, sorted; hidden folders are passed over, links too.

    Raises:
        UnreadableError: a folder may not be looked into, so that nobody can tell what is in it.
    """

    def refused(error: OSError) -> None:
        raise UnreadableError(_refused("PC806", Path(error.filename).as_posix(), error, NOWHERE))

    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _PASSED_OVER]
        paths = (Path(place) / name for name in names if name.endswith(endings) and not name.startswith("."))
        found += [path for path in paths if path.is_file()]
    return sorted(found)


def write_text(path: Path, text: str, shown: str | None = None) -> None:
    """Write a text file as UTF-8 with its line breaks as they stand; raises `UnreadableError` where refused."""
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UnreadableError(cannot_write(shown if shown is not None else path.as_posix(), error)) from None


@define
class WholeFile:
    """A text file that is written beside its place and put there when it is whole, so that nobody sees half of it.

    What stood there before stays as it is until then, and if it is never put there.
    """

    path: Path
    beside: Path
    file: TextIO

    @classmethod
    def begin(cls, path: Path) -> WholeFile:
        """Begin to write; raises `UnreadableError` where the folder does not let us."""
        try:
            if path.is_dir():
                raise IsADirectoryError(21, os.strerror(21))
            number, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent, text=True)
            return cls(path, Path(beside), os.fdopen(number, "w", encoding="utf-8", newline="\n"))
        except OSError as error:
            raise UnreadableError(cannot_write(path.as_posix(), error)) from None

    def put(self, line: str) -> None:
        """Write a line."""
        self.file.write(line + "\n")

    def finish(self) -> None:
        """Put what was written in its place."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            if self.path.exists():
                self.beside.chmod(self.path.stat().st_mode)
            else:
                umask = os.umask(0)
                os.umask(umask)
                self.beside.chmod(0o666 & ~umask)
            self.beside.replace(self.path)
        except OSError as error:
            self.leave()
            raise UnreadableError(cannot_write(self.path.as_posix(), error)) from None

    def leave(self) -> None:
        """Throw away what was written, unless it is in its place."""
        self.file.close()
        self.beside.unlink(missing_ok=True)


def cannot_write(shown: str, error: OSError) -> Diagnostic:
    """Return the message for a file that the system does not let us write."""
    return _refused("PC808", shown, error, NOWHERE)


def decode(data: bytes, name: str, span: Span = NOWHERE) -> str:
    """Return the text of bytes that should be UTF-8; raises `UnreadableError` where they are not."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = error.start
    else:
        if "\0" not in text:
            return text
        wrong = data.index(b"\0")
    raise UnreadableError(_no_utf8(data, name, wrong, span)) from None


def _no_utf8(data: bytes, name: str, wrong: int, span: Span) -> Diagnostic:
    """Return what bytes are that are no UTF-8 from a place on."""
    from policycore.records.read import guess_encoding, looks_binary

    # A file that was cut off within its last sign is UTF-8 all the same.
    cut_off = len(data) - wrong < 4 and b"\0" not in data
    looks = "" if cut_off else guess_encoding(data)
    if looks in _READS_AS:
        return _encoding(name, _READS_AS[looks][0], Phrase(_READS_AS[looks][1]), span)
    if looks_binary(data) or b"\0" in data:
        return Diagnostic("PC807", span, {"file": name})
    reading = Phrase("reads_as_unknown", {"byte": wrong + 1})
    args: dict[str, Argument] = {"file": name, "encoding": "", "reading": reading}
    return Diagnostic("PC802", span, args, help=Phrase("save_as_utf8"))


#: What encodings are called in commands, and in a sentence.
_READS_AS = {
    "gb18030": ("GB18030", "reads_as_gb18030"),
    "utf-16": ("UTF-16", "reads_as_utf16"),
    "utf-16-le": ("UTF-16LE", "reads_as_utf16"),
    "utf-16-be": ("UTF-16BE", "reads_as_utf16"),
    "utf-32": ("UTF-32", "reads_as_utf32"),
    "windows-1252": ("WINDOWS-1252", "reads_as_windows1252"),
}


def _encoding(name: str, encoding: str, reading: Phrase, span: Span) -> Diagnostic:
    return Diagnostic("PC802", span, {"file": name, "encoding": encoding, "reading": reading})


def _not_found(path: Path, name: str, span: Span) -> Diagnostic:
    try:
        beside = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except OSError:
        beside = []
    meant = nearest(path.name, beside)
    tip = Phrase("did_you_mean", {"name": name[: len(name) - len(path.name)] + meant}) if meant else None
    return Diagnostic("PC801", span, {"file": name}, help=tip)


def _refused(code: str, name: str, error: Exception, span: Span) -> Diagnostic:
    why = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return Diagnostic(code, span, {"file": name, "why": why})


@frozen
class Collected:
    """A main file with all files it uses, directly or through others.

    Attributes:
        main: name of the main file in the two mappings.
        sources: texts by name.
        documents: what the parser read, by name; files that cannot be parsed are not in it.
        diagnostics: what is wrong with finding, reading and parsing.
        unread: names in statements that could not be read, of which the checker says nothing.
        complete: whether every file is there and parsed, so that checking makes sense.
    """

    main: str
    sources: Mapping[str, SourceFile]
    documents: Mapping[str, Document]
    diagnostics: tuple[Diagnostic, ...]
    unread: frozenset[str]
    complete: bool


#: Returns the text of a used file by its name; raises `UnreadableError` with the given place where there is none.
Fetch = Callable[[str, Span], str]


@frozen
class _Collector:
    fetch: Fetch
    sources: dict[str, SourceFile] = field(factory=dict)
    documents: dict[str, Document] = field(factory=dict)
    diagnostics: list[Diagnostic] = field(factory=list)
    unread: set[str] = field(factory=set)
    failed: set[str] = field(factory=set)

    def add(self, source: SourceFile) -> None:
        """Read a file and all that it uses, directly or through others; a long chain of files is no deep recursion."""
        left = [self._uses(source)]
        while left:
            use = next(left[-1], None)
            if use is None:
                left.pop()
                continue
            found = self._used(*use)
            if found is not None:
                left.append(self._uses(found))

    def _uses(self, source: SourceFile) -> Iterator[tuple[str, Use]]:
        """Parse a file and yield what it uses, by name."""
        from policycore.check import use_path
        from policycore.syntax.ast import Use
        from policycore.syntax.parser import parse

        self.sources[source.name] = source
        parsed = parse(source)
        self.diagnostics.extend(parsed.diagnostics)
        self.unread.update(parsed.unread)
        if parsed.document is None:
            self.failed.add(source.name)
            return
        self.documents[source.name] = parsed.document
        for statement in parsed.document.statements:
            if isinstance(statement, Use):
                yield use_path(source.name, statement.path.text), statement

    def _used(self, name: str, use: Use) -> SourceFile | None:
        """Return a file that is used and not yet read, None where there is nothing to read."""
        written = use.path.text
        if written.startswith(("/", "~")) or "\\" in written or ":" in written:
            self._fail(name, Diagnostic("PC810", use.path.span, {"path": written}))
            return None
        # A circle is found by the checker; here it only must not go round.
        if name in self.sources or name in self.failed:
            return None
        try:
            return SourceFile(name, self.fetch(name, use.path.span))
        except UnreadableError as error:
            self._fail(name, error.diagnostic)
            return None

    def _fail(self, name: str, diagnostic: Diagnostic) -> None:
        self.failed.add(name)
        self.diagnostics.append(diagnostic)


def collect(main: SourceFile, fetch: Fetch) -> Collected:
    """Return the main file, parsed, and all files it uses."""
    collector = _Collector(fetch)
    collector.add(main)
    return Collected(
        main.name,
        collector.sources,
        collector.documents,
        tuple(collector.diagnostics),
        frozenset(collector.unread),
        not collector.failed,
    )


def from_folder(folder: Path) -> Fetch:
    """Return how used files are found: by their path from the folder of the main file."""

    def fetch(name: str, span: Span) -> str:
        return read_text(folder / name, name, span)

    return fetch


def from_texts(texts: Mapping[str, str]) -> Fetch:
    """Return how used files are found among texts that are given by name."""

    def fetch(name: str, span: Span) -> str:
        if name in texts:
            return texts[name]
        meant = nearest(name, texts)
        tip = Phrase("did_you_mean", {"name": meant}) if meant else None
        raise UnreadableError(Diagnostic("PC801", span, {"file": name}, help=tip))

    return fetch
