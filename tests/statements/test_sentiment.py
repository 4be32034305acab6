from __future__ import annotations

import numpy as np
import pytest

from insight.statements import Reader
from insight.statements.sentiment import Head, Vader, head_for
from tests.statements.conftest import message


def test_texts_without_a_word_of_the_lexicon_are_neutral() -> None:
    vader = Vader()
    assert vader.compound("The list of invoices has three columns.") == 0.0
    assert vader.compound("I love it!") > 0.5
    assert vader.valences("A great, GREAT idea, and a horrible one.") == (("great", 3.1), ("horrible", -2.5))


def test_there_is_a_head_for_each_encoder_and_none_for_others() -> None:
    english, others = head_for(384), head_for(512)
    assert english is not None
    assert others is not None
    assert (english.weights.shape, others.weights.shape) == ((384,), (512,))
    assert english.compound_weight > 0
    assert others.compound_weight == 0.0  # VADER reads English only
    assert head_for(0) is None


def test_a_head_adds_up_and_stays_between_minus_one_and_one() -> None:
    head = Head(intercept=0.1, compound_weight=0.5, weights=np.array([1.0, -1.0]))
    vectors = np.array([[0.5, 0.0], [9.0, 0.0], [0.0, 9.0]], dtype=np.float32)
    assert head.join(np.array([0.4, 0.0, 0.0]), vectors).tolist() == pytest.approx([0.8, 1.0, -1.0])


def test_a_statement_without_a_vector_keeps_vader_alone(reader: Reader) -> None:
    landed = message("I love the new map.")
    (read,) = reader.read([landed])
    (one,) = reader.judge(read.candidates, None, {landed.message_id: landed}, reader.learn_kinds(None))
    assert one.sentiment == Vader().compound(one.clean)


def test_a_vector_moves_the_sentiment_by_its_head(reader: Reader) -> None:
    landed = message("I love the new map.")
    (read,) = reader.read([landed])
    head = head_for(384)
    assert head is not None
    bad = (-head.weights / np.linalg.norm(head.weights)).astype(np.float32)[None, :]
    exemplars = np.random.default_rng(0).normal(size=(len(reader.exemplar_texts()), 384)).astype(np.float32)
    model = reader.learn_kinds(exemplars / np.linalg.norm(exemplars, axis=1, keepdims=True))
    (one,) = reader.judge(read.candidates, bad, {landed.message_id: landed}, model)
    assert one.sentiment == pytest.approx(float(head.join(np.array([Vader().compound(one.clean)]), bad)[0]))
    assert one.sentiment < Vader().compound(one.clean)
