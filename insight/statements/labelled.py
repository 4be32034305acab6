"""Labelled texts: judged to be measured, and learned from.

In go texts that a person has labelled, with the scheme of their labels; out come probabilities of labels for each text,
and the examples that they teach. A text is split as a message is, so what is measured is what is mined. Vectors come
from a function that is passed in: this stage knows no encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from insight.records import Kind, MessageToRead, Statement, content_hash, text_key
from insight.statements.exemplars import Exemplar, FineType
from insight.statements.kinds import Array, KindModel, feature_rows, fit_kinds
from insight.statements.priors import shift_kinds
from insight.statements.reader import Reader
from insight.statements.schemes import LEAVES, Scheme, gather, leaf_example, leaf_rows

Encode = Callable[[Sequence[str], bool], NDArray[np.float32]]  # texts, and whether they are English, to vectors

FOLDS = 5
_TAUGHT_BY_QUIET = 6  # statements that a text teaches which asks for no work; one that does teaches one


@dataclass(frozen=True)
class Evidence:
    """The statements of labelled texts, with what they are judged by: row i belongs to statement i."""

    count: int  # of the texts
    statements: tuple[Statement, ...]
    owners: NDArray[np.int_]  # the text that a statement stands in
    messages: Mapping[str, MessageToRead]
    rows: Mapping[bool, Array]  # feature rows of the English ones, and of the others, each in order
    is_english: NDArray[np.bool_]


@dataclass(frozen=True)
class Lesson:
    """Examples with the feature rows of their texts, by the vectors of one encoder."""

    exemplars: tuple[Exemplar, ...]
    rows: Array


Lessons = Mapping[bool, Lesson]  # for English, and for the other languages


def fit_lessons(lessons: Lessons) -> dict[bool, KindModel]:
    """Fit a model for each encoder."""
    return {is_english: fit_kinds(one.exemplars, one.rows) for is_english, one in lessons.items()}


def read_labelled(
    reader: Reader, encode: Encode, texts: Sequence[str], ratings: Sequence[float | None] | None = None
) -> Evidence:
    """Split `texts` and encode their statements; a text that is not one statement is judged as a whole beside them."""
    messages = [
        MessageToRead(f"m_{at}", f"f_{at}", text, False, "body", "review", None, None, rating, None)
        for at, (text, rating) in enumerate(zip(texts, ratings or [None] * len(texts), strict=True))
    ]
    statements: list[Statement] = []
    owners: list[int] = []
    for at, read in enumerate(reader.read(messages)):
        # Judged as a whole too: that its parts belong together says something ("I would rate it higher, but ...").
        parts = read.candidates
        found = parts if len(parts) == 1 else (*parts, _whole(messages[at], parts[0].language if parts else "en"))
        statements += found
        owners += [at] * len(found)
    is_english = np.array([one.language == "en" for one in statements], dtype=bool)
    rows = {}
    for english in (True, False):
        mine = [one for one, is_so in zip(statements, is_english, strict=True) if is_so == english]
        if mine:
            vectors = encode([one.clean for one in mine], english)
            rows[english] = feature_rows(reader.signs_of(mine), vectors)
    return Evidence(
        len(texts),
        tuple(statements),
        np.array(owners, dtype=np.int64),
        {one.message_id: one for one in messages},
        rows,
        is_english,
    )


def _whole(message: MessageToRead, language: str) -> Statement:
    clean = " ".join(message.text.split()) or message.text
    return Statement(message.message_id, message.feedback_id, 0, len(message.text), message.text, clean, language)


def read_examples(reader: Reader, encode: Encode, evidence: Evidence) -> Lessons:
    """Encode the reader's examples by each encoder whose vectors the evidence has."""
    texts, signs = reader.exemplar_texts(), reader.exemplar_signs()
    return {
        is_english: Lesson(reader.exemplars, feature_rows(signs, encode(texts, is_english)))
        for is_english in evidence.rows
    }


