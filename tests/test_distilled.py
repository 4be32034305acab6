"""Vectors told from words: what is learned, and that it does not depend on company."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from insight.distilled import Distilled, distil, vocabulary

THINGS = ("calendar", "invoice", "report", "folder", "password")
FAULTS = ("crashes", "is slow", "is empty", "cannot be opened", "looks wrong")
TAILS = ("today", "again", "on my phone", "since monday", "for all of us", "after the update")


def corpus() -> tuple[list[str], np.ndarray]:
    """Texts whose vectors are the sum of what they are about and what is wrong with it."""
    axes = np.linalg.qr(np.random.default_rng(1).standard_normal((16, 16)))[0].astype(np.float32)
    texts, vectors = [], []
    for thing, about in enumerate(THINGS):
        for fault, wrong in enumerate(FAULTS):
            for tail in TAILS:
                texts.append(f"The {about} {wrong} {tail}")
                vectors.append((axes[thing] + axes[8 + fault]) / np.sqrt(2))
    return texts, np.array(vectors, dtype=np.float32)


def test_a_text_that_was_not_seen_is_told_by_its_words() -> None:
    texts, vectors = corpus()
    seen = [place for place in range(len(texts)) if place % 5]
    told = distil([texts[p] for p in seen], vectors[seen]).tell(texts)
    assert (told * vectors).sum(axis=1).min() > 0.9


def test_a_text_of_words_that_never_occurred_lies_in_the_middle_of_all() -> None:
    texts, vectors = corpus()
    (told,) = distil(texts, vectors).tell(["zyx wvu tsr"])
    middle = vectors.mean(axis=0)
    assert told == pytest.approx(middle / np.linalg.norm(middle), abs=1e-5)


def test_what_the_encoder_says_of_a_word_alone_tells_what_few_texts_hold() -> None:
    """Two texts in a hundred name a thing: too few to learn from, but the word itself is known."""
    texts, vectors = corpus()
    rare = [place for place, text in enumerate(texts) if "password" in text]
    seen = [place for place in range(len(texts)) if place not in rare[2:]]
    words = vocabulary([texts[p] for p in seen])
    means = np.array([vectors[[word in text.lower().split() for text in texts]].mean(axis=0) for word in words])
    learned = [texts[p] for p in seen], vectors[seen]
    by_texts, by_words = distil(*learned), distil(*learned, words, means)
    apart = [(told.tell(texts) * vectors).sum(axis=1)[rare[2:]].mean() for told in (by_texts, by_words)]
    assert apart[1] > apart[0] + 0.02


def test_neither_order_nor_batches_change_a_vector() -> None:
    texts, vectors = corpus()
    order = list(range(len(texts)))
    Random(3).shuffle(order)
    first, second = distil(texts, vectors), distil([texts[p] for p in order], vectors[order])
    whole = first.tell(texts)
    assert np.array_equal(whole, second.tell(texts))
    assert np.array_equal(whole, np.vstack([first.tell([text]) for text in texts]))


def test_what_is_saved_tells_the_same(tmp_path: Path) -> None:
    texts, vectors = corpus()
    distilled = distil(texts, vectors)
    distilled.save(tmp_path / "distilled.npz")
    again = Distilled.load(tmp_path / "distilled.npz")
    assert np.array_equal(again.tell(texts), distilled.tell(texts))
    assert [path.name for path in tmp_path.iterdir()] == ["distilled.npz"]


def test_nothing_can_be_learned_from_nothing() -> None:
    with pytest.raises(ValueError, match="0 vectors for 0 texts"):
        distil([], np.empty((0, 4), dtype=np.float32))
