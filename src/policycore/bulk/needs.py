"""What a run needs before it can begin: the libraries of its engine, and why it cannot begin without them."""

from __future__ import annotations

from collections.abc import Mapping


class BulkError(Exception):
    """A run that cannot begin. `why` is "not_installed", "other_run" or "unknown_kind"; `subject` what it is about."""

    def __init__(self, why: str, subject: str) -> None:
        super().__init__(f"{why}: {subject}")
        self.why = why
        self.subject = subject


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
    if any(find_spec(module) is None for module in modules):
        raise BulkError("not_installed", extra)
