"""Leaning: towards which theme the words of a name lean, as vectors would tell it, without encoding the name.

In go themes with the statements that they are told by, out comes for a few words how much nearer they lie to their own
theme than to those beside it. A word points where the statements that hold it lie, against the middle of all themes;
so "cancel" points to cancelled transfers and to cancelled orders, and only both words of a name tell which. Vectors
are on the grid and sums are of whole numbers, so that nothing depends on the order in which a library adds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from insight.records import Statement
from insight.themes import space
from insight.themes.phrases import stems
from insight.themes.space import Vectors

UNSURE = 3  # statements' worth of doubt in a word: one that few hold points less far
BESIDE = 3  # nearest themes that a name must lean away from


class Voiced(Protocol):
    """A theme with what its members say and where they lie: row i of `vectors` (unit rows) belongs to member i."""

    @property
    def members(self) -> Sequence[Statement]: ...
    @property
    def vectors(self) -> Vectors: ...
    @property
    def centroid(self) -> Vectors: ...


class Leaning:
    """Where words point, learned from all themes at once."""

    def __init__(self, themes: Sequence[Voiced]) -> None:
        centroids = space.on_grid(np.vstack([theme.centroid for theme in themes]))
        # The mean of whole numbers, rounded: a grid point again.
        middle = np.rint(centroids.mean(axis=0, dtype=np.float64)).astype(np.float32)
        self._centroids = space.on_grid(centroids - middle)
        self._columns: dict[str, int] = {}
        self._words = self._learn(themes, middle)
        near = (centroids @ centroids.T).astype(np.float64)
        np.fill_diagonal(near, -np.inf)
        self._beside = np.argsort(-near, axis=1, kind="stable")[:, : min(BESIDE, len(themes) - 1)]

    def lean(self, place: int, names: Sequence[Collection[str]]) -> NDArray[np.float64]:
        """How much nearer each name (its stems) lies to the theme at `place` than to those beside it, -1 to 2."""
        pointed = np.zeros((len(names), self._words.shape[1]))
        for row, words in enumerate(names):
            known = sorted(self._columns[word] for word in words if word in self._columns)
            pointed[row] = self._words[known].sum(axis=0)
        points = space.on_grid(pointed)
        beside = self._beside[place]
        if not len(beside):
            return np.zeros(len(names))
        cosines = (points @ self._centroids[[place, *beside]].T).astype(np.float64) / space.GRID**2
        leans: NDArray[np.float64] = cosines[:, 0] - cosines[:, 1:].mean(axis=1)
        return leans

    def _learn(self, themes: Sequence[Voiced], middle: Vectors) -> NDArray[np.float64]:
        """Where each word points, one row a word, as far as its statements are sure of it."""
        from scipy.sparse import csr_matrix

        columns: list[int] = []
        ends = [0]
        for statement in (one for theme in themes for one in theme.members):
            columns += [self._columns.setdefault(word, len(self._columns)) for word in sorted(stems(statement.clean))]
            ends.append(len(columns))
        holds = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(self._columns)))
        vectors = np.vstack([space.on_grid(theme.vectors) for theme in themes])
        sums = holds.T @ (vectors - middle).astype(np.float64)
        counts = np.asarray(holds.sum(axis=0)).ravel()
        return np.asarray(sums / (counts + UNSURE)[:, None])
