"""The grammar of one English statement: who or what, does what, to what, under which condition.

In goes a parsed statement (spaCy tags and dependencies; lemmas are made here, for the few words that need one); out come
its gist and its aspect. Wishes are unwrapped: "it would be great if there was an option to export invoices" says
"export | invoices". Refuses nothing: where the grammar does not tell, parts of the gist are None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.records import Gist
from insight.statements.vocabulary import (
    GENERIC_NOUNS,
    GENERIC_VERBS,
    LIGHT_VERBS,
    OPTION_NOUNS,
    PRONOUNS,
    TROUBLE_NOUNS,
)

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

# Verbs that only frame what is said; those of the second row say that it does not happen.
_FRAMES = words("frames")
_REFUSALS = words("refusals")
_UNABLE = words("unable")
_FRAMING_ADJECTIVES = words("framing_adjectives")
_OBJECT_DEPS = ("dobj", "obj")
_CLAUSE_DEPS = ("xcomp", "ccomp", "advcl", "acl", "relcl", "pcomp")
_CONDITION_MARKS = words("condition_marks")
_CONDITION_PREPOSITIONS = words("condition_prepositions")
_CLITICS = {"'s": "be", "'re": "be", "'m": "be", "'ve": "have", "'d": "have", "'ll": "will", "ca": "can", "wo": "will"}
_TIME_NOUNS = words("time_nouns")
# What befalls people who say "I": all else that they say they did is their story.
_SUFFERED = words("suffered")
_STOPS = frozenset(".;:!?()")
_MAX_STEPS = 7
_MAX_CONDITION_WORDS = 9
_MAX_PHRASE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the grammar of a statement tells."""

    gist: Gist
    aspect: str | None
    has_pronoun_subject: bool = False  # "it", "they", "this": what it is about stands elsewhere
    is_told: bool = False  # "I did this": what the customer did, not what went wrong


def read_grammar(tokens: list[Token], products: Collection[str] = ()) -> Grammar:
    """Find the gist and the aspect of a parsed statement.

    `products` are names of the product, lower case: everything is about it, so it is no aspect.
    """
    root = _main_root(tokens)
    if root is None:
        return Grammar(Gist(), None)
    core, is_negated, holder = _unwrap(root)
    if not _is_verb(core):
        return _nominal(core, products)
    subject = _subject(core) or (_subject(holder) if holder is not None else None)
    target = _object(core)
    verb = core.lemma_
    particle = next((c.lower_ for c in core.children if c.dep_ == "prt" or (c.lower_ == "back" and c.i == core.i + 1)), None)
    if particle:
        verb = f"{verb} {particle}"
    taken = target
    described = None
    if target is None:
        target, verb = _prepositional_object(core, verb)
        taken = target
    if target is None:
        described = next((c for c in core.children if c.dep_ in ("acomp", "attr", "oprd")), None)
    gist = Gist(
        subject=_phrase(subject) if _is_named(subject) else None,  # type: ignore[arg-type]
        verb=verb,
        object=_phrase(target or described) if (target or described) is not None else None,  # type: ignore[arg-type]
        condition=_condition(core, taken) or (_condition(holder, taken) if holder is not None else None),
        is_negated=is_negated,
    )
    is_pronoun = subject is not None and subject.lower_ in ("it", "they", "this", "that", "these", "those", "which")
    is_told = not is_negated and subject is not None and subject.lower_ in ("i", "we") and core.lemma_ not in _SUFFERED
    return Grammar(gist, _aspect(gist, subject, target, core, products), is_pronoun, is_told)


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
            if token.tag_.startswith("VB") or token.tag_ == "MD":
                token.lemma_ = self._lemma(token.lower_.replace("’", "'"))

    def _lemma(self, word: str) -> str:
        if word in _CLITICS:
            return _CLITICS[word]
        if word in self._exceptions:
            return self._exceptions[word][0]
        forms = [word[: -len(old)] + new for old, new in self._rules if word.endswith(old)]
        return next((form for form in forms if form in self._index), word)


def _main_root(tokens: list[Token]) -> Token | None:
    """The head of the sentence; of several, the first that is a verb, because titles parse as loose nouns."""
    roots = [token for token in tokens if token.dep_ == "ROOT"]
    return next((root for root in roots if _is_verb(root)), roots[0] if roots else None)


