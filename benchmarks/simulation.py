"""Simulated counts for measuring trends: themes, two sources, seasons, growth, and bursts whose truth is known.

In goes a seed; out come weekly or daily counts of customers with the truth of each burst. What is drawn, once for
all: a theme's usual count a week is log-normal (median 10; one theme in twenty under 2, one over 50), its
variance 1 to 3 times its mean by week (1 to 1.4 by day), its season up to 40 % up and down with a peak of its own, its
slope some 20 % a year. The volume of both sources has a season, growth, noise and holidays. A theme has 1.5 bursts a
year, of 2 to 6 times the usual, for 1 to 4 weeks (or 7 to 28 days), at least four weeks apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SOURCES = ((0.65, 0.15), (0.35, 0.15))  # share of the volume, and strength of its season
WEEKDAYS = (1.25, 1.15, 1.1, 1.1, 1.0, 0.75, 0.65)


@dataclass(frozen=True)
class Simulated:
    """`burst` holds the number of the burst that a theme is in, -1 for none, shape (themes, periods)."""

    counts: Floats  # (themes, sources, periods)
    volume: Floats  # (sources, periods)
    burst: NDArray[np.int64]

    @property
    def is_burst(self) -> NDArray[np.bool_]:
        return self.burst >= 0


def simulate_weeks(seed: int, *, themes: int = 200, years: int = 3, bursts_a_year: float = 1.5) -> Simulated:
    """Simulate weekly counts."""
    return _simulate(seed, themes, 52 * years, 52, bursts_a_year, days=7)


def simulate_days(seed: int, *, themes: int = 120, days: int = 540, bursts_a_year: float = 1.0) -> Simulated:
    """Simulate daily counts."""
    return _simulate(seed, themes, days, 365, bursts_a_year, days=1)


def _simulate(seed: int, themes: int, periods: int, year: int, bursts_a_year: float, *, days: int) -> Simulated:
    chance = np.random.default_rng(seed)
    time = np.arange(periods)
    volume = np.stack([_volume(chance, time, year, share, season, days) for share, season in SOURCES])
    usual = np.exp(chance.normal(np.log(10), 1.0, themes)) * days / 7
    spread = chance.dirichlet([2.0, 1.0], themes)
    strength, peak = chance.uniform(0, 0.4, themes), chance.uniform(0, year, themes)
    season = strength[:, None] * np.cos(2 * np.pi * (time - peak[:, None]) / year)
    slope = chance.normal(0, 0.2, themes)[:, None] * time / year
    burst, factor = _bursts(chance, themes, periods, year, bursts_a_year, days)
    rate = usual[:, None] * spread / volume.mean(axis=1)
    mean = rate[:, :, None] * volume * (np.exp(season + slope) * factor)[:, None]
    excess = np.maximum(chance.uniform(0, 2.0 if days == 7 else 0.4, themes), 1e-3)[:, None, None]
    counts = chance.poisson(chance.gamma(mean / excess, excess)).astype(np.float64)
    return Simulated(counts, volume, burst)


def _volume(
    chance: np.random.Generator, time: NDArray[np.int64], year: int, share: float, season: float, days: int
) -> Floats:
    level = 2_000 * share * days / 7 * np.exp(chance.normal(0, 0.15) * time / year)
    level = level * (1 + season * np.cos(2 * np.pi * (time - chance.integers(year)) / year))
    if days == 1:
        level = level * np.array(WEEKDAYS)[time % 7]
    level = level * np.where(time % year >= year - 14 // days, 0.6, 1.0)  # the last two weeks of the year
    return np.round(level * chance.gamma(100, 1 / 100, len(time)))


def _bursts(
    chance: np.random.Generator, themes: int, periods: int, year: int, bursts_a_year: float, days: int
) -> tuple[NDArray[np.int64], Floats]:
    burst, factor = np.full((themes, periods), -1), np.ones((themes, periods))
    month, number = 28 // days, 0
    for theme in range(themes):
        for _ in range(chance.poisson(bursts_a_year * periods / year)):
            start = int(chance.integers(periods))
            end = start + int(chance.integers(7 // days, month + 1))
            if (burst[theme, max(0, start - month) : end + month] < 0).all():
                burst[theme, start:end] = number
                factor[theme, start:end] = chance.uniform(2, 6)
                number += 1
    return burst, factor


def end_themes(made: Simulated, seed: int, *, share: float = 0.3, least_past: int = 30) -> tuple[Simulated, list[int]]:
    """Solve some of the problems: return the thinned counts and, of each theme, the first week of its fix or -1.

    `share` of the themes end once in these years: .4 of those who would have been heard are in the first week after,
    .1 from then on.
    """
    chance = np.random.default_rng([seed, 1])
    counts, (themes, _, periods) = made.counts.copy(), made.counts.shape
    fixed = np.where(chance.random(themes) < share, chance.integers(least_past, periods - 6, themes), -1)
    for theme in np.flatnonzero(fixed >= 0):
        keep = np.where(np.arange(fixed[theme], periods) == fixed[theme], 0.4, 0.1)
        counts[theme, :, fixed[theme] :] = chance.binomial(counts[theme, :, fixed[theme] :].astype(np.int64), keep)
    return Simulated(counts, made.volume, made.burst), fixed.tolist()
