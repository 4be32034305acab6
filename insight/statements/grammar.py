"""The grammar of one English statement: who or what, does what, to what, under which condition.

In goes a parsed statement (spaCy tags and dependencies, lemmas of verbs); out come its gist and its aspect. Refuses
nothing: where the grammar does not tell, parts of the gist are None.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.records import Gist
from insight.statements.phrases import condition_of, names_something, phrase_of, text_of
from insight.statements.tree import (
    OBJECTS,
    PREDICATES,
    behind_preposition,
    child_by,
    has_no,
    is_noun,
    is_passive,
    is_verb,
    main_root,
    object_of,
    said_clause,
    subject_of,
)
from insight.statements.unwrapping import unwrap
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

_MANNERS = word_list("manners")
_SUFFERED = word_list("suffered")
_JUDGING = word_list("judging_adjectives")
_POINTING = frozenset(("it", "they", "this", "that", "these", "those", "which"))


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the grammar of a statement tells."""

    gist: Gist
    aspect: str | None  # what its main clause is about
    aspect_rule: str | None = None  # which part of the sentence names it
    judged: str | None = None  # what it calls good or bad
    has_pronoun_subject: bool = False  # "it", "they", "this": what it is about stands elsewhere
    is_told: bool = False  # "I did this": what the customer did, not what went wrong


def read_grammar(tokens: list[Token], products: Collection[str] = ()) -> Grammar:
    """Find the gist and the aspect of a parsed statement.

    `products` are names of the product, lower case: everything is about it, so it is no aspect.
    """
    root = main_root(tokens)
    if root is None:
        return Grammar(Gist(), None)
    if _is_lack(tokens):
        return _read_lack(tokens, products)
    root = said_clause(root)
    core, is_negated, holder = unwrap(root)
    if not is_verb(core):
        return _read_noun_phrase(core, products)
    actor = subject_of(core) or (subject_of(holder) if holder is not None else None)
    verb, target = _verb_and_target(core)
    subject = actor
    named = phrase_of(actor) if actor is not None and _is_named(actor) else None
    if actor is None and core.dep_ == "ROOT":
        named = _before(core, tokens)
    if target is None and is_passive(core):
        subject, named, target = None, None, actor if named else None
    described = child_by(core, PREDICATES) if target is None else None
    shown = target if target is not None else described
    condition = condition_of(core, target) or (condition_of(holder, target, core) if holder is not None else None)
    verb, thing, is_nothing = _read_nothing(core, verb, phrase_of(shown) if shown is not None else None)
    gist = Gist(
        subject=named,
        verb=verb or None,
        object=thing,
        condition=condition or _manner(core, target),
        is_negated=is_negated or is_nothing or any(noun is not None and has_no(noun) for noun in (actor, shown)),
    )
    is_pronoun = actor is not None and actor.lower_ in _POINTING
    is_own_doing = subject is not None and subject.lower_ in ("i", "we") and core.lemma_ not in _SUFFERED
    aspect, rule = _aspect(gist, subject, target, core, products)
    is_told = is_own_doing and not is_negated
    return Grammar(gist, aspect, rule, has_pronoun_subject=is_pronoun, is_told=is_told)


def _before(root: Token, tokens: list[Token]) -> str | None:
    """What stands before a participle that has no subject, as in titles: "Single sign-on not working"."""
    dropped = ("neg", "det", "aux", "auxpass", "cc")
    left = [token for token in tokens if token.i < root.i and token.dep_ not in dropped and not token.is_space]
    if root.tag_ not in ("VBN", "VBG", "VBD") or not 0 < len(left) <= 5:
        return None
    is_phrase = all(token.tag_[:2] in ("NN", "JJ", "IN", "RP", "HY", "VB", "CD") for token in left)
    if not is_phrase or left[0].tag_ in ("IN", "VBN", "VBD") or left[-1].tag_ == "IN":
        return None
    return text_of(left) if any(is_noun(t) for t in left) else None


def _read_nothing(core: Token, verb: str, thing: str | None) -> tuple[str, str | None, bool]:
    """Read "shows nothing" as it stands, and "does nothing" as what it means: it does not work."""
    target = child_by(core, OBJECTS)
    if target is None or target.lower_ != "nothing":
        return verb, thing, False
    return ("work", None, True) if verb == "do" else (verb, "nothing", False)


def _manner(core: Token, target: Token | None) -> str | None:
    """How it is done, where that is the point: "charged twice", "make the font size adjustable"."""
    if target is not None and core.lemma_ in ("make", "keep"):
        inner = target.head if target.head != core else None
        if inner is not None and inner.tag_.startswith("JJ") and inner.i > target.i:
            return inner.lower_
    return next((c.lower_ for c in core.children if c.dep_ in ("advmod", "npadvmod") and c.lower_ in _MANNERS), None)


