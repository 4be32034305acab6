from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.statements.cleaning import clean_message, readable


def blocks(text: str, *, is_html: bool = True) -> list[tuple[str, str]]:
    cleaned = clean_message(text, is_html=is_html, max_characters=20_000)
    return [(block.kind, readable(cleaned.text[block.start : block.end])) for block in cleaned.blocks]


def test_paragraphs_and_list_items_are_blocks_of_their_own() -> None:
    html = "<p>Two things:</p><ul><li> Print\n is gone </li><li>Sync &amp; login fail</li></ul>Done<br>Bye"
    assert blocks(html) == [
        ("paragraph", "Two things:"),
        ("item", "Print is gone"),
        ("item", "Sync & login fail"),
        ("paragraph", "Done"),
        ("paragraph", "Bye"),
    ]


def test_lists_in_plain_text_lose_their_marks() -> None:
    text = "Please look at:\n- dark mode\n2) export\n1. one 2. two 3. three"
    assert [block for _, block in blocks(text, is_html=False)] == [
        "Please look at:",
        "dark mode",
        "export",
        "one",
        "two",
        "three",
    ]


def test_version_numbers_are_no_list() -> None:
    assert blocks("Since 3. 5 came out it is slow", is_html=False) == [("paragraph", "Since 3. 5 came out it is slow")]


def test_lines_that_a_mail_program_wrapped_stay_together() -> None:
    text = "The calendar does not show the meetings that my colleagues\nadd on their phones.\nShort line\nnext"
    assert [block for _, block in blocks(text, is_html=False)] == [
        "The calendar does not show the meetings that my colleagues add on their phones.",
        "Short line",
        "next",
    ]


def test_placeholders_of_redaction_and_unknown_tags_are_text() -> None:
    assert blocks("<p>I am <PERSON_1>, folder <myfolder> is <b>gone</b></p>") == [
        ("paragraph", "I am <PERSON_1>, folder <myfolder> is gone")
    ]


def test_scripts_styles_and_comments_are_not_read() -> None:
    assert blocks("<style>p {}</style>Hi<script>alert('x')</script> you<!-- no -->") == [("paragraph", "Hi you")]


def test_quotes_and_code_keep_their_kind() -> None:
    assert blocks("<blockquote><p>yours</p></blockquote><p>mine</p><pre>x = 1</pre>") == [
        ("quote", "yours"),
        ("paragraph", "mine"),
        ("code", "x = 1"),
    ]


@pytest.mark.parametrize(
    ("landed", "read"),
    [
        ("see https://example.org/a?b=c now", "see now"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\u202eb\u200bc", "abc"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07text\x00", "red text"),
        ("it donâ€™t work", "it don't work"),
    ],
)
def test_readable_text_has_no_links_no_hidden_characters_and_no_mojibake(landed: str, read: str) -> None:
    assert readable(landed).replace("’", "'") == read


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "&amp;", "&#39;", " ", "\n", "a", "Sync fails. ", "<x>", "é", "<br/>"])
    )
)
def test_every_character_can_be_found_again_in_the_landed_text(pieces: list[str]) -> None:
    landed = "".join(pieces)
    cleaned = clean_message(landed, is_html=True, max_characters=20_000)
    for place, character in enumerate(cleaned.text):
        start, end = cleaned.locate(place, place + 1)
        assert 0 <= start < end <= len(landed)
        if character.isalpha():
            assert landed[start:end] == character


def test_only_the_first_characters_are_read() -> None:
    cleaned = clean_message("abcdef", is_html=False, max_characters=3)
    assert (cleaned.text, cleaned.is_cut) == ("abc", True)
