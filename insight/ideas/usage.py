"""How customers write: which words are names, which nouns stand in the plural or behind an article.

In go texts; out comes a `Usage`, which puts a bare phrase of a gist ("Draft", "invoice PDF") into a form that can
stand in a title ("drafts", "invoice PDFs"). Pure counts, so the order of texts does not matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from insight.ideas.english import WORD, article, gerund, is_plural, plural, stem, word_set

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
_SENTENCE_ENDS = frozenset(".!?:;-–—\"'“‘(")


def _is_adverb(word: str) -> bool:
    return word.lower().endswith("ly") and word.lower() not in _LASTING


@dataclass(frozen=True)
class Usage:
    """Counts of how words are written, over all texts."""

    forms: dict[str, Counter[str]]  # of a lower-case word: as written inside of sentences
    articles: Counter[tuple[str, str]]  # ("the", "draft"): the article within three words before a word
    shares: dict[str, float]  # of a stem: the share of texts that hold it
    text_count: int

    def cased(self, word: str) -> str:
        """Write a word as customers do inside a sentence; what only opens sentences goes to lower case."""
        forms = self.forms.get(word.lower())
        if forms:
            return min(forms, key=lambda form: (-forms[form], form))
        return word if (word.isupper() and len(word) > 1) or re.search(r"[a-z][A-Z]", word[1:]) else word.lower()

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
    forms: dict[str, Counter[str]] = {}
    articles: Counter[tuple[str, str]] = Counter()
    held: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        found = list(WORD.finditer(text))
        held.update({stem(match[0]) for match in found})
        letters = [character for character in text if character.isalpha()]
        is_shouted = sum(map(str.isupper, letters)) > 0.4 * len(letters)
        last, distance = "", 9
        for place, match in enumerate(found):
            lower = match[0].lower()
            before = text[: match.start()].rstrip()[-1:]
            if place and not is_shouted and before not in _SENTENCE_ENDS:
                forms.setdefault(lower, Counter())[match[0]] += 1
            if lower in _ARTICLES:
                last, distance = _ARTICLES[lower], 0
            elif lower in _BREAKING:
                last = ""
            else:
                distance += 1
                if distance <= 3 and last:
                    articles[last, lower] += 1
    return Usage(forms, articles, {word: count / total for word, count in held.items()}, total)
