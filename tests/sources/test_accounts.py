from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from insight.config import Settings
from insight.errors import SourceRejected
from insight.records import Account, Rejected
from insight.sources import read_accounts

HEAD = "account_id,plan,revenue,currency,segment,valid_from\n"


def accounts(tmp_path: Path, content: str, **settings: Any) -> list[Account | Rejected]:
    (tmp_path / "accounts.csv").write_text(content)
    return list(read_accounts(Settings(root=tmp_path, accounts={"path": "accounts.csv", **settings})))


def test_accounts_are_read_with_money_as_decimal_text(tmp_path: Path) -> None:
    rows = accounts(
        tmp_path, HEAD + "a1,pro,1200.10,EUR,smb,2024-01-01\na1,team,1E+3,eur,smb,2024-03-01\na2,,,,,2024-01-01\n"
    )
    january, march = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)
    assert rows == [
        Account("a1", january, "pro", "1200.10", "EUR", "smb"),
        Account("a1", march, "team", "1000", "EUR", "smb"),
        Account("a2", january),
    ]


def test_accounts_that_cannot_be_used_are_quarantined(tmp_path: Path) -> None:
    bad = "a1,x,12 EUR,EUR,s,2024-01-01\na2,x,-1,EUR,s,2024-01-01\na3,x,NaN,EUR,s,2024-01-01\na4,x,1,USD,s,2024-01-01\n"
    worse = ",x,1,EUR,s,2024-01-01\na5,x,1,EUR,s,01/02/2024\na6,x,1e30,EUR,s,2024-01-01\n"
    rows = accounts(tmp_path, HEAD + bad + worse)
    assert [row.reason for row in rows if isinstance(row, Rejected)] == [
        "bad_revenue",
        "bad_revenue",
        "bad_revenue",
        "other_currency",
        "missing_id",
        "bad_timestamp",
        "bad_revenue",
    ]


def test_a_revenue_without_a_currency_is_no_guess_where_others_name_one(tmp_path: Path) -> None:
    (refused,) = accounts(tmp_path, HEAD + "a1,pro,10,,s,2024-01-01\n")
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.line) == ("other_currency", 2)
    assert refused.detail == "the revenue names no currency, where others do; the settings say EUR"
    (kept,) = accounts(tmp_path, "account_id,revenue,valid_from\na1,10,2024-01-01\n")
    assert isinstance(kept, Account)
    assert (kept.revenue, kept.currency) == ("10", "EUR")


@pytest.mark.parametrize("revenue", ["10000000000000", "1e13", "-0.01", "Infinity", "1_000", "12 EUR"])
def test_a_revenue_that_is_absurd_is_quarantined_and_not_counted(tmp_path: Path, revenue: str) -> None:
    (refused,) = accounts(tmp_path, HEAD + f"a1,pro,{revenue},EUR,s,2024-01-01\n")
    assert isinstance(refused, Rejected)
    assert refused.reason == "bad_revenue"


def test_accounts_without_dates_hold_for_all_times(tmp_path: Path) -> None:
    (row,) = accounts(tmp_path, "id;plan\na1;pro\n", id="id", delimiter=";")
    assert row == Account("a1", datetime(1970, 1, 1, tzinfo=UTC), "pro")


def test_no_accounts_are_no_rows_and_a_missing_file_is_named(tmp_path: Path) -> None:
    assert list(read_accounts(Settings(root=tmp_path))) == []
    with pytest.raises(SourceRejected, match=r"accounts: there is no file at .*gone.csv"):
        list(read_accounts(Settings(root=tmp_path, accounts={"path": "gone.csv"})))
    (refused,) = accounts(tmp_path, "key,plan\n1,pro\n")
    assert (refused.line, refused.reason) == (0, "missing_column")
