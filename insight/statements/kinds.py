"""What kind of statement it is, and what type of pain: examples and cues, joined by a logistic regression.

In go statements as rows of features (their vectors, where given, beside counts of cues); out come probabilities by
kind. The regression is fitted on `exemplars.toml` and on nothing else: no labelled data is needed, and
whoever edits the examples changes the judgement. Refuses examples of a kind that does not exist.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from insight.errors import ConfigError
from insight.records import KINDS, Kind, PainType
from insight.statements.cues import Cue, cue_names, find_cues, words_of
from insight.statements.vocabulary import word_list

Array = NDArray[np.float64]

PAIN_TYPES: tuple[PainType, ...] = get_args(PainType)

# Chosen by five-fold cross-validation on the examples alone; labelled data was not looked at.
_CUE_WEIGHT = 1.0  # of one cue against a vector of length _VECTOR_WEIGHT
_VECTOR_WEIGHT = 3.0
_STRENGTH = 1.0  # inverse of the ridge penalty

_QUESTION_WORDS = word_list("question_words")
_ORDERS = word_list("orders")
_FILLERS = frozenset(("please", "also", "so", "and", "but", "pls", "plz", "just", "kindly"))
_SHAPES = (
    "is_question",
    "starts_as_question",
    "starts_as_order",
    "is_first_person",
    "is_short",
    "is_long",
    "good_words",
    "bad_words",
)


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An example statement, its kind and, where it is a pain, its type."""

    text: str
    kind: Kind
    pain_type: PainType | None = None


def load_exemplars(extra: Path | None = None) -> tuple[Exemplar, ...]:
    """Read the built-in examples and those of a team's own file."""
    built_in = files("insight.statements").joinpath("exemplars.toml").read_text(encoding="utf-8")
    exemplars = _parse_exemplars(built_in, "exemplars.toml")
    if extra is not None:
        try:
            own = extra.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"statements.exemplars: {extra} cannot be read: {error}") from None
        exemplars += _parse_exemplars(own, str(extra))
    return tuple(dict.fromkeys(exemplars))


def _parse_exemplars(content: str, name: str) -> list[Exemplar]:
    try:
        tables: dict[str, Any] = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is not valid TOML: {error}") from None
    exemplars: list[Exemplar] = []
    for kind, table in tables.items():
        if kind not in KINDS:
            raise ConfigError(f"{name}: no kind '{kind}'; there are: {', '.join(KINDS)}")
        types = table if kind == "pain" and "texts" not in table else {None: table}
        for pain_type, entry in types.items():
            if pain_type is not None and pain_type not in PAIN_TYPES:
                raise ConfigError(f"{name}: no pain type '{pain_type}'; there are: {', '.join(PAIN_TYPES)}")
            texts = entry.get("texts") if isinstance(entry, dict) else None
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                raise ConfigError(f'{name}: [{kind}] needs texts = ["...", ...]')
            exemplars.extend(Exemplar(text, kind, pain_type) for text in texts)
    return exemplars


@dataclass(frozen=True, slots=True)
class Signs:
    """What a text shows without its vector: its words, its cues and its sentiment (VADER's compound, -1 to 1)."""

    words: tuple[str, ...]
    cues: tuple[Cue, ...]
    is_question: bool
    sentiment: float

    @property
    def first_word(self) -> str:
        """The first word that is no filler."""
        return next((word for word in self.words if word not in _FILLERS), "")

    @property
    def starts_as_order(self) -> bool:
        return self.first_word in _ORDERS

    @property
    def names(self) -> frozenset[str]:
        return frozenset(cue.name for cue in self.cues)


def read_signs(text: str, language: str, sentiment: float | None) -> Signs:
    """Collect the signs of one statement; without a sentiment, its cues give a rough one."""
    words = words_of(text)
    cues = tuple(find_cues(words, language))
    if sentiment is None:
        good = sum(cue.name in ("praise", "works") for cue in cues)
        bad = sum(cue.name in ("dislike", "failure", "loss", "slowness", "difficulty") for cue in cues)
        sentiment = (good - bad) / (good + bad + 1)
    return Signs(tuple(words), cues, "?" in text or "？" in text or text.startswith("¿"), sentiment)


