"""Wording: from a theme or a common bank to a piece of text that was not said before.

In go the banks; out come `Piece`s: text, and what it truly says. A piece that is a planted statement stands in its
message exactly as it stands here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import cast

from insight.records import Kind, Stance, text_key
from insight.sample.people import Person
from insight.sample.personal import PersonalItem, PersonalKind, draw_item
from insight.sample.phrases import Phrases, PlantedTheme, expand
from insight.sample.scenes import Scene, write_as


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes a message, where, and in which language."""

    person: Person | None  # None: a review names nobody
    scene: Scene
    language: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message. With a kind it is a planted statement; `items` are the personal details in it."""

    text: str
    kind: Kind | None = None
    theme: str | None = None
    stance: Stance = "supports"
    severity: int | None = None
    is_specific: bool = False
    is_workaround: bool = False
    has_churn_language: bool = False
    problem: int | None = None  # which of the problems of its feedback it belongs to, from 1
    language: str = "en"
    items: tuple[tuple[PersonalKind, str], ...] = ()
    lead: str = ""  # stands before the text and is no part of it: the dash of a list


class Wording:
    """Words themes and small talk; remembers what was said, so that few texts repeat."""

    def __init__(self, phrases: Phrases, rng: Random) -> None:
        self.phrases = phrases
        self.rng = rng
        self._said: set[str] = set()
        self._decks: dict[tuple[str, ...], list[str]] = {}

    def state(self, theme: PlantedTheme, speaker: Speaker, problem: int = 1) -> Piece:
        """Say the theme in one of its ways."""
        text = self._fresh(theme.ways(speaker.language), speaker)
        return self._about(theme, text, speaker, problem)

    def headline(self, theme: PlantedTheme, speaker: Speaker) -> Piece:
        """Say the theme in a title."""
        return self._about(theme, self._fresh(theme.titles, speaker, tries=2), speaker, 1)

    def workaround(self, theme: PlantedTheme, speaker: Speaker, problem: int = 1) -> Piece:
        """Say what the customer does instead."""
        leads = cast(list[str], self.phrases.common["workaround_lead"])
        ways = tuple(f"{lead} {way}".strip() for lead in leads for way in theme.workarounds)
        piece = self._about(theme, self._fresh(ways, speaker), speaker, problem)
        return replace(piece, kind="pain", is_workaround=True)

    def oppose(self, theme: PlantedTheme, speaker: Speaker) -> Piece:
        """Praise what the theme complains of."""
        text = self._fresh(theme.praise, speaker)
        return Piece(text, "praise", theme.key, "opposes", is_specific=True, language=speaker.language)

    def common(self, bank: str, speaker: Speaker, kind: Kind | None = None) -> Piece:
        """Say something that belongs to no theme: a greeting, thanks, praise, vague words."""
        text = self._fresh(self.phrases.abroad(speaker.language, bank), speaker, tries=4 if kind else 1)
        specific = bank in ("praise", "questions")
        return Piece(text, kind, is_specific=specific, language=speaker.language, has_churn_language=bank == "churn")

    def fill(self, phrase: str, speaker: Speaker, **slots: str) -> str:
        """Expand a phrase that needs slots of its own, such as {noun}, in nobody's handwriting."""
        return expand(phrase, self.rng, self._slots(speaker, slots))

    def personal(self, kind: PersonalKind, speaker: Speaker) -> Piece:
        """Give a personal detail away: the requester's own name, or an item of the kind."""
        ways = cast(dict[str, list[str]], self.phrases.common["personal"])[kind]
        if kind == "name":
            assert speaker.person is not None
            item = PersonalItem("name", speaker.person.name, speaker.person.name)
        else:
            item = draw_item(self.rng, kind)
        way = self.rng.choice(ways) if speaker.language == "en" else "{item}"
        text = self.fill(way, speaker, item=item.shown, label=item.label)
        return Piece(text, language=speaker.language, items=((item.kind, item.text),))

    def _about(self, theme: PlantedTheme, text: str, speaker: Speaker, problem: int) -> Piece:
        return Piece(
            text, theme.kind, theme.key, "supports", theme.severity, True, problem=problem, language=speaker.language
        )

    def _fresh(self, ways: tuple[str, ...], speaker: Speaker, tries: int = 9) -> str:
        """Word one of the ways; of a few tries take the first that nobody used, else the last."""
        way = text = ""
        for attempt in range(tries):
            if attempt % 3 == 0:
                way = self._next(ways)
            text = write_as(expand(way, self.rng, self._slots(speaker, {})), speaker.scene, self.rng)
            if _sameness(text) not in self._said:
                break
        self._said.add(_sameness(text))
        return text

    def _next(self, ways: tuple[str, ...]) -> str:
        """Deal the ways like cards, so that each is used about as often."""
        deck = self._decks.setdefault(ways, [])
        if not deck:
            deck.extend(ways)
            self.rng.shuffle(deck)
        return deck.pop()

    def _slots(self, speaker: Speaker, given: dict[str, str]) -> Callable[[str], str]:
        return lambda name: given[name] if name in given else speaker.scene.slot(name, self.rng)


def _sameness(text: str) -> str:
    """What counts as said before: the same words, whatever the numbers in them."""
    return re.sub(r"\d+", "0", text_key(text))
