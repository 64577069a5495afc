"""Places that are not what they should be: missing, locked, full, folders, links, closed streams. Real processes."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fire.fire import HEADER, POLICY, answered, codes, contents
from unit.cli.run import Ran


def _give_up_privileges() -> None:
    """Let the superuser be locked out as anybody is: called in the new process, before the command starts."""
    drop_from_bounding_set = 24
    for override in (1, 2, 3):  # of permissions to write, to read, and of owners
        if ctypes.CDLL(None, use_errno=True).prctl(drop_from_bounding_set, override, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "privileges cannot be given up")


LIKE_ANYBODY: dict[str, Any] = {"preexec_fn": _give_up_privileges} if os.geteuid() == 0 else {}
needs_locks = pytest.mark.skipif(
    os.geteuid() == 0 and sys.platform != "linux", reason="the superuser is locked out of nothing"
)
LANGUAGES = ("en", "zh")


def process(*args: str, cwd: Path, lang: str = "en", **settings: Any) -> Ran:
    """Run a command as a user does; `settings` go to the process."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("POLICYCORE", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "policycore", *args],
        cwd=cwd,
        env={**clean, "POLICYCORE_LANG": lang, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=60,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **settings},
    )
    return Ran(done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode())


def in_both_languages(*args: str, cwd: Path, **settings: Any) -> Ran:
    english, chinese = (answered(process(*args, cwd=cwd, lang=lang, **settings)) for lang in LANGUAGES)
    assert (english.code, codes(english)) == (chinese.code, codes(chinese))
    return english


@pytest.fixture
def unlocked(folder: Path) -> Iterator[None]:
    """Give everything back its permissions in the end, so that it can be removed."""
    yield
    for path in folder.rglob("*"):
        path.chmod(0o755)


DECIDE = ("decide", "fine.policy", "fine.csv")


@pytest.mark.parametrize(
    ("name", "call", "code", "status"),
    [
        ("fine.policy", ("check", "fine.policy"), "PC806", 2),
        ("fine.policy", DECIDE, "PC806", 2),
        ("fine.csv", DECIDE, "PC806", 2),
    ],
)
@needs_locks
@pytest.mark.usefixtures("unlocked")
def test_a_file_that_may_not_be_read_is_told(
    name: str, call: tuple[str, ...], code: str, status: int, folder: Path
) -> None:
    (folder / name).chmod(0)
    ran = in_both_languages(*call, cwd=folder, **LIKE_ANYBODY)
    assert (ran.code, codes(ran)) == (status, [code])
    assert "ermission denied" in ran.out + ran.err


@needs_locks
@pytest.mark.usefixtures("unlocked")
def test_a_folder_that_may_not_be_written_is_told_and_nothing_is_decided(folder: Path) -> None:
    shut = folder / "shut"
    shut.mkdir(mode=0o555)
    shut.chmod(0o555)
    for call in (
        (*DECIDE, "--rejects", "shut/rejects.jsonl"),
        ("new", "shut/first"),
    ):
        ran = in_both_languages(*call, cwd=folder, **LIKE_ANYBODY)
        assert (ran.code, codes(ran), ran.out) == (2, ["PC808"], "")
    assert list(shut.iterdir()) == []


@needs_locks
@pytest.mark.usefixtures("unlocked")
def test_a_policy_that_may_not_be_written_is_told_and_kept_as_it_is(folder: Path) -> None:
    before = contents(folder)
    (folder / "fine.policy").chmod(0o444)
    ran = in_both_languages("fmt", "fine.policy", cwd=folder, **LIKE_ANYBODY)
    assert (ran.code, codes(ran)) == (2, ["PC808"])
    assert contents(folder) == before


