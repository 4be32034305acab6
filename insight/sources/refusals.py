"""Refusals: the fixed names of why a row, or a whole file, cannot be used, and the record that says so.

Nothing comes in and nothing goes out but names. `Refused` is raised deep in a reader and turned into a `Rejected` by
the loop that knows which row or file it was; it never leaves this package. A reason without an entry here is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from insight.records import Rejected

REASONS: dict[str, str] = {
    # the whole file: line is 0, nothing of it lands
    "path_refused": "The file lies outside the configured folder, or is no regular file.",
    "unreadable": "The file may not be read, or vanished.",
    "too_large": "The file, unpacked, is larger than limits.max_file_bytes.",
    "too_many_rows": "The file holds more rows than limits.max_rows.",
    "broken_archive": "The gz or zip file is truncated, damaged, or its checksum does not fit.",
    "archive_bomb": "The archive unpacks to more than limits.max_unpack_ratio times its size, or holds too many files.",
    "archive_refused": "The archive holds a name that leads out, a link, a password or an archive, or is a workbook.",
    "bad_header": "A column of the header is unnamed or named twice.",
    "missing_column": "A column that the settings name, or that the preset needs, is not there.",
    "wrong_delimiter": "The header is one column only, and another separator fits it.",
    "unclear_stream": "A Singer file holds several streams and none is named, or not the one that the settings name.",
    "bad_schema": "The schema of a Singer stream has no properties.",
    "key_changed": "The key of a Singer stream changes within the file; its rows would be known by another name.",
    "broken_parquet": "The file is not readable as Parquet.",
    # one row
    "unclosed_quote": "A quote is opened and not closed; the lines from there on are one damaged region.",
    "text_after_quote": "There is text between a closing quote and the next separator.",
    "too_few_fields": "The row has fewer fields than the header.",
    "too_many_fields": "The row has more fields than the header.",
    "row_too_long": "The row is longer than limits.max_row_bytes.",
    "broken_json": "The line or element is not valid JSON, or is cut off.",
    "not_an_object": "The line or element is JSON, but not an object.",
    "too_deep": "The JSON is nested deeper than limits.max_json_depth.",
    "wrong_type": "A value is a list or an object where text or a number belongs.",
    "unknown_message": "The line of a Singer file is no RECORD, SCHEMA or STATE.",
    "no_schema": "The record of a Singer stream stands before the stream's schema.",
    "missing_required": "The record of a Singer stream lacks what its schema requires.",
    "missing_id": "The row's id is empty.",
    "bad_id": "The row's id is a number that cannot be told apart exactly; it must be quoted.",
    "bad_timestamp": "A time is empty, impossible, ambiguous, out of range, or not in the declared format.",
    "bad_rating": "The rating is no number of its scale.",
    "no_text": "The row has neither text nor rating.",
    "unknown_ticket": "The reply names a ticket that is in none of the source's files.",
    "bad_revenue": "The revenue of an account is no decimal number of zero or more.",
    "other_currency": "The revenue of an account is in another currency than the settings'.",
}


class Refused(Exception):
    """A row or a file cannot be used; `reason` is one of REASONS, `detail` the sentence that a person reads."""

    def __init__(self, reason: str, detail: str) -> None:
        if reason not in REASONS:
            raise KeyError(reason)
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows are read: a source and a file of it."""

    source: str
    file: str

    def reject(self, line: int, refusal: Refused, payload: bytes = b"") -> Rejected:
        return Rejected(self.source, self.file, line, refusal.reason, refusal.detail, payload)
