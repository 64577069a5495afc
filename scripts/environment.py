"""The environment that the scripts run in: this Python where it has what is needed, else one of their own in `.venv`.

Standard library only: it runs on a bare machine with Python and pip.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
#: What checking everything imports.
CHECKING = ("attrs", "policycore", "ruff", "mypy", "pytest", "xdist", "hypothesis", "mkdocs", "material")


def interpreter(needs: Iterable[str], extra: str = "") -> str:
    """Return a Python that can import `needs`.

    Args:
        needs: top-level modules; where this Python has them all, it is the answer.
        extra: the optional dependencies of the project that bring them (`dev`); "" for the project alone.
    """
    if sys.version_info < (3, 11):  # noqa: UP036  # said kindly to whoever starts it with an older one
        sys.exit(f"policycore needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    if all(find_spec(name) is not None for name in needs):
        return sys.executable
    return _own(f".[{extra}]" if extra else ".")


def _own(what: str) -> str:
    """Return the Python of `.venv`, where the project is installed with what belongs to it; made where it is not."""
    python = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    mark = FOLDER / f"installed-{what.strip('.[]') or 'project'}"
    if not python.exists() or not mark.exists() or mark.read_text(encoding="utf-8") != wanted:
        print(f"installing {what} into {FOLDER.name}; this is done once", file=sys.stderr, flush=True)
        if not python.exists():
            venv.create(FOLDER, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run([*pip, "--editable", what], cwd=ROOT, check=False)
        if done.returncode != 0:
            sys.exit("the installation failed; see above")
        mark.write_text(wanted, encoding="utf-8")
    return str(python)
