"""Product: what its own name adds to a statement, taken out, because every statement is about the product.

"Cannot send mails" and "Thunderbird cannot send mails" are one theme; to an encoder a name that half of the texts hold
is what tells the halves apart. In go texts, the product's name and vectors on the grid, out come vectors on the grid
which neither the name moves nor what customers shorten it to. Nothing is encoded for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from insight.themes.space import GRID, Vectors, on_grid

ENDING = 3  # letters of the product's name that a short form ends with
ENOUGH = 50  # statements that name it, and that do not: fewer say more about themselves than about the name


def take_names_out(points: Vectors, texts: Sequence[str], product: str) -> Vectors:
    """Take the name of the product, and each of its short forms, out of the points of these texts."""
    for name in (product, *short_forms(texts, product)) if product else ():
        is_named = _hold(texts, name)
        points = take_out(points, is_named, ~is_named)
    return points


def names_stand_out(texts: Sequence[str], product: str) -> NDArray[np.bool_]:
    """Tell which texts hold a name of the product that is left in, because too few hold it, or too few do not."""
    is_named = _hold(texts, product)
    is_told = min(is_named.sum(), (~is_named).sum()) >= ENOUGH
    return np.zeros(len(texts), dtype=bool) if is_told else is_named


def short_forms(texts: Sequence[str], product: str) -> list[str]:
    """Find what ENOUGH texts shorten the product's name to: two of its letters ("TB"), or how it ends ("T-bird").

    Both begin with its first letter.
    """
    first, rest = re.escape(product[:1]), product[1:].lower()
    if len(rest) < ENDING or " " in product:
        return []
    short = re.compile(rf"(?<!\w)(?:{first.upper()}[A-Z]|{first}-?\w{{{ENDING},{len(rest) - 1}}})(?!\w)", re.IGNORECASE)
    found = Counter(form for text in texts for form in {one for one in short.findall(text) if _shortens(one, rest)})
    return sorted(form for form, count in found.items() if count >= ENOUGH)


def _shortens(form: str, rest: str) -> bool:
    said = form[1:].lstrip("-")
    return rest.endswith(said.lower()) if len(said) > 1 else form.isupper() and said.lower() in rest


def _hold(texts: Sequence[str], name: str) -> NDArray[np.bool_]:
    """Tell which texts hold a name."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    return np.array([pattern.search(text) is not None for text in texts], dtype=bool)


def take_out(points: Vectors, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> Vectors:
    """Take out of all points the direction in which those of `one` differ from those of `other`.

    Centroids of such points stand at right angles to it, so statements that come later join them whether they are of
    the one or of the other. Where either are too few, points stay as they are.
    """
    if min(one.sum(), other.sum()) < ENOUGH:
        return points
    apart = points[one].mean(axis=0, dtype=np.float64) - points[other].mean(axis=0, dtype=np.float64)
    direction = on_grid(apart[None, :])[0]
    share = (points @ direction) / np.float32(GRID**2)
    return on_grid(points - share[:, None] * direction)
