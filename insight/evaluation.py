"""Evaluation: answers beside the truth, to figures with intervals.

In go what a person said of each text and what was answered, with how sure; out comes a report: precision, recall and F1
for each class with bootstrap intervals, macro-F1, accuracy, a calibration table, and which classes are taken for which,
with examples. It knows no file, no table and no clock; chance comes in as a seed. Refuses a set without a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.errors import ContractError

Array = NDArray[np.float64]

BINS = 10  # of the calibration table
RESAMPLES = 1_000
EXAMPLES = 3  # for each pair of classes that are taken for one another
_INTERVAL = (2.5, 97.5)  # percentiles: 95 % of the resamples lie between


@dataclass(frozen=True, slots=True)
class Answer:
    """A text with what a person says that it is and what was answered; `key` is its line, or its statement's id."""

    key: str
    truth: str
    answer: str
    confidence: float
    text: str = ""  # for the terminal alone: customers' words go into no table and no log


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How well one class is told."""

    name: str
    precision: Figure
    recall: Figure
    f1: Figure
    count: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: how sure they were on average, and how many of them were right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """A class that was taken for another one: how often, and the surest examples."""

    truth: str
    answer: str
    count: int
    examples: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured on one set."""

    label_set: str
    count: int
    macro_f1: Figure
    accuracy: Figure
    calibration_error: Figure  # expected calibration error over ten bins (Guo et al. 2017)
    classes: tuple[ClassFigures, ...]
    bins: tuple[Bin, ...]
    confusions: tuple[Confusion, ...]  # the most frequent first

    def figures(self) -> Iterator[tuple[str, Figure, int]]:
        """Yield each figure by name, with the number of labels behind it."""
        yield "macro_f1", self.macro_f1, self.count
        yield "accuracy", self.accuracy, self.count
        yield "calibration_error", self.calibration_error, self.count
        for one in self.classes:
            for name in ("precision", "recall", "f1"):
                yield f"{name}:{one.name}", getattr(one, name), one.count

    def as_plain(self) -> dict[str, Any]:
        """The report as plain values, for programs: examples by key, without their words."""
        return {
            "label_set": self.label_set,
            "count": self.count,
            "figures": {name: _plain(figure) | {"count": count} for name, figure, count in self.figures()},
            "calibration": [
                {name: getattr(one, name) for name in ("low", "high", "count", "confidence", "accuracy")}
                for one in self.bins
            ],
            "confusions": [
                {"label": one.truth, "answer": one.answer, "count": one.count, "keys": [e.key for e in one.examples]}
                for one in self.confusions
            ],
        }


def _plain(figure: Figure) -> dict[str, float]:
    return {"value": round(figure.value, 4), "low": round(figure.low, 4), "high": round(figure.high, 4)}


def evaluate(label_set: str, answers: Sequence[Answer], *, seed: int = 0) -> Report:
    """Measure `answers`; classes that are neither said nor answered do not count. Raises ContractError for none."""
    if not answers:
        raise ContractError(f"{label_set}: no labelled text can be judged, so nothing can be measured")
    names = sorted({one.truth for one in answers} | {one.answer for one in answers})
    place = {name: at for at, name in enumerate(names)}
    truth = np.array([place[one.truth] for one in answers])
    answer = np.array([place[one.answer] for one in answers])
    confidence = np.array([one.confidence for one in answers])
    chance = np.random.default_rng(seed)
    table = np.zeros((len(names), len(names)))
    np.add.at(table, (truth, answer), 1)
    # Drawing the cells of the table is drawing the texts, as far as these figures can tell them apart.
    cells = chance.multinomial(len(answers), table.ravel() / len(answers), RESAMPLES)
    drawn = cells.reshape(-1, *table.shape).astype(np.float64)
    measured, resampled = _scores(table[None]), _scores(drawn)
    classes = tuple(
        _class_figures(name, at, int(table[at].sum()), measured, resampled) for at, name in enumerate(names)
    )
    right = truth == answer
    return Report(
        label_set,
        len(answers),
        _figure(_macro(measured["f1"], table[None])[0], _macro(resampled["f1"], drawn)),
        _figure(float(right.mean()), np.trace(drawn, axis1=1, axis2=2) / len(answers)),
        _figure(_calibration_error(confidence, right), _resampled_calibration(confidence, right, chance)),
        classes,
        tuple(_bins(confidence, right)),
        tuple(_confusions(answers)),
    )


def _class_figures(
    name: str, at: int, count: int, measured: Mapping[str, Array], resampled: Mapping[str, Array]
) -> ClassFigures:
    precision, recall, f1 = (
        _figure(measured[which][0, at], resampled[which][:, at]) for which in ("precision", "recall", "f1")
    )
    return ClassFigures(name, precision, recall, f1, count)


def _scores(tables: Array) -> Mapping[str, Array]:
    """Precision, recall and F1 of each class in tables of shape (m, classes, classes), truth in rows."""
    hits = np.diagonal(tables, axis1=1, axis2=2)
    said, answered = tables.sum(axis=2), tables.sum(axis=1)
    return {
        "precision": _divide(hits, answered),
        "recall": _divide(hits, said),
        "f1": _divide(2 * hits, said + answered),
    }


def _divide(part: Array, whole: Array) -> Array:
    share: Array = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)
    return share


def _macro(f1: Array, tables: Array) -> Array:
    """Mean F1 over the classes that a table holds."""
    is_there = tables.sum(axis=2) + tables.sum(axis=1) > 0
    mean: Array = (f1 * is_there).sum(axis=1) / is_there.sum(axis=1)
    return mean


def _figure(value: float, resampled: Array) -> Figure:
    low, high = np.percentile(resampled, _INTERVAL)
    return Figure(float(value), float(low), float(high))


def _places(confidence: Array) -> NDArray[np.int_]:
    """The bin that a confidence falls into."""
    return np.clip((confidence * BINS).astype(np.int64), 0, BINS - 1)


def _calibration_error(confidence: Array, right: NDArray[np.bool_]) -> float:
    gaps = np.bincount(_places(confidence), weights=confidence - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(right))


def _resampled_calibration(confidence: Array, right: NDArray[np.bool_], chance: np.random.Generator) -> Array:
    rows = (chance.integers(0, len(right), len(right)) for _ in range(RESAMPLES // 5))
    return np.array([_calibration_error(confidence[row], right[row]) for row in rows])


def _bins(confidence: Array, right: NDArray[np.bool_]) -> Iterator[Bin]:
    places = _places(confidence)
    for at in range(BINS):
        here = places == at
        if here.any():
            yield Bin(
                at / BINS,
                (at + 1) / BINS,
                int(here.sum()),
                round(float(confidence[here].mean()), 4),
                round(float(right[here].mean()), 4),
            )


def _confusions(answers: Sequence[Answer]) -> list[Confusion]:
    wrong: dict[tuple[str, str], list[Answer]] = {}
    for one in answers:
        if one.truth != one.answer:
            wrong.setdefault((one.truth, one.answer), []).append(one)
    found = [
        Confusion(*pair, len(ones), tuple(sorted(ones, key=lambda one: (-one.confidence, one.key))[:EXAMPLES]))
        for pair, ones in wrong.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.truth, one.answer))
