"""Senses: which titles ask for the same change, and how well a statement says what a title says.

In go titles as written and what customers write; out come a `Sense`, equal for "Stop emails from disappearing" and
"Stop losing messages", and shares between 0 and 1. The product's own name says nothing: everybody's idea is about it.
"""

from __future__ import annotations

import re
from functools import cache

from insight.ideas.english import WORD, meant, word_set
from insight.ideas.usage import Usage

_TEMPLATE = word_set("generic") | word_set("succeeding")
_ENDED = ("stop", "fix")

Sense = tuple[str, frozenset[str]]


def sense_of(title: str, usage: Usage) -> Sense:
    """What a title asks for: to end something, to add, to remove or to make possible; and the words that tell what."""
    words = [word.lower() for word in WORD.findall(title)]
    told = told_by(title, usage)
    opening = words[0] if words else ""
    if told & _losses():
        return "end", told
    return (
        "end" if opening in _ENDED and "failing" not in words else opening if opening in ("add", "remove") else ""
    ), told


def told_by(text: str, usage: Usage) -> frozenset[str]:
    """The senses of a text's words that tell something: one for all words that mean the same, none for the product."""
    words = (word for word in WORD.findall(text) if word.lower() not in _TEMPLATE and not is_product_name(word, usage))
    return frozenset(meant(word) for word in words)


def is_product_name(word: str, usage: Usage) -> bool:
    """Tell whether a word is the product's name, or short for it."""
    return re.sub(r"['’]s$", "", word.lower()) in usage.names


def said_share(said: frozenset[str], told: frozenset[str]) -> float:
    """The share of a title's telling words that a statement says, in whatever words of the same meaning."""
    return len(told & said) / len(told) if told else 0.0


@cache
def _losses() -> frozenset[str]:
    return frozenset(map(meant, ("disappear", "lose")))
