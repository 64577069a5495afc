"""`policycore test PATH…`: the examples of policies, and the cases beside them."""

from __future__ import annotations

import click

from policycore.cli import exits
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang


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
    @click.argument("path", nargs=-1, required=True)
    @click.option("--quiet", "-q", is_flag=True, help=say("Only what fails.", "只显示未通过的。"))
    def test(screen: Screen, path: tuple[str, ...], quiet: bool) -> int:
        return _test(screen, path, quiet=quiet)

    return test


def _test(screen: Screen, paths: tuple[str, ...], *, quiet: bool) -> int:
    from policycore.cli.failure import is_about_files
    from policycore.testing.find import find_suites

    say = pick(screen.lang)
    passed = failed = broken = 0
    usage = False
    for suite in find_suites(paths):
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
    total = passed + failed
    if total == 0 and broken == 0:
        screen.tell(say("there is nothing to test: no examples and no cases", "没有可测试的内容：既无示例也无用例"))
        return exits.NOTHING_TO_TEST
    told = say(f"examples and cases: {passed} passed, {failed} failed", f"示例和用例：通过 {passed}，未通过 {failed}")
    if broken:
        told += say(f"; {broken} file{'' if broken == 1 else 's'} cannot be run", f"；{broken} 个文件无法运行")
    screen.tell(told)
    if failed or broken:
        return exits.USAGE if usage and not failed else exits.FINDINGS
    return exits.FINE


def _counts(good: int, total: int, lang: Lang) -> str:
    if total == 0:
        return pick(lang)("no examples", "没有示例")
    if good == total:
        return pick(lang)(f"{total} passed", f"{total} 例通过")
    return pick(lang)(f"{good} of {total} passed", f"{total} 例中通过 {good}")
