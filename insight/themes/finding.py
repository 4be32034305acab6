"""Finding: from statements to named themes that last.

In go specific pains and requests with their vectors and the themes of the last run; out come the themes of this run,
a place for every statement, and what became of each theme. While little is new, new statements join the themes that
are there and may found new ones; when much is new, everything is grouped again and matched with what was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from insight.config import ThemeSettings
from insight.records import Member, Statement
from insight.themes import grouping, space
from insight.themes.founding import found_groups, unnamed
from insight.themes.grouping import UNCLEAR, assign, group_statements
from insight.themes.identity import KnownThemes, map_over, match_themes, shared_members
from insight.themes.merging import merge_alike
from insight.themes.space import Labels, Vectors
from insight.themes.telling import Given, Placed, ThemesFound, as_cosine, tell_themes
from insight.themes.translating import translate

OUTGROWN = 2.0  # times the statements of the last grouping: from here on everything is grouped again, in a
YOUNG = 1_000  # project that had fewer statements then; later themes change by proposals, which keep nearly all places


def find_themes(
    statements: Sequence[Statement],
    vectors: Vectors,
    known: KnownThemes,
    settings: ThemeSettings,
    seed: int = 0,
    *,
    product: str = "",
    is_anew: bool = False,
) -> ThemesFound:
    """Find the themes of specific pains and requests; row i of `vectors` (unit rows) belongs to statement i.

    Every statement becomes a member of one theme, or of none with its similarity to the nearest. With `is_anew`,
    everything that is not held is grouped again, however little is new. The name of the `product` tells no statements
    apart.
    """
    ids = [one.statement_id for one in statements]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    given = Given(
        [statements[row] for row in order],
        [ids[row] for row in order],
        vectors[order] if len(order) else np.zeros((0, 1), dtype=np.float32),
        product,
    )
    current = set(ids)
    known = replace(known, members={key: value for key, value in known.members.items() if key in current})
    known = _in_space(known, given)
    placed = None if is_anew else _join(given, known)
    if placed is None:
        placed = _group_again(given, known, settings, seed)
    return tell_themes(given, known, _without_empty(placed))


def join_known(
    statements: Sequence[Statement],
    vectors: Vectors,
    known: KnownThemes,
    kept: Mapping[str, Member],
    *,
    product: str = "",
) -> ThemesFound | None:
    """Let what came join the themes that stand, as `find_themes` does; None where that takes the vectors of all.

    `kept` are the members, by statement, of which nothing has changed since the last run; row i of `vectors` belongs to
    the i-th of the others. All are needed where everything is to be grouped again, where a theme is founded, or has
    nobody left, and where another encoder made the themes.
    """
    came = sorted((one for one in statements if one.statement_id not in kept), key=lambda one: one.statement_id)
    row_of = {
        one.statement_id: row for row, one in enumerate(one for one in statements if one.statement_id not in kept)
    }
    if not came:
        vectors = np.zeros((0, known.centroids.shape[1]), dtype=np.float32)
    has_areas = {theme.theme_id for theme in known.areas}.issuperset(theme.parent_id for theme in known.leaves)
    if not _stands(known, len(statements)) or known.centroids.shape[1] != vectors.shape[1] or not has_areas:
        return None
    ordered = sorted(statements, key=lambda one: one.statement_id)
    ids = [one.statement_id for one in ordered]
    given = Given(ordered, ids, np.zeros((len(ids), 1), dtype=np.float32), product)
    known = replace(known, members={one: known.members[one] for one in ids if one in known.members})
    rows = np.array([row for row, one in enumerate(ids) if one not in kept], dtype=np.int64)
    placed = _place(given, known, rows, vectors[[row_of[one.statement_id] for one in came]], kept)
    is_alive = np.bincount(placed.labels[placed.labels != UNCLEAR], minlength=len(placed.ids)) > 0
    return tell_themes(given, known, placed) if None not in placed.ids and is_alive.all() else None


def join_themes(
    found: ThemesFound,
    statements: Sequence[Statement],
    vectors: Vectors,
    kept: Mapping[str, Member] = MappingProxyType({}),
) -> ThemesFound:
    """Let further statements (praise, questions) join the themes that they are about; themes stay as they are.

    Those of `kept` are where they were; row i of `vectors` belongs to the i-th of the others.
    """
    came = [one for one in statements if one.statement_id not in kept]
    known = [kept[one.statement_id] for one in statements if one.statement_id in kept]
    members = _members_of(found, came, assign(vectors, found.centroids, found.floor)) if came else []
    return _joined(found, [*known, *members]) if statements else found


def join_translated(
    found: ThemesFound, statements: Sequence[Statement], vectors: Vectors, there: Vectors, here: Vectors
) -> ThemesFound:
    """Let statements join by the vectors of another encoder; `there` and `here` are the same texts in both spaces.

    The floor is that of chance among the translated vectors.
    """
    if not statements:
        return found
    turned = translate(vectors, there, here)
    floor = grouping.chance_floor(space.on_grid(turned), space.on_grid(found.centroids)) if found.leaves else 0.0
    return _joined(found, _members_of(found, statements, assign(turned, found.centroids, floor)))


def _members_of(found: ThemesFound, statements: Sequence[Statement], places: grouping.Grouping) -> list[Member]:
    ids = [theme.theme_id for theme in found.leaves]
    return [
        Member(one.statement_id, ids[label] if label != UNCLEAR else None, as_cosine(similarity))
        for one, label, similarity in zip(statements, places.labels.tolist(), places.similarity.tolist(), strict=True)
    ]


def _joined(found: ThemesFound, members: Sequence[Member]) -> ThemesFound:
    counts = Counter(member.theme_id for member in members)
    area_of = {theme.theme_id: theme.parent_id for theme in found.leaves}
    areas = Counter(area_of[member.theme_id] for member in members if member.theme_id)
    themes = tuple(
        replace(theme, statement_count=theme.statement_count + (counts if theme.level == 2 else areas)[theme.theme_id])
        for theme in found.themes
    )
    everyone = sorted((*found.members, *members), key=lambda member: member.statement_id)
    return replace(found, themes=themes, members=tuple(everyone))


def _join(given: Given, known: KnownThemes) -> Placed | None:
    """Let new statements join what is known, and found new themes; None where everything is to be grouped again."""
    if not _stands(known, len(given.ids)):
        return None
    return _place(given, known, np.arange(len(given.ids)), given.vectors, {})


def _stands(known: KnownThemes, statement_count: int) -> bool:
    """Whether there are themes to join, and they have not been outgrown."""
    is_outgrown = known.grouped_count < YOUNG and statement_count > OUTGROWN * known.grouped_count
    return bool(known.centroids.any()) and not is_outgrown


def _place(given: Given, known: KnownThemes, rows: Labels, vectors: Vectors, kept: Mapping[str, Member]) -> Placed:
    """Place all statements: those of `rows` by their `vectors`, the others as in `kept`; who was known stays."""
    best = assign(vectors, known.centroids, known.floor)
    column = {theme_id: place for place, theme_id in enumerate(known.ids)}
    labels = np.full(len(given.ids), UNCLEAR, dtype=np.int64)
    labels[rows] = best.labels
    for row, statement_id in enumerate(given.ids):
        if statement_id in known.members:
            labels[row] = column.get(known.members[statement_id] or "", UNCLEAR)
    # Only new statements found themes: what was unclear before does not become a theme by being looked at again.
    new = [known.is_new(given.statements[row], given.ids[row]) for row in rows.tolist()]
    came = np.flatnonzero(np.array(new, dtype=bool))
    texts = [given.statements[row].clean for row in rows[came].tolist()]
    points, is_named = unnamed(vectors[came], texts, given.product)
    is_free = labels[rows[came]] == UNCLEAR
    pool = came[is_free]
    free_texts = [text for text, is_so in zip(texts, is_free.tolist(), strict=True) if is_so]
    fresh = found_groups(free_texts, points[is_free], known, is_named[is_free])
    labels[rows[pool]] = np.where(fresh.labels == UNCLEAR, UNCLEAR, fresh.labels + len(column))
    nearest = best.similarity
    if fresh.count:
        nearest = np.maximum(nearest, assign(vectors, fresh.centroids, known.floor).similarity)
    centroids = np.vstack([known.centroids, fresh.centroids]) if fresh.count else known.centroids
    ids = (*known.ids, *(None for _ in range(fresh.count)))
    similarity = np.array([kept[one].similarity if one in kept else 0 for one in given.ids], dtype=np.float32)
    similarity[rows] = _similarities(vectors, labels[rows], nearest, centroids)
    return Placed(labels, similarity, centroids, ids, known.floor, known.grouped_count)


def _in_space(known: KnownThemes, given: Given) -> KnownThemes:
    """The known themes in the space of these vectors; where another encoder made them, by their members' vectors."""
    if not known.ids or known.centroids.shape == (len(known.ids), given.vectors.shape[1]):
        return known
    known = map_over(known, given.ids, given.vectors)
    if not given.ids or not known.centroids.any():
        return known
    return replace(known, floor=grouping.chance_floor(space.on_grid(given.vectors), space.on_grid(known.centroids)))


