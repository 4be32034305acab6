"""Translating: vectors of one encoder in the space of another, learned from texts that both have read.

In go unit vectors and the vectors of the same texts in both spaces, out come unit vectors in the second. Nothing is
encoded for it. What the map misses makes translated vectors less alike, so they need a floor of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from insight.themes.space import Vectors

RIDGE = 0.5  # drawn towards no map at all as by half a text: unit vectors of 1,500 texts, 512 dimensions to 384


def translate(vectors: Vectors, there: Vectors, here: Vectors) -> Vectors:
    """Map unit rows from the space of `there` to that of `here`, whose rows are the same texts (ridge regression).

    Both are centred, so that what every text has in common in one space is exchanged for that of the other.
    """
    wide, target = there.astype(np.float64), here.astype(np.float64)
    middle, goal = wide.mean(axis=0), target.mean(axis=0)
    wide -= middle
    gram: NDArray[np.float64] = wide.T @ wide + RIDGE * np.eye(wide.shape[1])
    turned = (vectors - middle) @ np.linalg.solve(gram, wide.T @ (target - goal)) + goal
    lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    unit: Vectors = np.divide(turned, np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit
