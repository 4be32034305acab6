"""Parquet: rows in batches, by pyarrow. In comes a checked entry, out come rows, counted from 1.

Refused as a whole: a file that pyarrow cannot read to its end, one that unpacks past the limits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import orjson

from insight.sources.batches import BATCH_ROWS
from insight.sources.files import CHUNK
from insight.sources.refusals import Refused
from insight.sources.rows import Content, Row

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile


def check_parquet(content: Content) -> list[str]:
    """Decode a Parquet entry to its end and return its column names, so that a damaged one lands nothing."""
    import pyarrow as pa

    try:
        with _open_table(content) as table:
            _check_limits(table, content)
            for _ in table.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
                pass
            return list(table.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise Refused("broken_parquet", f"{content.place.file} is not readable as Parquet: {error}") from None


def read_parquet(content: Content) -> Iterator[Row]:
    """Read a Parquet entry row by row."""
    number = 0
    with _open_table(content) as table:
        for batch in table.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
            for values in batch.to_pylist():
                number += 1
                plain = {key: _plain(value) for key, value in values.items()}
                flags = {"nul_removed"} if any(isinstance(v, str) and "\0" in v for v in values.values()) else set()
                yield Row(number, plain, orjson.dumps(plain, default=str), frozenset(flags))


@contextmanager
def _open_table(content: Content) -> Iterator[ParquetFile]:
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        yield pq.ParquetFile(_seekable(stack.enter_context(content.entry.open()), content, stack))


def _seekable(stream: BinaryIO, content: Content, stack: ExitStack) -> BinaryIO:
    """Parquet is read from its end: one inside an archive goes to a nameless private file first."""
    if not content.entry.is_packed:
        return stream
    unpacked = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    while chunk := stream.read(CHUNK):
        unpacked.write(chunk)
    unpacked.seek(0)
    return cast(BinaryIO, unpacked)


def _check_limits(table: ParquetFile, content: Content) -> None:
    about, limits, name = table.metadata, content.limits, content.place.file
    if about.num_rows > limits.max_rows:
        count, most = about.num_rows, limits.max_rows
        raise Refused("too_many_rows", f"{name} has {count:,} rows, more than {most:,} (limits.max_rows)")
    size = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    if size > limits.max_file_bytes:
        raise Refused("too_large", f"{name} unpacks to {size:,} bytes, more than {limits.max_file_bytes:,}")


def _plain(value: Any) -> Any:
    """Return text for bytes and decimals, and text without NUL; everything else as it is."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, Decimal):
        return str(value)
    return value.replace("\0", "") if isinstance(value, str) else value
