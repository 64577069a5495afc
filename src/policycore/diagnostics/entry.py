"""The form of a catalogue entry: everything that is said about one code, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import frozen

Lang = Literal["en", "zh"]
Texts: TypeAlias = "Mapping[Lang, str]"


@frozen
class Entry:
    """What is said about a code.

    Attributes:
        code: `PC301`; never used again for something else.
        name: kebab-case, states the problem and not the cure (`unknown-field`).
        severity: errors stop a policy from being used; warnings do not.
        headline: what is wrong, lower case, no final stop, author text in backticks, with `{placeholders}`.
        cause: the rule of the language or the declaration that makes it wrong; may use the placeholders.
        help: one thing to do; may use the placeholders.
        bad: a whole small policy (or record) that gives just this code.
        good: the same, put right; it gives no finding.
    """

    code: str
    name: str
    severity: Literal["error", "warning"]
    headline: Texts
    cause: Texts
    help: Texts
    bad: str
    good: str
