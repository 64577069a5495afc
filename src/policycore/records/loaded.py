"""What comes of reading many records: records, rejects, counts, and what is told of their files as a whole.

Made by `load` and `join`, read by whoever asked for the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import Factory, define, evolve, field, frozen

from policycore.core.nodes import RecordDecl
from policycore.records.convert import bare_name
from policycore.records.mapping import Mapping as ColumnMapping
from policycore.records.problem import Place, RecordProblem
from policycore.records.raw import Object, RawRecord
from policycore.values import Record


@frozen
class Loaded:
    """A record with its key (None where it has none), its place, and what is worth telling about it."""

    record: Record
    key: str | None
    place: Place
    warnings: tuple[RecordProblem, ...] = ()


@frozen
class Rejected:
    """A record that could not be read, with the raw data and every reason.

    `ends`: nothing after it could be read. `about` is the field whose file this row is from, as a path below the
    record that is decided; "" for the records themselves.
    """

    problems: tuple[RecordProblem, ...]
    place: Place
    data: Any = field(factory=dict)
    key: str | None = None
    about: str = ""
    ends: bool = False


@define
class Counts:
    """What came of a load so far.

    `related` are rows of related records, `without_partner` records that name one that is not there.
    """

    loaded: int = 0
    rejected: int = 0
    events: int = 0
    events_rejected: int = 0
    events_without_owner: int = 0
    related: int = 0
    related_rejected: int = 0
    without_partner: int = 0


class Load:
    """A load under way: iterate over it for `Loaded` and `Rejected`; `counts` and `notices` fill up meanwhile.

    `notices` are problems of the files as a whole: each column that the record does not have, once, and at the end
    the events that belong to nobody, which `without_owner` keeps by the path of their list.
    """

    def __init__(self, items: Iterator[Loaded | Rejected], counts: Counts, notices: list[RecordProblem]) -> None:
        self._items = items
        self.counts = counts
        self.notices = notices
        self.without_owner: dict[str, list[RawRecord]] = {}

    def __iter__(self) -> Iterator[Loaded | Rejected]:
        return self._items

    def restart(self, items: Iterable[Loaded | Rejected]) -> None:
        """Go through items that were kept once more."""
        self._items = iter(items)


@define
class Seen:
    """Names that have been told as unused: each is told once, in `notices`, and then left out before reading.

    `unused` holds those that stand directly in a record, `inside` those in records inside it.
    """

    notices: list[RecordProblem]
    unused: dict[str, set[str]] = Factory(dict)
    inside: set[tuple[str, str]] = Factory(set)

    def once(self, problems: tuple[RecordProblem, ...], declaration: RecordDecl) -> tuple[RecordProblem, ...]:
        """Return the problems without those of unused names, which go to the notices the first time."""
        if not problems:
            return problems
        others: list[RecordProblem] = []
        for problem in problems:
            if problem.code != "PC544":
                others.append(problem)
                continue
            record, name = str(problem.args["record"]), str(problem.args["name"])
            if (record, name) not in self.inside:
                self.inside.add((record, name))
                self.notices.append(problem)
            if record == bare_name(declaration.id):
                self.unused.setdefault(declaration.id, set()).add(name)
        return tuple(others)

    def needed(self, data: Any, declaration: RecordDecl) -> Any:
        """Return the data without the names that are known to be unused."""
        unused = self.unused.get(declaration.id)
        return without(data, unused) if unused else data


def without(data: Any, names: Iterable[str]) -> Any:
    """Return data without some of their names; what has no names is returned as it is."""
    if not isinstance(data, Mapping):
        return data
    left_out = frozenset(names)
    if not isinstance(data, Object):
        return {name: value for name, value in data.items() if name not in left_out}
    found = Object()
    found.repeated, found.lines = data.repeated, data.lines
    found.update((name, value) for name, value in data.items() if name not in left_out)
    return found


def placed(
    problems: Iterable[RecordProblem], path: str, raw: RawRecord, mapping: ColumnMapping
) -> tuple[RecordProblem, ...]:
    """Give problems their place: row, the line of the value where the format has lines, and the column."""
    found: list[RecordProblem] = []
    for problem in problems:
        if problem.place.file or problem.place.line:
            found.append(problem)
            continue
        inner = problem.path.removeprefix(path).removeprefix(".") if path else problem.path
        column = problem.column or (mapping.column_of(inner) if raw.cells else "")
        place = evolve(raw.place, line=_line_of(raw.data, inner) or raw.place.line)
        found.append(problem.at(place, column))
    return tuple(found)


def _line_of(data: object, path: str) -> int:
    """Return the line on which the value at a path is written, 0 where the format keeps no lines."""
    line = 0
    for step in path.replace("]", "").replace("[", ".").split(".") if path else ():
        if isinstance(data, Object):
            line = data.lines.get(step, line)
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and 0 < int(step) <= len(data):
            data = data[int(step) - 1]
        else:
            break
    return line
