"""What a statement is said to be about, and what of it is judged."""

from __future__ import annotations

import pytest

from insight.statements import Reader


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("I bought it last year and I love the calendar.", "calendar"),
        ("I recommend it to everyone for the very fast sync.", "sync"),
        ("The only drawback is the price list.", "price list"),
        ("Parcelo has a great dark mode.", "dark mode"),
        ("I am really pleased with the label printing and the tracking page.", "label printing"),
    ],
)
def test_praise_is_about_what_it_judges(reader: Reader, text: str, aspect: str) -> None:
    assert reader.find_aspect(text, is_praise=True) == aspect


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("I cannot send voice messages.", "send voice messages"),
        ("I cannot open the best reports.", "open reports"),
        ("Please add a better dark theme.", "dark theme"),
    ],
)
def test_a_pain_or_a_request_is_about_what_its_clause_says(reader: Reader, text: str, aspect: str) -> None:
    assert reader.find_aspect(text, is_praise=False) == aspect


@pytest.mark.parametrize("is_praise", [True, False])
@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("My only gripe about it is the keypad.", "keypad"),
        ("There are problems with my menu dial.", "menu dial"),
        ("One complaint: the label preview is too dark.", "label preview"),
    ],
)
def test_what_announces_good_or_bad_is_no_aspect(reader: Reader, text: str, aspect: str, is_praise: bool) -> None:
    assert reader.find_aspect(text, is_praise=is_praise) == aspect


def test_a_noun_is_a_name_without_the_word_that_it_is_a_feature(reader: Reader) -> None:
    assert reader.find_aspect("I love the label search function.", is_praise=True) == "label search"
    assert reader.find_aspect("I love the new function.", is_praise=True) == "new function"


@pytest.mark.parametrize("is_praise", [True, False])
@pytest.mark.parametrize("text", ["Parcelo is great.", "It is a great app.", "I love it!", "..."])
def test_what_is_said_of_the_product_as_a_whole_has_no_aspect(reader: Reader, text: str, is_praise: bool) -> None:
    assert reader.find_aspect(text, is_praise=is_praise) is None


def test_what_judges_a_thing_is_no_part_of_its_name(reader: Reader) -> None:
    things = reader.find_things("It has a very light design, a long battery life and a weekly report.")
    assert things == [("design", True), ("battery life", True), ("weekly report", True)]
