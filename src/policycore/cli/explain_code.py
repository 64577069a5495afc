"""`policycore explain-code CODE`: what a message means, with a sample that gives it and one that does not."""

from __future__ import annotations

import click

from policycore.cli.complete import codes
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "explain-code", lang, say("Explain a message by its code, such as PC301.", "按编码（如 PC301）说明一条消息。")
    )
    @click.argument("code", required=False, shell_complete=codes)
    @click.option("--list", "all_", is_flag=True, help=say("List all codes.", "列出全部编码。"))
    def explain_code(screen: Screen, code: str | None, all_: bool) -> None:
        from policycore.diagnostics.catalogue import ENTRIES
        from policycore.diagnostics.texts import bare

        if all_:
            for entry in sorted(ENTRIES.values(), key=lambda entry: entry.code):
                screen.put(f"{entry.code} {entry.name}: {bare(entry.headline[lang])}")
            return
        if code is None:
            raise click.UsageError(
                say("`CODE` is missing; --list shows all", "缺少 `CODE`；--list 列出全部"),
                click.get_current_context(),
            )
        _explain(screen, code.strip().strip("[]").upper(), lang)

    return explain_code


def _explain(screen: Screen, code: str, lang: Lang) -> None:
    from policycore.diagnostics.catalogue import ENTRIES
    from policycore.diagnostics.model import Diagnostic, Phrase
    from policycore.diagnostics.suggest import nearest_all
    from policycore.diagnostics.texts import bare
    from policycore.report import PolicyError
    from policycore.source import NOWHERE

    say = pick(lang)
    # People remember the name as well as the number.
    by_name = {entry.name.upper(): entry for entry in ENTRIES.values()}
    entry = ENTRIES.get(code) or by_name.get(code)
    if entry is None:
        near = nearest_all(code, [*ENTRIES, *(name.lower() for name in by_name)])
        tip = Phrase("did_you_mean_one_of", {"names": near}) if near else None
        raise PolicyError.of(Diagnostic("PC821", NOWHERE, {"code": code}, help=tip))
    severity = {"error": say("error", "错误"), "warning": say("warning", "警告")}[entry.severity]
    screen.put(f"{entry.code} {entry.name} ({severity})")
    screen.put("")
    screen.put(bare(entry.headline[lang]))
    screen.put(say("cause: ", "原因：") + bare(entry.cause[lang]))
    screen.put(say("help: ", "建议：") + bare(entry.help[lang]))
    for title, sample in ((say("gives it:", "会得到此消息："), entry.bad), (say("passes:", "可以通过："), entry.good)):
        if sample.strip():
            screen.put("")
            screen.put(title)
            screen.put("\n".join(f"    {line}".rstrip() for line in sample.strip("\n").split("\n")))
