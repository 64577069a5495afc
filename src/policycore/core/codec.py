"""Core and outcomes as plain JSON data, exactly, and canonical JSON bytes.

Two forms. `encode_program` writes a `Program` so that `decode_program` gives back the same tree, spans and labels
included: every object carries the name of its class under `$`; values that JSON has no word for stand as
`{"number": "0.85"}`, `{"date": …}`, `{"moment": …}`, `{"set": […]}`, spans as `{"at": [file, start, end]}`. A field
that is left out is blank (none, empty, 0, no). Types are written once, in a list, and `{"type": 3}` refers to them.

`encode_outcome` writes an outcome for people and programs: a plain value, read with its type in hand, or an object
with `status`, `possible`, `marks` and `reasons`. Numbers are strings: the shortest decimal where that is exact, else
a fraction in lowest terms.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from types import ModuleType
from typing import Any, TypeAlias, assert_never, cast, get_args

import attrs

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.facts import JUDGEMENT
from policycore.core.outcome import (
    MATTER_FINDINGS,
    REQUIRE_FINDINGS,
    Amount,
    DecisionOutcome,
    Finding,
    Inputs,
    ParameterInput,
    Trace,
)
from policycore.core.walk import Named, rank_in
from policycore.source import NOWHERE, Span
from policycore.values import number_text

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


class MalformedDataError(ValueError):
    """Data that does not have the form of a bundle, an outcome or a trace."""


# --- canonical JSON ---


def canonical(data: Json) -> bytes:
    """Return the one spelling of `data`: keys sorted, UTF-8 unescaped, no spaces, one line feed at the end."""
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def digest_of(data: bytes) -> str:
    """Return the digest of bytes as `sha256:` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _refuse_float(text: str) -> Json:
    raise MalformedDataError(f"a binary float stands in the data: {text}; numbers are strings here")


def read_json(data: bytes) -> Json:
    """Return the data of JSON bytes; what is no JSON, or holds a bare fraction, raises `MalformedDataError`."""
    try:
        return cast("Json", json.loads(data, parse_float=_refuse_float, parse_constant=_refuse_float))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise MalformedDataError(f"this is not JSON: {error}") from error


# --- scalars ---


def read_number(text: Json) -> Fraction:
    """Return the number that `number_text` wrote."""
    try:
        if isinstance(text, str) and text.isascii() and "_" not in text and text.strip() == text:
            return Fraction(text)
    except (ValueError, ZeroDivisionError):
        pass
    raise MalformedDataError(f"a number is expected as text, found {text!r}")


def moment_text(moment: datetime) -> str:
    """Return a moment as ISO text to the second."""
    return moment.isoformat(timespec="seconds")


def read_moment(text: Json) -> datetime:
    """Return the moment that `moment_text` wrote."""
    try:
        if isinstance(text, str):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise MalformedDataError(f"a moment is expected, found {text!r}")


def read_date(text: Json) -> date:
    """Return the day written as `2024-03-01`."""
    try:
        if isinstance(text, str):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise MalformedDataError(f"a date is expected, found {text!r}")


# --- Core ---


def _classes(module: ModuleType) -> dict[str, type]:
    return {
        name: found
        for name, found in vars(module).items()
        if isinstance(found, type) and attrs.has(found) and found.__module__ == module.__name__
    }


_CLASSES: dict[str, type] = {**_classes(t), **_classes(n), "Absent": v.Absent}
_TYPES: tuple[type, ...] = get_args(t.Type)
_BLANKS: tuple[object, ...] = (None, (), "", 0, False, NOWHERE, n.About())


def _is_blank(value: object, default: object) -> bool:
    """Whether a field can be left out: it has its default, and its default says nothing."""
    return any(type(value) is type(default) is type(blank) and value == default == blank for blank in _BLANKS)


