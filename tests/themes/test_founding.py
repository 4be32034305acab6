"""Founding: only what is as large and as tight as themes are becomes one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from insight.records import Theme
from insight.themes.founding import FOUNDED, found_groups, least_alike, unnamed
from insight.themes.grouping import UNCLEAR
from insight.themes.identity import KnownThemes
from insight.themes.space import Vectors

DIMENSION = 400


def standing(*cohesion: float, size: int = 200) -> KnownThemes:
    themes = [
        Theme(
            theme_id=f"th_{number}",
            label=f"Theme {number}",
            description="",
            keywords=(),
            level=2,
            parent_id=None,
            statement_count=size,
            cohesion=value,
        )
        for number, value in enumerate(cohesion)
    ]
    return KnownThemes(tuple(themes), floor=0.3)


def alike(axis: int, count: int, cosine: float, start: int = 0) -> Vectors:
    """Unit vectors of which any two have this cosine; axes from `start` on are their own."""
    rows = np.zeros((count, DIMENSION), dtype=np.float32)
    rows[:, axis] = cosine**0.5
    rows[np.arange(count), 10 + start + np.arange(count)] = (1 - cosine) ** 0.5
    return rows


def sizes(vectors: Vectors, known: KnownThemes, text: str = "words") -> list[int]:
    labels = found_groups([text] * len(vectors), vectors, known, np.zeros(len(vectors), dtype=bool)).labels
    return sorted(Counter(labels[labels != UNCLEAR].tolist()).values())


def test_a_handful_founds_no_theme() -> None:
    vectors = np.vstack([alike(0, FOUNDED - 1, 0.8), alike(1, FOUNDED, 0.8, 100)])
    assert sizes(vectors, standing(0.7, 0.7)) == [FOUNDED]


def test_what_is_looser_than_themes_are_founds_none() -> None:
    vectors = np.vstack([alike(0, 40, 0.3), alike(1, 30, 0.6, 100)])
    assert sizes(vectors, standing(*[0.7] * 20)) == [30]


def test_what_is_one_thing_is_one_theme_however_many_say_it() -> None:
    assert sizes(alike(0, 300, 0.6), standing(0.7)) == [300]


def test_what_holds_no_word_founds_none() -> None:
    assert sizes(alike(0, 40, 0.8), standing(0.7), text="?!") == []


def test_of_nothing_nothing_is_founded() -> None:
    assert sizes(np.zeros((0, DIMENSION), dtype=np.float32), standing(0.7)) == []


def test_a_small_theme_is_not_tight_because_its_middle_is_its_own() -> None:
    # 15 unrelated statements have a cosine of 1 / sqrt(15) to the middle of all.
    assert least_alike(standing(15**-0.5, size=15)) == pytest.approx(0)


def test_the_same_vector_many_times_founds_one_theme() -> None:
    one = np.random.default_rng(5).normal(size=(4, DIMENSION)).astype(np.float32)
    vectors = np.repeat(one / np.linalg.norm(one, axis=1, keepdims=True), 20, axis=0)
    assert sizes(vectors, standing(0.7)) == [20] * 4


def test_what_is_alike_by_the_name_of_the_product_founds_nothing() -> None:
    """Half of the statements name it, each about something else; a name is a direction that they share."""
    vectors = np.vstack([alike(0, 60, 0.6), alike(0, 60, 0.0, 100)])
    texts = ["Harbor words"] * 60 + ["words"] * 60
    assert sizes(vectors, standing(0.5)) == [60]
    points, is_named = unnamed(vectors, texts, "Harbor")
    found = found_groups(texts, points, standing(0.5), is_named)
    assert (found.labels == UNCLEAR).all()


def test_where_the_name_cannot_be_told_who_names_it_founds_nothing() -> None:
    vectors, texts = alike(0, 30, 0.6), ["Harbor words"] * 30
    points, is_named = unnamed(vectors, texts, "Harbor")
    assert is_named.all()
    assert (found_groups(texts, points, standing(0.5), is_named).labels == UNCLEAR).all()


def test_what_is_new_beside_much_else_founds_a_theme_whether_it_names_the_product_or_not() -> None:
    vectors = np.vstack([alike(0, 30, 0.7), alike(1, 170, 0.1, 100)])
    texts = ["Harbor words" if row % 2 else "words" for row in range(200)]
    vectors[1::2, 5] = 0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    points, is_named = unnamed(vectors, texts, "Harbor")
    labels = found_groups(texts, points, standing(0.5), is_named).labels
    assert (labels[:30] == 0).all()
    assert (labels[30:] == UNCLEAR).all()
