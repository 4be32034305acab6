"""Contents: a file to its checked entries, and those to what their rows say.

Every entry is read through once before anything is given out: its size and checksum hold, its encoding and format are
known, its header can be used, its rows are not too many. A file that fails in any of these is Refused as a whole; after
that only single rows are, each becoming one `Rejected`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from insight.config import FileFormat, LimitSettings
from insight.records import Rejected
from insight.sources.archives import Allowance, Entry, open_entries, read_checked
from insight.sources.encodings import tell_encoding
from insight.sources.files import FoundFile, open_regular
from insight.sources.refusals import Place, Refused
from insight.sources.rows import Content, HeaderCheck, Row, check_header_of, read_rows, tell_format

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the settings declare of a file; None is for the bytes to tell."""

    encoding: str | None = None
    format: FileFormat | None = None
    delimiter: str | None = None
    page_keys: tuple[str, ...] = ()
    stream: str | None = None


@contextmanager
def open_contents(
    found: FoundFile, source: str, shape: Shape, limits: LimitSettings, check_header: HeaderCheck
) -> Iterator[list[Content]]:
    """Open a file and check all of it; raise Refused if it cannot be used."""
    if found.refusal is not None:
        raise found.refusal
    with open_regular(found.path) as stream:
        allowance = Allowance(found, packed=os.fstat(stream.fileno()).st_size, limits=limits)
    with open_entries(found, limits) as entries:
        contents = [_check_entry(entry, source, shape, allowance) for entry in entries]
        for content in contents:
            check_header_of(content, check_header)
            _check_row_count(content)
        yield contents


def convert_rows(content: Content, convert: Callable[[Row], T]) -> Iterator[T | Rejected]:
    """Give what each row says, or why it cannot be used."""
    for item in read_rows(content):
        if isinstance(item, Rejected):
            yield item
            continue
        try:
            yield convert(item)
        except Refused as refusal:
            yield content.place.reject(item.line, refusal, item.raw)


def _check_entry(entry: Entry, source: str, shape: Shape, allowance: Allowance) -> Content:
    before = allowance.used
    encoding = tell_encoding(read_checked(entry, allowance), shape.encoding)
    format_ = tell_format(entry, encoding, shape.format)
    return Content(
        entry=entry,
        place=Place(source, entry.name),
        size=allowance.used - before,
        encoding=encoding,
        format=format_,
        delimiter="\t" if format_ == "tsv" else shape.delimiter or ",",
        limits=allowance.limits,
        page_keys=shape.page_keys,
        stream=shape.stream,
    )


def _check_row_count(content: Content) -> None:
    most = content.limits.max_rows
    # A row takes two bytes at least, so most files need not be looked at; of the rest, few need to be parsed.
    if content.size // 2 <= most or content.format == "parquet":
        return
    sign = b"{" if content.format == "json" else b"\n"
    if sum(chunk.count(sign) + chunk.count(b"\r") for chunk in content.chunks()) < most:
        return
    if (count := sum(1 for _ in read_rows(content))) > most:
        raise Refused("too_many_rows", f"{content.place.file} has {count:,} rows, more than {most:,} (limits.max_rows)")
