"""Claims: what should change, in a form that can be counted and worded; and what the nouns in it are.

In go phrases of a gist; out comes the thing that they name, or None where they only point. A `Claim` is made of things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from insight.ideas.english import is_plural, meant, plural, word_set
from insight.records import Gist, IdeaKind, Voice

_PERSONAL = word_set("personal")
_SENDABLE = word_set("sendable")
_PARTICLED = word_set("particled")
_POINTING = word_set("pointing")
_PEOPLE = word_set("people")
_PRODUCT = word_set("product")
_EMPTY = word_set("empty_objects")
_NOT_A_THING = re.compile(r"[<>=|#@\\\d]|https?:|www\.|\.\w{2,4}\b|\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b [a-z]")
_NUMBERED = re.compile(r"(?<=\bnumber) [\w./-]*\d[\w./-]*$", re.I)  # of "the same number 2026-0370" the number
_STATES_BEHIND = re.compile(r" (?:empty|blank|dead|flat)$")  # of "drains the phone empty" the phone
_NOT_FIRST = word_set("not_first")
_SENDING_OF = re.compile(r"^(\w+ing) of ", re.I)
_MOST_WORDS = 6
_AMOUNTS = ("enough", "sufficient")
VAGUE = -0.3  # naming the product alone says little: "Make the app open"
FALLBACK = -0.7  # how sure it is that naming the thing alone says enough: hardly

Form = Literal[
    "add", "remove", "return", "do", "let", "make", "make so", "fix", "fix missing", "stop", "stop losing", "show in",
    "deliver", "faster", "speed up", "stop crash", "spare", "improve",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """A change in the abstract: a form, the verb, the thing, and what the thing does it to."""

    form: Form
    kind: IdeaKind
    verb: str = ""
    thing: str = ""
    target: str = ""
    sureness: float = 0.0  # added to a claim's score: how well this form tends to read

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for claims that say the same: number, case and what stands before the noun do not count."""
        if self.form == "show in":
            return self.form, head_of(self.target)
        if self.form == "faster":
            return self.form, head_of(self.thing)
        return self.form, meant(self.verb), head_of(self.thing), head_of(self.target)


def is_personal(verb: str) -> bool:
    head = verb.partition(" ")[0]
    return verb in _PERSONAL or (head in _PERSONAL and head not in _PARTICLED)


def told_verb(gist: Gist, thing: str | None) -> str | None:
    """The verb without a preposition whose noun names nothing: of "stops with an error" the stopping."""
    if gist.verb is None or thing:
        return gist.verb
    head, _, particle = gist.verb.partition(" ")
    return head if particle in ("to", "for", "with", "about", "into", "from", "of") else gist.verb


def thing_of(phrase: str | None) -> str | None:
    """The noun phrase, unless it only points, names a number or a file, or is too long to be one thing."""
    phrase = _STATES_BEHIND.sub("", _NUMBERED.sub("", phrase or ""))
    if not phrase or _NOT_A_THING.search(phrase) or phrase.lower() in _EMPTY | _POINTING:
        return None
    words = phrase.split()
    if words[0].lower() in _AMOUNTS or len(words) > _MOST_WORDS:
        return None
    if phrase.lower().split(" of ")[0] in _EMPTY - {"help", "support"}:
        return None
    return _SENDING_OF.sub(r"\1 ", phrase.removeprefix("any of "))


def can_stand_alone(thing: str) -> bool:
    """Tell whether naming the thing says enough: more than one word, and neither "delete messages" nor "on buttons"."""
    words = thing.lower().split()
    return len(words) > 1 and words[-1] not in _EMPTY and words[0] not in _NOT_FIRST


def is_people(phrase: str) -> bool:
    return phrase.lower().split()[-1] in _PEOPLE


def is_sendable(phrase: str) -> bool:
    return phrase.lower().split(" with ")[0].split(" for ")[0].split()[-1] in _SENDABLE


def is_product(phrase: str) -> bool:
    return phrase.lower().split()[-1] in _PRODUCT or (phrase[:1].isupper() and " " not in phrase)


def speaks_of_people(voice: Voice) -> bool:
    """Tell whether it befalls whoever says so: "charges me twice", "stop mailing us"."""
    return re.search(r"\b(?:me|us)\b", voice.clean, re.I) is not None


@lru_cache(maxsize=100_000)
def head_of(phrase: str) -> str:
    """The noun that a phrase is about, without its number: "sent messages of a folder" and "message" meet."""
    words = re.split(r"\s(?:of|for|between|with|in|on)\s", phrase.lower())[0].split()
    return meant(words[-1]) if words else ""


def number_of(phrase: str) -> str:
    """Put a phrase into the plural where it is none: for nouns of crashes."""
    return phrase if is_plural(phrase) else plural(phrase)
