"""Rows: what a file holds before it is feedback, whatever its format.

In goes a checked entry of a file, out come `Row` and, for what cannot be a row, `Rejected`: each data row once. The
format is told by the settings, else by the first bytes, else by the suffix. Lines (CSV, JSON lines) are counted from 1
with the header; elements (JSON arrays and pages, Parquet) are counted from 1 as rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from insight.config import FileFormat, LimitSettings
from insight.errors import SourceUnavailable
from insight.records import Rejected
from insight.sources.archives import BROKEN, Entry
from insight.sources.encodings import PARQUET, Encoding, read_utf8
from insight.sources.files import CHUNK
from insight.sources.refusals import Place, Refused

JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
# How the first line of what a tap writes begins, whatever else its messages hold.
SINGER = re.compile(rb'\{\s*"type"\s*:\s*"(?:SCHEMA|RECORD|STATE|ACTIVATE_VERSION)"\s*,\s*"(?:stream|value)"\s*:')
# Lines that a JSON document broken over lines begins with; a broken line of JSON lines hardly ends like that.
OPEN_ENDS = (b"{", b"[", b",", b":")

HeaderCheck = Callable[[Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as its file has it: values by column, or the JSON object; `raw` are its bytes in UTF-8."""

    line: int
    values: Mapping[str, Any]
    raw: bytes
    flags: frozenset[str] = frozenset()
    users: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # side-loaded with a page, by id
    key: tuple[Any, ...] | None = None  # where the file says what its rows are known by; () where it says by nothing


@dataclass(frozen=True, slots=True)
class Content:
    """An entry that was read through once and found sound, and how it is to be read now."""

    entry: Entry
    place: Place
    size: int  # bytes, unpacked
    encoding: Encoding
    format: FileFormat
    delimiter: str
    limits: LimitSettings
    page_keys: tuple[str, ...] = ()
    stream: str | None = None

    def with_delimiter(self, delimiter: str) -> Content:
        return replace(self, delimiter=delimiter)

    def chunks(self) -> Iterator[bytes]:
        """Give the text of the entry in UTF-8; it was found sound, so what fails now is not the file's fault."""
        try:
            with self.entry.open() as stream:
                yield from read_utf8(stream, self.encoding)
        except (*BROKEN, OSError, Refused) as error:
            raise SourceUnavailable(
                f"{self.place.file} changed or failed while it was read ({error}); run again"
            ) from None


def tell_format(entry: Entry, encoding: Encoding, declared: FileFormat | None) -> FileFormat:
    """Tell the format of an entry."""
    if encoding.name == "binary":
        return "parquet"
    if declared is not None:
        return declared
    with entry.open() as stream:
        head = next((chunk for chunk in read_utf8(stream, encoding) if chunk.strip()), b"").lstrip()
    suffixes = entry.name.lower().removesuffix(".gz")
    if head.startswith(PARQUET):
        return "parquet"
    if suffixes.endswith(".singer") or SINGER.match(head):
        return "singer"
    if suffixes.endswith(JSON_LINES_SUFFIXES):
        return "jsonl"
    if head.startswith(b"["):
        return "json"
    if head.startswith(b"{"):
        first = head.partition(b"\n")[0].rstrip()
        # A first line as long as a whole chunk is one big page rather than one row.
        is_long = len(first) == len(head) and len(head) > CHUNK // 2
        return "json" if is_long or first.endswith(OPEN_ENDS) else "jsonl"
    return "tsv" if suffixes.endswith(".tsv") else "csv"


def check_header_of(content: Content, check: HeaderCheck) -> None:
    """Look at the names of a table's columns; raise Refused if they, or the whole file, cannot be used."""
    if content.format == "singer":
        from insight.sources.singer import check_singer

        check_singer(content)
    elif content.format == "parquet":
        from insight.sources.parquet import check_parquet

        check(check_parquet(content))
    elif content.format in ("csv", "tsv"):
        from insight.sources.delimited import read_header

        names = read_header(content)
        if names:
            check(names)


def read_rows(content: Content) -> Iterator[Row | Rejected]:
    """Read an entry, whose header was checked, row by row."""
    if content.format == "parquet":
        from insight.sources.parquet import read_parquet

        return read_parquet(content)
    if content.format in ("csv", "tsv"):
        from insight.sources.delimited import read_delimited

        return read_delimited(content)
    if content.format == "singer":
        from insight.sources.singer import read_singer

        return read_singer(content)
    from insight.sources.json_values import read_json_document, read_json_lines

    return read_json_lines(content) if content.format == "jsonl" else read_json_document(content)


def split_lines(chunks: Iterator[bytes], limit: int, *, at_returns: bool) -> Iterator[bytes]:
    """Cut chunks into lines, ends kept: at LF and CRLF, and at a lone CR if asked to.

    A line over `limit` bytes is cut off at `limit` + 1 bytes and the rest of it passed over.
    """
    rest, is_passing = b"", False
    for chunk in chunks:
        pieces = (rest + chunk).splitlines(keepends=True) if at_returns else (rest + chunk).split(b"\n")
        if not at_returns:
            pieces = [piece + b"\n" for piece in pieces[:-1]] + pieces[-1:]
        # The last piece may go on in the next chunk: without an end, or with a CR that a LF may follow.
        rest = pieces.pop() if pieces and not pieces[-1].endswith(b"\n") else b""
        for piece in pieces:
            if not is_passing:
                yield piece[: limit + 1]
            is_passing = False
        if len(rest) > limit:
            if not is_passing:
                yield rest[: limit + 1]
            rest, is_passing = b"", True
    if rest and not is_passing:
        yield rest
