"""Records for a policy, drawn at random: figures on its thresholds, facts missing here and there.

In: Core. Out: data as a program would pass them, a moment, parameters supplied and readings switched. Numbers and days
come, most of the time, from the constants of the policy and their neighbours on the scale of the field, since a rule
that is wrong by one unit shows only there. How many facts are missing is drawn once per record: some records miss
nothing, some nearly all.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from policycore import types as t
from policycore.core import nodes as core
from policycore.core.walk import walk
from policycore.testing.strategies import Cuts, cuts_of

#: Draws one value for a field; the second argument is the share of facts that are missing.
Sampler = Callable[[random.Random, float], Any]

#: Returned by a sampler for a fact that is left out.
LEFT_OUT = object()
SHARES = (0.0, 0.0, 0.05, 0.15, 0.3, 0.6, 0.95)
TEXTS = ("a", "b", "C-1", "某", "a b", "someone", "none")
CLOCKS = (time(0), time(2, 30), time(9, 30), time(10), time(17), time(23, 59), time(23, 59, 59))
LARGEST = Fraction(10) ** 15
#: Up to so many steps of their scale figures without bounds are worked out in columns, where they can be.
LIMITS = (10**15, 10**12, 10**9, 10**6)
DEEPEST = 3


@frozen
class Case:
    """What one decision is asked: data of a record, and what is switched. All of it is plain data, fit for JSON."""

    record_type: str
    data: dict[str, Any]
    as_of: str
    parameters: dict[str, Any] = field(factory=dict)
    readings: dict[str, str] = field(factory=dict)
    known_at: str | None = None
    #: The records that the members of populations are, by the name of their record. None are at hand where it is empty.
    members: dict[str, list[dict[str, Any]]] = field(factory=dict)


@frozen
class Habit:
    """How cases are drawn: settings per policy, and shares of facts that are missing, drawn per record.

    With `together`, the share is drawn once for the cases of a setting, as in a table of one source.
    """

    settings: int = 4
    shares: tuple[float, ...] = SHARES
    together: bool = False


USUAL = Habit()
#: Few settings and whole tables with hardly a gap: what engines for columns are for.
IN_TABLES = Habit(2, (0.0, 0.0, 0.0, 0.02, 0.3), together=True)


@define
class Facts:
    """Draws records of one type for a program."""

    program: core.Program
    record_type: str
    habit: Habit = USUAL
    _cuts: Cuts = field(init=False)
    _kept: list[tuple[str, dict[str, Any], dict[str, str], str | None]] = field(factory=list, init=False)
    _share: list[float] = field(factory=list, init=False)
    _repeated: bool = field(init=False)
    _samplers: dict[str, list[tuple[core.FieldDecl, Sampler]]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._cuts = cuts_of(self.program)
        # A duty of every day since the year 1 has more periods than anybody waits for.
        self._repeated = any(
            isinstance(node, core.Periods) for statement in self.program.statements for node in walk(statement)
        )
        for record in self.program.records:
            self._samplers[record.id] = [(each, self._sampler(each.type)) for each in record.fields]

    def case(self, draw: random.Random) -> Case:
        """Return the next case. Of settings there are a few: who decides many records decides them alike."""
        while len(self._kept) < self.habit.settings:
            self._kept.append(self._settings(draw))
            self._share.append(draw.choice(self.habit.shares))
        place = draw.randrange(len(self._kept))
        share = self._share[place] if self.habit.together else draw.choice(self.habit.shares)
        return Case(self.record_type, self._record(self.record_type, draw, share, 0), *self._kept[place])

    def record(self, name: str, draw: random.Random) -> dict[str, Any]:
        """Return a record by itself."""
        return self._record(name, draw, draw.choice(self.habit.shares), 0)

    def _settings(self, draw: random.Random) -> tuple[str, dict[str, Any], dict[str, str], str | None]:
        parameters: dict[str, Any] = {}
        readings: dict[str, str] = {}
        if self._kept and draw.random() < 0.6:
            for parameter in self.program.parameters:
                if draw.random() < 0.5:
                    value = self._supplied(parameter, draw)
                    if value is not LEFT_OUT:
                        parameters[parameter.id] = value
            for reading in self.program.readings:
                readings[reading.id] = draw.choice(reading.type.names)
        known = self._moment(draw) if self._kept and draw.random() < 0.3 else None
        issued = self.program.header.issued
        if known is not None and issued is not None and known.date() < issued:
            known = None  # before it was issued a policy decides nothing
        return self._moment(draw).isoformat(" "), parameters, readings, None if known is None else known.isoformat(" ")

    # --- records ---

    def _record(self, name: str, draw: random.Random, share: float, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for declaration, sampler in self._samplers[name]:
            value = self._field(declaration, sampler, draw, share, depth)
            if value is not LEFT_OUT:
                found[declaration.name] = value
        return found

    def _field(
        self, declaration: core.FieldDecl, sampler: Sampler, draw: random.Random, share: float, depth: int
    ) -> Any:
        of = declaration.type
        if draw.random() < share and not declaration.key:
            # An optional fact that is left out is absent, one with a default has it; an open choice takes any word.
            plain = not declaration.optional and declaration.default is None
            return LEFT_OUT if plain or (isinstance(of, t.Enum) and of.open) else "unknown"
        if declaration.optional and draw.random() < (0.1 if self.habit.together else 0.35):
            return LEFT_OUT
        if declaration.default is not None and draw.random() < 0.4:
            return LEFT_OUT
        if isinstance(of, t.RecordType):
            return self._record(of.name, draw, share, depth + 1) if depth < DEEPEST else LEFT_OUT
        if isinstance(of, t.ListType):
            return self._list(of, sampler, draw, share, depth)
        value = sampler(draw, share)
        if declaration.judged and draw.random() < (0.99 if self.habit.together else 0.85):
            judged = {"value": value, "by": draw.choice(TEXTS), "on": self._day(draw).isoformat(), "grounds": "minutes"}
            if draw.random() < share * 0.3:
                del judged[draw.choice(("by", "on", "grounds"))]
            return judged
        return value

    def _list(self, of: t.ListType, sampler: Sampler, draw: random.Random, share: float, depth: int) -> list[Any]:
        if depth >= DEEPEST:
            return []
        count = draw.choice((0, 1, 2, 2, 3, 4))
        if isinstance(of.element, t.RecordType):
            # Elements miss less than their record, or hardly anything would ever be said of several together.
            return [self._record(of.element.name, draw, share * draw.choice((0, 1)), depth + 1) for _ in range(count)]
        return [sampler(draw, share) for _ in range(count)]

    # --- values ---

    def _sampler(self, of: t.Type) -> Sampler:
        match of:
            case t.YesNo():
                return lambda draw, _: draw.random() < 0.5
            case t.Text():
                return lambda draw, _: draw.choice(TEXTS)
            case t.Number():
                return self._numbers(of)
            case t.Date():
                return lambda draw, _: self._day(draw).isoformat()
            case t.Moment():
                return lambda draw, _: self._told(draw)
            case t.Enum():
                names = [*of.names, "somebody_else"] if of.open else list(of.names)
                return lambda draw, _: draw.choice(names)
            case t.SetType(element=element):
                members = list(element.names) if isinstance(element, t.Enum) else ["a", "b", "c"]
                return lambda draw, _: sorted(draw.sample(members, draw.randint(0, len(members))))
            case t.ListType(element=element) if not isinstance(element, t.RecordType):
                return self._sampler(element)
            case t.ListType() | t.RecordType():
                return lambda draw, share: LEFT_OUT

    def _numbers(self, of: t.Number) -> Sampler:
        percent = of.unit.family == "percent"
        scale = 100 if percent else 1
        step = Fraction(1) if of.whole else Fraction(1, 10**of.unit.places) / scale
        near = {Fraction(0), Fraction(1), *(end for end in (of.low, of.high) if end is not None)}
        constants: set[Fraction] = set()
        for cut in self._related(of.unit):
            on_scale = cut // step * step
            constants |= {on_scale, on_scale - step, on_scale + step}

        def inside(value: Fraction) -> bool:
            return (of.low is None or value >= of.low) and (of.high is None or value <= of.high)

        fits = [number for number in sorted(near | constants) if inside(number)]
        some = of.low if of.low is not None else of.high if of.high is not None else Fraction(0)
        texts = [_text(number * scale) for number in fits or [some]]
        low = of.low if of.low is not None else min(fits, default=Fraction(0)) - 10
        high = of.high if of.high is not None else max(fits, default=low) + 10
        first, last = -(-low // step), high // step
        large = [LARGEST, *(power * step for power in LIMITS), *((power + 1) * step for power in LIMITS)]
        extremes = [_text(sign * end * scale) for end in large for sign in (1, -1) if inside(sign * end)]

        def sample(draw: random.Random, _: float) -> str:
            dice = draw.random()
            if dice < 0.72 or first > last:
                return draw.choice(texts)
            if dice < 0.77 and extremes:
                return draw.choice(extremes)
            if dice < 0.9:  # few decimals, as people write
                coarse = Fraction(draw.randint(int(low), max(int(low), int(high))))
                if inside(coarse):
                    return _text(coarse * scale)
            return _text(draw.randint(first, last) * step * scale)

        return sample

    def _related(self, unit: t.Unit) -> list[Fraction]:
        """Return the constants of a policy that a number in this unit may meet, those of its family converted."""
        found: list[Fraction] = []
        for name, numbers in self._cuts.numbers.items():
            other = _FAMILY.get(name)
            if name == unit.name or {name, unit.name} <= {"", "points", "percent"}:
                found += numbers
            elif other is not None and unit.name in _FAMILY and other[0] == _FAMILY[unit.name][0]:
                found += [number * other[1] / _FAMILY[unit.name][1] for number in numbers]
        return found

    def _day(self, draw: random.Random) -> date:
        dice = draw.random()
        if dice < 0.6:
            days = draw.choice((0, 0, 0, 0, -1, 1, -1, 1, -30, 30, -31, 31, -90, -365, -366, 365, 7))
            return draw.choice(self._cuts.days) + timedelta(days)
        if dice < 0.61 and not self._repeated:
            return draw.choice((date.min, date.max, date(1900, 2, 28), date(9999, 12, 1)))
        return date(2022, 6, 1) + timedelta(draw.randrange(1500))

    def _told(self, draw: random.Random) -> str:
        """Return a moment as data: with an offset now and then, where the policy has a zone to bring it to."""
        said = self._moment(draw)
        offset = (
            draw.choice(("Z", "+08:00", "-05:30")) if self.program.header.time_zone and draw.random() < 0.15 else ""
        )
        return said.isoformat(" ") + (offset if 1900 < said.year < 9000 else "")

    def _moment(self, draw: random.Random) -> datetime:
        return datetime.combine(self._day(draw), draw.choice(CLOCKS))

    # --- parameters ---

    def _supplied(self, parameter: core.Parameter, draw: random.Random) -> Any:
        if draw.random() < 0.1 and not parameter.keys:
            return "not stated" if not isinstance(parameter.type, t.Text) else LEFT_OUT
        sampler = self._sampler(parameter.type)
        if not parameter.keys:
            return sampler(draw, 0)
        found = {}
        for first in parameter.keys[0].names:
            for second in parameter.keys[1].names if len(parameter.keys) > 1 else ("",):
                if draw.random() < 0.8:
                    found[f"{first}, {second}" if second else first] = sampler(draw, 0)
        return found or LEFT_OUT


_FAMILY = {
    "t": ("t", Fraction(1)),
    "kg": ("t", Fraction(1, 1000)),
    **{unit.name: (unit.base, unit.factor) for unit in t.TIME_UNITS.values()},
}


def _text(value: Fraction) -> str:
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
