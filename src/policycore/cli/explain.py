"""`policycore explain POLICY RECORDS [--key K]`: why one record is decided as it is."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from policycore.cli import exits
from policycore.cli.complete import decisions
from policycore.cli.language import pick
from policycore.cli.options import Call, shared
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.cli.reading import Opened
    from policycore.decision import Form
    from policycore.records.load import Loaded, Rejected


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "explain",
        lang,
        say("Say why one record is decided as it is.", "说明一条记录为何得此决定。"),
    )
    @shared(lang)
    @click.option(
        "--key",
        help=say("The key of the record; needed where there are several.", "记录的标识；有多条记录时须写明。"),
    )
    @click.option(
        "--decision", metavar="NAME", shell_complete=decisions, help=say("Only this decision.", "只说明这一决定。")
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(["text", "line", "tree", "html", "json"]),
        default="text",
        help=say(
            "Reasons as text, one line, the whole derivation as a tree, a page, or the trace as JSON.",
            "以文字说明理由（text）、一行（line）、完整推导树（tree）、网页（html）或 JSON 轨迹（json）。",
        ),
    )
    def explain(screen: Screen, key: str | None, decision: str | None, form: str, **call: object) -> int:
        with ExitStack() as files:
            return _explain(screen, Call(**call), key, decision, form, files)  # type: ignore[arg-type]  # click gives its fields

    return explain


def _explain(screen: Screen, call: Call, key: str | None, name: str | None, form: str, files: ExitStack) -> int:
    from policycore.cli.reading import open_call
    from policycore.diagnostics.model import Argument, Diagnostic, Phrase
    from policycore.diagnostics.suggest import nearest
    from policycore.records.load import Loaded
    from policycore.report import PolicyError, report_on_data
    from policycore.source import NOWHERE

    opened = open_call(call, screen.lang, files)
    if opened.decider.findings:
        screen.tell_text(opened.decider.findings.render(screen.lang))
    decides = opened.policy.decides[opened.decider.record_type]
    if name is not None and name not in decides:
        meant = nearest(name, decides)
        args: dict[str, Argument] = {
            "name": name,
            "record": opened.decider.record_type.rpartition(":")[2],
            "names": decides,
        }
        help = Phrase("did_you_mean", {"name": meant}) if meant else None
        raise PolicyError.of(Diagnostic("PC816", NOWHERE, args, help=help))
    opened = opened.among_others()
    item = _one(opened, key, call.records)
    if not isinstance(item, Loaded):
        screen.tell_text(report_on_data(item.problems).render(screen.lang))
        return exits.REJECTED
    item = opened.with_state(item)
    if not isinstance(item, Loaded):
        screen.tell_text(report_on_data(item.problems).render(screen.lang))
        return exits.REJECTED
    decision = opened.decider.decide_record(item.record, report_on_data(item.warnings))
    if item.warnings:
        screen.tell_text(decision.findings.render(screen.lang))
    if form == "json":
        screen.put(json.dumps(decision.trace_data(name, full=True), ensure_ascii=False, indent=1))
    else:
        screen.put(decision.explain(screen.lang, _FORMS[form], name))
    return exits.FINE


def _one(opened: Opened, key: str | None, file: str) -> Loaded | Rejected:
    """Return the record that has the key, or without a key the only one there is."""
    from policycore.diagnostics.model import Argument, Diagnostic, Phrase
    from policycore.records.convert import find_record, key_field
    from policycore.records.load import Loaded
    from policycore.report import PolicyError, report_on_data
    from policycore.source import NOWHERE

    count = 0
    found: Loaded | Rejected | None = None
    for item in opened.load:
        if not isinstance(item, Loaded) and item.ends:
            raise PolicyError(report_on_data(item.problems))
        if not isinstance(item, Loaded) and item.about:  # a row of another file; it matters where a record names it
            continue
        count += 1
        if key is None and count == 1:
            found = item
        elif key is None or item.key == key:
            found = None if key is None else item
            break
    if found is not None:
        return found
    if key is None:
        how = Phrase("several_records" if count else "no_records")
        raise PolicyError.of(Diagnostic("PC823", NOWHERE, {"file": file, "how": how}))
    declaration = find_record(opened.policy.program, opened.decider.record_type)
    declared = None if declaration is None else key_field(declaration)
    said: dict[str, Argument] = {
        "key": key,
        "file": file,
        "count": count,
        "field": declared.name if declared else "",
    }
    # Keys are numbers more often than words: the nearest one would be a guess.
    raise PolicyError.of(Diagnostic("PC817", NOWHERE, said))


_FORMS: dict[str, Form] = {"text": "reasons", "line": "line", "tree": "tree", "html": "html"}
