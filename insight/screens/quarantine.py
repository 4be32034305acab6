"""The screens of `insight quarantine`: what waits and why, and one row whole."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from insight.screens.rows import rows_as_table
from insight.screens.values import Row, safe


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
    console.print(rows_as_table(rows, ("quarantine_id", "source", "file", "line", "detail")))
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
