from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from tests.sources.conftest import Read, ids, texts


def parquet(**columns: list[object]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def test_parquet_is_read_with_its_own_types(read: Read) -> None:
    at = datetime(2024, 1, 2, 3, tzinfo=UTC)
    content = parquet(id=[1, 2], text=["a", "b\0"], date=[at, at], rating=[Decimal("4.5"), None], tags=[["x", "y"], []])
    rows = read(content, name="rows.parquet")
    assert [(row.source_id, row.created_at, row.rating, row.tags, row.flags, row.line) for row in rows] == [
        ("1", at, 4.5, ("x", "y"), (), 1),
        ("2", at, None, (), ("nul_removed",), 2),
    ]
    assert texts(rows) == ["a", "b"]


def test_b21_packed_parquet_under_another_name_is_read(read: Read) -> None:
    assert ids(read(gzip.compress(parquet(id=[1], text=["a"])), name="rows.csv")) == ["1"]


def test_a_damaged_parquet_file_is_refused(read: Read) -> None:
    content = parquet(id=list(range(1_000)), text=[f"text {n * 7919}" for n in range(1_000)])
    assert ids(read(content[: len(content) // 2], name="rows.parquet")) == ["0 broken_parquet"]
    assert ids(read(b"PAR1" + b"\0" * 100, name="rows.parquet")) == ["0 broken_parquet"]


def test_s19_a_parquet_file_with_too_many_rows_is_refused(read: Read) -> None:
    assert ids(read(parquet(id=[1, 2, 3], text=["a"] * 3), name="rows.parquet", limits={"max_rows": 2})) == [
        "0 too_many_rows"
    ]


def test_b27_a_number_that_is_none_is_no_rating(read: Read) -> None:
    rows = read(parquet(id=[1, 2], text=["a", "b"], rating=[float("nan"), float("inf")]), name="rows.parquet")
    assert ids(rows) == ["1 bad_rating", "2 bad_rating"]
