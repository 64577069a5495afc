"""The library as a program sees it: `load`, `loads`, `check`, `Policy`, `Decision`; the one place that wires the rooms.

In: policy files or texts; records as dicts, pydantic models, attrs objects or dataclasses. Out: decisions with typed
access, explanations and traces. Policies and decisions are immutable, may be shared by threads, and pickle. Heavy rooms
are imported when first used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableSequence
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from policycore.decision import Decision, DecisionView, ItemView, Range
from policycore.diagnostics.model import Argument, Diagnostic, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.report import PolicyError, Report, report_of, report_on_data
from policycore.source import NOWHERE, SourceFile
from policycore.types import Enum, Type

if TYPE_CHECKING:
    from pydantic import BaseModel

    from policycore.core.bundle import Bundle
    from policycore.core.examples import Example
    from policycore.core.nodes import Program
    from policycore.core.outcome import Inputs
    from policycore.files import Collected
    from policycore.records.convert import Converter
    from policycore.values import Record

__all__ = [
    "Decision",
    "DecisionView",
    "ItemView",
    "Policy",
    "PolicyError",
    "Range",
    "Rejected",
    "Report",
    "check",
    "load",
    "loads",
]

Judged = Literal["strict", "recorded"]
NO_FINDINGS = Report()


def load(path: str | Path) -> Policy:
    """Return the policy in a file, with the files it uses.

    Raises:
        PolicyError: the file cannot be read, or the policy has errors; `.diagnostics` say which.
    """
    return _usable(*checked_file(Path(path)))


def loads(text: str, name: str = "policy", used: Mapping[str, str] | None = None) -> Policy:
    """Return the policy in a text.

    Args:
        text: the policy.
        name: what messages, traces and the digest call it.
        used: texts of used files, by their path from this one.

    Raises:
        PolicyError: the policy has errors.
    """
    return _usable(*checked_texts(name, text, used or {}))


def check(path_or_text: str | Path, name: str = "policy", used: Mapping[str, str] | None = None) -> Report:
    """Return what is wrong with a policy; an empty report says nothing is.

    A `Path`, and a text of one line that ends in `.policy`, is a file; any other text is the policy itself.
    """
    if isinstance(path_or_text, Path) or ("\n" not in path_or_text and path_or_text.endswith(".policy")):
        return checked_file(Path(path_or_text))[0]
    return checked_texts(name, path_or_text, used or {})[0]


def checked_file(path: Path, text: str | None = None) -> tuple[Report, Policy | None]:
    """Return what is wrong with a file and, without errors, its policy; `text` replaces what the file holds."""
    from policycore.files import UnreadableError, collect, from_folder, read_text

    if text is None:
        try:
            text = read_text(path)
        except UnreadableError as error:
            return report_of([error.diagnostic]), None
    collected = collect(SourceFile(path.name, text), from_folder(path.parent))
    return _checked(collected, {name: (path.parent / name).as_posix() for name in collected.sources})


def checked_texts(name: str, text: str, used: Mapping[str, str]) -> tuple[Report, Policy | None]:
    from policycore.files import collect, from_texts

    return _checked(collect(SourceFile(name, text), from_texts(used)), {})


def _checked(collected: Collected, shown: Mapping[str, str]) -> tuple[Report, Policy | None]:
    from policycore.check import check as check_document

    diagnostics = list(collected.diagnostics)
    checked = None
    if collected.complete:
        others = {name: found for name, found in collected.documents.items() if name != collected.main}
        checked = check_document(collected.documents[collected.main], others)
        diagnostics += checked.diagnostics
    report = report_of(diagnostics, collected.sources, shown)
    if checked is None or checked.program is None or report.errors:
        return report, None
    return report, Policy(checked.program, checked.examples, report, collected.main)


def _usable(report: Report, policy: Policy | None) -> Policy:
    if policy is None:
        raise PolicyError(report)
    return policy


@lru_cache(maxsize=64)
def _again(main: str, texts: tuple[tuple[str, str], ...]) -> Policy:
    """Return a pickled policy, made again from its texts once per process."""
    used = dict(texts)
    return loads(used.pop(main), main, used)


@frozen
class Rejected:
    """A record of `decide_many` that could not be decided: its place from 0, the data as given, and why."""

    place: int
    data: object
    error: PolicyError


@frozen(eq=False, slots=False)
class Policy:
    """A checked policy, ready to decide.

    Attributes:
        program: what it means, as Core.
        examples: its worked cases.
        report: warnings of the checker.
        main: name of the main file among `texts`.
    """

    program: Program = field(repr=False)
    examples: tuple[Example, ...] = field(repr=False)
    report: Report = field(repr=False)
    main: str

    # --- what it is ---

    @property
    def id(self) -> str:
        """The name that the header gives."""
        return self.program.header.id

    @property
    def version(self) -> str:
        """The version that the header gives, "" where it gives none."""
        return self.program.header.version

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Warnings of the checker."""
        return self.report.diagnostics

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The texts of all files of the policy, by name."""
        return {name: source.text for name, source in self.report.sources.items()}

    @cached_property
    def bundle(self) -> Bundle:
        """Core and texts as one canonical file."""
        from policycore.core.bundle import make_bundle

        return make_bundle(self.program, self.texts)

    @property
    def digest(self) -> str:
        """The digest of the bundle: the same texts give the same digest, on every machine."""
        return self.bundle.digest

    @cached_property
    def decides(self) -> Mapping[str, tuple[str, ...]]:
        """Per record that something is decided about, the ids of those decisions, in the author's order."""
        statements = {statement.id: statement for statement in self.program.statements}
        found: dict[str, list[str]] = {}
        for id in self.program.decisions:
            found.setdefault(statements[id].record, []).append(id)
        return {record: tuple(ids) for record, ids in found.items()}

    @cached_property
    def _reads_as_of(self) -> Mapping[str, str]:
        """Per record one decision that reads the moment, where there is one."""
        from policycore.core.walk import dependencies

        statements = {statement.id: statement for statement in self.program.statements}
        found: dict[str, str] = {}
        for record, ids in self.decides.items():
            for id in ids:
                if dependencies(statements[id], self.program).as_of:
                    found[record] = id
                    break
        return found

    def reads_as_of(self, record_type: str) -> bool:
        """Return whether deciding about this record needs `as_of`."""
        return record_type in self._reads_as_of

    # --- deciding ---

    def decide(
        self,
        record: object,
        as_of: date | datetime | str | None = None,
        parameters: Mapping[str, object] | None = None,
        readings: Mapping[str, str] | None = None,
        record_type: str | None = None,
        judged: Judged = "strict",
    ) -> Decision:
        """Return what the policy decides about one record.

        Args:
            record: names and values: a mapping, a pydantic model, an attrs object or a dataclass. What is left out is
                unknown (or absent, for an optional field), and never guessed.
            as_of: the moment as of which is decided; a day means its end. Needed where the policy reads it.
            parameters: values in place of, or missing from, those of the policy; per key for keyed parameters.
            readings: alternatives in place of the chosen ones.
            record_type: which record it is, where the policy decides about several.
            judged: "strict" asks judged facts for who, when and on what grounds; "recorded" takes bare values.

        Raises:
            PolicyError: the record or the call cannot be understood. A missing fact is no error.
        """
        return self._decider(as_of, parameters, readings, record_type, judged).decide(record)

    def decide_many(
        self,
        records: Iterable[object],
        as_of: date | datetime | str | None = None,
        parameters: Mapping[str, object] | None = None,
        readings: Mapping[str, str] | None = None,
        record_type: str | None = None,
        judged: Judged = "strict",
        rejects: MutableSequence[Rejected] | None = None,
    ) -> Iterator[Decision]:
        """Yield what the policy decides about each record, one at a time.

        Arguments as for `decide`. With a list for `rejects`, records that cannot be understood go there and the
        others are decided; without one the first of them raises.
        """
        decider = self._decider(as_of, parameters, readings, record_type, judged)
        return self._each(decider, records, rejects)

    def _each(
        self, decider: Decider, records: Iterable[object], rejects: MutableSequence[Rejected] | None
    ) -> Iterator[Decision]:
        for place, record in enumerate(records):
            try:
                yield decider.decide(record)
            except PolicyError as error:
                if rejects is None:
                    raise
                rejects.append(Rejected(place, record, error))

    def _decider(
        self,
        as_of: date | datetime | str | None,
        parameters: Mapping[str, object] | None,
        readings: Mapping[str, str] | None,
        record_type: str | None,
        judged: Judged,
    ) -> Decider:
        return make_decider(self, as_of, parameters or {}, readings or {}, record_type, judged)

    def record_type(self, name: str | None) -> str:
        """Return the id of the record that `name` means; with None the only one that is decided about."""
        return _record_type(self, name)

    def record_model(self, name: str | None = None) -> type[BaseModel]:
        """Return a pydantic model of a record of the policy, for validation and JSON Schema elsewhere."""
        from policycore.records.models import record_model

        return record_model(self.program, self.record_type(name) if name is None else name)

    def __reduce__(self) -> tuple[Any, tuple[str, tuple[tuple[str, str], ...]]]:
        return _again, (self.main, tuple(sorted(self.texts.items())))

    def _repr_html_(self) -> str:
        from html import escape

        header = self.program.header
        title = next((text for lang, text in header.about.labels if lang == "en"), header.id)
        decided = "".join(
            f"<li>{escape(record)}: {', '.join(f'<code>{escape(id)}</code>' for id in ids)}</li>"
            for record, ids in self.decides.items()
        )
        version = f" {escape(header.version)}" if header.version else ""
        return f"<div><strong>{escape(title)}</strong>{version}<ul>{decided}</ul><small>{self.digest}</small></div>"


