"""Expressions of a wanted type, drawn at random from all that the language has: text in, text out.

Each form of `number`, `condition` and so on is one construct; which of them is taken is a throw of the dice, and what
stands inside is asked of the generator again with less room. Whatever is composite stands in parentheses, which leave
no node behind.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterator, Sequence

from differential import kinds
from differential.kinds import Choice, Env, Fact, Scope, World, key_of
from policycore import types as t

Form = Callable[[], str]

YES_NO = t.YesNo()
TEXT = t.Text()
DATE = t.Date()
MOMENT = t.Moment()
PURE = t.Number()
WORKING = t.Number(t.WORKING_DAY)
#: What an aggregate can be asked of.
AGGREGATED = ("yes_no", "text", "number", "date", "moment", "enum")
SIGNS = ("<", "<=", ">", ">=", "=", "!=")


class Expressions:
    """Draws expressions for a policy that is being written."""

    def __init__(self, draw: random.Random, world: World) -> None:
        self.draw = draw
        self.world = world
        self._facts: dict[Env, tuple[int, dict[Hashable, list[Fact]], list[Fact]]] = {}
        self._figures: dict[str, list[str]] = {}
        self._aliases = 0
        self.days = draw.sample(kinds.DAYS, 4)

    # --- dice ---

    def chance(self, share: float) -> bool:
        """Return yes in so many of all throws."""
        return self.draw.random() < share

    def pick(self, forms: Sequence[tuple[float, Form]]) -> str:
        """Return what one of the forms writes, each as likely as its weight says."""
        (_, form), *_ = self.draw.choices(forms, [weight for weight, _ in forms])
        return form()

    def split(self, size: int, parts: int) -> list[int]:
        """Return how much room each of the parts of an expression gets."""
        rest = max(0, size - 1)
        cuts = sorted(self.draw.randint(0, rest) for _ in range(parts - 1))
        return [high - low for low, high in zip([0, *cuts], [*cuts, rest], strict=True)]

    @property
    def working(self) -> tuple[str, ...]:
        """The unit of working days, where there is a calendar."""
        return ("working day",) if "working day" in self.world.units else ()

    # --- what is in scope ---

    def facts(self, env: Env) -> tuple[dict[Hashable, list[Fact]], list[Fact]]:
        """Return what can be read here: by type, and all together."""
        count = sum(map(len, self.world.members.values()))
        kept = self._facts.get(env)
        if kept is None or kept[0] != count:
            every = [*env.locals, *self._all_facts(env)]
            by_type: dict[Hashable, list[Fact]] = {}
            for fact in every:
                by_type.setdefault(key_of(fact.type), []).append(fact)
            kept = self._facts[env] = (count, by_type, every)
        return kept[1], kept[2]

    def _all_facts(self, env: Env) -> Iterator[Fact]:
        seen: set[str] = set()
        for scope in reversed(env.scopes):
            if scope.record is None:
                if scope.alias is not None and scope.type is not None:
                    yield Fact(scope.alias, scope.type)
            elif scope.record not in seen:
                seen.add(scope.record)
                yield from self._of_record(scope.record, f"{scope.alias}." if scope.alias else "", 0)

    def _of_record(self, record: str, prefix: str, depth: int) -> Iterator[Fact]:
        for member in self.world.members[record]:
            if member.bare:
                if depth == 0:
                    yield Fact(member.name, member.type, member.optional)
                continue
            name = prefix + member.name
            yield Fact(name, member.type, member.optional)
            if member.judged:
                yield from (Fact(f"{name}.by", TEXT), Fact(f"{name}.on", DATE), Fact(f"{name}.grounds", TEXT))
            if isinstance(member.type, t.RecordType) and depth < 2:
                yield from self._of_record(member.type.name, f"{name}.", depth + 1)

    def fact(self, of: t.Type, env: Env) -> str | None:
        """Return a fact, definition or other outcome of a type, None where there is none in scope."""
        found = self.facts(env)[0].get(key_of(of))
        if not found:
            return None
        chosen = self.draw.choice(found)
        # Read as if it were there in half of the cases only; hardly ever where much is to be decided.
        for _ in range(6 if self.world.plain else 1):
            if chosen.optional and self.chance(0.9 if self.world.plain else 0.5):
                chosen = self.draw.choice(found)
        return chosen.text

    def alias(self) -> str:
        """Return a name for an element that no other has."""
        self._aliases += 1
        return f"{self.draw.choice(('e', 'x', '项'))}{self._aliases}"

    # --- literals ---

    def figure(self, unit: str) -> str:
        """Return the digits of a constant of this unit; a policy has a few of each."""
        if unit not in self._figures:
            pool = kinds.FIGURES[unit]
            self._figures[unit] = self.draw.sample(pool, min(4, len(pool)))
        return self.draw.choice(self._figures[unit])

    def amount(self, unit: str) -> str:
        """Return a number literal of this unit."""
        digits = self.figure(unit)
        if self.chance(0.12):
            return kinds.other_unit(digits, unit, self.draw)
        return kinds.amount_text(digits, unit, self.draw)

    def plain(self, unit: str) -> str:
        """Return a number literal in this very unit."""
        return kinds.amount_text(self.figure(unit), unit, self.draw)

    def step(self, unit: str) -> str:
        """Return a number literal that is not 0."""
        digits = next((d for d in (self.figure(unit) for _ in range(5)) if d != "0"), "1")
        return kinds.amount_text(digits, unit, self.draw)

    def member(self, of: t.Enum, *, bare: bool = False) -> str:
        """Return a member of an enumeration: bare where the place wants this type anyway."""
        name = self.draw.choice(of.names)
        known = self.named(of)
        if known is None or known.name is None or (bare and self.chance(0.6)):
            return kinds.spelt(name)
        return f"{known.name}.{name}"

    def named(self, of: t.Enum) -> Choice | None:
        """Return the declared choice of this type."""
        return next((choice for choice in self.world.choices if choice.type == of and choice.name), None)

    def says_itself(self, of: t.Type) -> bool:
        """Whether a literal of this type says its type wherever it stands."""
        return not isinstance(of, t.Enum) or self.named(of) is not None

    def literal(self, of: t.Type, *, bare: bool = False) -> str:
        """Return a literal of a type."""
        match of:
            case t.YesNo():
                return self.draw.choice(("yes", "no"))
            case t.Text():
                return f'"{self.draw.choice(kinds.TEXTS)}"'
            case t.Number(unit=unit):
                return self.amount(unit.name)
            case t.Date():
                return self.draw.choice(self.days)
            case t.Moment():
                return f"{self.draw.choice(self.days)} {self.draw.choice(kinds.CLOCKS)}"
            case t.Enum():
                return self.member(of, bare=bare)
            case _:
                raise AssertionError(f"there is no literal of {of}")

    # --- any type ---

    def expression(self, of: t.Type, env: Env, size: int, *, bare: bool = False) -> str:
        """Return an expression of a type. `bare`: the place wants this type, so names of members need no choice."""
        if size > 1 and self.chance(0.2):
            return self.choice_between(of, env, size, bare=bare)
        match of:
            case t.YesNo():
                return self.condition(env, size)
            case t.Number(unit=unit):
                return self.number(unit.name, env, size)
            case t.Date():
                return self.day(env, size)
            case t.Moment():
                return self.moment(env, size)
            case t.Enum():
                return self.one_of(of, env, size, bare=bare)
            case _:
                return self.fact(of, env) or self.literal(of, bare=bare)

    def atom(self, of: t.Type, env: Env, *, bare: bool = False) -> str:
        """Return a fact, a parameter, or a literal."""
        if self.chance(0.2) and (read := self.parameter(of, env)):
            return read
        if self.chance(0.75) and (fact := self.fact(of, env)):
            return fact
        if self.chance(0.2) and (promise := self.promise(of, env)):
            return promise
        return self.literal(of, bare=bare)

    def parameter(self, of: t.Type, env: Env) -> str | None:
        """Return a parameter of a type, with its keys and the day it is read at."""
        fitting = [each for each in self.world.parameters if key_of(each[1]) == key_of(of)]
        if not fitting:
            return None
        name, _, keys, dated = self.draw.choice(fitting)
        if keys:
            name = f"{name}[{', '.join(self.expression(key.type, env, 1, bare=True) for key in keys)}]"
        if dated and self.chance(0.5):
            day = self.fact(DATE, env) or self.literal(DATE)
            return f"({name} at {day})"
        return name

    def promise(self, of: t.Type, env: Env) -> str | None:
        """Return what entitlements promise a tier (`service[tier].b`)."""
        fitting = [each for each in self.world.promises if key_of(each[3]) == key_of(of) and each[0] == env.record]
        if not fitting:
            return None
        _, name, tier, _ = self.draw.choice(fitting)
        statement, benefit = name.split(".")
        return f"{statement}[{self.expression(tier, env, 1, bare=True)}].{benefit}"

    def choice_between(self, of: t.Type, env: Env, size: int, *, bare: bool = False) -> str:
        """Return a choice between values of a type: conditions in order, a table, what sides agree on, a call."""
        forms: list[tuple[float, Form]] = [
            (3, lambda: self.conditional(of, env, size, bare=bare)),
            (2.5, lambda: self.table(of, env, size, bare=bare)),
            (0.1 if self.world.plain else 2, lambda: self.sides("agreed", of, env, size, bare=bare)),
        ]
        if isinstance(of, t.Number | t.Date | t.Moment) or (isinstance(of, t.Enum) and of.ordered):
            forms.append((1.5, lambda: self.sides(self.draw.choice(("highest", "lowest")), of, env, size, bare=bare)))
        if self.lists(env):
            forms.append((2, lambda: self.of_elements(of, env, size)))
        return self.pick(forms)

    def value(self, of: t.Type, env: Env, size: int, *, bare: bool, silent: float = 0.07) -> str:
        """Return an expression, or now and then one of the words that say there is no value."""
        dice = self.draw.random()
        if self.world.plain:
            dice *= 12
        if dice < silent:
            return "not stated"
        if dice < silent + 0.03:
            return "unknown"
        return self.expression(of, env, size, bare=bare)

    def conditional(self, of: t.Type, env: Env, size: int, *, bare: bool = False) -> str:
        """Return `if … then … else …`."""
        branches = self.draw.choice((1, 1, 1, 2, 3))
        room = self.split(size, 2 * branches + 1)
        # Where all branches could be silent nothing would say the type.
        parts = [self.expression(of, env, room[0], bare=bare)]
        parts += [self.value(of, env, room[n], bare=bare) for n in range(1, branches + 1)]
        self.draw.shuffle(parts)
        text = ""
        for number, value in enumerate(parts[:-1]):
            text += f"if {self.condition(env, room[branches + 1 + number])} then {value} else "
        return f"({text}{parts[-1]})"

    def sides(self, name: str, of: t.Type, env: Env, size: int, *, bare: bool = False) -> str:
        """Return `agreed(a, b)` and its like."""
        room = self.split(size, self.draw.choice((2, 2, 3)))
        first, *rest = room
        parts = [self.expression(of, env, first, bare=bare)]
        parts += [self.expression(of, env, each, bare=bare) for each in rest]
        return f"{name}({', '.join(parts)})"

    # --- tables ---

    def table(self, of: t.Type, env: Env, size: int, *, bare: bool = False) -> str:
        """Return a table on one to three keys."""
        every = [fact for fact in self.facts(env)[1] if _may_be_key(fact.type)]
        if not every:
            return self.conditional(of, env, size, bare=bare)
        keys = self.draw.sample(every, min(len(every), self.draw.choice((1, 1, 2, 2, 3))))
        texts = [fact.text for fact in keys]
        numbers = [place for place, fact in enumerate(keys) if isinstance(fact.type, t.Number)]
        if numbers and size > 4 and self.chance(0.2):
            place = self.draw.choice(numbers)
            texts[place] = self.expression(keys[place].type, env, 2)
        rows: dict[tuple[str, ...], str] = {}
        spellings: set[tuple[str, ...]] = set()
        single = len(keys) == 1 and isinstance(keys[0].type, t.YesNo | t.Enum) and not texts[0].startswith("(")
        if single and self.chance(0.5):
            names = ("yes", "no") if isinstance(keys[0].type, t.YesNo) else _names(keys[0].type)
            cells: list[tuple[str, ...]] = [(name,) for name in names]
        else:
            single = False
            cells = [tuple(self.cell(fact.type) for fact in keys) for _ in range(self.draw.randint(1, 5))]
        complete = single and not keys[0].optional and not (isinstance(keys[0].type, t.Enum) and keys[0].type.open)
        room = self.split(size, len(cells) + 1)
        for row, each in zip(cells, room, strict=False):
            plain = tuple(_bare(cell) for cell in row)
            if plain in spellings:
                continue
            spellings.add(plain)
            # Few different values, so that rows that meet agree now and then.
            small = isinstance(of, t.YesNo | t.Enum | t.Number) and self.chance(0.5)
            rows[row] = self.literal(of, bare=bare) if small else self.value(of, env, each, bare=bare)
        if all(value in ("not stated", "unknown") for value in rows.values()):
            rows[next(iter(rows))] = self.expression(of, env, 1, bare=bare)
        text = " ".join(f"when {', '.join(row)} : {value}" for row, value in rows.items())
        if not complete or self.chance(0.2):
            text += f" otherwise : {self.value(of, env, room[-1], bare=bare, silent=0.2)}"
        return f"(table {', '.join(texts)} {{ {text} }})"

    def cell(self, of: t.Type) -> str:
        """Return a cell of a table for a key of this type."""
        if self.chance(0.12):
            return "any"
        if self.chance(0.04):
            return "absent"
        match of:
            case t.Number(unit=unit) if not of.whole:
                name = unit.name
                return self.pick(
                    [
                        (2, lambda: self.plain(name)),
                        (3, lambda: f"{self.draw.choice(('<', '<=', '>', '>='))} {self.plain(name)}"),
                        (2, lambda: self.range_of(name)),
                        (1, lambda: f"{{{self.plain(name)}, {self.plain(name)}}}"),
                    ]
                )
            case t.Number():
                # Whole numbers alone, or the cell would hold nothing.
                low, high = sorted(int(self.draw.choice(("0", "1", "2", "3", "5", "10", "100"))) for _ in range(2))
                signs = self.draw.choice(("<", "<=", ">", ">="))
                return self.draw.choice((f"{low}", f"{signs} {high}", f"{low} .. {high}", f"{{{low}, {high}}}"))
            case t.Date() | t.Moment():
                return self.pick(
                    [
                        (1, lambda: self.literal(of)),
                        (3, lambda: f"{self.draw.choice(('<', '<=', '>', '>='))} {self.literal(of)}"),
                        (2, lambda: " .. ".join(sorted((self.literal(of), self.literal(of))))),
                    ]
                )
            case t.Enum():
                forms: list[tuple[float, Form]] = [
                    (3, lambda: self.member(of, bare=True)),
                    (2, lambda: f"{{{', '.join(map(kinds.spelt, self.several(of.names)))}}}"),
                    (1, lambda: f"{self.draw.choice(('!=', '='))} {self.member(of, bare=True)}"),
                ]
                if of.ordered:
                    forms.append(
                        (2, lambda: f"{self.draw.choice(('<', '<=', '>', '>='))} {self.member(of, bare=True)}")
                    )
                return self.pick(forms)
            case _:
                return self.literal(of, bare=True)

    def range_of(self, unit: str) -> str:
        """Return a range of numbers of a unit."""
        pool = kinds.FIGURES[unit]
        low, high = sorted((self.draw.randrange(len(pool)), self.draw.randrange(len(pool))))
        texts = sorted((pool[low], pool[high]), key=_value)
        first, second = (kinds.amount_text(text, unit, self.draw) for text in texts)
        return f"{first} .. {second}"

    def several(self, names: Sequence[str]) -> list[str]:
        """Return some of the names, each once."""
        return self.draw.sample(list(names), self.draw.randint(1, len(names)))

    # --- numbers ---

    def number(self, unit: str, env: Env, size: int) -> str:
        """Return a number of a unit."""
        if size <= 1:
            return self.atom(kinds.number(unit), env)
        forms: list[tuple[float, Form]] = [
            (2, lambda: self.atom(kinds.number(unit), env)),
            (3, lambda: self.sum_of(unit, env, size)),
            (2, lambda: self.product(unit, env, size)),
            (2, lambda: self.quotient(unit, env, size)),
            (1, lambda: f"(-{self.number(unit, env, size - 1)})"),
            (1.5, lambda: self.per(unit, env, size)),
            (1.5, lambda: self.rounded(unit, env, size)),
            (1, lambda: self.sides(self.draw.choice(("highest", "lowest")), kinds.number(unit), env, size)),
        ]
        if self.lists(env):
            forms.append((2.5, lambda: self.of_elements(kinds.number(unit), env, size)))
        if unit == "":
            forms.append((1.5, lambda: self.ratio(env, size)))
            if self.lists(env, sets=True):
                forms.append((5, lambda: self.counted(env, size)))
        if unit == "day":
            forms.append((5, lambda: self.between(DATE, env, size)))
        if unit == "hour":
            forms.append((7, lambda: self.between(MOMENT, env, size)))
        if unit == "working day":
            forms.append((7, lambda: self.working_days(env, size)))
        return self.pick(forms)

    def sum_of(self, unit: str, env: Env, size: int) -> str:
        """Return a sum or difference; in a family of units another unit may stand in it."""
        first, *rest = self.split(size, self.draw.choice((2, 2, 3)))
        others = {"t": "kg", "kg": "t"}
        text = self.number(unit, env, first)
        for room in rest:
            one = others[unit] if unit in others and self.chance(0.3) else unit
            text += f" {self.draw.choice('+-')} {self.number(one, env, room)}"
        return f"({text})"

    def product(self, unit: str, env: Env, size: int) -> str:
        """Return a product with a bare number or a per cent."""
        left, right = self.split(size, 2)
        factor = self.number(self.draw.choice(("", "percent")) if unit != "percent" else "", env, right)
        parts = [self.number(unit, env, left), factor]
        if self.chance(0.3):
            parts.reverse()
        return f"({' * '.join(parts)})"

    def quotient(self, unit: str, env: Env, size: int) -> str:
        """Return a quotient by a bare number or a per cent."""
        left, right = self.split(size, 2)
        divisor = (
            self.step("")
            if self.chance(0.95 if self.world.plain else 0.5)
            else self.number(self.draw.choice(("", "percent")), env, right)
        )
        return f"({self.number(unit, env, left)} / {'3' if _value(divisor) == 0 else divisor})"

    def ratio(self, env: Env, size: int) -> str:
        """Return a quotient of two quantities of one family."""
        left, right = self.split(size, 2)
        unit = self.draw.choice(("CNY", "day", "percent", "hour", *sorted(self.world.units)))
        other = {"t": "kg", "kg": "t"}.get(unit, unit) if self.chance(0.3) else unit
        divided, divisor = self.number(unit, env, left), self.number(other, env, right)
        if _value(divisor.split()[0]) == 0:
            divisor = self.step(other)
        return f"({divided} / {divisor})"

    def per(self, unit: str, env: Env, size: int) -> str:
        """Return so much for each, or each full, of a quantity."""
        left, right = self.split(size, 2)
        quantity = self.draw.choice(("", "CNY", "day", "points", "hour"))
        amount = self.number(unit, env, min(left, 2))
        if self.chance(0.5):
            return f"({amount} per {self.number(quantity, env, right)})"
        step = (
            self.step(quantity) if self.chance(0.8) else self.fact(kinds.number(quantity), env) or self.step(quantity)
        )
        return f"({amount} per full {step} of {self.number(quantity, env, right)})"

    def rounded(self, unit: str, env: Env, size: int) -> str:
        """Return a number rounded to a step."""
        mode = self.draw.choice(("upward", "downward", "half_up"))
        return f"round({self.number(unit, env, size - 1)}, {mode}, {self.step(unit)})"

    def between(self, of: t.Type, env: Env, size: int) -> str:
        """Return the time between two days or two moments."""
        left, right = self.split(size, 2)
        return f"({self.expression(of, env, left)} - {self.expression(of, env, right)})"

    def working_days(self, env: Env, size: int) -> str:
        """Return the working days between two days."""
        left, right = self.split(size, 2)
        return f"working_days_between({self.day(env, left)}, {self.day(env, right)})"

    # --- days and moments ---

    def day(self, env: Env, size: int) -> str:
        """Return a date."""
        if size <= 1 or self.chance(0.4):
            return self.atom(DATE, env)
        unit = self.draw.choice(("day", "day", "month", *self.working))
        return f"({self.day(env, size // 2)} {self.draw.choice('+-')} {self.length(unit, env, size // 2)})"

    def moment(self, env: Env, size: int) -> str:
        """Return a moment."""
        if size <= 1 or self.chance(0.4):
            if self.chance(0.25):
                return "known_at" if self.chance(0.2) else "as_of"
            return self.atom(MOMENT, env)
        if self.chance(0.2):
            return f"({self.day(env, 1)} at {self.draw.choice(('17:00', '09:30', '00:00'))})"
        unit = self.draw.choice(("day", "month", "hour", "hour", *self.working))
        return f"({self.moment(env, size // 2)} {self.draw.choice('+-')} {self.length(unit, env, size // 2)})"

    def length(self, unit: str, env: Env, size: int) -> str:
        """Return a length of time, mostly a plain one: days and months must be whole where they stand written out."""
        if unit != "hour" and (size <= 1 or self.chance(0.7)):
            return kinds.amount_text(
                self.draw.choice([d for d in kinds.FIGURES[unit] if "." not in d]), unit, self.draw
            )
        return self.number(unit, env, min(size, 2))

    # --- members of enumerations ---

    def one_of(self, of: t.Enum, env: Env, size: int, *, bare: bool = False) -> str:
        """Return a member of an enumeration."""
        for name, names in self.world.readings:
            if names == of.names and self.chance(0.3):
                return name
        return self.atom(of, env, bare=bare)

    # --- conditions ---

    def condition(self, env: Env, size: int) -> str:
        """Return a condition."""
        if size <= 1:
            return self.test(env, 1)
        forms: list[tuple[float, Form]] = [
            (6, lambda: self.test(env, size)),
            (2, lambda: self.junction(env, size)),
            (1.5, lambda: self.parts(env, size)),
            (1, lambda: f"(not {self.condition(env, size - 1)})"),
            (1, lambda: self.guarded(env, size)),
            (0.7, lambda: self.conditional(YES_NO, env, size)),
            (0.5, lambda: self.table(YES_NO, env, size)),
            (0.02 if self.world.plain else 1.3, lambda: self.sides("agreed", YES_NO, env, size)),
            (0.1, lambda: self.literal(YES_NO)),
        ]
        if self.lists(env):
            forms.append((2, lambda: self.of_elements(YES_NO, env, size)))
        return self.pick(forms)

    def junction(self, env: Env, size: int) -> str:
        """Return `a and b`, `a or b`."""
        word = self.draw.choice((" and ", " or "))
        return f"({word.join(self.condition(env, room) for room in self.split(size, self.draw.choice((2, 2, 3))))})"

    def parts(self, env: Env, size: int) -> str:
        """Return `all of { … }`, `any of { … }`, `at least n of { … }`, some parts named."""
        count = self.draw.choice((1, 2, 3, 3, 4))
        word = self.draw.choice(("all of", "any of", f"at least {self.draw.randint(1, count)} of"))
        named = self.draw.sample("pqrs", count)
        texts = [
            f"{named[place]}: {self.condition(env, room)}" if self.chance(0.5) else self.condition(env, room)
            for place, room in enumerate(self.split(size, count))
        ]
        return f"{word} {{ {', '.join(texts)} }}"

    def guarded(self, env: Env, size: int) -> str:
        """Return a comparison of an optional fact, guarded by its presence."""
        found = [f for f in self.facts(env)[1] if f.optional and not isinstance(f.type, t.RecordType | t.ListType)]
        if not found:
            return self.test(env, size)
        fact = self.draw.choice(found)
        compared = self.compared(fact.text, fact.type, env, size - 1)
        return self.draw.choice(
            (
                f"({fact.text} is present and {compared})",
                f"({fact.text} is absent or {compared})",
                f"(if {fact.text} is present then {compared} else {self.condition(env, 1)})",
            )
        )

    def test(self, env: Env, size: int) -> str:
        """Return a condition on one or two things: a comparison, a membership, a presence, a window of time."""
        by_type, every = self.facts(env)
        forms: list[tuple[float, Form]] = [
            (4, lambda: self.comparison(env, size)),
            (0.8, lambda: self.chain(env, size)),
        ]
        if by_type.get(YES_NO):
            forms.append((1.2, lambda: self.draw.choice(by_type[YES_NO]).text))
        if every:
            forms += [
                (0.5, lambda: f"{self.draw.choice(every).text} is {self.draw.choice(('present', 'absent'))}"),
                (0.25, lambda: f"{self.draw.choice(every).text} is {self.draw.choice(('known', 'unknown'))}"),
                (1, lambda: self.membership(env, size)),
            ]
        if by_type.get("date") or by_type.get(MOMENT):
            forms.append((1, lambda: self.window(env, size)))
        optional = [fact for fact in every if fact.optional]
        if optional:
            forms.append(
                (0.7, lambda: f"{self.draw.choice(optional).text} is {self.draw.choice(('present', 'absent'))}")
            )
        if self.world.readings:
            forms.append((0.4, self.reading))
        if self.working:
            forms.append((0.8, lambda: f"is_working_day({self.day(env, size // 2)})"))
            forms.append((0.8, lambda: self.compared(self.working_days(env, size), WORKING, env, size // 2)))
        sets = [fact for fact in every if isinstance(fact.type, t.SetType)]
        if sets:
            forms.append((0.05 if self.world.plain else 0.4, lambda: self.inside(sets)))
        text = self.pick(forms)
        return f"({text})" if " " in text else text

    def inside(self, sets: Sequence[Fact]) -> str:
        """Return whether all members of a set are in another."""
        one = self.draw.choice(sets)
        others = [fact.text for fact in sets if fact.type == one.type]
        return f"{one.text} in {self.draw.choice(others)}"

    def reading(self) -> str:
        """Return a question for the alternative of a reading that is in use."""
        name, names = self.draw.choice(self.world.readings)
        return f"{name} {self.draw.choice(('=', '!='))} {self.draw.choice(names)}"

    def comparison(self, env: Env, size: int) -> str:
        """Return a comparison of two values of one type."""
        _, every = self.facts(env)
        facts = [fact for fact in every if _compares(fact.type)]
        if facts and self.chance(0.75):
            fact = self.draw.choice(facts)
            left = fact.text if self.chance(0.7) or not self.says_itself(fact.type) else ""
            return self.compared(left or self.expression(fact.type, env, size // 2), fact.type, env, size // 2 + 1)
        own = sorted(self.world.units)
        units = ("", "points", "CNY", "percent", "day", "hour", "hour", *self.working, *self.working, *own)
        unit = self.draw.choice(units)
        left = self.number(unit, env, size // 2)
        return self.compared(left, kinds.number(unit), env, size // 2 + 1)

    def compared(self, left: str, of: t.Type, env: Env, size: int) -> str:
        """Return a comparison of `left` with something."""
        match of:
            case t.Number(unit=unit):
                other = {"t": "kg", "kg": "t"}.get(unit.name, unit.name) if self.chance(0.2) else unit.name
                right = self.amount(other) if self.chance(0.5) else self.number(other, env, size)
                if self.chance(0.05):
                    right = "0"  # bare, it fits every unit
                return f"{left} {self.draw.choice(SIGNS)} {right}"
            case t.Date() | t.Moment():
                kind = self.draw.choice((of, of, DATE, MOMENT))
                right = self.literal(of) if self.chance(0.3) else self.expression(kind, env, size)
                return f"{left} {self.draw.choice(SIGNS)} {'as_of' if self.chance(0.2) else right}"
            case t.Enum():
                sign = self.draw.choice(SIGNS if of.ordered else ("=", "!="))
                right = self.member(of, bare=True) if self.chance(0.6) else self.expression(of, env, size, bare=True)
                return f"{left} {sign} {right}"
            case t.YesNo() | t.Text():
                return f"{left} {self.draw.choice(('=', '!='))} {self.expression(of, env, size)}"
            case _:
                return f"{left} {self.draw.choice(('=', '!='))} {self.fact(of, env) or left}"

    def chain(self, env: Env, size: int) -> str:
        """Return a chain of comparisons with ends in the right order."""
        unit = self.draw.choice(("", "points", "CNY", "percent"))
        middle = self.fact(kinds.number(unit), env) or self.number(unit, env, size)
        low, high = self.range_of(unit).split(" .. ")
        return f"{low} {self.draw.choice(('<', '<='))} {middle} {self.draw.choice(('<', '<='))} {high}"

    def membership(self, env: Env, size: int) -> str:
        """Return `x in {…}` or `x in set`."""
        _, every = self.facts(env)
        found = [f for f in every if isinstance(f.type, t.Enum | t.Text | t.Number | t.Date | t.SetType)]
        if not found:
            return self.comparison(env, size)
        fact = self.draw.choice(found)
        match fact.type:
            case t.SetType(element=element):
                return f"{self.expression(element, env, 1, bare=True)} in {fact.text}"
            case t.Enum() as of:
                return f"{fact.text} in {{{', '.join(map(kinds.spelt, self.several(of.names)))}}}"
            case t.Number(unit=unit):
                return f"{fact.text} in {{{self.amount(unit.name)}, {self.range_of(unit.name)}}}"
            case _:
                items = {self.literal(fact.type) for _ in range(2)}
                return f"{fact.text} in {{{', '.join(sorted(items))}}}"

    def window(self, env: Env, size: int) -> str:
        """Return `x within 90 days before y`."""
        hours = self.fact(MOMENT, env) is not None and self.chance(0.4)
        kinds_ = (MOMENT, MOMENT) if hours else (self.draw.choice((DATE, MOMENT)), self.draw.choice((DATE, MOMENT)))
        first, second = (self.expression(of, env, size // 3) for of in kinds_)
        unit = "hour" if hours else self.draw.choice(("day", "day", "month", *self.working))
        anchor = "as_of" if self.chance(0.25) else second
        length = self.length(unit, env, 1)
        return f"{first} within {length} {self.draw.choice(('before', 'after'))} {anchor}"

    # --- calls over lists ---

    def lists(self, env: Env, *, sets: bool = False) -> list[Fact]:
        """Return the lists in scope, and the sets if they are wanted too."""
        return [f for f in self.facts(env)[1] if isinstance(f.type, t.ListType | (t.SetType if sets else t.ListType))]

    def over(self, env: Env, *, sets: bool = False) -> tuple[str, Env, t.Type]:
        """Return a list with the name for its elements, and the environment inside."""
        fact = self.draw.choice(self.lists(env, sets=sets))
        assert isinstance(fact.type, t.ListType | t.SetType)
        element = fact.type.element
        record = element.name if isinstance(element, t.RecordType) else None
        outer = {scope.record for scope in env.scopes}
        if record is not None and record not in outer and self.chance(0.7):
            return fact.text, env.inside(Scope(record)), element
        alias = self.alias()
        return f"{fact.text} as {alias}", env.inside(Scope(record, alias, element)), element

    def where(self, env: Env, size: int) -> str:
        """Return a condition for elements, or nothing."""
        return f" where {self.condition(env, size)}" if self.chance(0.6) else ""

    def own(self, of: t.Type, env: Env) -> str:
        """Return a fact of the innermost element itself where it has one of this type."""
        found = self.facts(Env(env.scopes[-1:]))[0].get(key_of(of))
        return self.draw.choice(found).text if found else self.expression(of, env, 2)

    def counted(self, env: Env, size: int) -> str:
        """Return how many elements there are, or how many different values."""
        text, inner, _ = self.over(env, sets=True)
        where = self.where(inner, size // 2)
        if self.chance(0.4):
            return f"count({text}{where})"
        single = [f.type for f in self.facts(inner)[1] if _is_single(f.type) and self.says_itself(f.type)]
        of = self.draw.choice(single or [TEXT])
        return f"distinct({self.expression(of, inner, size // 2)} over {text}{where})"

    def of_elements(self, of: t.Type, env: Env, size: int) -> str:
        """Return what elements of a list together say, of this type."""
        text, inner, _ = self.over(env)
        where = self.where(inner, size // 2)
        value = self.own(of, inner) if self.chance(0.5) else self.expression(of, inner, size // 2)
        days = [fact.text for fact in self.facts(inner)[1] if isinstance(fact.type, t.Date | t.Moment)]
        forms: list[str] = ["agreed"]
        match of:
            case t.YesNo():
                forms += ["all", "some", "all", "some"] * (8 if self.world.plain else 1)
            case t.Number():
                forms += ["sum"] * (8 if self.world.plain else 0)  # the others have no value where there is no element
                forms += ["sum", "sum", "sum", "average", "average", "highest", "highest", "lowest", "lowest"]
            case t.Date() | t.Moment():
                forms += ["highest", "lowest", "latest_one", "earliest_one"]
            case t.Enum(ordered=True):
                forms += ["highest", "lowest"]
            case _:
                pass
        if days:
            forms += ["latest", "earliest"]
        name = self.draw.choice(forms)
        if name.endswith("_one"):
            return f"{name.removesuffix('_one')}({value} over {text}{where})"
        if name in ("latest", "earliest"):
            value += f", {self.draw.choice(days)}"
        return f"{name}({value} over {text}{where})"


def _names(of: t.Type) -> tuple[str, ...]:
    assert isinstance(of, t.Enum)
    return of.names


def _value(text: str) -> float:
    """Return about how large a literal is, to put two in order; what is no literal is 1."""
    digits = text.rstrip("%").replace("_", "")
    scale = {"万": 1e4, "亿": 1e8}.get(digits[-1:], 1)
    try:
        return float(digits.rstrip("万亿")) * scale
    except ValueError:
        return 1


def _bare(cell: str) -> str:
    """Return a cell without the words that change its spelling and not its meaning."""
    for word in (" points", " point", " CNY", " 元", "_", "`", "{", "}", "= "):
        cell = cell.replace(word, "")
    return cell


def _compares(of: t.Type) -> bool:
    return not isinstance(of, t.RecordType | t.ListType)


def _is_single(of: t.Type) -> bool:
    return not isinstance(of, t.RecordType | t.ListType | t.SetType)


def _may_be_key(of: t.Type) -> bool:
    return isinstance(of, t.YesNo | t.Enum | t.Number | t.Date | t.Moment | t.Text)
