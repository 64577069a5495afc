"""A long run over records: how far it is, and how it ends where somebody stops it.

In: the records as they are read, a word whenever one is done. Out: a bar on standard error, on a terminal alone, and
interruptions that come between two rows and not within one.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field

from policycore.cli.language import pick
from policycore.cli.screen import Screen

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

T = TypeVar("T")

#: A run that is done so soon needs no bar.
_SOON = 0.8
#: The clock is asked every so many records, the bar drawn anew at most every tenth of a second.
_EVERY = 32
_OFTEN = 0.1


class Stop:
    """Ctrl-C, and the system's wish that we end: waits while a row is written; a second one waits for nothing.

    Outside `writing` it comes as `KeyboardInterrupt`, as ever.
    """

    def __init__(self) -> None:
        self.asked = False
        self.writing = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                before = signal.getsignal(number)
                if before != signal.SIG_IGN:  # who started us may have wished so
                    self._before[number] = before
                    signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def written(self) -> None:
        """Say that a row is out; raises `KeyboardInterrupt` if one was waiting."""
        self.writing = False
        if self.asked:
            raise KeyboardInterrupt

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self.writing or self.asked:
            raise KeyboardInterrupt
        self.asked = True


@define
class Progress:
    """A bar on standard error while records are read. `shown` says whether there is anybody to look at it."""

    screen: Screen
    shown: bool
    after: float = _SOON
    _started: float = field(factory=time.monotonic)
    _drawn: float = 0.0
    _bar: Bar | None = None

    @classmethod
    def of(cls, screen: Screen) -> Progress:
        """Return the bar of a run: on a terminal, where the result does not go to the same one."""
        return cls(screen, sys.stderr.isatty() and not screen.drawn)

    def follow(self, items: Iterator[T], file: str, share: Callable[[], float] | None) -> Iterator[T]:
        """Yield the items of a file, and show how far it is read; `share` is between 0 and 1, None where not known."""
        if not self.shown:
            yield from items
            return
        for count, item in enumerate(items, 1):
            yield item
            if count % _EVERY == 0:
                self._show(file, count, share)

    def at(self, file: str, count: int, total: int | None) -> None:
        """Show that so many rows are done, of as many as there are (None: not known)."""
        if self.shown:
            self._show(file, count, None if not total else lambda: count / total)

    def _show(self, file: str, count: int, share: Callable[[], float] | None) -> None:
        now = time.monotonic()
        if now - self._started < self.after or now - self._drawn < _OFTEN:
            return
        self._drawn = now
        if self._bar is None:
            self._bar = self._made()
            self._bar.start()
        task = self._bar.tasks[0].id
        done = pick(self.screen.lang)(f"{count:,} read", f"已读 {count:,} 条")
        self._bar.update(
            task, description=file, rows=done, completed=share() if share else 0, total=1 if share else None
        )
        self._bar.refresh()

    def _made(self) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[rows]}", markup=False),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            transient=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        bar.add_task("", rows="")
        return bar

    def clear(self) -> None:
        """Take the bar away, before something else is printed or at the end; the next record brings it back."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
