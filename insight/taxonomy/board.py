"""The board: themes and the place of every statement, while edits are applied to them one after the other.

In come the themes as they were found, and what is remembered of the last run; edits change the board through the few
moves here. A statement that a person or a rule of a person has placed is not taken away by the likeness of another.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from insight.records import Member, Theme, content_hash, leaves_of, text_key
from insight.taxonomy.likeness import Vectors, mean_of, similarity

Method = Literal["topic", "rule", "person"]


class DoesNotFit(Exception):
    """An edit that cannot be applied; the message says why. It never leaves the package."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What edits are applied to: themes and members as they were found, before any edit.

    Row i of `centroids` (unit rows) belongs to the i-th theme of level 2. `texts` holds the words of every statement,
    `vectors` unit rows for those in English, whose row `rows` tells. `examples` holds vectors of sentences that edits
    show.
    """

    themes: tuple[Theme, ...]
    members: tuple[Member, ...]
    centroids: Vectors
    texts: Mapping[str, str]
    vectors: Vectors
    rows: Mapping[str, int]
    examples: Mapping[str, Vectors] = field(default_factory=dict)

    @property
    def leaves(self) -> tuple[Theme, ...]:
        return leaves_of(self.themes)


@dataclass(frozen=True, slots=True)
class Former:
    """A theme as the last run left it."""

    theme: Theme
    is_standing: bool
    successor_id: str | None = None
    is_proposed: bool = False
    centre: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of the last run.

    `applied` maps the ids of edits to their hashes, `taken` to the statements that each gave a place; `seen` holds all
    statements that had a place, or were unclear. `words` maps statements that a person named to the hash of their
    text: by it they are found again, should they be cut out of their message in another way.
    """

    themes: Mapping[str, Former] = field(default_factory=dict)
    applied: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a person ended a theme."""

    state: Literal["merged", "retired"]
    successor_id: str | None
    edit_id: str


class Board:
    """Themes and places in the middle of being edited; made from the ground, told what to do by edits in order."""

    def __init__(self, ground: Ground, memory: Memory) -> None:
        self.ground, self.memory = ground, memory
        self.themes = {theme.theme_id: theme for theme in ground.themes}
        self.places = {member.statement_id: member.theme_id for member in ground.members}
        self.methods: dict[str, Method] = {member.statement_id: member.method for member in ground.members}
        self.centres = {theme.theme_id: ground.centroids[row] for row, theme in enumerate(ground.leaves)}
        self.ended: dict[str, Ended] = {}
        self.named: set[str] = set()  # themes whose label is a person's
        self.pinned: set[str] = set()
        self.founded: set[str] = set()
        self.noise: set[str] = set()

    # --- themes -----------------------------------------------------------------------------------------------------

    def subject(self, theme_id: str) -> Theme:
        """The theme that an edit is about; it must stand."""
        theme = self.themes.get(theme_id)
        if theme is None:
            raise DoesNotFit(self._why_gone(theme_id))
        return theme

    def target(self, theme_id: str) -> Theme:
        """The theme that an edit points to: the one that took its place, where it has ended."""
        found, seen = theme_id, {theme_id}
        while found not in self.themes:
            successor = self.successor(found)
            if successor is None or successor in seen:
                raise DoesNotFit(self._why_gone(theme_id))
            found = successor
            seen.add(found)
        return self.themes[found]

    def successor(self, theme_id: str) -> str | None:
        if theme_id in self.ended:
            return self.ended[theme_id].successor_id
        former = self.memory.themes.get(theme_id)
        return former.successor_id if former else None

    def end(self, theme_id: str, ended: Ended) -> None:
        del self.themes[theme_id]
        self.ended[theme_id] = ended

    def area(self, name: str) -> Theme | None:
        """The area of that id or name."""
        areas = [theme for theme in self.themes.values() if theme.level == 1]
        return next((one for one in areas if name == one.theme_id or text_key(name) == text_key(one.label)), None)

    def free_label(self, label: str, theme_id: str) -> None:
        """Refuse a label that a person has already given to another theme."""
        for other in sorted(self.named - {theme_id}):
            if other in self.themes and text_key(self.themes[other].label) == text_key(label):
                raise DoesNotFit(f"'{label}' is what an edit calls {other} already: merge the two, or say it otherwise")

    def _why_gone(self, theme_id: str) -> str:
        if theme_id in self.ended:
            end = self.ended[theme_id]
            into = f" into {end.successor_id}" if end.successor_id else ""
            return f"{theme_id} was {end.state}{into} by edit '{end.edit_id}'"
        former = self.memory.themes.get(theme_id)
        if former is None:
            near = difflib.get_close_matches(theme_id, sorted({*self.themes, *self.memory.themes}), n=1, cutoff=0.5)
            return f"there is no theme {theme_id}" + (f"; the nearest is {near[0]}" if near else "")
        if former.is_proposed:
            return f"{theme_id} is proposed, and not there yet"
        if former.successor_id:
            return f"{theme_id} has ended; {former.successor_id} took its place"
        return f"{theme_id} has ended: none of its statements is left"

    # --- statements -------------------------------------------------------------------------------------------------

    def statement(self, statement_id: str) -> str | None:
        """The statement of that id, or the one that now has its words."""
        if statement_id in self.places:
            return statement_id
        words = self.memory.words.get(statement_id)
        if words is None:
            return None
        return min((one for one, text in self.ground.texts.items() if words == words_hash(text)), default=None)

    def members(self, theme_id: str | None) -> list[str]:
        """Statements of a theme, by id."""
        return sorted(one for one, place in self.places.items() if place == theme_id)

    def put(self, statements: Iterable[str], theme_id: str | None, method: Method | None = None) -> int:
        """Give statements their place, by another method where one is given; count those that were elsewhere."""
        moved = 0
        for one in statements:
            moved += self.places[one] != theme_id
            self.places[one], self.methods[one] = theme_id, method or self.methods[one]
        return moved

    def vectors_of(self, statements: Iterable[str]) -> tuple[list[str], Vectors]:
        """Those of the statements that have a vector, and their rows."""
        known = [one for one in statements if one in self.ground.rows]
        rows = np.array([self.ground.rows[one] for one in known], dtype=np.int64)
        return known, self.ground.vectors[rows] if len(rows) else self.ground.vectors[:0]

    def own_similarity(self, statements: list[str], vectors: Vectors) -> NDArray[np.float64]:
        """How like each statement is to the theme where it is; to its nearest found one, where it is unclear."""
        own = np.zeros(len(statements))
        found = {member.statement_id: member.similarity for member in self.ground.members}
        by_place: dict[str | None, list[int]] = {}
        for row, one in enumerate(statements):
            by_place.setdefault(self.places[one], []).append(row)
        for place, rows in by_place.items():
            centre = self.centres.get(place or "")
            if centre is None:
                own[rows] = [found[statements[row]] if place is None else 0.0 for row in rows]
            else:
                own[rows] = similarity(vectors[rows], centre[None, :])[:, 0]
        return own

    def show(self, examples: Iterable[str]) -> Vectors:
        """Vectors of examples: statements by id, sentences by their words."""
        shown = []
        for one in examples:
            statement = self.statement(one) if one.startswith("st_") else None
            if statement is not None and statement in self.ground.rows:
                shown.append(self.ground.vectors[self.ground.rows[statement]])
            elif one in self.ground.examples:
                shown.append(self.ground.examples[one])
        return np.vstack(shown) if shown else self.ground.vectors[:0]

    def centre_again(self, theme_id: str) -> None:
        """Move a theme's centre to the middle of the statements that it has now."""
        _, vectors = self.vectors_of(self.members(theme_id))
        if len(vectors):
            self.centres[theme_id] = mean_of(vectors)


def words_hash(text: str) -> str:
    """What a statement is found again by: its words, without case and white space."""
    return content_hash(text_key(text))