class _Writer:
    """Writes attrs objects; keeps the types met, each once, in the order met."""

    def __init__(self) -> None:
        self.types: list[Json] = []
        self._places: dict[bytes, int] = {}

    def write(self, value: object) -> Json:
        match value:
            case None | bool() | int() | str():
                return value
            case Fraction():
                return {"number": number_text(value)}
            case datetime():
                return {"moment": moment_text(value)}
            case date():
                return {"date": value.isoformat()}
            case tuple():
                return [self.write(item) for item in value]
            case frozenset():
                return {"set": [*sorted(str(item) for item in value)]}
            case Span():
                return {"at": [value.file, value.start, value.end]}
            case _ if isinstance(value, _TYPES):
                return {"type": self._place(self._fields(value))}
            case _:
                return self._fields(value)

    def _place(self, data: Json) -> int:
        key = canonical(data)
        if key not in self._places:
            self._places[key] = len(self.types)
            self.types.append(data)
        return self._places[key]

    def _fields(self, value: object) -> Json:
        name = type(value).__name__
        if _CLASSES.get(name) is not type(value):
            raise TypeError(f"{type(value).__qualname__} is no part of Core")
        data: dict[str, Json] = {"$": name}
        for attribute in attrs.fields(cast("type[attrs.AttrsInstance]", type(value))):
            item = getattr(value, attribute.name)
            if not _is_blank(item, attribute.default):
                data[attribute.name] = self.write(item)
        return data


class _Reader:
    """Reads what `_Writer` wrote. `types` are filled in their order, so that later ones may hold earlier ones."""

    def __init__(self) -> None:
        self.types: list[object] = []

    def read(self, data: Json) -> Any:
        match data:
            case None | bool() | int() | str():
                return data
            case list():
                return tuple(self.read(item) for item in data)
            case {"$": str(name)}:
                return self._object(name, {key: item for key, item in data.items() if key != "$"})
            case {"number": text}:
                return read_number(text)
            case {"date": text}:
                return read_date(text)
            case {"moment": text}:
                return read_moment(text)
            case {"set": list(items)}:
                return frozenset(self.read(item) for item in items)
            case {"at": [str(file), int(start), int(end)]}:
                return Span(file, start, end)
            case {"type": int(place)} if 0 <= place < len(self.types):
                return self.types[place]
            case _:
                raise MalformedDataError(f"no object of Core: {str(data)[:80]}")

    def _object(self, name: str, fields: Mapping[str, Json]) -> object:
        found = _CLASSES.get(name)
        if found is None:
            raise MalformedDataError(f"Core has no {name!r}")
        try:
            return found(**{key: self.read(item) for key, item in fields.items()})
        except TypeError as error:
            raise MalformedDataError(f"{name}: {error}") from error


def encode_program(program: n.Program) -> Json:
    """Return `program` as `{"program": …, "types": […]}`, spans and labels included."""
    writer = _Writer()
    data = writer.write(program)
    return {"program": data, "types": writer.types}


def decode_program(data: Json) -> n.Program:
    """Return the program that `encode_program` wrote."""
    match data:
        case {"program": program, "types": list(types)}:
            reader = _Reader()
            for item in types:
                reader.types.append(reader.read(item))
            found = reader.read(program)
            if isinstance(found, n.Program):
                return found
    raise MalformedDataError("no program stands here")


# --- outcomes ---


def _words(words: Iterable[str]) -> t.Enum:
    return t.Enum(tuple(t.Member(word) for word in words))


#: The types of findings, so that they are written and read like any enumeration.
REQUIRE_FINDING = _words(REQUIRE_FINDINGS)
MATTER_FINDING = _words(MATTER_FINDINGS)
_SHARE = t.Number(t.PERCENT)
_COUNT = t.Number(t.PURE)


