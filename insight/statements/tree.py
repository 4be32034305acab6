"""Looking around in a dependency tree: children by their part, subjects, objects, negation, lemmas of verbs.

In go spaCy tokens with tags and dependencies; out come other tokens of the same sentence, or None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from insight.statements.vocabulary import PRONOUNS, word_list

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

OBJECTS = ("dobj", "obj")
_STATES = word_list("states")
_SUFFERED = word_list("suffered")
PREDICATES = ("acomp", "attr", "oprd")
_COMPUTING_VERBS = word_list("computing_verbs")  # what dictionaries do not know yet
_CLITICS = {
    "login": "log in",
    "logon": "log on",
    "setup": "set up",
    "'s": "be",
    "'re": "be",
    "'m": "be",
    "'ve": "have",
    "'d": "have",
    "'ll": "will",
    "ca": "can",
    "wo": "will",
}


class VerbLemmas:
    """Dictionary forms of English verbs, by the exceptions, rules and index that the language package ships."""

    def __init__(self, nlp: Language) -> None:
        lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
        self._exceptions: Mapping[str, list[str]] = lookups.get_table("lemma_exc")["verb"]
        self._rules: list[list[str]] = lookups.get_table("lemma_rules")["verb"]
        self._index = frozenset(lookups.get_table("lemma_index")["verb"]) | _COMPUTING_VERBS

    def set_lemmas(self, tokens: Iterable[Token]) -> None:
        """Give each verb its lemma, or none to a word that no dictionary has: misspelt, or no verb at all.

        The package's own lemmatizer does it for every word, at three times the cost.
        """
        for token in tokens:
            if is_verb(token):
                token.lemma_ = self._lemma(token.lower_.replace("’", "'"))

    def _lemma(self, word: str) -> str:
        if word in _CLITICS:
            return _CLITICS[word]
        if word in self._exceptions:
            return self._exceptions[word][0]
        forms = [word[: -len(old)] + new for old, new in self._rules if word.endswith(old)]
        return next((form for form in forms if form in self._index), word if word in self._index else "")


def is_verb(token: Token) -> bool:
    return token.tag_.startswith("VB") or token.tag_ == "MD"


def is_noun(token: Token) -> bool:
    return token.tag_.startswith("NN")


def child_by(token: Token, deps: tuple[str, ...]) -> Token | None:
    """Return the first child that has one of the parts `deps`."""
    return next((child for child in token.children if child.dep_ in deps), None)


def main_root(tokens: Iterable[Token]) -> Token | None:
    """The head of the sentence; of several, the first that is a verb, because titles parse as loose nouns.

    "Add dark mode, we are many who wait": what is said first is what is meant; the rest is why.
    """
    roots = [token for token in tokens if token.dep_ == "ROOT"]
    root = next((root for root in roots if is_verb(root)), roots[0] if roots else None)
    if root is None:
        return None
    return next((child for child in root.children if _stands_before(child, root)), root)


def _stands_before(child: Token, root: Token) -> bool:
    """Tell whether a clause stands before `root`, behind a comma only, without a word that makes it depend."""
    if child.dep_ not in ("ccomp", "parataxis", "advcl") or child.i > root.i or child.tag_ not in ("VB", "VBP"):
        return False
    if child.dep_ == "advcl" and child_by(child, ("nsubj", "nsubjpass", "expl")) is not None:
        return False
    return not any(inner.dep_ == "mark" or inner.tag_ in ("WRB", "TO") for inner in child.children)


def said_clause(root: Token) -> Token:
    """Pass over what the customer did to what came of it: of "I asked twice and no mail arrives" the arriving."""
    subject = subject_of(root)
    if subject is None or subject.lower_ not in ("i", "we") or root.tag_ != "VBD" or has_negation(root):
        return root
    if root.lemma_ in _SUFFERED or child_by(root, ("xcomp",)) is not None:
        return root
    for child in root.children:
        inner = subject_of(child)
        is_own = inner is None or inner.lower_ in ("i", "we", "you", "that", "who", "which")
        is_clause = child.i > root.i and child.dep_ in ("conj", "ccomp", "parataxis") and is_verb(child)
        if is_clause and not is_own and child_by(child, ("mark",)) is None:
            return child
    return root


def is_passive(verb: Token) -> bool:
    """Tell whether something is done to the subject: "drafts are lost", but not "sync is broken", which is a state."""
    return verb.lemma_ not in _STATES and child_by(verb, ("nsubjpass",)) is not None


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


def has_no(noun: Token) -> bool:
    """Tell whether "no" stands before a noun: "no text", "no results"."""
    return any(child.lower_ == "no" and child.dep_ in ("det", "neg") for child in noun.children)


def is_denied(noun: Token) -> bool:
    """Tell whether a noun is said not to be there: "no way", "there isn't an option"."""
    return any(child.lower_ in ("no", "not", "n't") for child in noun.children) or has_negation(noun.head)
