"""Four weeks against twelve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from insight.trends.changes import judge_changes

VOLUME = np.full(16, 100.0)


def test_a_rise_a_fall_and_a_steady_subject_are_told_apart():
    counts = np.array([[6.0] * 4 + [1] * 12, [0] * 4 + [6] * 12, [3] * 16])
    q_values = judge_changes(counts, VOLUME)
    assert q_values[0] < 0.01
    assert q_values[1] < 0.01
    assert q_values[2] == pytest.approx(1)


def test_the_test_is_a_binomial_one_where_weeks_vary_by_chance():
    counts = np.array([[4.0, 3, 4, 3, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]])
    exact = stats.binomtest(14, 32, 0.25).pvalue
    assert judge_changes(counts, VOLUME)[0] == pytest.approx(exact, abs=0.02)


def test_one_loud_week_among_quiet_ones_is_less_sure_than_four():
    loud, even = [16.0] + [0] * 3 + [1] * 12, [4.0] * 4 + [1] * 12
    q_values = judge_changes(np.array([loud, even]), VOLUME)
    assert q_values[0] > 10 * q_values[1]


def test_a_problem_solved_two_weeks_ago_is_not_excused_by_its_own_fall():
    solved = [1.0, 1, 8, 9] + [8, 10] * 6
    others = [[8.0, 9] * 8] * 9
    assert judge_changes(np.array([solved, *others]), VOLUME)[0] < 0.1


def test_weeks_that_vary_much_make_a_change_less_sure():
    even, varying = [2.0] * 4 + [6] * 12, [2.0] * 4 + [0, 12] * 6
    q_values = judge_changes(np.array([even, varying]), VOLUME)
    assert q_values[1] > q_values[0]


def test_when_all_is_said_more_often_nothing_rises():
    volume = np.array([300.0] * 4 + [100] * 12)
    assert judge_changes(np.array([[9.0] * 4 + [3] * 12]), volume)[0] == pytest.approx(1)


def test_too_few_customers_are_not_tested():
    assert np.isnan(judge_changes(np.array([[4.0] + [0] * 15]), VOLUME)).all()


def test_without_an_earlier_time_nothing_is_tested():
    assert np.isnan(judge_changes(np.ones((2, 16)), np.array([10.0] * 4 + [0] * 12))).all()
    assert judge_changes(np.zeros((0, 16)), VOLUME).shape == (0,)
