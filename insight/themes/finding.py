"""Finding: from statements to named themes that last.

In go specific pains and requests with their vectors and the themes of the last run; out come the themes of this run,
a place for every statement, and what became of each theme. While little is new, new statements join the themes that
are there and may found new ones; when much is new, everything is grouped again and matched with what was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from insight.config import ThemeSettings
from insight.records import Member, Statement, Theme
from insight.themes import grouping, space
from insight.themes.areas import place_in_areas, trace_areas
from insight.themes.grouping import UNCLEAR, assign, group_statements
from insight.themes.identity import (
    FOUNDERS,
    KnownThemes,
    LineageEvent,
    found_id,
    map_over,
    match_themes,
    shared_members,
    trace_lineage,
)
from insight.themes.keywords import find_keywords
from insight.themes.names import READ, Told, describe_theme, name_themes
from insight.themes.space import Labels, Vectors

OUTGROWN = 2.0  # times the statements of the last grouping: from here on everything is grouped again, in a
YOUNG = 1_000  # project that had fewer statements then; later themes change by proposals, which keep nearly all places
SAMPLE = 10  # members that stand for a theme in another encoder's space


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
        return tuple(theme for theme in self.themes if theme.level == 2)

    def representatives(self, size: int = SAMPLE) -> dict[str, tuple[str, ...]]:
        """Return the ids of the most central members of each theme."""
        by_theme: dict[str, list[Member]] = {theme.theme_id: [] for theme in self.leaves}
        for member in self.members:
            if member.theme_id:
                by_theme[member.theme_id].append(member)
        return {
            theme_id: tuple(one.statement_id for one in sorted(members, key=_by_similarity)[:size])
            for theme_id, members in by_theme.items()
        }


def _cosine(value: float) -> float:
    """A cosine is at most 1; sums of rounded numbers can come out a hair above it."""
    return min(max(float(value), -1.0), 1.0)


def _by_similarity(member: Member) -> tuple[float, str]:
    return -member.similarity, member.statement_id


@dataclass(frozen=True, slots=True)
class _Placed:
    """Statements with their groups: `ids[label]` is the theme of a group; None founds a new one."""

    labels: Labels
    similarity: Vectors
    centroids: Vectors
    ids: tuple[str | None, ...]
    floor: float
    grouped_count: int
    note: str = ""


def find_themes(
    statements: Sequence[Statement],
    vectors: Vectors,
    known: KnownThemes,
    settings: ThemeSettings,
    seed: int = 0,
    *,
    is_anew: bool = False,
) -> ThemesFound:
    """Find the themes of specific pains and requests; row i of `vectors` (unit rows) belongs to statement i.

    Every statement becomes a member of one theme, or of none with its similarity to the nearest. With `is_anew`,
    everything that is not held is grouped again, however little is new.
    """
    order = sorted(range(len(statements)), key=lambda row: statements[row].statement_id)
    statements = [statements[row] for row in order]
    vectors = vectors[order] if len(order) else np.zeros((0, 1), dtype=np.float32)
    current = {one.statement_id for one in statements}
    known = replace(known, members={key: value for key, value in known.members.items() if key in current})
    known = _in_space(known, statements, vectors)
    placed = None if is_anew else _join(statements, vectors, known, settings, seed)
    if placed is None:
        placed = _group_again(statements, vectors, known, settings, seed)
    return _tell(statements, vectors, known, _without_empty(placed))


def join_themes(found: ThemesFound, statements: Sequence[Statement], vectors: Vectors) -> ThemesFound:
    """Let further statements (praise, questions) join the themes that they are about; themes stay as they are."""
    if not statements:
        return found
    return _joined(found, statements, assign(vectors, found.centroids, found.floor))


def join_translated(
    found: ThemesFound, statements: Sequence[Statement], vectors: Vectors, samples: Mapping[str, Vectors]
) -> ThemesFound:
    """Let statements join by the vectors of another encoder; `samples` are such vectors of members of each theme.

    A theme's centre in that space is the mean of its samples; the floor is that of chance in that space.
    """
    if not statements:
        return found
    if not found.leaves:
        return _joined(found, statements, assign(vectors, np.zeros((0, vectors.shape[1]), dtype=np.float32), 0.0))
    centres = space.on_grid(np.vstack([samples[theme.theme_id].mean(axis=0) for theme in found.leaves]))
    floor = grouping.chance_floor(space.on_grid(vectors), centres)
    return _joined(found, statements, assign(vectors, centres / np.float32(space.GRID), floor))


def _joined(found: ThemesFound, statements: Sequence[Statement], places: grouping.Grouping) -> ThemesFound:
    ids = [theme.theme_id for theme in found.leaves]
    members = [
        Member(one.statement_id, ids[label] if label != UNCLEAR else None, _cosine(similarity))
        for one, label, similarity in zip(statements, places.labels.tolist(), places.similarity, strict=True)
    ]
    counts = Counter(member.theme_id for member in members)
    area_of = {theme.theme_id: theme.parent_id for theme in found.leaves}
    areas = Counter(area_of[member.theme_id] for member in members if member.theme_id)
    themes = tuple(
        replace(theme, statement_count=theme.statement_count + (counts if theme.level == 2 else areas)[theme.theme_id])
        for theme in found.themes
    )
    everyone = sorted((*found.members, *members), key=lambda member: member.statement_id)
    return replace(found, themes=themes, members=tuple(everyone))


def _join(
    statements: Sequence[Statement], vectors: Vectors, known: KnownThemes, settings: ThemeSettings, seed: int
) -> _Placed | None:
    """Let new statements join what is known, and found new themes; None where everything is to be grouped again."""
    is_outgrown = known.grouped_count < YOUNG and len(statements) > OUTGROWN * known.grouped_count
    if not known.centroids.any() or is_outgrown:
        return None
    places = assign(vectors, known.centroids, known.floor)
    column = {theme_id: place for place, theme_id in enumerate(known.ids)}
    labels = places.labels.copy()
    is_new = np.ones(len(statements), dtype=bool)
    for row, one in enumerate(statements):
        if one.statement_id in known.members:
            is_new[row] = False
            labels[row] = column.get(known.members[one.statement_id] or "", UNCLEAR)
    # Only new statements found themes: what was unclear before does not become a theme by being looked at again.
    pool = np.flatnonzero(is_new & (labels == UNCLEAR))
    texts = [statements[row].clean for row in pool.tolist()]
    told_in = [statements[row].feedback_id for row in pool.tolist()]
    fresh = group_statements(texts, vectors[pool], min_statements=settings.min_statements, told_in=told_in, seed=seed)
    labels[pool] = np.where(fresh.labels == UNCLEAR, UNCLEAR, fresh.labels + len(column))
    centroids = np.vstack([known.centroids, fresh.centroids]) if fresh.count else known.centroids
    ids = (*known.ids, *(None for _ in range(fresh.count)))
    similarity = _similarities(vectors, labels, places.similarity, centroids)
    return _Placed(labels, similarity, centroids, ids, known.floor, known.grouped_count)


def _in_space(known: KnownThemes, statements: Sequence[Statement], vectors: Vectors) -> KnownThemes:
    """The known themes in the space of these vectors; where another encoder made them, by their members' vectors."""
    if not known.ids or known.centroids.shape == (len(known.ids), vectors.shape[1]):
        return known
    known = map_over(known, [one.statement_id for one in statements], vectors)
    if not len(statements) or not known.centroids.any():
        return known
    return replace(known, floor=grouping.chance_floor(space.on_grid(vectors), space.on_grid(known.centroids)))


