"""Why a statement is what it is: the reasons behind a judgement, as values that a person can read.

In goes a judgement of `Reader.weigh` with the model that made it; out comes an `Explanation`. Nothing is judged here a
second time: every figure is one that the judgement holds, or a term of the sum that it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.records import KINDS, MessageToRead, Statement
from insight.statements.exemplars import PAIN_TYPES, Exemplar
from insight.statements.facts import Fact, find_facts
from insight.statements.judgement import Judgement
from insight.statements.kinds import Array, KindModel, sign_columns
from insight.statements.meaning import Severity, Specificity
from insight.statements.mentions import Mention
from insight.statements.priors import find_shifts
from insight.statements.sentiment import SentimentParts, Vader, head_for
from insight.statements.views import Found

NEAREST = 5
_SHOWN_WORDS = 5
_TELLING = 0.05  # log-odds under which a part says nothing worth a line


@dataclass(frozen=True, slots=True)
class Part:
    """What one thing adds to the log-odds of each kind, measured against the mean of the five."""

    source: str  # "cue", "shape", "words" (the vector), "base", "learned" or "prior"
    name: str
    log_odds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Near:
    """An example of exemplars.toml that is close to the statement."""

    text: str
    kind: str
    pain_type: str | None
    similarity: float
    log_odds: float  # what it adds to its own kind, against the mean of the five


@dataclass(frozen=True, slots=True)
class Explanation:
    """A judged statement with the reasons for each thing that is said of it."""

    statement: Statement
    message: MessageToRead
    kinds: Mapping[str, float]
    parts: tuple[Part, ...]
    nearest: tuple[Near, ...]  # empty where no vector was taken
    specificity: Specificity
    aspect_rule: str | None
    mentions: tuple[Mention, ...]
    pain_types: Mapping[str, float]  # empty where it is no pain
    severity: Severity | None
    sentiment: SentimentParts
    facts: tuple[Fact, ...]
    views: Mapping[str, Found]  # job, obstacle, workaround, feeling: those that were found
    churn_words: tuple[str, ...]


def explain_judgement(
    judgement: Judgement,
    message: MessageToRead,
    model: KindModel,
    exemplars: Sequence[Exemplar],
    vector: NDArray[np.float32] | None,
    mentions: Sequence[Mention],
    vader: Vader,
) -> Explanation:
    """Lay out why `judgement` came out as it did; `model`, `exemplars` and `vector` are those that it was made with."""
    statement, heard = judgement.statement, judgement.heard
    is_pain = statement.kind == "pain"
    found = {name: getattr(judgement, name) for name in ("job", "obstacle", "workaround", "feeling")}
    added = model.contributions(heard.row)
    added = added - added.mean(axis=1, keepdims=True)  # what is added to all kinds alike changes nothing
    return Explanation(
        statement=statement,
        message=message,
        kinds=_shares(KINDS, heard.chances),
        parts=(*_sign_parts(judgement, added), *_learned(judgement, model), *_priors(judgement, message)),
        nearest=() if vector is None else _nearest(vector, model, exemplars, added[len(sign_columns()) : -1]),
        specificity=judgement.specificity,
        aspect_rule=judgement.aspect_rule,
        mentions=tuple(mentions),
        pain_types=_shares(PAIN_TYPES, heard.types) if is_pain else {},
        severity=judgement.severity,
        sentiment=_sentiment_parts(judgement, vector, vader),
        facts=tuple(find_facts(statement.clean)),
        views={name: one for name, one in found.items() if one is not None},
        churn_words=() if judgement.leaving is None else (judgement.leaving.text,),
    )


def _shares(names: Sequence[str], chances: Array) -> dict[str, float]:
    """Probabilities by name, the likeliest first."""
    order = np.argsort(-chances, kind="stable")
    return {names[place]: round(float(chances[place]), 4) for place in order}


def _sign_parts(judgement: Judgement, added: Array) -> list[Part]:
    """Split the score of each kind into what cues, shapes, the examples and the intercept add."""
    phrases: dict[str, list[str]] = {}
    for cue in judgement.heard.signs.cues:
        phrases.setdefault(cue.name, []).append(cue.phrase)
    parts = [
        Part("cue", f"{name}: {', '.join(phrases[name])}", _by_kind(added[place]))
        if name in phrases
        else Part("shape", name, _by_kind(added[place]))
        for place, name in enumerate(sign_columns())
    ]
    if len(added) > len(sign_columns()) + 1:
        parts.append(Part("words", "likeness to the examples", _by_kind(added[len(sign_columns()) : -1].sum(axis=0))))
    parts.append(Part("base", "before anything is read", _by_kind(added[-1])))
    telling = [part for part in parts if max(map(abs, part.log_odds.values())) >= _TELLING]
    return sorted(telling, key=lambda part: (-max(map(abs, part.log_odds.values())), part.name))


def _learned(judgement: Judgement, model: KindModel) -> list[Part]:
    """What the words of labelled texts change, where a team taught any."""
    if model.wording is None:
        return []
    row, signs = judgement.heard.row[None, :], [judgement.heard.signs]
    changed = np.log(model.kinds(row, signs)[0]) - np.log(model.kinds_by_likeness(row)[0])
    words = model.wording.telling(signs[0].words, int(changed.argmax()), _SHOWN_WORDS)
    name = f"the words of your labelled texts: {', '.join(words) or 'none speaks for a kind'}"
    return [Part("learned", name, _by_kind(changed - changed.mean()))]


def _priors(judgement: Judgement, message: MessageToRead) -> list[Part]:
    reasons: dict[str, dict[str, float]] = {}
    for shift in find_shifts(judgement.heard.signs, message):
        reasons.setdefault(shift.reason, dict.fromkeys(KINDS, 0.0))[shift.kind] += shift.log_odds
    return [Part("prior", reason, log_odds) for reason, log_odds in reasons.items()]


def _by_kind(row: Array) -> dict[str, float]:
    return {kind: round(float(value), 3) for kind, value in zip(KINDS, row, strict=True)}


def _nearest(
    vector: NDArray[np.float32], model: KindModel, exemplars: Sequence[Exemplar], added: Array
) -> tuple[Near, ...]:
    """Return the closest examples, and what each adds (`added`, a row for each example)."""
    similarity = model.examples @ vector
    nearest = []
    for place in np.argsort(-similarity, kind="stable")[:NEAREST]:
        one, adds = exemplars[place], float(added[place, KINDS.index(exemplars[place].kind)])
        nearest.append(Near(one.text, one.kind, one.pain_type, round(float(similarity[place]), 3), round(adds, 3)))
    return tuple(nearest)


def _sentiment_parts(judgement: Judgement, vector: NDArray[np.float32] | None, vader: Vader) -> SentimentParts:
    signs, statement = judgement.heard.signs, judgement.statement
    valences = vader.valences(statement.clean) if statement.language == "en" else ()
    head = head_for(0 if vector is None else len(vector))
    if head is None or vector is None:
        return SentimentParts(statement.sentiment, signs.sentiment, valences)
    told = float(head.told_by_vectors(vector[None, :])[0])
    return SentimentParts(
        statement.sentiment, signs.sentiment, valences, head.intercept, head.compound_weight, round(told, 4)
    )