def _group_again(given: Given, known: KnownThemes, settings: ThemeSettings, seed: int) -> Placed:
    """Group everything but what is held, and match the groups with the known themes that they continue."""
    statements, vectors = given.statements, given.vectors
    held = _held_columns(given, known)
    free = np.flatnonzero(held == UNCLEAR)
    groups = _group(given, free, settings, seed)
    ids: tuple[str | None, ...] = (None,) * groups.count
    if known.ids and groups.count:
        names = [given.ids[row] for row in free.tolist()]
        rows = [np.flatnonzero(groups.labels == label).tolist() for label in range(groups.count)]
        members = [[names[row] for row in inside] for inside in rows]
        pairs = match_themes(groups.centroids, known, shared_members(members, known))
        ids = tuple(None if pairs[label] in known.held else pairs[label] for label in range(groups.count))
    # By the centroids as they are kept, so that a later run that reads the vectors again finds the same.
    best, centroids = groups.similarity, groups.centroids
    similarity = _similarities(vectors[free], groups.labels, best, centroids) if groups.count else best
    placed = Placed(groups.labels, similarity, centroids, ids, groups.floor, len(statements), groups.note)
    return _with_held(placed, held, vectors, known) if len(free) < len(statements) else placed


def _group(given: Given, rows: Labels, settings: ThemeSettings, seed: int) -> grouping.Grouping:
    statements = [given.statements[row] for row in rows.tolist()]
    vectors = given.vectors[rows]
    groups = group_statements(
        [one.clean for one in statements],
        vectors,
        min_statements=settings.min_statements,
        told_in=[one.feedback_id for one in statements],
        product=given.product,
        seed=seed,
    )
    return merge_alike(groups, vectors, [one.gist for one in statements])


