"""The kinds: what a piece of personal data looks like, and how it is found.

A `Kind` names a placeholder, holds one bounded pattern, and a check that has the last word. Patterns take linear time
on any text (no nested repetition over the same characters). Most of a text is never searched: a kind looks only near
digits, or only where one of the words stands that it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from insight.redaction.view import Span

Check = Callable[[re.Match[str]], Span | None]

_DIGITS = re.compile(r"\d+")
_GAP = 16  # characters between two digits of one value, at most: " September de "
_MARGIN = 96  # characters of a value, and of the words that announce it, on either side of its digits
_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Clues:
    """What is cheap to know about a text: its lower-case letters, and where digits stand together."""

    text: str
    lower: str
    clusters: list[tuple[int, int, int]]  # start, end, how many digits
    near: dict[int, list[Span]] = field(default_factory=dict)

    def windows(self, digits: int) -> list[Span]:
        """Return the stretches of text around at least that many digits, in order and apart."""
        if digits not in self.near:
            spans: list[Span] = []
            for start, end, size in self.clusters:
                if size >= digits:
                    start, end = max(0, start - _MARGIN), end + _MARGIN
                    if spans and start <= spans[-1][1]:
                        start = spans.pop()[0]
                    spans.append((start, end))
            self.near[digits] = spans
        return self.near[digits]


def read_clues(text: str) -> Clues:
    clusters: list[tuple[int, int, int]] = []
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        size = end - start
        if clusters and start - clusters[-1][1] <= _GAP:
            start, _, before = clusters.pop()
            size += before
        clusters.append((start, end, size))
    return Clues(text, lower(text), clusters)


def lower(text: str) -> str:
    """Return `text` in lower case, letter for letter: the length stays."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[0] for c in text)


def whole_value(found: re.Match[str]) -> Span | None:
    """Accept the match: its group `value` where the pattern has one, else all of it."""
    return found.span("value") if "value" in found.re.groupindex else found.span()


@dataclass(frozen=True, slots=True)
class Kind:
    """One notation of one sort of personal data.

    With `digits`, only text around that many digits is searched. With `clues`, one of them must stand in the text, in
    lower case; where `is_anchored`, every match begins with one of them.
    """

    name: str
    pattern: re.Pattern[str]
    check: Check = whole_value
    clues: tuple[str, ...] = ()
    digits: int = 0
    is_anchored: bool = False

    def find(self, text: str, clues: Clues) -> list[Span]:
        """Return the spans in order; none overlaps another. `clues` are those of `text`, or of more than it."""
        lowered = clues.lower
        if self.is_anchored:
            return self._find_anchored(text, lowered)
        for clue in self.clues:
            if clue in lowered:
                break
        else:
            if self.clues:
                return []
        windows = clues.windows(self.digits) if self.digits else [(0, len(text))]
        return [span for window in windows for span in self._search(text, *window)]

    def _search(self, text: str, position: int, end: int) -> Iterator[Span]:
        while found := self.pattern.search(text, position, end):
            span = self.check(found)
            if span is None:
                # What was refused may hide another one, so the search goes on inside it.
                value = found.start("value") if "value" in self.pattern.groupindex else 0
                position = max(found.start() + 1, value)
            else:
                yield span
                position = max(span[1], found.start() + 1)

    def _find_anchored(self, text: str, lowered: str) -> list[Span]:
        starts: set[int] = set()
        for clue in self.clues:
            if clue in lowered:
                starts.update(found.start() for found in re.finditer(re.escape(clue), lowered))
        spans: list[Span] = []
        done = 0
        for start in sorted(starts):
            found = self.pattern.match(text, start) if start >= done else None
            span = self.check(found) if found else None
            if span is not None:
                spans.append(span)
                done = span[1]
        return spans


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


def compact(text: str) -> str:
    """Return the letters and digits of `text` in upper case."""
    return _SEPARATORS.sub("", text).upper()


def verbose(pattern: str, *, any_case: bool = True) -> re.Pattern[str]:
    """Compile a pattern that is written over several lines; a space of the text is written `[ ]`."""
    return re.compile(pattern, re.VERBOSE | (re.IGNORECASE if any_case else re.NOFLAG))
