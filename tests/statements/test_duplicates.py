from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from insight.statements import Said, mark_duplicates

START = datetime(2024, 5, 1, tzinfo=UTC)


def said(name: str, customer: str | None, day: int | None, text: str) -> Said:
    return Said(name, customer, None if day is None else START + timedelta(days=day), text)


def test_the_earliest_of_one_customers_repeats_stays() -> None:
    statements = [
        said("late", "ann", 3, "Sync is broken!"),
        said("first", "ann", 1, "sync is  broken"),
        said("undated", "ann", None, "SYNC IS BROKEN"),
    ]
    for order in permutations(statements):
        assert mark_duplicates(order) == {"late": "first", "undated": "first"}


def test_the_same_words_of_different_customers_all_count() -> None:
    statements = [said(f"s{number}", f"customer {number}", 1, "keeps crashing") for number in range(40)]
    assert mark_duplicates(statements) == {}


def test_statements_without_a_customer_are_never_duplicates() -> None:
    assert mark_duplicates([said("a", None, 1, "keeps crashing"), said("b", None, 2, "keeps crashing")]) == {}


def test_near_repeats_of_one_customer_are_one_and_other_matters_are_not() -> None:
    statements = [
        said("a", "ann", 1, "When I export the invoices of last month as CSV the file is empty"),
        said("b", "ann", 2, "when I export the invoices of last month as CSV, the file is empty again"),
        said("c", "ann", 3, "When I export the invoices of last month as PDF the file is blank"),
        said("d", "ann", 4, "The calendar is slow"),
        said("e", "ann", 5, "The search is slow"),
    ]
    assert mark_duplicates(statements) == {"b": "a"}


def test_a_loud_customer_is_compared_in_reasonable_time() -> None:
    statements = [
        said(f"{number:05}", "loud", number % 300, f"Problem number {number} with part {number % 97}")
        for number in range(4_000)
    ]
    assert mark_duplicates([*statements, said("copy", "loud", 400, "Problem number 7 with part 7")]) == {
        "copy": "00007"
    }
