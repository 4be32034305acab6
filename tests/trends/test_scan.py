"""Scanning: what stands out, what does not, and that no day knows what comes after it."""

from __future__ import annotations

import numpy as np
import pytest

from insight.trends.scan import DAYS, WEEKS, Scale, flag_scans, scan_series


def quiet(themes: int, periods: int, *, seed: int = 5, mean: float = 6.0) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    volume = chance.poisson(300, (1, periods)).astype(float)
    return chance.poisson(mean, (themes, 1, periods)).astype(float), volume


def flags_of(counts: np.ndarray, volume: np.ndarray, scale: Scale) -> np.ndarray:
    flagged = flag_scans([scan_series(counts, volume, scale)], scale)[0]
    return flagged.is_level | flagged.is_drift


def test_quiet_weeks_are_left_alone():
    flags = flags_of(*quiet(60, 100), WEEKS)
    assert flags.mean() < 0.005


@pytest.mark.parametrize("scale", [WEEKS, DAYS], ids=["weeks", "days"])
def test_a_burst_is_flagged_and_nothing_else(scale: Scale):
    counts, volume = quiet(30, 100)
    counts[4, 0, 80:83] *= 5
    flags = flags_of(counts, volume, scale)
    assert flags[4, 80:83].any()
    assert flags[np.arange(30) != 4, 75:].mean() < 0.01


def test_a_slow_drift_adds_up():
    counts, volume = quiet(30, 90, mean=6.0)
    counts[0, 0, 70:] = 12.0  # no week of it stands out
    flagged = flag_scans([scan_series(counts, volume, WEEKS)], WEEKS)[0]
    assert not flagged.is_level[0, 70:77].any()
    assert flagged.is_drift[0, 70:77].any()


def test_what_goes_on_as_usual_while_all_else_falls_silent_does_not_drift():
    counts, volume = quiet(30, 160, mean=6.0)
    counts[1:, :, 146:] = 0
    volume[:, 146:] *= 0.4  # two weeks of holidays, and the first theme goes on
    counts[0, 0, 146:] = 6.0
    assert not flags_of(counts, volume, DAYS)[0, 146:].any()


def test_a_theme_that_was_never_heard_stands_out_when_several_speak_of_it():
    counts, volume = quiet(20, 90)
    counts[7] = 0
    counts[7, 0, 80] = 5
    assert flags_of(counts, volume, DAYS)[7, 80]
    counts[7, 0, 80] = 2  # too few to be anything
    assert not flags_of(counts, volume, DAYS)[7, 80]


def test_when_everything_rises_alike_nothing_stands_out():
    counts, volume = quiet(40, 100)
    counts[:, :, 90:] = np.random.default_rng(8).poisson(18, (40, 1, 10))
    volume[:, 90:] *= 3
    assert not flags_of(counts, volume, DAYS)[:, 90:].any()


def test_a_quiet_source_does_not_hide_a_rise_in_another():
    chance = np.random.default_rng(2)
    counts = chance.poisson([[[5.0], [0.0]]] * 20, (20, 2, 100)).astype(float)
    volume = np.vstack([np.full(100, 200.0), np.full(100, 200.0)])
    counts[0, 0, 90:93] = 20
    volume[1, 90:93] = 5_000  # the other source is loud about other things
    assert flags_of(counts, volume, DAYS)[0, 90:93].any()


@pytest.mark.parametrize("scale", [WEEKS, DAYS], ids=["weeks", "days"])
def test_a_period_is_judged_as_it_was_whatever_came_after(scale: Scale):
    counts, volume = quiet(12, 110)
    counts[3, 0, 60:64] *= 4
    whole = scan_series(counts, volume, scale)
    then = scan_series(counts[:, :, :75], volume[:, :75], scale)
    for name in ("expected", "dispersion", "p_value", "p_share", "ratio", "drift"):
        assert getattr(whole, name)[:, :75] == pytest.approx(getattr(then, name), nan_ok=True)


def test_q_values_are_taken_over_all_segments_of_a_period():
    counts, volume = quiet(10, 60)
    alone = flag_scans([scan_series(counts, volume, WEEKS)], WEEKS)[0].q_value
    one, _ = flag_scans([scan_series(counts, volume, WEEKS), scan_series(*quiet(90, 60, seed=9), WEEKS)], WEEKS)
    assert (one.q_value[:, 12:] >= alone[:, 12:] * 0.999).mean() > 0.9
    assert one.q_value.shape == alone.shape


def test_too_short_a_past_is_not_tested():
    scan = scan_series(*quiet(3, 10), WEEKS)
    assert np.isnan(scan.p_value).all()
    flagged = flag_scans([scan], WEEKS)[0]
    assert not (flagged.is_level | flagged.is_drift).any()


def test_no_themes_and_no_periods_give_nothing():
    assert scan_series(np.zeros((0, 1, 60)), np.ones((1, 60)), WEEKS).p_value.shape == (0, 60)
    assert scan_series(np.zeros((2, 0, 0)), np.zeros((0, 0)), DAYS).p_value.shape == (2, 0)
    assert flag_scans([], WEEKS) == []
