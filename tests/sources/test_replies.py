from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from insight.config import Settings
from tests.sources.conftest import Project, batches_of, ids, rows_of, texts

TICKETS = """\
id,subject,description,created_at,updated_at,requester
1,T1,B1,2024-01-01,2024-01-01,u1
2,T2,B2,2024-01-01,2024-01-09,u2
"""
REPLIES = "id,ticket_id,created,content,author,author_role\n"
LATE = "r2,1,2024-01-03,second,u1,customer\n"
EARLY = "r1,1,2024-01-02,first,a1,agent\n"


@pytest.fixture
def forum(tmp_path: Path, project: Project) -> Settings:
    (tmp_path / "tickets.csv").write_text(TICKETS)
    (tmp_path / "replies.csv").write_text(REPLIES + LATE + EARLY)
    return project(preset="tickets", path="*.csv", is_html=True, replies={"path": "replies.csv"})


def test_replies_join_their_ticket_in_time_order(forum: Settings) -> None:
    first, second = rows_of(forum)
    assert [(m.key, m.author_role, m.text, m.is_html) for m in first.messages] == [
        ("title", "customer", "T1", False),
        ("body", "customer", "B1", True),
        ("reply_r1", "agent", "first", True),
        ("reply_r2", "customer", "second", True),
    ]
    assert first.updated_at == datetime(2024, 1, 3, tzinfo=UTC)
    assert texts([second]) == ["T2", "B2"]
    assert second.updated_at == datetime(2024, 1, 9, tzinfo=UTC)


def test_reply_files_are_told_of_too(forum: Settings) -> None:
    reads = [batch.file_read for batch in batches_of(forum) if batch.file_read]
    assert [(read.file, read.rows_read, read.note) for read in reads] == [
        ("tickets.csv", 2, None),
        ("replies.csv", 2, "joined to their tickets"),
    ]


def test_new_replies_read_the_tickets_again_and_old_ones_do_not(tmp_path: Path, forum: Settings) -> None:
    cursor = batches_of(forum)[-1].cursor
    assert batches_of(forum, cursor) == []
    (tmp_path / "replies.csv").write_text(REPLIES + LATE + EARLY + "r3,2,2024-02-01,third,u2,customer\n")
    assert texts(rows_of(forum, cursor)) == ["T1", "B1", "first", "second", "T2", "B2", "third"]


def test_a_further_reply_file_reads_only_the_tickets_that_it_answers(tmp_path: Path, project: Project) -> None:
    (tmp_path / "tickets.csv").write_text(TICKETS)
    (tmp_path / "replies-1.csv").write_text(REPLIES + LATE + EARLY + "r9,7,2024-01-02,lost,u7,customer\n")
    forum = project(preset="tickets", path="*.csv", is_html=True, replies={"path": "replies-*.csv"})
    cursor = batches_of(forum)[-1].cursor
    (tmp_path / "replies-2.csv").write_text(REPLIES + "r3,1,2024-02-01,third,u1,customer\n")
    os.utime(tmp_path / "tickets.csv", (0, 0))  # copied anew
    answered, *told = rows_of(forum, cursor)
    assert texts([answered]) == ["T1", "B1", "first", "second", "third"]
    assert ids(told) == ["4 unknown_ticket"]
    after = batches_of(forum, cursor)[-1].cursor
    assert batches_of(forum, after) == []
    (tmp_path / "more.csv").write_text(
        "id,subject,description,created_at,updated_at,requester\n7,T7,B7,2024-01-01,,u7\n"
    )
    assert texts(rows_of(forum, after)) == ["T7", "B7", "lost"]


def test_a_new_ticket_file_is_joined_to_known_replies(tmp_path: Path, forum: Settings) -> None:
    cursor = batches_of(forum)[-1].cursor
    (tmp_path / "more.csv").write_text(TICKETS.replace("\n2,", "\n3,"))
    assert texts(rows_of(forum, cursor)) == ["T1", "B1", "first", "second", "T2", "B2"]


def test_replies_that_cannot_be_used_or_joined_are_told_once(tmp_path: Path, forum: Settings) -> None:
    bad = "r4,1,03/04/2024,x,u,customer\nr5,99,2024-01-05,lost,u,customer\n"
    worse = ",1,2024-01-05,x,u,customer\nr6,1,2024-01-05,,u,agent\n"
    (tmp_path / "replies.csv").write_text(REPLIES + EARLY + bad + worse)
    batches = batches_of(forum)
    rows = [row for batch in batches for row in batch.rows]
    assert ids(rows) == ["1", "2", "3 bad_timestamp", "4 unknown_ticket", "5 missing_id", "6 no_text"]
    assert rows[3].payload == b"r5,99,2024-01-05,lost,u,customer\n"
    assert batches_of(forum, batches[-1].cursor) == []


def test_a_reply_file_without_its_columns_is_refused(tmp_path: Path, forum: Settings) -> None:
    (tmp_path / "replies.csv").write_text("id,question,content\n1,1,x\n")
    rows = rows_of(forum)
    assert ids(rows) == ["1", "2", "0 missing_column"]
    assert "no column 'ticket_id' for replies.ticket" in rows[-1].detail


def test_a_reply_file_that_may_not_be_read_is_told_and_the_tickets_are_read(tmp_path: Path, forum: Settings) -> None:
    (tmp_path / "replies.csv").unlink()
    (tmp_path / "replies.csv").symlink_to(tmp_path / "gone")
    assert ids(rows_of(forum)) == ["0 unreadable", "1", "2"]


def test_a_run_that_died_reads_again_what_was_not_joined(tmp_path: Path, forum: Settings) -> None:
    died_after = batches_of(forum)[0].cursor
    assert texts(rows_of(forum, died_after)) == ["T1", "B1", "first", "second", "T2", "B2"]
