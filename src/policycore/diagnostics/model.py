"""Diagnostics are values: what is wrong, where, why, and a way out. Rendering is somebody else's work.

Texts live in `diagnostics.catalogue`, by code and language. Arguments are the author's own words (`str`, shown in
backticks by the template), numbers, or a `Phrase`, which the catalogue translates (a type, an expectation).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import field, frozen

from policycore.source import Span


@frozen
class Phrase:
    """A piece of text with a translation: `key` into `catalogue.PHRASES`, and its arguments."""

    key: str
    args: Mapping[str, Argument] = field(factory=dict)


Argument: TypeAlias = "str | int | Phrase | tuple[str, ...]"


@frozen
class Label:
    """A second place that matters, and why (`declared here`)."""

    span: Span
    text: Phrase


@frozen
class Edit:
    """Replace the text of `span` by `text`."""

    span: Span
    text: str


@frozen
class Fix:
    """Edits that remove the problem. `safe` ones keep the meaning that the author plainly had."""

    edits: tuple[Edit, ...]
    safe: bool = True


@frozen
class Diagnostic:
    """One finding. Severity, headline, cause, help and example come from the catalogue by `code`.

    `help` replaces the catalogue's help where a better one is known (a suggestion).
    """

    code: str
    span: Span
    args: Mapping[str, Argument] = field(factory=dict)
    labels: tuple[Label, ...] = ()
    help: Phrase | None = None
    fix: Fix | None = None


@frozen
class Silenced:
    """A warning that a comment of the author keeps from being told, with the reason that the comment gives."""

    diagnostic: Diagnostic
    reason: str
    comment: Span


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics by file, place and code, each once."""
    unique = {(d.span.file, d.span.start, d.span.end, d.code): d for d in reversed(list(diagnostics))}
    return [unique[key] for key in sorted(unique)]