def type_of(node: Named) -> t.Type:
    """Return the type of what a trace holds for `node`: its value, for rules and dated values whether they held."""
    match node:
        case n.Case() | n.Row() | n.Waiver() | n.Limit() | n.Exemption() | n.Escalation() | n.DatedValue():
            return t.YesNo()
        case n.Contribution():
            return t.Number(node.amount.type.unit if isinstance(node.amount.type, t.Number) else t.PURE)
        case n.Sum():
            return type_of(node.items[0]) if node.items else _COUNT
        case n.Sanction():
            return _COUNT if node.amount is None else node.amount.type
        case n.Require():
            return REQUIRE_FINDING
        case n.Matter():
            return MATTER_FINDING
        case n.Step() | n.Duty():
            return node.status.type
        case n.Entitlements() | n.Accountability() | n.Procedure() | n.Population():
            return t.YesNo()
        case n.Movement():
            return node.match.type
        case n.Actor() | n.Law():
            return t.Text()
        case _:
            return node.type


_CELL = re.compile(r"(.*)/cell\[[1-9][0-9]*\]")


#: What a trace shows beside a fact of a group, and beside a comparison that cuts a ranking off.
_BESIDE = re.compile(r"(.*)/(size|open|ahead|behind|level|cut_off)")


def _shown_type(index: Mapping[str, Named], name: str, part: str) -> t.Type | None:
    node = index.get(name)
    if isinstance(node, n.GroupFact) and part != "cut_off":
        return node.value.type if part in ("ahead", "behind") and node.value is not None else _COUNT
    if isinstance(node, n.Op) and part == "cut_off":
        found = rank_in(node, index)
        return None if found is None or found.value is None else found.value.type
    return None


def traced_type(index: Mapping[str, Named], instance: str) -> t.Type:
    """Return the type of what a trace holds for an instance; cells of table rows are conditions without a node."""
    name = node_of(instance)
    node = index.get(name)
    if node is not None:
        return type_of(node)
    shown = _BESIDE.fullmatch(name)
    if shown is not None and (of := _shown_type(index, shown[1], shown[2])) is not None:
        return of
    cell = _CELL.fullmatch(name)
    if cell is not None and isinstance(index.get(cell[1]), n.Row):
        return t.YesNo()
    raise MalformedDataError(f"the policy has no node `{name}`")


def _in_order(members: Iterable[bool | str], of: t.Type) -> list[Json]:
    found = set(members)
    match of:
        case t.YesNo():
            return [word for word in (True, False) if word in found]
        case t.Enum():
            return [*(word for word in of.names if word in found), *sorted(map(str, found - set(of.names)))]
        case _:
            return [*sorted(map(str, found))]


def _encode_possible(possible: v.Possible, of: t.Type) -> Json:
    match possible:
        case v.Interval():
            return {
                "from": None if possible.low is None else _encode_scalar(possible.low),
                "to": None if possible.high is None else _encode_scalar(possible.high),
            }
        case v.Subset():
            return _in_order(possible.members, of)
        case v.Anything():
            return "anything"
        case _:
            assert_never(possible)


def _encode_scalar(value: v.Scalar) -> Json:
    match value:
        case bool() | str():
            return value
        case Fraction():
            return number_text(value)
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case _:
            assert_never(value)


class _Outcomes:
    """Writes and reads outcomes; how a record is written is the caller's choice."""

    def record(self, record: v.Record) -> Json:
        return {"record": record.path}

    def encode(self, outcome: v.Outcome, of: t.Type) -> Json:
        match outcome:
            case v.Gap():
                return _encode_gap(outcome, of)
            case v.Absent():
                return None
            case v.Record():
                return self.record(outcome)
            case tuple():
                element = of.element if isinstance(of, t.ListType) else of
                return [self.encode(item, element) for item in outcome]
            case frozenset():
                return [*sorted(outcome)]
            case _:
                return _encode_scalar(outcome)


def _encode_gap(gap: v.Gap, of: t.Type) -> Json:
    data: dict[str, Json] = {
        "status": v.status(gap),
        "possible": _encode_possible(gap.possible, of),
        "reasons": [_encode_reason(reason) for reason in sorted(gap.reasons)],
    }
    if gap.marks:
        data["marks"] = [*sorted(gap.marks)]
    return data


