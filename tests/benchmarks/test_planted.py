"""What counts as a planted theme that was found."""

from __future__ import annotations

from benchmarks.planted import recover


def test_a_planted_theme_is_found_where_half_of_it_is_most_of_a_theme() -> None:
    places = [("crash", "th_1")] * 5 + [("crash", "th_2")] * 4 + [("login", "th_2")] + [("login", "th_3")] * 3
    assert recover(places) == {"crash": "th_1", "login": "th_3"}


def test_a_theme_stands_for_one_planted_theme_at_most() -> None:
    assert recover([("crash", "th_1")] * 5 + [("login", "th_1")] * 4) == {"crash": "th_1"}
    assert recover([("crash", "th_1")] * 5 + [("login", "th_1")] * 5) == {}


def test_what_is_scattered_or_unclear_is_not_found() -> None:
    assert recover([("crash", "th_1")] * 2 + [("crash", "th_2")] * 2 + [("crash", None)]) == {}
    assert recover([("crash", None)] * 9) == {}
