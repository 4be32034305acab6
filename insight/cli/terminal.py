"""Where output goes: answers to standard output, progress and errors to standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from insight.progress import Progress


def out() -> Console:
    from rich.console import Console

    return Console()


def err() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def say(line: str) -> None:
    """One line of an answer, as it is: no mark-up, not broken to fit the window."""
    out().print(line, markup=False, highlight=False, soft_wrap=True)


def say_error(line: str) -> None:
    """One line, with nothing in it that a terminal would act on."""
    typer.echo(" ".join("".join(c if c.isprintable() else " " for c in line).split()), err=True)


def print_json(value: object) -> None:
    from insight.reading import to_json

    typer.echo(to_json(value))


def show_progress() -> Progress:
    from insight.progress import Progress

    return Progress(err())
