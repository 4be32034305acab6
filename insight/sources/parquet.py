"""Parquet: rows in batches, by pyarrow. In comes a checked entry, out come rows, counted from 1.

Refused as a whole: a file that pyarrow cannot read to its end, one that unpacks past the limits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import orjson

from insight.sources.batches import BATCH_ROWS
from insight.sources.files import CHUNK
from insight.sources.refusals import Refused
from insight.sources.rows import Content, HeaderCheck, Row

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile


def read_parquet(content: Content, check_header: HeaderCheck) -> Iterator[Row]:
    """Read a Parquet entry; it is decoded once before a row is given out, so that a damaged one lands nothing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = content.place.file
    with ExitStack() as stack:
        stream = _seekable(stack.enter_context(content.entry.open()), content, stack)
        try:
            table = pq.ParquetFile(stream)
            _check_limits(table, content)
            check_header(table.schema_arrow.names, ",")
            for _ in table.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
                pass
        except (pa.ArrowException, OSError) as error:
            raise Refused("broken_parquet", f"{name} is not readable as Parquet: {error}") from None
        number = 0
        for batch in table.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
            for values in batch.to_pylist():
                number += 1
                yield Row(number, {key: _plain(value) for key, value in values.items()}, _dump(values))


def _seekable(stream: BinaryIO, content: Content, stack: ExitStack) -> BinaryIO:
    """Parquet is read from its end: one inside an archive goes to a nameless private file first."""
    if not content.entry.is_packed:
        return stream
    unpacked = stack.enter_context(tempfile.TemporaryFile())
    while chunk := stream.read(CHUNK):
        unpacked.write(chunk)
    unpacked.seek(0)
    return cast(BinaryIO, unpacked)


def _check_limits(table: ParquetFile, content: Content) -> None:
    about, limits, name = table.metadata, content.limits, content.place.file
    if about.num_rows > limits.max_rows:
        raise Refused("too_many_rows", f"{name} has {about.num_rows:,} rows, more than {limits.max_rows:,} (limits.max_rows)")
    size = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    if size > limits.max_file_bytes:
        raise Refused("too_large", f"{name} unpacks to {size:,} bytes, more than {limits.max_file_bytes:,}")


def _plain(value: Any) -> Any:
    return value.decode("utf-8", "replace").replace("\0", "") if isinstance(value, bytes) else value


def _dump(values: dict[str, Any]) -> bytes:
    return orjson.dumps({key: _plain(value) for key, value in values.items()}, default=str)
