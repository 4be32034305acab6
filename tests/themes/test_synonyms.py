"""Synonyms: which of two words for one thing a customer took tells no statements apart, where both are used alike."""

from __future__ import annotations

import numpy as np
import pytest

from insight.themes import space
from insight.themes.product import ENOUGH
from insight.themes.synonyms import take_synonyms_out


def cosine_of_two_words(texts: list[str]) -> float:
    """The cosine left between the first two texts, of which every second moves along one axis by its word."""
    points = np.tile(np.array([[0.8, 0.0], [0.8, 0.6]], dtype=np.float32), (len(texts) // 2, 1))
    left = take_synonyms_out(space.on_grid(points), texts).astype(np.float64) / space.GRID
    return float(left[0] @ left[1])


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        ("The emails do not download", "The messages do not download", 1.0),
        ("My spam folder is empty", "My junk folder is empty", 1.0),
        ("The files do not download", "The folders do not download", 0.8),
        ("No mail with the code arrives", "An error message is shown here", 0.8),
    ],
    ids=["mail and message", "spam and junk", "two things", "two meanings"],
)
def test_words_of_one_meaning_move_statements_where_they_stand_between_other_words(
    one: str, other: str, left: float
) -> None:
    assert cosine_of_two_words([one, other] * ENOUGH) == pytest.approx(left, abs=0.01)


def test_few_statements_do_not_say_that_two_words_are_one() -> None:
    texts = ["The emails do not download", "The messages do not download"] * (ENOUGH - 1)
    assert cosine_of_two_words(texts) == pytest.approx(0.8, abs=0.01)
