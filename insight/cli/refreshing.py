"""A whole refresh, as `insight refresh` and `insight demo` run it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from insight.cli.options import read_settings
from insight.cli.terminal import out, say, show_progress

if TYPE_CHECKING:
    from insight.pipeline import Outcome
    from insight.progress import Progress


def refresh_all(
    config: Path, as_of: datetime | None, *, plain: bool, verbose: bool, wait: Callable[[], object] = lambda: None
) -> Outcome:
    """Refresh in this process, or as a flow of Prefect; show how far it is, and what came of it.

    `wait` is called before anything is read: it may last as long as Prefect needs to start.
    """
    from insight import pipeline
    from insight.screens.status import show_counts

    with show_progress() as progress:
        if plain:
            wait()
            outcome = pipeline.refresh(read_settings(config), as_of=as_of, tell=progress.tell)
        else:
            outcome = _refresh_as_flow(config, as_of, progress, verbose=verbose, wait=wait)
    show_counts(out(), outcome.landed, outcome.mined)
    say(f"{outcome.run_id}: {outcome.note}")
    return outcome


def _refresh_as_flow(
    config: Path, as_of: datetime | None, progress: Progress, *, verbose: bool, wait: Callable[[], object]
) -> Outcome:
    import logging
    import os

    os.environ.setdefault("DO_NOT_TRACK", "1")  # Prefect reads it when it is imported
    read_settings(config)  # a wrong settings file is told at once, not after a server has started
    log = logging.getLogger("insight.progress")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    relay = progress.handler
    log.addHandler(relay)
    progress.note("starting Prefect")
    try:
        from flows.here import refresh_here

        return refresh_here(str(config), as_of, is_verbose=verbose, wait=wait)
    finally:
        log.removeHandler(relay)