def _is_verb(token: Token) -> bool:
    return token.tag_.startswith("VB") or token.tag_ == "MD"


def _is_noun(token: Token) -> bool:
    return token.tag_.startswith("NN")


def _unwrap(root: Token) -> tuple[Token, bool, Token | None]:
    """Descend through frames ("I would like to be able to ...") to the verb that says it.

    Returns that word, whether it is negated, and the frame whose subject and conditions it inherits.
    """
    token, is_negated, holder = root, _has_negation(root), None
    for _ in range(_MAX_STEPS):
        inner, flips = _inside(token)
        if inner is None:
            break
        holder = token
        is_negated = is_negated or flips or _has_negation(inner)
        token = inner
    return token, is_negated, holder


def _inside(token: Token) -> tuple[Token | None, bool]:
    """Return the clause that `token` frames, or None, and whether the frame denies it."""
    lemma = token.lemma_ if _is_verb(token) else token.lower_
    if lemma in _REFUSALS:
        refused = _clause(token, ("xcomp", "pcomp", "ccomp")) or _after_preposition(token, "from")
        return (refused, True) if refused is not None and _is_verb(refused) else (None, False)
    if lemma in _FRAMING_ADJECTIVES:
        return _clause(token, ("xcomp", "ccomp", "advcl")), lemma in _UNABLE
    adjective = next((c for c in token.children if c.dep_ in ("acomp", "attr", "oprd")), None)
    if adjective is not None:
        if adjective.lower_ in _FRAMING_ADJECTIVES:
            flips = adjective.lower_ in _UNABLE
            return _clause(adjective, ("xcomp", "ccomp", "advcl")) or _clause(token, ("xcomp", "ccomp", "advcl")), flips
        if adjective.lower_ in OPTION_NOUNS:
            return _option(adjective), _is_denied(adjective)
        if adjective.lower_ in TROUBLE_NOUNS:
            return _clause(adjective, ("acl", "ccomp", "relcl")), False
    target = next((c for c in token.children if c.dep_ in _OBJECT_DEPS), None)
    if target is not None and target.lower_ in OPTION_NOUNS:
        return _option(target), _is_denied(target)
    subject = next((c for c in token.children if c.dep_ == "nsubj" and c.lower_ in OPTION_NOUNS), None)
    if subject is not None and _clause(subject, ("acl",)) is not None:
        return _clause(subject, ("acl",)), False
    if lemma == "take" and target is not None and target.lower_ in _TIME_NOUNS:
        return _clause(token, ("xcomp", "advcl")) or _clause(target, ("acl", "relcl")), False
    if target is not None and target.lower_ in TROUBLE_NOUNS and _clause(target, ("acl", "pcomp")) is not None:
        return _clause(target, ("acl",)), True
    if token.lower_ in OPTION_NOUNS and _is_noun(token):
        return _option(token), _is_denied(token)
    if lemma in _FRAMES and (target is None or lemma in ("have", "let", "allow", "make", "help", "get", "enable", "permit", "cause", "force", "tell", "ask")):
        inner = _clause(token, ("xcomp", "ccomp"))
        if inner is not None and (_is_verb(inner) or inner.lower_ in _FRAMING_ADJECTIVES):
            return inner, False
    return None, False


def _clause(token: Token, deps: tuple[str, ...]) -> Token | None:
    for dep in deps:
        for child in token.children:
            if child.dep_ == dep and child.tag_ != "WRB":
                if dep == "advcl" and not any(c.dep_ == "mark" and c.lower_ in ("if", "that") or c.dep_ == "aux" and c.lower_ == "to" for c in child.children):
                    continue
                return child
    return None


def _option(noun: Token) -> Token | None:
    """What an option, a way or an ability is for: "option to export", "support for dark mode", "a button that prints"."""
    inner = _clause(noun, ("acl", "relcl", "xcomp", "ccomp"))
    if inner is not None and _is_verb(inner):
        return inner
    for preposition in ("for", "of", "to"):
        inner = _after_preposition(noun, preposition)
        if inner is not None and _is_verb(inner):
            return inner
    later = _clause(noun.head, ("xcomp", "advcl")) if noun.dep_ in (*_OBJECT_DEPS, "attr", "nsubj") else None
    return later if later is not None and _is_verb(later) else None


def _after_preposition(token: Token, preposition: str) -> Token | None:
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == preposition:
            return next((inner for inner in child.children if inner.dep_ in ("pcomp", "pobj")), None)
    return None


