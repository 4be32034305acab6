"""Batches: redacted feedback into `raw`, with its cursor and its counts, in one transaction.

In go the rows of one batch of a source, feedback and rejected ones; out come the counts of what became of them. Rows,
quarantine, cursor and ledger are there together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from insight.landing.ledger import save_cursor, write_ledger
from insight.landing.planning import EARLIEST, Known, Plan, plan_batch
from insight.landing.quarantine import keep_rejected
from insight.records import Counts, Feedback, Rejected, Run, as_utc
from insight.warehouse import Row, Warehouse


def land_batch(
    warehouse: Warehouse,
    run: Run,
    source: str,
    rows: Sequence[Feedback | Rejected],
    *,
    file: str,
    batch: int,
    cursor: str | None,
    known_count: int = 0,
    redact_payload: Callable[[bytes], bytes],
) -> Counts:
    """Land one batch of a source in one transaction and return what became of its rows.

    `rows` are redacted already; payloads of rejected rows are redacted here, before they are stored. `known_count`
    further rows were seen to be in `raw` as they came, and only count as unchanged.
    """
    rejected = [row for row in rows if isinstance(row, Rejected)]
    feedback = [row for row in rows if isinstance(row, Feedback)]
    with warehouse.transaction():
        known = _read_known(warehouse, feedback)
        held = {feedback_id for feedback_id, one in known.items() if one.newest is not None}
        plan = plan_batch(feedback, known, run)
        _write_plan(warehouse, plan, held, run)
        keep_rejected(warehouse, rejected, run, redact_payload)
        if cursor is not None:
            save_cursor(warehouse, source, cursor, run)
        counts = Counts(len(rows) + known_count, plan.stored, plan.unchanged + known_count, len(rejected))
        write_ledger(warehouse, run, source, file, batch, counts)
    return counts


def read_arrivals(warehouse: Warehouse, feedback_ids: Sequence[str]) -> dict[str, str]:
    """Read as what the versions in `raw` came, by feedback; those that were put there otherwise are not in it."""
    found = warehouse.rows(
        "select feedback_id, came_as from raw.arrivals as arrivals "
        "semi join raw.feedback as feedback using (feedback_id, content_hash) "
        "where feedback_id in (select unnest($keys::varchar[]))",
        {"keys": list(feedback_ids)},
    )
    return {row["feedback_id"]: row["came_as"] for row in found}


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


def _write_plan(warehouse: Warehouse, plan: Plan, held: set[str], run: Run) -> None:
    """Write what was planned; `held` are the feedback that `raw` holds. Of new ones there is nothing to take out."""
    if replaced := sorted(held & plan.current.keys()):
        # The version that is replaced goes to the history as it stands in raw, messages and all.
        warehouse.run(_KEEP_REPLACED, {"keys": replaced, "run_id": run.run_id})
    _delete(warehouse, ("raw.feedback", "raw.messages", "raw.arrivals"), plan.purged.union(replaced))
    _delete(warehouse, ("raw.feedback_history",), plan.purged)
    _delete(warehouse, ("raw.deletions",), {*plan.deletions, *plan.returned})
    warehouse.append("raw.feedback", [_feedback_row(row, run) for row in plan.current.values()])
    warehouse.append("raw.messages", [row for feedback in plan.current.values() for row in _message_rows(feedback)])
    warehouse.append("raw.arrivals", [_arrival_row(row) for row in plan.current.values() if row.came_as])
    warehouse.append("raw.feedback_history", plan.history)
    warehouse.append("raw.deletions", list(plan.deletions.values()))


def _delete(warehouse: Warehouse, relations: Sequence[str], feedback_ids: set[str]) -> None:
    if feedback_ids:
        for relation in relations:
            keys = {"keys": sorted(feedback_ids)}
            warehouse.run(f"delete from {relation} where feedback_id in (select unnest($keys::varchar[]))", keys)


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


def _arrival_row(row: Feedback) -> Row:
    return {"feedback_id": row.feedback_id, "came_as": row.came_as, "content_hash": row.content_hash}


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
