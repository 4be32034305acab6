"""Themes and statements for tests, in words alone: two texts are as alike as the words that they share.

A run is what `apply_edits` is given and gives; `Team` remembers between runs what the work file remembers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from insight.records import Member, Theme, content_hash
from insight.taxonomy import Edit, Former, Governed, Ground, Memory, apply_edits, words_hash

DIMENSION = 256


@dataclass(frozen=True)
class Said:
    """A statement, and the theme that it was found in (none: unclear)."""

    statement_id: str
    theme_id: str | None
    text: str


@cache
def direction_of(word: str) -> NDArray[np.float64]:
    return np.random.default_rng(int(content_hash(word)[:12], 16)).standard_normal(DIMENSION)


@cache
def vector_of(text: str) -> NDArray[np.float32]:
    """The unit vector of a text: the sum of one direction a word."""
    summed = np.zeros(DIMENSION)
    for word in text.lower().split():
        summed += direction_of(word)
    return (summed / np.linalg.norm(summed)).astype(np.float32)


def make_theme(theme_id: str, label: str, area: str | None = None) -> Theme:
    level = 1 if theme_id.startswith("ar_") else 2
    return Theme(theme_id, label, f"About {label.lower()}", ("word", theme_id), level, area, 0)


def make_ground(themes: Sequence[Theme], said: Iterable[Said], edits: Sequence[Edit]) -> Ground:
    """What a run finds: themes that have statements, in the middle of them."""
    said = sorted(said, key=lambda one: one.statement_id)
    vectors = np.vstack([vector_of(one.text) for one in said]) if said else np.zeros((0, DIMENSION), dtype=np.float32)
    members: dict[str | None, list[int]] = {}
    for row, one in enumerate(said):
        members.setdefault(one.theme_id, []).append(row)
    leaves = [theme for theme in themes if theme.level == 2 and theme.theme_id in members]
    sums = np.array([vectors[members[theme.theme_id]].sum(axis=0) for theme in leaves]).reshape(-1, DIMENSION)
    centroids = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    column = {theme.theme_id: row for row, theme in enumerate(leaves)}
    homes = {theme.parent_id for theme in leaves}
    leaves = [replace(theme, statement_count=len(members[theme.theme_id])) for theme in leaves]
    areas = [
        replace(theme, statement_count=sum(one.statement_count for one in leaves if one.parent_id == theme.theme_id))
        for theme in themes
        if theme.theme_id in homes
    ]
    return Ground(
        themes=(*areas, *leaves),
        members=tuple(
            Member(
                one.statement_id,
                one.theme_id,
                float(vectors[row] @ centroids[column[one.theme_id]]) if one.theme_id else 0.2,
            )
            for row, one in enumerate(said)
        ),
        centroids=centroids,
        texts={one.statement_id: one.text for one in said},
        vectors=vectors,
        rows={one.statement_id: row for row, one in enumerate(said)},
        examples={text: vector_of(text) for edit in edits for text in edit.example_texts},
    )


@dataclass
class Team:
    """Runs one after the other, and what is kept between them."""

    themes: Sequence[Theme]
    memory: Memory = field(default_factory=Memory)

    def run(self, said: Iterable[Said], edits: Sequence[Edit]) -> Governed:
        ground = make_ground(self.themes, said, edits)
        governed = apply_edits(edits, ground, self.memory)
        self.memory = remember(governed, self.memory, ground.texts)
        return governed


def remember(governed: Governed, before: Memory, texts: Mapping[str, str]) -> Memory:
    standing = {
        theme.theme_id: Former(
            theme,
            is_standing=True,
            centre=governed.centres.get(theme.theme_id),
        )
        for theme in governed.themes
    }
    gone = {
        theme_id: Former(
            former.theme,
            is_standing=False,
            successor_id=governed.ended[theme_id].successor_id if theme_id in governed.ended else former.successor_id,
        )
        for theme_id, former in before.themes.items()
        if theme_id not in standing
    }
    named = {one for verdict in governed.verdicts for one in (*verdict.edit.subjects, *verdict.edit.example_ids)}
    return Memory(
        themes=gone | standing,
        applied={one.edit.edit_id: one.edit.edit_hash for one in governed.verdicts if one.is_applied},
        taken={edit_id: frozenset(statements) for edit_id, statements in governed.taken.items()},
        seen=frozenset(member.statement_id for member in governed.members),
        words=dict(before.words) | {one: words_hash(texts[one]) for one in named if one in texts},
    )


def places(governed: Governed) -> dict[str, str | None]:
    """Each statement's theme, by its label."""
    labels = {theme.theme_id: theme.label for theme in governed.themes}
    return {member.statement_id: labels[member.theme_id] if member.theme_id else None for member in governed.members}
