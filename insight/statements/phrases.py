"""Phrases as a title needs them: without articles and pronouns, cased as written, of bounded length.

In go spaCy tokens; out come strings, or None where nothing would be left.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from insight.statements.tree import OBJECTS, child_by, is_verb
from insight.statements.vocabulary import GENERIC_NOUNS, PRONOUNS, TROUBLE_NOUNS, word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONDITION_MARKS = word_list("condition_marks")
_CONDITION_PREPOSITIONS = word_list("condition_prepositions")
_EMPTY_CONDITIONS = word_list("empty_conditions")
# Time of change first, then where and how.
_CONDITION_ORDER = ("after", "since", "when", "as", "on", "via", "without", "during", "in", "from", "into", "with")
_LEFT_PARTS = ("compound", "amod", "nmod", "quantmod", "punct", "advmod", "npadvmod", "poss")
_DROPPED = frozenset(("'s", ",", '"', "(", "“", "any", "other", "such"))
_STOPS = frozenset(".;:!?()")
_MAX_CONDITION_WORDS = 9
_MAX_PHRASE_WORDS = 8


def phrase_of(token: Token, without: Collection[str] = ()) -> str | None:
    """Write a noun phrase without its article: "the unread messages of my folder" gives "unread messages of folder".

    `without` are adjectives that are left out, with what belongs to them: of "a very good picture" the "picture" stays.
    """
    keep: list[Token] = []
    if is_verb(token) or token.dep_ == "csubj":
        dropped = ("det", "punct", "mark", "aux")
        keep = [t for t in token.subtree if t.dep_ not in dropped and t.lower_ not in PRONOUNS]
    else:
        _collect(token, keep, depth=0)
        left = [one for one in keep if one.dep_ == "amod" and one.lower_ in without]
        keep = [one for one in keep if one not in left and not any(other.is_ancestor(one) for other in left)]
        keep = with_hyphens(keep)
    keep.sort(key=lambda kept: kept.i)
    return text_of(keep[:_MAX_PHRASE_WORDS]) or None


def with_hyphens(keep: list[Token]) -> list[Token]:
    """Take in what a hyphen ties to a word: of "e-mail" the parser may call the "e" the noun."""
    tied = {token.i: token for token in keep}
    for token in keep:
        for step in (1, -1):
            at = token
            while 0 <= at.i + step < len(token.doc) and _is_tied(at, at.nbor(step)):
                at = at.nbor(step)
                tied[at.i] = at
    return list(tied.values())


def _is_tied(one: Token, other: Token) -> bool:
    """Tell whether two neighbours are written as one word with a hyphen: "two", "-" and "way"."""
    left = one if one.i < other.i else other
    return not left.whitespace_ and ((one.text == "-") != (other.text == "-")) and not (one.is_punct and other.is_punct)


def _collect(token: Token, keep: list[Token], depth: int) -> None:
    """Gather a noun and the words that make it what it is."""
    keep.append(token)
    for child in token.children:
        if child.i < token.i and child.dep_ in _LEFT_PARTS:
            is_mark = child.dep_ == "punct" and child.text != "-"
            if child.lower_ not in PRONOUNS and child.lower_ not in _DROPPED and not is_mark:
                _collect(child, keep, depth + 1)
        elif child.dep_ == "nummod" and child.i > token.i:
            keep.append(child)
        elif child.dep_ == "prep" and child.lower_ in ("of", "for", "between") and depth == 0:
            inner = child_by(child, ("pobj",))
            if inner is not None and inner.lower_ not in PRONOUNS:
                keep.append(child)
                _collect(inner, keep, depth + 1)


def condition_of(token: Token, taken: Token | None, core: Token | None = None) -> str | None:
    """Find under which condition: a clause ("when I print") before a phrase ("on Android", "as CSV").

    `taken` is the object, which is no condition even behind a preposition; a clause that holds `core` is what is said.
    """
    scope = [token, *(c for c in token.children if c.dep_ in ("acomp", "attr", "xcomp", *OBJECTS))]
    children = [child for head in scope for child in head.children]
    if core is not None:
        children = [child for child in children if child != core and not child.is_ancestor(core)]
    clause = next((child for child in children if _is_condition(child)), None)
    if clause is not None:
        return _span_text(clause)
    prepositions = [child for child in children if _is_circumstance(child, taken)]
    return _span_text(min(prepositions, key=_rank)) if prepositions else None


def _is_condition(child: Token) -> bool:
    """Tell whether a child is a clause such as "when I print" or "every time I print"."""
    if child.dep_ == "npadvmod":
        return child.lower_ == "time"
    return child.dep_ == "advcl" and any(
        inner.dep_ in ("mark", "advmod") and inner.lower_ in _CONDITION_MARKS for inner in child.children
    )


def _is_circumstance(child: Token, taken: Token | None) -> bool:
    """Tell whether a child is a phrase such as "on Android" that says when, where or how."""
    if child.dep_ != "prep" or child.lower_ not in _CONDITION_PREPOSITIONS:
        return False
    inner = child_by(child, ("pobj", "pcomp"))
    if inner is None or inner == taken:
        return False
    return inner.lower_ not in PRONOUNS and inner.lower_ not in _EMPTY_CONDITIONS


def _rank(preposition: Token) -> tuple[int, int]:
    word = preposition.lower_
    place = _CONDITION_ORDER.index(word) if word in _CONDITION_ORDER else len(_CONDITION_ORDER)
    return place, preposition.i


def _span_text(head: Token) -> str | None:
    """Write a clause or phrase as it stands, up to its first inner stop."""
    tokens = sorted(head.subtree, key=lambda token: token.i)
    end = next((place for place, token in enumerate(tokens) if token.text in _STOPS), len(tokens))
    text = text_of(tokens[: min(end, _MAX_CONDITION_WORDS)])
    return text if len(text.split()) > 1 else None


def text_of(tokens: list[Token]) -> str:
    """Join words as they were written: glued where they stood together, spaced elsewhere."""
    text = ""
    for place, token in enumerate(tokens):
        before = tokens[place - 1]
        is_glued = place > 0 and before.i + 1 == token.i and not before.whitespace_
        text += ("" if place == 0 or is_glued else " ") + _cased(token)
    return text.strip(" ,-–")


def _cased(token: Token) -> str:
    """Keep names and abbreviations as written; put shouted and sentence-opening words in lower case."""
    text = token.text
    if text.isupper() and len(text) > 4:
        return text.lower()
    opens = token.is_sent_start and text.istitle() and token.tag_ not in ("NNP", "NNPS")
    return text.lower() if opens else text


def names_something(token: Token, products: Collection[str]) -> bool:
    """Tell whether a noun phrase holds a word that is neither generic, nor a pronoun, nor the product's name."""
    if token.lower_ in PRONOUNS:
        return False
    nouns = [token, *(child for child in token.children if child.dep_ in ("compound", "nmod", "poss"))]
    nouns += [g for child in token.children if child.dep_ == "prep" for g in child.children if g.dep_ == "pobj"]
    if token.lower_ in ("message", "messages") and any(noun.lower_ in TROUBLE_NOUNS for noun in nouns[1:]):
        return False  # "error message"
    generic = (GENERIC_NOUNS, TROUBLE_NOUNS, PRONOUNS, products)
    return any(noun.lower_.isalpha() and not any(noun.lower_ in words for words in generic) for noun in nouns)
