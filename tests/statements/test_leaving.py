from __future__ import annotations

import pytest

from insight.statements.leaving import find_leaving

OURS = frozenset(("parcelo",))


@pytest.mark.parametrize(
    "text",
    [
        "We will cancel our subscription and switch to Labelly.",
        "I'm about to cancel.",
        "We have decided to leave you.",
        "If this isn't fixed by June we'll move to another provider.",
        "I am thinking of going back to paper.",
        "We are already testing alternatives.",
        "I will not renew.",
        "We are moving to a competitor.",
        "Next week I'll switch to Labelly.",
        "One more time and we're gone.",
        "Uninstalled.",
        "I have stopped using Parcelo.",
        "Please close our account.",
    ],
)
def test_who_leaves_or_is_about_to_speaks_of_leaving(text: str) -> None:
    assert find_leaving(text, OURS) is not None


@pytest.mark.parametrize(
    "text",
    [
        "I will switch to dark mode.",
        "We are going to switch to Dark mode.",
        "How do I cancel a meeting?",
        "I will cancel the meeting with Tom.",
        "I uninstalled it and reinstalled it, no change.",
        "I will switch to Parcelo.",
        "When I leave the office the app signs me out.",
        "I never want to leave Parcelo.",
        "After moving to another folder the mail is gone.",
        "The dialog cannot be closed or cancelled.",
        "I am looking for an alternative route.",
    ],
)
def test_what_only_sounds_like_leaving_is_none(text: str) -> None:
    assert find_leaving(text, OURS) is None
