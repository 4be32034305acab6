"""Where batches are judged: by the workers of this machine, or by a cluster where the settings name one.

In go batches of messages that were read; out come the same with what was judged, in order. A batch that no worker can
do, here because it ends each that tries, is halved until the message is found that it fails by: that one is left out
and named, the rest is kept. Its feedback goes to quarantine, and the run ends as failed: what it kept stands, and the
next run needs no repair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from insight import landing
from insight.cluster import Cluster, Refused, spread_over
from insight.config import Settings
from insight.errors import ContractError, WorkerLost
from insight.pipeline.ingesting import pseudonym_key
from insight.pipeline.judging import Batch, Judged, judge_batch
from insight.records import content_hash
from insight.runs import Session
from insight.warehouse import Row
from insight.workers import spread

REASON = "no worker can read it"
# A poison message of a thousand is found in eleven losses. What goes on being lost after more than three of them is no
# message's fault: workers that cannot even start would be tried for every message.
MOST_LOSSES = 40


@dataclass(frozen=True)
class Spreading:
    """How batches are spread, and the messages that no worker could do."""

    reader_hash: str
    cluster: Cluster | None
    workers: int
    refused: list[Row] = field(default_factory=list)
    losses: list[Refused] = field(default_factory=list)

    @property
    def shared_folder(self) -> Path | None:
        """Where files lie that the machines of a cluster read too; None where there is none."""
        if self.cluster is not None:
            self.cluster.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.cluster.folder if self.cluster else None

    def judge(
        self, batches: Iterable[Batch], read_again: Callable[[Sequence[str]], Batch]
    ) -> Iterator[tuple[Batch, Judged]]:
        """Yield each batch with what was judged; `read_again` makes a batch of some of its messages."""
        for batch, judged in self._spread(batches):
            if not isinstance(judged, Refused):
                yield batch, judged
                continue
            self.losses.append(judged)
            if self.cluster is None and len(self.losses) > MOST_LOSSES:
                raise WorkerLost(
                    f"{len(self.losses)} times a worker process was ended from outside, as when memory runs out. What "
                    "was written before stands: free some memory, and run again"
                )
            if len(batch.landed) == 1:
                self.refused.append(batch.landed[0])
            else:
                ids = [row["message_id"] for row in batch.landed]
                halves = ids[: len(ids) // 2], ids[len(ids) // 2 :]
                yield from self.judge(map(read_again, halves), read_again)

    def _spread(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Judged | Refused]]:
        if self.cluster is None:
            yield from spread(
                judge_batch, batches, workers=self.workers, in_place_of_lost=Refused("it ends its worker")
            )
        else:
            yield from spread_over(self.cluster, judge_batch, batches, partial(chunk_key, self.reader_hash))

    def set_refused_aside(self, session: Session) -> None:
        """Move the feedback of messages that no worker could do into quarantine, and say so."""
        if not self.refused:
            return
        keys = sorted({row["feedback_id"] for row in self.refused})
        landing.set_aside_rows(session.warehouse, session.run, keys, REASON)
        raise ContractError(
            f"{REASON}: {len(keys):,} feedback ({', '.join(keys[:3])}{', ...' if len(keys) > 3 else ''}). It is in "
            "quarantine (insight quarantine), all else was kept: run again to publish without it",
            keys,
        )


def open_spreading(session: Session, reader_hash: str, *, workers: int) -> Spreading:
    """A cluster where the settings name one, else the workers of this machine."""
    named = session.settings.cluster
    if named is None:
        return Spreading(reader_hash, None, workers)
    return Spreading(
        reader_hash, Cluster(named.address, session.settings.at(named.folder), _chunk_secret(session.settings)), workers
    )


def _chunk_secret(settings: Settings) -> bytes:
    """What chunks are signed with: from the key of the pseudonyms, and of no use to find that out."""
    return hashlib.blake2b(b"chunks", key=hashlib.blake2b(pseudonym_key(settings)).digest()).digest()


def chunk_key(reader_hash: str, batch: Batch) -> str:
    """What a batch's result hangs on: the reader, its messages' content, and which vectors it has to make."""
    texts = (part for row in batch.landed for part in (row["message_id"], row["text_hash"]))
    missing = (key for group in batch.groups if group.lookup is not None for key in group.lookup.missing)
    told = [str(group.distilled is not None) for group in batch.groups]
    return content_hash(reader_hash, *texts, *missing, *told, str(batch.are_told_kept))
