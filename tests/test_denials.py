from __future__ import annotations

import pytest

from insight.denials import NO_DENIALS, find_denials


@pytest.mark.parametrize(
    ("text", "denial"),
    [
        ("The kettle never leaks.", "never leaks"),
        ("They never billed me twice for a ride.", "never billed me twice"),
        ("I haven’t been billed twice since March.", "havent been billed twice"),
        ("My seats were not double-booked.", "were not double booked"),
        ("Since the last release it no longer loses my playlists.", "no longer loses"),
        ("The scanner doesn't freeze any more.", "doesnt freeze any more"),
        ("Not once has it lost a photo.", "not once has it lost"),
        ("The chat has stopped disconnecting.", "stopped disconnecting"),
        ("It stopped booking my seat twice.", "stopped booking my seat twice"),
        ("I never have to enter my code twice.", "never have to enter my code twice"),
        ("The courier app has not logged me out again.", "has not logged me out again"),
        ("We haven't seen any duplicate bookings.", "havent seen any duplicate bookings"),
        ("No lost parcels in two years.", "no lost parcels"),
        ("None of my recipes went missing.", "none of my recipes went missing"),
        ("The totals are never wrong.", "never wrong"),
        ("It runs for days without crashing.", "without crashing"),
        ("The freezes are gone.", "freezes are gone"),
        ("Never hangs, would buy it again.", "never hangs"),
    ],
)
def test_a_trouble_that_is_said_not_to_be_is_denied(text: str, denial: str) -> None:
    assert find_denials(text).held == (denial,)


@pytest.mark.parametrize(
    "text",
    [
        "It no longer works.",
        "The radio never syncs.",
        "It does not save any more.",
        "Not once did it start.",
        "The search doesn't find duplicates.",
        "It doesn't warn me when I book twice.",
        "It does not ring twice a day.",
        "It doesn't empty the bin.",
        "It isn't only slow, it is ugly.",
        "No error message appears, it just closes.",
        "No duplicate check.",
        "No way to merge duplicates.",
        "I did not order twice.",
        "I have not received my refund.",
        "No, problems every day.",
        "My recipes were not there.",
        "Does it never crash for you?",
    ],
)
def test_what_denies_no_trouble_is_no_denial(text: str) -> None:
    assert find_denials(text) == NO_DENIALS


@pytest.mark.parametrize(
    "text",
    [
        "Never had a problem until the update.",
        "It used to never crash.",
        "It had never crashed.",
        "If it never crashed I would be happy.",
        "I never said it never crashes.",
        "Please make sure I am not charged twice.",
        "I want to never lose a recipe again.",
        "It cannot print without crashing.",
        "Not a day without a crash.",
        "Don't lose my photos!",
        "There is nothing wrong with my internet.",
    ],
)
def test_a_denial_that_is_taken_back_or_only_wished_for_does_not_hold(text: str) -> None:
    assert find_denials(text).held == ()
