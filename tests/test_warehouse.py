"""The work file: one writer, whole transactions, clear words when it is damaged; readers that can do no harm."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from insight.config import Settings
from insight.errors import Busy, ContractError, RelationError, WarehouseError
from insight.warehouse import hold_lock, open_work_file, prepare_data_dir


def test_rows_go_in_by_name_and_times_come_out_as_utc(warehouse):
    east = timezone(timedelta(hours=2))
    row = {"account_id": "acme", "valid_from": datetime(2026, 1, 1, 2, tzinfo=east), "revenue": "10.10"}
    assert warehouse.append("raw.accounts", [row]) == 1
    (read,) = warehouse.rows("select account_id, valid_from, plan, revenue from raw.accounts")
    assert read == {
        "account_id": "acme",
        "valid_from": datetime(2026, 1, 1),
        "plan": None,
        "revenue": Decimal("10.10"),
    }


def test_a_column_that_a_table_lacks_is_refused_by_name(warehouse):
    with pytest.raises(ContractError, match=r"raw\.accounts has no column colour"):
        warehouse.append("raw.accounts", [{"account_id": "a", "valid_from": datetime.now(UTC), "colour": "red"}])


def test_a_transaction_that_breaks_leaves_nothing(warehouse):
    def break_off():
        with warehouse.transaction():
            warehouse.append("raw.accounts", [{"account_id": "a", "valid_from": datetime.now(UTC)}])
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert warehouse.value("select count(*) from raw.accounts") == 0


def test_a_stream_gives_every_row_once_in_batches(warehouse):
    batches = list(warehouse.stream("select * from range(5) as t(n) order by n", size=2))
    assert [[row["n"] for row in batch] for batch in batches] == [[0, 1], [2, 3], [4]]


def test_wrong_sql_is_a_relation_error_and_the_connection_goes_on(warehouse):
    with pytest.raises(RelationError):
        warehouse.rows("select nothing_of_that_name")
    assert warehouse.value("select 1") == 1


def test_s8_the_writer_reaches_no_file_outside_its_data_folder(warehouse, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    link = warehouse.path.parent / "link.csv"
    link.symlink_to(outside)
    for statement in (
        f"select * from read_csv('{outside}')",
        f"select * from read_csv('{link}')",
        f"copy (select 1) to '{tmp_path / 'written.csv'}'",
        "install httpfs",
        "set enable_external_access = true",
    ):
        with pytest.raises((RelationError, WarehouseError)):
            warehouse.run(statement)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500])
def test_f5_a_damaged_work_file_is_named_and_never_made_anew(tmp_path, content):
    settings = Settings(root=tmp_path)
    prepare_data_dir(settings.data)
    path = settings.data / "work.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"work\.duckdb"), open_work_file(settings):
        pass
    assert path.read_bytes() == content


def test_f8_a_data_folder_that_cannot_be_written_is_named_before_any_work(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(WarehouseError, match="file/data cannot be written to"):
        prepare_data_dir(blocked / "data")


def test_s9_the_data_folder_is_private(tmp_path):
    prepare_data_dir(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_s9_the_work_file_is_its_owners_alone_in_an_open_folder_too(tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    with open_work_file(Settings(root=tmp_path, data_dir="data")) as warehouse:
        assert warehouse.path.stat().st_mode & 0o777 == 0o600


def test_f9_a_second_writer_waits_and_then_names_the_process_that_holds_the_lock(tmp_path):
    with hold_lock(tmp_path, wait_seconds=0):
        attempt = subprocess.run(
            [sys.executable, "-c", _TRY_LOCK, str(tmp_path)], capture_output=True, text=True, check=True
        )
    assert f"held by process {os.getpid()}" in attempt.stdout


def test_f10_the_lock_of_a_killed_process_is_free(tmp_path):
    killed = subprocess.run([sys.executable, "-c", _DIE_HOLDING, str(tmp_path)], check=False)
    assert killed.returncode == 9
    with hold_lock(tmp_path, wait_seconds=0):
        pass


def test_a_lock_is_busy_within_one_process_too(tmp_path):
    with hold_lock(tmp_path, wait_seconds=0), pytest.raises(Busy), hold_lock(tmp_path, wait_seconds=0):
        pass


_TRY_LOCK = """
import sys, pathlib
from insight.errors import Busy
from insight.warehouse import hold_lock
try:
    with hold_lock(pathlib.Path(sys.argv[1]), wait_seconds=0.2):
        print("got it")
except Busy as error:
    print(error)
"""

_DIE_HOLDING = """
import os, sys, pathlib
from insight.warehouse import hold_lock
with hold_lock(pathlib.Path(sys.argv[1]), wait_seconds=0):
    os._exit(9)
"""
