"""Sayings: whether a statement says what a title says, in one breath and not the reverse of it.

In go a statement's words, the words that tell a title and the claim behind it; out come shares between 0 and 1. Words
of a title that stand in two clauses are two things: "I move an email to the archive folder, it disappears from the
inbox" does not say that archive folders disappear.
"""

from __future__ import annotations

import re

from insight.ideas.claims import Claim
from insight.ideas.english import stem
from insight.ideas.senses import said_share
from insight.ideas.usage import Usage

_CLAUSE = re.compile(
    r"[,;:.!?()]+\s|\s[-–—]+\s|\b(?:but|then|while|because|although|whereas|unless|until|into)\b", re.I
)
_DENIED = re.compile(
    r"\b(?:not|cannot|cant|dont|doesnt|wont|never|no|none|nothing|without|neither|unable|impossible|refus\w*|fail\w*"
    r"|stop\w*|missing|miss|lost|gone|disappear\w*|hidden|empty|blank|problems?|trouble|issues?|errors?|instead|longer"
    r"|difficult\w*|hard|wrong|broken)\b|n['’]t\b",
    re.I,
)
_WISHED = re.compile(
    r"\b(?:want\w*|wish|need\w*|would|like|could|can|able|way|how|please|add|allow|let|option|possible|trying|try)\b",
    re.I,
)
_ENABLING = ("let", "make", "make so", "do", "deliver", "show in")
_ENDING = ("stop", "stop losing")


def said_at_once(text: str, told: frozenset[str], usage: Usage) -> float:
    """The share of a title's telling words that one clause of a text says."""
    whole = said_share(usage.senses(text), told)
    if whole == 0 or not _CLAUSE.search(text):
        return whole
    return max(said_share(usage.senses(clause), told) for clause in _CLAUSE.split(text))


def says_the_reverse(text: str, claim: Claim | None) -> bool:
    """Tell whether a text that speaks of a claim's things says that all is well, or that people do it themselves.

    What should become possible must be missed or wished for; what should end must happen, and not be denied.
    """
    if claim is None:
        return False
    if claim.form in _ENABLING and claim.verb:
        is_missed = _DENIED.search(text) is not None
        return not (is_missed if claim.kind == "fix" else is_missed or _WISHED.search(text) is not None)
    if claim.form in _ENDING:
        verb = re.escape(stem(claim.verb.partition(" ")[0]))
        return (
            re.search(rf"(?:\b(?:not|never|cannot|unable to|no longer|without)|n['’]t) (?:\w+ )?{verb}", text, re.I)
            is not None
        )
    return False
