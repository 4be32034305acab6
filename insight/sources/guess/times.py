"""Times: which columns of a sample say when something was written, in which format and in which zone.

In goes a sample, out come columns and a format that reads every cell of them. What the sample cannot tell (day and
month in doubt) is left open and said, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from insight.sources.guess.columns import find_path, spell
from insight.sources.guess.names import NAMES, OTHER_TIMES
from insight.sources.guess.samples import Sample
from insight.sources.refusals import Refused
from insight.sources.times import time_reader

DAYS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%y", "%m/%d/%y")
NAMED_DAYS = ("%b %d, %Y", "%d %b %Y", "%d-%b-%Y", "%d/%b/%Y", "%d/%b/%y", "%d-%b-%y", "%B %d, %Y", "%d %B %Y")
HOURS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
# Two that both fit and disagree leave the format open.
PATTERNS = (*(f"{day}{hour}" for day in (*DAYS, *NAMED_DAYS) for hour in HOURS), "%Y-%m-%d %I:%M %p")
ZONE = re.compile(r"\(([A-Za-z]+(?:/[A-Za-z_]+)*)\)")
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Times:
    """The columns of times, how they are written, and the sentences that say so."""

    created_at: str | None
    updated_at: str | None
    pattern: str | None
    zone: str | None
    sentences: tuple[str, ...]


def find_times(sample: Sample, fields: Mapping[str, str]) -> Times:
    """Find the columns of times; `fields` are those that have one already."""
    said: list[str] = []
    created = fields.get("created_at") or _by_name(sample, "created_at")
    if created is None and (created := _by_cells(sample, fields)):
        said.append(f"The time is taken from {created}, where every cell is a time.")
    pattern, about = guess_pattern(sample, created)
    updated = fields.get("updated_at") or _by_name(sample, "updated_at")
    if updated == created or not (updated and _reads(pattern, sample.values(updated))):
        updated = None
    zone = _zone_named(created)
    if zone is not None:
        said.append(f"Times that name no zone are in {zone}, as the column says.")
    return Times(created, updated, pattern, zone, (*said, *about))


def guess_pattern(sample: Sample, column: str | None) -> tuple[str | None, list[str]]:
    """Return the format of a column's times, None where none need be declared, and what is to be said of it."""
    values = sample.values(column) if column else []
    if not values:
        missing = "No column with a time was found: set fields.created_at, or there will be no trends."
        return None, [] if column else [missing]
    refused = {pattern: _refused(pattern, values) for pattern in (None, *PATTERNS)}
    fewest = min(map(len, refused.values()))
    fitting = [pattern for pattern, ones in refused.items() if len(ones) == fewest]
    if 2 * fewest >= len(values):
        return None, [f"The times in {column} ({values[0]!r}) are in no known format: set timestamp_format."]
    some = refused[fitting[0]]
    broken = [f"{len(some)} of {len(values)} times in {column} cannot be read ({some[0]!r})."] if some else []
    if None in fitting:
        return None, broken
    if len(fitting) > 1:
        return None, [
            f"The times in {column} ({values[0]!r}) can be {' or '.join(map(str, fitting))}: set timestamp_format."
        ]
    return fitting[0], [f"The times in {column} are written as {fitting[0]}.", *broken]


def _by_name(sample: Sample, key: str) -> str | None:
    def is_one(path: str) -> bool:
        values = sample.values(path)
        # One that cannot be read does not make a column of times another one; it will wait in quarantine.
        return any(2 * len(_refused(pattern, values)) < len(values) for pattern in (None, *PATTERNS))

    return find_path(sample.paths, NAMES[key], is_one)


def _by_cells(sample: Sample, taken: Mapping[str, str]) -> str | None:
    """Find the first column of times, rather one that is not called the end of something; bare numbers are none."""
    columns = [
        path
        for path in sample.paths
        if (values := sample.values(path))
        and path not in taken.values()
        and not any(value.isdigit() for value in values)
        and any(_reads(pattern, values) for pattern in (None, *PATTERNS))
    ]
    return min(columns, key=lambda path: any(word in spell(path) for word in OTHER_TIMES), default=None)


def _reads(pattern: str | None, values: Sequence[str]) -> bool:
    return not _refused(pattern, values)


def _refused(pattern: str | None, values: Sequence[str]) -> list[str]:
    """Return the values that are no times by a pattern."""
    read, refused = time_reader(pattern, UTC), []
    for value in values:
        try:
            read(value)
        except Refused:
            refused.append(value)
    return refused


def _zone_named(column: str | None) -> str | None:
    """Return the zone that a column names in brackets, other than UTC."""
    found = ZONE.search(column or "")
    return found[1] if found and found[1] in available_timezones() and found[1] not in ("UTC", "GMT") else None
