from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from insight.errors import SourceRejected
from insight.labels import LabelledText, read_labels


def write(tmp_path: Path, content: str | bytes, name: str = "labels.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_texts_labels_and_ratings_are_found_by_their_usual_names(tmp_path: Path) -> None:
    path = write(tmp_path, 'id,review,category,stars\n1,"It crashes,\nalways",BUG,1\n2,Love it,OTHER,\n')
    assert read_labels(path) == [
        LabelledText("It crashes,\nalways", "BUG", 3, 1.0),
        LabelledText("Love it", "OTHER", 4, None),
    ]


def test_other_columns_delimiters_encodings_and_archives_are_read(tmp_path: Path) -> None:
    expected = [LabelledText("Straße gesperrt", "bug", 2)]
    named = write(tmp_path, "what;gold\nStraße gesperrt;bug\n")
    assert read_labels(named, text="what", label="gold") == expected
    wide = write(tmp_path, "text\tlabel\nStraße gesperrt\tbug\n".encode("utf-16"), "wide.tsv")
    assert read_labels(wide) == expected
    packed = write(tmp_path, gzip.compress("\ufefftext,label\nStraße gesperrt,bug\n".encode()), "packed.csv.gz")
    assert read_labels(packed) == expected


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"text,label\n", "has a header and no rows"),
        (b"text,mood\nIt fails,bug\n", "has no column 'label'; its columns are: text, mood"),
        (b"text,label\nIt fails,\n", "line 2: the label is empty"),
        (b"text,label\n,bug\n", "line 2: the text is empty"),
        (b"text,label\nCaf\xe9 fails,bug\n", "line 2: byte 0xe9 is not UTF-8"),
        (b"text,label,rating\nIt fails,bug,many\n", "line 2: 'many' is no rating"),
        (b'text,label\n"It fails,bug\n', "not valid CSV"),
        (b"\x1f\x8b\x08\x00cut", "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_line(tmp_path: Path, content: bytes, complaint: str) -> None:
    with pytest.raises(SourceRejected, match=complaint) as raised:
        read_labels(write(tmp_path, content))
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRejected, match="No such file"):
        read_labels(tmp_path / "absent.csv")
