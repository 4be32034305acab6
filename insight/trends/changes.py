"""Whether a subject is heard more or less than before: the last four weeks against the twelve before them.

In go customers by week; out come two-sided p-values and q-values. Subjects with fewer than five customers in all are
not tested.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from insight.trends.tails import find_q_values

Floats = NDArray[np.float64]

RECENT_WEEKS = 4
LEAST_CUSTOMERS = 5


def judge_changes(counts: Floats, volume: Floats) -> Floats:
    """Return the q-value of each subject's change, NaN where it was not tested; one family.

    `counts` has shape (subjects, weeks) and `volume` (weeks,), latest week first: customers with the subject, and
    customers heard. The deviance of a binomial split of the subject's customers over the two spans, divided by how
    much its weeks vary within them (quasi-binomial).
    """
    recent, earlier = volume[:RECENT_WEEKS].sum(), volume[RECENT_WEEKS:].sum()
    if not len(counts) or not recent or not earlier:
        return np.full(len(counts), np.nan)
    late, early = counts[:, :RECENT_WEEKS].sum(axis=1), counts[:, RECENT_WEEKS:].sum(axis=1)
    total = late + early
    share = recent / (recent + earlier)
    deviance = 2 * (_part(late, total * share) + _part(early, total * (1 - share)))
    p_values = _two_sided(np.sqrt(np.maximum(deviance, 0.0) / _dispersion(counts, volume, late, early)))
    return find_q_values(np.where(total >= LEAST_CUSTOMERS, p_values, np.nan))


def _part(count: Floats, expected: Floats) -> Floats:
    return count * np.log(np.maximum(count, 1e-12) / np.maximum(expected, 1e-12))


def _dispersion(counts: Floats, volume: Floats, late: Floats, early: Floats) -> Floats:
    """Variance over mean of the weeks round the level of their span; at least that of plain chance."""
    spans = np.array([late / volume[:RECENT_WEEKS].sum(), early / volume[RECENT_WEEKS:].sum()])
    is_early = (np.arange(len(volume)) >= RECENT_WEEKS).astype(int)
    expected = spans[is_early].T * volume
    heard = volume > 0
    off = ((counts - expected) ** 2 / np.maximum(expected, 0.25))[:, heard].sum(axis=1)
    return np.asarray(np.maximum(off / max(heard.sum() - 2, 1), 1.0))


def _two_sided(z: Floats) -> Floats:
    from scipy.special import erfc

    return np.asarray(erfc(z / np.sqrt(2)))
