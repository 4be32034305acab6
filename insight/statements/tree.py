"""Looking around in a dependency tree: children by their part, subjects, objects, negation, lemmas of verbs.

In go spaCy tokens with tags and dependencies; out come other tokens of the same sentence, or None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from insight.statements.vocabulary import PRONOUNS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

OBJECTS = ("dobj", "obj")
PREDICATES = ("acomp", "attr", "oprd")
_CLITICS = {"'s": "be", "'re": "be", "'m": "be", "'ve": "have", "'d": "have", "'ll": "will", "ca": "can", "wo": "will"}


class VerbLemmas:
    """Dictionary forms of English verbs, by the exceptions, rules and index that the language package ships."""

    def __init__(self, nlp: Language) -> None:
        lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        self._exceptions: Mapping[str, list[str]] = lookups.get_table("lemma_exc")["verb"]
        self._rules: list[list[str]] = lookups.get_table("lemma_rules")["verb"]
        self._index = frozenset(lookups.get_table("lemma_index")["verb"])

    def set_lemmas(self, tokens: Iterable[Token]) -> None:
        """Give each verb its lemma. The package's own lemmatizer does it for every word, at three times the cost."""
        for token in tokens:
            if is_verb(token):
                token.lemma_ = self._lemma(token.lower_.replace("’", "'"))

    def _lemma(self, word: str) -> str:
        if word in _CLITICS:
            return _CLITICS[word]
        if word in self._exceptions:
            return self._exceptions[word][0]
        forms = [word[: -len(old)] + new for old, new in self._rules if word.endswith(old)]
        return next((form for form in forms if form in self._index), word)


def is_verb(token: Token) -> bool:
    return token.tag_.startswith("VB") or token.tag_ == "MD"


def is_noun(token: Token) -> bool:
    return token.tag_.startswith("NN")


def child_by(token: Token, deps: tuple[str, ...]) -> Token | None:
    """Return the first child that has one of the parts `deps`."""
    return next((child for child in token.children if child.dep_ in deps), None)


def main_root(tokens: Iterable[Token]) -> Token | None:
    """The head of the sentence; of several, the first that is a verb, because titles parse as loose nouns."""
    roots = [token for token in tokens if token.dep_ == "ROOT"]
    return next((root for root in roots if is_verb(root)), roots[0] if roots else None)


def clause_of(token: Token, deps: tuple[str, ...]) -> Token | None:
    """Return the clause under `token`, by the first of `deps` that it has; an adverbial one must be "if" or "to"."""
    for dep in deps:
        for child in token.children:
            if child.dep_ != dep or child.tag_ == "WRB":
                continue
            if dep != "advcl" or any(_opens_content(inner) for inner in child.children):
                return child
    return None


def _opens_content(token: Token) -> bool:
    is_conjunction = token.dep_ == "mark" and token.lower_ in ("if", "that")
    return is_conjunction or (token.dep_ == "aux" and token.lower_ == "to")


def behind_preposition(token: Token, preposition: str) -> Token | None:
    """Return what stands behind a preposition that hangs on `token`: in "problem with mail" the mail."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == preposition:
            return child_by(child, ("pcomp", "pobj"))
    return None


def subject_of(token: Token) -> Token | None:
    return child_by(token, ("nsubj", "nsubjpass", "csubj"))


def object_of(token: Token) -> Token | None:
    """Return the direct object, or the noun of a small clause ("make the font adjustable"); pronouns are none."""
    found = child_by(token, OBJECTS)
    if found is None or found.lower_ in PRONOUNS:
        inner = next((c for c in token.children if c.dep_ in ("ccomp", "xcomp") and not is_verb(c)), None)
        found = subject_of(inner) if inner is not None else None
    return None if found is None or found.lower_ in PRONOUNS else found


def has_negation(token: Token) -> bool:
    """Tell whether "not", "never" or "no longer" hangs on `token`."""
    children = list(token.children)
    if any(child.dep_ == "neg" or child.lower_ in ("never", "nt", "not") for child in children):
        return True
    return any(child.lower_ == "longer" and any(g.lower_ == "no" for g in child.children) for child in children)


def is_denied(noun: Token) -> bool:
    """Tell whether a noun is said not to be there: "no way", "there isn't an option"."""
    return any(child.lower_ in ("no", "not", "n't") for child in noun.children) or has_negation(noun.head)
