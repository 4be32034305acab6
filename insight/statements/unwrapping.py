"""Wishes and complaints unwrapped: from the verb that frames a statement to the verb that says it.

In goes the head of a sentence; out comes the word that carries its meaning: of "it would be great if there was an
option to export invoices" the export, of "I am not able to log in" the log-in, denied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.statements.tree import (
    OBJECTS,
    PREDICATES,
    behind_preposition,
    child_by,
    clause_of,
    has_negation,
    is_denied,
    is_noun,
    is_verb,
)
from insight.statements.vocabulary import OPTION_NOUNS, TROUBLE_NOUNS, word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

Inside = tuple["Token | None", bool]  # the clause inside a frame, and whether the frame denies it

_FRAMES = word_list("frames")  # verbs that only frame what is said: try, want, keep
_OPEN_FRAMES = word_list("open_frames")  # those that do so beside an object of their own: "let me print"
_REFUSALS = word_list("refusals")  # verbs that say that it does not happen: fail, refuse, stop
_UNABLE = word_list("unable")
_FRAMING_ADJECTIVES = word_list("framing_adjectives")
_TIME_NOUNS = word_list("time_nouns")
_MAX_STEPS = 7


def unwrap(root: Token) -> tuple[Token, bool, Token | None]:
    """Descend through frames to the word that says it.

    Returns that word, whether it is negated, and the frame whose subject and conditions it inherits, if any.
    """
    token, is_negated, holder = root, has_negation(root), None
    for _ in range(_MAX_STEPS):
        inner, denies = _inside(token)
        if inner is None:
            break
        holder = token
        is_negated = is_negated or denies or has_negation(inner)
        token = inner
    return token, is_negated, holder


def _inside(token: Token) -> Inside:
    """Return the clause that `token` frames, or None, and whether the frame denies it."""
    lemma = token.lemma_ if is_verb(token) else token.lower_
    if lemma in _REFUSALS:
        refused = clause_of(token, ("xcomp", "pcomp", "ccomp")) or behind_preposition(token, "from")
        return (refused, True) if refused is not None and is_verb(refused) else (None, False)
    if lemma in _FRAMING_ADJECTIVES:
        return clause_of(token, ("xcomp", "ccomp", "advcl")), lemma in _UNABLE
    predicate = child_by(token, PREDICATES)
    if predicate is not None and predicate.lower_ in (_FRAMING_ADJECTIVES | OPTION_NOUNS | TROUBLE_NOUNS):
        return _inside_predicate(token, predicate)
    return _inside_noun(token, lemma)


def _inside_predicate(token: Token, predicate: Token) -> Inside:
    """Look into "it is hard to ...", "there is no way to ...", "the problem is that ..."."""
    if predicate.lower_ in _FRAMING_ADJECTIVES:
        deps = ("xcomp", "ccomp", "advcl")
        return clause_of(predicate, deps) or clause_of(token, deps), predicate.lower_ in _UNABLE
    if predicate.lower_ in OPTION_NOUNS:
        return _purpose(predicate), is_denied(predicate)
    return clause_of(predicate, ("acl", "ccomp", "relcl")), False


def _inside_noun(token: Token, lemma: str) -> Inside:
    """Look into "add an option to ...", "the ability to ...", "takes ages to ...", "let me ..."."""
    target = child_by(token, OBJECTS)
    if target is not None and target.lower_ in OPTION_NOUNS:
        return _purpose(target), is_denied(target)
    subject = next((c for c in token.children if c.dep_ == "nsubj" and c.lower_ in OPTION_NOUNS), None)
    if subject is not None and clause_of(subject, ("acl",)) is not None:
        return clause_of(subject, ("acl",)), False
    if target is not None and lemma == "take" and target.lower_ in _TIME_NOUNS:
        return clause_of(token, ("xcomp", "advcl")) or clause_of(target, ("acl", "relcl")), False
    if target is not None and target.lower_ in TROUBLE_NOUNS and clause_of(target, ("acl",)) is not None:
        return clause_of(target, ("acl",)), True
    if is_noun(token) and token.lower_ in OPTION_NOUNS:
        return _purpose(token), is_denied(token)
    if lemma in _FRAMES and (target is None or lemma in _OPEN_FRAMES):
        inner = clause_of(token, ("xcomp", "ccomp"))
        if inner is not None and (is_verb(inner) or inner.lower_ in _FRAMING_ADJECTIVES):
            return inner, False
    return None, False


def _purpose(noun: Token) -> Token | None:
    """What an option, a way or an ability is for: "option to export", "a button for printing", "a way of sorting"."""
    inner = clause_of(noun, ("acl", "relcl", "xcomp", "ccomp"))
    if inner is not None and is_verb(inner):
        return inner
    for preposition in ("for", "of", "to"):
        inner = behind_preposition(noun, preposition)
        if inner is not None and is_verb(inner):
            return inner
    later = clause_of(noun.head, ("xcomp", "advcl")) if noun.dep_ in (*OBJECTS, "attr", "nsubj") else None
    return later if later is not None and is_verb(later) else None
