"""Product: what its own name adds to a statement, taken out, because every statement is about the product.

"Cannot send mails" and "Thunderbird cannot send mails" are one theme; to an encoder a name that half of the texts hold
is what tells the halves apart. In go texts, the product's name and vectors on the grid, out come vectors on the grid
which the name does not move. Nothing is encoded for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from insight.themes.space import GRID, Vectors, on_grid

ENOUGH = 50  # statements that name it, and that do not: fewer say more about themselves than about the name


def names_product(texts: Sequence[str], product: str) -> NDArray[np.bool_]:
    """Tell which texts name the product."""
    name = re.compile(rf"(?<!\w){re.escape(product)}(?!\w)", re.IGNORECASE)
    return np.array([bool(product) and name.search(text) is not None for text in texts], dtype=bool)


def take_name_out(points: Vectors, is_named: NDArray[np.bool_]) -> Vectors:
    """Take out of all points the direction in which those that name the product differ from the others.

    Centroids of such points stand at right angles to it, so statements that come later join them whether they name
    the product or not. Points where too few do, or do not, stay as they are.
    """
    if min(is_named.sum(), (~is_named).sum()) < ENOUGH:
        return points
    apart = points[is_named].mean(axis=0, dtype=np.float64) - points[~is_named].mean(axis=0, dtype=np.float64)
    direction = on_grid(apart[None, :])[0]
    share = (points @ direction) / np.float32(GRID**2)
    return on_grid(points - share[:, None] * direction)
