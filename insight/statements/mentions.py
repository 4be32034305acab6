"""Everything that an English statement names: things ("unsubscribe link") and what is done ("send voice messages").

In goes a parsed statement (spaCy tags and dependencies, lemmas of verbs); out come the phrases as they are written, in
order, none inside another. `aspect` stays the one that a statement is about; this is what else it touches. Rules come
from grammar: a person's doing stands in an infinitive or a gerund, and takes its object along; what judges ("great"),
counts or points is no part of a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from insight.statements.tree import OBJECTS, child_by, has_negation, is_noun, is_verb, subject_of
from insight.statements.vocabulary import (
    GENERIC_NOUNS,
    GENERIC_VERBS,
    LIGHT_VERBS,
    OPTION_NOUNS,
    PRONOUNS,
    TROUBLE_NOUNS,
    word_list,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOT_OF_A_NAME = word_list("judging_adjectives") | word_list("comparing_adjectives")
JUDGING = _NOT_OF_A_NAME | word_list("measuring_adjectives")
# What names no thing by itself; an update is one where it is said to be bad, a game where it is played.
NAMELESS = (
    (GENERIC_NOUNS - word_list("named_generics"))
    | word_list("bystanders")
    | word_list("time_nouns")
    | TROUBLE_NOUNS
    | PRONOUNS
    | OPTION_NOUNS
)
_PLATFORMS = word_list("platforms")
_NO_DOING = word_list("no_doing")
_NAMELESS_DOING = GENERIC_VERBS | LIGHT_VERBS | _NO_DOING
_NAMED_BEFORE = ("compound", "nmod")
_MODIFIERS = ("amod", "quantmod", "punct")
_ARTICLES = ("det", "predet", "poss", "nummod", "npadvmod")
_CIRCUMSTANCES = word_list("circumstances")
_SUPPORTED = frozenset(("access", "advantage", "track", "use"))  # "keep track of notes" is about the notes
_GOALS = frozenset(("into", "onto", "through", "to"))
_GERUND_PARTS = ("acl", "advcl", "conj", "csubj", "dobj", "nsubj", "pcomp", "ROOT", "xcomp")
_NOUN_PARTS = ("dobj", "nsubj", "pcomp", "pobj")


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that names something; `start` and `end` are offsets into the parsed text, gaps may lie between."""

    text: str
    start: int
    end: int
    is_doing: bool  # a verb, with its object where it has one


def find_mentions(tokens: Sequence[Token], products: Collection[str] = ()) -> list[Mention]:
    """Find what is done and, outside of that, the things that are named, in the order of the text."""
    nameless = NAMELESS | _PLATFORMS | frozenset(products)
    doings = [part for token in tokens if is_verb(token) for part in _read_doing(token, nameless)]
    taken = {token.i for part in doings for token in part}
    read = (_read_thing(token, nameless) for token in tokens if token.i not in taken)
    things = [part for part in read if part and not part <= taken]
    found = [_mention(part, is_doing=True) for part in doings] + [_mention(part, is_doing=False) for part in things]
    return sorted(found, key=lambda mention: (mention.start, mention.end))


def _mention(part: Collection[Token], *, is_doing: bool) -> Mention:
    words = sorted(part, key=lambda token: token.i)
    end = words[-1].idx + len(words[-1].text)
    text = words[0].text
    for before, word in pairwise(words):
        is_glued = before.i + 1 == word.i and not before.whitespace_
        text += word.text if is_glued else f" {word.text}"
    return Mention(text, words[0].idx, end, is_doing)


# --- things ---------------------------------------------------------------------------------------------------------


def _read_thing(head: Token, nameless: Collection[str]) -> set[Token]:
    """Read the noun phrase of `head` without what judges or counts it; empty where it names nothing."""
    if not _is_head(head) or head.dep_ in ("appos", "poss"):
        return set()
    if head.lower_ in TROUBLE_NOUNS:  # "syncing problems" are about syncing
        return {c for c in head.children if c.i < head.i and (_names(c, nameless) or _is_gerund_before(c))}
    is_circumstance = head.dep_ == "pobj" and head.head.lower_ in _CIRCUMSTANCES
    if is_circumstance or _is_told_of_another(head) or not _is_named(head, nameless):
        return set()
    return _noun_phrase(head, is_whole=False)


def _is_head(token: Token) -> bool:
    """Tell whether a token heads a noun phrase that has a part of its own in the sentence."""
    is_word = is_noun(token) and any(character.isalpha() for character in token.text)
    return is_word and token.dep_ not in ("compound", "nmod", "npadvmod") and token.lower_ not in PRONOUNS


def _is_told_of_another(head: Token) -> bool:
    """Tell whether a noun only says what another is: "it is a disgrace", but not "there is no alarm"."""
    subject = subject_of(head.head) if head.dep_ == "attr" else None
    return subject is not None and subject.lower_ not in TROUBLE_NOUNS


def _is_gerund_before(token: Token) -> bool:
    return token.dep_ == "amod" and token.tag_ == "VBG"


def _names(token: Token, nameless: Collection[str]) -> bool:
    return is_noun(token) and len(token.text) > 1 and token.lower_ not in nameless and token.text[0].isalnum()


def _is_named(head: Token, nameless: Collection[str]) -> bool:
    if head.lower_ in PRONOUNS:
        return False
    return _names(head, nameless) or any(_names(child, nameless) for child in _compounds(head))


