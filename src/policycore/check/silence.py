"""Comments that silence one warning: `# policycore: ignore[PC423] the reason`.

In: what was found, the parsed files with their comments. Out: what is left to tell, what was silenced and why, and
findings about the comments themselves. Told in docs/reference/checking.md.

A silence belongs to an *item*, which is what the layout gives a line of its own: a statement, a field, a band, a tier,
a row. Behind something it belongs to the last item that ends on that line; on a line of its own to the item that
follows. Items, not lines, because the formatter may break or join lines and keeps comments with their item.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from attrs import define, field, frozen

from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.model import Diagnostic, Phrase, Silenced
from policycore.diagnostics.suggest import nearest
from policycore.source import SourceFile, Span
from policycore.syntax import ast

_ITEMS = (
    *(ast.Policy, ast.Use, ast.Record, ast.Field, ast.Choice, ast.Unit, ast.Actor, ast.Parameter, ast.DatedEntry),
    *(ast.Reading, ast.Define, ast.Require, ast.Score, ast.Factor, ast.Band, ast.Line, ast.Clamp, ast.Waive),
    *(ast.Group, ast.Tiering, ast.Designate, ast.Tier, ast.TierFrom, ast.OtherwiseNotStated, ast.Limit),
    *(ast.Entitlements, ast.Benefit, ast.Grant, ast.Override, ast.Accountability, ast.Matter, ast.Answers),
    *(ast.Severity, ast.Sanction, ast.Exempt, ast.Escalate, ast.Law, ast.Example, ast.TableRow, ast.Setting),
    *(ast.Calendar, ast.Population, ast.Movement, ast.Gate, ast.Duty, ast.Procedure, ast.Step),
)

_ABOUT_US = re.compile(r"#+\s*policycore\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_FORM = re.compile(r"(?:ignore|忽略)\s*\[\s*([^\]\s,]+)\s*\]\s*(.*)", re.IGNORECASE | re.DOTALL)


@frozen
class Told:
    """What is left to tell, and what is not told any more."""

    diagnostics: tuple[Diagnostic, ...]
    silenced: tuple[Silenced, ...] = ()


def silence(
    found: Iterable[Diagnostic],
    documents: Mapping[str, ast.Document],
    sources: Mapping[str, SourceFile],
    main: str,
) -> Told:
    """Return what is left of `found`.

    Args:
        found: of the parser and the checker.
        documents: parsed files by name.
        sources: their texts.
        main: the file that is checked. What is wrong with comments is told of this file only: of a used one not
            everything is looked at, so a silence in it may have its work elsewhere.

    Invariants: every error of `found` is told.
    """
    told = list(found)
    asked = [each for name, document in documents.items() for each in _asked(document, sources[name])]
    if not asked:
        return Told(tuple(told))
    broken = any(ENTRIES[diagnostic.code].severity == "error" for diagnostic in told)
    trees = {name: _items(document) for name, document in documents.items()}
    left: list[Diagnostic] = []
    silenced: list[Silenced] = []
    used: set[Span] = set()
    for diagnostic in told:
        by = next((each for each in asked if each.is_whole and each.holds_for(diagnostic, trees, sources)), None)
        if by is None:
            left.append(diagnostic)
        else:
            used.add(by.span)
            silenced.append(Silenced(diagnostic, by.reason, by.span))
    for each in asked:
        if each.span.file == main:
            # With an error the checker stops early, so a warning that is not there yet says nothing.
            left += each.wrong(unused=not broken and each.span not in used)
    return Told(tuple(left), tuple(silenced))


@frozen
class _Asked:
    """A comment that speaks to policycore; `code` is "" where it cannot be understood."""

    span: Span
    own_line: bool
    text: str
    code: str = ""
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.reason) and self.code in ENTRIES and ENTRIES[self.code].severity == "warning"

    def holds_for(self, diagnostic: Diagnostic, trees: Mapping[str, _Item], sources: Mapping[str, SourceFile]) -> bool:
        if diagnostic.code != self.code or diagnostic.span.file != self.span.file:
            return False
        tree, source = trees[self.span.file], sources[self.span.file]
        return tree.innermost(diagnostic.span.start) in self._covered(tree, source)

    def _covered(self, tree: _Item, source: SourceFile) -> list[_Item]:
        """Return the item that the comment belongs to, with the items inside it that share the line."""
        around, line = tree.innermost(self.span.start), source.position(self.span.start)[0]
        if self.own_line:
            after = [item for item in around.inside if item.span.start > self.span.start]
            item = after[0] if after else around
            line = source.position(item.span.start)[0]
        else:
            before = [item for item in around.inside if source.position(item.span.end)[0] == line]
            item = before[-1] if before and before[-1].span.end <= self.span.start else around
        same_line = [each for each in item.below() if _lines(each, source) == (line, line)]
        return [item, *same_line] if item is not tree else []

    def wrong(self, *, unused: bool) -> Iterator[Diagnostic]:
        if not self.code:
            yield Diagnostic("PC495", self.span, {"text": self.text})
        elif self.code not in ENTRIES:
            meant = _by_name(self.code)
            help = Phrase("did_you_mean", {"name": meant}) if meant else None
            yield Diagnostic("PC494", self.span, {"code": self.code}, help=help)
        elif ENTRIES[self.code].severity == "error":
            yield Diagnostic("PC493", self.span, {"code": self.code})
        elif not self.reason:
            yield Diagnostic("PC491", self.span, {"code": self.code})
        elif unused:
            yield Diagnostic("PC492", self.span, {"code": self.code})


def _by_name(name: str) -> str | None:
    """Return the code of the message of this name, or nearly; of a wrong number the nearest would be a guess."""
    codes = {entry.name: code for code, entry in ENTRIES.items()}
    meant = name.lower() if name.lower() in codes else nearest(name, codes)
    return codes.get(meant or "")


def _asked(document: ast.Document, source: SourceFile) -> Iterator[_Asked]:
    for comment in document.comments:
        # A Chinese keyboard gives full-width brackets and colons; in a comment nobody would be told.
        about = _ABOUT_US.fullmatch(unicodedata.normalize("NFKC", comment.text).translate(_BRACKETS).strip())
        if about is None:
            continue
        form = _FORM.fullmatch(about[1].strip())
        span = Span(source.name, comment.span.start, comment.span.start + len(comment.text))
        if form is None:
            yield _Asked(span, comment.own_line, comment.text)
        else:
            code = form[1].upper() if form[1].upper() in ENTRIES else form[1]
            yield _Asked(span, comment.own_line, comment.text, code, form[2].strip())


_BRACKETS = str.maketrans("【】", "[]")


@define(eq=False)
class _Item:
    """An item of the layout with the items inside it, in the order of the text."""

    span: Span
    inside: list[_Item] = field(factory=list)

    def innermost(self, offset: int) -> _Item:
        for item in self.inside:
            if item.span.start <= offset < item.span.end:
                return item.innermost(offset)
        return self

    def below(self) -> Iterator[_Item]:
        for item in self.inside:
            yield item
            yield from item.below()


def _items(document: ast.Document) -> _Item:
    whole = _Item(document.span)
    _gather(document, whole)
    return whole


def _gather(value: Any, around: _Item) -> None:
    if isinstance(value, tuple):
        for each in value:
            _gather(each, around)
    elif attrs.has(type(value)) and not isinstance(value, Span):
        if isinstance(value, _ITEMS):
            item = _Item(value.span)
            around.inside.append(item)
            around = item
        for part in attrs.fields(type(value)):
            _gather(getattr(value, part.name), around)


def _lines(item: _Item, source: SourceFile) -> tuple[int, int]:
    return source.position(item.span.start)[0], source.position(item.span.end)[0]
