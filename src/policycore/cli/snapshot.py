"""`policycore snapshot POLICY RECORDS`: what the members of a population come to together, saved without their names.

One record can then be decided alone, by `policycore decide … --snapshot FILE`, as it was decided among the others.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from policycore.cli import exits
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.options import Call, shared
from policycore.cli.running import Progress
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "snapshot",
        lang,
        say(
            "Save what the members of a population come to together: values in their order, and no names.",
            "保存群体各成员合起来的情况：只有按序排列的值，没有名称。",
        ),
    )
    @shared(lang)
    @click.option(
        "--output",
        metavar="FILE",
        shell_complete=files,
        help=say("Write into this file instead of standard output.", "写入此文件，而不是标准输出。"),
    )
    def snapshot(screen: Screen, output: str | None, **call: object) -> int:
        with ExitStack() as stack:
            return _snapshot(screen, Call(**call), output, stack)  # type: ignore[arg-type]  # click gives its fields

    return snapshot


def _snapshot(screen: Screen, call: Call, output: str | None, stack: ExitStack) -> int:
    from policycore.cli.reading import open_call, refuse_to_write_over_inputs
    from policycore.diagnostics.model import Diagnostic
    from policycore.files import write_text
    from policycore.report import PolicyError
    from policycore.source import NOWHERE

    progress = Progress.of(screen)
    stack.callback(progress.clear)
    opened = open_call(call, screen.lang, stack, progress)
    policy, record = opened.policy, opened.decider.record_type
    if not any(population.record == record for population in policy.program.populations):
        raise PolicyError.of(Diagnostic("PC863", NOWHERE, {"record": record.rpartition(":")[2]}))
    if output is not None:
        refuse_to_write_over_inputs(output, opened)
    taken = opened.taken()
    progress.clear()
    text = taken.to_json()
    if output is None:
        screen.put(text, end="")
    else:
        write_text(Path(output), text)
    say = pick(screen.lang)
    for id, size in taken.sizes.items():
        screen.tell(say(f"{id}: {size} members", f"{id}：{size} 名成员"))
    screen.tell(taken.digest)
    return exits.FINE
