"""Quotes: which statements of an idea are read first: clear, central, short, whole, and each in other words.

In go an idea's supporting voices, the words that tell its title and who claims it in so many words; out come the
statements to quote, the clearest first. Each is of another customer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from insight.ideas.claims import Claim
from insight.ideas.english import meant
from insight.ideas.sayings import said_at_once, says_the_reverse
from insight.ideas.usage import Usage
from insight.records import Voice

MOST = 5  # quotes of an idea
SHORTEST, LONGEST = 35, 160  # characters of a quote that is read at a glance
LOOKED_AT, READ = 300, 80  # of those that say most; of these the clearest are compared with one another
NEAR = 0.5  # share of words in common from which on a quote only repeats another
_UNFIT = re.compile(r"<[A-Z_]+\d*>|[<>{}\[\]|=*#@\\]|https?:|www\.|\bshould\b|\bhow (?:do|can|to)\b|\?\s*$", re.I)
_AGAIN = re.compile(r"\b(?:again|keeps?|(?:every|each) time|always|constantly|continu\w*|repeatedly)\b", re.I)
_LOST = meant("lose")
_PLAIN = re.compile(r"\b[a-z]{4,}\b")  # no name, no number
_WHOLE = re.compile(r"[A-Z\"“'‘][^:]*[\w)\"”'’%.!…]$")
_POINTING = re.compile(
    r"(?:and|but|so|then|or|also|it|this|that|they|he|she|which|because|for now|until then|until this|meanwhile"
    r"|in the meantime)\b",
    re.I,
)


def choose_quotes(
    supporting: Sequence[Voice], told: frozenset[str], claiming: Collection[str], claim: Claim | None, usage: Usage
) -> tuple[str, ...]:
    """Choose up to five statements; what says the title best comes first, what only repeats it never."""
    fits = {one.statement_id: _fit(one, told, one.statement_id in claiming, claim, usage) for one in supporting}
    fitting = sorted(supporting, key=lambda one: (-fits[one.statement_id], one.statement_id))[:LOOKED_AT]
    ranked = sorted(fitting, key=lambda one: (-fits[one.statement_id] - _clearness(one.clean, usage), one.statement_id))
    chosen: list[Voice] = []
    for one in ranked[:READ]:
        words = usage.senses(one.clean)
        is_heard = one.customer_id in {other.customer_id for other in chosen}
        if not is_heard and all(_shared(words, usage.senses(other.clean)) < NEAR for other in chosen):
            chosen.append(one)
        if len(chosen) == MOST:
            break
    return tuple(one.statement_id for one in chosen)


def _fit(voice: Voice, told: frozenset[str], is_claim: bool, claim: Claim | None, usage: Usage) -> float:
    """How well a statement says what the title says: in its words, in its grammar, not the reverse, and central."""
    is_reverse = not is_claim and says_the_reverse(voice.clean, claim)
    said = said_at_once(voice.clean, told, usage)
    is_doing = claim is not None and claim.form in ("stop", "stop losing") and meant(claim.verb) != _LOST
    keeps_on = is_doing and _AGAIN.search(voice.clean) is not None
    return said + 0.5 * is_claim - 0.5 * is_reverse + 0.3 * keeps_on + 0.5 * voice.weight


def _clearness(text: str, usage: Usage) -> float:
    """How well a statement is read alone: short, whole, pointing at nothing before it, a fact, and spelled as usual."""
    return (
        0.6 * (SHORTEST <= len(text) <= LONGEST)
        + 0.2 * (_WHOLE.match(text) is not None)
        - 0.3 * (_POINTING.match(text) is not None)
        - 0.5 * (_UNFIT.search(text) is not None)
        - 1.5 * text.isupper()
        - 0.4 * any(usage.is_odd(word) for word in _PLAIN.findall(text))
    )


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
