"""The refresh flow: the order of its tasks, what is tried again and what is not, what it reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, StateType
from prefect.tasks import Task

from flows import here, ingest, mine, publish
from flows.refresh import refresh
from flows.runs import is_unavailable
from insight import pipeline, runs
from insight.config import load_settings
from insight.errors import Busy, SourceRejected, SourceUnavailable
from insight.pipeline import Session
from insight.records import Counts
from insight.warehouse import hold_lock

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
STAGES = (
    "ingest_source",
    "ingest_accounts",
    "check_landed",
    "find_statements",
    "find_themes",
    "find_ideas",
    "find_trends",
    "publish",
)


def failed(error: Exception) -> State[object]:
    return State(type=StateType.FAILED, data=error)


def test_only_an_unreachable_source_is_tried_again():
    assert is_unavailable(ingest.land_source, None, failed(SourceUnavailable("no answer")))
    for error in (SourceRejected("401"), Busy("held"), OSError("disk"), ValueError("bug")):
        assert not is_unavailable(ingest.land_source, None, failed(error))


def test_retries_stand_where_sources_are_read_and_nowhere_else():
    tasks = {
        name: task
        for module in (ingest, mine, publish)
        for name, task in vars(module).items()
        if isinstance(task, Task)
    }
    assert sorted(name for name, task in tasks.items() if task.retries) == ["land_accounts", "land_source"]
    assert all(tasks[name].retry_condition_fn is is_unavailable for name in ("land_accounts", "land_source"))


# --- with a server --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    with here._server():
        yield


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "insight.toml"
    path.write_text(
        '[sources.desk]\npreset = "tickets"\npath = "desk.csv"\n'
        '[sources.store]\npreset = "reviews"\npath = "store.csv"\n'
        '[accounts]\npath = "accounts.csv"\n[limits]\nlock_wait_seconds = 0\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pipeline's stages, replaced by ones that only note that they were called."""
    calls: list[str] = []

    def replace(name: str, result: object) -> None:
        def stage(session: Session, *rest: object) -> object:
            calls.append(" ".join([name, *map(str, rest)]))
            return result

        monkeypatch.setattr(pipeline, name, stage)

    results: Mapping[str, object] = {"ingest_source": Counts(3, 2, 1, 0), "ingest_accounts": Counts(1, 1, 0, 0)}
    results |= {"check_landed": [], "find_statements": {"statements": 5}, "find_themes": {"themes": 2}}
    results |= {"find_ideas": {"ideas": 2}, "find_trends": {"alerts": 1}, "publish": (None, ())}
    for name in STAGES:
        replace(name, results[name])
    return calls


@pytest.mark.slow
def test_refresh_runs_the_stages_in_the_order_of_the_pipeline(server: None, config: Path, called: list[str]):
    outcome = refresh(str(config), AS_OF)
    assert called == [
        "ingest_source desk",
        "ingest_source store",
        "ingest_accounts",
        "check_landed",
        "find_statements",
        "find_themes",
        "find_ideas",
        "find_trends",
        "publish",
    ]
    assert outcome.landed == {"desk": Counts(3, 2, 1, 0), "store": Counts(3, 2, 1, 0), "accounts": Counts(1, 1, 0, 0)}
    assert outcome.mined == {"statements": 5, "themes": 2, "ideas": 2, "alerts": 1}
    assert (outcome.run_id, outcome.snapshot, outcome.exit_code) == ("run_000001", None, 0)


@pytest.mark.slow
def test_the_counts_of_each_source_are_kept_as_an_artifact(server: None, config: Path, called: list[str]):
    refresh(str(config), AS_OF)
    with get_client(sync_client=True) as client:
        artifacts = client.request("POST", "/artifacts/latest/filter", json={}).json()
    landed = next(artifact for artifact in artifacts if artifact["key"] == "landed")
    assert '"source": "desk", "read": 3, "stored": 2, "unchanged": 1, "quarantined": 0' in str(landed["data"])


@pytest.mark.slow
def test_an_unreachable_source_is_tried_again_and_the_run_completes(
    server: None, config: Path, called: list[str], monkeypatch: pytest.MonkeyPatch
):
    answers = iter([SourceUnavailable("no answer"), SourceUnavailable("no answer")])

    def read(session: Session, name: str) -> Counts:
        called.append(f"ingest_source {name}")
        if (error := next(answers, None)) is not None:
            raise error
        return Counts()

    monkeypatch.setattr(pipeline, "ingest_source", read)
    patient = ingest.land_source.with_options(retry_delay_seconds=[0.0, 0.0, 0.0])
    monkeypatch.setattr(ingest, "land_source", patient)
    refresh(str(config), AS_OF)
    assert called[:4] == ["ingest_source desk"] * 3 + ["ingest_source store"]


@pytest.mark.slow
def test_a_refused_source_ends_the_run_at_once_with_its_own_error(
    server: None, config: Path, called: list[str], monkeypatch: pytest.MonkeyPatch
):
    def read(session: Session, name: str) -> Counts:
        called.append(f"ingest_source {name}")
        raise SourceRejected("desk.csv is not there")

    monkeypatch.setattr(pipeline, "ingest_source", read)
    with pytest.raises(SourceRejected, match="desk.csv is not there"):
        refresh(str(config), AS_OF)
    assert called == ["ingest_source desk"]
    settings = load_settings(config)
    with runs.hold_run(settings) as run, runs.join_run(settings, run) as session:
        ended = session.warehouse.rows("select run_id, state, error from audit.runs order by sequence limit 1")
    assert ended == [
        {"run_id": "run_000001", "state": "failed", "error": "SourceRejected: desk.csv is not there"},
    ]


@pytest.mark.slow
def test_f10_a_flow_that_finds_the_lock_taken_fails_with_busy(server: None, config: Path, called: list[str]):
    with hold_lock(load_settings(config).data, wait_seconds=0), pytest.raises(Busy, match="another run is at work"):
        refresh(str(config), AS_OF)
    assert called == []


@pytest.mark.slow
def test_s12_the_server_of_this_process_is_local_and_behind_a_password(server: None):
    with get_client(sync_client=True) as client:
        address = client.api_url
        assert address.host == "127.0.0.1"
        assert client.request("GET", "/admin/version").status_code == 200
    assert httpx.get(f"{address}/admin/version").status_code == 401
