"""Governed: the themes as a team wants them, once all edits are applied.

In comes the board after the last edit, out come themes that each have statements or a person's word, their figures, the
place of every statement, and a verdict on each edit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from insight.records import Member, Theme, leaves_of, text_key
from insight.taxonomy.board import Board, Ended
from insight.taxonomy.edits import Edit
from insight.taxonomy.likeness import Vectors, similarity


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an edit in this run, and why."""

    edit: Edit
    is_applied: bool
    reason: str
    from_ids: tuple[str, ...] = ()
    to_ids: tuple[str, ...] = ()
    statements_moved: int = 0


@dataclass(frozen=True, slots=True)
class Governed:
    """Themes after all edits; `centres` holds a unit vector for each theme of level 2 that has one."""

    themes: tuple[Theme, ...]
    members: tuple[Member, ...]
    centres: Mapping[str, Vectors]
    verdicts: tuple[Verdict, ...] = ()
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ended: Mapping[str, Ended] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    noise: frozenset[str] = frozenset()
    founded: frozenset[str] = frozenset()  # by a person, so that no words were counted for them yet

    @property
    def leaves(self) -> tuple[Theme, ...]:
        return leaves_of(self.themes)


def settle(board: Board, verdicts: Sequence[Verdict], taken: Mapping[str, tuple[str, ...]]) -> Governed:
    """Count, compare and tidy up: no theme without statements but pinned and defined ones, no label twice."""
    counts = Counter(place for place in board.places.values() if place)
    kept = [
        theme
        for theme in board.themes.values()
        if theme.level == 2 and (counts[theme.theme_id] or theme.theme_id in board.pinned | board.founded)
    ]
    found = {theme.theme_id: theme for theme in board.ground.leaves}
    leaves = [
        _measured(board, theme, counts[theme.theme_id], found.get(theme.theme_id))
        for theme in sorted(kept, key=lambda one: one.theme_id)
    ]
    leaves = _compared(_named_apart(leaves, board.named), board)
    areas = [
        replace(theme, statement_count=sum(one.statement_count for one in leaves if one.parent_id == theme.theme_id))
        for theme in sorted(board.themes.values(), key=lambda one: one.theme_id)
        if theme.level == 1 and any(one.parent_id == theme.theme_id for one in leaves)
    ]
    return Governed(
        themes=(*areas, *leaves),
        members=_members(board),
        centres={theme.theme_id: board.centres[theme.theme_id] for theme in leaves if theme.theme_id in board.centres},
        verdicts=tuple(verdicts),
        taken=taken,
        ended=board.ended,
        named=frozenset(board.named),
        pinned=frozenset(board.pinned & {*board.themes}),
        noise=frozenset(board.noise & {*board.themes}),
        founded=frozenset(theme.theme_id for theme in leaves if theme.theme_id not in found),
    )


def _measured(board: Board, theme: Theme, count: int, found: Theme | None) -> Theme:
    """The theme with the number of its statements and, where a person changed who is in it, how alike they are."""
    if found and found.statement_count == count:
        return replace(theme, statement_count=count)
    _, vectors = board.vectors_of(board.members(theme.theme_id))
    centre = board.centres.get(theme.theme_id)
    cohesion = float(similarity(vectors, centre[None, :]).mean()) if len(vectors) and centre is not None else None
    return replace(theme, statement_count=count, cohesion=None if cohesion is None else min(cohesion, 1.0))


def _named_apart(leaves: Sequence[Theme], named: set[str]) -> list[Theme]:
    """Let a found name yield to the same one that a person gave."""
    used = {text_key(theme.label) for theme in leaves if theme.theme_id in named}
    apart = []
    for theme in leaves:
        label = theme.label
        if theme.theme_id not in named:
            longer = (f"{theme.label} ({word})" for word in (*theme.keywords, theme.theme_id))
            label = (
                theme.label
                if text_key(theme.label) not in used
                else next(one for one in longer if text_key(one) not in used)
            )
        used.add(text_key(label))
        apart.append(replace(theme, label=label))
    return apart


def _compared(leaves: Sequence[Theme], board: Board) -> list[Theme]:
    """Tell each theme which one is most like it."""
    placed = [theme for theme in leaves if theme.theme_id in board.centres]
    if len(placed) < 2:
        return [replace(theme, nearest_theme_id=None, nearest_similarity=None) for theme in leaves]
    centres = np.vstack([board.centres[theme.theme_id] for theme in placed])
    near = similarity(centres, centres)
    np.fill_diagonal(near, -np.inf)
    best = near.argmax(axis=1)
    nearest = {
        theme.theme_id: (placed[other].theme_id, min(float(near[row, other]), 1.0))
        for row, (theme, other) in enumerate(zip(placed, best.tolist(), strict=True))
    }
    return [
        replace(theme, nearest_theme_id=other, nearest_similarity=value)
        for theme in leaves
        for other, value in [nearest.get(theme.theme_id, (None, None))]
    ]


def _members(board: Board) -> tuple[Member, ...]:
    """Every statement's place; where a person changed it, with the likeness to the theme where it is now."""
    changed: dict[str, list[str]] = {}
    for member in board.ground.members:
        place = board.places[member.statement_id]
        if place and place != member.theme_id:
            changed.setdefault(place, []).append(member.statement_id)
    likeness: dict[str, float] = {}
    for theme_id, statements in changed.items():
        known, vectors = board.vectors_of(statements)
        if known and theme_id in board.centres:
            cosines = similarity(vectors, board.centres[theme_id][None, :])[:, 0]
            likeness |= dict(zip(known, np.clip(cosines, -1, 1).tolist(), strict=True))
    return tuple(
        replace(
            member,
            theme_id=board.places[member.statement_id],
            similarity=likeness.get(member.statement_id, member.similarity),
            method=board.methods[member.statement_id],
        )
        for member in board.ground.members
    )
