from __future__ import annotations

from typing import Any

import orjson

from insight.records import Feedback
from tests.sources.conftest import Read, ids, texts

THREAD = {"path": "talk.parts", "text": "body", "author": "by.id", "author_role": "by.type", "created_at": "at"}


def row(*parts: Any, **others: Any) -> bytes:
    first = {"id": 1, "text": "It fails.", "user": "u1", "created_at": "2024-01-02"}
    return bytes(orjson.dumps({**first, "talk": {"parts": parts}, **others}))


def part(text: str | None, author: str, role: str, at: str | None = None) -> dict[str, Any]:
    return {"body": text, "by": {"id": author, "type": role}, "at": at}


def test_messages_in_a_row_are_by_whoever_their_role_or_their_author_says(read: Read) -> None:
    parts = (
        part("We look.", "a", "admin"),
        part("Still.", "u2", "Lead"),
        part("And slow.", "u1", ""),
        part(None, "b", "bot"),
    )
    (found,) = read(row(*parts), "rows.jsonl", preset="tickets", comments=THREAD)
    assert isinstance(found, Feedback)
    assert [(one.author_role, one.text, one.author_id) for one in found.messages] == [
        ("customer", "It fails.", "u1"),
        ("agent", "We look.", "a"),
        ("customer", "Still.", "u2"),
        ("customer", "And slow.", "u1"),
    ]


def test_messages_in_a_row_come_in_the_order_of_their_times_and_the_last_one_changed_it(read: Read) -> None:
    parts = part("Later.", "u1", "", "2024-03-01"), part("Before.", "u1", "", "2024-02-01")
    (found,) = read(row(*parts), "rows.jsonl", preset="tickets", comments=THREAD)
    assert texts([found]) == ["It fails.", "Before.", "Later."]
    assert isinstance(found, Feedback)
    assert str(found.updated_at) == "2024-03-01 00:00:00+00:00"


def test_a_text_that_stands_in_the_row_and_in_its_list_is_one_message(read: Read) -> None:
    (found,) = read(row(part("It fails.", "u1", "user")), "rows.jsonl", preset="tickets", comments=THREAD)
    assert texts([found]) == ["It fails."]


def test_b28_a_path_to_messages_that_leads_to_something_else_is_told(read: Read) -> None:
    rows = read(row(talk={"parts": "none"}) + b"\n" + row(talk=None), "rows.jsonl", preset="tickets", comments=THREAD)
    assert ids(rows) == ["1 wrong_type", "1"]


def test_the_rows_of_a_page_are_in_the_list_that_the_settings_name(read: Read) -> None:
    page = orjson.dumps({"count": 2, "talks": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]})
    assert ids(read(page, "rows.json", rows="talks")) == ["1", "2"]
    assert ids(read(page, "rows.json")) == ["1 no_text"]
    assert ids(read(page, "rows.jsonl", rows="talks")) == ["1", "2"]


def test_several_texts_are_a_message_each_and_each_column_must_be_there(read: Read) -> None:
    asked = {"text": ["pros", "cons"]}
    rows = read("id,pros,cons\n1,quick,dear\n2,,dear\n3,same,same\n", fields=asked)
    assert [texts([one]) for one in rows] == [["quick", "dear"], ["dear"], ["same"]]
    (refused,) = read("id,pros,con\n1,quick,dear\n", fields=asked)
    assert refused.detail == "rows.csv: no column 'cons' for fields.text; did you mean 'con'?"


def test_tags_may_be_objects_with_a_name(read: Read) -> None:
    (found,) = read(b'{"id": 1, "text": "a", "tags": [{"id": 7, "name": "bug"}, "slow"]}', "rows.jsonl")
    assert isinstance(found, Feedback)
    assert found.tags == ("bug", "slow")


def test_b27_a_rating_in_words_must_be_of_its_scale(read: Read) -> None:
    written = ("4/5", "4.5 stars", "Rated 2 out of 5 stars", "1 star", "8/10", "6 stars", "5 apples", "4/")
    rows = read("id,text,rating\n" + "".join(f"{n},a,{one}\n" for n, one in enumerate(written)))
    assert [one.rating for one in rows if isinstance(one, Feedback)] == [4, 4.5, 2, 1]
    assert ids(rows)[4:] == ["6 bad_rating", "7 bad_rating", "8 bad_rating", "9 bad_rating"]
