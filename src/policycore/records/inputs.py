"""The other inputs of a decision: the moment, values for parameters, alternatives of readings; and which record.

Goes in: what a caller or the command line says. Comes out: the parts of `core.outcome.Inputs`, or all problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from attrs import field, frozen

from policycore.core.nodes import Parameter, Program, Reading, RecordDecl, Zone
from policycore.core.outcome import Inputs, ParameterInput
from policycore.core.walk import by_id, dependencies
from policycore.diagnostics.model import Argument, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.convert import Converter, bare_name, find_record
from policycore.records.problem import Fault, RecordProblem, shown
from policycore.records.raw import Quoted
from policycore.records.scalars import enum_reader, moment_reader, read_day
from policycore.records.spellings import NOT_STATED, UNKNOWN
from policycore.values import Gap, Outcome, Reason, Record, open_gap

END_OF_DAY = time(23, 59, 59)


@frozen
class Settings:
    """What is switched for a decision, checked: parts of `Inputs` beside the record."""

    as_of: datetime | None = None
    parameters: Mapping[str, ParameterInput] = field(factory=dict)
    readings: Mapping[str, str] = field(factory=dict)
    known_at: datetime | None = None

    def inputs(self, record: Record) -> Inputs:
        """Return the inputs of a decision on `record`."""
        return Inputs(record, self.as_of, self.known_at, self.parameters, self.readings)


@frozen
class Set:
    """Settings, or why there are none. Problems beside settings are warnings."""

    settings: Settings | None
    problems: tuple[RecordProblem, ...] = ()


def settings_from(
    program: Program,
    *,
    as_of: object = None,
    parameters: Mapping[str, Any] = {},
    readings: Mapping[str, Any] = {},
    record_type: str = "",
    known_at: object = None,
) -> Set:
    """Return the settings of a decision, or all that is wrong with them.

    Args:
        program: The checked policy.
        as_of: A date (its end), a moment, or a text of either; None where it is not given.
        parameters: Values by name; a keyed parameter takes a mapping from key to value.
        readings: Alternatives by the name of the reading.
        record_type: Id of the record that is decided: whether a moment is needed is asked of its decisions alone;
            "" asks all of the policy.
        known_at: What was recorded or issued after this day (its end) or moment does not count; None where all does.
    """
    problems: list[RecordProblem] = []
    moment = _as_of(program, as_of, record_type, problems)
    known = _known_at(program, known_at, problems)
    supplied = _parameters(program, parameters, problems)
    chosen = _readings(program, readings, problems)
    if any(problem.is_error for problem in problems):
        return Set(None, tuple(problems))
    return Set(Settings(moment, supplied, chosen, known), tuple(problems))


# --- the moment ---


def reads_as_of(program: Program, record_type: str = "") -> str | None:
    """Return the id of a decision (about a record of this type) that reads the moment, None where none does.

    It reads it in `as_of` itself, in a dated parameter, or in anything that it refers to.
    """
    decisions = set(program.decisions)
    index = by_id(program)
    for statement in program.statements:
        wanted = not record_type or statement.record == record_type
        if statement.id in decisions and wanted and dependencies(statement, program, index).as_of:
            return statement.id
    return None


def populations_read(program: Program, record_type: str) -> tuple[str, ...]:
    """Return the ids of the populations that decisions about this record read, each once."""
    if not program.populations:
        return ()
    decisions = set(program.decisions)
    index = by_id(program)
    found: dict[str, None] = {}
    for statement in program.statements:
        if statement.id in decisions and statement.record == record_type:
            found.update(dict.fromkeys(dependencies(statement, program, index).populations))
    return tuple(found)


def moment_from(value: object, zone: Zone | None = None) -> datetime | Fault:
    """Return the moment that a date (its end) or a moment says."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, END_OF_DAY)
    if isinstance(value, str) and len(value.strip()) <= len("2024-01-01"):
        day = read_day(value, False)
        return day if isinstance(day, Fault) else datetime.combine(day, END_OF_DAY)
    if isinstance(value, str | datetime):
        moment = moment_reader(zone)(value, False)
        if isinstance(moment, Fault):
            return moment
        if isinstance(moment, datetime):
            return moment
    return Fault("PC502", {"wanted": Phrase("want_date_or_moment")})


