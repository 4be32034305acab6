from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insight.records import Rejected
from tests.sources.conftest import Read, ids, texts

HEAD = "id,text,rating\n"


def test_b1_an_unclosed_quote_costs_its_own_lines_only(read: Read) -> None:
    rows = read(HEAD + '1,good,5\n2,"never closed,4\n3,fine,3\n4,"also fine",3\n5,ok,2\n')
    assert ids(rows) == ["1", "3 unclosed_quote", "4", "5"]
    damage = rows[1]
    assert isinstance(damage, Rejected)
    assert damage.detail == "lines 3 to 4: a quote is opened and not closed"
    assert damage.payload == b'2,"never closed,4\n3,fine,3\n'


def test_b1_an_unclosed_quote_to_the_end_of_the_file_is_one_damaged_region(read: Read) -> None:
    rows = read(HEAD + '1,good,5\n2,"never closed,4\n3,fine,3\n')
    assert ids(rows) == ["1", "3 unclosed_quote"]
    assert rows[1].detail == "lines 3 to 4: a quote is opened and not closed"


def test_b1_the_end_of_a_damaged_quotation_is_not_taken_for_a_row(read: Read) -> None:
    rows = read(HEAD + '1,"first line\nand, second" here,5\n2,sound,4\n')
    assert ids(rows) == ["2 unclosed_quote", "3 unclosed_quote", "2"]


def test_b2_text_after_a_closing_quote_is_quarantined(read: Read) -> None:
    rows = read(HEAD + '1,"good" they say,5\n2,ok,4\n')
    assert ids(rows) == ["2 text_after_quote", "2"]
    assert rows[0].payload == b'1,"good" they say,5\n'


def test_b3_rows_of_the_wrong_length_are_quarantined_with_line_and_bytes(read: Read) -> None:
    rows = read(HEAD + '1,"two\nlines",5\n2,ok\n3,ok,4,more\n4,ok,3\n')
    assert ids(rows) == ["1", "4 too_few_fields", "5 too_many_fields", "4"]
    assert rows[1:3] == [
        Rejected("shop", "rows.csv", 4, "too_few_fields", "line 4: 2 fields where the header has 3", b"2,ok\n"),
        Rejected("shop", "rows.csv", 5, "too_many_fields", "line 5: 4 fields where the header has 3", b"3,ok,4,more\n"),
    ]


def test_b10_line_ends_may_be_mixed(read: Read) -> None:
    assert ids(read("id,text\r\n1,a\r2,b\n3,c\r\n4,d")) == ["1", "2", "3", "4"]


def test_b10_line_ends_inside_quotes_are_kept(read: Read) -> None:
    rows = read('id,text\n1,"a\r\nb\rc\nd"\n')
    assert texts(rows) == ["a\r\nb\rc\nd"]
    assert [row.line for row in rows] == [2]


def test_b11_semicolons_and_tabs_are_read_as_declared(read: Read) -> None:
    assert texts(read("id;text\n1;a, b\n", delimiter=";")) == ["a, b"]
    assert texts(read("id\ttext\n1\ta, b\n", name="rows.tsv")) == ["a, b"]


def test_b11_the_wrong_delimiter_is_a_clear_error(read: Read) -> None:
    (refused,) = read("id;text\n1;a\n")
    assert (refused.line, refused.reason) == (0, "wrong_delimiter")
    assert refused.detail == "rows.csv: the header is one column, 'id;text'; set `delimiter` to ';'"


@pytest.mark.parametrize(
    ("header", "reason", "detail"),
    [
        ("id,text,text", "bad_header", "rows.csv: two columns are named 'text'"),
        ("id,,text", "bad_header", "rows.csv: column 2 has no name"),
        ("id,subtitle,rank", "missing_column", "rows.csv: none of the columns text, review"),
    ],
)
def test_b12_a_header_that_cannot_be_used_refuses_the_file(read: Read, header: str, reason: str, detail: str) -> None:
    (refused,) = read(f"{header}\n1,2,3\n")
    assert (refused.line, refused.reason) == (0, reason)
    assert refused.detail.startswith(detail)


def test_b12_a_column_that_the_settings_name_must_be_there(read: Read) -> None:
    (refused,) = read("id,text,stars\n1,a,5\n", fields={"rating": "star"})
    assert refused.detail == "rows.csv: no column 'star' for fields.rating; did you mean 'stars'?"


@pytest.mark.parametrize("content", ["", "id,text\n", "\n\r\n\n", "\ufeff"])
def test_b13_files_without_rows_are_fine(read: Read, content: str) -> None:
    assert read(content) == []


@pytest.mark.parametrize("count", [1, 2, 11])
def test_b14_b15_few_rows_are_read(read: Read, count: int) -> None:
    assert len(read("id,text\n" + "".join(f"{n},text {n}\n" for n in range(count)))) == count


def test_b16_a_message_of_ten_megabytes_is_read_whole(read: Read) -> None:
    long = "word " * 2_000_000
    assert texts(read(f'id,text\n1,"{long}"\n2,short\n')) == [long, "short"]


def test_s19_a_row_over_the_limit_is_quarantined_and_the_next_one_read(read: Read) -> None:
    one_line, many_lines = "x" * 5_000, "y\n" * 3_000
    rows = read(HEAD + f'1,{one_line},5\n2,ok,4\n3,"{many_lines}",2\n', limits={"max_row_bytes": 1_000})
    assert ids(rows)[:2] == ["2 row_too_long", "2"]
    assert all(isinstance(row, Rejected) and len(row.payload) <= 1_001 for row in rows[2:])


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
def test_whatever_a_csv_writer_wrote_comes_back_as_it_was(read: Read, written: list[str], end: str) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "text"], *([str(n), text] for n, text in enumerate(written))])
    assert texts(read(buffer.getvalue())) == written


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.text(alphabet='a1",\n\r', max_size=40))
def test_every_byte_of_a_damaged_file_is_in_one_row_or_another(read: Read, body: str) -> None:
    rows = read(HEAD + body, preset="tickets")
    lines = [line for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    assert bool(rows) == bool(lines)
    assert len(rows) <= len(lines)
