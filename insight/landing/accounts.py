"""Accounts: replaced as a whole by what the accounts file says now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from insight.landing.quarantine import keep_rejected
from insight.records import Account, Counts, Rejected, Run, as_utc
from insight.warehouse import Row, Warehouse

CENT = Decimal("0.01")


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
        keep_rejected(warehouse, rejected, run, redact_payload)
    return Counts(len(rows), len(accounts) - unchanged, unchanged, len(rejected))


def _account_key(row: Row) -> tuple[Any, ...]:
    """An account's row as it compares, in the warehouse's types and in the file's."""
    revenue = None if row["revenue"] is None else Decimal(row["revenue"]).quantize(CENT)
    plain = (row[name] for name in ("account_id", "plan", "currency", "segment"))
    return (*plain, revenue, as_utc(row["valid_from"]))
