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
from insight.sources.rows import Content, HeaderCheck, Row, split_lines

LIKELY_DELIMITERS = (",", ";", "\t", "|")


class _TooLong(Exception):
    """A record passed the limit while csv.reader was inside it."""


class _Feed:
    """Hands lines to csv.reader and keeps those of the record that it is in."""

    def __init__(self, content: Content) -> None:
        self.limit = content.limits.max_row_bytes
        self.lines = split_lines(content.chunks(), self.limit, at_returns=True)
        self.is_transcoded = content.encoding.name != "utf-8"
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
        line = self.returned.pop() if self.returned else next(self.lines)
        self.taken.append(line)
        self.size += len(line)
        if self.size > self.limit:
            raise _TooLong
        return decode_line(line, self.flags, is_transcoded=self.is_transcoded)


def read_delimited(content: Content, check_header: HeaderCheck) -> Iterator[Row | Rejected]:
    """Read a CSV or TSV entry; an empty one, or one with a header only, has no rows."""
    # Process-wide in the csv module, and by default too small for a long message; never below what others set.
    csv.field_size_limit(max(csv.field_size_limit(), content.limits.max_row_bytes))
    header: list[str] = []
    for item in _read_records(content):
        if isinstance(item, Rejected):
            if not header:
                raise Refused("bad_header", f"{content.place.file} line {item.line}: the header cannot be read: {item.detail}")
            yield item
            continue
        fields, row = item
        if not header:
            header = _check_names(fields, content)
            check_header(header, content.delimiter)
        elif len(fields) == len(header):
            yield Row(row.line, dict(zip(header, fields, strict=True)), row.raw, row.flags)
        else:
            yield _wrong_length(fields, header, row, content.place)


def _read_records(content: Content) -> Iterator[tuple[list[str], Row] | Rejected]:
    feed = _Feed(content)
    reader = csv.reader(feed, delimiter=content.delimiter, quotechar='"', doublequote=True, strict=True)
    is_after_damage = False
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except _TooLong:
            detail = f"the row is longer than {feed.limit:,} bytes (limits.max_row_bytes)"
            yield _reject(content.place, feed, "row_too_long", detail)
            is_after_damage = len(feed.taken) > 1
            feed.begin(feed.next_line)
            continue
        except csv.Error:
            is_after_damage, returned = yield from _reject_damage(content.place, feed)
            feed.begin(feed.next_line - len(returned), returned)
            continue
        if is_after_damage and feed.raw.count(b'"') % 2:
            # Between an opened quote and the line that gave it away, a single quote belongs to the damage.
            yield _reject(content.place, feed, "unclosed_quote", "the line belongs to a damaged quotation before it")
        elif any(field.strip() for field in fields) or len(fields) > 1:
            is_after_damage = False
            yield fields, Row(feed.first, {}, feed.raw, frozenset(feed.flags))
        feed.begin(feed.next_line)


def _reject_damage(place: Place, feed: _Feed) -> Iterator[Rejected]:
    """Reject the lines that the reader stumbled in; return whether they were several, and the line to read again.

    The line that gives an unclosed quote away is most often a sound one: it is handed back, to be read on its own.
    """
    if len(feed.taken) == 1:
        is_open = feed.raw.count(b'"') % 2 == 1
        reason, what = ("unclosed_quote", "not closed") if is_open else ("text_after_quote", "followed by text when closed")
        yield _reject(place, feed, reason, f"line {feed.first}: a quote is {what}")
        return False, []
    return True, []


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
            raise Refused("bad_header", f"{file}: column {number} has no name")
        if name in names[: number - 1]:
            raise Refused("bad_header", f"{file}: two columns are named '{name}'")
    if len(names) == 1:
        for other in LIKELY_DELIMITERS:
            if other != content.delimiter and other in names[0]:
                shown = {"\t": "a tab"}.get(other, f"'{other}'")
                raise Refused(
                    "wrong_delimiter", f"{file}: the header is one column, '{names[0]}'; set `delimiter` to {shown}"
                )
    return names
