"""Files that are there whole or not at all, and a folder that one run at a time writes to.

Each file is written beside its place, under another name, brought to the disk and then moved; so neither a run that is
killed nor a power cut leaves half of one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from attrs import define

from policycore.bulk.needs import BulkError

#: The file that the run which writes to a folder holds.
LOCK = ".lock"


def json_text(data: Mapping[str, Any]) -> str:
    """Return data as the text of a file, the same for the same data."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    with Written(path) as file:
        file.write(text.encode("utf-8"))


class Written:
    """A file to write to, which gets its name when all is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.beside = path.with_name(f".{path.name}.new")

    def __enter__(self) -> Any:
        self.file = self.beside.open("wb")
        return self.file

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.file.flush()
            os.fsync(self.file.fileno())
        self.file.close()
        if kind is None:
            self.beside.replace(self.path)
        else:
            self.beside.unlink()


@define(eq=False)
class Hold:
    """The right to write to a folder; the system takes it back when this process ends, however that comes."""

    file: BinaryIO | None

    @classmethod
    def of(cls, folder: Path) -> Hold:
        """Take the folder; raises `BulkError` ("in_use") while another run has it."""
        file = (folder / LOCK).open("ab")
        try:
            _lock(file)
        except BlockingIOError:
            file.close()
            raise BulkError("in_use", folder.as_posix()) from None
        except OSError:  # a file system without locks: whoever uses it must see to that
            pass
        return cls(file)

    def leave(self) -> None:
        """Let others have it."""
        if self.file is not None:
            self.file.close()
            self.file = None


def _lock(file: BinaryIO) -> None:
    """Lock a file until it is closed; raises `BlockingIOError` where another process has done so."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # of Windows alone
        except OSError as error:
            raise BlockingIOError(*error.args) from None
        return
    fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
