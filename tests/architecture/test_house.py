"""What every module of the house keeps to: its size, its docstrings, no place of a machine, and nothing on import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "policycore"
MODULES = [(path.relative_to(SRC).as_posix(), path) for path in sorted(SRC.rglob("*.py"))]

MOST_LINES = 1000
#: The catalogue of messages is data, one entry after another in the order of the codes: nobody reads it through.
DATA = "diagnostics/catalogue/"

#: A path of somebody's machine, as it gets into code by copying.
MACHINE_PATH = re.compile(r"""(?<![\w.:/])(?:/(?:home|root|tmp|work|Users|var|opt|mnt)/|[A-Z]:\\\\?\w)""")

#: Called by click and pytest, which ask for these names; what they are is told by the module.
HOOKS = ("build", "pytest_")


def test_no_module_is_too_long_to_be_read_through() -> None:
    long = {
        name: lines
        for name, path in MODULES
        if not name.startswith(DATA) and (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert not long, f"split by concept: {long}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name, path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert not silent


def test_every_public_function_says_what_one_gets() -> None:
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith(("_", *HOOKS))
        and not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(silent)


def test_what_programs_use_is_told_to_the_last_method() -> None:
    silent = [
        f"{name}.{node.name}"
        for name in ("api.py", "report.py", "source.py")
        for node in ast.walk(ast.parse((SRC / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(silent)


def test_no_source_names_a_place_of_a_machine() -> None:
    found = [
        f"{name}:{number} {line.strip()}"
        for name, path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not found, "\n".join(found)


def test_importing_the_package_loads_nothing_else() -> None:
    code = (
        "import __future__, sys, types, typing\n"
        "before = set(sys.modules)\n"
        "import policycore\n"
        "print(*sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["policycore"]
