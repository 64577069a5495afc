"""What the terminal gets: results on standard output, everything else on standard error, colour only where wanted.

`Screen` is the one way of commands to print; `Command` is a click command whose frame speaks the run's language.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from policycore.cli.language import pick
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.diagnostics.model import Diagnostic
    from policycore.source import SourceFile

_HEADLINE = re.compile(r"^(error|warning|错误|警告)(\[PC\d{3} [^\]]*\])(: |：)(.*)$")
_PLACE = re.compile(r"^( *(?:-->|:::) )(.*)$")
_CARETS = re.compile(r"^( +\| *)([\^-]+)( .*)?$")
_FIELD = re.compile(r"^( += )(cause|help|example|more|原因|建议|示例|详见)(: |：)(.*)$")


class Screen:
    """Where a run prints to.

    Results go out in one stream in UTF-8, also where the system says otherwise: data piped on must not depend on the
    locale. A terminal that cannot show a sign gets a replacement, never a failure.
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        # A stream that the caller closed is nowhere to write to, and nothing to read from.
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if getattr(sys, name) is None:
                nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  # open as long as we run
                setattr(sys, name, nowhere)
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")

    @property
    def drawn(self) -> bool:
        """Whether results go to a terminal, so that tables and trees may be drawn."""
        return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def put(self, text: str, end: str = "\n") -> None:
        """Print a piece of the result."""
        sys.stdout.write(text + end)

    def tell(self, text: str) -> None:
        """Print something that is not the result."""
        sys.stdout.flush()
        sys.stderr.write(text + "\n")

    def coloured(self, stream: IO[str]) -> bool:
        """Whether a stream gets colour: NO_COLOR says no, FORCE_COLOR says yes, else only a terminal gets it."""
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return stream.isatty() and os.environ.get("TERM") != "dumb"

    def tell_diagnostics(
        self,
        diagnostics: Iterable[Diagnostic],
        sources: Mapping[str, SourceFile],
        shown: Mapping[str, str] = {},
        *,
        on_stdout: bool = False,
    ) -> None:
        """Print diagnostics as text, an empty line after each."""
        from policycore.diagnostics.render_text import render_all
        from policycore.report import examples_for

        text = render_all(diagnostics, sources, self.lang, shown, examples_for(sources))
        if text:
            self.tell_text(text, on_stdout=on_stdout)

    def tell_text(self, text: str, *, on_stdout: bool = False) -> None:
        """Print rendered diagnostics, in colour where the stream gets it, and an empty line."""
        stream = sys.stdout if on_stdout else sys.stderr
        if self.coloured(stream):
            text = "\n".join(_colour(line) for line in text.split("\n"))
        sys.stdout.flush()
        stream.write(text + "\n")

    def finish(self) -> None:
        """Bring everything out, so that a closed pipe is noticed now and not while Python ends."""
        sys.stdout.flush()
        sys.stderr.flush()

    def abandon(self) -> None:
        """Stop printing: the reader went away. Python must find nothing left to write at its end."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                os.dup2(nowhere, stream.fileno())


def _colour(line: str) -> str:
    if found := _HEADLINE.match(line):
        word, code, colon, text = found.groups()
        shade = "red" if word in ("error", "错误") else "yellow"
        return click.style(word + code, fg=shade, bold=True) + colon + click.style(text, bold=True)
    if found := _PLACE.match(line):
        return click.style(found[1], fg="blue") + found[2]
    if found := _CARETS.match(line):
        shade = "red" if "^" in found[2] else "blue"
        return found[1] + click.style(found[2] + (found[3] or ""), fg=shade)
    if found := _FIELD.match(line):
        return found[1] + click.style(found[2], fg="cyan") + found[3] + found[4]
    return line


class Command(click.Command):
    """A click command whose usage line and headings are in the run's language."""

    def __init__(self, *args: Any, lang: Lang = "en", **settings: Any) -> None:
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)
        self.lang: Lang = lang

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        frame_usage(self, ctx, formatter, self.lang)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section(pick(self.lang)("Options", "选项")):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = pick(self.lang)("Show this help and leave.", "显示帮助。")
        return option


def frame_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, lang: Lang) -> None:
    """Write the usage line of a command."""
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=pick(lang)("Usage: ", "用法："))


def command(name: str, lang: Lang, help: str) -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a function the subcommand `name`; it takes `--lang` as every command does."""
    say = pick(lang)

    def make(function: Callable[..., Any]) -> Command:
        made = click.command(name, cls=Command, help=help, lang=lang)(click.pass_obj(function))
        made.params.append(
            click.Option(
                ["--lang"],
                type=click.Choice(["en", "zh"]),
                expose_value=False,
                help=say("Language of messages and explanations.", "消息和解释的语言。"),
            )
        )
        return made

    return make


def usage_message(error: click.UsageError, lang: Lang) -> str:
    """Return what was wrong with the call, and where help is."""
    say = pick(lang)
    context = error.ctx
    path = context.command_path if context is not None else "policycore"
    hint = say(f"Try `{path} --help`.", f"请看 `{path} --help`。")
    return f"{say('error: ', '错误：')}{_wrong(error, lang)}\n{hint}"


def _wrong(error: click.UsageError, lang: Lang) -> str:
    say = pick(lang)
    match error:
        case click.NoSuchOption():
            text = say(f"there is no option `{error.option_name}`", f"没有选项 `{error.option_name}`")
            if error.possibilities:
                meant = ", ".join(f"`{option}`" for option in sorted(error.possibilities))
                text += say(f"; did you mean {meant}?", f"；是否想写 {meant}？")
            return text
        case click.MissingParameter():
            name = _called(error.param) or str(error.param_hint or "")
            return say(f"`{name}` is missing", f"缺少 `{name}`")
        case click.BadParameter():
            name = _called(error.param) or str(error.param_hint or "")
            choice = error.param.type if error.param else None
            if isinstance(choice, click.Choice):
                allowed = ", ".join(f"`{item}`" for item in choice.choices)
                return say(f"`{name}` takes one of {allowed}", f"`{name}` 只接受 {allowed}")
            return f"`{name}`: {error.message}" if name else error.message
        case _:
            return error.message


def _called(param: click.Parameter | None) -> str:
    """Return how a person writes a parameter: `--key`, or `RECORDS` as the usage line has it."""
    if isinstance(param, click.Option):
        return param.opts[0]
    return (param.name or "").upper() if param is not None else ""
