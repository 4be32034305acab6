"""Mining on a cluster: the same statements, and a message that no machine can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from insight import pipeline
from insight.config import load_settings
from insight.errors import ContractError
from insight.pipeline import spreading as spread_module
from insight.pipeline import statements as mining
from insight.pipeline.judging import Batch, Judged, judge_batch
from insight.reading import open_idle_work_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]
pytest.importorskip("distributed", reason="insight[cluster] is not installed")

SETTINGS = """
product = "Parcelo"
limits = {{ quarantine_fail_share = 0.5 }}
[sources.desk]
preset = "tickets"
path = "desk.csv"
{cluster}
"""
POISON = "invoice list 7"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from dask import config
    from distributed import LocalCluster

    # A chunk that ends a worker is tried once more, in place of three times.
    with (
        config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as local,
    ):
        yield local.scheduler_address


def judge_or_raise(batch: Batch) -> Judged:
    if any(POISON in row["text"] for row in batch.landed):
        raise MemoryError
    return judge_batch(batch)


def written(root: Path, address: str | None) -> Any:
    """Write a project of forty tickets."""
    root.mkdir()
    lines = [f'{at},Help,"The invoice list {at} crashes when I open it.",2026-05-01' for at in range(40)]
    root.joinpath("desk.csv").write_text("\n".join(["id,subject,description,created_at", *lines]), encoding="utf-8")
    cluster = f'[cluster]\naddress = "{address}"\n' if address else ""
    root.joinpath("insight.toml").write_text(SETTINGS.format(cluster=cluster), encoding="utf-8")
    return load_settings(root / "insight.toml")


def mine(settings: Any) -> list[dict[str, Any]]:
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)
    return statements_of(settings)


def statements_of(settings: Any) -> list[dict[str, Any]]:
    with open_idle_work_file(settings) as warehouse:
        return warehouse.rows("select statement_id, clean, kind, kind_confidence from mined.statements order by all")


def test_a_cluster_finds_the_same_statements(address, tmp_path, monkeypatch):
    monkeypatch.setattr(mining, "READ_AT_ONCE", 10)
    here, there = mine(written(tmp_path / "here", None)), mine(written(tmp_path / "there", address))
    assert len(here) >= 40
    assert here == there
    assert list((tmp_path / "there" / "insight-data" / "chunks").iterdir()) == []


def test_a_message_that_no_machine_can_read_is_named_and_set_aside_and_the_rest_is_kept(address, tmp_path, monkeypatch):
    monkeypatch.setattr(mining, "READ_AT_ONCE", 4)
    monkeypatch.setattr(spread_module, "judge_batch", judge_or_raise)
    settings = written(tmp_path / "project", address)
    with pytest.raises(ContractError, match="no worker can read it: 1 feedback") as refused:
        mine(settings)
    kept = {row["clean"] for row in statements_of(settings) if "invoice list" in row["clean"]}
    assert len(kept) == 39
    with open_idle_work_file(settings) as warehouse:
        assert warehouse.value("select state from audit.runs") == "failed"
        assert warehouse.value("select reason from audit.quarantine") == spread_module.REASON
        assert warehouse.value("select count(*) from raw.feedback") == 39
    assert len(refused.value.bad_keys) == 1
    assert {row["clean"] for row in mine(settings)} == {*kept, "Help"}  # the next run needs no repair
