"""How good or bad a statement sounds, from -1 to 1: VADER, and a ridge regression on the vector beside it.

In go statements' words and, where there are any, their vectors; out come numbers on the scale of VADER's compound
score. English without a vector keeps VADER's score alone. The regressions ("heads", one for each encoder, known by the
length of its vectors) are the numbers in sentiment.toml, which `python -m benchmarks.fit_sentiment` writes from the
ratings that people gave for VADER (Hutto and Gilbert 2014). Refuses nothing: vectors of another length have no head.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_MAX_CHARACTERS = 1_000
_SPACED = str.maketrans(",.!", "   ")


@dataclass(frozen=True, slots=True)
class Head:
    """A linear regression: `intercept` + `compound_weight` x VADER's compound + `weights` . vector."""

    intercept: float
    compound_weight: float  # 0 for the encoder of many languages: VADER reads English
    weights: Array

    def told_by_vectors(self, vectors: NDArray[np.float32]) -> Array:
        """Return what the vectors alone say, shape (n,)."""
        told: Array = np.asarray(vectors, dtype=np.float64) @ self.weights
        return told

    def join(self, compounds: Array, vectors: NDArray[np.float32]) -> Array:
        """Return sentiments, shape (n,), between -1 and 1, to four digits as VADER's own."""
        joined = self.intercept + self.compound_weight * compounds + self.told_by_vectors(vectors)
        # Rounded, because the last bits of a product depend on how many rows are multiplied at once.
        bounded: Array = np.clip(joined, -1.0, 1.0)
        return bounded.round(4)


@dataclass(frozen=True, slots=True)
class SentimentParts:
    """Why a sentiment is what it is; `vector` is None where VADER (or, in other languages, the cues) decided alone."""

    sentiment: float
    compound: float
    valences: tuple[tuple[str, float], ...]  # words of VADER's lexicon, each between -4 and 4, before its rules
    intercept: float | None = None
    compound_weight: float | None = None
    vector: float | None = None


class Vader:
    """VADER's rules and lexicon, loaded when first asked."""

    def __init__(self) -> None:
        self._analyzer: Any = None

    def compound(self, text: str) -> float:
        """Return the compound score; texts without a word of the lexicon are neutral, which spares most of its time."""
        analyzer = self._load()
        if analyzer.lexicon.keys().isdisjoint(text.lower().translate(_SPACED).split()):
            return 0.0
        return float(analyzer.polarity_scores(text[:_MAX_CHARACTERS])["compound"])

    def valences(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return the words of the lexicon that a text holds, with the valence that each has by itself."""
        lexicon = self._load().lexicon
        words = dict.fromkeys(text[:_MAX_CHARACTERS].lower().translate(_SPACED).split())
        return tuple((word, float(lexicon[word])) for word in words if word in lexicon)

    def judging_words(self, strength: float) -> frozenset[str]:
        """Return the words of the lexicon whose valence is at least `strength`, for good or bad."""
        return frozenset(
            word for word, valence in self._load().lexicon.items() if abs(valence) >= strength and word.isalpha()
        )

    def _load(self) -> Any:
        if self._analyzer is None:
            from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

            self._analyzer = SentimentIntensityAnalyzer()
        return self._analyzer


def head_for(dimension: int) -> Head | None:
    """Return the head for vectors of a length; None where there is none, and for no vectors (0)."""
    return _heads().get(dimension)


@cache
def _heads() -> dict[int, Head]:
    content = tomllib.loads(files("insight.statements").joinpath("sentiment.toml").read_text(encoding="utf-8"))
    return {
        int(dimension): Head(head["intercept"], head["compound_weight"], np.array(head["weights"]))
        for dimension, head in content.items()
    }
