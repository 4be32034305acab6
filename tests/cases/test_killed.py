"""Runs that are cut off, at any point: what a kill leaves on disk is good to start again from."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from insight import runs
from insight.errors import WarehouseError
from insight.warehouse import Warehouse
from tests.cases.conftest import Once, Project, write_project
from tests.cases.made_feedback import AS_OF, reviews
from tests.cases.test_bad_input import TABLES
from tests.cases.test_faults import refused
from tests.full_disk import files_end_at

POINTS = 4  # of all, evenly spread, so that every stage has some


def tables_of(project: Project) -> dict[str, list[dict[str, Any]]]:
    """All that is published but for the numbers of runs."""
    found = {name: project.published(f"select * from marts.{name} order by 1, 2, 3") for name in TABLES}
    return {
        name: [{key: value for key, value in row.items() if not key.endswith("run_id")} for row in rows]
        for name, rows in found.items()
    }


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory, once: Once) -> tuple[Project, list[Project]]:
    """A project that ran through, and what was on disk after each commit and each note of a stage."""
    whole, kept = Project(tmp_path_factory.mktemp("whole")), tmp_path_factory.mktemp("killed")
    write_project(whole, reviews(), [])
    numbers, transaction, run = count(), Warehouse.transaction, Warehouse.run

    def keep() -> None:
        shutil.copytree(whole.root, kept / f"{next(numbers):03}", symlinks=True)

    @contextmanager
    def kept_transaction(warehouse: Warehouse) -> Iterator[None]:
        with transaction(warehouse):
            yield
        keep()

    def kept_run(warehouse: Warehouse, sql: str, parameters: Any = None) -> None:
        run(warehouse, sql, parameters)
        if sql.startswith("update audit.runs set stage"):
            keep()

    with once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Warehouse, "transaction", kept_transaction)
        patch.setattr(Warehouse, "run", kept_run)
        assert whole.refresh().exit_code == 0
    return whole, [Project(path) for path in sorted(kept.iterdir())]


@pytest.mark.slow
def test_f1_f2_from_whatever_a_kill_leaves_the_next_run_comes_to_the_same_tables(images: tuple[Project, list[Project]]):
    """A kill leaves the files as the system has them, which is what a copy of them is."""
    whole, killed = images
    assert len(killed) > 20
    for project in killed[:: len(killed) // POINTS]:
        assert project.current is None
        result = project.refresh()
        assert result.exit_code == 0, (project.root.name, result.output)
        assert tables_of(project) == tables_of(whole), project.root.name
        *before, last = project.stored("select state from audit.runs order by sequence")
        assert last == {"state": "completed"}
        assert all(run == {"state": "crashed"} for run in before)


def test_f3_a_commit_that_fails_after_it_was_written_is_seen_as_done_by_the_next_run(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
):
    """In doubt: the rows may be there or not. The ledger, written with them, says which."""
    made = project(reviews()[:3])
    with monkeypatch.context() as broken:
        broken.setattr(Warehouse, "transaction", commit_and_fail(Warehouse.transaction))
        assert refused(made.run("ingest")) == "insight: work.duckdb: fsync failed. Free some space and run again"
    assert made.stored("select stored_count from audit.loads") == [{"stored_count": 3}]
    assert made.run("ingest").exit_code == 0
    assert made.stored("select sum(stored_count) as n from audit.loads") == [{"n": 3}]
    assert made.stored("select count(*) as n from raw.feedback") == [{"n": 3}]


def commit_and_fail(transaction: Callable[..., Any]) -> Any:
    @contextmanager
    def failing(warehouse: Warehouse) -> Iterator[None]:
        with transaction(warehouse):
            yield
        if warehouse.value("select count(*) from audit.loads"):
            raise WarehouseError("work.duckdb: fsync failed. Free some space and run again")

    return failing


def test_f6_a_full_disk_while_landing_leaves_what_was_there_and_the_next_run_goes_on(copied: Project):
    before = stored(copied)
    long = [{"id": f"l{n}", "date": "2026-02-27", "stars": 1, "text": words(n)} for n in range(10)]
    write_reviews(copied, long)
    with files_end_at(300_000):
        line = refused(copied.refresh())
    assert "run again" in line
    assert copied.current == "run_000001"
    assert stored(copied) == before
    assert copied.run("ingest").exit_code == 0
    assert stored(copied)["feedback"] == before["feedback"] + 10


def test_f4_rows_that_vanish_stop_the_next_run_which_names_the_snapshot_that_stands(copied: Project):
    copied.change("delete from raw.feedback where source = 'store' and source_id = 'r001'")
    line = refused(copied.refresh())
    assert "work.duckdb has lost rows (store: ledger 48, table 47), as when its .wal file was cut or deleted" in line
    assert "; snapshot run_000001 stands. Restore the work file" in line
    assert copied.answer("ideas")


def words(number: int) -> str:
    """A text of 40,000 characters that packs badly."""
    return " ".join(f"{(number * 7919 + place) ** 3:x}" for place in range(4_000))


def stored(project: Project) -> dict[str, int]:
    (found,) = project.stored(
        "select (select count(*) from raw.feedback) as feedback, (select count(*) from audit.quarantine) as waiting, "
        "(select sum(feedback_total) from audit.loads where batch >= 0) as ledger"
    )
    return found


def write_reviews(project: Project, more: Sequence[dict[str, object]]) -> None:
    from tests.cases.made_feedback import write_csv

    write_csv(project.root / "reviews.csv", [*reviews(), *more])


def test_f24_a_clock_that_jumps_back_neither_hides_a_run_nor_orders_it_before(
    copied: Project, monkeypatch: pytest.MonkeyPatch
):
    class Past(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2020, 1, 1, tzinfo=tz)

    monkeypatch.setattr(runs, "datetime", Past)
    copied.change("update raw.accounts set revenue = revenue + 1")
    assert copied.run("publish", "--as-of", f"{AS_OF:%Y-%m-%d}").exit_code == 0
    assert copied.current == "run_000002"
    assert [run["run_id"] for run in copied.answer("status")["runs"]] == ["run_000002", "run_000001"]


def test_f21_a_prefect_server_that_does_not_answer_is_one_line_and_plain_works_without_it(
    project: Callable[..., Project], tmp_path: Path
):
    made = project(reviews()[:3])
    at = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_HOME": str(tmp_path / "prefect")}
    process = made.start("refresh", "--as-of", f"{AS_OF:%Y-%m-%d}", environment=at)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert said.splitlines()[-1] == (
        "insight: the Prefect server at http://127.0.0.1:9/api does not answer: start it, unset PREFECT_API_URL, "
        "or go without it: insight refresh --plain"
    )
    assert made.current is None
    assert made.refresh().exit_code == 0  # with --plain
    assert made.current == "run_000001"