def _encode_reason(reason: v.Reason) -> Json:
    data: dict[str, Json] = {"kind": reason.kind, "subject": reason.subject}
    if reason.sides:
        data["sides"] = list(reason.sides)
    return data


def encode_outcome(outcome: v.Outcome, of: t.Type) -> Json:
    """Return an outcome as data: null is absent, a record stands as `{"record": path}`, a gap as an object."""
    return _Outcomes().encode(outcome, of)


def _decode_endpoint(data: Json, of: t.Type) -> v.Endpoint | None:
    if data is None:
        return None
    found = _decode_scalar(data, of)
    if isinstance(found, (bool, str)):
        raise MalformedDataError(f"no end of an interval: {found!r}")
    return found


def _decode_scalar(data: Json, of: t.Type) -> v.Scalar:
    match of, data:
        case t.YesNo(), bool():
            return data
        case ((t.Text() | t.Enum()), str()):
            return data
        case t.Number(), _:
            return read_number(data)
        case t.Date(), _:
            return read_date(data)
        case t.Moment(), _:
            return read_moment(data)
        case _:
            raise MalformedDataError(f"no {type(of).__name__}: {str(data)[:80]}")


def _decode_possible(data: Json, of: t.Type) -> v.Possible:
    match data:
        case "anything":
            return v.ANYTHING
        case list():
            return v.Subset(frozenset(cast("list[bool | str]", data)))
        case {"from": low, "to": high}:
            return v.Interval(_decode_endpoint(low, of), _decode_endpoint(high, of))
        case _:
            raise MalformedDataError(f"not what may be possible: {str(data)[:80]}")


def _decode_reason(data: Json) -> v.Reason:
    match data:
        case {"kind": str(kind), "subject": str(subject), **rest}:
            sides = rest.get("sides", [])
            if isinstance(sides, list):
                return v.Reason(cast("v.ReasonKind", kind), subject, tuple(map(str, sides)))
    raise MalformedDataError(f"no reason: {str(data)[:80]}")


def decode_outcome(data: Json, of: t.Type, records: Mapping[str, v.Record] | None = None) -> v.Outcome:
    """Return the outcome that `encode_outcome` wrote.

    Args:
        data: what was written.
        of: the type it was written with.
        records: the records of the input by path; one that is not there is given back without fields.
    """
    match of, data:
        case _, None:
            return v.ABSENT
        case _, {"status": str(), "possible": possible, "reasons": list(reasons), **rest}:
            marks = cast("list[v.Mark]", rest.get("marks", []))
            return v.Gap(_decode_possible(possible, of), frozenset(map(_decode_reason, reasons)), frozenset(marks))
        case t.RecordType(name=name), {"record": str(path)}:
            return (records or {}).get(path) or v.Record(name, path, {})
        case t.ListType(element=element), list():
            return tuple(decode_outcome(item, element, records) for item in data)
        case t.SetType(), list():
            return frozenset(map(str, data))
        case _:
            return _decode_scalar(data, of)


def records_by_path(record: v.Record) -> Mapping[str, v.Record]:
    """Return `record` and all records inside it by their paths."""
    found: dict[str, v.Record] = {}
    waiting: list[v.Outcome] = [record]
    while waiting:
        match waiting.pop():
            case v.Record() as inner:
                found.setdefault(inner.path, inner)
                waiting.extend(inner.fields.values())
            case tuple() as items:
                waiting.extend(items)
            case _:
                pass
    return found


# --- inputs ---


class _Whole(_Outcomes):
    """Writes records with all their fields."""

    def __init__(self, program: n.Program, index: Mapping[str, Named]) -> None:
        self._index = index
        self._fields: dict[str, dict[str, t.Type]] = {}
        for declaration in program.records:
            types: dict[str, t.Type] = {}
            for field in declaration.fields:
                types[field.name] = field.type
                if field.judged:
                    types.update({f"{field.name}.{part}": of for part, of in JUDGEMENT.items()})
            self._fields[declaration.id] = types

    def record(self, record: v.Record) -> Json:
        types = self._fields[record.type]
        data: dict[str, Json] = {
            "record": record.type,
            "fields": {name: self.encode(outcome, types[name]) for name, outcome in record.fields.items()},
        }
        if record.given:
            data["given"] = {
                name: self.encode(outcome, type_of(self._index[name])) for name, outcome in record.given.items()
            }
        return data


