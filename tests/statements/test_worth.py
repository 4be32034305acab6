"""How likely a ticket's sentence is its point."""

from __future__ import annotations

import pytest

from insight.statements import KindModel, Reader
from insight.statements.kinds import read_signs
from insight.statements.worth import KEPT_FROM, judge_worth, read_marks
from tests.statements.conftest import Judge, message

STORY = "I bought the desk in spring and put the printer on it. " * 20


def worth(text: str, actionable: float, around: str = "") -> float:
    found = judge_worth("judged", read_signs(text, "en", 0.0), message(text + around), 0, actionable, ())
    assert found is not None
    return found


def test_what_is_told_like_a_problem_is_worth_more_than_what_is_only_likely_one() -> None:
    assert worth("The printer drawer does not open.", 0.7) > worth("The printer drawer is the second one.", 0.7)


def test_a_likelier_kind_is_worth_more() -> None:
    assert worth("The printer drawer is upside down.", 0.9) > worth("The printer drawer is upside down.", 0.5)


def test_a_sentence_of_a_long_story_is_less_likely_its_point() -> None:
    assert worth("The printer drawer is stuck.", 0.7, STORY) < worth("The printer drawer is stuck.", 0.7)


@pytest.mark.parametrize("kind", ["review", "survey"])
def test_reviews_and_answers_do_not_narrate(kind: str) -> None:
    signs = read_signs("Slow", "en", 0.0)
    assert judge_worth("judged", signs, message("Slow", kind=kind), 0, 0.5, ()) is None  # type: ignore[arg-type]


def test_the_name_of_the_product_names_nothing() -> None:
    signs = read_signs("Parcelo prints labels", "en", 0.0)
    with_name, without = (read_marks(signs, message("x"), 0, 0.5, products) for products in ((), ("parcelo",)))
    assert with_name["naming_words"] > without["naming_words"]


def test_what_is_told_in_passing_keeps_its_kind_and_is_not_specific(judge: Judge) -> None:
    text = "The old desk had a drawer with problems. " + STORY
    one = judge(text)[0]
    assert (one.kind, one.is_specific, one.vague_reason) == ("pain", False, "told_in_passing")
    assert 0 < KEPT_FROM < 1


def test_what_a_ticket_only_narrates_gets_no_vector_and_its_problem_does(reader: Reader, by_cues: KindModel) -> None:
    landed = message("I bought it. The printer drawer does not open. " + STORY)
    (read,) = reader.read([landed])
    chosen = reader.is_promising(
        read.candidates, reader.signs_of(read.candidates), {landed.message_id: landed}, by_cues
    )
    assert chosen[:2] == [False, True]


def test_what_says_the_title_again_is_worth_more_and_what_stands_late_less() -> None:
    text = "The printer drawer is stuck."
    signs = read_signs(text, "en", 0.0)
    told = message(STORY + text, title="Drawers stuck")
    early = judge_worth("judged", signs, told, 0, 0.7, ())
    late = judge_worth("judged", signs, told, len(STORY), 0.7, ())
    untitled = judge_worth("judged", signs, message(STORY + text), 0, 0.7, ())
    assert (early or 0.0) > max(late or 1.0, untitled or 1.0)
    assert read_marks(signs, told, 0, 0.7, ())["words_of_title"] == pytest.approx(2 / 3)
