"""YAML without its surprises: every scalar stays the text that was written and gets its type from the policy.

`no` is not false, `1.10` keeps its nought, `012` is no octal number and a date no object. A key written twice is an
error, anchors and tags are refused, every key knows its line. The C parser of PyYAML does the reading; what it finds
is put together here from its events, so that depth has a limit and nothing of YAML's own types comes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, frozen

from policycore.diagnostics.model import Phrase
from policycore.records.problem import Place, RecordProblem
from policycore.records.raw import Bare, Broken, Object, Quoted, RawRecord
from policycore.records.read import Raw, UnreadableError, whole_text

MOST_DEEP = 64

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@frozen
class Tree:
    """A YAML document: mappings as `Object`, sequences as lists, scalars as texts (`Bare`, `Quoted`) or None.

    `lines` are the lines on which the elements of a top-level sequence begin.
    """

    value: Any
    line: int
    lines: tuple[int, ...] = ()


def read_yaml(lines: Iterable[bytes | str], name: str, *, encoding: str = "utf-8") -> Iterator[Raw]:
    """Yield the records of a YAML file: the elements of a sequence, or one mapping; several documents one by one."""
    try:
        text = whole_text(lines, name, encoding)
    except UnreadableError as error:
        yield Broken((error.problem,), error.problem.place, ends=True)
        return
    trees = load_yaml(text, name)
    if isinstance(trees, RecordProblem):
        yield Broken((trees,), trees.place, ends=True)
        return
    for tree in trees:
        if isinstance(tree.value, list):
            for element, line in zip(tree.value, tree.lines, strict=True):
                yield RawRecord(element, Place(name, line=line))
        elif tree.value is not None:
            yield RawRecord(tree.value, Place(name, line=tree.line))


@define
class _Level:
    """A mapping or sequence under construction. `key` is the key that waits for its value."""

    value: Object | list[Any]
    line: int
    key: str | None = None
    waits: bool = False
    lines: list[int] | None = None


def load_yaml(text: str, name: str) -> list[Tree] | RecordProblem:
    """Return the documents of a YAML text, or where and why it cannot be read."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    trees: list[Tree] = []
    levels: list[_Level] = []
    line = 1

    def refuse(reason: str, line: int) -> RecordProblem:
        return RecordProblem("PC537", args={"what": Phrase(reason)}, place=Place(name, line=line))

    def put(value: Any, line: int) -> RecordProblem | None:
        if not levels:
            trees.append(Tree(value, line))
            return None
        level = levels[-1]
        if isinstance(level.value, list):
            level.value.append(value)
            if level.lines is not None:
                level.lines.append(line)
        elif not level.waits:
            if not isinstance(value, str) and value is not None:
                return refuse("yaml_complex_key", line)
            key = "null" if value is None else str(value)
            if key in level.value and key not in level.value.repeated:
                level.value.repeated.append(key)
            level.key, level.waits = key, True
            level.value.lines[key] = line
        else:
            level.value[level.key or ""] = value
            level.key, level.waits = None, False
        return None

    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else line
            problem: RecordProblem | None = None
            if getattr(event, "anchor", None) is not None:  # an alias names an anchor too
                problem = refuse("yaml_alias", line)
            elif isinstance(event, yaml.ScalarEvent):
                if event.tag is not None:
                    problem = refuse("yaml_tag", line)
                elif not event.style:  # None or "", by parser
                    problem = put(None if event.value in _NULLS else Bare(event.value), line)
                else:
                    problem = put(Quoted(event.value), line)
            elif isinstance(event, yaml.CollectionStartEvent):
                if event.tag is not None:
                    problem = refuse("yaml_tag", line)
                elif len(levels) >= MOST_DEEP:
                    problem = refuse("yaml_deep", line)
                elif levels and isinstance(levels[-1].value, Object) and not levels[-1].waits:
                    problem = refuse("yaml_complex_key", line)
                elif isinstance(event, yaml.MappingStartEvent):
                    levels.append(_Level(Object(), line))
                else:
                    levels.append(_Level([], line, lines=[] if not levels else None))
            elif isinstance(event, yaml.CollectionEndEvent):
                level = levels.pop()
                problem = put(level.value, level.line)
                if not levels and level.lines is not None:
                    trees[-1] = Tree(level.value, level.line, tuple(level.lines))
            if problem is not None:
                return problem
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, line=mark.line + 1 if mark else line)
        column = mark.column + 1 if mark else 1
        return RecordProblem("PC535", args={"reason": _reason(str(error.problem)), "column": column}, place=place)
    except yaml.YAMLError as error:
        # Signs that YAML does not allow at all; they come without a place.
        reason = Phrase("reason_as_given", {"reason": str(error).splitlines()[0]})
        return RecordProblem("PC535", args={"reason": reason, "column": 1}, place=Place(name, line=line))
    return trees


_REASONS = (
    ("mapping values are not allowed", "yaml_colon"),
    ("could not find expected ':'", "yaml_no_colon"),
    ("did not find expected key", "yaml_indent"),
    ("did not find expected '-' indicator", "yaml_indent"),
    ("did not find expected ',' or", "yaml_bracket"),
    ("cannot start any token", "yaml_tab"),
    ("found unexpected end of stream", "yaml_open_quote"),
    ("escape", "yaml_escape"),
    ("control characters are not allowed", "yaml_control"),
)


def _reason(text: str) -> Phrase:
    for part, key in _REASONS:
        if part in text:
            return Phrase(key)
    return Phrase("reason_as_given", {"reason": text})
