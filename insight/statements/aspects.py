"""What an English statement judges: "I bought it for the great screen" is about the screen, though its clause buys.

In goes a parsed statement (spaCy tags and dependencies, lemmas of verbs); out come the things that it names and what is
called good or bad. Praise is about what it judges; of a pain or a request the clause tells better (`choose_aspect`).
Refuses nothing: a statement that judges nothing gives None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from insight.statements.grammar import Grammar
from insight.statements.mentions import JUDGING, NAMELESS
from insight.statements.phrases import text_of, with_hyphens
from insight.statements.sentiment import Vader
from insight.statements.tree import OBJECTS, PREDICATES, child_by, is_noun, subject_of
from insight.statements.vocabulary import TROUBLE_NOUNS, word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

_STRONG = 0.8  # valence from which a word of VADER's lexicon judges
_JUDGED_VERBS = frozenset(("break", "fail", "feel", "look", "sound", "suck", "work"))
_LIKING = frozenset(("dislike", "enjoy", "hate", "lack", "like", "love", "miss", "recommend"))
_ABOUT = frozenset(("about", "of", "with"))
_POINTS = TROUBLE_NOUNS | word_list("points")
_EMPTY_HEADS = word_list("empty_heads")
_UNNAMED = (NAMELESS - word_list("judged_generics")) | _POINTS
_MEASURES = word_list("measuring_adjectives")
_NAMED_BEFORE = ("compound", "nmod")
_NOT_OF_A_NAME = JUDGING | word_list("comparing_adjectives")
# How surely a noun is what is judged: it is said of it, felt about it, it is called so.
_SAID, _FELT, _CALLED, _NOT = 3.0, 2.0, 1.0, 0.0
_LESS_SURE = 0.1  # for each noun that stands before it in a list
_LONGEST_LIST = 4


def choose_aspect(grammar: Grammar, *, is_praise: bool) -> tuple[str | None, str | None]:
    """Name what a statement is about, and which part of it says so."""
    if grammar.judged is not None and (is_praise or grammar.aspect is None or _only_announces(grammar.aspect)):
        return grammar.judged, "what is judged"
    return grammar.aspect, grammar.aspect_rule


def _only_announces(aspect: str) -> bool:
    """Tell whether an aspect says that good or bad follows, not of what: of "my only gripe is the keypad" the gripe."""
    return aspect.split()[-1] in _POINTS  # in lower case: of "the iPhone 15 Pro" it is a name


def find_judged(tokens: Sequence[Token], products: Collection[str] = ()) -> str | None:
    """Name what is judged most surely, of equals the first; `products` are names that are no aspect."""
    sureness, head = max(_weigh(tokens, products), key=lambda one: one[0], default=(_NOT, None))
    return _name(head) if head is not None and sureness > _NOT else None


def find_things(tokens: Sequence[Token], products: Collection[str] = ()) -> list[tuple[str, bool]]:
    """Name all things of a statement in their order, each with whether it is judged."""
    return [(_name(head), sureness > _NOT) for sureness, head in _weigh(tokens, products)]


def _weigh(tokens: Sequence[Token], products: Collection[str]) -> list[tuple[float, Token]]:
    """The nouns that name something, each with how surely it is what is judged."""
    return [(_sureness(token), token) for token in tokens if _names(token, products)]


@cache
def _judging() -> frozenset[str]:
    """Words that say good or bad: those of VADER's lexicon and of the word lists."""
    return JUDGING | Vader().judging_words(_STRONG)


def _sureness(head: Token, place: int = 0) -> float:
    """Tell how surely a noun is what is judged; 0 where nothing judges it."""
    above = head.head
    if _is_said(head, above):
        return _SAID
    if _is_felt(head, above):
        return _FELT
    called = [child for child in head.children if child.dep_ == "amod"]
    clauses = (child for child in head.children if child.dep_ == "relcl")
    if any(map(_judges, called)) or any(map(_is_graded, called)) or any(map(_tells_good_or_bad, clauses)):
        return _CALLED
    if head.dep_ == "conj" and is_noun(above) and place < _LONGEST_LIST:
        return max(_sureness(above, place + 1) - _LESS_SURE, _NOT)
    return _NOT


