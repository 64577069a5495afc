"""Findings with the texts they point into, and the one exception of the library.

An edge beside `api`: a `Report` knows how to show itself, so that whoever gets one needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from attrs import field, frozen

from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Entry, Lang
from policycore.diagnostics.model import Diagnostic, Silenced, in_order
from policycore.source import SourceFile

if TYPE_CHECKING:
    from policycore.records.problem import RecordProblem


#: So many characters of a file show in which language its keywords are; the rest may be very long.
_TELLS_THE_LANGUAGE = 20_000


def examples_for(sources: Mapping[str, SourceFile]) -> Callable[[Entry, str], str]:
    """Return what gives the line of a sample that would pass, with the keywords of the file that a message is about."""

    def line(entry: Entry, file: str) -> str:
        """Return the line for a message of that entry about that file."""
        from policycore.diagnostics.texts import example

        shown = example(entry)
        if file not in sources or not shown:
            return shown
        # Asked for only where something is wrong: reading policies costs more than all of a report.
        from policycore.syntax.tokens import cut, guess_language

        start = SourceFile(file, sources[file].text[:_TELLS_THE_LANGUAGE])
        if guess_language(cut(start).tokens) == "en":
            return shown
        from policycore.format.lines import in_keywords

        return in_keywords(entry.good, shown, "zh")

    return line


@frozen(eq=False, slots=False)
class Report(Sequence[Diagnostic]):
    """Diagnostics in the order of their places.

    Attributes:
        diagnostics: what was found.
        sources: the texts that the places point into, by name.
        shown: what stands for the name of a file when the report is shown (where it lies, seen from here).
        problems: what is wrong with data, with path, row and line; each is among the diagnostics too.
        silenced: warnings that comments of the policy keep from being told; they are not among the diagnostics.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(factory=dict, repr=False)
    shown: Mapping[str, str] = field(factory=dict, repr=False)
    problems: tuple[RecordProblem, ...] = field(default=(), repr=False)
    silenced: tuple[Silenced, ...] = field(default=(), repr=False)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep a policy from being used, or a record from being decided."""
        return tuple(d for d in self.diagnostics if ENTRIES[d.code].severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The other diagnostics."""
        return tuple(d for d in self.diagnostics if ENTRIES[d.code].severity == "warning")

    def render(self, lang: Lang = "en") -> str:
        """Return the report as text for people, without colour."""
        if self.problems:
            from policycore.records.render import render_problem

            return "\n".join(render_problem(problem, lang) for problem in self.problems)
        from policycore.diagnostics.render_text import render_all

        return render_all(self.diagnostics, self.sources, lang, self.shown, examples_for(self.sources))

    def to_data(self, lang: Lang = "en") -> list[dict[str, Any]]:
        """Return the report as plain data, one dict per diagnostic."""
        if self.problems:
            from policycore.records.render import problem_data

            return [problem_data(problem, lang) for problem in self.problems]
        from policycore.diagnostics.render_json import to_data

        return to_data(self.diagnostics, self.sources, lang, self.shown)

    def __str__(self) -> str:
        return self.render()

    def __len__(self) -> int:
        return len(self.diagnostics)

    @overload
    def __getitem__(self, place: int) -> Diagnostic: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Diagnostic, ...]: ...
    def __getitem__(self, place: int | slice) -> Diagnostic | tuple[Diagnostic, ...]:
        return self.diagnostics[place]

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)


def report_of(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile] = {},
    shown: Mapping[str, str] = {},
    silenced: tuple[Silenced, ...] = (),
) -> Report:
    """Return a report of diagnostics, in order and each once."""
    return Report(tuple(in_order(diagnostics)), sources, shown, silenced=silenced)


def report_on_data(problems: Iterable[RecordProblem]) -> Report:
    """Return a report of what is wrong with data."""
    from policycore.records.render import as_diagnostic

    found = tuple(problems)
    return Report(tuple(map(as_diagnostic, found)), problems=found)


class PolicyError(Exception):
    """What policycore raises: a policy that cannot be used, data or a call that cannot be understood.

    `diagnostics` say what is wrong, each with a code, a place, a cause and a way out; `str()` shows them in English,
    `report.render("zh")` in Chinese.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report
        #: Of a fault of our own: what helps to find it, as plain data; an edge may write it into a file.
        self.evidence: dict[str, Any] | None = None

    @classmethod
    def of(cls, *diagnostics: Diagnostic) -> PolicyError:
        """Return the exception for diagnostics that point into no text."""
        return cls(report_of(diagnostics))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong."""
        return self.report.diagnostics

    def __str__(self) -> str:
        return self.report.render().rstrip("\n")
