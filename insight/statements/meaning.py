"""What a statement means beside its kind: how bad it is and how specific.

In go a statement's words, signs and grammar; out come values, each by a rule that can be read here. Nothing is learned.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from insight.records import PainType
from insight.statements.cues import STATING
from insight.statements.grammar import Grammar
from insight.statements.kinds import Signs
from insight.statements.languages import UNSPACED
from insight.statements.vocabulary import (
    BARE_COMPLAINTS,
    GENERIC_NOUNS,
    OPTION_NOUNS,
    PRONOUNS,
    STOP_WORDS,
    SYMPTOMS,
    TROUBLE_NOUNS,
    word_list,
)

_NOT_NAMING = STOP_WORDS | GENERIC_NOUNS | OPTION_NOUNS | PRONOUNS | BARE_COMPLAINTS
_AREAS = word_list("areas")
_SEEKING = frozenset(("find", "found", "figure", "figured"))
_WORK = frozenset(("work", "works", "working", "functioning"))
_DATA = word_list("data")
_SCREEN = word_list("screen_parts")
_MONEY = word_list("money")
_TAKEN = word_list("taken")
_OWN_WORK = word_list("own_work")
_ESSENTIAL = word_list("essential")
_TOTAL = word_list("total")
_SELDOM = word_list("seldom")

_NOT_KEPT = re.compile(
    r"(?:\b(?:not|never|without)|n['’]?t)(?: being| been| getting)? (?:saved|kept|stored)\b", re.IGNORECASE
)
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_ATTACHED = re.compile(
    r"\b(?:screen ?-?shots?|attach(?:ed|ment|ing)?|see (?:the )?(?:image|picture|photo|below)|as shown|video below)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:the|this|that|these|those|same|my|your|similar|known|any|a|an|some|another|other)"
    r" (?:same |whole |main |real |only |similar |common |known |minor |other |further |small ){0,2}"
    r"(?:problem|issue|error|bug|question|trouble)s?\b"
    r"(?! (?:with|of|in|on|when|while|where|is that|that|message|is (?:the|my|in))\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Specificity:
    """Whether a statement names what it is about, and if not, why; `rule` tells what decided."""

    is_specific: bool
    vague_reason: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Severity:
    """How bad a pain is, 1 to 5, and what made it so, in the order of the rules."""

    level: int
    reasons: tuple[str, ...]


def naming_words(signs: Signs, products: Collection[str]) -> list[str]:
    """Return the words that could tell one problem from another: no stop words, generic nouns or bare complaints."""
    return naming_words_of(signs.words, products)


def naming_words_of(words: Sequence[str], products: Collection[str]) -> list[str]:
    """Return the same of plain words (lower case, no apostrophes)."""
    return [
        word
        for word in words
        if word not in _NOT_NAMING and word not in products and len(word) > 1 and not word[0].isdigit()
    ]


def _only_refers(text: str, signs: Signs) -> bool:
    """Tell whether a statement only points at a problem that is stated elsewhere: "the problem persists"."""
    complaints = [cue for cue in signs.cues if cue.name in STATING]
    return (
        bool(complaints) and all(cue.phrase in TROUBLE_NOUNS for cue in complaints) and _REFERS.search(text) is not None
    )


def _names_an_area(named: Collection[str], signs: Signs) -> bool:
    """Tell whether a complaint says no more than that mail, the account or the program does not work."""
    complaints = [cue for cue in signs.cues if cue.name in STATING]
    return (
        bool(complaints)
        and _AREAS.issuperset(named)
        and all(cue.phrase in TROUBLE_NOUNS or not _WORK.isdisjoint(cue.phrase.split()) for cue in complaints)
    )


def names_something(signs: Signs, products: Collection[str]) -> bool:
    """Tell whether a statement has any word that could tell one problem from another."""
    return bool(naming_words(signs, products)) or not SYMPTOMS.isdisjoint(signs.words)


def is_worth_parsing(signs: Signs, products: Collection[str]) -> bool:
    """Tell whether grammar could make a statement specific: it names something, and is not beside the point."""
    return signs.telling.aside is None and names_something(signs, products)


def judge_specificity(
    text: str, language: str, signs: Signs, grammar: Grammar | None, products: Collection[str]
) -> Specificity:
    """Decide whether a statement names what it is about.

    English needs an aspect, a symptom or three naming words; other languages, whose grammar is not read, need three
    words that are not only cues.
    """
    aside = signs.telling.aside
    if language != "en" and aside is None:
        return _foreign_specificity(text, language, signs)
    named = naming_words(signs, products)
    symptoms = [word for word in signs.words if word in SYMPTOMS]
    has_aspect = grammar is not None and grammar.aspect is not None
    if not named and not symptoms:
        return Specificity(False, _why_vague(text, signs), "no word names a thing or a symptom")
    if grammar is not None and grammar.has_pronoun_subject and not symptoms:
        only_verb = grammar.aspect is None or grammar.aspect == grammar.gist.verb
        if only_verb and len(named) < 3:
            return Specificity(False, "needs_context", "its subject is a pronoun, and little else names a thing")
    if _only_refers(text, signs):
        return Specificity(False, "refers_to_problem", "it points at a problem that is stated elsewhere")
    if aside is not None:
        return Specificity(False, aside, "it is told beside the point")
    if not symptoms and _names_an_area(named, signs):
        return Specificity(False, "names_an_area", f"all that it names is large: {', '.join(named)}")
    if (
        grammar is not None
        and grammar.is_told
        and not {"inability", "loss", "wish", "lack", "difficulty"} & signs.names
        and signs.telling.hint is None
    ):
        return Specificity(False, "tells_a_story", "it tells what the customer did, not what went wrong")
    if has_aspect:
        return Specificity(True, None, "it has an aspect")
    if symptoms:
        return Specificity(True, None, f"it names a symptom: {symptoms[0]}")
    if len(named) >= (2 if signs.names & STATING else 3):
        return Specificity(True, None, f"its words name something: {', '.join(named[:3])}")
    return Specificity(False, _why_vague(text, signs), "no aspect, no symptom, too few naming words")


def _why_vague(text: str, signs: Signs) -> str:
    if _ATTACHED.search(text):
        return "refers_to_attachment"
    states = any(cue.name in ("failure", "inability", "loss") and cue.phrase not in TROUBLE_NOUNS for cue in signs.cues)
    if "help" in signs.names or ("ask" in signs.names and not states):
        return "asks_for_help"
    if any(word in ("it", "this", "that", "they", "them") for word in signs.words):
        return "asks_for_help" if not _SEEKING.isdisjoint(signs.words) else "needs_context"
    return "names_nothing"


def _foreign_specificity(text: str, language: str, signs: Signs) -> Specificity:
    if language in UNSPACED:
        is_long = len(text) >= 8
        return Specificity(is_long, None if is_long else "names_nothing", "length, for its words are not spaced")
    in_cues = {place for cue in signs.cues for place in range(cue.start, cue.end)}
    own = [word for place, word in enumerate(signs.words) if place not in in_cues and len(word) > 3]
    if len(own) >= 2:
        return Specificity(True, None, f"two or more words that are no cues: {', '.join(own[:3])}")
    return Specificity(False, "asks_for_help" if "help" in signs.names else "names_nothing", "too few words of its own")


def judge_severity(text: str, signs: Signs, pain_type: PainType | None) -> Severity:
    """Rate a pain: 5 data lost, 4 money, 3 blocked, 2 degraded, 1 annoyance.

    A workaround or "sometimes" takes a level off "blocked"; strong emotion adds one to what is only annoying.
    """
    words, names = set(signs.words), signs.names
    if "loss" in names and words & _DATA and not words & _SCREEN and pain_type != "missing":
        return Severity(5, (f"data is lost: {_shown(words & _DATA)}",))
    if words & _OWN_WORK and not words & _SCREEN and pain_type != "missing" and (unkept := _NOT_KEPT.search(text)):
        return Severity(5, (f"work is lost: {_shown(words & _OWN_WORK)} {unkept[0].lower()}",))
    if words & _TAKEN:
        return Severity(4, (f"money was taken: {_shown(words & _TAKEN)}",))
    if words & _MONEY and ("cost" in names or pain_type == "pricing"):
        return Severity(4, (f"money is at stake: {_shown(words & _MONEY)}",))
    failing = names & {"failure", "inability", "loss"}
    # Who cannot open, save or log in is blocked, whatever the type, unless an option for it was never there.
    if "inability" in names and words & _ESSENTIAL and "lack" not in names:
        level, reasons = 3, [f"blocked: cannot {_shown(words & _ESSENTIAL)}"]
    elif pain_type in ("missing", "usability", "docs") or not (failing or "slowness" in names):
        level, reasons = 1, [f"an annoyance: {pain_type}" if pain_type else "an annoyance"]
    elif failing and words & _TOTAL:
        level, reasons = 3, [f"blocked: {_shown(words & _TOTAL)}"]
    else:
        level, reasons = 2, [f"degraded: {_shown(failing or {'slowness'})}"]
    if level == 3 and ("workaround" in names or words & _SELDOM):
        level = 2
        reasons.append(f"less, for there is a way round: {_shown(words & _SELDOM) or 'workaround'}")
    if level < 3 and (upset := _why_upset(text, signs)):
        level += 1
        reasons.append(f"more, for the customer is upset: {upset}")
    return Severity(level, tuple(reasons))


def _shown(words: Collection[str]) -> str:
    return ", ".join(sorted(words))


def _why_upset(text: str, signs: Signs) -> str | None:
    """Emotion shows in the words: VADER's score, not that of the vector, which hears a plain report as bad too."""
    if signs.sentiment <= -0.6:
        return f"strong words (VADER {signs.sentiment:.2f})"
    if "!!" in text:
        return "exclamation marks"
    return "shouting" if len(_SHOUTED.findall(text)) >= 2 else None
