"""Vectors by content: what is kept is not encoded again, and what was told from words only serves who will have it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

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
    assert vectors.read(["ab"]).tolist() == [[2, 0]]
    assert vectors.read(["ab"], or_told=True).tolist() == [[2, 0]]


def test_of_no_texts_there_are_no_vectors(warehouse: Warehouse) -> None:
    assert store(warehouse, Encoder()).read([], or_told=True).shape[0] == 0


def test_what_a_transaction_keeps_twice_is_kept_once_and_found_after_it(warehouse: Warehouse) -> None:
    encoder = Encoder()
    vectors = store(warehouse, encoder)
    one, other = (np.array([[value, 0.0]], dtype=np.float32) for value in (7, 8))
    with warehouse.transaction():
        vectors.keep([content_hash("ab")], one)
        vectors.keep([content_hash("ab")], other)
    assert warehouse.value("select count(*) from mined.vectors") == 1
    assert vectors.read(["ab", "abc"]).tolist() == [[7, 0], [3, 0]]
    assert vectors.read(["abc", "ab"]).tolist() == [[3, 0], [7, 0]]
    assert encoder.asked == ["abc"]


def test_a_transaction_that_fails_leaves_its_texts_new(warehouse: Warehouse) -> None:
    encoder = Encoder()
    vectors = store(warehouse, encoder)
    with suppress(KeyError), warehouse.transaction():
        vectors.keep([content_hash("ab")], np.array([[7, 0]], dtype=np.float32))
        raise KeyError
    assert vectors.read(["ab"]).tolist() == [[2, 0]]
    assert store(warehouse, encoder).read(["ab"]).tolist() == [[2, 0]]
    assert encoder.asked == ["ab"]


def test_encoders_do_not_take_each_others_vectors(warehouse: Warehouse) -> None:
    first, second = Encoder(), Encoder()
    second.name = "other"
    assert store(warehouse, first).read(["ab"]).tolist() == store(warehouse, second).read(["ab"]).tolist()
    assert (first.asked, second.asked) == (["ab"], ["ab"])
