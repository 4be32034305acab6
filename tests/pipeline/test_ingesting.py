"""Rows that come again: what landed as it comes now is counted and not redacted; all else is decided by the landing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from insight import pipeline, reading, redaction
from insight.config import Settings, load_settings
from insight.records import Counts, Feedback

SETTINGS = """
product = "Parcelo"
workers = 1
[sources.desk]
preset = "tickets"
path = "desk-*.csv"
"""
WITH_REPLIES = """
[sources.desk.replies]
path = "replies-*.csv"
ticket = "ticket"
id = "id"
text = "text"
created_at = "at"
author = "who"
author_role = "role"
"""
HEADER = "id,requester,subject,description,created_at"
REPLIES = "id,ticket,who,role,at,text"


@pytest.fixture
def redacted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The source's ids of what was redacted, in order."""
    ids: list[str] = []
    really = redaction.Redactor.redact_feedback

    def counted(self: redaction.Redactor, row: Feedback) -> Feedback:
        ids.append(row.source_id)
        return really(self, row)

    monkeypatch.setattr(redaction.Redactor, "redact_feedback", counted)
    return ids


def made(root: Path, text: str = SETTINGS) -> Settings:
    (root / "insight.toml").write_text(text, encoding="utf-8")
    return load_settings(root / "insight.toml")


def ingest(project: Settings, file: str, *rows: str, header: str = HEADER) -> Counts:
    """Bring one more file in, or a file anew; return what became of the rows that were read."""
    (project.root / file).write_text("\n".join([header, *rows]), encoding="utf-8")
    with pipeline.hold_run(project) as run, pipeline.join_run(project, run) as session:
        return pipeline.ingest_source(session, "desk")


def landed(project: Settings) -> dict[str, str]:
    """The texts of each ticket, by its id."""
    with reading.open_idle_work_file(project) as warehouse:
        return {
            row["source_id"]: row["said"]
            for row in warehouse.rows(
                "select source_id, string_agg(text, ' / ' order by position) as said "
                "from raw.messages join raw.feedback using (feedback_id) group by source_id order by source_id"
            )
        }


def test_an_export_of_everything_redacts_only_what_is_new_or_changed(tmp_path: Path, redacted: list[str]) -> None:
    project = made(tmp_path)
    assert ingest(project, "desk-1.csv", "1,ann,,It hangs,2026-05-01", "2,bob,,It crashes,2026-05-02") == Counts(2, 2)
    redacted.clear()
    all_of_it = ("1,ann,,It hangs,2026-05-01", "2,bob,,It still crashes,2026-05-04", "3,eve,,Too slow,2026-05-03")
    assert ingest(project, "desk-2.csv", *all_of_it) == Counts(3, stored=2, unchanged=1)
    assert redacted == ["2", "3"]
    assert landed(project) == {"1": "It hangs", "2": "It still crashes", "3": "Too slow"}


def test_a_further_file_of_replies_reads_and_redacts_the_tickets_that_it_answers_alone(
    tmp_path: Path, redacted: list[str]
) -> None:
    project = made(tmp_path, SETTINGS + WITH_REPLIES)
    (tmp_path / "replies-1.csv").write_text(
        f"{REPLIES}\nr1,1,ann,customer,2026-05-02,Nobody answers\n", encoding="utf-8"
    )
    ingest(project, "desk-1.csv", "1,ann,,It hangs,2026-05-01", "2,bob,,It crashes,2026-05-02")
    redacted.clear()
    counts = ingest(project, "replies-2.csv", "r2,2,bob,customer,2026-05-04,On every start", header=REPLIES)
    assert counts == Counts(1, stored=1)
    assert redacted == ["2"]
    assert landed(project) == {"1": "It hangs / Nobody answers", "2": "It crashes / On every start"}


def test_a_row_that_was_lost_from_raw_lands_again(tmp_path: Path) -> None:
    project = made(tmp_path)
    ingest(project, "desk-1.csv", "1,ann,,It hangs,2026-05-01", "2,bob,,It crashes,2026-05-02")
    with pipeline.hold_run(project) as run, pipeline.join_run(project, run) as session:
        session.warehouse.run("delete from raw.feedback where source_id = '1'")
        session.warehouse.run("update audit.loads set feedback_total = 1")
    assert ingest(project, "desk-2.csv", "1,ann,,It hangs,2026-05-01").stored == 1


def test_who_wrote_cannot_be_guessed_from_what_is_kept_to_know_a_row_by(tmp_path: Path) -> None:
    kept = []
    for name in ("one", "two"):  # the same row in two projects, each with its own key
        (tmp_path / name).mkdir()
        project = made(tmp_path / name)
        ingest(project, "desk-1.csv", "1,ann,,It hangs,2026-05-01")
        with reading.open_idle_work_file(project) as warehouse:
            kept.append(warehouse.value("select came_as from raw.arrivals"))
    assert kept[0] != kept[1]


# One ticket without a time of change, as "the one read last holds", in files that come one run after the other.
@settings(max_examples=4, deadline=None)
@given(files=some.lists(some.lists(some.sampled_from("ABC"), min_size=1, max_size=4), min_size=2, max_size=2))
def test_what_is_left_out_changes_nothing_of_what_the_landing_decides(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[str]]
) -> None:
    found = []
    for leaves_out in (True, False):
        project = made(tmp_path_factory.mktemp("project"))
        for number, versions in enumerate(files):
            rows = (f"1,ann,{text}" for text in versions)
            counts = ingest(project, f"desk-{number}.csv", *rows, header="id,requester,description")
            assert counts.read == len(versions)
            if not leaves_out:
                with pipeline.hold_run(project) as run, pipeline.join_run(project, run) as session:
                    session.warehouse.run("delete from raw.arrivals")
            found.append((leaves_out, number, landed(project), counts))
    half = len(found) // 2
    assert [one[1:] for one in found[:half]] == [one[1:] for one in found[half:]]
