"""`policycore dump --stage ast|core|python|columns POLICY`: how a policy is read, and what it is compiled to.

To see inside without a debugger.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from policycore.cli import exits
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "dump",
        lang,
        say("Show how a policy file is read, and what it is compiled to.", "显示制度文件被读成什么、编译成什么。"),
    )
    @click.argument("policy", shell_complete=files)
    @click.option(
        "--stage",
        type=click.Choice(["ast", "core", "python", "columns"]),
        required=True,
        help=say(
            "What was written (ast), what it means (core), or what it is compiled to (python, columns).",
            "所写的结构（ast）、其含义（core），或编译所得（python、columns）。",
        ),
    )
    @click.option("--spans", is_flag=True, help=say("With the places in the text.", "附上在文本中的位置。"))
    @click.option(
        "--gaps",
        is_flag=True,
        help=say(
            "With the code for records in which a gap arises (python).", "附上出现缺口的记录所用的代码（python）。"
        ),
    )
    def dump(screen: Screen, policy: str, stage: str, spans: bool, gaps: bool) -> int:
        if stage == "python":
            screen.put(_python(policy, gaps))
            return exits.FINE
        if stage == "columns":
            for line in _columns(policy, screen.lang):
                screen.put(line)
            return exits.FINE
        data = _ast(screen, policy) if stage == "ast" else _core(policy)
        if data is None:
            return exits.FINDINGS
        screen.put(json.dumps(data if spans else _without_spans(data), ensure_ascii=False, indent=1))
        return exits.FINE

    return dump


def _columns(name: str, lang: Lang) -> Iterator[str]:
    """Yield which decisions go in columns, why the others do not, and what is worked out."""
    from policycore.bulk import usual_plans
    from policycore.cli.inputs import usable_policy
    from policycore.cli.run import why_singly
    from policycore.columns.describe import written

    say = pick(lang)
    for plan in usual_plans(usable_policy(name)):
        yield say(f"# decisions about {plan.record}", f"# 关于 {plan.record} 的判定")
        for id in plan.order:
            beyond = plan.beyond.get(id)
            if beyond is None:
                yield say(f"# {id}: in columns", f"# {id}：按列")
            else:
                yield say(f"# {id}: row by row, ", f"# {id}：逐行，") + why_singly(beyond.why, beyond.subject, lang)
        yield from written(plan)


def _ast(screen: Screen, name: str) -> Any:
    from policycore.diagnostics.catalogue import ENTRIES
    from policycore.files import decode, read_text
    from policycore.source import SourceFile
    from policycore.syntax.parser import parse

    called = "stdin.policy" if name == "-" else Path(name).as_posix()
    text = decode(sys.stdin.buffer.read(), called) if name == "-" else read_text(Path(name))
    source = SourceFile(called, text)
    parsed = parse(source)
    screen.tell_diagnostics(parsed.diagnostics, {called: source})
    broken = any(ENTRIES[found.code].severity == "error" for found in parsed.diagnostics)
    return None if broken or parsed.document is None else _plain(parsed.document)


def _core(name: str) -> Any:
    from policycore.cli.inputs import usable_policy
    from policycore.core.codec import encode_program

    return encode_program(usable_policy(name).program)


def _python(name: str, gaps: bool) -> str:
    from policycore.cli.inputs import usable_policy

    return usable_policy(name).engine.twin.text(gaps).rstrip("\n")


def _plain(value: Any) -> Any:
    """Return a tree of attrs objects as JSON data: `$` names the class, empty fields are left out."""
    import attrs

    from policycore.source import Span

    match value:
        case Span():
            return {"at": [value.file, value.start, value.end]}
        case tuple():
            return [_plain(each) for each in value]
        case _ if attrs.has(type(value)):
            fields = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
            kept = {name: _plain(each) for name, each in fields.items() if each not in (None, (), "", False)}
            return {"$": type(value).__name__, **kept}
        case _:
            return value


def _without_spans(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_spans(each) for key, each in data.items() if key != "span"}
    return [_without_spans(each) for each in data] if isinstance(data, list) else data
