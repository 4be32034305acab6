"""What commands share: options, the settings file, the instant to speak for, a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from insight.cli.terminal import show_progress

if TYPE_CHECKING:
    from insight.config import Settings
    from insight.pipeline import Session

CONFIG = Path("insight.toml")
CONFIG_FLAGS = ("--config", "-c")

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="The instant to speak for; a day means its end (UTC).")
]
Plain = Annotated[bool, typer.Option("--plain", help="Without Prefect.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log too.")]
Top = Annotated[int, typer.Option("--top", "-n", min=1, help="How many.")]


def read_settings(config: Path) -> Settings:
    from insight.config import load_settings

    return load_settings(config)


@contextmanager
def open_session(config: Path, as_of: datetime | None) -> Iterator[Session]:
    """A run of this process, with the work file open and progress shown."""
    from insight import pipeline

    settings = read_settings(config)
    with (
        show_progress() as progress,
        pipeline.hold_run(settings, as_of=as_of) as run,
        pipeline.join_run(settings, run, progress.tell) as session,
    ):
        yield session


def called(config: Path) -> str:
    """How to call the program with this settings file."""
    return "insight" if config == CONFIG else f"insight -c {config}"


def read_moment(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        if len(given) == len("2026-06-28"):
            return end_of(date.fromisoformat(given))
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(
            f"'{given}' is no day or time; write 2026-06-28 or 2026-06-28T09:00", param_hint="--as-of"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(seconds=1)
