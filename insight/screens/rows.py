"""Rows of any table or query, as a table that fits the window."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from insight.records import count_of
from insight.screens.values import STYLES, Row, cell, plain_table

ROWS_SHOWN = 200  # of a query's answer
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


def show_rows(console: Console, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A query's answer: a table where it fits the window, else one block a row; of many rows the first."""
    shown = [[cell(value) for value in row] for row in rows[:ROWS_SHOWN]]
    widths = [max([len(name), *(min(len(row[at]), 24) for row in shown)]) for at, name in enumerate(names)]
    if sum(widths) + 2 * len(widths) <= console.width:
        table = plain_table()
        for at, name in enumerate(names):
            is_number = any(isinstance(row[at], int | float | Decimal) for row in rows[:ROWS_SHOWN])
            table.add_column(escape(name), justify="right" if is_number else "left", overflow="fold")
        for row in shown:
            table.add_row(*(Text(value) for value in row))
        console.print(table)
    else:
        for at, row in enumerate(shown):
            console.print(Text(f"row {at + 1}", style="dim"))
            block = Table.grid(padding=(0, 2))
            block.add_column(no_wrap=True)
            block.add_column(overflow="fold")
            for name, value in zip(names, row, strict=True):
                block.add_row(Text(name, style="bold"), Text(value))
            console.print(block)
    said = f"the first {ROWS_SHOWN} rows (--json gives all)" if len(rows) > ROWS_SHOWN else count_of(len(rows), "rows")
    console.print(Text(said, style="dim"))


def rows_as_table(rows: Sequence[Row], columns: Sequence[str]) -> Table:
    table = plain_table()
    for name in columns:
        is_number = any(isinstance(row[name], int | float) for row in rows)
        is_long = name in ("observed", "detail", "file", "source")
        heading = _HEADINGS.get(name, name)
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=not is_long, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row[name]), style=STYLES.get(str(row[name]), "")) for name in columns))
    return table
