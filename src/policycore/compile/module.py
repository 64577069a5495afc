"""The text of a generated module: constants under mangled names, functions, lines.

Author names never become names of the generated code; texts of authors appear as quoted constants alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policycore.compile.forms import literal


class Lines:
    """Lines of code with their depth. `held` lines are written elsewhere first and put in their place later."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self.depth = 0

    def put(self, text: str) -> None:
        """Write a line."""
        self.lines.append((self.depth, text))

    def deeper(self) -> _Deeper:
        """Indent what is written inside."""
        return _Deeper(self)

    def aside(self) -> _Aside:
        """Collect what is written inside instead of writing it; the depth counts from 0."""
        return _Aside(self)

    def place(self, collected: Iterable[tuple[int, str]]) -> None:
        """Write lines that were collected, at the depth where we are."""
        self.lines.extend((self.depth + depth, text) for depth, text in collected)


class _Deeper:
    """Indents; written by hand, because emitting opens so many of them."""

    __slots__ = ("out",)

    def __init__(self, out: Lines) -> None:
        self.out = out

    def __enter__(self) -> None:
        self.out.depth += 1

    def __exit__(self, *_: object) -> None:
        self.out.depth -= 1


class _Aside:
    """Collects lines; written by hand, because emitting opens so many of them."""

    __slots__ = ("depth", "kept", "out")

    def __init__(self, out: Lines) -> None:
        self.out = out

    def __enter__(self) -> list[tuple[int, str]]:
        self.kept, self.depth = self.out.lines, self.out.depth
        self.out.lines, self.out.depth = [], 0
        return self.out.lines

    def __exit__(self, *_: object) -> None:
        self.out.lines, self.out.depth = self.kept, self.depth


def text_of(lines: Iterable[tuple[int, str]], depth: int = 0) -> str:
    """Return lines as text."""
    return "\n".join(" " * (depth + own) + text for own, text in lines)


class Module:
    """A module under way: its constants and its functions."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = dict(names)
        self.functions: list[str] = []
        self._constants: dict[Any, str] = {}
        self._count = 0

    def fresh(self, prefix: str) -> str:
        """Return a name that is not used in the module."""
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: Any) -> str:
        """Return what stands for a constant in the code: its literal, or the name it gets in the module."""
        found = literal(value)
        if found is not None:
            return found
        key = (type(value), value)
        if key not in self._constants:
            self._constants[key] = self.bind("K", value)
        return self._constants[key]

    def bind(self, prefix: str, value: Any) -> str:
        """Return a new name of the module for a value."""
        name = self.fresh(prefix)
        self.names[name] = value
        return name

    def source(self) -> str:
        """Return the text of all functions."""
        return "\n\n".join(self.functions) + "\n"


def run(source: str, names: dict[str, Any]) -> None:
    """Run generated text in a namespace that holds what it may call, and nothing else."""
    exec(compile(source, "<policycore twin>", "exec"), names)  # our own text: no name or code of an author
