"""Screens of themes: the list, and what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rich.console import Console
from rich.text import Text

from insight.screens.values import Row, day, number, plain_table, safe

MARKS = (("is_pinned", "pinned"), ("is_noise", "noise"))
WAVE = 0.5  # share of a theme's statements that came with a wave of noise, from which on the list says so


def show_themes(console: Console, themes: Sequence[Row], total: int, insight: str) -> None:
    """Themes by size: name, area, statements and customers, and the id to name them by."""
    if not themes:
        console.print("No theme is about that." if total else "No themes yet.")
        return
    table = plain_table()
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("theme", overflow="fold")
    table.add_column("area", overflow="fold", style="dim")
    for heading in ("statements", "customers"):
        table.add_column(heading, justify="right")
    for theme in themes:
        table.add_row(
            theme["theme_id"],
            Text(safe(theme["label"]) + _marked(theme)),
            safe(theme["area"] or "–"),
            number(theme["statement_count"]),
            number(theme["customer_count"]),
        )
    console.print(table)
    noun = "theme" if total == 1 else "themes"
    shown = f"{len(themes)} of {total:,} {noun}" if len(themes) < total else f"{total:,} {noun}"
    console.print(Text(f"{shown}. To rename, merge, split, move or pin one: {insight} themes edit", style="dim"))


def show_proposals(console: Console, proposals: Sequence[Row], review_days: float, insight: str) -> None:
    """What grouping everything again would change, and until when somebody may speak against it."""
    if not proposals:
        console.print("Nothing to propose: the themes fit the statements.")
        return
    table = plain_table()
    for heading in ("change", "theme"):
        table.add_column(heading, overflow="fold")
    table.add_column("statements", justify="right")
    for heading in ("why", "from"):
        table.add_column(heading, overflow="fold")
    for row in proposals:
        ids = " ".join(row["from_ids"] if row["op"] != "new" else [row["theme_id"]])
        table.add_row(
            f"{row['op']}\n{ids}",
            Text(("into " if row["op"] == "merge" else "") + safe(row["label"])),
            number(len(row["statement_ids"])),
            Text(safe(row["reason"])),
            day(row["proposed_at"] + timedelta(days=review_days)),
        )
    console.print(table)
    against = f"Pin a theme to leave it as it is, or retire one that shall not be: {insight} themes edit pin"
    console.print(Text(f"From that day on the next run makes the change. {against}", style="dim"))


def _marked(theme: Row) -> str:
    marks = [name for column, name in MARKS if theme[column]]
    if not theme["is_noise"] and (theme.get("noise_share") or 0) >= WAVE:  # a snapshot of before has no such column
        marks.append("told by a wave of noise")
    if theme["state"] != "active":
        marks.insert(0, theme["state"] + (f" into {theme['successor_id']}" if theme["successor_id"] else ""))
    return f" ({', '.join(marks)})" if marks else ""