def _is_said(head: Token, verb: Token) -> bool:
    """Tell whether a clause says of a noun how it is: "the screen is dim", "the search works"."""
    if head.dep_ not in ("nsubj", "nsubjpass"):
        return False
    if verb.lemma_ in _JUDGED_VERBS or _judges(verb):
        return True
    said = [child for child in verb.children if child.dep_ in (*PREDICATES, "advmod", "xcomp")]
    return any(child.dep_ == "acomp" or _judges(child) or any(map(_judges, child.children)) for child in said)


def _is_felt(head: Token, above: Token) -> bool:
    """Tell whether a feeling is about a noun: "love the X", "pleased with the X", "the problem is the X"."""
    if head.dep_ in OBJECTS:
        return above.lemma_ in _LIKING or _judges(above)
    if head.dep_ == "attr":
        subject = subject_of(above)
        return subject is not None and (subject.lower_ in _POINTS or any(map(_judges, subject.children)))
    if head.dep_ != "pobj":
        return False
    holder = above.head
    if above.lower_ in _ABOUT and (_judges(holder) or holder.lower_ in TROUBLE_NOUNS):
        return True
    subject = subject_of(holder) if holder.lemma_ == "be" else None
    return subject is not None and subject.lower_ in _POINTS


def _judges(token: Token) -> bool:
    return token.lower_ in _judging()


def _tells_good_or_bad(clause: Token) -> bool:
    return any(map(_judges, clause.subtree))


def _is_graded(adjective: Token) -> bool:
    """Tell whether an adjective tells a degree ("very thin", "larger") or stands in a list ("sleek and powerful")."""
    return adjective.tag_ in ("JJR", "JJS") or child_by(adjective, ("advmod", "conj", "neg", "npadvmod")) is not None


def _names(head: Token, products: Collection[str]) -> bool:
    """Tell whether a noun heads a phrase that names something, if it is judged."""
    if not is_noun(head) or head.dep_ in _NAMED_BEFORE or len(head.text) < 2:
        return False
    return (head.lower_ not in _UNNAMED and head.lower_ not in products) or bool(
        _kind(head) or child_by(head, _NAMED_BEFORE)
    )


def _name(head: Token) -> str:
    """Name a noun with the nouns before it and an adjective that tells its kind: "dark mode", but "screen".

    What only says that it is part of the product is left out behind another noun: of a "radio function" the "radio".
    """
    before = [inner for child in head.lefts if child.dep_ in _NAMED_BEFORE for inner in _compound(child)]
    is_empty = bool(before) and head.lower_ in _EMPTY_HEADS
    keep = with_hyphens([*before, *_kind(head), *(() if is_empty else (head,))])
    return text_of(sorted(keep, key=lambda token: token.i))


def _compound(noun: Token) -> Iterator[Token]:
    for child in noun.lefts:
        if child.dep_ in _NAMED_BEFORE:
            yield from _compound(child)
    yield noun


def _kind(head: Token) -> list[Token]:
    """The adjective that tells which kind a noun is of: the last one, where it does not judge.

    A measure judges ("a long battery life"), unless something else does already: "a great dark mode".
    """
    called = [child for child in head.lefts if child.dep_ == "amod"]
    if not called or called[-1].tag_ not in ("JJ", "NN", "NNP") or _is_graded(called[-1]):
        return []
    is_measure = called[-1].lower_ in _MEASURES and any(map(_judges, called[:-1]))
    is_kind = called[-1].lower_ not in _NOT_OF_A_NAME and not _judges(called[-1])
    return called[-1:] if is_measure or is_kind else []
