"""Screens: what the command line shows to people, as tables and lines that fit the window.

In come rows as `reading` returns them; out goes rich text. Customers' words are shown as words: control characters,
escape sequences and turns of the reading direction are dropped before they reach a terminal, and nothing in them is
read as mark-up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from insight.records import Counts, describe_counts

Row = Mapping[str, Any]

TRENDS = {"new": "* new", "rising": "↑ rising", "steady": "→ steady", "fading": "↓ fading"}
STYLES = {"new": "cyan", "rising": "red", "fading": "green", "failed": "red", "crashed": "red", "cancelled": "yellow"}
SEVERITIES = {1: "annoyance", 2: "degraded", 3: "blocked", 4: "money", 5: "data loss"}
SHORT_ID = 6  # hexadecimal characters that tell an idea from some thousands of others
RANK_WIDTH = 4
ROWS_SHOWN = 200  # of a query's answer
KEPT_JOINERS = "\u200c\u200d"  # written languages and emoji need them


def safe(text: object) -> str:
    """The text on one line, with nothing in it that a terminal would act on."""
    kept = (
        " " if character.isspace() else character
        for character in str(text)
        if character.isspace() or character in KEPT_JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    return " ".join("".join(kept).split())


# --- ideas ----------------------------------------------------------------------------------------------------------


def show_ideas(console: Console, ideas: Sequence[Row], total: int, run: Row, insight: str) -> None:
    """The ideas by rank: title and best quote, and the figures that a person asks for first.

    `insight` is how the reader would call the program, with its settings file where that is not the usual one.
    """
    if not ideas:
        console.print(f"No ideas yet, as of {day(run['as_of'])} ({run['run_id']}).")
        return
    currency = next((idea["currency"] for idea in ideas if idea["currency"]), None)
    console.print(f"Ideas 1 to {len(ideas)} of {total:,}, as of {day(run['as_of'])} ({run['run_id']})", highlight=False)
    console.print()
    console.print(_idea_line("#", Text("Idea"), "Customers", "Revenue", Text("Trend"), "Score", style="dim"))
    for idea in ideas:
        console.print(
            _idea_line(
                f"{idea['rank']}{'~' if idea['is_rank_fragile'] else ''}",
                Text(safe(idea["title"]), style="bold"),
                number(idea["customer_count"]),
                short_money(idea["revenue_at_stake"]),
                Text(TRENDS.get(idea["trend"] or "", "–"), style=STYLES.get(idea["trend"] or "", "")),
                f"{idea['score']:.1f}" if idea["score"] is not None else "–",
            )
        )
        quote = f"“{safe(idea['best_quote'])}”" if idea["best_quote"] else ""
        line = Text(f"{short_id(idea['idea_id'])}  {quote}", style="dim", no_wrap=True, overflow="ellipsis")
        console.print(Padding(line, (0, 0, 0, RANK_WIDTH + 2)))
    console.print()
    notes = [f"Revenue: a year, in {currency}, of the accounts behind it" if currency else "Revenue: not known"]
    if any(idea["is_rank_fragile"] for idea in ideas):
        notes.append("~ other weights would move it")
    console.print(Text(". ".join(notes) + ".", style="dim"))
    console.print(Text(f"Who says so: {insight} evidence {short_id(ideas[0]['idea_id'])}", style="dim"))


def show_evidence(console: Console, idea: Row, evidence: Sequence[Row], top: int, insight: str) -> None:
    """An idea with the statements for and against it."""
    console.print(Text(f"{idea['rank']}. {safe(idea['title'])}", style="bold"))
    console.print(Text(safe(idea["problem_statement"])))
    console.print(Text(" · ".join(_facts(idea)), style="dim"))
    for stance, heading in (("supports", "For"), ("opposes", "Against")):
        rows = [row for row in evidence if row["stance"] == stance]
        console.print()
        if not rows:
            heard = sum(row["stance"] == "supports" for row in evidence)
            console.print(Text.assemble((heading, "bold"), f": none found among {heard:,} statements"))
            continue
        people = len({row["customer_id"] for row in rows})
        statements = f"{len(rows):,} statements, {people:,} customers"
        console.print(Text.assemble((heading, "bold"), f": {statements}"))
        for row in rows[:top]:
            console.print(Padding(_statement(row), (0, 0, 0, 2)))
        if len(rows) > top:
            more = f"and {len(rows) - top:,} more: {insight} evidence {short_id(idea['idea_id'])} --top {len(rows)}"
            console.print(Padding(Text(more, style="dim"), (0, 0, 0, 2)))


def _idea_line(rank: str, title: Text, customers: str, revenue: str, trend: Text, score: str, style: str = "") -> Table:
    """One line of the list; all have the same widths, and the title gets what is left of the window."""
    line = Table.grid(expand=True, padding=(0, 2, 0, 0))
    line.add_column(width=RANK_WIDTH, justify="right", style=style)
    line.add_column(ratio=1, style=style)
    for width in (len("Customers"), len("Revenue")):
        line.add_column(width=width, justify="right", style=style)
    line.add_column(width=max(map(len, TRENDS.values())), style=style)
    line.add_column(width=len("100.0"), justify="right", style=style)
    line.add_row(rank, title, customers, revenue, trend, score)
    return line


def _facts(idea: Row) -> Iterator[str]:
    yield str(idea["idea_id"])
    yield f"{number(idea['customer_count'])} customers, {number(idea['mention_count'])} mentions"
    if idea["revenue_at_stake"] is not None:
        yield f"{short_money(idea['revenue_at_stake'])} {idea['currency']} a year"
    if idea["first_seen_at"]:
        yield f"{day(idea['first_seen_at'])} to {day(idea['last_seen_at'])}"
    if idea["trend"]:
        yield str(idea["trend"])
    if idea["area"]:
        yield safe(idea["area"])


def _statement(row: Row) -> RenderableType:
    known = (
        short_id(row["statement_id"]),
        day(row["said_at"]) if row["said_at"] else "no date",
        str(row["source"]),
        row["plan_at_time"] and f"plan {row['plan_at_time']}",
        row["rating"] is not None and f"rated {row['rating']:g}",
        SEVERITIES.get(row["severity"] or 0),
        row["language"] != "en" and row["language"],
        not row["is_counted"] and row["not_counted_reason"] and f"not counted: {row['not_counted_reason']}",
    )
    facts = [" · ".join(safe(fact) for fact in known if fact), safe(row["source_url"] or "")]
    return Group(Text(f"“{safe(row['quote'])}”"), *(Text(fact, style="dim") for fact in facts if fact))


# --- runs, sources, quarantine --------------------------------------------------------------------------------------


def show_counts(console: Console, landed: Mapping[str, Counts], mined: Mapping[str, int]) -> None:
    """What a run read and what it found."""
    width = max((len(name) for name in landed), default=0)
    for name, counts in landed.items():
        parts = {"stored": counts.stored, "unchanged": counts.unchanged, "quarantined": counts.quarantined}
        became = f"{counts.read:,} read: {describe_counts(parts)}" if counts.read else "nothing new"
        console.print(f"{name:<{width}}  {became}", highlight=False)
    if mined:
        console.print(f"mined: {describe_counts(mined)}", highlight=False)


def show_status(console: Console, status: Mapping[str, Any]) -> None:
    """The current snapshot, the sources behind it, the last runs, and what is not as it should be."""
    snapshot = status["snapshot"]
    if snapshot:
        counts = describe_counts(snapshot["counts"])
        console.print(Text.assemble(("Published ", "bold"), f"{snapshot['run_id']}, as of {day(snapshot['as_of'])}"))
        console.print(f"  {snapshot['path']}", soft_wrap=True, highlight=False, markup=False)
        console.print(f"  {counts}; snapshots kept: {len(status['snapshots'])}", highlight=False)
    else:
        console.print("Nothing is published yet.")
    for heading, rows, columns in (
        ("Sources", status["sources"], _SOURCE_COLUMNS),
        ("Last runs", [_as_shown(run) for run in status["runs"]], _RUN_COLUMNS),
        ("Checks not met", status["unmet_checks"], ("severity", "name", "observed")),
    ):
        if rows:
            console.print()
            console.print(Text(heading, style="bold"))
            console.print(_rows_as_table(rows, columns))
    console.print()
    for run in status["runs"]:
        if run["error"]:
            console.print(Text(f"{run['run_id']} {run['state']}: {safe(run['error'])}"))
    for note in status["notes"]:
        console.print(Text(note))


def _as_shown(run: Row) -> Row:
    is_over = run["started_at"] and run["ended_at"]
    seconds = round((run["ended_at"] - run["started_at"]).total_seconds()) if is_over else None
    return {**run, "as_of": day(run["as_of"]), "seconds": seconds}


_SOURCE_COLUMNS = ("source", "feedback_count", "last_created_at", "silent_days", "set_aside_count", "quarantine_count")
_RUN_COLUMNS = ("run_id", "state", "as_of", "started_at", "seconds", "stage")
_HEADINGS = {
    "feedback_count": "feedback",
    "last_created_at": "newest",
    "silent_days": "days silent",
    "set_aside_count": "set aside",
    "quarantine_count": "quarantined",
    "run_id": "run",
    "started_at": "started",
    "as_of": "as of",
    "quarantine_id": "id",
}


def show_quarantine(console: Console, reasons: Sequence[Row], rows: Sequence[Row]) -> None:
    """How many rows wait and why, and the first of them."""
    total = sum(row["row_count"] for row in reasons)
    if not total:
        console.print("Nothing waits in quarantine.")
        return
    said = ", ".join(f"{row['source']} {row['reason']} {row['row_count']:,}" for row in reasons)
    console.print(
        f"{total:,} {'row waits' if total == 1 else 'rows wait'}: {safe(said)}", highlight=False, markup=False
    )
    console.print()
    console.print(_rows_as_table(rows, ("quarantine_id", "source", "file", "line", "detail")))
    if total > len(rows):
        console.print(Text(f"and {total - len(rows):,} more", style="dim"))
    console.print(Text("One of them whole: insight quarantine show ID. After a fix: insight quarantine retry", "dim"))


def show_quarantined(console: Console, row: Row) -> None:
    """One quarantined row, whole: why, where, and its bytes as stored (redacted)."""
    console.print(Text(safe(row["detail"]), style="bold"))
    place = f"{row['file']}, line {row['line']}" if row["line"] else f"{row['file']}, the whole file"
    seen = f"{row['state']}, since {row['first_run_id']}"
    console.print(Text(" · ".join(safe(fact) for fact in (row["source"], place, row["reason"], seen)), style="dim"))
    console.print()
    for line in bytes(row["payload"]).decode("utf-8", "replace").splitlines():
        console.print(Text(safe(line)))


# --- answers to queries ---------------------------------------------------------------------------------------------


def show_rows(console: Console, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A query's answer: a table where it fits the window, else one block a row."""
    shown = [[cell(value) for value in row] for row in rows[:ROWS_SHOWN]]
    widths = [max([len(name), *(min(len(row[at]), 24) for row in shown)]) for at, name in enumerate(names)]
    if sum(widths) + 2 * len(widths) <= console.width:
        table = _table()
        for at, name in enumerate(names):
            is_number = any(isinstance(row[at], int | float | Decimal) for row in rows[:ROWS_SHOWN])
            table.add_column(escape(name), justify="right" if is_number else "left", overflow="fold")
        for row in shown:
            table.add_row(*(Text(value) for value in row))
        console.print(table)
    else:
        width = max(len(name) for name in names)
        for at, row in enumerate(shown):
            console.print(Text(f"row {at + 1}", style="dim"))
            for name, value in zip(names, row, strict=True):
                console.print(Text.assemble((f"{name:<{width}}  ", "bold"), value))
    more = f", the first {ROWS_SHOWN} shown (--json gives all)" if len(rows) > ROWS_SHOWN else ""
    console.print(Text(f"{len(rows):,} rows{more}", style="dim"))


def _rows_as_table(rows: Sequence[Row], columns: Sequence[str]) -> Table:
    table = _table()
    for name in columns:
        is_number = any(isinstance(row[name], int | float) for row in rows)
        is_long = name in ("observed", "detail", "file")
        heading = _HEADINGS.get(name, name)
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=not is_long, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row[name]), style=STYLES.get(str(row[name]), "")) for name in columns))
    return table


def _table() -> Table:
    return Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")


# --- single values --------------------------------------------------------------------------------------------------


def short_id(idea_id: str) -> str:
    """The beginning of an id that is enough to name it: `idea_3f2a9c...` is `3f2a9c`."""
    return idea_id.partition("_")[2][:SHORT_ID] or idea_id


def day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "–"


def number(value: int | None) -> str:
    return f"{value:,}" if value is not None else "–"


def short_money(amount: Decimal | float | None) -> str:
    """Three digits are enough to compare by: 1.23M, 456k, 789."""
    if amount is None:
        return "–"
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if amount >= size:
            value = float(amount) / size
            return f"{value:.0f}{letter}" if value >= 100 else f"{value:.3g}{letter}"
    return f"{amount:.0f}"


def cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}"
    return safe(value)
