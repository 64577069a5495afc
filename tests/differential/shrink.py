"""Making what was found small: statements dropped, expressions replaced by parts of them, facts left out.

Goes in: a policy, a case, and a question whether what was found is still there. Comes out: a policy and a case that
are no larger and for which it is. Everything is done on the tree and laid out again, so that the result is a policy
that somebody can read. Greedy: a step that keeps the find is taken at once, until none is left or enough were tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

import attrs
from attrs import define, evolve

from differential.facts import Case
from differential.policies import Written
from policycore.format import format_document
from policycore.source import SourceFile
from policycore.syntax import ast
from policycore.syntax.parser import parse

Question = Callable[[Written, Case | None], bool]

EXPRESSIONS: tuple[type, ...] = tuple(getattr(ast, name.strip()) for name in get_args(ast.Expr) or ast.Expr.split("|"))
SIMPLE: tuple[Any, ...] = (ast.YesNoLit(True), ast.YesNoLit(False), ast.NumberLit("0"), ast.NumberLit("1"))


def shrunk(written: Written, case: Case | None, still: Question, most: int = 3000) -> tuple[Written, Case | None]:
    """Return a smaller policy and case for which `still` holds, asked at most so often; else those given."""
    asked = _Asked(still, most)
    while True:
        size = _size(written, case)
        written = _one_file(written, case, asked)
        written = _policy(written, case, asked)
        case = _case(written, case, asked)
        if _size(written, case) >= size or asked.enough:
            return written, case


@define
class _Asked:
    """The question, and how often it may still be asked."""

    still: Question
    left: int

    @property
    def enough(self) -> bool:
        return self.left <= 0

    def holds(self, written: Written, case: Case | None) -> bool:
        self.left -= 1
        try:
            return self.still(written, case)
        except Exception:
            return False  # the smaller text asks something else altogether


def _size(written: Written, case: Case | None) -> int:
    return len(written.main) + sum(map(len, written.used.values())) + len(str(case))


def _one_file(written: Written, case: Case | None, asked: _Asked) -> Written:
    """Return the policy without used files, if that can be."""
    if not written.used:
        return written
    shared = "\n".join(text.split("\n", 1)[1] for text in written.used.values())
    header, *rest = [line for line in written.main.split("\n") if not line.startswith("use ")]
    joined = Written(written.seed, "\n".join([header, shared, *rest]))
    return joined if asked.holds(joined, case) else written


# --- the policy ---


def _policy(written: Written, case: Case | None, asked: _Asked) -> Written:
    document = parse(SourceFile("main.policy", written.main)).document
    if document is None:
        return written
    best = written
    took = True
    while took and not asked.enough:
        took = False
        for smaller in _reduced(document):
            if asked.enough:
                break
            try:
                text = format_document(smaller)
            except Exception:
                continue
            trial = Written(written.seed, text, written.used)
            if len(text) < len(best.main) and asked.holds(trial, case):
                best = trial
                again = parse(SourceFile("main.policy", text)).document
                assert again is not None
                document, took = again, True
                break
    return best


def _reduced(node: Any) -> Iterator[Any]:
    """Yield trees like `node` with something left out or made simpler, the boldest steps first."""
    if isinstance(node, tuple):
        yield from _fewer(node)
        for place, part in enumerate(node):
            for smaller in _reduced(part):
                yield (*node[:place], smaller, *node[place + 1 :])
        return
    if not _is_node(node):
        return
    if isinstance(node, EXPRESSIONS):
        yield from (part for part in _inside(node) if isinstance(part, EXPRESSIONS))
        if not isinstance(node, ast.NumberLit | ast.YesNoLit | ast.Name | ast.DateLit | ast.TextLit | ast.MarkLit):
            yield from SIMPLE
    for each in attrs.fields(type(node)):
        if each.name == "span":
            continue
        value = getattr(node, each.name)
        if value is not None and not isinstance(value, tuple | str | int) and "None" in str(each.type):
            yield evolve(node, **{each.name: None})
        elif value is True:
            yield evolve(node, **{each.name: False})
        if isinstance(value, tuple) or _is_node(value):
            for smaller in _reduced(value):
                yield evolve(node, **{each.name: smaller})


def _fewer(items: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the items without runs of them, long runs first."""
    if items and not (_is_node(items[0]) or isinstance(items[0], tuple)):
        return
    length = len(items)
    while length:
        for start in range(0, len(items), length):
            yield (*items[:start], *items[start + length :])
        length //= 2


def _inside(node: Any) -> Iterator[Any]:
    for each in attrs.fields(type(node)):
        value = getattr(node, each.name)
        waiting = [value]
        while waiting:
            current = waiting.pop(0)
            if isinstance(current, tuple):
                waiting = [*current, *waiting]
            elif isinstance(current, ast.Part | ast.TableRow):
                waiting = [current.condition if isinstance(current, ast.Part) else current.value, *waiting]
            elif _is_node(current):
                yield current


def _is_node(value: Any) -> bool:
    return attrs.has(type(value)) and type(value).__module__ == ast.__name__


# --- the case ---


def _case(written: Written, case: Case | None, asked: _Asked) -> Case | None:
    if case is None:
        return None
    took = True
    while took and not asked.enough:
        took = False
        for smaller in _smaller_cases(case):
            if asked.holds(written, smaller):
                case, took = smaller, True
                break
    return case


def _smaller_cases(case: Case) -> Iterator[Case]:
    if case.parameters:
        yield evolve(case, parameters={})
    if case.readings:
        yield evolve(case, readings={})
    if case.known_at is not None:
        yield evolve(case, known_at=None)
    if case.members:
        yield evolve(case, members={})
    for kind, every in case.members.items():
        yield evolve(case, members={other: kept for other, kept in case.members.items() if other != kind})
        half = len(every) // 2
        fewer = [every[:half], every[half:], *(every[:place] + every[place + 1 :] for place in range(len(every)))]
        for kept in fewer:
            yield evolve(case, members={**case.members, kind: kept})
    for data in _smaller_data(case.data):
        mine = {kind: [data if each == case.data else each for each in every] for kind, every in case.members.items()}
        yield evolve(case, data=data, members=mine)
    if case.as_of != "2024-03-01 00:00:00":
        yield evolve(case, as_of="2024-03-01 00:00:00")


def _smaller_data(data: Any) -> Iterator[Any]:
    match data:
        case dict():
            for name, value in data.items():
                yield {other: kept for other, kept in data.items() if other != name}
                for smaller in _smaller_data(value):
                    yield {**data, name: smaller}
        case list():
            for place, value in enumerate(data):
                yield [*data[:place], *data[place + 1 :]]
                for smaller in _smaller_data(value):
                    yield [*data[:place], smaller, *data[place + 1 :]]
        case str() if data.lstrip("-").replace(".", "").isdigit() and len(data) > 1:
            yield from ("0", "1", data.split(".")[0]) if data.split(".")[0] != data else ("0", "1")
        case True:
            yield False
        case _:
            return
