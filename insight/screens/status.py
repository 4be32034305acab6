"""The screens of a run and of `insight status`: what was read and found, and how things stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from insight.records import Counts, describe_counts
from insight.screens.rows import rows_as_table
from insight.screens.values import Row, day, safe

SOURCE_COLUMNS = ("source", "feedback_count", "last_created_at", "silent_days", "set_aside_count", "quarantine_count")
_RUN_COLUMNS = ("run_id", "state", "as_of", "started_at", "seconds", "stage")


def show_counts(console: Console, landed: Mapping[str, Counts], mined: Mapping[str, int]) -> None:
    """What a run read and what it found."""
    width = max((len(name) for name in landed), default=0)
    for name, counts in landed.items():
        parts = {"stored": counts.stored, "unchanged": counts.unchanged, "quarantined": counts.quarantined}
        became = f"{counts.read:,} read: {describe_counts(parts)}" if counts.read else "no new rows"
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
        ("Sources", status["sources"], SOURCE_COLUMNS),
        ("Last runs", [_as_shown(run) for run in status["runs"]], _RUN_COLUMNS),
        ("Checks not met", status["unmet_checks"], ("severity", "name", "observed")),
    ):
        if rows:
            console.print()
            console.print(Text(heading, style="bold"))
            console.print(rows_as_table(rows, columns))
    console.print()
    unread = _unread(status["sources"])
    if unread:
        console.print(f"Not read, for their language: {unread}", highlight=False)
    for run in status["runs"]:
        if run["error"]:
            console.print(Text(f"{run['run_id']} {run['state']}: {safe(run['error'])}"))
    for note in status["notes"]:
        console.print(Text(note))


def _unread(sources: Sequence[Row]) -> str:
    """The languages that are not read, with the messages in each; a snapshot of before does not tell them."""
    counts: Counter[str] = Counter()
    for source in sources:
        for one in json.loads(source.get("unread_languages") or "[]"):
            counts[one["value"]] += one["message_count"]
    return ", ".join(f"{language} {count:,}" for language, count in sorted(counts.items(), key=lambda c: (-c[1], c[0])))


def _as_shown(run: Row) -> Row:
    is_over = run["started_at"] and run["ended_at"]
    seconds = round((run["ended_at"] - run["started_at"]).total_seconds()) if is_over else None
    return {**run, "as_of": day(run["as_of"]), "seconds": seconds}
