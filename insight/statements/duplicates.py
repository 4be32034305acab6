"""One person who repeats is one vote; many who use the same words are many.

In go statements with who said them and when; out comes, for each that repeats an earlier one of the same customer, the
earlier one's id. A statement without a customer never repeats. What templates wrote is found by
`sql/staging/boilerplate.sql`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from insight.records import text_key

# Words and pairs of words shared, of all. One word changed in ten gives .73, so "to PDF" is not "to CSV".
SAME_FROM = 0.8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as far as repetition goes."""

    statement_id: str
    customer_id: str | None
    said_at: datetime | None
    text: str


def mark_duplicates(statements: Iterable[Said]) -> dict[str, str]:
    """Map each repeated statement to the earliest one of the same customer that says the same.

    Same means equal words, or a Jaccard similarity of words and word pairs of at least SAME_FROM. The result does not
    depend on the order of `statements`.
    """
    by_customer: defaultdict[str, list[Said]] = defaultdict(list)
    for said in statements:
        if said.customer_id is not None:
            by_customer[said.customer_id].append(said)
    duplicates: dict[str, str] = {}
    for group in by_customer.values():
        if len(group) > 1:
            duplicates.update(_repeats(sorted(group, key=_order)))
    return duplicates


def _order(said: Said) -> tuple[bool, float, str]:
    moment = said.said_at
    return moment is None, moment.timestamp() if moment is not None else 0.0, said.statement_id


def _repeats(group: list[Said]) -> dict[str, str]:
    """Find the repeats of one customer, whose statements come in order of time.

    Two sets that are similar enough must share one of the rarest shingles of each (prefix filter, Chaudhuri et al.
    2006), so a loud customer's statements are not all compared with each other.
    """
    shingles = [_shingles(said.text) for said in group]
    frequency = Counter(shingle for one in shingles for shingle in one)
    seen: defaultdict[str, list[int]] = defaultdict(list)
    repeats: dict[str, str] = {}
    for place, (said, own) in enumerate(zip(group, shingles, strict=True)):
        rare = sorted(own, key=lambda shingle: (frequency[shingle], shingle))
        prefix = rare[: len(rare) - math.ceil(SAME_FROM * len(rare)) + 1]
        candidates = sorted({earlier for shingle in prefix for earlier in seen[shingle]})
        first = next((earlier for earlier in candidates if _jaccard(own, shingles[earlier]) >= SAME_FROM), None)
        if first is not None:
            repeats[said.statement_id] = group[first].statement_id
            continue
        for shingle in prefix:
            seen[shingle].append(place)
    return repeats


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text_key(text)) or [text_key(text)]
    return frozenset(words) | frozenset(f"{left} {right}" for left, right in pairwise(words))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
