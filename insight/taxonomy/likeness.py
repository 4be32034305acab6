"""Likeness: which statements are meant when a person shows examples.

In go unit vectors, out come choices; products are taken on a grid of whole numbers, so that they are exact and the
same in any order of rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Chosen = NDArray[np.bool_]

GRID = 4096  # steps of a component from 0 to 1: sums of 400 products of two stay whole numbers below 2**53
# Cosine from which on a statement may follow an example. On banking77's training split .84 of the statements that one
# example took along had its intent, .87 at .70, which took fewer (benchmarks/examples.py).
ALIKE = 0.65
FIRST = 0.2  # share of a theme's statements, the ones most like the examples, that a split begins with
ROUNDS = 3


def similarity(vectors: Vectors, others: Vectors) -> NDArray[np.float64]:
    """Cosines of unit rows, shape (n, m)."""
    cosines: NDArray[np.float64] = (_whole(vectors) @ _whole(others).T) / GRID**2
    return cosines


def mean_of(vectors: Vectors) -> Vectors:
    """The unit vector in the middle of unit rows."""
    summed = _whole(vectors).sum(axis=0)
    length = float(np.sqrt((summed**2).sum()))
    unit: Vectors = (summed / (length or 1.0)).astype(np.float32)
    return unit


def like_examples(vectors: Vectors, own: NDArray[np.float64], examples: Vectors) -> Chosen:
    """Tell which rows are nearer to an example, or to the middle of all, than `own`, their likeness to their theme."""
    shown = np.vstack([examples, mean_of(examples)]) if len(examples) > 1 else examples
    nearest = similarity(vectors, shown).max(axis=1, initial=-1.0)
    chosen: Chosen = (nearest >= ALIKE) & (nearest > own)
    return chosen


def part_like_examples(vectors: Vectors, examples: Vectors) -> Chosen:
    """Cut a theme in two: its statements that are more like the examples than like the rest.

    Two centres that move to what is nearer to them, as in Lloyd's algorithm; the examples weigh as much as all that
    follows them. It begins with the fifth that the examples tell best from the theme.
    """
    if not len(vectors):
        return np.zeros(0, dtype=np.bool_)
    gain = _gain(vectors, mean_of(examples), mean_of(vectors))
    chosen: Chosen = gain >= np.quantile(gain, 1 - FIRST)
    for _ in range(ROUNDS):
        if not chosen.any() or chosen.all():
            break
        centre = mean_of(np.vstack([mean_of(vectors[chosen]), mean_of(examples)]))
        chosen = _gain(vectors, centre, mean_of(vectors[~chosen])) > 0
    return chosen


def _gain(vectors: Vectors, centre: Vectors, other: Vectors) -> NDArray[np.float64]:
    both = similarity(vectors, np.vstack([centre, other]))
    gain: NDArray[np.float64] = both[:, 0] - both[:, 1]
    return gain


def _whole(vectors: Vectors) -> NDArray[np.float64]:
    whole: NDArray[np.float64] = np.rint(np.asarray(vectors, dtype=np.float64) * GRID)
    return whole
