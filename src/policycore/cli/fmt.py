"""`policycore fmt PATH…`: policy files in the common layout, in place; or what would change."""

from __future__ import annotations

import sys
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policycore.cli import exits
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.options import configured
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.cli.settings import Settings
    from policycore.format import Keywords


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "fmt",
        lang,
        say(
            "Lay out policy files in the common style, in place. Comments stay; the meaning is compared before a file "
            "is written. `-` reads standard input and writes standard output.",
            "按统一样式原地整理制度文件。注释保留；写入前先核对含义不变。`-` 读标准输入、写标准输出。",
        ),
    )
    @click.argument("path", nargs=-1, required=True, shell_complete=files)
    @click.option(
        "--check", is_flag=True, help=say("Write nothing; say what would change.", "不写入，只说明哪些会变。")
    )
    @click.option("--diff", is_flag=True, help=say("Write nothing; show the changes.", "不写入，显示改动。"))
    @click.option(
        "--keywords",
        type=click.Choice(["en", "zh"]),
        help=say(
            "Write the keywords in this language; else as configured, else as they are.",
            "以此语言书写关键词；未给出时按配置，再按原样。",
        ),
    )
    @configured(lang)
    @click.option("--stdin-filename", metavar="NAME", help=say("What `-` is called.", "`-`（标准输入）的文件名。"))
    def fmt(
        screen: Screen,
        path: tuple[str, ...],
        check: bool,
        diff: bool,
        keywords: Keywords | None,
        config: str | None,
        no_config: bool,
        stdin_filename: str | None,
    ) -> int:
        from policycore.cli.settings import Settings

        settings = Settings(config or "", no_config)
        return _fmt(screen, path, keywords, settings, stdin_filename, check=check, diff=diff)

    return fmt


def _fmt(
    screen: Screen,
    paths: tuple[str, ...],
    keywords: Keywords | None,
    settings: Settings,
    stdin_filename: str | None,
    *,
    check: bool,
    diff: bool,
) -> int:
    from policycore.cli.inputs import policy_paths
    from policycore.diagnostics.catalogue import ENTRIES
    from policycore.files import UnreadableError, decode, read_text, write_text
    from policycore.format import format_source
    from policycore.source import SourceFile

    say = pick(screen.lang)
    changed = failed = unread = 0
    names = policy_paths(paths)
    for name in names:
        shown = (stdin_filename or "stdin.policy") if name == "-" else Path(name).as_posix()
        try:
            text = decode(sys.stdin.buffer.read(), shown) if name == "-" else read_text(Path(name))
        except UnreadableError as error:
            screen.tell_diagnostics([error.diagnostic], {})
            unread += 1
            continue
        source = SourceFile(shown, text)
        formatted = format_source(source, keywords or settings.of(shown).keywords)
        errors = [found for found in formatted.diagnostics if ENTRIES[found.code].severity == "error"]
        if formatted.text is None:
            screen.tell_diagnostics(errors, {shown: source})
            if any(found.code.startswith("PC9") for found in errors):
                return exits.INTERNAL
            failed += 1
            continue
        result = _like(text, formatted.text)
        if diff:
            screen.put("".join(_diff(text, result, shown)), end="")
        elif name == "-" and not check:
            screen.put(result, end="")
        if result == text:
            continue
        changed += 1
        if check:
            screen.tell(say(f"{shown} would change", f"{shown} 会改动"))
        elif not diff and name != "-":
            try:
                write_text(Path(name), result)
            except UnreadableError as error:
                screen.tell_diagnostics([error.diagnostic], {})
                unread += 1
                continue
            screen.tell(say(f"formatted {shown}", f"已排版 {shown}"))
    if check or diff:
        screen.tell(
            say(
                f"{changed} of {len(names)} file{'' if len(names) == 1 else 's'} would change",
                f"{len(names)} 个文件中 {changed} 个会改动",
            )
        )
    if failed or (changed and (check or diff)):
        return exits.FINDINGS
    return exits.USAGE if unread else exits.FINE


def _like(text: str, result: str) -> str:
    """Return the result with the line breaks of the text: a checkout with CRLF is no change of layout."""
    return result.replace("\n", "\r\n") if "\r\n" in text else result


def _diff(text: str, result: str, name: str) -> list[str]:
    lines = unified_diff(text.splitlines(keepends=True), result.splitlines(keepends=True), name, name)
    return [line if line.endswith("\n") else f"{line}\n\\ no newline at end of file\n" for line in lines]
