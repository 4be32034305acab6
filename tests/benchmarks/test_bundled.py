"""How planted statements of the sample are held against mined ones."""

from __future__ import annotations

from benchmarks.bundled import Mined, kind_answers, message_of, several_problems

PLANTED = {
    "source": "tickets",
    "source_id": "1",
    "message": "body",
    "kind": "request",
    "text": "I bill them each month. Can you automate that?",
    "problem": 1,
    "language": "en",
    "duplicate_of": None,
}


def mined(*kinds: str) -> Mined:
    texts = ("I bill them each month.", "Can you automate that?")
    found = [{"clean": text, "kind": kind, "kind_confidence": 0.9} for text, kind in zip(texts, kinds, strict=False)]
    return Mined({message_of(PLANTED): found}, {}, {"statements": [PLANTED], "personal": [], "duplicates": []})


def test_of_two_sentences_planted_as_one_the_one_that_asks_for_work_counts() -> None:
    assert [answer.answer for answer in kind_answers(mined("other", "request"))] == ["request"]
    assert [answer.answer for answer in kind_answers(mined("other", "other"))] == ["other"]


def test_of_two_sentences_that_ask_for_work_the_surer_one_counts() -> None:
    both = mined("pain", "request")
    (found,) = both.statements.values()
    found[1]["kind_confidence"] = 0.95
    assert [answer.answer for answer in kind_answers(both)] == ["request"]


def test_a_repeat_that_is_dropped_is_counted_as_a_repeat_alone() -> None:
    nothing = mined()
    again = {**PLANTED, "duplicate_of": "an earlier one"}
    assert kind_answers(Mined(nothing.statements, {}, {**nothing.truth, "statements": [again]})) == []


def test_a_planted_statement_that_nothing_was_mined_for_is_other() -> None:
    assert [answer.answer for answer in kind_answers(mined())] == ["other"]


def test_a_ticket_yields_a_problem_where_a_pain_or_a_request_is_mined_for_it() -> None:
    assert several_problems(mined("pain"), count=1) == (1, 1)
    assert several_problems(mined("praise"), count=1) == (0, 1)
