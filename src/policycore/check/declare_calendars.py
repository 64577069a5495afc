"""Calendars to Core: weekends, holidays, shifted working days, and between which days all this is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from policycore.calendars import WorkingDays, whole_years
from policycore.check.declare import about_of, own
from policycore.check.literals import date_value
from policycore.check.world import Module, World, did_you_mean
from policycore.core import nodes as core
from policycore.source import Span
from policycore.syntax import ast

#: Most days of one stretch; a calendar that has more days off than this is no calendar of working days.
MOST_DAYS = 3_660
SETTINGS = ("weekend", "holidays", "workdays", "known", "source")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def declare_calendars(module: Module, world: World) -> None:
    """Enter the calendars that a file declares, and settle which one it counts by."""
    for symbol in own(module, "calendar"):
        assert isinstance(symbol.node, ast.Calendar)
        world.calendars[symbol.id] = _calendar(symbol.id, symbol.node, module, world)
    _choose(module, world)


def _choose(module: Module, world: World) -> None:
    """Settle the calendar of a file: the one that its header names, else the only one."""
    policy = module.document.policy
    setting = next((s for s in policy.settings if s.name.text == "calendar"), None) if policy is not None else None
    known = [symbol.name for symbol in module.symbols.values() if symbol.kind == "calendar"]
    if setting is None:
        module.calendar = module.symbols[known[0]].id if len(known) == 1 else None
        return
    named = setting.values[0] if len(setting.values) == 1 else None
    if not isinstance(named, ast.Ident) or named.text not in known:
        name = named.text if isinstance(named, ast.Ident) else ""
        world.report("PC244", named.span if named else setting.span, help=did_you_mean(name, known), name=name)
        module.calendar = ""
        return
    module.calendar = module.symbols[named.text].id
    if module.header is not None:
        module.header = evolve(module.header, calendar=module.calendar)


def _calendar(id: str, node: ast.Calendar, module: Module, world: World) -> core.Calendar:
    found = core.Calendar(id, ())
    source = ""
    seen: set[str] = set()
    holidays: list[tuple[date, date, Span]] = []
    workdays: list[tuple[date, date, Span]] = []
    for setting in node.settings:
        name = setting.name.text
        # Holidays and shifted working days may be written year by year.
        if name in seen and name not in ("holidays", "workdays"):
            world.report("PC216", setting.name.span, name=name)
            continue
        seen.add(name)
        match name:
            case "weekend":
                found = evolve(found, weekend=tuple(_weekdays(setting, world)))
            case "holidays":
                holidays.extend(_days(setting, world))
            case "workdays":
                workdays.extend(_days(setting, world))
            case "known":
                found = _known(found, setting, world)
            case "source":
                text = setting.values[0] if len(setting.values) == 1 else None
                if isinstance(text, ast.Str | ast.TextLit):
                    source = text.text
                else:
                    world.report("PC412", setting.span, name=name)
            case _:
                world.report("PC217", setting.name.span, help=did_you_mean(name, SETTINGS), name=name, known=SETTINGS)
    if "weekend" not in seen:
        world.report("PC497", node.head.name.span, name=node.head.name.text)
    about = about_of(node.head, module, world)
    if source:
        about = evolve(about, cite=core.Cite("", source))
    found = evolve(
        found,
        holidays=tuple((first, last) for first, last, _ in sorted(holidays, key=lambda days: days[:2])),
        workdays=tuple(sorted({day for first, last, _ in workdays for day in _each(first, last)})),
        about=about,
        span=node.head.name.span,
    )
    if "known" not in seen:
        # Whoever lists the days of some years says nothing of other years.
        years = whole_years(day for first, last in (*found.holidays, *_pairs(found.workdays)) for day in (first, last))
        if years is not None:
            found = evolve(found, known_from=years[0], known_through=years[1])
    _report_idle([*holidays, *workdays], workdays, found, world)
    return found


def _pairs(days: tuple[date, ...]) -> Iterator[tuple[date, date]]:
    return ((day, day) for day in days)


def _each(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))


def _report_idle(
    listed: list[tuple[date, date, Span]],
    workdays: list[tuple[date, date, Span]],
    calendar: core.Calendar,
    world: World,
) -> None:
    """Report listed days of which nothing is known, and working days that are worked anyway."""
    reach = WorkingDays(frozenset(calendar.weekend), calendar.holidays, (), calendar.known_from, calendar.known_through)
    outside = {span for first, last, span in listed if not reach.is_known(first) or not reach.is_known(last)}
    for span in outside:
        world.report("PC496", span)
    for first, last, span in workdays:
        if span not in outside and any(reach.is_working(day) for day in _each(first, last)):
            world.report("PC498", span)


def _weekdays(setting: ast.Setting, world: World) -> Iterator[int]:
    for value in setting.values:
        if isinstance(value, ast.Ident) and value.text in WEEKDAYS:
            yield WEEKDAYS.index(value.text) + 1
        else:
            text = value.text if isinstance(value, ast.Ident) else ""
            help = did_you_mean(text, WEEKDAYS)
            world.report("PC411", value.span, help=help, name=setting.name.text, expected=WEEKDAYS)


def _days(setting: ast.Setting, world: World) -> Iterator[tuple[date, date, Span]]:
    """Yield the first and last days that a setting lists."""
    for value in setting.values:
        if isinstance(value, ast.DateLit):
            low: ast.Expr = value
            high: ast.Expr | None = value
        elif isinstance(value, ast.SettingRange):
            low, high = value.low, value.high
        else:
            world.report("PC449", value.span, name=setting.name.text)
            continue
        if not isinstance(low, ast.DateLit) or not isinstance(high, ast.DateLit):
            world.report("PC449", value.span, name=setting.name.text)
            continue
        first, last = date_value(low.text, low.span, world), date_value(high.text, high.span, world)
        if first is None or last is None:
            continue
        if last < first:
            world.report("PC324", value.span)
            continue
        if (last - first).days >= MOST_DAYS and setting.name.text != "known":
            world.report("PC490", value.span, count=MOST_DAYS)
            continue
        yield first, last, value.span


def _known(calendar: core.Calendar, setting: ast.Setting, world: World) -> core.Calendar:
    """`known: 2024-01-01 .. 2024-12-31`, or `from 2024-01-01`."""
    value = setting.values[0] if len(setting.values) == 1 else None
    if isinstance(value, ast.SettingRange) and value.high is None and isinstance(value.low, ast.DateLit):
        return evolve(calendar, known_from=date_value(value.low.text, value.low.span, world))
    if not isinstance(value, ast.SettingRange):
        world.report("PC414", setting.span, name=setting.name.text)
        return calendar
    for first, last, _ in _days(setting, world):
        return evolve(calendar, known_from=first, known_through=last)
    return calendar
