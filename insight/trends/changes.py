"""Whether a subject is heard more or less than before: the last four weeks against the twelve before them.

In go customers by week; out come two-sided p-values and q-values. Subjects with fewer than five customers in all are
not tested.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from insight.trends.tails import find_q_values

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

RECENT_WEEKS = 4
LEAST_CUSTOMERS = 5


def judge_changes(counts: Floats, volume: Floats) -> Floats:
    """Return the q-value of each subject's change, NaN where it was not tested; one family.

    `counts` has shape (subjects, weeks) and `volume` (weeks,), latest week first: customers with the subject, and
    customers heard. The deviance of a binomial split of the subject's customers over the two spans, divided by how
    much its weeks vary (quasi-binomial).
    """
    recent, earlier = volume[:RECENT_WEEKS].sum(), volume[RECENT_WEEKS:].sum()
    if not len(counts) or not recent or not earlier:
        return np.full(len(counts), np.nan)
    late, early = counts[:, :RECENT_WEEKS].sum(axis=1), counts[:, RECENT_WEEKS:].sum(axis=1)
    total = late + early
    is_tested = total >= LEAST_CUSTOMERS
    share = recent / (recent + earlier)
    deviance = 2 * (_part(late, total * share) + _part(early, total * (1 - share)))
    is_rise = late > total * share
    dispersion = _dispersion(counts, volume, is_rise, is_tested)
    p_values = _two_sided(np.sqrt(np.maximum(deviance, 0.0) / dispersion))
    return find_q_values(np.where(is_tested, p_values, np.nan))


def _part(count: Floats, expected: Floats) -> Floats:
    return count * np.log(np.maximum(count, 1e-12) / np.maximum(expected, 1e-12))


def _dispersion(counts: Floats, volume: Floats, is_rise: Flags, is_tested: Flags) -> Floats:
    """Variance over mean of the weeks round the level of their span, at least that of plain chance.

    Of a rise all weeks count: one loud week is not four. Of a fall the earlier ones do, because a subject that was
    solved in the middle of the recent weeks would be excused by its own fall. Half of it is what the median subject
    shows: a dozen weeks alone tell too little.
    """
    early, heard_early = _scatter(counts[:, RECENT_WEEKS:], volume[RECENT_WEEKS:])
    late, heard_late = _scatter(counts[:, :RECENT_WEEKS], volume[:RECENT_WEEKS])
    all_weeks = (early + late) / max(heard_early + heard_late - 2, 1)
    own = np.where(is_rise, all_weeks, early / max(heard_early - 1, 1))
    usual = np.median(np.maximum(own[is_tested], 1.0)) if is_tested.any() else 1.0
    return np.asarray(np.maximum((own + usual) / 2, 1.0))


def _scatter(counts: Floats, volume: Floats) -> tuple[Floats, int]:
    """Pearson's sum over the weeks of a span, and how many weeks have a voice at all."""
    expected = counts.sum(axis=1, keepdims=True) * volume / volume.sum()
    off = (counts - expected) ** 2 / np.maximum(expected, 0.25)
    return np.asarray(off[:, volume > 0].sum(axis=1)), int((volume > 0).sum())


def _two_sided(z: Floats) -> Floats:
    from scipy.special import erfc

    return np.asarray(erfc(z / np.sqrt(2)))
