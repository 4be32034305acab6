"""Worth: how likely a ticket's pain or request names what is wrong or wanted, rather than being told in passing.

In go a statement's signs, its message and the chance that it is a pain or a request; out comes a probability between 0
and 1. Tickets narrate, and the kind of a sentence alone does not tell a problem from its story. Its shape, its cues,
its length and that of the ticket tell more together than each alone. The weights are the numbers in worth.toml, which
`python -m benchmarks.fit_worth` writes from labelled tickets: one table for the first pass, before there are vectors,
and one for what is judged. Refuses nothing.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from insight.records import MessageToRead
from insight.statements.cues import SPOKEN_BY
from insight.statements.kinds import Signs
from insight.statements.meaning import naming_words

Table = Literal["first_pass", "judged"]

KEPT_FROM = 0.45  # chosen on the tickets that the weights were fitted on, a tenth of them left out in turn
_WORK = SPOKEN_BY["pain"] | SPOKEN_BY["request"]
_EDGE = 0.01  # keeps the log-odds of a sure kind finite
_FEW_WORDS = 4
_MANY_NAMES = 8
_SELF = frozenset(("i", "im", "ive", "we", "my"))


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over the numbers of `read_marks`."""

    intercept: float
    by_mark: Mapping[str, float]

    def chance(self, marks: Mapping[str, float]) -> float:
        score = self.intercept + sum(weight * marks[name] for name, weight in self.by_mark.items())
        return 1.0 / (1.0 + math.exp(-score))


def read_marks(signs: Signs, message: MessageToRead, actionable: float, products: Collection[str]) -> dict[str, float]:
    """Return what speaks for or against a statement, by name; `actionable` is the chance of a pain or a request."""
    hint, words, names = signs.telling.hint, signs.words, signs.names
    return {
        "log_odds": math.log((actionable + _EDGE) / (1.0 - actionable + _EDGE)),
        "is_told_as_pain": float(hint is not None and hint.kind == "pain"),
        "is_told_as_request": float(hint is not None and hint.kind == "request"),
        "has_no_cue": float(names.isdisjoint(_WORK)),
        "works": float("works" in names),
        "is_short": float(len(words) <= _FEW_WORDS),
        "naming_words": min(len(naming_words(signs, products)), _MANY_NAMES) / _MANY_NAMES,
        "starts_with_self": float(bool(words) and words[0] in _SELF),
        "sentiment": signs.sentiment,
        "is_title": float(message.part == "title"),
        "message_length": math.log(len(message.text) + 1.0),
    }


def judge_worth(
    table: Table, signs: Signs, message: MessageToRead, actionable: float, products: Collection[str]
) -> float | None:
    """Return how likely a ticket's statement is worth keeping; None for reviews and answers, which do not narrate."""
    if message.feedback_kind != "ticket":
        return None
    return _tables()[table].chance(read_marks(signs, message, actionable, products))


@cache
def _tables() -> dict[str, Weights]:
    content = tomllib.loads(files("insight.statements").joinpath("worth.toml").read_text(encoding="utf-8"))
    return {name: Weights(table.pop("intercept"), table) for name, table in content.items()}
