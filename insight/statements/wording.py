"""Wording: which words speak for which kind, learned from a team's labelled texts.

In go whole texts with the kind that their label means; out comes a second opinion on the kind of a statement, by its
words alone, which knows what the team's customers say where the likeness to examples knows what they mean. Words are
weighed as in a search: one that few texts have counts for more. Refuses nothing; under FEWEST texts nothing is learned.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from insight.records import KINDS, Kind
from insight.statements.ridge import NEVER, Array, fit_ridge, softmax

FEWEST = 500  # labelled texts; the gain was measured with 1,200
# How much the words count beside the likeness, and what two texts of the same words are worth in the kernel: chosen by
# five folds within each half of clap, where a third and two thirds came to the same within .006.
_SHARE = 0.5
_LIKENESS = 20.0
_MAX_WORDS = 120


@dataclass(frozen=True, slots=True)
class Wording:
    """A linear model over words: `weights[places[word]]` is what a word adds to the score of each kind."""

    places: Mapping[str, int]
    rarities: Array  # (words,)
    weights: Array  # (words + 1, kinds), the last row before any word is read
    temperature: float

    def join(self, chances: Array, texts: Sequence[Sequence[str]]) -> Array:
        """Return probabilities of kinds, shape (n, 5): the mean of `chances` and of what the words of `texts` say."""
        scores = np.array([self._score(words) for words in texts]).reshape(-1, len(KINDS))
        joined: Array = (1.0 - _SHARE) * chances + _SHARE * softmax(scores / self.temperature)
        return joined

    def telling(self, words: Sequence[str], kind: int, count: int) -> list[str]:
        """Return the words that speak most for a kind, the strongest first."""
        known = {word: self.weights[self.places[word]] for word in words if word in self.places}
        added = {word: float(row[kind] - row.mean()) for word, row in known.items()}
        return [word for word in sorted(added, key=lambda one: (-added[one], one)) if added[word] > 0][:count]

    def _score(self, words: Sequence[str]) -> Array:
        # One statement at a time: its sum is the same to the last bit whatever stands beside it.
        known = [self.places[word] for word in dict.fromkeys(words[:_MAX_WORDS]) if word in self.places]
        score: Array = self.weights[-1].copy()
        if known:
            rarities = self.rarities[known]
            score += rarities @ self.weights[known] / math.sqrt(float(rarities @ rarities))
        return score


def fit_wording(texts: Sequence[Sequence[str]], kinds: Sequence[Kind]) -> Wording | None:
    """Learn from the words of whole texts and the kind of each; None where there are too few, or one kind alone."""
    if len(texts) < FEWEST or len(set(kinds)) < 2:
        return None
    found = [list(dict.fromkeys(words[:_MAX_WORDS])) for words in texts]
    counts = Counter(word for words in found for word in words)
    places = {word: place for place, word in enumerate(sorted(word for word, count in counts.items() if count > 1))}
    rarities = np.array([math.log((1 + len(texts)) / (1 + counts[word])) + 1.0 for word in places])
    columns = np.zeros((len(texts), len(places)), dtype=np.float32)
    for row, words in enumerate(found):
        known = [places[word] for word in words if word in places]
        if known:
            columns[row, known] = rarities[known] / np.linalg.norm(rarities[known])
    targets = np.array([KINDS.index(kind) for kind in kinds])
    kernel = 1.0 + _LIKENESS * (columns @ columns.T).astype(np.float64)
    duals, temperature = fit_ridge(kernel, targets, len(KINDS))
    weights = np.vstack([_LIKENESS * columns.T.astype(np.float64) @ duals, duals.sum(axis=0)])
    weights[-1, np.bincount(targets, minlength=len(KINDS)) == 0] = NEVER
    return Wording(places, rarities, weights, temperature)
