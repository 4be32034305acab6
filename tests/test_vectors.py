"""Vectors by content: what is kept is not encoded again, and what was told from words only serves who will have it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from insight.records import content_hash
from insight.vectors import VectorStore
from insight.warehouse import Warehouse


class Encoder:
    """Notes what it is asked for; a vector is the length of the text."""

    dimension = 2
    name = "noting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), 0.0] for text in texts], dtype=np.float32)


def store(warehouse: Warehouse, encoder: Encoder) -> VectorStore:
    return VectorStore(warehouse, encoder.name, lambda: encoder, lambda *_: None)


def test_a_text_is_encoded_once(warehouse: Warehouse) -> None:
    encoder = Encoder()
    assert store(warehouse, encoder).read(["ab", "abc", "ab"]).tolist() == [[2, 0], [3, 0], [2, 0]]
    assert store(warehouse, encoder).read(["abc", "abcd"]).tolist() == [[3, 0], [4, 0]]
    assert sorted(encoder.asked) == ["ab", "abc", "abcd"]


def test_a_told_vector_serves_only_who_will_have_it(warehouse: Warehouse) -> None:
    encoder = Encoder()
    vectors = store(warehouse, encoder)
    vectors.keep([content_hash("ab")], np.array([[0.5, 0.5]], dtype=np.float32), as_told=True)
    assert vectors.read(["ab", "abc"], or_told=True).tolist() == [[0.5, 0.5], [3, 0]]
    assert encoder.asked == ["abc"]
    assert vectors.are_told(["ab", "abc", "new"]) == [True, False, False]
    assert vectors.read(["ab"]).tolist() == [[2, 0]]
    assert vectors.read(["ab"], or_told=True).tolist() == [[2, 0]]
    assert vectors.are_told(["ab"]) == [False]


def test_of_no_texts_there_are_no_vectors(warehouse: Warehouse) -> None:
    assert store(warehouse, Encoder()).read([], or_told=True).shape[0] == 0
