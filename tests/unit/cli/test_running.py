"""Long runs: stopped between two rows, seen on a terminal, in memory that does not grow with the table."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policycore.cli.running import Progress, Stop
from policycore.cli.screen import Screen
from unit.cli.run import run

POLICY = """\
policy small "Small" { languages: en }
record R { key id : text  x : whole }
require low for R : x < 5
"""
COMMAND = [sys.executable, "-m", "policycore", "decide", "small.policy", "-", "--stdin-filename", "r.csv"]


@pytest.fixture
def small(folder: Path) -> Path:
    (folder / "small.policy").write_text(POLICY, encoding="utf-8")
    return folder


def clean() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("POLICYCORE", "LC_", "LANG"))}


def stopped(small: Path, sign: int, *options: str) -> tuple[int, str, str]:
    """Run a decision that waits for more rows after the eleventh, which is told to be wrong, and stop it there."""
    process = subprocess.Popen(
        [*COMMAND, *options],
        cwd=small,
        env=clean(),
        bufsize=0,  # what is read here line by line is not held back from `communicate`
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(b"id,x\n" + b"".join(b"k%d,%d\n" % (number, number) for number in range(10)) + b"bad,many\n")
    while b"PC502" not in (told := process.stderr.readline()):
        assert told, "it ended before it was stopped"
    time.sleep(0.2)
    process.send_signal(sign)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_says_what_was_done_and_leaves_whole_rows(small: Path, sign: int) -> None:
    code, out, err = stopped(small, sign, "--format", "jsonl", "--rejects", "bad.jsonl")
    assert code == 130
    assert [json.loads(line)["key"] for line in out.splitlines()] == [f"k{number}" for number in range(10)]
    assert "interrupted after row 12 of r.csv" in err
    assert "decided 10, of these 0 with something undetermined; rejected 1" in err
    assert json.loads((small / "bad.jsonl").read_text(encoding="utf-8"))["key"] == "bad"
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
def test_what_is_written_before_a_stop_can_be_read(small: Path) -> None:
    code, out, _ = stopped(small, signal.SIGINT, "--format", "json")
    assert (code, len(json.loads(out))) == (130, 10)
    code, out, err = stopped(small, signal.SIGINT, "--lang", "zh")
    assert (code, len(out.splitlines())) == (130, 11)
    assert "在 r.csv 第 12 行之后中断，此前已写出的内容完整；已判定 10 条" in err


@pytest.fixture
def of_python() -> Iterator[None]:
    """Ctrl-C as Python takes it: Spark puts a handler of its own, and leaves it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("of_python")
def test_a_stop_waits_for_the_row_and_a_second_one_does_not() -> None:
    with Stop() as stop:
        stop.writing = True
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            stop.written()
    with Stop() as stop:
        stop.writing = True
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    with Stop(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_the_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    progress = Progress(Screen("en"), shown=True, after=0)
    assert list(progress.follow(iter(range(100)), "table.csv", lambda: 0.5)) == list(range(100))
    progress.clear()
    assert "table.csv" in stream.getvalue()
    assert "32 read" in stream.getvalue()


def test_nobody_else_sees_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    progress = Progress.of(Screen("en"))
    list(progress.follow(iter(range(100)), "table.csv", None))
    progress.clear()
    assert not progress.shown
    assert stream.getvalue() == ""


def test_results_on_the_same_terminal_are_not_drawn_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    assert not Progress.of(Screen("en")).shown


def test_a_file_that_is_read_is_never_written_over(small: Path) -> None:
    (small / "r.csv").write_text("id,x\na,1\n", encoding="utf-8")
    os.link(small / "r.csv", small / "other-name.csv")
    for target in ("r.csv", "./r.csv", "other-name.csv", "small.policy"):
        ran = run("decide", "small.policy", "r.csv", "--rejects", target)
        assert (ran.code, ran.out) == (2, "")
        assert "PC826" in ran.err
    assert (small / "r.csv").read_text(encoding="utf-8") == "id,x\na,1\n"
    assert (small / "small.policy").read_text(encoding="utf-8") == POLICY


def test_events_without_an_owner_are_kept_among_the_rejects(folder: Path) -> None:
    (folder / "orders.csv").write_text("id,placed_on,amount\nc9,2024-01-05,7\n", encoding="utf-8")
    ran = run(
        "decide", "grades.policy", "customers.csv", "--as-of", "2024-03-31", "--events", "orders=orders.csv",
        "--rejects", "bad.jsonl",
    )  # fmt: skip
    assert ran.code == 0
    (line,) = (folder / "bad.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)
    assert (kept["file"], kept["row"], kept["list"], kept["data"]["id"]) == ("orders.csv", 2, "orders", "c9")
    assert [problem["code"] for problem in kept["problems"]] == ["PC542"]


def test_memory_does_not_grow_with_the_table() -> None:
    """What stays of a row is sixteen bytes for its key, in a table that may be two thirds empty while it grows."""
    import tracemalloc

    from policycore.records.load import Loaded, load_records
    from policycore.records.read import read_records
    from unit.records.build import program

    def lines(count: int) -> Iterator[bytes]:
        yield b"id,x\n"
        for number in range(count):
            yield b"c%07d,%d\n" % (number, number % 7)

    made = program(POLICY)
    peaks = []
    for count in (1_000, 6_000):
        tracemalloc.start()
        load = load_records(made, "R", read_records(lines(count), "r.csv", "csv"))
        assert sum(isinstance(item, Loaded) for item in load) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 5_000 * 100
