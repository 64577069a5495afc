"""What a shell is told when somebody presses Tab: commands, options, files, and names out of the policy at hand.

The work is click's; here stands which kind of file belongs where, and which names a policy has. Completing must never
print or fail: what cannot be read completes to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class, shell_complete

from policycore.cli.app import COMPLETION

if TYPE_CHECKING:
    from policycore.api import Policy

SHELLS = ("bash", "zsh", "fish")
_PROGRAM = "policycore"

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def script(shell: str) -> str:
    """Return what a shell has to run once."""
    made = get_completion_class(shell)
    assert made is not None, "click knows the shells of SHELLS"
    # The shell's own version is not asked for: that would run it, and the script is the same.
    return ShellComplete.source(made(click.Command(_PROGRAM), {}, _PROGRAM, COMPLETION))


def answer(command: click.Command, instruction: str) -> int:
    """Answer a shell that asks; return the exit code."""
    return shell_complete(command, {}, _PROGRAM, COMPLETION, instruction)


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a file or folder, which shells do best themselves."""
    return [CompletionItem(incomplete, type="file")]


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the code of a message, with its name beside it."""
    from policycore.diagnostics.catalogue import ENTRIES

    start = incomplete.upper()
    return [CompletionItem(code, help=entry.name) for code, entry in sorted(ENTRIES.items()) if code.startswith(start)]


def _from_policy(names: Callable[[Policy, click.Context], tuple[str, ...]]) -> Completer:
    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from pathlib import Path

        from policycore.api import load

        # Where the value of an option is missing, click leaves arguments unnamed.
        policy = ctx.params.get("policy") or next(iter(ctx.args), "")
        try:
            found = names(load(Path(policy)), ctx)
        except Exception:  # whatever is wrong with the policy is said when the command runs
            return []
        return [CompletionItem(name) for name in found if name.startswith(incomplete)]

    return complete


def _decisions(policy: Policy, ctx: click.Context) -> tuple[str, ...]:
    asked = ctx.params.get("record")
    return tuple(id for record, ids in policy.decides.items() if asked in (None, record) for id in ids)


def _switches(policy: Policy, ctx: click.Context) -> tuple[str, ...]:
    parameters = [parameter.id for parameter in policy.program.parameters]
    return tuple(f"{id}=" for id in (*parameters, *(reading.id for reading in policy.program.readings)))


decisions = _from_policy(_decisions)
records = _from_policy(lambda policy, ctx: tuple(policy.decides))
switches = _from_policy(_switches)