@frozen(eq=False)
class Decider:
    """A policy with everything settled but the record."""

    policy: Policy
    record_type: str
    converter: Converter
    as_of: datetime | None
    parameters: Mapping[str, Any]
    readings: Mapping[str, str]

    def inputs(self, record: Record) -> Inputs:
        """Return what is decided from for a record."""
        from policycore.core.outcome import Inputs

        return Inputs(record, self.as_of, self.parameters, self.readings)

    def decide(self, data: object) -> Decision:
        """Return the decision about a record given as data."""
        converted = self.converter(data)
        if converted.record is None:
            raise PolicyError(report_on_data(converted.problems))
        return self.decide_record(converted.record, report_on_data(converted.problems))

    def decide_record(self, record: Record, findings: Report = NO_FINDINGS) -> Decision:
        """Return the decision about a record that is validated already."""
        from policycore.interpret.decide import decide

        inputs = self.inputs(record)
        return Decision(self.policy, inputs, decide(self.policy.program, inputs), findings)


# --- understanding a call ---


def make_decider(
    policy: Policy,
    as_of: date | datetime | str | None,
    parameters: Mapping[str, object],
    readings: Mapping[str, str],
    record_type: str | None,
    judged: Judged,
    *,
    tell_undeclared: bool = False,
    derived: bool = False,
) -> Decider:
    """Return a policy with everything settled but the record.

    Args:
        tell_undeclared: names that the record does not have are told and not refused (tables with more columns).
        derived: definitions, scores and tierings may be given in place of being computed (cases do that).
    """
    from policycore.records.convert import Converter, find_record

    record = _record_type(policy, record_type)
    declaration = find_record(policy.program, record)
    assert declaration is not None
    converter = Converter(
        policy.program,
        declaration,
        judged=judged,
        extra="tell" if tell_undeclared else "refuse",
        derived=derived,
    )
    moment = None if as_of is None else _moment(policy.program, as_of)
    if moment is None and policy.reads_as_of(record):
        reads = Phrase("read_by", {"statement": policy._reads_as_of[record]})
        raise PolicyError.of(Diagnostic("PC811", NOWHERE, {"reads": reads}))
    settings = _settings(policy.program, parameters, readings, converter)
    return Decider(policy, record, converter, moment, *settings)


