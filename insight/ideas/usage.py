"""How customers write: which words are names, which nouns stand in the plural or behind an article.

In go texts; out comes a `Usage`, which puts a bare phrase of a gist ("Draft", "invoice PDF") into a form that can
stand in a title ("drafts", "invoice PDFs"). Pure counts, so the order of texts does not matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from string import ascii_letters, ascii_uppercase
from typing import Literal

from insight.ideas.english import WORD, article, gerund, is_plural, meant, plural, senses, word_set
from insight.ideas.product import find_names

Role = Literal["subject", "object", "added"]

_SPLIT = re.compile(r"\s(of|for|between|with|in|on|to)\s")
_FAULTY = word_set("faulty")
_MASS = word_set("mass")
_UNIQUE = word_set("unique")
_DOINGS = frozenset(gerund(verb) for verb in word_set("verbs_told"))
_LASTING = word_set("lasting")
_OPENING = word_set("opening")
_ARTICLES = {"the": "the", "a": "a", "an": "a"} | dict.fromkeys(("my", "our", "your", "their", "his", "her"), "own")
_BREAKING = word_set("prepositions")  # behind these an article speaks of another noun
_OPENED = re.compile(rf"[-.!?:;–—\"'“‘(]\s*({WORD.pattern})")  # what opens a sentence may be in capitals for that


_NO_CAPITALS = dict.fromkeys(map(ord, ascii_uppercase))
_NO_LETTERS = dict.fromkeys(map(ord, ascii_letters))


def _is_adverb(word: str) -> bool:
    return word.lower().endswith("ly") and word.lower() not in _LASTING


FEW_TEXTS = 200  # texts up to which a word that one of them holds is nothing odd
ODD = 3e-4
OWNED_FROM, OWNED_TIMES = 20, 8  # times behind "the" or "my", and as often as behind "a"


@dataclass(frozen=True)
class Usage:
    """Counts of how words are written, over all texts."""

    forms: dict[str, Counter[str]]  # of a lower-case word: as written inside of sentences
    articles: Counter[tuple[str, str]]  # ("the", "draft"): the article within three words before a word
    shares: dict[str, float]  # of a meaning: the share of texts that hold it
    text_count: int
    names: Mapping[str, str] = field(default_factory=dict)  # of the product, as it is written, and what is short for it
    said: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by text: what its words mean

    def senses(self, text: str) -> frozenset[str]:
        """What the words of a text mean; looked up where the text was counted."""
        found = self.said.get(text)
        return senses(text) if found is None else found

    def cased(self, word: str) -> str:
        """Write a word as customers do inside a sentence; what only opens sentences goes to lower case."""
        if word.lower() in self.names:
            return self.names[word.lower()]
        forms = self.forms.get(word.lower())
        if forms:
            return min(forms, key=lambda form: (-forms[form], form))
        return word if (word.isupper() and len(word) > 1) or re.search(r"[a-z][A-Z]", word[1:]) else word.lower()

    def is_odd(self, word: str) -> bool:
        """Tell whether one text among many holds a word, or three in ten thousand: mostly a slip of the pen."""
        return self.text_count > FEW_TEXTS and self.shares.get(meant(word), 0.0) < max(1.5 / self.text_count, ODD)

    def is_owned(self, phrase: str) -> bool:
        """Tell whether customers speak of a thing as there: "the menu bar", "my address book", hardly "a menu bar"."""
        head = phrase.lower().split()[-1]
        known = self.articles["the", head] + self.articles["own", head]
        return known >= OWNED_FROM and known >= OWNED_TIMES * self.articles["a", head]

    def written(self, phrase: str, role: Role) -> str:
        """Put a phrase without article into a form that reads: plural, with an article, or as it is."""
        words = [self.cased(word) for word in phrase.split()]
        while len(words) > 1 and (words[0].lower() in _OPENING or _is_adverb(words[0])):
            words = words[1:]
        phrase = " ".join(words)
        if len(words) > 1 and words[0].lower() in _DOINGS:  # "exporting invoice": the object is what is written
            return f"{words[0]} {self.written(' '.join(words[1:]), 'object')}"
        split = _SPLIT.search(phrase)
        if split:
            rest = phrase[split.end() :]
            tail = self.written(rest, "object") if split[1] in ("of", "for") else rest
            return f"{self._noun(phrase[: split.start()], role)} {split[1]} {tail}"
        return self._noun(phrase, role)

    def _noun(self, phrase: str, role: Role) -> str:
        head = phrase.lower().split()[-1]
        is_name = phrase.split()[-1][:1].isupper() and not phrase.split()[-1].isupper()
        ends = (head, " ".join(phrase.lower().split()[-2:]))
        the, one, own = (self.articles[kind, head] for kind in ("the", "a", "own"))
        many = self._count(plural(head))
        is_doing = head.endswith("ing") and many == 0 and one <= the
        if phrase.lower().startswith(("same ", "whole ")):
            return f"the {phrase}"
        if head in _FAULTY or is_plural(phrase) or is_name or is_doing or not head.replace("-", "").isalpha():
            return phrase
        if not _MASS.isdisjoint(ends) and role != "added":
            return phrase
        if role == "added":
            return phrase if not _MASS.isdisjoint(ends) else f"{article(phrase)} {phrase}"
        if not _UNIQUE.isdisjoint(ends):
            return f"the {phrase}"
        if many and many * 3 >= self._count(head):
            return plural(phrase)
        if the > one + own:
            return f"the {phrase}"
        return plural(phrase) if one + own or many else phrase

    def _count(self, word: str) -> int:
        return self.forms.get(word, Counter()).total()


def read_usage(texts: Iterable[str]) -> Usage:
    """Count how words are written in `texts`."""
    texts = list(texts)
    spoken = {text: WORD.findall(text) for text in texts}
    said = {text: frozenset(map(meant, words)) for text, words in spoken.items()}
    held = Counter(chain.from_iterable(said[text] for text in texts))
    articles = Counter(chain.from_iterable(_articles(spoken[text]) for text in texts))
    calm = [text for text in texts if not _is_shouted(text)]
    written = Counter(chain.from_iterable(spoken[text][1:] for text in calm))
    written.subtract(chain.from_iterable(_opening(text, spoken[text]) for text in calm))
    forms: dict[str, Counter[str]] = {}
    for word, count in written.items():
        if count > 0:
            forms.setdefault(word.lower(), Counter())[word] = count
    shares = {word: count / len(texts) for word, count in held.items()}
    return Usage(forms, articles, shares, len(texts), find_names(forms, len(texts)), said)


def _is_shouted(text: str) -> bool:
    """Tell whether more than two letters in five are capitals."""
    if text.isascii():  # counted by what is left: many times faster
        return len(text) - len(text.translate(_NO_CAPITALS)) > 0.4 * (len(text) - len(text.translate(_NO_LETTERS)))
    return sum(map(str.isupper, text)) > 0.4 * sum(map(str.isalpha, text))


def _opening(text: str, words: Sequence[str]) -> list[str]:
    """The words that open a sentence inside a text."""
    return _OPENED.findall(text, text.find(words[0]) + len(words[0])) if words else []


def _articles(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the article within three words before a word, with the word."""
    last, distance = "", 9
    for word in map(str.lower, words):
        if word in _ARTICLES:
            last, distance = _ARTICLES[word], 0
        elif word in _BREAKING:
            last = ""
        else:
            distance += 1
            if distance <= 3 and last:
                yield last, word
