"""Word lists, read from `vocabulary.toml`: what is generic and so names nothing by itself, what is a symptom.

In goes the name of a list; out comes its words, lower case.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def word_list(name: str) -> frozenset[str]:
    """Return the words of the list called `name` in vocabulary.toml."""
    return frozenset(_lists()[name].split())


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(files("insight.statements").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


PRONOUNS = word_list("pronouns")
TROUBLE_NOUNS = word_list("trouble_nouns")
OPTION_NOUNS = word_list("option_nouns")
GENERIC_NOUNS = word_list("generic_nouns")
GENERIC_VERBS = word_list("generic_verbs")
LIGHT_VERBS = word_list("light_verbs")
STOP_WORDS = word_list("stop_words")
# Complaint words that say how bad, not what: they need something beside them.
BARE_COMPLAINTS = word_list("bare_complaints")
# Symptoms that name a problem of their own: "keeps crashing" is a theme, "does not work" is none.
SYMPTOMS = word_list("symptoms")
