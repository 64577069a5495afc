"""Examples of a policy file: data typed by the records, expectations resolved to ids."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

from attrs import evolve

from policycore import types as t
from policycore.check.declare import parameter_value, record_named
from policycore.check.expressions import Expressions
from policycore.check.kinds import FINDING, constant_of
from policycore.check.states import COUNT, has_cycle
from policycore.check.wording import describe
from policycore.check.world import LOWERED, Env, Module, Symbol, World, did_you_mean, name_of
from policycore.core import nodes as core
from policycore.core.examples import Example, Expectation, Expected, Given
from policycore.core.facts import JUDGEMENT, absent_record, blank_record, unknown_field
from policycore.core.outcome import MATTER_FINDINGS, ParameterInput
from policycore.core.walk import by_id
from policycore.diagnostics.model import Label, Phrase
from policycore.syntax import ast
from policycore.syntax.words import canonical
from policycore.values import ABSENT, NOTHING, Gap, Interval, Outcome, Reason, Record, Subset, open_gap

#: Most elements that the lists of one example may have together, repetitions counted.
MOST_ELEMENTS = 100_000
END_OF_DAY = time(23, 59, 59)
MATTER = t.Enum(tuple(t.Member(word) for word in MATTER_FINDINGS))


class Examples:
    """Checks the examples of one file, once its statements are lowered."""

    def __init__(self, module: Module, world: World, expressions: Expressions) -> None:
        self.module = module
        self.world = world
        self.expressions = expressions
        #: Elements that the lists of the example at hand have together.
        self.elements = 0

    def check_all(self) -> tuple[Example, ...]:
        """Return the examples that are sound; what is wrong with the others has been reported."""
        found: dict[str, Example] = {}
        for node in self.module.document.statements:
            if not isinstance(node, ast.Example):
                continue
            self.elements = 0
            name = node.head.name
            if name.text in found:
                label = Label(found[name.text].span, Phrase("declared_here"))
                self.world.report("PC218", name.span, labels=[label], name=name.text)
                continue
            before = len(self.world.diagnostics)
            example = self._example(node)
            if len(self.world.diagnostics) == before and example is not None:
                found[name.text] = example
        return tuple(found.values())

    def _example(self, node: ast.Example) -> Example | None:
        given: list[Given] = []
        for item in node.given:
            record = record_named(item.record, self.module, self.world)
            if record is None:
                return None
            alias = item.alias.text if item.alias is not None else ""
            if any(alias == other.alias for other in given):
                self.world.report("PC218", item.span, name=alias or item.record.text)
                continue
            made = self._record(item.data, record, "")
            given.append(Given(alias, made))
        as_of = self._moment(node.as_of, "as_of") if node.as_of is not None else None
        parameters: dict[str, ParameterInput] = {}
        readings: dict[str, str] = {}
        known_at: datetime | None = None
        for name, data in node.with_:
            known = name.text == "known_at" and name.text not in self.module.symbols
            if known and not isinstance(data, ast.RecordLit | ast.ListLit):
                known_at = self._moment(data, "known_at")
            else:
                self._switch(name, data, parameters, readings)
        expect = []
        for wanted in node.expect:
            one = self._expectation(wanted, given)
            if one is not None:
                expect.append(one)
        because = tuple(self._rule(path) for path in node.because)
        return Example(
            self.module.id(node.head.name.text),
            tuple(given),
            tuple(expect),
            as_of,
            parameters,
            readings,
            because,
            node.head.name.span,
            known_at,
        )

    def _moment(self, node: ast.Expr, name: str) -> datetime | None:
        typed = self.expressions.check(node, Env(self.module, ""), name)
        value = constant_of(typed.expr) if typed is not None else None
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime.combine(value, END_OF_DAY)
        if typed is not None:
            self.world.report("PC302", node.span, found=describe(typed.type), wanted=Phrase("type_date_or_moment"))
        return None

    def _switch(
        self, name: ast.Ident, data: ast.Data, parameters: dict[str, ParameterInput], readings: dict[str, str]
    ) -> None:
        symbol = self.module.symbols.get(name.text)
        if symbol is not None and symbol.kind == "parameter":
            parameter = self.world.parameters.get(symbol.id)
            if parameter is not None:
                value = self._parameter(parameter, data)
                if value is not None:
                    parameters[symbol.id] = value
        elif symbol is not None and symbol.kind == "reading":
            reading = self.world.readings.get(symbol.id)
            if reading is None:
                return
            if not isinstance(data, ast.Name):
                wanted = describe(reading.type)
                self.world.report("PC302", data.span, found=Phrase("type_other"), wanted=wanted)
            elif data.name not in reading.type.names:
                help = did_you_mean(data.name, reading.type.names)
                self.world.report("PC202", data.span, help=help, name=data.name, type=describe(reading.type))
            else:
                readings[symbol.id] = data.name
        else:
            known = [s.name for s in self.module.symbols.values() if s.kind in ("parameter", "reading")]
            self.world.report("PC236", name.span, help=did_you_mean(name.text, known), name=name.text)

    def _parameter(self, parameter: core.Parameter, data: ast.Data) -> ParameterInput | None:
        if not parameter.keys:
            if isinstance(data, ast.MarkLit):
                return Gap(NOTHING, frozenset({Reason("parameter", parameter.id)}), frozenset({"not_stated"}))
            const = parameter_value(data, parameter.type, parameter.id, self.module, self.expressions)
            return const.value if const is not None else None
        if not isinstance(data, ast.RecordLit):
            self.world.report("PC343", data.span)
            return None
        return self._keyed(parameter, data, parameter.keys, ())

    def _keyed(
        self, parameter: core.Parameter, data: ast.RecordLit, keys: tuple[t.Enum, ...], before: tuple[str, ...]
    ) -> dict[tuple[str, ...], Outcome]:
        found: dict[tuple[str, ...], Outcome] = {}
        for name, value in data.items:
            path = (*before, name.text)
            if name.text not in keys[0].names and not keys[0].open:
                help = did_you_mean(name.text, keys[0].names)
                self.world.report("PC202", name.span, help=help, name=name.text, type=describe(keys[0]))
            elif len(keys) > 1 and isinstance(value, ast.RecordLit):
                found |= self._keyed(parameter, value, keys[1:], path)
            elif len(keys) > 1:
                self.world.report("PC343", value.span)
            else:
                const = parameter_value(value, parameter.type, parameter.id, self.module, self.expressions)
                if const is not None:
                    found[path] = const.value
        return found

    # --- data --------------------------------------------------------------------------------------------------

    def _record(self, data: ast.RecordLit, record: str, path: str) -> Record:
        declaration = self.world.records[record]
        blank = blank_record(declaration, path)
        fields = dict(blank.fields)
        given: dict[str, Outcome] = {}
        seen: set[str] = set()
        #: What is said of a state field by field: `level.state.since: 2024-03-31`.
        states: dict[str, list[tuple[ast.Ident, ast.Data]]] = {}
        for name, value in data.items:
            if name.text in seen:
                self.world.report("PC220", name.span, name=name.text)
                continue
            seen.add(name.text)
            field = self.world.field(record, canonical(name.text, "after a dot") if declaration.part_of else name.text)
            if field is not None:
                outcome = self._field(field, value, blank.at(name.text))
                if isinstance(value, ast.RecordLit) and field.judged:
                    for part, of in JUDGEMENT.items():
                        inner = next((v for k, v in value.items if k.text == part), None)
                        if inner is not None:
                            fields[f"{field.name}.{part}"] = self._data(inner, of, blank.at(f"{field.name}.{part}"))
                fields[field.name] = outcome
                continue
            state = next((f for f in declaration.fields if "." in f.name and name.text.startswith(f"{f.name}.")), None)
            if state is not None:
                rest = ast.Ident(name.text[len(state.name) + 1 :], name.span)
                states.setdefault(state.name, []).append((rest, value))
                continue
            base, _, part = name.text.partition(".")
            judged = self.world.field(record, base)
            if judged is not None and judged.judged and part in JUDGEMENT:
                fields[name.text] = self._data(value, JUDGEMENT[part], blank.at(name.text))
                continue
            symbol = self.module.symbols.get(name.text)
            if symbol is not None and symbol.record == record and symbol.kind in ("define", "score", "tiering"):
                kind = self._type_of(symbol)
                if kind is not None:
                    given[symbol.id] = self._data(value, kind, blank.at(name.text), rule=symbol.id)
                continue
            known = [f.name for f in declaration.fields]
            self.world.report(
                "PC209", name.span, help=did_you_mean(name.text, known), name=name.text, record=name_of(record)
            )
        for called, items in states.items():
            whole = ast.RecordLit(tuple(items), data.span)
            field = self.world.field(record, called)
            if field is not None:
                fields[called] = self._field(field, whole, blank.at(called))
        return Record(record, path, fields, given)

    def _type_of(self, symbol: Symbol) -> t.Type | None:
        statement = self.world.statements.get(symbol.id)
        if isinstance(statement, core.Define | core.Score | core.Tiering):
            return statement.type
        return None

    def _field(self, field: core.FieldDecl, data: ast.Data, path: str) -> Outcome:
        if field.judged and isinstance(data, ast.RecordLit):
            value = next((v for k, v in data.items if k.text == "value"), None)
            for name, _ in data.items:
                if name.text != "value" and name.text not in JUDGEMENT:
                    help = did_you_mean(name.text, ("value", *JUDGEMENT))
                    self.world.report("PC209", name.span, help=help, name=name.text, record=field.name)
            if value is None:
                return unknown_field(field, [Reason("fact", path)])
            data = value
        if isinstance(data, ast.MarkLit):
            if data.kind == "unknown":
                return unknown_field(field, [Reason("fact", path)])
            if data.kind == "absent" and field.optional:
                return ABSENT
            if data.kind == "absent" and field in self.world.states.values():
                assert isinstance(field.type, t.RecordType)
                return absent_record(self.world.records[field.type.name], path)
            self.world.report("PC439", data.span, name=field.name, word=Phrase(f"word_{data.kind}"))
            return unknown_field(field, [Reason("fact", path)])
        return self._data(data, field.type, path)

    def _data(self, data: ast.Data, kind: t.Type, path: str, rule: str = "") -> Outcome:
        """Return the outcome that data say for a place of type `kind`; a gap after a report."""
        lost = Gap(NOTHING, frozenset({Reason("fact", path)}))
        match data, kind:
            case ast.MarkLit(kind="unknown"), _:
                return open_gap(kind, [Reason("fact", path)])
            case ast.MarkLit(kind="absent"), _:
                return ABSENT
            case ast.MarkLit(), _:
                return Gap(NOTHING, frozenset({Reason("silent", rule or path)}), frozenset({"not_stated"}))
            case ast.RecordLit(), t.RecordType(name=name):
                return self._record(data, name, path)
            case ast.ListLit(), t.ListType(element=element):
                return self._list(data, element, path)
            case ast.ListLit(), t.SetType(element=element):
                members: list[str] = []
                for item in data.items:
                    if isinstance(item, ast.Times):
                        self.world.report("PC440", item.span)
                        return lost
                    member = self._data(item, element, path)
                    if isinstance(member, str):
                        members.append(member)
                return frozenset(members)
            case ((ast.RecordLit() | ast.ListLit()), _):
                self.world.report("PC302", data.span, found=Phrase("type_other"), wanted=describe(kind))
                return lost
            case _, (t.RecordType() | t.ListType() | t.SetType()):
                self.world.report("PC302", data.span, found=Phrase("type_other"), wanted=describe(kind))
                return lost
            case _:
                value = self.expressions.constant(data, self.module, path, kind)
                return lost if value is None else value

    def _list(self, data: ast.ListLit, element: t.Type, path: str) -> Outcome:
        found: list[Outcome] = []
        for item in data.items:
            count = item.count if isinstance(item, ast.Times) else 1
            if count == 0:
                continue
            before = self.elements
            first = f"{path}[{len(found) + 1}]"
            one = self._data(item.value if isinstance(item, ast.Times) else item, element, first)
            self.elements = before + (self.elements - before + 1) * count
            if self.elements > MOST_ELEMENTS:
                self.world.report("PC441", data.span, count=MOST_ELEMENTS)
                return Gap(NOTHING, frozenset({Reason("fact", path)}))
            found.append(one)
            place = len(found)
            found.extend(_moved(one, first, f"{path}[{place + n}]") for n in range(1, count))
        return tuple(found)

    # --- expectations --------------------------------------------------------------------------------------------

    def _expectation(self, node: ast.Expectation, given: list[Given]) -> Expectation | None:
        parts = [part.text for part in node.path.parts]
        aliases = {g.alias for g in given if g.alias}
        alias = ""
        if aliases and len(parts) > 1 and parts[0] in aliases:
            alias = parts.pop(0)
        symbol = self.module.symbols.get(parts[0])
        if symbol is None or symbol.kind not in LOWERED:
            if symbol is not None:
                self.world.report("PC243", node.path.span, name=symbol.name, kind=Phrase(f"kind_{symbol.kind}"))
                return None
            known = [s.name for s in self.module.symbols.values() if s.kind in LOWERED]
            self.world.report("PC201", node.path.parts[0].span, help=did_you_mean(parts[0], known), name=parts[0])
            return None
        statement = self.world.statements.get(symbol.id)
        if statement is None:
            return None
        found = target_of(statement, parts[1:])
        if found is None and len(parts) == 1:
            self.world.report("PC207", node.path.span, name=symbol.name)
            return None
        if found is None:
            help = did_you_mean(parts[-1], parts_of(statement))
            written = node.path.parts[-len(parts) + 1].span.to(node.path.parts[-1].span)
            self.world.report("PC209", written, help=help, name=".".join(parts[1:]), record=symbol.name)
            return None
        target, part, kind = found
        expected = self._expected(node.outcome, kind, target)
        return None if expected is None else Expectation(alias, ".".join(parts), target, part, expected, node.span)

    def _expected(self, node: ast.Data | ast.OutcomeLit, kind: t.Type, target: str) -> Expected | None:
        if isinstance(node, ast.MarkLit) and node.kind == "not_stated":
            return Expected("not_stated")
        if isinstance(node, ast.ListLit):
            values = tuple(self._data(item, kind, target) for item in node.items if not isinstance(item, ast.Times))
            if len(values) < len(node.items):
                self.world.report("PC440", node.span)
                return None
            return Expected("value", values)
        if not isinstance(node, ast.OutcomeLit):
            return Expected("value", self._data(node, kind, target))
        possible: Interval | Subset | None = None
        if node.members:
            members = [self._data(member, kind, target) for member in node.members]
            possible = Subset(frozenset(m for m in members if isinstance(m, bool | str)))
        elif node.low is not None or node.high is not None:
            ends = [None if end is None else self._data(end, kind, target) for end in (node.low, node.high)]
            if any(end is not None and not isinstance(end, Fraction | date) for end in ends):
                return None
            possible = Interval(ends[0], ends[1])  # type: ignore[arg-type]  # numbers or days, see above
        return Expected(node.kind, None, possible, tuple(path.text for path in node.missing))

    def _rule(self, path: ast.Path) -> str:
        """Return the id that a path of names means; `known_rules` says later whether there is one."""
        first, *rest = path.parts
        symbol = self.module.symbols.get(first.text)
        base = symbol.id if symbol is not None else self.module.id(first.text)
        id = "/".join([base, *(part.text for part in rest)])
        self.world.named.append((id, path.span, path.text))
        return id


def _moved(outcome: Outcome, old: str, new: str) -> Outcome:
    """Return an outcome of the data at path `old` as that of the same data at path `new`."""
    match outcome:
        case Gap(possible=possible, reasons=reasons, marks=marks):
            return Gap(possible, frozenset(evolve(r, subject=_path(r.subject, old, new)) for r in reasons), marks)
        case Record(type=type, path=path, fields=fields, given=given):
            moved = {name: _moved(field, old, new) for name, field in fields.items()}
            facts = {id: _moved(fact, old, new) for id, fact in given.items()}
            return Record(type, _path(path, old, new), moved, facts)
        case tuple():
            return tuple(_moved(element, old, new) for element in outcome)
        case _:
            return outcome


def _path(path: str, old: str, new: str) -> str:
    return new + path[len(old) :] if path == old or path.startswith((f"{old}.", f"{old}[")) else path


def target_of(statement: core.Statement, parts: list[str]) -> tuple[str, str, t.Type] | None:
    """Return the id, the part below it, and the type that a path below a statement means; None for none."""
    match statement:
        case core.Define():
            return (statement.id, "", statement.type) if not parts else None
        case core.Tiering():
            return _tiering_target(statement, parts)
        case core.Require():
            return (statement.id, "", FINDING) if not parts else None
        case core.Duty():
            return _obligation_target(statement, parts)
        case core.Procedure():
            step = next((s for s in statement.steps if parts and s.id == f"{statement.id}/{parts[0]}"), None)
            return None if step is None else _obligation_target(step, parts[1:])
        case core.Score():
            if not parts:
                return statement.id, "", t.Number(statement.type.unit)
            id = "/".join([statement.id, *parts])
            for item in _lines(statement.total):
                if item.id == id:
                    factor = isinstance(item, core.Contribution) and item.kind == "factor"
                    amount = item.amount.type if factor and isinstance(item, core.Contribution) else None
                    return id, "", amount or t.Number(statement.type.unit)
            return None
        case core.Entitlements():
            for benefit in statement.benefits:
                if parts == [benefit.id.rsplit("/", 1)[1]]:
                    return benefit.id, "", benefit.type
            return None
        case core.Accountability():
            return _accountability_target(statement, parts)


def _obligation_target(node: core.Duty | core.Step, parts: list[str]) -> tuple[str, str, t.Type] | None:
    """Return the status of a duty or step, or one of the facts of its timeline."""
    facts = dict(node.facts)
    match parts:
        case [] | ["status"]:
            return node.id, "", node.status.type
        case [name] if name in facts:
            return node.id, name, facts[name].type
        case _:
            return None


def _tiering_target(statement: core.Tiering, parts: list[str]) -> tuple[str, str, t.Type] | None:
    """`level`, and where there is movement `level.earned`, `level.missed`, `level.next.since` and `level.next.open`."""
    movement = statement.movement
    match parts:
        case []:
            return statement.id, "", statement.type
        case ["earned"] if movement is not None:
            return statement.body.id, "", statement.type
        case ["missed"] if movement is not None and has_cycle(movement):
            return f"{movement.id}/missed", "", COUNT
        case ["next", name] if movement is not None:
            state = {field: expression.type for field, expression in movement.state}
            kind = t.YesNo() if name == "open" else state.get(name)
            return None if kind is None else (statement.id, f"next.{name}", kind)
        case _:
            return None


def _accountability_target(statement: core.Accountability, parts: list[str]) -> tuple[str, str, t.Type] | None:
    sanctions = {s.name: s for m in statement.matters for s in m.sanctions}
    for matter in statement.matters:
        if not parts or matter.id != f"{statement.id}/{parts[0]}":
            continue
        match parts[1:]:
            case []:
                return matter.id, "", MATTER
            case ["severity"] if matter.severity is not None:
                return matter.id, "severity", matter.severity.type
            case [name, *post] if name in {s.name for s in matter.sanctions} and len(post) <= 1:
                return matter.id, ".".join([name, *post]), amount_type(sanctions[name])
            case _:
                return None
    match parts:
        case ["total"]:
            amounts = [amount_type(s) for s in sanctions.values()]
            return (statement.id, "total", amounts[0]) if amounts else None
        case [name, *post] if name in sanctions and len(post) <= 1:
            return statement.id, ".".join([name, *post]), amount_type(sanctions[name])
        case _:
            return None


def amount_type(sanction: core.Sanction) -> t.Type:
    """Return the type of a sanction's amount; one without an amount is counted."""
    kind = sanction.amount.type if sanction.amount is not None else None
    return t.Number(kind.unit) if isinstance(kind, t.Number) else t.Number(t.PURE, whole=True)


