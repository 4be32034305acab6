"""Landing: redacted feedback into `raw`, idempotent; what cannot land into quarantine; counts into the ledger.

One batch is one transaction: rows, quarantine, cursor and ledger are there together or not at all. The key of a
feedback is `(source, source_id)`. Its newest version is the one with the latest `updated_at` (ties go to the larger
content hash, so that the order of arrival never decides; where no version names a time, the one read last holds, for
there is nothing else to go by); other versions go to `raw.feedback_history`. A deletion
removes every version and stays noted; only a version that is newer than the deletion brings the feedback back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

from insight.records import Account, Counts, Feedback, Rejected, Run, as_utc
from insight.warehouse import Row, Warehouse

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
CENT = Decimal("0.01")
Order = tuple[datetime, str]


@dataclass
class Known:
    """What `raw` already holds of one feedback."""

    newest: Order | None = None  # (updated_at, content_hash) of the version in raw.feedback
    older: set[str] = field(default_factory=set)  # content hashes in the history
    deleted_at: datetime | None = None


@dataclass
class Plan:
    """What one batch changes, worked out before anything is written."""

    current: dict[str, Feedback] = field(default_factory=dict)  # by feedback_id
    history: list[Row] = field(default_factory=list)
    deletions: dict[str, Row] = field(default_factory=dict)
    purged: set[str] = field(default_factory=set)  # feedback whose earlier versions leave every table
    returned: set[str] = field(default_factory=set)  # feedback that a newer version brings back after a deletion
    stored: int = 0
    unchanged: int = 0


def land_batch(
    warehouse: Warehouse,
    run: Run,
    source: str,
    rows: Sequence[Feedback | Rejected],
    *,
    file: str,
    batch: int,
    cursor: str | None,
    redact_payload: Callable[[bytes], bytes],
) -> Counts:
    """Land one batch of a source in one transaction and return what became of its rows.

    `rows` are redacted already; payloads of rejected rows are redacted here, before they are stored.
    """
    rejected = [row for row in rows if isinstance(row, Rejected)]
    feedback = [row for row in rows if isinstance(row, Feedback)]
    with warehouse.transaction():
        plan = plan_batch(feedback, _read_known(warehouse, feedback), run)
        _write_plan(warehouse, plan, run)
        _quarantine(warehouse, rejected, run, redact_payload)
        if cursor is not None:
            _save_cursor(warehouse, source, cursor, run)
        counts = Counts(len(rows), plan.stored, plan.unchanged, len(rejected))
        _write_ledger(warehouse, run, source, file, batch, counts)
    return counts


def plan_batch(feedback: Iterable[Feedback], known: dict[str, Known], run: Run) -> Plan:
    """Decide for each row whether it is the newest version, an older one, a deletion or nothing new."""
    plan = Plan()
    for row in feedback:
        key = row.feedback_id
        before = known.setdefault(key, Known())
        is_new = _plan_deletion(plan, before, row, run) if row.is_deleted else _plan_version(plan, before, row, run)
        plan.stored += is_new
        plan.unchanged += not is_new
    return plan


def _plan_version(plan: Plan, known: Known, row: Feedback, run: Run) -> bool:
    key, order = row.feedback_id, _order(row)
    if known.deleted_at is not None:
        if order[0] <= known.deleted_at:
            return False
        known.deleted_at = None
        plan.deletions.pop(key, None)
        plan.returned.add(key)
    if (known.newest and known.newest[1] == order[1]) or order[1] in known.older:
        return False
    if known.newest is None or order > known.newest or order[0] == known.newest[0] == EARLIEST:
        if key in plan.current:
            plan.history.append(_history_row(plan.current[key], run))
        if known.newest is not None:
            known.older.add(known.newest[1])
        known.newest = order
        plan.current[key] = row
    else:
        known.older.add(order[1])
        plan.history.append(_history_row(row, run))
    return True


def _plan_deletion(plan: Plan, known: Known, row: Feedback, run: Run) -> bool:
    key, at = row.feedback_id, _order(row)[0]
    if known.deleted_at is not None and known.deleted_at >= at:
        return False
    if known.newest is not None and known.newest[0] > at:
        return False  # written to after the deletion: the later word holds
    known.deleted_at, known.newest, known.older = at, None, set()
    plan.current.pop(key, None)
    plan.returned.discard(key)
    plan.history = [version for version in plan.history if version["feedback_id"] != key]
    plan.purged.add(key)
    plan.deletions[key] = {
        "feedback_id": key,
        "source": row.source,
        "source_id": row.source_id,
        "deleted_at": at,
        "run_id": run.run_id,
    }
    return True


def _order(row: Feedback) -> Order:
    return as_utc(row.updated_at or row.created_at or EARLIEST), row.content_hash


def _history_row(row: Feedback, run: Run) -> Row:
    return {
        "feedback_id": row.feedback_id,
        "content_hash": row.content_hash,
        "updated_at": row.updated_at or row.created_at,
        "payload": orjson.dumps(asdict(row)).decode(),
        "recorded_run_id": run.run_id,
    }


def _read_known(warehouse: Warehouse, feedback: Sequence[Feedback]) -> dict[str, Known]:
    keys = {"keys": sorted({row.feedback_id for row in feedback})}
    known: dict[str, Known] = {}
    for row in warehouse.rows(
        "select feedback_id, coalesce(updated_at, created_at) as at, content_hash from raw.feedback "
        "where feedback_id in (select unnest($keys::varchar[]))",
        keys,
    ):
        at = as_utc(row["at"]) if row["at"] else EARLIEST
        known[row["feedback_id"]] = Known(newest=(at, row["content_hash"]))
    for row in warehouse.rows(
        "select feedback_id, content_hash from raw.feedback_history "
        "where feedback_id in (select unnest($keys::varchar[]))",
        keys,
    ):
        known.setdefault(row["feedback_id"], Known()).older.add(row["content_hash"])
    for row in warehouse.rows(
        "select feedback_id, deleted_at from raw.deletions where feedback_id in (select unnest($keys::varchar[]))", keys
    ):
        known.setdefault(row["feedback_id"], Known()).deleted_at = as_utc(row["deleted_at"])
    return known


def _write_plan(warehouse: Warehouse, plan: Plan, run: Run) -> None:
    gone = {"keys": sorted(plan.purged)}
    replaced = {"keys": sorted(plan.current)}
    both = {"keys": sorted({*plan.purged, *plan.current})}
    # The version that is replaced goes to the history as it stands in raw, messages and all.
    warehouse.run(_KEEP_REPLACED, replaced | {"run_id": run.run_id})
    for relation in ("raw.feedback", "raw.messages"):
        warehouse.run(f"delete from {relation} where feedback_id in (select unnest($keys::varchar[]))", both)
    warehouse.run("delete from raw.feedback_history where feedback_id in (select unnest($keys::varchar[]))", gone)
    noted = {"keys": sorted({*plan.deletions, *plan.returned})}
    warehouse.run("delete from raw.deletions where feedback_id in (select unnest($keys::varchar[]))", noted)
    warehouse.append("raw.feedback", [_feedback_row(row, run) for row in plan.current.values()])
    warehouse.append("raw.messages", [row for feedback in plan.current.values() for row in _message_rows(feedback)])
    warehouse.append("raw.feedback_history", plan.history)
    warehouse.append("raw.deletions", list(plan.deletions.values()))


_KEEP_REPLACED = """
insert into raw.feedback_history
with kept as (
    select feedback_id, list(messages order by position) as messages
    from raw.messages as messages
    where feedback_id in (select unnest($keys::varchar[]))
    group by feedback_id
)

