"""`policycore new DIR`: a small policy to start from, with records, an example and cases, in the language asked for."""

from __future__ import annotations

from pathlib import Path

import click

from policycore.cli import starter
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "new",
        lang,
        say(
            "Start a policy in a new or empty folder: a small commented file, records to decide, and cases.",
            "在新建或空的目录中写一份带注释的小制度，附可判定的记录和用例。",
        ),
    )
    @click.argument("dir", shell_complete=files)
    def new(screen: Screen, dir: str) -> None:
        from policycore.diagnostics.model import Diagnostic
        from policycore.files import cannot_write, write_text
        from policycore.report import PolicyError
        from policycore.source import NOWHERE

        folder = Path(dir)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            in_use = any(folder.iterdir())
        except OSError as error:
            raise PolicyError.of(cannot_write(dir, error)) from None
        if in_use:
            raise PolicyError.of(Diagnostic("PC822", NOWHERE, {"file": dir}))
        for name, text in starter.FILES[lang].items():
            write_text(folder / name, text)
        policy, records = (folder / name for name in starter.NAMES)
        screen.put(
            say(
                f"wrote {', '.join(starter.FILES[lang])} into {dir}; try:",
                f"已在 {dir} 写入 {'、'.join(starter.FILES[lang])}；试试：",
            )
        )
        for line in (
            f"policycore check {policy.as_posix()}",
            f"policycore test {folder.as_posix()}",
            f"policycore decide {policy.as_posix()} {records.as_posix()} --as-of 2024-06-30",
            f"policycore explain {policy.as_posix()} {records.as_posix()} --as-of 2024-06-30 --key C-2",
        ):
            screen.put(f"  {line}")

    return new
