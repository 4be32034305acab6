"""The kinds: what a piece of personal data looks like, and how it is found.

A `Kind` names a placeholder, holds one bounded pattern, and a check that has the last word. Patterns take linear time
on any text (no nested repetition over the same characters); `clues` spare most texts the search altogether.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from insight.redaction.view import Span

Check = Callable[[re.Match[str]], Span | None]


@dataclass(frozen=True, slots=True)
class Clues:
    """What is cheap to know about a text: its lower-case letters and how many digits it holds."""

    lower: str
    digit_count: int


def read_clues(text: str) -> Clues:
    return Clues(text.lower(), sum(text.count(digit) for digit in "0123456789"))


def whole_value(found: re.Match[str]) -> Span | None:
    """Accept the match: its group `value` where the pattern has one, else all of it."""
    return found.span("value") if "value" in found.re.groupindex else found.span()


@dataclass(frozen=True, slots=True)
class Kind:
    """One notation of one sort of personal data.

    A text is searched when it has at least `digits` digits and, if there are any `clues`, one of them in lower case.
    """

    name: str
    pattern: re.Pattern[str]
    check: Check = whole_value
    clues: tuple[str, ...] = ()
    digits: int = 0

    def may_stand_in(self, clues: Clues) -> bool:
        if clues.digit_count < self.digits:
            return False
        return not self.clues or any(clue in clues.lower for clue in self.clues)

    def find(self, text: str) -> Iterator[Span]:
        """Yield the spans in order; none overlaps another."""
        position = 0
        while found := self.pattern.search(text, position):
            span = self.check(found)
            if span is None:
                # What was refused may hide another one, so the search goes on inside it.
                value = found.start("value") if "value" in self.pattern.groupindex else 0
                position = max(found.start() + 1, value)
            else:
                yield span
                position = span[1]


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


_SEPARATORS = re.compile(r"[\W_]+")


def compact(text: str) -> str:
    """Return the letters and digits of `text` in upper case."""
    return _SEPARATORS.sub("", text).upper()


def verbose(pattern: str, *, any_case: bool = True) -> re.Pattern[str]:
    """Compile a pattern that is written over several lines; a space of the text is written `[ ]` or `\\ `."""
    return re.compile(pattern, re.VERBOSE | (re.IGNORECASE if any_case else re.NOFLAG))
