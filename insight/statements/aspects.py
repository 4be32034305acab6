"""What an English statement is about: what it calls good or bad, else what its main clause is about.

In goes a parsed statement (spaCy tags and dependencies, lemmas of verbs) with its grammar; out comes its aspect, and
which part of the sentence says so. "I bought it for the great screen" is about the screen, though its clause is about
buying. Refuses nothing: a statement that names nothing has no aspect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from insight.statements.grammar import Grammar
from insight.statements.mentions import JUDGING, NAMELESS
from insight.statements.phrases import text_of
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
_UNNAMED = NAMELESS - word_list("judged_generics")
_CIRCUMSTANCES = word_list("circumstances")
_MEASURES = word_list("measuring_adjectives")
_NAMED_BEFORE = ("compound", "nmod")
_NOT_OF_A_NAME = JUDGING | word_list("comparing_adjectives")
# The parts of a clause that name what it is about surer than an adjective of degree judges.
_MAIN_PARTS = frozenset(("the subject", "the object", "the verb and its object", "the predicate"))
# How surely a noun is what is judged: it is said of it, felt about it, it is called so, it is called so by degree.
_SAID, _FELT, _CALLED, _GRADED, _NAMED = 4.0, 3.0, 2.0, 1.5, 0.0
_LESS_SURE = 0.1  # for each noun that stands before it in a list
_LONGEST_LIST = 4


def find_aspect(
    tokens: Sequence[Token], grammar: Grammar, products: Collection[str] = ()
) -> tuple[str | None, str | None]:
    """Name what a statement is about and the part that says so; `products` are names that are no aspect."""
    found = [(_sureness(token), token) for token in tokens if _names(token, products)]
    sureness, head = max(found, key=lambda one: one[0], default=(_NAMED, None))
    if head is not None and sureness >= _CALLED - _LONGEST_LIST * _LESS_SURE:
        return _name(head), "what is judged"
    if grammar.aspect is not None and grammar.aspect_rule in _MAIN_PARTS:
        return grammar.aspect, grammar.aspect_rule
    if head is not None and sureness > _NAMED:
        return _name(head), "what is measured"
    if grammar.aspect is None:
        first = next((one for _, one in found if not _is_circumstance(one)), None)
        return (None, None) if first is None else (_name(first), "what is named first")
    return grammar.aspect, grammar.aspect_rule


@cache
def _judging() -> frozenset[str]:
    """Words that say good or bad: those of VADER's lexicon and of the word lists."""
    return (JUDGING - _MEASURES) | Vader().judging_words(_STRONG)


def _sureness(head: Token, place: int = 0) -> float:
    """Tell how surely a noun is what is judged; 0 where nothing judges it."""
    above = head.head
    if _is_said(head, above):
        return _SAID
    if _is_felt(head, above):
        return _FELT
    called = [child for child in head.children if child.dep_ == "amod"]
    if any(map(_judges, called)):
        return _CALLED
    clauses = (child for child in head.children if child.dep_ == "relcl")
    if any(map(_is_graded, called)) or any(_judges(inner) for clause in clauses for inner in clause.subtree):
        return _GRADED
    if head.dep_ == "conj" and is_noun(above) and place < _LONGEST_LIST:
        return max(_sureness(above, place + 1) - _LESS_SURE, _NAMED)
    return _NAMED


def _is_said(head: Token, verb: Token) -> bool:
    """Tell whether a clause says of a noun how it is: "the screen is dim", "the search works"."""
    if head.dep_ not in ("nsubj", "nsubjpass"):
        return False
    if verb.lemma_ in _JUDGED_VERBS or _judges(verb):
        return True
    said = [child for child in verb.children if child.dep_ in (*PREDICATES, "advmod", "xcomp")]
    return any(
        child.dep_ == "acomp" or _judges(child) or any(_judges(inner) or _measures(inner) for inner in child.children)
        for child in said
    )


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


def _measures(token: Token) -> bool:
    return token.lower_ in _MEASURES


def _is_graded(adjective: Token) -> bool:
    """Tell whether an adjective tells a degree ("large", "very thin", "larger") or stands in a list of praise."""
    is_joined = child_by(adjective, ("advmod", "conj", "neg", "npadvmod")) is not None
    return is_joined or adjective.tag_ in ("JJR", "JJS") or _measures(adjective)


def _names(head: Token, products: Collection[str]) -> bool:
    """Tell whether a noun heads a phrase that names something, if it is judged."""
    if not is_noun(head) or head.dep_ in _NAMED_BEFORE or len(head.text) < 2:
        return False
    return (head.lower_ not in _UNNAMED and head.lower_ not in products) or any(map(_is_part_of_name, head.lefts))


def _name(head: Token) -> str:
    """Name a noun with the nouns before it and an adjective that tells its kind: "dark mode", but "screen"."""
    before = [inner for child in head.lefts if child.dep_ in _NAMED_BEFORE for inner in _compound(child)]
    kinds = [child for child in head.lefts if child.dep_ == "amod" and _tells_kind(child)]
    return text_of(sorted([*before, *kinds[-1:], head], key=lambda token: token.i))


def _compound(noun: Token) -> Iterator[Token]:
    """Yield a noun and what is tied to it from the left: of "auto-focus mode" the first three tokens."""
    for child in noun.lefts:
        if child.dep_ in _NAMED_BEFORE or child.text == "-":
            yield from _compound(child)
    yield noun


def _is_part_of_name(child: Token) -> bool:
    return child.dep_ in _NAMED_BEFORE or (child.dep_ == "amod" and _tells_kind(child))


def _tells_kind(adjective: Token) -> bool:
    if adjective.tag_ not in ("JJ", "NN", "NNP") or adjective.lower_ in _NOT_OF_A_NAME:
        return False
    return not (_judges(adjective) or _is_graded(adjective))


def _is_circumstance(head: Token) -> bool:
    return head.dep_ == "pobj" and head.head.lower_ in _CIRCUMSTANCES
