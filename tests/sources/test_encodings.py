from __future__ import annotations

from pathlib import Path

import pytest

from insight.errors import SourceRejected
from tests.sources.conftest import Project, Read, batches_of, texts

CAFE = "id,text\n1,Le café est fermé – dommage\n"


def test_b4_a_nul_is_removed_and_flagged(read: Read) -> None:
    rows = read(b"id,text\n1,a\0b\n2,c\n")
    assert [(row.messages[0].text, row.flags) for row in rows] == [("ab", ("nul_removed",)), ("c", ())]


def test_b4_an_escaped_nul_in_json_is_removed_and_flagged(read: Read) -> None:
    (row,) = read(b'{"id": 1, "text": "a\\u0000b"}\n', name="rows.jsonl")
    assert (row.messages[0].text, row.flags) == ("ab", ("nul_removed",))


@pytest.mark.parametrize("bad", [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf"])
def test_b5_invalid_utf8_is_replaced_and_flagged(read: Read, bad: bytes) -> None:
    rows = read(b"id,text\n1,a" + bad + b"b\n2,c\n")
    assert rows[0].flags == ("invalid_utf8",)
    assert set(rows[0].messages[0].text) == {"a", "\ufffd", "b"}
    assert (rows[1].messages[0].text, rows[1].flags) == ("c", ())


def test_b5_a_lone_surrogate_in_json_is_replaced_and_flagged(read: Read) -> None:
    (row,) = read(rb'{"id": 1, "text": "a\ud800b \\ud800 \ud83d\ude00"}' + b"\n", name="rows.jsonl")
    assert (row.messages[0].text, row.flags) == ("a\ufffdb \\ud800 \U0001f600", ("invalid_utf8",))


def test_b5_one_bad_byte_among_good_utf8_does_not_change_the_encoding(read: Read) -> None:
    rows = read(CAFE.encode() + b"2,a\xe9b\n")
    assert texts(rows) == ["Le café est fermé – dommage", "a\ufffdb"]


def test_b6_a_byte_order_mark_is_no_part_of_the_header(read: Read) -> None:
    assert [row.source_id for row in read(b"\xef\xbb\xbf" + CAFE.encode())] == ["1"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_b7_utf16_is_told_by_its_mark_or_its_zeros(read: Read, encoding: str) -> None:
    assert texts(read(CAFE.encode(encoding))) == ["Le café est fermé – dommage"]


def test_b8_cp1252_is_found_and_recorded(tmp_path: Path, project: Project) -> None:
    (tmp_path / "rows.csv").write_bytes(CAFE.encode("cp1252"))
    batches = batches_of(project())
    assert texts(list(batches[0].rows)) == ["Le café est fermé – dommage"]
    assert batches[0].file_read is not None
    assert batches[0].file_read.encoding == "cp1252"


def test_b8_a_declared_encoding_wins(read: Read) -> None:
    text = "id,text\n1,Łódź nie działa\n"
    assert texts(read(text.encode("iso8859-2"), encoding="iso8859-2")) == ["Łódź nie działa"]


def test_b8_an_encoding_that_does_not_exist_is_named(read: Read) -> None:
    with pytest.raises(SourceRejected, match="there is no encoding 'utf-9'"):
        read(CAFE, encoding="utf-9")


def test_b9_mojibake_is_flagged_and_kept(read: Read) -> None:
    broken = "Le café est fermé".encode().decode("cp1252")
    rows = read(f"id,text\n1,{broken}\n2,£5 refund for Ærøskøbing\n3,Ã la carte in Paris\n4,très bien\n")
    assert rows[0].messages[0].text == broken
    assert [row.flags for row in rows] == [("mojibake",), (), (), ()]