def _record_type(policy: Policy, name: str | None) -> str:
    from policycore.records.convert import bare_name, find_record

    records = tuple(policy.decides)
    if not records:
        raise PolicyError.of(Diagnostic("PC819", NOWHERE))
    if name is None:
        if len(records) == 1:
            return records[0]
        raise PolicyError.of(Diagnostic("PC812", NOWHERE, {"records": tuple(map(bare_name, records))}))
    found = find_record(policy.program, name)
    if found is not None and found.id in policy.decides:
        return found.id
    names = tuple(map(bare_name, records))
    raise PolicyError.of(
        Diagnostic("PC813", NOWHERE, {"record": name, "records": names}, help=_meant(nearest(name, names)))
    )


def _meant(name: str | None) -> Phrase | None:
    return None if name is None else Phrase("did_you_mean", {"name": name})


def _moment(program: Program, given: date | datetime | str) -> datetime:
    """Return the moment as of which is decided; a day means its end."""
    from policycore.records.scalars import moment_reader, read_day

    if not isinstance(given, datetime):
        day = read_day(given, False)
        if isinstance(day, date):
            return datetime(day.year, day.month, day.day, 23, 59, 59)
    moment = moment_reader(program.header.time_zone)(given, False)
    if isinstance(moment, datetime):
        return moment
    raise PolicyError.of(Diagnostic("PC818", NOWHERE, {"text": str(given)}))


