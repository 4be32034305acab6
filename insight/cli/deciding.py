"""What the team decides about an idea, and whom to tell once it is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.entry import app
from insight.cli.options import AsJson, Top, read_settings
from insight.cli.terminal import out, print_json, say

IdeaId = Annotated[str, typer.Argument(help="The idea's id, or its beginning.")]


@app.command()
def decide(
    ctx: typer.Context,
    idea_id: IdeaId,
    status: Annotated[str | None, typer.Option(help="new, reviewing, planned, shipped, declined or merged.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who looks after it.")] = None,
    effort: Annotated[str | None, typer.Option(metavar="MONTHS", help="What it takes, in person-months.")] = None,
    release: Annotated[str | None, typer.Option(help="The version that it was shipped with.")] = None,
    released_on: Annotated[
        str | None, typer.Option("--released-on", metavar="DAY", help="The day, where no releases file lists it.")
    ] = None,
    into: Annotated[str | None, typer.Option(help="The idea that it is merged into.")] = None,
    note: Annotated[str | None, typer.Option(help="Why.")] = None,
    author: Annotated[str | None, typer.Option(help="Who decides.")] = None,
) -> None:
    """Write a decision on an idea into decisions.yaml."""
    from insight import reading, runs
    from insight.pipeline import deciding

    settings = read_settings(ctx.obj)
    with reading.open_current(settings) as snapshot:
        idea = reading.find_idea(snapshot, idea_id)
        target = reading.find_idea(snapshot, into)["idea_id"] if into else None
    said = {
        "idea": idea["idea_id"],
        "status": status,
        "release": release,
        "released_on": released_on,
        "into": target,
        "owner": owner,
        "effort": effort,
        "note": note,
        "author": author or typer.prompt("Who decides"),
        "on": runs.today().isoformat(),
    }
    path, decision = deciding.write_decision(
        settings, {key: value for key, value in said.items() if value is not None}, note=idea["title"]
    )
    say(f"Wrote line {decision.line} of {path}: '{idea['title']}'. The next refresh applies it.")


@app.command()
def tell(
    ctx: typer.Context,
    idea_id: IdeaId,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write them all, with the source's own ids.")
    ] = None,
    top: Top = 20,
    as_json: AsJson = False,
) -> None:
    """Whom to tell that an idea is shipped: the customers who asked for it before."""
    from insight import reading
    from insight.pipeline import deciding
    from insight.screens.rows import show_rows

    settings = read_settings(ctx.obj)
    with reading.open_current(settings) as snapshot:
        idea = reading.find_idea(snapshot, idea_id)
        rows = reading.read_customers_to_tell(snapshot, idea["idea_id"])
    if as_json:
        print_json(rows)
    elif not rows:
        say(f"Nobody to tell: the idea is {idea['status']}.")
    elif csv:
        with reading.open_idle_work_file(settings) as warehouse:
            count = deciding.export_customers_to_tell(warehouse, settings, idea["idea_id"], csv)
        say(f"Wrote {count:,} customers to {csv}, with the ids of their sources.")
    else:
        names = ["customer_id", "source", "mention_count", "last_said_at", "has_said_since"]
        show_rows(out(), names, [[row[name] for name in names] for row in rows[:top]])
