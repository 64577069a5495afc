"""`policycore check PATH…`: what is wrong with policy files, for people, programs, and those who show it to people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define, evolve, field

from policycore.cli import exits
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.options import configured
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.cli.settings import Settings
    from policycore.config import Config
    from policycore.diagnostics.model import Diagnostic
    from policycore.loading import Loaded
    from policycore.report import Report


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "check",
        lang,
        say(
            "Say what is wrong with policy files. A folder stands for all *.policy files in it; `-` is standard input.",
            "指出制度文件的问题。目录表示其中全部 *.policy 文件；`-` 表示标准输入。",
        ),
    )
    @click.argument("path", nargs=-1, required=True, shell_complete=files)
    @click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", "sarif", "github"]),
        default="text",
        help=say(
            "How findings are written: for people, as data, for code scanning, or as annotations of GitHub Actions.",
            "问题的输出格式：供阅读（text）、数据（json）、代码扫描（sarif）或 GitHub Actions 注解（github）。",
        ),
    )
    @click.option(
        "--select",
        metavar="CODES",
        multiple=True,
        help=say(
            "Show these messages only: codes, beginnings of codes or names, with commas between.",
            "只显示这些消息：编码、编码的开头或名称，以逗号分隔。",
        ),
    )
    @click.option(
        "--ignore",
        metavar="CODES",
        multiple=True,
        help=say("Do not show these warnings. Errors cannot be ignored.", "不显示这些警告。错误不能忽略。"),
    )
    @click.option(
        "--warnings-as-errors/--no-warnings-as-errors",
        default=None,
        help=say("Whether a warning fails the run as an error does.", "警告是否与错误一样使检查不通过。"),
    )
    @configured(lang)
    @click.option(
        "--stdin-filename",
        metavar="NAME",
        help=say(
            "What standard input is called; used files are looked for beside it.",
            "标准输入的文件名；引用的文件在其旁查找。",
        ),
    )
    def check(
        screen: Screen,
        path: tuple[str, ...],
        form: str,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        warnings_as_errors: bool | None,
        config: str | None,
        no_config: bool,
        stdin_filename: str | None,
    ) -> int:
        from policycore.cli.settings import Settings

        asked = _Asked(_codes("--select", select), _codes("--ignore", ignore), warnings_as_errors)
        return _check(screen, path, form, asked, Settings(config or "", no_config), stdin_filename)

    return check


@define
class _Asked:
    """What the call says in place of the configuration; None where it says nothing."""

    select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    warnings_as_errors: bool | None

    def over(self, config: Config) -> Config:
        changes: dict[str, Any] = {
            "select": self.select,
            "ignore": self.ignore,
            "warnings_as_errors": self.warnings_as_errors,
        }
        return evolve(config, **{name: value for name, value in changes.items() if value is not None})


def _codes(option: str, given: tuple[str, ...]) -> tuple[str, ...] | None:
    if not given:
        return None
    from policycore.config import check_codes
    from policycore.report import PolicyError

    codes = tuple(code.strip() for text in given for code in text.split(",") if code.strip())
    if wrong := check_codes(option, codes):
        raise PolicyError.of(*wrong)
    return codes


@define
class _Sum:
    """What a run found, all files together. What several files use is told and counted once."""

    errors: int = 0
    warnings: int = 0
    unread: int = 0
    hidden_errors: int = 0
    ignored: int = 0
    silenced: int = 0
    failing_warnings: int = 0
    seen: set[tuple[str, int, int, str]] = field(factory=set)
    docs_url: str = ""

    def take(self, report: Report, config: Config) -> Report:
        """Count a report and return what of it is shown."""
        from policycore.cli.failure import is_usage
        from policycore.diagnostics.catalogue import ENTRIES

        shown: list[Diagnostic] = []
        for diagnostic in report:
            if not self._is_new(diagnostic, report):
                continue
            hidden = config.hides(diagnostic, report.shown.get(diagnostic.span.file, diagnostic.span.file))
            is_error = ENTRIES[diagnostic.code].severity == "error"
            if is_error:
                self.errors += 1
                self.unread += is_usage(diagnostic)
                self.hidden_errors += hidden is not None
            elif hidden is None:
                self.warnings += 1
                self.failing_warnings += config.warnings_as_errors
            else:
                self.ignored += 1
            if hidden is None:
                shown.append(diagnostic)
        silenced = tuple(each for each in report.silenced if self._is_new(each.diagnostic, report))
        self.silenced += len(silenced)
        self.docs_url = self.docs_url or config.docs_url
        return evolve(report, diagnostics=tuple(shown), silenced=silenced)

    def _is_new(self, diagnostic: Diagnostic, report: Report) -> bool:
        span = diagnostic.span
        key = (report.shown.get(span.file, span.file), span.start, span.end, diagnostic.code)
        known = key in self.seen
        self.seen.add(key)
        return not known

    @property
    def code(self) -> int:
        if self.errors:
            return exits.USAGE if self.errors == self.unread else exits.FINDINGS
        return exits.FINDINGS if self.failing_warnings else exits.FINE


@define
class _Known:
    """The policies that were checked so far, by name and version: two of one name cannot be told apart later."""

    files: dict[tuple[str, str], str] = field(factory=dict)

    def add(self, file: str, loaded: Loaded) -> Report:
        """Return what was found in a file, and whether another one is the same policy."""
        from policycore.diagnostics.model import Diagnostic
        from policycore.report import report_of
        from policycore.source import Span

        if loaded.program is None:
            return loaded.report
        header = loaded.program.header
        other = self.files.setdefault((header.id, header.version), file)
        if other == file or _same_file(other, file):
            return loaded.report
        twice = Diagnostic("PC838", Span(loaded.main, 0, 0), {"file": file, "other": other, "name": header.id})
        whole = report_of([*loaded.report, twice], loaded.report.sources, loaded.report.shown)
        return evolve(loaded.report, diagnostics=whole.diagnostics)


def _same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def _check(
    screen: Screen, path: tuple[str, ...], form: str, asked: _Asked, settings: Settings, stdin_filename: str | None
) -> int:
    from policycore.cli.inputs import open_policy, policy_paths

    total = _Sum()
    known = _Known()
    reports: list[Report] = []
    names = policy_paths(path)
    for name in names:
        called = (stdin_filename or "stdin.policy") if name == "-" else name
        report = total.take(known.add(called, open_policy(name, stdin_filename)), asked.over(settings.of(called)))
        if form == "text":
            screen.tell_diagnostics(report, report.sources, report.shown, on_stdout=True)
        else:
            reports.append(report)
    if form != "text":
        _write(screen, form, reports, total.docs_url)
    screen.tell(_summary(len(names), total, screen.lang))
    return total.code


def _write(screen: Screen, form: str, reports: list[Report], docs_url: str) -> None:
    lang = screen.lang
    if form == "json":
        found = [each for report in reports for each in report.to_data(lang)]
        screen.put(json.dumps(found, ensure_ascii=False, indent=2))
    elif form == "github":
        from policycore.diagnostics.render_github import to_github

        for report in reports:
            for line in to_github(report, report.sources, lang, report.shown):
                screen.put(line)
    else:
        from policycore import __version__
        from policycore.diagnostics.render_sarif import to_sarif

        screen.put(json.dumps(to_sarif(reports, __version__, lang, docs_url), ensure_ascii=False, indent=2))


def _summary(files: int, total: _Sum, lang: Lang) -> str:
    def s(count: int) -> str:
        return "" if count == 1 else "s"

    if lang == "zh":
        told = f"已检查 {files} 个文件：{total.errors} 个错误，{total.warnings} 个警告"
        more = [
            f"其中 {total.hidden_errors} 个错误不在所选之列，未显示" if total.hidden_errors else "",
            f"{total.ignored} 个警告按设置未显示" if total.ignored else "",
            f"{total.silenced} 个警告由注释静默" if total.silenced else "",
            "警告视同错误" if total.failing_warnings else "",
        ]
        return "；".join(filter(None, [told, *more]))
    told = (
        f"checked {files} file{s(files)}: {total.errors} error{s(total.errors)}, "
        f"{total.warnings} warning{s(total.warnings)}"
    )
    more = [
        f"{total.hidden_errors} error{s(total.hidden_errors)} not selected, hence not shown"
        if total.hidden_errors
        else "",
        f"{total.ignored} warning{s(total.ignored)} left out by choice" if total.ignored else "",
        f"{total.silenced} warning{s(total.silenced)} silenced by comments" if total.silenced else "",
        "warnings count as errors" if total.failing_warnings else "",
    ]
    return "; ".join(filter(None, [told, *more]))
