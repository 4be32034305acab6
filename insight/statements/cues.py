"""Words and phrases that speak for a kind: `cues.toml`, found in one pass over a text's words.

In goes a text and its language; out come counts by cue name and the words that gave them. There are no regular
expressions here: phrases are looked up in a tree of words, so the time is linear whatever the text holds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from insight.records import Kind

_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*|_")
# The same for ASCII without "_", which is most of what customers write, in a fraction of the time.
_INNER_APOSTROPHE = re.compile(r"(?<=[A-Za-z0-9])['`](?=[A-Za-z0-9])")
_SPACED = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_APOSTROPHES = str.maketrans("", "", "'’`´")
MAX_WORDS = 120  # of a statement; a longer one is a dump, whatever stands later in it

# What cues speak for, by their names in cues.toml. Whoever adds a cue adds its name here.
FAULTS = frozenset(("failure", "inability", "loss", "slowness", "energy"))  # it does not do what it should
MISHAPS = frozenset(("failure", "inability", "loss", "difficulty", "dislike", "repair", "lack"))  # never a mere topic
TROUBLES = FAULTS | {"difficulty", "cost"}
WISHES = frozenset(("wish", "lack"))
PRAISES = frozenset(("praise", "works"))
STATING = TROUBLES | WISHES  # states a problem or a wish, if only by "the problem"
SAID_ENOUGH = FAULTS | WISHES | {"repair"}  # a title with one of these says what is wrong, not only with what
STANDS_ALONE = STATING | PRAISES | {"people", "repair", "dislike", "safety", "churn"}  # makes a clause a statement
SPOKEN_BY: Mapping[Kind, frozenset[str]] = {
    "pain": TROUBLES | {"people", "papers", "safety", "change", "repair", "lack", "workaround"},
    "request": WISHES | {"repair"},
    "praise": PRAISES,
    "question": frozenset(("ask", "help")),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase found: what it speaks for, and where, counted in words."""

    name: str
    phrase: str
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    names: tuple[str, ...] = ()
    following: dict[str, _Node] = field(default_factory=dict)


def words_of(text: str) -> list[str]:
    """Return the words of a text, lower case, without apostrophes: "Can't open" gives ["cant", "open"]."""
    if text.isascii() and "_" not in text:
        if "'" in text or "`" in text:
            text = _INNER_APOSTROPHE.sub("", text)
        return text.translate(_SPACED).split()
    text = text.replace("´", "'")
    words = _WORD.findall(text.lower())
    if "'" not in text and "’" not in text and "`" not in text:
        return words
    return [word.translate(_APOSTROPHES) for word in words]


def find_cues(words: Sequence[str], language: str) -> list[Cue]:
    """Find the longest phrases of `language` in `words`, from left to right; a word counts for one phrase only."""
    tree = _trees().get(language)
    if tree is None:
        return []
    found: list[Cue] = []
    position, end = 0, min(len(words), MAX_WORDS)
    start = tree.following
    while position < end:
        first = start.get(words[position])
        if first is None or not _may_go_on(first, words, position + 1):
            position += 1
            continue
        match, length = _longest(tree, words, position)
        if match is None:
            position += 1
            continue
        phrase = " ".join(words[position : position + length])
        found.extend(Cue(name, phrase, position, position + length) for name in match.names)
        position += length
    return found


def _may_go_on(first: _Node, words: Sequence[str], position: int) -> bool:
    """Tell whether a phrase may end at its first word or go on: most words that begin one do neither."""
    following = first.following
    return bool(first.names) or "_" in following or (position < len(words) and words[position] in following)


def _longest(tree: _Node, words: Sequence[str], position: int) -> tuple[_Node | None, int]:
    """Walk the tree from one word on; "_" in a phrase stands for any word."""
    best, best_length = None, 0
    frontier, last = [(tree, position)], len(words)
    while frontier:
        node, at = frontier.pop()
        while True:
            if node.names and at - position > best_length:
                best, best_length = node, at - position
            if at == last or not node.following:
                break
            named, free = node.following.get(words[at]), node.following.get("_")
            at += 1
            if free is not None:
                if named is not None:
                    frontier.append((named, at))
                node = free
            elif named is not None:
                node = named
            else:
                break
    return best, best_length


@cache
def cue_names() -> tuple[str, ...]:
    """Names of all cues, in the order of the file: the columns of what the kinds are judged by."""
    return tuple(dict.fromkeys(name for language in _tables().values() for name in language))


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    text = files("insight.statements").joinpath("cues.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _trees() -> dict[str, _Node]:
    trees = {}
    for language, table in _tables().items():
        tree = trees[language] = _Node()
        for name, phrases in table.items():
            for phrase in phrases:
                for words in _spellings(phrase):
                    _grow(tree, words, name)
    return trees


def _grow(tree: _Node, words: Iterable[str], name: str) -> None:
    node = tree
    for word in words:
        node = node.following.setdefault(word, _Node())
    if name not in node.names:
        node.names = (*node.names, name)


def _spellings(phrase: str) -> Iterator[list[str]]:
    """Yield the word lists that a phrase of the file stands for: one for each ending of its "~" words."""
    spellings: list[list[str]] = [[]]
    for part in phrase.split():
        options = inflect(part[:-1]) if part.endswith("~") else words_of(part)[:1] if "'" in part else [part.lower()]
        spellings = [[*words, option] for words in spellings for option in options]
    yield from spellings


def inflect(verb: str) -> list[str]:
    """Return an English verb with its regular endings: crash, crashes, crashed, crashing."""
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    plural = verb + "es" if verb.endswith(("s", "sh", "ch", "x", "z")) else verb + "s"
    return [verb, plural, verb + "ed", verb + "ing"]
