#!/usr/bin/env python3
"""How much memory and time tables of growing length need: `policycore decide` in a process of its own.

Usage: python benchmarks/stream_records.py [ROWS…], by default 1000 100000 1000000.

The table is handed over as a pipe, so that it takes no room itself. Each record names one of a hundred related ones
in a second file. Prints rows, seconds, rows a second, the highest memory of the process, and what a row added to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

POLICY = """\
policy streamed "Streamed" { languages: en }
record Town { key name : text  people : whole }
record Shop {
  key id  : text
  sales   : money(CNY) at least 0
  visits  : whole at least 0
  trusted : yes_no
  town    : Town
}
tiering grade for Shop {
  tier gold when sales >= 1万 CNY and visits > 3
  tier silver when trusted or town.people > 50
  tier basic otherwise
}
"""


def write_rows(stream: IO[bytes], rows: int) -> None:
    stream.write(b"id,sales,visits,trusted,town\n")
    for number in range(rows):
        trusted = b"yes" if number % 3 else b"no"
        stream.write(b"S%07d,%d.50,%d,%s,T%d\n" % (number, number * 37 % 20000, number % 9, trusted, number % 100))
    stream.close()


def highest_memory(process: int) -> int:
    """Return the kilobytes that a process has had at most, as Linux keeps them."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def measure(folder: Path, rows: int) -> tuple[float, int]:
    command = [sys.executable, "-m", "policycore", "decide", "streamed.policy", "-", "--stdin-filename", "shops.csv"]
    process = subprocess.Popen(
        [*command, "--related", "town=towns.csv", "--format", "csv"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert process.stdin is not None
    started = time.monotonic()
    writer = threading.Thread(target=write_rows, args=(process.stdin, rows))
    writer.start()
    memory = 0
    while process.poll() is None:
        try:
            memory = max(memory, highest_memory(process.pid))
        except OSError:  # it ended just now
            break
        time.sleep(0.05)
    writer.join()
    if process.wait() != 0:
        raise SystemExit(f"policycore ended with {process.returncode}")
    return time.monotonic() - started, memory


def main(arguments: list[str]) -> None:
    lengths = [int(each) for each in arguments] or [1_000, 100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "streamed.policy").write_text(POLICY, encoding="utf-8")
        towns = "name,people\n" + "".join(f"T{number},{number}\n" for number in range(100))
        (folder / "towns.csv").write_text(towns, encoding="utf-8")
        print(f"{'rows':>9} {'seconds':>8} {'rows/s':>7} {'MiB':>6} {'bytes/row added':>16}")
        first: tuple[int, int] | None = None
        for rows in lengths:
            seconds, memory = measure(folder, rows)
            first = first or (rows, memory)
            added = (memory - first[1]) * 1024 / (rows - first[0]) if rows > first[0] else 0
            print(f"{rows:>9} {seconds:>8.1f} {rows / seconds:>7.0f} {memory / 1024:>6.1f} {added:>16.0f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
