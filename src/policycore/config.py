"""Configuration of the command line: `policycore.toml`, or `[tool.policycore]` in `pyproject.toml`.

An edge: only commands read it, never the library, so that a policy means the same wherever it is used. In: folders of
this machine. Out: a `Config`, or `PolicyError` with findings that point into the file. The nearest file upward from
what is checked is the one that holds; what the command line says goes before it. Told in docs/reference/checking.md.

Configuration chooses which findings are shown and whether warnings fail a run. It can hide no error: a policy with
errors is unusable however little of it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

if TYPE_CHECKING:
    from pydantic import BaseModel

    from policycore.diagnostics.entry import Lang
    from policycore.diagnostics.model import Argument, Diagnostic
    from policycore.report import PolicyError
    from policycore.source import SourceFile, Span

# Every run looks for a configuration to learn its language, so what only reading one needs is imported there.

#: Of two files in one folder the first holds.
FILES = ("policycore.toml", "pyproject.toml")


@frozen
class Config:
    """What a run goes by for the files of one folder.

    Attributes:
        folder: where the file lies; patterns of `per_file_ignores` are seen from there.
        select: codes (`PC423`), their beginnings (`PC4`) or names of messages to show; none for all.
        ignore: codes, beginnings or names of warnings not to show.
        per_file_ignores: the same for files that fit a pattern.
        warnings_as_errors: whether a warning that is shown fails the run.
        lang: language of messages.
        keywords: keyword language that `fmt` writes; None keeps each file's own.
        docs_url: where the documentation is published, for addresses in SARIF.
    """

    folder: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(factory=dict)
    warnings_as_errors: bool = False
    lang: Lang | None = None
    keywords: Literal["en", "zh"] | None = None
    docs_url: str = ""

    def hides(self, diagnostic: Diagnostic, file: str) -> Literal["select", "ignore"] | None:
        """Return which choice keeps a diagnostic in `file` from being shown, if one does.

        Errors are counted though `select` leaves them out, and `ignore` never touches them. Errors about files and
        about policycore itself are always shown.
        """
        from policycore.diagnostics.catalogue import ENTRIES

        code = diagnostic.code
        is_error = ENTRIES[code].severity == "error"
        if is_error and code.startswith(("PC8", "PC9")):
            return None
        if self.select and not any(fits(code, chosen) for chosen in self.select):
            return "select"
        if is_error:
            return None
        ignored = [*self.ignore]
        for pattern, codes in self.per_file_ignores.items():
            if self._matches(file, pattern):
                ignored += codes
        return "ignore" if any(fits(code, chosen) for chosen in ignored) else None

    def _matches(self, file: str, pattern: str) -> bool:
        path = Path(file)
        try:
            seen = path.resolve().relative_to((self.folder or Path()).resolve()).as_posix()
        except ValueError:
            seen = path.as_posix()
        return fnmatchcase(seen, pattern) or fnmatchcase(path.name, pattern)


def fits(code: str, chosen: str) -> bool:
    """Whether a code is among what an author chose: by code, by beginning of one, or by name."""
    from policycore.diagnostics.catalogue import ENTRIES

    return code.startswith(chosen.upper()) if chosen[:2].upper() == "PC" else ENTRIES[code].name == chosen.lower()


def config_for(folder: Path) -> Config:
    """Return the configuration that holds in a folder: of the nearest file upward, or the default.

    Raises:
        PolicyError: the file cannot be read, or it says something that is not understood.
    """
    path = find_config(folder)
    return Config() if path is None else load_config(path)


def find_config(folder: Path) -> Path | None:
    """Return the configuration file that holds in a folder."""
    here = folder.absolute()
    for above in (here, *here.parents):
        for name in FILES:
            path = above / name
            if path.is_file() and (name != "pyproject.toml" or _speaks_of_us(path)):
                return path
    return None


def _speaks_of_us(path: Path) -> bool:
    """Whether a `pyproject.toml` has a table for policycore; seen without reading TOML, which most runs do not need."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return re.search(r"^\s*\[\s*tool\s*\.\s*[\"']?policycore\b", text, re.MULTILINE) is not None


def configured_language(folder: Path) -> Lang | None:
    """Return the language that the configuration of a folder asks for; a file that cannot be understood asks for none.

    Commands that go by the configuration say what is wrong with it; the others only take their language from it.
    """
    path = find_config(folder)
    if path is None:
        return None
    from policycore.report import PolicyError

    try:
        return load_config(path).lang
    except PolicyError:
        return None


def load_config(path: Path) -> Config:
    """Return the configuration in a file; raises `PolicyError` where it cannot be understood."""
    import tomllib

    from policycore.files import UnreadableError, read_text
    from policycore.report import PolicyError
    from policycore.source import SourceFile

    shown = _shown(path)
    try:
        text = read_text(path, shown)
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None
    source = SourceFile(shown, text)
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(source, [_not_toml(source, str(error))]) from None
    if path.name == "pyproject.toml":
        tools = data.get("tool")
        data = tools.get("policycore") if isinstance(tools, dict) else {}
        if not isinstance(data, dict):
            raise _refused(source, [_wrong_value("tool.policycore", data, source)])
    return _read(data, source, path.parent)


def _shown(path: Path) -> str:
    """Return a path as seen from where the command runs, if it is below."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _not_toml(source: SourceFile, why: str) -> Diagnostic:
    from policycore.diagnostics.model import Diagnostic
    from policycore.source import Span

    place = re.search(r"\(at line (\d+), column (\d+)\)", why)
    span = Span(source.name, len(source.text), len(source.text))
    if place is not None:
        before = sum(len(line) for line in source.text.splitlines(keepends=True)[: int(place[1]) - 1])
        at = min(before + int(place[2]) - 1, len(source.text))
        span = Span(source.name, at, min(at + 1, len(source.text)))
    return Diagnostic("PC851", span, {"file": source.name, "why": re.sub(r" \(at .*\)$", "", why)})


def _refused(source: SourceFile, found: Iterable[Diagnostic]) -> PolicyError:
    from policycore.report import PolicyError, report_of

    return PolicyError(report_of(found, {source.name: source}))


#: Per key the phrase that says what it takes.
_TAKES = {
    "select": "config_codes",
    "ignore": "config_codes",
    "per-file-ignores": "config_per_file",
    "warnings-as-errors": "config_yes_no",
    "lang": "config_language",
    "keywords": "config_language",
    "docs-url": "config_address",
}


@cache
def _model() -> type[BaseModel]:
    from pydantic import BaseModel, ConfigDict

    class ConfigFile(BaseModel):
        """The keys of the file, as they stand there but for the hyphens."""

        model_config = ConfigDict(extra="forbid", strict=True, alias_generator=lambda name: name.replace("_", "-"))

        select: list[str] = []
        ignore: list[str] = []
        per_file_ignores: dict[str, list[str]] = {}
        warnings_as_errors: bool = False
        lang: Literal["en", "zh"] | None = None
        keywords: Literal["en", "zh"] | None = None
        docs_url: str = ""

    return ConfigFile


def _read(data: Any, source: SourceFile, folder: Path) -> Config:
    from pydantic import ValidationError

    try:
        read: Any = _model().model_validate(data)
    except ValidationError as error:
        # The first part of a place is the key; one wrong key or value is told once.
        wrong = {str(each["loc"][0]): each["type"] for each in reversed(error.errors())}
        raise _refused(source, [_wrong(key, kind, data[key], source) for key, kind in wrong.items()]) from None
    found = [
        *check_codes("select", read.select, source),
        *check_codes("ignore", read.ignore, source),
        *(each for codes in read.per_file_ignores.values() for each in check_codes("per-file-ignores", codes, source)),
    ]
    if found:
        raise _refused(source, found)
    docs_url: str = read.docs_url
    return Config(
        folder,
        tuple(read.select),
        tuple(read.ignore),
        {pattern: tuple(codes) for pattern, codes in read.per_file_ignores.items()},
        read.warnings_as_errors,
        read.lang,
        read.keywords,
        docs_url if docs_url.endswith("/") or not docs_url else f"{docs_url}/",
    )


def _wrong(key: str, kind: str, value: object, source: SourceFile) -> Diagnostic:
    if kind != "extra_forbidden":
        return _wrong_value(key, value, source)
    from policycore.diagnostics.model import Diagnostic, Phrase
    from policycore.diagnostics.suggest import nearest

    meant = nearest(key, _TAKES)
    help = Phrase("did_you_mean", {"name": meant}) if meant else None
    return Diagnostic("PC852", _place(source, key), {"key": key, "keys": tuple(_TAKES)}, help=help)


def _wrong_value(key: str, value: object, source: SourceFile) -> Diagnostic:
    from policycore.diagnostics.model import Diagnostic, Phrase

    args: dict[str, Argument] = {"key": key, "value": str(value), "takes": Phrase(_TAKES.get(key, "config_table"))}
    return Diagnostic("PC853", _place(source, key, "policycore"), args)


def check_codes(key: str, codes: Iterable[str], source: SourceFile | None = None) -> list[Diagnostic]:
    """Return what is wrong with codes that an author chose under `key`, in a file or on the command line."""
    from policycore.diagnostics.catalogue import ENTRIES
    from policycore.diagnostics.model import Diagnostic, Phrase
    from policycore.diagnostics.suggest import nearest
    from policycore.source import NOWHERE

    found = []
    for chosen in codes:
        fitting = [code for code in ENTRIES if chosen and fits(code, chosen)]
        span = NOWHERE if source is None else _place(source, chosen, key)
        if not fitting:
            names = [entry.name for entry in ENTRIES.values()]
            meant = nearest(chosen, names) if chosen[:2].upper() != "PC" else None
            help = Phrase("did_you_mean", {"name": meant}) if meant else None
            found.append(Diagnostic("PC855", span, {"key": key, "code": chosen}, help=help))
        elif key.strip("-") != "select" and all(ENTRIES[code].severity == "error" for code in fitting):
            found.append(Diagnostic("PC854", span, {"key": key, "code": chosen}))
    return found


def _place(source: SourceFile, word: str, *others: str) -> Span:
    """Return where a key or value most probably stands: TOML readers do not tell."""
    from policycore.source import Span

    for each in (word, *others):
        at = re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", source.text)
        if at is not None:
            return Span(source.name, *at.span())
    return Span(source.name, 0, 0)
