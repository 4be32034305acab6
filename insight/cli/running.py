"""The work: refresh, or one of its steps; and back to an earlier snapshot."""

from __future__ import annotations

from typing import Annotated

import typer

from insight.cli.entry import app
from insight.cli.options import AsOf, Plain, Verbose, open_session, read_moment, read_settings
from insight.cli.refreshing import refresh_all
from insight.cli.terminal import out, say


@app.command()
def refresh(ctx: typer.Context, plain: Plain = False, as_of: AsOf = None, verbose: Verbose = False) -> None:
    """Bring the published tables up to date: ingest, mine, publish."""
    raise typer.Exit(refresh_all(ctx.obj, read_moment(as_of), plain=plain, verbose=verbose).exit_code)


@app.command()
def ingest(ctx: typer.Context, as_of: AsOf = None) -> None:
    """Land what is new in every source."""
    from insight import pipeline
    from insight.screens.status import show_counts

    with open_session(ctx.obj, read_moment(as_of)) as session:
        landed = pipeline.ingest(session)
    show_counts(out(), landed, {})


@app.command()
def mine(ctx: typer.Context, as_of: AsOf = None) -> None:
    """Find statements, themes and ideas in what has landed."""
    from insight import pipeline
    from insight.screens.status import show_counts

    with open_session(ctx.obj, read_moment(as_of)) as session:
        mined = pipeline.mine(session)
    show_counts(out(), {}, mined)


@app.command()
def publish(ctx: typer.Context, as_of: AsOf = None) -> None:
    """Build and check the tables, and make a snapshot of them."""
    from insight import pipeline

    with open_session(ctx.obj, read_moment(as_of)) as session:
        snapshot, _ = pipeline.publish(session)
    say(f"Published {snapshot}" if snapshot else "Nothing new: the last snapshot stands.")


@app.command()
def rollback(
    ctx: typer.Context,
    to: Annotated[str | None, typer.Option(help="The run to go back to; without it, the one before.")] = None,
) -> None:
    """Make an earlier snapshot the current one again."""
    from insight import publish, reading
    from insight.warehouse import hold_lock

    settings = read_settings(ctx.obj)
    run_id = reading.match_id(to, publish.list_snapshots(settings.data), "snapshot") if to else None
    with hold_lock(settings.data, wait_seconds=settings.limits.lock_wait_seconds):
        current = publish.roll_back(settings.data, run_id)
    out().print(f"Current is {current} again. The next refresh with something new publishes on.", highlight=False)
