from __future__ import annotations

import pytest

from insight.statements import Reader


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("I cannot send voice messages.", ["send voice messages"]),
        ("The unsubscribe link does not work.", ["unsubscribe link"]),
        ("The stations are not very good.", ["stations"]),
        ("You cannot redo or format the text.", ["redo the text", "format the text"]),
        ("Search takes ages, and so does refreshing the timeline.", ["Search", "refreshing the timeline"]),
        ("I love that it can sync to my other devices.", ["sync to my other devices"]),
        ("Had a problem with it syncing.", ["syncing"]),
        ("Parcelo is great.", []),
        ("It is a disgrace.", []),
        ("I use it on my tablet every day.", []),
    ],
)
def test_what_a_statement_names_is_found_as_it_is_written(reader: Reader, text: str, named: list[str]) -> None:
    found = reader.find_mentions(text)
    assert [mention.text for mention in found] == named


def test_a_mention_knows_where_it_stands(reader: Reader) -> None:
    text = "I want to delete a shared folder, but the button is gone."
    places = [(text[one.start : one.end], one.is_doing) for one in reader.find_mentions(text)]
    assert ("delete a shared folder", True) in places
    assert all(text[one.start : one.end] == one.text for one in reader.find_mentions(text))
