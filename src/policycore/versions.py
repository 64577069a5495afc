"""The dated versions of one policy, and which of them decides as of a day: an edge beside `api`.

In: policy files of one id, each with `in_force` and `issued` in its header. Out: the policy that was in force on a day,
as far as it was issued by the moment up to which knowledge counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from attrs import frozen

from policycore.api import Decision, Judged, Policy, load
from policycore.diagnostics.model import Diagnostic, Phrase
from policycore.files import UnreadableError, files_below, is_folder
from policycore.report import PolicyError, report_on_data
from policycore.source import NOWHERE

__all__ = ["Versions", "load_versions", "version_files"]


@frozen
class Versions:
    """All versions of one policy that are at hand, by the day from which each is in force, oldest first."""

    policies: tuple[Policy, ...]

    def in_force(self, as_of: date | datetime | str | None, known_at: date | datetime | str | None = None) -> Policy:
        """Return the version in force on the day of `as_of`: of those the one that came into force last.

        What was issued after `known_at` is not known; a version without a day of issue always is. Of two that come
        into force on one day, the one issued last counts. Without `as_of` it is the newest version.

        Raises:
            PolicyError: PC872, no version that was known was in force then; PC818, a day cannot be read.
        """
        if as_of is None and known_at is None:
            return self.policies[-1]
        day, known = (None if moment is None else _day(moment, self.policies[0]) for moment in (as_of, known_at))
        for policy in reversed(self.policies):
            header = policy.program.header
            if known is not None and header.issued is not None and header.issued > known:
                continue
            if day is None or (header.in_force_from or date.min) <= day <= (header.in_force_to or date.max):
                return policy
        said = day or known
        assert said is not None
        raise PolicyError.of(
            Diagnostic("PC872", NOWHERE, {"day": said.isoformat(), "versions": tuple(map(_named, self.policies))})
        )

    def decide(
        self,
        record: object,
        as_of: date | datetime | str | None = None,
        parameters: Mapping[str, object] | None = None,
        readings: Mapping[str, str] | None = None,
        record_type: str | None = None,
        judged: Judged = "strict",
        known_at: date | datetime | str | None = None,
    ) -> Decision:
        """Return what the version in force decides about one record; arguments as for `Policy.decide`."""
        policy = self.in_force(as_of, known_at)
        return policy.decide(record, as_of, parameters, readings, record_type, judged, known_at)

    def __iter__(self) -> Iterator[Policy]:
        return iter(self.policies)

    def __len__(self) -> int:
        return len(self.policies)


def load_versions(paths: Iterable[str | Path] | str | Path) -> Versions:
    """Return the versions of a policy in files, or in folders: each file of it that no other one uses.

    Raises:
        PolicyError: a file cannot be read or has errors, or the files are policies of several ids (PC873).
    """
    names = [paths] if isinstance(paths, str | Path) else list(paths)
    try:
        files = [path for name in names for path in version_files(Path(name))]
    except UnreadableError as error:
        raise PolicyError.of(error.diagnostic) from None
    return versions_of([load(path) for path in files])


def versions_of(policies: Iterable[Policy]) -> Versions:
    """Return policies as versions of one; raises `PolicyError` (PC873) where they are not."""
    found = sorted(policies, key=_age)
    ids = tuple(dict.fromkeys(policy.id for policy in found))
    if len(ids) != 1:
        raise PolicyError.of(Diagnostic("PC873", NOWHERE, {"ids": ids or Phrase("no_policies")}))
    return Versions(tuple(found))


def version_files(path: Path) -> list[Path]:
    """Return a file itself, or the policy files in a folder that no other file in it uses.

    Raises:
        UnreadableError: the folder may not be looked into, or holds no policy.
    """
    if not is_folder(path):
        return [path]
    from policycore.check import use_path
    from policycore.files import read_text
    from policycore.source import SourceFile
    from policycore.syntax.ast import Use
    from policycore.syntax.parser import parse

    found = files_below(path, (".policy",))
    used: set[str] = set()
    for each in found:
        document = parse(SourceFile(each.as_posix(), read_text(each))).document
        for statement in document.statements if document is not None else ():
            if isinstance(statement, Use):
                used.add(use_path(each.as_posix(), statement.path.text))
    if not found:
        raise UnreadableError(Diagnostic("PC804", NOWHERE, {"file": path.as_posix(), "pattern": "*.policy"}))
    return [each for each in found if each.as_posix() not in used]


def _age(policy: Policy) -> tuple[date, date]:
    header = policy.program.header
    return header.in_force_from or date.min, header.issued or date.min


def _named(policy: Policy) -> str:
    """Return how a version is called: its number, and when it is in force."""
    header = policy.program.header
    start = header.in_force_from.isoformat() if header.in_force_from else "…"
    end = header.in_force_to.isoformat() if header.in_force_to else "…"
    return f"{header.version or policy.main} ({start} .. {end})"


def _day(value: date | datetime | str, policy: Policy) -> date:
    """Return the day of a moment as it is given."""
    from policycore.records.inputs import moment_from
    from policycore.records.problem import Fault, RecordProblem, shown

    moment = moment_from(value, policy.program.zone)
    if isinstance(moment, Fault):
        text = shown(value)
        raise PolicyError(report_on_data([RecordProblem("PC818", "as_of", text, {"text": text}, moment.help)]))
    return moment.date()
