"""Tail probabilities, q-values and intervals against values that can be worked out otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from insight.trends.tails import find_q_values, ratio_interval, upper_tail


@pytest.mark.parametrize("mean", [0.2, 3.0, 40.0])
def test_a_tail_without_dispersion_is_that_of_poisson(mean):
    counts = np.array([1.0, 5.0, 60.0])
    expected = np.where(counts > mean, stats.poisson.sf(counts - 1, mean), 1.0)
    assert upper_tail(counts, np.full(3, mean), np.ones(3)) == pytest.approx(expected)


@pytest.mark.parametrize("dispersion", [1.2, 3.0])
def test_a_tail_with_dispersion_is_that_of_a_negative_binomial(dispersion):
    counts, mean = np.array([4.0, 9.0, 30.0]), 3.5
    expected = stats.nbinom.sf(counts - 1, mean / (dispersion - 1), 1 / dispersion)
    assert upper_tail(counts, np.full(3, mean), np.full(3, dispersion)) == pytest.approx(expected)


def test_what_is_not_more_than_expected_is_no_surprise():
    counts, mean = np.array([0.0, 2.0, 3.0]), np.array([0.0, 2.0, 9.0])
    assert upper_tail(counts, mean, np.ones(3)).tolist() == [1.0, 1.0, 1.0]


def test_q_values_are_those_of_benjamini_and_hochberg():
    p_values = np.array([0.01, 0.5, 0.02, 0.03])
    assert find_q_values(p_values) == pytest.approx(stats.false_discovery_control(p_values))


def test_each_period_is_a_family_of_its_own_and_what_was_not_tested_is_in_none():
    p_values = np.array([[0.01, 0.01], [np.nan, 0.04], [0.02, np.nan]])
    assert find_q_values(p_values) == pytest.approx(
        np.array([[0.02, 0.02], [np.nan, 0.04], [0.02, np.nan]]), nan_ok=True
    )


def test_no_test_has_no_q_value():
    assert find_q_values(np.zeros((0, 3))).shape == (0, 3)


@given(st.integers(0, 500), st.floats(0.01, 500), st.floats(1, 10))
def test_an_interval_holds_its_ratio(count, expected, dispersion):
    low, high = ratio_interval(np.array([count]), np.array([expected]), np.array([dispersion]))
    assert low[0] <= count / expected < high[0]


def test_an_interval_of_a_poisson_count_is_the_exact_one():
    low, high = ratio_interval(np.array([10.0, 0.0]), np.array([1.0, 1.0]), np.ones(2))
    assert low == pytest.approx([4.795, 0.0], abs=0.001)
    assert high == pytest.approx([18.39, 3.689], abs=0.001)