def _as_of(program: Program, value: object, record_type: str, problems: list[RecordProblem]) -> datetime | None:
    header = program.header
    if _is_blank(value):
        reader = reads_as_of(program, record_type)
        if reader is not None:
            problems.append(RecordProblem("PC811", "as_of", args={"reads": Phrase("read_by", {"statement": reader})}))
        return None
    moment = _moment(program, value, "as_of", problems)
    if moment is None:
        return None
    day = moment.date()
    before = header.in_force_from is not None and day < header.in_force_from
    after = header.in_force_to is not None and day > header.in_force_to
    if before or after:
        start = header.in_force_from.isoformat() if header.in_force_from else None
        end = header.in_force_to.isoformat() if header.in_force_to else None
        key = "force_both" if start and end else "force_from" if start else "force_to"
        period = Phrase(key, {"start": start or "", "end": end or ""})
        problems.append(RecordProblem("PC567", "as_of", day.isoformat(), {"period": period}))
    return moment


def _known_at(program: Program, value: object, problems: list[RecordProblem]) -> datetime | None:
    if _is_blank(value):
        return None
    moment = _moment(program, value, "known_at", problems)
    issued = program.header.issued
    if moment is not None and issued is not None and moment.date() < issued:
        day = moment.date().isoformat()
        problems.append(RecordProblem("PC871", "known_at", day, {"issued": issued.isoformat()}))
    return moment


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _moment(program: Program, value: object, name: str, problems: list[RecordProblem]) -> datetime | None:
    """Return the moment that is given for `name`, None after a problem."""
    moment = moment_from(value, program.zone)
    if isinstance(moment, Fault):
        what = RecordProblem("PC818", name, shown(value), {"text": shown(value)}, moment.help)
        problems.append(what if moment.code == "PC502" else moment.problem(name, value))
        return None
    return moment


# --- parameters and readings ---


def _find_parameter(program: Program, name: str) -> Parameter | None:
    exact = [each for each in program.parameters if each.id == name]
    alone = exact or [each for each in program.parameters if bare_name(each.id) == name]
    return alone[0] if len(alone) == 1 else None


def _find_reading(program: Program, name: str) -> Reading | None:
    exact = [each for each in program.readings if each.id == name]
    alone = exact or [each for each in program.readings if bare_name(each.id) == name]
    return alone[0] if len(alone) == 1 else None


def _parameters(program: Program, given: Mapping[str, Any], problems: list[RecordProblem]) -> dict[str, ParameterInput]:
    found: dict[str, ParameterInput] = {}
    if not given:
        return found
    reader = Converter(program, RecordDecl("", ()))
    for name, value in given.items():
        parameter = _find_parameter(program, name)
        if parameter is None:
            problems.append(_unknown(program, str(name)))
        elif parameter.keys:
            keyed = _keyed(parameter, value, reader, problems)
            if keyed is not None:
                found[parameter.id] = keyed
        elif isinstance(value, Mapping):
            problems.append(RecordProblem("PC564", bare_name(parameter.id), shown(value)))
        else:
            outcome = _value(parameter, value, bare_name(parameter.id), reader, problems)
            if outcome is not None:
                found[parameter.id] = outcome
    return found


def _unknown(program: Program, name: str) -> RecordProblem:
    ids = [each.id for each in program.parameters] + [each.id for each in program.readings]
    names = tuple(bare_name(id) for id in ids)
    near = nearest(name, names)
    help = Phrase("did_you_mean", {"name": near}) if near else None
    return RecordProblem("PC814", name, args={"name": name, "names": names or Phrase("has_no_settings")}, help=help)


def _value(
    parameter: Parameter, value: object, path: str, reader: Converter, problems: list[RecordProblem]
) -> Outcome | None:
    """Return what is supplied for a parameter; the words `not stated` take the policy's value away."""
    if isinstance(value, Gap):
        return value
    if isinstance(value, str) and not isinstance(value, Quoted):
        word = value.strip().casefold()
        if word in NOT_STATED:
            return open_gap(parameter.type, [Reason("parameter", parameter.id)])
        if word in UNKNOWN or not word:
            value = None
    if value is None:
        problems.append(RecordProblem("PC565", path))
        return None
    outcome = reader.read(parameter.type, value, path)
    if isinstance(outcome, tuple) and outcome and isinstance(outcome[0], RecordProblem):
        problems.extend(each for each in outcome if isinstance(each, RecordProblem))
        return None
    return outcome  # type: ignore[return-value]  # a tuple of problems was taken out above