@needs_locks
@pytest.mark.usefixtures("unlocked")
def test_a_folder_that_may_not_be_looked_into_is_told(folder: Path) -> None:
    (folder / "shut").mkdir()
    (folder / "shut" / "more.policy").write_text(POLICY, encoding="utf-8")
    (folder / "shut").chmod(0)
    for command in ("check", "fmt", "test"):
        ran = in_both_languages(command, ".", cwd=folder, **LIKE_ANYBODY)
        assert (ran.code, codes(ran)) == (2, ["PC806"])
        assert "`shut`" in ran.out + ran.err


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("check", "gone.policy"), "PC801"),
        (("fmt", "gone.policy"), "PC801"),
        (("test", "gone.policy"), "PC801"),
        (("schema", "gone.policy"), "PC801"),
        (("dump", "gone.policy", "--stage", "ast"), "PC801"),
        (("decide", "fine.policy", "gone.csv"), "PC801"),
        (("decide", "gone.policy", "fine.csv"), "PC801"),
        ((*DECIDE, "--events", "payments=gone.csv"), "PC801"),
        ((*DECIDE, "--related", "owner=gone.csv"), "PC801"),
        ((*DECIDE, "--map", "gone.yaml"), "PC801"),
        (("decide", "fine.policy", "folder"), "PC803"),
        (("decide", "fine.policy", "folder.csv"), "PC803"),
        (("decide", "folder", "fine.csv"), "PC804"),
        ((*DECIDE, "--events", "payments=folder.csv"), "PC803"),
        ((*DECIDE, "--map", "folder"), "PC803"),
        ((*DECIDE, "--rejects", "folder"), "PC808"),
        ((*DECIDE, "--rejects", "gone/rejects.jsonl"), "PC808"),
        ((*DECIDE, "--rejects", "fine.csv/rejects.jsonl"), "PC808"),
        (("run", "fine.policy", "fine.csv", "--out", "fine.csv"), "PC808"),
        (("check", "folder"), "PC804"),
        (("check", "loop.policy"), "PC806"),
        (("decide", "fine.policy", "loop.csv"), "PC806"),
        (("decide", "fine.policy", "broken.csv"), "PC801"),
        (("check", "x" * 300 + ".policy"), "PC806"),
        (("decide", "fine.policy", "fine.xlsx"), "PC809"),
        (("decide", "fine.policy", "fine.csv", "--encoding", "utf-99"), "PC539"),
    ],
)
def test_what_is_not_a_file_is_told_before_anything_is_decided(call: tuple[str, ...], code: str, folder: Path) -> None:
    (folder / "folder").mkdir()
    (folder / "folder.csv").mkdir()
    (folder / "loop.policy").symlink_to("loop.policy")
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "broken.csv").symlink_to("nowhere.csv")
    (folder / "fine.xlsx").write_bytes(b"PK\x03\x04")
    before = contents(folder)
    ran = in_both_languages(*call, cwd=folder)
    assert codes(ran) == [code]
    assert ran.code == (3 if code == "PC539" else 2)
    assert contents(folder) == before


def test_a_folder_that_leads_to_itself_is_looked_through_once(folder: Path) -> None:
    (folder / "round").symlink_to(".")
    ran = in_both_languages("check", ".", cwd=folder)
    assert (ran.code, ran.err) == (0, "checked 1 file: 0 errors, 0 warnings\n")


def test_pipes_and_sockets_are_no_files_of_records(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(folder / "socket.csv"))
        ran = in_both_languages("decide", "fine.policy", "socket.csv", cwd=folder)
        assert (ran.code, codes(ran)) == (2, ["PC806"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
def test_a_full_disk_is_told(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = in_both_languages(*DECIDE, cwd=folder, stdout=full)
    assert (ran.code, codes(ran)) == (2, ["PC808"])
    bad = HEADER + "".join(f"b{number},much,,,\n" for number in range(2_000))
    (folder / "bad.csv").write_text(bad, encoding="utf-8")
    ran = in_both_languages("decide", "fine.policy", "bad.csv", "--rejects", "/dev/full", cwd=folder)
    assert ran.code == 2
    assert codes(ran)[-1] == "PC808"


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_a_reader_that_goes_away_ends_the_run_in_silence(form: str, folder: Path) -> None:
    rows = HEADER + "".join(f"k{number},9,2024-03-01,2,big\n" for number in range(3_000))
    (folder / "many.csv").write_text(rows, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "policycore", "decide", "fine.policy", "many.csv", "--format", form],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    told = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(timeout=60) == 0
    assert "Traceback" not in told
    assert "BrokenPipe" not in told


@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr"])
def test_streams_that_are_closed_from_the_start_do_no_harm(closed: str, folder: Path) -> None:
    number = ("stdin", "stdout", "stderr").index(closed)
    signs = ["<&-", ">&-", "2>&-"]
    for call in ("decide fine.policy fine.csv", "check fine.policy", "decide fine.policy -"):
        done = subprocess.run(
            f"{sys.executable} -m policycore {call} {signs[number]}",
            shell=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in (done.stdout + done.stderr).decode()
        # Nothing to read is told as an empty file of records.
        assert done.returncode == (3 if call.endswith("-") else 0)


def test_standard_input_may_be_only_one_of_the_files(folder: Path) -> None:
    for call in (("decide", "-", "-"), ("decide", "fine.policy", "-", "--events", "payments=-")):
        ran = in_both_languages(*call, cwd=folder)
        assert ran.code == 2
        assert "standard input can be only one of the files" in process(*call, cwd=folder).err


def test_a_file_given_twice_for_one_field_is_told(folder: Path) -> None:
    for option in ("--events", "--related"):
        ran = in_both_languages(*DECIDE, option, "owner=fine.csv", option, "owner=fine.csv", cwd=folder)
        assert ran.code == 2
