"""Singer: what a tap writes is read stream by stream, and each record comes out once or waits with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from insight.records import Feedback, Rejected
from insight.sources.guess import guess_settings
from tests.sources.conftest import Project, Read, ids, rows_of, texts


def schema(stream: str = "tickets", keys: tuple[str, ...] = ("id",), required: tuple[str, ...] = ()) -> dict[str, Any]:
    properties = {"id": {"type": "integer"}, "text": {"type": "string"}}
    described = {"type": "object", "properties": properties, "required": list(required)}
    return {"type": "SCHEMA", "stream": stream, "schema": described, "key_properties": list(keys)}


def record(stream: str = "tickets", **values: Any) -> dict[str, Any]:
    return {"type": "RECORD", "stream": stream, "record": values}


def written(*messages: dict[str, Any]) -> str:
    return "".join(json.dumps(message) + "\n" for message in messages)


STATE = {"type": "STATE", "value": {"tickets": 2}}


def test_records_come_out_under_the_key_of_their_schema_and_states_do_not(read: Read) -> None:
    rows = read(written(schema(keys=("text", "id")), record(id=1, text="a"), STATE, record(id=2, text="b"), STATE))
    assert ids(rows) == ["a/1", "b/2"]
    assert [row.line for row in rows] == [2, 4]


def test_of_several_streams_the_settings_name_one(read: Read) -> None:
    both = written(schema(), schema("users"), record(id=1, text="a"), record("users", id=9, text="somebody"))
    assert ids(read(both, stream="users")) == ["9"]
    (unnamed,) = read(both)
    (misnamed,) = read(both, stream="user")
    assert isinstance(unnamed, Rejected)
    assert isinstance(misnamed, Rejected)
    assert unnamed.detail == "rows.csv holds the streams tickets, users; set `stream` to one of them"
    assert misnamed.detail == "rows.csv: no stream 'user'; did you mean 'users'?"


def test_a_stream_without_a_key_is_known_by_content(read: Read) -> None:
    """Also where it has a column that is called id: the schema says that it is none."""
    rows = read(
        written(schema(keys=()), record(id=1, text="one"), record(id=1, text="other"), record(id=1, text="one"))
    )
    assert len(set(ids(rows))) == 3
    assert ids(rows) == ids(
        read(written(schema(keys=()), *(record(id=1, text=text) for text in ("one", "other", "one"))))
    )


def test_a_key_that_the_settings_map_wins(read: Read) -> None:
    assert ids(read(written(schema(keys=()), record(id=1, text="a")), fields={"id": "text"})) == ["a"]


@pytest.mark.parametrize(
    ("messages", "found"),
    [
        ((record(id=1, text="a"), schema(), record(id=2, text="b")), ["1 no_schema", "2"]),
        ((schema(), record(text="a"), record(id=None, text="b")), ["2 missing_id", "3 missing_id"]),
        ((schema(required=("text",)), record(id=1)), ["2 missing_required"]),
        ((schema(), {"type": "RECORD", "stream": "tickets", "record": [1]}), ["2 not_an_object"]),
        ((schema(), {"type": "BATCH", "stream": "tickets", "manifest": []}), ["2 unknown_message"]),
        ((schema(), record(id=1, text="a"), schema(keys=("text",)), record(id=2, text="b")), ["0 key_changed"]),
        (({"type": "SCHEMA", "stream": "tickets", "schema": {"type": "object"}},), ["0 bad_schema"]),
    ],
)
def test_what_breaks_the_contract_waits_with_its_reason(
    read: Read, messages: tuple[dict[str, Any], ...], found: list[str]
) -> None:
    assert ids(read(written(*messages))) == found


def test_a_line_that_is_no_json_costs_itself_only(read: Read) -> None:
    assert ids(read(written(schema()) + '{"type": "SCHEMA", broken\n' + written(record(id=1, text="a")))) == [
        "2 broken_json",
        "1",
    ]


def test_b33_a_record_that_its_database_deleted_is_a_tombstone(read: Read) -> None:
    (row,) = read(written(schema(), record(id=1, text="a", _sdc_deleted_at="2024-05-01T00:00:00Z")))
    assert isinstance(row, Feedback)
    assert row.is_deleted
    assert texts([row]) == []


def test_a_first_look_at_a_tap_s_file_guesses_its_source(tmp_path, project: Project) -> None:
    tickets = [record(id=n, subject="Help", description=f"Printing shows a blank page {n}") for n in range(3)]
    (tmp_path / "tap.out").write_text(written(schema(), *tickets, STATE))
    guessed = guess_settings([str(tmp_path / "tap.out")], tmp_path)
    (source,) = guessed.sources.values()
    assert (source.preset, source.fields.text) == ("tickets", "description")
    assert ids(rows_of(project(**source.model_dump()))) == ["0", "1", "2"]
