from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from insight.config import Settings
from insight.records import Feedback, Message
from tests.sources.conftest import Project, Read, batches_of, ids, rows_of, texts

DAY = datetime(2024, 1, 2, tzinfo=UTC)


def test_a_review_is_read_whole(read: Read) -> None:
    head = "Review ID,Title,Text,Date,Author,Email,App Version,Device,Country,Lang,Stars,Tags,URL\n"
    row = 'r1,Too slow,"It takes, like, ages",2024-01-02,Ada Roe,ada@example.com,4.2,Pixel,DE,de-DE,2,"a, b,a,",https://x.example/r1\n'
    assert read(head + row) == [
        Feedback(
            source="shop",
            source_id="r1",
            feedback_kind="review",
            created_at=DAY,
            updated_at=DAY,
            messages=(
                Message("title", "customer", "Too slow", DAY, part="title", author_id="Ada Roe"),
                Message("body", "customer", "It takes, like, ages", DAY, author_id="Ada Roe"),
            ),
            customer_id="Ada Roe",
            personal=("Ada Roe", "ada@example.com"),
            product="Harbor",
            app_version="4.2",
            device="Pixel",
            country="DE",
            language="de-DE",
            rating=2.0,
            rating_scale="stars",
            tags=("a", "b"),
            url="https://x.example/r1",
            file="rows.csv",
            line=2,
        )
    ]


def test_the_field_map_overrides_single_keys(read: Read) -> None:
    (row,) = read("id,text,remark,rating\n1,no,yes,5\n", fields={"text": "remark"})
    assert (texts([row]), row.rating) == (["yes"], 5.0)


def test_dotted_paths_lead_into_json_and_pick_custom_fields_by_id(read: Read) -> None:
    (row,) = read(
        b'{"id": 1, "say": {"text": "a"}, "custom_fields": [{"id": 7, "value": "x"}, {"id": 8, "value": "5.1"}]}',
        name="rows.jsonl",
        fields={"text": "say.text", "version": "custom_fields.8"},
    )
    assert (texts([row]), row.app_version) == (["a"], "5.1")


def test_constants_fill_what_rows_leave_empty(read: Read) -> None:
    constants = {"product": "Buoy", "country": "FR"}
    rows = read("id,text,product,land\n1,a,Other,IT\n2,b,,\n", constants=constants, fields={"country": "land"})
    assert [(row.product, row.country) for row in rows] == [("Buoy", "IT"), ("Buoy", "FR")]


def test_a_rating_without_text_lands_and_neither_is_quarantined(read: Read) -> None:
    rows = read("id,text,rating\n1,,4\n2,   ,\n3,text,\n")
    assert ids(rows) == ["1", "3 no_text", "3"]
    assert (rows[0].messages, rows[0].rating, rows[0].rating_scale) == ((), 4.0, "stars")


def test_a_row_without_its_id_is_quarantined(read: Read) -> None:
    assert ids(read("id,text\n1,a\n ,b\n")) == ["1", "3 missing_id"]
    assert ids(read(b'{"text": "a"}', name="rows.jsonl", fields={"id": "key"})) == ["1 missing_id"]


def test_rows_without_an_id_column_are_known_by_content_and_equal_ones_are_several(read: Read) -> None:
    content = "text,rating,date\nkeeps crashing,1,2024-01-02\nfine,5,2024-01-02\nkeeps crashing,1,2024-01-02\n"
    first, again = ids(read(content)), ids(read(content))
    assert first == again
    assert len(set(first)) == 3
    assert first[2] == f"{first[0]}_2"


