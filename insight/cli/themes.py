"""The themes: list and search them, edit them, look for new ones."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from insight.cli.entry import app
from insight.cli.options import AsJson, AsOf, Top, called, open_session, read_moment, read_settings
from insight.cli.terminal import out, print_json, say


class ThemeCommands(TyperGroup):
    """`insight themes WORDS` lists: what is no command of its own is searched for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        is_command = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if is_command else ["list", *args])


themes_app = typer.Typer(cls=ThemeCommands, no_args_is_help=False)
app.add_typer(themes_app, name="themes", help="The themes: list, search, edit.")


@themes_app.command("list")
def themes_list(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="Only themes with these words, or of this id.")] = None,
    top: Top = 30,
    ended: Annotated[bool, typer.Option("--all", help="Those that have ended, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The themes, largest first, with their ids."""
    from insight import reading
    from insight.screens.themes import show_themes

    with reading.open_current(read_settings(ctx.obj)) as snapshot:
        found = reading.list_themes(snapshot, words or [], with_ended=ended)
    if as_json:
        print_json(found)
    else:
        show_themes(out(), found[:top], len(found), called(ctx.obj))


@themes_app.command("edit")
def themes_edit(
    ctx: typer.Context,
    op: Annotated[str | None, typer.Argument(help="rename, merge, split, move, pin, retire, noise or define.")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="The theme: its id, its beginning, or its name.")] = None,
    statement: Annotated[list[str] | None, typer.Option(help="A statement to move, by its id.")] = None,
    to: Annotated[str | None, typer.Option(help="Its name, or the theme or area that it goes to.")] = None,
    phrase: Annotated[list[str] | None, typer.Option(help="What the statements that are meant hold.")] = None,
    example: Annotated[list[str] | None, typer.Option(help="A statement's id, or what somebody might say.")] = None,
    area: Annotated[str | None, typer.Option(help="The area of a theme that is defined.")] = None,
    description: Annotated[str | None, typer.Option(help="What the theme is about.")] = None,
    author: Annotated[str | None, typer.Option(help="Who asks for it.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> None:
    """Write an edit into taxonomy.yaml; what is not said by options is asked for."""
    from insight import pipeline, reading, runs

    settings = read_settings(ctx.obj)
    op = reading.match_word(op or typer.prompt(f"What to do ({', '.join(pipeline.QUESTIONS)})"), pipeline.QUESTIONS)
    themes, phrases, examples = list(theme or []), list(phrase or []), list(example or [])
    for name, question in pipeline.QUESTIONS[op]:
        if name == "theme" and not themes and not statement:
            themes.append(typer.prompt(question))
        elif name == "to" and to is None:
            to = typer.prompt(question)
        elif name in ("phrase", "example") and not phrases and not examples:
            (phrases if name == "phrase" else examples).append(typer.prompt(question))
    with reading.open_current(settings) as snapshot:
        subjects = [reading.find_theme(snapshot, one) for one in themes]
        if to and (op in ("merge", "retire") or (op == "move" and statement)):
            to = reading.find_theme(snapshot, to)["theme_id"]
        said = tuple(reading.find_said(snapshot, one) for one in statement or ())
    wish = pipeline.Wish(
        op=op,
        author=author or typer.prompt("Who asks for it"),
        reason=reason or typer.prompt("Why"),
        made_on=runs.today(),
        themes=tuple(row["theme_id"] for row in subjects),
        statements=said,
        to=to,
        phrases=tuple(phrases),
        examples=tuple(examples),
        area=area,
        description=description,
    )
    path, edit = pipeline.write_edit(settings, wish, note=", ".join(row["label"] for row in subjects))
    line = f"Wrote edit {edit.edit_id} into {path}. The next refresh applies it; taking it out undoes it."
    say(line)


@app.command()
def discover(ctx: typer.Context, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Look for new themes, splits and merges now; a later run makes them, unless somebody speaks against it."""
    from insight import pipeline
    from insight.screens.themes import show_proposals

    with open_session(ctx.obj, read_moment(as_of)) as session:
        proposals = pipeline.discover(session)
        review_days = session.settings.themes.review_days
    if as_json:
        print_json(proposals)
    else:
        show_proposals(out(), proposals, review_days, called(ctx.obj))
