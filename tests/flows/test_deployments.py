"""The deployments: what prefect.yaml promises, and that a scheduled run really runs."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from insight import reading
from insight.config import load_settings

ROOT = Path(__file__).parent.parent.parent
PREFECT = [sys.executable, "-m", "prefect"]
FLOWS = ["ingest", "mine", "publish", "refresh"]


@pytest.fixture(scope="module")
def deployments() -> dict[str, dict[str, Any]]:
    content = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    return {deployment["name"]: deployment for deployment in content["deployments"]}


def test_each_flow_has_one_deployment_of_its_own_name(deployments: dict[str, dict[str, Any]]):
    assert sorted(deployments) == FLOWS
    for name, deployment in deployments.items():
        assert deployment["entrypoint"] == f"flows/{name}.py:{name}"
        flow = getattr(importlib.import_module(f"flows.{name}"), name)
        assert flow.name == name
        assert set(deployment["parameters"]) <= set(flow.parameters.properties)


def test_refresh_alone_is_scheduled_and_none_runs_twice_at_once(deployments: dict[str, dict[str, Any]]):
    assert [name for name, deployment in deployments.items() if deployment.get("schedules")] == ["refresh"]
    for deployment in deployments.values():
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        assert deployment["work_pool"]["name"] == "insight"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_scheduled_run_is_picked_up_by_a_worker_and_completes(tmp_path: Path):
    project = make_project(tmp_path / "project")
    port = find_free_port()
    environment = make_environment(tmp_path, project, port)
    with started(["server", "start", "--host", "127.0.0.1", "--port", str(port)], environment, project):
        wait_for(lambda: ask(port, "health") is True, 180, "the server answers")
        prefect(["work-pool", "create", "insight", "--type", "process"], environment, project)
        prefect(["deploy", "--all"], environment, project)
        with started(["worker", "start", "--pool", "insight"], environment, project):
            runs = {
                "sort": "EXPECTED_START_TIME_ASC",
                "flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}},
            }
            wait_for(lambda: ask(port, "flow_runs/filter", runs), 300, "a scheduled run has ended")
            run = ask(port, "flow_runs/filter", runs)[0]
            log = ask(port, "logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}})
    assert (run["state_type"], run["auto_scheduled"]) == ("COMPLETED", True), "\n".join(line["message"] for line in log)
    with reading.open_current(load_settings(project / "insight.toml")) as snapshot:
        assert [row["feedback_count"] for row in reading.read_sources(snapshot)] == [40]


def make_project(folder: Path) -> Path:
    """A project of forty reviews, with the flows of this one, due every minute instead of every day."""
    folder.mkdir()
    shutil.copytree(ROOT / "flows", folder / "flows")
    deployed = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    assert deployed.count('"0 5 * * *"') == 1
    (folder / "prefect.yaml").write_text(deployed.replace('"0 5 * * *"', '"* * * * *"'), encoding="utf-8")
    (folder / "insight.toml").write_text(
        '[sources.reviews]\npreset = "reviews"\npath = "reviews.csv"\n', encoding="utf-8"
    )
    rows = [
        f"{number},2024-01-{number % 28 + 1:02},2,The calendar does not sync any more since {number}"
        for number in range(40)
    ]
    (folder / "reviews.csv").write_text("\n".join(["id,date,stars,review", *rows]) + "\n", encoding="utf-8")
    return folder


def make_environment(tmp_path: Path, project: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {
        "PWD": str(project),
        "PYTHONPATH": str(ROOT),
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    }


def prefect(arguments: list[str], environment: dict[str, str], folder: Path) -> None:
    done = subprocess.run(
        [*PREFECT, "--no-prompt", *arguments],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def started(arguments: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    """A process of Prefect's that is ended by its id, whatever happens."""
    with (folder / f"{arguments[0]}.log").open("w") as log:
        process = subprocess.Popen([*PREFECT, *arguments], env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def ask(port: int, path: str, body: dict[str, Any] | None = None) -> Any:
    """Prefect's answer, or None while it does not answer."""
    url, content = f"http://127.0.0.1:{port}/api/{path}", None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=content, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def wait_for(condition: Any, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain until {what}"
        time.sleep(0.5)
