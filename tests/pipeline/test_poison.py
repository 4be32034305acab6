"""A message that ends its worker, on this machine: it is found and set aside, and what was written stands."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from insight import pipeline
from insight.cluster import Refused
from insight.config import Settings, load_settings
from insight.errors import ContractError, WorkerLost
from insight.pipeline import spreading
from insight.pipeline import statements as mining
from insight.pipeline.judging import Batch, Judged, judge_batch
from insight.reading import open_idle_work_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]  # a run that hangs fails

POISON = "The invoice list 3 crashes when I open it."
SETTINGS = """
product = "Parcelo"
limits = { quarantine_fail_share = 0.5 }
[sources.desk]
preset = "tickets"
path = "desk.csv"
"""


def judge_or_end(batch: Batch) -> Judged:
    if any(POISON in row["text"] for row in batch.landed):
        os.kill(os.getpid(), signal.SIGKILL)
    return judge_batch(batch)


def mine(settings: Settings) -> None:
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)


def said(settings: Settings) -> list[str]:
    with open_idle_work_file(settings) as warehouse:
        return [row["clean"] for row in warehouse.rows("select clean from mined.statements order by clean")]


def test_f22_f23_a_message_that_ends_every_worker_is_set_aside_and_the_rest_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"{at},The invoice list {at} crashes when I open it.,2026-05-01" for at in range(4)]
    (tmp_path / "desk.csv").write_text("\n".join(["id,description,created_at", *lines]), encoding="utf-8")
    (tmp_path / "insight.toml").write_text(SETTINGS, encoding="utf-8")
    settings = load_settings(tmp_path / "insight.toml")
    monkeypatch.setattr(mining, "READ_AT_ONCE", 2)
    monkeypatch.setattr(spreading, "judge_batch", judge_or_end)
    with pytest.raises(ContractError, match=r"no worker can read it: 1 feedback .*quarantine.*run again") as refused:
        mine(settings)
    kept = [f"The invoice list {at} crashes when I open it." for at in range(4) if at != 3]
    assert said(settings) == kept
    with open_idle_work_file(settings) as warehouse:
        assert warehouse.rows("select state, stage from audit.runs") == [{"state": "failed", "stage": "statements"}]
        (waiting,) = warehouse.rows("select reason, state, line from audit.quarantine")
    assert waiting == {"reason": spreading.REASON, "state": "waiting", "line": 5}
    assert len(refused.value.bad_keys) == 1
    mine(settings)  # goes on without it, and mines nothing twice
    assert said(settings) == kept


def test_f22_where_every_worker_ends_the_run_does_not_try_every_message(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def lose_all(work: object, batches: Iterable[Batch], **_: object) -> Iterator[tuple[Batch, Refused]]:
        for batch in batches:
            tried.append(len(batch.landed))
            yield batch, Refused("it ends its worker")

    def batch_of(ids: Sequence[str]) -> Batch:
        return cast(Batch, SimpleNamespace(landed=[{"message_id": one} for one in ids]))

    monkeypatch.setattr(spreading, "spread", lose_all)
    every = [batch_of([f"m{place}" for place in range(1_000)]) for _ in range(20)]
    with pytest.raises(WorkerLost, match="41 times a worker process was ended .* free some memory, and run again"):
        list(spreading.Spreading("hash", None, 2).judge(every, batch_of))
    assert len(tried) == 41
