"""Labels and figures of specific pains and requests. The figures need public tickets and are skipped without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import specific
from benchmarks.specific import Span, Ticket


def ticket(labels: list[Span], kept: list[Span]) -> Ticket:
    text = "The list is empty. I want it sorted. Any ideas? The list is empty."
    return Ticket("dev", {}, labels, {"title": "The list is empty.", "body": text}, kept)


def test_half_of_the_shorter_span_is_overlap_enough() -> None:
    label = Span("body", 0, 18, "pain")
    assert label.covers(Span("body", 9, 40, "pain"))
    assert not label.covers(Span("body", 10, 40, "pain"))
    assert not label.covers(Span("title", 0, 18, "pain"))


def test_counts_tell_right_wrong_useless_and_found() -> None:
    labels = [Span("body", 0, 18, "pain"), Span("body", 19, 36, "request"), Span("body", 37, 47, "named")]
    kept = [Span("body", 0, 18, "request"), Span("body", 37, 47, "pain"), Span("body", 48, 66, "pain")]
    assert specific.count(ticket(labels, kept)) == specific.Counts(
        kept=3, right=1, same_kind=0, useless=1, labelled=2, found=1, first=2, first_found=1
    )


def test_a_repeat_in_the_same_words_is_found_where_the_first_one_is() -> None:
    labels = [Span("title", 0, 18, "pain"), Span("body", 0, 18, "pain", is_repeat=True)]
    assert specific.find_labels(ticket(labels, [Span("title", 0, 18, "pain")]), labels) == [True, True]
    assert specific.find_labels(ticket(labels, []), labels) == [False, False]


def test_the_labels_are_tickets_of_each_split_and_spans_in_them() -> None:
    tickets = specific.read_labels().values()
    assert [sum(one.split == split for one in tickets) for split in ("dev", "fit", "test", "more")] == [
        100,
        144,
        100,
        648,
    ]
    assert all(0 <= label.start < label.end for one in tickets for label in one.labels)
    assert {label.kind for one in tickets for label in one.labels} == {"pain", "request", "named"}


def test_a_second_annotators_pains_and_requests_are_judged_as_if_they_had_been_kept() -> None:
    first = [Span("body", 0, 18, "pain"), Span("body", 19, 36, "request"), Span("body", 37, 47, "named")]
    second = [Span("body", 0, 18, "pain"), Span("body", 37, 47, "request"), Span("body", 19, 36, "named")]
    kept = [Span("body", 48, 66, "pain")]
    figures = specific.agree(
        {"1": replace(ticket(first, kept), split="test"), "2": ticket(first, kept)}, {"1": second, "2": second}
    )
    counted = {name: (figure["count"], figure["of"]) for name, figure in figures.items()}
    assert counted["precision"] == counted["recall"] == (1, 2)
    assert counted["useless"] == (0, 2)


def test_the_second_annotator_read_tickets_of_test_alone() -> None:
    tickets, second = specific.read_labels(), specific.read_spans("thunderbird_second.csv")
    assert {tickets[name].split for name in second} == {"test"}
    assert all(0 <= span.start < span.end for spans in second.values() for span in spans)
    assert {span.kind for spans in second.values() for span in spans} == {"pain", "request", "named"}


@pytest.mark.slow
@pytest.mark.skipif(not specific.is_here(), reason="the public tickets are not there (set INSIGHT_DATA)")
def test_specific_pains_and_requests_of_real_tickets_are_found() -> None:
    tickets, drifted = specific.mine_labelled()
    assert drifted <= 20, "too many tickets land with another text than the one that was labelled"
    figures = specific.measure(tickets.values())["test"]
    assert figures["precision"]["value"] >= 0.70
    assert figures["recall"]["value"] >= 0.65
    assert figures["kind"]["value"] >= 0.90
    assert figures["useless"]["value"] <= 0.25
