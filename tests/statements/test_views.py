from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.records import Gist
from insight.statements import views
from insight.statements.cleaning import readable
from insight.statements.grammar import Grammar

WORDS = st.sampled_from(
    "I we , . when I print cannot trying to open love it because - ( ) €933 'x' have restart twice June and but "
    "6.4.1 since the update for now instead manually end up printing <EMAIL_1> É — ; it's So".split()
)


@st.composite
def told(draw: st.DrawFn) -> tuple[str, str]:
    """A clean text and a stretch of its words, as a condition is."""
    words = draw(st.lists(WORDS, min_size=1, max_size=40))
    start = draw(st.integers(0, len(words) - 1))
    end = draw(st.integers(start + 1, len(words)))
    return readable(" ".join(words)), " ".join(words[start:end])


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(told())
def test_every_view_is_cut_out_of_the_statement(case: tuple[str, str]) -> None:
    text, condition = case
    found = (
        views.find_job(text),
        views.find_obstacle(text, "pain", Grammar(Gist(condition=condition), None), "en"),
        views.find_workaround(text),
        views.find_feeling(text),
    )
    assert [one.text for one in found if one is not None and one.text not in text] == []


@pytest.mark.parametrize(
    ("text", "condition", "obstacle"),
    [
        ("The app crashes when I open it.", "when I open it", "The app crashes"),
        ("When I open it, the app crashes.", "when I open it", "the app crashes"),
        ("The app crashes since I updated to 6.4.1.", "since I updated", "The app crashes since I updated to 6.4.1"),
        ("I was charged for June twice, €933 each time.", "for June", "I was charged for June twice, €933 each time"),
        ("I was charged twice.", "twice", "I was charged twice"),
    ],
)
def test_an_obstacle_loses_a_condition_at_an_end_and_none_in_its_midst(
    text: str, condition: str, obstacle: str
) -> None:
    found = views.find_obstacle(text, "pain", Grammar(Gist(condition=condition), None), "en")
    assert found is not None
    assert found.text == obstacle


def test_a_long_obstacle_ends_at_the_border_of_a_clause_that_complains() -> None:
    def obstacle(text: str) -> str | None:
        found = views.find_obstacle(text, "pain", None, "en")
        return found.text if found else None

    complaint = "The exported file is empty on all of our old laptops"
    assert obstacle(f"{complaint}, which our people in the stores use all day long.") == complaint
    unbroken = "Three of us worked on a plan and after the next update only the oldest version was still there"
    assert obstacle(unbroken) == unbroken
    opening = "I sent our biggest customer an invoice as usual, and they wrote back that the file was empty"
    assert obstacle(opening) == opening


def test_a_feeling_is_told_in_the_customers_own_letters() -> None:
    found = views.find_feeling("Really ANNOYED by this.")
    assert found is not None
    assert found.text == "Really ANNOYED"


@pytest.mark.parametrize(
    ("text", "workaround"),
    [
        ("Labels are cut, so I have to trim them.", "I have to trim them"),
        ("What we do instead: we write them on paper.", "What we do instead: we write them on paper"),
        ("Meanwhile, I share one phone with Tom.", "I share one phone with Tom"),
        ("At the moment I save every minute.", "I save every minute"),
        ("We copy the rows by hand every Monday.", "We copy the rows by hand every Monday"),
        ("I end up calling each customer.", "I end up calling each customer"),
        ("I use the website instead.", "I use the website instead"),
    ],
)
def test_what_people_do_instead_is_a_workaround(text: str, workaround: str) -> None:
    found = views.find_workaround(text)
    assert found is not None
    assert found.text == workaround


@pytest.mark.parametrize(
    "text",
    [
        "At the moment I cannot print.",
        "For now I get an error.",
        "There is no workaround.",
        "I see a blank page instead.",
        "I ended up losing my work.",
        "Can I do it manually?",
        "I manually configured the server.",
    ],
)
def test_what_befalls_people_or_what_they_ask_is_no_workaround(text: str) -> None:
    assert views.find_workaround(text) is None