def parts_of(statement: core.Statement) -> list[str]:
    """Return the names that may stand after the dot behind a statement's name."""
    match statement:
        case core.Score():
            return [item.id.rsplit("/", 1)[1] for item in _lines(statement.total)]
        case core.Entitlements():
            return [benefit.id.rsplit("/", 1)[1] for benefit in statement.benefits]
        case core.Accountability():
            names = [matter.id.rsplit("/", 1)[1] for matter in statement.matters]
            return [*names, *(s.name for m in statement.matters for s in m.sanctions), "total"]
        case core.Duty():
            return ["status", *(name for name, _ in statement.facts)]
        case core.Procedure():
            return [step.id.rpartition("/")[2] for step in statement.steps]
        case core.Tiering(movement=core.Movement() as movement):
            missed = ["missed"] if has_cycle(movement) else []
            return ["earned", *missed, *(f"next.{name}" for name, _ in movement.state), "next.open"]
        case core.Define() | core.Tiering() | core.Require():
            return []


def _lines(total: core.Sum) -> list[core.Contribution | core.Sum]:
    found: list[core.Contribution | core.Sum] = []
    for item in total.items:
        found.append(item)
        if isinstance(item, core.Sum):
            found.extend(_lines(item))
    return found


def known_rules(program: core.Program, world: World) -> None:
    """Report each name after `because` that no rule of the policy has."""
    known = by_id(program)
    for id, span, text in world.named:
        # An override or grant is a rule of several items: `service.blacklisted` means each `service/blacklisted/…`.
        if id not in known and not any(other.startswith(f"{id}/") for other in known):
            near = did_you_mean(text, [name_of(k).replace("/", ".") for k in known if k.count("/") == id.count("/")])
            world.report("PC237", span, help=near, name=text)
