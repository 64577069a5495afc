"""`policycore check PATH…`: what is wrong with policy files, as text or JSON."""

from __future__ import annotations

import click

from policycore.cli import exits
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "check",
        lang,
        say(
            "Say what is wrong with policy files. A folder stands for all *.policy files in it; `-` is standard input.",
            "指出制度文件的问题。目录表示其中全部 *.policy 文件；`-` 表示标准输入。",
        ),
    )
    @click.argument("path", nargs=-1, required=True)
    @click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        help=say("How findings are written.", "问题的输出格式。"),
    )
    @click.option(
        "--stdin-filename",
        metavar="NAME",
        help=say(
            "What standard input is called; used files are looked for beside it.",
            "标准输入的文件名；引用的文件在其旁查找。",
        ),
    )
    def check(screen: Screen, path: tuple[str, ...], form: str, stdin_filename: str | None) -> int:
        from policycore.cli.failure import is_usage
        from policycore.cli.inputs import open_policy, policy_paths

        errors = warnings = unread = 0
        found: list[object] = []
        names = policy_paths(path)
        for name in names:
            report = open_policy(name, stdin_filename).report
            errors += len(report.errors)
            warnings += len(report.warnings)
            unread += sum(map(is_usage, report.errors))
            if form == "json":
                found += report.to_data(lang)
            else:
                screen.tell_diagnostics(report, report.sources, report.shown, on_stdout=True)
        if form == "json":
            import json

            screen.put(json.dumps(found, ensure_ascii=False, indent=2))
        screen.tell(_summary(len(names), errors, warnings, lang))
        if errors == 0:
            return exits.FINE
        return exits.USAGE if errors == unread else exits.FINDINGS

    return check


def _summary(files: int, errors: int, warnings: int, lang: Lang) -> str:
    if lang == "zh":
        return f"已检查 {files} 个文件：{errors} 个错误，{warnings} 个警告"
    plural = "" if files == 1 else "s"
    return (
        f"checked {files} file{plural}: {errors} error{'' if errors == 1 else 's'}, "
        f"{warnings} warning{'' if warnings == 1 else 's'}"
    )
