"""A cluster: order, lost workers, poison chunks, and a scheduler that goes away."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from insight.cluster import Cluster, Refused, spread_over
from insight.errors import ConfigError, WorkerLost

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
pytest.importorskip("distributed", reason="insight[cluster] is not installed")


SECRET = b"a secret of the project"
Item = tuple[int, str]  # a number, and a folder in which its work leaves a trace


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as local:
        yield local.scheduler_address


def key_of(item: Item) -> str:
    return f"chunk-{item[0]}"


def tried(item: Item) -> int:
    """Leave a trace, and return how many there are."""
    folder = Path(item[1])
    (folder / f"{item[0]}-{time.monotonic_ns()}").touch()
    return len(list(folder.glob(f"{item[0]}-*")))


def square(item: Item) -> int:
    tried(item)
    return item[0] * item[0]


def end_once(item: Item) -> int:
    if tried(item) == 1 and item[0] == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item[0] * item[0]


def end_always(item: Item) -> int:
    if item[0] == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item[0] * item[0]


def refuse(item: Item) -> int:
    if item[0] == 3:
        raise ValueError("the words of a customer")
    return item[0] * item[0]


def misread(item: Item) -> int:
    raise ConfigError(f"no {item[0]}")


@pytest.fixture
def spreading(address: str, tmp_path: Path) -> Callable[..., list[object]]:
    cluster = Cluster(address, tmp_path / "chunks", SECRET)
    (tmp_path / "traces").mkdir()

    def run(work: Callable[[Item], int], count: int = 6) -> list[object]:
        items = [(number, str(tmp_path / "traces")) for number in range(count)]
        return [result for _, result in spread_over(cluster, work, items, key_of)]

    return run


def test_results_come_in_the_order_of_their_items(spreading):
    assert spreading(square) == [0, 1, 4, 9, 16, 25]


def test_a_result_that_was_taken_leaves_no_file(spreading, tmp_path):
    spreading(square)
    assert list((tmp_path / "chunks").iterdir()) == []


def test_a_worker_that_is_killed_changes_no_result(spreading):
    assert spreading(end_once) == [0, 1, 4, 9, 16, 25]


def test_a_finished_chunk_is_not_computed_again(address, tmp_path):
    (tmp_path / "traces").mkdir()
    cluster = Cluster(address, tmp_path / "chunks", SECRET)
    items = [(number, str(tmp_path / "traces")) for number in range(2)]
    first = spread_over(cluster, square, items, key_of)
    assert next(first)[1] == 0
    deadline = time.monotonic() + 20
    while len(list((tmp_path / "chunks").glob("*.pickle"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    first.close()  # the run is cut off: both are finished, none was taken to its end
    assert [result for _, result in spread_over(cluster, square, items, key_of)] == [0, 1]
    assert len(list((tmp_path / "traces").iterdir())) == 2


def test_a_chunk_that_raises_is_refused_without_its_words_and_the_rest_is_kept(spreading):
    assert spreading(refuse) == [0, 1, 4, Refused("the work raised ValueError"), 16, 25]


def test_a_chunk_that_ends_every_worker_is_refused_and_the_rest_is_kept(spreading):
    found = spreading(end_always)
    assert isinstance(found[3], Refused)
    assert "ended every worker" in found[3].reason
    assert found[:3] + found[4:] == [0, 1, 4, 16, 25]


def test_what_a_person_should_read_is_raised(spreading):
    with pytest.raises(ConfigError, match="no 0"):
        spreading(misread)


def test_without_a_scheduler_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("insight.cluster.PATIENCE", 1)
    with pytest.raises(WorkerLost, match=r"no scheduler answers at tcp://127.0.0.1:9 .*cluster.address"):
        list(spread_over(Cluster("tcp://127.0.0.1:9", tmp_path, SECRET), square, [(1, str(tmp_path))], key_of))


SCHEDULER = """
import sys, time
from distributed import LocalCluster
if __name__ == "__main__":
    local = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, processes=False, protocol="tcp://")
    print(local.scheduler_address, flush=True)
    time.sleep(120)
"""


def slowly(item: Item) -> int:
    time.sleep(0.3 if item[0] else 0)
    return square(item)


def test_a_scheduler_that_is_lost_ends_the_run_and_the_next_one_resumes(address, tmp_path):
    (tmp_path / "traces").mkdir()
    (tmp_path / "scheduler.py").write_text(SCHEDULER)
    items = [(number, str(tmp_path / "traces")) for number in range(8)]
    command = [sys.executable, str(tmp_path / "scheduler.py")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        cluster = Cluster(process.stdout.readline().strip(), tmp_path / "chunks", SECRET)
        found = spread_over(cluster, slowly, items, key_of)
        assert next(found)[1] == 0
        process.kill()
        with pytest.raises(WorkerLost, match=r"was lost.*run again"):
            list(found)
    again = spread_over(Cluster(address, tmp_path / "chunks", SECRET), slowly, items, key_of)
    assert [result for _, result in again] == [number * number for number in range(8)]


def test_a_result_that_the_project_did_not_sign_is_never_opened(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "chunks"
    folder.mkdir()
    (folder / "chunk-1.pickle").write_bytes(b"x" * 32 + pickle.dumps(1))
    with pytest.raises(ConfigError, match="was not written by this project's workers"):
        list(spread_over(Cluster(address, folder, SECRET), square, [(1, str(tmp_path))], key_of))
