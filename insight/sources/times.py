"""Times: what a source writes to an aware datetime in UTC, by declared or unmistakable format, never by guess.

Without a declared format these are read: ISO 8601 (a date, or date and time with seconds, fraction and offset, also
with a space before either), RFC 2822, and epoch seconds or milliseconds of 10 or 13 digits. Refused as `bad_timestamp`:
everything else, day and month in doubt (03/04/2024), times that do not exist (30 February, 24:00, a 60th second, an
offset over 14 hours), digits other than 0 to 9, and years before 1970 or after 2100.

A time that names no zone is in the source's. Where clocks went back, a time that occurred twice is taken as the first;
where they went forward, a time that was skipped is read by the offset valid until then (02:30 becomes 03:30).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from insight.sources.refusals import Refused

TimeReader = Callable[[Any], datetime]

ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
RFC2822 = re.compile(
    r"(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UT|UTC|Z)(?: \([^()]*\))?",
    re.ASCII,
)
EPOCH = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
EPOCH_PLAIN = {10: 1, 13: 1000}  # digits to units per second: 2001 to 2286
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)
MAX_OFFSET = timedelta(hours=14)


def time_reader(format_: str | None, zone: tzinfo) -> TimeReader:
    """Make the function that reads a source's times: `format_` as in the settings, `zone` for times that name none."""
    readers: dict[str | None, Callable[[str], datetime]] = {
        None: _read_any,
        "iso": _read_iso,
        "rfc2822": _read_rfc2822,
        "epoch": lambda text: _read_epoch(text, 1),
        "epoch_ms": lambda text: _read_epoch(text, 1000),
    }
    read = readers.get(format_) or (lambda text: _read_pattern(text, str(format_)))

    def read_time(value: Any) -> datetime:
        try:
            moment = _from_value(value) or read(_as_text(value))
            return _check_range(_in_utc(moment, zone))
        except (ValueError, OverflowError):
            raise Refused("bad_timestamp", f"{_show(value)} is no time{_expected(format_)}") from None

    return read_time


def _from_value(value: Any) -> datetime | None:
    """Parquet and TOML hold real times."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time()) if isinstance(value, date) else None


def _as_text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(value)
    return str(value).strip()


def _read_any(text: str) -> datetime:
    if text[4:5] == "-":
        return _read_iso(text)
    if text.isascii() and text.isdigit() and len(text) in EPOCH_PLAIN:
        return _read_epoch(text, EPOCH_PLAIN[len(text)])
    return _read_rfc2822(text)


def _read_iso(text: str) -> datetime:
    found = ISO.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    microsecond = int(f"{fraction:0<6}"[:6]) if fraction else 0
    zone = _read_offset(offset) if offset else None  # None: the source's, put in by the caller
    at = time(int(hour or 0), int(minute or 0), int(second or 0), microsecond, tzinfo=zone)
    return datetime.combine(date(int(year), int(month), int(day)), at)


def _read_offset(text: str) -> tzinfo:
    if text in ("Z", "UTC", "+0000", "+00:00"):
        return UTC
    digits = text[1:].replace(":", "")
    minutes = int(digits[2:] or 0)
    if minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=int(digits[:2]), minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _read_rfc2822(text: str) -> datetime:
    if RFC2822.fullmatch(text) is None:
        raise ValueError(text)
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" is UTC of unknown place


def _read_epoch(text: str, units: int) -> datetime:
    if EPOCH.fullmatch(text) is None:
        raise ValueError(text)
    whole, _, fraction = text.partition(".")
    seconds, rest = divmod(int(whole), units)
    microseconds = rest * 1_000_000 // units + (int(f"{fraction:0<6}"[:6]) // units if fraction else 0)
    return EARLIEST + timedelta(seconds=seconds, microseconds=microseconds)


def _read_pattern(text: str, pattern: str) -> datetime:
    if not text.isascii():  # strptime takes the digits of any script
        raise ValueError(text)
    return datetime.strptime(text, pattern)  # noqa: DTZ007 - the source's zone is put in by the caller


def _in_utc(moment: datetime, zone: tzinfo) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if abs(aware.utcoffset() or timedelta()) > MAX_OFFSET:
        raise ValueError(moment)
    return aware.astimezone(UTC)


def _check_range(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise ValueError(moment)
    return moment


def _show(value: Any) -> str:
    text = str(value).strip()
    return f"'{text[:60]}'" if text else "an empty cell"


def _expected(format_: str | None) -> str:
    return f" in the format '{format_}'" if format_ else " in ISO 8601, RFC 2822 or epoch; set `timestamp_format`"
