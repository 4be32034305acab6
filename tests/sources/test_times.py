from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from insight.sources.refusals import Refused
from insight.sources.times import time_reader
from tests.sources.conftest import Read, ids

NOON = datetime(2023, 7, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2023-07-01 12:00:00 +0000",
        "2023-07-01T12:00:00Z",
        "2023-07-01T12:00:00.000000000Z",
        "2023-07-01 14:00:00+02:00",
        "2023-07-01T14:00+02",
        "2023-07-01 12:00:00 UTC",
        "2023-07-01 12:00",
        "Sat, 01 Jul 2023 12:00:00 +0000",
        "1 Jul 2023 14:00:00 +0200",
        "1688212800",
        1688212800,
        1688212800000,
        " 1688212800000 ",
        datetime(2023, 7, 1, 14, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_b36_unmistakable_times_are_read_without_a_declared_format(value: object) -> None:
    assert time_reader(None, UTC)(value) == NOON


def test_b36_a_date_is_its_midnight() -> None:
    assert (
        time_reader(None, UTC)("2023-07-01")
        == time_reader(None, UTC)(date(2023, 7, 1))
        == datetime(2023, 7, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        "   ",
        "03/04/2024",
        "13/04/2024",
        "2023-07-01 24:00",
        "2016-12-31T23:59:60Z",
        "2023-02-30",
        "2023-13-01",
        "0001-01-01",
        "9999-12-31",
        "1969-12-31T23:59:59Z",
        "٢٠٢٣-٠٧-٠١",
        "2023-07-01T12:00:00+25:00",
        "2023-07-01T12:00:00+14:30",
        "2023-07-01T12:00:00+02:75",
        "20230701",
        "168821280",
        "NaN",
        "yesterday",
        "1 Foo 2023 12:00:00 +0000",
        True,
        ["2023-07-01"],
        1e30,
    ],
)
def test_b36_what_is_in_doubt_or_impossible_is_refused_and_never_guessed(value: object) -> None:
    with pytest.raises(Refused) as refusal:
        time_reader(None, UTC)(value)
    assert refusal.value.reason == "bad_timestamp"


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("%d/%m/%Y %H:%M", "01/07/2023 12:00"),
        ("%m/%d/%Y %I:%M %p", "07/01/2023 12:00 PM"),
        ("%Y-%m-%d %H:%M:%S %z", "2023-07-01 14:00:00 +0200"),
        ("iso", "2023-07-01T12:00:00Z"),
        ("rfc2822", "Sat, 01 Jul 2023 12:00:00 GMT"),
        ("epoch", "1688212800.0"),
        ("epoch_ms", 1688212800000),
    ],
)
def test_b36_a_declared_format_is_what_is_read(pattern: str, value: object) -> None:
    assert time_reader(pattern, UTC)(value) == NOON


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("%d/%m/%Y", "07/25/2023"),
        ("%d/%m/%Y", "٠١/٠٧/٢٠٢٣"),
        ("iso", "1688212800"),
        ("epoch", "2023-07-01"),
        ("epoch", "1e9"),
    ],
)
def test_b36_another_format_than_the_declared_one_is_refused(pattern: str, value: object) -> None:
    with pytest.raises(Refused, match=f"in the format '{pattern}'"):
        time_reader(pattern, UTC)(value)


def test_b37_a_naive_time_is_in_the_zone_of_its_source() -> None:
    read = time_reader(None, ZoneInfo("Europe/Berlin"))
    assert read("2023-07-01 14:00") == NOON
    assert read("2023-07-01T12:00:00Z") == NOON


def test_b37_a_time_that_occurred_twice_is_the_first() -> None:
    read = time_reader(None, ZoneInfo("Europe/Berlin"))
    assert read("2023-10-29 02:30") == datetime(2023, 10, 29, 0, 30, tzinfo=UTC)


def test_b37_a_time_that_was_skipped_is_read_by_the_offset_before() -> None:
    read = time_reader(None, ZoneInfo("Europe/Berlin"))
    assert read("2023-03-26 02:30") == read("2023-03-26 03:30") == datetime(2023, 3, 26, 1, 30, tzinfo=UTC)


def test_b36_a_row_with_a_time_that_cannot_be_read_is_quarantined(read: Read) -> None:
    rows = read("id,text,date\n1,a,2024-01-02\n2,b,02/01/2024\n3,c,\n")
    assert ids(rows) == ["1", "3 bad_timestamp", "4 bad_timestamp"]
    assert rows[1].detail.startswith("'02/01/2024' is no time in ISO 8601")
    assert rows[2].detail.startswith("an empty cell is no time")


def test_b38_a_time_in_the_future_is_flagged(read: Read) -> None:
    rows = read("id,text,date\n1,a,2024-06-01\n2,b,2024-06-02\n3,c,2024-06-03\n4,d,2099-01-01\n")
    assert [row.flags for row in rows] == [(), (), ("future_date",), ("future_date",)]
