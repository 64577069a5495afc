#!/usr/bin/env python3
"""What a start costs: processor time of whole processes, and their ratio to an empty Python.

`import policycore`, a program that decides ten rows, and the commands that show the version, check a small policy, and
decide ten rows.

Usage: python benchmarks/start_up.py [RUNS], by default 9; not on Windows. Runs of all commands take turns, and the
median is printed, so that a machine that is busy or slows down disturbs the comparison little. A warm-up run writes
the byte code, as an installation does; without it every start compiles the sources anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

POLICY = """\
policy small "Small" { languages: en }
record Shop { key id : text  sales : money(CNY) at least 0  visits : whole at least 0 }
tiering grade {
  tier gold when sales >= 1万 CNY and visits > 3
  tier basic otherwise
}
"""
PROGRAM = """\
import csv, policycore
with open("shops.csv", encoding="utf-8", newline="") as shops:
    decisions = list(policycore.load("small.policy").decide_many(csv.DictReader(shops)))
assert [decision["grade"].value for decision in decisions] == ["gold"] * 5 + ["basic"] * 5
"""
COMMANDS = {
    "empty Python": ["-c", "pass"],
    "import policycore": ["-c", "import policycore"],
    "a program, ten rows": ["-c", PROGRAM],
    "policycore --version": ["-m", "policycore", "--version"],
    "policycore check": ["-m", "policycore", "check", "small.policy"],
    "policycore decide, ten rows": ["-m", "policycore", "decide", "small.policy", "shops.csv"],
}
#: Ten shops, half of them gold.
SHOPS = "id,sales,visits\n" + "".join(f"s{n},{20000 if n < 5 else 500},{4 + n}\n" for n in range(10))


def processor_seconds(arguments: list[str], folder: Path) -> float:
    """Return the user and system time of one run."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0, arguments
    return used.ru_utime + used.ru_stime


def main(runs: int) -> None:
    """Print the median of each command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "small.policy").write_text(POLICY, encoding="utf-8")
        (folder / "shops.csv").write_text(SHOPS, encoding="utf-8")
        found: dict[str, list[float]] = {command: [] for command in COMMANDS}
        for number in range(runs + 1):
            for command, arguments in COMMANDS.items():
                spent = processor_seconds(arguments, folder)
                if number:
                    found[command].append(spent)
    empty = median(found["empty Python"])
    print(f"{'':28} {'ms':>6} {'above':>6} {'ratio':>6}")
    for command, spans in found.items():
        spent = median(spans)
        print(f"{command:28} {spent * 1000:>6.0f} {(spent - empty) * 1000:>6.0f} {spent / empty:>6.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
