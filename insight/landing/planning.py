"""Planning: what one batch of feedback changes, worked out before anything is written.

In go feedback and what `raw` already holds of it, out comes a `Plan`. The newest version of a feedback is the one with
the latest `updated_at` (ties go to the larger content hash, so that the order of arrival never decides; where no
version names a time, the one read last holds, for there is nothing else to go by); other versions go to the history. A
deletion removes every version and stays noted; only a version that is newer than it brings the feedback back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import orjson

from insight.records import Feedback, Run, as_utc
from insight.warehouse import Row

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
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
