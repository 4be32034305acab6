from __future__ import annotations

import time

import pytest

from insight.statements.cues import words_of
from insight.statements.telling import Hint, find_aside, find_hint, read_telling
from tests.statements.conftest import Judge


def hint(text: str) -> Hint | None:
    return find_hint(words_of(text), is_question="?" in text)


def aside(text: str) -> str | None:
    return find_aside(words_of(text))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("The reminders do not appear on the tablet.", "a thing does not do it"),
        ("I cannot print labels on the new printer.", "it cannot be done"),
        ("The scanner keeps adding empty pages.", "it keeps doing it"),
        ("The camera asks for a name when I open it.", "it asks"),
        ("Only the first page is shown.", "only so"),
        ("The new version is sorting my notes by colour.", "a thing is doing it"),
        ("I don't get the reminder for the meeting.", "it is not got"),
        ("Then I get three pop-ups in a row.", "it is got"),
        ("I am asked to sign in at every page.", "it befalls me"),
        ("I have to open each invoice one by one.", "a detour"),
        ("When I close the drawer the picture turns black.", "under a condition"),
        ("The date column is greyed out.", "a bad state"),
        ("It seems to ignore the second printer.", "it seems"),
        ("The save button does nothing.", "nothing"),
        ("Why does the list jump to the top?", "asks why it is so"),
        ("Could you explain why one entry turns into two?", "asks why it is so"),
        ("How am I supposed to pay with an empty page?", "asks why it is so"),
        ("What good is an alarm that rings too late?", "asks why it is so"),
        ("In the meantime I write it on paper.", "a way round"),
        ("I moved one lesson and now the whole term has another hour.", "then and now"),
        ("Since 7.2 it only turns in circles.", "after an update"),
        ("I missed my train because the clock stood still.", "missed for it"),
        ("The ruler is a joke.", "a thing is judged"),
        ("You promised to call back.", "promised"),
        ("How am I suposed to pay with an empty page?", "asks why it is so"),
        ("Opening the drawer takes so lng that we gave up.", "too long"),
        ("The bell rings too late, if it comes at all.", "if at all"),
        ("The kettle whistles afterwards, if I get one.", "if at all"),
        ("Third time today.", "once more"),
        ("The lamp goes out as soon as my laptop is plugged in.", "as soon as"),
    ],
)
def test_a_thing_that_misbehaves_in_a_ticket_hints_at_a_pain(text: str, shape: str) -> None:
    assert hint(text) == Hint("pain", shape)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Is there a way to print only the first page?", "asks for an ability"),
        ("Can I limit the backup to the last year?", "asks for an ability"),
        ("I want the newest notes at the bottom.", "a wish"),
        ("Get rid of the bar on the left", "an order"),
        ("Looking for a way to hide the ruler.", "a search"),
        ("Could our helpers get access for a week?", "asks for an ability"),
        ("Large print for the labels please", "something, please"),
        ("A ruler for the margins, when?", "asks when it comes"),
    ],
)
def test_what_is_wanted_in_a_ticket_hints_at_a_request(text: str, shape: str) -> None:
    assert hint(text) == Hint("request", shape)


@pytest.mark.parametrize(
    "text",
    [
        "How do I export my notes?",
        "Is there a way to recover the deleted notes?",
        "Where can I find my invoices?",
        "I opened the drawer and took a picture.",
        "Can I do this?",
        "Since when?",
        "Reply soon please",
        "If this isn't solved by June we will look elsewhere.",
        "My boss is not amused.",
        "Please reply as soon as you can.",
        "I will pay as soon as the letter is here.",
    ],
)
def test_how_to_questions_and_steps_hint_at_nothing(text: str) -> None:
    assert hint(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I have reinstalled the program and cleared the cache.", "tells_what_was_done"),
        ("Turned off the firewall.", "tells_what_was_done"),
        ("I never changed any of the options.", "tells_what_was_done"),
        ("Restarting the phone did not help.", "tells_of_a_remedy"),
        ("Das hat leider nicht geholfen.", "tells_of_a_remedy"),
        ("I am running version 4.2 on Linux.", "tells_with_what"),
        ("There are no add-ons installed.", "tells_with_what"),
        ("App version 7.2, up to date.", "tells_with_what"),
        ("The same account works fine on my phone.", "says_what_works"),
        ("My other tablet does not have this problem.", "says_what_works"),
        ("The old version used to show a ruler.", "tells_how_it_was"),
        ("I haven't found a solution in the forum.", "tells_of_a_search"),
        ("Any ideas about the printer?", "asks_for_help"),
        ("Please verify that your account is correct and try again.", "quotes_an_instruction"),
        ("Migrating my notes to a new tablet", "names_a_topic"),
        ("My provider said that the port is open.", "tells_what_others_say"),
        ("I suspect the graphics driver.", "guesses"),
    ],
)
def test_what_is_told_beside_the_point_says_so(text: str, reason: str) -> None:
    assert aside(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "I reinstalled the program but it still crashes on start.",
        "I deleted the account and now all my notes are gone.",
        "Printing works fine, however scanning fails.",
        "Migrating my notes fails with error 12",
        "When I changed the font the ruler vanished.",
        "The reminders do not appear on the tablet.",
    ],
)
def test_what_is_wrong_besides_is_to_the_point(text: str) -> None:
    assert aside(text) is None


def test_a_question_for_an_ability_is_to_the_point_whatever_it_names() -> None:
    assert read_telling(words_of("Can I set it up to print all pages?"), is_question=True).aside is None


def test_hostile_words_are_read_in_no_time() -> None:
    start = time.perf_counter()
    for text in ("a " * 100_000, "a" * 100_000, "i have " * 20_000, "when i " * 20_000, "the is " * 20_000):
        read_telling(text.split(), is_question=False)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "kind", "is_specific"),
    [
        ("The reminders do not appear on the tablet.", "pain", True),
        ("Is there a way to print only the first page?", "request", True),
        ("Problems with my account", "pain", False),
        ("Calendar reminders", "other", False),
        ("I have never manually removed a reminder.", "other", False),
    ],
)
def test_a_ticket_is_judged_by_its_shapes(judge: Judge, text: str, kind: str, is_specific: bool) -> None:
    (one,) = judge(text)
    assert (one.kind in ("pain", "request") and one.is_specific) == is_specific
    if is_specific:
        assert one.kind == kind


def test_two_naming_words_beside_a_complaint_are_enough(judge: Judge) -> None:
    (one,) = judge("The configuration is incorrect for start-up.")
    assert one.is_specific
