"""Faults through the whole run: what is refused, what stands, and with which exit code and sentence the run ends."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from insight import reading
from insight.warehouse import hold_lock
from tests.cases.conftest import BROKEN_LINE, REFRESH, FirstRun, Project
from tests.cases.made_feedback import AS_OF, reviews, write_csv

Make = Callable[..., Project]

TITLES = "select idea_id, title, mention_count from marts.feature_ideas order by rank"
NEW_REVIEW = {"id": "new", "date": "2026-02-27", "customer": "somebody new", "stars": 1}
NEW_REVIEW |= {"text": "Exporting my invoices to PDF fails once more"}
RAISE_A_PRICE = "update raw.accounts set revenue = revenue + 1"  # something new to publish, and nothing to mine


def refused(result: Result) -> str:
    """The one line of a run that failed."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.stderr
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("insight: ")]
    assert result.stderr.endswith(f"{line}\n")
    return line


# --- places that cannot be written, and other runs ------------------------------------------------------------------


def test_f8_a_folder_that_is_read_only_is_named_before_any_work(project: Make, monkeypatch: pytest.MonkeyPatch):
    made = project(reviews()[:3])
    data = made.root / "insight-data"

    def touch(path: Path, *arguments: Any, **named: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(Path, "touch", touch)
    line = refused(made.refresh())
    assert line == f"insight: {data} cannot be written to (Read-only file system): free it, or set data_dir"
    assert list(data.iterdir()) == []


def test_f9_a_run_that_finds_another_at_work_names_its_process_and_ends(copied: Project):
    with hold_lock(copied.settings.data, wait_seconds=0):
        line = refused(copied.refresh())
    assert f"is held by process {os.getpid()}: another run is at work" in line
    assert copied.current == "run_000001"


@pytest.mark.slow
def test_f10_of_two_runs_at_once_one_works_and_the_other_ends_with_1(project: Make):
    made = project(reviews()[:3])
    both = [made.start(*REFRESH) for _ in range(2)]
    said = [(process, process.communicate(timeout=250)[1]) for process in both]
    (winner, _), (loser, refusal) = sorted(said, key=lambda one: one[0].returncode)
    assert (winner.returncode, loser.returncode) == (0, 1), said
    assert f"is held by process {winner.pid}: another run is at work" in refusal
    assert made.current == "run_000001"
    assert made.published("select feedback_count from marts.sources_status") == [{"feedback_count": 3}]
    assert made.stored("select run_id, state from audit.runs") == [{"run_id": "run_000001", "state": "completed"}]


# --- readers and crashes --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_f12_who_reads_the_old_snapshot_goes_on_while_a_new_one_is_published(copied: Project):
    with reading.open_current(copied.settings) as before:
        ideas = before.rows(TITLES)
        write_csv(copied.root / "reviews.csv", [*reviews(), NEW_REVIEW])
        assert copied.refresh().exit_code == 2
        assert copied.current == "run_000002"
        assert before.rows(TITLES) == ideas
    mentions = {row["idea_id"]: row["mention_count"] for row in copied.published(TITLES)}
    grown = [row["title"] for row in ideas if mentions[row["idea_id"]] == row["mention_count"] + 1]
    assert len(grown) == 1  # known by its id: one more voice may word its title otherwise
    assert "invoices" in grown[0]


@pytest.mark.slow
def test_f13_f19_a_crash_before_the_swap_leaves_the_old_snapshot_and_the_next_run_finishes_it(copied: Project):
    copied.change(RAISE_A_PRICE)
    crashed = copied.start("publish", "--as-of", f"{AS_OF:%Y-%m-%d}", crash_at="insight.publish.make_current")
    crashed.communicate(timeout=250)
    assert crashed.returncode == 9
    assert copied.current == "run_000001"
    assert (copied.root / "insight-data/snapshots/run_000002").is_dir()
    assert copied.answer("ideas")  # who reads now is served as before
    assert copied.run("ingest").exit_code == 0
    assert copied.current == "run_000002"
    assert copied.stored("select state, stage from audit.runs where run_id = 'run_000002'") == [
        {"state": "crashed", "stage": "snapshot"}
    ]
    left = {path.name for path in (copied.root / "insight-data").rglob(".*")}
    assert left == set()


def test_f14_a_run_over_files_that_were_read_adds_nothing_and_the_pointer_stays(copied: Project):
    tables = ("raw.feedback", "raw.messages", "raw.feedback_history", "audit.quarantine", "mined.statements")
    select = " union all ".join(f"select '{name}' as name, count(*) as n from {name}" for name in tables)
    before = copied.stored(select)
    for path in copied.root.glob("*.*"):
        os.utime(path)  # touched, and the same
    result = copied.refresh()
    assert (result.exit_code, copied.current) == (2, "run_000001")  # the broken line still waits
    assert "nothing new: the last snapshot stands" in result.stdout
    assert copied.stored(select) == before


# --- gates ----------------------------------------------------------------------------------------------------------


def test_f25_a_check_that_fails_publishes_nothing_and_names_the_rows(copied: Project):
    copied.change(
        "insert into raw.accounts by name select 'a2' as account_id, valid_from, plan, revenue, 'USD' as currency "
        "from raw.accounts"
    )
    line = refused(copied.run("publish", "--as-of", f"{AS_OF:%Y-%m-%d}"))
    assert line.startswith("insight: 1 check failed, nothing is published: sql: one_currency (")
    assert "Revenue is in another currency than `currency` of the settings" in line
    assert "rows a2" in line
    assert copied.current == "run_000001"
    found = copied.stored(
        "select severity, is_met, bad_keys from audit.check_results "
        "where run_id = 'run_000002' and name = 'one_currency'"
    )
    assert found == [{"severity": "fail", "is_met": False, "bad_keys": ["a2"]}]
    assert copied.answer("status")["runs"][0]["state"] == "failed"


def test_f26_quarantine_above_the_limit_stops_the_run_before_it_publishes(copied: Project):
    with (copied.root / "desk.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(f"{BROKEN_LINE} {number}\n" for number in range(5))
    line = refused(copied.refresh())
    assert line == (
        "insight: 9.1% of the rows wait in quarantine (6 as broken_json), more than 5.0% (limits.quarantine_fail_share): "
        "snapshot run_000001 stands. See: insight quarantine"
    )
    assert copied.current == "run_000001"
    assert len(copied.answer("quarantine", "list")) == 6


def test_f26_quarantine_above_the_warn_level_is_published_and_told(first_run: FirstRun):
    assert first_run.result.exit_code == 2
    assert (
        "run_000001: published run_000001; 1.6% of the rows wait in quarantine (1 as broken_json)"
        in first_run.result.stdout
    )
    (status,) = first_run.project.published("select quarantine_count from marts.sources_status where source = 'desk'")
    assert status == {"quarantine_count": 1}


@pytest.mark.parametrize(("content", "said"), [(None, "No such file"), (b"no model at all", "SHA-256")])
def test_f29_an_encoder_that_is_missing_or_damaged_is_named_and_nothing_is_published(
    project: Make, content: bytes | None, said: str
):
    made = project(reviews()[:3])
    made.config.write_text('encoder = "onnx"\nencoder_path = "model.onnx"\n' + made.config.read_text())
    if content is not None:
        (made.root / "model.onnx").write_bytes(content)
    line = refused(made.refresh())
    assert str(made.root / "model.onnx") in line
    assert said in line
    assert made.current is None
