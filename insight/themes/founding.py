"""Founding: which new statements become themes between two looks at everything.

In go statements that fit no theme, with the themes that stand; out come groups that are as tight as themes are and
large enough, and a place for each statement in one of them or none. A handful that is alike by chance would be a theme
with a weak name, and a theme is never taken back: what is not founded waits for the next look at everything.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from insight.themes import space
from insight.themes.grouping import ALIKE, Grouping, assign
from insight.themes.identity import KnownThemes
from insight.themes.product import names_stand_out, take_names_out
from insight.themes.space import Vectors

FOUNDED = 15  # statements that found a theme
MANY_CAME = 100  # new statements from which on what they share is rather the product than one theme
LOOSEST = 0.1  # share of the standing themes that may be looser than what is founded beside them


def unnamed(vectors: Vectors, texts: Sequence[str], product: str) -> tuple[Vectors, NDArray[np.bool_]]:
    """Take the product's name out of unit vectors, as it is out of the centroids; tell which texts it is still in.

    So is what many of these texts share, which is mostly other words for the product.
    """
    if not product:
        return vectors, np.zeros(len(texts), dtype=bool)
    points = take_names_out(space.on_grid(vectors), texts, product)
    if len(points) >= MANY_CAME:
        points = points - points.mean(axis=0, dtype=np.float64).astype(np.float32)
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return (points / np.where(lengths > 0, lengths, 1)).astype(np.float32), names_stand_out(texts, product)


def found_groups(texts: Sequence[str], vectors: Vectors, known: KnownThemes, is_named: NDArray[np.bool_]) -> Grouping:
    """Join statements while they are as alike as those of themes; FOUNDED of them make a group, and take in the rest.

    Rows are in the order of their statements' ids, which content alone shuffles: groups are looked for among the
    first of very many. A row without a word founds nothing, and none that is near others because `is_named`: by a name
    that they share.
    """
    has_words = np.array([any(map(str.isalpha, text)) for text in texts], dtype=bool)
    points = space.on_grid(vectors[np.flatnonzero(has_words & ~is_named)[: space.EXACT_ROWS]])
    # Themes of a corpus that is all about one program can be as loose as any two of its statements are.
    labels = space.link_by_mean(points, max(ALIKE, least_alike(known)))
    founds = np.bincount(labels) >= FOUNDED
    centroids = space.centroids_of(points, labels, np.ones(len(points)))[founds] if len(points) else points
    lengths = np.linalg.norm(centroids, axis=1, keepdims=True)
    return assign(vectors, (centroids / np.where(lengths > 0, lengths, 1)).astype(np.float32), known.floor)


def least_alike(known: KnownThemes) -> float:
    """The mean cosine of two members that all but the loosest of the standing themes exceed.

    It follows from the mean cosine to the middle of all, which a small group pulls along.
    """
    stands = [(one.statement_count, one.cohesion) for one in known.leaves if one.cohesion is not None]
    if not stands:
        return ALIKE
    sizes, cohesion = np.array(stands, dtype=np.float64).T
    return float(np.quantile((sizes * cohesion**2 - 1) / np.maximum(sizes - 1, 1), LOOSEST))
