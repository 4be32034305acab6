"""The effect of a theme on scores."""

from __future__ import annotations

import numpy as np
import pytest

from insight.trends.impact import LEAST_RATED, measure_effects, score_points


def test_an_effect_is_the_mean_of_all_less_the_mean_without():
    points = np.array([1.0] * 20 + [5.0] * 60)
    feedback = np.arange(20)
    (effect,) = measure_effects(points, np.zeros(20, dtype=int), feedback, 1)
    assert (effect.subject, effect.rated_count) == (0, 20)
    assert effect.effect == pytest.approx(4.0 - 5.0)
    assert effect.low < -1.0 < effect.high < 0


def test_a_subject_that_changes_nothing_has_an_interval_round_zero():
    points = np.tile([1.0, 5.0], 200)
    (effect,) = measure_effects(points, np.zeros(100, dtype=int), np.arange(100), 1)
    assert effect.effect == pytest.approx(0)
    assert effect.low < 0 < effect.high


def test_too_few_with_or_without_give_no_effect():
    points = np.ones(60)
    few = LEAST_RATED - 1
    assert measure_effects(points, np.zeros(few, dtype=int), np.arange(few), 1) == []
    many = len(points) - few
    assert measure_effects(points, np.zeros(many, dtype=int), np.arange(many), 1) == []
    assert measure_effects(np.zeros(0), np.zeros(0, dtype=int), np.zeros(0, dtype=int), 0) == []


def test_the_same_data_give_the_same_interval():
    points = np.random.default_rng(1).integers(1, 6, 300).astype(float)
    pairs = (np.repeat([0, 1], 40), np.concatenate([np.arange(40), np.arange(20, 60)]))
    assert measure_effects(points, *pairs, 2) == measure_effects(points, *pairs, 2)


def test_nps_counts_promoters_less_detractors():
    assert score_points(np.array([0.0, 6, 7, 8, 9, 10]), "nps").tolist() == [-100, -100, 0, 0, 100, 100]
    assert score_points(np.array([1.0, 5]), "stars").tolist() == [1, 5]
