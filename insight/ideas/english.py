"""English as titles need it: -ing forms, plurals, stems. Words in, words out; no lists of customers' words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

WORD = re.compile(r"[^\W_]+(?:['’.+-][^\W_]+)*")
# Of more than one syllable or with an ending that the rule would miss.
_DOUBLING = frozenset(
    "log reset begin refer prefer occur submit forget permit control admit commit transfer chat".split()
)
_SINGULAR_S = ("ss", "us", "is", "ous")
_IRREGULAR = {"people", "data", "media", "criteria", "contents", "news"}


def word_set(name: str) -> frozenset[str]:
    """Return the list `name` of words.toml; an underscore there stands for the space inside "log out"."""
    return frozenset(word.replace("_", " ") for word in str(_words()[name]).split())


def better_words() -> Mapping[str, str]:
    """Return complaint adjectives with what they should become: "slow" gives "faster"."""
    better = _words()["better"]
    assert isinstance(better, dict)
    return better


@cache
def alike() -> Mapping[str, str]:
    """Return the stems of words that mean the same, each with the first of them."""
    lines = (line.split() for line in str(_words()["alike"]).strip().splitlines())
    return {stem(word): stem(line[0]) for line in lines for word in line}


@cache
def opposites() -> Mapping[str, str]:
    """Return the meanings by which praise says that a complaint is none, each with that of the complaint."""
    lines = (line.split() for line in str(_words()["opposite"]).strip().splitlines())
    return {meant(word): meant(line[0]) for line in lines for word in line[1:]}


@cache
def _words() -> dict[str, object]:
    return tomllib.loads(files("insight.ideas").joinpath("words.toml").read_text(encoding="utf-8"))


def gerund(verb: str) -> str:
    """Form the -ing form of an English verb lemma; a particle stays behind: "log out" gives "logging out"."""
    head, _, rest = verb.partition(" ")
    if head.endswith("ie"):
        form = head[:-2] + "ying"
    elif head.endswith("e") and not head.endswith(("ee", "oe", "ye")) and head != "be":
        form = head[:-1] + "ing"
    elif head.endswith("ic"):
        form = head + "king"
    elif head in _DOUBLING or re.fullmatch(r"(?:qu|[^aeiou])*[aeiou][bdgmnprt]", head):
        form = head + head[-1] + "ing"
    else:
        form = head + "ing"
    return f"{form} {rest}".strip()


def plural(noun: str) -> str:
    """Form the plural of the last word of a noun phrase: "empty page" gives "empty pages"."""
    lower = noun.lower()
    if is_plural(noun):
        return noun
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if lower.endswith("y") and lower[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    return noun + "s"


def is_plural(noun: str) -> bool:
    """Tell whether the last word of a noun phrase is a plural."""
    last = noun.lower().split()[-1] if noun.split() else ""
    return (
        last in _IRREGULAR
        or (len(last) > 2 and last.endswith("s") and not last.endswith(_SINGULAR_S))
        or (len(last) > 2 and noun.endswith("s") and noun[:-1].isupper())
    )


def article(phrase: str) -> str:
    """Return "a" or "an", by the first letter."""
    return "an" if re.match(r"[aeio]|un[^i]|up", phrase.lower()) else "a"


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Cut an English ending, enough to count "messages" and "message" as one."""
    word = word.lower().replace("’", "'")
    for ending in ("'s", "ying", "ing", "ies", "ed", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@lru_cache(maxsize=100_000)
def meant(word: str) -> str:
    """A stem that stands for all words of the same meaning: "mail", "e-mail" and "message" meet."""
    return alike().get(stem(word), stem(word))


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(stem(word) for word in WORD.findall(text))


def senses(text: str) -> frozenset[str]:
    """What the words of a text mean, one for all words of the same meaning."""
    return frozenset(meant(word) for word in WORD.findall(text))
