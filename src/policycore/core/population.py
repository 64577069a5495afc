"""What the members of a population come to together, without their names: enough to place each of them.

Made in one pass over all records of a run, saved beside the decisions, and read when a member is decided alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from policycore.values import Outcome


@frozen
class Standing:
    """What one member contributes to one group fact: its value, whether it counts, and what breaks ties (or None)."""

    value: Outcome
    included: Outcome = True
    tie_break: Outcome | None = None


@frozen
class Group:
    """One group.

    Attributes:
        key: the values that its members share, as text.
        standings: by the id of each `GroupFact` of the population its members' standings, best value first, members
            with open values last.
    """

    key: tuple[str, ...]
    standings: Mapping[str, tuple[Standing, ...]] = field(factory=dict)


@frozen
class Snapshot:
    """All groups of a population, and how many members each was made of."""

    population: str
    groups: Mapping[tuple[str, ...], Group] = field(factory=dict)
