"""What a theme does to the score that customers give: the mean of all scores, less the mean without its feedback.

In go scores and which feedback speaks of what; out come effects with bootstrap intervals. A subject with too few rated
feedback gets none. Effects on stars, CSAT and NPS are in units of their own and not to be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.records import RatingScale

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

LEAST_RATED = 20  # feedback with the subject, and as many without
DRAWS = 1_000
SEED = 20_240_101
CELLS = 8_000_000  # weights drawn at a time: bounds the memory


@dataclass(frozen=True, slots=True)
class Effect:
    """Score points that a subject adds to the mean (negative: takes from it), with its 95 % interval."""

    subject: int
    rated_count: int
    effect: float
    low: float
    high: float


def score_points(ratings: Floats, scale: RatingScale) -> Floats:
    """Return what is averaged: stars and CSAT as they are, NPS answers as 100 (promoter), 0 or -100 (detractor)."""
    if scale != "nps":
        return ratings
    return np.where(ratings >= 9, 100.0, np.where(ratings >= 7, 0.0, -100.0))


def measure_effects(points: Floats, subjects: Places, feedback: Places, subject_count: int) -> list[Effect]:
    """Measure each subject's effect on the mean of `points`, one value per feedback.

    `subjects` and `feedback` are pairs: this subject is spoken of in that feedback. The bootstrap draws feedback anew,
    Poisson(1) times each (Hanley and MacGibbon 2006), the same draws for all subjects.
    """
    counts = np.bincount(subjects, minlength=subject_count)
    kept = np.flatnonzero((counts >= LEAST_RATED) & (len(points) - counts >= LEAST_RATED))
    if not len(kept):
        return []
    effects = _leave_out(np.ones((1, len(points))), points, subjects, feedback, subject_count)[0]
    draws = _draw(points, subjects, feedback, subject_count)[:, kept]
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return [
        Effect(int(one), int(counts[one]), float(effects[one]), float(low[place]), float(high[place]))
        for place, one in enumerate(kept)
    ]


def _draw(points: Floats, subjects: Places, feedback: Places, subject_count: int) -> Floats:
    chance = np.random.default_rng(SEED)
    size = max(1, CELLS // max(len(points), 1))
    parts = []
    for start in range(0, DRAWS, size):
        weights = chance.poisson(1.0, (min(size, DRAWS - start), len(points))).astype(np.float64)
        parts.append(_leave_out(weights, points, subjects, feedback, subject_count))
    return np.vstack(parts)


def _leave_out(weights: Floats, points: Floats, subjects: Places, feedback: Places, subject_count: int) -> Floats:
    """Mean of all less mean without each subject, shape (draws, subjects)."""
    from scipy.sparse import csr_matrix

    shape = (len(points), subject_count)
    speaks = csr_matrix((np.ones(len(subjects)), (feedback, subjects)), shape=shape)
    scores = csr_matrix((points[feedback], (feedback, subjects)), shape=shape)
    all_count, all_sum = weights.sum(axis=1, keepdims=True), (weights @ points)[:, None]
    count, total = (speaks.T @ weights.T).T, (scores.T @ weights.T).T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(all_sum / all_count - (all_sum - total) / (all_count - count))
