"""The border: data become records. One converter per record type, made once, used for many records.

Goes in: a program (its records, units and time zone) and data: mappings, pydantic models, attrs instances,
dataclasses, nested as the record is. Comes out: a `values.Record` in which every declared field has an outcome, or all
problems of the record at once. Meaning: `docs/reference/records.md`.

- Not given (no key, null, empty text): the default, else absent if optional, else unknown.
- The words `unknown` and `absent` say so; a member of that name goes before the word, and in texts and open
  enumerations `absent` is a text like any other.
- A judged fact counts once `by`, `on` and `grounds` are given with it; else it is a gap, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from attrs import Factory, define, frozen

from policycore import types as t
from policycore.core.facts import JUDGEMENT, absent_record, not_given, unknown_field
from policycore.core.nodes import Define, FieldDecl, Program, RecordDecl, Score, Tiering
from policycore.diagnostics.model import Argument, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.figures import read_number
from policycore.records.given import as_mapping
from policycore.records.problem import Fault, RecordProblem, shown
from policycore.records.raw import Bare, Object, Quoted
from policycore.records.scalars import (
    ScalarReader,
    day_reader,
    enum_reader,
    known_words,
    moment_reader,
    nfc,
    read_text,
    read_yes_no,
)
from policycore.records.spellings import ABSENT_WORDS, SPREADSHEET_ERRORS, UNKNOWN, units_of
from policycore.values import ABSENT, Absent, Gap, Outcome, Reason, Record, open_gap

Judged = Literal["strict", "recorded"]
#: What happens to a name that is not declared: the record is refused, or the name is told and the record goes on.
Extra = Literal["refuse", "tell"]

#: Records inside records deeper than this come from data that contain themselves.
MOST_DEEP = 32


@frozen
class Converted:
    """A record, or why there is none. Problems beside a record are warnings."""

    record: Record | None
    problems: tuple[RecordProblem, ...] = ()


def record_from(
    program: Program,
    record_type: str,
    data: object,
    *,
    judged: Judged = "strict",
    path: str = "",
    cells: bool = False,
    extra: Extra = "refuse",
    derived: bool = False,
) -> Converted:
    """Return the record that the data say, or all that is wrong with them.

    For many records make a `Converter` once. Arguments as there; a record type that does not exist is a problem too.
    """
    found = converter_for(program, record_type, judged=judged, extra=extra, derived=derived)
    if isinstance(found, RecordProblem):
        return Converted(None, (found,))
    return found(data, path=path, cells=cells)


def converter_for(
    program: Program, record_type: str, *, judged: Judged = "strict", extra: Extra = "refuse", derived: bool = False
) -> Converter | RecordProblem:
    """Return the converter of a record type, or that the policy has no such record."""
    declaration = find_record(program, record_type)
    if declaration is None:
        names = tuple(bare_name(record.id) for record in program.records if not record.part_of)
        near = nearest(record_type, names)
        help = Phrase("did_you_mean", {"name": near}) if near else None
        return RecordProblem("PC813", args={"record": record_type, "records": names}, help=help)
    return Converter(program, declaration, judged=judged, extra=extra, derived=derived)


def states_of(program: Program) -> dict[str, RecordDecl]:
    """Return the records that hold the states of tierings with movement, by id."""
    tierings = (statement for statement in program.statements if isinstance(statement, Tiering))
    names = {tiering.movement.state_record for tiering in tierings if tiering.movement is not None}
    return {record.id: record for record in program.records if record.id in names}


def find_record(program: Program, name: str) -> RecordDecl | None:
    """Return the record called `name`, by its id or by its name alone (of a used file, if no other has it)."""
    for record in program.records:
        if record.id == name:
            return record
    alone = [record for record in program.records if bare_name(record.id) == name]
    return alone[0] if len(alone) == 1 else None


def bare_name(id: str) -> str:
    """Return an id without the policy it comes from: what authors and data call it."""
    return id.rpartition(":")[2]


def key_field(declaration: RecordDecl) -> FieldDecl | None:
    """Return the key of a record, if it has one."""
    return next((field for field in declaration.fields if field.key), None)


def key_of(declaration: RecordDecl, record: Record) -> str | None:
    """Return the key of a record as text, None where it is not given."""
    field = key_field(declaration)
    return None if field is None else scalar_text(record.fields[field.name])


def scalar_text(outcome: Outcome) -> str | None:
    """Return a single value as the text of a key, None where it is no value."""
    match outcome:
        case str():
            return str(outcome)
        case Fraction():
            return str(outcome.numerator) if outcome.denominator == 1 else str(outcome)
        case date():
            return outcome.isoformat()
        case _:
            return None


@define
class _Run:
    """One conversion under way."""

    cells: bool
    #: States of tierings with movement, which are absent as a whole before the first review.
    states: Mapping[str, RecordDecl] = Factory(dict)
    problems: list[RecordProblem] = Factory(list)
    depth: int = 0
    stopped: bool = False

    def refuse(self, fault: Fault, path: str, value: object) -> Outcome:
        """Keep the problem; what is returned is never seen, since the record is refused."""
        self.problems.append(fault.problem(path, value))
        return ABSENT


_Reader: TypeAlias = "Callable[[object, str, _Run], Outcome]"


@define
class _Plan:
    """How one record type is read. Made before its fields, because records may contain themselves."""

    declaration: RecordDecl
    fields: dict[str, tuple[FieldDecl, _Reader]] = Factory(dict)
    derived: dict[str, tuple[str, _Reader]] = Factory(dict)
    labels: dict[str, str] = Factory(dict)
    #: Names of fields that have a dot in them.
    dotted: list[str] = Factory(list)
    near: dict[tuple[str, tuple[str, ...]], str | None] = Factory(dict)

    def head_of(self, name: str) -> tuple[str, str]:
        """Return the field that a dotted name begins with, and the rest; fields of states have a dot themselves."""
        for head in self.dotted:
            if name.startswith(f"{head}."):
                return head, name[len(head) + 1 :]
        head, _, rest = name.partition(".")
        return head, rest

    def nearest_to(self, name: str, missing: tuple[str, ...]) -> str | None:
        """Return what a name that is not declared was meant to be: first a field without data, then any."""
        known = self.near.get((name, missing), "")
        if known != "":
            return known
        parts = [f"{each.name}.{part}" for each, _ in self.fields.values() if each.judged for part in JUDGEMENT]
        found = nearest(name, missing) or self.labels.get(name) or nearest(name, [*self.fields, *parts])
        if len(self.near) > 1000:  # a table asks for the same names in each row; other data must not fill the memory
            self.near.clear()
        self.near[name, missing] = found
        return found


class Converter:
    """Turns data into records of one type. Keeps nothing between calls, so threads may share it."""

    def __init__(
        self,
        program: Program,
        declaration: RecordDecl,
        *,
        judged: Judged = "strict",
        extra: Extra = "refuse",
        derived: bool = False,
    ) -> None:
        """Make the readers of all fields.

        Args:
            program: The checked policy.
            declaration: The record to read.
            judged: "strict" asks for by, on and grounds of a judged fact; "recorded" takes a bare value for recorded.
            extra: Whether a name that is not declared refuses the record or is only told (PC544).
            derived: Whether definitions, scores and tierings may be given in place of being computed.
        """
        self.program = program
        self.declaration = declaration
        self._judged = judged
        self._extra = extra
        self._derived = derived
        self._units = units_of(program)
        self._records = {record.id: record for record in program.records}
        self._states = states_of(program)
        self._computed = _computed(program)
        self._parts = {part: self._reader(of) for part, of in JUDGEMENT.items()}
        self._plans: dict[str, _Plan] = {}
        self._plan = self._plan_of(declaration)

    def __call__(
        self, data: object, *, path: str = "", cells: bool = False, joined: Mapping[str, Outcome] = {}
    ) -> Converted:
        """Return the record that the data say, or all that is wrong with them.

        Args:
            data: Names and values.
            path: Path of the record below the one that is decided.
            cells: Whether values are cells of a table: `1` and `0` may be yes and no, `a; b` a set.
            joined: Outcomes of fields that come from elsewhere; the data must not give them as well.
        """
        if isinstance(data, Record) and data.type == self.declaration.id:
            return Converted(data)
        run = _Run(cells, self._states)
        record = self._record(self._plan, data, path, run, joined)
        if any(problem.is_error for problem in run.problems) or not isinstance(record, Record):
            return Converted(None, tuple(run.problems))
        return Converted(record, tuple(run.problems))

    def read(self, of: t.Type, value: object, path: str) -> Outcome | tuple[RecordProblem, ...]:
        """Return one value of a type (of a parameter, say), or what is wrong with it."""
        run = _Run(cells=False)
        outcome = self._reader(of)(value, path, run)
        return tuple(run.problems) if run.problems else outcome

    def read_field(self, declared: FieldDecl, value: object) -> Outcome | tuple[RecordProblem, ...]:
        """Return the value of one field, apart from who judged it, or what is wrong with it."""
        run = _Run(cells=False, states=self._states)
        outcome = _field(declared, self._reader(declared.type, takes_words=False), value, declared.name, run)
        return tuple(run.problems) if run.problems else outcome

    def key_text(self, name: str, value: object) -> str | None:
        """Return how a key is compared where files are joined: as the field `name` reads it, else as it is written.

        None where nothing is given. So `7`, `"7"` and `" 7 "` are one key, and `007` is another unless it is a number.
        """
        if is_blank(value):
            return None
        text: object = value.strip() if isinstance(value, str) else value
        declared, reader = self._plan.fields.get(name, (None, None))
        if declared is not None and reader is not None:
            run = _Run(cells=True)
            outcome = reader(text, name, run)
            if not run.problems:
                return scalar_text(outcome)
        return nfc(str(text))

    # --- plans ---

    def _plan_of(self, declaration: RecordDecl) -> _Plan:
        plan = self._plans.get(declaration.id)
        if plan is not None:
            return plan
        plan = self._plans[declaration.id] = _Plan(declaration)
        for each in declaration.fields:
            # Words are understood by the field, which knows whether it may be absent.
            plan.fields[each.name] = (each, self._reader(each.type, takes_words=False))
            plan.labels.update({label: each.name for _, label in each.about.labels})
            if "." in each.name:
                plan.dotted.append(each.name)
        for name, (id, of) in self._computed.get(declaration.id, {}).items():
            plan.derived[name] = (id, self._reader(of))
        return plan

    def _reader(self, of: t.Type, takes_words: bool = True) -> _Reader:
        """Return a reader of values that are given, and of the words for unknown unless somebody else has read them."""
        match of:
            case t.RecordType(name=name):
                return self._record_reader(name)
            case t.ListType(element=element):
                return self._list_reader(element)
            case t.SetType(element=inner):
                return self._set_reader(inner)
            case t.YesNo() | t.Text() | t.Number() | t.Date() | t.Moment() | t.Enum():
                return self._scalar_reader(of, takes_words)

    def _scalar(self, of: t.Type) -> ScalarReader:
        match of:
            case t.YesNo():
                return read_yes_no
            case t.Text():
                return read_text
            case t.Number():
                units, wanted = self._units, want(of)
                return lambda value, cell: read_number(value, of, units, wanted)
            case t.Date():
                return day_reader(of)
            case t.Moment():
                return moment_reader(self.program.zone)
            case t.Enum():
                return enum_reader(of)
            case t.RecordType() | t.ListType() | t.SetType():
                raise AssertionError("not a single value")

    def _scalar_reader(self, of: t.Type, takes_words: bool) -> _Reader:
        scalar = self._scalar(of)
        members = known_words(of) if isinstance(of, t.Enum) else frozenset()
        is_text = isinstance(of, t.Text)

        def read(value: object, path: str, run: _Run) -> Outcome:
            if takes_words and isinstance(value, str) and _is_word(value, UNKNOWN, members, is_text):
                return open_gap(of, [Reason("fact", path)])
            found = scalar(value, run.cells)
            return run.refuse(found, path, value) if isinstance(found, Fault) else found

        return read

    def _list_reader(self, element: t.Type) -> _Reader:
        inner = self._reader(element)
        single = not isinstance(element, t.RecordType | t.ListType | t.SetType)
        wanted = want(t.ListType(element))

        def read(value: object, path: str, run: _Run) -> Outcome:
            if isinstance(value, str) and _is_word(value, UNKNOWN, frozenset(), False):
                return open_gap(t.ListType(element), [Reason("fact", path)])
            if run.cells and isinstance(value, str) and (single or value.strip() == "[]"):
                value = _split(value)
            if not isinstance(value, Sequence) or isinstance(value, str | bytes):
                return run.refuse(Fault("PC502", {"wanted": wanted}), path, value)
            elements: list[Outcome] = []
            for place, each in enumerate(value, 1):
                at = f"{path}[{place}]"
                elements.append(open_gap(element, [Reason("fact", at)]) if is_blank(each) else inner(each, at, run))
                if run.stopped:
                    break
            return tuple(elements)

        return read

    def _set_reader(self, element: t.Enum | t.Text) -> _Reader:
        scalar = self._scalar(element)
        members = known_words(element) if isinstance(element, t.Enum) else frozenset()
        is_text = isinstance(element, t.Text)
        wanted = want(t.SetType(element))

        def read(value: object, path: str, run: _Run) -> Outcome:
            if isinstance(value, str) and _is_word(value, UNKNOWN, members, is_text):
                return open_gap(t.SetType(element), [Reason("fact", path)])
            if run.cells and isinstance(value, str):
                value = _split(value)
            if not isinstance(value, Sequence | Set) or isinstance(value, str | bytes):
                return run.refuse(Fault("PC502", {"wanted": wanted}), path, value)
            found: set[str] = set()
            for each in value:
                if is_blank(each) or (isinstance(each, str) and _is_word(each, UNKNOWN, members, is_text)):
                    return run.refuse(Fault("PC522"), path, value)
                member = scalar(each, run.cells)
                if isinstance(member, Fault):
                    run.refuse(member, path, each)
                elif isinstance(member, str):
                    found.add(member)
            return frozenset(found)

        return read

    def _record_reader(self, name: str) -> _Reader:
        def read(value: object, path: str, run: _Run) -> Outcome:
            if isinstance(value, str) and _is_word(value, UNKNOWN, frozenset(), False):
                return open_gap(t.RecordType(name), [Reason("fact", path)])
            return self._record(self._plan_of(self._records[name]), value, path, run, {})

        return read

    # --- records ---

    def _record(self, plan: _Plan, data: object, path: str, run: _Run, joined: Mapping[str, Outcome]) -> Outcome:
        given = as_mapping(data, plan.fields)
        if given is None:
            if path:
                wanted = Phrase("want_record", {"name": bare_name(plan.declaration.id)})
                return run.refuse(Fault("PC502", {"wanted": wanted}), path, data)
            return run.refuse(Fault("PC525", {"record": bare_name(plan.declaration.id)}), path, data)
        if run.depth >= MOST_DEEP:
            run.stopped = True
            return run.refuse(Fault("PC520", {"most": MOST_DEEP}), path, "…")
        run.depth += 1
        record = self._fields(plan, _sorted_out(plan, given), path, run, joined)
        run.depth -= 1
        return record

    def _fields(
        self, plan: _Plan, sorted_out: _SortedOut, path: str, run: _Run, joined: Mapping[str, Outcome]
    ) -> Record:
        prefix = f"{path}." if path else ""
        fields: dict[str, Outcome] = {}
        values = sorted_out.values
        for name, (declared, reader) in plan.fields.items():
            at = prefix + name
            value = values.get(name)
            if run.stopped:
                break
            if name in sorted_out.twice:
                fields[name] = run.refuse(Fault("PC517"), at, "")
            elif name in joined:
                fields[name] = joined[name]
                if not is_blank(value):
                    run.refuse(Fault("PC545"), at, value)
            elif declared.judged:
                self._judgement(declared, reader, value, sorted_out.parts.get(name, {}), at, run, fields)
            else:
                fields[name] = _field(declared, reader, value, at, run)
        for name in sorted(sorted_out.twice - plan.fields.keys()):
            run.refuse(Fault("PC517"), prefix + name, "")
        computed: dict[str, Outcome] = {}
        for name in sorted(sorted_out.others.keys() - sorted_out.twice):
            value = sorted_out.others[name]
            derived = plan.derived.get(name)
            if derived is not None and self._derived:
                if not is_blank(value):
                    computed[derived[0]] = derived[1](value, prefix + name, run)
            elif derived is not None:
                run.refuse(Fault("PC519", {"name": name}), prefix + name, value)
            else:
                self._undeclared(plan, name, value, prefix + name, (*sorted_out.values, *joined), run)
        return Record(plan.declaration.id, path, fields, computed)

    def _undeclared(self, plan: _Plan, name: str, value: object, path: str, given: tuple[str, ...], run: _Run) -> None:
        missing = tuple(declared for declared in plan.fields if declared not in given)
        near = plan.nearest_to(name, missing)
        way_out = "did_you_mean" if self._extra == "refuse" else "did_you_mean_column"
        help = Phrase(way_out, {"name": near}) if near else None
        # A column nobody asked for is harmless; one that looks like a field without data is a slip that would decide.
        tell = self._extra == "tell" and near not in missing
        record = bare_name(plan.declaration.id)
        fault = Fault("PC544" if tell else "PC501", {"record": record, "name": name}, None if tell else help)
        run.problems.append(fault.problem(path, value))

    def _judgement(
        self,
        declared: FieldDecl,
        reader: _Reader,
        value: object,
        parts: Mapping[str, object],
        path: str,
        run: _Run,
        fields: dict[str, Outcome],
    ) -> None:
        """Fill in a judged fact and its by, on and grounds."""
        said: dict[str, object] = dict(parts)
        whole = as_mapping(value, {"value": None, **JUDGEMENT})
        if whole is not None and is_judgement(whole):
            value = whole.get("value")
            for part, what in whole.items():
                if part == "value":
                    continue
                if part not in JUDGEMENT:
                    near = nearest(str(part), ["value", *JUDGEMENT])
                    help = Phrase("did_you_mean", {"name": near}) if near else None
                    run.problems.append(
                        RecordProblem("PC527", f"{path}.{part}", shown(what), {"name": str(part)}, help)
                    )
                elif not is_blank(said.get(part)):
                    run.refuse(Fault("PC517"), f"{path}.{part}", what)
                else:
                    said[part] = what
        outcome = fields[declared.name] = _field(declared, reader, value, path, run)
        missing = []
        for part, of in JUDGEMENT.items():
            at = f"{path}.{part}"
            what = said.get(part)
            open_part = open_gap(of, [Reason("fact", at)])
            fields[f"{declared.name}.{part}"] = open_part if is_blank(what) else self._parts[part](what, at, run)
            if isinstance(fields[f"{declared.name}.{part}"], Gap):
                missing.append(part)
        if missing and self._judged == "strict" and not isinstance(outcome, Gap | Absent):
            fields[declared.name] = unknown_field(declared, [Reason("judgement", path)])
            run.problems.append(RecordProblem("PC518", path, shown(value), {"missing": tuple(missing)}))


def _field(declared: FieldDecl, reader: _Reader, value: object, path: str, run: _Run) -> Outcome:
    """Return the outcome of a field that is not judged, or the value of one that is."""
    if isinstance(value, str):
        text = value.strip()
        if not text and not (isinstance(value, Quoted) and isinstance(declared.type, t.Text)):
            return not_given(declared, path)
        if len(text) <= _LONGEST_WORD and text.casefold() in _WORDS and not declared.key:
            word = _word(declared, value, path, run)
            if word is not None:
                return word
        if run.cells and text.startswith("#") and text.casefold() in SPREADSHEET_ERRORS:
            return run.refuse(Fault("PC504"), path, value)
    elif value is None:
        return not_given(declared, path)
    elif isinstance(value, Absent):
        return _absent(declared, path, run, "absent")
    return reader(value, path, run)


def _word(declared: FieldDecl, value: str, path: str, run: _Run) -> Outcome | None:
    """Return what a word for unknown or absent says of a field, None where it is a value like any other."""
    of = declared.type
    members = known_words(of) if isinstance(of, t.Enum) else frozenset()
    if _is_word(value, UNKNOWN, members, isinstance(of, t.Text)):
        return unknown_field(declared, [Reason("fact", path)])
    takes_any = isinstance(of, t.Text) or (isinstance(of, t.Enum) and of.open)
    if (not takes_any or isinstance(value, Bare)) and _is_word(value, ABSENT_WORDS, members, False):
        return _absent(declared, path, run, str(value))
    return None


_WORDS = UNKNOWN | ABSENT_WORDS
_LONGEST_WORD = max(map(len, _WORDS))


def _absent(declared: FieldDecl, path: str, run: _Run, value: str) -> Outcome:
    state = run.states.get(declared.type.name) if isinstance(declared.type, t.RecordType) else None
    if state is not None:
        return absent_record(state, path)
    return ABSENT if declared.optional else run.refuse(Fault("PC516"), path, value)


def _is_word(value: str, words: frozenset[str], members: frozenset[str], is_text: bool) -> bool:
    """Return whether a text is one of these words; a member goes before it, and so does a quoted text for a text."""
    word = value.strip()
    if len(word) > _LONGEST_WORD or word.casefold() not in words:
        return False
    return word not in members and not (is_text and isinstance(value, Quoted))


def is_blank(value: object) -> bool:
    """Return whether nothing is given: null, an empty text, or one of spaces alone."""
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def is_judgement(value: Mapping[Any, Any]) -> bool:
    """Return whether names and values are those of a judged fact, not of the fact itself."""
    return "value" in value or any(part in value for part in JUDGEMENT)


_SEPARATORS = str.maketrans(dict.fromkeys("；|、", ";"))


def _split(cell: str) -> list[str]:
    """Return the parts of a cell that holds several values; `[]` holds none."""
    if cell.strip() == "[]":
        return []
    parts = (part.strip() for part in cell.translate(_SEPARATORS).split(";"))
    return [part for part in parts if part]


@define
class _SortedOut:
    """Data of one record by what they are for: values of fields, parts of judged facts, other names, and doubles."""

    values: dict[str, Any] = Factory(dict)
    parts: dict[str, dict[str, Any]] = Factory(dict)
    others: dict[str, Any] = Factory(dict)
    twice: set[str] = Factory(set)


def _sorted_out(plan: _Plan, given: Mapping[Any, Any]) -> _SortedOut:
    """Sort the data of a record by declared names; dotted names (`caller.tier`, `faulty.by`) reach inside.

    What is given twice is kept by its name alone, so that the order of the data does not matter.
    """
    if isinstance(given, dict) and given.keys() <= plan.fields.keys():  # most data are as they should be
        return _SortedOut(given, twice=set(given.repeated) if isinstance(given, Object) else set())
    out = _SortedOut()
    inside: dict[str, dict[str, Any]] = {}
    for key, value in given.items():
        name = key if isinstance(key, str) else str(key)
        if name not in plan.fields:
            name = nfc(name)
        head, rest = plan.head_of(name)
        declared = plan.fields[head][0] if rest and head in plan.fields else None
        if name in plan.fields:
            if name in out.values and not is_blank(value) and not is_blank(out.values[name]):
                out.twice.add(name)
            elif is_blank(out.values.get(name)):
                out.values[name] = value
        elif declared is not None and declared.judged and rest in JUDGEMENT:
            out.parts.setdefault(head, {})[rest] = value
        elif declared is not None and _reaches_inside(declared, rest):
            if rest in inside.setdefault(head, {}):
                out.twice.add(head)
            inside[head][rest] = value
        elif name in out.others:
            out.twice.add(name)
        else:
            out.others[name] = value
    for head, values in inside.items():
        if all(is_blank(value) for value in values.values()):
            # An optional record of which no cell is filled is absent, not empty.
            if plan.fields[head][0].optional or plan.fields[head][0].judged or not is_blank(out.values.get(head)):
                continue
        elif not is_blank(out.values.get(head)):
            out.twice.add(head)
        out.values[head] = values
    if isinstance(given, Object):
        out.twice.update(nfc(name) for name in given.repeated)
    return out


def _reaches_inside(declared: FieldDecl, rest: str) -> bool:
    """Return whether `rest` of a dotted name can belong to the field: a field of its record, or its value if judged."""
    if declared.judged:
        return rest == "value"
    return bool(rest) and isinstance(declared.type, t.RecordType)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _computed(program: Program) -> dict[str, dict[str, tuple[str, t.Type]]]:
    """Return per record what the policy computes for it, by name: id and type."""
    found: dict[str, dict[str, tuple[str, t.Type]]] = {}
    # The policy's own before those of the files it uses, which may have the same name.
    for statement in sorted(program.statements, key=lambda statement: ":" in statement.id):
        if isinstance(statement, Define | Score | Tiering):
            names = found.setdefault(statement.record, {})
            names.setdefault(bare_name(statement.id), (statement.id, statement.type))
    return found


def want(of: t.Type) -> Phrase:
    """Return what a value of this type looks like, as a phrase for messages."""
    match of:
        case t.YesNo():
            return Phrase("want_yes_no")
        case t.Text():
            return Phrase("want_text")
        case t.Date():
            return Phrase("want_date")
        case t.Moment():
            return Phrase("want_moment")
        case t.Enum():
            return Phrase("want_member")
        case t.RecordType(name=name):
            return Phrase("want_record", {"name": bare_name(name)})
        case t.ListType(element=element):
            return Phrase("want_list", {"element": want(element)})
        case t.SetType(element=element):
            return Phrase("want_set", {"element": want(element)})
        case t.Number(unit=unit, whole=whole):
            if unit.family == "percent":
                return Phrase("want_percent")
            if unit.family == "points":
                return Phrase("want_points")
            if unit.name:
                args: dict[str, Argument] = {"unit": unit.name}
                return Phrase("want_quantity", args)
            return Phrase("want_whole" if whole else "want_number")
