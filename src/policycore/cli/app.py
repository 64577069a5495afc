"""The `policycore` command: its subcommands, its language, and how every run ends.

In: the arguments. Out: text on standard output and standard error, and one of the exit codes of `cli.exits`. Commands
are built for one language, which is known before anything else is read; their modules are imported when called.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from policycore.cli import exits
from policycore.cli.language import chosen_language, pick
from policycore.cli.screen import Screen, frame_usage, usage_message
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.suggest import nearest

#: Subcommands in the order of the help, with the module that builds each and one line about it.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "new": ("new", "Start a policy: a small file with an example to change.", "新建：写一份带示例的小制度供修改。"),
    "check": ("check", "Say what is wrong with policy files.", "检查：指出制度文件的问题。"),
    "fmt": ("fmt", "Lay out policy files in the common style.", "排版：按统一样式整理制度文件。"),
    "decide": ("decide", "Decide records by a policy.", "判定：按制度对记录作出决定。"),
    "run": ("run", "Decide a whole table on an engine for columns.", "批量：用列式引擎判定整张表。"),
    "explain": ("explain", "Say why a record is decided as it is.", "解释：说明一条记录为何得此决定。"),
    "snapshot": (
        "snapshot",
        "Save what the members of a population come to together.",
        "快照：保存群体各成员合起来的情况。",
    ),
    "test": ("test", "Run the examples of policies and their case files.", "测试：运行制度的示例和用例文件。"),
    "dump": ("dump", "Show how a policy file is read.", "查看：显示制度文件被读成什么。"),
    "schema": ("schema", "Print the JSON Schema of the records of a policy.", "模式：输出制度中记录的 JSON Schema。"),
    "calendar": ("calendar", "Write a calendar of working days.", "日历：生成工作日历。"),
    "explain-code": ("explain_code", "Explain a message by its code.", "说明：按编码解释一条消息。"),
    "completion": ("completion", "Let a shell complete this command.", "补全：让命令行补全本命令。"),
}

#: Set by a shell that asks how a line may go on.
COMPLETION = "_POLICYCORE_COMPLETE"


class Application(click.Group):
    """A group that builds its commands in the language asked for, and turns every failure into an exit code."""

    def __init__(self, lang: Lang | None = None) -> None:
        super().__init__(name="policycore", context_settings={"help_option_names": ["-h", "--help"]})
        self.asked = lang
        self.lang: Lang = lang or "en"
        self._describe()

    def _describe(self) -> None:
        say = pick(self.lang)
        self.help = say(
            "Policies on tiers, service and accountability: check them, decide by them, explain the decisions.",
            "分级、服务与问责制度：检查、判定、解释。",
        )
        self.params = [
            click.Option(["--version"], is_flag=True, help=say("Print the version and leave.", "显示版本。")),
            click.Option(
                ["--lang"],
                type=click.Choice(["en", "zh"]),
                help=say(
                    "Language of messages; else POLICYCORE_LANG, the configuration, the locale.",
                    "消息的语言；未给出时依次取 POLICYCORE_LANG、配置文件、系统区域设置。",
                ),
            ),
        ]
        self.callback = None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"policycore.cli.{COMMANDS[cmd_name][0]}").build(self.lang)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            say = pick(self.lang)
            meant = nearest(name, COMMANDS)
            tip = say(f"; did you mean `{meant}`?", f"；是否想写 `{meant}`？") if meant else ""
            raise click.UsageError(say(f"there is no command `{name}`", f"没有命令 `{name}`") + tip, ctx)
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        frame_usage(self, ctx, formatter, self.lang)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        say = pick(self.lang)
        # The commands' own modules are not loaded just to list them.
        with formatter.section(say("Commands", "命令")):
            formatter.write_dl([(name, say(en, zh)) for name, (_, en, zh) in COMMANDS.items()])
        with formatter.section(say("Options", "选项")):
            formatter.write_dl([r for param in self.get_params(ctx) if (r := param.get_help_record(ctx))])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = pick(self.lang)("Show this help and leave.", "显示帮助。")
        return option

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.params.get("version"):
            from policycore import __version__

            click.echo(f"policycore {__version__}")
            return None
        return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit(exits.USAGE)
        if "--version" in args[:3]:
            self.invoke_without_command = True
        return super().parse_args(ctx, args)

    def main(  # type: ignore[override]  # narrower on purpose: this program has one way to run
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> None:
        """Run with `args` (those of the process where None) and leave through `sys.exit`."""
        arguments = list(sys.argv[1:] if args is None else args)
        self.lang = self.asked or chosen_language(arguments, os.environ, _configured_language)
        self._describe()
        if asked := os.environ.get(COMPLETION):
            from policycore.cli.complete import answer

            sys.exit(answer(self, asked))
        sys.exit(self._run(arguments, extra))

    def _run(self, arguments: list[str], extra: dict[str, Any]) -> int:
        screen = Screen(self.lang)
        try:
            with self.make_context("policycore", arguments, obj=screen, **extra) as ctx:
                outcome = self.invoke(ctx)
                screen.finish()
                return outcome if isinstance(outcome, int) else exits.FINE
        except click.exceptions.Exit as leaving:
            return leaving.exit_code
        except click.UsageError as error:
            screen.tell(usage_message(error, self.lang))
            return exits.USAGE
        except click.Abort:
            return exits.INTERRUPTED
        except KeyboardInterrupt:
            screen.tell(pick(self.lang)("\ninterrupted", "\n已中断"))
            return exits.INTERRUPTED
        except BrokenPipeError:
            screen.abandon()
            return exits.FINE
        except Exception as error:
            return self._failed(error, screen)

    def _failed(self, error: Exception, screen: Screen) -> int:
        from policycore.cli.failure import tell

        try:
            return tell(error, screen)
        except BrokenPipeError:
            screen.abandon()
            return exits.FINE


def _configured_language() -> Lang | None:
    from policycore.config import configured_language

    try:
        return configured_language(Path.cwd())
    except OSError:  # the folder was taken away meanwhile
        return None


def application(lang: Lang | None = None) -> Application:
    """Return the command; `lang` overrides what arguments, environment and locale say."""
    return Application(lang)
