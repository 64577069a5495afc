"""Worked cases in YAML: read into the same form as the examples of a policy. The form: `docs/reference/cases.md`.

In: the text of a `*.cases.yaml` file, and the policy that it names. Out: `core.examples.Example`s, typed by the policy,
or everything that is wrong with the file at once. Every scalar stays the text that was written until the policy says
what it is, as in records of YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field, frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import MATTER_FINDING, REQUIRE_FINDING
from policycore.core.examples import Example, Expectation, Expected, Given
from policycore.diagnostics.model import Argument, Diagnostic, Phrase
from policycore.diagnostics.suggest import nearest
from policycore.records.convert import Converter, bare_name, find_record
from policycore.records.inputs import Settings, settings_from
from policycore.records.problem import RecordProblem
from policycore.records.raw import Object
from policycore.records.read_yaml import load_yaml
from policycore.report import PolicyError, Report, report_of, report_on_data
from policycore.source import SourceFile, Span

if TYPE_CHECKING:
    from policycore.api import Policy

#: The words of the form in Chinese; either may stand.
_WORDS = {
    "制度": "policy",
    "用例": "cases",
    "名称": "name",
    "注": "note",
    "给定": "given",
    "群体": "population",
    "截至": "as_of",
    "知悉日": "known_at",
    "参数": "parameters",
    "口径": "readings",
    "预期": "expect",
    "因为": "because",
    "未定": "undetermined",
    "冲突": "conflict",
    "未载明": "not_stated",
    "不适用": "not_applicable",
    "未给予": "not_granted",
    "缺少": "missing",
    "自": "from",
    "至": "to",
    "次": "times",
    "之": "of",
}
_FINDINGS = {
    "符合": "met",
    "违反": "breach",
    "偏离": "deviation",
    "不适用": "not_applicable",
    "成立": "found",
    "免责": "exempt",
    "不成立": "not_found",
}
_FILE_KEYS = ("policy", "cases")
_CASE_KEYS = ("name", "note", "given", "population", "as_of", "known_at", "parameters", "readings", "expect", "because")
_STATUSES = ("undetermined", "conflict", "not_stated", "not_applicable", "not_granted")

#: Most elements that a list may have after `times` is written out.
MOST_ELEMENTS = 100_000


@frozen
class Case:
    """A case as it stands in the file."""

    name: str
    line: int
    data: Object

    def line_of(self, key: str) -> int:
        """Return the line of one of its keys."""
        return self.data.lines.get(key, self.line)


@frozen(eq=False)
class CasesFile:
    """A file of cases: the policy it is about, as written in it, and the cases, not yet typed."""

    source: SourceFile
    policy: str
    cases: tuple[Case, ...]


@define
class _Faults:
    """Collects what is wrong, each with the line it stands on."""

    source: SourceFile
    diagnostics: list[Diagnostic] = field(factory=list)
    problems: list[RecordProblem] = field(factory=list)

    def say(self, code: str, line: int, help: Phrase | None = None, **args: Argument) -> None:
        self.diagnostics.append(Diagnostic(code, self.span(line), args, help=help))

    def malformed(self, line: int, where: str, problem: Phrase, help: Phrase | None = None) -> None:
        self.say("PC831", line, help, where=where, problem=problem)

    def span(self, line: int) -> Span:
        """Return the place of a whole line, without the space before it."""
        line = min(max(line, 1), self.source.lines)
        text = self.source.text.split("\n")
        start = sum(len(before) + 1 for before in text[: line - 1])
        written = self.source.line(line)
        indent = len(written) - len(written.lstrip())
        return Span(self.source.name, start + indent, start + max(len(written.rstrip()), indent))

    def raise_if_any(self) -> None:
        if self.diagnostics:
            raise PolicyError(report_of(self.diagnostics, {self.source.name: self.source}))
        if self.problems:
            raise PolicyError(report_on_data(self.problems))


def read_cases(text: str, name: str) -> CasesFile:
    """Return the cases of a file.

    Raises:
        PolicyError: the text is no YAML, or does not have the form of cases.
    """
    faults = _Faults(SourceFile(name, text))
    trees = load_yaml(text, name)
    if isinstance(trees, RecordProblem):
        raise PolicyError(report_on_data([trees]))
    top = _english(trees[0].value) if len(trees) == 1 and isinstance(trees[0].value, Object) else None
    if top is None:
        faults.malformed(1, name, Phrase("cases_whole"))
        faults.raise_if_any()
    assert top is not None
    _known_keys(top, _FILE_KEYS, name, faults)
    policy, cases = top.get("policy"), top.get("cases")
    if not isinstance(policy, str):
        faults.malformed(top.lines.get("policy", 1), "policy", Phrase("cases_policy"))
    if not isinstance(cases, list) or not cases:
        faults.malformed(top.lines.get("cases", 1), "cases", Phrase("cases_list"))
        cases = []
    found: dict[str, Case] = {}
    for place, raw in enumerate(cases, 1):
        case = _case(raw, place, faults)
        if case is None:
            continue
        if case.name in found:
            faults.malformed(case.line, case.name, Phrase("cases_same_name"))
        found[case.name] = case
    faults.raise_if_any()
    return CasesFile(faults.source, str(policy), tuple(found.values()))


def _case(raw: object, place: int, faults: _Faults) -> Case | None:
    if not isinstance(raw, Object):
        faults.malformed(1, f"cases[{place}]", Phrase("cases_mapping"))
        return None
    data = _english(raw)
    line = min(data.lines.values(), default=1)
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        faults.malformed(line, f"cases[{place}]", Phrase("cases_name"))
        return None
    before = len(faults.diagnostics)
    _known_keys(data, _CASE_KEYS, name, faults)
    if not isinstance(data.get("given"), Object):
        faults.malformed(data.lines.get("given", line), name, Phrase("cases_given"))
    expect = data.get("expect")
    if expect is not None and not isinstance(expect, Object):
        faults.malformed(data.lines.get("expect", line), name, Phrase("cases_expect"))
    elif not expect and not data.get("because"):
        faults.say("PC832", line, case=name)
    return Case(str(name), line, data) if len(faults.diagnostics) == before else None


def _known_keys(data: Object, known: tuple[str, ...], where: str, faults: _Faults) -> None:
    for key in data.repeated:
        faults.malformed(data.lines.get(key, 1), where, Phrase("cases_twice", {"key": key}))
    for key in data:
        if key not in known:
            near = nearest(key, known)
            help = Phrase("did_you_mean", {"name": near}) if near else None
            faults.malformed(data.lines.get(key, 1), where, Phrase("cases_key", {"key": key, "keys": known}), help)


def _english(data: Object) -> Object:
    """Return the mapping with the words of the form in English."""
    found = Object()
    found.repeated.extend(_WORDS.get(key, key) for key in data.repeated)
    for key, value in data.items():
        name = _WORDS.get(key, key)
        if name in found:
            found.repeated.append(name)
        found[name] = value
        found.lines[name] = data.lines.get(key, 1)
    return found


# --- typing by the policy ---


def examples_of(file: CasesFile, policy: Policy) -> tuple[tuple[Example, int], ...]:
    """Return the cases as examples of the policy, each with its line.

    Raises:
        PolicyError: a case names what the policy does not have, or gives values that do not fit; all of them at once.
    """
    faults = _Faults(file.source)
    typed = _Typed(policy, faults)
    found = [(example, case.line) for case in file.cases if (example := typed.example(case)) is not None]
    if faults.diagnostics or faults.problems:
        raise PolicyError(_both(faults))
    return tuple(found)


def _both(faults: _Faults) -> Report:
    from policycore.records.render import as_diagnostic

    sources = {faults.source.name: faults.source}
    return report_of([*faults.diagnostics, *map(as_diagnostic, faults.problems)], sources)


@define(eq=False)
class _Typed:
    """Types the cases of one file by the policy."""

    policy: Policy
    faults: _Faults
    _converters: dict[str, Converter] = field(factory=dict)

    def converter(self, record: str) -> Converter:
        if record not in self._converters:
            declaration = find_record(self.policy.program, record)
            assert declaration is not None
            self._converters[record] = Converter(self.policy.program, declaration, judged="recorded", derived=True)
        return self._converters[record]

    def example(self, case: Case) -> Example | None:
        before = len(self.faults.diagnostics) + len(self.faults.problems)
        given = self._given(case)
        if given is None:
            return None
        others = self._others(case, given.record.type)
        settings = self._settings(case)
        if settings is None:
            return None
        expect = tuple(
            found
            for path, wanted in (case.data.get("expect") or {}).items()
            if (found := self._expectation(case, str(path), wanted, given.record.type)) is not None
        )
        because = case.data.get("because") or []
        rules = [self._rule(case, str(path)) for path in (because if isinstance(because, list) else [because])]
        if len(self.faults.diagnostics) + len(self.faults.problems) > before:
            return None
        return Example(
            case.name,
            (given, *others),
            expect,
            settings.as_of,
            settings.parameters,
            settings.readings,
            tuple(rule for rule in rules if rule is not None),
            self.faults.span(case.line),
            settings.known_at,
        )

    def _settings(self, case: Case) -> Settings | None:
        parameters, readings = (case.data.get(part) or {} for part in ("parameters", "readings"))
        for part, found in (("parameters", parameters), ("readings", readings)):
            if not isinstance(found, Mapping):
                self.faults.malformed(case.line_of(part), case.name, Phrase("cases_settings", {"part": part}))
                return None
        as_of, known_at = case.data.get("as_of"), case.data.get("known_at")
        switched: Any = {"parameters": parameters, "readings": readings, "known_at": known_at}
        given = settings_from(self.policy.program, as_of=as_of, **switched)
        # A case need not say as of when, as long as nothing that it expects reads it.
        problems = [problem for problem in given.problems if problem.is_error and problem.code != "PC811"]
        if problems or as_of is not None:
            self._problems(problems, case)
            return given.settings
        if given.settings is not None:
            return given.settings
        # Asked again with any day, which is then left out.
        other = settings_from(self.policy.program, as_of=date.max, **switched).settings
        return None if other is None else evolve(other, as_of=None)

    def _problems(self, problems: Iterable[RecordProblem], case: Case, at: str = "") -> None:
        from policycore.records.render import as_diagnostic

        for problem in problems:
            said = as_diagnostic(problem)
            line = _line_of(case.data, at or problem.path) or case.line
            self.faults.diagnostics.append(Diagnostic(said.code, self.faults.span(line), said.args, help=said.help))

    def _given(self, case: Case) -> Given | None:
        data = case.data["given"]
        record, inner = self._record(case, data)
        if record is None:
            return None
        converted = self.converter(record)(_written_out(inner), path="")
        errors = [problem for problem in converted.problems if problem.is_error]
        self._problems(errors, case)
        return None if converted.record is None else Given("", converted.record)

    def _others(self, case: Case, record: str) -> tuple[Given, ...]:
        """Return the other members of the populations of the record that is given."""
        listed = case.data.get("population")
        if listed is None:
            return ()
        if not isinstance(listed, list) or not all(isinstance(each, Object) for each in listed):
            self.faults.malformed(case.line_of("population"), case.name, Phrase("cases_population"))
            return ()
        found: list[Given] = []
        for number, data in enumerate(_written_out(listed), 1):
            converted = self.converter(record)(data, path="")
            self._problems([p for p in converted.problems if p.is_error], case, f"population[{number}]")
            if converted.record is not None:
                found.append(Given(f"population[{number}]", converted.record))
        return tuple(found)

    def _record(self, case: Case, data: Object) -> tuple[str | None, Object]:
        """Return which record is given and its data: `given: {Record: {…}}`, or the data alone where one will do."""
        only = next(iter(data)) if len(data) == 1 else None
        if only is not None and isinstance(data[only], Object):
            named = find_record(self.policy.program, only)
            if named is not None:
                return named.id, data[only]
        decided = tuple(self.policy.decides)
        if len(decided) == 1:
            return decided[0], data
        keyed = [record.id for record in self.policy.program.records if any(each.key for each in record.fields)]
        if not decided and len(keyed) == 1:
            return keyed[0], data
        names = tuple(bare_name(record) for record in decided or keyed)
        self.faults.malformed(case.line, case.name, Phrase("cases_which_record", {"records": names}))
        return None, data

    def _rule(self, case: Case, path: str) -> str | None:
        id = self._id(path)
        if id is None:
            self._unknown(case, path, [known for known in self.policy.bundle.index if known.count("/") < 3])
        return id

    def _id(self, path: str) -> str | None:
        index = self.policy.bundle.index
        for id in (path, path.replace(".", "/")):
            if id in index:
                return id
        rule = path.replace(".", "/")
        if any(id.rpartition("/")[0] == rule for id in index):
            return rule  # a grant or an override, which holds its items and has no node of its own
        return next((id for id in index if id.endswith(f":{rule}")), None)

    def _unknown(self, case: Case, path: str, known: Iterable[str]) -> None:
        near = nearest(path, [id.replace("/", ".") for id in known])
        help = Phrase("did_you_mean", {"name": near}) if near else None
        line = _line_of(case.data, f"expect.{path}") or case.line
        self.faults.say("PC833", line, help, case=case.name, path=path)

    def _expectation(self, case: Case, path: str, wanted: object, record: str) -> Expectation | None:
        from policycore.check.examples import target_of

        first, *rest = path.split(".")
        statements = [
            statement
            for statement in self.policy.program.statements
            if statement.record == record and bare_name(statement.id) == first
        ]
        statements.sort(key=lambda statement: statement.id != first)  # the policy's own before one of a file it uses
        found = target_of(statements[0], rest) if statements else None
        if found is None:
            self._unknown(case, path, _paths(self.policy.program, record))
            return None
        target, part, of = found
        expected = self._expected(case, path, wanted, of, record)
        return None if expected is None else Expectation("", path, target, part, expected)

    def _expected(self, case: Case, path: str, wanted: object, of: t.Type, record: str) -> Expected | None:
        if isinstance(wanted, str):
            word = _WORDS.get(wanted.strip(), wanted.strip()).replace(" ", "_")
            if word == "not_applicable" or (word in _STATUSES and not _is_member(wanted, of)):
                return Expected(word)  # type: ignore[arg-type]  # one of the statuses, tested above
        if isinstance(wanted, Object):
            return self._status(case, path, _english(wanted), of, record)
        if isinstance(wanted, list) and not isinstance(of, t.SetType | t.ListType):
            values = tuple(self._value(case, path, each, of, record) for each in wanted)
            return None if None in values else Expected("value", values)  # type: ignore[arg-type]  # None is out
        value = self._value(case, path, wanted, of, record)
        return None if value is None else Expected("value", value)

    def _status(self, case: Case, path: str, wanted: Object, of: t.Type, record: str) -> Expected | None:
        line = _line_of(case.data, f"expect.{path}") or case.line
        kinds = [key for key in wanted if key in _STATUSES]
        if len(kinds) != 1 or any(key not in (*_STATUSES, "missing") for key in wanted):
            self.faults.malformed(line, f"{case.name}: {path}", Phrase("cases_status", {"statuses": _STATUSES}))
            return None
        kind = kinds[0]
        possible: v.Interval | v.Subset | None = None
        stays = wanted[kind]
        if isinstance(stays, list):
            members = [self._value(case, path, each, of, record) for each in stays]
            if None in members:
                return None
            possible = v.Subset(frozenset(each for each in members if isinstance(each, bool | str)))
        elif isinstance(stays, Object):
            ends = _english(stays)
            low, high = (
                None if ends.get(end) is None else self._value(case, path, ends[end], of, record)
                for end in ("from", "to")
            )
            if any(end is not None and not isinstance(end, Fraction | date) for end in (low, high)):
                self.faults.malformed(line, f"{case.name}: {path}", Phrase("cases_ends"))
                return None
            possible = v.Interval(low, high)  # type: ignore[arg-type]  # numbers or days, tested above
        missing = wanted.get("missing") or []
        facts = missing if isinstance(missing, list) else [missing]
        return Expected(kind, None, possible, tuple(map(str, facts)))  # type: ignore[arg-type]  # a status word

    def _value(self, case: Case, path: str, written: object, of: t.Type, record: str) -> v.Outcome | None:
        if of in (REQUIRE_FINDING, MATTER_FINDING) and isinstance(written, str):
            written = _FINDINGS.get(written.strip(), written.strip().replace(" ", "_"))
        if isinstance(written, str) and written.strip() in ("absent", "空") and not _is_member(written, of):
            return v.ABSENT
        found = self.converter(record).read(_unbounded(of), written, path)
        if isinstance(found, tuple) and found and isinstance(found[0], RecordProblem):
            self._problems([each for each in found if isinstance(each, RecordProblem)], case, f"expect.{path}")
            return None
        return found  # type: ignore[return-value]  # problems are sorted out above


def _unbounded(of: t.Type) -> t.Type:
    """Return the type without its bounds: what is expected may lie outside, and then the comparison says so."""
    return t.Number(of.unit, of.whole) if isinstance(of, t.Number) else of


def _is_member(word: str, of: t.Type) -> bool:
    return isinstance(of, t.Text) or (isinstance(of, t.Enum) and (of.open or word.strip() in of.names))


def _written_out(data: Any) -> Any:
    """Return the data with `{times: 850, of: …}` in lists written out."""
    if isinstance(data, list):
        found: list[Any] = []
        for each in data:
            repeated = _english(each) if isinstance(each, Object) and len(each) == 2 else None
            if repeated is not None and set(repeated) == {"times", "of"} and str(repeated["times"]).isdecimal():
                count = min(int(str(repeated["times"])[:9]), MOST_ELEMENTS)
                found.extend([_written_out(repeated["of"])] * count)
            else:
                found.append(_written_out(each))
        return found[:MOST_ELEMENTS]
    if isinstance(data, Object):
        again = Object()
        again.repeated.extend(data.repeated)
        again.lines.update(data.lines)
        for key, value in data.items():
            again[key] = _written_out(value)
        return again
    return data


def _line_of(data: Mapping[str, Any], path: str) -> int:
    """Return the line on which a path of a case stands, as far as it can be followed; 0 where it cannot."""
    line = 0
    current: Any = data
    steps = path.replace("]", "").replace("[", ".").split(".") if path else []
    for start in range(len(steps)):
        rest = ".".join(steps[start:])
        if isinstance(current, Object) and rest in current:
            return current.lines.get(rest, line)
        step = steps[start]
        if isinstance(current, Object) and step in current:
            line = current.lines.get(step, line)
            current = current[step]
        elif isinstance(current, list) and step.isdecimal() and 0 < int(step) <= len(current):
            current = current[int(step) - 1]
        elif start == 0 and isinstance(data.get("given"), Object):
            # A path of the record: below `given`, maybe with the record's name between.
            given = data["given"]
            inner = given if step in given else next((x for x in given.values() if isinstance(x, Object)), given)
            if step not in inner:
                return 0
            line = inner.lines.get(step, line)
            current = inner[step]
        else:
            break
    return line


def _paths(program: n.Program, record: str) -> list[str]:
    """Return the paths that a case may expect for a record."""
    from policycore.check.examples import parts_of

    found: list[str] = []
    for statement in program.statements:
        if statement.record == record:
            name = bare_name(statement.id)
            found += [name, *(f"{name}.{part}" for part in parts_of(statement))]
    return found
