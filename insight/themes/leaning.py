"""Leaning: towards which theme the words of a name lean, as vectors would tell it, without encoding the name.

In go themes with the statements that they are told by, out comes for a few words how near they lie to their own theme
and by how much nearer than to any other. What a word adds to a statement is learned from all statements at once (ridge
regression of vectors on words), so "money" is not blamed for the transfers that it is named with. Vectors are on the
grid and sums are made in one order, so that nothing depends on how a library adds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from insight.records import Statement
from insight.themes import space
from insight.themes.lint import stems
from insight.themes.space import Vectors

UNSURE = 10.0  # statements' worth of doubt in a word: what few hold is learned less far
STEPS = (
    5  # of conjugate gradients: names of the training parts of banking77 and clinc150 are as good with 8 and with 30
)


class Voiced(Protocol):
    """A theme with what its members say and where they lie: row i of `vectors` (unit rows) belongs to member i."""

    @property
    def members(self) -> Sequence[Statement]: ...
    @property
    def vectors(self) -> Vectors: ...
    @property
    def centroid(self) -> Vectors: ...


class Leaning:
    """What words say, learned from all themes at once."""

    def __init__(self, themes: Sequence[Voiced]) -> None:
        centroids = space.on_grid(np.vstack([theme.centroid for theme in themes]))
        # The mean of whole numbers, rounded: a grid point again.
        middle = np.rint(centroids.mean(axis=0, dtype=np.float64)).astype(np.float32)
        self._centroids = space.on_grid(centroids - middle)
        self._columns: dict[str, int] = {}
        self._words = self._learn(themes, middle)

    def lean(
        self, places: Sequence[int], names: Sequence[Collection[str]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How near each name (its stems) lies to its theme at `places`, a cosine; by how much nearer than to others.

        A name without a known word lies nowhere: 0 and 0. So does the second where there is one theme.
        """
        near, ahead = np.zeros((2, len(names)))
        # Many names at once: threads that wait for one small product after another take the time of a core.
        for start in range(0, len(names), space.SMALL_BLOCK):
            part = slice(start, start + space.SMALL_BLOCK)
            cosines = self._cosines(names[part])
            rows, own = np.arange(len(cosines)), np.asarray(places[part])
            near[part] = cosines[rows, own]
            if len(self._centroids) > 1:
                cosines[rows, own] = -1
                ahead[part] = near[part] - cosines.max(axis=1)
        return near, ahead

    def _cosines(self, names: Sequence[Collection[str]]) -> NDArray[np.float64]:
        """The cosine of each name to each theme."""
        from scipy.sparse import csr_matrix

        known = [sorted(self._columns[word] for word in words if word in self._columns) for words in names]
        ends = np.cumsum([0, *map(len, known)])
        columns = np.array([column for some in known for column in some], dtype=np.int64)
        said = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(names), len(self._words))) @ self._words
        return (space.on_grid(said) @ self._centroids.T).astype(np.float64) / space.GRID**2

    def _learn(self, themes: Sequence[Voiced], middle: Vectors) -> NDArray[np.float64]:
        """What each word adds, one row a word."""
        from scipy.sparse import csr_matrix

        columns: list[int] = []
        ends = [0]
        for statement in (one for theme in themes for one in theme.members):
            columns += [self._columns.setdefault(word, len(self._columns)) for word in sorted(stems(statement.clean))]
            ends.append(len(columns))
        shape = (len(ends) - 1, len(self._columns))
        holds = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=shape)
        vectors = np.vstack([space.on_grid(theme.vectors) for theme in themes]) - middle
        return _regress(holds, vectors / np.float32(space.GRID)).astype(np.float64)


def _regress(holds: Any, vectors: Vectors) -> Vectors:
    """Ridge regression of each dimension of `vectors` on words (a sparse matrix), by conjugate gradients.

    Products with a sparse matrix run on one thread, so they add in one order.
    """
    turned = holds.T.tocsr()
    left = turned @ vectors
    words = np.zeros_like(left)
    step, length = left.copy(), np.square(left).sum(axis=0)
    for _ in range(STEPS):
        across = turned @ (holds @ step) + np.float32(UNSURE) * step
        stride = length / np.maximum((step * across).sum(axis=0), np.float32(1e-12))
        words += stride * step
        left -= stride * across
        before, length = length, np.square(left).sum(axis=0)
        step = left + (length / np.maximum(before, np.float32(1e-12))) * step
    return np.asarray(words, dtype=np.float32)
