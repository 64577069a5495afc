"""`policycore run POLICY TABLE --out DIR`: decide a whole table on an engine for columns, and go on if it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from policycore.cli import exits
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.options import shared
from policycore.cli.running import Progress, Stop
from policycore.cli.screen import Command, Screen, command
from policycore.cli.summary import summary_lines
from policycore.diagnostics.entry import Lang
from policycore.records.render import problem_line, render_problem

if TYPE_CHECKING:
    from policycore.bulk import Rows, Run


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "run",
        lang,
        say(
            "Decide a table on an engine for columns. TABLE is a .parquet, .csv or .arrow file.",
            "用列式引擎判定整张表。TABLE 为 .parquet、.csv 或 .arrow 文件。",
        ),
    )
    @click.argument("policy", shell_complete=files)
    @click.argument("table", shell_complete=files)
    @click.option(
        "--out",
        metavar="DIR",
        required=True,
        shell_complete=files,
        help=say(
            "Folder for outcomes, rejected rows and counts; a run that was stopped goes on in it.",
            "存放结果、退回的行和统计的目录；中断的运行可在其中继续。",
        ),
    )
    @click.option(
        "--engine",
        type=click.Choice(["duckdb", "polars", "arrow", "spark"]),
        default="duckdb",
        help=say(
            "What works the columns out; each gives the same. spark: on a cluster, or in processes here.",
            "用哪个引擎计算；各引擎结果相同。spark 在集群上，或在本机的多个进程中运行。",
        ),
    )
    @shared(lang, "record", "as-of", "known-at", "set", "events", "related", "map", "judged", "snapshot", "encoding")
    @click.option(
        "--trace",
        metavar="KEY",
        multiple=True,
        help=say(
            "Write the full trace of the row with this key beside the outcomes, as `explain --format json` gives it.",
            "把该标识所在行的完整轨迹写在结果旁，内容同 `explain --format json`。",
        ),
    )
    @click.option(
        "--part-rows",
        type=click.IntRange(min=1),
        default=250_000,
        metavar="N",
        help=say("Rows of a partition, each a file of its own.", "每个分区的行数，各成一个文件。"),
    )
    @click.option(
        "--threads",
        type=click.IntRange(min=1),
        metavar="N",
        help=say(
            "Threads that DuckDB takes, or tasks that Spark runs at once here; else one for each core.",
            "DuckDB 使用的线程数，或 Spark 在本机同时运行的任务数；未给出时每核一个。",
        ),
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        help=say("How the summary is written.", "摘要的输出格式。"),
    )
    def run(screen: Screen, form: str, **call: object) -> int:
        return _run(screen, _Call(**call), form)  # type: ignore[arg-type]  # click gives its fields

    return run


@frozen
class _Call:
    """What the command line says."""

    policy: str
    table: str
    out: str
    engine: str
    record: str | None
    as_of: str | None
    known_at: str | None
    set: tuple[str, ...]
    events: tuple[str, ...]
    related: tuple[str, ...]
    map: str | None
    judged: str
    snapshot: tuple[str, ...]
    encoding: str
    trace: tuple[str, ...]
    part_rows: int
    threads: int | None


def _run(screen: Screen, call: _Call, form: str) -> int:
    from policycore.bulk import BulkError, places_of, write_traces
    from policycore.report import PolicyError

    rows = _rows(screen, call)
    try:
        run = _begun(rows, call, screen.lang)
    except BulkError as error:
        raise PolicyError.of(error.diagnostic) from None
    try:
        for notice in (*rows.notices, *run.beside.notices):
            screen.tell_text(render_problem(notice, screen.lang))
        chosen = places_of(run, call.trace) if call.trace else {}
        interrupted = not _all(run, screen)
        traces = write_traces(run, chosen) if chosen and not interrupted else {}
    finally:
        run.leave()
    _tell(run, screen, form, interrupted, traces)
    if interrupted:
        return exits.INTERRUPTED
    return exits.REJECTED if run.summary.rejected or run.summary.beside else exits.FINE


def _rows(screen: Screen, call: _Call) -> Rows:
    """Return what decides single rows."""
    from policycore.bulk import Rows
    from policycore.cli.inputs import usable_policy
    from policycore.cli.reading import read_snapshot
    from policycore.records.inputs import settings_of
    from policycore.report import PolicyError, report_on_data

    found = usable_policy(call.policy)
    switched = settings_of(found.program, call.set)
    if switched.problems:
        raise PolicyError(report_on_data(switched.problems))
    rows = Rows.of(
        found,
        call.as_of,
        switched.parameters,
        switched.readings,
        call.record,
        "recorded" if call.judged == "recorded" else "strict",
        screen.lang,
        call.known_at,
    )
    if rows.decider.findings:
        screen.tell_text(rows.decider.findings.render(screen.lang))
    if call.snapshot:
        snapshots = [read_snapshot(found, file) for file in call.snapshot]
        rows.decider = rows.decider.among(*snapshots)
        rows.snapshots = tuple(hashlib.sha256(each.to_json().encode()).hexdigest() for each in snapshots)
    return rows


def _begun(rows: Rows, call: _Call, lang: Lang) -> Run:
    """Return the run, begun or taken up again."""
    from policycore.bulk import begin
    from policycore.cli.reading import joined_files, read_mapping

    mapping = read_mapping(call.map)
    beside = joined_files(call.map, call.events, call.related, mapping, lang)
    where: dict[str, Any] = {
        "part_rows": call.part_rows,
        "encoding": call.encoding,
        "threads": call.threads,
        "events": {name: Path(file) for name, file in beside["events"].items()},
        "related": {name: Path(file) for name, file in beside["related"].items()},
        "mapping": mapping,
        "mapping_file": call.map or "",
    }
    if call.engine == "spark":
        import warnings

        from policycore.cluster import begin_on_spark

        # It is about pandas, which nothing here passes through.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        return begin_on_spark(rows, Path(call.table), Path(call.out), **where)
    return begin(rows, Path(call.table), Path(call.out), engine=call.engine, **where)  # type: ignore[arg-type]  # of the choices


def _all(run: Run, screen: Screen) -> bool:
    """Decide part after part; returns whether it came to the end."""
    progress = Progress.of(screen)

    try:
        with Stop() as stop:
            stop.writing = True
            for rows in run.parts():
                progress.at(str(run.source.path), rows, run.total)
                stop.written()
                stop.writing = True
            return True
    except KeyboardInterrupt:
        return False
    finally:
        progress.clear()


#: Why a decision goes row by row, in English and Chinese.
_SINGLY: Mapping[str, tuple[str, str]] = {
    "overflow": ("figures may not fit into 64 bits", "数值可能超出 64 位"),
    "node": ("`{subject}` has no form in columns", "`{subject}` 没有按列的形式"),
    "operator": ("the operator `{subject}` has no form in columns", "运算 `{subject}` 没有按列的形式"),
    "list": ("what it asks of a list is answered element by element", "须逐个查看列表中的元素"),
    "population": (
        "what `{subject}` compares members by has no exact form in columns",
        "`{subject}` 用来比较成员的值没有按列的精确形式",
    ),
    "waivers": ("which waiver is named first depends on the order of the elements", "先列哪一项免扣取决于元素的次序"),
    "set": ("a set of texts, or of too many members, has no form in columns", "文本集合或成员过多的集合没有按列的形式"),
    "record": ("a whole record is compared or passed on", "比较或传递了整条记录"),
    "no_such_record": ("the table has no columns of `{subject}`", "表中没有 `{subject}` 的列"),
    "no_column": ("values of this kind have no form in columns", "此类值没有按列的形式"),
    "always_open": ("it is open in every row", "每一行都未定"),
    "as_of": ("the moment is not given", "未给出截至时刻"),
    "known_at": ("what was known when is asked", "涉及何时知悉"),
    "zone": ("the clock of its time zone is changed twice at once", "时区的时钟在同一时刻变更两次"),
    "calendar": ("no day of its calendar is known", "日历中没有已知的日期"),
    "mixed_days": ("a day is compared with a moment", "日期与时刻相比较"),
    "open_scale": ("members of an open list have no place on the scale", "开放选项的成员没有位次"),
    "open_step": ("the step of a rounding is not a constant", "舍入的单位不是常数"),
    "grid": ("its table has too many combinations of keys", "查表的键组合过多"),
    "default": ("the default of `{subject}` has no form in columns", "`{subject}` 的默认值没有按列的形式"),
    "absent_tier": ("a tier may be absent under a limit", "受限制的等级可能为空"),
    "total": ("a sanction is called total", "有处理名为合计"),
    "deep": ("it is nested too deeply", "嵌套过深"),
}


def why_singly(why: str, subject: str, lang: Lang) -> str:
    """Return why a decision goes row by row, as half a sentence."""
    return pick(lang)(*_SINGLY[why]).format(subject=subject)


# --- the summary ---


def _tell(run: Run, screen: Screen, form: str, interrupted: bool, traces: Mapping[str, Path | None]) -> None:
    beyond = {id: why_singly(each.why, each.subject, screen.lang) for id, each in run.tables.plan.beyond.items()}
    ended = run.source.ended
    if form == "json":
        data = {
            **run.summary.to_data(),
            "row_by_row": beyond,
            "read_to_the_end": ended is None,
            "traces": {key: None if path is None else path.as_posix() for key, path in traces.items()},
        }
        screen.put(json.dumps(data, ensure_ascii=False, indent=1))
        return
    lines = summary_lines(
        run.summary,
        screen.lang,
        singly=beyond,
        out=run.out.as_posix(),
        interrupted=interrupted,
        resumed=run.resumed,
        ended="" if ended is None else problem_line(ended, screen.lang),
    )
    for line in lines:
        screen.put(line)
    say = pick(screen.lang)
    for key, path in traces.items():
        if path is None:
            screen.put(say(f"no trace of `{key}`: its row was rejected", f"`{key}` 没有轨迹：该行已退回"))
        else:
            screen.put(say(f"trace of `{key}`: {path.as_posix()}", f"`{key}` 的轨迹：{path.as_posix()}"))
