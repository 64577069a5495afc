"""Checked examples: what is given and what should come out. Tests, which take no part in what a policy means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from attrs import field, frozen

from policycore.core.outcome import ParameterInput
from policycore.source import NOWHERE, Span
from policycore.values import Interval, Outcome, Record, Subset


@frozen
class Given:
    """A record to decide; `alias` is "" unless several are given."""

    alias: str
    record: Record


@frozen
class Expected:
    """What should come out at a path.

    `kind` "value": the outcome `value` (a finding word, a member, a number; a tuple for a list of findings).
    Otherwise a status word or `not_granted`; then `possible` (None: not said) is what should stay possible and
    `missing` the facts that must be among the missing ones.
    """

    kind: Literal["value", "undetermined", "conflict", "not_stated", "not_applicable", "not_granted"]
    value: Outcome | None = None
    possible: Interval | Subset | None = None
    missing: tuple[str, ...] = ()


@frozen
class Expectation:
    """`path` is as written with dots (`service.queue`), `target` the id it names (`service/queue`).

    `part` is what follows the id: `fine` in `fines.late.fine` (a sanction), `fine.department` (of one post), "total".
    """

    alias: str
    path: str
    target: str
    part: str
    expected: Expected
    span: Span = field(default=NOWHERE, eq=False)


@frozen
class Example:
    """A worked case. `because` are rule ids that must be on the supporting path of the trace."""

    id: str
    given: tuple[Given, ...]
    expect: tuple[Expectation, ...]
    as_of: datetime | None = None
    parameters: Mapping[str, ParameterInput] = field(factory=dict)
    readings: Mapping[str, str] = field(factory=dict)
    because: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, eq=False)
    known_at: datetime | None = None