def _has_negation(token: Token) -> bool:
    children = list(token.children)
    if any(c.dep_ == "neg" or c.lower_ in ("never", "no longer", "nt", "not") for c in children):
        return True
    return any(c.lower_ == "longer" and any(g.lower_ == "no" for g in c.children) for c in children)


def _is_denied(noun: Token) -> bool:
    return any(child.lower_ in ("no", "not", "n't") for child in noun.children) or _has_negation(noun.head)


def _is_named(subject: Token | None) -> bool:
    """A pronoun names nobody, and "the ability to ..." was unwrapped already."""
    return subject is not None and subject.lower_ not in PRONOUNS and subject.lower_ not in OPTION_NOUNS


def _subject(token: Token) -> Token | None:
    return next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "csubj")), None)


def _object(token: Token) -> Token | None:
    found = next((c for c in token.children if c.dep_ in _OBJECT_DEPS), None)
    if found is None or found.lower_ in PRONOUNS:
        found = _small_clause(token)
    return None if found is None or found.lower_ in PRONOUNS else found


def _small_clause(token: Token) -> Token | None:
    """"Make the font size adjustable": the noun of a clause without a verb."""
    inner = next((c for c in token.children if c.dep_ in ("ccomp", "xcomp") and not _is_verb(c)), None)
    return _subject(inner) if inner is not None else None


def _prepositional_object(token: Token, verb: str) -> tuple[Token | None, str]:
    """"Connect to the server", "log in to": a verb without an object takes the one behind its preposition."""
    for child in token.children:
        if child.dep_ in ("prep", "prt", "agent") and child.lower_ in ("to", "for", "with", "about", "into", "from", "of"):
            target = next((inner for inner in child.children if inner.dep_ == "pobj" and _is_noun(inner)), None)
            if target is not None and child.i == token.i + (2 if " " in verb else 1):
                return target, f"{verb} {child.lower_}"
    return None, verb


def _phrase(token: Token) -> str | None:
    """Write a noun phrase without its article: "the unread messages of my folder" gives "unread messages of folder"."""
    keep: list[Token] = []
    if _is_verb(token) or token.dep_ == "csubj":
        keep = [t for t in token.subtree if t.dep_ not in ("det", "punct", "mark", "aux") and t.lower_ not in PRONOUNS][:_MAX_PHRASE_WORDS]
    else:
        _collect(token, keep, depth=0)
    keep.sort(key=lambda t: t.i)
    return _text_of(keep[: _MAX_PHRASE_WORDS + 2]) or None


def _collect(token: Token, keep: list[Token], depth: int) -> None:
    """Gather a noun and the words that make it what it is."""
    keep.append(token)
    for child in token.children:
        left = child.i < token.i and child.dep_ in ("compound", "amod", "nmod", "quantmod", "punct", "advmod", "npadvmod", "poss")
        if left and child.lower_ not in PRONOUNS and child.lower_ not in ("'s", ",", '"', "(", "“", "any", "other", "such") and not (child.dep_ == "punct" and child.text != "-"):
            _collect(child, keep, depth + 1)
        elif child.dep_ == "nummod" and child.i > token.i:
            keep.append(child)
        elif child.dep_ == "prep" and child.lower_ in ("of", "for", "between") and depth == 0:
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None and inner.lower_ not in PRONOUNS:
                keep.append(child)
                _collect(inner, keep, depth + 1)


def _cased(token: Token) -> str:
    """Keep names and abbreviations as written; put shouted words in lower case."""
    text = token.text
    if text.isupper() and len(text) > 4:
        return text.lower()
    return text.lower() if token.is_sent_start and text.istitle() and token.tag_ not in ("NNP", "NNPS") else text


def _condition(token: Token, taken: Token | None) -> str | None:
    """Find under which condition: a clause ("when I print") before a phrase ("on Android", "as CSV")."""
    scope = [token, *(c for c in token.children if c.dep_ in ("acomp", "attr", "xcomp", *_OBJECT_DEPS))]
    for head in scope:
        for child in head.children:
            if child.dep_ == "advcl" and any(
                c.lower_ in _CONDITION_MARKS and c.dep_ in ("mark", "advmod") for c in child.children
            ):
                return _span_text(list(child.subtree))
            if child.dep_ == "npadvmod" and child.lower_ == "time":
                return _span_text(list(child.subtree))
    best: Token | None = None
    for head in scope:
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ in _CONDITION_PREPOSITIONS:
                inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
                if inner is None or inner == taken or inner.lower_ in PRONOUNS or inner.lower_ in ("all", "general", "addition", "fact", "advance", "way", "moment", "least"):
                    continue
                if best is None or _rank(child) < _rank(best):
                    best = child
    return _span_text(list(best.subtree)) if best is not None else None


