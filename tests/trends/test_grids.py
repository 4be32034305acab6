"""Rows laid out as arrays."""

from __future__ import annotations

from datetime import date

from insight.trends.grids import lay_out


def test_silent_periods_are_zeros_and_what_is_not_over_is_left_out():
    grid = lay_out(
        [
            ("t2", "desk", date(2024, 1, 15), 3),
            ("t1", "store", date(2024, 1, 1), 2),
            ("t1", "desk", date(2024, 1, 22), 9),
        ],
        [("desk", date(2024, 1, 1), 10), ("desk", date(2024, 1, 15), 20), ("store", date(2024, 1, 1), 5)],
        days=7,
        first_on=date(2024, 1, 1),
        end_on=date(2024, 1, 27),
    )
    assert grid.theme_ids == ("t1", "t2")
    assert grid.counts.tolist() == [[[0, 0, 0], [2, 0, 0]], [[0, 0, 3], [0, 0, 0]]]
    assert grid.volume.tolist() == [[10, 0, 20], [5, 0, 0]]
    assert grid.start_of(2) == date(2024, 1, 15)


def test_nothing_heard_is_an_empty_grid():
    grid = lay_out([], [], days=1, first_on=date(2024, 1, 1), end_on=date(2024, 1, 1))
    assert grid.counts.shape == (0, 0, 0)
