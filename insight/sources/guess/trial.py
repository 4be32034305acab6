"""Trial: what guessed settings make of the sample that they were guessed from.

In go settings and a sample, out comes one sentence: how many of its rows can be read, and why others cannot. Nobody
should have to run the whole job to learn that its settings read nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from insight.config import AccountsSettings, Settings, SourceSettings
from insight.sources.accounts import check_account_columns, read_account
from insight.sources.guess.samples import Sample
from insight.sources.mapping import make_plan, read_feedback
from insight.sources.refusals import Refused
from insight.sources.rows import Row
from insight.sources.times import time_reader

END_OF_TIME = datetime(2100, 1, 1, tzinfo=UTC)  # what lies in the future is for a run to say
NAME = "sample"


def try_source(source: SourceSettings, sample: Sample, root: Path) -> str:
    """Say how many rows of the sample become feedback."""
    plan = make_plan(NAME, Settings(root=root, sources={NAME: source}), END_OF_TIME)
    seen: Counter[str] = Counter()
    return _count(sample, lambda row: read_feedback(row, plan, sample.name, seen))


def try_accounts(accounts: AccountsSettings, sample: Sample, currency: str) -> str:
    """Say how many rows of the sample become accounts."""
    read_time = time_reader(accounts.timestamp_format, UTC)

    def read(row: Row) -> object:
        check_account_columns(tuple(row.values), accounts, sample.name)
        return read_account(row, accounts, currency, read_time)

    return _count(sample, read)


def _count(sample: Sample, read: Callable[[Row], object]) -> str:
    refused: list[tuple[int, Refused]] = []
    for row in sample.rows:
        try:
            read(row)
        except Refused as refusal:
            refused.append((row.line, refusal))
    count = len(sample.rows)
    tried = f"Tried on the first {count:,} rows" if count > 1 else "Tried on the first row"
    if not refused:
        return f"{tried}: all can be read."
    line, first = refused[0]
    what = "none can be read" if len(refused) == count else f"{len(refused):,} would wait in quarantine"
    return f"{tried}: {what}, the first (line {line}) because {first.detail}."