def _group_again(
    statements: Sequence[Statement], vectors: Vectors, known: KnownThemes, settings: ThemeSettings, seed: int
) -> _Placed:
    """Group everything but what is held, and match the groups with the known themes that they continue."""
    held = _held_columns(statements, vectors, known)
    free = np.flatnonzero(held == UNCLEAR)
    groups = group_statements(
        [statements[row].clean for row in free.tolist()],
        vectors[free],
        min_statements=settings.min_statements,
        told_in=[statements[row].feedback_id for row in free.tolist()],
        seed=seed,
    )
    ids: tuple[str | None, ...] = (None,) * groups.count
    if known.ids and groups.count:
        names = [statements[row].statement_id for row in free.tolist()]
        rows = [np.flatnonzero(groups.labels == label).tolist() for label in range(groups.count)]
        members = [[names[row] for row in inside] for inside in rows]
        pairs = match_themes(groups.centroids, known, shared_members(members, known))
        ids = tuple(None if pairs[label] in known.held else pairs[label] for label in range(groups.count))
    placed = _Placed(
        groups.labels, groups.similarity, groups.centroids, ids, groups.floor, len(statements), groups.note
    )
    return _with_held(placed, held, vectors, known) if len(free) < len(statements) else placed


def _held_columns(statements: Sequence[Statement], vectors: Vectors, known: KnownThemes) -> Labels:
    """The place, among the known themes, of each statement whose theme is held, and of new ones nearest to such."""
    columns = np.full(len(statements), UNCLEAR, dtype=np.int64)
    held = {theme_id: place for place, theme_id in enumerate(known.ids) if theme_id in known.held}
    if not held or not known.centroids.any():
        return columns
    nearest = assign(vectors, known.centroids, known.floor).labels
    for row, one in enumerate(statements):
        is_known = one.statement_id in known.members
        before = held.get(known.members.get(one.statement_id) or "", UNCLEAR)
        columns[row] = before if is_known else nearest[row] if nearest[row] in held.values() else UNCLEAR
    return columns


def _with_held(placed: _Placed, held: Labels, vectors: Vectors, known: KnownThemes) -> _Placed:
    """Put the held themes back beside the groups that were found without them."""
    columns = sorted(set(held[held != UNCLEAR].tolist()))
    labels = np.full(len(held), UNCLEAR, dtype=np.int64)
    labels[held == UNCLEAR] = placed.labels
    best = np.zeros(len(held), dtype=np.float32)
    best[held == UNCLEAR] = placed.similarity
    for number, column in enumerate(columns):
        labels[held == column] = len(placed.ids) + number
    centroids = np.vstack([placed.centroids, known.centroids[columns]])
    return replace(
        placed,
        labels=labels,
        similarity=_similarities(vectors, labels, best, centroids),
        centroids=centroids,
        ids=(*placed.ids, *(known.ids[column] for column in columns)),
        floor=placed.floor if placed.ids else known.floor,
    )


