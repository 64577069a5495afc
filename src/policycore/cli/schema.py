"""`policycore schema POLICY`: the JSON Schema of a record, for forms and other programs."""

from __future__ import annotations

import json

import click

from policycore.cli.complete import files, records
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command("schema", lang, say("Print the JSON Schema of a record of a policy.", "输出制度中记录的 JSON Schema。"))
    @click.argument("policy", shell_complete=files)
    @click.option(
        "--record",
        metavar="NAME",
        shell_complete=records,
        help=say("Which record, where the policy decides about several.", "哪一种记录（制度涉及多种时）。"),
    )
    def schema(screen: Screen, policy: str, record: str | None) -> None:
        from policycore.cli.inputs import usable_policy

        found = usable_policy(policy).record_schema(record, lang)
        screen.put(json.dumps(found, ensure_ascii=False, indent=2))

    return schema
