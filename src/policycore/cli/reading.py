"""Opening what `decide` and `explain` were given: the policy, the settings, and records with all that is joined."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click
from attrs import evolve, frozen

from policycore.api import Decider, Policy, make_decider
from policycore.cli.inputs import usable_policy
from policycore.cli.language import pick
from policycore.cli.options import Call
from policycore.cli.running import Progress
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic
from policycore.files import UnreadableError, is_folder, open_lines, read_bytes, read_text
from policycore.records.inputs import settings_of
from policycore.records.load import Load, Loaded, Rejected, load_records
from policycore.records.mapping import NO_MAPPING, load_mapping
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.read import FORMATS, Format, Raw, guess_format, read_records
from policycore.records.states import Book, read_states
from policycore.report import PolicyError, report_on_data
from policycore.snapshots import PopulationSnapshot
from policycore.source import NOWHERE
from policycore.values import Record


@frozen
class Opened:
    """A policy with everything settled but the records, and the load of those."""

    policy: Policy
    decider: Decider
    load: Load
    inputs: tuple[Path, ...] = ()
    #: The states of the review before; None where the call says nothing of it.
    book: Book | None = None
    #: Opens the records once more, from their beginning; None where they come from standard input.
    again: Callable[[], Load] | None = None

    def with_state(self, item: Loaded) -> Loaded | Rejected:
        """Return a record with its state of the review before; a state that cannot be read rejects the record."""
        if self.book is None:
            return item
        line = self.book.said(item.key)
        said, place = ({}, item.place) if line is None else (line.states, line.place)
        filled = self.decider.carrier.fill(item.record, said, place)
        if isinstance(filled, tuple):
            return Rejected((*item.warnings, *filled), item.place, {} if line is None else dict(line.whole), item.key)
        return evolve(item, record=filled)

    def among_others(self) -> Opened:
        """Return the call with its records compared to each other, where the policy asks for that.

        The records are gone through beforehand, and read again to be decided; those of standard input, which cannot be
        read again, are kept.
        """
        return evolve(self, decider=self.decider.among(self.taken())) if self.decider.needs_members else self

    def taken(self) -> PopulationSnapshot:
        """Return what the records come to together."""
        if self.again is not None:
            again = self.again
            return self.decider.taken_of(lambda: self._records(again()))
        kept = tuple(self.load)
        self.load.restart(kept)
        return self.decider.taken_of(lambda: self._records(kept))

    def _records(self, items: Iterable[Loaded | Rejected]) -> Iterator[Record]:
        for item in items:
            whole = self.with_state(item) if isinstance(item, Loaded) else item
            if isinstance(whole, Loaded):
                yield whole.record


def open_call(call: Call, lang: Lang, files: ExitStack, progress: Progress | None = None) -> Opened:
    """Return what a call of `decide`, `explain` or `snapshot` names; files read later are closed with `files`.

    Raises:
        PolicyError: a file cannot be read or does not fit, or the policy has errors.
    """
    mapping = read_mapping(call.map)
    beside = joined_files(call.map, call.events, call.related, mapping, lang)
    if [*call.policy, call.records, *beside["events"].values(), *beside["related"].values()].count("-") > 1:
        raise click.UsageError(pick(lang)("standard input can be only one of the files", "标准输入只能充当一个文件"))
    path, policy = _policy(call)
    switched = settings_of(policy.program, call.set)
    if switched.problems:
        raise PolicyError(report_on_data(switched.problems))
    decider = make_decider(
        policy,
        call.as_of,
        switched.parameters,
        switched.readings,
        call.record,
        "recorded" if call.judged == "recorded" else "strict",
        call.known_at,
    )
    if call.snapshot:
        decider = decider.among(*(read_snapshot(policy, file) for file in call.snapshot))

    def load() -> Load:
        return load_records(
            policy.program,
            decider.record_type,
            open_records(call.records, call, files, progress),
            {path: open_records(file, call, files, progress) for path, file in beside["events"].items()},
            mapping,
            related={path: open_records(file, call, files, progress) for path, file in beside["related"].items()},
            judged=decider.judged,
            mapping_file=call.map or "",
        )

    book = _book(call, decider, lang)
    read = [call.records, *beside["events"].values(), *beside["related"].values()]
    named = [*read, *([call.map] if call.map else []), *call.snapshot]
    used = [path.parent / name for name in policy.texts] if path is not None else []
    inputs = (*(Path(name) for name in named if name != "-"), *used)
    return Opened(policy, decider, load(), inputs, book, None if "-" in read else load)


def read_snapshot(policy: Policy, file: str) -> PopulationSnapshot:
    """Return a snapshot of a population out of its file; raises `PolicyError` where it is none."""
    try:
        return policy.read_snapshot(read_bytes(Path(file)), file)
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None


def _book(call: Call, decider: Decider, lang: Lang) -> Book | None:
    """Return the states of the review before, None where the call says nothing of it."""
    if call.previous is None and not call.first_review:
        return None
    if call.previous is not None and call.first_review:
        say = pick(lang)
        raise click.UsageError(
            say(
                "`--previous` and `--first-review` cannot both be said", "`--previous` 与 `--first-review` 不能同时使用"
            )
        )
    problem = decider.carrier.problem(by_key=True)
    if problem is not None:
        raise PolicyError(report_on_data([problem]))
    if call.previous is None:
        return Book()
    try:
        with open_lines(Path(call.previous)) as lines:
            book = read_states(read_records(lines, Path(call.previous).as_posix(), "jsonl"))
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None
    if isinstance(book, tuple):
        raise PolicyError(report_on_data(book))
    return book


def _policy(call: Call) -> tuple[Path | None, Policy]:
    """Return the policy that decides and its file (None: standard input); of several versions the one in force."""
    if len(call.policy) == 1 and not is_folder(Path(call.policy[0])):
        (name,) = call.policy
        return None if name == "-" else Path(name), usable_policy(name)
    from policycore.versions import version_files, versions_of

    found: dict[int, Path] = {}
    policies = []
    try:
        for path in (path for name in call.policy for path in version_files(Path(name))):
            policies.append(usable_policy(path.as_posix()))
            found[id(policies[-1])] = path
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None
    chosen = versions_of(policies).in_force(call.as_of, call.known_at)
    return found[id(chosen)], chosen


def refuse_to_write_over_inputs(file: str, opened: Opened) -> None:
    """Raise `PolicyError` if a file that is to be written is one that is read: writing it would empty it first."""
    for read in opened.inputs:
        try:
            same = Path(file).samefile(read)
        except (OSError, ValueError):  # one of them is not there, so they are not the same
            continue
        if same:
            raise PolicyError.of(Diagnostic("PC826", NOWHERE, {"file": file}))


def joined_files(
    map: str | None, events: Iterable[str], related: Iterable[str], mapping: ColumnMapping, lang: Lang
) -> dict[str, dict[str, str]]:
    """Return the files beside the records, of "events" and "related", by the field that they are for.

    A mapping file (`map`) names files from its own folder; what the command line says goes before.
    """
    found: dict[str, dict[str, str]] = {"events": {}, "related": {}}
    for kind, path, file in mapping.files():
        found[kind][path] = (Path(map or "").parent / file).as_posix()
    for kind, option, given in (("events", "--events", events), ("related", "--related", related)):
        found[kind].update(named_files(given, option, lang))
    return found


def named_files(given: Iterable[str], option: str, lang: Lang) -> dict[str, str]:
    """Return what an option that is written NAME=FILE says, by name; raises `UsageError` where it gives two files."""
    named: dict[str, str] = {}
    for text in given:
        name, file = _parted(text, option, lang)
        if name in named:
            say = pick(lang)
            raise click.UsageError(
                say(f"`{option}` gives two files for `{name}`", f"`{option}` 为 `{name}` 给出了两个文件")
            )
        named[name] = file
    return named


def open_records(file: str, call: Call, files: ExitStack, progress: Progress | None = None) -> Iterator[Raw]:
    """Return the raw records of a file, or of standard input.

    The file is opened now, so that a wrong name is told before anything is decided; it is read as it is needed.
    """
    if file == "-":
        found = _from_stdin(call)
        return found if progress is None else progress.follow(found, call.stdin_filename or "stdin", None)
    kind = _format(file)
    try:
        stream = open_lines(Path(file))
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None
    files.enter_context(stream)
    found = read_records(stream, Path(file).as_posix(), kind, encoding=call.encoding)
    return found if progress is None else progress.follow(found, file, _share_read(stream, kind))


def _from_stdin(call: Call) -> Iterator[Raw]:
    if call.stdin_filename is not None:
        kind = _format(call.stdin_filename)
        return read_records(sys.stdin.buffer, call.stdin_filename, kind, encoding=call.encoding)
    # The beginning says which format it is, and then is read like the rest.
    head = [sys.stdin.buffer.readline() for _ in range(3)]
    kind = guess_format(b"".join(head))
    return read_records(chain(filter(None, head), sys.stdin.buffer), "stdin", kind, encoding=call.encoding)


def _share_read(stream: BinaryIO, kind: Format) -> Callable[[], float] | None:
    """Return a function that says how much of a file is read; None where it is read at once or has no size."""
    size = os.fstat(stream.fileno()).st_size
    if kind not in ("csv", "jsonl") or not size or not stream.seekable():
        return None
    return lambda: stream.tell() / size


def _format(file: str) -> Format:
    path = Path(file)
    kind = FORMATS.get(path.suffix.casefold())
    if kind is None:
        if is_folder(path):
            raise PolicyError.of(Diagnostic("PC803", NOWHERE, {"file": file}))
        raise PolicyError.of(Diagnostic("PC809", NOWHERE, {"file": file}))
    return kind


def read_mapping(file: str | None) -> ColumnMapping:
    """Return what a mapping file says, nothing where there is none; raises `PolicyError` where it cannot be read."""
    if file is None:
        return NO_MAPPING
    try:
        found = load_mapping(read_text(Path(file)), file)
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None
    if isinstance(found, tuple):
        raise PolicyError(report_on_data(found))
    return found


def _parted(given: str, option: str, lang: Lang) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name.strip():
        say = pick(lang)
        raise click.UsageError(
            say(f"`{option} {given}` is not written NAME=VALUE", f"`{option} {given}` 不是 名称=值 的写法")
        )
    return name.strip(), value
