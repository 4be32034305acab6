"""The program: how it is called, how it ends.

Answers go to standard output, progress and errors to standard error. Ends with 0 when all is well; with 1 and one line
when an `InsightError` stopped it; with 2 for wrong usage, and when it published with more rows in quarantine than the
warn level; with 130 or 143 when it was interrupted.
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from insight.cli.options import CONFIG, CONFIG_FLAGS
from insight.cli.terminal import say_error
from insight.errors import InsightError

FAILED = 1  # interrupted: 128 and the number of the signal
# Libraries write to the folder for temporary files too, which is no room of ours.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FREE = "free some space, also in the folder for temporary files (TMPDIR), and run again"
STOPPED = "insight: stopped. What has landed stays, the published snapshot stands; the same command goes on from here."


class Terminated(BaseException):
    """SIGTERM; like KeyboardInterrupt it is no Exception, so that nothing on the way takes it for a failure."""


class Commands(TyperGroup):
    """The commands: errors become one line and an exit code; `--config` may also stand after the command.

    The context is Any because its type is private to typer.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, config_first(args))

    def invoke(self, ctx: Any) -> Any:
        with _noting_signals() as received:
            try:
                return super().invoke(ctx)
            except InsightError as error:
                say_error(f"insight: {error}")
                raise typer.Exit(FAILED) from None
            except OSError as error:
                if error.errno not in FULL:
                    raise
                where = f" ({error.filename})" if error.filename else ""
                say_error(f"insight: {os.strerror(error.errno)}{where}: {FREE}")
                raise typer.Exit(FAILED) from None
            except (KeyboardInterrupt, Terminated, RuntimeError) as error:
                # DuckDB turns a signal that comes during a query into a RuntimeError.
                if isinstance(error, RuntimeError) and not received:
                    raise
                say_error(STOPPED)
                raise typer.Exit(128 + (received or [signal.SIGINT])[0]) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables, and those hold customers' words
    help="Feature ideas that a product team can defend, mined from support tickets and reviews, offline.",
)


@app.callback()
def choose_config(
    ctx: typer.Context,
    config: Annotated[Path, typer.Option(*CONFIG_FLAGS, help="The settings file.")] = CONFIG,
) -> None:
    ctx.obj = config


def config_first(args: Sequence[str]) -> list[str]:
    """Move `--config FILE` to the front, so that it may stand anywhere before a lone `--`."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in CONFIG_FLAGS:
            front += [argument, *([value] if (value := next(waiting, None)) is not None else [])]
        elif argument.startswith(f"{CONFIG_FLAGS[0]}="):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


@contextmanager
def _noting_signals() -> Iterator[list[int]]:
    """Let Ctrl-C and SIGTERM end the command in good order, and note which of them came."""
    received: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else Terminated

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
