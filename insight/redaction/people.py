"""The requester's own names and addresses, wherever they stand in the feedback.

In come the words of `Feedback.personal`; out come the spans where a text says them, whatever the case and the accents,
but not inside a longer word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from insight.redaction.kinds import lower, words
from insight.redaction.view import MASK, Span

_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_GAP = rf"[^\w\n{MASK}]{{0,3}}"
_BETWEEN_NAMES = re.compile(r"\s{1,3}|,\s?|[._\-]")
_LETTERS = re.compile(r"[^\W\d_]+")
# Thai, Lao, Kana, Han, Hangul.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]")

# Parts of names that say nothing about a person, and what stands in the name field of accounts without one.
_NOT_A_NAME = words(
    "von van vom zum zur der den des del della dos das dal las los les ben bin ibn and und the mac san mrs dr prof "
    "herr frau sir jun sen iii phd msc esq inc ltd llc gmbh corp company user users customer client guest admin "
    "administrator support service services info contact office sales team help helpdesk mail email mailbox test "
    "tester account billing unknown anonymous anonym none null noreply reply root webmaster postmaster hello the "
    "private owner member not name www com net org"
)
# Given names that are also words of every other sentence: only with a capital are they names.
_ALSO_A_WORD = words("will may can")


def fold(text: str) -> str:
    """Return `text` in lower case without accents, letter for letter: the length stays."""
    return lower(_ACCENTED.sub(lambda found: unicodedata.normalize("NFD", found.group())[0], text))


@dataclass(frozen=True, slots=True)
class People:
    """What to look for, folded."""

    names: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()  # words that count only in a row: "li", "wu"
    addresses: tuple[str, ...] = ()  # e-mail addresses and their local parts
    numbers: tuple[str, ...] = ()  # digits

    def find(self, text: str) -> Iterator[tuple[Span, str]]:
        """Yield spans and their kinds, some of them overlapping, in any order."""
        folded = fold(text)
        for address in self.addresses:
            yield from ((span, "EMAIL" if "@" in address else "NAME") for span in _find_word(folded, address))
        for phrase in self.phrases:
            if all(word in folded for word in phrase):
                yield from ((span, "NAME") for span in _find_phrase(folded, phrase))
        for name in self.names:
            for start, end in _find_word(folded, name):
                if name not in _ALSO_A_WORD or text[start].isupper():
                    yield (start, end), "NAME"
        for number in self.numbers:
            if number[-4:] in folded:
                for found in re.finditer(rf"(?<!\d){_GAP.join(number)}(?!\d)", folded):
                    yield found.span(), "PHONE"


def read_people(personal: Iterable[str]) -> People:
    """Tell the names, addresses and numbers among the requester's own data."""
    names: set[str] = set()
    phrases: set[tuple[str, ...]] = set()
    addresses: set[str] = set()
    numbers: set[str] = set()
    for entry in personal:
        value = fold(unicodedata.normalize("NFC", entry).strip())
        digits = "".join(c for c in value if c.isdecimal())
        if "@" in value:
            addresses.update(_read_address(value))
        elif len(digits) >= 7 and not _LETTERS.search(value):
            numbers.add(digits)
        else:
            parts = tuple(_LETTERS.findall(value))
            names.update(part for part in parts if _is_name(part))
            if len(parts) > 1:
                phrases.update((parts, parts[::-1]))
            elif len(value) >= 4 and _is_name(value):
                names.add(value)  # a screen name with its digits and signs
    return People(tuple(sorted(names)), tuple(sorted(phrases)), tuple(sorted(addresses)), tuple(sorted(numbers)))


def _read_address(address: str) -> Iterator[str]:
    yield address
    local = address.partition("@")[0].partition("+")[0]
    if len(local) >= 4 and local not in _NOT_A_NAME:
        yield local
        parts = _LETTERS.findall(local)
        if len(parts) > 1 and all(len(part) >= 3 for part in parts):
            yield from (" ".join(parts), "".join(parts))


def _is_name(word: str) -> bool:
    if word in _NOT_A_NAME:
        return False
    return len(word) >= (2 if _UNSPACED.search(word) else 3)


def _find_phrase(folded: str, phrase: Sequence[str]) -> Iterator[Span]:
    """Yield where the words stand in a row; a pattern for each requester would take longer to compile than this."""
    start = folded.find(phrase[0])
    while start >= 0:
        end = _end_of_phrase(folded, start, phrase)
        if end is not None and not _LETTERS.match(folded, end) and not _LETTERS.match(folded[start - 1 : start]):
            yield start, end
        else:
            end = start + 1
        start = folded.find(phrase[0], end)


def _end_of_phrase(folded: str, start: int, phrase: Sequence[str]) -> int | None:
    end = start + len(phrase[0])
    for word in phrase[1:]:
        gap = _BETWEEN_NAMES.match(folded, end)
        if gap is None or not folded.startswith(word, gap.end()):
            return None
        end = gap.end() + len(word)
    return end


def _find_word(folded: str, word: str) -> Iterator[Span]:
    """Yield where `word` stands with no letter before or after it; scripts without spaces have no such border."""
    is_unspaced = bool(_UNSPACED.search(word))
    start = folded.find(word)
    while start >= 0:
        end = start + len(word)
        before, after = folded[start - 1 : start] if start else "", folded[end : end + 1]
        if is_unspaced or not (before.isalpha() or after.isalpha()):
            yield start, end
            start = folded.find(word, end)
        else:
            start = folded.find(word, start + 1)
