"""To begin with: write the settings for one's own exports, or see it all work on the bundled sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from insight.cli.entry import app
from insight.cli.options import Plain, Verbose, called, end_of
from insight.cli.refreshing import refresh_all
from insight.cli.terminal import err, out, say

UNNAMED = "product"


@app.command()
def init(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILES...", help="Exports: files, globs or folders.")],
    product: Annotated[str, typer.Option(help="Name of the product.")] = UNNAMED,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing settings file.")] = False,
) -> None:
    """Write a settings file for your exports, and say what was guessed."""
    from insight.config import load_settings
    from insight.errors import ConfigError
    from insight.sources.guess import guess_settings
    from insight.sources.settings_text import render_settings

    path: Path = ctx.obj
    if path.exists() and not force:
        raise ConfigError(f"{path} exists. Overwrite it with --force, or name another one with --config")
    guessed = guess_settings(files, path.absolute().parent)
    path.write_text(render_settings(guessed, product), encoding="utf-8")
    load_settings(path)
    for sentence in guessed.sentences:
        say(sentence)
    if product == UNNAMED:
        say("Ideas name the product where they can: set `product`, or begin again with --product NAME --force.")
    say(f"Wrote {path}. Look it over, then run: insight refresh")


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the sample and its results go.")] = Path("demo"),
    plain: Plain = False,
    verbose: Verbose = False,
) -> None:
    """Write the bundled sample and run the whole job on it."""
    from insight import reading
    from insight.config import load_settings
    from insight.sample.releases import LAST_DAY
    from insight.screens.ideas import show_ideas

    written = _begin_sample(folder)
    config = folder / "insight.toml"
    outcome = refresh_all(config, end_of(LAST_DAY), plain=plain, verbose=verbose, wait=written)
    out().print()
    settings = load_settings(config)
    with reading.open_current(settings) as snapshot:
        ideas, total = reading.top_ideas(snapshot, 10), reading.count_ideas(snapshot)
        show_ideas(out(), ideas, total, reading.published_run(snapshot), called(config))
    where = settings.data / "current"
    for line in (
        "",
        f"All of it:      {where}/ (DuckDB, Parquet, CSV, feature_ideas.md, digest.html)",
        f"Ask it:         {called(config)} sql 'select title, score from marts.feature_ideas order by rank'",
        f"How it stands:  {called(config)} status",
        "Your own data:  insight init YOUR_EXPORTS...",
    ):
        say(line)
    raise typer.Exit(outcome.exit_code)


def _begin_sample(folder: Path) -> Callable[[], object]:
    """Let the workers write the sample, and load what they will need, while Prefect starts; return how to wait."""
    from insight import pipeline, sample
    from insight.config import load_settings
    from insight.workers import begin

    if sample.is_written(folder):
        return lambda: None
    err().print(f"Writing a sample of tickets, reviews and survey answers to {folder}/", markup=False)
    settings = load_settings(sample.write_settings(folder).settings)
    pipeline.make_ready(settings)  # first: each worker takes one of these, the quicker one then writes
    return begin(sample.write_sample, folder, workers=settings.workers)
