"""Releases: the releases file of the settings to versions with the instant from which each was out.

Rejected: a row without a version, or without a date that can be read; a date is never guessed from its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

from insight.config import ReleaseSettings
from insight.records import Release
from insight.sources.cells import as_name
from insight.sources.refusals import Refused
from insight.sources.rows import Row
from insight.sources.times import TimeReader


def check_release_columns(names: Sequence[str], columns: ReleaseSettings) -> None:
    """Raise Refused if the file has no column for the version or the date."""
    for key, name in (("version", columns.version), ("released_at", columns.released_at)):
        if name not in names:
            raise Refused(
                "missing_column", f"releases: no column '{name}' for releases.{key}; there are: {', '.join(names)}"
            )


def read_release(row: Row, columns: ReleaseSettings, read_time: TimeReader) -> Release:
    """Read one row of the releases file."""
    version = as_name(row.values.get(columns.version))
    if version is None:
        raise Refused("missing_id", "the version is empty")
    if as_name(row.values.get(columns.released_at)) is None:
        raise Refused("bad_timestamp", f"release {version} has no date")
    notes = as_name(row.values.get(columns.notes))
    return Release(version, read_time(row.values[columns.released_at]), notes)
