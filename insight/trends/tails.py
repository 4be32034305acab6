"""How surprising a count is, and how sure a ratio.

In go counts, what was to be expected and how much counts vary; out come tail probabilities, q-values and intervals,
elementwise. Nothing is refused: an expectation of zero makes every count above it impossible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def upper_tail(counts: Floats, expected: Floats, dispersion: Floats) -> Floats:
    """Return P(X >= count) of a negative binomial with mean `expected` and variance `dispersion` * `expected`.

    A dispersion of 1 is Poisson. A count no larger than expected is no surprise: 1. By the incomplete beta and gamma
    functions, so that whole arrays go at once.
    """
    from scipy.special import betainc, gammainc

    is_more = (counts >= 1) & (counts > expected)
    found = np.ones(counts.shape)
    count, mean = counts[is_more], np.maximum(expected[is_more], 1e-9)
    spread = np.maximum(np.broadcast_to(dispersion, counts.shape)[is_more], 1.0)
    is_plain = spread <= 1.001
    excess = np.where(is_plain, 1.0, spread - 1.0)
    clumped = betainc(count, mean / excess, excess / (1.0 + excess))
    found[is_more] = np.where(is_plain, gammainc(count, mean), clumped)
    return found


def find_q_values(p_values: Floats) -> Floats:
    """Return the false discovery rate at which each test of one family would count (Benjamini and Hochberg 1995).

    The family is the first axis; further axes are families of their own. NaN is no test, and stays NaN.
    """
    flat = p_values.reshape(len(p_values), int(np.prod(p_values.shape[1:])))
    found = np.full(flat.shape, np.nan)
    for column in range(flat.shape[1]):
        tested = np.flatnonzero(~np.isnan(flat[:, column]))
        order = tested[np.argsort(flat[tested, column], kind="stable")]
        scaled = flat[order, column] * len(order) / np.arange(1, len(order) + 1)
        found[order, column] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found.reshape(p_values.shape)


def ratio_interval(counts: Floats, expected: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % interval of count over expected: the exact one of a Poisson mean, widened to the dispersion.

    `dispersion` holds both how counts vary and how unsure the expectation is: counts are scaled by it, so that the
    interval holds the ratio and zero has one too (Garwood 1936, by quantiles of the gamma distribution).
    """
    from scipy.special import gammaincinv

    scaled, mean = counts / dispersion, np.maximum(expected, 1e-3) / dispersion
    low = np.where(counts > 0, gammaincinv(np.maximum(scaled, 1e-9), 0.025), 0.0)
    return low / mean, gammaincinv(scaled + 1.0, 0.975) / mean
