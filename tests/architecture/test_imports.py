"""The layers of the house, held by reading imports: who may know whom, and where third parties live.

The drawing is in docs/architecture.md; a room is a folder of `src/policycore`, or a module beside the folders.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

SRC = Path(__file__).parents[2] / "src" / "policycore"

FLOOR = {"source", "node", "diagnostics", "types", "values", "currencies", "dates", "calendars", "clocks"}
CONSUMER = FLOOR | {"core"}
EDGES = {"api", "bulk", "decision", "engine", "loading", "versions", "files", "zones", "report", "config", "testing"}
EDGES |= {"__init__", "__main__", "cli", "cluster", "snapshots"}

#: Which rooms a room may import, itself aside.
MAY_IMPORT: dict[str, set[str]] = {
    "source": set(),
    "node": set(),
    "currencies": set(),
    "diagnostics": {"source"},
    "types": {"source", "diagnostics"},
    "values": {"source", "diagnostics", "types"},
    "dates": {"types", "values"},
    "calendars": set(),
    "clocks": set(),
    "core": FLOOR,
    "syntax": {"source", "node", "diagnostics"},
    "check": CONSUMER | {"syntax"},
    "gaps": CONSUMER,
    "interpret": CONSUMER | {"gaps"},
    "compile": CONSUMER | {"gaps"},
    "columns": CONSUMER | {"gaps"},
    "explain": CONSUMER,
    "records": CONSUMER,
    "format": {"source", "diagnostics", "syntax"},
    "highlight": {"syntax"},
}
#: Of the text rooms the checker knows the tree and the words alone.
CHECK_OF_SYNTAX = {"policycore.syntax.ast", "policycore.syntax.words"}

#: Third parties, and the rooms they live in; attrs lives everywhere.
THIRD_PARTIES: dict[str, set[str]] = {
    "lark": {"syntax"},
    "yaml": {"records"},
    "pydantic": {"records", "explain", "api", "config"},
    "click": {"cli"},
    "rich": {"cli"},
    "hypothesis": {"testing"},
    "pytest": {"testing"},
    "pygments": {"highlight"},
    "narwhals": {"columns"},
    "duckdb": {"columns"},
    "polars": {"columns"},
    "pyarrow": {"columns", "bulk", "cluster", "cli"},
    "pyspark": {"cluster"},
    "holidays": {"cli"},
}
#: What is slow to load is loaded where it is used, inside functions; these modules are made of it and are themselves
#: imported inside functions only.
HEAVY = {"lark", "yaml", "pydantic", "rich", "hypothesis", "pytest", "pygments", "holidays"} | {
    "narwhals",
    "duckdb",
    "polars",
    "pyarrow",
    "pyspark",
}
MADE_OF_HEAVY = {
    "policycore.highlight": "pygments",
    "policycore.explain.model": "pydantic",
    "policycore.testing.laws": "hypothesis",
    "policycore.testing.pytest_plugin": "pytest",
    "policycore.testing.strategies": "hypothesis",
}

#: Ways to the world outside; only edges have them.
OUTSIDE_MODULES = {"os", "pathlib", "time", "locale", "random", "socket", "subprocess", "tempfile", "shutil", "glob"}
OUTSIDE_CALLS = {"print", "open", "input", "breakpoint"}
OUTSIDE_ATTRIBUTES = {"now", "today", "utcnow", "environ", "getenv", "read_text", "write_text", "read_bytes"}


@frozen
class Import:
    """One import: the module that does it, what it imports, and whether that happens on import of the module."""

    module: str
    target: str
    line: int
    on_import: bool


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        name = ".".join(("policycore", *(part for part in parts if part != "__init__")))
        found.append((name, path))
    return found


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports_of(module: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    deferred = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types(outer)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            # `from policycore.core import nodes` imports the module of that name, where there is one.
            base = node.module or ""
            targets = [f"{base}.{alias.name}" if _is_module(f"{base}.{alias.name}") else base for alias in node.names]
        else:
            continue
        for target in targets:
            yield Import(module, target, node.lineno, id(node) not in deferred)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _is_module(name: str) -> bool:
    path = SRC.parent.joinpath(*name.split("."))
    return name.startswith("policycore.") and (path.with_suffix(".py").exists() or (path / "__init__.py").exists())


ALL = [each for name, path in modules() for each in imports_of(name, path)]


def told(found: list[Import]) -> str:
    return "\n".join(f"{each.module}:{each.line} imports {each.target}" for each in found)


def test_every_room_has_its_place_in_the_layers() -> None:
    assert {room_of(name) for name, _ in modules()} <= set(MAY_IMPORT) | EDGES


def test_rooms_import_only_what_stands_below_them() -> None:
    wrong = []
    for each in ALL:
        room = room_of(each.module)
        if not each.target.startswith("policycore") or room in EDGES:
            continue
        if room_of(each.target) not in MAY_IMPORT[room] | {room}:
            wrong.append(each)
    assert not wrong, told(wrong)


def test_the_checker_knows_of_texts_only_the_tree_and_the_words() -> None:
    wrong = [
        each
        for each in ALL
        if room_of(each.module) == "check"
        and each.target.startswith("policycore.syntax")
        and each.target not in CHECK_OF_SYNTAX
    ]
    assert not wrong, told(wrong)


def test_edges_do_not_know_the_edges_above_them() -> None:
    above = {"testing": {"cli"}}
    wrong = []
    for each in ALL:
        room = room_of(each.module)
        forbidden = above.get(room, {"cli", "testing"} if room in EDGES - {"cli", "__init__", "__main__"} else set())
        if each.target.startswith("policycore") and room_of(each.target) in forbidden:
            wrong.append(each)
    assert not wrong, told(wrong)


def test_only_the_command_line_goes_by_a_configuration() -> None:
    wrong = [
        each for each in ALL if each.target == "policycore.config" and room_of(each.module) not in {"cli", "config"}
    ]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("package", THIRD_PARTIES)
def test_a_third_party_lives_in_its_rooms_alone(package: str) -> None:
    wrong = [
        each
        for each in ALL
        if each.target.partition(".")[0] == package and room_of(each.module) not in THIRD_PARTIES[package]
    ]
    assert not wrong, told(wrong)


def test_no_other_third_party_is_used() -> None:
    known = {*THIRD_PARTIES, *sys.stdlib_module_names, "attrs", "attr", "policycore"}
    wrong = [each for each in ALL if each.target.partition(".")[0] not in known]
    assert not wrong, told(wrong)


def test_heavy_packages_are_loaded_where_they_are_used() -> None:
    wrong = [
        each
        for each in ALL
        if each.on_import
        and (
            (each.target.partition(".")[0] in HEAVY and each.module not in MADE_OF_HEAVY)
            or (each.target in MADE_OF_HEAVY and each.module not in MADE_OF_HEAVY)
        )
    ]
    assert not wrong, told(wrong)


def test_below_the_edges_nothing_touches_the_world_outside() -> None:
    wrong: list[str] = []
    for name, path in modules():
        if room_of(name) in EDGES:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names) if any(alias.name.split(".")[0] in OUTSIDE_MODULES for alias in names):
                    wrong.append(f"{name}:{node.lineno} imports {names[0].name}")
                case ast.ImportFrom(module=str(module)) if module.split(".")[0] in OUTSIDE_MODULES:
                    wrong.append(f"{name}:{node.lineno} imports {module}")
                case ast.Call(func=ast.Name(id=called)) if called in OUTSIDE_CALLS:
                    wrong.append(f"{name}:{node.lineno} calls {called}")
                case ast.Call(func=ast.Attribute(attr=called)) if called in OUTSIDE_ATTRIBUTES:
                    wrong.append(f"{name}:{node.lineno} calls {called}")
    wrong = [each for each in wrong if not each.startswith(tuple(f"{name}:" for name in READS_ITS_OWN_GRAMMAR))]
    assert not wrong, "\n".join(wrong)


#: The grammar is a file of the package itself; it is read once, by the room of texts.
READS_ITS_OWN_GRAMMAR = ("policycore.syntax.tables", "policycore.syntax.grammar")


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        ("--version", {"lark", "yaml", "pydantic", "rich", "hypothesis", "policycore.check", "policycore.syntax"}),
        ("check sample.policy", {"lark", "yaml", "pydantic", "rich", "hypothesis", "policycore.interpret"}),
        ("decide sample.policy sample.csv", {"lark", "yaml", "pydantic", "rich", "hypothesis"}),
    ],
)
def test_commands_start_without_what_they_do_not_need(arguments: str, forbidden: set[str], tmp_path: Path) -> None:
    (tmp_path / "sample.policy").write_text(
        'policy sample "S" {}\nrecord R { key id : text  x : whole }\nrequire small : x < 5\n', encoding="utf-8"
    )
    (tmp_path / "sample.csv").write_text("id,x\na,1\n", encoding="utf-8")
    code = (
        "import sys\n"
        f"sys.argv = ['policycore', *{arguments.split()!r}]\n"
        "from policycore.cli import main\n"
        "try:\n    main()\nexcept SystemExit as leaving:\n    assert leaving.code == 0, leaving.code\n"
        f"loaded = sorted(name for name in sys.modules if name in {sorted(forbidden)!r})\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_any_room_prints_and_changes_nothing() -> None:
    names = [name for name, _ in modules() if name not in MADE_OF_HEAVY and not name.endswith("__main__")]
    code = f"import importlib\nfor name in {names!r}: importlib.import_module(name)\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
