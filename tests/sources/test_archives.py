from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tests.sources.conftest import Project, Read, batches_of, ids, rows_of

ROWS = b"id,text\n1,one\n2,two\n"


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def reasons(read: Read, content: bytes, name: str, **settings: object) -> list[str]:
    return ids(read(content, name=name, **settings))


def test_gz_and_zip_are_read(read: Read) -> None:
    assert ids(read(gzip.compress(ROWS), name="rows.csv.gz")) == ["1", "2"]
    rows = read(zipped(("a/one.csv", ROWS), ("two.csv", b"id,text\n3,three\n")), name="rows.zip")
    assert [(row.source_id, row.file) for row in rows] == [
        ("1", "rows.zip/a/one.csv"),
        ("2", "rows.zip/a/one.csv"),
        ("3", "rows.zip/two.csv"),
    ]


def test_b18_of_a_truncated_gz_nothing_is_loaded_and_the_other_files_are(tmp_path: Path, project: Project) -> None:
    many = b"id,text\n" + b"".join(b"%d,text %d\n" % (n, n * 7919) for n in range(5_000))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(many)[:-1_000])
    (tmp_path / "b.csv").write_bytes(ROWS)
    rows = rows_of(project(path="*.csv*"))
    assert ids(rows) == ["0 broken_archive", "1", "2"]
    assert rows[0].file == "a.csv.gz"


def test_b19_a_gz_with_a_wrong_checksum_is_refused(read: Read) -> None:
    packed = bytearray(gzip.compress(ROWS))
    packed[-8:-4] = struct.pack("<I", 12345)
    assert reasons(read, bytes(packed), "rows.csv.gz") == ["0 broken_archive"]


def test_b19_a_zip_with_a_wrong_checksum_is_refused(read: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", b"id,text\n9,nine\n")
        archive.writestr("b.csv", ROWS)
    assert reasons(read, buffer.getvalue().replace(b"1,one", b"1,two"), "rows.zip") == ["0 broken_archive"]


def test_b20_all_members_of_a_gz_are_read(read: Read) -> None:
    assert reasons(read, gzip.compress(ROWS) + gzip.compress(b"3,three\n"), "rows.csv.gz") == ["1", "2", "3"]


def test_b21_the_suffix_does_not_matter(read: Read) -> None:
    assert reasons(read, gzip.compress(ROWS), "rows.csv") == ["1", "2"]
    assert reasons(read, zipped(("rows.csv", ROWS)), "rows.gz") == ["1", "2"]
    assert reasons(read, ROWS, "rows.zip") == ["1", "2"]
    assert reasons(read, b'[{"id": 1, "text": "one"}]', "rows.csv") == ["1"]


def test_b22_a_gz_bomb_is_stopped_by_its_ratio(read: Read) -> None:
    bomb = gzip.compress(b"id,text\n" + b"1," + b"x" * (40 << 20) + b"\n")
    assert len(bomb) < 60_000
    assert reasons(read, bomb, "rows.csv.gz") == ["0 archive_bomb"]


def test_b22_a_zip_bomb_is_stopped_by_its_ratio_over_all_files(read: Read) -> None:
    files = [(f"{n}.csv", b"id,text\n" + b"1,x\n" * 3_000_000) for n in range(2)]
    assert reasons(read, zipped(*files), "rows.zip") == ["0 archive_bomb"]


def test_b22_s15_sizes_and_numbers_of_files_have_limits(read: Read) -> None:
    assert reasons(read, gzip.compress(ROWS), "rows.csv.gz", limits={"max_file_bytes": 10}) == ["0 too_large"]
    assert reasons(read, ROWS, "rows.csv", limits={"max_file_bytes": 10}) == ["0 too_large"]
    many = zipped(*((f"{n}.csv", ROWS) for n in range(4)))
    assert reasons(read, many, "rows.zip", limits={"max_archive_files": 3}) == ["0 archive_bomb"]


@pytest.mark.parametrize("name", ["../rows.csv", "/etc/rows.csv", "a/../../rows.csv", "C:\\rows.csv", "..\\rows.csv"])
def test_b23_s15_names_that_climb_out_of_a_zip_refuse_it(read: Read, name: str) -> None:
    assert reasons(read, zipped(("sound.csv", ROWS), (name, ROWS)), "rows.zip") == ["0 archive_refused"]


def test_b23_s15_a_link_in_a_zip_refuses_it(read: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("rows.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert reasons(read, buffer.getvalue(), "rows.zip") == ["0 archive_refused"]


def test_s15_an_archive_in_an_archive_is_refused(read: Read) -> None:
    assert reasons(read, zipped(("rows.csv.gz", gzip.compress(ROWS))), "rows.zip") == ["0 archive_refused"]
    assert reasons(read, gzip.compress(zipped(("rows.csv", ROWS))), "rows.gz") == ["0 archive_refused"]


def test_s19_a_file_with_too_many_rows_is_refused_before_a_row_is_given_out(read: Read) -> None:
    limits = {"max_rows": 2}
    assert reasons(read, ROWS, "rows.csv", limits=limits) == ["1", "2"]
    assert reasons(read, ROWS + b"3,three\n", "rows.csv", limits=limits) == ["0 too_many_rows"]
    array = b'[{"id":1,"text":"a"},{"id":2,"text":"b"},{"id":3,"text":"c"}]'
    assert reasons(read, array, "rows.json", limits=limits) == ["0 too_many_rows"]


def test_one_broken_header_in_a_zip_refuses_all_of_it(read: Read) -> None:
    assert reasons(read, zipped(("a.csv", ROWS), ("b.csv", b"id,id\n1,2\n")), "rows.zip") == ["0 bad_header"]


def test_a_zip_is_told_of_by_its_own_name_and_by_its_files(tmp_path: Path, project: Project) -> None:
    (tmp_path / "rows.zip").write_bytes(zipped(("a.csv", ROWS), ("b.csv", ROWS)))
    reads = [batch.file_read for batch in batches_of(project(path="rows.zip")) if batch.file_read]
    assert [(read.file, read.format, read.rows_read, read.note) for read in reads] == [
        ("rows.zip/a.csv", "csv", 2, None),
        ("rows.zip/b.csv", "csv", 2, None),
        ("rows.zip", "zip", 0, "holds 2 files"),
    ]


def test_a_refused_archive_is_told_once(tmp_path: Path, project: Project) -> None:
    (tmp_path / "rows.csv").write_bytes(gzip.compress(ROWS)[:-3])
    (batch,) = batches_of(project())
    assert ids(list(batch.rows)) == ["0 broken_archive"]
    assert batches_of(project(), batch.cursor) == []
