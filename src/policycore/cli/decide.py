"""`policycore decide POLICY RECORDS`: decisions as table, JSON, JSON Lines or CSV; rejects beside them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
from attrs import define, field

from policycore.cli import exits
from policycore.cli.language import pick
from policycore.cli.options import Call, shared
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.records.problem import RecordProblem

#: So many problems of data are told in full; a table of a million rows must not scroll away what matters.
_MOST_TOLD = 10

#: Problems of the call, not of a record: an unknown list, a mapping that does not fit.
_OF_THE_CALL = frozenset({"PC543", "PC546", "PC547", "PC549", "PC550", "PC554", "PC555", "PC556"})


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "decide",
        lang,
        say(
            "Decide records by a policy. RECORDS is a CSV, JSON, JSON Lines or YAML file, or `-`.",
            "按制度对记录作出决定。RECORDS 为 CSV、JSON、JSON Lines 或 YAML 文件，或 `-`。",
        ),
    )
    @shared(lang)
    @click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "jsonl", "csv"]),
        default="table",
        help=say("How decisions are written.", "决定的输出格式。"),
    )
    @click.option(
        "--rejects",
        metavar="FILE",
        help=say(
            "Where records that cannot be read go, with every reason, one JSON object a line.",
            "无法读取的记录及其全部原因写入此文件，每行一个 JSON 对象。",
        ),
    )
    def decide(screen: Screen, form: str, rejects: str | None, **call: object) -> int:
        return _decide(screen, Call(**call), form, rejects)  # type: ignore[arg-type]  # click gives what Call asks for

    return decide


@define
class _Told:
    """What is told on standard error while records are decided."""

    screen: Screen
    told: int = 0
    left_out: int = 0
    decided: int = 0
    undetermined: int = 0
    rejected: int = 0
    problems: set[str] = field(factory=set)

    def problem(self, problem: RecordProblem) -> None:
        from policycore.records.render import render_problem

        if self.told >= _MOST_TOLD:
            self.left_out += 1
            return
        self.told += 1
        self.screen.tell_text(render_problem(problem, self.screen.lang))

    def summary(self, rejects: str | None) -> None:
        say = pick(self.screen.lang)
        if self.left_out:
            more = say(f"… and {self.left_out} more problems", f"……另有 {self.left_out} 个问题")
            if self.rejected and rejects is None:
                more += say("; --rejects FILE keeps them all", "；--rejects 文件 可保存全部")
            self.screen.tell(more)
        self.screen.tell(
            say(
                f"decided {self.decided}, of these {self.undetermined} with something undetermined; "
                f"rejected {self.rejected}",
                f"已判定 {self.decided} 条，其中 {self.undetermined} 条有未定事项；退回 {self.rejected} 条",
            )
        )


def _decide(screen: Screen, call: Call, form: str, rejects: str | None) -> int:
    from policycore.cli.reading import open_call
    from policycore.cli.writing import writer_for
    from policycore.records.load import Loaded, reject_row
    from policycore.report import report_on_data

    told = _Told(screen)
    with ExitStack() as stack:
        opened = open_call(call, screen.lang, stack)
        out = writer_for(form, screen, opened.policy, opened.decider.record_type)
        kept = None if rejects is None else stack.enter_context(_opened(rejects))
        refused = begun = False
        for item in opened.load:
            if not isinstance(item, Loaded) and item.ends and not begun:
                refused = any(problem.code in _OF_THE_CALL for problem in item.problems)
            if not begun and not refused:
                out.begin()
                begun = True
            if isinstance(item, Loaded):
                decision = opened.decider.decide_record(item.record, report_on_data(item.warnings))
                told.decided += 1
                told.undetermined += decision.undetermined
                out.put(decision)
                for warning in item.warnings:
                    told.problem(warning)
                continue
            told.rejected += 1
            if kept is not None:
                kept.write(json.dumps(reject_row(item, screen.lang), ensure_ascii=False) + "\n")
            for problem in item.problems:
                told.problem(problem)
        if not begun and not refused:
            out.begin()
        if not refused:
            out.end()
    for notice in opened.load.notices:
        told.problem(notice)
    if refused:
        return exits.USAGE
    told.summary(rejects)
    return exits.REJECTED if told.rejected else exits.FINE


def _opened(file: str) -> TextIO:
    from policycore.files import cannot_write
    from policycore.report import PolicyError

    try:
        return Path(file).open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise PolicyError.of(cannot_write(file, error)) from None