def encode_inputs(program: n.Program, index: Mapping[str, Named], inputs: Inputs) -> dict[str, Json]:
    """Return all that a decision read from outside as data: what the digest of the input is taken of.

    `index` is `walk.by_id(program)`. Parameters and readings are those switched for this decision.
    """
    whole = _Whole(program, index)
    return {
        "record": whole.record(inputs.record),
        "as_of": None if inputs.as_of is None else moment_text(inputs.as_of),
        "known_at": None if inputs.known_at is None else moment_text(inputs.known_at),
        "parameters": {
            name: _encode_parameter(given, type_of(index[name])) for name, given in inputs.parameters.items()
        },
        "readings": dict(inputs.readings),
    }


def _encode_parameter(given: ParameterInput, of: t.Type) -> Json:
    if isinstance(given, Mapping):
        return {"table": [[list(keys), encode_outcome(given[keys], of)] for keys in sorted(given)]}
    return encode_outcome(given, of)


# --- decisions and traces ---


def encode_decision(index: Mapping[str, Named], decision: DecisionOutcome) -> dict[str, Json]:
    """Return the outcome of one decision as data; what says nothing (no items, no sums) is left out."""
    data: dict[str, Json] = {"id": decision.id, "kind": decision.kind, "status": decision.status}
    if decision.applicable is not True:
        data["applicable"] = encode_outcome(decision.applicable, t.YesNo())
    if decision.outcome is not None:
        data["outcome"] = encode_outcome(decision.outcome, type_of(index[decision.id]))
    data["because"] = list(decision.because)
    if decision.items:
        data["items"] = [_encode_finding(index, finding) for finding in decision.items]
    if decision.sums:
        data["sums"] = [_encode_amount(amount) for amount in decision.sums]
    if decision.state:
        types = _state_types(index, decision.id)
        data["state"] = {name: encode_outcome(outcome, types[name]) for name, outcome in decision.state}
    if decision.state_open:
        data["state_open"] = True
    return data


def _state_types(index: Mapping[str, Named], tiering: str) -> dict[str, t.Type]:
    """Return the types of the state that a tiering with movement hands on."""
    node = index[tiering]
    movement = node.movement if isinstance(node, n.Tiering) else None
    return {} if movement is None else {name: expression.type for name, expression in movement.state}


def encode_state(state: Iterable[tuple[str, v.Outcome]]) -> Json:
    """Return the state of a tiering with movement as data, in the form in which it can come in again.

    What is absent stands as null, what is open as the word `unknown`; a state of which every field is absent (before
    the first review) or open is that word alone.
    """
    fields = {name: _state_field(outcome) for name, outcome in state}
    for word, alone in (("absent", None), ("unknown", "unknown")):
        if all(data == alone for data in fields.values()):
            return word
    return fields


def _state_field(outcome: v.Outcome) -> Json:
    match outcome:
        case v.Gap():
            return "unknown"
        case v.Absent():
            return None
        case bool() | str() | Fraction() | date():
            return _encode_scalar(outcome)
        case _:
            raise TypeError("a state holds single values")


def _encode_amount(amount: Amount) -> dict[str, Json]:
    return {"sanction": amount.sanction, "post": amount.post, "outcome": encode_outcome(amount.outcome, _COUNT)}


