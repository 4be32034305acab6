"""What the flows share: one of them holds the run, its tasks join it.

A task is told the settings file, the run and a name; never a connection, a frame or a text. So nothing of what a
customer wrote reaches Prefect's parameters, results or logs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import Task
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State, TaskRun

from insight import pipeline
from insight.config import Settings, load_settings
from insight.errors import SourceUnavailable
from insight.pipeline import Session
from insight.records import Run

PROGRESS = logging.getLogger("insight.progress")


CACHE: CachePolicy = NO_CACHE  # the pipeline knows what is new; Prefect's cache would hash every argument
# No tags on tasks: each one costs a task a round of asking the server for a place under its limit.
PATIENCE = [10.0, 60.0, 300.0]  # seconds before each further try of a source that could not be reached


@contextmanager
def hold(config: str, as_of: datetime | None) -> Iterator[tuple[Settings, Run]]:
    """Begin a run and keep every other one out until it ends."""
    settings = load_settings(Path(config))
    with pipeline.hold_run(settings, as_of=as_of) as run:
        yield settings, run


@contextmanager
def join(config: str, run: Run) -> Iterator[Session]:
    """Open the work file for one task of a run that the flow holds."""
    with pipeline.join_run(load_settings(Path(config)), run, tell) as session:
        yield session


def tell(stage: str, done: int, total: int | None) -> None:
    """Say how far a task is, as a log record whose arguments the command line reads for its progress bars."""
    PROGRESS.debug("%s: %s of %s", stage, done, total)


def is_unavailable(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed task is worth another try: only when its source could not be reached."""
    if isinstance(state.data, SourceUnavailable):
        PROGRESS.warning("%s; trying again in a while", state.data)
        return True
    return False
