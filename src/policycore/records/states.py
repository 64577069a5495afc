"""States that tierings with movement carry from one review to the next, at the border: in from data, out as data.

Goes in: records that are validated, and what the reviews before handed on, per record or as a file of JSON lines that
are known by their `key`. Comes out: the records with those states in them, and lines for the next review. Whoever is
not in such a file has not been reviewed before. Meaning: `docs/reference/movement.md`.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from attrs import Factory, define, evolve, frozen

from policycore.core.codec import encode_state
from policycore.core.facts import not_given
from policycore.core.nodes import FieldDecl, Program, RecordDecl, Tiering
from policycore.core.outcome import DecisionOutcome
from policycore.diagnostics.model import Argument, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.convert import Converter, bare_name, key_field
from policycore.records.load import plain_raw
from policycore.records.problem import NO_PLACE, Place, RecordProblem, shown
from policycore.records.raw import Broken, Object
from policycore.records.read import Raw
from policycore.values import Outcome, Record

#: What a line of a file holds beside states: whose they are, and which reviews are open.
KEY, OPEN = "key", "open"


@frozen
class Slot:
    """Where the state of a tiering stands: `name` is what people call the tiering, `field` is of the record."""

    tiering: str
    field: FieldDecl

    @property
    def name(self) -> str:
        return bare_name(self.tiering)


class Carrier:
    """Puts the states of one type of record into its records."""

    def __init__(self, program: Program, declaration: RecordDecl) -> None:
        fields = {field.name: field for field in declaration.fields}
        self.declaration = declaration
        self.slots = tuple(
            Slot(statement.id, fields[statement.movement.state_field])
            for statement in program.statements
            if isinstance(statement, Tiering) and statement.movement is not None and statement.record == declaration.id
        )
        self._by_name = {
            name: slot for slot in self.slots for name in (slot.tiering, slot.name, slot.field.name) if name
        }
        self._converter = Converter(program, declaration)

    def problem(self, by_key: bool) -> RecordProblem | None:
        """Return why states cannot be carried at all; `by_key`: they are known by the keys of records."""
        record = bare_name(self.declaration.id)
        if not self.slots:
            return RecordProblem("PC841", args={"record": record})
        if by_key and key_field(self.declaration) is None:
            return RecordProblem("PC842", args={"record": record})
        return None

    def fill(
        self, record: Record, said: Mapping[str, Any], place: Place = NO_PLACE
    ) -> Record | tuple[RecordProblem, ...]:
        """Return the record with its states, or what is wrong with them.

        Args:
            record: the record; its data must not hold a state as well.
            said: states as `encode_state` writes them, by the name of their tiering (`level`) or of their field
                (`level.state`). Those of tierings that are not named are states before a first review.
            place: where they stand.
        """
        problems: list[RecordProblem] = []
        given: dict[str, object] = {slot.field.name: "absent" for slot in self.slots}
        for name, value in said.items():
            slot = self._by_name.get(name)
            if slot is None:
                near = nearest(str(name), self._by_name)
                help = Phrase("did_you_mean", {"name": near}) if near else None
                problems.append(RecordProblem("PC577", str(name), shown(value), {"name": str(name)}, help))
            else:
                given[slot.field.name] = value
        fields: dict[str, Outcome] = {}
        for slot in self.slots:
            path = record.at(slot.field.name)
            if record.fields[slot.field.name] != not_given(slot.field, path):
                problems.append(RecordProblem("PC545", path))
                continue
            outcome = self._converter.read_field(slot.field, given[slot.field.name])
            if isinstance(outcome, tuple):
                problems.extend(each for each in outcome if isinstance(each, RecordProblem))
            else:
                fields[slot.field.name] = outcome
        if problems:
            return tuple(problem.at(place) for problem in problems)
        return evolve(record, fields={**record.fields, **fields})


def states_out(outcomes: Iterable[DecisionOutcome]) -> dict[str, Any]:
    """Return the states that decisions hand to the next review, by tiering."""
    return {outcome.id: encode_state(outcome.state) for outcome in outcomes if outcome.state}


def line_out(key: str, outcomes: Iterable[DecisionOutcome]) -> str:
    """Return the line of a record in a file of states."""
    moved = [outcome for outcome in outcomes if outcome.state]
    line = {KEY: key, **{f"{bare_name(each.id)}.state": encode_state(each.state) for each in moved}}
    line[OPEN] = [bare_name(each.id) for each in moved if each.state_open]
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


# --- files of states ---


@frozen
class Line:
    """What a file says of one record."""

    states: Mapping[str, Any]
    place: Place
    whole: Mapping[str, Any]


@define
class Book:
    """The states that a file holds, by key."""

    lines: dict[str, Line] = Factory(dict)

    def said(self, key: str | None) -> Line | None:
        """Return what is said of a record, None where it has not been reviewed before."""
        return None if key is None else self.lines.get(key)

    def handed_on(self, decided: Container[str]) -> Iterator[str]:
        """Yield the lines of records that did not come, or could not be decided."""
        for key, line in self.lines.items():
            if key not in decided:
                yield json.dumps(plain_raw(line.whole), ensure_ascii=False, separators=(",", ":"))


def read_states(raws: Iterable[Raw]) -> Book | tuple[RecordProblem, ...]:
    """Return the states of a file, or all that is wrong with its lines."""
    book = Book()
    problems: list[RecordProblem] = []
    for raw in raws:
        if isinstance(raw, Broken):
            problems.extend(raw.problems)
            continue
        data = raw.data
        key = data.get(KEY) if isinstance(data, Mapping) else None
        if not isinstance(data, Mapping) or not isinstance(key, str) or not key:
            problems.append(RecordProblem("PC575", "", shown(data), place=raw.place))
        elif str(key) in book.lines:
            args: dict[str, Argument] = {"key": str(key), "line": book.lines[str(key)].place.line}
            problems.append(RecordProblem("PC576", "", shown(key), args, place=raw.place))
        elif isinstance(data, Object) and data.repeated:
            problems.extend(RecordProblem("PC517", name, place=raw.place) for name in sorted(data.repeated))
        else:
            states = {name: value for name, value in data.items() if name not in (KEY, OPEN)}
            book.lines[str(key)] = Line(states, raw.place, data)
    return tuple(problems) if problems else book
