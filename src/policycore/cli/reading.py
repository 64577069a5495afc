"""Opening what `decide` and `explain` were given: the policy, the settings, and records with all that is joined."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import click
from attrs import frozen

from policycore.api import Decider, Policy, make_decider
from policycore.cli.inputs import usable_policy
from policycore.cli.language import pick
from policycore.cli.options import Call
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic
from policycore.files import UnreadableError, open_lines, read_text
from policycore.records.inputs import settings_of
from policycore.records.load import Load, load_records
from policycore.records.mapping import NO_MAPPING, load_mapping
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.read import FORMATS, Format, Raw, guess_format, read_records
from policycore.report import PolicyError, report_on_data
from policycore.source import NOWHERE


@frozen
class Opened:
    """A policy with everything settled but the records, and the load of those."""

    policy: Policy
    decider: Decider
    load: Load


def open_call(call: Call, lang: Lang, files: ExitStack) -> Opened:
    """Return what a call of `decide` or `explain` names; files that are read later are closed with `files`.

    Raises:
        PolicyError: a file cannot be read or does not fit, or the policy has errors.
    """
    mapping = _mapping(call.map)
    beside = joined_files(call, mapping, lang)
    if [call.policy, call.records, *beside["events"].values(), *beside["related"].values()].count("-") > 1:
        raise click.UsageError(pick(lang)("standard input can be only one of the files", "标准输入只能充当一个文件"))
    policy = usable_policy(call.policy)
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
    )
    load = load_records(
        policy.program,
        decider.record_type,
        open_records(call.records, call, files),
        {path: open_records(file, call, files) for path, file in beside["events"].items()},
        mapping,
        related={path: open_records(file, call, files) for path, file in beside["related"].items()},
        judged=decider.judged,
        mapping_file=call.map or "",
    )
    return Opened(policy, decider, load)


def joined_files(call: Call, mapping: ColumnMapping, lang: Lang) -> dict[str, dict[str, str]]:
    """Return the files beside the records, of "events" and "related", by the field that they are for.

    A mapping file names files from its own folder; what the command line says goes before.
    """
    found: dict[str, dict[str, str]] = {"events": {}, "related": {}}
    for kind, path, file in mapping.files():
        found[kind][path] = (Path(call.map or "").parent / file).as_posix()
    for kind, option, given in (("events", "--events", call.events), ("related", "--related", call.related)):
        named: dict[str, str] = {}
        for text in given:
            name, file = _parted(text, option, lang)
            if name in named:
                say = pick(lang)
                raise click.UsageError(
                    say(f"`{option}` gives two files for `{name}`", f"`{option}` 为 `{name}` 给出了两个文件")
                )
            named[name] = file
        found[kind].update(named)
    return found


def open_records(file: str, call: Call, files: ExitStack) -> Iterator[Raw]:
    """Return the raw records of a file, or of standard input.

    The file is opened now, so that a wrong name is told before anything is decided; it is read as it is needed.
    """
    if file == "-":
        if call.stdin_filename is not None:
            kind = _format(call.stdin_filename)
            return read_records(sys.stdin.buffer, call.stdin_filename, kind, encoding=call.encoding)
        # The beginning says which format it is, and then is read like the rest.
        head = [sys.stdin.buffer.readline() for _ in range(3)]
        kind = guess_format(b"".join(head))
        return read_records(chain(filter(None, head), sys.stdin.buffer), "stdin", kind, encoding=call.encoding)
    kind = _format(file)
    try:
        stream = open_lines(Path(file))
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None
    files.enter_context(stream)
    return read_records(stream, Path(file).as_posix(), kind, encoding=call.encoding)


def _format(file: str) -> Format:
    path = Path(file)
    kind = FORMATS.get(path.suffix.casefold())
    if kind is None:
        if path.is_dir():
            raise PolicyError.of(Diagnostic("PC803", NOWHERE, {"file": file}))
        raise PolicyError.of(Diagnostic("PC809", NOWHERE, {"file": file}))
    return kind


def _mapping(file: str | None) -> ColumnMapping:
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