def sign_row(signs: Signs) -> list[float]:
    """Return the columns that the regression sees beside the vector: cues by name (at most 2 each), then shapes."""
    counts = dict.fromkeys(cue_names(), 0.0)
    for cue in signs.cues:
        counts[cue.name] = min(counts[cue.name] + 1.0, 2.0)
    first = signs.first_word
    length = len(signs.words)
    shapes = (
        float(signs.is_question),
        float(first in _QUESTION_WORDS),
        float(signs.starts_as_order),
        float(first in ("i", "im", "ive", "my", "we")),
        float(length <= 3),
        float(length >= 20),
        max(signs.sentiment, 0.0),
        max(-signs.sentiment, 0.0),
    )
    return [*counts.values(), *shapes]


@dataclass(frozen=True, slots=True)
class KindModel:
    """Two fitted regressions over the same columns, for the vectors of one encoder, or for none."""

    kind_weights: Array  # (columns + 1, kinds)
    type_weights: Array  # (columns + 1, pain types)
    dimension: int  # of the vectors; 0 when it judges by cues alone
    temperature: float  # divides the scores, so that a confidence of .8 is right 8 times of 10

    def kinds(self, rows: Array) -> Array:
        """Return probabilities, shape (n, 5), in the order of KINDS."""
        return _softmax(_score(rows, self.kind_weights) / self.temperature)

    def pain_types(self, rows: Array) -> Array:
        """Return probabilities, shape (n, 8), in the order of PAIN_TYPES."""
        return _softmax(_score(rows, self.type_weights))


def feature_rows(signs: Sequence[Signs], vectors: NDArray[np.float32] | None) -> Array:
    """Join cue columns and vectors into the rows that the regressions see."""
    width = len(cue_names()) + len(_SHAPES)
    columns = np.array([sign_row(one) for one in signs], dtype=np.float64).reshape(-1, width)
    # Square roots: the second cue of a sort says less than the first.
    rows: Array = np.sqrt(columns) * _CUE_WEIGHT
    if vectors is not None:
        rows = np.hstack([rows, np.asarray(vectors, dtype=np.float64) * _VECTOR_WEIGHT])
    return rows


def fit_kinds(exemplars: Sequence[Exemplar], rows: Array, dimension: int) -> KindModel:
    """Fit both regressions on the examples; the temperature comes from examples judged by fits that left them out."""
    labels = np.array([KINDS.index(one.kind) for one in exemplars])
    weights = _fit(rows, labels, len(KINDS))
    typed = [position for position, one in enumerate(exemplars) if one.pain_type is not None]
    types = np.array([PAIN_TYPES.index(exemplars[position].pain_type or "bug") for position in typed])
    return KindModel(
        weights, _fit(rows[typed], types, len(PAIN_TYPES), is_balanced=False), dimension, _temperature(rows, labels)
    )


def _fit(rows: Array, labels: NDArray[np.int_], classes: int, *, is_balanced: bool = True) -> Array:
    """Fit a multinomial regression; balanced means as if all classes had as many examples. Intercepts come last."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, class_weight="balanced" if is_balanced else None, max_iter=2_000, tol=1e-5)
    model.fit(rows, labels)
    weights = np.full((rows.shape[1] + 1, classes), 0.0)
    weights[-1] = -math.inf  # a class without examples is never chosen
    for row, label in enumerate(model.classes_):
        weights[:-1, label] = model.coef_[row]
        weights[-1, label] = model.intercept_[row]
    return weights


def _temperature(rows: Array, labels: NDArray[np.int_], folds: int = 5) -> float:
    """Choose the temperature under which held-out examples are most likely (Guo et al. 2017), but none below 1.

    Examples are tidier than what customers write, so they never make the judgement surer of itself.
    """
    scores = np.zeros((len(rows), len(KINDS)))
    for fold in range(folds):
        held_out = np.arange(len(rows)) % folds == fold
        scores[held_out] = _score(rows[held_out], _fit(rows[~held_out], labels[~held_out], len(KINDS)))
    candidates = np.geomspace(1.0, 4.0, 17)
    losses = [-np.log(_softmax(scores / t)[np.arange(len(rows)), labels] + 1e-12).mean() for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def _score(rows: Array, weights: Array) -> Array:
    scores: Array = rows @ weights[:-1] + weights[-1]
    return scores


def _softmax(scores: Array) -> Array:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares
