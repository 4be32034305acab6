"""What a statement means beside its kind: how bad, how specific, and the customer's own view.

In go a statement's words, signs and grammar; out come values, each by a rule that can be read here. Nothing is learned.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from insight.records import Kind, PainType
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
_DATA = word_list("data")
_SCREEN = word_list("screen_parts")
_MONEY = word_list("money")
_ESSENTIAL = word_list("essential")
_TOTAL = word_list("total")
_SELDOM = word_list("seldom")

_FEELING = re.compile(
    r"\b(?:very |so |really |extremely |totally |completely )?(frustrat(?:ed|ing)|annoy(?:ed|ing)|disappoint(?:ed|ing"
    r"|ment)|angry|furious|upset(?:ting)?|hate|love|happy|delighted|confus(?:ed|ing)|worried|worrying|scared|sad"
    r"|tired of|sick of|fed up|desperate"
    r"|pissed|mad|irritat(?:ed|ing)|unhappy|grateful|impressed|pleased|embarrass(?:ed|ing)|ridiculous|nightmare"
    r"|stress(?:ed|ful)|panic|infuriating|maddening|unacceptable|wits[' ]*end|enttäuscht|genervt|frustrado|molesto"
    r"|déçu|énervé|decepcionado|deluso|teleurgesteld)\b",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:(?:trying|tried|try|attempt(?:ing|ed)?|want(?:ed)?|need(?:ed)?|would like|'d like|going|wish(?:ed)?|able"
    r"|unable|impossible) to"
    r"|in order to|so (?:that )?(?:i|we) can|(?:when|whenever|every time|each time) (?:i|we)(?: try to| want to"
    r"| need to)?|use (?:it|this|the app) (?:to|for))\s+"
    r"((?!be able)[\w'’-]{2,30}(?:\s+[\w'’./-]{1,30}){0,8})",
    re.IGNORECASE,
)
_WORKAROUND = re.compile(
    r"\b((?:(?:i|we|you|users?) (?:now |always |then |still |just )?)?(?:have|has|had|having|forced"
    r"|need) to (?:manually |always |then )?(?:restart|reboot|reopen|re-open|close|log|sign|reinstall|re-install|copy"
    r"|use|switch|delete|force|refresh|reset|re-?enter|type|do|go|click|uninstall|turn|repeat|re-?add|manually|print"
    r"|export|open|download|move|wait)\b[^.!?;]{0,100}"
    r"|(?:the )?only way (?:to|i|we|that|around)\b[^.!?;]{1,100}"
    r"|(?:as a |my |the only |a )?work-?\s?around\b[^.!?;]{0,100}"
    r"|(?:in the meantime|for now|instead),? (?:i|we)\b[^.!?;]{1,100}"
    r"|(?:i|we) (?:end|ended|resort|resorted) (?:up|to)\b[^.!?;]{1,100})",
    re.IGNORECASE,
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
_STATING = frozenset(("failure", "inability", "loss", "slowness", "difficulty", "cost", "wish", "lack"))
_MAX_JOB_WORDS = 9
_MAX_OBSTACLE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Specificity:
    """Whether a statement names what it is about, and if not, why."""

    is_specific: bool
    vague_reason: str | None = None


def naming_words(signs: Signs, products: Collection[str]) -> list[str]:
    """Return the words that could tell one problem from another: no stop words, generic nouns or bare complaints."""
    return [
        word
        for word in signs.words
        if word not in _NOT_NAMING and word not in products and len(word) > 1 and not word[0].isdigit()
    ]


def _only_refers(text: str, signs: Signs) -> bool:
    """Tell whether a statement only points at a problem that is stated elsewhere: "the problem persists"."""
    complaints = [cue for cue in signs.cues if cue.name in _STATING]
    return (
        bool(complaints) and all(cue.phrase in TROUBLE_NOUNS for cue in complaints) and _REFERS.search(text) is not None
    )


def names_something(signs: Signs, products: Collection[str]) -> bool:
    """Tell whether a statement has any word that could tell one problem from another."""
    return bool(naming_words(signs, products)) or not SYMPTOMS.isdisjoint(signs.words)


def judge_specificity(
    text: str, language: str, signs: Signs, grammar: Grammar | None, products: Collection[str]
) -> Specificity:
    """Decide whether a statement names what it is about.

    English needs an aspect, a symptom or three naming words; other languages, whose grammar is not read, need three
    words that are not only cues.
    """
    if language != "en":
        return _foreign_specificity(text, language, signs)
    named = naming_words(signs, products)
    symptoms = [word for word in signs.words if word in SYMPTOMS]
    has_aspect = grammar is not None and grammar.aspect is not None
    if not named and not symptoms:
        return Specificity(False, _why_vague(text, signs))
    if grammar is not None and grammar.has_pronoun_subject and not symptoms:
        only_verb = grammar.aspect is None or grammar.aspect == grammar.gist.verb
        if only_verb and len(named) < 3:
            return Specificity(False, "needs_context")
    if _only_refers(text, signs):
        return Specificity(False, "refers_to_problem")
    if (
        grammar is not None
        and grammar.is_told
        and not {"inability", "loss", "wish", "lack", "difficulty"} & signs.names
    ):
        return Specificity(False, "tells_a_story")
    if has_aspect or symptoms or len(named) >= 3:
        return Specificity(True)
    return Specificity(False, _why_vague(text, signs))


def _why_vague(text: str, signs: Signs) -> str:
    if _ATTACHED.search(text):
        return "refers_to_attachment"
    states = any(cue.name in ("failure", "inability", "loss") and cue.phrase not in TROUBLE_NOUNS for cue in signs.cues)
    if "help" in signs.names or ("ask" in signs.names and not states):
        return "asks_for_help"
    if any(word in ("it", "this", "that", "they", "them") for word in signs.words):
        return "needs_context"
    return "names_nothing"


def _foreign_specificity(text: str, language: str, signs: Signs) -> Specificity:
    if language in UNSPACED:
        return Specificity(True) if len(text) >= 8 else Specificity(False, "names_nothing")
    in_cues = {place for cue in signs.cues for place in range(cue.start, cue.end)}
    own = [word for place, word in enumerate(signs.words) if place not in in_cues and len(word) > 3]
    if len(own) >= 2:
        return Specificity(True)
    return Specificity(False, "asks_for_help" if "help" in signs.names else "names_nothing")


def judge_severity(text: str, signs: Signs, pain_type: PainType | None) -> int:
    """Rate a pain: 5 data lost, 4 money, 3 blocked, 2 degraded, 1 annoyance.

    A workaround or "sometimes" takes a level off "blocked"; strong emotion adds one to what is only annoying.
    """
    words, names = set(signs.words), signs.names
    if "loss" in names and words & _DATA and not words & _SCREEN and pain_type != "missing":
        return 5
    if words & _MONEY and ("cost" in names or pain_type == "pricing"):
        return 4
    is_failing = bool(names & {"failure", "inability", "loss"})
    if pain_type in ("missing", "usability", "docs") or not (is_failing or "slowness" in names):
        level = 1
    elif ("inability" in names and words & _ESSENTIAL) or (is_failing and words & _TOTAL):
        level = 3
    else:
        level = 2
    if level == 3 and ("workaround" in names or words & _SELDOM):
        level = 2
    is_upset = signs.sentiment <= -0.6 or "!!" in text or len(_SHOUTED.findall(text)) >= 2
    return level + 1 if is_upset and level < 3 else level


def find_feeling(text: str) -> str | None:
    """Return the word that tells how the customer feels, as they put it."""
    match = _FEELING.search(text)
    return match[0].strip().lower() if match else None


def find_job(text: str) -> str | None:
    """Return what the customer was trying to do: "export the report as CSV"."""
    match = _JOB.search(text)
    if match is None:
        return None
    words = match[1].split()[:_MAX_JOB_WORDS]
    return " ".join(words).rstrip(".,;") if len(words) > 1 else None


def find_workaround(text: str) -> str | None:
    """Return what the customer does instead: "I have to restart it every time"."""
    match = _WORKAROUND.search(text)
    return match[0].strip(" ,") if match else None


def find_obstacle(text: str, kind: Kind, grammar: Grammar | None) -> str | None:
    """Return what stands in the way: the complaint without its condition."""
    if kind != "pain":
        return None
    condition = grammar.gist.condition if grammar is not None else None
    if condition:
        place = text.lower().find(condition.lower())
        if place >= 0:
            text = (text[:place] + text[place + len(condition) :]).strip(" ,.-")
    words = text.split()
    return " ".join(words[:_MAX_OBSTACLE_WORDS]).strip(" ,.!") or None if len(words) >= 2 else None
