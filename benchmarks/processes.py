"""What a command costs: wall time, processor time and peak memory, with all processes that it starts.

In goes a command line; out come its figures and what it printed. One ruler for everybody: this project and what it is
compared with are measured from outside, in processes of their own. A command that fails stops the benchmark with its
words.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.main_job import family, resident_megabytes

WATCHED_FIRST, WATCHED_EVERY = 0.05, 1.0  # seconds between looks, twice as long after each: to look at all pages of
# large processes takes time that they want themselves, and a short command is over before a second has gone


@dataclass(frozen=True)
class Cost:
    """What a command took, whatever it did."""

    seconds: float
    cpu_seconds: float  # of it and of all processes that it waited for
    peak_megabytes: float  # resident, all processes together; shared pages count in each
    said: str  # standard output


def measure_command(command: Sequence[str], folder: Path, *, extra: Mapping[str, str] | None = None) -> Cost:
    """Run a command in a folder, with `extra` in its environment, and measure it from outside."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(command), cwd=folder, env={**os.environ, **(extra or {})}, stdout=said, stderr=complaints
        )
        seen, over = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, seen, over), daemon=True)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        for file in (said, complaints):
            file.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{complaints.read().decode()[-4_000:]}")
        return Cost(seconds, usage.ru_utime + usage.ru_stime, max(seen), said.read().decode())


def _watch(process: int, seen: list[float], over: threading.Event) -> None:
    wait = WATCHED_FIRST
    while not over.wait(wait):
        wait = min(2 * wait, WATCHED_EVERY)
        seen.append(sum(map(resident_megabytes, family(process))))
