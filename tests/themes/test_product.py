"""The product: its name and what it is shortened to tell no statements apart."""

from __future__ import annotations

import numpy as np
import pytest

from insight.themes import space
from insight.themes.product import ENOUGH, short_forms, take_names_out


@pytest.mark.parametrize(
    ("form", "is_short"),
    [("TB", True), ("T-bird", True), ("Tbird", True), ("tb", False), ("TX", False), ("Tab", False), ("Third", False)],
)
def test_a_short_form_begins_as_the_name_does_and_holds_a_letter_of_it_or_its_end(form: str, is_short: bool) -> None:
    assert short_forms([f"{form} is slow"] * ENOUGH, "Thunderbird") == ([form] if is_short else [])


def test_what_few_say_is_no_short_form() -> None:
    assert short_forms(["TB is slow"] * (ENOUGH - 1), "Thunderbird") == []


def test_a_short_form_moves_statements_no_more_than_the_name_does() -> None:
    things = np.repeat(np.eye(4, dtype=np.float32)[:2], 2 * ENOUGH, axis=0)
    is_short = np.tile([True, False], 2 * ENOUGH)
    things[is_short, 3] = 0.8
    texts = ["TB is slow" if short else "The app is slow" for short in is_short]
    points = take_names_out(space.on_grid(things), texts, "Thunderbird").astype(np.float64) / space.GRID
    assert points[0] @ points[1] == pytest.approx(1, abs=0.01)
    assert points[0] @ points[-1] == pytest.approx(0, abs=0.1)
