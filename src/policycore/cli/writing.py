"""Decisions as a table for people, or as JSON, JSON Lines or CSV for programs; written as they come."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Protocol

from attrs import define, field

from policycore import values as v
from policycore.api import Policy
from policycore.cli.screen import Screen
from policycore.core.codec import type_of
from policycore.decision import Decision, DecisionView
from policycore.diagnostics.render_text import width
from policycore.diagnostics.texts import visible
from policycore.explain.headline import amount_text
from policycore.explain.wording import Wording

#: The widths of a table come from so many rows; those after them are fitted in.
_MEASURED = 200
#: No column of a drawn table grows wider; what is cut ends in an ellipsis.
_WIDEST = 60


class Writer(Protocol):
    """Takes decisions one by one."""

    def begin(self) -> None: ...
    def put(self, decision: Decision) -> None: ...
    def end(self) -> None: ...


def writer_for(form: str, screen: Screen, policy: Policy, record_type: str) -> Writer:
    """Return the writer of a format."""
    match form:
        case "json":
            return _Json(screen)
        case "jsonl":
            return _JsonLines(screen)
        case "csv":
            return _Csv(screen, policy, record_type)
        case _:
            return _Table(screen, policy, record_type)


@define
class _JsonLines:
    """One object a line."""

    screen: Screen

    def begin(self) -> None:
        pass

    def put(self, decision: Decision) -> None:
        self.screen.put(decision.to_json())

    def end(self) -> None:
        pass


@define
class _Json:
    """One array, an object a line."""

    screen: Screen
    some: bool = False

    def begin(self) -> None:
        self.screen.put("[", end="")

    def put(self, decision: Decision) -> None:
        self.screen.put((",\n" if self.some else "\n") + decision.to_json(), end="")
        self.some = True

    def end(self) -> None:
        self.screen.put("\n]" if self.some else "]")


@define
class _Csv:
    """A row per record: per decision its value, status, deciding rules and missing facts, then its items.

    Items of elements stand in one cell, as `path: finding; path: finding`. Open values are empty cells.
    """

    screen: Screen
    policy: Policy
    record_type: str
    columns: list[str] = field(factory=list)

    def begin(self) -> None:
        self.columns = ["key", "as_of"]
        for id in self.policy.decides[self.record_type]:
            self.columns += [id, f"{id}.status", f"{id}.because", f"{id}.missing"]
            self.columns += [name for item in item_ids(self.policy, id) if (name := item.replace("/", ".")) != id]
        self._row(self.columns)

    def put(self, decision: Decision) -> None:
        as_of = decision.inputs.as_of
        cells = {"key": decision.key or "", "as_of": "" if as_of is None else as_of.isoformat()}
        for view in decision.values():
            data = view.to_data()
            cells[view.id] = _plain_cell(data["value"])
            cells[f"{view.id}.status"] = view.status
            cells[f"{view.id}.because"] = "; ".join(view.because)
            cells[f"{view.id}.missing"] = "; ".join(view.missing)
            found: dict[str, list[str]] = {}
            for item in data.get("items", ()):
                said = _plain_cell(item["value"]) if item["status"] == "decided" else item["status"]
                name = item["id"].replace("/", ".")
                found.setdefault(name, []).append(f"{item['element']}: {said}" if item["element"] else said)
            cells.update({name: "; ".join(said) for name, said in found.items()})
        self._row([cells.get(column, "") for column in self.columns])

    def _row(self, cells: list[str]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        self.screen.put(line.getvalue(), end="")

    def end(self) -> None:
        pass


def item_ids(policy: Policy, decision: str) -> tuple[str, ...]:
    """Return the ids of the items that a decision always has; a requirement or duty is its own item."""
    from policycore.core.nodes import Accountability, Duty, Entitlements, Procedure, Require

    match policy.bundle.index.get(decision):
        case Entitlements(benefits=benefits):
            return tuple(benefit.id for benefit in benefits)
        case Accountability(matters=matters):
            return tuple(matter.id for matter in matters)
        case Procedure(steps=steps):
            return tuple(step.id for step in steps)
        case Require() | Duty():
            return (decision,)
        case _:
            return ()


def _plain_cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(_plain_cell, value))
        case _:
            return str(value)


@define
class _Table:
    """A table for people: a column per decision, in their language. Drawn with lines on a terminal, else plain."""

    screen: Screen
    policy: Policy
    record_type: str
    rows: list[list[str]] = field(factory=list)
    widths: list[int] = field(factory=list)
    measured: bool = False
    words: Wording = field(init=False)

    def begin(self) -> None:
        self.words = Wording(self.policy.program, self.screen.lang, self.record_type)
        key = "标识" if self.screen.lang == "zh" else "key"
        self.rows.append([key, *(self.words.label(id) for id in self.policy.decides[self.record_type])])

    def put(self, decision: Decision) -> None:
        row = [decision.key or "", *(self._cell(view) for view in decision.values())]
        self.rows.append(["".join(visible(sign) for sign in cell) for cell in row])
        if self.measured or len(self.rows) > _MEASURED:
            self._flush()

    def end(self) -> None:
        if self.screen.drawn and not self.measured:
            _draw(self.rows)
        else:
            self._flush()

    def _flush(self) -> None:
        if not self.measured:
            self.widths = [min(_WIDEST, max(map(width, column))) for column in zip(*self.rows, strict=True)]
            self.measured = True
        for row in self.rows:
            cells = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, self.widths, strict=True)]
            self.screen.put("  ".join(cells).rstrip())
        self.rows = []

    def _cell(self, view: DecisionView) -> str:
        """Return what came out, in a few words."""
        say = _CELL[self.screen.lang]
        if view.status == "not_applicable":
            return say["not_applicable"]
        if view.outcome.whole is not None:
            found = view.outcome.whole
            of = type_of(self.policy.bundle.index[view.id])
            if not isinstance(found, v.Gap):
                return self.words.value(found, of) if view.status == "decided" else say[view.status]
            if view.status == "not_stated":
                return say["not_stated"]
            return say["open"].format(
                status=say[view.status], possible=self.words.possible(found, of, "status-not_applicable")
            )
        parts: dict[str, int] = {}
        for item in view.items:
            of = type_of(self.policy.bundle.index[item.id])
            if view.kind == "entitlements":
                label = self.words.label(item.id)
                if item.status != "decided":
                    parts[say["item"].format(label=label, value=say[item.status])] = 1
                elif item.finding == "granted":
                    parts[say["item"].format(label=label, value=self.words.value(item.outcome, of))] = 1
                continue
            said = item.finding or ""
            word = say[item.status] if item.finding is None else self.words.value(said, of)
            if view.kind == "accountability":
                if said == "not_found":
                    continue
                word = f"{self.words.label(item.id)} {word}"
            parts[word] = parts.get(word, 0) + 1
        texts = [word if count == 1 else f"{count} × {word}" for word, count in parts.items()]
        for amount in view.outcome.sums:
            if amount.post == "" and v.status(amount.outcome) == "decided" and amount.sanction != "total":
                texts.append(amount_text(self.words, amount))
        return self.words.listed(texts) if texts else say["nothing"]


_CELL: Mapping[str, Mapping[str, str]] = {
    "en": {
        "not_applicable": "not applicable",
        "undetermined": "undetermined",
        "not_stated": "not stated",
        "conflict": "conflict",
        "decided": "decided",
        "nothing": "none",
        "open": "{status} ({possible})",
        "item": "{label}: {value}",
    },
    "zh": {
        "not_applicable": "不适用",
        "undetermined": "未定",
        "not_stated": "未载明",
        "conflict": "冲突",
        "decided": "已定",
        "nothing": "无",
        "open": "{status}（{possible}）",
        "item": "{label}：{value}",
    },
}


def _draw(rows: list[list[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in rows[0]:
        table.add_column(Text(column), overflow="fold")
    for row in rows[1:]:
        table.add_row(*map(Text, row))
    Console().print(table)
