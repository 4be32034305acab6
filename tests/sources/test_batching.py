from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from insight.errors import ConfigError
from insight.sources import Cursor, read_source
from tests.sources.conftest import AS_OF, Project, batches_of, ids, rows_of


def write_rows(path: Path, first: int, count: int) -> None:
    path.write_text("id,text\n" + "".join(f"{n},text {n}\n" for n in range(first, first + count)))


def test_batches_hold_at_most_500_rows_and_every_row_once(tmp_path: Path, project: Project) -> None:
    write_rows(tmp_path / "a.csv", 0, 1_200)
    write_rows(tmp_path / "b.csv", 1_200, 3)
    batches = batches_of(project(path="*.csv"))
    assert [(batch.file, len(batch.rows)) for batch in batches if batch.rows] == [
        ("a.csv", 500),
        ("a.csv", 500),
        ("a.csv", 200),
        ("b.csv", 3),
    ]
    assert ids([row for batch in batches for row in batch.rows]) == [str(n) for n in range(1_203)]
    reads = [batch.file_read for batch in batches if batch.file_read]
    assert [(one.file, one.rows_read, one.format, one.encoding, one.note) for one in reads] == [
        ("a.csv", 1_200, "csv", "utf-8", None),
        ("b.csv", 3, "csv", "utf-8", None),
    ]


def test_a_file_is_in_the_cursor_only_after_its_last_row(tmp_path: Path, project: Project) -> None:
    write_rows(tmp_path / "a.csv", 0, 501)
    batches = batches_of(project(path="*.csv"))
    known = [list(batch.cursor.files) for batch in batches]
    assert known[0] == []
    assert known[-1] == ["a.csv"]
    left = sum(len(batch.rows) for batch in batches_of(project(path="*.csv"), batches[0].cursor))
    assert left == 501


def test_b13_a_file_without_rows_is_noted(tmp_path: Path, project: Project) -> None:
    (tmp_path / "rows.csv").write_bytes(b"")
    notes = [batch.file_read.note for batch in batches_of(project()) if batch.file_read]
    assert notes == ["holds no rows"]


def test_only_what_is_new_is_read(tmp_path: Path, project: Project) -> None:
    settings = project(path="*.csv")
    write_rows(tmp_path / "a.csv", 0, 2)
    cursor = batches_of(settings)[-1].cursor
    assert batches_of(settings, cursor) == []
    write_rows(tmp_path / "b.csv", 2, 1)
    after = batches_of(settings, cursor)
    assert ids([row for batch in after for row in batch.rows]) == ["2"]
    write_rows(tmp_path / "a.csv", 0, 3)
    assert ids(rows_of(settings, after[-1].cursor)) == ["0", "1", "2"]


def test_an_untouched_file_is_not_opened(tmp_path: Path, project: Project) -> None:
    write_rows(tmp_path / "rows.csv", 0, 2)
    cursor = batches_of(project())[-1].cursor
    status = (tmp_path / "rows.csv").stat()
    (tmp_path / "rows.csv").write_bytes(b"?" * status.st_size)
    os.utime(tmp_path / "rows.csv", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert batches_of(project(), cursor) == []


def test_a_touched_file_is_known_by_its_content(tmp_path: Path, project: Project) -> None:
    write_rows(tmp_path / "rows.csv", 0, 2)
    cursor = batches_of(project())[-1].cursor
    os.utime(tmp_path / "rows.csv", ns=(1, 1))
    (batch,) = batches_of(project(), cursor)
    assert batch.rows == ()
    assert batches_of(project(), batch.cursor) == []


def test_other_settings_of_the_source_read_all_files_again(tmp_path: Path, project: Project) -> None:
    write_rows(tmp_path / "rows.csv", 0, 2)
    cursor = batches_of(project())[-1].cursor
    assert ids(rows_of(project(constants={"version": "2"}), cursor)) == ["0", "1"]


def test_a_cursor_survives_being_written(tmp_path: Path, project: Project) -> None:
    write_rows(tmp_path / "rows.csv", 0, 2)
    cursor = batches_of(project())[-1].cursor
    assert Cursor.from_json(cursor.to_json()) == cursor
    assert Cursor.from_json(None) == Cursor()


def test_one_broken_file_does_not_keep_the_others_out(tmp_path: Path, project: Project) -> None:
    write_rows(tmp_path / "a.csv", 0, 1)
    (tmp_path / "b.csv").write_bytes(gzip.compress(b"id,text\n7,x\n")[:-5])
    (tmp_path / "c.csv").write_text("id;text\n1;x\n")
    write_rows(tmp_path / "d.csv", 1, 1)
    assert ids(rows_of(project(path="*.csv"))) == ["0", "0 broken_archive", "0 wrong_delimiter", "1"]


def test_an_unknown_source_is_named_with_the_nearest(project: Project) -> None:
    with pytest.raises(ConfigError, match=r"no source 'shopp' .*did you mean 'shop'"):
        next(read_source("shopp", project(), Cursor(), AS_OF))
