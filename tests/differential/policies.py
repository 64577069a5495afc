"""Whole policies, drawn at random: declarations first, then statements that read what stands before them.

`written(seed)` gives the same texts for the same seed. A policy holds few statements, since many small policies meet
more combinations than few large ones. Now and then the first half stands in a file of its own that the other uses.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import field, frozen

from differential import groups, kinds, time_and_order
from differential.expressions import DATE, MOMENT, TEXT, YES_NO, Expressions
from differential.kinds import Choice, Env, Fact, Member, Scope, World, number
from policycore import types as t

#: Words that lead a statement and yet are names elsewhere, reserved words in backticks, Chinese names.
NAMES = (
    "tier",
    "unit",
    "group",
    "factor",
    "step",
    "`for`",
    "`when`",
    "`按`",
    "金额",
    "等级",
    "得分",
    "_x",
    "wheneverx",
)
#: Names that what works columns out may well give to its own.
STEPS = (*(f"s{number}" for number in range(31)), "i0", "i3", "o1", "d0_c0", "d0_v0", "row", "open", "value", "owner")
MEMBERS = ("A", "B", "C", "D", "high", "low", "甲", "乙", "`any`", "none_of_them")
USED = "shared.policy"
ANYWHERE = ' @ "row 2"'
ZONES = ("Europe/Berlin", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai")
#: Policies of these seeds hold mostly what has a form in columns.
COLUMNS_EVERY = 2


@frozen
class Written:
    """A policy as text: `main`, and the texts of the files it uses by their paths."""

    seed: int
    main: str
    used: Mapping[str, str] = field(factory=dict)


def written(seed: int) -> Written:
    """Return the policy of a seed."""
    return Author(random.Random(seed), for_columns=for_columns(seed)).policy(seed)


def for_columns(seed: int) -> bool:
    """Return whether the policy of a seed is one that columns can take, for the most part."""
    return seed % COLUMNS_EVERY == 1


class Author:
    """Writes one policy."""

    def __init__(self, draw: random.Random, *, for_columns: bool = False) -> None:
        self.draw = draw
        self.for_columns = for_columns
        self.world = World(plain=for_columns)
        self.expressions = Expressions(draw, self.world)
        self.statements: list[str] = []
        self.names: list[str] = []
        self.tierings: list[tuple[str, str]] = []
        self._rare = draw.sample(NAMES, len(NAMES))
        self._count = 0
        self._called: set[str] = set()
        #: How much room expressions get: most policies have small ones, some have large ones.
        self.room = draw.choice((2, 3, 3, 4, 5, 6) if for_columns else (3, 4, 5, 5, 6, 8, 12))
        self.record = "Case"
        #: How many of the numbers have bounds.
        self.bounded = draw.choice((0.97, 0.97, 0.4)) if for_columns else 0.6

    # --- small things ---

    def chance(self, share: float) -> bool:
        """Return yes in so many of all throws."""
        return self.draw.random() < share

    def name(self, stem: str) -> str:
        """Return a name that nothing else has."""
        if self._rare and self.chance(0.04):
            return self._rare.pop()
        self._count += 1
        name = f"{self.draw.choice((stem, stem, stem, '项目'))}{self._count}"
        return self.name(stem) if name in self._called else name

    def size(self, share: float = 1.0) -> int:
        """Return the room of an expression."""
        return max(1, round(self.draw.randint(1, self.room) * share))

    def head(self, name: str, scope: str = "") -> str:
        """Return a name with what may stand behind it: labels, its record, a citation, a note."""
        label = self.draw.choice(("", "", "", f' "About {name.strip("`")}"', f' "{name.strip("`")}" / "关于"'))
        place = f" for {scope}" if scope else ""
        cite = self.draw.choice(("", "", "", "", ' @ "4(2)"', ' @ "第三条"', self.annexed))
        note = ' note "as read by the office"' if self.chance(0.05) else ""
        return f"{name}{label}{place}{cite}{note}"

    def scope(self, record: str) -> str:
        """Return the record to name in a head: it may be left out where one keyed record alone is in scope."""
        return "" if record == "Case" and not self.two_keys and self.chance(0.5) else record

    def condition(self, env: Env, share: float = 1.0) -> str:
        """Return a condition."""
        return self.expressions.condition(env, self.size(share))

    def when(self, env: Env, share: float) -> str:
        """Return a `when`, in so many of all cases."""
        return f" when {self.condition(env, 0.6)}" if self.chance(share) else ""

    def say(self, text: str, name: str) -> None:
        """Write a statement that declares a name."""
        self.statements.append(text)
        self.names.append(name)

    def add(self, record: str, member: Member) -> None:
        """Let later statements read this of a record."""
        self.world.members[record].append(member)

    # --- the policy ---

    def policy(self, seed: int) -> Written:
        """Return the whole policy."""
        self.two_keys = self.chance(0.1)
        header = self.header(seed)
        self.declarations()
        if "working day" in self.world.units and self.chance(0.3):
            header = header.removesuffix("}") + " calendar: cn }"
        forms: list[tuple[float, Callable[[], None]]] = [
            (4, self.define),
            (2, self.require),
            (2, self.score),
            (3, self.tiering),
            (1.6, self.entitlements),
            (1.6, self.accountability),
        ]
        deciding = forms[1:]
        if not self.for_columns or self.chance(0.3):
            deciding += [(2, lambda: time_and_order.duty(self)), (1.2, lambda: time_and_order.procedure(self))]
        forms = [forms[0], *deciding]
        if self.chance(0.15 if self.for_columns else 0.5):
            forms.append((5, lambda: groups.population(self)))
        for _ in range(self.draw.randint(2, 6)):
            self.draw.choices([form for _, form in forms], [weight for weight, _ in forms])[0]()
        cut = len(self.statements)
        # The last statement decides, so that there is something to decide whatever stands in a used file.
        self.draw.choices([form for _, form in deciding], [weight for weight, _ in deciding])[0]()
        if self.zoned and self.chance(0.5):
            self.elapsed()
        if self.chance(0.6):
            self.shown()
        if self.chance(0.93):
            rest = [*self.statements, *([self.law()] if self.chance(0.25) else [])]
            if self.chance(0.1):
                rest.insert(self.draw.randint(0, len(rest)), "# as the office reads it")
            return Written(seed, "\n".join([header, *rest]) + "\n")
        cut = self.draw.randint(self.declared, cut)
        # A used file keeps its own zone and first day.
        own = self.draw.choice(("", "  start_day: included"))
        other = f'policy shared "Shared" {{ languages: en, zh  source: "other"  annex: "Annex"{own} }}'
        shared = "\n".join([other, *self.statements[:cut]])
        use = f'use {", ".join(self.names[:cut])} from "{USED}"'
        return Written(seed, "\n".join([header, use, *self.statements[cut:]]) + "\n", {USED: shared + "\n"})

    def header(self, seed: int) -> str:
        """Return the header, with the settings that change what is decided and some that do not."""
        settings = ["languages: en, zh", 'source: "notice"']
        if self.chance(0.5):
            settings.append('annex: "Annex"')
            self.annexed = ' @ annex "row 1"'
        if self.chance(0.1 if self.for_columns else 0.4):
            settings.append(f'time_zone: "{self.draw.choice(ZONES)}"')
            self.expressions.days += ["2024-03-30", "2024-03-31", "2024-10-27"]
            self.zoned = True
        if self.chance(0.3):
            settings.append(f"start_day: {self.draw.choice(('included', 'included', 'excluded'))}")
        if self.chance(0.1):
            settings.append(
                f"in_force: {self.draw.choice(('from 2020-01-01', '2020-01-01 .. 2030-12-31', '2020-01-01'))}"
            )
        if self.chance(0.1):
            settings.append(f"issued: {self.draw.choice(('2019-12-01', '2024-01-31', '2024-03-01'))}")
        if self.chance(0.1):
            settings.append('version: "2"')
        return f'policy generated_{seed} "Policy {seed}" / "制度" {{ {"  ".join(settings)} }}'

    # --- declarations ---

    #: A citation of the other document of the header, "" where it names none.
    annexed = ""
    #: Whether the header names a time zone.
    zoned = False

    def declarations(self) -> None:
        """Write choices, units, records, parameters, readings and actors."""
        for _ in range(self.draw.randint(1, 3)):
            self.choice()
        if self.chance(0.4):
            self.say('unit t "tonne" / "吨" { decimals: 3 }', "t")
            self.say("unit kg = 0.001 t { decimals: 3 }", "kg")
            self.world.units |= {"t", "kg"}
        if self.chance(0.25):
            self.world.units.add("JPY")
        if self.chance(0.3 if self.for_columns else 0.45):
            time_and_order.calendar(self)
        self.world.members["Item"] = []
        self.write_record("Item", "", self.draw.randint(3, 6))
        other = self.chance(0.5)
        if other:
            self.world.members["Owner"] = []
            self.write_record("Owner", "key code : text" if self.two_keys else "", self.draw.randint(2, 4), lists=True)
        self.world.members["Case"] = []
        key = "key id : text" if self.chance(0.8) else "key id : whole"
        inner: list[tuple[t.Type, str]] = [(t.ListType(t.RecordType("Item")), "list of Item")]
        if other:
            inner.append((t.RecordType("Owner"), "Owner"))
        if self.chance(0.2):
            inner.append((t.RecordType("Item"), "Item"))
        if self.chance(0.03 if self.for_columns else 0.2):
            inner.append(
                (t.ListType(t.RecordType("Owner" if other else "Item")), f"list of {'Owner' if other else 'Item'}")
            )
        self.write_record("Case", key, self.draw.randint(5, 10), inner)
        for _ in range(self.draw.choice((0, 1, 1, 2, 3))):
            self.parameter()
        for _ in range(self.draw.choice((0, 0, 1, 1, 2))):
            self.reading()
        for _ in range(self.draw.randint(1, 3)):
            self.actor()
        self.declared = len(self.statements)
        self.inputs = [member.name for member in self.world.members["Case"]]

    def enumeration(self, count: int, *, named: bool) -> tuple[t.Enum, str]:
        """Return an enumeration of so many members, and its members as text."""
        names = self.draw.sample(MEMBERS, count)
        plain = tuple(name.strip("`") for name in names)
        kind = self.draw.choice((">", ">", "<", ",", ",", "..."))
        words = [
            f'{name} "{name.strip("`")}!"{self.draw.choice(("", ANYWHERE))}' if self.chance(0.1) else name
            for name in names
        ]
        if kind == "...":
            return t.Enum(tuple(map(t.Member, plain)), open=True), ", ".join([*words, "..."])
        if kind == ",":
            return t.Enum(tuple(map(t.Member, plain))), ", ".join(words)
        best_first = plain if kind == ">" else plain[::-1]
        return t.Enum(tuple(map(t.Member, best_first)), ordered=True), f" {kind} ".join(words)

    def choice(self, ordered: bool | None = None) -> Choice:
        """Declare a choice."""
        while True:
            of, text = self.enumeration(self.draw.randint(2, 5), named=True)
            new = all(choice.type != of for choice in self.world.choices)
            if new and ordered in (None, of.ordered):
                break
        name = self.name("Grade")
        self.say(f"choice {self.head(name)} {{ {text} }}", name)
        choice = Choice(of, name)
        self.world.choices.append(choice)
        return choice

    def some_choice(self, *, ordered: bool = False, closed: bool = False) -> Choice:
        """Return a declared choice, a new one where none fits."""
        fitting = [
            choice
            for choice in self.world.choices
            if choice.name and (not ordered or choice.type.ordered) and not (closed and choice.type.open)
        ]
        return self.draw.choice(fitting) if fitting else self.choice(True if ordered else None)

    def scalar(self) -> tuple[t.Type, str]:
        """Return a type of single values, and its words with bounds."""
        dice = self.draw.random()
        if dice < 0.16:
            return YES_NO, "yes_no"
        if dice < 0.24:
            return TEXT, "text"
        if dice < 0.36:
            return DATE, "date"
        if dice < 0.44:
            return MOMENT, "moment"
        if dice < 0.58:
            choice = self.draw.choice(self.world.choices)
            if choice.name:
                return choice.type, choice.name
        if dice < 0.64:
            of, text = self.enumeration(self.draw.randint(2, 4), named=False)
            known = self.expressions.named(of)
            if known is None:
                self.world.choices.append(Choice(of, None))
            return of, f"{{{text}}}"
        return self.quantity()

    def quantity(self) -> tuple[t.Number, str]:
        """Return a number type, and its words with bounds."""
        unit = self.draw.choice(
            ("", "", "", "points", "percent", "CNY", "CNY", "day", "hour", "month", *sorted(self.world.units))
        )
        whole = unit == "" and self.chance(0.6)
        pool = sorted(Fraction(_plain(text)) for text in kinds.FIGURES[unit])
        share = 100 if unit == "percent" else 1
        low = high = None
        if self.chance(self.bounded):
            low = Fraction(0) if self.chance(0.7) else min(pool)
            if self.chance(0.1):
                low = Fraction(-10)
        if self.chance(self.bounded if self.for_columns else 0.35):
            high = max(pool)
        bounds = t.Number(
            kinds.UNITS[unit], whole, None if low is None else low / share, None if high is None else high / share
        )
        word = "whole" if whole else kinds.NUMBER_TYPES[unit]
        return bounds, word + kinds.bound_text(bounds, self.draw)

    def write_record(
        self, record: str, key: str, count: int, inner: list[tuple[t.Type, str]] | None = None, *, lists: bool = False
    ) -> None:
        """Declare a record with a key, so many plain fields, and fields that hold records."""
        lines = [key] if key else []
        members = self.world.members[record]
        if key:
            name, of = key.removeprefix("key ").split(" : ")
            members.append(Member(name, TEXT if of == "text" else t.Number(whole=True)))
        for of, text in inner or []:
            name = self.name("part")
            optional = isinstance(of, t.RecordType) and self.chance(0.4)
            lines.append(f"{name} : {text}{' optional' if optional else ''}")
            members.append(Member(name, of, optional))
        if lists and self.chance(0.05 if self.for_columns else 0.5):
            name = self.name("parts")
            lines.append(f"{name} : list of Item")
            members.append(Member(name, t.ListType(t.RecordType("Item"))))
        for _ in range(count):
            known = any("marks recorded" in line for line in lines)
            lines.append(self.field(members, recorded=record == "Item" and not known))
        sign = self.draw.choice(("\n  ", "  "))
        self.say(f"record {self.head(record)} {{{sign}{sign.join(lines)}{sign}}}", record)

    def field(self, members: list[Member], *, recorded: bool) -> str:
        """Return the declaration of a field, and let it be read. `recorded`: it may say when it was known."""
        name = self.field_name(members)
        if self.chance(0.1):
            choice = self.some_choice()
            of: t.Type = t.SetType(choice.type)
            if self.chance(0.02 if self.for_columns else 0.25):
                of = t.SetType(TEXT)
            members.append(Member(name, of))
            return f"{name} : set of {choice.name if of.element != TEXT else 'text'}"
        if self.chance(0.01 if self.for_columns else 0.05):
            of, text = self.quantity()
            members.append(Member(name, t.ListType(t.Number(of.unit))))
            return f"{name} : list of {self.words_of(t.Number(of.unit))}"
        of, text = self.scalar()
        optional = judged = False
        ending = ""
        dice = self.draw.random()
        if dice < (0.08 if self.for_columns else 0.22):
            optional, ending = True, " optional"
        elif dice < 0.32 and not isinstance(of, t.Date | t.Moment | t.Text):
            ending = f" default {self.default(of)}"
        elif dice < 0.42:
            judged, text = True, f"judged {text}"
        if self.chance(0.05):
            ending += f" marks changeable {self.draw.choice(('up', 'down'))}, personal"
        elif isinstance(of, t.Date | t.Moment) and recorded and not judged and self.chance(0.3):
            ending += " marks recorded"
        members.append(Member(name, of, optional, judged=judged))
        return f"{self.head(name)} : {text}{ending}"

    def field_name(self, members: list[Member]) -> str:
        """Return the name of a field: now and then one that an engine may use itself, or another's in capitals."""
        if self.chance(0.06):
            capital = [m.name.capitalize() for m in members if m.name[:1] in ("f", "s") and "." not in m.name]
            new = [name for name in capital if name not in self._called]
            if new:
                self._called.add(new[0])
                return new[0]
        if self.chance(0.1):
            name = self.draw.choice(STEPS)
            if name not in self._called:
                self._called.add(name)
                return name
        return self.name("f")

    def default(self, of: t.Type) -> str:
        """Return a default within the bounds of a type."""
        match of:
            case t.Number(unit=unit):
                low = of.low if of.low is not None else of.high if of.high is not None else Fraction(0)
                return kinds.number_text(low * 100 if unit.family == "percent" else low)
            case t.Enum():
                return kinds.spelt(self.draw.choice(of.names))
            case _:
                return self.expressions.literal(of)

    def parameter(self) -> None:
        """Declare a parameter: one value, dated values, values per key, or none."""
        name = self.name("limit")
        of, text = self.quantity() if self.chance(0.6) else self.scalar()
        keys: tuple[Choice, ...] = ()
        if self.chance(0.3):
            keys = tuple(self.some_choice(closed=True) for _ in range(self.draw.choice((1, 1, 1, 2))))
        per = f" per {', '.join(str(key.name) for key in keys)}" if keys else ""
        start = f"parameter {self.head(name)}{per} : {text}"
        dice = self.draw.random()
        dated = False
        if dice < (0.03 if self.for_columns else 0.2):
            self.say(f"{start} not stated", name)
        elif dice < 0.6:
            dated = True
            days = sorted(self.draw.sample(kinds.DAYS, self.draw.randint(1, 3)))
            if self.for_columns:
                days = ["1990-01-01", *days[1:]]
            issued = [f" issued {self.draw.choice(kinds.DAYS)}" if self.chance(0.2) else "" for _ in days]
            endings = [self.draw.choice(("", "", "", ANYWHERE, f'{ANYWHERE} note "later changed"')) for _ in days]
            entries = " ".join(
                f"from {day}{when} = {self.supplied(of, keys)}{ending}"
                for day, when, ending in zip(days, issued, endings, strict=True)
            )
            self.say(f"{start} {{ {entries} }}", name)
        else:
            self.say(f"{start} = {self.supplied(of, keys)}", name)
        self.world.parameters.append((name, of, keys, dated))

    def supplied(self, of: t.Type, keys: tuple[Choice, ...]) -> str:
        """Return a value of a parameter, or a table of them of which some key may be missing."""
        if not keys:
            return self.inside(of)
        first, *rest = keys
        share = 0.99 if self.for_columns else 0.85
        names = [name for name in first.type.names if self.chance(share)] or [first.type.names[0]]
        inner = tuple(rest)
        items = (f"{kinds.spelt(name)}: {self.supplied(of, inner)}" for name in names)
        return f"{{ {', '.join(items)} }}"

    def inside(self, of: t.Type) -> str:
        """Return a literal within the bounds of a type."""
        match of:
            case t.Number(unit=unit):
                share = 100 if unit.family == "percent" else 1
                fitting = [
                    digits
                    for digits in kinds.FIGURES[unit.name]
                    if (of.low is None or Fraction(_plain(digits)) / share >= of.low)
                    and (of.high is None or Fraction(_plain(digits)) / share <= of.high)
                    and (not of.whole or "." not in digits)
                ]
                return kinds.amount_text(self.draw.choice(fitting), unit.name, self.draw)
            case t.Enum():
                return self.default(of)
            case _:
                return self.expressions.literal(of)

    def reading(self) -> None:
        """Declare a reading."""
        name = self.name("reading")
        names = tuple(self.draw.sample(("strict", "mild", "one", "other", "甲说"), self.draw.choice((2, 2, 3))))
        chosen = self.draw.choice(names)
        lines = " ".join(f'{"chosen " if each == chosen else ""}{each} "{each}"' for each in names)
        self.say(f"reading {self.head(name)} {{ {lines} }}", name)
        self.world.readings.append((name, names))

    def actor(self) -> None:
        """Declare an actor."""
        name = self.name("post")
        texts = [m.name for m in self.world.members["Case"] if m.type == TEXT and not m.optional]
        holder = f" for Case = {self.draw.choice(texts)}" if texts and self.chance(0.2) else ""
        label = ' "Post" / "职务"'
        self.say(f"actor {name}{label}{holder}", name)
        self.world.actors.append(name)

    # --- definitions and requirements ---

    def about(self) -> str:
        """Return the record that a definition is about: mostly the main one."""
        return self.draw.choices(
            ["Case", *[r for r in self.world.members if r != "Case"]], [3, *[1] * (len(self.world.members) - 1)]
        )[0]

    def wanted(self) -> t.Type:
        """Return a type for a definition that its expression can say by itself."""
        while True:
            of = self.scalar()[0]
            if self.expressions.says_itself(of):
                return kinds.number(of.unit.name) if isinstance(of, t.Number) else of

    def define(self) -> None:
        """Write a definition."""
        record = self.about()
        of = self.wanted()
        name = self.name("d")
        env = Env((Scope(record),))
        if self.expressions.lists(env) and self.chance(0.3):
            body = self.expressions.of_elements(of, env, self.size())
        else:
            body = self.expressions.expression(of, env, self.size(1.4))
        scope = record if record != "Case" else self.scope(record)
        self.say(f"define {self.head(name, scope)} = {body}", name)
        self.add(record, Member(name, of, self.chance(0.3), defined=True))

    def elapsed(self) -> None:
        """Write how many hours lie between two moments, and when some have gone by."""
        env = Env((Scope("Case"),))
        between, later = self.name("d"), self.name("d")
        first, second = (self.expressions.atom(MOMENT, env) for _ in range(2))
        self.say(f"define {between} for Case = {first} - {second}", between)
        self.say(f"define {later} for Case = {first} + {self.draw.choice(('24', '48', '1', '0.5'))} hours", later)
        self.add("Case", Member(between, number("hour"), defined=True))
        self.add("Case", Member(later, MOMENT, defined=True))

    def shown(self) -> None:
        """Write entitlements that hand out what is defined, so that definitions are compared as they are."""
        choice = self.some_choice(closed=True)
        name = self.name("shown")
        lines, items = [], []
        for member in self.world.members["Case"]:
            words = self.words_of(member.type)
            if not member.defined or words is None:
                continue
            benefit = self.name("v")
            lines.append(f"benefit {benefit} : {words}")
            items.append(f"{benefit}: {member.name}")
        if items:
            per = f"{choice.name}.{self.draw.choice(choice.type.names)}"
            text = f"{' '.join(lines)} grant any {{ {', '.join(items)} }}"
            self.say(f"entitlements {name} for Case per {per} {{ {text} }}", name)

    def words_of(self, of: t.Type) -> str | None:
        """Return the words of a type without bounds, None where it has none of its own."""
        match of:
            case t.Number(unit=unit):
                return kinds.NUMBER_TYPES[unit.name]
            case t.Enum():
                known = self.expressions.named(of)
                return None if known is None else known.name
            case t.YesNo():
                return "yes_no"
            case t.Text() | t.Date() | t.Moment():
                return type(of).__name__.lower()
            case _:
                return None

    def decided(self) -> str:
        """Return the record that a decision is about."""
        others = [record for record in self.world.members if record != "Case"]
        return self.draw.choice(others) if self.chance(0.03 if self.for_columns else 0.1) else "Case"

    def each(self, env: Env) -> tuple[str, Env]:
        """Return `for each x in list where c`, or nothing; and the environment inside."""
        lists = self.expressions.lists(env)
        if not lists or self.chance(0.75 if self.for_columns else 0.5):
            return "", env
        fact = self.draw.choice(lists)
        assert isinstance(fact.type, t.ListType)
        element = fact.type.element
        alias = self.expressions.alias()
        inner = env.inside(Scope(element.name if isinstance(element, t.RecordType) else None, alias, element))
        where = f" where {self.condition(inner, 0.6)}" if self.chance(0.5) else ""
        return f" for each {alias} in {fact.text}{where}", inner

    def require(self) -> None:
        """Write a requirement."""
        record = self.decided()
        name = self.name("r")
        by = f" by {self.draw.choice(self.world.actors)}" if self.chance(0.2) else ""
        word = self.draw.choice(("", "", " must", " should", " should", " must not"))
        each, inner = self.each(Env((Scope(record),)))
        head = f"require {self.head(name, self.scope(record))}{by}{word}{each}{self.when(inner, 0.35)}"
        self.say(f"{head} : {self.condition(inner)}", name)
        if not each:
            words = ("met", "breach", "deviation", "not_applicable")
            finding = t.Enum(tuple(map(t.Member, words)))
            self.add(record, Member(name, finding))

    # --- scores ---

    def score(self) -> None:
        """Write a score."""
        record = self.decided()
        env = Env((Scope(record),))
        name = self.name("s")
        unit = self.draw.choice(("points", "points", "points", "", "CNY", "percent", "day"))
        bounds = ""
        if unit == "points" and self.chance(0.2 if self.for_columns else 0.5):
            bounds = self.draw.choice((" 0..100", " at least 0", " at most 100", " -50..75"))
        when = self.when(env, 0.25)
        lines: list[Member] = []
        deductions: list[tuple[str, Env]] = []
        items = [self.item(name, unit, env, lines, deductions, 0) for _ in range(self.draw.randint(1, 4))]
        if deductions and self.chance(0.7):
            items.append(self.waiver(deductions))
        items += self.clamps(unit, env)
        head = f"score {self.head(name, self.scope(record))}{when} : {kinds.NUMBER_TYPES[unit]}{bounds}"
        self.say(f"{head} {_block(items)}", name)
        optional = bool(when)
        self.add(record, Member(name, number(unit), optional))
        for line in lines:
            self.add(record, Member(line.name, line.type, optional, bare=True))

    def clamps(self, unit: str, env: Env) -> list[str]:
        """Return a floor, a cap, both or none."""
        pool = sorted(kinds.FIGURES[unit], key=_plain_number)
        low, high = pool[0], pool[-1]
        found = []
        if self.chance(0.3):
            found.append(f"floor {self.clamp(low, unit, env)}")
        if self.chance(0.3):
            found.append(f"cap {self.clamp(high, unit, env)}")
        self.draw.shuffle(found)
        return found

    def clamp(self, digits: str, unit: str, env: Env) -> str:
        """Return a bound of a sum: mostly a plain figure."""
        if self.chance(0.8):
            return kinds.amount_text(digits, unit, self.draw)
        facts = self.expressions.facts(env)[0].get((unit, "number"))
        return self.draw.choice(facts).text if facts else kinds.amount_text(digits, unit, self.draw)

    def item(
        self, score: str, unit: str, env: Env, lines: list[Member], deductions: list[tuple[str, Env]], depth: int
    ) -> str:
        """Return a factor, award, deduction or group, and keep what can be read of it."""
        name = self.name("i")
        lines.append(Member(f"{score}.{name}", number(unit), bare=True))
        if depth < 2 and self.chance(0.15):
            inner = [self.item(score, unit, env, lines, deductions, depth + 1) for _ in range(self.draw.randint(1, 3))]
            return f"group {self.head(name)} {{ {' '.join([*inner, *self.clamps(unit, env)])} }}"
        if self.chance(0.5):
            weight = f" weight {self.draw.choice(('50%', '0.5', '2', '33.3%'))}" if self.chance(0.3) else ""
            if self.chance(0.4):
                return f"factor {self.head(name)}{weight} = {self.amount(unit, env)}"
            return f"factor {self.head(name)}{weight} {{ {self.bands(unit, env)} }}"
        kind = self.draw.choice(("award", "deduct", "deduct"))
        each, inner_env = self.each(env)
        if kind == "deduct":
            deductions.append((name, inner_env))
        amount = self.expressions.number(unit, inner_env, self.size(0.7))
        return f"{kind} {self.head(name)}{each}{self.when(inner_env, 0.4)} : {amount}"

    def amount(self, unit: str, env: Env) -> str:
        """Return a value of a factor or band: an expression, or a mark in a range."""
        marks = [f for f in self.expressions.facts(env)[0].get((unit, "number"), []) if not f.optional]
        if marks and self.chance(0.35):
            low, high = self.expressions.range_of(unit).split(" .. ")
            return f"{low}..{high} from {self.draw.choice(marks).text}"
        if self.chance(0.4):
            return self.expressions.amount(unit)
        return self.expressions.value(number(unit), env, self.size(0.6), bare=True)

    def bands(self, unit: str, env: Env) -> str:
        """Return bands, `otherwise` last."""
        names = [self.name("b") for _ in range(self.draw.randint(2, 4))]
        ladder = self.chance(0.4) and self.expressions.facts(env)[0].get((unit, "number"))
        texts = []
        for band in names[:-1]:
            guard = self.condition(env, 0.7)
            if ladder:
                guard = f"{self.draw.choice(ladder).text} >= {self.expressions.amount(unit)}"
            texts.append(f"band {self.head(band)} when {guard} : {self.amount(unit, env)}")
        texts.append(f"band {self.head(names[-1])} otherwise : {self.amount(unit, env)}")
        return " ".join(texts)

    def waiver(self, deductions: list[tuple[str, Env]]) -> str:
        """Return a waiver of deductions that stand in one environment."""
        _, env = self.draw.choice(deductions)
        names = [name for name, other in deductions if other == env]
        by = f" by {self.draw.choice(self.world.actors)}" if self.chance(0.4) else ""
        covered = ", ".join(self.expressions.several(names))
        return f"waive {self.head(self.name('w'))} covering {covered}{by} when {self.condition(env, 0.7)}"

    # --- tierings ---

    def tiering(self) -> None:
        """Write a tiering."""
        record = self.decided()
        env = Env((Scope(record),))
        name = self.name("c")
        when = self.when(env, 0.2)
        if self.chance(0.65):
            choice = self.some_choice(closed=self.chance(0.9))
            of, ladder = choice.type, f" : {choice.name}"
        else:
            of = t.Enum(tuple(map(t.Member, self.draw.sample(("top", "mid", "low", "甲", "乙"), 3))), ordered=True)
            ladder = ""
            if self.expressions.named(of) is None:
                self.world.choices.append(Choice(of, None))
        items: list[str] = []
        moved = False
        for _ in range(self.draw.choice((0, 0, 1, 1, 2))):
            guard = self.when(env, 0.85)
            value = self.expressions.member(of, bare=True) if self.chance(0.6) else self.value(of, env)
            items.append(f"designate {self.head(self.name('g'))}{guard} : {value}")
        if ladder and self.chance(0.4):
            cite = self.draw.choice(("", "", ANYWHERE, f'{ANYWHERE} note "as agreed"'))
            items.append(f"tier from {self.value(of, env, 1.5)}{cite}")
        else:
            items += self.tiers(of, env, whole=not ladder)
        whole = [f"tier {kinds.spelt(name)}" for name in of.names]
        if of.ordered and all(any(item.startswith(each) for item in items) for each in whole) and self.chance(0.4):
            items.append(time_and_order.movement(self, of.names, env))
            moved = True
        if of.ordered and self.chance(0.5):
            for _ in range(self.draw.choice((1, 1, 2))):
                word = self.draw.choice(("at most", "at least"))
                bound = self.expressions.member(of, bare=True)
                items.append(f"limit {self.head(self.name('l'))}{self.when(env, 0.9)} : {word} {bound}")
        self.say(f"tiering {self.head(name, self.scope(record))}{when}{ladder} {_block(items)}", name)
        self.add(record, Member(name, of, bool(when)))
        self.tierings.append((name, record))
        if moved:
            self.add(record, Member(f"{name}.earned", of, bool(when), bare=True))

    def value(self, of: t.Enum, env: Env, share: float = 0.8) -> str:
        """Return a tier as an expression."""
        return self.expressions.value(of, env, self.size(share), bare=True)

    def tiers(self, of: t.Enum, env: Env, *, whole: bool) -> list[str]:
        """Return tiers with their criteria from best to worst, and what holds otherwise."""
        names = list(of.names)
        if not whole and len(names) > 2 and self.chance(0.3):
            names.remove(self.draw.choice(names))
        numbers = [f for f in self.expressions.facts(env)[1] if isinstance(f.type, t.Number)]
        ladder = self.draw.choice(numbers) if numbers and self.chance(0.35) else None
        items = []
        for tier in names[:-1]:
            written_ = kinds.spelt(tier)
            if ladder is not None and isinstance(ladder.type, t.Number):
                guard = (
                    f"{ladder.text} {self.draw.choice(('>', '>='))} {self.expressions.amount(ladder.type.unit.name)}"
                )
            else:
                guard = self.condition(env)
            items.append(f"tier {self.head(written_)} when {guard}")
        last = kinds.spelt(names[-1])
        if whole or self.chance(0.97 if self.for_columns else 0.75):
            items.append(f"tier {self.head(last)} otherwise")
        else:
            cite = self.draw.choice(("", "", ANYWHERE, f'{ANYWHERE} note "left open"'))
            items.append(f"otherwise not stated{cite}")
        return items

    # --- entitlements ---

    def entitlements(self) -> None:
        """Write entitlements."""
        record = self.decided()
        env = Env((Scope(record),))
        name = self.name("e")
        choice = self.some_choice(closed=self.chance(0.9))
        of = choice.type
        facts = [f for f in self.expressions.facts(env)[1] if f.type == of]
        per = self.draw.choice(facts).text if facts and self.chance(0.85) else self.expressions.one_of(of, env, 2)
        if per in of.names:
            per = f"{choice.name}.{per}"
        when = self.when(env, 0.2)
        kinds_: dict[str, t.Type] = {}
        items: list[str] = []
        for _ in range(self.draw.randint(1, 4)):
            benefit = self.name("v")
            kind, text = self.scalar()
            direction = ""
            if isinstance(kind, t.Number | t.Date | t.Moment) and self.chance(0.6):
                direction = self.draw.choice((" higher is better", " lower is better"))
            default = f" default {self.default(kind)}" if self.chance(0.3) else ""
            kinds_[benefit] = kind
            items.append(f"benefit {self.head(benefit)} : {text}{direction}{default}")
        tiers = self.expressions.several(of.names)
        for place, tier in enumerate(tiers):
            named = kinds.spelt(tier)
            base = f" same as {kinds.spelt(self.draw.choice(tiers[:place]))}" if place and self.chance(0.4) else ""
            granted = self.granted(kinds_, env)
            items.append(f"grant {self.head(named)}{base}{' with' if base else ''} {{ {granted} }}")
        if "any" not in tiers and self.chance(0.4):
            items.append(f"grant any {{ {self.granted(kinds_, env)} }}")
        for _ in range(self.draw.choice((0, 0, 1, 2))):
            items.append(f"override {self.head(self.name('o'))}{self.when(env, 0.9)} {{ {self.granted(kinds_, env)} }}")
        self.say(f"entitlements {self.head(name, self.scope(record))} per {per}{when} {_block(items)}", name)
        for benefit, kind in kinds_.items():
            self.add(record, Member(f"{name}.{benefit}", kind, True, bare=True))
            self.world.promises.append((record, f"{name}.{benefit}", of, kind))

    def granted(self, kinds_: dict[str, t.Type], env: Env) -> str:
        """Return what a grant or an override gives."""
        items = []
        for benefit in self.expressions.several(list(kinds_)):
            kind = kinds_[benefit]
            # A number that is written out must be on the scale of the benefit.
            plain = self.chance(0.5) or (isinstance(kind, t.Number) and kind.whole)
            value = self.inside(kind) if plain else self.expressions.value(kind, env, self.size(0.6), bare=True)
            items.append(f"{benefit}: {value}{self.when(env, 0.35)}")
        return ", ".join(items)

    # --- accountability ---

    def accountability(self) -> None:
        """Write an accountability."""
        record = self.decided()
        env = Env((Scope(record),))
        name = self.name("a")
        severity = self.some_choice(ordered=True) if self.chance(0.6) else None
        #: What each sanction of this accountability is counted in.
        units = self.draw.choice(
            ({"fine": "CNY", "points": "points"}, {"fine": "CNY", "fee": "CNY"}, {"removal": ""}, {"days": "day"})
        )
        covers: list[tuple[str, Env, bool]] = []
        items = []
        for _ in range(self.draw.randint(1, 3)):
            matter = self.name("m")
            each, inner = self.each(env)
            grave = severity if self.chance(0.8) else None
            covers.append((matter, inner, grave is not None))
            when = self.when(inner, 0.7)
            items.append(f"matter {self.head(matter)}{each}{when} {{ {self.matter(inner, grave, units)} }}")
        items += self.covering(covers)
        self.say(f"accountability {self.head(name, self.scope(record))}{self.when(env, 0.2)} {_block(items)}", name)

    def matter(self, env: Env, severity: Choice | None, units: dict[str, str]) -> str:
        """Return who answers for a matter, how grave it is, and what follows."""
        items = []
        posts = self.expressions.several(self.world.actors)
        answered = self.chance(0.75)
        if answered:
            shares = {1: ("100%",), 2: ("70%", "30%"), 3: ("50%", "25%", "25%")}[len(posts)]
            plain = self.chance(0.3)
            roles = [f" as {self.draw.choice(('leader', 'helper'))}" if self.chance(0.3) else "" for _ in posts]
            texts = [
                f"{post}{role}{'' if plain else f' {share}'}"
                for post, role, share in zip(posts, roles, shares, strict=True)
            ]
            items.append(f"answers {', '.join(texts)}")
            answered = not plain or len(posts) == 1
        inner = env
        if severity is not None:
            items.append(f"severity {self.expressions.expression(severity.type, env, self.size(0.7), bare=False)}")
            inner = Env(env.scopes, (*env.locals, Fact("severity", severity.type)))
        for sanction in self.expressions.several(list(units)):
            against = self.draw.choice(("answers", *posts)) if answered else self.draw.choice(self.world.actors)
            unit = units[sanction]
            amount = f" : {self.expressions.number(unit, inner, self.size(0.7))}" if sanction != "removal" else ""
            items.append(f"sanction {self.head(sanction)} against {against}{amount}")
        return " ".join(items)

    def covering(self, covers: list[tuple[str, Env, bool]]) -> list[str]:
        """Return exemptions and escalations of some of the matters."""
        items = []
        if self.chance(0.6):
            _, env, _ = self.draw.choice(covers)
            names = [name for name, other, _ in covers if other == env]
            by = f" by {self.draw.choice(self.world.actors)}" if self.chance(0.5) else ""
            covered = ", ".join(self.expressions.several(names))
            items.append(f"exempt {self.head(self.name('x'))} covering {covered}{by} when {self.condition(env, 0.7)}")
        grave = [(name, env) for name, env, has_severity in covers if has_severity]
        if grave and self.chance(0.7):
            name, env = self.draw.choice(grave)
            steps = self.draw.choice((1, 1, 2))
            guard = self.condition(env, 0.7)
            items.append(f"escalate {self.head(self.name('y'))} covering {name} up {steps} when {guard}")
        return items

    # --- laws ---

    def law(self) -> str:
        """Return a law: nothing evaluates it here, but it is read, checked and laid out."""
        env = Env((Scope("Case"),))
        name = self.name("law")
        return f"law {name} for Case : {self.claim(env)}"

    def claim(self, env: Env) -> str:
        """Return what a law claims."""
        dice = self.draw.random()
        subject = self.expressions.number("points", env, 2)
        if dice < 0.4:
            return f"{self.draw.choice(('always', 'never'))} {self.condition(env, 0.7)}"
        if dice < 0.6:
            some = ", ".join(self.draw.sample(self.inputs, self.draw.choice((1, 1, 2))))
            return f"{subject} {self.draw.choice(('rises with', 'falls with', 'ignores'))} {some}"
        if dice < 0.8:
            ending = f" except {self.condition(env, 0.5)}" if self.chance(0.5) else ""
            return f"{subject} same as {self.expressions.number('points', env, 2)}{ending}"
        tierings = [name for name, word in self.tierings if word == "Case"]
        if not tierings:
            return f"never {self.condition(env, 0.7)}"
        return f"{self.draw.choice(tierings)} is {self.draw.choice(('complete', 'exclusive', 'reachable'))}"


def _block(items: list[str]) -> str:
    """Return items in braces, one a line."""
    lines = "\n  ".join(items)
    return f"{{\n  {lines}\n}}"


def _plain(text: str) -> str:
    """Return the digits of a figure without its scale."""
    digits = text.replace("_", "")
    for sign, zeros in (("万", "0000"), ("亿", "00000000")):
        if digits.endswith(sign):
            return digits.removesuffix(sign) + zeros
    return digits


def _plain_number(text: str) -> Fraction:
    return Fraction(_plain(text))
