"""The screens of `insight ideas` and `insight evidence`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from insight.records import count_of
from insight.screens.values import SEVERITIES, STYLES, Row, day, number, safe, short_id, short_money

TRENDS = {"new": "* new", "rising": "↑ rising", "steady": "→ steady", "fading": "↓ fading"}
RANK_WIDTH = 4


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
            console.print(Text.assemble((heading, "bold"), f": none found among {count_of(heard, 'statements')}"))
            continue
        people = len({row["customer_id"] for row in rows})
        statements = f"{count_of(len(rows), 'statements')}, {count_of(people, 'customers')}"
        console.print(Text.assemble((heading, "bold"), f": {statements}"))
        for row in rows[:top]:
            console.print(Padding(_statement(row), (0, 0, 0, 2)))
        if len(rows) > top:
            more = f"and {len(rows) - top:,} more: {insight} evidence {short_id(idea['idea_id'])} --top {len(rows)}"
            console.print(Padding(Text(more, style="dim"), (0, 0, 0, 2)))
    if evidence:
        said = short_id(evidence[0]["statement_id"])
        console.print()
        console.print(Text(f"Why one of them is read so: {insight} explain {said}", style="dim"))


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
    yield f"{count_of(idea['customer_count'], 'customers')}, {count_of(idea['mention_count'], 'mentions')}"
    if idea["revenue_at_stake"] is not None:
        yield f"{idea['currency']} {short_money(idea['revenue_at_stake'])} a year"
    if idea["first_seen_at"]:
        yield f"{day(idea['first_seen_at'])} to {day(idea['last_seen_at'])}"
    if idea["trend"]:
        yield f"trend {idea['trend']}"
    if idea["area"]:
        yield safe(idea["area"])


def _statement(row: Row) -> RenderableType:
    severity = SEVERITIES.get(row["severity"] or 0)
    known = (
        short_id(row["statement_id"]),
        str(row["source"]),
        day(row["said_at"]) if row["said_at"] else "no date",
        row["plan_at_time"] and f"plan {row['plan_at_time']}",
        row["rating"] is not None and f"rated {row['rating']:g}",
        severity and f"severity: {severity}",
        row["language"] != "en" and row["language"],
        not row["is_counted"] and row["not_counted_reason"] and f"not counted: {row['not_counted_reason']}",
    )
    facts = [" · ".join(safe(fact) for fact in known if fact), safe(row["source_url"] or "")]
    return Group(Text(f"“{safe(row['quote'])}”"), *(Text(fact, style="dim") for fact in facts if fact))
