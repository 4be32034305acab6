"""What kind of statement it is, and what type of pain: examples and cues, joined by one regression.

In go statements as rows of features (counts of cues and, where given, their vectors); out come probabilities by kind.
The regression is fitted on `exemplars.toml` and on a team's own examples, and on nothing else: whoever edits the
examples changes the judgement. It adds up what each cue says and how like the statement is to each example.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from insight.denials import NO_DENIALS, Denials, find_denials
from insight.records import KINDS
from insight.statements.cues import MISHAPS, Cue, cue_names, find_cues, words_of
from insight.statements.exemplars import FINE_TYPES, PAIN_TYPES, VECTOR_BITS, Exemplar
from insight.statements.ridge import NEVER, fit_ridge, softmax
from insight.statements.telling import UNTOLD, Telling, read_telling
from insight.statements.vocabulary import word_list
from insight.statements.wording import Wording, fit_wording

Array = NDArray[np.float64]
# Chosen by leaving each example out once, on the examples alone; the same over a wide range around them.
_CUE_WEIGHT = 0.5  # of one cue, against an example that is the very statement
_LIKENESS_WEIGHT = 20.0
_NEARNESS = 2.0  # likeness falls by e for every 1 / _NEARNESS that the cosine does
# Numbers are rounded to these binary places, so that every product and sum is exact: a statement is judged the same to
# the last bit whatever stands beside it. Vectors: 24 bits of float32 hold 2 x 11; scores: 53 of float64 hold 12 + 24.
_COLUMN_BITS, _WEIGHT_BITS = 12, 24

_QUESTION_WORDS = word_list("question_words")
_ORDERS = word_list("orders")
_FILLERS = frozenset(("please", "also", "so", "and", "but", "pls", "plz", "just", "kindly"))
_PLEASE = frozenset(("please", "pls", "plz", "plis"))
_SHAPES = (
    "is_question",
    "starts_as_question",
    "starts_as_order",
    "is_first_person",
    "ends_with_please",
    "is_short",
    "is_long",
    "good_words",
    "bad_words",
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a text shows without its vector: its words, its cues and its sentiment (VADER's compound, -1 to 1)."""

    words: tuple[str, ...]
    cues: tuple[Cue, ...]
    is_question: bool
    sentiment: float
    telling: Telling = UNTOLD
    denied: tuple[str, ...] = ()  # phrases that deny a trouble, where the text tells of no other

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
    denials = find_denials(text) if language == "en" else NO_DENIALS
    denied, cues = _read_denials(words, cues, denials) if denials != NO_DENIALS else ((), cues)
    if sentiment is None:
        good = sum(cue.name in ("praise", "works") for cue in cues)
        bad = sum(cue.name in ("dislike", "failure", "loss", "slowness", "difficulty") for cue in cues)
        sentiment = (good - bad) / (good + bad + 1)
    is_question = "?" in text or "？" in text or text.startswith("¿")
    telling = read_telling(words, is_question=is_question)
    if denied and telling.hint is not None and telling.hint.kind == "pain":
        telling = replace(telling, hint=None)  # "it does not crash" has the shape of "it does not open"
    return Signs(tuple(words), cues, is_question, sentiment, telling, denied)


def _read_denials(
    words: Sequence[str], cues: tuple[Cue, ...], denials: Denials
) -> tuple[tuple[str, ...], tuple[Cue, ...]]:
    """Let each denial be one cue that something works, which uses up its words; none where another trouble is told.

    What is taken back says nothing of what works: "never had a problem until the update".
    """
    taken = _spans_of(denials.withdrawn, words)
    cues = tuple(cue for cue in cues if cue.name != "works" or not _lies_in(cue, taken))
    spans = _spans_of(denials.held, words)
    free = tuple(cue for cue in cues if not _lies_in(cue, spans))
    if not spans or len(spans) < len(denials.held) or any(cue.name in MISHAPS for cue in free):
        return (), cues
    works = (Cue("works", phrase, start, end) for phrase, (start, end) in zip(denials.held, spans, strict=True))
    return denials.held, tuple(sorted((*free, *works), key=lambda cue: (cue.start, cue.name)))


