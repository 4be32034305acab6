"""Quarantine: where rows wait that cannot land, with their reason and their redacted bytes.

A row waits once, however often it is refused; what lands after a fix is marked so and stays in the history. What failed
an expectation after it landed is moved here as it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from insight.landing.ledger import read_cursor, write_ledger
from insight.records import Counts, Rejected, Run
from insight.warehouse import Row, Warehouse


def keep_rejected(
    warehouse: Warehouse, rejected: Sequence[Rejected], run: Run, redact_payload: Callable[[bytes], bytes]
) -> None:
    rows = {row.quarantine_id: row for row in rejected}
    keys = {"keys": sorted(rows), "run_id": run.run_id}
    warehouse.run(
        "update audit.quarantine set state = 'waiting', last_run_id = $run_id "
        "where quarantine_id in (select unnest($keys::varchar[]))",
        keys,
    )
    seen = warehouse.rows(
        "select quarantine_id from audit.quarantine where quarantine_id in (select unnest($keys::varchar[]))",
        {"keys": keys["keys"]},
    )
    new = sorted(rows.keys() - {row["quarantine_id"] for row in seen})
    warehouse.append("audit.quarantine", [_quarantine_row(rows[key], run, redact_payload) for key in new])


def _quarantine_row(row: Rejected, run: Run, redact_payload: Callable[[bytes], bytes]) -> Row:
    return {
        "quarantine_id": row.quarantine_id,
        "source": row.source,
        "file": row.file,
        "line": row.line,
        "reason": row.reason,
        "detail": redact_payload(row.detail.encode("utf-8", "replace")).decode("utf-8", "replace"),
        "payload": redact_payload(row.payload),
        "state": "waiting",
        "first_run_id": run.run_id,
        "last_run_id": run.run_id,
    }


def settle_quarantine(warehouse: Warehouse, run: Run, source: str, files: Sequence[str]) -> int:
    """Mark as landed what waited in files that this run has read to their end without refusing it again."""
    settled = warehouse.rows(
        "update audit.quarantine set state = 'landed', last_run_id = $run_id where source = $source "
        "and file in (select unnest($files::varchar[])) and state = 'waiting' and last_run_id != $run_id "
        "returning quarantine_id",
        {"run_id": run.run_id, "source": source, "files": list(files)},
    )
    return len(settled)


def set_aside_rows(warehouse: Warehouse, run: Run, feedback_ids: Sequence[str], reason: str) -> int:
    """Move feedback that failed a row-level expectation out of `raw` into quarantine, as it stood there."""
    keys: dict[str, Any] = {"keys": sorted(feedback_ids)}
    with warehouse.transaction():
        rows = warehouse.rows(_AS_IT_STOOD, keys)
        for relation in ("raw.feedback", "raw.messages"):
            warehouse.run(f"delete from {relation} where feedback_id in (select unnest($keys::varchar[]))", keys)
        rejected = [
            Rejected(
                row["source"], row["file"], row["line"], reason, f"row-level expectation: {reason}", row["payload"]
            )
            for row in rows
        ]
        keep_rejected(warehouse, rejected, run, bytes)
        for source in sorted({row.source for row in rejected}):
            moved = sum(row.source == source for row in rejected)
            write_ledger(warehouse, run, source, "", -1, Counts(0, -moved, 0, moved))
    return len(rejected)


_AS_IT_STOOD = """
select source, file, line, to_json(feedback)::varchar::blob as payload
from raw.feedback as feedback
where feedback_id in (select unnest($keys::varchar[]))
order by feedback_id
"""


def forget_waiting_files(warehouse: Warehouse, quarantine_id: str | None = None) -> list[str]:
    """Let the files of waiting rows be read again at the next ingest (`insight quarantine retry`); returns them."""
    waiting = warehouse.rows(
        "select distinct source, file from audit.quarantine where state = 'waiting' "
        "and ($id::varchar is null or quarantine_id = $id) order by source, file",
        {"id": quarantine_id},
    )
    with warehouse.transaction():
        for source in sorted({row["source"] for row in waiting}):
            cursor = orjson.loads(read_cursor(warehouse, source) or "{}")
            files = {row["file"] for row in waiting if row["source"] == source}
            kept = {part: _without(state, files) for part, state in cursor.items()}
            warehouse.run(
                "update raw.cursors set cursor = $cursor where source = $source",
                {"cursor": orjson.dumps(kept).decode(), "source": source},
            )
    return [row["file"] for row in waiting]


def _without(state: Any, files: set[str]) -> Any:
    """Drop what a part of the cursor says of these files; landing knows no more of a cursor than that."""
    return {name: value for name, value in state.items() if name not in files} if isinstance(state, dict) else state
