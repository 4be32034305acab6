"""Rows that could not land: what waits and why, one of them whole, and trying again."""

from __future__ import annotations

from typing import Annotated

import typer

from insight.cli.entry import app
from insight.cli.options import AsJson, Top, open_session, read_settings
from insight.cli.terminal import out, print_json, say

quarantine_app = typer.Typer(no_args_is_help=False)
app.add_typer(quarantine_app, name="quarantine", help="Rows that could not land: list, show, retry.")


@quarantine_app.callback(invoke_without_command=True)
def quarantine(ctx: typer.Context, top: Top = 20, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        quarantine_list(ctx, top, as_json)


@quarantine_app.command("list")
def quarantine_list(ctx: typer.Context, top: Top = 20, as_json: AsJson = False) -> None:
    """What waits, and why."""
    from insight import reading
    from insight.screens.quarantine import show_quarantine

    with reading.open_idle_work_file(read_settings(ctx.obj)) as warehouse:
        reasons, rows = reading.waiting_reasons(warehouse), reading.waiting_rows(warehouse, top)
    if as_json:
        print_json(rows)
    else:
        show_quarantine(out(), reasons, rows)


@quarantine_app.command("show")
def quarantine_show(
    ctx: typer.Context,
    quarantine_id: Annotated[str, typer.Argument(help="The row's id, or its beginning.")],
    as_json: AsJson = False,
) -> None:
    """One row whole, with its bytes as stored (redacted)."""
    from insight import reading
    from insight.screens.quarantine import show_quarantined

    with reading.open_idle_work_file(read_settings(ctx.obj)) as warehouse:
        row = reading.find_quarantined(warehouse, quarantine_id)
    if as_json:
        print_json(row)
    else:
        show_quarantined(out(), row)


@quarantine_app.command("retry")
def quarantine_retry(
    ctx: typer.Context,
    quarantine_id: Annotated[str | None, typer.Argument(help="One row's file only; else all that wait.")] = None,
) -> None:
    """Read the files of waiting rows again, after they were corrected."""
    from insight import landing, pipeline, reading
    from insight.records import count_of
    from insight.screens.status import show_counts

    with open_session(ctx.obj, None) as session:
        chosen = reading.find_quarantined(session.warehouse, quarantine_id)["quarantine_id"] if quarantine_id else None
        files = landing.forget_waiting_files(session.warehouse, chosen)
        landed = pipeline.ingest(session) if files else {}
        still = sum(row["row_count"] for row in reading.waiting_reasons(session.warehouse))
    show_counts(out(), landed, {})
    say(f"{count_of(len(files), 'files')} read again; {count_of(still, 'rows')} left in quarantine.")