def _encode_finding(index: Mapping[str, Named], finding: Finding) -> dict[str, Json]:
    node = index[finding.id]
    data: dict[str, Json] = {
        "id": finding.id,
        "element": finding.element,
        "outcome": encode_outcome(finding.outcome, type_of(node)),
        "because": list(finding.because),
    }
    if finding.severity is not None:
        data["severity"] = encode_outcome(finding.severity, _severity_type(node))
    if finding.answers:
        data["answers"] = [
            {"post": post, "role": role, "share": None if share is None else {"outcome": encode_outcome(share, _SHARE)}}
            for post, role, share in finding.answers
        ]
    if finding.amounts:
        data["amounts"] = [_encode_amount(amount) for amount in finding.amounts]
    if finding.facts:
        types = fact_types(node)
        data["facts"] = [[name, encode_outcome(outcome, types[name])] for name, outcome in finding.facts]
    return data


def fact_types(node: Named) -> Mapping[str, t.Type]:
    """Return the types of the facts that the timeline of a duty or step shows."""
    return {name: fact.type for name, fact in node.facts} if isinstance(node, n.Duty | n.Step) else {}


def _severity_type(node: Named) -> t.Type:
    return node.severity.type if isinstance(node, n.Matter) and node.severity is not None else t.Text()


def decode_decision(
    index: Mapping[str, Named], data: Mapping[str, Any], records: Mapping[str, v.Record] | None = None
) -> DecisionOutcome:
    """Return the decision that `encode_decision` wrote."""
    try:
        return DecisionOutcome(
            id=data["id"],
            kind=data["kind"],
            status=data["status"],
            applicable=decode_outcome(data["applicable"], t.YesNo()) if "applicable" in data else True,
            outcome=decode_outcome(data["outcome"], type_of(index[data["id"]]), records) if "outcome" in data else None,
            because=tuple(data["because"]),
            items=tuple(_decode_finding(index, item, records) for item in data.get("items", ())),
            sums=tuple(_decode_amount(item) for item in data.get("sums", ())),
            state=tuple(
                (name, decode_outcome(data["state"][name], of))
                for name, of in (_state_types(index, data["id"]) if "state" in data else {}).items()
            ),
            state_open=data.get("state_open", False),
        )
    except (KeyError, TypeError) as error:
        raise MalformedDataError(f"no decision of this policy: {error}") from error


def _decode_amount(data: Mapping[str, Any]) -> Amount:
    return Amount(data["sanction"], data["post"], decode_outcome(data["outcome"], _COUNT))


def _decode_finding(
    index: Mapping[str, Named], data: Mapping[str, Any], records: Mapping[str, v.Record] | None
) -> Finding:
    node = index[data["id"]]
    return Finding(
        id=data["id"],
        element=data["element"],
        outcome=decode_outcome(data["outcome"], type_of(node), records),
        because=tuple(data["because"]),
        severity=decode_outcome(data["severity"], _severity_type(node)) if "severity" in data else None,
        answers=tuple(
            (a["post"], a["role"], None if a["share"] is None else decode_outcome(a["share"]["outcome"], _SHARE))
            for a in data.get("answers", ())
        ),
        amounts=tuple(_decode_amount(item) for item in data.get("amounts", ())),
        facts=tuple((name, decode_outcome(found, fact_types(node)[name])) for name, found in data.get("facts", ())),
    )


def node_of(instance: str) -> str:
    """Return the id of the node of an instance id: what stands before the first `#`."""
    return instance.partition("#")[0]


def encode_trace(index: Mapping[str, Named], trace: Trace) -> dict[str, Json]:
    """Return a trace as a map from instance id to outcome."""
    return {name: encode_outcome(outcome, traced_type(index, name)) for name, outcome in trace.nodes.items()}


def decode_trace(
    index: Mapping[str, Named], data: Mapping[str, Json], records: Mapping[str, v.Record] | None = None
) -> Trace:
    """Return the trace that `encode_trace` wrote, in the order of `data`."""
    nodes: dict[str, v.Outcome] = {}
    for instance, outcome in data.items():
        nodes[instance] = decode_outcome(outcome, traced_type(index, instance), records)
    return Trace(nodes)
