"""Telling: from groups to themes, with their ids, names, areas and figures, and what became of the themes before.

In go statements with the groups that they were placed in, out come themes. What a theme is told by, its name and its
keywords, is read from its most central members alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from insight.records import Member, Statement, Theme, leaves_of, text_key
from insight.themes.areas import place_in_areas, trace_areas
from insight.themes.grouping import UNCLEAR
from insight.themes.identity import FOUNDERS, KnownThemes, LineageEvent, found_id, trace_lineage
from insight.themes.keywords import find_keywords
from insight.themes.names import READ, Told, describe_theme, name_themes
from insight.themes.space import Labels, Vectors


@dataclass(frozen=True, slots=True)
class Given:
    """Statements in the order of their ids; row i of `vectors` (unit rows) and `ids` belongs to statement i."""

    statements: Sequence[Statement]
    ids: Sequence[str]  # made once: each costs a hash
    vectors: Vectors
    product: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Statements with their groups: `ids[label]` is the theme of a group; None founds a new one."""

    labels: Labels
    similarity: Vectors
    centroids: Vectors
    ids: tuple[str | None, ...]
    floor: float
    grouped_count: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ThemesFound:
    """The themes of one run; row i of `centroids` (unit rows) belongs to the i-th theme of level 2."""

    themes: tuple[Theme, ...]
    members: tuple[Member, ...]
    centroids: Vectors
    lineage: tuple[LineageEvent, ...]
    floor: float  # similarity under which a statement is unclear
    grouped_count: int  # statements that were there when everything was last grouped
    note: str

    @property
    def leaves(self) -> tuple[Theme, ...]:
        return leaves_of(self.themes)


def as_cosine(value: float) -> float:
    """A cosine is at most 1; sums of rounded numbers can come out a hair above it."""
    return min(max(float(value), -1.0), 1.0)


def tell_themes(given: Given, known: KnownThemes, placed: Placed) -> ThemesFound:
    """Give groups their ids, names, areas and figures."""
    groups = _split(placed.labels, len(placed.ids))
    central = [rows[np.argsort(-placed.similarity[rows], kind="stable")] for rows in groups]
    ids = _new_ids(placed.ids, [[given.ids[row] for row in rows[:FOUNDERS].tolist()] for rows in central], known)
    nearest, similarity = _nearest_themes(placed.centroids)
    told = _told(given, placed, central, nearest)
    leaves = _leaves(ids, told, placed, known, groups, similarity, given.product)
    sizes = np.array([len(rows) for rows in groups], dtype=np.float64)
    areas, leaves = place_in_areas(leaves, told, placed.centroids, sizes, known, given.product)
    members = tuple(
        Member(statement_id, ids[label] if label != UNCLEAR else None, as_cosine(value))
        for statement_id, label, value in zip(
            given.ids, placed.labels.tolist(), placed.similarity.tolist(), strict=True
        )
    )
    places = {member.statement_id: member.theme_id for member in members}
    return ThemesFound(
        themes=(*areas, *leaves),
        members=members,
        centroids=placed.centroids,
        lineage=(*trace_lineage(known, places, ids), *trace_areas(known, places, leaves)),
        floor=placed.floor,
        grouped_count=placed.grouped_count,
        note=placed.note or _count_note(len(given.ids), len(ids), int((placed.labels == UNCLEAR).sum())),
    )


def _split(labels: Labels, count: int) -> list[Labels]:
    """The rows of each group 0..count-1, in their order."""
    rows = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[rows], np.arange(count + 1))
    return [rows[start:end] for start, end in pairwise(starts)]


def _told(given: Given, placed: Placed, central: Sequence[Labels], nearest: Sequence[int | None]) -> list[Told]:
    """What each theme is told by: its most central members, each text once, and the words that set them apart."""
    read, said = zip(*(_distinct(given, rows) for rows in central), strict=True) if central else ((), ())
    rows = [row for chosen in read for row in chosen]
    labels = np.repeat(np.arange(len(read)), [len(chosen) for chosen in read])
    keywords = find_keywords([given.statements[row].clean for row in rows], given.vectors[rows], labels)
    return [
        Told(
            tuple(given.statements[row] for row in chosen),
            tuple(placed.similarity[chosen].tolist()),
            given.vectors[chosen],
            placed.centroids[label],
            keywords[label],
            len(central[label]),
            nearest[label],
            said[label],
        )
        for label, chosen in enumerate(read)
    ]


def _distinct(given: Given, rows: Labels) -> tuple[list[int], tuple[int, ...]]:
    """The first READ rows that say something that none before them says, and how often all rows say the same."""
    first: dict[str, int] = {}
    said = Counter[str]()
    for row in rows.tolist():
        key = text_key(given.statements[row].clean)
        said[key] += 1
        if len(first) < READ:
            first.setdefault(key, row)
    return list(first.values()), tuple(said[key] for key in first)


def _new_ids(ids: Sequence[str | None], founders: Sequence[Sequence[str]], known: KnownThemes) -> list[str]:
    used = {*known.ever_used, *known.ids}
    given: list[str] = []
    for theme_id, first in zip(ids, founders, strict=True):
        given.append(theme_id or found_id("th", first, used))
        used.add(given[-1])
    return given


def _leaves(
    ids: Sequence[str],
    told: Sequence[Told],
    placed: Placed,
    known: KnownThemes,
    groups: Sequence[Labels],
    similarity: Sequence[float | None],
    product: str,
) -> list[Theme]:
    """Write the themes; one that is known keeps its name."""
    before = {theme.theme_id: theme for theme in known.leaves}
    labels = name_themes(told, {place: before[one].label for place, one in enumerate(ids) if one in before}, product)
    leaves = []
    for place, theme_id in enumerate(ids):
        rows = groups[place]
        old, near = before.get(theme_id), told[place].nearest
        leaves.append(
            Theme(
                theme_id=theme_id,
                label=labels[place],
                description=old.description if old else describe_theme(told[place]),
                keywords=told[place].keywords,
                level=2,
                parent_id=old.parent_id if old else None,
                statement_count=len(rows),
                cohesion=as_cosine(placed.similarity[rows].mean()),
                nearest_theme_id=ids[near] if near is not None else None,
                nearest_similarity=similarity[place],
            )
        )
    return leaves


def _nearest_themes(centroids: Vectors) -> tuple[list[int | None], list[float | None]]:
    if len(centroids) < 2:
        return [None] * len(centroids), [None] * len(centroids)
    similarity = centroids @ centroids.T
    np.fill_diagonal(similarity, -np.inf)
    nearest = similarity.argmax(axis=1)
    return nearest.tolist(), [as_cosine(value) for value in similarity[np.arange(len(centroids)), nearest]]


def _count_note(statements: int, themes: int, unclear: int) -> str:
    return f"{statements:,} statements in {themes:,} themes, {unclear:,} unclear."
