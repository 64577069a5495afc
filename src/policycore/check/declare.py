"""Declarations to Core: header, units, choices, records, actors, parameters, readings; and the names of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from attrs import evolve

from policycore import types as t
from policycore.check.expressions import Expressions
from policycore.check.fitting import fit
from policycore.check.kinds import constant_of
from policycore.check.literals import date_value, number_of, resolve_unit, unit_named
from policycore.check.wording import describe
from policycore.check.world import HABITS_OF_TYPES, Env, Module, Scope, Symbol, World, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Label, Phrase
from policycore.source import Span
from policycore.syntax import ast

LANGUAGES = ("en", "zh")
STATUSES = ("in_force", "trial", "draft", "proposal")
#: Whether the day from which a deadline counts is its first day.
START_DAYS = ("excluded", "included")
MARKS = ("changeable", "personal", "aside", "recorded")
BUILTIN_TYPES = ("text", "yes_no", "whole", "number", "points", "percent", "money", "date", "moment")
HEADER_SETTINGS = (
    "languages",
    "version",
    "in_force",
    "status",
    "source",
    "issued",
    "approved_by",
    "approved_on",
    "time_zone",
    "calendar",
    "start_day",
    "cites",
)


def labels_of(labels: tuple[ast.Str, ...], languages: tuple[str, ...], world: World) -> core.Labels:
    """Pair labels with the languages of the header, in its order."""
    if len(labels) > len(languages):
        world.report("PC410", labels[len(languages)].span, count=len(languages))
    return tuple((language, label.text) for language, label in zip(languages, labels, strict=False))


def cite_of(cite: ast.Cite | None, module: Module, world: World) -> core.Cite | None:
    """Return the citation; a document it names must stand in the header."""
    if cite is None:
        return None
    document = cite.document.text if cite.document is not None else ""
    header = module.header
    known = [name for name, _ in header.sources if name] if header is not None else []
    if cite.document is not None and document not in known:
        world.report("PC215", cite.document.span, help=did_you_mean(document, known), name=document)
    return core.Cite(document, cite.place.text)


def about_of(head: ast.Head, module: Module, world: World) -> core.About:
    """Return labels, citation and note of a head."""
    languages = module.header.languages if module.header is not None else ("en",)
    return core.About(
        labels_of(head.labels, languages, world),
        cite_of(head.cite, module, world),
        head.note.text if head.note is not None else "",
    )


# --- header ------------------------------------------------------------------------------------------------------


def header_of(policy: ast.Policy, world: World) -> core.Header:
    """Return the header of a policy."""
    header = core.Header(policy.head.name.text)
    sources: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    seen: set[str] = set()
    for setting in policy.settings:
        name = setting.name.text
        if name in seen:
            world.report("PC216", setting.name.span, name=name)
            continue
        seen.add(name)
        match name:
            case "languages":
                languages = tuple(v.text for v in setting.values if isinstance(v, ast.Ident))
                for value in setting.values:
                    if not isinstance(value, ast.Ident) or value.text not in LANGUAGES:
                        world.report("PC411", _span(value), name=name, expected=LANGUAGES)
                        break
                else:
                    header = evolve(header, languages=languages)
            case "status":
                word = _word(setting)
                if word not in STATUSES:
                    help = did_you_mean(word, STATUSES)
                    world.report("PC411", setting.span, help=help, name=name, expected=STATUSES)
                else:
                    header = evolve(header, status=word)
            case "in_force":
                header = _in_force(header, setting, world)
            case "version" | "time_zone":
                text = _string(setting)
                if text is None:
                    world.report("PC412", setting.span, name=name)
                elif name == "version":
                    header = evolve(header, version=text)
                elif not _zone_exists(text, world):
                    world.report("PC413", setting.span, name=text)
                else:
                    header = evolve(header, time_zone=text)
            case "calendar":
                pass  # it is found once all names of the file are known
            case "start_day":
                if _word(setting) not in START_DAYS:
                    help = did_you_mean(_word(setting), START_DAYS)
                    world.report("PC411", setting.span, help=help, name=name, expected=START_DAYS)
                else:
                    others.append((name, _word(setting)))
            case "cites":
                if _word(setting) != "required":
                    world.report("PC411", setting.span, name=name, expected=("required",))
                else:
                    header = evolve(header, cites_required=True)
            case "issued" | "approved_on":
                day = setting.values[0] if setting.values else None
                if not isinstance(day, ast.DateLit):
                    world.report("PC414", setting.span, name=name)
                elif (known := date_value(day.text, day.span, world)) is not None:
                    others.append((name, day.text))
                    if name == "issued":
                        header = evolve(header, issued=known)
            case "approved_by":
                text = _string(setting)
                if text is None:
                    world.report("PC412", setting.span, name=name)
                else:
                    others.append((name, text))
            case _:
                # Any other setting with a text names a further source document.
                text = _string(setting)
                near = did_you_mean(name, HEADER_SETTINGS) if name != "source" else None
                if text is None or near is not None:
                    world.report("PC217", setting.name.span, help=near, name=name, known=HEADER_SETTINGS)
                else:
                    sources.append(("" if name == "source" else name, text))
    header = evolve(header, sources=tuple(sources), settings=tuple(others))
    about = core.About(
        labels_of(policy.head.labels, header.languages, world),
        None,
        policy.head.note.text if policy.head.note is not None else "",
    )
    return evolve(header, about=about)


def _zone_exists(name: str, world: World) -> bool:
    """Whether there is a zone of this name; where nobody knows them, whether it has the form of the IANA data base."""
    if world.zones is not None:
        return world.zones(name) is not None
    parts = name.split("/")
    return name == "UTC" or (len(parts) > 1 and all(part.replace("_", "").replace("-", "").isalnum() for part in parts))


def _in_force(header: core.Header, setting: ast.Setting, world: World) -> core.Header:
    value = setting.values[0] if len(setting.values) == 1 else None
    low: ast.Expr | None
    high: ast.Expr | None
    match value:
        case ast.SettingRange():
            low, high = value.low, value.high
        case ast.DateLit():
            low, high = value, None
        case _:
            world.report("PC414", setting.span, name="in_force")
            return header
    days: list[date | None] = []
    for part in (low, high):
        if part is None:
            days.append(None)
        elif isinstance(part, ast.DateLit):
            days.append(date_value(part.text, part.span, world))
        else:
            world.report("PC414", setting.span, name="in_force")
            return header
    if days[0] is not None and days[1] is not None and days[1] < days[0]:
        world.report("PC324", setting.span)
    return evolve(header, in_force_from=days[0], in_force_to=days[1])


def _word(setting: ast.Setting) -> str:
    value = setting.values[0] if len(setting.values) == 1 else None
    return value.text if isinstance(value, ast.Ident) else ""


def _string(setting: ast.Setting) -> str | None:
    value = setting.values[0] if len(setting.values) == 1 else None
    return value.text if isinstance(value, ast.Str) else value.text if isinstance(value, ast.TextLit) else None


def _span(value: ast.Ident | ast.Str | ast.Expr | ast.SettingRange) -> Span:
    return value.span


# --- names of a file ---------------------------------------------------------------------------------------------


def declare_names(module: Module, world: World) -> None:
    """Enter every named statement of a file; a second of the same name is reported."""
    for statement in module.document.statements:
        kind = _KINDS.get(type(statement))
        if kind is None:
            continue
        head = statement.head  # type: ignore[union-attr]  # all kinds in the table have one
        symbol = Symbol(kind, head.name.text, module.id(head.name.text), statement, module)  # type: ignore[arg-type]
        add_symbol(symbol, head.name, module, world)
        for item in statement.items if isinstance(statement, ast.Population) else ():
            # What a population defines is a fact of its members, and called by its own name.
            name = item.head.name
            inner = Symbol(_KINDS[type(item)], name.text, module.id(name.text), item, module, inside=symbol)  # type: ignore[arg-type]
            add_symbol(inner, name, module, world)


def add_symbol(symbol: Symbol, name: ast.Ident, module: Module, world: World) -> None:
    """Enter a name, or report that it is taken."""
    other = module.symbols.get(name.text)
    if other is not None:
        world.report("PC218", name.span, labels=[Label(other.span, Phrase("declared_here"))], name=name.text)
        return
    module.symbols[name.text] = symbol


_KINDS = {
    ast.Record: "record",
    ast.Choice: "choice",
    ast.Calendar: "calendar",
    ast.Actor: "actor",
    ast.Parameter: "parameter",
    ast.Reading: "reading",
    ast.Define: "define",
    ast.Require: "require",
    ast.Score: "score",
    ast.Tiering: "tiering",
    ast.Population: "population",
    ast.Entitlements: "entitlements",
    ast.Accountability: "accountability",
    ast.Duty: "duty",
    ast.Procedure: "procedure",
    ast.Law: "law",
}


# --- units -------------------------------------------------------------------------------------------------------


def declare_units(module: Module, world: World) -> None:
    """Declare the units of a file; a unit may be said in terms of another one, in any order."""
    waiting: list[ast.Unit] = []
    for node in module.document.statements:
        if not isinstance(node, ast.Unit):
            continue
        name = node.head.name
        if name.text in module.units or any(name.text == other.head.name.text for other in waiting):
            world.report("PC218", name.span, name=name.text)
            continue
        known = unit_named(name.text, module)
        if known is not None:
            # A currency may be given another scale; time units are fixed.
            if known.family != "money" or node.equals is not None:
                world.report("PC219", name.span, name=name.text)
            else:
                places = _decimals(node, world)
                _declare_unit(node, evolve(known, places=known.places if places is None else places), module, world)
        elif node.equals is None:
            _declare_unit(node, _own_unit(node, module, world), module, world)
        else:
            waiting.append(node)
    while waiting:
        missing = {node.head.name.text for node in waiting}
        ready = [node for node in waiting if not missing & {_base_name(node)}]
        for node in ready or waiting[:1]:
            waiting.remove(node)
            _declare_unit(node, _said_by_another(node, module, world), module, world)


def _declare_unit(node: ast.Unit, unit: t.Unit, module: Module, world: World) -> None:
    id = module.id(node.head.name.text)
    module.units[node.head.name.text] = unit
    world.units[id] = core.UnitDecl(id, unit, about_of(node.head, module, world), node.head.name.span)


def _own_unit(node: ast.Unit, module: Module, world: World) -> t.Unit:
    name = node.head.name.text
    places = _decimals(node, world)
    return t.Unit(name, "own", module.id(name), Fraction(1), 6 if places is None else places)


def _base_name(node: ast.Unit) -> str:
    """Return the name of the unit that a unit is said by, "" where there is none."""
    equal = node.equals
    return equal.unit.text if isinstance(equal, ast.NumberLit) and equal.unit is not None else ""


def _said_by_another(node: ast.Unit, module: Module, world: World) -> t.Unit:
    """Return a unit that is so many of another; after a report one of its own, so that using it is no second error."""
    own = _own_unit(node, module, world)
    equal = node.equals
    if not isinstance(equal, ast.NumberLit) or equal.unit is None or equal.percent:
        world.report("PC415", equal.span if equal is not None else node.span, name=own.name)
        return own
    base = resolve_unit(equal.unit, world, module)
    factor = number_of(equal.digits, equal.scale)
    if base is None:
        return own
    if base.family != "own" or factor == 0:
        world.report("PC415", equal.span, name=own.name)
        return own
    return evolve(own, base=base.base, factor=factor * base.factor)


def _decimals(node: ast.Unit, world: World) -> int | None:
    places = None
    for setting in node.settings:
        value = setting.values[0] if len(setting.values) == 1 else None
        if setting.name.text != "decimals":
            world.report("PC217", setting.name.span, name=setting.name.text, known=("decimals",))
        elif (
            not isinstance(value, ast.NumberLit)
            or value.unit is not None
            or value.percent
            or (count := number_of(value.digits, value.scale)).denominator != 1
            or count > 12
        ):
            world.report("PC416", setting.span)
        else:
            places = int(count)
    return places


# --- types -------------------------------------------------------------------------------------------------------


def enum_of(node: ast.EnumTypeExpr, module: Module, world: World, name: str = "") -> t.Enum | None:
    """Return the enumeration that braces declare; members from highest to lowest where ordered."""
    members: list[t.Member] = []
    languages = module.header.languages if module.header is not None else ("en",)
    for item in node.items:
        if any(member.name == item.name.text for member in members):
            world.report("PC220", item.name.span, name=item.name.text)
            return None
        cite = cite_of(item.cite, module, world)
        members.append(t.Member(item.name.text, labels_of(item.labels, languages, world), cite.place if cite else ""))
    if node.sign == "<":
        members.reverse()
    return t.Enum(tuple(members), node.sign != ",", node.open, name)


def type_of(node: ast.TypeExpr, module: Module, world: World) -> t.Type | None:
    """Return the type that a type expression names, or None after a report."""
    match node:
        case ast.EnumTypeExpr():
            return enum_of(node, module, world)
        case ast.ListOf():
            element = type_of(node.element, module, world)
            if isinstance(element, t.ListType | t.SetType):
                world.report("PC333", node.span)
                return None
            return None if element is None else t.ListType(element)
        case ast.SetOf():
            element = type_of(node.element, module, world)
            if element is not None and not isinstance(element, t.Enum | t.Text):
                world.report("PC334", node.span)
                return None
            return None if element is None else t.SetType(element)
        case ast.NamedType():
            return _named_type(node, module, world)


def _named_type(node: ast.NamedType, module: Module, world: World) -> t.Type | None:
    name = node.name.text
    symbol = module.symbols.get(name)
    if symbol is not None and symbol.kind == "record" and node.unit is None:
        return t.RecordType(symbol.id)
    if symbol is not None and symbol.kind == "choice" and node.unit is None:
        choice = world.choices.get(symbol.id)
        return None if choice is None else choice.type
    if node.unit is not None and name not in ("number", "money"):
        world.report("PC335", node.unit.span, name=name)
        return None
    match name:
        case "text":
            return t.Text()
        case "yes_no":
            return t.YesNo()
        case "whole":
            return t.Number(t.PURE, whole=True)
        case "points":
            return t.Number(t.POINTS)
        case "percent":
            return t.Number(t.PERCENT)
        case "date":
            return t.Date()
        case "moment":
            return t.Moment()
        case "number" | "money":
            return _quantity_type(node, module, world)
        case _:
            known = [*BUILTIN_TYPES, *(s.name for s in module.symbols.values() if s.kind in ("record", "choice"))]
            world.report("PC221", node.name.span, help=did_you_mean(name, known, HABITS_OF_TYPES), name=name)
            return None


def _quantity_type(node: ast.NamedType, module: Module, world: World) -> t.Type | None:
    if node.unit is None:
        if node.name.text == "money":
            world.report("PC336", node.span)
            return None
        return t.Number()
    unit = resolve_unit(node.unit, world, module)
    if unit is None:
        return None
    if (unit.family == "money") != (node.name.text == "money"):
        code = "PC337" if node.name.text == "money" else "PC338"
        world.report(code, node.unit.span, name=node.unit.text)
        return None
    return t.Number(unit)


def bounded(of: t.Type, bounds: Iterable[ast.Bound], expressions: Expressions, env: Env) -> t.Type | None:
    """Return a type with bounds, moved to the next value of its scale where an end is excluded."""
    for bound in bounds:
        if not isinstance(of, t.Number | t.Date):
            expressions.world.report("PC339", bound.span, type=describe(of))
            return None
        ends = [bound.value] if bound.high is None else [bound.value, bound.high]
        values: list[Fraction | date] = []
        for end in ends:
            typed = expressions.check(end, env, "bound")
            if typed is not None:
                typed = fit(typed, of, end.span, expressions.world, data=True)
            value = constant_of(typed.expr) if typed is not None else None
            if typed is None:
                return None
            if not isinstance(value, Fraction | date) or isinstance(value, datetime):
                expressions.world.report("PC321", end.span)
                return None
            values.append(value)
        low = values[0] if bound.kind in ("at_least", "more_than", "between") else None
        high = values[-1] if bound.kind in ("at_most", "less_than", "between") else None
        if isinstance(of, t.Number):
            within = _number_bounds(of, bound, low, high)
            if within is None:
                expressions.world.report("PC324", bound.span)
                return None
            of = within
        elif bound.kind in ("more_than", "less_than"):
            expressions.world.report("PC340", bound.span)
            return None
        else:
            of = t.Date(
                low.isoformat() if isinstance(low, date) else of.low,
                high.isoformat() if isinstance(high, date) else of.high,
            )
    return of


def _number_bounds(
    of: t.Number, bound: ast.Bound, low: Fraction | date | None, high: Fraction | date | None
) -> t.Number | None:
    """Return a number type with one more bound, None where nothing is left."""
    if isinstance(low, Fraction):
        of = evolve(of, low=low + _step(of) if bound.kind == "more_than" else low)
    if isinstance(high, Fraction):
        of = evolve(of, high=high - _step(of) if bound.kind == "less_than" else high)
    return None if of.low is not None and of.high is not None and of.low > of.high else of


def _step(of: t.Number) -> Fraction:
    """Return the distance of two neighbours on the scale of a type."""
    if of.whole:
        return Fraction(1)
    step = Fraction(1, 10**of.unit.places)
    return step / 100 if of.unit.family == "percent" else step


# --- declarations ------------------------------------------------------------------------------------------------


def declare_choices(module: Module, world: World) -> None:
    """Enter the enumerations that a file declares."""
    for symbol in own(module, "choice"):
        assert isinstance(symbol.node, ast.Choice)
        kind = enum_of(symbol.node.type, module, world, symbol.name)
        if kind is not None:
            world.choices[symbol.id] = core.Choice(
                symbol.id, kind, about_of(symbol.node.head, module, world), symbol.span
            )


def own(module: Module, *kinds: str) -> list[Symbol]:
    """Return the symbols that a file declares itself, in its order."""
    return [s for s in module.symbols.values() if s.module is module and s.kind in kinds]


def declare_records(module: Module, world: World, expressions: Expressions) -> None:
    """Enter the fields of the records that a file declares; the records themselves are entered already."""
    env = Env(module, "")
    for symbol in own(module, "record"):
        assert isinstance(symbol.node, ast.Record)
        fields: list[core.FieldDecl] = []
        for field in symbol.node.fields:
            name = field.head.name
            other = next((f for f in fields if f.name == name.text), None)
            if other is not None:
                world.report(
                    "PC222",
                    name.span,
                    labels=[Label(other.span, Phrase("declared_here"))],
                    name=name.text,
                    record=symbol.name,
                )
                continue
            kind = type_of(field.type, module, world)
            if kind is not None:
                kind = bounded(kind, field.bounds, expressions, env)
            if kind is None:
                kind = t.Text()  # poison: the field is known, so that reading it is not a second error
                world.poisoned.add(f"{symbol.id}.{name.text}")
            if field.key and (field.optional or not isinstance(kind, t.Text | t.Number | t.Date | t.Enum)):
                world.report("PC417", name.span, name=name.text)
            if field.key and any(f.key for f in fields):
                world.report("PC418", name.span, name=name.text, record=symbol.name)
            default = None
            if field.default is not None:
                default = _default(field.default, name.text, kind, module, expressions)
            fields.append(
                core.FieldDecl(
                    name.text,
                    kind,
                    key=field.key,
                    optional=field.optional,
                    judged=field.judged,
                    default=default,
                    marks=tuple(" ".join(word.text for word in mark) for mark in field.marks),
                    about=about_of(field.head, module, world),
                    span=name.span,
                )
            )
            for mark in field.marks:
                if mark[0].text not in MARKS:
                    help = did_you_mean(mark[0].text, MARKS)
                    world.report("PC223", mark[0].span, help=help, name=mark[0].text, known=MARKS)
            if any(mark[0].text == "recorded" for mark in field.marks):
                other = next((f for f in fields[:-1] if "recorded" in f.marks), None)
                if other is not None:
                    labels = [Label(other.span, Phrase("declared_here"))]
                    world.report("PC350", name.span, labels=labels, record=symbol.name)
                elif not isinstance(kind, t.Date | t.Moment):
                    world.report("PC349", name.span, name=name.text, found=describe(kind))
        world.records[symbol.id] = core.RecordDecl(
            symbol.id, tuple(fields), about=about_of(symbol.node.head, module, world), span=symbol.span
        )


def _default(data: ast.Data, name: str, kind: t.Type, module: Module, expressions: Expressions) -> core.Const | None:
    if isinstance(data, ast.RecordLit | ast.ListLit):
        expressions.world.report("PC321", data.span)
        return None
    value = expressions.constant(data, module, "default", kind)
    return None if value is None else core.Const(f"{name}/default", kind, value, data.span)


def declare_readings(module: Module, world: World) -> None:
    """Enter the readings that a file declares, each with the alternative in use."""
    languages = module.header.languages if module.header is not None else ("en",)
    for symbol in own(module, "reading"):
        node = symbol.node
        assert isinstance(node, ast.Reading)
        chosen = [a for a in node.alternatives if a.chosen]
        names = [a.head.name.text for a in node.alternatives]
        if len(chosen) != 1 or len(names) < 2:
            world.report("PC419", symbol.span, name=symbol.name)
            continue
        twice = [a.head.name for place, a in enumerate(node.alternatives) if a.head.name.text in names[:place]]
        if twice:
            world.report("PC220", twice[0].span, name=twice[0].text)
            continue
        kind = t.Enum(
            tuple(t.Member(a.head.name.text, labels_of(a.head.labels, languages, world)) for a in node.alternatives),
            name=symbol.name,
        )
        about = about_of(node.head, module, world)
        world.readings[symbol.id] = core.Reading(symbol.id, kind, chosen[0].head.name.text, about, symbol.span)


def declare_parameters(module: Module, world: World, expressions: Expressions) -> None:
    """Enter the parameters that a file declares, with their values by date and key."""
    env = Env(module, "")
    for symbol in own(module, "parameter"):
        node = symbol.node
        assert isinstance(node, ast.Parameter)
        kind = type_of(node.type, module, world)
        if kind is not None:
            kind = bounded(kind, node.bounds, expressions, env)
        if isinstance(kind, t.RecordType | t.ListType):
            world.report("PC341", node.type.span)
            kind = None
        keys: list[t.Enum] = []
        for key in node.keys:
            of = type_of(ast.NamedType(key, None, key.span), module, world)
            if of is not None and not isinstance(of, t.Enum):
                world.report("PC342", key.span, name=key.text)
            elif of is not None:
                keys.append(of)
        if kind is None or len(keys) < len(node.keys):
            continue
        values: list[core.DatedValue] = []
        entries: list[tuple[date | None, date | None, ast.Data, core.Cite | None, Span]] = []
        if node.value is not None:
            entries.append((None, None, node.value, None, node.value.span))
        for entry in node.entries:
            start = entry.start
            if not isinstance(start, ast.DateLit):
                world.report("PC302", start.span, found=Phrase("type_other"), wanted=Phrase("type_date"))
                continue
            since = date_value(start.text, start.span, world)
            if since is None:
                continue
            issued = _issued(entry, world)
            # What was put right later has the same first day, and another day of issue.
            if any((since, issued) == (other, known) for other, known, *_ in entries):
                world.report("PC225", start.span, day=start.text)
                continue
            entries.append((since, issued, entry.value, cite_of(entry.cite, module, world), entry.span))
        first_days = Counter(day for day, *_ in entries)
        for day, issued, data, cite, span in sorted(entries, key=lambda e: (e[0] or date.min, e[1] or date.min)):
            line = f"{symbol.id}/{day.isoformat() if day else 'value'}"
            if first_days[day] > 1 and issued is not None:
                line = f"{line}@{issued.isoformat()}"
            if keys:
                table = _keyed(data, keys, kind, line, module, world, expressions)
                if table is not None:
                    values.append(core.DatedValue(line, day, issued, table=table, cite=cite, span=span))
            else:
                const = parameter_value(data, kind, line, module, expressions)
                if const is not None:
                    values.append(core.DatedValue(line, day, issued, value=const, cite=cite, span=span))
        world.parameters[symbol.id] = core.Parameter(
            symbol.id, kind, tuple(keys), tuple(values), about_of(node.head, module, world), symbol.span
        )


def _issued(entry: ast.DatedEntry, world: World) -> date | None:
    """Return the day on which a dated value was issued, None where that is not said."""
    if entry.issued is None:
        return None
    if not isinstance(entry.issued, ast.DateLit):
        world.report("PC302", entry.issued.span, found=Phrase("type_other"), wanted=Phrase("type_date"))
        return None
    return date_value(entry.issued.text, entry.issued.span, world)


def parameter_value(
    data: ast.Data, kind: t.Type, id: str, module: Module, expressions: Expressions
) -> core.Const | None:
    """Return the constant that data of a parameter say."""
    world = expressions.world
    if isinstance(data, ast.ListLit) and isinstance(kind, t.SetType):
        members: list[str] = []
        for item in data.items:
            if isinstance(item, ast.Times | ast.RecordLit | ast.ListLit):
                world.report("PC321", item.span)
                return None
            one = parameter_value(item, kind.element, id, module, expressions)
            if one is None or not isinstance(one.value, str):
                return None
            members.append(one.value)
        return core.Const(id, kind, frozenset(members), data.span)
    if isinstance(data, ast.RecordLit | ast.ListLit):
        world.report("PC321", data.span)
        return None
    value = expressions.constant(data, module, id, kind)
    return None if value is None else core.Const(id, kind, value, data.span)


def _keyed(
    data: ast.Data,
    keys: list[t.Enum],
    kind: t.Type,
    id: str,
    module: Module,
    world: World,
    expressions: Expressions,
) -> tuple[tuple[tuple[str, ...], core.Const], ...] | None:
    """Return the table of a keyed parameter; with several keys the braces nest in their order."""
    if not isinstance(data, ast.RecordLit):
        world.report("PC343", data.span)
        return None
    found: list[tuple[tuple[str, ...], core.Const]] = []
    for name, value in data.items:
        if name.text not in keys[0].names and not keys[0].open:
            world.report(
                "PC202", name.span, help=did_you_mean(name.text, keys[0].names), name=name.text, type=describe(keys[0])
            )
            continue
        if any(other[0][0] == name.text for other in found):
            world.report("PC220", name.span, name=name.text)
            continue
        if len(keys) > 1:
            inner = _keyed(value, keys[1:], kind, f"{id}/{name.text}", module, world, expressions)
            found.extend(((name.text, *rest), const) for rest, const in inner or ())
        else:
            const = parameter_value(value, kind, f"{id}/{name.text}", module, expressions)
            if const is not None:
                found.append(((name.text,), const))
    return tuple(found)


def declare_actors(module: Module, world: World, expressions: Expressions) -> None:
    """Declare posts; a holder is an expression over the record the actor is for."""
    for symbol in own(module, "actor"):
        node = symbol.node
        assert isinstance(node, ast.Actor)
        record = None
        if node.head.scope is not None:
            record = record_named(node.head.scope, module, world)
        elif node.holder is not None:
            keyed = [r.id for r in records_in(module, world) if any(field.key for field in r.fields)]
            record = keyed[0] if len(keyed) == 1 else None
        holder = None
        if node.holder is not None and (record is not None or node.head.scope is None):
            scopes = (Scope("self", t.RecordType(record)),) if record is not None else ()
            typed = expressions.check(node.holder, Env(module, symbol.id, scopes), f"{symbol.id}/holder")
            holder = typed.expr if typed is not None else None
        world.actors[symbol.id] = core.Actor(symbol.id, record, holder, about_of(node.head, module, world), symbol.span)


def records_in(module: Module, world: World) -> list[core.RecordDecl]:
    """Return the records that a file declares or uses."""
    records = [s.id for s in module.symbols.values() if s.kind == "record"]
    return [world.records[id] for id in records if id in world.records]


def record_named(name: ast.Ident, module: Module, world: World) -> str | None:
    """Return the id of a record, or report that there is none of this name."""
    symbol = module.symbols.get(name.text)
    if symbol is None or symbol.kind != "record":
        known = [s.name for s in module.symbols.values() if s.kind == "record"]
        world.report("PC224", name.span, help=did_you_mean(name.text, known), name=name.text)
        return None
    return symbol.id
