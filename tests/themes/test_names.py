"""A theme's name: plainly written, and never the reverse of what its members say."""

from __future__ import annotations

import numpy as np
import pytest

from insight.records import Gist, Kind, Statement
from insight.themes.lint import is_good_name
from insight.themes.names import Told, name_themes
from insight.themes.plain import plainly


def told(*texts: str, said: tuple[int, ...] = (), kinds: tuple[Kind, ...] = ()) -> Told:
    members = tuple(
        Statement(f"m_{at}", f"f_{at}", 0, len(text), text, text, "en", kind=kind, is_specific=True, gist=Gist())
        for at, (text, kind) in enumerate(zip(texts, kinds or ("pain",) * len(texts), strict=True))
    )
    return Told(
        members=members,
        similarity=(0.9,) * len(members),
        vectors=np.tile(np.eye(1, 4, dtype=np.float32), (len(members), 1)),
        centroid=np.eye(1, 4, dtype=np.float32)[0],
        keywords=(),
        size=len(members),
        nearest=None,
        said=said,
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Some of the emails just dont arrive", "Emails do not arrive"),
        ("Typing is also very slow", "Typing is slow"),
        ("Unable to open any attachments", "Cannot open attachments"),
        ("Cannot find a way to cancel subscription", "Cannot cancel subscription"),
        ("Page won't load", "Page will not load"),
        ("So many windows", "So many windows"),
        ("Emails tonight are shown as code", "Emails are shown as code"),
        ("Invoices no longer sync", "Invoices no longer sync"),
    ],
)
def test_a_name_is_written_without_fillers_and_short_forms(written: str, plain: str) -> None:
    assert plainly(written) == plain


def test_a_pain_is_not_named_as_its_reverse_where_as_many_say_that_it_does_not_happen() -> None:
    theme = told("Emails arrive with attachments", "Emails with attachments do not arrive", said=(3, 3))
    assert name_themes([theme]) == ["Emails with attachments do not arrive"]


def test_a_name_that_more_members_say_than_its_reverse_stays() -> None:
    theme = told("Emails arrive with attachments", "Emails with attachments do not arrive", said=(9, 1))
    assert name_themes([theme]) == ["Emails arrive with attachments"]


def test_names_that_say_the_same_in_other_words_of_denial_are_counted_together() -> None:
    theme = told(
        "Slow printing", "Cannot print labels", "Unable to print labels", "Printing labels fails", said=(4, 2, 2, 1)
    )
    assert name_themes([theme]) == ["Cannot print labels"]


@pytest.mark.parametrize(("others", "name"), [("pain", "Deleted messages"), ("request", "Delete messages")])
def test_a_theme_of_pains_is_not_named_by_what_one_of_its_members_asks_for(others: Kind, name: str) -> None:
    theme = told("Delete messages", "Deleted messages", *["Messages"] * 6, kinds=("request", *[others] * 7))
    assert name_themes([theme]) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "Google prompt asks",
        "Emails comes",
        "Transfer cost does how much",
        "Thunderbird should provide",
        "Removed account asks for sign",
        "Other way to delete many emails",
        "Only one account on system",
        "Spam vs. junk",
        "Failed outlook",
        "Outlook is incorrect",
        "Its made a big mess of both accounts",
        "Lack of functionality is aggravating",
    ],
)
def test_a_name_does_not_break_off(name: str) -> None:
    assert not is_good_name(name)
