"""What was to be expected: the usual volume of each source, and each theme's share of it.

In go counts of the past, oldest first; out come expected rates with their spread. Only the past is ever looked at, so
that a day can be replayed as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RARE = 8.0  # weighted counts of the past under which a theme's own trend is not worth fitting
STRANGE = 2.58  # Anscombe residual above which a past count is weighted down (Noufaily et al. 2013)
STEADINESS = 10.0  # how much a slope or a season has to earn its place: precision of their normal priors
HALF_COUNT = 0.5  # prior shape of a rare theme's rate


@dataclass(frozen=True)
class Rates:
    """Per theme: customers with it per customer that is usual, how counts vary round it, and how unsure it is."""

    rate: Floats
    dispersion: Floats  # variance over mean of a count
    unsure: Floats  # relative variance of `rate`


def usual_volume(volume: Floats, cycle: int) -> Floats:
    """Return what each source usually says in each period, shape (sources, periods), from the periods before it.

    The median of the last `4 * cycle` periods (at least eight) is the level, and the mean of each place in the cycle
    over twice that span its shape: a surge of a few days does not count as usual, a growth of weeks does.
    """
    usual = volume.astype(np.float64).copy()
    recent, reach = max(8, 4 * cycle), max(8, 8 * cycle)
    for at in range(max(4, 2 * cycle), volume.shape[1]):
        past = volume[:, max(0, at - reach) : at].astype(np.float64)
        place = (np.arange(past.shape[1]) - past.shape[1]) % cycle
        shape = np.stack([past[:, place == one].mean(axis=1) for one in range(cycle)], axis=1)
        shape = np.maximum(shape / np.maximum(past.mean(axis=1, keepdims=True), 1e-9), 0.05)
        level = np.median((past / shape[:, place])[:, -recent:], axis=1)
        usual[:, at] = level * shape[:, 0]
    return usual


def source_weights(counts: Floats, volume: Floats) -> Floats:
    """Return how much a theme is heard in each source, shape (themes, sources), rows adding up to 1.

    `counts` has shape (themes, sources, periods), `volume` (sources, periods). A theme that nobody has named yet is
    taken to be heard everywhere alike.
    """
    weights = (counts.sum(axis=2) + 0.1) / (volume.sum(axis=1) + 1.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def describe_time(ages: Floats, year: float) -> Floats:
    """Return the columns that a rate may follow: level, slope and, once there is more than a year of past, season.

    `ages` are periods back from the one that is asked about, `year` is the number of periods in a year.
    """
    years = -ages / year
    columns = [np.ones_like(years), years]
    if len(ages) and ages.max() >= 1.15 * year:
        columns += [np.cos(2 * np.pi * years), np.sin(2 * np.pi * years)]
    return np.stack(columns, axis=1)


def fit_rates(counts: Floats, exposure: Floats, weights: Floats, time: Floats, *, rounds: int = 3) -> Rates:
    """Fit a quasi-Poisson regression to each theme at once and return the rates that it expects at age 0.

    `counts`, `exposure` and `weights` have shape (themes, periods), `time` (periods, columns). Iteratively reweighted
    least squares; after each round counts far above their fit lose weight, as past outbreaks must (Farrington et al.
    1996, Noufaily et al. 2013).
    """
    columns = time.shape[1]
    here = np.array([1.0, 0.0, 1.0, 0.0][:columns])
    prior = np.diag([1e-6] + [STEADINESS] * (columns - 1))
    pairs = (time[:, :, None] * time[:, None, :]).reshape(len(time), -1)
    offset = np.log(np.maximum(exposure, 1e-9))
    beta: Floats = np.zeros((len(counts), columns))
    beta[:, 0] = np.log(((weights * counts).sum(axis=1) + 0.5) / ((weights * exposure).sum(axis=1) + 1e-9))
    trust = weights
    for turn in range(rounds):
        for _ in range(3):
            linear = np.clip(beta @ time.T, -25, 25)
            mean = np.maximum(np.exp(np.clip(offset + linear, -25, 25)), 1e-9)
            heavy = trust * mean
            target = linear + (counts - mean) / mean
            precision = (heavy @ pairs).reshape(-1, columns, columns) + prior
            beta[:] = np.linalg.solve(precision, ((heavy * target) @ time)[..., None])[..., 0]
        mean = np.maximum(np.exp(np.clip(offset + beta @ time.T, -25, 25)), 1e-9)
        freedom = np.maximum(trust.sum(axis=1) - columns, 1.0)
        dispersion = np.maximum((trust * (counts - mean) ** 2 / mean).sum(axis=1) / freedom, 1.0)
        if turn < rounds - 1:
            trust = weights * _trust_in(counts, mean, dispersion)
    unsure = np.einsum("i,tij,j->t", here, np.linalg.inv(precision), here) * dispersion
    return Rates(np.exp(np.clip(beta @ here, -25, 25)), dispersion, unsure)


def _trust_in(counts: Floats, mean: Floats, dispersion: Floats) -> Floats:
    anscombe = 1.5 * (counts ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean)) / np.sqrt(dispersion)[:, None]
    return np.where(anscombe > STRANGE, (STRANGE / np.maximum(anscombe, STRANGE)) ** 2, 1.0)


def rare_rates(counts: Floats, exposure: Floats, weights: Floats) -> Rates:
    """Return the rates of themes that are rarely heard, by a Gamma prior that they share (Gamma-Poisson).

    The predictive distribution of a count is negative binomial; its extra variance grows with exposure over what the
    posterior rests on, so it is carried in `unsure`: dispersion of a count is 1 + unsure * expected.
    """
    said, heard = (weights * counts).sum(axis=1), (weights * exposure).sum(axis=1)
    is_rare = said < RARE
    pooled = (said[is_rare].sum() + HALF_COUNT) / (heard[is_rare].sum() + 1.0)
    shape = said + HALF_COUNT
    return Rates(shape / (heard + HALF_COUNT / pooled), np.ones(len(counts)), 1.0 / shape)


def expected_rates(counts: Floats, exposure: Floats, weights: Floats, time: Floats) -> Rates:
    """Return the rates of all themes: those with a past of their own by regression, the rare ones by Gamma-Poisson."""
    rare = rare_rates(counts, exposure, weights)
    is_own = (weights * counts).sum(axis=1) >= RARE
    if not is_own.any():
        return rare
    own = fit_rates(counts[is_own], exposure[is_own], weights[is_own], time)
    rate, dispersion, unsure = rare.rate.copy(), rare.dispersion.copy(), rare.unsure.copy()
    rate[is_own], dispersion[is_own], unsure[is_own] = own.rate, own.dispersion, own.unsure
    return Rates(rate, dispersion, unsure)
