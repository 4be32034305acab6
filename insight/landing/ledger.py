"""The ledger and the cursors: what was counted of each load, and how far each source has been read.

Both are written in the transaction of the rows that they speak of, so that lost rows show as a gap.
"""

from __future__ import annotations

from insight.records import Counts, Run
from insight.warehouse import Warehouse


def save_cursor(warehouse: Warehouse, source: str, cursor: str, run: Run) -> None:
    warehouse.run("delete from raw.cursors where source = $source", {"source": source})
    warehouse.append("raw.cursors", [{"source": source, "cursor": cursor, "run_id": run.run_id}])


def read_cursor(warehouse: Warehouse, source: str) -> str | None:
    """Return the source's cursor as JSON, or None where nothing has been read yet."""
    cursor = warehouse.value("select cursor from raw.cursors where source = $source", {"source": source})
    return None if cursor is None else str(cursor)


def write_ledger(warehouse: Warehouse, run: Run, source: str, file: str, batch: int, counts: Counts) -> None:
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


def find_ledger_gaps(warehouse: Warehouse) -> list[str]:
    """Sources whose table does not hold what the ledger says: rows were lost beneath us (a cut or deleted .wal)."""
    gaps = warehouse.rows(
        "with last as (select source, arg_max(feedback_total, rowid) as total from audit.loads group by source) "
        "select last.source, total, count(feedback.source) as held from last "
        "left join raw.feedback as feedback on feedback.source = last.source group by all having total != held"
    )
    return [f"{row['source']}: ledger {row['total']}, table {row['held']}" for row in gaps]
