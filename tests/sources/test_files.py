from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from insight.errors import SourceRejected
from tests.sources.conftest import Project, ids, rows_of

ROWS = "id,text\n{},text\n"


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.csv").write_text(ROWS.format("secret"))
    return folder


def test_a_file_a_glob_and_a_folder_are_read_in_the_order_of_names(tmp_path: Path, project: Project) -> None:
    (tmp_path / "export" / "deep").mkdir(parents=True)
    for name in ("b.csv", "a.csv", "deep/c.csv", ".hidden.csv", "notes.md"):
        (tmp_path / "export" / name).write_text(ROWS.format(name))
    assert ids(rows_of(project(path="export/b.csv"))) == ["b.csv"]
    assert ids(rows_of(project(path="export/*.csv"))) == ["a.csv", "b.csv"]
    rows = rows_of(project(path="export"))
    assert [(row.source_id, row.file) for row in rows] == [
        ("a.csv", "export/a.csv"),
        ("b.csv", "export/b.csv"),
        ("deep/c.csv", "export/deep/c.csv"),
    ]


def test_a_source_without_any_file_names_the_path_that_was_looked_for(tmp_path: Path, project: Project) -> None:
    with pytest.raises(SourceRejected, match=r"source shop: there is no file at .*/nothing/\*\.csv; correct `path`"):
        rows_of(project(path="nothing/*.csv"))


def test_what_insight_wrote_is_no_source(tmp_path: Path, project: Project) -> None:
    (tmp_path / "insight-data").mkdir()
    (tmp_path / "insight-data" / "feature_ideas.csv").write_text(ROWS.format("ours"))
    (tmp_path / "rows.csv").write_text(ROWS.format("theirs"))
    assert ids(rows_of(project(path="."))) == ["theirs"]


def test_s9_a_relative_path_that_climbs_out_is_refused(outside: Path, project: Project) -> None:
    with pytest.raises(SourceRejected, match=r"leads out of .*; write it as an absolute path"):
        rows_of(project(path="../secret.csv"))


def test_s9_an_absolute_path_is_the_owners_own_word(outside: Path, project: Project) -> None:
    assert ids(rows_of(project(path=str(outside / "*.csv")))) == ["secret"]
    assert ids(rows_of(project(path=str(outside / "secret.csv")))) == ["secret"]


def test_s9_a_link_that_leads_out_is_refused(tmp_path: Path, outside: Path, project: Project) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "a.csv").write_text(ROWS.format("inside"))
    (tmp_path / "export" / "b.csv").symlink_to(outside / "secret.csv")
    (tmp_path / "export" / "c.csv").symlink_to(tmp_path / "export" / "a.csv")
    (tmp_path / "export" / "d").symlink_to(outside, target_is_directory=True)
    for path in ("export", "export/**/*.csv"):
        found = ids(rows_of(project(path=path)))
        assert found[:3] == ["inside", "0 path_refused", "inside"]
        assert "secret" not in found


def test_s9_a_folder_that_is_a_link_out_is_refused(tmp_path: Path, outside: Path, project: Project) -> None:
    (tmp_path / "export").symlink_to(outside, target_is_directory=True)
    assert ids(rows_of(project(path="export/secret.csv"))) == ["0 path_refused"]
    assert ids(rows_of(project(path="export"))) == ["0 path_refused"]


def test_s9_devices_pipes_and_sockets_are_refused(tmp_path: Path, project: Project) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.csv"))
        assert ids(rows_of(project(path="*.csv"))) == ["0 path_refused", "0 path_refused"]
    assert ids(rows_of(project(path="/dev/null"))) == ["0 path_refused"]


def test_a_link_to_nothing_is_told(tmp_path: Path, project: Project) -> None:
    (tmp_path / "rows.csv").symlink_to(tmp_path / "gone.csv")
    assert ids(rows_of(project())) == ["0 unreadable"]
