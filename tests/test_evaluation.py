from __future__ import annotations

import json

import numpy as np
import pytest

from insight.errors import ContractError
from insight.evaluation import Answer, Bin, evaluate


def answers(*rows: tuple[str, str, float]) -> list[Answer]:
    return [Answer(f"line {at}", *row, text=f"text {at}") for at, row in enumerate(rows, 2)]


MIXED = answers(
    ("bug", "bug", 0.95),
    ("bug", "bug", 0.85),
    ("bug", "other", 0.55),
    ("request", "request", 0.75),
    ("other", "other", 0.95),
    ("other", "bug", 0.65),
)


def test_precision_recall_and_f1_are_those_of_the_table() -> None:
    report = evaluate("set", MIXED)
    told = {
        one.name: (round(one.precision.value, 3), round(one.recall.value, 3), round(one.f1.value, 3), one.count)
        for one in report.classes
    }
    assert told == {"bug": (0.667, 0.667, 0.667, 3), "other": (0.5, 0.5, 0.5, 2), "request": (1.0, 1.0, 1.0, 1)}
    assert round(report.macro_f1.value, 4) == round((2 / 3 + 1 / 2 + 1) / 3, 4)
    assert round(report.accuracy.value, 4) == round(4 / 6, 4)


def test_the_calibration_error_weighs_each_bin_by_its_answers() -> None:
    report = evaluate("set", MIXED)
    assert report.bins[-1] == Bin(0.9, 1.0, 2, 0.95, 1.0)
    assert round(report.calibration_error.value, 4) == round((0.1 + 0.15 + 0.55 + 0.25 + 0.65) / 6, 4)


def test_intervals_hold_the_figure_and_narrow_with_more_labels() -> None:
    few, many = evaluate("set", MIXED), evaluate("set", MIXED * 50)
    for report in (few, many):
        for _, figure, _ in report.figures():
            assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9
    assert many.accuracy.high - many.accuracy.low < (few.accuracy.high - few.accuracy.low) / 3
    assert evaluate("set", MIXED) == few


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    chance = np.random.default_rng(1)
    hits = 0
    for _ in range(60):
        right = chance.random(80) < 0.8
        figure = evaluate("set", answers(*(("a", "a" if one else "b", 0.8) for one in right))).accuracy
        hits += figure.low <= 0.8 <= figure.high
    assert hits >= 51


def test_confusions_come_with_their_surest_examples_and_only_the_screen_gets_their_words() -> None:
    report = evaluate("set", answers(*[("bug", "other", 0.5 + at / 100) for at in range(5)], ("other", "bug", 0.9)))
    first = report.confusions[0]
    assert (first.truth, first.answer, first.count) == ("bug", "other", 5)
    assert [one.key for one in first.examples] == ["line 6", "line 5", "line 4"]
    plain = json.dumps(report.as_plain())
    assert "line 6" in plain
    assert "text 4" not in plain


def test_a_class_that_is_never_answered_counts_with_an_f1_of_nothing() -> None:
    report = evaluate("set", answers(("bug", "bug", 0.9), ("request", "bug", 0.9)))
    assert round(report.macro_f1.value, 4) == round((2 / 3) / 2, 4)


def test_no_labels_are_refused() -> None:
    with pytest.raises(ContractError, match="nothing can be measured"):
        evaluate("set", [])
