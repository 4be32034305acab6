"""Patterns that are tried only where one of the words that they need stands.

In goes a pattern that ignores case with such words ("parts"); out come its matches, the very ones that it finds alone.
A look for thirty words costs a twentieth of what a pattern does that may begin anywhere. Refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guarded:
    """A pattern, and words in lower case of which each of its matches holds one."""

    pattern: re.Pattern[str]
    parts: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first match, as the pattern alone would."""
        return self.pattern.search(text) if self.may_stand_in(text) else None

    def blank(self, text: str) -> str:
        """Put blanks in place of all matches, so that what stands behind them keeps its place."""
        return self.pattern.sub(lambda match: " " * len(match[0]), text) if self.may_stand_in(text) else text

    def may_stand_in(self, text: str) -> bool:
        """Tell whether a look is worth it; beyond ASCII other letters may count as those of a part, so it always is."""
        if not text.isascii():
            return True
        lowered = text.lower()
        return any(part in lowered for part in self.parts)


def guard(pattern: str, parts: Collection[str]) -> Guarded:
    """Compile a pattern that ignores case, to be tried where one of `parts` stands."""
    return Guarded(re.compile(pattern, re.IGNORECASE), tuple(parts))
