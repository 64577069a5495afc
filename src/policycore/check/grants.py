"""What is granted to tiers: the conditions of grants, and whether every tier is granted something."""

from __future__ import annotations

from collections.abc import Sequence

from policycore import types as t
from policycore.check.copies import copy_under
from policycore.check.kinds import YES_NO
from policycore.check.world import Grant
from policycore.core import nodes as core
from policycore.core.walk import walk
from policycore.source import Span
from policycore.values import ABSENT


def guard_of(grant: Grant, tier: core.Expr, id: str) -> core.Expr | None:
    """Return the guard of a grant for the tier that `tier` says; None where it always holds."""
    parts: list[core.Expr] = []
    if grant.tiers is not None:
        parts.append(among(tier, grant.tiers, f"{id}/is", grant.case.span))
    if grant.when is not None:
        parts.append(copy_under(grant.when, f"{id}/when"))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else core.Op(id, YES_NO, "and", tuple(parts), ("", ""), span=grant.case.span)


def among(tier: core.Expr, tiers: tuple[str, ...], id: str, span: Span) -> core.Expr:
    """Return the condition that `tier` is one of `tiers`."""
    assert isinstance(tier.type, t.Enum)
    read = copy_under(tier, f"{id}/of")
    if len(tiers) == 1:
        return core.Op(id, YES_NO, "eq", (read, core.Const(f"{id}/tier", tier.type, tiers[0])), span=span)
    members = core.Const(f"{id}/tiers", t.SetType(tier.type), frozenset(tiers))
    return core.Op(id, YES_NO, "in", (read, members), span=span)


def may_be_not_granted(body: core.Match) -> bool:
    """Whether a benefit may be not granted: it has no default, and not every tier has it."""
    last = body.otherwise
    return last is not None and isinstance(last.value, core.Const) and last.value.value == ABSENT


def reads_self(expr: core.Expr | None) -> bool:
    """Whether an expression reads the record that is decided."""
    return expr is not None and any(isinstance(node, core.Var) and node.name == "self" for node in walk(expr))


def covers_every_tier(grants: Sequence[Grant], of: t.Type) -> bool:
    """Whether unconditional grants stand for every tier."""
    sure = [grant.tiers for grant in grants if grant.when is None]
    if None in sure:
        return True
    return isinstance(of, t.Enum) and not of.open and set(of.names) <= {tier for tiers in sure for tier in tiers or ()}