def _rank(preposition: Token) -> tuple[int, int]:
    """Time of change first, then where and how."""
    order = ("after", "since", "when", "as", "on", "via", "without", "during", "in", "from", "into", "with")
    word = preposition.lower_
    return (order.index(word) if word in order else len(order), preposition.i)


def _span_text(tokens: list[Token]) -> str | None:
    """Write a clause or phrase as it stands, up to its first inner stop."""
    tokens = sorted(tokens, key=lambda token: token.i)
    end = next((place for place, token in enumerate(tokens) if token.text in _STOPS), len(tokens))
    text = _text_of(tokens[: min(end, _MAX_CONDITION_WORDS)])
    return text if len(text.split()) > 1 else None


def _text_of(tokens: list[Token]) -> str:
    """Join words as they were written: glued where they stood together, spaced elsewhere."""
    text = ""
    for place, token in enumerate(tokens):
        is_glued = place > 0 and tokens[place - 1].i + 1 == token.i and not tokens[place - 1].whitespace_
        text += ("" if place == 0 or is_glued else " ") + _cased(token)
    return text.strip(" ,-–")


def _nominal(head: Token, products: Collection[str]) -> Grammar:
    """A statement without a verb, as titles are: "Problem with attachments", "Font size in the folder list"."""
    target = head
    if head.lower_ in TROUBLE_NOUNS or head.lower_ in GENERIC_NOUNS:
        for preposition in ("with", "in", "of", "on", "for", "when", "about", "to", "while"):
            inner = _after_preposition(head, preposition)
            if inner is not None:
                target = inner
                break
    phrase = _phrase(target) if _is_noun(target) or _is_verb(target) else None
    gist = Gist(object=phrase, condition=_condition(head, target))
    return Grammar(gist, phrase if _names_something(target, products) else None)


def _aspect(
    gist: Gist, subject: Token | None, target: Token | None, core: Token, products: Collection[str]
) -> str | None:
    """Name what the statement is about: its object, else its subject, else its condition, else its verb."""
    verb = (gist.verb or "").split()[0] if gist.verb else ""
    has_subject = subject is not None and gist.subject is not None and _names_something(subject, products)
    if target is not None and gist.object is not None and _names_something(target, products):
        return gist.object if verb in LIGHT_VERBS or has_subject else f"{gist.verb} {gist.object}"
    if has_subject:
        return gist.subject
    described = next((c for c in core.children if c.dep_ in ("attr", "oprd") and _is_noun(c)), None)
    if described is not None and _names_something(described, products):
        return _phrase(described)
    clause = next((c for c in core.children if c.dep_ == "advcl" and _is_verb(c)), None)
    if clause is not None:
        inner, _, _ = _unwrap(clause)
        named = _object(inner)
        if named is not None and _names_something(named, products):
            return f"{inner.lemma_} {_phrase(named)}"
        if _is_verb(inner) and inner.lemma_ not in GENERIC_VERBS and inner.lemma_ not in LIGHT_VERBS:
            return inner.lemma_
    is_telling = verb not in GENERIC_VERBS and verb not in LIGHT_VERBS
    return gist.verb if verb and is_telling else None


def _names_something(token: Token, products: Collection[str]) -> bool:
    """Tell whether a noun phrase holds a word that is neither generic nor a pronoun."""
    if token.lower_ in PRONOUNS:
        return False
    nouns = [token, *(c for c in token.children if c.dep_ in ("compound", "nmod", "poss"))]
    nouns += [g for c in token.children if c.dep_ == "prep" for g in c.children if g.dep_ == "pobj"]
    if token.lower_ in ("message", "messages") and any(noun.lower_ in TROUBLE_NOUNS for noun in nouns[1:]):
        return False  # "error message"
    return any(
        noun.lower_.isalpha() and not any(noun.lower_ in words for words in (GENERIC_NOUNS, TROUBLE_NOUNS, PRONOUNS, products))
        for noun in nouns
    )
