"""`policycore run POLICY TABLE --out DIR`: decide a whole table on an engine for columns, and go on if it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policycore.cli import exits
from policycore.cli.complete import files, records, switches
from policycore.cli.language import pick
from policycore.cli.running import Progress, Stop
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.bulk import BulkError, Run, Summary

#: So many kinds of a thing are told in the summary; the file beside the outcomes has all.
_MOST_TOLD = 8


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
    @click.option(
        "--record",
        metavar="NAME",
        shell_complete=records,
        help=say(
            "Which record the rows are, where the policy decides about several.", "各行是哪一种记录（制度涉及多种时）。"
        ),
    )
    @click.option(
        "--as-of",
        metavar="DATE",
        help=say(
            "The day (its end) or moment as of which is decided; never today by itself.",
            "截至哪一天（当日终了）或时刻作决定；从不默认为今天。",
        ),
    )
    @click.option(
        "--known-at",
        metavar="DATE",
        help=say(
            "The day (its end) or moment up to which knowledge counts; else all that is there.",
            "知悉截至哪一天（当日终了）或时刻；未给出时以全部内容为准。",
        ),
    )
    @click.option(
        "--set",
        metavar="NAME=VALUE",
        shell_complete=switches,
        multiple=True,
        help=say(
            "A value for a parameter, NAME[KEY]=VALUE for one key of it, or another alternative of a reading.",
            "参数的值（按项取值时写 NAME[KEY]=VALUE），或口径的另一备选。",
        ),
    )
    @click.option(
        "--events",
        metavar="NAME=FILE",
        multiple=True,
        help=say(
            "A table with the elements of the list NAME, joined by the key of their record.",
            "列表 NAME 的明细表，按所属记录的标识归入。",
        ),
    )
    @click.option(
        "--judged",
        type=click.Choice(["strict", "recorded"]),
        default="strict",
        help=say(
            "Whether judged facts need who, when and grounds (strict), or bare values count as recorded.",
            "经认定的事实是否须写明何人、何日、依据（strict），还是直接以所给的值为准（recorded）。",
        ),
    )
    @click.option(
        "--encoding",
        default="utf-8",
        metavar="NAME",
        help=say("Encoding of CSV files, such as gb18030.", "CSV 文件的编码，如 gb18030。"),
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
        return _run(screen, form, **call)  # type: ignore[arg-type]  # click gives what is asked for

    return run


def _run(
    screen: Screen,
    form: str,
    policy: str,
    table: str,
    out: str,
    engine: str,
    record: str | None,
    as_of: str | None,
    known_at: str | None,
    set: tuple[str, ...],
    events: tuple[str, ...],
    judged: str,
    encoding: str,
    part_rows: int,
    threads: int | None,
) -> int:
    from policycore.bulk import BulkError, Rows, begin
    from policycore.cli.inputs import usable_policy
    from policycore.cli.reading import named_files
    from policycore.files import UnreadableError, cannot_write
    from policycore.records.inputs import settings_of
    from policycore.report import PolicyError, report_on_data

    found = usable_policy(policy)
    switched = settings_of(found.program, set)
    if switched.problems:
        raise PolicyError(report_on_data(switched.problems))
    strict = "recorded" if judged == "recorded" else "strict"
    rows = Rows.of(
        found,
        as_of,
        switched.parameters,
        switched.readings,
        record,
        strict,  # type: ignore[arg-type]  # one of two words
        screen.lang,
        known_at,
    )
    if rows.decider.findings:
        screen.tell_text(rows.decider.findings.render(screen.lang))
    try:
        lists = {name: Path(file) for name, file in named_files(events, "--events", screen.lang).items()}
        where: dict[str, Any] = {"part_rows": part_rows, "encoding": encoding, "threads": threads, "events": lists}
        if engine == "spark":
            from policycore.cluster import begin_on_spark

            run: Run = begin_on_spark(rows, Path(table), Path(out), **where)
        else:
            run = begin(rows, Path(table), Path(out), engine=engine, **where)  # type: ignore[arg-type]  # of the choices
    except BulkError as error:
        raise click.UsageError(_why_not(error, screen.lang)) from None
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise UnreadableError(cannot_write(out, error)) from None
    interrupted = not _all(run, screen)
    _tell(run, screen, form, interrupted)
    if interrupted:
        return exits.INTERRUPTED
    return exits.REJECTED if run.summary.rejected else exits.FINE


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


def _why_not(error: BulkError, lang: Lang) -> str:
    say = pick(lang)
    match error.why:
        case "not_installed":
            return say(
                f"what this engine needs is not installed: pip install 'policycore[{error.subject}]'",
                f"此引擎所需的库尚未安装：pip install 'policycore[{error.subject}]'",
            )
        case "no_java":
            return say(
                "Spark runs on Java, and there is none here: install Java 17 or later, or set JAVA_HOME",
                "Spark 需要 Java，而此处没有：请安装 Java 17 或更高版本，或设置 JAVA_HOME",
            )
        case "other_run":
            return say(
                f"`{error.subject}` holds the results of another run: another policy, table or setting; "
                "name another folder",
                f"`{error.subject}` 中是另一次运行的结果（制度、表或设置不同）；请换一个目录",
            )
        case _:
            return say(
                f"the name `{error.subject}` does not say which kind of table it holds: tables end in .parquet, .csv, "
                ".arrow or .feather",
                f"从 `{error.subject}` 的名称看不出表的格式：表以 .parquet、.csv、.arrow 或 .feather 结尾",
            )


#: Why a decision goes row by row, in English and Chinese.
_SINGLY: Mapping[str, tuple[str, str]] = {
    "overflow": ("figures may not fit into 64 bits", "数值可能超出 64 位"),
    "node": ("`{subject}` has no form in columns", "`{subject}` 没有按列的形式"),
    "operator": ("the operator `{subject}` has no form in columns", "运算 `{subject}` 没有按列的形式"),
    "list": ("what it asks of a list is answered element by element", "须逐个查看列表中的元素"),
    "waivers": ("which waiver is named first depends on the order of the elements", "先列哪一项免扣取决于元素的次序"),
    "set": ("a set of texts, or of too many members, has no form in columns", "文本集合或成员过多的集合没有按列的形式"),
    "record": ("a whole record is compared or passed on", "比较或传递了整条记录"),
    "no_such_record": ("the table has no columns of `{subject}`", "表中没有 `{subject}` 的列"),
    "no_column": ("values of this kind have no form in columns", "此类值没有按列的形式"),
    "always_open": ("it is open in every row", "每一行都未定"),
    "as_of": ("the moment is not given", "未给出截至时刻"),
    "known_at": ("what was known when is asked", "涉及何时知悉"),
    "zone": ("elapsed hours follow the clock of a time zone", "时长按时区的时钟计算"),
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


def _tell(run: Run, screen: Screen, form: str, interrupted: bool) -> None:
    if form == "json":
        screen.put(json.dumps(run.summary.to_data(), ensure_ascii=False, indent=1))
        return
    for line in summary_lines(run.summary, screen.lang, interrupted, run.resumed):
        screen.put(line)
    say = pick(screen.lang)
    for id, beyond in run.tables.plan.beyond.items():
        why = why_singly(beyond.why, beyond.subject, screen.lang)
        screen.put(say(f"{id}: every row by itself, since {why}", f"{id}：全部逐行判定，因为{why}"))


def summary_lines(summary: Summary, lang: Lang, interrupted: bool = False, resumed: int = 0) -> Iterator[str]:
    """Yield what was counted, a line at a time."""
    say = pick(lang)
    if interrupted:
        yield say(
            "interrupted; call it again with the same folder and it goes on from here",
            "已中断；以同一目录再次运行即从此处继续",
        )
    if resumed:
        yield say(f"{resumed} partitions were there already", f"其中 {resumed} 个分区此前已完成")
    decided = summary.rows - summary.rejected
    yield say(
        f"{summary.rows:,} rows: {decided:,} decided, {summary.rejected:,} rejected",
        f"共 {summary.rows:,} 行：已判定 {decided:,} 行，退回 {summary.rejected:,} 行",
    )
    share = f"{summary.singly / summary.rows:.1%}" if summary.rows else "0%"
    yield say(
        f"{summary.singly:,} rows ({share}) went row by row",
        f"其中 {summary.singly:,} 行（{share}）逐行判定",
    )
    for name, number in summary.without_owner.items():
        if number:
            yield say(
                f"{number:,} of the `{name}` belong to no row, and took no part",
                f"{number:,} 条 `{name}` 不属于任何一行，未参与判定",
            )
    if summary.problems:
        yield say(f"rejected for: {_listed(summary.problems)}", f"退回原因：{_listed(summary.problems)}")
    for id, statuses in summary.statuses.items():
        outcomes = summary.outcomes.get(id)
        yield f"{id}: {_listed(statuses if outcomes is None else _with_open(outcomes, statuses))}"
        if id in summary.missing:
            yield say(f"  waiting for {_listed(summary.missing[id])}", f"  尚缺 {_listed(summary.missing[id])}")


def _with_open(outcomes: Mapping[str, int], statuses: Mapping[str, int]) -> dict[str, int]:
    """Return how often each outcome, and how often each status without one."""
    rest = {name: number for name, number in statuses.items() if name not in ("decided", *outcomes)}
    return {**outcomes, **rest}


def _listed(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [f"{name} {number:,}" for name, number in ordered[:_MOST_TOLD]]
    return ", ".join([*told, *(["…"] if len(ordered) > _MOST_TOLD else [])])