def _held_columns(given: Given, known: KnownThemes) -> Labels:
    """The place, among the known themes, of each statement whose theme is held, and of new ones nearest to such."""
    columns = np.full(len(given.ids), UNCLEAR, dtype=np.int64)
    held = {theme_id: place for place, theme_id in enumerate(known.ids) if theme_id in known.held}
    if not held or not known.centroids.any():
        return columns
    nearest = assign(given.vectors, known.centroids, known.floor).labels
    for row, statement_id in enumerate(given.ids):
        is_known = statement_id in known.members
        before = held.get(known.members.get(statement_id) or "", UNCLEAR)
        columns[row] = before if is_known else nearest[row] if nearest[row] in held.values() else UNCLEAR
    return columns


def _with_held(placed: Placed, held: Labels, vectors: Vectors, known: KnownThemes) -> Placed:
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
    return np.minimum(np.where(labels == UNCLEAR, best, own), 1)  # sums of rounded numbers can come out a hair above


def _without_empty(placed: Placed) -> Placed:
    """Drop groups that nobody is in any more."""
    alive = np.bincount(placed.labels[placed.labels != UNCLEAR], minlength=len(placed.ids)) > 0
    renumbered = np.append(np.cumsum(alive) - 1, UNCLEAR)
    ids = tuple(theme_id for theme_id, is_alive in zip(placed.ids, alive, strict=True) if is_alive)
    return replace(placed, labels=renumbered[placed.labels], centroids=placed.centroids[alive], ids=ids)
