"""Priors: what the examples of kinds cannot know, as shifts of log-odds.

In go the signs of statements and the messages that they stand in; out come shifts, each with its reason, and
probabilities moved by them. The numbers were set by hand; those of tickets on the dev half of benchmarks/labels, the
others without a look at labelled data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from insight.records import KINDS, Kind, MessageToRead
from insight.statements.cues import SPOKEN_BY, STATING
from insight.statements.kinds import Array, Signs
from insight.statements.telling import EVERYWHERE

# What stars say about a sentence, in log-odds: how much likelier than overall the judgement by words and vectors alone
# finds a kind in reviews with so many, rounded; over 7,298 sentences of clap's reviews, without a look at its labels.
_BY_STARS: Mapping[int, Mapping[Kind, float]] = {
    1: {"pain": 0.4, "request": -0.5, "praise": -1.5, "other": 0.4},
    2: {"pain": 0.4, "request": -0.2, "praise": -1.0, "other": 0.2},
    3: {"pain": 0.2, "request": 0.2, "praise": -0.5},
    4: {"pain": -0.2, "request": 0.4, "praise": 0.1, "other": -0.1},
    5: {"pain": -0.8, "praise": 0.6, "other": -0.3},
}
# The examples hold few of the sentences that merely tell what was done, of which tickets are full. So a kind that none
# of its own cues speaks for is held less likely, in log-odds; the vector must then be all the clearer.
_WITHOUT_CUE = -1.2
_WITHOUT_CUE_IN_SHORT = -0.3  # in reviews and answers; chosen on 480 sentences of app-features, kinds given by hand
# The shape of a sentence tells what words alone do not: "I opened the folder", "the folder did not open".
_SHAPED = 2.5
_NOT_ONLY_ASKED = -3.0
_DENIED = 3.0  # of what says that a trouble is not there; set by hand, a little stronger than a shape
_ENVIRONMENT = 1.5
_IN_PASSING = frozenset(("safety", "papers", "workaround"))  # cues that a ticket's story is full of


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind made more or less likely, in log-odds, and why."""

    kind: Kind
    log_odds: float
    reason: str


def find_shifts(signs: Signs, message: MessageToRead) -> Iterator[Shift]:
    """Yield what shifts the kinds of one statement."""
    is_ticket = message.feedback_kind == "ticket"
    if signs.denied:
        reason = f"it denies a trouble: {', '.join(signs.denied)}"
        yield Shift("pain", -_DENIED, reason)
        if not is_ticket:  # where a ticket says so, it mostly tells what else works: "no problem on the phone"
            yield Shift("praise", _DENIED, reason)
    hint = signs.telling.hint
    if hint is not None and not is_ticket and hint.shape not in EVERYWHERE:
        hint = None
    if hint is not None:
        yield Shift(hint.kind, _SHAPED, f"the sentence is told like one: {hint.shape}")
        if signs.is_question or "ask" in signs.names:
            yield Shift("question", _NOT_ONLY_ASKED, f"the question says more than it asks: {hint.shape}")
    for kind, witnesses in SPOKEN_BY.items():
        if hint is not None and kind == hint.kind:
            continue
        is_asked = (kind == "question" and signs.is_question) or (kind == "request" and signs.starts_as_order)
        if is_ticket and kind == "pain":
            witnesses -= _IN_PASSING
        if not is_asked and witnesses.isdisjoint(signs.names):
            # Whether a ticket's pain or request is told in passing is a question of its worth, not of its kind.
            tells = is_ticket and kind not in ("pain", "request")
            yield Shift(kind, _WITHOUT_CUE if tells else _WITHOUT_CUE_IN_SHORT, "no cue speaks for it")
    if is_ticket and hint is None and signs.telling.aside == "tells_with_what" and STATING.isdisjoint(signs.names):
        yield Shift("other", _ENVIRONMENT, "it tells what is used, and of no fault")
    if message.feedback_kind == "review" and message.rating is not None:
        for kind, log_odds in _BY_STARS.get(round(message.rating), {}).items():
            yield Shift(kind, log_odds, f"the review has {message.rating:g} stars")


def shift_kinds(chances: Array, signs: Sequence[Signs], messages: Sequence[MessageToRead]) -> Array:
    """Return the probabilities of kinds, shape (n, 5), moved by the shifts of each statement."""
    shifts = np.zeros_like(chances)
    for place, (sign, message) in enumerate(zip(signs, messages, strict=True)):
        for shift in find_shifts(sign, message):
            shifts[place, KINDS.index(shift.kind)] += shift.log_odds
    shifted = chances * np.exp(shifts)
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares
