"""policycore: policies on tiers, service and accountability as text: checked, decided exactly, and explained.

    import policycore

    policy = policycore.load("customers.policy")
    decision = policy.decide({"id": "4711", "yearly_sales": "52000"}, as_of="2024-03-31")
    decision["class"].value, decision["class"].because

Nothing happens on import; the names below are loaded when first used.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policycore.api import (
        Decision,
        DecisionView,
        ItemView,
        Policy,
        PolicyError,
        Report,
        check,
        load,
        loads,
    )
    from policycore.versions import Versions, load_versions

__version__ = "0.1.0"

__all__ = [
    "Decision",
    "DecisionView",
    "ItemView",
    "Policy",
    "PolicyError",
    "Report",
    "Versions",
    "__version__",
    "check",
    "load",
    "load_versions",
    "loads",
]


def __getattr__(name: str) -> Any:
    if name in ("Versions", "load_versions"):
        from policycore import versions

        return getattr(versions, name)
    if name in __all__:
        from policycore import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """The package as a module whose `check` is the function, although a room of the house is called so too.

    Importing `policycore.check` would put that room in its place; imports find the room without it.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "check" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
