"""Conditions: when and where it happens, put so that it fits into a title.

In go the conditions of voices that claim the same; out comes the one that enough of them share, without first-person
words ("when I print" gives "when printing"), or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from insight.ideas.claims import is_people
from insight.ideas.english import gerund, word_set
from insight.records import Voice

SHARED_BY = 0.3  # of the customers who claim the same, from which on a condition belongs into the title
FEWEST_NAMING = 3  # customers: what two happen to share speaks for nobody else
NUMBER_SHARED_BY = 0.5  # a version speaks for all only where most name it
_NUMBER = re.compile(r"\d")
_VERSIONED = re.compile(
    r"\s?\b(?:since|after|in|on|with|from)(?: (?:the|version|updating to|update to))* v?\d[\w.]*(?: update)?$", re.I
)
_DEVICE = re.compile(r"\s(?:on|with) (?:(?:my|our) \S+(?: \S+){0,2}|(?:an?|the) (?:[A-Z]\S*\s){0,2}\S*\d\S*)$")
_TOLD = word_set("verbs_told")
_CUT = word_set("prepositions")
_PRONOUNS = word_set("first_person")
_COUNTED = re.compile(r"\b(?:few|several|many|more|most|other|different|various|certain|particular|some|all)\b", re.I)
_OWN_DOING = re.compile(
    r"^(?P<mark>when|whenever|every time|each time|if|after|before|while|as|once)(?: that)?"
    r" (?:i|we|you)(?: (?:just|then|only))? (?P<verb>[a-z]+)(?P<rest>.*)$",
    re.I,
)
_REASONS = re.compile(
    r"^(?:because|although|though|so|if|without|unless|instead|in fact|as (?:i|we|it|the|there|my|an?))\b", re.I
)
_UNFIT = re.compile(r"[\"“”'‘(<,]")
_OWNERS = re.compile(r"\b(?:my|our|your|their)\b", re.I)


def shared_condition(voices: Sequence[Voice]) -> str | None:
    """Return the condition that at least 30 % of the customers behind `voices` name, ready for a title."""
    told: dict[str, set[str]] = {}
    for voice in voices:
        said = voice.gist.condition or _told_apart(voice)
        whole = fit_condition(said)
        bare = fit_condition(_DEVICE.sub("", _VERSIONED.sub("", said or "")))
        for condition in {one for one in (whole, bare) if one}:
            told.setdefault(condition, set()).add(voice.customer_id)
    if not told:
        return None
    everyone = len({voice.customer_id for voice in voices})
    shared = [condition for condition in told if len(told[condition]) >= _enough(condition, everyone)]
    return min(shared, key=lambda condition: (-len(told[condition]), -len(condition), condition), default=None)


def _told_apart(voice: Voice) -> str | None:
    """What tells the people apart whom it is about: "who pay late" of "Remind clients who pay late"."""
    people = voice.gist.object
    if not people or not is_people(people):
        return None
    told = re.search(rf"\b{re.escape(people)} (who [\w'’ ]{{3,40}})$", voice.clean.rstrip(" .!?…"), re.I)
    return told[1] if told else None


def _enough(condition: str, everyone: int) -> float:
    """How many customers must name a condition; a version more of them."""
    share = NUMBER_SHARED_BY if _NUMBER.search(condition) else SHARED_BY
    return max(everyone * share, min(FEWEST_NAMING, everyone))


def fit_condition(condition: str | None) -> str | None:
    """Put a condition so that it fits into a title; None for reasons, fragments and what speaks of one person."""
    if not condition or len(condition) > 50:
        return None
    condition = " ".join(condition.split())
    own = _OWN_DOING.match(condition)
    if own:
        verb = own["verb"].lower()
        if verb not in _TOLD:
            return None
        mark = own["mark"].lower()
        condition = f"{'when' if mark in ('every time', 'each time', 'if', 'as', 'whenever', 'once') else mark} "
        condition += gerund(verb) + own["rest"]
    elif _REASONS.match(condition):
        return None
    condition = _OWNERS.sub("the", condition)
    words = condition.lower().split()
    if re.match(r"(?:when|if|while|once)\b.*[a-z]ed$", condition, re.I):  # told of one day: "when wifi dropped"
        return None
    if len(re.findall(r"\bfrom\b", condition)) > 1 or _COUNTED.search(
        condition
    ):  # "in few clicks": without the count it says nothing
        return None
    is_fragment = words[-1] in _CUT or words[1:2] == ["not"] or _UNFIT.search(condition) is not None
    return None if is_fragment or not _PRONOUNS.isdisjoint(words) else condition[:1].lower() + condition[1:]
