from __future__ import annotations

import numpy as np
import pytest

from insight.records import KINDS, MessageToRead, Statement
from insight.statements import KindModel, Reader
from insight.statements.explaining import Explanation
from tests.statements.conftest import message


def explained(
    reader: Reader, model: KindModel, landed: MessageToRead, vector: np.ndarray | None = None
) -> tuple[Statement, Explanation]:
    """The only statement of a message as it is judged, and its explanation."""
    (read,) = reader.read([landed])
    vectors = None if vector is None else vector[None, :]
    (judged,) = reader.judge(read.candidates, vectors, {landed.message_id: landed}, model)
    return judged, reader.explain(read.candidates[0], vector, landed, model)


def with_vectors(reader: Reader) -> tuple[KindModel, np.ndarray]:
    """A model fitted on made-up vectors, and these."""
    vectors = np.random.default_rng(1).normal(size=(len(reader.exemplar_texts()), 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return reader.learn_kinds(vectors), vectors


@pytest.mark.parametrize(
    "text",
    [
        "I cannot export the report since version 5.2.1 on Windows 11!!",
        "Please add an option to sort invoices by date.",
        "It does not work.",
        "Die App stürzt beim Öffnen der Karte ab.",
    ],
)
def test_what_is_explained_is_what_was_judged(reader: Reader, by_cues: KindModel, text: str) -> None:
    language = "de" if text.startswith("Die") else "en"
    judged, explanation = explained(reader, by_cues, message(text, language=language, title="Reports"))
    assert explanation.statement == judged
    assert explanation.kinds[judged.kind] == pytest.approx(judged.kind_confidence, abs=1e-4)


def test_the_parts_and_priors_add_up_to_the_probabilities(reader: Reader, by_cues: KindModel) -> None:
    landed = message("The export of invoices is terribly broken.", kind="review", rating=1.0)
    _, explanation = explained(reader, by_cues, landed)
    told = np.array([[part.log_odds[kind] for kind in KINDS] for part in explanation.parts]).sum(axis=0)
    shares = np.exp(told) / np.exp(told).sum()
    # Parts that say next to nothing are left out, so the sum is near, not exact.
    assert shares == pytest.approx([explanation.kinds[kind] for kind in KINDS], abs=0.05)
    reasons = {part.name for part in explanation.parts if part.source == "prior"}
    assert "the review has 1 stars" in reasons


def test_each_thing_that_is_said_has_its_reason(reader: Reader, by_cues: KindModel) -> None:
    text = "When I try to export the report on Windows 11, it crashes every time!!"
    judged, explanation = explained(reader, by_cues, message(text))
    assert (judged.kind, judged.platform) == ("pain", "Windows 11")
    assert [(fact.name, judged.clean[fact.start : fact.end]) for fact in explanation.facts] == [
        ("platform", "Windows 11")
    ]
    assert explanation.severity is not None
    assert explanation.severity.level == judged.severity
    assert explanation.severity.reasons[-1] == "more, for the customer is upset: exclamation marks"
    assert explanation.specificity.rule
    assert explanation.views["job"].rule.startswith("what follows")
    assert explanation.views["obstacle"].text == judged.obstacle
    assert "export the report" in [mention.text for mention in explanation.mentions]
    assert explanation.nearest == ()  # no vector, no likeness


def test_a_denied_trouble_is_named(reader: Reader, by_cues: KindModel) -> None:
    _, explanation = explained(reader, by_cues, message("They never billed me twice for a ride.", kind="review"))
    parts = {(part.source, part.name): part.log_odds for part in explanation.parts}
    assert ("cue", "works: never billed me twice") in parts
    denied = parts["prior", "it denies a trouble: never billed me twice"]
    assert denied["pain"] < 0 < denied["praise"]


def test_a_lent_title_is_told(reader: Reader, by_cues: KindModel) -> None:
    _, explanation = explained(reader, by_cues, message("It does not work any more.", title="Calendar reminders"))
    assert explanation.specificity.rule == "the title names what it is about: Calendar reminders"
    assert explanation.aspect_rule == "of the title: the noun phrase"


def test_the_nearest_examples_are_shown_with_what_they_add(reader: Reader) -> None:
    model, vectors = with_vectors(reader)
    _, explanation = explained(reader, model, message("The calendar is empty."), vectors[3])
    assert explanation.nearest[0].text == reader.exemplar_texts()[3]
    assert explanation.nearest[0].similarity == pytest.approx(1.0, abs=1e-3)
    assert [near.similarity for near in explanation.nearest] == sorted(
        (near.similarity for near in explanation.nearest), reverse=True
    )
    assert explanation.sentiment.vector is not None
