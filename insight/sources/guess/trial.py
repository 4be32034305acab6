"""Trial: what guessed settings make of the sample that they were guessed from.

In go settings and a sample, out come sentences: how many of its rows can be read, and why others cannot; of several
files, the last one is tried too, for columns change over time. Nobody should have to run the whole job to learn that
its settings read nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

from insight.config import AccountsSettings, Settings, SourceSettings
from insight.sources.accounts import check_account_columns, read_account
from insight.sources.batching import shape_of
from insight.sources.contents import open_contents
from insight.sources.files import FoundFile, find_files
from insight.sources.guess.samples import SAMPLE_ROWS, Sample
from insight.sources.mapping import Plan, check_columns, make_plan, read_feedback
from insight.sources.refusals import Refused
from insight.sources.rows import Row, read_rows
from insight.sources.times import time_reader

END_OF_TIME = datetime(2100, 1, 1, tzinfo=UTC)  # what lies in the future is for a run to say
NAME = "sample"


def try_source(source: SourceSettings, sample: Sample, root: Path) -> list[str]:
    """Say how many rows of the sample, and of the last file where there are several, become feedback."""
    settings = Settings(root=root, sources={NAME: source})
    plan = make_plan(NAME, settings, END_OF_TIME)
    seen: Counter[str] = Counter()

    def read(row: Row) -> object:
        return read_feedback(row, plan, sample.name, seen)

    files = find_files(source.path, settings, NAME)
    if len(files) == 1:
        return [_count(sample.rows, read)]
    last = next(one for one in reversed(files) if one.name != sample.name)
    return [_count(sample.rows, read, f" of {sample.name}"), _try_file(last, plan, settings, read)]


def _try_file(found: FoundFile, plan: Plan, settings: Settings, read: Callable[[Row], object]) -> str:
    named = plan.settings.rows
    shape = shape_of(plan.settings, (named,) if named else plan.preset.page_keys)
    check = partial(check_columns, plan, file=found.name)
    try:
        with open_contents(found, NAME, shape, settings.limits, check) as contents:
            items = chain.from_iterable(read_rows(content) for content in contents)
            rows = tuple(islice((item for item in items if isinstance(item, Row)), SAMPLE_ROWS))
    except Refused as refusal:
        return f"The last file cannot be read so: {refusal.detail}."
    return _count(rows, read, f" of {found.name}") if rows else f"{found.name} holds no rows."


def try_accounts(accounts: AccountsSettings, sample: Sample, currency: str) -> str:
    """Say how many rows of the sample become accounts."""
    read_time = time_reader(accounts.timestamp_format, UTC)

    def read(row: Row) -> object:
        check_account_columns(tuple(row.values), accounts, sample.name)
        return read_account(row, accounts, currency, read_time)

    return _count(sample.rows, read)


def _count(rows: Sequence[Row], read: Callable[[Row], object], where: str = "") -> str:
    refused: list[tuple[int, Refused]] = []
    for row in rows:
        try:
            read(row)
        except Refused as refusal:
            refused.append((row.line, refusal))
    count = len(rows)
    tried = f"Tried on the first {count:,} rows{where}" if count > 1 else f"Tried on the first row{where}"
    if not refused:
        return f"{tried}: all can be read."
    line, first = refused[0]
    what = "none can be read" if len(refused) == count else f"{len(refused):,} would wait in quarantine"
    return f"{tried}: {what}, the first (line {line}) because {first.detail}."
