"""Values, names, places and expressions as people read them, in the language asked for.

Numbers stay exact: what is shortened says so (`0.333… (1/3)`). Labels come in the asked language, else in the other,
else the name stands for itself. Expressions are said with labels, in signs that both languages share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import assert_never

from attrs import Factory, define, field

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import MATTER_FINDING, REQUIRE_FINDING
from policycore.core.facts import known_and_rest
from policycore.core.walk import Named, by_id, walk
from policycore.explain.phrases import PHRASES, Lang, listed, say
from policycore.values import number_text

#: Digits after the point of a number that has no end, and of one that has too many.
SHOWN_PLACES = 3
MOST_PLACES = 12
#: From this length on the label of a value stands in quotes inside a condition.
LONG_LABEL = 16

_UNITS: dict[str, tuple[str, str, str]] = {
    # name: one, many, Chinese
    "points": ("point", "points", "分"),
    "second": ("second", "seconds", "秒"),
    "minute": ("minute", "minutes", "分钟"),
    "hour": ("hour", "hours", "小时"),
    "day": ("day", "days", "日"),
    "working day": ("working day", "working days", "个工作日"),
    "week": ("week", "weeks", "周"),
    "month": ("month", "months", "个月"),
    "quarter": ("quarter", "quarters", "个季度"),
    "year": ("year", "years", "年"),
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥"}
_FINDINGS = (REQUIRE_FINDING, MATTER_FINDING)
_FINDING_WORDS = {name for enum in _FINDINGS for name in enum.names}
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")


def figures(number: Fraction) -> str:
    """Return the digits of a number with thousands apart; a shortened one is followed by its exact fraction.

    >>> figures(Fraction(1_000_000)), figures(Fraction(-1, 8)), figures(Fraction(1, 3)), figures(Fraction(20_000, 3))
    ('1,000,000', '-0.125', '0.333… (1/3)', '6,666.666… (20000/3)')
    """
    text = number_text(number)
    whole, _, places = text.partition(".")
    if "/" not in text and len(places) <= MOST_PLACES:
        return f"{_thousands(whole)}.{places}" if places else _thousands(whole)
    size = abs(number)
    shown = SHOWN_PLACES
    while 0 < size * 10**shown < 100 and shown < MOST_PLACES:
        shown += 1
    digits = str(size.numerator * 10**shown // size.denominator).rjust(shown + 1, "0")
    sign = "-" if number < 0 else ""
    short = f"{_thousands(sign + digits[:-shown])}.{digits[-shown:]}…"
    return f"{short} ({number.numerator}/{number.denominator})"


def _thousands(whole: str) -> str:
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}" if digits.isascii() and len(digits) < 4000 else whole


def day_text(day: date) -> str:
    """Return a date or moment: `2024-03-01`, `2024-03-01 10:00`, seconds only where there are any."""
    if not isinstance(day, datetime):
        return day.isoformat()
    return day.isoformat(" ", "seconds" if day.second else "minutes")


@define(eq=False)
class Wording:
    """How things of one program are called in one language; paths start at `record`, the one that is decided."""

    program: n.Program
    lang: Lang
    record: str = ""
    index: Mapping[str, Named] = field(init=False)
    #: Tables by the ids of their rows.
    tables: Mapping[str, n.Table] = field(init=False)
    _fields: dict[tuple[str, str], n.FieldDecl] = field(init=False, default=Factory(dict))
    _heads: set[tuple[str, str]] = field(init=False, default=Factory(set))
    _units: dict[str, n.UnitDecl] = field(init=False, default=Factory(dict))
    _members: dict[t.Enum, t.Enum] = field(init=False, default=Factory(dict))
    _periods: frozenset[str] = field(init=False, default=frozenset())
    #: The tierings that have movement, by the ids of what belongs to it: cases, definitions, names, the body.
    _moving: dict[str, n.Tiering] = field(init=False, default=Factory(dict))

    def __attrs_post_init__(self) -> None:
        self.index = by_id(self.program)
        self.tables = {
            row.id: node
            for statement in self.program.statements
            for node in walk(statement)
            if isinstance(node, n.Table)
            for row in node.rows
        }
        for record in self.program.records:
            for declared in record.fields:
                self._fields[record.id, declared.name] = declared
                head, dot, _ = declared.name.partition(".")
                if dot:
                    self._heads.add((record.id, head))
        self._periods = frozenset(r.id for r in self.program.records if r.part_of and r.fields[0].name == "of")
        for unit in self.program.units:
            self._units[unit.unit.name] = unit
        for statement in self.program.statements:
            if isinstance(statement, n.Tiering) and statement.movement is not None:
                inside = (node.id for node in walk(statement.movement) if isinstance(node, n.Case | n.Var | n.Movement))
                self._moving.update(dict.fromkeys((*inside, statement.body.id), statement))

    # --- names ---

    def nth(self, number: int) -> str:
        """Return an ordinal: `first`, `12th`; in Chinese the number itself."""
        if self.lang == "zh" or number > len(_ORDINALS):
            return str(number) if self.lang == "zh" else f"{number}th"
        return _ORDINALS[number - 1]

    def count(self, number: int) -> str:
        """Return a small number as a word in English."""
        return str(number) if self.lang == "zh" or number > len(_CARDINALS) else _CARDINALS[number - 1]

    def say(self, key: str, /, **words: object) -> str:
        return say(key, self.lang, **words)

    def listed(self, items: Sequence[str], most: int = 0) -> str:
        return listed(items, self.lang, most=most)

    def facts(self, items: Sequence[str], most: int = 0) -> str:
        """Return a list of statements like `Importance = 66 points`."""
        return listed(items, self.lang, most=most, sign="list-facts")

    def chosen(self, labels: n.Labels, name: str) -> str:
        """Return the label in this language, else in another, else the name."""
        found = dict(labels)
        return found.get(self.lang) or next(iter(found.values()), "") or name

    def label(self, id: str) -> str:
        """Return what a node, statement, parameter or reading is called; a rule without a label by its own name."""
        node = self.index.get(id)
        name = id.rpartition(":")[2].rpartition("/")[2]
        if name.endswith("[otherwise]"):
            name = "otherwise"
        if id in self._moving or (isinstance(node, n.Define) and node.part_of in self.moving):
            return self._of_movement(id, node)
        granted = self._granted(id) if isinstance(node, n.Case) else ""
        if granted:
            return granted
        label = self._own_label(node)
        if isinstance(node, n.Define) and id.startswith(f"{node.part_of}/"):
            # What a statement computes for itself is called after it: `Appeal › due`.
            return self.say("path-step", outer=self.label(id.rpartition("/")[0]), inner=label or name)
        if not label and isinstance(node, n.Case) and f"name-{name}" in PHRASES:
            return self.say(f"name-{name}")
        return label or name

    @property
    def moving(self) -> frozenset[str]:
        """The ids of the tierings that have movement."""
        return frozenset(tiering.id for tiering in self._moving.values())

    def _of_movement(self, id: str, node: Named | None) -> str:
        """Return what a part of a movement is called: `grace`, `up to Gold`, `Level › on probation`."""
        word, _, tier = id.rpartition("/movement/")[2].partition("/")
        match node:
            case n.Movement():
                return self.say("moving-movement")
            case n.Case():
                tiering = self._moving[id]
                return self.say(f"clause-{word}", tier=self.member(tier, tiering.type))
            case n.Define():
                gate, _, name = id.removeprefix(f"{node.part_of}/").partition("/")
                if gate in ("enter", "keep"):
                    of = self.index[node.part_of]
                    assert isinstance(of, n.Tiering)
                    inner = self._own_label(node) or self.say(f"moving-{gate}", tier=self.member(name, of.type))
                else:
                    inner = self.say(f"moving-{name}")
                return self.say("path-step", outer=self.label(node.part_of), inner=inner)
            case n.Match():
                return self.say("path-step", outer=self.label(self._moving[id].id), inner=self.say("moving-earned"))
            case _:
                return id

    def _granted(self, id: str) -> str:
        """Return what the grant or override is called that a case of a benefit belongs to: `service/high/queue`."""
        parts = id.rsplit("/", 2)
        benefit = f"{parts[0]}/{parts[-1]}" if len(parts) == 3 else ""
        if not isinstance(self.index.get(benefit), n.Benefit):
            return ""
        statement = self.index.get(parts[0])
        label = self._own_label(self.index.get(id))
        if label or not isinstance(statement, n.Entitlements) or not isinstance(statement.per.type, t.Enum):
            return label or parts[1]
        if parts[1] == "any":
            return self.say("cell-any")
        return self.member(parts[1], statement.per.type)

    def _own_label(self, node: Named | None) -> str:
        """Return the label of a node; a tier without one is called as the value it gives."""
        about = _about(node)
        label = self.chosen(about.labels, "") if about else ""
        if not label and isinstance(node, n.Case) and isinstance(node.value, n.Const):
            of, value = node.value.type, node.value.value
            if isinstance(of, t.Enum) and isinstance(value, str) and node.id.endswith(f"/{value}"):
                label = next((self.chosen(m.labels, "") for m in of.members if m.name == value), "")
        return label

    def cite(self, cite: n.Cite | None) -> str:
        """Return a citation, with the name of its document where that is not the main one; "" for none."""
        if cite is None:
            return ""
        return self.say("cite", document=cite.document, place=cite.place) if cite.document else cite.place

    def rule(self, id: str) -> str:
        """Return a rule with its label, id and citation."""
        node = self.index.get(id)
        about = _about(node)
        cite = self.cite(about.cite) if about else ""
        label = "" if id in self._moving else self._own_label(node)
        match bool(label), bool(cite):
            case True, True:
                return self.say("rule-named-cited", label=label, id=id, cite=cite)
            case True, False:
                return self.say("rule-named", label=label, id=id)
            case False, True:
                return self.say("rule-cited", id=id, cite=cite)
            case _:
                return id

    def field_label(self, record: str, name: str) -> str:
        """Return the label of a field; `x.by` of a judged fact by its own name after the label of `x`."""
        declared = self._fields.get((record, name))
        if declared is not None:
            return self.chosen(declared.about.labels, name)
        base, dot, part = name.rpartition(".")
        if dot:
            return self.say("path-step", outer=self.field_label(record, base), inner=self.judgement_part(part))
        return name

    def _part_label(self, name: str) -> str:
        """Return what a step of a path is called that is no field: a duty with its periods, a part of a judgement."""
        return self.label(name) if isinstance(self.index.get(name), n.Duty) else self.judgement_part(name)

    def judgement_part(self, part: str) -> str:
        return self.say(f"judgement-{part}") if f"judgement-{part}" in PHRASES else part

    def path(self, path: str) -> str:
        """Return a record path with the labels of its fields: `loans[2].amount` as `Loans[2] › Amount`."""
        steps: list[str] = []
        current = self.record
        members: t.Enum | None = None
        held = ""
        for name, place in _STEP.findall(path):
            if held:  # fields for states have a dot in their names
                name, held = f"{held}.{name}", ""
            elif (current, name) not in self._fields and (current, name) in self._heads:
                held = name
                continue
            if place:
                outer = steps.pop() if steps else ""
                key = "element-any" if place == "?" else "element" if place.isdecimal() else "element-named"
                shown = self.member(place, members) if members is not None else place
                steps.append(self.say(key, list=outer, place=shown))
                continue
            declared = self._fields.get((current, name))
            parameter = None if steps or declared is not None else self.index.get(name)
            listed = declared if declared is not None else parameter
            # Elements of a set are called by its members.
            many = listed.type if isinstance(listed, n.FieldDecl | n.Parameter) else None
            members = many.element if isinstance(many, t.SetType) and isinstance(many.element, t.Enum) else None
            if isinstance(parameter, n.Parameter):
                steps.append(self.label(name))
            else:
                steps.append(self.field_label(current, name) if declared else self._part_label(name))
            if declared is not None:
                of = declared.type.element if isinstance(declared.type, t.ListType) else declared.type
                current = of.name if isinstance(of, t.RecordType) else ""
        return _join_path(steps, self.lang)

    # --- values ---

    def unit(self, unit: t.Unit, number: Fraction | None) -> str:
        """Return the word after a number: `points`, `CNY`, `元`; singular for exactly one in English."""
        if unit.name in _UNITS and unit.family != "own":
            one, many, zh = _UNITS[unit.name]
            return zh if self.lang == "zh" else one if number is not None and abs(number) == 1 else many
        if unit.name == "CNY" and self.lang == "zh" and unit.family == "money":
            return "元"
        declared = self._units.get(unit.name)
        # A label has no plural in English; the sign of a unit needs none.
        return self.chosen(declared.about.labels, unit.name) if declared and self.lang == "zh" else unit.name

    def number(self, number: Fraction, unit: t.Unit) -> str:
        """Return a number with its unit."""
        if unit.family == "percent":
            digits, space, exact = figures(number * 100).partition(" ")
            return f"{digits}%{space}{exact}"
        word = self.unit(unit, number)
        return f"{figures(number)} {word}" if word else figures(number)

    def member(self, name: str, of: t.Enum) -> str:
        """Return a member of an enumeration by its label."""
        if f"finding-{name}" in PHRASES and name in _FINDING_WORDS and of in _FINDINGS:
            return self.say(f"finding-{name}")
        found = next((member for member in of.members if member.name == name), None)
        return self.chosen(found.labels, name) if found else name

    def value(self, outcome: v.Outcome, of: t.Type) -> str:
        """Return an outcome as people read it; a gap as what is still possible."""
        match outcome:
            case v.Gap():
                if isinstance(of, t.YesNo) and not outcome.marks:
                    return self.say("open-only")
                return self._gap(outcome, of)
            case v.Absent():
                return self.say("absent")
            case bool():
                return self.say("yes" if outcome else "no")
            case Fraction():
                return self.number(outcome, of.unit if isinstance(of, t.Number) else t.PURE)
            case date():
                return day_text(outcome)
            case str():
                return self.member(outcome, of) if isinstance(of, t.Enum) else self.say("quoted", text=outcome)
            case v.Record():
                return self.path(outcome.path) if "[" in outcome.path else self.say("a-record")
            case frozenset():
                element = of.element if isinstance(of, t.SetType) else t.Text()
                return self.listed([self.value(item, element) for item in _by_rank(outcome, element)]) or self.say(
                    "none"
                )
            case tuple():
                if isinstance(of, t.ListType) and isinstance(of.element, t.RecordType):
                    return self.say("list-of", count=len(outcome)) if outcome else self.say("empty-list")
                element_type = of.element if isinstance(of, t.ListType) else of
                return self.listed([self.value(item, element_type) for item in outcome], 12) or self.say("empty-list")
            case _:
                assert_never(outcome)

    def stated(self, outcome: v.Outcome, of: t.Type) -> str:
        """Return the outcome of a score or tiering, where absent means: not applicable."""
        if isinstance(outcome, v.Absent):
            return self.say("status-not_applicable")
        return (
            self._gap(outcome, of, "status-not_applicable") if isinstance(outcome, v.Gap) else self.value(outcome, of)
        )

    def _gap(self, gap: v.Gap, of: t.Type, absent: str = "absent") -> str:
        possible = self.possible(gap, of, absent)
        match v.status(gap):
            case "conflict":
                return self.say("conflict-among", possible=possible)
            case "not_stated":
                if gap.possible == v.NOTHING and gap.marks == {"not_stated"}:
                    return self.say("not-stated")
                return self.say("not-stated-among", possible=possible)
            case _:
                return self.say("open", possible=possible)

    def possible(self, gap: v.Gap, of: t.Type, absent: str = "absent") -> str:
        """Return what is still possible for a gap, the marks included; `absent` is the phrase for that mark."""
        items: list[str] = []
        match gap.possible:
            case v.Subset(members=members):
                items += [self.value(member, of) for member in _by_rank(members, of)]
            case v.Interval(low=low, high=high):
                items.append(self._interval(low, high, of))
            case v.Anything():
                items.append(self.say("anything"))
            case _:
                assert_never(gap.possible)
        items += [self.say(absent if mark == "absent" else "not-stated") for mark in sorted(gap.marks)]
        return self.listed(items)

    def _interval(self, low: v.Endpoint | None, high: v.Endpoint | None, of: t.Type) -> str:
        dated = isinstance(of, t.Date | t.Moment)
        if low is not None and high is not None:
            if low == high:
                return self.value(low, of)
            return self.say("from-to", low=self.value(low, of), high=self.value(high, of))
        if low is not None:
            return self.say("not-before" if dated else "at-least", low=self.value(low, of))
        if high is not None:
            return self.say("not-after" if dated else "at-most", high=self.value(high, of))
        return self.say("anything")

    # --- expressions ---

    def expr(self, expr: n.Expr) -> str:
        """Return an expression with labels and units, in signs that both languages share."""
        return self._expr(expr)[0]

    def named(self, expr: n.Expr) -> str:
        """Return an expression as the subject of a sentence: a label stands in quotes where it could run together."""
        text = self.expr(expr)
        return self._quoted(text) if isinstance(expr, _NAMED) else text

    def condition(self, expr: n.Expr) -> str:
        """Return a condition; a fact that is yes or no is said to hold or not."""
        match expr:
            case n.Field() | n.Ref() | n.Param():
                return self.say("expr-holds", a=self.named(expr))
            case n.Op(op="not", operands=(n.Field() | n.Ref() | n.Param() as operand,)):
                return self.say("expr-fails", a=self.named(operand))
            case _:
                return self.expr(expr)

    def _quoted(self, label: str) -> str:
        return label if self.lang == "en" and " " not in label else self.say("quoted", text=label)

    def _quoted_member(self, label: str) -> str:
        return (
            self.say("quoted", text=label)
            if len(label.split()) > 1 or len(label) > (LONG_LABEL if label.isascii() else LONG_LABEL // 4)
            else label
        )

    def _inside(self, expr: n.Expr) -> str:
        """Return an operand: labels in quotes where they could run together, and in brackets what has several words."""
        text, tight = self._expr(expr)
        if isinstance(expr, _NAMED):
            return self._quoted(text)
        return text if tight else self._bracketed(text)

    def _part(self, expr: n.Expr) -> str:
        """Return a part of a longer condition, in brackets where it is itself made of parts."""
        text = self.condition(expr)
        compound = isinstance(expr, n.Op) and expr.op in ("and", "or", "at_least") and len(expr.operands) > 1
        return self._bracketed(text) if compound or isinstance(expr, n.Match) else text

    def _bracketed(self, text: str) -> str:
        return f"({text})" if self.lang == "en" else f"（{text}）"

    def _expr(self, expr: n.Expr) -> tuple[str, bool]:
        """Return the text and whether it can stand as an operand without brackets."""
        match expr:
            case n.Const():
                text = self.value(expr.value, expr.type)
                return (self._quoted_member(text) if isinstance(expr.type, t.Enum) else text), True
            case n.Open():
                return self.say("not-stated" if expr.kind == "not_stated" else "unknown"), True
            case n.Var():
                if expr.id in self._moving:
                    return self.say(f"moving-{expr.name}"), True
                return (self.say("a-record") if expr.name == "self" else _bare(expr.name)), True
            case n.AsOf():
                return self.say("as-of"), True
            case n.KnownAt():
                return self.say("known-at"), True
            case n.Field():
                return self._owned(expr.of, self.field_label(_record(expr.of), expr.name)), True
            case n.Ref():
                label = self.label(expr.target)
                if isinstance(self.index.get(expr.target), n.Benefit | n.Contribution):
                    owner = expr.target.rpartition("/")[0]
                    label = self.say("path-step", outer=self.label(owner), inner=label)
                if isinstance(expr.of, n.Var) and expr.of.name != "self" and self._is_period(expr.of.type):
                    label = self._own_label(self.index.get(expr.target)) or label
                return self._owned(expr.of, label), True
            case n.Param():
                label = self.label(expr.parameter)
                if expr.keys:
                    keys = self.listed([*map(self.expr, expr.keys)])
                    label = self.say("expr-param-keyed", parameter=label, keys=keys)
                if expr.at is not None:
                    label = self.say("expr-param-at", parameter=label, day=self.expr(expr.at))
                return label, True
            case n.ReadingOf():
                return self.label(expr.reading), True
            case n.Op():
                return self._op(expr)
            case n.Match():
                return self._match(expr)
            case n.Table():
                return self.say("expr-table", keys=self.listed([self.expr(key) for key in expr.keys])), False
            case n.Aggregate():
                return self._aggregate(expr), False
            case n.GroupFact():
                return self._group_fact(expr), False
            case n.Periods():
                return self._of_periods(expr), False
            case _:
                assert_never(expr)

    def of_period(self, field: n.Field) -> bool:
        """Whether a field belongs to a period of a duty: whose it is, its first and last day. Nobody gave it."""
        return self._is_period(field.of.type)

    def _is_period(self, of: t.Type) -> bool:
        return isinstance(of, t.RecordType) and of.name in self._periods

    def _of_periods(self, expr: n.Periods) -> str:
        """Return which periods a repeated duty has: `every week from Since to as of`."""
        several = f"period-{expr.unit}s"
        unit = self.say(f"period-{expr.unit}") if expr.count == 1 else self.say(several, count=expr.count)
        end = self.expr(expr.as_of)
        if expr.start is None:
            return self.say("expr-period", unit=unit, end=end)
        return self.say("expr-periods", unit=unit, start=self._inside(expr.start), end=end)

    def _owned(self, of: n.Expr, label: str) -> str:
        """Return a label after the labels of the records it is read through."""
        match of:
            case n.Var(name=name):
                return label if name == "self" or name.startswith("_") else f"{name} › {label}"
            case n.Field() if self.of_period(of):
                return label
            case _:
                return self.say("path-step", outer=self.expr(of), inner=label)

    def _op(self, expr: n.Op) -> tuple[str, bool]:
        operands = expr.operands
        match expr.op:
            case "add" | "add_days" | "add_months" | "add_seconds" | "add_working_days":
                text = self._inside(operands[0])
                for operand in operands[1:]:
                    if isinstance(operand, n.Op) and operand.op == "neg":
                        text += f" − {self._inside(operand.operands[0])}"
                    else:
                        text += f" + {self._inside(operand)}"
                return text, False
            case "neg":
                return f"−{self._inside(operands[0])}", False
            case "mul":
                return " × ".join(map(self._inside, operands)), False
            case "div":
                return " ÷ ".join(map(self._inside, operands)), False
            case "eq" | "ne" | "lt" | "le" | "gt" | "ge":
                return f" {_SIGNS[expr.op]} ".join(map(self._compared, operands)), False
            case "at_time":
                day, time = operands
                return f"{self._inside(day)} {self._time(time)}", False
            case "convert" | "day_of":
                return self._expr(operands[0])
            case "ranged":
                return self.say("expr-ranged", a=self._inside(operands[0]), range=self.range(expr)), False
            case "round":
                a, b = map(self._inside, operands)
                return self.say(f"expr-round-{expr.mode}", a=a, b=b), False
            case "and" | "or":
                text = self._part(operands[0])
                for operand in operands[1:]:
                    text = self.say(f"expr-{expr.op}", a=text, b=self._part(operand))
                return text, False
            case "not":
                return self.say("expr-not", a=self._bracketed(self.condition(operands[0]))), False
            case "at_least":
                parts = self.say("list-long").join(map(self.condition, operands))
                return self.say("expr-at_least", count=expr.count, parts=parts), False
            case "subset" if isinstance(operands[1], n.Const):
                return self.say("expr-among", a=self._inside(operands[0]), b=self._inside(operands[1])), False
            case "in" if not isinstance(operands[1], n.Const):
                return self.say("expr-contains", a=self._inside(operands[0]), b=self._inside(operands[1])), False
            case "agreed" | "highest" | "lowest":
                return self.say(f"expr-{expr.op}", a=self.listed([*map(self._inside, operands)])), True
            case _:
                words = dict(zip(("a", "b"), map(self._inside, operands), strict=False))
                return self.say(f"expr-{expr.op}", **words), False

    def _time(self, seconds: n.Expr) -> str:
        """Return a time of day: `17:00`, seconds only where there are any."""
        if isinstance(seconds, n.Const) and isinstance(seconds.value, Fraction):
            minutes, rest = divmod(int(seconds.value), 60)
            shown = f"{minutes // 60:02}:{minutes % 60:02}"
            return f"{shown}:{rest:02}" if rest else shown
        return self._inside(seconds)

    def calendar(self, id: str) -> str:
        """Return what a calendar is called, and between which days it is known."""
        found = next((calendar for calendar in self.program.calendars if calendar.id == id), None)
        label = self._quoted(id if found is None else self.chosen(found.about.labels, id))
        if found is None or (found.known_from is None and found.known_through is None):
            return label
        return self.say("bracketed", text=label, more=self._interval(found.known_from, found.known_through, t.Date()))

    def range(self, expr: n.Op) -> str:
        """Return the range of a `ranged` operator."""
        return self._interval(expr.low, expr.high, expr.type)

    def _compared(self, expr: n.Expr) -> str:
        """Return one side of a comparison: arithmetic needs no brackets there."""
        if isinstance(expr, n.Op) and expr.op in _SUMS:
            return self.expr(expr)
        return self._inside(expr)

    def _match(self, expr: n.Match) -> tuple[str, bool]:
        if expr.kind == "promise":
            # Cases of a promise are those of the benefit: `service/mid/within_20s` grants `service/within_20s`.
            parts = expr.all_cases[0].id.split("/")
            return self.say("expr-promise", benefit=self.label(f"{parts[0]}/{parts[-1]}")), True
        say_value = self.condition if isinstance(expr.type, t.YesNo) else self.expr
        if known_and_rest(expr)[0] is not None:
            return self.say("expr-known-then"), False
        text = ""
        for case in reversed(expr.all_cases):
            if case.guard is None or not text:
                text = say_value(case.value)
            else:
                text = self.say("expr-if", c=self.condition(case.guard), a=say_value(case.value), b=text)
        return text, not expr.cases

    def _aggregate(self, expr: n.Aggregate) -> str:
        key = f"expr-{expr.kind}"
        if expr.kind in ("highest", "lowest", "agreed"):
            key = f"expr-aggregate-{expr.kind}"
        words = {"list": self._inside(expr.over)}
        if expr.value is not None:
            words["value"] = (self._part if expr.kind in ("all", "some") else self._inside)(expr.value)
        # That elements were known is told where one was not.
        _, where = known_and_rest(expr.where)
        if where is not None:
            words["where"] = self._part(where)
            key += "-where"
        return self.say(key, **words)

    def _group_fact(self, expr: n.GroupFact) -> str:
        words = {"population": self.label(expr.population)}
        if expr.value is not None:
            words["value"] = self._inside(expr.value)
        if expr.argument is not None:
            words["argument"] = self._inside(expr.argument)
        if expr.kind == "count" and expr.where is not None:
            words["where"] = self._part(expr.where)
        text = self.say(f"expr-group-{expr.kind}", **words)
        if expr.where is None or expr.kind == "count":
            return text
        return self.say("expr-group-where", text=text, where=self._part(expr.where))


#: Operators that are written with signs between their operands.
_SUMS = ("add", "neg", "mul", "div", "add_days", "add_months", "add_seconds", "add_working_days", "at_time")
#: Expressions that are said by a name alone.
_NAMED = (n.Field, n.Ref, n.Param, n.ReadingOf)


def _about(node: Named | None) -> n.About | None:
    match node:
        case n.DatedValue():
            return n.About(cite=node.cite)
        case None:
            return None
        case _:
            found = getattr(node, "about", None)
            return found if isinstance(found, n.About) else None


def _record(of: n.Expr) -> str:
    return of.type.name if isinstance(of.type, t.RecordType) else ""


def _bare(name: str) -> str:
    return "" if name.startswith("_") else name


def _join_path(steps: Sequence[str], lang: Lang) -> str:
    text = steps[0] if steps else ""
    for step in steps[1:]:
        text = say("path-step", lang, outer=text, inner=step)
    return text


def _by_rank(members: frozenset[bool | str] | frozenset[str], of: t.Type) -> list[bool | str]:
    order: dict[bool | str, int] = {True: 0, False: 1}
    if isinstance(of, t.Enum):
        order = {name: place for place, name in enumerate(of.names)}
    return sorted(members, key=lambda member: (order.get(member, len(order)), str(member)))
