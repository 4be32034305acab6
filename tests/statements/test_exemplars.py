"""The vectors of built-in examples: kept for all of them, as the encoder would make them."""

from __future__ import annotations

import numpy as np

from insight.encoder import MULTILINGUAL_NAME, english_name, open_encoder
from insight.statements.exemplars import VECTOR_BITS, known_vectors, load_exemplars


def test_every_built_in_example_has_its_vectors() -> None:
    texts = {one.text for one in load_exemplars()}
    missing = {name: sorted(texts - known_vectors(name).keys()) for name in (english_name("int8"), MULTILINGUAL_NAME)}
    assert missing == {english_name("int8"): [], MULTILINGUAL_NAME: []}, "run: python -m benchmarks.fit_exemplars"


def test_kept_vectors_are_those_of_the_encoder_to_the_grid() -> None:
    known = known_vectors(english_name("int8"))
    texts = sorted(known)[::100]
    encoded = open_encoder().encode(texts)
    # Another processor may round otherwise: by one step of the grid, not by more.
    assert np.abs(np.array([known[text] for text in texts]) - encoded).max() <= 1.5 / 2**VECTOR_BITS


def test_another_encoder_has_none() -> None:
    assert known_vectors("another") == {}
