"""Progress: what a stage tells while it works, as bars on a terminal and as lines elsewhere.

`Progress.tell` is a `Listener` of the pipeline. `Progress.handler` takes the same from log records, which is how it
comes out of a Prefect flow. All of it goes to standard error; standard output is for answers.
"""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from insight.screens.values import safe

LINE_EVERY = 10.0  # seconds between lines of one stage where there is no terminal


class Progress:
    """Shows one stage after the other until it is closed; shows nothing without a console."""

    def __init__(self, console: Console | None) -> None:
        self._console = console
        self._bars = _bars(console) if console is not None and console.is_terminal else None
        self._stages: dict[str, TaskID] = {}
        self._stage, self._done = "", 0
        self._total: int | None = None
        self._began = self._said_at = 0.0  # on the monotonic clock
        self._said = -1

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_stage()
        if self._bars is not None:
            self._bars.stop()

    def tell(self, stage: str, done: int, total: int | None) -> None:
        """Take in how far a stage is."""
        if self._console is None:
            return
        if stage != self._stage:
            self._end_stage()
            self._stage, self._began = stage, time.monotonic()
            self._said_at, self._said = self._began, -1
        self._done, self._total = done, total
        if self._bars is not None:
            if stage not in self._stages:
                self._stages[stage] = self._bars.add_task(safe(stage), total=total)
            self._bars.update(self._stages[stage], completed=done, total=total)
        elif time.monotonic() - self._said_at >= LINE_EVERY:
            self._say()

    def note(self, line: str) -> None:
        """Show a line between the bars."""
        if self._console is not None:
            self._console.print(Text(safe(line)))

    @property
    def handler(self) -> logging.Handler:
        return _Relay(self)

    def _end_stage(self) -> None:
        if not self._stage:
            return
        if self._bars is not None:
            self._bars.update(self._stages[self._stage], total=self._done, completed=self._done)
        elif self._said != self._done:
            self._say()
        self._stage = ""

    def _say(self) -> None:
        if self._console is None:
            return
        self._said_at, self._said = time.monotonic(), self._done
        seconds = self._said_at - self._began
        of = f" of {self._total:,}" if self._total is not None and self._total != self._done else ""
        rate = f", {self._done / seconds:,.0f} a second" if seconds >= 1 else ""
        said = f"{self._done:,}{of}{rate}" if self._done else f"{seconds:.0f} s"
        self._console.print(f"{safe(self._stage)}: {said}", highlight=False, markup=False)


class _Relay(logging.Handler):
    """Hands the progress that comes as log records on: (stage, done, total) in the arguments, or a warning."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            self._progress.note(record.getMessage())
        elif isinstance(record.args, tuple) and len(record.args) == 3:
            stage, done, total = record.args
            if isinstance(stage, str) and isinstance(done, int) and isinstance(total, int | None):
                self._progress.tell(stage, done, total)


class _Rate(ProgressColumn):
    """Done, of how many, and how fast; nothing for a stage that cannot count."""

    def render(self, task: Task) -> Text:
        if not task.completed and not task.total:
            return Text("")
        of = f" of {task.total:,.0f}" if task.total is not None and task.total != task.completed else ""
        speed = task.finished_speed or task.speed
        rate = f"  {speed:,.0f}/s" if speed and task.elapsed and task.elapsed >= 1 else ""
        return Text(f"{task.completed:,.0f}{of}{rate}")


def _bars(console: Console) -> Bars:
    return Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        _Rate(),
        TimeElapsedColumn(),
        console=console,
    )
