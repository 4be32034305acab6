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
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from insight.records import MessageToRead
from insight.statements.cues import SPOKEN_BY, words_of
from insight.statements.kinds import Signs
from insight.statements.meaning import naming_words, naming_words_of

Table = Literal["first_pass", "judged"]

# F1 on the tickets that the weights were fitted on, a tenth left out in turn, is level up to 0.5; there the sample
# would lose a tenth of its specific statements.
KEPT_FROM = 0.4
_WORK = SPOKEN_BY["pain"] | SPOKEN_BY["request"]
_EDGE = 0.01  # keeps the log-odds of a sure kind finite
_FEW_WORDS = 4
_MANY_NAMES = 8
_SELF = frozenset(("i", "im", "ive", "we", "my"))
_CONDITIONS = frozenset(("if", "when", "whenever"))


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over the numbers of `read_marks`."""

    intercept: float
    by_mark: Mapping[str, float]

    def chance(self, marks: Mapping[str, float]) -> float:
        score = self.intercept + sum(weight * marks[name] for name, weight in self.by_mark.items())
        return 1.0 / (1.0 + math.exp(-score))


def read_marks(
    signs: Signs, message: MessageToRead, start: int, actionable: float, products: Collection[str]
) -> dict[str, float]:
    """Return what speaks for or against a statement, by name.

    `start` is where it begins in its message, `actionable` the chance that it is a pain or a request.
    """
    hint, words, names = signs.telling.hint, signs.words, signs.names
    named, is_body = naming_words(signs, products), message.part == "body"
    return {
        "log_odds": math.log((actionable + _EDGE) / (1.0 - actionable + _EDGE)),
        "is_told_as_pain": float(hint is not None and hint.kind == "pain"),
        "is_told_as_request": float(hint is not None and hint.kind == "request"),
        "has_no_cue": float(names.isdisjoint(_WORK)),
        "works": float("works" in names),
        "is_short": float(len(words) <= _FEW_WORDS),
        "naming_words": min(len(named), _MANY_NAMES) / _MANY_NAMES,
        "starts_with_self": float(bool(words) and words[0] in _SELF),
        "sentiment": signs.sentiment,
        "is_title": float(message.part == "title"),
        "message_length": math.log(len(message.text) + 1.0),
        "lateness": start / max(len(message.text), 1) if is_body else 0.0,
        "words_of_title": _share_in_title(named, message.title or "", products) if is_body else 0.0,
        "is_question": float(signs.is_question),
        "starts_with_condition": float(bool(words) and words[0] in _CONDITIONS),
    }


def _share_in_title(named: Sequence[str], title: str, products: Collection[str]) -> float:
    """Share of the words that name something which the title has too, in the singular or the plural."""
    titled = {word.rstrip("s") for word in naming_words_of(words_of(title), products)}
    own = {word.rstrip("s") for word in named}
    return len(own & titled) / max(len(own), 1)


def judge_worth(
    table: Table, signs: Signs, message: MessageToRead, start: int, actionable: float, products: Collection[str]
) -> float | None:
    """Return how likely a ticket's statement is worth keeping; None for reviews and answers, which do not narrate."""
    if message.feedback_kind != "ticket":
        return None
    return _tables()[table].chance(read_marks(signs, message, start, actionable, products))


@cache
def _tables() -> dict[str, Weights]:
    content = tomllib.loads(files("insight.statements").joinpath("worth.toml").read_text(encoding="utf-8"))
    return {name: Weights(table.pop("intercept"), table) for name, table in content.items()}
