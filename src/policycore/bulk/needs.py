"""What a run needs before it can begin: the libraries of its engine, and why it cannot begin without them."""

from __future__ import annotations

from collections.abc import Mapping

from policycore.diagnostics.model import Argument, Diagnostic
from policycore.source import NOWHERE


class BulkError(Exception):
    """A run that cannot begin.

    `why` is "not_installed", "no_java", "other_run", "in_use" or "unknown_kind"; `subject` what it is about, `told`
    what else is told of it.
    """

    def __init__(self, why: str, subject: str, **told: Argument) -> None:
        super().__init__(f"{why}: {subject}")
        self.why = why
        self.subject = subject
        self.told = told

    @property
    def diagnostic(self) -> Diagnostic:
        """The message for it, on the command line."""
        code, name = _MESSAGES[self.why]
        return Diagnostic(code, NOWHERE, {name: self.subject, **self.told})


#: The message for each reason of `BulkError` that a run over files can have, and what its subject is called there.
_MESSAGES: Mapping[str, tuple[str, str]] = {
    "not_installed": ("PC881", "extra"),
    "no_java": ("PC882", "machine"),
    "other_run": ("PC883", "folder"),
    "unknown_kind": ("PC884", "file"),
    "in_use": ("PC885", "folder"),
}
#: The distributions that an engine needs, by the name of their module, and the extra that brings them.
_NEEDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "duckdb": (("pyarrow", "narwhals", "duckdb"), "columns"),
    "arrow": (("pyarrow", "narwhals"), "columns"),
    "polars": (("pyarrow", "polars"), "polars"),
    "spark": (("pyarrow", "narwhals", "pyspark", "pandas"), "spark"),
}


def ask_for(engine: str) -> None:
    """Raise `BulkError` where what an engine needs is not installed; its subject is the extra that brings it."""
    from importlib.util import find_spec

    modules, extra = _NEEDS[engine]
    missing = tuple(module for module in modules if find_spec(module) is None)
    if missing:
        raise BulkError("not_installed", extra, engine=engine, modules=missing)