def _similarities(vectors: Vectors, labels: Labels, best: Vectors, centroids: Vectors) -> Vectors:
    """Cosine of each row to the centroid of its own group, or `best` where it has none."""
    own: Vectors = np.einsum("ij,ij->i", vectors, centroids[np.maximum(labels, 0)]).astype(np.float32)
    return np.where(labels == UNCLEAR, best, own)


def _without_empty(placed: _Placed) -> _Placed:
    """Drop groups that nobody is in any more."""
    alive = np.bincount(placed.labels[placed.labels != UNCLEAR], minlength=len(placed.ids)) > 0
    renumbered = np.append(np.cumsum(alive) - 1, UNCLEAR)
    ids = tuple(theme_id for theme_id, is_alive in zip(placed.ids, alive, strict=True) if is_alive)
    return replace(placed, labels=renumbered[placed.labels], centroids=placed.centroids[alive], ids=ids)


def _tell(statements: Sequence[Statement], vectors: Vectors, known: KnownThemes, placed: _Placed) -> ThemesFound:
    """Give groups their ids, names, areas and figures."""
    groups = [np.flatnonzero(placed.labels == label) for label in range(len(placed.ids))]
    central = [rows[np.argsort(-placed.similarity[rows], kind="stable")] for rows in groups]
    founders = [[statements[row].statement_id for row in rows[:FOUNDERS].tolist()] for rows in central]
    ids = _new_ids(placed.ids, founders, known)
    sizes = np.array([len(rows) for rows in groups], dtype=np.float64)
    nearest, similarity = _nearest_themes(placed.centroids)
    keywords = find_keywords(*_distinct(statements, vectors, placed.labels))
    told = [
        _told(statements, placed.similarity, rows, keywords[label], nearest[label])
        for label, rows in enumerate(central)
    ]
    leaves = _leaves(ids, told, placed, known, nearest, similarity)
    areas, leaves = place_in_areas(leaves, told, placed.centroids, sizes, known)
    members = tuple(
        Member(one.statement_id, ids[label] if label != UNCLEAR else None, _cosine(value))
        for one, label, value in zip(statements, placed.labels.tolist(), placed.similarity, strict=True)
    )
    places = {member.statement_id: member.theme_id for member in members}
    return ThemesFound(
        themes=(*areas, *leaves),
        members=members,
        centroids=placed.centroids,
        lineage=(*trace_lineage(known, places, ids), *trace_areas(known, places, leaves)),
        floor=placed.floor,
        grouped_count=placed.grouped_count,
        note=placed.note or _count_note(len(statements), len(ids), int((placed.labels == UNCLEAR).sum())),
    )


def _distinct(statements: Sequence[Statement], vectors: Vectors, labels: Labels) -> tuple[list[str], Vectors, Labels]:
    """Keep each text once per group, and nothing that is unclear: what keywords are counted on."""
    first: dict[tuple[str, int], int] = {}
    for row, (one, label) in enumerate(zip(statements, labels.tolist(), strict=True)):
        if label != UNCLEAR:
            first.setdefault((one.text_hash, label), row)
    rows = list(first.values())
    return [statements[row].clean for row in rows], vectors[rows], labels[rows]


def _told(
    statements: Sequence[Statement],
    similarity: Vectors,
    rows: Labels,
    keywords: tuple[str, ...],
    nearest: int | None,
) -> Told:
    distinct: dict[str, int] = {}
    for row in rows.tolist():
        distinct.setdefault(statements[row].text_hash, row)
    chosen = list(distinct.values())[:READ]
    values = tuple(float(similarity[row]) for row in chosen)
    return Told(tuple(statements[row] for row in chosen), values, keywords, len(rows), nearest)


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
    placed: _Placed,
    known: KnownThemes,
    nearest: Sequence[int | None],
    similarity: Sequence[float | None],
) -> list[Theme]:
    """Write the themes; one that is known keeps its name."""
    before = {theme.theme_id: theme for theme in known.leaves}
    labels = name_themes(told, {place: before[one].label for place, one in enumerate(ids) if one in before})
    leaves = []
    for place, theme_id in enumerate(ids):
        rows = placed.labels == place
        old, near = before.get(theme_id), nearest[place]
        leaves.append(
            Theme(
                theme_id=theme_id,
                label=labels[place],
                description=old.description if old else describe_theme(told[place]),
                keywords=told[place].keywords,
                level=2,
                parent_id=old.parent_id if old else None,
                statement_count=int(rows.sum()),
                cohesion=_cosine(placed.similarity[rows].mean()),
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
    return nearest.tolist(), [_cosine(value) for value in similarity[np.arange(len(centroids)), nearest]]


def _count_note(statements: int, themes: int, unclear: int) -> str:
    return f"{statements:,} statements in {themes:,} themes, {unclear:,} unclear."
