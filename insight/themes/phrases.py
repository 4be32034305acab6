"""Phrases: one statement as the name of a theme, from its grammar.

In goes a statement, out comes a phrase of a few words with a thing and what happens to it, or None.
"""

from __future__ import annotations

import re
from dataclasses import replace

from insight.records import Gist, Statement
from insight.themes.lint import PEOPLE, POINTING, TIMES

# A count of one case before what it counts ("17 minutes after it had started").
MEASURED = re.compile(
    r"\b(?:about |around |roughly |only |just )?\d+ (?:second|minute|hour|day|week|month|time|year)s?"
    r" (?=after|before|late|early)",
    re.I,
)
_MODAL = re.compile(r"^(?:can|could|do|does|did|is|was|won|would)n?['’´`]?t?$|n['’´`]t$", re.I)
# The day or the reason of one case, and for how long it has been so.
_OCCASION = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|tomorrow|this (?:morning|week|month))\b"
    r"|^(?:because|since|as|even though|in case|unless) (?:i|we|my|our)\b|^(?:at least|as a result|in addition)\b"
    r"|^for (?:\w+ )?(?:ages|days|weeks|months|years|long|a while)$",
    re.I,
)
_ASKING = frozenset(
    "add ask have need want support offer provide include introduce implement be like see get give allow".split()
)
_GETTING = frozenset("get receive have see find show face experience encounter say give".split())
_STEPS = frozenset(
    "click hit leave press put right-click scroll select tap toggle type".split()
)  # done before it failed
_DOUBLED = frozenset("stop log set run drop plan tag scan swap put cut let chat forget submit".split())


def phrase_of(statement: Statement) -> str | None:
    """Word a statement as a name, by its grammar: "Cannot export invoices as CSV", "Losing drafts when offline"."""
    gist = statement.gist
    if gist.verb is None and not gist.object:
        return None
    condition = MEASURED.sub("", gist.condition or "") or None
    gist = replace(gist, condition=None if condition and _OCCASION.search(condition) else condition)
    words = _request(gist) if statement.kind == "request" else _pain(gist)
    return written(words) if words else None


def _pain(gist: Gist) -> list[str | None] | None:
    thing, subject = _thing(gist.object), _thing(gist.subject)
    if gist.verb is None:
        return [thing, gist.condition] if thing else None
    if gist.verb == "be":
        return _state(subject, gist)
    if gist.is_negated and subject:
        return [subject, "do not" if _is_plural(subject) else "does not", gist.verb, thing, gist.condition]
    if gist.is_negated:
        return ["cannot", gist.verb, thing, gist.condition] if thing or gist.condition else None
    if subject:
        missing = "nothing" if gist.object == "nothing" else None  # that is what happens: "Search finds nothing"
        return [subject, _third_person(gist.verb, subject), thing or missing, gist.condition]
    if thing and gist.verb in _GETTING:
        return [thing, gist.condition]
    if gist.verb.split()[0] in _STEPS:
        return None
    return [_gerund(gist.verb), thing, gist.condition] if thing else None


def _request(gist: Gist) -> list[str | None] | None:
    thing, subject = _thing(gist.object), _thing(gist.subject)
    if gist.verb is None:
        return [thing, gist.condition] if thing else None
    if subject and gist.verb != "be":
        return [subject, "should not" if gist.is_negated else "should", gist.verb, thing, gist.condition]
    if thing and gist.verb and gist.verb.split()[0] in _ASKING:
        return ["add", thing, gist.condition]
    if gist.verb == "be":
        return None
    return [gist.verb, thing, gist.condition] if thing else None


def _state(subject: str | None, gist: Gist) -> list[str | None] | None:
    if not subject or not gist.object:
        return None
    verb = "are" if _is_plural(subject) else "is"
    return [subject, f"{verb} not" if gist.is_negated else verb, gist.object, gist.condition]


def _thing(phrase: str | None) -> str | None:
    """The noun phrase, unless it names a person or only points."""
    if not phrase or phrase.lower() in PEOPLE | POINTING | TIMES or _MODAL.search(phrase):
        return None
    return phrase


def _is_plural(subject: str) -> bool:
    head = subject.lower().split(" of ")[0].split(" for ")[0].split()[-1]
    return head in ("people", "both") or (head.endswith("s") and not head.endswith(("ss", "us", "is", "os")))


def _third_person(verb: str, subject: str) -> str:
    if _is_plural(subject):
        return verb
    head, _, rest = verb.partition(" ")
    if head == "have":
        return f"has {rest}".strip()
    if head.endswith(("s", "x", "z", "ch", "sh", "o")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in tuple("aeiou"):
        head = head[:-1] + "ies"
    else:
        head += "s"
    return f"{head} {rest}".strip()


def _gerund(verb: str) -> str:
    head, _, rest = verb.partition(" ")
    if head.endswith("e") and not head.endswith(("ee", "oe", "ye", "ie")):
        head = head[:-1]
    elif head in _DOUBLED or re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", head):
        head += head[-1]
    return f"{head}ing {rest}".strip()


def written(words: list[str] | list[str | None]) -> str:
    """Join, tidy and capitalise; words in capitals that are no abbreviations are put in lower case."""
    text = " ".join(word for word in words if word)
    if text.isupper():
        text = text.lower()
    text = re.sub(r"\b[A-Z]{5,}\b", lambda word: word[0].lower(), text)
    text = re.sub(r"\s+", " ", text).strip(" .,;:!?-–—\"'()[]")
    return text[:1].upper() + text[1:]