def _lies_in(cue: Cue, spans: Sequence[tuple[int, int]]) -> bool:
    return any(cue.start < end and start < cue.end for start, end in spans)


def _spans_of(phrases: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """Where phrases stand among words; one inside of which marks stand is not found."""
    spans = (_span_of(phrase.split(), words) for phrase in phrases)
    return [span for span in spans if span is not None]


def _span_of(phrase: Sequence[str], words: Sequence[str]) -> tuple[int, int] | None:
    length = len(phrase)
    places = (place for place in range(len(words) - length + 1) if list(words[place : place + length]) == list(phrase))
    place = next(places, None)
    return None if place is None else (place, place + length)


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
        float(bool(signs.words) and signs.words[-1] in _PLEASE),
        float(length <= 3),
        float(length >= 20),
        max(signs.sentiment, 0.0),
        max(-signs.sentiment, 0.0),
    )
    return [*counts.values(), *shapes]


@dataclass(frozen=True, slots=True)
class KindModel:
    """Two fitted regressions over the same columns, for the vectors of one encoder, or for none.

    Columns of the weights: cues and shapes, then one for each example (the likeness to it), then the intercept.
    """

    kind_weights: Array  # (columns + 1, kinds)
    type_weights: Array  # (columns + 1, fine types)
    examples: NDArray[np.float32]  # their vectors, shape (m, dimension); (0, 0) when it judges by cues alone
    temperature: float  # divides the scores, so that a confidence of .8 is right 8 times of 10
    type_temperature: float
    wording: Wording | None = None  # a second opinion on kinds, where a team's labelled texts taught one

    @property
    def dimension(self) -> int:
        """Length of the vectors that it judges; 0 when it judges by cues alone."""
        return int(self.examples.shape[1])

    def kinds(self, rows: Array, signs: Sequence[Signs]) -> Array:
        """Return probabilities, shape (n, 5), in the order of KINDS; row i is that of `signs[i]`."""
        return self._joined(self.kinds_by_likeness(rows), signs)

    def kinds_by_likeness(self, rows: Array) -> Array:
        """Return the same by cues and likeness alone, without what the words of labelled texts taught."""
        return softmax(_score(self._columns(rows), self.kind_weights) / self.temperature)

    def _joined(self, chances: Array, signs: Sequence[Signs]) -> Array:
        return chances if self.wording is None else self.wording.join(chances, [one.words for one in signs])

    def contributions(self, row: Array) -> Array:
        """Return what each column adds to the score of each kind for one row, shape (columns + 1, 5), intercepts last.

        Their sums, as exponentials that add up to 1, are what `kinds_by_likeness` returns.
        """
        columns = self._columns(row[None, :])[0]
        added: Array = np.vstack([columns[:, None] * self.kind_weights[:-1], self.kind_weights[-1:]]) / self.temperature
        return added

    def fine_types(self, rows: Array) -> Array:
        """Return probabilities, shape (n, 9), in the order of FINE_TYPES."""
        return softmax(_score(self._columns(rows), self.type_weights) / self.type_temperature)

    def pain_types(self, rows: Array) -> Array:
        """Return probabilities, shape (n, 8), in the order of PAIN_TYPES."""
        return self._types(self._columns(rows))

    def kinds_and_types(self, rows: Array, signs: Sequence[Signs]) -> tuple[Array, Array]:
        """Return what `kinds` and `pain_types` do, at the price of one of them."""
        columns = self._columns(rows)
        kinds = softmax(_score(columns, self.kind_weights) / self.temperature)
        return self._joined(kinds, signs), self._types(columns)

    def _types(self, columns: Array) -> Array:
        fine = softmax(_score(columns, self.type_weights) / self.type_temperature)
        types: Array = fine[:, : len(PAIN_TYPES)].copy()
        types[:, PAIN_TYPES.index("performance")] += fine[:, FINE_TYPES.index("energy")]
        return types

    def _columns(self, rows: Array) -> Array:
        return _with_likeness(rows, self.examples)


