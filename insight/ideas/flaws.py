"""The lint of titles: why a title cannot stand above an idea.

In goes a title; out come the names of its flaws, none for a good one.
"""

from __future__ import annotations

import re

from insight.ideas.english import WORD, stem, word_set

LONGEST = 80  # characters of a title
_PLACEHOLDER = re.compile(r"<[A-Z_]+\d*>")  # what redaction put there: a title names nobody
_VERSION = re.compile(r"v?\d+(?:\.\d+){1,4}(?:esr|b\d+)?")
_FORMAT = re.compile(r"[A-Z]{2,}-?\d{1,3}|\d[A-Z]{1,2}|[A-Za-z]+2|MP[34]|H26[45]|0x[0-9A-Fa-f]+")
_FILE = re.compile(r"[^\W\d_]\.[a-z]{2,4}\b")
_FIRST_PERSON = word_set("first_person")
_PREPOSITIONS = word_set("prepositions")
_GENERIC = word_set("generic")
_VERSIONED = word_set("versioned")


def title_flaws(title: str) -> tuple[str, ...]:
    """Name what is wrong with a title; empty for one that can stand."""
    words = WORD.findall(title)
    lower = [word.lower().replace("’", "'") for word in words]
    found = {
        "placeholder": _PLACEHOLDER.search(title) is not None,
        "too long": len(title) > LONGEST,
        "too short": len(words) < 2,
        "cut off": not words or lower[-1] in _PREPOSITIONS,
        "pronoun": not _FIRST_PERSON.isdisjoint(lower),
        "one-off number": any(_is_odd_number(word, lower[place - 1]) for place, word in enumerate(words)),
        "names one file": _FILE.search(title) is not None,
        "unfinished quote": _has_open_quote(title),
        "repeated word": _repeats(lower),
        "generic": all(word in _GENERIC or len(word) < 2 for word in lower),
        "markup": re.search(r"[<>{}\[\]|=*#@\\]|https?:|www\.", title) is not None,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _is_odd_number(word: str, before: str) -> bool:
    """Tell whether a word is a number that is neither a version nor a format: a date, an amount, a bill's number."""
    if not any(character.isdigit() for character in word):
        return False
    if _FORMAT.fullmatch(word) or (_VERSION.fullmatch(word) and word.count(".") > 1):
        return False
    return not (before in _VERSIONED and re.fullmatch(r"\d{1,3}(?:\.\d+)*", word))


def _has_open_quote(title: str) -> bool:
    is_odd = title.count('"') % 2 == 1 or title.count("“") != title.count("”") or title.count("(") != title.count(")")
    return is_odd or re.search(r"(?:^|\s)['‘](?![^'’]*['’](?:\s|$))", title) is not None


def _repeats(words: list[str]) -> bool:
    telling = [stem(word) for word in words if word not in _PREPOSITIONS and len(word) > 2]
    return len(telling) != len(set(telling))