def _settings(
    program: Program, parameters: Mapping[str, object], readings: Mapping[str, str], converter: Converter
) -> tuple[dict[str, Any], dict[str, str]]:
    from policycore.records.convert import bare_name

    known = {**_by_name(p.id for p in program.parameters), **_by_name(r.id for r in program.readings)}
    by_id = {p.id: p for p in program.parameters}
    alternatives = {r.id: r for r in program.readings}
    chosen_parameters: dict[str, Any] = {}
    chosen_readings: dict[str, str] = {}
    for name, value in (*parameters.items(), *readings.items()):
        id = known.get(name)
        is_wanted = by_id if name in parameters else alternatives
        if id is None or id not in is_wanted:
            names = tuple(bare_name(id) for id in (*by_id, *alternatives))
            raise PolicyError.of(_unknown_setting(name, names))
        if id in by_id:
            chosen_parameters[id] = _parameter(by_id[id].type, by_id[id].keys, value, name, converter)
        else:
            reading = alternatives[id]
            if value not in reading.type.names:
                args: dict[str, Argument] = {"reading": name, "name": str(value), "names": reading.type.names}
                tip = _meant(nearest(str(value), reading.type.names))
                raise PolicyError.of(Diagnostic("PC815", NOWHERE, args, help=tip))
            chosen_readings[id] = str(value)
    return chosen_parameters, chosen_readings


def _unknown_setting(name: str, names: tuple[str, ...]) -> Diagnostic:
    shown: tuple[str, ...] | Phrase = names or Phrase("has_no_settings")
    return Diagnostic("PC814", NOWHERE, {"name": name, "names": shown}, help=_meant(nearest(name, names)))


def _by_name(ids: Iterable[str]) -> dict[str, str]:
    """Return ids by themselves and by their name alone, where that is one."""
    from policycore.records.convert import bare_name

    found: dict[str, str] = {}
    for id in ids:
        found.setdefault(bare_name(id), id)
        found[id] = id
    return found


def _parameter(of: Type, keys: tuple[Enum, ...], value: object, name: str, converter: Converter) -> object:
    """Return a parameter's value, or per key its values, as the evaluator takes them."""
    if not keys:
        return _read(of, value, name, converter)
    args: dict[str, Argument] = {"name": name, "keys": tuple(key.name or "…" for key in keys)}
    if not isinstance(value, Mapping):
        raise PolicyError.of(Diagnostic("PC825", NOWHERE, args))
    table: dict[tuple[str, ...], object] = {}
    for written, each in value.items():
        parts = written if isinstance(written, tuple) else tuple(str(written).split(","))
        parts = tuple(str(part).strip() for part in parts)
        if len(parts) != len(keys):
            raise PolicyError.of(Diagnostic("PC825", NOWHERE, args))
        for key, part in zip(keys, parts, strict=True):
            _read(key, part, f"{name}[{part}]", converter)
        table[parts] = _read(of, each, f"{name}[{', '.join(parts)}]", converter)
    return table


def _read(of: Type, value: object, path: str, converter: Converter) -> object:
    from policycore.records.problem import RecordProblem

    found = converter.read(of, value, path)
    if isinstance(found, tuple) and found and isinstance(found[0], RecordProblem):
        raise PolicyError(report_on_data(found))
    return found
