"""What told vectors lose is measured by a rule that loses nothing where there is nothing to lose."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import distilled
from benchmarks.distilled import told_labels
from benchmarks.themes import Corpus
from insight.themes import assign, group_statements

TOPICS = ("invoice", "calendar", "password", "export")
WORDS = ("never", "opens", "slow", "again", "today", "breaks", "hangs", "twice", "late", "odd")


class EightAxes:
    """An encoder of words that says nothing of them: the corpus below has its own vectors."""

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.full((len(texts), 8), 8**-0.5, dtype=np.float32)


@pytest.fixture(autouse=True)
def no_weights(monkeypatch):
    monkeypatch.setattr(distilled, "open_encoder", EightAxes)


def small_corpus() -> Corpus:
    """Four topics, 60 texts each, around four corners of a space; the words say which topic it is."""
    chance = np.random.default_rng(5)
    texts = [f"{topic} {' '.join(chance.choice(WORDS, 3))} {number}" for topic in TOPICS for number in range(60)]
    corners = np.repeat(np.eye(8, dtype=np.float32)[:4], 60, axis=0)
    vectors = corners + 0.1 * chance.standard_normal((240, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Corpus("small", texts, np.repeat(TOPICS, 60), vectors, vectors[:0])


def test_texts_whose_words_tell_their_topic_join_it_without_being_encoded():
    corpus = small_corpus()
    first = np.arange(0, 240, 2)
    labels = told_labels(corpus, first, 0.0)
    groups = [set(labels[at : at + 60].tolist()) for at in range(0, 240, 60)]
    assert sorted(map(len, groups)) == [1, 1, 1, 1]
    assert len(set.union(*groups)) == 4


def test_where_all_are_doubted_all_join_by_their_own_vectors():
    corpus = small_corpus()
    first = np.arange(0, 240, 2)
    founded = group_statements([corpus.texts[row] for row in first], corpus.vectors[first], min_statements=30)
    own = assign(corpus.vectors, founded.centroids, -1).labels
    own[first] = founded.nearest
    assert np.array_equal(told_labels(corpus, first, 1.0), own)
