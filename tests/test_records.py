"""Ids are pure functions of content."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from insight.records import (
    Counts,
    Feedback,
    Message,
    Rejected,
    Statement,
    as_utc,
    content_hash,
    content_id,
    describe_counts,
    text_key,
)

TICKET = Feedback(
    "desk",
    "1",
    "ticket",
    datetime(2026, 1, 1, tzinfo=UTC),
    None,
    (Message("body", "customer", "Printing is blank"),),
    file="a.jsonl",
    line=3,
)


def test_an_id_is_its_prefix_and_sixteen_hexadecimal_characters():
    assert content_id("f", "desk", "1") == TICKET.feedback_id == "f_" + content_hash("desk", "1")[:16]


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_different_parts_have_different_hashes(one, other):
    assert (content_hash(*one) == content_hash(*other)) == (one == other)


def test_nothing_and_the_empty_text_have_different_hashes():
    assert content_hash(None) != content_hash("")


def test_where_a_feedback_was_read_from_does_not_count_as_content():
    assert replace(TICKET, file="b.jsonl", line=9).content_hash == TICKET.content_hash
    assert replace(TICKET, rating=1.0).content_hash != TICKET.content_hash


def test_a_statement_is_known_by_its_message_and_its_span():
    statement = Statement("m_1", "f_1", 0, 8, "Printing", "Printing", "en")
    assert replace(statement, kind="pain", clean="other").statement_id == statement.statement_id
    assert replace(statement, end=7).statement_id != statement.statement_id


def test_b46_texts_that_differ_in_composition_case_or_white_space_are_the_same_text():
    assert text_key("Cafe\u0301  ist\nZU") == text_key("café ist zu")


def test_rejected_rows_are_known_by_place_reason_and_bytes():
    row = Rejected("desk", "a.csv", 4, "too_many_fields", "said", b"1,2,3")
    assert replace(row, detail="said otherwise").quarantine_id == row.quarantine_id
    assert replace(row, line=5).quarantine_id != row.quarantine_id


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_counts_balance_when_every_row_read_is_accounted_for(stored, unchanged, quarantined):
    counts = Counts(stored + unchanged + quarantined, stored, unchanged, quarantined)
    assert counts.balances
    assert (counts + counts).balances
    assert not (counts + Counts(read=1)).balances


def test_times_become_utc():
    east = timezone(timedelta(hours=2))
    assert as_utc(datetime(2026, 1, 1, 2, tzinfo=east)) == datetime(2026, 1, 1, tzinfo=UTC)
    assert as_utc(datetime(2026, 1, 1)) == datetime(2026, 1, 1, tzinfo=UTC)


def test_counts_are_written_for_people_one_alert_and_two_alerts():
    counts = {"messages": 1_204, "alerts": 1, "themes": 2, "stored": 1, "quarantined": 0}
    assert describe_counts(counts) == "1,204 messages, 1 alert, 2 themes, 1 stored"
    assert describe_counts({"alerts": 0}) == "nothing"
