"""Orders: a theme's label turned into what should be done.

In go a label ("Messages in the inbox are not showing") and how customers write words; out comes an order ("Get messages
in the inbox showing again"), or nothing where the label says no failing and no wish.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from insight.ideas.claims import is_personal
from insight.ideas.english import gerund, stem, word_set
from insight.ideas.usage import Usage

_LOSING = word_set("losing")
_HAVING = word_set("having") - {"add"} | {"make", "use"}
_NOT = r"(?:not|no longer)"
_UNABLE = re.compile(r"(?:Can ?not|Can['’]?t|Unable to|Not able to|No way to) (?P<what>.+)$", re.I)
_DENIED = re.compile(
    rf"(?P<who>.+?) (?:(?:does|do|did|will|would) {_NOT}|(?:does|do|did|wo|would)n['’]?t) (?P<what>.+)$", re.I
)
_NOT_DOING = re.compile(rf"(?P<who>.+?) (?:(?:is|are) )?{_NOT} (?P<what>[a-z]+ing\b.*)$", re.I)
_STOPPED = re.compile(r"(?P<who>.+?) (?:has |have )?(?:stopped|stops|quit) (?P<what>[a-z]+ing\b.*)$", re.I)
_GONE = re.compile(
    r"(?P<who>.+?) (?:(?:has|have|had) )?(?:disappear(?:ed|s)?|vanish(?:ed)?|(?:(?:is|are|went) )?(?:missing|gone))"
    r"(?P<where>(?: (?:from|after|in|since) .+)?)$",
    re.I,
)
_KEEPS = re.compile(r"(?P<who>.+?) keeps? (?P<what>[a-z]+ing\b.*)$", re.I)
_NOT_GETTING = re.compile(r"Not (?P<doing>[a-z]+ing) (?P<what>.+)$", re.I)
_EMPTY = re.compile(r"(?:The )?(?P<who>.+?) (?:is|are) (?P<how>empty|blank|wrong|garbled|corrupted)$", re.I)
_BARE = re.compile(
    r"(?P<verb>[a-z]+) (?!(?:the|an?|my|our|your|all|any|in|on|at|to|from|with|into|of|for|by|up|out|off|back)\b)"
    r"(?P<thing>[\w-]+(?: [\w-]+)??)(?P<rest>(?: (?:in|on|at|to|from|with|into|of|for|through|by|between)\b .+)?)$",
    re.I,
)
_ALL = re.compile(r"^(?:not )?(?:all|some|many)(?: of)?(?: (?:the|my|our))? ", re.I)


def order_of(label: str, verbs: Collection[str], usage: Usage, *, is_asked_for: bool) -> str:
    """Turn `label` into an order; `verbs` are those of its statements. Empty where it cannot be."""
    label = label.strip(' .!?…“”"')
    first = label.partition(" ")[0]
    if first in ("Add", "Stop", "Fix", "Remove", "Show", "Bring", "Let", "Make"):
        return label
    if said := _UNABLE.match(label):
        verb = said["what"].partition(" ")[0].lower()
        return "" if verb in _HAVING or is_personal(verb) else f"Let people {_doing(said['what'], usage)}"
    if said := _NOT_GETTING.match(label):
        verb = next((verb for verb in sorted(verbs) if gerund(verb) == said["doing"].lower()), "")
        return f"Let people {_doing(verb + ' ' + said['what'], usage)}" if verb else ""
    if said := _GONE.match(label):
        return f"Stop {_thing(said['who'], usage)} from disappearing{said['where']}"
    if said := _EMPTY.match(label):
        return f"Fix {said['how'].lower()} {_thing(said['who'], usage)}"
    if said := _NOT_DOING.match(label) or _STOPPED.match(label):
        return f"Get {_thing(said['who'], usage)} {said['what']} again"
    if said := _KEEPS.match(label):
        return f"Stop {_thing(said['who'], usage)} from {said['what']}"
    if said := _DENIED.match(label):
        verb, _, rest = said["what"].partition(" ")
        if verb.lower() in _HAVING or stem(verb) == stem("let"):
            return ""
        return f"Make {_thing(said['who'], usage)} {verb} {rest}".strip()
    if not is_asked_for and first in {gerund(verb).capitalize() for verb in _LOSING.intersection(verbs)}:
        return f"Stop {_lowered(label, usage)}"
    is_doing = is_asked_for and first.lower() in verbs and not is_personal(first.lower())
    return f"Let people {_doing(label, usage)}" if is_doing else ""


def _doing(phrase: str, usage: Usage) -> str:
    """Write a doing as inside a sentence, its bare object as customers write it: "move the profile to a drive"."""
    told = _BARE.match(phrase)
    if told is None:
        return _lowered(phrase, usage)
    return f"{usage.cased(told['verb'])} {usage.written(told['thing'], 'object')}{told['rest']}"


def _thing(phrase: str, usage: Usage) -> str:
    return _lowered(_ALL.sub("", phrase), usage)


def _lowered(phrase: str, usage: Usage) -> str:
    """Write the first word as inside a sentence: names keep their capital."""
    first, space, rest = phrase.partition(" ")
    return f"{usage.cased(first)}{space}{rest}"
