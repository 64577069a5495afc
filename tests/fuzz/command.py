"""`scripts/fuzz`: tries inputs on all targets until time is up or something does not hold.

What is found is made smaller, saved under tests/fuzz_corpus and replayed by tests/fuzz/test_fuzz.py ever after.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from fuzz.mutate import FOUND, ROOT, Corpus, corpus, near_text, new_bytes, new_text
from fuzz.targets import TARGETS

#: An input that takes longer is as bad as one that fails: whoever sends it makes a service stand still.
SLOW = 10.0
#: How long a find is made smaller.
SHRINKING = 30.0


class TooSlowError(Exception):
    """An input took longer than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooSlowError` when a block takes more time of the processor; only where the system has such alarms."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def new_input(target: str, rng: random.Random, seeds: Corpus) -> bytes:
    """Return the next input of a target."""
    if target == "load":
        return new_bytes(rng, seeds.data)
    texts = seeds.mappings if target == "map" else seeds.policies
    if target in ("check", "format", "decide") and rng.random() < 0.8:
        return near_text(rng, texts).encode("utf-8", "surrogatepass")
    return new_text(rng, texts).encode("utf-8", "surrogatepass")


def failure(run: Callable[[bytes], str], data: bytes) -> Exception | None:
    """Return what does not hold for an input, None where all does."""
    try:
        with limited(SLOW):
            run(data)
    except Exception as error:
        return error
    return None


def kind_of(error: Exception) -> str:
    """Return what tells one failure from another: what was raised, and by which line of the library."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "policycore" in frame.filename]
    if isinstance(error, RecursionError):  # where it stops is chance
        return "RecursionError"
    last = frames[-1] if frames else None
    return (
        f"{type(error).__name__} in {Path(last.filename).name}:{last.name}"
        if last
        else f"{type(error).__name__}: {error}"
    )


def shrunk(run: Callable[[bytes], str], data: bytes, kind: str) -> bytes:
    """Return a smaller input that fails in the same way: pieces left out as long as that goes on."""
    if kind.startswith("TooSlowError"):
        return data
    until = time.monotonic() + SHRINKING
    size = len(data) // 2
    while size:
        at = 0
        while at < len(data):
            if time.monotonic() > until:
                return data
            less = data[:at] + data[at + size :]
            error = failure(run, less)
            if error is not None and kind_of(error) == kind:
                data = less
            else:
                at += size
        size //= 2
    return data


def saved(target: str, data: bytes) -> Path:
    """Write an input down where the tests find it."""
    digest = hashlib.sha256(data).hexdigest()[:10]
    path = FOUND / f"{target}-{digest}{TARGETS[target][1]}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def report(tried: Counter[str], came: dict[str, Counter[str]], seconds: float) -> str:
    """Return the counts of a run: inputs by target, and how far they came."""
    lines = [f"{sum(tried.values())} inputs in {seconds:.0f} s"]
    for target, count in tried.items():
        far = ", ".join(f"{word} {number}" for word, number in came[target].most_common())
        lines.append(f"  {target:8} {count:8}  ({far})")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Fuzz, and return 0 if all held, else 1."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long (1)")
    parser.add_argument("--seed", type=int, default=None, help="inputs depend on it alone; else on the time")
    parser.add_argument("--target", choices=TARGETS, action="append", help="only this one; may be given several times")
    parser.add_argument("--inputs", type=int, default=None, help="stop after so many inputs")
    parser.add_argument("--replay", type=Path, help="try one saved input and show what does not hold")
    asked = parser.parse_args(arguments)
    if asked.replay:
        return _replay(asked.replay, asked.target)
    seed = asked.seed if asked.seed is not None else time.time_ns() % 1_000_000
    names = asked.target or list(TARGETS)
    print(f"seed {seed}, targets {', '.join(names)}, {asked.minutes:g} minutes", flush=True)
    seeds = corpus()
    tried: Counter[str] = Counter()
    came: dict[str, Counter[str]] = {name: Counter() for name in names}
    started = told = time.monotonic()
    for number in itertools.count():
        now = time.monotonic()
        if now - started > 60 * asked.minutes or (asked.inputs is not None and number >= asked.inputs):
            break
        if now - told > 60:
            told = now
            print(report(tried, came, now - started), flush=True)
        target = names[number % len(names)]
        # Each input has a source of its own, so that it can be had again without those before it.
        data = new_input(target, random.Random(f"{seed}/{number}"), seeds)
        run = TARGETS[target][0]
        try:
            with limited(SLOW):
                came[target][run(data)] += 1
        except Exception as error:
            return _failed(target, number, data, error, report(tried, came, time.monotonic() - started))
        tried[target] += 1
    print(report(tried, came, time.monotonic() - started))
    return 0


def _failed(target: str, number: int, data: bytes, error: Exception, counts: str) -> int:
    run, kind = TARGETS[target][0], kind_of(error)
    print(counts)
    print(f"input {number} of {target} does not hold: {kind}; making it smaller …", flush=True)
    path = saved(target, shrunk(run, data, kind))
    traceback.print_exception(error, limit=-12)
    print(f"saved as {path.relative_to(ROOT)}; see it again with: scripts/fuzz --replay {path.relative_to(ROOT)}")
    return 1


def _replay(path: Path, targets: list[str] | None) -> int:
    name = (targets or [path.name.partition("-")[0]])[0]
    print(f"{name}: {TARGETS[name][0](path.read_bytes())}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
