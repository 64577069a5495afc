"""`policycore test PATH…`: the examples of policies, and the cases beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policycore.cli import exits
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang

if TYPE_CHECKING:
    from policycore.api import Policy
    from policycore.testing.find import Suite

#: On how many records a law is tried where nothing is said.
_LAWS = 100


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "test",
        lang,
        say(
            "Run the examples of policy files and of *.cases.yaml files. A policy brings the cases beside it; a folder "
            "stands for everything in it.",
            "运行制度文件中的示例和 *.cases.yaml 中的用例。制度带上同目录中属于它的用例；目录表示其中全部文件。",
        ),
    )
    @click.argument("path", nargs=-1, required=True, shell_complete=files)
    @click.option("--quiet", "-q", is_flag=True, help=say("Only what fails.", "只显示未通过的。"))
    @click.option(
        "--laws",
        type=click.IntRange(min=0),
        default=None,
        metavar="N",
        help=say(
            "Try each law on N generated records (default 100 where Hypothesis is installed; 0: not at all).",
            "对每条原则用 N 条生成的记录检验（装有 Hypothesis 时默认 100；0 为不检验）。",
        ),
    )
    @click.option(
        "--coverage",
        is_flag=True,
        help=say("Show the rules and conditions that the cases try too little.", "显示用例检验不足的规则和条件。"),
    )
    def test(screen: Screen, path: tuple[str, ...], quiet: bool, laws: int | None, coverage: bool) -> int:
        return _test(screen, path, quiet=quiet, laws=laws, coverage=coverage)

    return test


def _test(screen: Screen, paths: tuple[str, ...], *, quiet: bool, laws: int | None, coverage: bool) -> int:
    from importlib.util import find_spec

    from policycore.cli.failure import is_about_files
    from policycore.testing.find import find_suites

    say = pick(screen.lang)
    passed = failed = broken = refuted = tried = 0
    usage = False
    known = find_spec("hypothesis") is not None
    if laws and not known:
        screen.tell(say("laws are not tried: Hypothesis is not installed", "未检验原则：没有安装 Hypothesis"))
    records = 0 if not known else _LAWS if laws is None else laws
    suites = list(find_suites(paths))
    for suite in suites:
        if suite.report is not None:
            broken += 1
            usage = usage or all(map(is_about_files, suite.report))
            screen.put(f"{suite.name}: {say('cannot be run', '无法运行')}")
            screen.put(suite.report.render(screen.lang).rstrip("\n"))
            continue
        good = sum(result.passed for result in suite.results)
        passed += good
        failed += len(suite.results) - good
        if not quiet or good < len(suite.results):
            screen.put(f"{suite.name}: {_counts(good, len(suite.results), screen.lang)}")
        for result in suite.results:
            if result.passed:
                continue
            line = result.line or suite.line(result)
            screen.put(f"  {say('failed', '未通过')}: {result.name} ({suite.name}:{line})")
            screen.put("\n".join(f"    {text}".rstrip() for text in result.render(screen.lang).split("\n")))
        if suite.policy is not None and records:
            wrong, right = _try_laws(screen, suite.policy, records, quiet=quiet)
            refuted += wrong
            tried += right
    if coverage:
        _show_coverage(screen, suites)
    total = passed + failed
    if total == broken == refuted == tried == 0:
        screen.tell(say("there is nothing to test: no examples and no cases", "没有可测试的内容：既无示例也无用例"))
        return exits.NOTHING_TO_TEST
    told = say(f"examples and cases: {passed} passed, {failed} failed", f"示例和用例：通过 {passed}，未通过 {failed}")
    if broken:
        told += say(f"; {broken} file{'' if broken == 1 else 's'} cannot be run", f"；{broken} 个文件无法运行")
    if tried:
        told += say(
            f"; {tried} law{'' if tried == 1 else 's'} held on all records tried", f"；{tried} 条原则在所试记录上均成立"
        )
    if refuted:
        told += say(f"; {refuted} law{'' if refuted == 1 else 's'} refuted", f"；{refuted} 条原则被推翻")
    screen.tell(told)
    if failed or broken or refuted:
        return exits.USAGE if usage and not failed and not refuted else exits.FINDINGS
    return exits.FINE


def _try_laws(screen: Screen, policy: Policy, records: int, *, quiet: bool) -> tuple[int, int]:
    """Try the laws of a policy; return how many are refuted, and how many are not."""
    from policycore.testing.laws import try_laws

    say = pick(screen.lang)
    refuted = tried = 0
    for result in try_laws(policy, records):
        if result.verdict == "refuted":
            refuted += 1
            screen.put(f"  {say('law refuted', '原则被推翻')}: {result.id}")
            for shown in result.examples:
                screen.put("\n".join(f"    {line}" for line in shown.split("\n")))
            continue
        tried += 1
        if not quiet:
            screen.put(
                "  "
                + say(
                    f"law {result.id}: tried on {result.count} records",
                    f"原则 {result.id}：已用 {result.count} 条记录检验",
                )
            )
            for rule in result.detail:
                screen.put("    " + say(f"no record reached {rule}", f"没有记录触及 {rule}"))
    return refuted, tried


def _show_coverage(screen: Screen, suites: list[Suite]) -> None:
    """Show, policy by policy, what its examples and the cases beside it try too little."""
    from policycore.testing.coverage import coverage

    say = pick(screen.lang)
    words = {
        "untried": say("never tried", "从未检验"),
        "always_true": say("always true", "总为真"),
        "always_false": say("always false", "总为假"),
        "only_open": say("only ever open", "总是未定"),
        "varied": say("tried both ways", "真假皆有"),
    }
    for suite in suites:
        if suite.policy is None:
            continue
        cases = [e for other in suites if other.tests is suite.policy for e in other.examples]
        found = coverage(suite.policy, cases)
        source = suite.policy.report.sources[suite.policy.main]
        wanting = found.wanting
        tried = len(found.lines) - len(wanting)
        screen.put(
            say(
                f"{suite.name}: {tried} of {len(found.lines)} rules and conditions tried",
                f"{suite.name}：{len(found.lines)} 项规则和条件中检验了 {tried} 项",
            )
        )
        before = 0
        for line in wanting:
            number = source.position(line.span.start)[0]
            if number != before:
                screen.put(f"  {number:>4} | {source.line(number).rstrip()}")
                before = number
            screen.put(f"       = {line.id}: {words[line.tried]}")


def _counts(good: int, total: int, lang: Lang) -> str:
    if total == 0:
        return pick(lang)("no examples", "没有示例")
    if good == total:
        return pick(lang)(f"{total} passed", f"{total} 例通过")
    return pick(lang)(f"{good} of {total} passed", f"{total} 例中通过 {good}")
