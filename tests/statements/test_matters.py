from __future__ import annotations

import pytest

from insight.statements.matters import find_matter


@pytest.mark.parametrize(
    "text",
    [
        "12 euros a month for two people is too much.",
        "The plan has become far too expensive for a school",
        "Prices went up by a third and nothing got better!",
        "The export used to be free, now it is an add-on.",
        "We cannot afford the new plan.",
    ],
)
def test_a_complaint_that_it_costs_too_much_is_about_the_price(text: str) -> None:
    assert find_matter(text, "pricing") == "price"


@pytest.mark.parametrize(
    ("text", "pain_type"),
    [
        ("I was charged twice.", "pricing"),
        ("The refund never came.", "pricing"),
        ("Too many clicks to get to the price list.", "usability"),
        ("The invoice shows the wrong price.", "pricing"),
    ],
)
def test_a_complaint_about_what_was_charged_is_not_about_the_price(text: str, pain_type: str) -> None:
    assert find_matter(text, pain_type) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Still no answer from your help desk",
        "I wrote to customer service a week ago and nobody replied.",
        "Nobody picks up the phone.",
        "I'd expect an answer within two days, not after a month.",
    ],
)
def test_who_is_left_alone_complains_about_support(text: str) -> None:
    assert find_matter(text, "service") == "support"


@pytest.mark.parametrize(
    "text", ["Your support answered at once.", "The server does not support it.", "No answer from the mail server."]
)
def test_an_answer_that_a_thing_does_not_give_is_no_matter_of_support(text: str) -> None:
    assert find_matter(text, "bug") is None