def _verb_and_target(core: Token) -> tuple[str, Token | None]:
    """Return the verb with its particle or preposition, and its object: "turn off" it, "log in to" it."""
    verb = core.lemma_
    if not verb:
        return "", object_of(core)
    particle = next((c for c in core.children if c.dep_ == "prt" or (c.lower_ == "back" and c.i == core.i + 1)), None)
    if particle is not None:
        verb = f"{verb} {particle.lower_}"
    target = object_of(core)
    if target is not None:
        return verb, target
    place = core.i + (1 if particle is None else 2)
    for child in core.children:
        if child.i == place and child.lower_ in ("to", "for", "with", "about", "into", "from", "of"):
            behind = child_by(child, ("pobj",))
            if behind is not None and is_noun(behind):
                return f"{verb} {child.lower_}", behind
    return verb, None


def _is_named(subject: Token) -> bool:
    """A pronoun names nobody, "the ability to ..." was unwrapped already; a "reset button" is a thing."""
    is_bare_option = subject.lower_ in OPTION_NOUNS and child_by(subject, ("compound", "amod")) is None
    return subject.lower_ not in PRONOUNS and not is_bare_option


def _read_noun_phrase(head: Token, products: Collection[str]) -> Grammar:
    """Read a statement without a verb, as titles are: "Problem with attachments", "Font size in the folder list"."""
    target = head
    is_bare = all(noun.lower_ in GENERIC_NOUNS for noun in head.children if noun.dep_ in ("compound", "nmod"))
    if head.lower_ in TROUBLE_NOUNS or (head.lower_ in GENERIC_NOUNS and is_bare):
        behind = (behind_preposition(head, word) for word in ("with", "in", "of", "on", "for", "about", "to", "while"))
        target = next((token for token in behind if token is not None), head)
    phrase = phrase_of(target) if is_noun(target) or is_verb(target) else None
    gist = Gist(object=phrase, condition=condition_of(head, target), is_negated=is_noun(target) and has_no(target))
    is_named = phrase is not None and names_something(target, products)
    return Grammar(gist, phrase if is_named else None, "the noun phrase" if is_named else None)


def _is_lack(tokens: list[Token]) -> bool:
    """Tell whether it is a short title such as "No password reset mail", of which the parser may make a sentence."""
    words = [token for token in tokens if not token.is_punct]
    if not 1 < len(words) <= 6 or words[0].lower_ != "no":
        return False
    is_sentence = words[-1].tag_[:2] in ("VB", "RB", "JJ") or any(t.tag_ == "MD" or t.dep_ == "aux" for t in words)
    return not is_sentence and is_noun(words[-1]) and all(t.tag_ != "IN" for t in words)


def _read_lack(tokens: list[Token], products: Collection[str]) -> Grammar:
    words = [token for token in tokens if not token.is_punct or token.text == "-"]
    phrase = text_of(words[1:])
    gist = Gist(object=phrase, is_negated=True)
    return Grammar(gist, phrase, "what is lacking") if names_something(words[-1], products) else Grammar(gist, None)


def _aspect(
    gist: Gist, subject: Token | None, target: Token | None, core: Token, products: Collection[str]
) -> tuple[str | None, str | None]:
    """Name what the statement is about, and the part of the sentence that says so.

    Its object, else its subject, else its condition, else its verb.
    """
    verb = (gist.verb or "").partition(" ")[0]
    has_subject = gist.subject is not None and subject is not None and names_something(subject, products)
    if target is not None and gist.object is not None and names_something(target, products):
        thing = phrase_of(target, _JUDGING) or gist.object  # what judges it is no part of what it is
        if not verb or verb in LIGHT_VERBS or has_subject:
            return thing, "the object"
        return f"{gist.verb} {thing}", "the verb and its object"
    if has_subject and subject is not None:
        return phrase_of(subject, _JUDGING) or gist.subject, "the subject"
    described = child_by(core, PREDICATES)
    if described is not None and is_noun(described) and names_something(described, products):
        return phrase_of(described, _JUDGING) or phrase_of(described), "the predicate"
    condition = _aspect_of_condition(core, products)
    if condition is not None:
        return condition, "the condition"
    return (gist.verb, "the verb") if _says_something(verb) else (None, None)


def _aspect_of_condition(core: Token, products: Collection[str]) -> str | None:
    """Name what was being done: of "it crashes when I open the calendar", open calendar."""
    clause = next((child for child in core.children if child.dep_ == "advcl" and is_verb(child)), None)
    if clause is None:
        return None
    inner, _, _ = unwrap(clause)
    target = object_of(inner)
    if target is not None and names_something(target, products):
        return f"{inner.lemma_} {phrase_of(target)}"
    return inner.lemma_ if is_verb(inner) and _says_something(inner.lemma_) else None


def _says_something(verb: str) -> bool:
    return bool(verb) and verb not in GENERIC_VERBS and verb not in LIGHT_VERBS
