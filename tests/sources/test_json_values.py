from __future__ import annotations

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insight.records import Rejected
from tests.sources.conftest import Read, ids, texts

GOOD = b'{"id": 1, "text": "one"}'


def test_b24_broken_truncated_and_other_lines_are_quarantined_each(read: Read) -> None:
    lines = [
        GOOD,
        b'{"id": 2, "text": }',
        b'{"id": 3, "te',
        b"[1, 2]",
        b'"text"',
        b"null",
        b"",
        b'{"id": 4, "text": "four"}',
    ]
    rows = read(b"\n".join(lines), name="rows.jsonl")
    assert ids(rows) == [
        "1",
        "2 broken_json",
        "3 broken_json",
        "4 not_an_object",
        "5 not_an_object",
        "6 not_an_object",
        "4",
    ]
    assert isinstance(rows[1], Rejected)
    assert rows[1].payload == lines[1]


def test_b24_a_broken_first_line_does_not_hide_the_others(read: Read) -> None:
    assert ids(read(b'{"id": 1, "te\n' + GOOD + b"\n", name="rows.json")) == ["1 broken_json", "1"]


def test_b24_broken_elements_of_an_array_are_quarantined_each(read: Read) -> None:
    rows = read(b'[{"id": 1, "text": "a, ]"}, {"id": }, 7, {"id": 2, "text": "\\"}"}]', name="rows.json")
    assert ids(rows) == ["1", "2 broken_json", "3 not_an_object", "2"]


@pytest.mark.parametrize("rest", [b"", b",", b', {"id": 2, "text": "cut o'])
def test_b24_an_array_that_ends_too_early_says_so(read: Read, rest: bytes) -> None:
    rows = read(b"[" + GOOD + b"," + GOOD + rest, name="rows.json")
    assert ids(rows)[-1].endswith("broken_json")
    assert ids(rows)[0] == "1"


def test_b25_json_that_is_nested_too_deep_is_quarantined(read: Read) -> None:
    deep = b'{"id": 1, "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert ids(read(deep + b"\n" + GOOD, name="rows.jsonl")) == ["1 too_deep", "1"]
    assert ids(read(b"[" + deep + b"," + GOOD + b"]", name="rows.json")) == ["1 too_deep", "1"]


def test_b25_brackets_in_texts_are_not_depth(read: Read) -> None:
    row = orjson.dumps({"id": 1, "text": "[" * 1_000})
    assert ids(read(row, name="rows.jsonl")) == ["1"]


def test_b26_of_a_doubled_key_the_last_one_wins(read: Read) -> None:
    assert texts(read(b'{"id": 1, "text": "first", "text": "last"}', name="rows.jsonl")) == ["last"]


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e400"])
def test_b27_numbers_that_are_none_quarantine_the_row(read: Read, number: bytes) -> None:
    rows = read(b'{"id": 1, "text": "a", "rating": ' + number + b"}\n" + GOOD, name="rows.jsonl")
    assert ids(rows) == ["1 broken_json", "1"]


@pytest.mark.parametrize("rating", ["NaN", "inf", "1e400", "1e0", "6", "0", "-1", "five", "4,5", "٤", str(1 << 70)])
def test_b27_ratings_off_their_scale_quarantine_the_row(read: Read, rating: str) -> None:
    assert ids(read(f'id,text,rating\n1,a,"{rating}"\n2,b,4.5\n3,c,\n')) == ["2 bad_rating", "2", "3"]


def test_b27_an_id_beyond_exact_numbers_is_quarantined_and_as_text_it_is_fine(read: Read) -> None:
    rows = read(
        b'{"id": 123456789012345678901234, "text": "a"}\n{"id": "123456789012345678901234", "text": "a"}\n',
        "rows.jsonl",
    )
    assert ids(rows) == ["1 bad_id", "123456789012345678901234"]
    assert ids(read(b'{"id": 18446744073709551615, "text": "a"}', "rows.jsonl")) == ["18446744073709551615"]


def test_b28_an_id_is_one_key_whatever_its_type(read: Read) -> None:
    rows = read(b'{"id": 7, "text": 12}\n{"id": "7", "text": true}\n{"id": 7.0, "text": 1.5}\n', name="rows.jsonl")
    assert ids(rows) == ["7", "7", "7"]
    assert texts(rows) == ["12", "true", "1.5"]


def test_b28_a_list_or_an_object_is_no_text(read: Read) -> None:
    assert ids(read(b'{"id": 1, "text": ["a"]}\n{"id": {}, "text": "a"}', name="rows.jsonl")) == [
        "1 wrong_type",
        "2 wrong_type",
    ]


def test_pages_give_the_rows_in_them(read: Read) -> None:
    page = b'{"count": 2, "reviews": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}], "next": null, "tags": [1, 2]}'
    assert ids(read(page, name="rows.json")) == ["1", "2"]
    assert ids(read(page + b"\n" + page.replace(b"1,", b"3,"), name="rows.jsonl")) == ["1", "2", "3", "2"]
    pretty = orjson.dumps(orjson.loads(page), option=orjson.OPT_INDENT_2)
    assert ids(read(pretty, name="rows.json")) == ["1", "2"]


def test_a_document_that_is_one_object_is_one_row(read: Read) -> None:
    assert ids(read(b'{\n  "id": 1,\n  "text": "one"\n}\n', name="rows.json")) == ["1"]
    long = b'{"id": 1, "text": "' + b"x" * 3_000_000 + b'"}'
    assert ids(read(long, name="rows.json")) == ["1"]
    assert ids(read(long, name="rows.json", limits={"max_row_bytes": 2_000_000})) == ["1 row_too_long"]
    assert ids(read(b'{\n"reviews": []\n}', name="rows.json")) == []


def test_b25_a_line_of_nothing_but_depth_is_quarantined_in_json_lines_too(read: Read) -> None:
    deep = b'{"id": 1, "text": ' + b'{"a":' * 200_000 + b"1" + b"}" * 200_001
    assert ids(read(deep, name="rows.jsonl")) == ["1 too_deep"]


def test_s19_an_element_over_the_limit_is_quarantined_and_memory_stays_small(read: Read) -> None:
    long = b'{"id": 2, "text": "' + b"x" * 5_000_000 + b'"}'
    limits = {"max_row_bytes": 100_000}
    rows = read(b"[" + GOOD + b"," + long + b"," + GOOD + b"]", name="rows.json", limits=limits)
    assert ids(rows) == ["1", "2 row_too_long", "1"]
    assert len(rows[1].payload) <= 100_000
    assert ids(read(GOOD + b"\n" + long + b"\n" + GOOD, "rows.jsonl", limits=limits)) == ["1", "2 row_too_long", "1"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('a"\\[]{},\u00e9\n', max_size=6),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text('a"]', max_size=3), some, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(st.text('kx}"', max_size=3), JSON, max_size=3), max_size=6))
def test_an_array_and_lines_of_the_same_objects_say_the_same(read: Read, objects: list[dict[str, object]]) -> None:
    rows = [{**one, "id": n, "text": f"text {n}"} for n, one in enumerate(objects)]
    lines = read(b"\n".join(map(orjson.dumps, rows)), name="rows.jsonl")
    array = read(orjson.dumps(rows), name="rows.json")
    page = read(orjson.dumps({"next": "]", "reviews": rows, "users": []}, option=orjson.OPT_INDENT_2), name="page.json")
    assert ids(lines) == ids(array) == ids(page) == [str(n) for n in range(len(rows))]
