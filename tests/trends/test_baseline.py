"""What is to be expected: usual volumes, shares of sources, rates with slope and season, and rare themes."""

from __future__ import annotations

import numpy as np
import pytest

from insight.trends.baseline import describe_time, expected_rates, fit_rates, rare_rates, source_weights, usual_volume


def test_a_surge_of_a_few_days_does_not_count_as_usual():
    volume = np.full((1, 60), 100.0)
    volume[0, 50:53] = 900.0
    assert usual_volume(volume, 7)[0, 53] == pytest.approx(100, rel=0.15)


def test_the_usual_volume_keeps_the_shape_of_the_week():
    week = np.array([100.0, 100, 100, 100, 100, 20, 20])
    assert usual_volume(np.tile(week, 10)[None], 7)[0, -7:] == pytest.approx(week)


def test_the_usual_volume_looks_at_the_past_only():
    volume = np.random.default_rng(1).poisson(50, (2, 80)).astype(float)
    assert usual_volume(volume[:, :60], 7) == pytest.approx(usual_volume(volume, 7)[:, :60])


def test_a_theme_weighs_its_sources_by_how_often_they_speak_of_it():
    counts = np.array([[[9.0, 9.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]])
    volume = np.array([[100.0, 100.0], [100.0, 100.0]])
    weights = source_weights(counts, volume)
    assert weights[0, 0] > 0.99
    assert weights[1] == pytest.approx([0.5, 0.5])


def test_a_rate_follows_a_growing_past():
    ages = np.arange(80, 0, -1).astype(float)
    counts = np.round(50 * np.exp(-0.5 * ages / 52))[None]
    rates = fit_rates(counts, np.full((1, 80), 1_000.0), np.ones((1, 80)), describe_time(ages, 52))
    assert rates.rate[0] == pytest.approx(0.05, rel=0.05)


def test_a_season_is_learnt_once_a_year_has_passed():
    ages = np.arange(130, 0, -1).astype(float)
    counts = np.round(100 * (1 + 0.5 * np.cos(2 * np.pi * ages / 52)))[None]
    rates = fit_rates(counts, np.ones((1, 130)), np.ones((1, 130)), describe_time(ages, 52))
    assert rates.rate[0] == pytest.approx(150, rel=0.1)
    assert describe_time(ages[:-80], 200.0).shape[1] == 2


def test_a_past_outbreak_is_weighted_down():
    counts = np.full((1, 60), 10.0)
    counts[0, 30:33] = 80.0
    time = describe_time(np.arange(60, 0, -1).astype(float), 52)
    rates = fit_rates(counts, np.ones((1, 60)), np.ones((1, 60)), time)
    assert rates.rate[0] < 12  # the plain mean is 13.5


def test_dispersion_tells_how_much_counts_vary():
    chance = np.random.default_rng(3)
    plain = chance.poisson(20, (1, 150)).astype(float)
    clumped = chance.poisson(chance.gamma(10, 2, (1, 150))).astype(float)  # variance three times the mean
    time = describe_time(np.arange(150, 0, -1).astype(float), 1_000)
    ones = np.ones((1, 150))
    assert fit_rates(plain, ones, ones, time).dispersion[0] == pytest.approx(1.0, abs=0.4)
    assert fit_rates(clumped, ones, ones, time).dispersion[0] == pytest.approx(2.7, abs=0.8)


def test_a_rare_theme_leans_on_the_rare_ones():
    counts = np.array([[0.0, 0, 0, 0], [1, 0, 1, 0]])
    rates = rare_rates(counts, np.full((2, 4), 100.0), np.ones((2, 4)))
    assert 0 < rates.rate[0] < rates.rate[1] < 0.01
    assert rates.unsure[0] > rates.unsure[1]


def test_each_theme_gets_the_method_that_its_past_allows():
    counts = np.vstack([np.full(40, 10.0), np.zeros(40)])
    exposure, weights = np.full((2, 40), 100.0), np.ones((2, 40))
    time = describe_time(np.arange(40, 0, -1).astype(float), 52)
    rates = expected_rates(counts, exposure, weights, time)
    assert rates.rate[0] == fit_rates(counts[:1], exposure[:1], weights[:1], time).rate[0]
    assert rates.rate[1] == rare_rates(counts, exposure, weights).rate[1]