def test_b35_the_same_id_in_two_sources_is_two_feedback(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text\n1,a\n")
    source = {"preset": "reviews", "path": "rows.csv"}
    settings = Settings(root=tmp_path, sources={"shop": source, "other": source})
    (ours,) = rows_of(settings)
    assert isinstance(ours, Feedback)
    from insight.sources import Cursor, read_source

    (theirs,) = next(read_source("other", settings, Cursor(), DAY)).rows
    assert isinstance(theirs, Feedback)
    assert ours.source_id == theirs.source_id
    assert ours.feedback_id != theirs.feedback_id


@pytest.mark.parametrize("mark", ["true", "True", "1", "yes", "deleted"])
def test_b33_a_row_that_says_it_is_gone_is_a_tombstone(read: Read, mark: str) -> None:
    (row,) = read(f"id,text,date,deleted\n1,still here,2024-01-02,{mark}\n")
    assert (row.is_deleted, row.messages, row.updated_at) == (True, (), DAY)


@pytest.mark.parametrize("mark", ["", "false", "0", "no"])
def test_b33_a_row_that_is_not_gone_is_none(read: Read, mark: str) -> None:
    (row,) = read(f"id,text,deleted\n1,still here,{mark}\n")
    assert (row.is_deleted, texts([row])) == (False, ["still here"])


def test_only_web_addresses_are_links_and_a_pattern_makes_them(read: Read) -> None:
    rows = read("id,text,url\n1,a,javascript:alert(1)\n2,b,https://x.example/2\n", url_pattern="https://y.example/{id}")
    assert [row.url for row in rows] == ["https://y.example/1", "https://x.example/2"]


def test_google_play_console_exports_are_read(read: Read) -> None:
    head = (
        "Package Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,"
        "Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,"
        "Star Rating,Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,"
        "Developer Reply Text,Review Link\n"
    )
    link = "https://play.example/console/app?reviewId=gp%3AAOq&corpus=PUBLIC"
    full = (
        "app.harbor,42,4.2,de,oriole,2024-01-02T00:00:00Z,1704153600000,2024-01-03T00:00:00Z,1704240000000,"
        f"1,,Stürzt ab,2024-01-04T00:00:00Z,1704326400000,Sorry!,{link}\n"
    )
    bare = "app.harbor,,,en,,2024-01-02T00:00:00Z,1704153600000,,,5,,,,,,\n"
    rows = read((head + full + bare).encode("utf-16"), preset="google_play")
    assert rows[0].source_id == "gp:AOq"
    assert (rows[0].app_version, rows[0].device, rows[0].language, rows[0].rating) == ("4.2", "oriole", "de", 1.0)
    assert [(m.key, m.author_role, m.text) for m in rows[0].messages] == [
        ("body", "customer", "Stürzt ab"),
        ("reply", "agent", "Sorry!"),
    ]
    assert rows[0].updated_at == datetime(2024, 1, 3, tzinfo=UTC)
    assert (rows[1].messages, rows[1].rating, rows[1].url) == ((), 5.0, None)


def test_app_store_connect_answers_are_read(read: Read) -> None:
    page = b"""{"data": [{"type": "customerReviews", "id": "00000a", "attributes": {"rating": 1, "title": "Crash",
        "body": "On start", "reviewerNickname": "kim", "createdDate": "2024-01-02T02:00:00+02:00", "territory": "USA"},
        "relationships": {"response": {}}}], "links": {"self": "https://api.example/v1"}, "meta": {"total": 1}}"""
    (row,) = read(page, name="reviews.json", preset="app_store")
    assert (row.source_id, row.rating, row.country, row.customer_id, row.created_at) == (
        "00000a",
        1.0,
        "USA",
        "kim",
        DAY,
    )
    assert texts([row]) == ["Crash", "On start"]
    (flat,) = read(
        "id,rating,title,body,reviewerNickname,createdDate,territory\n9,2,t,b,kim,2024-01-02,DEU\n", preset="app_store"
    )
    assert (flat.source_id, flat.rating, flat.country, texts([flat])) == ("9", 2.0, "DEU", ["t", "b"])


def test_nps_answers_are_surveys_from_0_to_10(read: Read) -> None:
    rows = read("response_id,score,comment,customer_id\n1,0,bad,c1\n2,10,,c2\n3,11,x,c3\n", preset="nps")
    assert ids(rows) == ["1", "2", "4 bad_rating"]
    assert (rows[0].feedback_kind, rows[0].rating, rows[0].rating_scale) == ("survey", 0.0, "nps")


def test_the_newest_moment_stands_in_for_a_missing_update(project: Project, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("id,text,created_at,updated_at\n1,a,2024-01-02,\n2,b,2024-01-02,2024-02-03\n")
    rows = batches_of(project())[0].rows
    assert [row.updated_at for row in rows] == [DAY, datetime(2024, 2, 3, tzinfo=UTC)]
