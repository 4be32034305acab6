"""Sources: the files that the settings name, as batches of feedback.

In go a source's settings and its cursor, out come batches: each data row of a file once, as `Feedback` or `Rejected`,
and the cursor that says what need not be read again. A file that is broken as a whole gives one `Rejected` (line 0) and
nothing else; the other files are read. Refused: a source without any file. docs/sources.md has the rules and reasons.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from insight.config import CONFIG_NAME, BesideSettings, Settings
from insight.errors import ConfigError
from insight.records import Account, Rejected, Release, content_hash
from insight.sources.accounts import check_account_columns, read_account
from insight.sources.batches import Batch, Cursor, FileRead, Fingerprint
from insight.sources.batching import read_files, read_joined
from insight.sources.contents import Shape, convert_rows, open_contents
from insight.sources.files import find_files
from insight.sources.mapping import make_plan
from insight.sources.presets import PRESETS, Preset
from insight.sources.refusals import REASONS, Place, Refused
from insight.sources.releases import check_release_columns, read_release
from insight.sources.rows import HeaderCheck, Row
from insight.sources.times import time_reader

__all__ = [
    "PRESETS",
    "REASONS",
    "Batch",
    "Cursor",
    "FileRead",
    "Fingerprint",
    "Preset",
    "read_accounts",
    "read_releases",
    "read_source",
]

ACCOUNTS = "accounts"  # the source's name in what is rejected of the accounts file
RELEASES = "releases"
T = TypeVar("T")


def read_source(name: str, settings: Settings, cursor: Cursor, as_of: datetime) -> Iterator[Batch]:
    """Read what is new in source `name` since `cursor`.

    Times later than `as_of` by more than `limits.future_days` are flagged. Raise SourceRejected if there is no file,
    SourceUnavailable if one cannot be read now that could be a moment ago.
    """
    if name not in settings.sources:
        near = difflib.get_close_matches(name, settings.sources, n=1)
        raise ConfigError(f"no source '{name}' in {CONFIG_NAME}" + (f"; did you mean '{near[0]}'?" if near else ""))
    source, limits = settings.sources[name], settings.limits
    plan = make_plan(name, settings, as_of)
    cursor = cursor.under(content_hash(source.model_dump_json(), limits.model_dump_json(), settings.product))
    files = find_files(source.path, settings, f"source {name}")
    if source.replies is None:
        yield from read_files(files, plan, limits, cursor)
        return
    reply_files = find_files(source.replies.path, settings, f"source {name}, replies")
    taken = {found.path for found in reply_files}
    yield from read_joined([one for one in files if one.path not in taken], reply_files, plan, limits, cursor)


def read_accounts(settings: Settings) -> Iterator[Account | Rejected]:
    """Read the accounts file, all of it; without one in the settings there are no accounts."""
    columns = settings.accounts
    if columns is None:
        return
    read_time = time_reader(columns.timestamp_format, UTC)
    yield from _read_beside(
        ACCOUNTS,
        columns,
        settings,
        ("accounts", "data", "results"),
        lambda names: check_account_columns(names, columns, "accounts"),
        lambda row: read_account(row, columns, settings.currency, read_time),
    )


def read_releases(settings: Settings) -> Iterator[Release | Rejected]:
    """Read the releases file, all of it; without one in the settings there are no releases."""
    columns = settings.releases
    if columns is None:
        return
    read_time = time_reader(columns.timestamp_format, UTC)
    yield from _read_beside(
        RELEASES,
        columns,
        settings,
        (RELEASES,),
        lambda names: check_release_columns(names, columns),
        lambda row: read_release(row, columns, read_time),
    )


def _read_beside(
    name: str,
    columns: BesideSettings,
    settings: Settings,
    page_keys: tuple[str, ...],
    check: HeaderCheck,
    convert: Callable[[Row], T],
) -> Iterator[T | Rejected]:
    """Read a file that stands beside the sources; one that is broken as a whole gives one `Rejected`."""
    shape = Shape(delimiter=columns.delimiter, page_keys=page_keys)
    for found in find_files(columns.path, settings, name):
        try:
            with open_contents(found, name, shape, settings.limits, check) as contents:
                for content in contents:
                    yield from convert_rows(content, convert)
        except Refused as refusal:
            yield Place(name, found.name).reject(0, refusal)