def _compounds(head: Token) -> Iterator[Token]:
    return (child for child in head.children if child.i < head.i and child.dep_ in _NAMED_BEFORE)


def _noun_phrase(head: Token, *, is_whole: bool) -> set[Token]:
    """Gather a noun and what stands before it; unless `is_whole`, without articles, numbers, platforms, judgements."""
    phrase = {head}
    for child in head.children:
        if child.i > head.i or not (is_whole or _is_part_of_name(child)):
            continue
        if child.dep_ in _ARTICLES:
            phrase |= {child} if child.dep_ != "poss" else set(child.subtree)
        elif child.dep_ in _NAMED_BEFORE or child.dep_ == "amod":
            phrase |= {inner for inner in child.subtree if inner.dep_ != "punct" or inner.text in "-'"}
        elif child.dep_ in _MODIFIERS and (child.dep_ != "punct" or child.text == "-"):
            phrase.add(child)
    return phrase


def _is_part_of_name(child: Token) -> bool:
    if child.dep_ == "amod":
        return child.lower_ not in _NOT_OF_A_NAME
    if child.dep_ in _NAMED_BEFORE:
        return child.lower_ not in _PLATFORMS
    return child.dep_ in _MODIFIERS or child.dep_ == "npadvmod"


# --- doings ---------------------------------------------------------------------------------------------------------


def _read_doing(verb: Token, nameless: Collection[str]) -> Iterator[set[Token]]:
    """Yield the phrases of a verb that names something done: with each of its objects, its particle, or its goal."""
    if not verb.lemma_ or verb.tag_ == "MD" or verb.dep_ in ("aux", "auxpass"):
        return
    is_telling = verb.lemma_ not in _NAMELESS_DOING
    if not is_telling and not (verb.lemma_ not in _NO_DOING and _is_done_by_someone(verb)):
        return
    particles = {child for child in verb.children if child.dep_ == "prt"}
    objects = _objects(verb)
    supported = [part for one in objects if one.lower_ in _SUPPORTED for part in _with_supported(verb, one, nameless)]
    if supported:
        yield from supported
        return
    named = [one for first in objects for one in _joined(first) if _is_named(one, nameless)]
    if objects:
        yield from ({verb, *particles, *_noun_phrase(one, is_whole=True)} for one in named)
    elif is_telling:
        yield from _without_object(verb, particles, nameless)


def _with_supported(verb: Token, noun: Token, nameless: Collection[str]) -> Iterator[set[Token]]:
    """Yield "keep track of all my notes", "have access to the files": the noun behind is what it is about."""
    for preposition in (*noun.children, *verb.children):
        inner = child_by(preposition, ("pobj",)) if preposition.dep_ == "prep" and preposition.i == noun.i + 1 else None
        if inner is not None:
            for one in _joined(inner):
                if _is_named(one, nameless):
                    yield {verb, noun, preposition, *_noun_phrase(one, is_whole=True)}


def _without_object(verb: Token, particles: set[Token], nameless: Collection[str]) -> Iterator[set[Token]]:
    """Yield what a verb without an object names: "ads pop up", "sync to my devices", "syncing"."""
    if particles:
        doer = subject_of(verb) if verb.dep_ != "acl" else verb.head
        named = doer is not None and _names(doer, nameless)
        yield {verb, *particles, *(_noun_phrase(doer, is_whole=False) if doer is not None and named else ())}
        return
    goal = next((c for c in verb.children if c.dep_ == "prep" and c.i == verb.i + 1 and c.lower_ in _GOALS), None)
    inner = child_by(goal, ("pobj",)) if goal is not None else None
    targets = [one for one in _joined(inner) if one.lower_ not in PRONOUNS] if inner is not None else []
    if goal is not None and targets:
        yield from ({verb, goal, *_noun_phrase(one, is_whole=True)} for one in targets)
    elif verb.dep_ == "xcomp" or has_negation(verb) or (verb.tag_ == "VBG" and verb.dep_ in _NOUN_PARTS):
        yield {verb}


def _objects(verb: Token) -> list[Token]:
    """Its objects; of "redo or format the text" both verbs have the text."""
    own = [child for child in verb.children if child.dep_ in OBJECTS]
    if own:
        return own
    joined = (child for child in verb.children if child.dep_ == "conj" and is_verb(child))
    return [inner for other in joined for inner in other.children if inner.dep_ in OBJECTS]


def _joined(token: Token) -> Iterator[Token]:
    """Yield a noun and those that "and" or a comma joins to it."""
    yield token
    for child in token.children:
        if child.dep_ == "conj":
            yield from _joined(child)


def _is_done_by_someone(verb: Token) -> bool:
    """Tell whether it is what a person does, can do or wants to do: an infinitive or a gerund."""
    if verb.tag_ == "VBG":
        is_progressive = any(child.dep_ == "aux" and child.lemma_ == "be" for child in verb.children)
        return verb.dep_ in _GERUND_PARTS and not is_progressive
    if verb.tag_ not in ("VB", "VBP"):
        return False
    if any(child.tag_ == "MD" or (child.dep_ == "aux" and child.lower_ == "to") for child in verb.children):
        return True
    return verb.dep_ == "conj" and is_verb(verb.head) and _is_done_by_someone(verb.head)
