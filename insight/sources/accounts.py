"""Accounts: the accounts file of the settings to accounts, each as it was from a date on.

Money stays decimal text. Rejected: a revenue that is no number of zero or more or that no account can pay, one in
another currency than the settings' (or in none, where the file has a column for it), a date that cannot be read. A
file without a date column says what held at all times.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from insight.config import AccountsSettings
from insight.records import Account
from insight.sources.cells import as_name
from insight.sources.refusals import Refused
from insight.sources.rows import Row
from insight.sources.times import EARLIEST, TimeReader

MOST_DIGITS = 13  # before the point: no account pays ten million million a year, in any currency


def check_account_columns(names: Sequence[str], columns: AccountsSettings, file: str) -> None:
    """Raise Refused if the file has no column for the account's id."""
    if columns.id not in names:
        raise Refused(
            "missing_column", f"{file}: no column '{columns.id}' for accounts.id; there are: {', '.join(names)}"
        )


def read_account(row: Row, columns: AccountsSettings, currency: str, read_time: TimeReader) -> Account:
    """Read one row of the accounts file."""
    account_id = as_name(row.values.get(columns.id))
    if account_id is None:
        raise Refused("missing_id", "the account's id is empty")
    revenue = _read_revenue(row.values.get(columns.revenue))
    named = as_name(row.values.get(columns.currency))
    if revenue is not None and named is None and columns.currency in row.values:
        raise Refused("other_currency", f"the revenue names no currency, where others do; the settings say {currency}")
    if revenue is not None and named is not None and named.upper() != currency:
        raise Refused("other_currency", f"the revenue is in {named}, the settings say {currency}")
    has_date = columns.valid_from in row.values
    return Account(
        account_id=account_id,
        valid_from=read_time(row.values[columns.valid_from] or "") if has_date else EARLIEST,
        plan=as_name(row.values.get(columns.plan)),
        revenue=revenue,
        currency=currency if revenue is not None else None,
        segment=as_name(row.values.get(columns.segment)),
    )


def _read_revenue(value: object) -> str | None:
    text = as_name(value) if not isinstance(value, float) else repr(value)
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused("bad_revenue", f"'{text[:40]}' is no decimal number") from None
    if not number.is_finite() or number < 0 or number.adjusted() >= MOST_DIGITS or "_" in text or not text.isascii():
        raise Refused("bad_revenue", f"'{text[:40]}' is no revenue")
    return format(number, "f")