def _keyed(
    parameter: Parameter, value: object, reader: Converter, problems: list[RecordProblem]
) -> dict[tuple[str, ...], Outcome] | None:
    name = bare_name(parameter.id)
    kinds = tuple(kind.name or "…" for kind in parameter.keys)
    if not isinstance(value, Mapping):
        problems.append(RecordProblem("PC825", name, shown(value), {"name": name, "keys": kinds}))
        return None
    found: dict[tuple[str, ...], Outcome] = {}
    readers = [enum_reader(kind) for kind in parameter.keys]
    for written, supplied in _flat(value, len(parameter.keys)):
        path = f"{name}[{', '.join(written)}]"
        if len(written) != len(parameter.keys):
            problems.append(RecordProblem("PC825", name, path, {"name": name, "keys": kinds}))
            continue
        keys = [read(key, False) for read, key in zip(readers, written, strict=True)]
        refused = [(key, fault) for key, fault in zip(written, keys, strict=True) if isinstance(fault, Fault)]
        problems.extend(RecordProblem(fault.code, path, key, fault.args, fault.help) for key, fault in refused)
        if refused:
            continue
        outcome = _value(parameter, supplied, path, reader, problems)
        if outcome is not None:
            found[tuple(str(key) for key in keys)] = outcome
    return found


def _flat(value: Mapping[Any, Any], depth: int) -> Iterable[tuple[tuple[str, ...], Any]]:
    """Yield keys and values of a keyed parameter; several keys stand in a tuple, in one text with commas, or nested."""
    for key, inner in value.items():
        parts = tuple(str(part) for part in key) if isinstance(key, tuple) else _parts(str(key), depth)
        if isinstance(inner, Mapping) and depth > len(parts):
            for rest, each in _flat(inner, depth - len(parts)):
                yield (*parts, *rest), each
        else:
            yield parts, inner


def _parts(key: str, depth: int) -> tuple[str, ...]:
    return tuple(part.strip() for part in key.split(",")) if depth > 1 else (key,)


def _readings(program: Program, given: Mapping[str, Any], problems: list[RecordProblem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in given.items():
        reading = _find_reading(program, name)
        if reading is None:
            problems.append(_unknown(program, str(name)))
            continue
        chosen = enum_reader(reading.type)(value, False)
        if isinstance(chosen, Fault):
            called = bare_name(reading.id)
            args: dict[str, Argument] = {"reading": called, "name": shown(value), "names": reading.type.names}
            problems.append(RecordProblem("PC815", called, shown(value), args, chosen.help))
        else:
            found[reading.id] = str(chosen)
    return found


# --- the command line ---

_SETTING = re.compile(r"\s*([^=\[\]]+?)\s*(?:\[([^\]]*)\])?\s*=\s*(.*?)\s*", re.DOTALL)


@frozen
class Switched:
    """The settings of a command line by kind, still as texts."""

    parameters: dict[str, Any] = field(factory=dict)
    readings: dict[str, str] = field(factory=dict)
    problems: tuple[RecordProblem, ...] = ()


def settings_of(program: Program, texts: Iterable[str]) -> Switched:
    """Return what `NAME=VALUE` and `NAME[KEY]=VALUE` say, sorted into parameters and readings."""
    parameters: dict[str, Any] = {}
    readings: dict[str, str] = {}
    problems: list[RecordProblem] = []
    for text in texts:
        found = _SETTING.fullmatch(text)
        if found is None:
            problems.append(RecordProblem("PC566", value=shown(text)))
            continue
        name, key, value = found.groups()
        if key is None and _find_reading(program, name) is not None:
            if name in readings:
                problems.append(RecordProblem("PC517", name, shown(value)))
            readings[name] = value
        elif _find_parameter(program, name) is None:
            problems.append(_unknown(program, name))
        elif key is None:
            if name in parameters:
                problems.append(RecordProblem("PC517", name, shown(value)))
            parameters[name] = value
        else:
            table = parameters.setdefault(name, {})
            if not isinstance(table, dict) or key in table:
                problems.append(RecordProblem("PC517", name, shown(value)))
            else:
                table[key] = value
    return Switched(parameters, readings, tuple(problems))


# --- which record ---


def deciding_record(program: Program, name: str = "") -> RecordDecl | RecordProblem:
    """Return the record that is decided: the one called so, or the only one that the policy decides anything for."""
    decisions = set(program.decisions)
    decided = [statement.record for statement in program.statements if statement.id in decisions]
    types = tuple(dict.fromkeys(decided))
    names = tuple(bare_name(each) for each in types)
    if name:
        found = find_record(program, name)
        if found is not None:
            return found
        near = nearest(name, names)
        help = Phrase("did_you_mean", {"name": near}) if near else None
        records = names or tuple(bare_name(record.id) for record in program.records if not record.part_of)
        return RecordProblem("PC813", args={"record": name, "records": records}, help=help)
    if len(types) == 1:
        found = find_record(program, types[0])
        if found is not None:
            return found
    if not types:
        return RecordProblem("PC819")
    return RecordProblem("PC812", args={"records": names})
