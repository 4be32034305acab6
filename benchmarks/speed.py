"""Speed of reading: the tickets of Thunderbird's forum, from cleaning to judged statements, without vectors.

Titles and texts go to two workers in batches, as the job hands them out; they are cleaned, split, judged by cues alone
and parsed where that is worth it. Nothing is landed or written, and nothing is encoded. Reports the seconds, and the
memory of all processes together: at its most, and at its most over the first quarter alone, which tells whether it
grows with the number of tickets.
"""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from benchmarks.main_job import DATA, watched
from insight.records import MessageToRead
from insight.statements import KindModel, Reader
from insight.workers import dismiss, one_thread, spread

TICKETS = tuple(DATA / "thunderbird" / f"tickets-{year}.csv.gz" for year in (2023, 2024))
AT_ONCE = 500  # tickets
WORKERS = 2

Batch = Sequence[MessageToRead]


@dataclass(frozen=True)
class Speed:
    """What was read, in how many seconds, and the most megabytes that all processes held together."""

    tickets: int
    statements: int
    seconds: float
    megabytes: float
    first_quarter_megabytes: float


def is_here() -> bool:
    return all(file.exists() for file in TICKETS)


def measure_speed(files: Sequence[Path] = TICKETS, *, workers: int = WORKERS) -> Speed:
    """Read all tickets; the workers' start counts, as it does in the job."""
    total = sum(1 for _ in read_tickets(files))
    read, statements, quarter = 0, 0, 0.0
    with watched() as memory, one_thread():
        began = time.perf_counter()
        for batch, count in spread(judge_batch, in_batches(read_tickets(files)), workers=workers):
            read += len({one.feedback_id for one in batch})
            statements += count
            if read * 4 <= total:
                quarter = max(memory)
        seconds = time.perf_counter() - began
    if workers > 1:
        dismiss()
    return Speed(read, statements, seconds, max(memory), quarter)


def read_tickets(files: Sequence[Path]) -> Iterator[MessageToRead]:
    """Yield the title and the text of each ticket."""
    csv.field_size_limit(10_000_000)
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                key, title, language = row["id"], row["title"], (row.get("locale") or "en")[:2]
                yield MessageToRead(f"{key}-t", key, title, False, "title", "ticket", None, language, None, None)
                yield MessageToRead(
                    f"{key}-b", key, row["content"], True, "body", "ticket", None, language, None, title
                )


def in_batches(messages: Iterator[MessageToRead]) -> Iterator[Batch]:
    while batch := tuple(islice(messages, 2 * AT_ONCE)):
        yield batch


def judge_batch(batch: Batch) -> int:
    """Clean, split and judge; return how many statements there are: the work of a worker."""
    reader, model = _opened()
    messages = {one.message_id: one for one in batch}
    statements = [one for read in reader.read(batch) for one in read.candidates]
    return len(reader.judge(statements, None, messages, model))


@cache
def _opened() -> tuple[Reader, KindModel]:
    reader = Reader(products=["Thunderbird"])
    return reader, reader.learn_kinds(None)
