"""zen-engine: a graph of one node, expressions or a decision table, kept compiled by its static loader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adapters.plain import as_answers
from formulas import ZEN, inlined
from workload import ANSWERS, ROWS, Answer, Data, records, rows

NAME = "zen-engine"
PACKAGES = ("zen-engine",)
KIND = "records"
SHOWN = True


def prepare(part: str, records: Sequence[Data]) -> Any:
    """Return the records as they are."""
    return records


def _expressions(part: str) -> dict[str, Any]:
    """Return a node with one expression for each answer."""
    steps = inlined(part)
    lines = [{"id": name, "key": name, "value": ZEN.text(steps[name])} for name in ANSWERS[part]]
    return {"id": "node", "name": "node", "type": "expressionNode", "content": {"expressions": lines}}


def _table(part: str) -> dict[str, Any]:
    facts = ("zone", "amount", "tenure")
    rules = [
        {
            "_id": f"row{code}",
            "zone": f"'{zone}'",
            "amount": f"[{low}..{high}]",
            "tenure": f">= {least}" if least else "",
            "code": str(code),
        }
        for zone, low, high, least, code in rows(part)
    ]
    rules.append({"_id": "otherwise", "zone": "", "amount": "", "tenure": "", "code": "0"})
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in facts],
        "outputs": [{"id": "code", "name": "code", "field": "code"}],
        "rules": rules,
    }
    return {"id": "node", "name": "node", "type": "decisionTableNode", "content": content}


def build(part: str) -> Callable[[Any], Any]:
    """Return the engine with the graph of a part."""
    import zen

    node = _table(part) if part in ROWS else _expressions(part)
    ends = [{"id": f"{end}put", "name": f"{end}put", "type": f"{end}putNode"} for end in ("in", "out")]
    edges = [
        {"id": "first", "sourceId": "input", "targetId": "node", "type": "edge"},
        {"id": "second", "sourceId": "node", "targetId": "output", "type": "edge"},
    ]
    graph = {"nodes": [*ends, node], "edges": edges}
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {part: graph}}})
    engine.evaluate(part, records(part, 1)[0])  # the first call compiles
    names = list(ANSWERS[part])

    def decide(record: Data) -> list[Any]:
        found = engine.evaluate(part, record)["result"]
        return [found[name] for name in names]

    return lambda batch: [decide(record) for record in batch]


def answers(part: str, result: Any) -> list[Answer]:
    """Return the results of the graph."""
    return as_answers(part, result)
