"""Whether something was heard less after a release: the rate after it over the rate before, with its interval.

In go customers by source and week, those who spoke of it and all who were heard; out comes a rate ratio. Nothing is
refused: where one of the two spans was silent there is no ratio.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WATCHED_DAYS = 84  # before the release, and after it
LEAST_DAYS = 14  # after it: sooner nothing can be said
LIKELY = 3.841459  # 95 % quantile of chi-squared with one degree of freedom
WIDEST = 30.0  # of the logarithm of a ratio


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Rate after over rate before, with its 95 % interval: below 1 it is heard less."""

    ratio: float
    low: float
    high: float


def compare_rates(counts: Floats, volume: Floats, is_after: NDArray[np.bool_]) -> RateRatio | None:
    """Compare the weeks after a release with those before it.

    `counts` and `volume` have shape (sources, weeks). Each source has a rate of its own, its volume is the exposure,
    and all share one ratio: Poisson regression, conditional on each source's total (Breslow and Day 1987, chapter 4).
    The interval is that of the likelihood ratio, which nobody left does not break, widened by how much weeks vary.
    """
    after, before = counts[:, is_after].sum(axis=1), counts[:, ~is_after].sum(axis=1)
    late, early = volume[:, is_after].sum(axis=1), volume[:, ~is_after].sum(axis=1)
    both = (late > 0) & (early > 0)  # a source that was silent in one span compares nothing
    after, before, late, early = after[both], before[both], late[both], early[both]
    total = after + before
    if not total.sum():
        return None

    def excess(log_ratio: float) -> float:
        share = np.exp(log_ratio) * late / (np.exp(log_ratio) * late + early)
        return float(after.sum() - (total * share).sum())

    def likelihood(log_ratio: float) -> float:
        return float((after * log_ratio - total * np.log(np.exp(log_ratio) * late + early)).sum())

    best = _cross(excess, -WIDEST, WIDEST)
    spread = _spread(counts[both], volume[both], is_after, after / late, before / early)
    floor = likelihood(best) - LIKELY * spread / 2
    low = _cross(lambda at: floor - likelihood(at), -WIDEST, best) if after.sum() else -np.inf
    high = _cross(lambda at: likelihood(at) - floor, best, WIDEST) if before.sum() else np.inf
    return RateRatio(float(np.exp(best)) if after.sum() else 0.0, float(np.exp(low)), float(np.exp(high)))


def _cross(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that falls through zero does so, by halving; an end where it does not."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def _spread(counts: Floats, volume: Floats, is_after: NDArray[np.bool_], late: Floats, early: Floats) -> float:
    """Variance over mean of the weeks round their source's rate in their span; at least that of plain chance."""
    expected = np.where(is_after[None, :], late[:, None], early[:, None]) * volume
    heard = expected > 0
    freedom = int(heard.sum()) - 2 * len(counts)
    off = ((counts - expected)[heard] ** 2 / np.maximum(expected[heard], 0.25)).sum()
    return max(float(off) / freedom, 1.0) if freedom > 0 else 1.0
