"""Answers: what is published, who says so, and why a statement is what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.entry import app
from insight.cli.options import AsJson, AsOf, Top, called, read_moment, read_settings
from insight.cli.terminal import out, print_json, say


@app.command()
def ideas(ctx: typer.Context, top: Top = 10, as_json: AsJson = False) -> None:
    """The feature ideas, best first."""
    from insight import reading
    from insight.screens.ideas import show_ideas

    with reading.open_current(read_settings(ctx.obj)) as snapshot:
        rows = reading.top_ideas(snapshot, top)
        if as_json:
            print_json([reading.unpack(row) for row in rows])
        else:
            run, total = reading.published_run(snapshot), reading.count_ideas(snapshot)
            show_ideas(out(), rows, total, run, called(ctx.obj))


@app.command()
def evidence(
    ctx: typer.Context,
    idea_id: Annotated[str, typer.Argument(help="The idea's id, or its beginning.")],
    top: Top = 10,
    as_json: AsJson = False,
) -> None:
    """Who says so: the statements for and against an idea."""
    from insight import reading
    from insight.screens.ideas import show_evidence

    with reading.open_current(read_settings(ctx.obj)) as snapshot:
        idea = reading.find_idea(snapshot, idea_id)
        rows = reading.read_evidence(snapshot, idea["idea_id"])
    if as_json:
        print_json({"idea": reading.unpack(idea), "evidence": rows})
    else:
        show_evidence(out(), idea, rows, top, called(ctx.obj))


@app.command()
def digest(
    ctx: typer.Context,
    week: Annotated[
        str | None, typer.Option(metavar="WEEK", help="2024-W18, or one of its days; else the last whole one.")
    ] = None,
    as_of: AsOf = None,
    to: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write digest.md and digest.html there.")] = None,
    as_html: Annotated[bool, typer.Option("--html", help="Answer as an HTML page.")] = False,
) -> None:
    """The week: what is new, rises, fades or is resolved, and what is not known; each figure with its query."""
    from insight import digest, reading

    settings = read_settings(ctx.obj)
    try:
        week_on = digest.read_week(week) if week else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--week") from None
    with reading.open_as_of(settings, read_moment(as_of)) as snapshot:
        paper = digest.make_digest(snapshot, reading.speaking_run(snapshot), settings.product, week_on)
    if to:
        to.mkdir(parents=True, exist_ok=True)
        for name, text in (("digest.md", digest.write_markdown(paper)), ("digest.html", digest.write_html(paper))):
            (to / name).write_text(text, encoding="utf-8")
        say(f"Wrote {to / 'digest.md'} and {to / 'digest.html'}: the week of {paper.days}.")
    else:
        # A person at a terminal reads the week; the queries, most of the text, are for files and programs.
        text = digest.write_html(paper) if as_html else digest.write_markdown(paper, with_queries=not out().is_terminal)
        typer.echo(text, nl=False)


@app.command()
def explain(
    ctx: typer.Context,
    statement_id: Annotated[str, typer.Argument(help="The statement's id, or its beginning.")],
    as_json: AsJson = False,
) -> None:
    """Why a statement is what it is: kind, aspect, severity, sentiment, theme."""
    from insight import pipeline, reading
    from insight.screens.explanation import explanation_as_json, show_explanation

    settings = read_settings(ctx.obj)
    with reading.open_idle_work_file(settings) as warehouse:
        row = reading.find_statement(warehouse, statement_id)
        explanation, place = pipeline.explain_statement(settings, warehouse, row)
    if as_json:
        print_json(explanation_as_json(explanation, place))
    else:
        show_explanation(out(), explanation, place)


@app.command()
def sql(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="One select, such as: select * from marts.feature_ideas")],
    as_json: AsJson = False,
) -> None:
    """Ask the snapshot anything: one read-only select."""
    from insight import reading
    from insight.screens.rows import ROWS_SHOWN, show_rows
    from insight.warehouse import read_one_select

    with reading.open_current(read_settings(ctx.obj)) as snapshot:
        names, rows = read_one_select(snapshot, query, limit=None if as_json else ROWS_SHOWN + 1)
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        show_rows(out(), names, rows)


@app.command()
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """How things stand: snapshot, sources, last runs, quarantine."""
    from insight import reading
    from insight.screens.status import show_status

    state = reading.read_status(read_settings(ctx.obj))
    if as_json:
        print_json(state)
    else:
        show_status(out(), state)
