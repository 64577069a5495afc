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
from policycore.core.codec import MATTER_FINDING, REQUIRE_FINDING, number_text
from policycore.core.walk import Named, by_id, walk
from policycore.explain.phrases import PHRASES, Lang, listed, say

#: Digits after the point of a number that has no end, and of one that has too many.
SHOWN_PLACES = 3
MOST_PLACES = 12

_UNITS: dict[str, tuple[str, str, str]] = {
    # name: one, many, Chinese
    "points": ("point", "points", "分"),
    "second": ("second", "seconds", "秒"),
    "minute": ("minute", "minutes", "分钟"),
    "hour": ("hour", "hours", "小时"),
    "day": ("day", "days", "日"),
    "week": ("week", "weeks", "周"),
    "month": ("month", "months", "个月"),
    "quarter": ("quarter", "quarters", "个季度"),
    "year": ("year", "years", "年"),
}
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
    _units: dict[str, n.UnitDecl] = field(init=False, default=Factory(dict))
    _members: dict[t.Enum, t.Enum] = field(init=False, default=Factory(dict))

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
        for unit in self.program.units:
            self._units[unit.unit.name] = unit

    # --- names ---

    def say(self, key: str, /, **words: object) -> str:
        return say(key, self.lang, **words)

    def listed(self, items: Sequence[str], most: int = 0) -> str:
        return listed(items, self.lang, most=most)

    def chosen(self, labels: n.Labels, name: str) -> str:
        """Return the label in this language, else in another, else the name."""
        found = dict(labels)
        return found.get(self.lang) or next(iter(found.values()), "") or name

    def label(self, id: str) -> str:
        """Return what a node, statement, parameter or reading is called; a rule without a label by its own name."""
        node = self.index.get(id)
        name = id.rpartition(":")[2].rpartition("/")[2]
        about = _about(node)
        return self.chosen(about.labels, name) if about else name

    def cite(self, cite: n.Cite | None) -> str:
        """Return a citation with the title of its document, "" for none."""
        if cite is None:
            return ""
        title = dict(self.program.header.sources).get(cite.document, cite.document)
        return self.say("cite", document=title, place=cite.place) if title else cite.place

    def rule(self, id: str) -> str:
        """Return a rule with its label, id and citation."""
        node = self.index.get(id)
        about = _about(node)
        cite = self.cite(about.cite) if about else ""
        label = self.chosen(about.labels, "") if about else ""
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

    def judgement_part(self, part: str) -> str:
        return self.say(f"judgement-{part}") if f"judgement-{part}" in PHRASES else part

    def path(self, path: str) -> str:
        """Return a record path with the labels of its fields: `loans[2].amount` as `Loans [2] › Amount`."""
        steps: list[str] = []
        current = self.record
        for name, place in _STEP.findall(path):
            if place:
                outer = steps.pop() if steps else ""
                key = "element-any" if place == "?" else "element" if place.isdecimal() else "element-named"
                steps.append(self.say(key, list=outer, place=place))
                continue
            declared = self._fields.get((current, name))
            steps.append(self.field_label(current, name) if declared else self.judgement_part(name))
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
        return self.chosen(declared.about.labels, unit.name) if declared else unit.name

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
                return self.say("open", possible=self.possible(outcome, of))
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
                return self.path(outcome.path) if outcome.path else self.say("a-record")
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

    def possible(self, gap: v.Gap, of: t.Type) -> str:
        """Return what is still possible for a gap, the marks included."""
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
        items += [self.say("absent" if mark == "absent" else "not-stated") for mark in sorted(gap.marks)]
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

    def _inside(self, expr: n.Expr) -> str:
        """Return an operand: in brackets when it is made of several words itself."""
        text, tight = self._expr(expr)
        return text if tight else f"({text})" if self.lang == "en" else f"（{text}）"

    def _expr(self, expr: n.Expr) -> tuple[str, bool]:
        """Return the text and whether it can stand as an operand without brackets."""
        match expr:
            case n.Const():
                return self.value(expr.value, expr.type), True
            case n.Open():
                return self.say("not-stated" if expr.kind == "not_stated" else "unknown"), True
            case n.Var():
                return (self.say("a-record") if expr.name == "self" else _bare(expr.name)), True
            case n.AsOf():
                return self.say("as-of"), True
            case n.Field():
                return self._owned(expr.of, self.field_label(_record(expr.of), expr.name)), True
            case n.Ref():
                label = self.label(expr.target)
                if isinstance(self.index.get(expr.target), n.Benefit | n.Contribution):
                    owner = expr.target.rpartition("/")[0]
                    label = self.say("path-step", outer=self.label(owner), inner=label)
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
            case _:
                assert_never(expr)

    def _owned(self, of: n.Expr, label: str) -> str:
        """Return a label after the labels of the records it is read through."""
        match of:
            case n.Var(name=name):
                return label if name == "self" or name.startswith("_") else f"{name} › {label}"
            case _:
                return self.say("path-step", outer=self._inside(of), inner=label)

    def _op(self, expr: n.Op) -> tuple[str, bool]:
        operands = expr.operands
        match expr.op:
            case "add" | "add_days" | "add_months" | "add_seconds":
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
                return f" {_SIGNS[expr.op]} ".join(map(self._inside, operands)), False
            case "convert" | "ranged":
                return self._expr(operands[0])
            case "round":
                a, b = map(self._inside, operands)
                return self.say(f"expr-round-{expr.mode}", a=a, b=b), False
            case "and" | "or":
                text = self._inside(operands[0])
                for operand in operands[1:]:
                    text = self.say(f"expr-{expr.op}", a=text, b=self._inside(operand))
                return text, False
            case "at_least":
                parts = self.say("list-long").join(map(self.expr, operands))
                return self.say("expr-at_least", count=expr.count, parts=parts), False
            case "in" if not isinstance(operands[1], n.Const):
                return self.say("expr-contains", a=self._inside(operands[0]), b=self._inside(operands[1])), False
            case "agreed" | "highest" | "lowest":
                return self.say(f"expr-{expr.op}", a=self.listed([*map(self.expr, operands)])), True
            case _:
                words = dict(zip(("a", "b"), map(self._inside, operands), strict=False))
                return self.say(f"expr-{expr.op}", **words), False

    def _match(self, expr: n.Match) -> tuple[str, bool]:
        if expr.kind == "promise":
            # Cases of a promise are those of the benefit: `service/mid/within_20s` grants `service/within_20s`.
            parts = expr.all_cases[0].id.split("/")
            return self.say("expr-promise", benefit=self.label(f"{parts[0]}/{parts[-1]}")), True
        *earlier, last = expr.all_cases
        text = self.expr(last.value)
        for case in reversed(earlier):
            if case.guard is not None:
                text = self.say("expr-if", c=self.expr(case.guard), a=self.expr(case.value), b=text)
        return text, not expr.cases

    def _aggregate(self, expr: n.Aggregate) -> str:
        key = f"expr-{expr.kind}"
        if expr.kind in ("highest", "lowest", "agreed"):
            key = f"expr-aggregate-{expr.kind}"
        words = {"list": self._inside(expr.over)}
        if expr.value is not None:
            words["value"] = self._inside(expr.value)
        if expr.where is not None:
            words["where"] = self._inside(expr.where)
            key += "-where"
        return self.say(key, **words)


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
