from __future__ import annotations

import pytest

from insight.statements.splitting import split_block


def split(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_block(text, 0, len(text), language)]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("love the calendar but sync is broken", ["love the calendar", "sync is broken"]),
        (
            "The export fails, invoices are duplicated and I can't log in on Android.",
            ["The export fails", "invoices are duplicated", "I can't log in on Android."],
        ),
        ("Please add dark mode. Export would be nice!", ["Please add dark mode.", "Export would be nice!"]),
        ("It shows e.g. the wrong date. Sync is slow.", ["It shows e.g. the wrong date.", "Sync is slow."]),
        ("I use version 115.3.1 and it crashes.", ["I use version 115.3.1 and it crashes."]),
        ("I use Windows 10. Printing fails.", ["I use Windows 10.", "Printing fails."]),
        ("great app... please add tabs", ["great app...", "please add tabs"]),
        ("no sound。video stuck。", ["no sound。", "video stuck。"]),
    ],
)
def test_sentences_and_clauses_that_say_one_thing_each(text: str, statements: list[str]) -> None:
    assert split(text) == statements


@pytest.mark.parametrize(
    "text",
    [
        "When the app crashes, it loses my data",
        "If I print and close the window, the job is lost",
        "The list of folders and files is empty",
        "I opened the calendar and the mail",
        "Not only slow but also expensive",
        "Nothing but problems since May",
    ],
)
def test_conditions_and_enumerations_stay_whole(text: str) -> None:
    assert split(text) == [text]


def test_run_on_text_is_cut_where_a_new_sentence_seems_to_begin() -> None:
    text = (
        "i have been using this for years and it was always good for me "
        "but now it crashes when i open the map please fix it and i would like a dark mode too"
    )
    pieces = split(text)
    assert len(pieces) >= 3
    assert "please fix it" in pieces[-2] or "please fix it" in pieces[-1]


def test_fragments_join_their_neighbour() -> None:
    assert split("Tools. Options. Then the window is blank.") == ["Tools. Options. Then the window is blank."]


def test_fragments_that_say_enough_together_join_no_further_sentence() -> None:
    assert split("Switched off. Twice today. The map has been blank ever since.") == [
        "Switched off. Twice today.",
        "The map has been blank ever since.",
    ]


def test_what_is_only_said_beside_a_statement_joins_none() -> None:
    assert split("The map is blank since Monday. As discussed.") == ["The map is blank since Monday."]


def test_a_question_that_asks_for_the_reason_stays_whole() -> None:
    text = "Could you explain why an entry that is made on the phone turns into two entries on the web after the next start"
    assert split(text) == [text]


def test_until_it_works_ends_a_sentence_and_begins_one() -> None:
    assert split("I write it on paper until this works.") == ["I write it on paper until this works."]
    assert split("the map is blank until this works I use paper") == [
        "the map is blank",
        "until this works I use paper",
    ]


def test_other_languages_are_cut_at_their_own_connectors() -> None:
    assert split("La aplicación es buena pero no puedo exportar las facturas", "es") == [
        "La aplicación es buena",
        "no puedo exportar las facturas",
    ]
    assert split("Der Kalender ist super, aber die Suche ist langsam", "de") == [
        "Der Kalender ist super",
        "die Suche ist langsam",
    ]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        (
            "Lovely design, but the list scrolls back at every tap",
            ["Lovely design", "the list scrolls back at every tap"],
        ),
        (
            "Nice app, however a scan of two pages comes out sideways",
            ["Nice app", "a scan of two pages comes out sideways"],
        ),
        ("Nice but slow", ["Nice but slow"]),
    ],
)
def test_praise_that_only_opens_a_complaint_is_a_statement_of_its_own(text: str, statements: list[str]) -> None:
    assert split(text) == statements


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("the totals are two cents off what can I do?", ["the totals are two cents off", "what can I do?"]),
        ("the map is upside down is this known?", ["the map is upside down", "is this known?"]),
        ("no alarm today in the meantime I use a clock", ["no alarm today", "in the meantime I use a clock"]),
        ("I wonder what I can do with it?", ["I wonder what I can do with it?"]),
    ],
)
def test_a_call_for_help_or_a_way_round_begins_a_statement_without_a_full_stop(
    text: str, statements: list[str]
) -> None:
    assert split(text) == statements


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Reason: the totals are wrong", ["the totals are wrong"]),
        ("Two: the map is blank", ["the map is blank"]),
        ("2) the map is blank", ["the map is blank"]),
        ("My list: - the map is blank", ["the map is blank"]),
        ("Last but not least, the map is blank", ["the map is blank"]),
        ("While I'm at it: the map is blank", ["the map is blank"]),
        ("The next thing: the map is blank", ["the map is blank"]),
        ("Missing: a map of the town", ["Missing: a map of the town"]),
    ],
)
def test_what_only_counts_or_announces_a_statement_is_no_part_of_it(text: str, statements: list[str]) -> None:
    assert split(text)[-1:] == statements
