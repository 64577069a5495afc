"""`policycore completion SHELL`: the lines that let a shell complete commands, options, files and names."""

from __future__ import annotations

import click

from policycore.cli.complete import SHELLS, script
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "completion",
        lang,
        say(
            'Print what a shell needs to complete this command: `eval "$(policycore completion bash)"` in ~/.bashrc, '
            "the same with zsh in ~/.zshrc, `policycore completion fish | source` for fish.",
            '输出命令补全所需的脚本：在 ~/.bashrc 中写 `eval "$(policycore completion bash)"`，zsh 同样写入 '
            "~/.zshrc，fish 用 `policycore completion fish | source`。",
        ),
    )
    @click.argument("shell", type=click.Choice(SHELLS))
    def completion(screen: Screen, shell: str) -> None:
        screen.put(script(shell), end="")

    return completion
