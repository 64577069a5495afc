"""`policycore decide POLICY RECORDS`: decisions as table, JSON, JSON Lines or CSV; rejects beside them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
from attrs import define, field

from policycore.cli import exits
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.options import Call, shared
from policycore.cli.running import Progress, Stop
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.cli.reading import Opened
    from policycore.cli.writing import Writer
    from policycore.decision import Decision
    from policycore.files import WholeFile
    from policycore.records.load import Load, Loaded, Rejected
    from policycore.records.problem import Place, RecordProblem
    from policycore.records.states import Book

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
        shell_complete=files,
        help=say(
            "Where records that cannot be read go, with every reason, one JSON object a line.",
            "无法读取的记录及其全部原因写入此文件，每行一个 JSON 对象。",
        ),
    )
    @click.option(
        "--state-out",
        metavar="FILE",
        shell_complete=files,
        help=say(
            "Where the states for the next review go; the file is put there when all is decided.",
            "供下次考核使用的状态写入此文件；全部判定之后才替换。",
        ),
    )
    def decide(screen: Screen, form: str, rejects: str | None, state_out: str | None, **call: object) -> int:
        return _decide(screen, Call(**call), form, rejects, state_out)  # type: ignore[arg-type]  # click gives its fields

    return decide


@define
class _Told:
    """What is told on standard error while records are decided."""

    screen: Screen
    progress: Progress
    shown: list[RecordProblem] = field(factory=list)
    left_out: int = 0
    decided: int = 0
    undetermined: int = 0
    rejected: int = 0
    beside: int = 0
    handed_on: int = 0
    last: Place | None = None
    ended: Place | None = None

    def problem(self, problem: RecordProblem) -> None:
        from policycore.records.render import render_problem

        if problem in self.shown:  # a related record that is wrong is so for everybody who refers to it
            return
        if len(self.shown) >= _MOST_TOLD:
            self.left_out += 1
            return
        self.shown.append(problem)
        self.progress.clear()
        self.screen.tell_text(render_problem(problem, self.screen.lang))

    def summary(self, rejects: str | None, interrupted: bool) -> None:
        say = pick(self.screen.lang)
        self.progress.clear()
        if self.left_out:
            more = say(f"… and {self.left_out} more problems", f"……另有 {self.left_out} 个问题")
            if self.rejected and rejects is None:
                more += say("; --rejects FILE keeps them all", "；--rejects 文件 可保存全部")
            self.screen.tell(more)
        beside = say(f", and {self.beside} of the rows joined to records", f"，另退回 {self.beside} 行随记录归入的数据")
        text = say(
            f"decided {self.decided}, of these {self.undetermined} with something undetermined; "
            f"rejected {self.rejected}",
            f"已判定 {self.decided} 条，其中 {self.undetermined} 条有未定事项；退回 {self.rejected} 条",
        ) + (beside if self.beside else "")
        self.screen.tell((self._interrupted() if interrupted else "") + text)
        if self.handed_on:
            self.screen.tell(
                say(
                    f"records that were not decided, whose states are handed on: {self.handed_on}",
                    f"未判定而原样延续状态的记录：{self.handed_on} 条",
                )
            )
        if self.ended is not None and self.decided:
            where = say(f"row {_row(self.ended)} of {self.ended.file}", f"{self.ended.file} 第 {_row(self.ended)} 行")
            self.screen.tell(
                say(f"reading stopped at {where}: what follows was not read", f"读取在 {where}停止，其后内容未读")
            )

    def _interrupted(self) -> str:
        say = pick(self.screen.lang)
        if self.last is None:
            return say("interrupted before the first record; ", "在读取第一条记录之前中断；")
        row = _row(self.last)
        return say(
            f"interrupted after row {row} of {self.last.file}; what is written up to there is whole; ",
            f"在 {self.last.file} 第 {row} 行之后中断，此前已写出的内容完整；",
        )


@define
class _Rejects:
    """The file that keeps what was rejected."""

    file: TextIO | None
    screen: Screen

    def put(self, rejected: Rejected) -> None:
        from policycore.records.load import reject_row

        if self.file is not None:
            self.file.write(json.dumps(reject_row(rejected, self.screen.lang), ensure_ascii=False) + "\n")

    def ownerless(self, load: Load) -> None:
        """Keep the events whose owner did not come."""
        from policycore.diagnostics.model import Argument
        from policycore.records.load import Rejected
        from policycore.records.problem import RecordProblem

        for path, raws in load.without_owner.items():
            for raw in raws:
                args: dict[str, Argument] = {"count": 1, "name": path}
                problem = RecordProblem("PC542", path, args=args, place=raw.place)
                self.put(Rejected((problem,), raw.place, raw.data, about=path))


@define
class _States:
    """The file that keeps the states for the next review, and the keys of those that are in it."""

    file: WholeFile | None
    keys: set[str] = field(factory=set)

    def put(self, decision: Decision) -> None:
        from policycore.records.states import line_out

        if self.file is not None and decision.key is not None:
            self.keys.add(decision.key)
            self.file.put(line_out(decision.key, decision.outcomes))

    def finish(self, book: Book | None) -> int:
        """Put the file in its place, with the states of all that were not decided; return how many these are."""
        if self.file is None:
            return 0
        count = 0
        for line in () if book is None else book.handed_on(self.keys):
            self.file.put(line)
            count += 1
        self.file.finish()
        return count

    def leave(self) -> None:
        if self.file is not None:
            self.file.leave()


def _states(opened: Opened, file: str | None) -> _States:
    from policycore.cli.reading import refuse_to_write_over_inputs
    from policycore.files import UnreadableError, WholeFile
    from policycore.report import PolicyError, report_on_data

    if file is None:
        return _States(None)
    problem = opened.decider.carrier.problem(by_key=True)
    if problem is not None:
        raise PolicyError(report_on_data([problem]))
    refuse_to_write_over_inputs(file, opened)
    try:
        return _States(WholeFile.begin(Path(file)))
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None


def _decide(screen: Screen, call: Call, form: str, rejects: str | None, state_out: str | None) -> int:
    from policycore.cli.reading import open_call, refuse_to_write_over_inputs
    from policycore.cli.writing import writer_for

    progress = Progress.of(screen)
    told = _Told(screen, progress)
    interrupted = False
    with ExitStack() as stack:
        stack.callback(progress.clear)
        opened = open_call(call, screen.lang, stack, progress)
        if opened.decider.findings:
            screen.tell_text(opened.decider.findings.render(screen.lang))
        out = writer_for(form, screen, opened.policy, opened.decider.record_type)
        if rejects is not None:
            refuse_to_write_over_inputs(rejects, opened)
        states = _states(opened, state_out)
        stack.callback(states.leave)
        kept = _Rejects(None if rejects is None else stack.enter_context(_opened(rejects)), screen)
        run = _Run(opened, out, kept, states, told)
        with Stop() as stop:
            try:
                run.opened = opened.among_others()
                run.all(stop)
            except KeyboardInterrupt:
                interrupted = True
        if run.begun:
            out.end()
        if not interrupted and not run.refused:
            told.handed_on = states.finish(opened.book)
    for notice in opened.load.notices:
        told.problem(notice)
    if run.refused:
        return exits.USAGE
    told.summary(rejects, interrupted)
    if interrupted:
        return exits.INTERRUPTED
    return exits.REJECTED if told.rejected or told.beside else exits.FINE


@define
class _Run:
    """Decides one record after another. `refused`: the call does not fit, so that there is nothing to decide."""

    opened: Opened
    out: Writer
    kept: _Rejects
    states: _States
    told: _Told
    begun: bool = False
    refused: bool = False

    def all(self, stop: Stop) -> None:
        """Decide all records; `KeyboardInterrupt` leaves whole rows behind."""
        for item in self.opened.load:
            stop.writing = True
            self._one(item)
            stop.written()
        if not self.begun and not self.refused:
            self.begin()
        self.kept.ownerless(self.opened.load)

    def begin(self) -> None:
        self.out.begin()
        self.begun = True

    def _one(self, item: Loaded | Rejected) -> None:
        from policycore.records.load import Loaded
        from policycore.report import report_on_data

        told = self.told
        if not self.begun and not isinstance(item, Loaded) and item.ends:
            self.refused = any(problem.code in _OF_THE_CALL for problem in item.problems)
        if not self.begun and not self.refused:
            self.begin()
        if isinstance(item, Loaded):
            item = self.opened.with_state(item)
        if isinstance(item, Loaded):
            decision = self.opened.decider.decide_record(item.record, report_on_data(item.warnings))
            told.decided += 1
            told.undetermined += decision.undetermined
            self.out.put(decision)
            self.states.put(decision)
            problems = item.warnings
        else:
            told.rejected += not item.about
            told.beside += bool(item.about)
            self.kept.put(item)
            problems = item.problems
        if isinstance(item, Loaded) or not item.about:
            told.last = item.place
        if not isinstance(item, Loaded) and item.ends:
            told.ended = item.place
        for problem in problems:
            told.problem(problem)


def _row(place: Place) -> int:
    return place.row or place.line


def _opened(file: str) -> TextIO:
    from policycore.files import cannot_write
    from policycore.report import PolicyError

    try:
        return Path(file).open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise PolicyError.of(cannot_write(file, error)) from None
