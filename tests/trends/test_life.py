"""Rates before and after a release."""

from __future__ import annotations

import numpy as np
import pytest

from insight.trends.life import compare_rates

AFTER = np.array([False, False, True, True])


def test_one_source_with_even_weeks_has_the_plain_ratio_and_the_interval_of_poisson():
    counts, volume = np.array([[40.0, 40, 10, 10]]), np.full((1, 4), 100.0)
    found = compare_rates(counts, volume, AFTER)
    assert found is not None
    assert found.ratio == pytest.approx(0.25)
    # Wald on the logarithm: exp(ln .25 -+ 1.96 sqrt(1/20 + 1/80)); the likelihood's interval lies close to it.
    assert found.low == pytest.approx(0.153, abs=0.01)
    assert found.high == pytest.approx(0.408, abs=0.01)


def test_the_volume_of_each_source_is_the_exposure():
    # A source that only grew, at the rate that it had: nothing has changed.
    counts = np.array([[10.0, 10, 10, 10], [5.0, 5, 50, 50]])
    volume = np.array([[100.0, 100, 100, 100], [10.0, 10, 100, 100]])
    found = compare_rates(counts, volume, AFTER)
    assert found is not None
    assert found.ratio == pytest.approx(1)
    assert found.low < 1 < found.high


def test_nobody_left_has_an_upper_end():
    found = compare_rates(np.array([[10.0, 10, 0, 0]]), np.full((1, 4), 100.0), AFTER)
    assert found is not None
    assert (found.ratio, found.low) == (0, 0)
    # Twenty of twenty before, of two equal spans: (1 / (1 + high))^20 = exp(-3.8415 / 2).
    assert found.high == pytest.approx(np.exp(3.841459 / 40) - 1, rel=1e-3)


def test_weeks_that_vary_widen_the_interval():
    volume = np.full((1, 4), 100.0)
    even = compare_rates(np.array([[40.0, 40, 20, 20]]), volume, AFTER)
    uneven = compare_rates(np.array([[70.0, 10, 35, 5]]), volume, AFTER)
    assert even is not None
    assert uneven is not None
    assert uneven.ratio == pytest.approx(even.ratio)
    assert even.high < 1 < uneven.high


def test_a_silent_span_or_subject_compares_nothing():
    assert compare_rates(np.zeros((1, 4)), np.full((1, 4), 9.0), AFTER) is None
    assert compare_rates(np.array([[1.0, 1, 0, 0]]), np.array([[9.0, 9, 0, 0]]), AFTER) is None