def judge_leaves(reader: Reader, evidence: Evidence, models: Mapping[bool, KindModel]) -> Array:
    """Return the probabilities of LEAVES for each statement, as the job would judge it in a review."""
    leaves = np.zeros((len(evidence.statements), len(LEAVES)))
    for is_english, rows in evidence.rows.items():
        here = np.flatnonzero(evidence.is_english == is_english)
        mine = [evidence.statements[at] for at in here]
        told = [evidence.messages[one.message_id] for one in mine]
        signs = reader.signs_of(mine)
        kinds = shift_kinds(models[is_english].kinds(rows, signs), signs, told)
        leaves[here] = leaf_rows(kinds, models[is_english].fine_types(rows))
    return leaves


def choose_examples(
    evidence: Evidence, leaves: Array, truth: Sequence[str], scheme: Scheme, texts: Sequence[int]
) -> dict[int, Exemplar]:
    """Choose what labelled `texts` teach: examples by the place of their statement.

    A label speaks of a whole text. Of a text that asks for work, the statement is taken that is most likely meant; of
    one that asks for none, those least likely to be taken for it; and the whole of it. Each becomes the likeliest leaf
    of its label.
    """
    wanted = set(texts)
    by_text: dict[int, list[int]] = {}
    for place, owner in enumerate(evidence.owners.tolist()):
        if owner in wanted:
            by_text.setdefault(owner, []).append(place)
    quiet = dict(zip(scheme.labels, scheme.quiet, strict=True))
    chosen: dict[int, Exemplar] = {}
    for text, places in by_text.items():
        allowed = scheme.leaves_of(truth[text])
        chances = leaves[np.ix_(places, allowed)]
        order = np.argsort(chances.sum(axis=1), kind="stable")
        taught = order[:_TAUGHT_BY_QUIET] if quiet[truth[text]] else order[-1:]
        for at in sorted({*taught.tolist(), len(places) - 1}):  # the whole stands last
            kind, pain_type = leaf_example(allowed[int(chances[at].argmax())])
            chosen[places[at]] = Exemplar(
                evidence.statements[places[at]].clean,
                cast(Kind, kind),
                cast("FineType | None", pain_type),
                is_whole=at == len(places) - 1,
            )
    return chosen


def teach(base: Lessons, evidence: Evidence, chosen: Mapping[int, Exemplar]) -> Lessons:
    """Add chosen examples to others; a text that stands in both is taught by its new label."""
    new_keys = {text_key(one.text) for one in chosen.values()}
    lessons = {}
    for is_english, lesson in base.items():
        kept = [at for at, one in enumerate(lesson.exemplars) if text_key(one.text) not in new_keys]
        mine = [place for place in chosen if evidence.is_english[place] == is_english]
        row_of = np.cumsum(evidence.is_english == is_english) - 1
        lessons[is_english] = Lesson(
            (*(lesson.exemplars[at] for at in kept), *(chosen[place] for place in mine)),
            np.vstack([lesson.rows[kept], evidence.rows[is_english][row_of[mine]]]) if mine else lesson.rows[kept],
        )
    return lessons


def fold_of(text: str) -> int:
    """The fold of a text: the same for equal texts, so that none stands on both sides of a cross-validation."""
    return int(content_hash(text_key(text)), 16) % FOLDS


def cross_validate(
    reader: Reader, base: Lessons, evidence: Evidence, texts: Sequence[str], truth: Sequence[str], scheme: Scheme
) -> tuple[Array, Array]:
    """Return probabilities of labels for each text before learning, and after learning from the other folds."""
    known = judge_leaves(reader, evidence, fit_lessons(base))
    before = gather(known, evidence.owners, evidence.count, scheme)
    after = before.copy()
    folds = np.array([fold_of(text) for text in texts])
    for fold in np.unique(folds):
        chosen = choose_examples(evidence, known, truth, scheme, np.flatnonzero(folds != fold).tolist())
        models = fit_lessons(teach(base, evidence, chosen))
        judged = gather(judge_leaves(reader, evidence, models), evidence.owners, evidence.count, scheme)
        after[folds == fold] = judged[folds == fold]
    return before, after
