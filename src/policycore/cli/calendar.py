"""`policycore calendar CN 2023..2026`: a calendar file with the holidays and shifted working days of a country.

The days come from the package `holidays` (the extra `calendar`), which is the source and no oracle: what it said stands
in the file, with its version, and the file is what policies use. Of years for which a country's notice is not out yet
the package knows the statutory days alone; those years are left out, and the file says through which day it is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from policycore.calendars import WorkingDays
from policycore.cli.complete import files
from policycore.cli.language import pick
from policycore.cli.screen import Command, Screen, command
from policycore.diagnostics.entry import Lang
from policycore.syntax.words import is_reserved

_YEARS = re.compile(r"([0-9]{4})(?:\s*(?:\.\.|-)\s*([0-9]{4}))?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: What the package writes beside the name of a day that is off because another one is worked, or moved.
_ASIDE = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
#: Where the days of a country are laid down, as far as we know it better than the package's own name for itself.
_NOTICES = {"CN": "国务院办公厅关于部分节假日安排的通知"}
_DAY = timedelta(days=1)


def build(lang: Lang) -> Command:
    say = pick(lang)

    @command(
        "calendar",
        lang,
        say(
            "Write a calendar of working days. COUNTRY is a code such as CN; YEARS is 2026 or 2023..2026.",
            "生成工作日历。COUNTRY 为国家代码，如 CN；YEARS 为 2026 或 2023..2026。",
        ),
    )
    @click.argument("country")
    @click.argument("years")
    @click.option(
        "--name",
        metavar="NAME",
        help=say("What the calendar is called; else the code of the country.", "日历的名称；未给出时用国家代码。"),
    )
    @click.option(
        "--subdivision",
        metavar="CODE",
        help=say("A part of the country with holidays of its own.", "该国中另有节假日的地区。"),
    )
    @click.option(
        "--output",
        metavar="FILE",
        shell_complete=files,
        help=say("Write into this file instead of standard output.", "写入此文件，而不是标准输出。"),
    )
    def calendar(
        screen: Screen, country: str, years: str, name: str | None, subdivision: str | None, output: str | None
    ) -> None:
        called = name or country.lower()
        if not called.isidentifier():
            raise click.UsageError(say(f"`{called}` is no name", f"`{called}` 不能作名称"))
        found = _look_up(country.upper(), _first_and_last(years, lang), subdivision, lang)
        if found.left_out:
            screen.tell_text(
                say(
                    f"left out, as their days are not laid down yet: {_listed(found.left_out)}",
                    f"以下年份的安排尚未公布，未列入：{_listed(found.left_out)}",
                )
            )
        text = calendar_text(found, called)
        if output is None:
            screen.put(text, end="")
            return
        from policycore.files import write_text

        write_text(Path(output), text)
        screen.tell_text(say(f"wrote {output}", f"已写入 {output}"))

    return calendar


@frozen
class Holidays:
    """What the package says of a country in some years: `days` off by name, `worked` in spite of weekends."""

    country: str
    subdivision: str
    version: str
    years: tuple[int, ...]
    left_out: tuple[int, ...]
    weekend: frozenset[int]
    days: dict[date, str]
    worked: frozenset[date]


def _first_and_last(years: str, lang: Lang) -> tuple[int, int]:
    found = _YEARS.fullmatch(years.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not found or last < first or last - first > 100:
        say = pick(lang)
        raise click.UsageError(
            say(f"`{years}` are no years; write 2026 or 2023..2026", f"`{years}` 不是年份；请写 2026 或 2023..2026")
        )
    return first, last


def _look_up(country: str, between: tuple[int, int], subdivision: str | None, lang: Lang) -> Holidays:
    say = pick(lang)
    try:
        from importlib.metadata import version

        import holidays
    except ImportError:
        raise click.UsageError(
            say(
                "holidays come from a library that is not installed: pip install 'policycore[calendar]'",
                "节假日数据所需的库尚未安装：pip install 'policycore[calendar]'",
            )
        ) from None
    asked = tuple(range(between[0], between[1] + 1))
    try:
        known: Any = holidays.country_holidays(country, subdiv=subdivision)
    except NotImplementedError:  # so the library says that it has no such place
        what = subdivision or country
        raise click.UsageError(say(f"no holidays are known for `{what}`", f"没有 `{what}` 的节假日数据")) from None

    def look_up(years: Iterable[int]) -> Any:
        # In the country's own language: else it would be that of whoever runs the command.
        language = known.default_language
        return holidays.country_holidays(country, subdivision, years=years, expand=False, language=language)

    # Some countries shift working days, year by year; of years not laid down yet the package knows half.
    laid_down = set(getattr(known, "special_public_holidays", None) or ())
    shifts = bool(look_up(laid_down).weekend_workdays) if laid_down else False
    years = tuple(year for year in asked if not shifts or year in laid_down)
    if not years:
        raise click.UsageError(
            say(f"the days of {_listed(asked)} are not laid down yet", f"{_listed(asked)}年的安排尚未公布")
        )
    found = look_up(years)
    return Holidays(
        country,
        subdivision or "",
        version("holidays"),
        years,
        tuple(year for year in asked if year not in years),
        frozenset(day + 1 for day in found.weekend),
        {day: str(name) for day, name in found.items() if day.year in years},
        frozenset(day for day in found.weekend_workdays if day.year in years),
    )


def calendar_text(found: Holidays, name: str) -> str:
    """Return the text of a calendar file, in the common layout."""
    first, last = found.years[0], found.years[-1]
    where = f"{found.country}-{found.subdivision}" if found.subdivision else found.country
    package = f"holidays {found.version} ({where})"
    years = _listed(found.years)
    notice = _NOTICES.get(found.country)
    lines = [
        f"# Working days of {where}, {years}, from the Python package holidays {found.version}.",
        f"# Written by: policycore calendar {found.country} {years}. Compare it with the notices before use.",
        f'policy calendar_{name} "Working days of {where}" {{',
        "  languages: en",
        f'  version: "{years}"',
        f'  source: "{f"{notice}; " if notice else ""}{package}"',
        "}",
        "",
        f'calendar {f"`{name}`" if is_reserved(name) else name} "Working days of {where}" {{',
        f"  weekend: {', '.join(_WEEKDAYS[day - 1] for day in sorted(found.weekend))}",
        *(f"  known: {start} .. {end}" for start, end in [(date(first, 1, 1), date(last, 12, 31))]),
    ]
    for year in found.years:
        stretches = list(_stretches((day for day in found.days if day.year == year), found))
        lines += [f"  holidays: {_written(days)}  # {_called(days, found)}".rstrip(" #") for days in stretches]
        worked = sorted(day for day in found.worked if day.year == year)
        if worked:
            lines.append(f"  workdays: {', '.join(map(str, worked))}")
    return "\n".join([*lines, "}", ""])


def _stretches(days: Iterable[date], found: Holidays) -> Iterator[list[date]]:
    """Yield days off that follow one another; a weekend between two of them belongs to the stretch."""
    plain = WorkingDays(found.weekend, workdays=tuple(found.worked))
    stretch: list[date] = []
    for day in sorted(days):
        if stretch and plain.between(stretch[-1], day - _DAY, unknown_work=False) > 0:
            yield stretch
            stretch = []
        stretch.append(day)
    if stretch:
        yield stretch


def _written(days: list[date]) -> str:
    return f"{days[0]} .. {days[-1]}" if len(days) > 1 else str(days[0])


def _called(days: list[date], found: Holidays) -> str:
    """Return the names of the days, each once; a day that is off in exchange for another has no name of its own."""
    names = (_ASIDE.sub("", part) for day in days for part in found.days[day].split("; "))
    return "; ".join(dict.fromkeys(name for name in names if name and not name.startswith("休息日")))


def _listed(years: tuple[int, ...]) -> str:
    """Return years as people write them: `2023..2026`, `2024`."""
    whole = len(years) > 1 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]}..{years[-1]}" if whole else ", ".join(map(str, years))
