"""Synonyms: two words for one thing, taken out of the vectors where customers use them alike.

"Messages do not download" and "Emails do not download" are one theme, and to an encoder two. In go texts and vectors
on the grid, out come vectors on the grid that do not tell which of two words a statement took. That "mail" and
"message" are one thing is not so everywhere, so the texts must say it: words of one meaning stand between the same
words. Nothing is encoded for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from insight.themes.product import ENOUGH, take_out
from insight.themes.space import Vectors

# Cosine of how often which words stand beside the one and beside the other. On Thunderbird mail and message have .73,
# spam and junk .69; mail and message .27 in banking77's training part, .20 in clinc150's, .06 in the sample.
ALIKE = 0.5
_PAIRS = (("e-?mails?|mails?", "messages?|msgs?"), ("spams?", "junk"))
# Stems that count as one where what groups say is compared.
ONE = {"email": "mail", "e-mail": "mail", "messag": "mail", "spam": "junk"}


def take_synonyms_out(points: Vectors, texts: Sequence[str]) -> Vectors:
    """Take out what tells statements with the one word from those with the other, where both mean the same here."""
    for pair in _PAIRS:
        one, other = (re.compile(rf"\b(?:{word})\b", re.IGNORECASE) for word in pair)
        if _likeness(_beside(texts, one), _beside(texts, other)) >= ALIKE:
            has_one, has_other = _hold(texts, one), _hold(texts, other)
            points = take_out(points, has_one & ~has_other, has_other & ~has_one)
    return points


def _beside(texts: Sequence[str], word: re.Pattern[str]) -> Counter[tuple[str, bool]]:
    """Count the words before and after a word."""
    found = Counter[tuple[str, bool]]()
    for text in texts:
        for place in word.finditer(text):
            found.update((near.lower(), True) for near in text[: place.start()].split()[-1:])
            found.update((near.lower(), False) for near in text[place.end() :].split()[:1])
    return found


def _hold(texts: Sequence[str], word: re.Pattern[str]) -> NDArray[np.bool_]:
    return np.array([word.search(text) is not None for text in texts], dtype=bool)


def _likeness(one: Counter[tuple[str, bool]], other: Counter[tuple[str, bool]]) -> float:
    """Cosine of two counts, each by its square root; counts that come to less than ENOUGH are like nothing."""
    if min(one.total(), other.total()) < 2 * ENOUGH:
        return 0.0
    shared = sum((count * other[word]) ** 0.5 for word, count in one.items())
    return float(shared / (one.total() * other.total()) ** 0.5)