def sign_columns() -> tuple[str, ...]:
    """Name the columns of `feature_rows` that stand before the vector: cues, then shapes."""
    return (*cue_names(), *_SHAPES)


def feature_rows(signs: Sequence[Signs], vectors: NDArray[np.float32] | None) -> Array:
    """Join cue columns and vectors into the rows that the regressions see."""
    columns = np.array([sign_row(one) for one in signs], dtype=np.float64).reshape(-1, len(sign_columns()))
    # Square roots: the second cue of a sort says less than the first.
    rows = _on_grid(np.sqrt(columns), _COLUMN_BITS)
    return rows if vectors is None else np.hstack([rows, _on_grid(np.asarray(vectors, dtype=np.float64), VECTOR_BITS)])


def _on_grid(values: Array, bits: int) -> Array:
    rounded: Array = np.rint(values * 2.0**bits) / 2.0**bits
    return rounded


def _with_likeness(rows: Array, examples: NDArray[np.float32]) -> Array:
    """Replace the vectors behind the cues by their likeness to each example."""
    width = len(sign_columns())
    if not examples.size:
        return rows[:, :width]
    cosines = rows[:, width:].astype(np.float32) @ examples.T
    likeness = np.exp(_NEARNESS * (cosines.astype(np.float64) - 1.0))
    return np.hstack([rows[:, :width], _on_grid(likeness, _COLUMN_BITS)])


def fit_kinds(exemplars: Sequence[Exemplar], rows: Array) -> KindModel:
    """Fit both regressions on the examples; row i of `rows` (by `feature_rows`) belongs to example i."""
    width = len(sign_columns())
    examples = rows[:, width:].astype(np.float32) if rows.shape[1] > width else np.zeros((0, 0), dtype=np.float32)
    columns = _with_likeness(rows, examples)
    kinds = _fit(columns, np.array([KINDS.index(one.kind) for one in exemplars]), len(KINDS))
    typed = np.array([place for place, one in enumerate(exemplars) if one.pain_type is not None])
    types = _fit(columns, np.array([_fine_place(one) for one in exemplars]), len(FINE_TYPES), typed)
    wholes = [one for one in exemplars if one.is_whole]
    wording = fit_wording([words_of(one.text) for one in wholes], [one.kind for one in wholes])
    return KindModel(kinds.weights, types.weights, examples, kinds.temperature, types.temperature, wording)


def _fine_place(one: Exemplar) -> int:
    return 0 if one.pain_type is None else FINE_TYPES.index(one.pain_type)


@dataclass(frozen=True, slots=True)
class _Fit:
    weights: Array
    temperature: float


def _fit(columns: Array, labels: NDArray[np.int_], classes: int, chosen: NDArray[np.int_] | None = None) -> _Fit:
    """Fit least squares to the classes by kernel ridge regression, as if all classes had as many examples.

    `chosen` names the rows to fit on.
    """
    width = len(sign_columns())
    rows = np.arange(len(columns)) if chosen is None else chosen
    targets = labels[rows]
    duals, temperature = fit_ridge(_kernel(columns, rows), targets, classes)
    weights = np.zeros((columns.shape[1] + 1, classes))
    weights[:width] = _CUE_WEIGHT * columns[rows, :width].T @ duals
    if columns.shape[1] > width:
        weights[width + rows] = _LIKENESS_WEIGHT * duals
    weights[-1] = duals.sum(axis=0)
    weights[-1, np.bincount(targets, minlength=classes) == 0] = NEVER
    return _Fit(_on_grid(weights, _WEIGHT_BITS), temperature)


def _kernel(columns: Array, rows: NDArray[np.int_]) -> Array:
    """How alike the examples are."""
    width = len(sign_columns())
    signs = columns[rows, :width]
    kernel: Array = _CUE_WEIGHT * signs @ signs.T + 1.0
    if columns.shape[1] > width:
        kernel += _LIKENESS_WEIGHT * columns[np.ix_(rows, width + rows)]
    return kernel


def _score(columns: Array, weights: Array) -> Array:
    scores: Array = columns @ weights[:-1] + weights[-1]
    return scores
