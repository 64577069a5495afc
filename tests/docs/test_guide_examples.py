"""The web service and the notebook of the developers' guide, run as their readers would."""

from __future__ import annotations

import ast
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "guides" / "examples"


def service() -> ModuleType:
    pytest.importorskip("fastapi", reason="the service example needs fastapi")
    pytest.importorskip("httpx", reason="calling the service example needs httpx")
    spec = importlib.util.spec_from_file_location("service", EXAMPLES / "service.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*httpx.*")
def test_the_service_decides_explains_and_refuses() -> None:
    from fastapi.testclient import TestClient

    client = TestClient(service().app)
    customer = {"id": "C-1", "bought": "1200000", "member_since": "2020-01-01", "disputes": 0}
    answer = client.post("/level", params={"as_of": "2024-03-31"}, json=customer)
    assert answer.status_code == 200
    assert answer.json()["decisions"]["level"]["value"] == "gold"
    half = {"id": "C-2", "bought": "1200000", "disputes": 0}
    assert client.post("/level", params={"as_of": "2024-03-31"}, json=half).json()["decisions"]["level"]["missing"] == [
        "member_since"
    ]
    reasons = client.post("/level/why", params={"as_of": "2024-03-31", "lang": "zh"}, json=customer).json()["reasons"]
    assert "金卡" in reasons
    wrong = {**customer, "bought": "-1"}
    assert client.post("/level", params={"as_of": "2024-03-31"}, json=wrong).status_code == 422


def test_the_notebook_runs_from_top_to_bottom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
    notebook = json.loads((EXAMPLES / "care.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    shown: list[Any] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
    policy, decision, level, counts = shown[:4]
    assert "Customer care" in policy._repr_html_()
    assert "<details" in decision._repr_html_()
    assert (level[0], set(level[1]), level[2]) == ("undetermined", {"gold", "silver"}, ("member_since",))
    assert sum(counts.values()) == 40
