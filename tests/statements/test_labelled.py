"""Labelled texts, with vectors that are made up: each word of a small vocabulary is a direction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from insight.records import text_key
from insight.statements import Reader
from insight.statements.exemplars import Exemplar, load_exemplars, parse_exemplars, write_exemplars
from insight.statements.labelled import (
    FOLDS,
    choose_examples,
    cross_validate,
    fit_lessons,
    fold_of,
    judge_leaves,
    read_examples,
    read_labelled,
    teach,
)
from insight.statements.schemes import LEAVES, find_scheme, gather

WORDS = ("quokka", "wombat", "numbat")


def encode(texts: Sequence[str], is_english: bool) -> NDArray[np.float32]:
    """A direction for each word of WORDS, and one for all else."""
    vectors = np.zeros((len(texts), len(WORDS) + 1), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row, [word in text.lower() for word in WORDS] + [not any(word in text.lower() for word in WORDS)]] = 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader with every eighth of the built-in examples, which is quick to fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("insight.statements.reader.load_exemplars", lambda *own: load_exemplars()[::8])
        return Reader()


# Words that no example knows: a quokka is a team's word for a fault, a wombat for a wish.
TEXTS = [f"{word} {place} today" for place in ("north", "south", "east", "west", "yard", "hall") for word in WORDS]
TRUTH = [{"quokka": "bug", "wombat": "request", "numbat": "other"}[text.split()[0]] for text in TEXTS]


def test_a_text_is_split_as_a_message_is_and_judged_as_a_whole_beside_its_parts(reader: Reader) -> None:
    evidence = read_labelled(reader, encode, ["The sync fails. Please add tabs.", "It crashes.", "!!!"])
    assert [one.clean for one in evidence.statements] == [
        "The sync fails.",
        "Please add tabs.",
        "The sync fails. Please add tabs.",
        "It crashes.",
        "!!!",
    ]
    assert evidence.owners.tolist() == [0, 0, 0, 1, 2]


def test_judging_a_labelled_text_is_judging_a_review(reader: Reader) -> None:
    """What is measured is what is mined: the same statement gets the same probabilities in both."""
    evidence = read_labelled(reader, encode, ["The parcel list crashes when I scroll."], [1.0])
    models = fit_lessons(read_examples(reader, encode, evidence))
    leaves = judge_leaves(reader, evidence, models)
    vectors = encode([one.clean for one in evidence.statements], True)
    (one,) = reader.judge(evidence.statements, vectors, evidence.messages, models[True])
    pains = [at for at, leaf in enumerate(LEAVES) if leaf.startswith("pain.")]
    assert one.kind == "pain"
    assert one.kind_confidence == pytest.approx(leaves[0, pains].sum())


def test_learning_teaches_words_that_no_example_knows(reader: Reader) -> None:
    evidence = read_labelled(reader, encode, TEXTS)
    base = read_examples(reader, encode, evidence)
    scheme, _ = find_scheme(set(TRUTH))
    before, after = cross_validate(reader, base, evidence, TEXTS, TRUTH, scheme)
    told = [scheme.labels[at] for at in after.argmax(axis=1)]
    assert np.mean([one == truth for one, truth in zip(told, TRUTH, strict=True)]) >= 0.9
    assert np.mean([scheme.labels[at] == truth for at, truth in zip(before.argmax(axis=1), TRUTH, strict=True)]) < 0.5


def test_b46_equal_texts_stand_in_the_same_fold() -> None:
    assert fold_of("It crashes  ALWAYS") == fold_of("it crashes always")
    assert fold_of("Caf\u00e9 is slow") == fold_of("Cafe\u0301 is slow")
    assert {fold_of(text) for text in TEXTS} <= set(range(FOLDS))


def test_a_text_that_stands_in_both_is_taught_by_its_new_label(reader: Reader) -> None:
    known = load_exemplars()[0]
    evidence = read_labelled(reader, encode, [known.text, "quokka yard"])
    base = read_examples(reader, encode, evidence)
    lesson = teach(base, evidence, {0: Exemplar(known.text, "praise")})[True]
    assert [one.kind for one in lesson.exemplars if text_key(one.text) == text_key(known.text)] == ["praise"]
    assert len(lesson.rows) == len(lesson.exemplars) == len(reader.exemplars)


def test_a_text_that_asks_for_work_teaches_the_statement_that_is_meant(reader: Reader) -> None:
    texts = ["I love it. The sync fails. My name is Ann.", "I love it."]
    evidence = read_labelled(reader, encode, texts)
    scheme, _ = find_scheme({"bug", "other"})
    leaves = judge_leaves(reader, evidence, fit_lessons(read_examples(reader, encode, evidence)))
    chosen = choose_examples(evidence, leaves, ["bug", "other"], scheme, [0, 1])
    assert [(one.kind, one.text, one.is_whole) for one in chosen.values()] == [
        ("pain", "The sync fails.", False),
        ("pain", " ".join(texts[0].split()), True),
        ("praise", "I love it.", True),
    ]


def test_gathered_probabilities_add_up_to_one(reader: Reader) -> None:
    evidence = read_labelled(reader, encode, TEXTS)
    scheme, _ = find_scheme({"pain", "request", "praise", "other"})
    leaves = judge_leaves(reader, evidence, fit_lessons(read_examples(reader, encode, evidence)))
    chances = gather(leaves, evidence.owners, evidence.count, scheme)
    assert np.allclose(leaves.sum(axis=1), 1)
    assert np.allclose(chances.sum(axis=1), 1)
    assert chances.min() >= 0


def test_what_is_written_of_examples_is_what_is_read_again() -> None:
    examples = [
        Exemplar('Says "no" \\ twice', "pain", "bug"),
        Exemplar("It is slow", "pain"),
        Exemplar("Lädt ständig", "pain", "energy"),
        Exemplar("Please add tabs", "request"),
        Exemplar("I love it. Please add a clock", "request", is_whole=True),
        Exemplar("It is slow. It crashes", "pain", "bug", is_whole=True),
    ]
    written = write_exemplars(examples, "A heading\nof two lines")
    assert written.startswith("# A heading\n# of two lines\n")
    assert sorted(parse_exemplars(written, "x"), key=lambda one: one.text) == sorted(examples, key=lambda one: one.text)
    assert write_exemplars(parse_exemplars(written, "x"), "A heading\nof two lines") == written
