"""CSV and TSV: one fixed dialect (RFC 4180, any line end), read strictly, counted by line.

Out come rows and rejected rows; after a damaged row reading goes on with the next line that can be trusted. Refused as
a whole: a header with an unnamed or doubled column, or without the columns that the settings name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from insight.records import Rejected
from insight.sources.encodings import decode_line
from insight.sources.refusals import Place, Refused
from insight.sources.rows import Content, Row, split_lines

LIKELY_DELIMITERS = (",", ";", "\t", "|")


class _TooLong(Exception):
    """A record passed the limit while csv.reader was inside it."""


class _Feed:
    """Hands lines to csv.reader and keeps those of the record that it is in."""

    def __init__(self, content: Content) -> None:
        self.limit = content.limits.max_row_bytes
        self.lines = split_lines(content.chunks(), self.limit, at_returns=True)
        self.is_transcoded = content.encoding.name != "utf-8"
        self.is_at_end = False
        self.begin(1)

    def begin(self, line: int, returned: list[bytes] | None = None) -> None:
        """Start a record at `line`, with lines handed back by the one before."""
        self.first = line
        self.returned = returned or []
        self.taken: list[bytes] = []
        self.size = 0
        self.flags: set[str] = set()

    @property
    def next_line(self) -> int:
        return self.first + len(self.taken)

    @property
    def raw(self) -> bytes:
        return b"".join(self.taken)

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.returned:
            line = self.returned.pop()
        else:
            try:
                line = next(self.lines)
            except StopIteration:
                self.is_at_end = True
                raise
        self.taken.append(line)
        self.size += len(line)
        if self.size > self.limit:
            raise _TooLong
        return decode_line(line, self.flags, is_transcoded=self.is_transcoded)


def read_header(content: Content) -> list[str]:
    """Read the names of the columns; an empty file has none. Raise Refused for names that cannot be used."""
    for item in _read_records(content):
        if isinstance(item, Rejected):
            raise Refused("bad_header", f"{content.place.file}: the header cannot be read: {item.detail}")
        return _check_names(item[0], content)
    return []


def read_delimited(content: Content) -> Iterator[Row | Rejected]:
    """Read the rows of a CSV or TSV entry; an empty one, or one with a header only, has none."""
    header: list[str] = []
    for item in _read_records(content):
        if isinstance(item, Rejected):
            yield item
            continue
        fields, row = item
        if not header:
            header = [name.strip() for name in fields]
        elif len(fields) == len(header):
            yield Row(row.line, dict(zip(header, fields, strict=True)), row.raw, row.flags)
        else:
            yield _wrong_length(fields, header, row, content.place)


def _read_records(content: Content) -> Iterator[tuple[list[str], Row] | Rejected]:
    """Read records of any length; after a damaged one, go on with the next line that can be trusted."""
    # Process-wide in the csv module, and by default too small for a long message; never below what others set.
    csv.field_size_limit(max(csv.field_size_limit(), content.limits.max_row_bytes))
    feed = _Feed(content)
    reader = csv.reader(feed, delimiter=content.delimiter, quotechar='"', doublequote=True, strict=True)
    is_after_damage = False
    while True:
        returned: list[bytes] = []
        try:
            fields = next(reader)
        except StopIteration:
            return
        except _TooLong:
            is_after_damage = len(feed.taken) > 1
            detail = f"line {feed.first}: the row is longer than {feed.limit:,} bytes (limits.max_row_bytes)"
            yield _reject(content.place, feed, "row_too_long", detail)
        except csv.Error:
            is_after_damage = len(feed.taken) > 1
            if is_after_damage and not feed.is_at_end:
                # The line that gives an unclosed quote away is most often a sound one: it is read again on its own.
                returned = [feed.taken.pop()]
            yield _reject_damage(content.place, feed)
        else:
            if is_after_damage and feed.raw.count(b'"') % 2:
                # After an opened quote, a line with a single quote is the end of the damage rather than a row.
                detail = f"line {feed.first}: it belongs to the damaged quotation before it"
                yield _reject(content.place, feed, "unclosed_quote", detail)
            elif feed.raw.strip():  # an empty line is no row
                is_after_damage = False
                yield fields, Row(feed.first, {}, feed.raw, frozenset(feed.flags))
        feed.begin(feed.next_line, returned)


def _reject_damage(place: Place, feed: _Feed) -> Rejected:
    last = feed.next_line - 1
    if last > feed.first:
        return _reject(place, feed, "unclosed_quote", f"lines {feed.first} to {last}: a quote is opened and not closed")
    if feed.is_at_end or feed.raw.count(b'"') % 2:
        return _reject(place, feed, "unclosed_quote", f"line {feed.first}: a quote is opened and not closed")
    return _reject(place, feed, "text_after_quote", f"line {feed.first}: there is text after a closing quote")


def _reject(place: Place, feed: _Feed, reason: str, detail: str) -> Rejected:
    return place.reject(feed.first, Refused(reason, detail), feed.raw)


def _wrong_length(fields: Sequence[str], header: Sequence[str], row: Row, place: Place) -> Rejected:
    reason = "too_many_fields" if len(fields) > len(header) else "too_few_fields"
    detail = f"line {row.line}: {len(fields)} fields where the header has {len(header)}"
    return place.reject(row.line, Refused(reason, detail), row.raw)


def _check_names(fields: Sequence[str], content: Content) -> list[str]:
    names = [name.strip() for name in fields]
    file = content.place.file
    for number, name in enumerate(names, start=1):
        if not name:
            raise Refused("bad_header", f"{file}: column {number} has no name; name it, or leave it out")
        if name in names[: number - 1]:
            raise Refused("bad_header", f"{file}: two columns are named '{name}'; rename one of them")
    if names[0].casefold().startswith("sep="):
        raise Refused("bad_header", f"{file}: the first line, '{names[0]}', is Excel's and no header; remove it")
    if len(names) == 1:
        for other in LIKELY_DELIMITERS:
            if other != content.delimiter and other in names[0]:
                shown = {"\t": "a tab"}.get(other, f"'{other}'")
                raise Refused(
                    "wrong_delimiter", f"{file}: the header is one column, '{names[0]}'; set `delimiter` to {shown}"
                )
    return names