select
    feedback.feedback_id,
    feedback.content_hash,
    coalesce(feedback.updated_at, feedback.created_at),
    to_json({'feedback': feedback, 'messages': kept.messages})::varchar,
    $run_id
from raw.feedback as feedback
left join kept on kept.feedback_id = feedback.feedback_id
where feedback.feedback_id in (select unnest($keys::varchar[]))
"""


def _feedback_row(row: Feedback, run: Run) -> Row:
    return {
        "feedback_id": row.feedback_id,
        "source": row.source,
        "source_id": row.source_id,
        "feedback_kind": row.feedback_kind,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "customer_id": row.customer_id,
        "account_id": row.account_id,
        "product": row.product,
        "app_version": row.app_version,
        "device": row.device,
        "country": row.country,
        "language": row.language,
        "rating": row.rating,
        "rating_scale": row.rating_scale,
        "tags": list(row.tags),
        "url": row.url,
        "flags": list(row.flags),
        "file": row.file,
        "line": row.line,
        "content_hash": row.content_hash,
        "landed_run_id": run.run_id,
    }


def _message_rows(row: Feedback) -> list[Row]:
    return [
        {
            "message_id": row.message_id(message),
            "feedback_id": row.feedback_id,
            "position": position,
            "key": message.key,
            "part": message.part,
            "author_role": message.author_role,
            "author_id": message.author_id,
            "said_at": message.said_at,
            "is_html": message.is_html,
            "text": message.text,
        }
        for position, message in enumerate(row.messages)
    ]


def _quarantine(
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


def _save_cursor(warehouse: Warehouse, source: str, cursor: str, run: Run) -> None:
    warehouse.run("delete from raw.cursors where source = $source", {"source": source})
    warehouse.append("raw.cursors", [{"source": source, "cursor": cursor, "run_id": run.run_id}])


def _write_ledger(warehouse: Warehouse, run: Run, source: str, file: str, batch: int, counts: Counts) -> None:
    total = warehouse.value("select count(*) from raw.feedback where source = $source", {"source": source})
    row = {
        "run_id": run.run_id,
        "source": source,
        "file": file,
        "batch": batch,
        "read_count": counts.read,
        "stored_count": counts.stored,
        "unchanged_count": counts.unchanged,
        "quarantined_count": counts.quarantined,
        "feedback_total": total,
    }
    warehouse.append("audit.loads", [row])


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
        _quarantine(warehouse, rejected, run, bytes)
        for source in sorted({row.source for row in rejected}):
            moved = sum(row.source == source for row in rejected)
            _write_ledger(warehouse, run, source, "", -1, Counts(0, -moved, 0, moved))
    return len(rejected)


_AS_IT_STOOD = """
select source, file, line, to_json(feedback)::varchar::blob as payload
from raw.feedback as feedback
where feedback_id in (select unnest($keys::varchar[]))
order by feedback_id
"""


def land_accounts(
    warehouse: Warehouse, run: Run, rows: Sequence[Account | Rejected], redact_payload: Callable[[bytes], bytes]
) -> Counts:
    """Replace the accounts by the file's rows, all or nothing; rows that cannot be used go to quarantine."""
    accounts = [row for row in rows if isinstance(row, Account)]
    rejected = [row for row in rows if isinstance(row, Rejected)]
    known = {_account_key(row) for row in warehouse.rows("from raw.accounts")}
    fresh = [_account_key(asdict(row)) for row in accounts]
    unchanged = sum(key in known for key in fresh)
    with warehouse.transaction():
        if set(fresh) != known:
            warehouse.run("delete from raw.accounts")
            warehouse.append("raw.accounts", [asdict(row) for row in accounts])
        _quarantine(warehouse, rejected, run, redact_payload)
    return Counts(len(rows), len(accounts) - unchanged, unchanged, len(rejected))


def _account_key(row: Row) -> tuple[Any, ...]:
    """An account's row as it compares, in the warehouse's types and in the file's."""
    revenue = None if row["revenue"] is None else Decimal(row["revenue"]).quantize(CENT)
    plain = (row[name] for name in ("account_id", "plan", "currency", "segment"))
    return (*plain, revenue, as_utc(row["valid_from"]))


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


def read_cursor(warehouse: Warehouse, source: str) -> str | None:
    """Return the source's cursor as JSON, or None where nothing has been read yet."""
    cursor = warehouse.value("select cursor from raw.cursors where source = $source", {"source": source})
    return None if cursor is None else str(cursor)


def find_ledger_gaps(warehouse: Warehouse) -> list[str]:
    """Sources whose table does not hold what the ledger says: rows were lost beneath us (a cut or deleted .wal)."""
    gaps = warehouse.rows(
        "with last as (select source, arg_max(feedback_total, rowid) as total from audit.loads group by source) "
        "select last.source, total, count(feedback.source) as held from last "
        "left join raw.feedback as feedback on feedback.source = last.source group by all having total != held"
    )
    return [f"{row['source']}: ledger {row['total']}, table {row['held']}" for row in gaps]
