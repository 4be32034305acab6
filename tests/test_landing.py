"""What landing promises: nothing twice, nothing lost, the newest version wins whatever the order of arrival."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insight.landing import (
    find_ledger_gaps,
    forget_waiting_files,
    land_accounts,
    land_batch,
    read_cursor,
    set_aside_rows,
    settle_quarantine,
)
from insight.records import Account, Counts, Feedback, Message, Rejected, Run
from insight.relations import install, read_relations, sql_folder
from insight.warehouse import Warehouse, open_work_file

RUN = Run("run_000001", datetime(2026, 7, 1, tzinfo=UTC))
DAY = [datetime(2026, 6, day, tzinfo=UTC) for day in range(1, 29)]


def ticket(source_id="1", text="Printing shows a blank page", updated=DAY[0], **changes):
    message = Message(key="body", author_role="customer", text=text, said_at=updated, author_id="c_1")
    base = Feedback("desk", source_id, "ticket", DAY[0], updated, (message,), customer_id="c_1", file="a.jsonl", line=1)
    return replace(base, **changes)


def tombstone(source_id="1", updated=DAY[0]):
    return Feedback("desk", source_id, "ticket", None, updated, is_deleted=True)


def refused(line=7, payload=b"1;broken"):
    return Rejected("desk", "a.jsonl", line, "too_many_fields", f"a.jsonl line {line}: 9 fields for 8", payload)


def land(warehouse: Warehouse, *rows, run=RUN, cursor=None, redact=bytes):
    return land_batch(warehouse, run, "desk", rows, file="a.jsonl", batch=0, cursor=cursor, redact_payload=redact)


def texts(warehouse: Warehouse) -> list[str]:
    return [row["text"] for row in warehouse.rows("select text from raw.messages order by text")]


def contents(warehouse: Warehouse) -> list[tuple]:
    current = warehouse.rows("select feedback_id, content_hash from raw.feedback order by all")
    history = warehouse.rows("select feedback_id, content_hash from raw.feedback_history order by all")
    gone = warehouse.rows("select feedback_id, deleted_at from raw.deletions order by all")
    return [tuple(row.values()) for row in current + history + gone]


def test_landing_twice_adds_nothing(warehouse):
    rows = [ticket("1"), ticket("2"), ticket("3")]
    assert land(warehouse, *rows) == Counts(read=3, stored=3)
    before = contents(warehouse)
    assert land(warehouse, *rows) == Counts(read=3, unchanged=3)
    assert contents(warehouse) == before


def test_b29_the_same_row_twice_in_one_batch_is_one_row(warehouse):
    assert land(warehouse, ticket(), ticket()) == Counts(read=2, stored=1, unchanged=1)
    assert warehouse.value("select count(*) from raw.feedback") == 1


def test_b30_the_newest_version_wins_and_the_older_one_is_kept_in_history(warehouse):
    land(warehouse, ticket(text="old", updated=DAY[1]))
    assert land(warehouse, ticket(text="new", updated=DAY[2])) == Counts(read=1, stored=1)
    assert texts(warehouse) == ["new"]
    assert "old" in warehouse.value("select payload from raw.feedback_history")


def test_b31_a_late_older_version_does_not_overwrite_a_newer_one(warehouse):
    land(warehouse, ticket(text="new", updated=DAY[2]))
    assert land(warehouse, ticket(text="old", updated=DAY[1])) == Counts(read=1, stored=1)
    assert texts(warehouse) == ["new"]
    assert land(warehouse, ticket(text="old", updated=DAY[1])) == Counts(read=1, unchanged=1)


def test_b32_equal_times_are_settled_by_content_whatever_the_order(warehouse, second_warehouse):
    one, other = ticket(text="one"), ticket(text="other")
    land(warehouse, one, other)
    land(second_warehouse, other)
    land(second_warehouse, one)
    assert texts(warehouse) == texts(second_warehouse)


def test_of_versions_that_name_no_time_the_one_read_last_holds_and_reading_it_again_changes_nothing(warehouse):
    versions = [ticket(text=text, updated=None, created_at=None) for text in ("first", "corrected", "a third one")]
    for version in versions:
        land(warehouse, version)
    assert texts(warehouse) == ["a third one"]
    assert land(warehouse, *versions) == Counts(read=3, unchanged=3)
    assert texts(warehouse) == ["a third one"]


def test_b33_a_deletion_removes_every_version(warehouse):
    land(warehouse, ticket(text="old", updated=DAY[1]), ticket(text="new", updated=DAY[2]))
    assert land(warehouse, tombstone(updated=DAY[3])) == Counts(read=1, stored=1)
    assert texts(warehouse) == []
    assert warehouse.value("select count(*) from raw.feedback_history") == 0
    assert land(warehouse, tombstone(updated=DAY[3])) == Counts(read=1, unchanged=1)


def test_b34_only_an_update_after_the_deletion_brings_a_ticket_back(warehouse):
    land(warehouse, ticket(), tombstone(updated=DAY[3]))
    assert land(warehouse, ticket(text="copy from before", updated=DAY[2])) == Counts(read=1, unchanged=1)
    assert texts(warehouse) == []
    assert land(warehouse, ticket(text="written after", updated=DAY[4])) == Counts(read=1, stored=1)
    assert texts(warehouse) == ["written after"]
    assert warehouse.value("select count(*) from raw.deletions") == 0


def test_b35_the_same_id_in_two_sources_is_two_rows(warehouse):
    land(warehouse, ticket("1"), ticket("1", source="shop"))
    assert warehouse.value("select count(*) from raw.feedback") == 2


VERSIONS = st.lists(
    st.one_of(
        st.builds(
            lambda key, day, text: ticket(key, text, DAY[day]),
            st.sampled_from("12"),
            st.integers(0, 5),
            st.sampled_from(["a", "b", "c"]),
        ),
        st.builds(lambda key, day: tombstone(key, DAY[day]), st.sampled_from("12"), st.integers(0, 5)),
    ),
    max_size=7,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=VERSIONS, cut=st.integers(0, 7))
def test_what_raw_holds_does_not_depend_on_how_rows_are_batched(empty_warehouse, rows, cut):
    """Same rows in one batch or in two, and then once more: the same tables, and every count balances."""
    once, twice = empty_warehouse(), empty_warehouse()
    counts = [land(once, *rows), land(twice, *rows[:cut]), land(twice, *rows[cut:])]
    assert contents(once) == contents(twice)
    assert all(count.balances for count in counts)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abc")), min_size=1, max_size=4, unique=True))
def test_the_newest_version_does_not_depend_on_the_order_of_arrival(empty_warehouse, rows):
    found = set()
    for order in itertools.islice(itertools.permutations(rows), 6):
        warehouse = empty_warehouse()
        for day, text in order:
            land(warehouse, ticket(text=text, updated=DAY[day]))
        found.add(tuple(texts(warehouse)))
    assert len(found) == 1


def test_what_cannot_land_waits_with_its_place_reason_and_redacted_bytes(warehouse):
    counts = land(warehouse, refused(payload=b"1;ann@example.org"), redact=lambda raw: raw.replace(b"ann@", b"<x>@"))
    assert counts == Counts(read=1, quarantined=1)
    (row,) = warehouse.rows("select file, line, reason, payload, state from audit.quarantine")
    assert row == {
        "file": "a.jsonl",
        "line": 7,
        "reason": "too_many_fields",
        "payload": b"1;<x>@example.org",
        "state": "waiting",
    }


def test_the_same_refused_row_waits_once(warehouse):
    land(warehouse, refused())
    land(warehouse, refused())
    assert warehouse.value("select count(*) from audit.quarantine") == 1


def test_f30_a_row_that_lands_after_a_fix_is_settled_and_stays_in_the_history_of_quarantine(warehouse):
    land(warehouse, refused(line=7), refused(line=8), cursor='{"settings": "x", "files": {"a.jsonl": 1, "b.jsonl": 2}}')
    assert forget_waiting_files(warehouse) == ["a.jsonl"]
    assert read_cursor(warehouse, "desk") == '{"settings":"x","files":{"b.jsonl":2}}'
    later = Run("run_000002", RUN.as_of)
    land(warehouse, ticket(), refused(line=8), run=later)
    assert settle_quarantine(warehouse, later, "desk", ["a.jsonl"]) == 1
    states = warehouse.rows("select line, state from audit.quarantine order by line")
    assert states == [{"line": 7, "state": "landed"}, {"line": 8, "state": "waiting"}]


def test_a_batch_that_breaks_leaves_no_rows_no_cursor_and_no_ledger(warehouse):
    def fail(payload: bytes) -> bytes:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        land(warehouse, ticket(), refused(), cursor="{}", redact=fail)
    assert contents(warehouse) == []
    assert read_cursor(warehouse, "desk") is None
    assert warehouse.value("select count(*) from audit.loads") == 0


def test_f4_rows_that_vanish_beneath_us_show_as_a_gap_in_the_ledger(warehouse):
    land(warehouse, ticket("1"), ticket("2"))
    assert find_ledger_gaps(warehouse) == []
    warehouse.run("delete from raw.feedback where source_id = '2'")
    assert find_ledger_gaps(warehouse) == ["desk: ledger 2, table 1"]


def test_a_row_that_fails_an_expectation_moves_to_quarantine_and_the_ledger_follows(warehouse):
    land(warehouse, ticket("1"), ticket("2"))
    assert set_aside_rows(warehouse, RUN, [ticket("2").feedback_id], "rating_out_of_range") == 1
    assert warehouse.value("select count(*) from raw.feedback") == 1
    assert warehouse.value("select reason from audit.quarantine") == "rating_out_of_range"
    assert find_ledger_gaps(warehouse) == []
    total = warehouse.rows("select sum(stored_count) as stored, sum(quarantined_count) as aside from audit.loads")
    assert total == [{"stored": 1, "aside": 1}]


def test_accounts_are_replaced_whole(warehouse):
    rows = [Account("acme", DAY[0], "pro", "1200.50", "EUR", "smb"), Account("acme", DAY[5], "team", "2400", "EUR")]
    assert land_accounts(warehouse, RUN, rows, bytes) == Counts(read=2, stored=2)
    assert land_accounts(warehouse, RUN, rows, bytes) == Counts(read=2, unchanged=2)
    assert land_accounts(warehouse, RUN, rows[:1], bytes) == Counts(read=1, unchanged=1)
    assert [str(row["revenue"]) for row in warehouse.rows("select revenue from raw.accounts")] == ["1200.50"]


@pytest.fixture
def empty_warehouse(warehouse):
    """A function that returns an emptied warehouse; opening a new file for each example would take most of the time."""
    from insight.config import Settings

    spare = []

    def empty() -> Warehouse:
        import tempfile
        from pathlib import Path

        if len(spare) < 2:
            context = open_work_file(Settings(root=Path(tempfile.mkdtemp())))
            opened = context.__enter__()
            install(opened, read_relations(sql_folder()))
            spare.append((context, opened))
        spare.reverse()
        found = spare[0][1]
        for table in ("feedback", "messages", "feedback_history", "deletions", "cursors"):
            found.run(f"delete from raw.{table}")
        found.run("delete from audit.loads")
        return found

    yield empty
    for context, _ in spare:
        context.__exit__(None, None, None)
