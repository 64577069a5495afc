"""The library as a program sees it: `load`, `loads`, `check`, `Policy`, `Decision`; the one place that wires the rooms.

In: policy files or texts; records as dicts, pydantic models, attrs objects or dataclasses. Out: decisions with typed
access, explanations and traces. Policies and decisions are immutable, may be shared by threads, and pickle. Heavy rooms
are imported when first used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableSequence
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import evolve, field, frozen

from policycore.decision import Decision, DecisionView, ItemView, Range
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic
from policycore.loading import Loaded, load_file, load_texts
from policycore.report import PolicyError, Report, report_on_data
from policycore.values import Record

if TYPE_CHECKING:
    from pydantic import BaseModel

    from policycore.core.bundle import Bundle
    from policycore.core.examples import Example
    from policycore.core.nodes import Program
    from policycore.core.outcome import Inputs
    from policycore.core.population import Snapshot
    from policycore.engine import Engine, Run
    from policycore.records.convert import Converter
    from policycore.records.inputs import Settings
    from policycore.records.problem import RecordProblem
    from policycore.records.states import Carrier
    from policycore.snapshots import PopulationSnapshot

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
#: The review before: its decision, or the states that it handed on, by tiering.
Previous: TypeAlias = "Decision | Mapping[str, Any]"
NO_FINDINGS = Report()
#: So many calls of one kind are remembered per policy.
_KEPT = 64


def load(path: str | Path) -> Policy:
    """Return the policy in a file, with the files it uses.

    Raises:
        PolicyError: the file cannot be read, or the policy has errors; `.diagnostics` say which.
    """
    return usable(load_file(Path(path)))


def loads(text: str, name: str = "policy", used: Mapping[str, str] | None = None) -> Policy:
    """Return the policy in a text.

    Args:
        text: the policy.
        name: what messages, traces and the digest call it.
        used: texts of used files, by their path from this one.

    Raises:
        PolicyError: the policy has errors.
    """
    return usable(load_texts(name, text, used or {}))


def check(path_or_text: str | Path, name: str = "policy", used: Mapping[str, str] | None = None) -> Report:
    """Return what is wrong with a policy; an empty report says nothing is.

    A `Path`, and a text of one line that ends in `.policy`, is a file; any other text is the policy itself.
    """
    if isinstance(path_or_text, Path) or ("\n" not in path_or_text and path_or_text.endswith(".policy")):
        return load_file(Path(path_or_text)).report
    return load_texts(name, path_or_text, used or {}).report


def usable(loaded: Loaded) -> Policy:
    """Return the policy that was loaded; raises `PolicyError` where it has errors."""
    if loaded.program is None:
        raise PolicyError(loaded.report)
    return Policy(loaded.program, loaded.examples, loaded.report, loaded.main)


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
    def engine(self) -> Engine:
        """What decides: the reference interpreter at first, then the compiled twin, which gives the same."""
        from policycore.engine import Engine

        return Engine(self.program)

    def reads_as_of(self, record_type: str | None = None) -> bool:
        """Return whether deciding about this record needs `as_of`."""
        from policycore.records.inputs import reads_as_of

        return reads_as_of(self.program, self.record_type(record_type)) is not None

    # --- deciding ---

    def decide(
        self,
        record: object,
        as_of: date | datetime | str | None = None,
        parameters: Mapping[str, object] | None = None,
        readings: Mapping[str, str] | None = None,
        record_type: str | None = None,
        judged: Judged = "strict",
        known_at: date | datetime | str | None = None,
        previous: Previous | None = None,
        population: PopulationSnapshot | None = None,
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
            known_at: the moment (of a day its end) up to which knowledge counts: what was recorded or issued later is
                left out. All that is there counts where None.
            previous: the review before, for tierings with movement: its decision, or states by the name of the
                tiering, as `Decision.states` gives them. What is not named has not been reviewed before, so `{}` is a
                first review. With None the state stands in the record, or is unknown.
            population: what the members of the record's populations come to together, as `snapshot` made it. With
                None ranks, shares and other facts of groups are open, since the others are not at hand.

        Raises:
            PolicyError: the record or the call cannot be understood. A missing fact is no error.
        """
        decider = self._decider(as_of, parameters, readings, record_type, judged, known_at)
        if population is not None:
            decider = decider.among(population)
        return decider.decide(record, previous)

    def decide_many(
        self,
        records: Iterable[object],
        as_of: date | datetime | str | None = None,
        parameters: Mapping[str, object] | None = None,
        readings: Mapping[str, str] | None = None,
        record_type: str | None = None,
        judged: Judged = "strict",
        rejects: MutableSequence[Rejected] | None = None,
        known_at: date | datetime | str | None = None,
        previous: Mapping[str, Previous] | None = None,
        population: PopulationSnapshot | None = None,
    ) -> Iterator[Decision]:
        """Yield what the policy decides about each record, one at a time.

        Arguments as for `decide`, `previous` by the key of the record: who is not in it has not been reviewed before.
        With a list for `rejects`, records that cannot be understood go there and the others are decided; without one
        the first of them raises.

        Where the policy compares records with each other, these records are the population: they are gone through
        before the first is decided, and kept if they can be gone through only once. With `population` they are
        compared with those it was made of.
        """
        decider = self._decider(as_of, parameters, readings, record_type, judged, known_at)
        if population is not None:
            decider = decider.among(population)
        return self._each(decider, records, rejects, previous)

    def snapshot(
        self,
        records: Iterable[object],
        as_of: date | datetime | str | None = None,
        parameters: Mapping[str, object] | None = None,
        readings: Mapping[str, str] | None = None,
        record_type: str | None = None,
        judged: Judged = "strict",
        known_at: date | datetime | str | None = None,
        previous: Mapping[str, Previous] | None = None,
    ) -> PopulationSnapshot:
        """Return what these records come to together: enough to place each of them, and no names.

        Arguments as for `decide_many`. Records that cannot be understood are no members.
        """
        decider = self._decider(as_of, parameters, readings, record_type, judged, known_at)
        return decider.taken(_again_and_again(records), previous)

    def read_snapshot(self, data: bytes | str, name: str = "snapshot") -> PopulationSnapshot:
        """Return the snapshot that `PopulationSnapshot.to_json` wrote; `name` is what messages call it.

        Raises:
            PolicyError: it is no snapshot, or was made by another policy, or another version of this one.
        """
        from policycore.snapshots import read_snapshot

        return read_snapshot(self, data.encode() if isinstance(data, str) else data, name)

    def compares(self, record_type: str | None = None) -> tuple[str, ...]:
        """Return the ids of the populations that deciding about this record reads."""
        from policycore.records.inputs import populations_read

        record = self.record_type(record_type)
        if record not in self._compared:
            self._compared[record] = populations_read(self.program, record)
        return self._compared[record]

    @cached_property
    def _compared(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _each(
        self,
        decider: Decider,
        records: Iterable[object],
        rejects: MutableSequence[Rejected] | None,
        previous: Mapping[str, Previous] | None,
    ) -> Iterator[Decision]:
        if decider.needs_members:
            records = _again_and_again(records)
            decider = decider.among(decider.taken(records, previous))
        counted = _Counted(records)
        one: Callable[[object], Decision | None]
        if rejects is None:
            # Nobody asks for the places, and counting would cost as much as a tenth of deciding.
            one = decider.decide_fully if previous is None else partial(decider.decide_after, previous=previous)
        else:
            one = partial(self._or_reject, decider, counted, rejects, previous)
        for record in counted:
            if previous is None and (run := self.engine.run_of(decider)) is not None:
                remaining = chain((record,), counted.records if rejects is None else counted)
                yield from run.each(remaining, one)
                return
            if (decision := one(record)) is not None:
                yield decision

    def _or_reject(
        self,
        decider: Decider,
        counted: _Counted,
        rejects: MutableSequence[Rejected],
        previous: Mapping[str, Previous] | None,
        record: object,
    ) -> Decision | None:
        """Return the decision about a record; where it cannot be understood it is rejected."""
        try:
            return decider.decide_fully(record) if previous is None else decider.decide_after(record, previous)
        except PolicyError as error:
            rejects.append(Rejected(counted.place, record, error))
            return None

    def _decider(
        self,
        as_of: date | datetime | str | None,
        parameters: Mapping[str, object] | None,
        readings: Mapping[str, str] | None,
        record_type: str | None,
        judged: Judged,
        known_at: date | datetime | str | None,
    ) -> Decider:
        plain = isinstance(as_of, str | date | None) and isinstance(known_at, str | date | None)
        if parameters or readings or not plain:
            return make_decider(self, as_of, parameters or {}, readings or {}, record_type, judged, known_at)
        # Mostly one record after the other is decided as of the same day: what was settled for it is kept.
        key = (type(as_of), as_of, type(known_at), known_at, record_type, judged)
        decider = self._deciders.get(key)
        if decider is None:
            decider = make_decider(self, as_of, {}, {}, record_type, judged, known_at)
            if len(self._deciders) >= _KEPT:
                self._deciders.clear()
            self._deciders[key] = decider
        return decider

    @cached_property
    def _deciders(self) -> dict[object, Decider]:
        return {}

    def record_type(self, name: str | None) -> str:
        """Return the id of the record that `name` means; with None the only one that is decided about."""
        return _record_type(self, name)

    def record_model(self, name: str | None = None, lang: Lang = "en") -> type[BaseModel]:
        """Return a pydantic model of a record of the policy, for typed input.

        Args:
            name: which record; the one that is decided about where None.
            lang: language of titles and descriptions.
        """
        from policycore.records.models import model_for

        return model_for(self.program, self._declared(name), lang)

    def record_schema(self, name: str | None = None, lang: Lang = "en") -> dict[str, Any]:
        """Return the JSON Schema of a record of the policy."""
        return self.record_model(name, lang).model_json_schema()

    def _declared(self, name: str | None) -> str:
        """Return the id of a record that the policy declares, decided about or not."""
        from policycore.records.convert import find_record

        found = None if name is None else find_record(self.program, name)
        return self.record_type(name) if found is None else found.id

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


@frozen(eq=False, slots=False)
class Decider:
    """A policy with everything settled but the record."""

    policy: Policy
    record_type: str
    converter: Converter
    settings: Settings
    judged: Judged
    findings: Report
    snapshots: Mapping[str, Snapshot] = field(factory=dict)

    def decide(self, data: object, previous: Previous | None = None) -> Decision:
        """Return the decision about a record given as data, after the review before."""
        if previous is None and (run := self.policy.engine.run_of(self)) is not None:
            decision = run.decide(data)
            if decision is not None:
                return decision
        return self.decide_fully(data, previous)

    def decide_fully(self, data: object, previous: Previous | None = None) -> Decision:
        """Return the decision about a record given as data of whatever kind, with all that there is to say of them."""
        record, problems = self._converted(data)
        if previous is not None:
            record = self.with_states(record, previous, by_key=False)
        return self.decide_record(record, report_on_data(problems) if problems else NO_FINDINGS)

    def decide_after(self, data: object, previous: Mapping[str, Previous]) -> Decision:
        """Return the decision about a record given as data, after the review before of whoever has its key."""
        record, problems = self._converted(data)
        record = self._after(record, previous)
        return self.decide_record(record, report_on_data(problems) if problems else NO_FINDINGS)

    def _after(self, record: Record, previous: Mapping[str, Previous]) -> Record:
        from policycore.records.convert import key_of

        key = key_of(self.converter.declaration, record)
        return self.with_states(record, {} if key is None else previous.get(key, {}), by_key=True)

    def _converted(self, data: object) -> tuple[Record, tuple[RecordProblem, ...]]:
        converted = self.converter(data)
        if converted.record is None:
            raise PolicyError(report_on_data(converted.problems))
        return converted.record, (*self.findings.problems, *converted.problems)

    def with_states(self, record: Record, previous: Previous, *, by_key: bool) -> Record:
        """Return a record with the states of the review before."""
        problem = self.carrier.problem(by_key)
        if problem is not None:
            raise PolicyError(report_on_data([problem]))
        filled = self.carrier.fill(record, previous.states if isinstance(previous, Decision) else previous)
        if isinstance(filled, tuple):
            raise PolicyError(report_on_data(filled))
        return filled

    @cached_property
    def run(self) -> Run | None:
        """The compiled decisions, with all settled but the record; None where they cannot be compiled."""
        from policycore.compile.forms import Unsupported
        from policycore.engine import Run

        try:
            return Run(self.policy.engine, self)
        except Unsupported:
            return None

    @cached_property
    def carrier(self) -> Carrier:
        """What puts states into the records."""
        from policycore.records.states import Carrier

        return Carrier(self.policy.program, self.converter.declaration)

    def decide_record(self, record: Record, findings: Report = NO_FINDINGS) -> Decision:
        """Return the decision about a record that is validated already."""
        inputs = self.inputs(record)
        return Decision(self.policy, inputs, self.policy.engine.outcomes(inputs), findings)

    def inputs(self, record: Record) -> Inputs:
        """Return all that deciding about a record reads."""
        inputs = self.settings.inputs(record)
        return evolve(inputs, snapshots=self.snapshots) if self.snapshots else inputs

    # --- populations ---

    @property
    def needs_members(self) -> bool:
        """Whether a population of these records is read, and no snapshot of it is at hand."""
        populations = {population.id: population for population in self.policy.program.populations}
        return any(
            populations[id].record == self.record_type and id not in self.snapshots
            for id in (self.policy.compares(self.record_type) if populations else ())
        )

    def among(self, *members: PopulationSnapshot) -> Decider:
        """Return the decider that compares records with the members of snapshots.

        Raises:
            PolicyError: one was made by another policy, or with other parameters or readings.
        """
        from policycore.snapshots import fitting

        found = fitting(self.policy, self._plain, members)
        return evolve(self, snapshots={**self.snapshots, **found})

    @property
    def _plain(self) -> Inputs:
        return self.settings.inputs(Record(self.record_type, "", {}))

    def taken(self, records: Iterable[object], previous: Mapping[str, Previous] | None = None) -> PopulationSnapshot:
        """Return what records given as data come to together; `records` can be gone through more than once."""

        def inputs_of(data: object) -> Inputs | None:
            """Return the inputs of a record, None where it cannot be understood: that is told where it is decided."""
            converted = self.converter(data).record
            if converted is None:
                return None
            return self.inputs(converted if previous is None else self._after(converted, previous))

        from policycore.snapshots import take

        judged = self.judged if previous is None else None
        return take(self.policy, self.record_type, self._plain, lambda: records, inputs_of, judged)

    def taken_of(self, members: Callable[[], Iterable[Record]]) -> PopulationSnapshot:
        """Return what records that are validated already come to together; `members` yields them with each call."""
        from policycore.snapshots import take

        return take(self.policy, self.record_type, self._plain, members, self.inputs)


class _Counted:
    """Records one after the other, and the place of the last of them, from 0."""

    def __init__(self, records: Iterable[object]) -> None:
        self.records = iter(records)
        self.place = -1

    def __iter__(self) -> Iterator[object]:
        for record in self.records:
            self.place += 1
            yield record


def _again_and_again(records: Iterable[object]) -> Iterable[object]:
    """Return records that can be gone through more than once; they are kept if they could not."""
    return list(records) if isinstance(records, Iterator) else records


# --- understanding a call ---


def make_decider(
    policy: Policy,
    as_of: date | datetime | str | None,
    parameters: Mapping[str, object],
    readings: Mapping[str, str],
    record_type: str | None,
    judged: Judged,
    known_at: date | datetime | str | None = None,
) -> Decider:
    """Return a policy with everything settled but the record."""
    from policycore.records.convert import Converter, find_record
    from policycore.records.inputs import settings_from

    record = _record_type(policy, record_type)
    declaration = find_record(policy.program, record)
    assert declaration is not None
    given = settings_from(
        policy.program,
        as_of=as_of,
        parameters=parameters,
        readings=readings,
        record_type=declaration.id,
        known_at=known_at,
    )
    if given.settings is None:
        raise PolicyError(report_on_data(given.problems))
    converter = Converter(policy.program, declaration, judged=judged)
    return Decider(policy, declaration.id, converter, given.settings, judged, report_on_data(given.problems))


def _record_type(policy: Policy, name: str | None) -> str:
    from policycore.records.inputs import deciding_record
    from policycore.records.problem import RecordProblem

    found = deciding_record(policy.program, name or "")
    if isinstance(found, RecordProblem):
        raise PolicyError(report_on_data([found]))
    return found.id
